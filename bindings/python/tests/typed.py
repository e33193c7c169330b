"""A user's program, for the type checker: `mypy --strict` must find nothing, and know every type that is asserted."""

from datetime import date
from pathlib import Path
from typing import assert_type

import altair
import polars

import tierwise
from tierwise.types import Account, AtRisk, CriterionScore, History, Lists, PolicySpec, Problem, ScoredLists, Scorecard

spec: PolicySpec = {
    "policy": "fleets",
    "version": "1",
    "semantics": 1,
    "score": {"aspects": [{"id": "size", "criteria": [{"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [200, 120]]}]}]},
    "ladder": {
        "base": "standard",
        "tiers": [{"id": "silver", "enter": 40, "retain": 35, "requires": {"all": [{"fact": "risk.credit_stop", "is": False}]}}],
    },
}
account: Account = {"id": "K-1", "orders": [{"ordered_on": date(2026, 1, 15), "units": 2, "net_amount": 180_000}], "facts": {"fleet.units": 120}}
history: History = {"account": account, "events": [{"id": "1", "on": date(2026, 1, 1), "event": {"enrol": {}}}]}

policy = tierwise.Policy(spec)
assert_type(policy.warnings, list[Problem])
assert_type(policy.to_dict(), PolicySpec)
card = policy.score(account, date(2026, 6, 30))
assert_type(card, Scorecard)
assert_type(card["composite"], float)
lines: list[CriterionScore] = [line for aspect in card["aspects"] for line in aspect["criteria"]]
matched = lines[0]["matched"]
if not isinstance(matched, str) and "segment" in matched:
    assert_type(matched["segment"]["from"], float | None)
placement = policy.assess({"facts": {"fleet.units": 120}}, "2026-06-30", previous="silver")["placement"]
assert placement is not None and placement["movement"] == "unchanged"
timeline = policy.replay(history, "2026-06-30")
assert_type([transition["on"] for transition in timeline["transitions"]], list[str])
assert_type(policy.at_risk(history, "2026-06-30", until="2027-06-30"), AtRisk | None)

lists: Lists = {"rows": 1, "columns": {"fleet.units": {"numbers": [120, None]}}}
assert_type(policy.score_columns(lists, "2026-06-30"), ScoredLists)
frame = polars.DataFrame({"vehicles": [120, 300], "tier": ["silver", None]})
scored = policy.score_columns(frame, date(2026, 6, 30), columns={"fleet.units": "vehicles"}, previous="tier", threads=1)
assert_type(scored, tierwise.Table)
assert_type(scored.to_polars(), polars.DataFrame)
assert_type(policy.score_columns(scored, "2026-06-30").num_rows, int)
for batch in policy.score_stream(frame, "2026-06-30", points="decimals"):
    assert_type(batch, tierwise.Table)
assert_type(policy.explain(frame, 0, "2026-06-30", columns={"fleet.units": "vehicles"})["scorecard"]["composite"], float)
assert_type(policy.readings(account, "2026-06-30")[0]["fact"], str)
assert_type(policy.review_days("2026-01-01", "2026-06-30"), list[str])
accounts = tierwise.accounts_from_orders(frame, "2026-06-30", columns={"account": "customer"}, policy=policy)
assert_type(policy.replay_columns(accounts, "2026-06-30").standings.column_names, list[str])
shown = tierwise.show(card, policy)
assert_type(shown, tierwise.Shown)
assert_type(tierwise.show(timeline), tierwise.Shown)
assert_type(tierwise.show(scored, policy), tierwise.Shown)
assert_type(tierwise.plot.waterfall(card, policy=policy), altair.LayerChart)
assert_type(tierwise.plot.timeline(policy.trace(history, "2026-06-30")), altair.VConcatChart)
assert_type(tierwise.plot.distribution(frame["vehicles"], policy), altair.LayerChart)
for batch in policy.score_stream(tierwise.progress(frame), "2026-06-30"):
    assert_type(batch, tierwise.Table)


def load(path: Path) -> str:
    try:
        return tierwise.Policy.load(path).fingerprint
    except tierwise.TierwiseError as error:
        return f"{error.code} {error.path} {error.problems[0]['message']}"


# What is written wrongly is found.
misspelt: Account = {"id": "K-1", "ordrs": []}  # type: ignore[typeddict-unknown-key]
wrong: PolicySpec = {"policy": 5, "version": "1", "semantics": 1, "score": {"aspects": []}}  # type: ignore[typeddict-item]
policy.score(account)  # type: ignore[call-arg]
policy.fingerprint = "another"  # type: ignore[misc]
policy.score_columns(5, "2026-06-30")  # type: ignore[call-overload]
policy.score_stream(frame, "2026-06-30", points="cents")  # type: ignore[arg-type]
policy.score_stream(lists, "2026-06-30")  # type: ignore[arg-type]
