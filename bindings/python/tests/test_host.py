"""What is Python's own: exceptions, pickling, threads, files, notebooks."""

import copy
import json
import pickle
import runpy
import subprocess
import sys
import threading
import _thread
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow
import pytest

import tierwise

POLICY = tierwise.Policy.shipped("cv-key-account")
ACCOUNT = {"facts": {"fleet.units": 120, "payment.delay_days": 30}}
POLICIES = Path(__file__).resolve().parents[3] / "crates/tierwise-text/policies"


def test_the_names_are_all_there():
    assert sorted(tierwise.__all__) == sorted(name for name in dir(tierwise) if not name.startswith("_") and name not in {"plot", "sklearn", "spark", "types"} or name == "__version__")
    assert tierwise.SHIPPED == tuple(sorted(path.stem for path in POLICIES.glob("*.yaml")))
    assert tierwise.Policy.__module__ == tierwise.TierwiseError.__module__ == "tierwise"


def test_an_error_is_a_value_error_with_everything_that_is_wrong():
    assert issubclass(tierwise.TierwiseError, ValueError)
    with pytest.raises(ValueError, match="did you mean `park`") as raised:
        POLICY.assess({"parc": {}, "name": 5}, "2026-06-30")
    error = raised.value
    assert (error.code, error.path) == ("input.unknown_field", "parc")
    assert [sorted(problem) for problem in error.problems] == [["code", "message", "path"]] * 2
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.code, again.path, again.problems) == (str(error), error.code, error.path, error.problems)


def test_an_error_of_a_text_has_lines():
    with pytest.raises(tierwise.TierwiseError) as raised:
        tierwise.Policy.from_yaml("polcy: x\nversion: 1\n")
    lines = {problem["path"]: (problem["line"], problem["column"]) for problem in raised.value.problems}
    assert lines["polcy"] == (1, 1) and lines["version"] == (2, 10)
    assert str(raised.value).startswith("1:1: ")


def test_a_policy_does_not_change_and_has_no_subclasses():
    with pytest.raises(AttributeError):
        POLICY.fingerprint = "another"
    POLICY.warnings.append("mine")
    POLICY.to_dict().clear()
    assert POLICY.warnings == [] and POLICY.to_dict()["policy"] == "cv-key-account"
    with pytest.raises(TypeError):
        type("Mine", (tierwise.Policy,), {})
    with pytest.raises(TypeError):
        tierwise.Policy()


@pytest.mark.parametrize("copied", [lambda policy: pickle.loads(pickle.dumps(policy)), copy.copy, copy.deepcopy, lambda policy: tierwise.Policy(policy.to_dict())], ids=["pickle", "copy", "deepcopy", "dict"])
@pytest.mark.parametrize("name", tierwise.SHIPPED)
def test_copies_are_equal(copied, name):
    policy = tierwise.Policy.shipped(name)
    copy = copied(policy)
    assert (copy.fingerprint, copy.identity, copy.criteria, copy.warnings, copy.range, copy.facts) == (
        policy.fingerprint, policy.identity, policy.criteria, policy.warnings, policy.range, policy.facts,
    )


def test_versions_of_a_policy_are_copied_with_it():
    earlier = tierwise.Policy({**CLUB.to_dict(), "version": "0"})
    policy = CLUB.with_earlier([earlier])
    change = {"id": "change", "on": "2001-06-01", "event": {"change_policy": {"from": "0", "to": "1"}}}
    log = {"events": [*history(20)["events"], change]}
    with pytest.raises(tierwise.TierwiseError):
        CLUB.replay(log, "2002-01-01")
    assert pickle.loads(pickle.dumps(policy)).replay(log, "2002-01-01") == policy.replay(log, "2002-01-01")
    assert copy.deepcopy(policy.with_earlier([])).replay(history(20), "2002-01-01") == CLUB.replay(history(20), "2002-01-01")
    with pytest.raises(tierwise.TierwiseError, match="`1` twice"):
        CLUB.with_earlier([CLUB])


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_every_protocol_of_pickle(protocol):
    assert pickle.loads(pickle.dumps(POLICY, protocol)).fingerprint == POLICY.fingerprint


def test_what_a_policy_says_of_itself():
    assert POLICY.identity == {"id": "cv-key-account", "version": "1", "fingerprint": POLICY.fingerprint}
    assert len(POLICY.criteria) == 21 and sum(row["effective_weight"] for row in POLICY.criteria) == pytest.approx(1)
    assert POLICY.range["highest"] == 100 and "fleet.units" in POLICY.facts
    html = tierwise.Policy({**POLICY.to_dict(), "version": "<1>"})._repr_html_()
    assert html.count('<tr class="under">') == 21 and "&lt;1&gt;" in html and "<1>" not in html and "fleet.units" in html


def test_files(tmp_path):
    document = json.dumps(POLICY.to_dict())
    for name, text in {"a.json": document, "b.YAML": document, "c.yml": (POLICIES / "cv-key-account.yaml").read_text()}.items():
        (tmp_path / name).write_text(text)
        assert tierwise.Policy.load(tmp_path / name).fingerprint == tierwise.Policy.load(str(tmp_path / name)).fingerprint == POLICY.fingerprint
    with pytest.raises(FileNotFoundError, match="none.yaml"):
        tierwise.Policy.load(tmp_path / "none.yaml")
    for name in ("a.txt", "yaml"):
        with pytest.raises(tierwise.TierwiseError) as raised:
            tierwise.Policy.load(tmp_path / name)
        assert raised.value.code == "input.file" and name in str(raised.value)
    (tmp_path / "bad.toml").write_text("policy = \n")
    with pytest.raises(tierwise.TierwiseError, match=r"bad\.toml:1:"):
        tierwise.Policy.load(tmp_path / "bad.toml")
    with pytest.raises(TypeError):
        tierwise.Policy.load(5)
    with pytest.raises(TypeError):
        tierwise.Policy.from_yaml(5)


@pytest.mark.parametrize("call", [lambda: tierwise.Policy.shipped("cv"), lambda: tierwise.read_account("{}", "xml")])
def test_unknown_words(call):
    with pytest.raises(tierwise.TierwiseError) as raised:
        call()
    assert raised.value.code == "input.unknown_value"


def test_arguments_have_their_names():
    card = POLICY.score(account=ACCOUNT, as_of="2026-06-30")
    assert POLICY.assess(ACCOUNT, as_of="2026-06-30", previous=None)["scorecard"] == card
    assert POLICY.assess(ACCOUNT, "2026-06-30", float("nan"))["scorecard"] == card
    for tier in (5, ["gold"]):
        with pytest.raises(tierwise.TierwiseError) as raised:
            POLICY.assess(ACCOUNT, "2026-06-30", tier)
        assert raised.value.code == "input.type"
    with pytest.raises(TypeError):
        POLICY.score(ACCOUNT)


def test_results_belong_to_who_asked():
    one, other = POLICY.score(ACCOUNT, "2026-06-30"), POLICY.score(ACCOUNT, "2026-06-30")
    one["aspects"][0]["criteria"].clear()
    one["policy"]["id"] = "changed"
    assert other == POLICY.score(ACCOUNT, "2026-06-30") != one


CLUB = tierwise.Policy({
    "policy": "club", "version": "1", "semantics": 1,
    "score": {"aspects": [{"id": "a", "criteria": [{"id": "points", "fact": "points.balance", "curve": [[0, 0], [1000, 100]]}]}]},
    "points": {"validity": {"months": 12}, "activities": {"order": {"points": 1, "per_unit": True}}},
    "ladder": {"basis": "points", "base": "standard", "review": "daily", "tiers": [{"id": "silver", "enter": 100, "retain": 80}]},
})


def history(events):
    log = [{"id": "enrol", "on": "2001-01-01", "event": {"enrol": {}}}]
    for number in range(events):
        day = f"{2001 + number % 25}-{1 + number // 25 % 12:02}-{1 + number // 300 % 28:02}"
        log.append({"id": str(number), "on": day, "event": {"earn": {"activity": "order", "quantity": 1 + number % 7}}})
    return {"events": log}


LONG = history(6_000)
BEFORE = CLUB.snapshot({"events": LONG["events"][:1]}, "2001-01-01")
AFTER = {"events": [event for event in LONG["events"] if event["on"] > "2001-01-01"]}


def ran_meanwhile(call):
    """Whether another thread runs while the call does, when no thread ever has to give way."""
    gate, ran = _thread.allocate_lock(), []
    gate.acquire()
    thread = threading.Thread(target=lambda: (gate.acquire(), ran.append(True)))
    thread.start()
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1_000_000)
    try:
        gate.release()
        call()
        found = bool(ran)
    finally:
        sys.setswitchinterval(interval)
    thread.join()
    return found


class Handed:
    """A table whose reading never asks for Python's lock, nor gives it back by itself."""

    def __init__(self, **columns):
        table = pyarrow.table(columns)
        self.capsules = [table.__arrow_c_stream__() for _ in range(20)]

    def __arrow_c_stream__(self, requested_schema=None):
        return self.capsules.pop()


MANY = 200_000
SCORED, STREAMED = (Handed(**{"fleet.units": range(MANY), "payment.delay_days": range(MANY)}) for _ in range(2))
ORDERS = Handed(account=[str(at % 1_000) for at in range(20_000)], ordered_on=["2026-01-15"] * 20_000, net_amount=range(20_000))
EVENTS = Handed(account=["K-1"] * 6_001, id=range(6_001), on=[event["on"] for event in LONG["events"]], event=[json.dumps(event["event"]) for event in LONG["events"]])


@pytest.mark.parametrize(
    "call",
    [
        lambda: POLICY.score_columns(SCORED, "2026-06-30"),
        lambda: POLICY.score_stream(STREAMED, "2026-06-30").read_all(),
        lambda: tierwise.accounts_from_orders(ORDERS, "2026-06-30"),
        lambda: CLUB.replay_columns(EVENTS, "2026-06-30"),
        lambda: CLUB.replay(LONG, "2026-06-30"),
        lambda: CLUB.project(LONG, "2026-06-30", "2027-06-30"),
        lambda: CLUB.at_risk(LONG, "2026-06-30", "2027-06-30"),
        lambda: CLUB.required(LONG, "2026-06-30", "silver", "2026-07-01", "2026-07-01"),
        lambda: CLUB.outlook(LONG, "2026-06-30", "2027-06-30"),
        lambda: CLUB.trace(LONG, "2026-06-30"),
        lambda: CLUB.tier_on(LONG, "2026-06-30", "2026-06-30"),
        lambda: CLUB.diff(LONG, LONG, "2026-06-30"),
        lambda: CLUB.statement(LONG, "2026-06-30"),
        lambda: CLUB.snapshot(LONG, "2026-06-30"),
        lambda: CLUB.advance_snapshot(BEFORE, AFTER, "2026-06-30"),
        lambda: CLUB.resume(BEFORE, AFTER, "2026-06-30"),
    ],
    ids=["score_columns", "score_stream", "accounts_from_orders", "replay_columns", "replay", "project", "at_risk", "required", "outlook", "trace", "tier_on", "diff", "statement", "snapshot", "advance_snapshot", "resume"],
)
def test_other_threads_run_during_long_work(call):
    # Several times: on a busy machine the other thread may wake too late once.
    assert any(ran_meanwhile(call) for _ in range(20))


@pytest.mark.skipif(not getattr(sys, "_is_gil_enabled", lambda: True)(), reason="without a global lock threads always run")
def test_other_threads_wait_for_short_work():
    """The test above can fail."""
    assert not any(ran_meanwhile(lambda: POLICY.score(ACCOUNT, "2026-06-30")) for _ in range(20))


def test_threads_share_a_policy():
    days = [f"2026-{month:02}-15" for month in range(1, 13)]
    short = history(300)
    alone = [(POLICY.score(ACCOUNT, day), CLUB.replay(short, day)) for day in days]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda day: (POLICY.score(ACCOUNT, day), CLUB.replay(short, day)), days)) == alone


def test_the_plain_policy_of_the_bench_agrees():
    runpy.run_path(str(Path(__file__).parents[1] / "bench/single.py"))["compared"]()


def test_a_new_interpreter_needs_nothing_else():
    code = """
import sys
import tierwise
policy = tierwise.Policy.shipped("cv-key-account")
assert policy.score({}, "2026-06-30")["coverage"] == 0
print(sorted({name.split(".")[0] for name in sys.modules} & {"numpy", "pandas", "typing_extensions"}))
"""
    run = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr, run.returncode) == ("[]\n", "", 0)


def test_a_form_can_ask_for_what_a_policy_reads():
    readings = POLICY.readings(ACCOUNT, "2026-06-30")
    assert [reading["fact"] for reading in readings] == POLICY.facts == sorted(POLICY.facts)
    by_fact = {reading["fact"]: reading for reading in readings}
    assert by_fact["fleet.units"] == {"fact": "fleet.units", "type": "number", "unit": "vehicles", "meaning": by_fact["fleet.units"]["meaning"], "values": [], "value": 120}
    assert by_fact["payment.delay_days"]["value"] == 30 and [reading["value"] for reading in readings].count(None) == len(readings) - 2
    # What is read back is what is scored.
    again = {reading["fact"]: reading["value"] for reading in readings}
    assert POLICY.score({"facts": again}, "2026-06-30") == POLICY.score(ACCOUNT, "2026-06-30")


def test_days_of_review():
    policy = tierwise.Policy({
        "policy": "fleets", "version": "1", "semantics": 1,
        "score": {"aspects": [{"id": "size", "criteria": [{"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [100, 100]]}]}]},
        "ladder": {"base": "standard", "review": "quarterly", "tiers": [{"id": "silver", "enter": 40}]},
    })
    assert policy.review_days("2025-01-01", "2025-09-30") == ["2025-01-01", "2025-04-01", "2025-07-01"]
    with pytest.raises(tierwise.TierwiseError) as raised:
        tierwise.Policy({key: value for key, value in policy.to_dict().items() if key != "ladder"}).review_days("2025-01-01", "2025-09-30")
    assert raised.value.code == "tier.unknown"
