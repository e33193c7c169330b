"""HTML as notebooks show it: tables, bars and tiers that suit any page.

A page's theme cannot be asked for in a way that every notebook answers. So colours are mixed from the page's own colour of text, what
lies behind shows through, and light and dark need no rules of their own. What a host strips of styles leaves plain tables.
"""

from __future__ import annotations

from html import escape
from typing import NamedTuple

STYLE = """<style>
.tierwise { --line: color-mix(in srgb, currentColor 22%, transparent); --quiet: color-mix(in srgb, currentColor 72%, transparent);
  --reach: color-mix(in srgb, currentColor 13%, transparent); --accent: #2f83b0; --minus: #cf5a24; --warn: #b07a1e;
  max-width: 72rem; overflow-x: auto; font-size: .875rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
.tierwise p { margin: .3em 0; } .tierwise ul { margin: .3em 0; padding-left: 1.4em; }
.tierwise .head { font-size: 1.15em; } .tierwise .head b { font-weight: 650; }
.tierwise .quiet { color: var(--quiet); } .tierwise .warn { color: var(--warn); font-style: italic; }
.tierwise.tierwise table { border-collapse: collapse; border: 0; margin: .6em 0 1em; width: auto; font-size: 1em; table-layout: auto; color: inherit; }
.tierwise.tierwise caption { caption-side: top; text-align: left; font-weight: 650; color: inherit; padding: 0 0 .3em; }
.tierwise.tierwise tr { background: none; }
.tierwise.tierwise th, .tierwise.tierwise td { text-align: left; vertical-align: baseline; font-weight: 400; padding: .2em 1.1em .2em 0; border: 0;
  border-bottom: 1px solid var(--line); max-width: 30rem; white-space: normal; background: none; color: inherit; }
.tierwise.tierwise thead th { color: var(--quiet); vertical-align: bottom; border-bottom-color: currentColor; }
.tierwise.tierwise .number { text-align: right; white-space: nowrap; }
.tierwise.tierwise td ul { margin: 0; padding-left: 1em; } .tierwise .badge, .tierwise .shape { white-space: nowrap; }
.tierwise.tierwise .under > th { min-width: 14rem; }
.tierwise.tierwise .strong > * { font-weight: 650; } .tierwise.tierwise .under > th { padding-left: 1em; }
.tierwise .track { display: inline-block; position: relative; width: 14rem; height: .8em; vertical-align: -.08em; }
.tierwise .track i { position: absolute; top: 0; bottom: 0; min-width: 1px; background: var(--accent); }
.tierwise .track .reach { background: var(--reach); } .tierwise .track .minus { background: var(--minus); }
.tierwise .track .missing { background: repeating-linear-gradient(-45deg, var(--warn) 0 2px, var(--reach) 2px 5px); }
.tierwise .track .mark { background: currentColor; min-width: 2px; } .tierwise .short { width: 5rem; }
.tierwise .track .tier, .tierwise .swatch { background: var(--shade); box-shadow: inset 0 0 0 1px var(--line); }
.tierwise .swatch { display: inline-block; width: .75em; height: .75em; border-radius: 2px; margin-right: .45em; }
.tierwise .wide { display: block; width: 100%; max-width: 48rem; height: 1.1em; margin: .5em 0 .1em; }
.tierwise .ends { display: flex; justify-content: space-between; max-width: 48rem; }
.tierwise svg { overflow: visible; vertical-align: -.25em; color: var(--accent); }
.tierwise details summary { cursor: pointer; }
</style>"""


class Markup(str):
    """HTML; everything else is text, and is escaped."""


class Column(NamedTuple):
    title: str
    number: bool = False


class Row(NamedTuple):
    cells: list[str]
    kind: str = ""


def text(said: str) -> Markup:
    return said if isinstance(said, Markup) else Markup(escape(said))


def join(*parts: str) -> Markup:
    return Markup("".join(text(part) for part in parts))


def tag(name: str, said: str, kind: str = "") -> Markup:
    attribute = f' class="{kind}"' if kind else ""
    return Markup(f"<{name}{attribute}>{text(said)}</{name}>")


def page(*parts: str) -> str:
    """The whole of what a notebook shows."""
    return f'<div class="tierwise">{STYLE}{join(*parts)}</div>'


def table(caption: str, columns: list[Column], rows: list[Row]) -> Markup:
    """The first cell of each row is its heading."""

    def cell(said: str, column: Column, first: bool) -> str:
        kind = ' class="number"' if column.number else ""
        return f'<th scope="row"{kind}>{text(said)}</th>' if first else f"<td{kind}>{text(said)}</td>"

    def line(row: Row) -> str:
        kind = f' class="{row.kind}"' if row.kind else ""
        return (
            f"<tr{kind}>" + "".join(cell(said, column, at == 0) for at, (said, column) in enumerate(zip(row.cells, columns, strict=True))) + "</tr>"
        )

    heads = "".join(
        f'<th scope="col"{" class=" + chr(34) + "number" + chr(34) if column.number else ""}>{text(column.title)}</th>' for column in columns
    )
    body = "".join(map(line, rows))
    return Markup(f"<table><caption>{text(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>")


def items(said: list[str]) -> Markup:
    return Markup("<ul>" + "".join(tag("li", each) for each in said) + "</ul>") if said else Markup("")


def pieces(drawn: list[tuple[str, float, float]], kind: str = "track") -> Markup:
    """Pieces from one share of the width to another. They say nothing that is not said in words beside them."""
    inside = "".join(f'<i class="{piece}" style="left: {start:.2%}; width: {max(end - start, 0):.2%}"></i>' for piece, start, end in drawn)
    return Markup(f'<span class="{kind}" aria-hidden="true">{inside}</span>')


def shade(rank: int, ranks: int) -> str:
    """The colour of a tier: the faintest at the bottom of the ladder, the nearest to text at its top."""
    height = rank / max(ranks - 1, 1)
    if height < 0.5:
        return f"--shade: color-mix(in srgb, var(--accent) {20 + 160 * height:.0f}%, transparent)"
    return f"--shade: color-mix(in srgb, var(--accent) {100 - 130 * (height - 0.5):.0f}%, currentColor)"


def badge(name: str, rank: int | None, ranks: int) -> Markup:
    """A tier's name beside its shade, if the ladder has it."""
    swatch = Markup("") if rank is None else Markup(f'<span class="swatch" style="{shade(rank, ranks)}" aria-hidden="true"></span>')
    return tag("span", join(swatch, name), "badge")
