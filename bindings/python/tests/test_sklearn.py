"""Policies in pipelines of scikit-learn."""

import doctest

import numpy as np
import pandas as pd
import polars as pl
import pytest
import tierwise.sklearn
from sklearn.base import clone
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import check_estimator

import tierwise
from tierwise.sklearn import PolicyScorer

FACTS = [f"x.n{at:02}" for at in range(40)]
POLICY = tierwise.Policy({
    "policy": "numbers", "version": "1", "semantics": 1,
    "facts": [{"id": fact, "type": "number"} for fact in FACTS],
    "score": {"aspects": [{"id": "all", "criteria": [
        {"id": fact.removeprefix("x."), "fact": fact, "curve": [[-100, -100], [100, 100]]} for fact in FACTS]}]},
    "ladder": {"base": "standard", "tiers": [{"id": "silver", "enter": 40, "retain": 35}]},
})
TWO = tierwise.Policy({
    "policy": "two", "version": "1", "semantics": 1,
    "score": {"aspects": [{"id": "a", "criteria": [
        {"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [100, 100]]},
        {"id": "method", "fact": "procurement.method", "table": {"framework": 10}, "missing": {"points": 2}}]}]},
    "ladder": {"base": "standard", "tiers": [{"id": "silver", "enter": 40, "retain": 35}]},
})
DAY = "2026-06-30"
FRAME = pd.DataFrame({"fleet.units": [37.0, 62.0, np.nan], "procurement.method": ["framework", None, "framework"], "before": ["silver", None, None]})


class Checked(PolicyScorer):
    """The checks have arrays of many widths for one estimator, where a policy has its facts, and subtract what is predicted."""

    def _facts(self, width):
        return FACTS[:width]

    def predict(self, X):
        return np.array([["standard", "silver"].index(tier) for tier in super().predict(X)])


def test_it_is_an_estimator():
    results = check_estimator(Checked(POLICY, DAY), on_fail=None, on_skip=None)
    assert [result["check_name"] for result in results if result["status"] not in {"passed", "skipped"}] == []
    assert sum(result["status"] == "passed" for result in results) > 30


def test_frames():
    for frame in (FRAME, pl.from_pandas(FRAME)):
        scorer = PolicyScorer(TWO, DAY, previous="before")
        assert scorer.fit_transform(frame).tolist() == [[37.0, 10.0], [62.0, 2.0], [0.0, 10.0]]
        assert (scorer.predict(frame).tolist(), scorer.decision_function(frame).tolist()) == (["silver", "silver", "standard"], [47.0, 64.0, 10.0])
        assert (scorer.n_features_in_, scorer.feature_names_in_.tolist()) == (3, list(FRAME.columns))
    assert PolicyScorer(TWO, DAY).fit(FRAME[["fleet.units"]]).predict(FRAME[["fleet.units"]]).tolist() == ["standard", "silver", "standard"]
    named = PolicyScorer(TWO, DAY, previous="before").set_output(transform="pandas").fit_transform(FRAME.set_axis(["a", "b", "c"]))
    assert (list(named.columns), named.index.tolist()) == (["fleet", "method"], ["a", "b", "c"])


def test_arrays_and_frames_are_one():
    values = np.array([[1.0, 50.0], [np.nan, 3.25]])
    names = ["x.n05", "x.n11"]
    of_array = PolicyScorer(POLICY, DAY, facts=names).fit_transform(values)
    assert (of_array == PolicyScorer(POLICY, DAY).fit_transform(pd.DataFrame(values, columns=names))).all()
    assert (of_array[:, [5, 11]] == [[1, 50], [0, 3.25]]).all()
    with pytest.raises(ValueError, match="expected a column for each of x.n05, x.n11, found 3 columns"):
        PolicyScorer(POLICY, DAY, facts=names).fit(np.zeros((2, 3)))


def test_what_is_wrong_is_said():
    with pytest.raises(tierwise.TierwiseError, match="did you mean `fleet.units`"):
        PolicyScorer(TWO, DAY).fit(pd.DataFrame({"fleet.unit": [1]}))
    scorer = PolicyScorer(TWO, DAY, previous="before").fit(FRAME)
    for call in (scorer.transform, scorer.predict, scorer.decision_function):
        with pytest.raises(ValueError, match="found `tier.unknown` in row 1 and 1 such rows"):
            call(FRAME.assign(before=[None, "bronze", None]))
    plain = {key: part for key, part in TWO.to_dict().items() if key != "ladder"}
    with pytest.raises(ValueError, match="`two` without one"):
        PolicyScorer(tierwise.Policy(plain), DAY).fit(FRAME[["fleet.units"]]).predict(FRAME[["fleet.units"]])


def test_it_is_a_step_of_a_pipeline():
    frame = FRAME[["fleet.units", "procurement.method"]]
    pipeline = make_pipeline(PolicyScorer(TWO, DAY))
    assert clone(pipeline).fit(frame).predict(frame).tolist() == ["silver", "silver", "standard"]
    assert pipeline.fit(frame)[:-1].get_feature_names_out is not None


def test_its_example_holds():
    assert doctest.testmod(tierwise.sklearn).failed == 0 and ">>> " in PolicyScorer.__doc__
