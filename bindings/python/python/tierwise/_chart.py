"""What charts have in common: colours, titles and sizes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tierwise import _words as words
from tierwise._table import needed

if TYPE_CHECKING:
    import altair
else:
    altair = needed("altair", "tierwise.plot")

#: The base rung, and the tiers above it: told apart by people who see few colours, on white and on black.
BASE, TIERS = "#a3acb5", ("#3d9bd6", "#dca010", "#a3508f", "#12967a", "#cf5a24")
UP, DOWN, NEUTRAL, UNKNOWN = "#2f8fc4", "#dd7a2e", "#8a96a1", "#b9a04a"
#: Altair's themes with a dark background.
DARK = ("dark", "carbong90", "carbong100")
WIDTH = 560


def ink() -> str:
    """The colour of text in the drawing, which themes leave black."""
    theme = altair.theme.get()
    settings: Any = theme() if theme else {}
    return "#f1f3f5" if settings.get("usermeta", {}).get("embedOptions", {}).get("theme") in DARK else "#1b1f24"


def layer(charts: Sequence[Any], title: altair.TitleParams, **sizes: Any) -> altair.LayerChart:
    return altair.LayerChart(layer=list(charts), title=title, **sizes)


def data(rows: Sequence[Mapping[str, Any]]) -> altair.InlineData:
    return altair.InlineData(values=[dict(row) for row in rows])


def title(text: str, *below: str) -> altair.TitleParams:
    return altair.TitleParams(text, subtitle=[line for line in below if line], anchor="start", fontSize=14, subtitlePadding=4, offset=10)


def legend(title: str | None = None) -> altair.Legend:
    return altair.Legend(orient="bottom", title=title, symbolType="square", symbolOpacity=1)


def colours(count: int) -> list[str]:
    """Colours of so many tiers, the base rung first."""
    return [BASE if at == 0 else TIERS[(at - 1) % len(TIERS)] for at in range(count)]


def nothing(text: str) -> altair.LayerChart:
    """A chart of no rows says so."""
    mark = altair.Chart(data([{"said": "nothing to show"}])).mark_text(color=ink(), fontSize=13).encode(text="said:N")
    return layer([mark], title(text), width=WIDTH, height=80)


def bounds(names: words.Names, domain: Sequence[float]) -> list[altair.Chart]:
    """Where tiers are entered, as lines across bars of the composite."""
    if names.ladder is None or names.ladder.get("basis") == "points":
        return []
    tiers = [tier for tier in names.ladder["tiers"] if domain[0] <= tier["enter"] <= domain[1]]
    rows = [{"bound": tier["enter"], "tier": f"{names.of('tier', tier['id'])} {words.number(tier['enter'])}"} for tier in tiers]
    if not rows:
        return []
    chart = altair.Chart(data(rows)).encode(x=altair.X("bound:Q"))
    rule = chart.mark_rule(color=NEUTRAL, strokeDash=[2, 3])
    return [rule, chart.mark_text(color=ink(), align="left", baseline="bottom", dx=-2, dy=-3, fontSize=10).encode(text="tier:N", y=altair.value(0))]


def bars(
    rows: Sequence[Mapping[str, Any]],
    kinds: Mapping[str, str],
    title: altair.TitleParams,
    names: words.Names,
    zero: bool,
    axis: str = "points of the composite",
) -> altair.LayerChart:
    """Rows with a place on a common scale, their sums as bars from zero, or as ticks where zero is not in sight."""
    reached = [row[end] for row in rows for end in ("start", "end")]
    low, high = (min(0, *reached), max(*reached, 1)) if zero else (min(reached), max(reached))
    room = (high - low or 1) * 0.16
    domain = [low if zero else low - room, high + room]
    strong = [row["row"] for row in rows if row["kind"] == "sum" or row.get("whole")]
    labels = altair.Axis(
        labelExpr=f"{json.dumps([row['name'] for row in rows])}[datum.value]",
        labelLimit=330,
        title=None,
        ticks=False,
        domain=False,
        labelPadding=8,
        labelFontWeight=altair.condition(f"indexof({json.dumps(strong)}, datum.value) >= 0", altair.value("bold"), altair.value("normal")),
    )
    seen = {kind: colour for kind, colour in kinds.items() if any(row["kind"] == kind for row in rows)}
    colour = altair.Color("kind:N", title=None, scale=altair.Scale(domain=list(seen), range=list(seen.values())), legend=legend())
    x = altair.X("start:Q", title=axis, axis=altair.Axis(grid=False), scale=altair.Scale(domain=domain, nice=False, zero=False))
    y = altair.Y("row:O", sort="ascending", axis=labels)
    tooltip = [
        altair.Tooltip(f"{field}:N", title=said)
        for field, said in (("aspect", "aspect"), ("name", "criterion"), ("value", "value"), ("points", "points"))
    ]
    chart = altair.Chart(data([{"aspect": "", "value": "", **row} for row in rows]))
    shown = altair.datum.whole == True  # noqa: E712
    drawn = chart.transform_filter(~shown).mark_bar(height={"band": 0.68}).encode(x=x, x2="end:Q", y=y, color=colour, tooltip=tooltip)
    ticks = chart.transform_filter(shown).mark_tick(thickness=4, height={"band": 0.8}).encode(x=x, y=y, color=colour, tooltip=tooltip)
    amounts = chart.mark_text(color=ink(), align="left", dx=6).encode(x=altair.X("right:Q"), y=y, text="points:N")
    return layer([*bounds(names, domain), drawn, *([] if zero else [ticks]), amounts], title, width=WIDTH, height=altair.Step(19))
