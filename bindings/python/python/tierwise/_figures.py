"""Columns of tables, and the few sums that pictures are drawn from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence


class Tabular(Protocol):
    """What hands out Arrow data."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...


#: A column: a list, a column of pandas, polars or pyarrow, or an array of numpy.
Values: TypeAlias = "Sequence[Any] | Any"


def is_table(data: object) -> bool:
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
    raise ModuleNotFoundError(f"`{call}` needs the package `polars` or `pyarrow` for tables, and neither is installed: pip install polars", name="polars")


def numbers(values: Values, what: str) -> list[float]:
    """The numbers of a column, without those that are missing."""
    for method in ("to_pylist", "to_list", "tolist"):
        if hasattr(values, method):
            values = getattr(values, method)()
            break
    found = []
    for at, value in enumerate(values):
        if value is None or value != value or type(value).__name__ in ("NAType", "NaTType"):
            continue
        if isinstance(value, (bool, str)) or not hasattr(value, "__float__"):
            raise TypeError(f"{what}[{at}]: expected a number, found `{value}`")
        found.append(float(value))
    return found
