"""The corpus, judged without the library: sums and fingerprints, recomputed from the documents alone."""

import hashlib
import json
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "tests/corpus"


def files():
    for path in sorted(CORPUS.glob("*/*.json")):
        if path.parent.name != "policies":
            yield path, json.loads(path.read_text(), parse_float=Decimal)


CASES = [(path, document, case) for path, document in files() for case in document["cases"]]


def test_the_corpus_is_there():
    counts = json.loads((CORPUS / "counts.json").read_text())
    found = {}
    for _, _, case in CASES:
        found[case["call"]] = found.get(case["call"], 0) + 1
    assert found == counts


def scorecards(value):
    """Every scorecard within a result."""
    if isinstance(value, dict):
        if "aspects" in value and "composite" in value:
            yield value
        for part in value.values():
            yield from scorecards(part)
    elif isinstance(value, list):
        for part in value:
            yield from scorecards(part)


CARDS = [(f"{path.parent.name}/{path.stem}: {case['name']}", card) for path, _, case in CASES for card in scorecards(case.get("ok"))]


def test_there_are_scorecards():
    assert len(CARDS) > 100


@pytest.mark.parametrize(("name", "card"), CARDS, ids=[name for name, _ in CARDS])
def test_every_scorecard_sums_to_the_last_thousandth(name, card):
    for aspect in card["aspects"]:
        contributions = sum((Decimal(line["contribution"]) for line in aspect["criteria"]), Decimal(0))
        assert contributions + aspect["adjustment"] == aspect["points"]
    assert card["base"] + sum(aspect["points"] for aspect in card["aspects"]) == card["composite"]
    gaps = [Decimal(reason["gap"]) for reason in card["reasons"]]
    assert gaps == sorted(gaps, reverse=True) and all(gap > 0 for gap in gaps)
    assert card["bounds"]["lowest"] <= card["bounds"]["highest"]


# What a key is when it is not written (docs/policy.md); such keys are not part of the canonical form.
DEFAULTS = {"weight": 1, "base": 0, "basis": "score", "by_invitation": False, "facts": [], "entitlements": [], "designations": [], "blocks": [], "values": [], "review": "daily"}
SCORE_DEFAULTS = {"missing": {"points": 0}, "baseline": "max"}


def canonical(value, path=()):
    if isinstance(value, dict):
        entries = {}
        for key, part in value.items():
            if part is None:
                continue
            # Tables and multipliers have keys of their own, which are no keys of the document's form.
            own = path[-1:] in (("table",), ("activities",)) or "multipliers" in path
            default = None if own else (SCORE_DEFAULTS if path == ("score",) else DEFAULTS).get(key, DEFAULTS.get(key))
            if default is not None and part == default and type(part) is not bool or part is False and key == "by_invitation":
                continue
            entries[key] = canonical(part, (*path, key))
        return "{" + ",".join(f"{json.dumps(key, ensure_ascii=False)}:{entries[key]}" for key in sorted(entries)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(part, path) for part in value) + "]"
    if isinstance(value, (Decimal, float)) and value == int(value):
        return str(int(value))
    return json.dumps(value, ensure_ascii=False, default=str) if not isinstance(value, Decimal) else format(value.normalize(), "f")


def fingerprint(document):
    return hashlib.sha256(canonical(document).encode()).hexdigest()


@pytest.mark.parametrize("name", ["cv-key-account", "transactions"])
def test_fingerprints_of_shipped_policies_can_be_recomputed(name):
    document = yaml.safe_load((ROOT / f"crates/tierwise-text/policies/{name}.yaml").read_text())
    expected = {"cv-key-account": None, "transactions": None}
    for _, _, case in CASES:
        for card in scorecards(case.get("ok")):
            if card["policy"]["id"] == name:
                expected[name] = card["policy"]["fingerprint"]
    assert fingerprint(document) == expected[name]


CHECKED = [(f"{path.parent.name}/{path.stem}: {case['name']}", case) for path, _, case in CASES if case["call"] == "check" and "ok" in case]


@pytest.mark.parametrize(("name", "case"), CHECKED, ids=[name for name, _ in CHECKED])
def test_fingerprints_of_checked_policies_can_be_recomputed(name, case):
    assert fingerprint(case["args"]["document"]) == case["ok"]["fingerprint"]
