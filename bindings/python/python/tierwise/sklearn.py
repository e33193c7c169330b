"""Policies as steps of scikit-learn's pipelines. Needs scikit-learn, and pyarrow for DataFrames."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin  # type: ignore[import-untyped,unused-ignore]
from sklearn.utils.validation import check_is_fitted, validate_data  # type: ignore[import-untyped,unused-ignore]

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sklearn.utils import Tags  # type: ignore[import-untyped,unused-ignore]

    from tierwise import Policy

__all__ = ["PolicyScorer"]


class PolicyScorer(TransformerMixin, BaseEstimator):  # type: ignore[misc,unused-ignore]
    """Scores accounts by a policy, which nothing is learnt about: ``fit`` looks at the columns only.

    Parameters
    ----------
    policy : Policy
        The policy.
    as_of : str or datetime.date
        The day of scoring.
    facts : list of str, optional
        Facts of the columns of arrays, which have no names, in their order; ``policy.facts`` if left out. An
        array must have as many columns. The columns of DataFrames are the facts of their names.
    previous : str, optional
        The column of a DataFrame with the tiers before.
    threads : int, optional
        The most threads to work on.

    Attributes
    ----------
    n_features_in_ : int
        How many columns were seen by ``fit``.
    feature_names_in_ : ndarray of str
        Their names, if they have any.

    Examples
    --------
    >>> import pandas, tierwise
    >>> from tierwise.sklearn import PolicyScorer
    >>> policy = tierwise.Policy({
    ...     "policy": "fleets", "version": "1", "semantics": 1,
    ...     "score": {"aspects": [{"id": "size", "criteria": [
    ...         {"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [100, 100]]}]}]},
    ...     "ladder": {"base": "standard", "tiers": [{"id": "silver", "enter": 40, "retain": 35}]},
    ... })
    >>> accounts = pandas.DataFrame({"fleet.units": [37, 62]})
    >>> scorer = PolicyScorer(policy, "2026-06-30").fit(accounts)
    >>> scorer.transform(accounts).tolist(), scorer.predict(accounts).tolist()
    ([[37.0], [62.0]], ['standard', 'silver'])
    """

    def __init__(
        self, policy: Policy, as_of: str | date, *, facts: Sequence[str] | None = None, previous: str | None = None, threads: int | None = None
    ) -> None:
        self.policy = policy
        self.as_of = as_of
        self.facts = facts
        self.previous = previous
        self.threads = threads

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        # Missing values are what a policy has rules for.
        tags.input_tags.allow_nan = True
        return tags

    def fit(self, X: Any, y: Any = None) -> PolicyScorer:
        """Looks at the columns, and whether the policy can read them.

        Parameters
        ----------
        X : DataFrame or array of shape (accounts, facts)
            Accounts; NaN is missing.
        y : None
            Not looked at.

        Returns
        -------
        PolicyScorer
            Itself.

        Raises
        ------
        TierwiseError
            As ``Policy.score_columns``.
        """
        self._scored(X, reset=True)
        return self

    def transform(self, X: Any) -> NDArray[np.float64]:
        """What each criterion contributes.

        Parameters
        ----------
        X : DataFrame or array of shape (accounts, facts)
            Accounts, with the columns seen by ``fit``.

        Returns
        -------
        ndarray of shape (accounts, criteria)
            Points, in the order of ``get_feature_names_out``.

        Raises
        ------
        ValueError
            For an account that has no score, for contributions have no place for the reason.
        """
        check_is_fitted(self)
        names = [f"contribution.{name}" for name in self.get_feature_names_out()]
        scored = self._scored(X, reset=False)
        return np.column_stack([scored[name] for name in names])

    def predict(self, X: Any) -> NDArray[np.object_]:
        """The tier of each account.

        Parameters
        ----------
        X : DataFrame or array of shape (accounts, facts)
            Accounts, with the columns seen by ``fit``.

        Returns
        -------
        ndarray of shape (accounts,)
            Ids of tiers.

        Raises
        ------
        ValueError
            As ``transform``; also for a policy without a ladder.
        """
        check_is_fitted(self)
        scored = self._scored(X, reset=False)
        if "tier" not in scored:
            raise ValueError(f"expected a policy with a ladder, found `{self.policy.identity['id']}` without one")
        return scored["tier"]

    def decision_function(self, X: Any) -> NDArray[np.float64]:
        """The composite of each account.

        Parameters
        ----------
        X : DataFrame or array of shape (accounts, facts)
            Accounts, with the columns seen by ``fit``.

        Returns
        -------
        ndarray of shape (accounts,)
            Points.

        Raises
        ------
        ValueError
            As ``transform``.
        """
        check_is_fitted(self)
        return self._scored(X, reset=False)["composite"]

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """Ids of the criteria, in the policy's order.

        Parameters
        ----------
        input_features : None
            Not looked at.

        Returns
        -------
        ndarray of str
        """
        return np.array([criterion["id"] for criterion in self.policy.criteria], dtype=object)

    def _facts(self, width: int) -> Sequence[str]:
        """The facts of an array's columns."""
        facts = self.policy.facts if self.facts is None else self.facts
        if len(facts) != width:
            raise ValueError(f"expected a column for each of {', '.join(facts)}, found {width} columns without names")
        return facts

    def _scored(self, X: Any, *, reset: bool) -> dict[str, NDArray[Any]]:
        """Columns of the result, of which every account has a value."""
        if hasattr(X, "__arrow_c_stream__"):
            validate_data(self, X, reset=reset, skip_check_array=True)
            table = self.policy.score_columns(X, self.as_of, previous=self.previous, threads=self.threads).to_pyarrow()
            words = {name: np.array(table[name].to_pylist(), dtype=object) for name in ("tier", "error_code") if name in table.column_names}
            points = {name: table[name].to_numpy() for name in table.column_names if name == "composite" or name.startswith("contribution.")}
            scored, errors = {**points, **words}, words["error_code"]
        else:
            array = validate_data(self, X, reset=reset, dtype="numeric", ensure_all_finite="allow-nan")
            columns = {fact: {"numbers": column.tolist()} for fact, column in zip(self._facts(array.shape[1]), array.T, strict=True)}
            lists = self.policy.score_columns({"rows": len(array), "columns": columns}, self.as_of)
            contributions = {f"contribution.{name}": np.array(points, dtype=float) for name, points in lists["contributions"].items()}
            scored = {"composite": np.array(lists["composite"], dtype=float), **contributions}
            if lists["tier"] is not None:
                scored["tier"] = np.array(lists["tier"], dtype=object)
            errors = np.array(lists["error"], dtype=object)
        wrong = [at for at, error in enumerate(errors) if error is not None]
        if wrong and not reset:
            raise ValueError(f"expected accounts that have a score, found `{errors[wrong[0]]}` in row {wrong[0]} and {len(wrong)} such rows in all")
        return scored
