"""W2: one account after the other, each a dict by itself; in W1 the same for a part of the rows."""

import json
from bisect import bisect_right

from columns import CATEGORIES, NUMBERS, Columns

DAY = "2026-06-30"


class Records(Columns):
    """Results are a composite, contributions and a tier for each account."""

    #: Python looks after the objects that it keeps: the more results are kept, the slower each one gets.
    most = 1_000

    def prepare(self, columns, known, previous):
        lists = {name: columns[name].tolist() for name in NUMBERS}
        lists |= {name: [words[code] for code in columns[name].tolist()] for name, words in CATEGORIES.items()}
        lists["brand_influencer"] = columns["brand_influencer"].astype(bool).tolist()
        known = {name: known[name].tolist() for name in lists}
        self.records = [{name: values[row] for name, values in lists.items() if known[name][row]} for row in range(self.rows)]
        self.previous = previous.tolist()
        self.make()

    def make(self):
        pass

    def run(self):
        return [self.score(record, previous) for record, previous in zip(self.records, self.previous)]

    def plain(self, results):
        composite, contributions, tier = zip(*results)
        return composite, list(zip(*contributions)), tier


def reader(criterion):
    """What a person would write out by hand for a criterion, once its constants are at hand."""
    bounds, points, missing, fact = getattr(criterion, "bounds", None), criterion.points, round(criterion.missing), criterion.fact
    if criterion.shape == "curve":
        last = len(bounds)

        def curve(record):
            value = record.get(fact)
            if value is None:
                return missing
            at = bisect_right(bounds, value)
            if at == 0 or at == last:
                return round(points[0 if at == 0 else -1])
            x0, y0 = bounds[at - 1], points[at - 1]
            return round(y0 + (value - x0) * (points[at] - y0) / (bounds[at] - x0))

        return curve
    if criterion.shape == "bands":
        points = [round(each) for each in points]

        def bands(record):
            value = record.get(fact)
            return missing if value is None else points[bisect_right(bounds, value)]

        return bands
    table = dict(zip(criterion.categories if criterion.shape == "table" else (False, True), map(round, points)))
    table[None] = missing
    return lambda record: table[record.get(fact)]


class Plain(Records):
    def make(self):
        self.readers = [reader(criterion) for criterion in self.policy.criteria]

    def score(self, record, previous):
        contributions = [read(record) for read in self.readers]
        composite = sum(min(sum(contributions[start:end]), cap) for start, end, cap in self.policy.aspects)
        tier = 0
        for rank, enter, retain in self.policy.tiers:
            if composite >= (retain if previous >= rank else enter):
                tier = rank
        return composite, contributions, tier


class Tierwise(Records):
    """The package for Python: the whole scorecard and placement as a dict."""

    def make(self):
        import tierwise

        self.records = [{"facts": record} for record in self.records]
        self.names = self.policy.names
        self.previous = [self.names[rank] for rank in self.previous]
        self.handle = tierwise.Policy(json.loads((self.folder / "policy.json").read_text()))

    def score(self, record, previous):
        return self.handle.assess(record, DAY, previous=previous)

    def plain(self, results):
        def row(assessment):
            card = assessment["scorecard"]
            contributions = [criterion["contribution"] for aspect in card["aspects"] for criterion in aspect["criteria"]]
            tier = self.names.index(assessment["placement"]["tier"])
            return round(card["composite"] * 1000), [round(contribution * 1000) for contribution in contributions], tier

        return super().plain([row(assessment) for assessment in results])


class ZenEngine(Records):
    """GoRules' engine: one node of expressions, which it compiles once."""

    def make(self):
        import zen

        expressions = [(f"c{at}", self.contribution(criterion)) for at, criterion in enumerate(self.policy.criteria)]
        sums = [f"min([{' + '.join(f'$.c{at}' for at in range(start, end))}, {cap}])" for start, end, cap in self.policy.aspects]
        expressions.append(("composite", " + ".join(sums)))
        tier = "0"
        for rank, enter, retain in self.policy.tiers:
            tier = f"$.composite >= (previous >= {rank} ? {retain} : {enter}) ? {rank} : ({tier})"
        expressions.append(("tier", tier))
        node = {"id": "score", "type": "expressionNode", "name": "score", "content": {"expressions": [{"id": key, "key": key, "value": value} for key, value in expressions]}}
        nodes = [{"id": "in", "type": "inputNode", "name": "in"}, node, {"id": "out", "type": "outputNode", "name": "out"}]
        edges = [{"id": f"{source}-{target}", "sourceId": source, "targetId": target, "type": "edge"} for source, target in (("in", "score"), ("score", "out"))]
        self.decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
        names = [*NUMBERS, *CATEGORIES, "brand_influencer"]
        self.records = [{name: record.get(name) for name in names} | {"previous": previous} for record, previous in zip(self.records, self.previous)]

    @staticmethod
    def contribution(criterion):
        fact = criterion.fact
        if criterion.shape == "curve":
            knots = list(zip(criterion.bounds, criterion.points))
            chain = repr(knots[-1][1])
            for (x0, y0), (x1, y1) in reversed(list(zip(knots, knots[1:]))):
                chain = f"{fact} < {x1} ? {y0} + ({fact} - {x0}) * {y1 - y0} / {x1 - x0} : ({chain})"
            return f"{fact} == null ? {criterion.missing} : round({fact} < {knots[0][0]} ? {knots[0][1]} : ({chain}))".replace("- -", "+ ")
        if criterion.shape == "bands":
            chain = repr(criterion.points[-1])
            for bound, points in reversed(list(zip(criterion.bounds, criterion.points))):
                chain = f"{fact} < {bound} ? {points} : ({chain})"
            return f"{fact} == null ? {criterion.missing} : ({chain})"
        if criterion.shape == "table":
            chain = repr(criterion.missing)
            for category, points in zip(criterion.categories, criterion.points):
                chain = f'{fact} == "{category}" ? {points} : ({chain})'
            return chain
        return f"{fact} == null ? {criterion.missing} : ({fact} ? {criterion.points[1]} : {criterion.points[0]})"

    def score(self, record, previous):
        return self.decision.evaluate(record)["result"]

    def plain(self, results):
        criteria = range(len(self.policy.criteria))
        return super().plain([(row["composite"], [row[f"c{at}"] for at in criteria], row["tier"]) for row in results])


PEERS = {"plain": Plain, "tierwise": Tierwise, "zen": ZenEngine}
