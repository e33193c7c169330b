"""Policies as notebooks show them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tierwise import Policy


def policy(policy: Policy) -> str:
    """The criteria of a policy as an HTML table: what each can bring, and its share in all that can be moved."""
    identity, span = policy.identity, policy.range
    heads = ["aspect", "criterion", "fact", "fewest points", "most points", "effective weight"]
    rows = [
        [row["aspect"], row["id"], row["fact"], f"{row['least']:g}", f"{row['most']:g}", f"{row['effective_weight']:.1%}"]
        for row in policy.criteria
    ]
    title = f"{identity['id']}, version {identity['version']}: {span['lowest']:g} to {span['highest']:g} points"
    warnings = "".join(f"<li>{escape(warning['path'])}: {escape(warning['message'])}</li>" for warning in policy.warnings)

    def line(cells: list[str], tag: str) -> str:
        aligned = (f'<{tag} style="text-align: {"left" if index < 3 else "right"}">' for index in range(len(cells)))
        return "<tr>" + "".join(f"{start}{escape(cell)}</{tag}>" for start, cell in zip(aligned, cells, strict=True)) + "</tr>"

    body = "".join(line(row, "td") for row in rows)
    return (
        f"<table><caption>{escape(title)}</caption><thead>{line(heads, 'th')}</thead><tbody>{body}</tbody></table>"
        + (f"<ul>{warnings}</ul>" if warnings else "")
    )
