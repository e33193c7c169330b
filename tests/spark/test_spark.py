"""Scores on a real Spark: those of `Policy.score_columns`, whichever way Spark cuts the table."""

import datetime
import os
import re
import sys
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

# Before Spark starts: its workers are this Python, and all that is said stays on this machine.
os.environ |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}

from pyspark.sql import SparkSession

import tierwise
import tierwise.spark

PAGE = Path(__file__).resolve().parents[2] / "docs/engines.md"
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
    "ladder": {"base": "standard", "tiers": [{"id": "silver", "enter": 40, "retain": 35}, {"id": "gold", "enter": 60, "retain": 55}]},
})
TYPES = {"account": ("string", pa.string()), "x.units": ("double", pa.float64()), "x.word": ("string", pa.string()), "x.lead": ("boolean", pa.bool_()), "x.since": ("date", pa.date32()), "before": ("string", pa.string())}
# Every value and every gap beside every other; `blue` and what is infinite are errors of their rows.
ROWS = [
    (f"K-{at}", [50.0, None, 100.0, 70.5, float("nan"), float("inf")][at % 6], ["red", "green", None, "blue"][at // 2 % 4], [True, None, False][at % 3],
     [datetime.date(2020, 1, 15), None, DAY][at // 5 % 3], [None, "gold", "silver", "standard"][at // 7 % 4])
    for at in range(240)
]  # fmt: skip
TABLE = pa.table({name: pa.array(values, type=TYPES[name][1]) for name, values in zip(TYPES, zip(*ROWS, strict=True), strict=True)})


@pytest.fixture(scope="module")
def spark():
    # One session for all, in which the page's recipe finds itself, too.
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "2").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def accounts(spark):
    return spark.createDataFrame(ROWS, ", ".join(f"`{name}` {written}" for name, (written, _) in TYPES.items()))


def rows(table):
    strings = tierwise.spark.words_as_strings(table)
    return sorted(strings.to_pylist(), key=lambda row: row["account"])


def collected(dataframe):
    return sorted((row.asDict() for row in dataframe.collect()), key=lambda row: row["account"])


@pytest.mark.parametrize("parts", [1, 7])
@pytest.mark.parametrize("options", [{"aspects": True}, {"points": "decimals", "messages": False}, {"points": "thousandths", "contributions": False}], ids=str)
def test_scores_on_spark_are_those_of_a_table(accounts, parts, options):
    options |= {"keep": ["account"], "previous": "before"}
    expected = POLICY.score_columns(TABLE, DAY, **options)
    scored = tierwise.spark.score(accounts.repartition(parts), POLICY, DAY, **options)
    assert scored.columns == expected.column_names and scored.schema["composite"].metadata == expected.metadata
    found = collected(scored)
    assert found == rows(expected) and len(found) == len(ROWS)
    errors = [row["error_code"] for row in found if row["error_code"] is not None]
    assert 60 < len(errors) < 120 and set(errors) == {"fact.value", "number.not_finite"}
    kind = {"numbers": float, "decimals": Decimal, "thousandths": int}[options.get("points", "numbers")]
    assert {type(row["composite"]) for row in found} == {kind, type(None)}


def test_parts_without_rows(accounts):
    few = accounts.where("account = 'K-0'").repartition(5)
    assert [row["composite"] for row in collected(tierwise.spark.score(few, POLICY, DAY, keep=["account"], previous="before"))] == [53.0]
    assert tierwise.spark.score(accounts.where("false"), POLICY, DAY, keep=["account"], previous="before").count() == 0


def test_the_fingerprint_is_written(accounts, spark, tmp_path):
    written = tierwise.spark.score(accounts, POLICY, DAY, keep=["account"], previous="before", contributions=False)
    written.write.parquet(str(tmp_path / "scores"))
    assert spark.read.parquet(str(tmp_path / "scores")).schema["composite"].metadata["tierwise.fingerprint"] == POLICY.fingerprint


def test_columns_are_refused_before_anything_runs(accounts):
    with pytest.raises(tierwise.TierwiseError) as raised:
        tierwise.spark.score(accounts.withColumnRenamed("x.units", "x.unit"), POLICY, DAY, keep=["account"], previous="before")
    assert raised.value.code == "fact.unknown" and "did you mean `x.units`" in str(raised.value)


def test_times_of_spark(spark):
    times = spark.sql("select 'a' account, timestamp_ntz '2020-01-15 00:00:00' `x.since` union all select 'b', timestamp_ntz '2020-01-15 08:30:00'")
    found = collected(tierwise.spark.score(times, POLICY, DAY, keep=["account"]))
    assert [(row["contribution.since"], row["error_code"]) for row in found] == [(8.0, None), (None, "date.format")]
    instants = spark.sql("select 'a' account, timestamp '2021-06-30 23:30:00+00:00' `x.since`")
    with pytest.raises(tierwise.TierwiseError, match="expected a zone in which days begin"):
        tierwise.spark.score(instants, POLICY, DAY, keep=["account"])
    # In the east it is a day later, and not yet five years.
    assert [collected(tierwise.spark.score(instants, POLICY, DAY, keep=["account"], zone=zone))[0]["contribution.since"] for zone in ("UTC", "+02:00")] == [8.0, 1.0]


def test_orders_within_accounts(spark):
    policy = tierwise.Policy.shipped("transactions")
    orders = [{"ordered_on": datetime.date(2026, 2, 17), "net_amount": 120.5}, {"ordered_on": datetime.date(2026, 4, 8), "net_amount": 80.0}]
    accounts = spark.createDataFrame([("K-1", orders)], "account string, orders array<struct<ordered_on: date, net_amount: double>>")
    assert collected(tierwise.spark.score(accounts, policy, DAY, keep=["account"]))[0]["composite"] == policy.score({"orders": orders}, DAY)["composite"]


def test_the_recipe_of_the_page_runs(spark):
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert any("mapInArrow" in PAGE.read_text() and "tierwise.spark" in block for block in blocks)
    for block in blocks:
        assert "assert" in block
        exec(compile(block, str(PAGE), "exec"), {})
