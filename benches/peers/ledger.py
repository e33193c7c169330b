"""W3: accounts with dated events, balances over rolling twelve months and tiers at month ends.

An event is first seen at the review whose number `month` is; a balance is the sum of the last twelve. Tiers depend on the
tiers before, so that every peer walks over the months and does all accounts of a month at once.
"""

import json

import numpy as np


class Ledger:
    """Results are balances and tiers, by account and month."""

    def __init__(self, folder):
        self.folder, self.rows = folder, int((folder / "rows").read_text())
        facts = json.loads((folder / "ledger.json").read_text())
        self.reviews, self.bounds, self.months = np.array(facts["reviews"], "i4"), facts["bounds"], len(facts["reviews"])
        self.accounts = self.rows // facts["events"]
        account = np.repeat(np.arange(self.accounts, dtype="i4"), facts["events"])
        self.prepare(account, np.fromfile(folder / "day.i32", "<i4"), np.fromfile(folder / "points.i32", "<i4"))

    def tiers(self, balance):
        """For what has no loops of its own: NumPy, month by month."""
        rank, missed = np.zeros(len(balance), "u1"), np.zeros(len(balance), bool)
        tier = np.empty((len(balance), self.months), "u1")
        for month in range(self.months):
            now = balance[:, month]
            enters, stays = (sum((now >= bounds[kind]).astype("u1") for bounds in self.bounds) for kind in (0, 1))
            falls = stays < rank
            rank = np.where(falls & missed, stays, np.maximum(rank, enters))
            missed = falls & ~missed
            tier[:, month] = rank
        return tier

    def plain(self, results):
        return results

    def difference(self, results):
        balance, tier = (np.asarray(found).reshape(-1) for found in self.plain(results))
        expected = np.fromfile(self.folder / "balance.i64", "<i8")
        moved = (balance == expected) & (tier != np.fromfile(self.folder / "tier.u8", "u1"))
        return {"worst": int(np.abs(balance - expected).max()), "composites": int((balance != expected).sum()), "tiers": int(moved.sum())}


def rolling(earned):
    """Sums of twelve months."""
    total = earned.cumsum(axis=1)
    balance = total.copy()
    balance[:, 12:] -= total[:, :-12]
    return balance


class NumPy(Ledger):
    def prepare(self, account, day, points):
        self.account, self.day, self.points = account, day, points

    def run(self):
        # A table of days is quicker than a search for each event.
        month_of = np.searchsorted(self.reviews, np.arange(self.reviews[-1] + 1, dtype="i4"))
        at = self.account * np.int64(self.months) + month_of[self.day]
        earned = np.bincount(at, weights=self.points, minlength=self.accounts * self.months)
        balance = rolling(earned.astype("i8").reshape(self.accounts, self.months))
        return balance, self.tiers(balance)


class Pandas(Ledger):
    def prepare(self, account, day, points):
        import pandas as pd

        self.pd, self.events = pd, pd.DataFrame({"account": account, "day": day, "points": points})

    def run(self):
        month = self.pd.Series(np.searchsorted(self.reviews, np.arange(self.reviews[-1] + 1, dtype="i4")))
        months = month.take(self.events["day"]).to_numpy()
        earned = self.events.groupby(["account", months], sort=True)["points"].sum().unstack(fill_value=0)
        earned = earned.reindex(index=range(self.accounts), columns=range(self.months), fill_value=0)
        balance = rolling(earned.to_numpy("i8"))
        return balance, self.tiers(balance)


class Polars(Ledger):
    def prepare(self, account, day, points):
        import polars as pl

        self.pl, self.events = pl, pl.DataFrame({"account": account, "day": day, "points": points})

    def run(self):
        pl = self.pl
        month = pl.lit(pl.Series(np.searchsorted(self.reviews, np.arange(self.reviews[-1] + 1, dtype="i4")).astype("u1"))).gather(pl.col("day"))
        sums = self.events.lazy().group_by("account", month.alias("month")).agg(pl.col("points").sum().cast(pl.Int64)).collect()
        grid = pl.DataFrame({"account": np.repeat(np.arange(self.accounts, dtype="i4"), self.months), "month": np.tile(np.arange(self.months, dtype="u1"), self.accounts)})
        earned = grid.join(sums, on=["account", "month"], how="left", maintain_order="left")["points"].fill_null(0)
        wide = pl.DataFrame(earned.to_numpy().reshape(self.accounts, self.months), schema=[f"e{at}" for at in range(self.months)])
        balances = wide.select(pl.sum_horizontal(f"e{at}" for at in range(max(0, month - 11), month + 1)).alias(f"b{month}") for month in range(self.months))
        frame = balances.with_columns(pl.lit(0, pl.UInt8).alias("rank"), pl.lit(False).alias("missed"))
        lazy = frame.lazy()
        for month in range(self.months):
            count = lambda kind: sum((pl.col(f"b{month}") >= bounds[kind]).cast(pl.UInt8) for bounds in self.bounds)
            lazy = lazy.with_columns(count(0).alias("enters"), count(1).alias("stays")).with_columns((pl.col("stays") < pl.col("rank")).alias("falls"))
            rank = pl.when(pl.col("falls") & pl.col("missed")).then("stays").otherwise(pl.max_horizontal("rank", "enters"))
            lazy = lazy.with_columns(rank.alias("rank"), (pl.col("falls") & ~pl.col("missed")).alias("missed")).with_columns(pl.col("rank").alias(f"t{month}"))
        return lazy.select(pl.col("^[bt][0-9]+$")).collect()

    def plain(self, results):
        return tuple(results.select(f"{kind}{month}" for month in range(self.months)).to_numpy() for kind in "bt")


class DuckDB(Ledger):
    """Windows for the balances; tiers by nested queries, one for each month, since they depend on those before."""

    def prepare(self, account, day, points):
        import duckdb
        import pyarrow as pa

        self.database = duckdb.connect()
        arrow = pa.table({"account": account, "day": day, "points": points})
        self.database.register("arrow", arrow)
        self.database.execute("create table events as from arrow")
        self.database.unregister("arrow")
        reviews = pa.table({"month": np.arange(self.months, dtype="i4"), "on": self.reviews})
        self.database.register("arrow", reviews)
        self.database.execute("create table reviews as from arrow")
        self.database.unregister("arrow")

    def run(self):
        months = range(self.months)
        sums = ", ".join(f"coalesce(sum(points) filter (month = {month}), 0)::bigint as e{month}" for month in months)
        balances = ", ".join(" + ".join(f"e{at}" for at in range(max(0, month - 11), month + 1)) + f" as b{month}" for month in months)
        step = lambda kind, month: " + ".join(f"(b{month} >= {bounds[kind]})::tinyint" for bounds in self.bounds)
        query = (
            "with days as (select day, (select count(*) from reviews where reviews.\"on\" < day)::tinyint as month from (select distinct day from events)), "
            f"earned as (select account, {sums} from events join days using (day) group by account), "
            f"s as (select account, {balances}, 0::tinyint as rank, false as missed from earned)"
        )
        self.database.execute(f"create or replace temp table walked as {query} from s")
        steps = "walked"
        for month in months:
            kept = ", ".join(["account"] + [f"b{at}" for at in months] + [f"t{at}" for at in range(month)])
            judged = f"(select *, ({step(0, month)}) as enters, ({step(1, month)}) as stays from {steps})"
            rank = "case when stays < rank and missed then stays else greatest(rank, enters) end"
            steps = f"(select {kept}, {rank} as t{month}, {rank} as rank, stays < rank and not missed as missed from {judged})"
        self.database.execute(f"create or replace table standings as select * exclude (rank, missed) from {steps}")

    def plain(self, results):
        found = self.database.execute("from standings order by account").fetchnumpy()
        return tuple(np.stack([found[f"{kind}{month}"] for month in range(self.months)], axis=1) for kind in "bt")


PEERS = {"numpy": NumPy, "pandas": Pandas, "polars": Polars, "duckdb": DuckDB}
