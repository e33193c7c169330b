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
            if key == "derivation" and not part:
                continue
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


# The six accounts of the domain's worked example, as they were computed before the library was written:
# contributions per aspect, composite, coverage, bounds, tier.
WORKED = {
    "A1 long-haul carrier": ("12.207 4.28 3.5 7.4 | 5 6.89 2.1 2.8 3 | 5.3 4 3 1.8 1.467 | 2 2 3 | 3.733 2 1 2.6", "27.387 19.79 15.567 7 9.333", "79.077", "1", ("79.077", "79.077"), "platinum"),
    "A2 city bus company": ("9.38 3.333 1.5 3.8 | 6 7.4 1.2 0.8 1 | 2.333 2.5 1.8 1.25 0.933 | 3 1 3 | 1.5 1 0 1.6", "18.013 16.4 8.816 7 4.1", "54.329", "1", ("54.329", "54.329"), "silver"),
    "A3 regional builder": ("4.46 2.133 2.333 8.8 | 2 3.28 1 1 2 | 6.2 1 1.4 1 0.8 | 0 1 1 | 3.333 1.4 1 1.5", "17.726 9.28 10.4 2 7.233", "46.639", "0.85", ("41.339", "56.339"), "silver"),
    "A4 empty record": ("0 0 0 4 | 1 2 1 1 2 | 2 1 0 0 0.8 | 0 1 1 | 2 1 0.5 1.5", "4 7 3.8 2 5", "21.8", "0", ("1", "100"), "standard"),
    "A5 best": ("16 5 4 10 | 6 8 3 4 4 | 7 5 4 2 2 | 4 3 3 | 4 2 1 3", "35 25 20 10 10", "100", "1", ("100", "100"), "platinum"),
    "A6 worst": ("0 0 0 0 | 0 0 0 0 0 | 0 0 0 0 0 | 0 0 0 | 0 1 0 0", "0 0 0 0 1", "1", "1", ("1", "1"), "standard"),
}


@pytest.mark.parametrize("name", WORKED)
def test_the_worked_example_of_the_domain(name):
    contributions, aspects, composite, coverage, bounds, tier = WORKED[name]
    results = [case["ok"] for path, _, case in CASES if path.stem == "shipped_key_account" and case["name"] == name]
    assert len(results) == 1
    card = results[0]["scorecard"]
    found = [[Decimal(line["contribution"]) for line in aspect["criteria"]] for aspect in card["aspects"]]
    assert found == [[Decimal(number) for number in part.split()] for part in contributions.split("|")]
    assert [aspect["points"] for aspect in card["aspects"]] == [Decimal(number) for number in aspects.split()]
    assert (card["composite"], card["coverage"]) == (Decimal(composite), Decimal(coverage))
    assert (card["bounds"]["lowest"], card["bounds"]["highest"]) == tuple(map(Decimal, bounds))
    assert results[0]["placement"]["tier"] == tier
