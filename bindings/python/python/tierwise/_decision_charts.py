"""Charts to decide by: where to invest, why the plan was missed, how sure a tier is, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from tierwise import _chart as look
from tierwise import _words as words
from tierwise._table import needed

if TYPE_CHECKING:
    import altair

    from tierwise import Policy
    from tierwise.types import Certainty, Matrix, PlanReview, Recourse
else:
    altair = needed("altair", "tierwise.plot")

#: Names of so many accounts are written into a field.
NAMED = 3


def matrix(matrix: Matrix) -> altair.LayerChart:
    """Nine fields of a portfolio: how attractive accounts are, how strong we are with them, and what to do.

    Parameters
    ----------
    matrix : dict
        Of ``Policy.matrix``.

    Returns
    -------
    altair.LayerChart
        In each field its strategy, its accounts, and their value where it is known of all of them.

    Examples
    --------
    >>> import tierwise as tw
    >>> policy = tw.Policy.shipped("cv-key-account")
    >>> points = {"value": 25, "relationship": 10, "potential": 25, "strategic": 8}
    >>> chart = tw.plot.matrix(policy.matrix([{"account": "north", "points": points}]))
    >>> chart.to_dict()["title"]["text"]
    '1 account in 1 of nine fields'
    """
    accounts: dict[tuple[str, str], list[str]] = {}
    for each in matrix["accounts"]:
        accounts.setdefault((each["attractiveness"]["level"], each["strength"]["level"]), []).append(each["account"])
    rows = []
    for field in matrix["fields"]:
        inside = accounts.get((field["attractiveness"], field["strength"]), [])
        more = len(inside) - NAMED
        rows.append(
            {
                "attractiveness": field["attractiveness"],
                "strength": field["strength"],
                "strategy": field["strategy"].replace("_", " "),
                "share": field["accounts_share"],
                "count": f"{words.count(field['accounts'], 'account')}, {words.share(field['accounts_share'])}" if inside else "nobody",
                "value": f"value {words.number(field['value'])}" if inside and field["value"] is not None else "",
                "who": ", ".join(inside) if more <= 0 else f"{', '.join(inside[:NAMED])} and {more:,} more",
            }
        )
    strategies = list(dict.fromkeys(str(row["strategy"]) for row in rows))
    colours = [*look.TIERS, look.BASE, look.UNKNOWN, look.NEUTRAL, look.UP]
    levels = ["low", "medium", "high"]
    x = altair.X("strength:N", title="how strong we are", sort=levels, axis=altair.Axis(ticks=False, domain=False, labelAngle=0))
    y = altair.Y("attractiveness:N", title="how attractive they are", sort=levels[::-1], axis=altair.Axis(ticks=False, domain=False))
    colour = altair.Color("strategy:N", scale=altair.Scale(domain=strategies, range=colours[: len(strategies)]), legend=None)
    opacity = altair.Opacity("share:Q", scale=altair.Scale(domain=[0, 1], range=[0.2, 0.75]), legend=None)
    tooltip = [altair.Tooltip(f"{field}:N") for field in ("strategy", "count", "value", "who")]
    chart = altair.Chart(look.data(rows)).encode(x=x, y=y)
    cells = chart.mark_rect(cornerRadius=4, stroke=look.NEUTRAL, strokeOpacity=0.4).encode(color=colour, opacity=opacity, tooltip=tooltip)
    lines: list[tuple[str, int, int, Any]] = [("strategy", -27, 13, "bold"), ("count", -9, 12, "normal"), ("value", 9, 12, "normal"), ("who", 27, 10, "normal")]
    texts = [
        chart.mark_text(color=look.ink(), dy=dy, fontSize=size, fontWeight=weight, limit=168).encode(text=f"{field}:N")
        for field, dy, size, weight in lines
    ]
    total = len(matrix["accounts"])
    filled = sum(field["accounts"] > 0 for field in matrix["fields"])
    title = look.title(f"{words.count(total, 'account')} in {filled} of nine fields" if total else "No accounts in nine fields")
    return look.layer([cells, *texts], title, width=altair.Step(176), height=altair.Step(88))


FLAGS = {
    "review": "to be looked at",
    "cause_required": "a cause is required",
    "unexplained": "too much is unexplained",
    "against_the_sign": "causes act against the difference",
}


def plan(review: PlanReview, measure: Literal["units", "amount"] | None = None, key: Mapping[str, str | None] | None = None) -> altair.LayerChart:
    """What leads from the plan to what was sold: cause by cause, and what no cause explains.

    Parameters
    ----------
    review : dict
        Of ``plan_review``.
    measure : str, optional
        ``"units"`` for vehicles, ``"amount"`` for money; whichever is known, vehicles first.
    key : dict, optional
        The ``key`` of a group, such as ``{"account": "north"}``; the whole if left out.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    KeyError
        The review has no such group.

    Examples
    --------
    >>> import tierwise as tw
    >>> planned, sold = ({"month": "2025-03-01", "account": "a", "units": units} for units in (10, 7))
    >>> version = {"version": "original", "approved_on": "2024-11-30", "sales": [planned]}
    >>> cause = {"cause": "macro_environment", "units": -2}
    >>> book = {"from": "2025-01-01", "until": "2026-01-01", "versions": [version], "actual": [sold], "causes": [cause]}
    >>> tw.plot.plan(tw.plan_review(book)).to_dict()["title"]["text"]
    '7 of 10 planned vehicles: 70% of the plan'
    """
    wanted = dict(key or {})
    group = next((group for group in review["groups"] if group["key"] == wanted), None)
    if group is None:
        raise KeyError(f"expected the key of a group, found {wanted}")
    measures: tuple[Literal["units", "amount"], ...] = (measure,) if measure else ("units", "amount")
    chosen = next((name for name in measures if group[name] is not None), None)
    found = group[chosen] if chosen else None
    if found is None:
        return look.nothing("What was planned and sold is not known of every row")
    unit = "vehicles" if chosen == "units" else "money"

    def whole(name: str, amount: float) -> dict[str, Any]:
        said = words.number(amount)
        return {"name": name, "start": amount, "end": amount, "right": amount, "kind": "plan and actual", "whole": True, "points": said}

    rows = [whole("planned", found["planned"])]
    at = found["planned"]
    parts = [(cause_name(part["cause"]), part["part"], part["share"]) for part in found["causes"]]
    if found["unexplained"]:
        parts.append(("unexplained", found["unexplained"], found["unexplained"] / found["variance"] if found["variance"] else None))
    for name, part, share in parts:
        kind = "unexplained" if name == "unexplained" else "more than planned" if part > 0 else "less than planned"
        signed = ("+" if part > 0 else "") + words.number(part)
        of = "" if share is None else f"{words.share(share)} of the difference"
        rows.append({"name": name, "start": at, "end": at + part, "right": max(at, at + part), "kind": kind, "points": signed, "value": of})
        at += part
    rows.append(whole("sold", found["actual"]))
    amounts = f"{words.number(found['actual'])} of {words.number(found['planned'])} planned{' vehicles' if chosen == 'units' else ''}"
    attained = "" if found["attainment"] is None else f": {words.share(found['attainment'])} of the plan"
    place = ", ".join(f"{name} {value or 'not stated'}" for name, value in wanted.items())
    flags = ", ".join(FLAGS.get(flag, flag) for flag in found["flags"])
    title = look.title(amounts + attained, place, f"{review['plan']}, {review['from']} to before {review['until']}", flags)
    kinds = {"plan and actual": look.NEUTRAL, "more than planned": look.UP, "less than planned": look.DOWN, "unexplained": look.UNKNOWN}
    return look.bars([{**row, "row": place} for place, row in enumerate(rows)], kinds, title, words.Names(), zero=False, axis=unit)


def cause_name(cause: Any) -> str:
    return cause["other"] if isinstance(cause, Mapping) else str(cause).replace("_", " ")


def certainty(certainty: Certainty, policy: Policy | None = None) -> altair.VConcatChart:
    """How sure a tier is: in how many draws of the weights the account is on each rung, and where its composites lie between the bounds.

    Parameters
    ----------
    certainty : dict
        Of ``Policy.certainty``.
    policy : Policy, optional
        For the names and bounds of the tiers.

    Returns
    -------
    altair.VConcatChart

    Examples
    --------
    >>> import tierwise as tw
    >>> policy = tw.Policy.shipped("cv-key-account")
    >>> chart = tw.plot.certainty(policy.certainty({}, "2026-06-30"), policy)
    >>> chart.to_dict()["title"]["text"]
    'standard in 100% of 10,000 draws'
    """
    names = words.Names(policy)
    rungs = certainty["acceptability"]
    colours = look.colours(len(rungs))
    at, rows = 0.0, []
    for rung in rungs:
        said = f"{names.of('tier', rung['tier'])} {words.share(rung['share'])}"
        rows.append({"from": at, "until": at + rung["share"], "tier": said, "draws": f"{rung['draws']:,}"})
        at += rung["share"]
    shares = altair.X("from:Q", title="share of the draws", axis=altair.Axis(format="%", grid=False), scale=altair.Scale(domain=[0, 1]))
    domain = [str(row["tier"]) for row in rows]
    colour = altair.Color("tier:N", scale=altair.Scale(domain=domain, range=colours), legend=look.legend("tier, share of the draws"))
    tooltip = [altair.Tooltip("tier:N"), altair.Tooltip("draws:N")]
    bar = altair.Chart(look.data(rows)).mark_bar(height=30).encode(x=shares, x2="until:Q", color=colour, tooltip=tooltip)
    spread = certainty["composites"]
    ladder = names.ladder["tiers"] if names.ladder else []
    reached = [spread["lowest"], spread["highest"], certainty["composite"]]
    # The bounds on either side, so that one sees how far they are.
    reached += [bound for bound in (_bound(certainty, "to_rise"), _bound(certainty, "to_fall")) if bound is not None]
    room = max(max(reached) - min(reached), 1) * 0.08
    low, high = min(reached) - room, max(reached) + room
    x = altair.X("low:Q", title="points of the composite", axis=altair.Axis(grid=False), scale=altair.Scale(domain=[low, high], nice=False, zero=False))
    spans = altair.Chart(
        look.data([
            {"low": spread["lowest"], "high": spread["highest"], "width": 2, "said": "all draws"},
            {"low": spread["twentieth"], "high": spread["nineteen_twentieths"], "width": 9, "said": "nine tenths of the draws"},
        ])
    )
    points = [
        altair.Chart(look.data([{"low": certainty["composite"], "said": f"by the policy's weights {words.number(certainty['composite'])}"}]))
        .mark_point(filled=True, size=110, opacity=1, color=look.DOWN)
        .encode(x=x, tooltip="said:N")
    ]
    lines = [
        spans.mark_rule(color=look.UP, opacity=0.55).encode(
            x=x, x2="high:Q", size=altair.Size("width:Q", scale=None, legend=None), tooltip="said:N"
        )
    ]
    bounds = look.bounds(names, [low, high]) if ladder else []
    lower = altair.LayerChart(layer=[*bounds, *lines, *points], width=look.WIDTH, height=60)
    own = next(rung for rung in rungs if rung["tier"] == certainty["tier"])
    weights = certainty["uncertainty"].get("weights", {"noise": 0.2})
    how = "weights that nobody knows" if weights == "unknown" else f"weights off by up to {words.share(weights['noise'])}"
    flips = [(certainty["flips_up"], "rise"), (certainty["flips_down"], "fall")]
    near = [f"to {way} takes a change of weights by {words.share(change)}" for change, way in flips if change is not None]
    ends = [names.of("tier", tier) for tier in (certainty["tier_bounds"]["lowest"], certainty["tier_bounds"]["highest"])]
    gaps = f"{ends[0]} whatever is missing" if ends[0] == ends[1] else f"with what is missing, from {ends[0]} to {ends[1]}"
    title = look.title(
        f"{names.of('tier', certainty['tier'])} in {words.share(own['share'])} of {sum(rung['draws'] for rung in rungs):,} draws",
        "; ".join([how, *near]),
        gaps,
    )
    upper = altair.LayerChart(layer=[bar], width=look.WIDTH, height=34)
    return altair.VConcatChart(vconcat=[upper, lower], title=title, spacing=14)


def _bound(certainty: Certainty, way: Literal["to_rise", "to_fall"]) -> float | None:
    distance = certainty[way]
    return None if distance is None else certainty["composite"] + (distance if way == "to_rise" else -distance)


def recourse(recourse: Recourse, policy: Policy | None = None) -> altair.LayerChart:
    """The cheapest way to a tier, or out of it: each change of a fact with the points that it brings.

    Parameters
    ----------
    recourse : dict
        Of ``Policy.recourse``.
    policy : Policy, optional
        For the names and bounds of the tiers.

    Returns
    -------
    altair.LayerChart
        Where no changes suffice, a title that says so.

    Examples
    --------
    >>> import tierwise as tw
    >>> policy = tw.Policy.shipped("cv-key-account")
    >>> recourse = policy.recourse({}, "2026-06-30", {"tier": "gold"}, [{"fact": "fleet.units", "direction": "up"}])
    >>> tw.plot.recourse(recourse, policy).to_dict()["title"]["text"]
    'Gold is out of reach: at most 26.8 points'
    """
    names = words.Names(policy)
    tier = names.of("tier", recourse["goal"]["tier"])
    loses = recourse["goal"].get("direction") == "lose"
    path = recourse["cheapest"]
    if path is None:
        limit = words.points(recourse["at_most"])
        text = f"{tier} cannot be lost: at least {limit}" if loses else f"{tier} is out of reach: at most {limit}"
        return look.nothing(text)
    if not path["changes"]:
        return look.nothing(f"Already below {tier}" if loses else f"Already {names.of('tier', recourse['tier'])}")

    def whole(name: str, amount: float) -> dict[str, Any]:
        said = words.number(amount)
        return {"name": name, "start": amount, "end": amount, "right": amount, "kind": "composite", "whole": True, "points": said}

    rows = [whole(f"composite now: {names.of('tier', recourse['tier'])}", recourse["composite"])]
    at = recourse["composite"]
    for change in path["changes"]:
        name = f"{change['fact']}: {words.value(change['from'])} → {words.value(change['to'])}"
        gain = change["gain"]
        signed = ("+" if gain > 0 else "") + words.number(gain)
        kind = "brings points" if gain >= 0 else "costs points"
        cost = f"cost {words.number(change['cost'])}"
        rows.append(
            {"name": name, "start": at, "end": at + gain, "right": max(at, at + gain), "kind": kind, "points": f"{signed}, {cost}", "value": cost}
        )
        at += gain
    rows.append(whole(f"composite then: {names.of('tier', path['tier'])}", path["composite"]))
    kinds = {"composite": look.NEUTRAL, "brings points": look.UP, "costs points": look.DOWN}
    way = f"Out of {tier}" if loses else f"To {tier}"
    fewer = len(recourse["single"])
    alone = f"{words.count(fewer, 'fact')} would do alone" if fewer else "no fact does it alone"
    below = "" if recourse["proven"] else "the search was ended before everything was tried"
    title = look.title(f"{way} by {words.count(len(path['changes']), 'change')}, at a cost of {words.number(path['cost'])}", alone, below)
    return look.bars([{**row, "row": place} for place, row in enumerate(rows)], kinds, title, names, zero=False)
