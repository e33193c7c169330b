"""What BG/NBD x Gamma-Gamma of `lifetimes` captures on the cuts of `tierwise backtest`, beside what that says.

    pip install lifetimes==0.11.3 'pandas<3'
    python benches/peers/backtest.py target/release/tierwise ORDERS --columns account=customer_id,... --cut 1997-09-30 ...

Everything behind the program goes to `tierwise backtest --policy transactions --calibrate --half-life 60,90,120,180,270,365 --json`;
its answer says the cuts. A customer of `lifetimes` has orders above zero up to the cut; those who have only returns are last.
Accounts of one score count with equal parts, as in `tierwise backtest`.
"""

import json
import subprocess
import sys
import warnings

import numpy as np
import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter
from lifetimes.utils import summary_data_from_transaction_data

warnings.filterwarnings("ignore")
program, orders, *rest = sys.argv[1:]
made = ["--policy", "transactions", "--calibrate", "--half-life", "60,90,120,180,270,365", "--json"]
measured = json.loads(subprocess.run([program, "backtest", orders, *rest, *made], check=True, stdout=subprocess.PIPE).stdout)

names = {"account": "account", "ordered_on": "ordered_on", "net_amount": "net_amount"}
if "--columns" in rest:
    names |= dict(pair.split("=") for pair in rest[rest.index("--columns") + 1].split(","))
table = pd.read_csv(orders, dtype={names["account"]: str}, parse_dates=[names["ordered_on"]])
table = table.rename(columns={column: name for name, column in names.items()})


def captured(scores, outcomes, share):
    """As rule C9 has it."""
    rows = pd.DataFrame({"score": scores, "outcome": outcomes}).groupby("score")["outcome"].agg(["sum", "size"])
    left, sum_ = share * len(scores), 0.0
    for outcome, size in rows.sort_index(ascending=False).itertuples(index=False):
        if left < size:
            return (sum_ + outcome * left / size) / outcomes.sum()
        sum_, left = sum_ + outcome, left - size
    return 1.0


def foretold(known, cut, days):
    """Expected orders of the days times expected value of one; all revenue per order, if the fit of values fails."""
    bought = known[known["net_amount"] > 0]
    summary = summary_data_from_transaction_data(bought, "account", "ordered_on", "net_amount", observation_period_end=cut)
    for penalizer in (0.0, 0.001, 0.01, 0.1):
        try:
            counts = BetaGeoFitter(penalizer_coef=penalizer).fit(summary["frequency"], summary["recency"], summary["T"])
            break
        except Exception:
            continue
    again = summary[(summary["frequency"] > 0) & (summary["monetary_value"] > 0)]
    values = GammaGammaFitter(penalizer_coef=0.001).fit(again["frequency"], again["monetary_value"])
    orders = counts.conditional_expected_number_of_purchases_up_to_time(days, summary["frequency"], summary["recency"], summary["T"])
    return orders * values.conditional_expected_average_profit(summary["frequency"], summary["monetary_value"])


sums = {name: [] for name in ("policy", "past_revenue", "rfm", "BG/NBD x Gamma-Gamma")}
for cut in measured:
    day, until = pd.Timestamp(cut["cut"]), pd.Timestamp(cut["until"])
    known, after = table[table["ordered_on"] <= day], table[(table["ordered_on"] > day) & (table["ordered_on"] <= until)]
    accounts = known["account"].drop_duplicates()
    outcomes = after.groupby("account")["net_amount"].sum().reindex(accounts).fillna(0.0)
    assert len(accounts) == cut["policy"]["accounts"] and np.isclose(outcomes.sum(), cut["policy"]["outcome"])
    scores = foretold(known, day, (until - day).days).reindex(accounts).fillna(-1.0)
    captures = {name: [capture["captured"] for capture in cut[name]["captures"]] for name in ("policy", "past_revenue", "rfm")}
    captures["BG/NBD x Gamma-Gamma"] = [captured(scores.to_numpy(), outcomes.to_numpy(), share) for share in (0.1, 0.2)]
    print(cut["cut"], "to", cut["until"], "half-life", cut["half_life_days"], "moves", cut["tiers"])
    for name, (tenth, fifth) in captures.items():
        sums[name].append((tenth, fifth))
        spearman = cut[name]["spearman"] if name in cut else scores.reset_index(drop=True).corr(outcomes.reset_index(drop=True), method="spearman")
        print(f"  {name:22} {tenth:.4f} {fifth:.4f}  spearman {spearman:.4f}")
print("mean")
for name, found in sums.items():
    print("  {:22} {:.4f} {:.4f}".format(name, *np.mean(found, axis=0)))
