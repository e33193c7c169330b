"""Charts: what they say is what the results say, they compile, and they stay small however many accounts there are."""

import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import altair
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

import tierwise as tw
from tierwise import _figures as figures

ROOT = Path(__file__).resolve().parents[3]
DAY = "2026-06-30"
VEHICLES = tw.Policy.shipped("cv-key-account")
ORDERS = tw.Policy.shipped("transactions")
ACCOUNTS = [json.loads(line) for line in (ROOT / "crates/tierwise-cli/demo/accounts.jsonl").read_text().splitlines()]
HISTORY = {
    "account": {"orders": [{"ordered_on": f"2025-{month:02}-15", "units": 1, "net_amount": 900 * month} for month in range(1, 7)]},
    "events": [{"id": "1", "on": "2025-01-01", "event": {"enrol": {}}}],
}
LEVERS = [
    {"fact": "wallet.share", "direction": "up", "at_most": 0.6, "step": 0.01, "per_unit": 100},
    {"fact": "payment.delay_days", "direction": "down", "at_least": 0, "step": 1, "per_unit": 0.5},
    {"fact": "buying_centre.coverage", "direction": "up", "at_most": 1, "step": 0.05, "per_unit": 20},
]


def sold(account, units, amount=None):
    return {"month": "2025-03-01", "account": account, "units": units, "amount": amount}


BOOK = {
    "from": "2025-01-01",
    "until": "2026-01-01",
    "versions": [{"version": "budget", "approved_on": "2024-11-30", "sales": [sold("north", 60, 6000), sold("south", 50, 4500)]}],
    "actual": [sold("north", 40, 4100), sold("south", 56, 5200)],
    "causes": [{"cause": "supply_or_delivery", "units": -18}, {"cause": "incentives", "units": 6}, {"cause": {"other": "a fair"}, "units": 2}],
}
UNKNOWN = {**BOOK, "actual": [sold("north", None)]}


def scored(account):
    card = VEHICLES.score(account, DAY)
    return {"account": account["id"], "points": {aspect["id"]: aspect["points"] for aspect in card["aspects"]}, "value": 10}


THREE = pd.DataFrame({"composite": [10.0, 50.0, 60.0], "tier": ["standard", "silver", "gold"]})
CHARTS = {
    "waterfall": lambda: tw.plot.waterfall(VEHICLES.score(ACCOUNTS[0], DAY), policy=VEHICLES),
    "waterfall of nothing known": lambda: tw.plot.waterfall(VEHICLES.score({}, DAY)),
    "difference": lambda: tw.plot.waterfall(VEHICLES.score(ACCOUNTS[0], DAY), VEHICLES.score(ACCOUNTS[1], DAY), VEHICLES),
    "no difference": lambda: tw.plot.waterfall(VEHICLES.score({}, DAY), VEHICLES.score({}, DAY)),
    "distribution": lambda: tw.plot.distribution(THREE, ORDERS),
    "distribution of numbers": lambda: tw.plot.distribution([3.5, None, 7], ORDERS),
    "distribution of one": lambda: tw.plot.distribution([42.5]),
    "distribution of none": lambda: tw.plot.distribution([]),
    "concentration": lambda: tw.plot.concentration([100, 50, 20, -10, None], "contribution"),
    "concentration of one": lambda: tw.plot.concentration([5]),
    "concentration of none": lambda: tw.plot.concentration([]),
    "trace": lambda: tw.plot.timeline(ORDERS.trace(HISTORY, "2027-06-30"), ORDERS),
    "timeline": lambda: tw.plot.timeline(ORDERS.replay(HISTORY, "2027-06-30")),
    "timeline of a day": lambda: tw.plot.timeline(ORDERS.replay({"account": {"orders": []}, "events": HISTORY["events"]}, "2025-01-01"), ORDERS),
    "migration": lambda: tw.plot.migration(["gold", None, "silver"], ["silver", "gold", None], ORDERS),
    "migration of counts": lambda: tw.plot.migration({"gold": {"silver": 3, "gold": 0}}),
    "migration of none": lambda: tw.plot.migration([], []),
    "matrix": lambda: tw.plot.matrix(VEHICLES.matrix([scored(account) for account in ACCOUNTS])),
    "matrix of none": lambda: tw.plot.matrix(VEHICLES.matrix([])),
    "plan": lambda: tw.plot.plan(tw.plan_review(BOOK)),
    "plan in money of a group": lambda: tw.plot.plan(tw.plan_review(BOOK), "amount", {"account": "north"}),
    "plan of nothing known": lambda: tw.plot.plan(tw.plan_review(UNKNOWN)),
    "certainty": lambda: tw.plot.certainty(VEHICLES.certainty(ACCOUNTS[1], DAY, "silver"), VEHICLES),
    "certainty without names": lambda: tw.plot.certainty(VEHICLES.certainty({}, DAY, uncertainty={"weights": "unknown"})),
    "recourse": lambda: tw.plot.recourse(VEHICLES.recourse(ACCOUNTS[1], DAY, {"tier": "gold"}, LEVERS), VEHICLES),
    "recourse out of reach": lambda: tw.plot.recourse(VEHICLES.recourse({}, DAY, {"tier": "gold"}, LEVERS)),
    "recourse of nothing": lambda: tw.plot.recourse(VEHICLES.recourse({}, DAY, {"tier": "gold", "direction": "lose"}, LEVERS), VEHICLES),
}


def title(chart):
    return chart.to_dict()["title"]


def values(chart):
    """The rows of all data sets."""
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


@pytest.mark.parametrize("theme", ["default", "dark"])
@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_drawn_in_light_and_dark(name, theme):
    with altair.theme.enable(theme):
        picture = vl_convert.vegalite_to_svg(CHARTS[name]().to_dict(), theme="dark" if theme == "dark" else None)
    assert picture.startswith("<svg") and "NaN" not in picture and "undefined" not in picture


def test_a_waterfall_has_every_contribution_and_says_the_composite():
    card = VEHICLES.score(ACCOUNTS[0], DAY)
    rows = [row for row in values(tw.plot.waterfall(card, policy=VEHICLES)) if row.get("kind") in ("brings points", "fact not known", "costs points")]
    lines = [line["contribution"] for aspect in card["aspects"] for line in aspect["criteria"]]
    assert [round(row["end"] - row["start"], 3) for row in rows] == lines
    assert rows[-1]["end"] == pytest.approx(card["composite"])
    assert title(tw.plot.waterfall(card))["text"] == f"{card['composite']} points: where they come from"


def test_a_difference_leads_from_one_composite_to_the_other():
    card, reference = (VEHICLES.score(account, DAY) for account in ACCOUNTS[:2])
    chart = tw.plot.waterfall(card, reference, VEHICLES)
    rows = [row for row in values(chart) if "kind" in row and "row" in row]
    assert (rows[0]["end"], rows[-1]["end"]) == (reference["composite"], card["composite"])
    for left, right in zip(rows, rows[1:]):
        assert left["end"] == pytest.approx(right["start"])
    assert "points more" in title(chart)["text"] and "is left out" in title(chart)["subtitle"][0]
    with pytest.raises(ValueError, match="found one of `transactions` version `1`"):
        tw.plot.waterfall(card, ORDERS.trace(HISTORY, DAY)["timeline"]["transitions"][0]["scorecard"])


@pytest.mark.parametrize(
    "form", [list, tuple, np.array, pd.Series, pl.Series, pa.array, lambda numbers: pa.chunked_array([numbers]), lambda numbers: pd.Series(numbers, dtype="Float64")], ids=range(8)
)
def test_columns_of_every_kind_are_read(form):
    assert figures.numbers(form([1.0, 2.5, 4.0]), "x") == [1, 2.5, 4]
    assert title(tw.plot.concentration(form([1.0, 2.5, 4.0]), "revenue"))["text"] == "The top 33% of accounts carry 53% of revenue"


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT, np.nan], ids=repr)
def test_what_is_missing_is_left_out_and_said(missing):
    assert figures.numbers([1, missing], "x") == [1, None]
    assert "1 account without a composite left out" in title(tw.plot.distribution([1, 2, missing]))["subtitle"][0]


@pytest.mark.parametrize("wrong", [True, np.True_, "5", "x", [1]], ids=repr)
def test_what_is_no_number_is_refused_with_its_place(wrong):
    with pytest.raises(TypeError, match=r"composite\[1\]: expected a number, found"):
        tw.plot.distribution([1, wrong])


@pytest.mark.parametrize("form", [lambda frame: frame, pl.from_pandas, pa.Table.from_pandas], ids=["pandas", "polars", "pyarrow"])
def test_tables_of_every_library_are_read(form):
    table = form(THREE)
    chart = tw.plot.distribution(table, ORDERS)
    assert title(chart)["text"] == "67% of 3 accounts stand above standard"
    assert sorted(row["tier"] for row in values(chart) if "accounts" in row) == ["Gold 33%", "Silver 33%", "standard 33%"]
    assert "100%" not in title(tw.plot.concentration(table, "points", column="composite"))["text"]
    with pytest.raises(TypeError, match="a column `points`"):
        tw.plot.concentration(table, "points")


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 1000).map(lambda tenths: tenths / 10), min_size=1, max_size=60))
def test_every_account_is_in_one_bar_that_says_so(scores):
    chart = tw.plot.distribution(scores, ORDERS)
    rows = [row for row in values(chart) if "accounts" in row]
    assert sum(row["accounts"] for row in rows) == len(scores)
    for row in rows:
        # The naive count, with room for the last bit of the bar's ends.
        assert row["accounts"] == sum(row["from"] - 1e-6 <= score < row["until"] - 1e-6 for score in scores)


@given(st.integers(1, 10**6), st.floats(0.001, 1e6), st.lists(st.integers(0, 100), max_size=4))
def test_bars_are_round_and_readable(accounts, extent, bounds):
    width = figures.bin_width(extent, accounts, bounds)
    assert 9.99 <= extent / width <= 110.01


def test_no_bar_lies_on_both_sides_of_a_bound():
    rows = [row for row in values(tw.plot.distribution([float(score) for score in range(101)] * 40, ORDERS)) if "accounts" in row]
    for tier in ORDERS.to_dict()["ladder"]["tiers"]:
        assert not any(row["from"] + 1e-9 < tier["enter"] < row["until"] - 1e-9 for row in rows)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 1000), min_size=1, max_size=80))
def test_the_concentration_is_that_of_a_naive_count(numbers):
    chart = tw.plot.concentration(numbers, "revenue")
    ordered = sorted(numbers, reverse=True)
    curve = [row for row in values(chart) if set(row) == {"accounts", "carried", "said"} and row["said"].startswith("top ")]
    assert len(curve) == len(numbers) + 1
    for row in curve:
        assert row["carried"] == pytest.approx(sum(ordered[: round(row["accounts"] * len(numbers))]) / sum(numbers))
    four_fifths = next(rank for rank in range(1, len(numbers) + 1) if 5 * sum(ordered[:rank]) >= 4 * sum(numbers))
    fifth = -(-len(numbers) // 5)
    assert title(chart)["subtitle"][0].startswith(f"{fifth} of {len(numbers)} accounts; four fifths come from {four_fifths} account")


def test_sums_that_carry_nothing_are_refused():
    with pytest.raises(ValueError, match="a sum above zero, found -1"):
        tw.plot.concentration([1, -2])


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(*[st.sampled_from(["standard", "silver", "gold", "platinum", None])] * 2), max_size=40))
def test_a_migration_counts_every_account_once(pairs):
    chart = tw.plot.migration([start for start, _ in pairs], [end for _, end in pairs], ORDERS)
    known = [pair for pair in pairs if pair != (None, None)]
    rows = [row for row in values(chart) if "way" in row]
    assert sum(row["accounts"] for row in rows) == len(known)
    starts = Counter(start for start, _ in known)
    shares = Counter()
    for row in rows:
        shares[row["before"]] += row["share"]
    assert all(share == pytest.approx(1) for share in shares.values()) and len(shares) == len(starts)
    order = ["standard", "silver", "gold", "platinum"]
    rose = sum(None not in pair and order.index(pair[1]) > order.index(pair[0]) for pair in known)
    assert not known or title(chart)["text"].startswith(f"{rose:,} rose and ")


def test_without_a_ladder_nobody_rises_or_falls():
    assert title(tw.plot.migration(["a", "b"], ["b", "b"]))["text"] == "1 moved, of 2 accounts"
    with pytest.raises(ValueError, match=r"as before \(1\), found 2"):
        tw.plot.migration(["a"], ["b", "b"])


def test_moves_come_with_their_causes():
    trace = ORDERS.trace(HISTORY, "2027-06-30")
    moves = [row for row in values(tw.plot.timeline(trace, ORDERS)) if "cause" in row]
    assert [(row["on"], row["way"]) for row in moves] == [
        (move["on"], "up" if move["cause"] == "promotion" else "down") for move in trace["timeline"]["transitions"]
    ]
    assert len(moves) >= 2 and all(row["why"] for row in moves)


def test_a_chart_of_many_accounts_is_small():
    random.seed(7)
    scores = [random.betavariate(2, 4) * 100 for _ in range(100_000)]
    tiers = ["standard" if score < 45 else "silver" for score in scores]
    frame = pl.DataFrame({"composite": scores, "tier": tiers})
    for chart in [tw.plot.distribution(frame, ORDERS), tw.plot.concentration(scores), tw.plot.migration(tiers, tiers[::-1], ORDERS)]:
        assert len(chart.to_json()) < 80_000


def test_without_altair_it_is_said_what_to_install():
    program = "import sys; sys.modules['altair'] = None\nimport tierwise\ntierwise.plot"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert found.stderr.splitlines()[-1].endswith("`tierwise.plot` needs the package `altair`, which is not installed: pip install altair")


def test_a_migration_of_the_core_is_drawn_as_it_is():
    observations = [{"account": account, "on": on, "tier": tier} for account, on, tier in [("a", "2025-01-01", "silver"), ("a", "2026-01-01", "gold"), ("b", "2026-01-01", "silver")]]
    found = tw.migration({"ladder": ["standard", "silver", "gold", "platinum"], "observations": observations}, ["2025-01-01", "2026-01-01"])
    assert title(tw.plot.migration(found, policy=ORDERS)) == title(tw.plot.migration(["silver", None], ["gold", "silver"], ORDERS))


def test_every_account_is_in_one_of_nine_fields():
    found = VEHICLES.matrix([scored(account) for account in ACCOUNTS])
    rows = [row for row in values(tw.plot.matrix(found)) if "strategy" in row]
    assert len(rows) == 9 and sum(row["share"] for row in rows) == pytest.approx(1)
    for field, row in zip(found["fields"], rows, strict=True):
        assert row["count"].startswith(f"{field['accounts']} account") or (field["accounts"], row["count"]) == (0, "nobody")


def test_a_plan_leads_to_what_was_sold():
    review = tw.plan_review(BOOK)
    chart = tw.plot.plan(review)
    rows = [row for row in values(chart) if "row" in row]
    assert [row["name"] for row in rows] == ["planned", "supply or delivery", "incentives", "a fair", "unexplained", "sold"]
    assert [row["end"] for row in rows] == [110, 92, 98, 100, 96, 96]
    assert title(chart)["text"] == "96 of 110 planned vehicles: 87% of the plan"
    assert "in money" not in title(chart)["text"] and title(tw.plot.plan(review, "amount"))["text"].startswith("9,300 of 10,500 planned")
    with pytest.raises(KeyError, match="nobody"):
        tw.plot.plan(review, key={"account": "nobody"})


def test_the_rungs_of_a_certainty_fill_the_bar():
    found = VEHICLES.certainty(ACCOUNTS[1], DAY, "silver")
    rows = [row for row in values(tw.plot.certainty(found, VEHICLES)) if "draws" in row]
    assert [row["until"] - row["from"] for row in rows] == pytest.approx([rung["share"] for rung in found["acceptability"]])
    assert (rows[0]["from"], rows[-1]["until"]) == (0, pytest.approx(1))


def test_changes_lead_to_the_tier_at_their_cost():
    found = VEHICLES.recourse(ACCOUNTS[1], DAY, {"tier": "gold"}, LEVERS)
    chart = tw.plot.recourse(found, VEHICLES)
    rows = [row for row in values(chart) if "row" in row]
    assert [row["end"] for row in rows[1:]] == pytest.approx([*(rows[at]["start"] + change["gain"] for at, change in enumerate(found["cheapest"]["changes"], 1)), found["cheapest"]["composite"]])
    assert rows[-2]["end"] == pytest.approx(found["cheapest"]["composite"]) and f"at a cost of {found['cheapest']['cost']:g}" in title(chart)["text"]
