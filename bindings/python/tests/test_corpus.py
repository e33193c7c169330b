"""Every case of the corpus, by the package: whole results, exactly; of problems code and path, in their order."""

import json
from collections import Counter
from pathlib import Path

import pytest

import tierwise

CORPUS = Path(__file__).resolve().parents[3] / "tests/corpus"
FOLDERS = ["score", "tier", "facts", "history", "columns", "portfolio", "calibration", "errors", "found"]
FILES = {f"{folder}/{path.name}": json.loads(path.read_text()) for folder in FOLDERS for path in sorted((CORPUS / folder).glob("*.json"))}
CASES = [(name, file, case) for name, file in FILES.items() for case in file["cases"]]


# Calls whose arguments are those of the method.
METHODS = ["score", "assess", "replay", "at_risk", "required", "recourse", "certainty", "outlook", "tier_on", "diff", "statement", "trace", "score_columns", "spells", "threshold_plan", "matrix"]


def policy_of(file):
    if "policy" not in file:
        return None
    return read_policy(file["policy"]).with_earlier([read_policy(reference) for reference in file.get("earlier", [])])


def read_policy(reference):
    if not isinstance(reference, str):
        return tierwise.Policy(reference)
    if reference.startswith("shipped:"):
        return tierwise.Policy.shipped(reference.removeprefix("shipped:"))
    return tierwise.Policy.load(CORPUS / reference)


def checked(policy):
    warnings = [{"code": warning["code"], "path": warning["path"]} for warning in policy.warnings]
    return {"fingerprint": policy.fingerprint, "warnings": warnings}


def read(_, format, before="", text=None, hex=None, repeat=None, **kind):
    given = [part for part in (text, hex, repeat) if part is not None]
    assert len(given) == 1, "expected one of text, hex and repeat"
    body = text if text is not None else bytes.fromhex(hex) if hex is not None else repeat[0] * repeat[1]
    content = before.encode() + (body if isinstance(body, bytes) else body.encode())
    if kind == {"as": "account"}:
        return tierwise.read_account(content, format)
    assert kind == {}
    readers = {"yaml": tierwise.Policy.from_yaml, "toml": tierwise.Policy.from_toml, "json": tierwise.Policy.from_json}
    return checked(readers[format](content))


def advance(policy, enrolled_on, reviews):
    standing, steps = policy.standing(enrolled_on), []
    for review in reviews:
        steps.append(policy.advance(standing, review))
        standing = steps[-1]["standing"]
    return steps


def resume(policy, history, snapshot_on, tail, as_of):
    snapshot = json.loads(json.dumps(policy.snapshot(history, snapshot_on)))
    return policy.resume(snapshot, tail, as_of)


# Calls whose arguments are those of the function.
FUNCTIONS = [
    "backtest", "calibrate", "chain", "concentration", "drift", "fit_weights", "flaps", "hazards", "merge_populations", "migration",
    "plan_review", "population", "quota", "tier_thresholds", "weigh_evidence",
]

CALLS = {
    **{name: getattr(tierwise.Policy, name) for name in METHODS},
    "advance": advance,
    "resume": resume,
    **{name: lambda _, call=getattr(tierwise, name), **args: call(**args) for name in FUNCTIONS},
    "simulate": lambda policy, other, **args: policy.simulate(read_policy(other), **args),
    "explain_change": lambda policy, later, **args: policy.explain_change(later=read_policy(later), **args),
    "check": lambda _, document: checked(tierwise.Policy(document)),
    "read": read,
}


def outcome(policy, case):
    try:
        return {"ok": CALLS[case["call"]](policy, **case["args"])}
    except tierwise.TierwiseError as error:
        assert (error.code, error.path) == (error.problems[0]["code"], error.problems[0]["path"])
        return {"errors": [{"code": problem["code"], "path": problem["path"]} for problem in error.problems]}


def written(value):
    """Where Python has equal values of different types, a text has different ones: 1, 1.0 and true."""
    return json.dumps(value, sort_keys=True)


@pytest.mark.parametrize(("name", "file", "case"), CASES, ids=[f"{name}: {case['name']}" for name, _, case in CASES])
def test_case(name, file, case):
    assert {"about", "cases"} <= set(file) <= {"about", "cases", "policy", "earlier"}
    assert set(case) - {"ok", "error", "errors"} == {"name", "rules", "call", "args"} and len(case) == 5
    expected = {"errors": [case["error"]]} if "error" in case else {key: case[key] for key in ("ok", "errors") if key in case}
    assert written(outcome(policy_of(file), case)) == written(expected)


def test_as_many_cases_of_each_call_as_every_language_has():
    assert Counter(case["call"] for _, _, case in CASES) == json.loads((CORPUS / "counts.json").read_text())
