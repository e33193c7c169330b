"""The policy of W1 and W2 as every peer needs it: points times weights, in thousandths, so that one rounding to a whole
number, ties to the even one, makes a contribution.
"""

import json


class Criterion:
    def __init__(self, criterion, weight):
        self.fact = criterion["fact"]
        self.missing = criterion["missing"]["points"] * weight
        self.shape = next(shape for shape in ("curve", "bands", "table", "flag") if shape in criterion)
        parts = criterion[self.shape]
        if self.shape in ("curve", "bands"):
            self.bounds = [bound for bound, _ in parts]
            self.points = [points * weight for _, points in parts]
        else:
            self.categories = list(parts)
            self.points = [points * weight for points in parts.values()]
        if self.shape == "bands":
            # The first band is open below.
            self.bounds = self.bounds[1:]
        if self.shape == "flag":
            # In the order of the numbers 0 and 1.
            self.points = [parts["false"] * weight, parts["true"] * weight]


class Policy:
    def __init__(self, folder):
        document = json.loads((folder / "policy.json").read_text())
        aspects = document["score"]["aspects"]
        self.criteria = [Criterion(criterion, aspect["weight"] * 1000) for aspect in aspects for criterion in aspect["criteria"]]
        # Ranges of criteria with the most that they bring.
        self.aspects, start = [], 0
        for aspect in aspects:
            self.aspects.append((start, start + len(aspect["criteria"]), aspect["cap"] * 1000))
            start += len(aspect["criteria"])
        ladder = document["ladder"]
        self.names = [ladder["base"]] + [tier["id"] for tier in ladder["tiers"]]
        # Rank, to enter, to stay.
        self.tiers = [(rank, tier["enter"] * 1000, tier["retain"] * 1000) for rank, tier in enumerate(ladder["tiers"], 1)]
