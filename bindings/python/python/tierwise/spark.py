"""Scores on Spark: a DataFrame of accounts in, a DataFrame of scores out. Needs ``pip install "tierwise[spark]"``, and on the workers, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal

from tierwise._table import needed

if TYPE_CHECKING:
    import pyarrow  # type: ignore[import-untyped,import-not-found,unused-ignore]
    from pyspark.sql import DataFrame  # type: ignore[import-untyped,import-not-found,unused-ignore]

    from tierwise import Policy, Table
    from tierwise.types import Day

__all__ = ["score"]


def score(
    dataframe: DataFrame,
    policy: Policy,
    as_of: Day,
    *,
    columns: Mapping[str, str] | None = None,
    previous: str | None = None,
    keep: Sequence[str] = (),
    zone: str | None = None,
    points: Literal["numbers", "decimals", "thousandths"] = "numbers",
    contributions: bool = True,
    aspects: bool = False,
    messages: bool = True,
) -> DataFrame:
    """Scores and places accounts where they are: the same numbers as ``Policy.score_columns``, made by Spark's workers.

    Columns are held against the policy at once; scores are made when Spark needs them, batch by batch, in constant memory.
    A row's scores depend on the row alone, so it does not matter how Spark cuts the table, or whether it does a part again.

    Parameters
    ----------
    dataframe : pyspark.sql.DataFrame
        Accounts, one a row, as for ``Policy.score_columns``. Spark's ``timestamp`` is an instant, and needs ``zone``.
    policy : Policy
        The policy.
    as_of : str or datetime.date
        The day of scoring.
    columns, previous, keep, zone, points, contributions, aspects, messages
        As for ``Policy.score_columns``.

    Returns
    -------
    pyspark.sql.DataFrame
        The columns of ``Policy.score_columns``, with words as strings. ``composite`` has policy, version, fingerprint and
        day in its metadata, ``scored.schema["composite"].metadata``, where tables that Spark writes keep them.

    Raises
    ------
    TierwiseError
        As ``Policy.score_columns``, before anything is scored. What is wrong with a row is in its ``error_code``.
    """
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema  # type: ignore[import-untyped,import-not-found,unused-ignore]

    arrow = needed("pyarrow", "tierwise.spark.score")
    options: dict[str, Any] = {
        "columns": columns, "previous": previous, "keep": list(keep), "zone": zone, "points": points,
        "contributions": contributions, "aspects": aspects, "messages": messages, "threads": 1,
    }  # fmt: skip
    accounts = to_arrow_schema(dataframe.schema, timezone="UTC")
    nothing = policy.score_columns(accounts.empty_table(), as_of, **options)
    scores = from_arrow_schema(words_as_strings(nothing).schema)
    scores["composite"].metadata = nothing.metadata

    names = dataframe.columns

    def scored(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        # A part without rows has no batch to tell the schema.
        named = (batch.rename_columns(names) for batch in batches)
        for first in named:
            reader = arrow.RecordBatchReader.from_batches(first.schema, chain([first], named))
            for table in policy.score_stream(reader, as_of, **options):
                yield from words_as_strings(table).to_batches()

    # A dot in a column's name, which facts have, is a way into a struct for Spark: columns go to the workers by their places.
    return dataframe.toDF(*map(str, range(len(names)))).mapInArrow(scored, scores)


def words_as_strings(table: Table) -> pyarrow.Table:
    """The table without dictionaries, which Spark does not take."""
    arrow = needed("pyarrow", "tierwise.spark.score")
    whole = table.to_pyarrow()
    plain = [field.with_type(field.type.value_type) if arrow.types.is_dictionary(field.type) else field for field in whole.schema]
    return whole.cast(arrow.schema(plain))
