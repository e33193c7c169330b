"""Every kind of Python object that an account can be made of, and every kind that is refused, with its place."""

import datetime
import fractions
import json
import types
from collections import OrderedDict
from decimal import Decimal
from enum import Enum, IntEnum

import numpy as np
import pandas as pd
import pytest

import tierwise

POLICY = tierwise.Policy({
    "policy": "inputs", "version": "1", "semantics": 1,
    "facts": [
        {"id": "x.number", "type": "number"},
        {"id": "x.flag", "type": "flag"},
        {"id": "x.word", "type": "category"},
        {"id": "x.day", "type": "date"},
    ],
    "score": {"missing": {"points": -1}, "aspects": [{"id": "a", "criteria": [
        {"id": "number", "fact": "x.number", "curve": [[-1e15, -1e3], [1e15, 1e3]]},
        {"id": "flag", "fact": "x.flag", "flag": {"true": 1, "false": 0}},
        {"id": "word", "fact": "x.word", "table": {"red": 1}, "other": 0},
        {"id": "day", "fact": "x.day", "transform": "days_since", "curve": [[0, 0], [1000, 1000]]},
    ]}]},
})
DAY = "2026-06-30"


def value(fact, given):
    """The value of a fact as it was scored."""
    card = POLICY.score({"facts": {fact: given}}, DAY)
    return next(line["value"] for line in card["aspects"][0]["criteria"] if line["fact"] == fact)


def problems(account, as_of=DAY):
    with pytest.raises(tierwise.TierwiseError) as raised:
        POLICY.score(account, as_of)
    return [(problem["code"], problem["path"]) for problem in raised.value.problems]


class Size(IntEnum):
    SMALL = 3


class Colour(str, Enum):
    RED = "red"


class Index:
    def __index__(self):
        return 12


class Float:
    def __float__(self):
        return 12.5


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (12, 12), (12.0, 12), (12.5, 12.5), (-0.0, 0), (Size.SMALL, 3), (2**53 + 1, float(2**53 + 1)), (10**14, 10**14), (2**63, float(2**63)),
        (Decimal("12.5"), 12.5), (Decimal(12), 12), (fractions.Fraction(1, 4), 0.25), (Index(), 12), (Float(), 12.5),
        (np.int64(12), 12), (np.uint8(12), 12), (np.int8(-12), -12), (np.uint64(2**64 - 1), float(2**64 - 1)), (np.float64(12.5), 12.5), (np.float32(12.5), 12.5), (np.float16(0.5), 0.5),
        (np.array(12.5), 12.5), (pd.Series([12.5])[0], 12.5), (pd.array([12], dtype="Int64")[0], 12),
    ],
    ids=repr,
)
def test_numbers(given, expected):
    found = value("x.number", given)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    "given",
    [None, float("nan"), np.nan, np.float32("nan"), pd.NA, pd.NaT, np.datetime64("NaT"), Decimal("NaN"), pd.Series([1, None])[1], pd.array([None], dtype="Int64")[0]],
    ids=repr,
)
@pytest.mark.parametrize("fact", ["x.number", "x.flag", "x.word", "x.day"])
def test_missing_is_the_same_as_absent(fact, given):
    assert POLICY.score({"facts": {fact: given}, "name": given}, DAY) == POLICY.score({}, DAY)


@pytest.mark.parametrize(("given", "expected"), [(True, True), (False, False), (np.True_, True), (np.bool_(False), False), (pd.Series([True])[0], True)], ids=repr)
def test_flags(given, expected):
    assert value("x.flag", given) is expected


@pytest.mark.parametrize("given", ["red", Colour.RED, np.str_("red"), pd.Series(["red"])[0], pd.Categorical(["red"])[0]], ids=repr)
def test_texts(given):
    assert value("x.word", given) == "red"


@pytest.mark.parametrize(
    "given",
    [
        "2026-06-01", datetime.date(2026, 6, 1), datetime.datetime(2026, 6, 1), pd.Timestamp("2026-06-01"),
        np.datetime64("2026-06-01"), np.datetime64("2026-06-01T00:00:00", "ns"), pd.Series(pd.to_datetime(["2026-06-01"]))[0], np.array(["2026-06-01"], "M8[s]")[0],
    ],
    ids=repr,
)
def test_days(given):
    assert value("x.day", given) == 29
    assert POLICY.score({}, given)["as_of"] == "2026-06-01"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (datetime.datetime(2026, 6, 1, 14, 5), "the time `2026-06-01T14:05:00`"),
        (datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC), "the time `2026-06-01T00:00:00+00:00`"),
        (pd.Timestamp("2026-06-01", tz="Europe/Berlin"), "the time `2026-06-01T00:00:00+02:00`"),
        (pd.Timestamp("2026-06-01 00:00:00.000000001"), "000000001"),
        (np.datetime64("2026-06-01T14:05"), "the time `2026-06-01T14:05:00`"),
    ],
    ids=repr,
)
def test_times_are_no_days(given, shown):
    with pytest.raises(tierwise.TierwiseError) as raised:
        POLICY.score({"facts": {"x.day": given}}, DAY)
    assert (raised.value.code, raised.value.path) == ("date.format", "facts.x.day") and shown in str(raised.value)
    assert problems({}, given) == [("date.format", "")]


class Broken:
    def __float__(self):
        raise OSError("out of order")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({1, 2}, "a `set`"), (b"red", "a `bytes`"), (object(), "a `object`"), (1j, "a `complex`"), (range(3), "a `range`"), (datetime.timedelta(1), "a `datetime.timedelta`"),
        (datetime.time(1), "a `datetime.time`"), (np.array([1.0]), "a `numpy.ndarray`"), (np.timedelta64(5, "D"), "a `numpy.timedelta64`"), (np.complex64(1), "a `numpy.complex64`"),
        (pd.Series([1.0]), "a `pandas.Series`"), (pd.Timedelta("1D"), "Timedelta`"), (np.void(b"1"), "a `numpy.void`"), (Broken(), "`OSError: out of order`"), (Decimal("sNaN"), "ValueError"),
        (iter([1]), "iterator`"), (Float, "`type`"),
    ],
    ids=repr,
)
def test_other_objects_are_refused_with_their_place(given, shown):
    account = {"orders": [{"ordered_on": DAY}, {"ordered_on": DAY, "units": given}], "facts": {"x.number": given}}
    with pytest.raises(tierwise.TierwiseError) as raised:
        POLICY.score(account, DAY)
    assert (raised.value.code, raised.value.path) == ("input.type", "orders[1].units")
    assert shown in str(raised.value)


@pytest.mark.parametrize(("fact", "given"), [("x.number", True), ("x.number", "12"), ("x.number", np.True_), ("x.flag", 1), ("x.flag", np.int64(1)), ("x.flag", 0.0), ("x.word", 1)], ids=repr)
def test_one_type_is_never_taken_for_another(fact, given):
    assert problems({"facts": {fact: given}}) == [("fact.type", f"facts.{fact}")]


def test_flags_are_no_numbers_of_a_policy():
    document = POLICY.to_dict()
    document["score"]["base"] = True
    with pytest.raises(tierwise.TierwiseError) as raised:
        tierwise.Policy(document)
    assert (raised.value.code, raised.value.path) == ("input.type", "score.base")


def test_infinity_is_a_number_and_not_a_finite_one():
    assert [code for code, _ in problems({"facts": {"x.number": float("inf")}})] == ["number.not_finite"]
    assert problems({"facts": {"x.number": 10**400}}) == [("number.range", "facts.x.number")]
    assert problems({"facts": {"x.number": -np.inf}}) == [("number.not_finite", "facts.x.number")]


def test_every_section_can_be_any_mapping_and_every_list_a_tuple():
    account = {"id": "K-1", "orders": [{"ordered_on": "2026-01-15", "units": 2}], "facts": {"x.number": 1}}
    card = POLICY.score(account, DAY)
    orders = (OrderedDict(account["orders"][0]),)
    assert POLICY.score(types.MappingProxyType({**account, "orders": orders, "facts": pd.Series(account["facts"]).to_dict()}), DAY) == card


def test_problems_have_the_places_of_the_core():
    assert problems({"parc": {}, "orders": [{"ordered_on": "2026-13-01"}], "facts": {"x.number": "a"}}) == [
        ("input.unknown_field", "parc"), ("date.format", "orders[0].ordered_on"),
    ]
    assert problems({"facts": {"x.nmber": 1}}) == [("fact.unknown", "facts.x.nmber")]
    assert problems({"facts": {1: 1}}) == [("input.type", "facts")]
    assert problems([]) == [("input.type", "")]
    assert problems("account") == [("input.type", "")]
    assert problems({"name": "\ud800"}) == [("input.syntax", "name")]
    assert problems({"\ud800": 1}) == [("input.syntax", "")]


def nested(levels, inner, wrap):
    for _ in range(levels):
        inner = wrap(inner)
    return inner


WRAPS = {
    "list": (lambda inner: [inner], "[0]" * 64),
    "tuple": (lambda inner: (inner,), "[0]" * 64),
    "dict": (lambda inner: {"a": inner}, ".".join(["a"] * 64)),
    "mapping": (lambda inner: types.MappingProxyType({"a": inner}), ".".join(["a"] * 64)),
}


@pytest.mark.parametrize("levels", [65, 66, 100, 1_000, 100_000])
@pytest.mark.parametrize("kind", WRAPS)
def test_nesting_has_a_limit(levels, kind):
    wrap, path = WRAPS[kind]
    if kind == "mapping":
        # Python itself cannot destroy as many of them.
        levels = min(levels, 1_000)
    assert problems(nested(levels, 1, wrap)) == [("input.too_deep", path)]


@pytest.mark.parametrize("kind", WRAPS)
def test_nesting_below_the_limit_is_read(kind):
    wrap, _ = WRAPS[kind]
    assert problems(nested(64, 1, wrap))[0][0] in {"input.unknown_field", "input.type"}


def test_the_limit_of_nesting_is_that_of_texts():
    for levels in (62, 63, 64, 65, 66):
        document = nested(levels, 1, lambda inner: {"a": inner})
        with pytest.raises(tierwise.TierwiseError) as object_error:
            tierwise.Policy(document)
        with pytest.raises(tierwise.TierwiseError) as text_error:
            tierwise.Policy.from_json(json.dumps(document))
        assert object_error.value.code == text_error.value.code


def test_what_holds_itself_is_too_deep():
    account = {}
    account["a"] = account
    assert problems(account) == [("input.too_deep", ".".join(["a"] * 64))]


def test_a_document_that_changes_while_it_is_read_is_no_panic():
    class Changes:
        def __float__(self):
            account["facts"][f"x.{len(account['facts'])}"] = 1
            account["orders"].append({})
            return 1.0

    account = {"orders": [{"ordered_on": DAY, "units": Changes()}], "facts": {"x.number": Changes()}}
    with pytest.raises(tierwise.TierwiseError):
        POLICY.score(account, DAY)
