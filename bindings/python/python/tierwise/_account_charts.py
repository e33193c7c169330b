"""Charts of one account."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tierwise import _chart as look
from tierwise import _story as story
from tierwise import _words as words
from tierwise._table import needed
from tierwise._waterfall import steps

if TYPE_CHECKING:
    import altair

    from tierwise import Policy
    from tierwise.types import Scorecard, Timeline, Trace
else:
    altair = needed("altair", "tierwise.plot")


def waterfall(scorecard: Scorecard, reference: Scorecard | None = None, policy: Policy | None = None) -> altair.LayerChart:
    """Where the points of an account come from, criterion by criterion; or what makes the difference to another scorecard.

    Parameters
    ----------
    scorecard : dict
        Of ``score``; ``assess(...)["scorecard"]`` likewise.
    reference : dict, optional
        The scorecard of another day or account under a policy with the same criteria: bars lead from its composite
        to that of ``scorecard``. Criteria that contribute the same are left out.
    policy : Policy, optional
        For names and for the bounds at which tiers are entered.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        For a reference with other criteria.

    Examples
    --------
    >>> import tierwise as tw
    >>> policy = tw.Policy.shipped("cv-key-account")
    >>> chart = tw.plot.waterfall(policy.score({"facts": {"fleet.units": 420}}, "2026-06-30"), policy=policy)
    >>> chart.to_dict()["title"]["text"]
    '25.8 points: where they come from'
    """
    names = words.Names(policy)
    return _contributions(scorecard, names) if reference is None else _differences(scorecard, reference, names)


def _contributions(card: Scorecard, names: words.Names) -> altair.LayerChart:
    kinds = {"sum": look.NEUTRAL, "brings points": look.UP, "costs points": look.DOWN, "fact not known": look.UNKNOWN}
    rows = []
    for at, step in enumerate(steps(card, names)):
        inner = step.kind in ("criterion", "adjustment")
        kind = "sum" if not inner else "fact not known" if step.missing else "costs points" if step.end < step.start else "brings points"
        most = "" if step.most is None else f" of {words.number(step.most)}"
        rows.append(
            {
                "row": at,
                "name": ("   " if inner else "") + step.name,
                "start": step.start,
                "end": step.end,
                "right": max(step.start, step.end),
                "kind": kind,
                "points": words.number(step.points) + (most if inner else ""),
                "value": step.value,
                "aspect": step.aspect,
            }
        )
    composite = words.points(card["composite"])
    below = [f"{card['policy']['id']} {card['policy']['version']}, as of {card['as_of']}"]
    below += [f"not known: {', '.join(card['missing'][:4])}{' …' if len(card['missing']) > 4 else ''}"] if card["missing"] else []
    return look.bars(rows, kinds, look.title(f"{composite}: where they come from", *below), names, zero=True)


def _differences(card: Scorecard, reference: Scorecard, names: words.Names) -> altair.LayerChart:
    def lines(of: Scorecard) -> dict[tuple[str, str], tuple[float, str]]:
        found = {
            (aspect["id"], each["id"]): (each["contribution"], words.value(each["value"])) for aspect in of["aspects"] for each in aspect["criteria"]
        }
        found.update({(aspect["id"], ""): (aspect["adjustment"], "") for aspect in of["aspects"]})
        return found

    before, after = lines(reference), lines(card)
    if before.keys() != after.keys():
        raise ValueError(
            f"expected a reference with the same criteria, found one of `{reference['policy']['id']}` version `{reference['policy']['version']}`"
        )
    kinds = {"composite": look.NEUTRAL, "more points": look.UP, "fewer points": look.DOWN}
    days = [reference["as_of"], card["as_of"]] if reference["as_of"] != card["as_of"] else ["reference", "this account"]
    sum = reference["composite"]

    def whole(name: str, amount: float) -> dict[str, Any]:
        return {
            "name": name,
            "start": amount,
            "end": amount,
            "right": amount,
            "kind": "composite",
            "whole": True,
            "points": words.number(amount),
            "value": "",
            "aspect": "",
        }

    rows = [whole(f"composite, {days[0]}", sum)]
    same = 0
    base = card["base"] - reference["base"]
    changes = [("every account", "", base, "")] if base else []
    for key, (amount, value) in after.items():
        changed = round(amount - before[key][0], 3)
        name = names.of("criterion", key[1]) if key[1] else f"cap or floor of {names.of('aspect', key[0])}"
        if changed:
            changes.append((name, names.of("aspect", key[0]), changed, f"{before[key][1]} → {value}" if key[1] else ""))
        else:
            same += bool(key[1])
    for name, aspect, changed, value in changes:
        kind = "more points" if changed > 0 else "fewer points"
        signed = ("+" if changed > 0 else "") + words.number(changed)
        rows.append(
            {
                "name": name,
                "start": sum,
                "end": sum + changed,
                "right": max(sum, sum + changed),
                "kind": kind,
                "points": signed,
                "value": value,
                "aspect": aspect,
            }
        )
        sum += changed
    rows.append(whole(f"composite, {days[1]}", card["composite"]))
    difference = round(card["composite"] - reference["composite"], 3)
    said = "the same composite" if not difference else f"{words.points(abs(difference))} {'more' if difference > 0 else 'fewer'}"
    numbered = [{**row, "row": at} for at, row in enumerate(rows)]
    below = (
        ""
        if not same
        else "1 criterion contributes the same and is left out"
        if same == 1
        else f"{same} criteria contribute the same and are left out"
    )
    return look.bars(
        numbered,
        kinds,
        look.title(f"From {words.number(reference['composite'])} to {words.number(card['composite'])}: {said}", below),
        names,
        zero=False,
    )


def timeline(timeline: Timeline | Trace, policy: Policy | None = None) -> altair.VConcatChart:
    """An account over time: what its ladder stands on between the bounds, its tiers below, and its moves with their causes.

    Parameters
    ----------
    timeline : dict
        A trace (of ``trace``), which has every review, or a timeline (of ``replay``), of which only the moves are drawn.
    policy : Policy, optional
        For names and bounds; without it there are only the bounds that moves crossed.

    Returns
    -------
    altair.VConcatChart

    Examples
    --------
    >>> import tierwise as tw
    >>> policy = tw.Policy.shipped("transactions")
    >>> account = {"orders": [{"ordered_on": "2026-01-15", "units": 5, "net_amount": 9000}]}
    >>> trace = policy.trace({"account": account, "events": [{"id": "1", "on": "2026-01-01", "event": {"enrol": {}}}]}, "2026-06-30")
    >>> tw.plot.timeline(trace, policy).to_dict()["title"]["text"]
    'Gold since 2026-02-01, 1 move'
    """
    told: Any = timeline
    reviews = told.get("reviews", [])
    whole: Timeline = told["timeline"] if reviews or "timeline" in told else told
    names = words.Names(policy)
    order = story.order(whole, names)
    colours = dict(zip(order, look.colours(len(order)), strict=True))
    spells = story.spells(whole, reviews)
    first, last = str(spells[0].start), whole["as_of"]
    readings = [{"on": review["on"], "metric": review["metric"]} for review in reviews] or [
        {"on": move["on"], "metric": move["metric"]} for move in whole["transitions"]
    ]
    today = whole["metric"] if whole["balance"] is None or reviews else whole["balance"]
    readings.append({"on": last, "metric": today})
    line_rows = [{**reading, "day": reading["on"], "points": words.number(reading["metric"])} for reading in readings]
    moves = []
    for move in whole["transitions"]:
        why = "; ".join(rule["finding"] for rule in move["rules"])
        went = f"{names.of('tier', move['from'])} → {names.of('tier', move['to'])}"
        up = order.index(move["to"]) > order.index(move["from"]) if {move["from"], move["to"]} <= set(order) else True
        moves.append(
            {
                "on": move["on"],
                "metric": move["metric"],
                "way": "up" if up else "down",
                "day": move["on"],
                "move": went,
                "cause": story.cause(move),
                "points": words.number(move["metric"]),
                "why": why,
            }
        )
    bounds = []
    for tier in names.ladder["tiers"] if names.ladder else []:
        retain = tier.get("retain")
        name = names.of("tier", tier["id"])
        bounds.append({"bound": tier["enter"], "said": f"{name} {words.number(tier['enter'])}", "kind": "enter"})
        if retain is not None and retain != tier["enter"]:
            bounds.append({"bound": retain, "said": f"stay {words.number(retain)}", "kind": "stay"})
    if not names.ladder:
        crossed = {move["threshold"] for move in whole["transitions"] if move["threshold"] is not None}
        bounds = [{"bound": bound, "said": words.number(bound), "kind": "enter"} for bound in sorted(crossed)]
    metrics = [row["metric"] for row in line_rows] + [move["metric"] for move in moves]
    # Bounds far above everything that happened would press the line to the floor.
    ceiling = max([*metrics, 1]) * 1.35
    shown = [bound for bound in bounds if bound["bound"] <= ceiling] or bounds[:1]
    high = max([*metrics, *(bound["bound"] for bound in shown), 1]) * 1.06
    # A single day has no extent.
    days = altair.Scale(type="utc", domain=[first, max(last, str(spells[0].start + timedelta(days=1)))])
    x = altair.X("on:T", title=None, scale=days, axis=altair.Axis(labels=False, ticks=False))
    below_x = altair.X("on:T", title=None, scale=days, axis=altair.Axis(format="%Y-%m", labelOverlap=True, tickCount=8))
    basis = (
        "points of the ledger" if names.ladder and names.ladder.get("basis") == "points" else "points of the composite" if names.ladder else "points"
    )
    y = altair.Y("metric:Q", title=basis, scale=altair.Scale(domain=[min([0, *metrics]), high], nice=False))
    tooltip = [altair.Tooltip("day:N"), altair.Tooltip("points:N")]
    line = altair.Chart(look.data(line_rows)).mark_line(interpolate="step-after", color=look.UP, strokeWidth=2).encode(x=x, y=y, tooltip=tooltip)
    rules = altair.Chart(look.data(shown))
    dash = altair.StrokeDash(
        "kind:N",
        scale=altair.Scale(domain=["enter", "stay"], range=[[1, 0], [5, 4]]),
        legend=altair.Legend(orient="bottom", title="bound to", symbolStrokeColor=look.NEUTRAL),
    )
    drawn = rules.mark_rule(color=look.NEUTRAL).encode(y="bound:Q", strokeDash=dash)
    labels = rules.mark_text(color=look.ink(), align="left", dx=5).encode(y="bound:Q", text="said:N", x=altair.value(look.WIDTH))
    shape = altair.Shape("way:N", scale=altair.Scale(domain=["up", "down"], range=["triangle-up", "triangle-down"]), legend=None)
    colour = altair.Color("way:N", scale=altair.Scale(domain=["up", "down"], range=[look.UP, look.DOWN]), legend=None)
    because = [altair.Tooltip(f"{field}:N") for field in ("day", "move", "cause", "points", "why")]
    marks = altair.Chart(look.data(moves)).mark_point(filled=True, size=130, opacity=1).encode(x=x, y=y, shape=shape, color=colour, tooltip=because)
    layers = [*([drawn, labels] if shown else []), line, *([marks] if moves else [])]
    upper = altair.LayerChart(layer=layers, width=look.WIDTH, height=220)
    lanes = [
        {"on": str(spell.start), "until": str(spell.end), "tier": names.of("tier", spell.tier), "from": str(spell.start), "to": str(spell.end)}
        for spell in spells
    ]
    seen = [tier for tier in reversed(order) if any(spell.tier == tier for spell in spells)]
    rank = altair.Color(
        "tier:N", scale=altair.Scale(domain=[names.of("tier", tier) for tier in seen], range=[colours[tier] for tier in seen]), legend=None
    )
    lane = altair.Y("tier:N", title=None, sort=[names.of("tier", tier) for tier in seen], axis=altair.Axis(ticks=False, domain=False))
    band = (
        altair.Chart(look.data(lanes))
        .mark_bar(height={"band": 0.8})
        .encode(x=below_x, x2="until:T", y=lane, color=rank, tooltip=[altair.Tooltip(f"{field}:N") for field in ("tier", "from", "to")])
    )
    said = f"{names.of('tier', whole['effective'])} since {whole['since']}, {words.count(len(moves), 'move')}"
    below = f"{whole['policy']['id']} {whole['policy']['version']}, as of {whole['as_of']}" + (
        f"; held until {whole['held_until']} if nothing happens" if whole["held_until"] else ""
    )
    joined: altair.VConcatChart = altair.vconcat(upper, band.properties(width=look.WIDTH, height=altair.Step(20)), spacing=8).resolve_scale(
        color="independent", shape="independent"
    )
    return joined.properties(title=look.title(said, below))
