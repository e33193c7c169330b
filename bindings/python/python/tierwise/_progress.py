"""A bar that shows how far a table has been read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

from tierwise._table import needed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tierwise._figures import Tabular

#: Rows that are handed on at once: enough to work on, few enough to see the bar move.
ROWS = 1 << 16


@final
class Progress:
    """What ``progress`` returns: the same rows, once, with a bar that counts them."""

    def __init__(self, table: Tabular, bar: Any, pyarrow: Any) -> None:
        self._reader = pyarrow.RecordBatchReader.from_stream(table)
        self._pyarrow = pyarrow
        self._bar = bar

    def _batches(self) -> Iterator[Any]:
        with self._bar as bar:
            for batch in self._reader:
                for start in range(0, batch.num_rows, ROWS):
                    part = batch.slice(start, ROWS)
                    yield part
                    # The next one is asked for when this one is done.
                    bar.update(part.num_rows)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._pyarrow.RecordBatchReader.from_batches(self._reader.schema, self._batches()).__arrow_c_stream__(requested_schema)


def progress(table: Tabular, total: int | None = None, label: str = "rows") -> Progress:
    """A table that shows a progress bar while it is read; for ``score_columns``, ``score_stream``, ``replay_columns`` and ``accounts_from_orders``.

    Scores are made as rows are read, so that the bar tells how far they are. ``replay_columns`` and
    ``accounts_from_orders`` need every row before they can begin: there it tells how far the reading is. Needs
    tqdm and pyarrow.

    Parameters
    ----------
    table : table
        What hands out Arrow data.
    total : int, optional
        How many rows there are, for a reader or a relation that cannot say; the length of the table if left out.
    label : str, default "rows"
        What is written before the bar.

    Returns
    -------
    Progress
        The same table, to be read once.

    Raises
    ------
    ImportError
        Without tqdm or pyarrow.

    Examples
    --------
    >>> import polars, tierwise
    >>> policy = tierwise.Policy.shipped("cv-key-account")
    >>> portfolio = polars.DataFrame({"fleet.units": [420, 50]})
    >>> len(policy.score_columns(tierwise.progress(portfolio), "2026-06-30"))
    2
    """
    tqdm = needed("tqdm", "progress").tqdm
    pyarrow = needed("pyarrow", "progress")
    if total is None:
        size = getattr(table, "__len__", None)
        total = size() if size else getattr(table, "num_rows", None)
    return Progress(table, tqdm(total=total, desc=label, unit=" rows", unit_scale=True, leave=False), pyarrow)
