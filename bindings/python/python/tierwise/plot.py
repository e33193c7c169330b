"""Charts of results, for Altair: ``pip install altair``.

Each function returns a chart of Altair, to be shown, saved or changed further. Colours suit light and dark, and people
who see few colours; for a dark page say ``altair.theme.enable("dark")`` before. Tables are summed up before they are drawn,
so that a chart of a million accounts is as small as one of a hundred.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from tierwise import _figures as figures
from tierwise import _story as story
from tierwise import _words as words
from tierwise._table import needed
from tierwise._waterfall import steps

if TYPE_CHECKING:
    import altair

    from tierwise import Policy
    from tierwise._figures import Tabular, Values
    from tierwise.types import Scorecard, Timeline, Trace
else:
    altair = needed("altair", "tierwise.plot")

__all__ = ["concentration", "distribution", "migration", "timeline", "waterfall"]

#: The base rung, and the tiers above it: told apart by people who see few colours, on white and on black.
BASE, TIERS = "#a3acb5", ("#3d9bd6", "#dca010", "#a3508f", "#12967a", "#cf5a24")
UP, DOWN, NEUTRAL, UNKNOWN = "#2f8fc4", "#dd7a2e", "#8a96a1", "#b9a04a"
#: Altair's themes with a dark background.
DARK = ("dark", "carbong90", "carbong100")
WIDTH = 560


def _ink() -> str:
    """The colour of text in the drawing, which themes leave black."""
    theme = altair.theme.get()
    settings: Any = theme() if theme else {}
    return "#f1f3f5" if settings.get("usermeta", {}).get("embedOptions", {}).get("theme") in DARK else "#1b1f24"


def _layer(charts: Sequence[Any], title: altair.TitleParams, **sizes: Any) -> altair.LayerChart:
    return altair.LayerChart(layer=list(charts), title=title, **sizes)


def _rows(rows: Sequence[Mapping[str, Any]]) -> altair.InlineData:
    return altair.InlineData(values=[dict(row) for row in rows])


def _title(text: str, *below: str) -> altair.TitleParams:
    return altair.TitleParams(text, subtitle=[line for line in below if line], anchor="start", fontSize=14, subtitlePadding=4, offset=10)


def _legend(title: str | None = None) -> altair.Legend:
    return altair.Legend(orient="bottom", title=title, symbolType="square", symbolOpacity=1)


def _colours(count: int) -> list[str]:
    """Colours of so many tiers, the base rung first."""
    return [BASE if at == 0 else TIERS[(at - 1) % len(TIERS)] for at in range(count)]


def _nothing(text: str) -> altair.LayerChart:
    """A chart of no rows says so."""
    mark = altair.Chart(_rows([{"said": "nothing to show"}])).mark_text(color=_ink(), fontSize=13).encode(text="said:N")
    return _layer([mark], _title(text), width=WIDTH, height=80)


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
    kinds = {"sum": NEUTRAL, "brings points": UP, "costs points": DOWN, "fact not known": UNKNOWN}
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
    return _bars(rows, kinds, _title(f"{composite}: where they come from", *below), names, zero=True)


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
    kinds = {"composite": NEUTRAL, "more points": UP, "fewer points": DOWN}
    days = [reference["as_of"], card["as_of"]] if reference["as_of"] != card["as_of"] else ["reference", "this account"]
    sum = reference["composite"]

    def whole(name: str, amount: float) -> dict[str, Any]:
        return {
            "name": name,
            "start": amount,
            "end": amount,
            "right": amount,
            "kind": "composite",
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
    return _bars(
        numbered, kinds, _title(f"From {words.number(reference['composite'])} to {words.number(card['composite'])}: {said}", below), names, zero=False
    )


def _bars(rows: list[dict[str, Any]], kinds: dict[str, str], title: altair.TitleParams, names: words.Names, zero: bool) -> altair.LayerChart:
    """Rows with a place on a common scale, their sums as bars from zero, or as ticks where zero is not in sight."""
    reached = [row[end] for row in rows for end in ("start", "end")]
    low, high = (min(0, *reached), max(*reached, 1)) if zero else (min(reached), max(reached))
    room = (high - low or 1) * 0.16
    domain = [low if zero else low - room, high + room]
    data = _rows(rows)
    strong = [row["row"] for row in rows if row["kind"] in ("sum", "composite")]
    axis = altair.Axis(
        labelExpr=f"{json.dumps([row['name'] for row in rows])}[datum.value]",
        labelLimit=330,
        title=None,
        ticks=False,
        domain=False,
        labelPadding=8,
        labelFontWeight=altair.condition(f"indexof({json.dumps(strong)}, datum.value) >= 0", altair.value("bold"), altair.value("normal")),
    )
    seen = {kind: colour for kind, colour in kinds.items() if any(row["kind"] == kind for row in rows)}
    colour = altair.Color("kind:N", title=None, scale=altair.Scale(domain=list(seen), range=list(seen.values())), legend=_legend())
    x = altair.X("start:Q", title="points of the composite", axis=altair.Axis(grid=False), scale=altair.Scale(domain=domain, nice=False, zero=False))
    y = altair.Y("row:O", sort="ascending", axis=axis)
    tooltip = [
        altair.Tooltip(f"{field}:N", title=said)
        for field, said in (("aspect", "aspect"), ("name", "criterion"), ("value", "value"), ("points", "points"))
    ]
    chart = altair.Chart(data)
    shown = altair.datum.kind == "composite"
    bars = chart.transform_filter(~shown).mark_bar(height={"band": 0.68}).encode(x=x, x2="end:Q", y=y, color=colour, tooltip=tooltip)
    ticks = chart.transform_filter(shown).mark_tick(thickness=4, height={"band": 0.8}).encode(x=x, y=y, color=colour, tooltip=tooltip)
    labels = chart.mark_text(color=_ink(), align="left", dx=6).encode(x=altair.X("right:Q"), y=y, text="points:N")
    return _layer([*_bounds(names, domain), bars, *([] if zero else [ticks]), labels], title, width=WIDTH, height=altair.Step(19))


def _bounds(names: words.Names, domain: Sequence[float]) -> list[altair.Chart]:
    """Where tiers are entered, as lines across bars of the composite."""
    if names.ladder is None or names.ladder.get("basis") == "points":
        return []
    tiers = [tier for tier in names.ladder["tiers"] if domain[0] <= tier["enter"] <= domain[1]]
    rows = [{"bound": tier["enter"], "tier": f"{names.of('tier', tier['id'])} {words.number(tier['enter'])}"} for tier in tiers]
    if not rows:
        return []
    chart = altair.Chart(_rows(rows)).encode(x=altair.X("bound:Q"))
    rule = chart.mark_rule(color=NEUTRAL, strokeDash=[2, 3])
    return [rule, chart.mark_text(color=_ink(), align="left", baseline="bottom", dx=-2, dy=-3, fontSize=10).encode(text="tier:N", y=altair.value(0))]


def distribution(scores: Tabular | Values, policy: Policy | None = None) -> altair.LayerChart:
    """How many accounts have how many points.

    Parameters
    ----------
    scores : table or column
        A table with a column ``composite``, and ``tier`` if it is to be told which tiers the accounts have, as
        ``score_columns`` gives it; or composites alone: a list, a column of pandas, polars or pyarrow, or an
        array of numpy. Missing composites are counted in the subtitle.
    policy : Policy, optional
        For the bounds, the names of the tiers and their order. Bars are as wide as fits between the bounds where that
        can be, so that no bar lies on both sides of one.

    Returns
    -------
    altair.LayerChart

    Examples
    --------
    >>> import tierwise as tw
    >>> policy = tw.Policy.shipped("cv-key-account")
    >>> chart = tw.plot.distribution([12, 48.5, 63, None], policy)
    >>> chart.to_dict()["title"]["text"]
    'Half of the 3 accounts have 48.5 points or more'
    """
    names = words.Names(policy)
    given, tiers = _scored(scores)
    pairs = list(zip(figures.numbers(given, "composite"), tiers, strict=True))
    known = [(score, tier) for score, tier in pairs if score is not None]
    left = f"{words.count(len(pairs) - len(known), 'account')} without a composite left out" if len(pairs) > len(known) else ""
    if not known:
        return _nothing("No composites")
    points = [score for score, _ in known]
    ladder = names.ladder["tiers"] if names.ladder and names.ladder.get("basis") != "points" else []
    span = policy.range if policy else None
    low, high = min([*points, *([span["lowest"], 0] if span else [])]), max([*points, *([span["highest"]] if span else [])])
    if low == high:
        low, high = low - 5, high + 5
    width = figures.bin_width(high - low, len(points), [tier["enter"] for tier in ladder])
    counted = figures.binned(points, [tier for _, tier in known], width)
    by_tier = Counter(tier for _, tier in known)
    order = [
        *[tier for tier in names.tiers if tier in by_tier],
        *sorted(str(tier) for tier in by_tier if tier is not None and tier not in names.tiers),
    ]
    said = {tier: f"{names.of('tier', tier)} {words.share(by_tier[tier] / len(known))}" for tier in order}
    rows = []
    tops: Counter[int] = Counter()
    for tier in [None, *order]:
        for (at, of), amount in sorted(counted.items(), key=lambda item: item[0][0]):
            if of == tier:
                start = {"from": at * width, "until": (at + 1) * width, "low": tops[at], "high": tops[at] + amount}
                between = f"{words.number(at * width)} to below {words.number((at + 1) * width)}"
                rows.append({**start, "tier": said.get(tier or "", "accounts"), "accounts": amount, "composite": between})
                tops[at] += amount
    domain = list(said.values()) or ["accounts"]
    colours = (
        [_colours(len(names.tiers))[names.tiers.index(tier)] for tier in order]
        if names.tiers and set(order) <= set(names.tiers)
        else _colours(len(order))
    )
    legend = _legend("tier, share of accounts") if said else None
    colour = altair.Color("tier:N", scale=altair.Scale(domain=domain[::-1], range=(colours or [UP])[::-1]), legend=legend)
    low, high = min([low, *(at * width for at, _ in counted)]), max([high, *((at + 1) * width for at, _ in counted)])
    tallest = max(tops.values())
    x = altair.X("from:Q", title="composite, points", axis=altair.Axis(grid=False), scale=altair.Scale(domain=[low, high], nice=False, zero=False))
    y = altair.Y("low:Q", title="accounts", axis=altair.Axis(values=list(range(tallest + 1))) if tallest < 5 else altair.Axis(format=",d"))
    tooltip = [altair.Tooltip(f"{field}:N") for field in ("composite", "tier", "accounts")]
    bars = altair.Chart(_rows(rows)).mark_bar(xOffset=0.5, x2Offset=-0.5).encode(x=x, x2="until:Q", y=y, y2="high:Q", color=colour, tooltip=tooltip)
    base = by_tier.get(names.tiers[0], 0) if names.tiers else 0
    if said and names.tiers:
        title = f"{words.share(1 - base / len(known))} of {words.count(len(known), 'account')} stand above {names.of('tier', names.tiers[0])}"
    else:
        title = (
            f"Half of the {len(known):,} accounts have {words.number(round(median(points), 3))} points or more"
            if len(known) > 1
            else f"One account of {words.points(points[0])}"
        )
    width_said = f"bars of {words.points(width)}"
    return _layer([bars, *_bounds(names, [low, high])], _title(title, "; ".join(filter(None, [width_said, left]))), width=WIDTH, height=240)


def _scored(scores: Tabular | Values) -> tuple[list[Any], list[str | None]]:
    """Composites and tiers."""
    if not figures.is_table(scores):
        values = figures.listed(scores)
        return values, [None] * len(values)
    found = figures.columns(scores, ["composite", "tier"], "distribution")
    if "composite" not in found:
        raise TypeError("expected a table with a column `composite`, found none")
    values = found["composite"]
    return values, found.get("tier") or [None] * len(values)


def concentration(values: Tabular | Values, of: str = "value", *, column: str | None = None) -> altair.LayerChart:
    """How much of a sum the greatest accounts carry: the Lorenz curve from the top, also known as the whale curve.

    Parameters
    ----------
    values : table or column
        What each account brings, revenue for instance: a column of numbers, or a table that has it.
    of : str, default "value"
        What it is, in words.
    column : str, optional
        The column of a table; ``of`` if left out.

    Returns
    -------
    altair.LayerChart
        Where accounts bring less than nothing, the curve rises above 100 % before it comes down.

    Raises
    ------
    ValueError
        The values sum to zero or less.

    Examples
    --------
    >>> import tierwise as tw
    >>> tw.plot.concentration([60, 20, 10, 5, 5], "revenue").to_dict()["title"]["text"]
    'The top 20% of accounts carry 60% of revenue'
    """
    if figures.is_table(values):
        wanted = column or of
        found = figures.columns(values, [wanted], "concentration")
        if wanted not in found:
            raise TypeError(f"expected a table with a column `{wanted}`, found none")
        values = found[wanted]
    every = figures.numbers(values, of)
    known = [value for value in every if value is not None]
    if not known:
        return _nothing(f"No accounts with {of}")
    found_out = figures.concentration(known)
    rows = [
        {"accounts": accounts, "carried": carried, "said": f"top {words.share(accounts)}: {words.share(carried)}"}
        for accounts, carried in found_out.curve
    ]
    fifth, carried = found_out.fifth
    top = words.share(fifth / found_out.accounts)
    title = f"The top {top} of accounts carry {words.share(carried)} of {of}" if found_out.accounts > 1 else f"One account carries all of {of}"
    said = f"{fifth:,} of {found_out.accounts:,} accounts; four fifths come from {words.count(found_out.four_fifths, 'account')} ({words.share(found_out.four_fifths / found_out.accounts)})"
    left = f"{words.count(len(every) - len(known), 'account')} without {of} left out" if len(every) > len(known) else ""
    heights = [carried for _, carried in found_out.curve]
    peak, depth = max(1.0, *heights), min(0.0, *heights)
    x = altair.X(
        "accounts:Q", title=f"share of accounts, the most {of} first", axis=altair.Axis(format="%", tickCount=5), scale=altair.Scale(domain=[0, 1])
    )
    y = altair.Y("carried:Q", title=f"share of {of}", axis=altair.Axis(format="%", tickCount=5), scale=altair.Scale(domain=[depth, peak], nice=False))
    curve = (
        altair.Chart(_rows(rows))
        .mark_area(color=UP, fillOpacity=0.18, line={"color": UP, "strokeWidth": 2.5})
        .encode(x=x, y=y, tooltip=altair.Tooltip("said:N", title="accounts"))
    )
    even = (
        altair.Chart(_rows([{"accounts": 0, "carried": 0}, {"accounts": 1, "carried": 1}]))
        .mark_line(color=NEUTRAL, strokeDash=[4, 4])
        .encode(x=x, y=y)
    )
    side: Any = "left" if fifth / found_out.accounts < 0.6 else "right"
    marks = altair.Chart(_rows([{"accounts": fifth / found_out.accounts, "carried": carried, "said": f"{words.share(carried)} from the top {top}"}]))
    mark = marks.mark_point(color=DOWN, filled=True, size=80, opacity=1).encode(x=x, y=y)
    drop = marks.mark_rule(color=DOWN, strokeDash=[2, 3]).encode(x=x, y=y, y2=altair.datum(0))
    label = marks.mark_text(color=_ink(), align=side, baseline="top", dx=9 if side == "left" else -9, dy=6, fontSize=12, fontWeight="bold").encode(
        x=x, y=y, text="said:N"
    )
    return _layer([curve, even, drop, mark, label], _title(title, said, left), width=WIDTH * 0.75, height=300)


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
    colours = dict(zip(order, _colours(len(order)), strict=True))
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
    line = altair.Chart(_rows(line_rows)).mark_line(interpolate="step-after", color=UP, strokeWidth=2).encode(x=x, y=y, tooltip=tooltip)
    rules = altair.Chart(_rows(shown))
    dash = altair.StrokeDash(
        "kind:N",
        scale=altair.Scale(domain=["enter", "stay"], range=[[1, 0], [5, 4]]),
        legend=altair.Legend(orient="bottom", title="bound to", symbolStrokeColor=NEUTRAL),
    )
    drawn = rules.mark_rule(color=NEUTRAL).encode(y="bound:Q", strokeDash=dash)
    labels = rules.mark_text(color=_ink(), align="left", dx=5).encode(y="bound:Q", text="said:N", x=altair.value(WIDTH))
    shape = altair.Shape("way:N", scale=altair.Scale(domain=["up", "down"], range=["triangle-up", "triangle-down"]), legend=None)
    colour = altair.Color("way:N", scale=altair.Scale(domain=["up", "down"], range=[UP, DOWN]), legend=None)
    because = [altair.Tooltip(f"{field}:N") for field in ("day", "move", "cause", "points", "why")]
    marks = altair.Chart(_rows(moves)).mark_point(filled=True, size=130, opacity=1).encode(x=x, y=y, shape=shape, color=colour, tooltip=because)
    layers = [*([drawn, labels] if shown else []), line, *([marks] if moves else [])]
    upper = altair.LayerChart(layer=layers, width=WIDTH, height=220)
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
        altair.Chart(_rows(lanes))
        .mark_bar(height={"band": 0.8})
        .encode(x=below_x, x2="until:T", y=lane, color=rank, tooltip=[altair.Tooltip(f"{field}:N") for field in ("tier", "from", "to")])
    )
    said = f"{names.of('tier', whole['effective'])} since {whole['since']}, {words.count(len(moves), 'move')}"
    below = f"{whole['policy']['id']} {whole['policy']['version']}, as of {whole['as_of']}" + (
        f"; held until {whole['held_until']} if nothing happens" if whole["held_until"] else ""
    )
    joined: altair.VConcatChart = altair.vconcat(upper, band.properties(width=WIDTH, height=altair.Step(20)), spacing=8).resolve_scale(
        color="independent", shape="independent"
    )
    return joined.properties(title=_title(said, below))


def migration(before: Values | Mapping[str, Mapping[str, int]], after: Values | None = None, policy: Policy | None = None) -> altair.LayerChart:
    """How many accounts went from which tier to which.

    Parameters
    ----------
    before : column or dict
        The tier of each account before; or, without ``after``, the counts themselves: ``{"gold": {"silver": 3}}`` is
        three accounts that went from gold to silver.
    after : column, optional
        The tier of each account after, in the same order. A missing tier is an account that was not there yet, or is not
        there any more.
    policy : Policy, optional
        For the names of the tiers and their order: only with it can it be told who rose and who fell.

    Returns
    -------
    altair.LayerChart
        Counts and, below them, shares of those who were in the tier before.

    Raises
    ------
    ValueError
        The columns differ in length.

    Examples
    --------
    >>> import tierwise as tw
    >>> policy = tw.Policy.shipped("cv-key-account")
    >>> before, after = ["silver", "silver", "gold"], ["gold", "silver", "silver"]
    >>> tw.plot.migration(before, after, policy).to_dict()["title"]["text"]
    '1 rose and 1 fell, of 3 accounts'
    """
    counts: dict[tuple[str | None, str | None], int]
    if after is None:
        if not isinstance(before, Mapping):
            raise TypeError(f"expected two columns or a dict of counts, found one `{type(before).__name__}`")
        counts = {(start, end): amount for start, ends in before.items() for end, amount in ends.items() if amount}
    else:
        counts = figures.migrated(figures.listed(before), figures.listed(after))
        counts.pop((None, None), None)
    names = words.Names(policy)
    if not counts:
        return _nothing("No accounts")
    met = dict.fromkeys(tier for pair in counts for tier in pair if tier is not None)
    order = [*names.tiers, *(tier for tier in met if tier not in names.tiers)]
    ranks = {tier: at for at, tier in enumerate(names.tiers)}
    sums: Counter[str | None] = Counter()
    for (start, _), amount in counts.items():
        sums[start] += amount

    def way(start: str | None, end: str | None) -> str:
        if start is None or end is None:
            return "new" if start is None else "gone"
        if start == end:
            return "stayed"
        if start in ranks and end in ranks:
            return "rose" if ranks[end] > ranks[start] else "fell"
        return "moved"

    def named(tier: str | None, instead: str) -> str:
        return instead if tier is None else names.of("tier", tier)

    rows = [
        {
            "before": named(start, "not there yet"),
            "after": named(end, "not there any more"),
            "way": way(start, end),
            "accounts": amount,
            "share": amount / sums[start],
            "count": f"{amount:,}",
            "of": words.share(amount / sums[start]),
        }
        for (start, end), amount in counts.items()
    ]
    total = sum(counts.values())
    ways: Counter[str] = Counter()
    for pair, amount in counts.items():
        ways[way(*pair)] += amount
    parts = [f"{ways[kind]:,} {kind}" for kind in (("rose", "fell") if ranks else ("moved",))]
    below = [f"{ways['stayed']:,} stayed"] + [f"{ways[kind]:,} {kind}" for kind in ("new", "gone") if ways[kind]]
    below.append("below each count, the share of those who were in the tier before")
    above = [names.of("tier", tier) for tier in reversed(order)]
    y = altair.Y("before:N", title="tier before", sort=[*above, "not there yet"], axis=altair.Axis(ticks=False, domain=False))
    sideways = [names.of("tier", tier) for tier in order]
    x = altair.X(
        "after:N",
        title="tier after",
        sort=[*sideways, "not there any more"],
        axis=altair.Axis(ticks=False, domain=False, orient="top", labelAngle=0, labelLimit=90),
    )
    kinds = {"rose": UP, "fell": DOWN, "moved": UP, "stayed": NEUTRAL, "new": TIERS[3], "gone": UNKNOWN}
    seen = {kind: colour for kind, colour in kinds.items() if ways[kind]}
    colour = altair.Color("way:N", title=None, scale=altair.Scale(domain=list(seen), range=list(seen.values())), legend=_legend())
    # Faint enough for text in the theme's colour.
    opacity = altair.Opacity("share:Q", scale=altair.Scale(domain=[0, 1], range=[0.12, 0.62]), legend=None)
    tooltip = [
        altair.Tooltip(f"{field}:N", title=said)
        for field, said in (("before", "before"), ("after", "after"), ("count", "accounts"), ("of", "of those before"))
    ]
    chart = altair.Chart(_rows(rows)).encode(x=x, y=y)
    cells = chart.mark_rect(cornerRadius=3).encode(color=colour, opacity=opacity, tooltip=tooltip)
    amounts = chart.mark_text(color=_ink(), fontSize=13, fontWeight="bold", dy=-7).encode(text="count:N")
    shares = chart.mark_text(color=_ink(), fontSize=11, dy=9).encode(text="of:N")
    title = _title(f"{' and '.join(parts)}, of {words.count(total, 'account')}", ", ".join(below[:-1]), below[-1])
    return _layer([cells, amounts, shares], title, width=altair.Step(96), height=altair.Step(52))
