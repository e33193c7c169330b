"""Every case of the corpus, by the package: whole results, exactly; of problems code and path, in their order."""

import json
from collections import Counter
from pathlib import Path

import pytest

import tierwise

CORPUS = Path(__file__).resolve().parents[3] / "tests/corpus"
FOLDERS = ["score", "tier", "facts", "history", "errors", "found"]
FILES = {f"{folder}/{path.name}": json.loads(path.read_text()) for folder in FOLDERS for path in sorted((CORPUS / folder).glob("*.json"))}
CASES = [(name, file.get("policy"), case) for name, file in FILES.items() for case in file["cases"]]


def policy(reference):
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


CALLS = {
    "score": lambda reference, **args: policy(reference).score(**args),
    "assess": lambda reference, **args: policy(reference).assess(**args),
    "replay": lambda reference, **args: policy(reference).replay(**args),
    "at_risk": lambda reference, **args: policy(reference).at_risk(**args),
    "required": lambda reference, **args: policy(reference).required(**args),
    "check": lambda _, document: checked(tierwise.Policy(document)),
    "read": read,
}


def outcome(reference, case):
    try:
        return {"ok": CALLS[case["call"]](reference, **case["args"])}
    except tierwise.TierwiseError as error:
        assert (error.code, error.path) == (error.problems[0]["code"], error.problems[0]["path"])
        return {"errors": [{"code": problem["code"], "path": problem["path"]} for problem in error.problems]}


def written(value):
    """Where Python has equal values of different types, a text has different ones: 1, 1.0 and true."""
    return json.dumps(value, sort_keys=True)


@pytest.mark.parametrize(("file", "reference", "case"), CASES, ids=[f"{file}: {case['name']}" for file, _, case in CASES])
def test_case(file, reference, case):
    assert set(case) - {"ok", "error", "errors"} == {"name", "rules", "call", "args"} and len(case) == 5
    expected = {"errors": [case["error"]]} if "error" in case else {key: case[key] for key in ("ok", "errors") if key in case}
    assert written(outcome(reference, case)) == written(expected)


def test_as_many_cases_of_each_call_as_every_language_has():
    assert Counter(case["call"] for _, _, case in CASES) == json.loads((CORPUS / "counts.json").read_text())
