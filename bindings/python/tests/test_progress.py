"""Progress bars: the same answers, the rows counted, and nothing without being asked."""

import subprocess
import sys

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import tierwise as tw
from tierwise import _progress

DAY = "2026-06-30"
POLICY = tw.Policy.shipped("cv-key-account")


@pytest.fixture
def bars(monkeypatch):
    """Every bar with what it counted."""
    import tqdm

    made = []

    class Bar:
        def __init__(self, **options):
            self.options, self.counts, self.closed = options, [], False
            made.append(self)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.closed = True

        def update(self, rows):
            self.counts.append(rows)

    monkeypatch.setattr(tqdm, "tqdm", Bar)
    monkeypatch.setattr(_progress, "ROWS", 3)
    return made


FORMS = {
    "pandas": lambda units: pd.DataFrame({"fleet.units": units}, index=[f"K-{at}" for at in range(len(units))]),
    "polars": lambda units: pl.DataFrame({"fleet.units": units}),
    "pyarrow": lambda units: pa.table({"fleet.units": units}),
    "scores": lambda units: POLICY.score_columns(pa.table({"fleet.units": units}), DAY, keep=["fleet.units"]),
}


@pytest.mark.parametrize("form", ["pandas", "polars", "pyarrow"])
def test_a_bar_counts_every_row_and_changes_no_answer(form, bars):
    table = FORMS[form]([420, 50, None, 7, 12, 800, 3])
    scored = POLICY.score_columns(tw.progress(table), DAY)
    assert scored.to_pandas().equals(POLICY.score_columns(table, DAY).to_pandas())
    assert bars[0].options["total"] == 7 and bars[0].counts == [3, 3, 1] and bars[0].closed


def test_a_stream_is_counted_as_it_is_read(bars):
    batches = [pa.record_batch({"fleet.units": [1, 2, 3, 4]}), pa.record_batch({"fleet.units": [5]})]
    reader = pa.RecordBatchReader.from_batches(batches[0].schema, iter(batches))
    stream = POLICY.score_stream(tw.progress(reader, total=5, label="accounts"), DAY)
    assert len(next(stream)) == 3 and bars[0].counts == []
    assert [len(scored) for scored in stream] == [1, 1] and bars[0].counts == [3, 1, 1]
    assert bars[0].options["total"] == 5 and bars[0].options["desc"] == "accounts"


def test_orders_and_events_are_counted_too(bars):
    orders = pl.DataFrame({"account": ["a", "b", "a", "b"], "order": ["1", "2", "3", "4"], "ordered_on": ["2026-01-01"] * 4, "units": [1, 2, 3, 4], "net_amount": [1.0, 2, 3, 4]})
    orders = orders.with_columns(pl.col("ordered_on").str.to_date())
    assert len(tw.accounts_from_orders(tw.progress(orders), DAY)) == 2 and sum(bars[0].counts) == 4


def test_nothing_is_written_unless_it_is_asked_for():
    program = (
        "import tierwise, pyarrow\n"
        "policy = tierwise.Policy.shipped('cv-key-account')\n"
        "table = pyarrow.table({'fleet.units': [1, 2]})\n"
        "policy.score_columns(%s, '2026-06-30')\n"
    )
    quiet, shown = (subprocess.run([sys.executable, "-c", program % table], capture_output=True, text=True, check=True).stderr for table in ("table", "tierwise.progress(table)"))
    assert quiet == "" and "rows" in shown


@pytest.mark.parametrize("package", ["tqdm", "pyarrow"])
def test_what_is_not_installed_is_said(package):
    program = f"import sys; sys.modules['{package}'] = None\nimport tierwise, polars\ntierwise.progress(polars.DataFrame({{'fleet.units': [1]}}))"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert found.stderr.splitlines()[-1].endswith(f"`progress` needs the package `{package}`, which is not installed: pip install {package}")
