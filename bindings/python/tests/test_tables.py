"""Tables of every library in, tables for every library out: the numbers of one account at a time."""

import datetime
import runpy
import subprocess
import sys
import weakref
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tierwise

DAY = datetime.date(2026, 6, 30)
POLICY = tierwise.Policy({
    "policy": "fleets", "version": "1", "semantics": 1,
    "facts": [
        {"id": "x.units", "type": "number"}, {"id": "x.word", "type": "category", "values": ["red", "green"]},
        {"id": "x.lead", "type": "flag"}, {"id": "x.since", "type": "date"},
    ],
    "score": {"aspects": [
        {"id": "size", "cap": 50, "criteria": [
            {"id": "units", "fact": "x.units", "curve": [[0, 0], [200, 120]]},
            {"id": "word", "fact": "x.word", "table": {"red": 10}, "other": 4, "missing": {"points": 2}}]},
        {"id": "bond", "criteria": [
            {"id": "lead", "fact": "x.lead", "flag": {"true": 5, "false": 0}},
            {"id": "since", "fact": "x.since", "transform": "years_since", "bands": [[0, 1], [5, 8]], "missing": "worst"}]}]},
    "ladder": {"base": "standard", "tiers": [
        {"id": "silver", "enter": 40, "retain": 35},
        {"id": "gold", "enter": 60, "retain": 55, "requires": {"fact": "x.lead", "is": True}}]},
})
COLUMNS = {
    "account": pa.array(["K-1", "K-2", "K-3", "K-4"]),
    "x.units": pa.array([50.0, None, 100.0, 70.5]),
    "x.word": pa.array(["red", "green", None, "blue"]),
    "x.lead": pa.array([True, None, False, True]),
    "x.since": pa.array([datetime.date(2020, 1, 15), None, DAY, datetime.date(2021, 6, 30)]),
    "before": pa.array([None, "gold", "silver", None]),
}
TABLE = pa.table(COLUMNS)


class OneArray:
    """What hands out a single array and no stream."""

    def __init__(self, table):
        self.batch = table.combine_chunks().to_batches()[0]

    def __arrow_c_array__(self, requested_schema=None):
        return self.batch.__arrow_c_array__(requested_schema)


FORMS = {
    "pyarrow table": lambda table: table,
    "pyarrow chunks": lambda table: pa.concat_tables([table.slice(0, 1), table.slice(1, 0), table.slice(1)]),
    "pyarrow batch": lambda table: table.combine_chunks().to_batches()[0],
    "pyarrow reader": lambda table: table.to_reader(),
    "one array": OneArray,
    "polars": lambda table: pl.from_arrow(table),
    "polars chunks": lambda table: pl.concat([pl.from_arrow(table.slice(0, 1)), pl.from_arrow(table.slice(1))], rechunk=False),
    "polars categories": lambda table: pl.from_arrow(table).with_columns(pl.col("x.word").cast(pl.Categorical)),
    "pandas": lambda table: table.to_pandas(),
    "pandas of arrow": lambda table: table.to_pandas(types_mapper=pd.ArrowDtype),
    "pandas categories": lambda table: table.to_pandas().astype({"x.word": "category", "x.lead": "boolean", "x.units": "Float64"}),
    "duckdb": lambda table: duckdb.connect().from_arrow(table),
}


def score(table, **options):
    return POLICY.score_columns(table, DAY, keep=["account"], previous="before", **options)


def plain(table):
    return table.to_pyarrow().to_pylist()


def problems(call):
    with pytest.raises(tierwise.TierwiseError) as raised:
        call()
    return [(problem["code"], problem["path"]) for problem in raised.value.problems]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_table_gives_the_same(form):
    scored = plain(score(FORMS[form](TABLE), aspects=True))
    assert scored == plain(score(TABLE, aspects=True)) and len(scored) == 4
    assert scored[0] == {
        "account": "K-1", "composite": 53.0, "tier": "silver", "coverage": 1.0, "contribution.units": 30.0, "contribution.word": 10.0,
        "contribution.lead": 5.0, "contribution.since": 8.0, "aspect.size": 40.0, "aspect.bond": 13.0, "error_code": None, "error_message": None,
    }
    assert scored[3]["composite"] is None and scored[3]["error_code"] == "fact.value" and "`blue`" in scored[3]["error_message"]
    streamed = POLICY.score_stream(FORMS[form](TABLE), DAY, keep=["account"], previous="before", aspects=True)
    assert plain(streamed.read_all()) == scored


@pytest.mark.parametrize("form", FORMS)
def test_a_row_of_a_table_is_explained(form):
    scored = plain(score(TABLE))
    for row in range(3):
        assessment = POLICY.explain(FORMS[form](TABLE), row, DAY, previous="before", keep=["account"])
        assert (assessment["scorecard"]["composite"], assessment["placement"]["tier"]) == (scored[row]["composite"], scored[row]["tier"])
    with pytest.raises(tierwise.TierwiseError) as raised:
        POLICY.explain(FORMS[form](TABLE), 3, DAY, previous="before", keep=["account"])
    assert (raised.value.code, str(raised.value)) == ("fact.value", scored[3]["error_message"])
    assert problems(lambda: POLICY.explain(FORMS[form](TABLE), 4, DAY, previous="before", keep=["account"])) == [("number.range", "row")]


def test_rows_behind_the_explained_one_are_not_read():
    source = Source(20)
    assert POLICY.explain(source.reader(), 3_500, DAY)["scorecard"]["composite"] == 4.8  # 3 units, and 3 points for what is missing
    assert source.made == 4


def test_what_criteria_move_is_a_table():
    for frame in (pd.DataFrame(POLICY.criteria), pl.DataFrame(POLICY.criteria).to_pandas()):
        assert frame["id"].tolist() == ["units", "word", "lead", "since"] and frame["most"].tolist() == [120.0, 10.0, 5.0, 8.0]


def test_lists_give_the_numbers_of_tables():
    lists = {
        "rows": 4, "previous": TABLE["before"].to_pylist(),
        "columns": {
            "x.units": {"numbers": TABLE["x.units"].to_pylist()}, "x.word": {"categories": TABLE["x.word"].to_pylist()},
            "x.lead": {"flags": TABLE["x.lead"].to_pylist()}, "x.since": {"days": TABLE["x.since"].to_pylist()},
        },
    }
    of_lists, of_table = POLICY.score_columns(lists, DAY), score(TABLE, aspects=True).to_pyarrow()
    assert {name: of_lists[name] for name in ("composite", "tier", "coverage")} == {name: of_table[name].to_pylist() for name in ("composite", "tier", "coverage")}
    assert of_lists["error"] == of_table["error_code"].to_pylist()
    assert of_lists["contributions"] == {name: of_table[f"contribution.{name}"].to_pylist() for name in ("units", "word", "lead", "since")}
    assert of_lists["points"] == {name: of_table[f"aspect.{name}"].to_pylist() for name in ("size", "bond")}
    assert problems(lambda: POLICY.score_columns(lists, DAY, previous="before")) == [("input.type", "")]


ROWS = st.lists(
    st.tuples(
        st.none() | st.floats(-10, 300) | st.sampled_from([0.0, float("nan"), float("inf")]),
        st.none() | st.sampled_from(["red", "green", "blue"]),
        st.none() | st.booleans(),
        st.none() | st.dates(datetime.date(2010, 1, 1), datetime.date(2027, 1, 1)),
        st.none() | st.sampled_from(["standard", "silver", "gold", "bronze"]),
    ),
    min_size=1, max_size=12,
)
NAMES = ["x.units", "x.word", "x.lead", "x.since"]


def one_by_one(units, word, lead, since, before):
    try:
        assessment = POLICY.assess({"facts": dict(zip(NAMES, (units, word, lead, since), strict=True))}, DAY, before)
    except tierwise.TierwiseError as error:
        return {"error_code": error.code}
    card = assessment["scorecard"]
    return {
        "composite": card["composite"], "tier": assessment["placement"]["tier"], "coverage": card["coverage"], "error_code": None,
        **{f"contribution.{line['id']}": line["contribution"] for aspect in card["aspects"] for line in aspect["criteria"]},
        **{f"aspect.{aspect['id']}": aspect["points"] for aspect in card["aspects"]},
    }


@settings(max_examples=200, deadline=None)
@given(ROWS, st.sampled_from(sorted(FORMS)), st.integers(1, 4))
def test_a_table_is_its_accounts_one_by_one(rows, form, threads):
    types = [pa.float64(), pa.string(), pa.bool_(), pa.date32(), pa.string()]
    arrays = [pa.array(column, type=kind) for column, kind in zip(zip(*rows, strict=True), types, strict=True)]
    table = pa.table({"account": pa.array([f"K-{at}" for at in range(len(rows))]), **dict(zip([*NAMES, "before"], arrays, strict=True))})
    scored = plain(score(FORMS[form](table), aspects=True, threads=threads))
    assert len(scored) == len(rows)
    for at, (line, row) in enumerate(zip(scored, rows, strict=True)):
        expected = one_by_one(*row)
        assert line["account"] == f"K-{at}"
        assert {key: line[key] for key in expected} == expected
        assert (line["composite"] is None) == (line["error_message"] is not None) == (expected["error_code"] is not None)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pd.array([50, None], dtype="Int64"), [30.0, 0.0]), (np.array([50, 100], dtype="uint8"), [30.0, 60.0]), (np.array([50, np.nan], dtype="float32"), [30.0, 0.0]),
        ([Decimal("50.5"), None], [30.3, 0.0]), ([None, None], [0.0, 0.0]), ([50, None], [30.0, 0.0]),
    ],
    ids=repr,
)
def test_numbers_of_pandas(values, expected):
    scored = POLICY.score_columns(pd.DataFrame({"x.units": values}), DAY)
    assert scored.to_pyarrow()["contribution.units"].to_pylist() == expected


def test_days_of_pandas():
    days = pd.to_datetime(pd.Series(["2020-01-15", None]))
    instants = pd.DataFrame({"x.since": days.dt.tz_localize("UTC")})
    assert problems(lambda: POLICY.score_columns(instants, DAY)) == [("fact.type", "columns.x.since")]
    assert POLICY.score_columns(instants, DAY, zone="UTC").to_pyarrow()["contribution.since"].to_pylist() == [8.0, 1.0]
    for since in (days, days.astype("datetime64[s]"), days.dt.date, days.dt.normalize()):
        for zone in (None, "UTC"):
            scored = POLICY.score_columns(pd.DataFrame({"x.since": since}), DAY, zone=zone)
            assert scored.to_pyarrow()["contribution.since"].to_pylist() == [8.0, 1.0]


def test_times_of_day_are_errors_of_their_rows():
    times = pd.to_datetime(pd.Series(["2020-01-15", "2020-01-15 08:30", None]), format="ISO8601")
    for frame in (pd.DataFrame({"x.since": times}), pl.DataFrame({"x.since": times})):
        rows = plain(POLICY.score_columns(frame, DAY))
        assert [row["contribution.since"] for row in rows] == [8.0, None, 1.0]
        assert [row["error_code"] for row in rows] == [None, "date.format", None] and "found `a time of day`" in rows[1]["error_message"]
        assert plain(POLICY.score_columns(frame, DAY, zone="UTC"))[1]["contribution.since"] == 8.0
    # As one by one.
    with pytest.raises(tierwise.TierwiseError) as raised:
        POLICY.score({"facts": {"x.since": times[1]}}, DAY)
    assert raised.value.code == "date.format"


@pytest.mark.parametrize(
    ("column", "values"),
    [("x.units", [True, False]), ("x.units", ["50", "60"]), ("x.lead", [1, 0]), ("x.lead", [1.0, 0.0]), ("x.word", [1, 2]), ("x.since", ["2020-01-15", "2020-01-16"]), ("x.since", [1, 2])],
)
def test_one_type_is_never_taken_for_another(column, values):
    for frame in (pd.DataFrame({column: values}), pl.DataFrame({column: values})):
        assert problems(lambda frame=frame: POLICY.score_columns(frame, DAY)) == [("fact.type", f"columns.{column}")]


def test_every_column_that_does_not_fit_is_named():
    def call(**options):
        return lambda: POLICY.score_columns(TABLE, DAY, **options)

    assert problems(call()) == [("fact.unknown", "columns.account"), ("fact.unknown", "columns.before")]
    assert problems(call(keep=["acount"], previous="befor", columns={"x.units": "x.unit"}))[:3] == [
        ("input.missing_field", "previous"), ("input.missing_field", "keep[0]"), ("input.missing_field", "facts.x.unit"),
    ]
    with pytest.raises(tierwise.TierwiseError, match="did you mean `account`") as raised:
        call(keep=["acount", "before"])()
    assert "did you mean" in str(raised.value)
    with pytest.raises(tierwise.TierwiseError, match="did you mean `x.units`"):
        POLICY.score_columns(pa.table({"x.unit": [1]}), DAY)
    assert problems(call(columns={"x.units": "account", "x.lead": "account"})) == [("input.duplicate_key", "columns.x.units")]
    assert problems(call(points="cents")) == [("input.unknown_value", "points")]
    assert problems(call(zone="Europe/Berlin")) == [("input.unknown_value", "zone")]
    for threads in (0, -1, True, 1.5):
        assert problems(call(threads=threads))[0][0] in {"input.type", "number.range"}


@pytest.mark.parametrize(
    ("table", "shown"),
    [
        (pl.LazyFrame({"x.units": [1]}), "LazyFrame`"), ([{"x.units": 1}], "`list`"), (5, "`int`"), (None, "`NoneType`"), (pd.Series([1], name="x.units"), "Unable to interpret"),
        (pa.array([1]), "Unable to interpret"), (pa.chunked_array([[1]]), "Unable to interpret"),
    ],
    ids=repr,
)
def test_what_is_no_table(table, shown):
    for call in (POLICY.score_columns, POLICY.score_stream, POLICY.replay_columns, tierwise.accounts_from_orders):
        with pytest.raises(tierwise.TierwiseError) as raised:
            call(table, DAY)
        assert raised.value.code == "input.type" and shown in str(raised.value)


def test_what_hands_out_something_else():
    class Hands:
        def __init__(self, given):
            self.given = given

        def __arrow_c_stream__(self, requested_schema=None):
            if isinstance(self.given, Exception):
                raise self.given
            return self.given

    with pytest.raises(TypeError):
        POLICY.score_columns(Hands(5), DAY)
    with pytest.raises(ValueError, match="incorrect name"):
        POLICY.score_columns(Hands(TABLE.schema.__arrow_c_schema__()), DAY)
    with pytest.raises(OSError, match="out of order"):
        POLICY.score_columns(Hands(OSError("out of order")), DAY)
    # A stream is taken once.
    once = Hands(TABLE.select(["x.units"]).__arrow_c_stream__())
    assert len(POLICY.score_columns(once, DAY)) == 4
    assert problems(lambda: POLICY.score_columns(once, DAY)) == [("input.type", "")]


def test_results_are_taken_by_every_library():
    scored = score(TABLE)
    columns = ["account", "composite", "tier", "coverage", *(f"contribution.{name}" for name in ("units", "word", "lead", "since")), "error_code", "error_message"]
    assert scored.column_names == columns and (scored.num_rows, len(scored)) == (4, 4)
    assert scored.metadata == {"tierwise.policy": "fleets", "tierwise.version": "1", "tierwise.fingerprint": POLICY.fingerprint, "tierwise.as_of": "2026-06-30"}
    rows = plain(scored)
    assert scored.to_polars().to_dicts() == pl.DataFrame(scored).to_dicts() == rows
    assert pd.DataFrame.from_arrow(scored).equals(scored.to_pandas()) and scored.to_pandas()["composite"].tolist()[:3] == [53.0, 5.0, 51.0]
    assert duckdb.sql("select account, composite from scored where tier = 'silver' order by account").fetchall() == [("K-1", 53.0), ("K-3", 51.0)]
    assert pa.schema(scored) == pa.table(scored).schema
    # A result is a table, too.
    again = POLICY.score_columns(pa.table(scored).select(["account", "composite"]).rename_columns(["account", "x.units"]), DAY, keep=["account"])
    assert again.num_rows == 4


def test_points_are_exact_in_every_type():
    thirds = pa.table({"x.units": [1 / 3 * at for at in range(100)]})
    numbers, decimals, whole = (POLICY.score_columns(thirds, DAY, points=points).to_pyarrow()["contribution.units"].to_pylist() for points in ("numbers", "decimals", "thousandths"))
    assert [Decimal(repr(number)) for number in numbers] == decimals == [Decimal(number) / 1000 for number in whole]


def test_an_index_of_pandas_comes_back():
    frame = TABLE.to_pandas()
    odd = frame[[True, False, False, True]]
    assert score(odd).to_pandas().index.tolist() == [0, 3]
    assert score(frame[1:3]).to_pandas().index.tolist() == [1, 2]
    named = frame.set_index("account")
    result = POLICY.score_columns(named, DAY, previous="before").to_pandas()
    assert (result.index.name, result.index.tolist()) == ("account", ["K-1", "K-2", "K-3", "K-4"])
    assert named.join(result)["composite"].tolist()[:3] == [53.0, 5.0, 51.0]
    both = POLICY.score_columns(frame.set_index(["account", frame["x.units"].rename("other")]), DAY, previous="before").to_pandas()
    assert both.index.names == ["account", "other"]
    # A column of another type than the one that pandas remembers by its name.
    renamed = POLICY.score_columns(odd.rename(columns={"before": "tier"}).astype({"tier": "string"}), DAY, previous="tier", keep=["account"])
    assert renamed.to_pandas()["tier"].tolist()[0] == "silver"
    assert [batch.to_pandas()["account"].tolist() for batch in POLICY.score_stream(frame, DAY, keep=["account"], previous="before")] == [["K-1", "K-2", "K-3", "K-4"]]


def test_tables_without_rows_and_without_columns():
    for table in (TABLE.slice(0, 0), pa.Table.from_batches([], TABLE.schema)):
        assert (score(table).num_rows, plain(score(table))) == (0, [])
        assert "0 rows" in repr(score(table)) and list(score(table).to_pandas().columns) == score(table).column_names
    for empty in (pl.DataFrame(), pd.DataFrame()):
        assert POLICY.score_columns(empty, DAY).num_rows == 0


def test_tables_show_themselves():
    scored = score(TABLE)
    shown = repr(scored)
    assert shown.startswith("<tierwise.Table: 4 rows, 1 in error>\naccount  composite  tier") and "K-1      53.0       silver" in shown
    assert "more columns: " in shown and max(map(len, shown.splitlines()[:6])) <= 120
    assert repr(POLICY.score_columns(pa.table({"x.units": range(11)}), DAY, contributions=False)).splitlines()[-1] == "..."
    html = score(TABLE.set_column(0, "account", pa.array(["<b>", "b", "c", "d"])))._repr_html_()
    assert html.count("<tr>") == 5 and "&lt;b&gt;" in html and "<b>" not in html and "4 rows, 1 in error" in html
    assert repr(POLICY.score_stream(TABLE.select(["x.units"]), DAY, contributions=False)).startswith("<tierwise.Stream of composite, tier")


class Source:
    """Batches that are made when they are asked for, and counted while somebody holds them."""

    def __init__(self, count, fails_at=None):
        self.count, self.fails_at, self.made, self.alive = count, fails_at, 0, 0

    def batches(self):
        for at in range(self.count):
            if at == self.fails_at:
                raise RuntimeError("the disk is full")
            values = np.full(1_000, float(at))
            self.made += 1
            self.alive += 1
            weakref.finalize(values, self.gone)
            yield pa.record_batch({"x.units": pa.array(values)})
            del values

    def gone(self):
        self.alive -= 1

    def reader(self):
        return pa.RecordBatchReader.from_batches(pa.schema({"x.units": pa.float64()}), self.batches())


@pytest.mark.parametrize("consumer", [iter, pa.RecordBatchReader.from_stream], ids=["tierwise", "pyarrow"])
def test_a_stream_holds_one_batch_at_a_time(consumer):
    source = Source(50)
    stream = POLICY.score_stream(source.reader(), DAY)
    assert source.made == 0
    for number, batch in enumerate(consumer(stream), 1):
        assert batch.num_rows == 1_000
        assert source.made <= number + 1 and source.alive <= 2
    assert number == source.made == 50 and source.alive <= 1


def test_a_whole_table_of_a_reader_holds_results_only():
    source = Source(20)
    assert POLICY.score_columns(source.reader(), DAY).num_rows == 20_000
    assert (source.made, source.alive) == (20, 0)


def test_a_stream_is_read_once():
    stream = POLICY.score_stream(Source(3).reader(), DAY)
    assert stream.column_names[0] == "composite" and stream.metadata["tierwise.policy"] == "fleets"
    assert next(stream).num_rows == 1_000 and stream.read_all().num_rows == 2_000
    for call in (stream.read_all, stream.__arrow_c_stream__, lambda: next(stream)):
        assert problems(call) == [("input.file", "")]
    assert pa.schema(stream).names == stream.column_names


def test_an_error_of_the_source_ends_a_stream():
    stream = POLICY.score_stream(Source(3, fails_at=1).reader(), DAY)
    assert next(stream).num_rows == 1_000
    with pytest.raises(tierwise.TierwiseError, match="the disk is full") as raised:
        next(stream)
    assert raised.value.code == "input.file"
    with pytest.raises(StopIteration):
        next(stream)
    with pytest.raises(tierwise.TierwiseError, match="the disk is full"):
        POLICY.score_columns(Source(3, fails_at=1).reader(), DAY)
    with pytest.raises(pa.ArrowException, match="the disk is full"):
        pa.RecordBatchReader.from_stream(POLICY.score_stream(Source(3, fails_at=1).reader(), DAY)).read_all()


def test_a_source_that_reads_its_own_stream_does_not_hang():
    found = []

    def batches():
        for _ in range(2):
            with pytest.raises(tierwise.TierwiseError) as raised:
                next(stream)
            found.append(raised.value.code)
            yield pa.record_batch({"x.units": pa.array([1.0])})

    stream = POLICY.score_stream(pa.RecordBatchReader.from_batches(pa.schema({"x.units": pa.float64()}), batches()), DAY)
    assert [len(batch) for batch in stream] == [1, 1] and found == ["input.file"] * 2


ORDERS = pd.DataFrame({
    "customer": [17850, 13047, 17850, 13047], "ordered_on": [datetime.date(2026, 2, 17), datetime.date(2025, 11, 9), datetime.date(2026, 4, 8), datetime.date(2020, 1, 1)],
    "net_amount": [120.5, 80.0, -20.0, 5.25], "units": [2, 1, -1, 1], "note": ["a", "b", None, "d"],
})


def test_orders_become_accounts():
    policy = tierwise.Policy.shipped("transactions")
    expected = []
    for customer in (13047, 17850):
        orders = [{key: row[key] for key in ("ordered_on", "net_amount", "units")} for row in ORDERS.to_dict("records") if row["customer"] == customer]
        card = policy.score({"orders": orders}, DAY)
        expected.append((str(customer), card["composite"]))
    forms = [ORDERS, ORDERS[ORDERS["customer"] > 0].sample(frac=1, random_state=1), pl.from_pandas(ORDERS), pa.Table.from_pandas(ORDERS).to_reader(max_chunksize=1), duckdb.from_df(ORDERS).project("* replace (ordered_on::date as ordered_on)")]
    for form in forms:
        accounts = tierwise.accounts_from_orders(form, DAY, columns={"account": "customer"}, policy=policy, threads=2)
        scored = policy.score_columns(accounts, DAY, keep=["account", "orders_error"])
        assert [(row["account"], row["composite"]) for row in plain(scored)] == expected
    assert accounts.to_pandas()["orders.revenue_12_months"].tolist() == [80.0, 100.5]


def test_orders_that_cannot_be_read():
    assert problems(lambda: tierwise.accounts_from_orders(ORDERS, DAY)) == [("input.missing_field", "columns.account")]
    assert problems(lambda: tierwise.accounts_from_orders(ORDERS, DAY, columns={"acount": "customer"}))[0] == ("input.unknown_value", "names.customer")
    wrong = ORDERS.assign(units=[2.5, 1, -1, 1])
    rows = plain(tierwise.accounts_from_orders(wrong, DAY, columns={"account": "customer"}))
    assert "units" in rows[1]["orders_error"] and rows[1]["orders.revenue_12_months"] is None and rows[0]["orders.revenue_12_months"] == 80.0
    assert "1 in error" in repr(tierwise.accounts_from_orders(wrong, DAY, columns={"account": "customer"}))


CLUB = tierwise.Policy({
    "policy": "club", "version": "1", "semantics": 1,
    "score": {"aspects": [{"id": "a", "criteria": [{"id": "points", "fact": "points.balance", "curve": [[0, 0], [1000, 100]]}]}]},
    "points": {"validity": {"months": 12}, "activities": {"order": {"points": 10, "per_unit": True}}},
    "ladder": {"basis": "points", "base": "standard", "tiers": [{"id": "silver", "enter": 100, "retain": 80}]},
})
EVENTS = pd.DataFrame({
    "account": ["K-1", "K-1", "K-2", "K-2", "K-3"], "id": [1, 2, 1, 2, 1], "on": ["2026-01-15", "2026-02-01", "2026-01-01", "2026-03-01", "2026-01-01"],
    "kind": ["enrol", "earn", "enrol", "earn", "earn"], "activity": [None, "order", None, "order", "order"], "quantity": [None, 12, None, 2, 1],
})


def test_events_become_timelines():
    for form in (EVENTS, EVENTS.sample(frac=1, random_state=1), pl.from_pandas(EVENTS), pa.Table.from_pandas(EVENTS).to_reader(max_chunksize=2)):
        replayed = CLUB.replay_columns(form, DAY, threads=2)
        assert repr(replayed) == "<tierwise.Replayed: 3 accounts, 1 transitions>"
        standings = plain(replayed.standings)
        for row in standings[:2]:
            log = EVENTS[EVENTS["account"] == row["account"]]
            events = [
                {"id": str(id), "on": on, "event": {"enrol": {}} if kind == "enrol" else {"earn": {"activity": activity, "quantity": int(quantity)}}}
                for id, on, kind, activity, quantity in log[["id", "on", "kind", "activity", "quantity"]].itertuples(index=False)
            ]
            timeline = CLUB.replay({"account": {"id": row["account"]}, "events": events}, DAY)
            assert (row["tier"], str(row["since"]), row["balance"], row["error_code"]) == (timeline["tier"], timeline["since"], timeline["balance"], None)
        assert standings[2]["tier"] is None and standings[2]["error_code"] is not None
        assert [(row["account"], row["to"]) for row in plain(replayed.transitions)] == [("K-1", "silver")]
    assert "1 in error" in repr(replayed.standings)
    wrong = pa.Table.from_pandas(EVENTS.assign(on=[*EVENTS["on"][:3], "2026-13-01", "2026-01-01"]))
    for form in (wrong, wrong.to_reader(max_chunksize=2)):
        row = plain(CLUB.replay_columns(form, DAY).standings)[1]
        assert row["error_code"] == "date.format" and row["error_message"].startswith("events[3].on: ")
    assert problems(lambda: CLUB.replay_columns(EVENTS.rename(columns={"kind": "knd"}), DAY))[0] == ("input.unknown_value", "columns.knd")


def test_a_package_that_is_not_there_is_named(monkeypatch):
    scored = score(TABLE)
    for package, calls in {"pandas": ["to_pandas"], "polars": ["to_polars"], "pyarrow": ["to_pyarrow", "to_pandas"]}.items():
        for call in calls:
            with monkeypatch.context() as without:
                without.setitem(sys.modules, package, None)
                with pytest.raises(ImportError, match=f"`{call}` needs the package `{package}`.*pip install {package}") as raised:
                    getattr(scored, call)()
                assert raised.value.name == package
    assert "silver" in repr(scored)


def test_nothing_is_imported_for_tables():
    code = "import sys, tierwise; print(sorted({'numpy', 'pandas', 'polars', 'pyarrow', 'tierwise._table'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("[]\n", "")


def test_what_the_bench_compares_agrees():
    assert len(runpy.run_path(str(Path(__file__).parents[1] / "bench/tables.py"))["compared"](1_000)) == 5
