"""The JSON Schema of the documents, judged by an independent validator."""

import json
from copy import deepcopy
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = sorted(path.stem for path in (ROOT / "docs/schema").glob("*.json"))
POLICIES = sorted((ROOT / "crates/tierwise-text/policies").glob("*.yaml"))


def schema(name):
    return json.loads((ROOT / f"docs/schema/{name}.json").read_text())


def policy(path):
    return yaml.safe_load(path.read_text())


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_is_a_schema(name):
    Draft202012Validator.check_schema(schema(name))


def test_there_are_policies():
    assert [path.stem for path in POLICIES] == ["cv-key-account", "transactions"]


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_shipped_policies_are_valid(path):
    Draft202012Validator(schema("policy")).validate(policy(path))


def change(document, path, value):
    changed = deepcopy(document)
    at = changed
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return changed


CRITERION = ["score", "aspects", 0, "criteria", 0]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["polcy"], "misspelt"),
        (["semantics"], "1"),
        (["score", "aspects"], {}),
        ([*CRITERION, "wieght"], 1),
        ([*CRITERION, "curve"], [["a", 1]]),
        ([*CRITERION, "curve"], [[1]]),
        ([*CRITERION, "weight"], -1),
        ([*CRITERION, "transform"], "weeks_since"),
        ([*CRITERION, "missing"], "best"),
        ([*CRITERION, "flag"], {"true": 1}),
        (["ladder", "tiers", 0, "enter"], True),
        (["ladder", "basis"], "revenue"),
    ],
    ids=str,
)
def test_broken_policies_are_not(path, value):
    document = change(policy(POLICIES[0]), path, value)
    assert not Draft202012Validator(schema("policy")).is_valid(document)


# What a call of the corpus takes and gives.
HISTORIES = ["history", "before", "after", "tail"]
RESULTS = {
    "assess": "assessment", "replay": "timeline", "tier_on": "timeline", "resume": "timeline", "trace": "trace", "diff": "difference",
    "statement": "statement", "at_risk": "at_risk", "outlook": "outlook", "required": "required",
    "migration": "migration", "hazards": "hazards", "simulate": "simulation", "explain_change": "score_change",
}
CASES = [
    case
    for path in sorted((ROOT / "tests/corpus").glob("*/*.json"))
    if path.parent.name != "policies"
    for case in json.loads(path.read_text())["cases"]
    if "ok" in case
]


@pytest.mark.parametrize("call", RESULTS)
def test_results_of_the_corpus_are_valid(call):
    validator = Draft202012Validator(schema(RESULTS[call]))
    results = [case["ok"] for case in CASES if case["call"] == call]
    assert results
    for result in results:
        validator.validate(result)


def test_histories_of_the_corpus_are_valid():
    validator = Draft202012Validator(schema("history"))
    others = ["hazards", "flaps", "explain_change"]
    histories = [case["args"][key] for case in CASES if case["call"] not in others for key in HISTORIES if key in case["args"]]
    assert len(histories) > 100
    for history in histories:
        validator.validate(history)


def test_portfolios_of_the_corpus_are_valid():
    for call in ["concentration", "plan_review", "matrix"]:
        validator = Draft202012Validator(schema(call))
        results = [case["ok"] for case in CASES if case["call"] == call and "ok" in case]
        assert results
        for result in results:
            validator.validate(result)
    book = Draft202012Validator(schema("plan_book"))
    for case in CASES:
        if case["call"] == "plan_review":
            book.validate(case["args"]["book"])


def test_steps_and_seats_of_the_corpus_are_valid():
    for call, name in [("advance", "advanced"), ("quota", "seat")]:
        validator = Draft202012Validator(schema(name))
        results = [result for case in CASES if case["call"] == call for result in case["ok"]]
        assert results
        for result in results:
            validator.validate(result)
