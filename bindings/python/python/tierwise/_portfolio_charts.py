"""Charts of a portfolio."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from statistics import median
from typing import TYPE_CHECKING, Any

from tierwise import _chart as look
from tierwise import _figures as figures
from tierwise import _tierwise as core
from tierwise import _words as words
from tierwise._table import needed

if TYPE_CHECKING:
    import altair

    from tierwise import Policy
    from tierwise._figures import Tabular, Values
    from tierwise.types import TierMigration
else:
    altair = needed("altair", "tierwise.plot")


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
        return look.nothing("No composites")
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
        [look.colours(len(names.tiers))[names.tiers.index(tier)] for tier in order]
        if names.tiers and set(order) <= set(names.tiers)
        else look.colours(len(order))
    )
    legend = look.legend("tier, share of accounts") if said else None
    colour = altair.Color("tier:N", scale=altair.Scale(domain=domain[::-1], range=(colours or [look.UP])[::-1]), legend=legend)
    low, high = min([low, *(at * width for at, _ in counted)]), max([high, *((at + 1) * width for at, _ in counted)])
    tallest = max(tops.values())
    x = altair.X("from:Q", title="composite, points", axis=altair.Axis(grid=False), scale=altair.Scale(domain=[low, high], nice=False, zero=False))
    y = altair.Y("low:Q", title="accounts", axis=altair.Axis(values=list(range(tallest + 1))) if tallest < 5 else altair.Axis(format=",d"))
    tooltip = [altair.Tooltip(f"{field}:N") for field in ("composite", "tier", "accounts")]
    bars = (
        altair.Chart(look.data(rows)).mark_bar(xOffset=0.5, x2Offset=-0.5).encode(x=x, x2="until:Q", y=y, y2="high:Q", color=colour, tooltip=tooltip)
    )
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
    return look.layer(
        [bars, *look.bounds(names, [low, high])], look.title(title, "; ".join(filter(None, [width_said, left]))), width=look.WIDTH, height=240
    )


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


#: Places of a curve that is drawn.
PLACES = 400


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
        return look.nothing(f"No accounts with {of}")
    accounts = [{"account": str(at), "value": value} for at, value in enumerate(known)]
    spread = core.concentration(accounts, {"points": PLACES, "top": [0.2], "reach": [0.8]})
    if spread["value"] <= 0:
        raise ValueError(f"expected values with a sum above zero, found {spread['value']:g}")
    curve_points = [(0.0, 0.0), *((point["accounts_share"], point["share"] or 0.0) for point in spread["curve"])]
    rows = [{"accounts": part, "carried": carried, "said": f"top {words.share(part)}: {words.share(carried)}"} for part, carried in curve_points]
    fifth, carried = spread["top"][0]["accounts"], spread["top"][0]["share"] or 0.0
    top = words.share(fifth / len(known))
    title = f"The top {top} of accounts carry {words.share(carried)} of {of}" if len(known) > 1 else f"One account carries all of {of}"
    four_fifths = spread["reach"][0]
    said = f"{fifth:,} of {len(known):,} accounts; four fifths come from {words.count(four_fifths['accounts'] or 0, 'account')} ({words.share(four_fifths['accounts_share'] or 0)})"
    left = f"{words.count(len(every) - len(known), 'account')} without {of} left out" if len(every) > len(known) else ""
    heights = [height for _, height in curve_points]
    peak, depth = max(1.0, *heights), min(0.0, *heights)
    x = altair.X(
        "accounts:Q", title=f"share of accounts, the most {of} first", axis=altair.Axis(format="%", tickCount=5), scale=altair.Scale(domain=[0, 1])
    )
    y = altair.Y("carried:Q", title=f"share of {of}", axis=altair.Axis(format="%", tickCount=5), scale=altair.Scale(domain=[depth, peak], nice=False))
    curve = (
        altair.Chart(look.data(rows))
        .mark_area(color=look.UP, fillOpacity=0.18, line={"color": look.UP, "strokeWidth": 2.5})
        .encode(x=x, y=y, tooltip=altair.Tooltip("said:N", title="accounts"))
    )
    even = (
        altair.Chart(look.data([{"accounts": 0, "carried": 0}, {"accounts": 1, "carried": 1}]))
        .mark_line(color=look.NEUTRAL, strokeDash=[4, 4])
        .encode(x=x, y=y)
    )
    side: Any = "left" if fifth / len(known) < 0.6 else "right"
    marks = altair.Chart(
        look.data([{"accounts": fifth / len(known), "carried": carried, "said": f"{words.share(carried)} from the top {top}"}])
    )
    mark = marks.mark_point(color=look.DOWN, filled=True, size=80, opacity=1).encode(x=x, y=y)
    drop = marks.mark_rule(color=look.DOWN, strokeDash=[2, 3]).encode(x=x, y=y, y2=altair.datum(0))
    label = marks.mark_text(
        color=look.ink(), align=side, baseline="top", dx=9 if side == "left" else -9, dy=6, fontSize=12, fontWeight="bold"
    ).encode(x=x, y=y, text="said:N")
    return look.layer([curve, even, drop, mark, label], look.title(title, said, left), width=look.WIDTH * 0.75, height=300)


def migration(before: Values | TierMigration | Mapping[str, Mapping[str, int]], after: Values | None = None, policy: Policy | None = None) -> altair.LayerChart:
    """How many accounts went from which tier to which.

    Parameters
    ----------
    before : column or dict
        The tier of each account before; or, without ``after``, what ``tierwise.migration`` found, or the counts themselves:
        ``{"gold": {"silver": 3}}`` is three accounts that went from gold to silver.
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
    names = words.Names(policy)
    counts: Mapping[tuple[str | None, str | None], int]
    if after is None:
        if not isinstance(before, Mapping):
            raise TypeError(f"expected two columns or a dict of counts, found one `{type(before).__name__}`")
        given: Any = before
        counts = (
            _moves(given) if "rows" in given else {(start, end): amount for start, ends in given.items() for end, amount in ends.items() if amount}
        )
    else:
        counts = _migrated(figures.listed(before), figures.listed(after), names)
    if not counts:
        return look.nothing("No accounts")
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
    kinds = {"rose": look.UP, "fell": look.DOWN, "moved": look.UP, "stayed": look.NEUTRAL, "new": look.TIERS[3], "gone": look.UNKNOWN}
    seen = {kind: colour for kind, colour in kinds.items() if ways[kind]}
    colour = altair.Color("way:N", title=None, scale=altair.Scale(domain=list(seen), range=list(seen.values())), legend=look.legend())
    # Faint enough for text in the theme's colour.
    opacity = altair.Opacity("share:Q", scale=altair.Scale(domain=[0, 1], range=[0.12, 0.62]), legend=None)
    tooltip = [
        altair.Tooltip(f"{field}:N", title=said)
        for field, said in (("before", "before"), ("after", "after"), ("count", "accounts"), ("of", "of those before"))
    ]
    chart = altair.Chart(look.data(rows)).encode(x=x, y=y)
    cells = chart.mark_rect(cornerRadius=3).encode(color=colour, opacity=opacity, tooltip=tooltip)
    amounts = chart.mark_text(color=look.ink(), fontSize=13, fontWeight="bold", dy=-7).encode(text="count:N")
    shares = chart.mark_text(color=look.ink(), fontSize=11, dy=9).encode(text="of:N")
    title = look.title(f"{' and '.join(parts)}, of {words.count(total, 'account')}", ", ".join(below[:-1]), below[-1])
    return look.layer([cells, amounts, shares], title, width=altair.Step(96), height=altair.Step(52))


def _migrated(before: list[str | None], after: list[str | None], names: words.Names) -> Counter[tuple[str | None, str | None]]:
    """The moves between two columns, as a panel of two days. Which days, does not matter."""
    if len(before) != len(after):
        raise ValueError(f"expected as many tiers after as before ({len(before)}), found {len(after)}")
    days = ["2000-01-01", "2001-01-01"]
    met = dict.fromkeys([*names.tiers, *(tier for tier in (*before, *after) if tier is not None)])
    observations: list[dict[str, Any]] = []
    for at, (start, end) in enumerate(zip(before, after, strict=True)):
        if start is not None:
            observations.append({"account": str(at), "on": days[0], "tier": start})
        if start is not None or end is not None:
            observations.append({"account": str(at), "on": days[1], "tier": end})
    return _moves(core.migration({"ladder": list(met), "observations": observations}, days)) if observations else Counter()


def _moves(found: TierMigration) -> Counter[tuple[str | None, str | None]]:
    """How many went from which tier to which; none stands for accounts that were not there. Accounts that only stay count as in their tier."""
    counts: Counter[tuple[str | None, str | None]] = Counter()
    for row in found["rows"]:
        start = row["state"]["name"]
        for state, cell in zip(found["states"], row["cells"], strict=True):
            counts[start, state["name"]] += cell["count"]
        counts[start, None] += row["left"]["count"]
    for state, amount in zip(found["states"], found["entries"], strict=True):
        counts[None, state["name"]] += amount
    return +counts
