"""Timelines: the tiers over time, every move with its rules, and where the account stands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from tierwise import _words as words
from tierwise._frame import Column, Markup, Row, badge, items, join, shade, table, tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tierwise.types import Lacking, Reviewed, Timeline, Transition

#: Columns of the lanes in a terminal, and of a whole line.
LANE, LINE = 64, 100


class Spell(NamedTuple):
    """A time in one tier, its last day excluded."""

    tier: str
    start: date
    end: date


def spells(timeline: Timeline, reviews: Sequence[Reviewed] = ()) -> list[Spell]:
    """Times in tiers up to the day; before the first move from the first review, where reviews are known."""
    moves = timeline["transitions"]
    until = date.fromisoformat(timeline["as_of"])
    if not moves:
        start = reviews[0]["on"] if reviews else timeline["since"]
        return [Spell(timeline["tier"], date.fromisoformat(start), until)]
    days = [date.fromisoformat(move["on"]) for move in moves]
    first = [Spell(moves[0]["from"], date.fromisoformat(reviews[0]["on"]), days[0])] if reviews else []
    after = [Spell(move["to"], start, end) for move, start, end in zip(moves, days, [*days[1:], until], strict=True)]
    return [spell for spell in [*first, *after] if spell.end > spell.start or spell is after[-1]]


def order(timeline: Timeline, names: words.Names) -> list[str]:
    """Ids of the tiers, lowest first: the ladder's, or those that were seen, by what they ask for."""
    if names.tiers:
        return names.tiers
    asked: dict[str, float] = {}
    for move in timeline["transitions"]:
        up = move["cause"] == "promotion"
        if move["threshold"] is not None:
            asked.setdefault(move["to"] if up else move["from"], move["threshold"])
    seen = dict.fromkeys([timeline["tier"], *(move[end] for move in timeline["transitions"] for end in ("from", "to"))])  # type: ignore[literal-required,unused-ignore]
    return sorted(seen, key=lambda tier: asked.get(tier, float("-inf")))


def cause(move: Transition) -> str:
    return move["cause"].replace("_", " ")


def _lacking(lacking: Lacking | None, done: str, names: words.Names) -> str:
    if lacking is None:
        return ""
    needs = [f"{words.points(lacking['points'])} more"] if lacking["points"] > 0 else []
    return f"{names.of('tier', lacking['tier'])}: {'; '.join([*needs, *lacking['open_conditions']]) or done}"


def standing(timeline: Timeline, names: words.Names) -> list[tuple[str, str]]:
    """Where the account stands, in words."""
    tier = names.of("tier", timeline["tier"])
    said = [("tier", f"{tier} since {timeline['since']}")]
    if timeline["effective"] != timeline["tier"]:
        said.append(("counts as", names.of("tier", timeline["effective"])))
    if timeline["earned"] != timeline["tier"]:
        said.append(("earned", names.of("tier", timeline["earned"])))
    if timeline["blocked"]:
        said.append(("blocked", "whatever is earned"))
    balance = timeline["balance"]
    said.append(
        (
            "stands on",
            words.points(timeline["metric"])
            + (f" at the last review, {words.number(balance)} today" if balance not in (None, timeline["metric"]) else ""),
        )
    )
    if timeline["held_until"]:
        said.append(("held until", f"{timeline['held_until']}, if nothing more happens"))
    if timeline["term"]:
        said.append(("term", f"from {timeline['term']['from']} until {timeline['term']['until']}"))
    if timeline["watch"]:
        watch = timeline["watch"]
        said.append(
            ("on watch", f"since {watch['since']}: {words.points(watch['shortfall'])} short of staying, to recover up to {watch['deadline']}")
        )
    for claim in timeline["claims"]:
        said.append(("granted", f"{names.of('tier', claim['tier'])} until {claim['until'] or 'revoked'} by {claim['actor']}: {claim['reason']}"))
    said += [
        (name, text)
        for name, text in [
            ("to next", _lacking(timeline["to_next"], "follows at the next review", names)),
            ("to stay", _lacking(timeline["to_retain"], "nothing is lacking", names)),
        ]
        if text
    ]
    return said


def _identity(timeline: Timeline) -> str:
    return f"{timeline['policy']['id']} {timeline['policy']['version']}, as of {timeline['as_of']}"


def _why(move: Transition) -> list[str]:
    return [f"{rule['finding']} ({rule['rule']})" for rule in move["rules"]]


def html(timeline: Timeline, names: words.Names, reviews: Sequence[Reviewed] = ()) -> Markup:
    ranks = order(timeline, names)
    known = {tier: at for at, tier in enumerate(ranks)}

    def named(tier: str) -> Markup:
        return badge(names.of("tier", tier), known.get(tier), len(ranks))

    drawn = spells(timeline, reviews)
    extent = max((drawn[-1].end - drawn[0].start).days, 1)
    inside = "".join(
        f'<i class="tier" style="left: {(spell.start - drawn[0].start).days / extent:.2%}; width: {(spell.end - spell.start).days / extent:.2%}; '
        f'{shade(known.get(spell.tier, 0), len(ranks))}"></i>'
        for spell in drawn
    )
    lane = Markup(f'<span class="track wide" aria-hidden="true">{inside}</span>')
    ends = Markup(f'<div class="ends quiet" aria-hidden="true"><span>{drawn[0].start}</span><span>{drawn[-1].end}</span></div>')
    head = tag(
        "p", join(tag("b", named(timeline["effective"])), f" since {timeline['since']} ", tag("span", f"({_identity(timeline)})", "quiet")), "head"
    )
    rows = []
    for move in timeline["transitions"]:
        threshold = "" if move["threshold"] is None else words.number(move["threshold"])
        went = tag("span", join(named(move["from"]), " → ", named(move["to"])), "badge")
        rows.append(Row([tag("span", move["on"], "badge"), went, cause(move), words.number(move["metric"]), threshold, items(_why(move))]))
    columns = [Column("day"), Column("move"), Column("cause"), Column("points", True), Column("bound", True), Column("rules")]
    moves = table("How it came there", columns, rows) if rows else tag("p", "It never moved.")
    stands = table("Where it stands", [Column(""), Column("")], [Row([name, text]) for name, text in standing(timeline, names)])
    return join(head, lane, ends, moves, stands)


def text(timeline: Timeline, names: words.Names, reviews: Sequence[Reviewed] = ()) -> str:
    drawn = spells(timeline, reviews)
    extent = max((drawn[-1].end - drawn[0].start).days, 1)
    label = max(words.width(names.of("tier", tier)) for tier in order(timeline, names))
    lines = [_identity(timeline), "", f"  {names.of('tier', timeline['effective'])} since {timeline['since']}", ""]
    for tier in reversed(order(timeline, names)):
        lane = [" "] * LANE
        for spell in drawn:
            if spell.tier == tier:
                start, end = (round((day - drawn[0].start).days / extent * LANE) for day in (spell.start, spell.end))
                for at in range(min(start, LANE - 1), max(end, start + 1)):
                    lane[min(at, LANE - 1)] = "█"
        lines.append(f"  {words.fit(names.of('tier', tier), label, right=True)} │{''.join(lane).rstrip()}")
    lines.append(f"  {' ' * label} └{'─' * LANE}")
    lines.append(f"  {' ' * label}  {str(drawn[0].start).ljust(LANE - 10)}{drawn[-1].end}")
    lines += ["", "How it came there"]
    lines += [] if timeline["transitions"] else ["  it never moved"]
    for move in timeline["transitions"]:
        bound = "" if move["threshold"] is None else f", bound {words.number(move['threshold'])}"
        lines.append(
            f"  {move['on']}  {names.of('tier', move['from'])} → {names.of('tier', move['to'])}: {cause(move)}, {words.points(move['metric'])}{bound}"
        )
        lines += [words.wrapped("              ", why, LINE) for why in _why(move)]
    lines += ["", "Where it stands", *(words.wrapped(f"  {words.fit(name, 11)} ", said, LINE) for name, said in standing(timeline, names))]
    return "\n".join(lines)
