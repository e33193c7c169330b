"""Scorecards and assessments: where the points come from, why this tier, and how certain that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tierwise import _words as words
from tierwise._frame import Column, Markup, Row, badge, items, join, pieces, table, tag

if TYPE_CHECKING:
    from tierwise.types import Placement, Rung, Scorecard

#: Reasons that are listed.
REASONS = 5
#: Columns of points in a terminal, and of the whole line.
POINTS, LINE = 9, 100


class Step(NamedTuple):
    """One bar of a waterfall."""

    #: ``base``, ``aspect``, ``criterion``, ``adjustment`` or ``composite``.
    kind: str
    #: The id of the criterion or aspect.
    id: str
    name: str
    #: What the criterion read, in words.
    value: str
    points: float
    #: Where the bar begins and ends.
    start: float
    end: float
    #: The most points there can be, where a policy says so.
    most: float | None = None
    missing: bool = False
    #: The aspect's name.
    aspect: str = ""


def steps(card: Scorecard, names: words.Names) -> list[Step]:
    """From nothing to the composite, each aspect before its criteria."""
    found: list[Step] = []
    sum = 0.0
    if card["base"]:
        found.append(Step("base", "base", "every account", "", card["base"], 0, card["base"]))
        sum = card["base"]
    for aspect in card["aspects"]:
        name = names.of("aspect", aspect["id"])
        found.append(Step("aspect", aspect["id"], name, "", aspect["points"], sum, sum + aspect["points"], aspect=name))
        for criterion in aspect["criteria"]:
            reach = names.reach.get(criterion["id"])
            missing = criterion["matched"] in ("missing", "renormalised")
            value = words.matched(criterion) if missing else words.value(criterion["value"])
            amount = criterion["contribution"]
            step = Step(
                "criterion",
                criterion["id"],
                names.of("criterion", criterion["id"]),
                value,
                amount,
                sum,
                sum + amount,
                reach["most"] if reach else None,
                missing,
                name,
            )
            found.append(step)
            sum += amount
        if aspect["adjustment"]:
            why = "above the aspect's cap" if aspect["adjustment"] < 0 else "up to the aspect's floor"
            found.append(Step("adjustment", aspect["id"], why, "", aspect["adjustment"], sum, sum + aspect["adjustment"], aspect=name))
            sum += aspect["adjustment"]
    most = names.policy.range["highest"] if names.policy else None
    found.append(Step("composite", "composite", "composite", "", card["composite"], 0, card["composite"], most))
    return found


class Scale:
    """From points to shares of the width."""

    def __init__(self, drawn: list[Step], card: Scorecard, names: words.Names) -> None:
        reached = [
            place for step in drawn for place in (step.start, step.end, step.start + max(step.most or 0, 0) if step.kind == "criterion" else step.end)
        ]
        bounds = [tier["enter"] for tier in names.ladder["tiers"]] if names.ladder else []
        self.low = min(0.0, *reached, card["bounds"]["lowest"])
        self.high = max(*reached, card["bounds"]["highest"], *bounds, self.low + 1)

    def at(self, points: float) -> float:
        return (points - self.low) / (self.high - self.low)


def identity(card: Scorecard) -> str:
    return f"{card['policy']['id']} {card['policy']['version']}, as of {card['as_of']}"


def _scale_said(card: Scorecard, names: words.Names) -> str:
    span = names.policy.range if names.policy else None
    return f"on a scale from {words.number(span['lowest'])} to {words.number(span['highest'])}" if span else ""


def _lost(card: Scorecard, names: words.Names) -> list[tuple[float, str]]:
    """The greatest gaps, and what the criteria behind them met."""
    criteria = [criterion for aspect in card["aspects"] for criterion in aspect["criteria"]]
    lost = []
    for reason in card["reasons"][:REASONS]:
        behind = [criterion for criterion in criteria if criterion["reason"] == reason["code"]]
        met = [": ".join(filter(None, [names.of("criterion", each["id"]), words.matched(each) or words.value(each["value"])])) for each in behind]
        said = "; ".join(met)
        lost.append((reason["gap"], said if reason["code"] in {each["id"] for each in behind} else f"{reason['code']} ({said})"))
    return lost


def _certainty(card: Scorecard, place: Placement | None, names: words.Names) -> list[str]:
    said = [f"{words.share(card['coverage'])} of the reachable points rest on known facts"]
    if not card["missing"]:
        return said
    bounds = card["bounds"]
    said.append("not known: " + ", ".join(card["missing"]))
    said.append(f"the composite lies between {words.number(bounds['lowest'])} and {words.number(bounds['highest'])}, whatever they are")
    if place:
        low, high = (names.of("tier", place["tier_bounds"][end]) for end in ("lowest", "highest"))  # type: ignore[literal-required,unused-ignore]
        said.append(f"the tier is {low} in spite of the gaps" if low == high else f"the tier could be anything from {low} to {high}")
    return said


def _moved(place: Placement, names: words.Names) -> str:
    previous = place["previous"]
    if previous is None:
        return ""
    way = {"promoted": "up from", "demoted": "down from", "unchanged": "as before, from", "placed": "before"}[place["movement"]]
    return "as before" if place["movement"] == "unchanged" else f"{way} {names.of('tier', previous)}"


def _why(rung: Rung, card: Scorecard, place: Placement) -> tuple[str, str]:
    """A mark and the reason."""
    composite, enter, retain = (words.number(amount) for amount in (card["composite"], rung["enter"], rung["retain"]))
    if rung["held"] == "enter":
        return "✓", f"{composite} at or above {enter} to enter"
    if rung["held"] == "retain":
        return "~", f"{composite} at or above {retain} to stay, below {enter} to enter"
    lacking = [f"{words.points(rung['shortfall'])} short"] if rung["shortfall"] > 0 else []
    return "✗", "; ".join([*lacking, *rung["open_conditions"]]) or "blocked"


def _next(place: Placement, names: words.Names) -> str:
    following = place["next"]
    if following is None:
        return ""
    asks = [f"{words.number(following['points'])} more points"] if following["points"] > 0 else []
    return f"{names.of('tier', following['tier'])} asks for " + ("; ".join([*asks, *following["open_conditions"]]) or "nothing more")


STATES = {
    "active": "active",
    "candidate": "candidate: its conditions hold, a nomination is lacking",
    "suspended": "nominated, but",
    "not_eligible": "not eligible:",
}


def _designations(place: Placement, names: words.Names) -> list[str]:
    said = []
    for standing in place["designations"]:
        open_conditions = "; ".join(standing["open_conditions"]) if standing["state"] in ("suspended", "not_eligible") else ""
        said.append(f"{names.of('tier', standing['designation'])}: {STATES[standing['state']]} {open_conditions}".rstrip())
    return said


def card_html(card: Scorecard, names: words.Names) -> Markup:
    """The waterfall as a table."""
    drawn = steps(card, names)
    scale = Scale(drawn, card, names)
    bounds = [scale.at(tier["enter"]) for tier in names.ladder["tiers"]] if names.ladder else []
    rows = []
    for step in drawn:
        reach = (
            [("reach", scale.at(step.start), scale.at(step.start + step.most))] if step.kind == "criterion" and step.most and step.most > 0 else []
        )
        kind = "missing" if step.missing else "minus" if step.end < step.start else ""
        low, high = sorted((scale.at(step.start), scale.at(step.end)))
        marks = [("mark", place, place) for place in bounds] if step.kind == "composite" else []
        value = tag("span", step.value, "warn") if step.missing else step.value
        cells = [
            step.name,
            value,
            words.number(step.points),
            "" if step.most is None else f"of {words.number(step.most)}",
            pieces([*reach, (kind, low, high), *marks]),
        ]
        rows.append(Row(cells, "under" if step.kind in ("criterion", "adjustment") else "strong"))
    columns = [Column("criterion"), Column("value", True), Column("points", True), Column("", True), Column("")]
    caption = "Where the points come from"
    if bounds and names.ladder:
        caption += ", and where tiers are entered: " + ", ".join(
            f"{names.of('tier', tier['id'])} {words.number(tier['enter'])}" for tier in names.ladder["tiers"]
        )
    lost = _lost(card, names)
    lost_rows = [Row([said, f"−{words.number(gap)}", pieces([("minus", 0, gap / lost[0][0])])]) for gap, said in lost]
    return join(
        table(caption, columns, rows),
        table("Where the most points are lost", [Column("reason"), Column("points", True), Column("")], lost_rows) if lost else "",
    )


def html(card: Scorecard, place: Placement | None, names: words.Names) -> Markup:
    ranks = names.tiers
    standing: Markup = Markup("")
    if place:
        rank = ranks.index(place["effective"]) if place["effective"] in ranks else None
        moved = _moved(place, names)
        standing = join(tag("b", badge(names.of("tier", place["effective"]), rank, len(ranks))), f", {moved}" if moved else "", " · ")
    said = tag("span", " ".join(filter(None, [_scale_said(card, names), f"({identity(card)})"])), "quiet")
    head = tag("p", join(standing, tag("b", words.points(card["composite"])), " ", said), "head")
    return join(
        head,
        card_html(card, names),
        _ladder_html(card, place, names) if place else "",
        tag("p", "How certain", "quiet"),
        items(_certainty(card, place, names)),
    )


def _ladder_html(card: Scorecard, place: Placement, names: words.Names) -> Markup:
    rows = []
    for rung in reversed(place["rungs"]):
        mark, why = _why(rung, card, place)
        rank = names.tiers.index(rung["tier"]) if rung["tier"] in names.tiers else None
        held = {"✓": "held", "~": "kept", "✗": "not held"}[mark]
        rows.append(
            Row([badge(names.of("tier", rung["tier"]), rank, len(names.tiers)), held, why, words.number(rung["enter"]), words.number(rung["retain"])])
        )
    columns = [Column("tier"), Column(""), Column("why"), Column("enter", True), Column("stay", True)]
    given = "; ".join(names.of("entitlement", identity) for identity in place["entitlements"])
    more = [f"blocked: {block}" for block in place["blocked_by"]] + _designations(place, names)
    more += [f"next: {_next(place, names)}"] if place["next"] else []
    return join(table("Why this tier", columns, rows), items(more + ([f"entitled to: {given}"] if given else [])))


def text(card: Scorecard, place: Placement | None, names: words.Names) -> str:
    """As the program's `explain` draws it."""
    drawn = steps(card, names)
    scale = Scale(drawn, card, names)
    standing = ""
    if place:
        standing = ", ".join(filter(None, [names.of("tier", place["effective"]), _moved(place, names)])) + "  "
    lines = [identity(card), "", f"  {standing}{words.points(card['composite'])} {_scale_said(card, names)}".rstrip()]
    most = {step: f"of {words.number(step.most)}" if step.most is not None else "" for step in drawn}
    widest = max(map(len, most.values()))
    label = min(max(words.width(step.name) for step in drawn) + 2, 46)
    value = min(max(words.width(step.value) for step in drawn), 18)
    room = max(LINE - label - value - POINTS - widest - 6, 10)

    def line(step: Step) -> str:
        indent = "  " if step.kind in ("criterion", "adjustment") else ""
        low, high = sorted((scale.at(step.start), scale.at(step.end)))
        cells = [
            words.fit(indent + step.name, label),
            words.fit(step.value, value, right=True),
            words.aligned(step.points, POINTS),
            most[step].ljust(widest),
        ]
        return ("  " + " ".join(cells) + " " + words.bar(low, high, room)).rstrip()

    lines += ["", "Where the points come from"]
    for step in drawn:
        lines += [""] if step.kind == "composite" else []
        lines.append(line(step))
    lost = _lost(card, names)
    lines += ["", "Where the most points are lost"] if lost else []
    lines += [words.wrapped(f"  {words.aligned(-gap, POINTS)} {words.bar(0, gap / lost[0][0], 10)}  ", said, LINE) for gap, said in lost]
    if place:
        lines += ["", "Why this tier"]
        for rung in reversed(place["rungs"]):
            mark, why = _why(rung, card, place)
            lines.append(words.wrapped(f"  {mark} {words.fit(names.of('tier', rung['tier']), 12)} ", why, LINE))
        lines += [f"  blocked: {block}" for block in place["blocked_by"]]
        lines += [words.wrapped("  ", said, LINE) for said in _designations(place, names)]
        lines += [words.wrapped("  next: ", _next(place, names), LINE)] if place["next"] else []
        given = "; ".join(names.of("entitlement", identity) for identity in place["entitlements"])
        lines += [words.wrapped("  entitled to: ", given, LINE)] if given else []
    lines += ["", "How certain", *(words.wrapped("  ", said, LINE) for said in _certainty(card, place, names))]
    return "\n".join(lines)
