"""Columns of tables, and bars of counts."""

from __future__ import annotations

from collections import Counter
from math import floor, isclose, log10, sqrt
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Sequence


class Tabular(Protocol):
    """What hands out Arrow data."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...


#: A column: a list, a column of pandas, polars or pyarrow, or an array of numpy.
Values: TypeAlias = "Sequence[Any] | Any"


def is_table(data: Any) -> TypeGuard[Tabular]:
    """Columns of polars and pyarrow hand out streams too, but have no names of columns."""
    names = getattr(data, "column_names", None) or getattr(data, "columns", None)
    return hasattr(data, "__arrow_c_stream__") and names is not None


def columns(table: Tabular, wanted: Sequence[str], call: str) -> dict[str, list[Any]]:
    """Those of the wanted columns that a table has, through polars or pyarrow, whichever there is."""
    frame: Any
    try:
        import polars

        frame = polars.DataFrame(table)
        return {name: frame[name].to_list() for name in wanted if name in frame.columns}
    except ModuleNotFoundError as error:
        if error.name != "polars":
            raise
    try:
        import pyarrow  # type: ignore[import-untyped,unused-ignore]

        frame = pyarrow.table(table)
        return {name: frame[name].to_pylist() for name in wanted if name in frame.column_names}
    except ModuleNotFoundError as error:
        if error.name != "pyarrow":
            raise
    raise ModuleNotFoundError(
        f"`{call}` needs the package `polars` or `pyarrow` for tables, and neither is installed: pip install polars", name="polars"
    )


def listed(values: Values) -> list[Any]:
    """A column's values, with none for those that are missing."""
    for method in ("to_pylist", "to_list", "tolist"):
        if hasattr(values, method):
            values = getattr(values, method)()
            break

    def is_missing(value: Any) -> bool:
        return value is not None and (type(value).__name__ in ("NAType", "NaTType") or value != value)

    return [None if type(value) is not str and is_missing(value) else value for value in values]


def numbers(values: Values, what: str) -> list[float | None]:
    """Numbers, none where they are missing. A flag is never taken for a number."""

    def read(at: int, value: Any) -> float | None:
        if value is None:
            return None
        if isinstance(value, str) or type(value).__name__ in ("bool", "bool_") or not hasattr(value, "__float__"):
            raise TypeError(f"{what}[{at}]: expected a number, found `{value}`")
        return float(value)

    return [value if type(value) is float else read(at, value) for at, value in enumerate(listed(values))]


def bin_width(extent: float, accounts: int, bounds: Sequence[float]) -> float:
    """A round width of bars. Of those that give a readable number, the widest that no bound lies within a bar of; the widest if there is none."""
    # More accounts fill more bars, as far as eyes can tell them apart.
    most = min(max(2 * sqrt(accounts), 24), 110)
    exponent = floor(log10(extent / most))
    widths = [digit * 10.0**power for power in (exponent + 2, exponent + 1, exponent) for digit in (5, 2, 1)]
    readable = [width for width in widths if 10 <= extent / width <= most] or [extent / 10]
    dividing = [width for width in readable if all(isclose(bound / width, round(bound / width), abs_tol=1e-9) for bound in bounds)]
    return next(iter(dividing), readable[0])


def binned(scores: Sequence[float], groups: Sequence[str | None], width: float) -> dict[tuple[int, str | None], int]:
    """How many scores of each group are in each bar; bar `n` reaches from `n * width` to below `(n + 1) * width`."""
    # A score that is a bound by the rules must not fall below it by the last bit of a quotient.
    return dict(Counter((floor(score / width + 1e-9), group) for score, group in zip(scores, groups, strict=True)))
