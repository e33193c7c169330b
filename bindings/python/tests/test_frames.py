"""Frames as notebooks have them: however a library writes a value down, the columns are its accounts one by one, and the core's."""

import datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

import tierwise

DAY = datetime.date(2026, 6, 30)
WORDS = ["red", "green", "blue"]
POLICY = tierwise.Policy({
    "policy": "frames", "version": "1", "semantics": 1,
    "facts": [
        {"id": "x.size", "type": "number"}, {"id": "x.word", "type": "category", "values": ["red", "green"]},
        {"id": "x.lead", "type": "flag"}, {"id": "x.since", "type": "date"},
    ],
    "score": {"aspects": [{"id": "all", "criteria": [
        {"id": "size", "fact": "x.size", "curve": [[0, 0], [70, 33], [200, 120]], "missing": "worst"},
        {"id": "word", "fact": "x.word", "table": {"red": 10}, "other": 4, "missing": {"points": 2}},
        {"id": "lead", "fact": "x.lead", "flag": {"true": 5, "false": 0}, "missing": {"points": 1}},
        {"id": "since", "fact": "x.since", "transform": "years_since", "bands": [[0, 1], [5, 8]], "missing": {"points": 3}}]}]},
})  # fmt: skip


def holey(values, gap):
    """Values with what a library has for nothing."""
    return [gap if value is None else value for value in values]


def dictionary(values, kind):
    return pa.array(values, kind).dictionary_encode()


def of_midnight(values):
    return pd.Series(pd.to_datetime(holey(values, pd.NaT)))


# How each library writes down what may be missing. Numbers are halves, which every width holds.
FORMS = {
    "x.size": {
        "pandas": {
            "float64": lambda values: np.array(holey(values, np.nan), "float64"), "float32": lambda values: np.array(holey(values, np.nan), "float32"),
            "Float64": lambda values: pd.array(values, dtype="Float64"), "arrow": lambda values: pd.array(values, dtype=pd.ArrowDtype(pa.float64())),
            "objects": lambda values: pd.Series([Decimal(str(value)) if value is not None and np.isfinite(value) else None for value in values], dtype=object),
            "with NA": lambda values: pd.Series(holey(values, pd.NA), dtype=object), "categories": lambda values: pd.Categorical(values),
        },
        "polars": {
            "Float64": lambda values: pl.Series(values, dtype=pl.Float64), "Float32": lambda values: pl.Series(values, dtype=pl.Float32),
            "with NaN": lambda values: pl.Series(holey(values, float("nan")), dtype=pl.Float64),
        },
        "pyarrow": {
            "double": lambda values: pa.array(values, pa.float64()), "float": lambda values: pa.array(values, pa.float32()),
            "dictionary": lambda values: dictionary(values, pa.float64()), "runs": lambda values: pa.compute.run_end_encode(pa.array(values, pa.float64())),
        },
    },
    "x.word": {
        "pandas": {
            "texts": lambda values: pd.Series(values, dtype="str"), "objects": lambda values: pd.Series(holey(values, np.nan), dtype=object),
            "with NA": lambda values: pd.Series(holey(values, pd.NA), dtype=object), "categories": lambda values: pd.Categorical(values, categories=WORDS),
            "few categories": lambda values: pd.Categorical(values), "arrow": lambda values: pd.array(values, dtype=pd.ArrowDtype(pa.large_string())),
        },
        "polars": {
            "String": lambda values: pl.Series(values, dtype=pl.String), "Categorical": lambda values: pl.Series(values, dtype=pl.Categorical),
            "Enum": lambda values: pl.Series(values, dtype=pl.Enum(WORDS)),
        },
        "pyarrow": {
            "string": lambda values: pa.array(values, pa.string()), "view": lambda values: pa.array(values, pa.string_view()),
            "dictionary": lambda values: dictionary(values, pa.string()),
            "runs": lambda values: pa.compute.run_end_encode(pa.array(values, pa.string())),
        },
    },
    "x.lead": {
        "pandas": {
            "boolean": lambda values: pd.array(values, dtype="boolean"), "objects": lambda values: pd.Series(values, dtype=object),
            "with NA": lambda values: pd.Series(holey(values, pd.NA), dtype=object), "arrow": lambda values: pd.array(values, dtype=pd.ArrowDtype(pa.bool_())),
        },
        "polars": {"Boolean": lambda values: pl.Series(values, dtype=pl.Boolean)},
        "pyarrow": {"bool": lambda values: pa.array(values, pa.bool_()), "runs": lambda values: pa.compute.run_end_encode(pa.array(values, pa.bool_()))},
    },
    "x.since": {
        "pandas": {
            "days": lambda values: pd.Series(values, dtype=object), "midnights": of_midnight, "nanoseconds": lambda values: of_midnight(values).astype("datetime64[ns]"),
            "with NaT": lambda values: pd.Series(holey(values, pd.NaT), dtype=object), "arrow": lambda values: pd.array(values, dtype=pd.ArrowDtype(pa.date32())),
        },
        "polars": {"Date": lambda values: pl.Series(values, dtype=pl.Date), "Datetime": lambda values: pl.Series(values, dtype=pl.Date).cast(pl.Datetime("ms"))},
        "pyarrow": {
            "date32": lambda values: pa.array(values, pa.date32()), "date64": lambda values: pa.array(values, pa.date64()),
            "timestamp": lambda values: pa.array(values, pa.date32()).cast(pa.timestamp("s")), "dictionary": lambda values: dictionary(values, pa.date32()),
        },
    },
}  # fmt: skip
VALUES = {
    "x.size": st.integers(-20, 600).map(lambda number: number / 2) | st.just(float("inf")),
    "x.word": st.sampled_from(WORDS),
    "x.lead": st.booleans(),
    "x.since": st.dates(datetime.date(2010, 1, 1), datetime.date(2027, 1, 1)),
}
FRAMES = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "pyarrow": pa.table}
CELLS = {"x.size": "numbers", "x.word": "categories", "x.lead": "flags", "x.since": "days"}
# An object column of `Decimal` holds no infinity.
FINITE = {"objects"}


@st.composite
def frames(draw):
    """A library, and for every fact how it is written down and its values."""
    library, rows = draw(st.sampled_from(sorted(FRAMES))), draw(st.integers(1, 10))
    columns = {}
    for fact, values in VALUES.items():
        form = draw(st.sampled_from(sorted(FORMS[fact][library])))
        gaps = draw(st.sampled_from([values, st.none() | values, st.none()]))
        drawn = draw(st.lists(gaps, min_size=rows, max_size=rows))
        columns[fact] = form, [None if form in FINITE and value == float("inf") else value for value in drawn]
    return library, columns


def one_by_one(account):
    try:
        card = POLICY.score({"facts": account}, DAY)
    except tierwise.TierwiseError as error:
        return None, error.code, [None] * 4
    return card["composite"], None, [line["contribution"] for aspect in card["aspects"] for line in aspect["criteria"]]


@settings(max_examples=300, deadline=None)
@given(frames(), st.integers(1, 3))
def test_a_frame_is_its_accounts_and_the_cores_columns(frame, threads):
    library, columns = frame
    written = {fact: FORMS[fact][library][form](values) for fact, (form, values) in columns.items()}
    scored = POLICY.score_columns(FRAMES[library](written), DAY, threads=threads).to_pyarrow()
    contributions = zip(*(scored[f"contribution.{fact[2:]}"].to_pylist() for fact in VALUES), strict=True)
    found = list(zip(scored["composite"].to_pylist(), scored["error_code"].to_pylist(), map(list, contributions), strict=True))
    accounts = [dict(zip(columns, row, strict=True)) for row in zip(*(values for _, values in columns.values()), strict=True)]
    assert found == [one_by_one(account) for account in accounts]

    lists = POLICY.score_columns({"rows": len(accounts), "columns": {fact: {CELLS[fact]: values} for fact, (_, values) in columns.items()}}, DAY)
    assert [composite for composite, _, _ in found] == lists["composite"] and [code for _, code, _ in found] == lists["error"]


def test_what_is_kept_is_as_it_was():
    frame = pd.DataFrame({"x.size": [50.5, np.nan], "note": [np.nan, 1.5]}, index=["a", "b"])
    kept = POLICY.score_columns(frame, DAY, keep=["x.size", "note"]).to_pandas()
    pd.testing.assert_frame_equal(kept[["x.size", "note"]], frame)
    assert POLICY.score_columns(frame, DAY, keep=["x.size", "note"]).to_polars()["note"].to_list() == [None, 1.5]
