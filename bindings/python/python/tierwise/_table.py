"""Tables as other libraries have them, and as notebooks show them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tierwise import _frame

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped,unused-ignore]
    import polars
    import pyarrow  # type: ignore[import-untyped,unused-ignore]

    from tierwise import Table

#: Letters of a line.
WIDTH = 120


def needed(name: str, call: str) -> Any:
    """A package that this one does without otherwise."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise ModuleNotFoundError(f"`{call}` needs the package `{name}`, which is not installed: pip install {name}", name=name) from None


def of_pandas(frame: pandas.DataFrame, kept: list[str]) -> pandas.DataFrame | pyarrow.Table:
    """A table of pandas as Arrow has it, with the same columns, in which NaN stands among numbers that are not kept.

    What pandas hands out itself has nulls instead of NaN: to look for them takes a third of the time of scoring.
    """
    numbers = [name for name, kind in frame.dtypes.items() if kind == "float64" and name not in kept]
    if not numbers or not frame.columns.is_unique or not all(isinstance(name, str) for name in frame.columns):
        return frame
    arrow = needed("pyarrow", "score_columns")
    others = arrow.Table.from_pandas(frame.drop(columns=numbers))
    if not set(numbers).isdisjoint(others.column_names):
        # A level of the index is called like a column.
        return frame
    columns = dict(zip(others.column_names, others.columns, strict=True))
    columns |= {name: arrow.array(frame[name].to_numpy(), from_pandas=False) for name in numbers}
    order = [*frame.columns, *(name for name in others.column_names if name not in frame.columns)]
    return arrow.table({name: columns[name] for name in order}).replace_schema_metadata(others.schema.metadata)


def to_pandas(table: Table) -> pandas.DataFrame:
    needed("pandas", "to_pandas")
    frame: pandas.DataFrame = needed("pyarrow", "to_pandas").table(table).to_pandas()
    return frame


def to_polars(table: Table) -> polars.DataFrame:
    frame: polars.DataFrame = needed("polars", "to_polars").DataFrame(table)
    return frame


def to_pyarrow(table: Table) -> pyarrow.Table:
    whole: pyarrow.Table = needed("pyarrow", "to_pyarrow").table(table)
    return whole


def summary(rows: int, errors: int | None) -> str:
    return f"{rows} rows" if errors is None else f"{rows} rows, {errors} in error"


def text(names: list[str], first: list[list[str]], rows: int, errors: int | None) -> str:
    """The first rows below their names, as many columns as a line holds."""
    columns = [[name, *cells] for name, cells in zip(names, zip(*first, strict=True), strict=True)] if first else [[name] for name in names]
    widths = [max(map(len, column)) for column in columns]
    fitting = [at for at in range(len(widths)) if sum(widths[: at + 1]) + 2 * at <= WIDTH]
    shown = columns[: max(len(fitting), 1)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in zip(*shown, strict=True)]
    hidden = names[len(shown) :]
    more = [f"... and {len(hidden)} more columns: {', '.join(hidden)}"] if hidden else []
    return "\n".join([f"<tierwise.Table: {summary(rows, errors)}>", *lines, *(["..."] if len(first) < rows else []), *more])


def html(names: list[str], first: list[list[str]], rows: int, errors: int | None) -> str:
    def is_number(cell: str) -> bool:
        try:
            float(cell)
        except ValueError:
            return cell == ""
        return True

    columns = [_frame.Column(name, at > 0 and all(is_number(line[at]) for line in first)) for at, name in enumerate(names)]
    more = _frame.tag("p", f"the first {len(first)} rows are shown", "quiet") if len(first) < rows else ""
    return _frame.page(_frame.table(summary(rows, errors), columns, [_frame.Row(line) for line in first]), more)
