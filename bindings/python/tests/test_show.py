"""What notebooks and terminals show says what the results say, as text that cannot become markup."""

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

import tierwise as tw

ROOT = Path(__file__).resolve().parents[3]
DAY = "2026-06-30"
VEHICLES = tw.Policy.shipped("cv-key-account")
ACCOUNT = json.loads((ROOT / "crates/tierwise-cli/demo/accounts.jsonl").read_text().splitlines()[0])
CLUB = tw.Policy({
    "policy": "club", "version": "1", "semantics": 1,
    "score": {"aspects": [{"id": "a", "criteria": [{"id": "points", "fact": "points.balance", "curve": [[0, 0], [1000, 100]]}]}]},
    "points": {"validity": {"months": 12}, "activities": {"order": {"points": 10, "per_unit": True}}},
    "ladder": {"basis": "points", "base": "standard", "tiers": [{"id": "silver", "label": "Silver & more", "enter": 100, "retain": 80}]},
})
HISTORY = {"events": [
    {"id": "1", "on": "2026-01-15", "event": {"enrol": {}}},
    {"id": "2", "on": "2026-02-01", "event": {"earn": {"activity": "order", "quantity": 12}}},
]}
HOSTILE = "<img src=x onerror=alert(1)> & \"quoted\" 'text'"


class Structure(HTMLParser):
    """Fails for tags that are not closed, and counts them all."""

    def __init__(self, html):
        super().__init__()
        self.open, self.tags, self.text = [], [], []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.open.append(tag)
        self.tags.append((tag, dict(attributes)))

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text.append(data)


RESULTS = {
    "scorecard": lambda: (VEHICLES.score(ACCOUNT, DAY), VEHICLES),
    "empty account": lambda: (VEHICLES.score({}, DAY), VEHICLES),
    "assessment": lambda: (VEHICLES.assess(ACCOUNT, DAY, previous="gold"), VEHICLES),
    "timeline": lambda: (CLUB.replay(HISTORY, DAY), CLUB),
    "trace": lambda: (CLUB.trace(HISTORY, "2027-06-30"), CLUB),
    "timeline without moves": lambda: (CLUB.replay({"events": HISTORY["events"][:1]}, "2026-01-15"), CLUB),
    "tiers": lambda: (VEHICLES.score_columns(pa.table({"fleet.units": [420, None, -1]}), DAY), VEHICLES),
    "no tiers": lambda: (VEHICLES.score_columns(pa.table({"fleet.units": pa.array([], pa.int64())}), DAY), VEHICLES),
}


@pytest.mark.parametrize("policy", [True, False], ids=["with policy", "without"])
@pytest.mark.parametrize("name", RESULTS)
def test_every_result_is_shown_and_stays_what_it_is(name, policy):
    result, of = RESULTS[name]()
    before = json.dumps(result) if isinstance(result, dict) else result.to_pandas()
    shown = tw.show(result, of if policy else None)
    assert type(result) is not dict or json.dumps(result) == before
    structure = Structure(shown._repr_html_())
    for tag, attributes in structure.tags:
        assert tag != "th" or attributes["scope"] in ("row", "col")
        assert tag != "i" or "%" in attributes["style"]
    tables = sum(tag == "table" for tag, _ in structure.tags)
    assert sum(tag == "caption" for tag, _ in structure.tags) == tables > 0
    assert max(map(len, repr(shown).splitlines())) <= 100
    assert not any(line.endswith(" ") for line in repr(shown).splitlines())


def test_a_scorecard_shows_every_contribution_and_the_composite():
    card = VEHICLES.score(ACCOUNT, DAY)
    shown = tw.show(card, VEHICLES)
    said = "".join(Structure(shown._repr_html_()).text)
    for amount in [card["composite"], *(line["contribution"] for aspect in card["aspects"] for line in aspect["criteria"])]:
        text = f"{amount:g}" if amount == int(amount) else str(amount)
        assert text in said and re.search(rf"(?<![\d.]){re.escape(text)}(?![\d.])", repr(shown))
    assert "Share of upper and premium grades" in said and "Share of upper and premium grades" in repr(shown)
    assert "high grade" in repr(tw.show(card)) and "Share of" not in repr(tw.show(card))


def test_missing_facts_are_said_with_what_they_could_change():
    text = repr(tw.show(VEHICLES.assess({"facts": {"fleet.units": 420}}, DAY), VEHICLES))
    assert "not known" in text and "the composite lies between" in text and "the tier could be anything from standard to Platinum" in text


def test_a_timeline_tells_every_move_with_its_rules():
    timeline = CLUB.replay(HISTORY, "2027-06-30")
    shown = repr(tw.show(timeline, CLUB))
    assert [move["to"] for move in timeline["transitions"]] == ["silver", "standard"]
    for move in timeline["transitions"]:
        assert move["on"] in shown and all(rule["rule"] in shown for rule in move["rules"])
    assert "Silver & more │" in shown and "silver │" in repr(tw.show(timeline))


def test_tiers_are_counted_in_the_ladders_order_and_errors_apart():
    scored = VEHICLES.score_columns(pa.table({"fleet.units": [420, None, -1]}), DAY)
    lines = repr(tw.show(scored, VEHICLES)).splitlines()
    assert [line.split("  ")[0] for line in lines[2:]] == ["Platinum", "Gold", "Silver", "standard", "in error"]
    assert re.match(r"standard +2 +67%", lines[5]) and re.match(r"in error +1 +33%", lines[6])
    frame = pd.DataFrame({"tier": ["b", "a", "b"], "composite": [5.0, 9.0, 7.0]})
    assert [line.split()[0] for line in repr(tw.show(frame)).splitlines()[2:]] == ["a", "b"]


def test_no_text_becomes_markup():
    spec = {**CLUB.to_dict(), "label": HOSTILE, "version": HOSTILE, "description": HOSTILE}
    spec["score"] = {"aspects": [{"id": "a", "label": HOSTILE, "criteria": [{**spec["score"]["aspects"][0]["criteria"][0], "label": HOSTILE, "reason": HOSTILE}]}]}
    spec["ladder"] = {**spec["ladder"], "tiers": [{**spec["ladder"]["tiers"][0], "label": HOSTILE, "entitlements": ["e"]}]}
    spec["entitlements"] = [{"id": "e", "label": HOSTILE}]
    policy = tw.Policy(spec)
    frame = pd.DataFrame({"tier": [HOSTILE], "composite": [1.0]})
    pages = [policy._repr_html_(), tw.show(policy.trace(HISTORY, DAY), policy)._repr_html_(), tw.show(policy.assess(HISTORY.get("account", {}), DAY), policy)._repr_html_()]
    for html in [*pages, tw.show(frame)._repr_html_()]:
        assert "<img" not in html and "&lt;img" in html
        Structure(html)


def test_a_policy_shows_its_shapes_ladder_and_warnings():
    said = "".join(Structure(VEHICLES._repr_html_()).text)
    for text in ["7 bands", "curve from 1 to 500", "5 categories", "Platinum", "score.coverage at least 0.75", "any of (fleet.units at least 100;", "loan vehicle within 48 hours", "an invitation"]:
        assert text in said
    spec = VEHICLES.to_dict()
    spec["entitlements"] = [*spec["entitlements"], {"id": "unused"}]
    warned = tw.Policy(spec)
    assert warned.warnings and all(warning["message"] in "".join(Structure(warned._repr_html_()).text) for warning in warned.warnings)


def test_conditions_are_worded_as_results_word_them():
    words = next(designation for designation in VEHICLES.assess({}, DAY)["placement"]["designations"])["open_conditions"]
    said = "".join(Structure(VEHICLES._repr_html_()).text)
    assert words and all(text.rsplit(", found", 1)[0] in said for text in words)


@pytest.mark.parametrize("wrong", [{}, {"composite": 1}, 5, None, CLUB, []], ids=repr)
def test_what_cannot_be_shown_is_refused(wrong):
    with pytest.raises(TypeError, match="expected a scorecard, .*, found"):
        tw.show(wrong)


def test_names_of_another_policy_are_refused():
    with pytest.raises(ValueError, match="expected a result of `club` version `1`, found one of `cv-key-account`"):
        tw.show(VEHICLES.score({}, DAY), CLUB)


def test_showing_needs_no_other_package():
    program = (
        "import sys; sys.path = [path for path in sys.path]\n"
        "for name in ('numpy', 'pandas', 'polars', 'pyarrow', 'altair', 'tqdm'): sys.modules[name] = None\n"
        "import tierwise as tw\n"
        "policy = tw.Policy.shipped('transactions')\n"
        "card = policy.score({'facts': {name: 5 for name in policy.facts}}, '2026-06-30')\n"
        "assert 'composite' in repr(tw.show(card, policy)) and policy._repr_html_()\n"
        "try: tw.show(policy.score_columns({'rows': 0, 'columns': {}}, '2026-06-30'))\n"
        "except TypeError: pass\n"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
