"""Policies as notebooks show them."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from tierwise import _words as words
from tierwise._frame import Column, Markup, Row, badge, items, join, page, pieces, table, tag

if TYPE_CHECKING:
    from tierwise import Policy
    from tierwise.types import CriterionSpec, LadderSpec

#: Width and height of a drawn shape.
WIDE, HIGH = 84, 22


def policy(policy: Policy) -> str:
    """Criteria with what they read and can bring, the ladder with what it asks for and gives, and the linter's warnings."""
    identity, span, spec, names = policy.identity, policy.range, policy.to_dict(), words.Names(policy)
    version = f"{identity['id']}, version {identity['version']}: {words.number(span['lowest'])} to {words.number(span['highest'])} points"
    label = spec.get("label")
    head = tag("p", join(tag("b", label), " ", tag("span", version, "quiet")) if label else tag("b", version), "head")
    warnings = [f"{warning['path']}: {warning['message']}" for warning in policy.warnings]
    return page(
        head,
        _criteria(policy, names),
        _ladder(names.ladder, names) if names.ladder else "",
        _designations(policy, names),
        join(tag("p", "What the linter says", "warn"), items(warnings)) if warnings else "",
        tag("p", f"fingerprint {identity['fingerprint'][:12]}…", "quiet"),
    )


def _criteria(policy: Policy, names: words.Names) -> Markup:
    rows = []
    reach = names.reach
    widest = max((row["effective_weight"] for row in reach.values()), default=0) or 1
    for aspect in policy.to_dict()["score"]["aspects"]:
        inside = [reach[criterion["id"]] for criterion in aspect["criteria"]]
        limits = [
            f"{name} {words.number(bound)}" for name, bound in (("floor", aspect.get("floor")), ("cap", aspect.get("cap"))) if bound is not None
        ]
        name = join(names.of("aspect", aspect["id"]), tag("span", f" ({', '.join(limits)})" if limits else "", "quiet"))
        weight = sum(row["effective_weight"] for row in inside)
        rows.append(Row([name, "", "", "", "", f"{weight:.1%}", ""], "strong"))
        for criterion, row in zip(aspect["criteria"], inside, strict=True):
            bar = pieces([("", 0, row["effective_weight"] / widest)], "track short")
            shape = tag("span", join(_drawn(criterion), " ", tag("span", _shape(criterion), "quiet")), "shape")
            cells = [
                names.of("criterion", row["id"]),
                row["fact"],
                shape,
                words.number(row["least"]),
                words.number(row["most"]),
                f"{row['effective_weight']:.1%}",
                bar,
            ]
            rows.append(Row(cells, "under"))
    columns = [
        Column("criterion"),
        Column("fact"),
        Column("shape"),
        Column("fewest points", True),
        Column("most points", True),
        Column("effective weight", True),
        Column(""),
    ]
    return table("What brings points", columns, rows)


def _shape(criterion: CriterionSpec) -> str:
    """A criterion's shape in words."""
    if curve := criterion.get("curve"):
        return f"curve from {words.number(curve[0][0])} to {words.number(curve[-1][0])}"
    if bands := criterion.get("bands"):
        return words.count(len(bands), "band")
    if categories := criterion.get("table"):
        return "1 category" if len(categories) == 1 else f"{len(categories)} categories"
    return "yes or no"


def _drawn(criterion: CriterionSpec) -> Markup:
    """A criterion's shape as a small picture: a curve's knots over their logarithms where they span decades, bands as steps, the rest as bars."""
    if curve := criterion.get("curve"):
        places = _places([knot[0] for knot in curve])
        knots = _heights([knot[1] for knot in curve])
        path = "M" + " L".join(f"{x * WIDE:.1f} {y:.1f}" for x, y in zip(places, knots, strict=True))
        drawn = f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="2"/>'
    else:
        if bands := criterion.get("bands"):
            amounts, gap = [float(band[1] or 0) for band in bands], 0.0
        elif categories := criterion.get("table"):
            amounts, gap = list(categories.values()), 0.25
        else:
            flag = criterion.get("flag") or {"false": 0, "true": 0}
            amounts, gap = [flag["false"], flag["true"]], 0.25
        tops = _heights([0.0, *amounts])
        each = WIDE / max(len(amounts), 1)
        drawn = "".join(
            f'<rect x="{at * each:.1f}" width="{each * (1 - gap):.1f}" y="{min(top, tops[0]):.1f}" height="{max(abs(tops[0] - top), 1):.1f}" fill="currentColor"/>'
            for at, top in enumerate(tops[1:])
        )
    return Markup(f'<svg width="{WIDE}" height="{HIGH}" viewBox="0 0 {WIDE} {HIGH}" aria-hidden="true">{drawn}</svg>')


def _places(values: list[float]) -> list[float]:
    """Where values are between their ends, 0 to 1: by orders of magnitude if they are all above zero and span more than two."""
    if values[0] > 0 and values[-1] / values[0] > 100:
        values = [log(value) for value in values]
    extent = (values[-1] - values[0]) or 1
    return [(value - values[0]) / extent for value in values]


def _heights(values: list[float]) -> list[float]:
    low, high = min(0.0, *values), max(0.0, *values)
    return [1 + (HIGH - 2) * (1 - (value - low) / ((high - low) or 1)) for value in values]


def _ladder(ladder: LadderSpec, names: words.Names) -> Markup:
    ranks = len(names.tiers)
    rows = []
    for rank, tier in reversed(list(enumerate(ladder["tiers"], start=1))):
        retain = tier.get("retain")
        asked = words.conditions(tier.get("requires")) + [f"to stay: {each}" for each in words.conditions(tier.get("retain_requires"))]
        given = [names.of("entitlement", identity) for identity in tier.get("entitlements", [])]
        cells = [
            badge(names.of("tier", tier["id"]), rank, ranks),
            words.number(tier["enter"]),
            words.number(tier["enter"] if retain is None else retain),
        ]
        rows.append(Row([*cells, items(asked), items(given)]))
    rows.append(Row([badge(names.of("tier", ladder["base"]), 0, ranks), "", "", "", ""]))
    basis = "points of the ledger" if ladder.get("basis") == "points" else "points of the composite"
    columns = [Column("tier"), Column("enter", True), Column("stay", True), Column("asks for"), Column("gives")]
    blocks = [words.condition(block) for block in ladder.get("blocks", [])]
    blocked = tag("p", join(tag("span", "Blocked, whatever the points, while ", "quiet"), " or ".join(blocks))) if blocks else ""
    return join(table(f"Tiers, by {basis}", columns, rows), blocked)


def _designations(policy: Policy, names: words.Names) -> Markup:
    rows = []
    for designation in policy.to_dict().get("designations", []):
        asked = words.conditions(designation.get("requires")) + (["an invitation"] if designation.get("by_invitation") else [])
        given = [names.of("entitlement", identity) for identity in designation.get("entitlements", [])]
        rows.append(Row([names.of("tier", designation["id"]), items(asked), items(given)]))
    return table("Designations, beside the ladder", [Column("designation"), Column("asks for"), Column("gives")], rows) if rows else Markup("")
