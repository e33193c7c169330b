"""A portfolio's tiers: how many accounts each has, and where their composites lie."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from tierwise import _words as words
from tierwise._figures import columns
from tierwise._frame import Column, Markup, Row, badge, pieces, shade, table

if TYPE_CHECKING:
    from tierwise._figures import Tabular


class Counted(NamedTuple):
    #: The tier's id; none for accounts in error.
    tier: str | None
    accounts: int
    #: Of all accounts, 0 to 1.
    share: float
    #: Lowest, median and highest composite, where there are any.
    composites: tuple[float, float, float] | None


def count(scored: Tabular, names: words.Names) -> list[Counted]:
    """The tiers, highest first; those of the ladder, if there is one, empty ones too. Accounts in error come last."""
    found = columns(scored, ["tier", "composite"], "show")
    if "tier" not in found:
        raise TypeError("expected a table with a column `tier`, found none")
    tiers = found["tier"]
    composites = found.get("composite") or [None] * len(tiers)
    inside: dict[str | None, list[float]] = {tier: [] for tier in names.tiers}
    accounts: dict[str | None, int] = dict.fromkeys(names.tiers, 0)
    for tier, composite in zip(tiers, composites, strict=True):
        accounts[tier] = accounts.get(tier, 0) + 1
        if composite is not None:
            inside.setdefault(tier, []).append(float(composite))
    order = list(reversed(names.tiers))
    # Without a ladder the composites say which tier is above which.
    others = [tier for tier in accounts if tier not in order and tier is not None]
    order += sorted(others, key=lambda tier: (-median(inside[tier]) if inside.get(tier) else 0, tier))
    known = [*order, *([None] if None in accounts else [])]
    spread = {tier: (min(of), median(of), max(of)) for tier, of in inside.items() if of}
    return [Counted(tier, accounts[tier], accounts[tier] / max(len(tiers), 1), spread.get(tier)) for tier in known]


def _name(counted: Counted, names: words.Names) -> str:
    return "in error" if counted.tier is None else names.of("tier", counted.tier)


def _cells(counted: Counted) -> list[str]:
    spread = [words.number(value) for value in counted.composites] if counted.composites else ["", "", ""]
    return [f"{counted.accounts:,}", words.share(counted.share), *spread]


TITLES = ["accounts", "share", "lowest", "median", "highest"]


def _caption(counted: list[Counted]) -> str:
    return f"{words.count(sum(each.accounts for each in counted), 'account')} by tier, with their composites"


def html(counted: list[Counted], names: words.Names) -> Markup:
    ranks = sum(each.tier is not None for each in counted)
    most = max((each.share for each in counted), default=0) or 1
    rows = []
    for at, each in enumerate(counted):
        rank = None if each.tier is None else ranks - 1 - at
        drawn = pieces([("tier" if rank is not None else "minus", 0, each.share / most)])
        if rank is not None:
            drawn = Markup(drawn.replace("<span ", f'<span style="{shade(rank, ranks)}" ', 1))
        rows.append(Row([badge(_name(each, names), rank, ranks), *_cells(each), drawn]))
    return table(_caption(counted), [Column("tier"), *(Column(title, True) for title in TITLES), Column("")], rows)


def text(counted: list[Counted], names: words.Names) -> str:
    lines = [["tier", *TITLES], *([_name(each, names), *_cells(each)] for each in counted)]
    widths = [max(words.width(cell) for cell in column) for column in zip(*lines, strict=True)]
    most = max((each.share for each in counted), default=0) or 1
    bars = ["", *(words.bar(0, each.share / most, 30).rstrip() for each in counted)]
    rows = ["  ".join(words.fit(cell, wide, right=at > 0) for at, (cell, wide) in enumerate(zip(line, widths, strict=True))) for line in lines]
    return "\n".join([_caption(counted), *(f"{row}  {drawn}".rstrip() for row, drawn in zip(rows, bars, strict=True))])
