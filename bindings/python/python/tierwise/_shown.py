"""Results as notebooks and terminals show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

from tierwise import _story as story
from tierwise import _tiers as tiers
from tierwise import _waterfall as waterfall
from tierwise._frame import page
from tierwise._words import Names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tierwise import Policy
    from tierwise._figures import Tabular


@final
class Shown:
    """What ``show`` returns: HTML for notebooks, text for terminals."""

    def __init__(self, text: str, html: str) -> None:
        self._text = text
        self._html = html

    def __repr__(self) -> str:
        return self._text

    def _repr_html_(self) -> str:
        return self._html


def show(result: Mapping[str, Any] | Tabular, policy: Policy | None = None) -> Shown:
    """Shows a result: as a table with bars in a notebook, as text in a terminal. The result itself stays the plain dict that it is.

    Parameters
    ----------
    result : dict or table
        A scorecard (of ``score``), an assessment (of ``assess``), a timeline (of ``replay``, ``project`` or
        ``tier_on``), a trace (of ``trace``), which draws the days between the moves too, or a table with a
        column ``tier`` (of ``score_columns``), of which the tiers are counted. Tables need polars or pyarrow.
    policy : Policy, optional
        The policy that was applied: it knows the names for people, the most points there can be, and the
        ladder. Without it ids are shown.

    Returns
    -------
    Shown
        What notebooks and terminals print.

    Raises
    ------
    TypeError
        For anything else.
    ValueError
        For a result of another policy or another version of it.

    Examples
    --------
    >>> import tierwise
    >>> policy = tierwise.Policy({
    ...     "policy": "fleets", "version": "1", "semantics": 1,
    ...     "score": {"aspects": [{"id": "size", "label": "Size", "criteria": [
    ...         {"id": "fleet", "label": "Vehicles", "fact": "fleet.units", "curve": [[0, 0], [200, 120]]}]}]},
    ... })
    >>> tierwise.show(policy.score({"facts": {"fleet.units": 50}}, "2026-06-30"), policy)
    fleets 1, as of 2026-06-30
    <BLANKLINE>
      30 points on a scale from 0 to 120
    <BLANKLINE>
    Where the points come from
      Size              30            ████████████████▌
        Vehicles  50    30     of 120 ████████████████▌
    <BLANKLINE>
      composite         30     of 120 ████████████████▌
    <BLANKLINE>
    Where the most points are lost
        -90     ██████████  Vehicles: 50
    <BLANKLINE>
    How certain
      100% of the reachable points rest on known facts
    """
    names = Names(policy)
    if isinstance(result, dict):
        timeline: Any = result["timeline"] if "reviews" in result and "timeline" in result else result
        if "transitions" in timeline and "since" in timeline:
            _of_policy(timeline, policy)
            reviews = result.get("reviews", [])
            return Shown(story.text(timeline, names, reviews), page(story.html(timeline, names, reviews)))
        card: Any = result.get("scorecard", result)
        place: Any = result.get("placement")
        if "composite" in card and "aspects" in card:
            _of_policy(card, policy)
            return Shown(waterfall.text(card, place, names), page(waterfall.html(card, place, names)))
    elif hasattr(result, "__arrow_c_stream__"):
        counted = tiers.count(result, names)
        return Shown(tiers.text(counted, names), page(tiers.html(counted, names)))
    found = (
        f"a dict with {', '.join(f'`{key}`' for key in list(result)[:5]) or 'nothing in it'}"
        if isinstance(result, dict)
        else f"`{type(result).__name__}`"
    )
    raise TypeError(f"expected a scorecard, an assessment, a timeline, a trace or a table with tiers, found {found}")


def _of_policy(result: Mapping[str, Any], policy: Policy | None) -> None:
    """Names and bounds of another policy would be wrong."""
    of = result["policy"]
    if policy is not None and of["fingerprint"] != policy.fingerprint:
        mine = policy.identity
        raise ValueError(
            f"expected a result of `{mine['id']}` version `{mine['version']}`, found one of `{of['id']}` version `{of['version']}` with another fingerprint"
        )
