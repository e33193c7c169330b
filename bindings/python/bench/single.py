"""One account at a time: `Policy.score` beside the same policy written in plain Python.

The account has all 21 facts of the shipped policy. Both make the whole breakdown; their figures are compared before they
are timed. Prints the best of many rounds, in microseconds a call, the ratio, and what `json.loads` of the same scorecard takes.
"""

import json
import timeit
from bisect import bisect_right

import tierwise

ACCOUNT = {
    "facts": {
        "orders.decayed_vehicle_equivalents": 120,
        "orders.units_36_months": 64,
        "orders.count_36_months": 9,
        "margin.contribution_percent": 9,
        "fleet.units": 420,
        "replacement.due_24_months": 95,
        "fleet.growth_percent": 6,
        "orders.high_grade_share": 0.35,
        "relationship.value_orientation": "value_first",
        "wallet.share": 0.55,
        "relationship.stage": "interdependent",
        "buying_centre.coverage": 0.75,
        "relationship.tenure_years": 8,
        "satisfaction.score": 4.2,
        "brand.influence": "regional_reference",
        "relationship.culture_fit": "aligned",
        "region.priority": "a",
        "payment.delay_days": 4,
        "procurement.method": "negotiated",
        "procurement.local_protection": "none",
        "service.burden_per_100_vehicles": 7,
    }
}


class PlainPolicy:
    """Scores accounts of which every fact is given; a check of nothing else."""

    def __init__(self, document):
        self.aspects = [(aspect["id"], [self.criterion(criterion) for criterion in aspect["criteria"]]) for aspect in document["score"]["aspects"]]
        self.base = document["score"].get("base", 0)

    @staticmethod
    def criterion(criterion):
        if "curve" in criterion:
            knots = criterion["curve"]
            starts, best = [knot[0] for knot in knots], max(knot[1] for knot in knots)

            def points(value):
                above = bisect_right(starts, value)
                if above == 0:
                    return knots[0][1], {"segment": {"from": None, "until": knots[0][0]}}
                if above == len(knots):
                    return knots[-1][1], {"segment": {"from": knots[-1][0], "until": None}}
                (x0, y0), (x1, y1) = knots[above - 1], knots[above]
                return y0 + (value - x0) * (y1 - y0) / (x1 - x0), {"segment": {"from": x0, "until": x1}}

        elif "bands" in criterion:
            bands = criterion["bands"]
            starts, best = [band[0] for band in bands], max(band[1] for band in bands)

            def points(value):
                at = bisect_right(starts, value) - 1
                until = starts[at + 1] if at + 1 < len(starts) else None
                return bands[at][1], {"band": {"from": starts[at], "until": until}}

        else:
            table = criterion["table"]
            best = max(table.values())

            def points(value):
                return table[value], {"category": value}

        return criterion["id"], criterion["fact"], criterion["reason"], best, points

    def score(self, account, as_of):
        facts, composite, aspects, reasons = account["facts"], self.base, [], []
        for aspect, criteria in self.aspects:
            lines, total = [], 0
            for name, fact, reason, best, points in criteria:
                value = facts[fact]
                found, matched = points(value)
                found = round(found, 3)
                total += found
                line = {"id": name, "fact": fact, "value": value, "points": found, "contribution": found, "matched": matched, "reason": reason}
                lines.append(line)
                if found < best:
                    reasons.append({"code": reason, "gap": round(best - found, 3)})
            total = round(total, 3)
            composite += total
            aspects.append({"id": aspect, "points": total, "adjustment": 0, "criteria": lines})
        reasons.sort(key=lambda reason: -reason["gap"])
        return {"as_of": as_of, "composite": round(composite, 3), "aspects": aspects, "reasons": reasons}


def microseconds(call):
    rounds = timeit.repeat(call, number=2_000, repeat=25)
    return min(rounds) / 2_000 * 1e6


def compared():
    """Both policies, once they are seen to agree."""
    policy = tierwise.Policy.shipped("cv-key-account")
    plain = PlainPolicy(policy.to_dict())
    card, other = policy.score(ACCOUNT, "2026-06-30"), plain.score(ACCOUNT, "2026-06-30")
    assert other == {key: card[key] for key in other}
    assert not card["missing"]
    return policy, plain


def main():
    policy, plain = compared()
    card = json.dumps(policy.score(ACCOUNT, "2026-06-30"))
    ours = microseconds(lambda: policy.score(ACCOUNT, "2026-06-30"))
    theirs = microseconds(lambda: plain.score(ACCOUNT, "2026-06-30"))
    # What it costs Python to make as many objects from a text, in C.
    objects = microseconds(lambda: json.loads(card))
    print(f"tierwise {ours:.2f} us, plain Python {theirs:.2f} us, ratio {theirs / ours:.2f}; json.loads of the scorecard {objects:.2f} us")


if __name__ == "__main__":
    main()
