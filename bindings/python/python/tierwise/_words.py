"""What people read: numbers, values, conditions and names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from tierwise import Policy
    from tierwise.types import ConditionSpec, CriterionOverview, CriterionScore, LadderSpec

#: Parts of a letter that is a bar's end.
EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")


def number(value: float) -> str:
    """With separators, and the digits that people read: three decimals at most."""
    text = f"{value:,.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def value(given: float | str | bool | None) -> str:
    """A value of a fact."""
    if given is None:
        return "not known"
    if isinstance(given, bool):
        return "yes" if given else "no"
    return given if isinstance(given, str) else number(given)


def share(part: float) -> str:
    """A share in per cent, with a decimal where it would otherwise read as none or all."""
    rounded = f"{part:.0%}"
    return f"{part:.1%}" if rounded in ("0%", "100%") and part not in (0, 1) else rounded


def points(amount: float) -> str:
    return f"{number(amount)} point" if amount == 1 else f"{number(amount)} points"


def count(amount: int, noun: str) -> str:
    return f"{amount:,} {noun}" if amount == 1 else f"{amount:,} {noun}s"


def condition(asked: ConditionSpec) -> str:
    """A condition of a policy, in the words in which results name it when it does not hold."""
    some = asked.get("at_least_of")
    for words, parts in (
        ("all of", asked.get("all")),
        ("any of", asked.get("any")),
        (f"at least {some['count']} of" if some else "", some["of"] if some else None),
    ):
        if parts:
            return condition(parts[0]) if len(parts) == 1 else f"{words} ({'; '.join(map(condition, parts))})"
    tests = [f"{name.replace('_', ' ')} {bound:.15g}" for name in ("at_least", "above", "at_most", "below") if (bound := asked.get(name)) is not None]
    if (exact := asked.get("is")) is not None:
        tests.append(f"is {str(exact).lower() if isinstance(exact, bool) else exact}")
    if names := asked.get("one_of"):
        tests.append("is one of " + ", ".join(names))
    transform = asked.get("transform")
    read = f"{transform.replace('_', ' ')} {asked.get('fact')}" if transform else str(asked.get("fact"))
    return f"{read} {'missing or ' if asked.get('when_missing') == 'pass' else ''}{' and '.join(tests)}"


def conditions(asked: ConditionSpec | None) -> list[str]:
    """Conditions that must hold together, each by itself."""
    if asked is None:
        return []
    return [condition(part) for part in asked.get("all") or [asked]]


def matched(criterion: CriterionScore) -> str:
    """What a criterion met."""
    met = criterion["matched"]
    if met == "missing":
        return "not known"
    if met == "renormalised":
        return "not known, left out"
    if met == "other":
        return "any other"
    if "band" in met:
        low, high = met["band"]["from"], met["band"]["until"]
        if low is None:
            return "every value" if high is None else f"below {number(high)}"
        return f"from {number(low)}" if high is None else f"{number(low)} to below {number(high)}"
    return ""


class Names:
    """Names for people: those of a policy, or ids where it has none, or where there is no policy."""

    def __init__(self, policy: Policy | None = None) -> None:
        self.policy = policy
        self.reach: dict[str, CriterionOverview] = {}
        self.ladder: LadderSpec | None = None
        self._names: dict[tuple[str, str], str] = {}
        if policy is None:
            return
        spec = policy.to_dict()
        self.reach = {overview["id"]: overview for overview in policy.criteria}
        self.ladder = spec.get("ladder")
        named: list[tuple[str, Any]] = [("entitlement", each) for each in spec.get("entitlements", [])]
        named += [("tier", each) for each in spec.get("designations", [])]
        named += [("tier", each) for each in (self.ladder["tiers"] if self.ladder else [])]
        for aspect in spec["score"]["aspects"]:
            named += [("aspect", aspect), *(("criterion", criterion) for criterion in aspect["criteria"])]
        self._names = {(kind, each["id"]): each["label"] for kind, each in named if each.get("label")}

    def of(self, kind: str, identity: str) -> str:
        """The name of an ``aspect``, a ``criterion``, an ``entitlement`` or a ``tier``, designations included."""
        return self._names.get((kind, identity), identity.replace("_", " "))

    @property
    def tiers(self) -> list[str]:
        """Ids of the tiers, the base rung first; none without a ladder."""
        return [self.ladder["base"], *(tier["id"] for tier in self.ladder["tiers"])] if self.ladder else []


def width(text: str) -> int:
    """Columns of a terminal."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def fit(text: str, columns: int, right: bool = False) -> str:
    """Text filled with spaces, or cut with an ellipsis, to so many columns."""
    if width(text) > columns:
        while text and width(text) >= columns:
            text = text[:-1]
        text += "…"
    fill = " " * (columns - width(text))
    return fill + text if right else text + fill


def aligned(amount: float, columns: int) -> str:
    """A number with its decimal point where that of others is."""
    whole, _, decimals = number(amount).partition(".")
    return f"{whole.rjust(columns - 4)}{'.' if decimals else ' '}{decimals.ljust(3)}"


def bar(start: float, end: float, columns: int, rest: str = " ") -> str:
    """A bar from one share of the width to another, both 0 to 1."""
    first = int(min(max(start, 0.0), 1.0) * columns * 8) // 8
    full, part = divmod(round(min(max(end, 0.0), 1.0) * columns * 8), 8)
    drawn = rest * first + "█" * (full - first) + (EIGHTHS[part] if full >= first else "")
    return drawn + rest * (columns - len(drawn))


def wrapped(lead: str, text: str, columns: int) -> str:
    """A text behind a lead, on as many lines as it needs."""
    indent = width(lead)
    lines = [lead]
    for word in text.split():
        if width(lines[-1]) + width(word) > columns and width(lines[-1]) > indent:
            lines.append(" " * indent)
        lines[-1] += word + " "
    return "\n".join(line.rstrip() for line in lines)
