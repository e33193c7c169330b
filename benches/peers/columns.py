"""W1: many accounts as columns."""

import math

import numpy as np
from policy import Policy

NUMBERS = ("annual_revenue", "gross_margin_pct", "fleet_size", "order_count", "tenure_years", "payment_delay_days")
CATEGORIES = {
    "procurement_method": ["tender", "framework", "spot", "direct"],
    "growth_outlook": ["declining", "stable", "growing", "strategic"],
}


class Columns:
    """Results are the composite, the contributions of the criteria and the tiers' ranks: each a column of numbers."""

    #: Rows that are scored; for what takes so long that a part must do.
    most = None

    def __init__(self, folder):
        rows = int((folder / "rows").read_text())
        self.folder, self.policy, self.rows = folder, Policy(folder), min(rows, self.most or rows)
        columns = {name: self.column(name, "f8") for name in NUMBERS}
        columns |= {name: self.column(name, "u1") for name in (*CATEGORIES, "brand_influencer")}
        known = {name: self.known(name) for name in columns}
        self.prepare(columns, known, self.column("previous", "u1"))

    def column(self, name, kind):
        suffix = {"f8": "f64", "i8": "i64", "u1": "u8"}[kind]
        return np.fromfile(self.folder / f"{name}.{suffix}", f"<{kind}", count=self.rows)

    def known(self, name):
        bits = np.fromfile(self.folder / f"{name}.bits", "u1")
        return np.unpackbits(bits, count=self.rows, bitorder="little").astype(bool)

    def plain(self, results):
        """The results as NumPy's columns."""
        return results

    def difference(self, results):
        composite, contributions, tier = self.plain(results)
        same = np.asarray(composite) == self.column("composite", "i8")
        worst = max(
            np.abs(np.asarray(found) - self.column(f"contribution-{at}", "i8")).max() for at, found in enumerate(contributions)
        )
        moved = same & (np.asarray(tier) != self.column("tier", "u1"))
        return {"worst": math.ceil(worst), "composites": int((~same).sum()), "tiers": int(moved.sum())}


class NumPy(Columns):
    """Missing numbers are NaN, missing categories and flags the last code."""

    def prepare(self, columns, known, previous):
        missing = {name: np.nan if column.dtype == "f8" else 2 if name == "brand_influencer" else 4 for name, column in columns.items()}
        self.columns = {name: np.where(known[name], column, column.dtype.type(missing[name])) for name, column in columns.items()}
        self.previous = previous
        self.lookups = [np.rint(np.array([*self.by_code(criterion), criterion.missing])) for criterion in self.policy.criteria]

    @staticmethod
    def by_code(criterion):
        if criterion.shape != "table":
            return criterion.points
        table = dict(zip(criterion.categories, criterion.points))
        return [table[word] for word in CATEGORIES[criterion.fact]]

    def contribution(self, criterion, lookup):
        column = self.columns[criterion.fact]
        if criterion.shape == "curve":
            points = np.interp(column, criterion.bounds, criterion.points)
            np.copyto(points, criterion.missing, where=np.isnan(points))
            return np.rint(points, out=points)
        if criterion.shape == "bands":
            at = np.digitize(column, criterion.bounds)
            at[np.isnan(column)] = len(criterion.points)
            return lookup.take(at)
        return lookup.take(column)

    def run(self):
        contributions = [self.contribution(*each) for each in zip(self.policy.criteria, self.lookups)]
        composite = 0
        for start, end, cap in self.policy.aspects:
            composite = composite + np.minimum(sum(contributions[start:end]), cap)
        tier = np.zeros(self.rows, "u1")
        for rank, enter, retain in self.policy.tiers:
            tier[composite >= np.where(self.previous >= rank, retain, enter)] = rank
        return composite, contributions, tier


class Pandas(Columns):
    def prepare(self, columns, known, previous):
        import pandas as pd

        self.pd = pd
        frame = {}
        for name, column in columns.items():
            if name in CATEGORIES:
                codes = np.where(known[name], column.astype("i1"), np.int8(-1))
                frame[name] = pd.Categorical.from_codes(codes, categories=CATEGORIES[name])
            elif name == "brand_influencer":
                frame[name] = pd.arrays.BooleanArray(column.astype(bool), ~known[name])
            else:
                frame[name] = np.where(known[name], column, np.nan)
        self.frame = pd.DataFrame(frame | {"previous": previous})

    def contribution(self, criterion):
        pd, column = self.pd, self.frame[criterion.fact]
        if criterion.shape == "curve":
            points = pd.Series(np.interp(column, criterion.bounds, criterion.points))
        elif criterion.shape == "bands":
            bounds = [-np.inf, *criterion.bounds, np.inf]
            at = pd.cut(column, bounds, right=False, labels=False)
            points = at.map(dict(enumerate(criterion.points)))
        elif criterion.shape == "table":
            points = column.map(dict(zip(criterion.categories, criterion.points))).astype("f8")
        else:
            no, yes = criterion.points
            points = pd.Series(np.where(column.fillna(False).to_numpy(bool), yes, no)).where(column.notna().to_numpy())
        return points.fillna(criterion.missing).round()

    def run(self):
        results = self.pd.DataFrame({f"c{at}": self.contribution(criterion) for at, criterion in enumerate(self.policy.criteria)})
        results["composite"] = sum(results.iloc[:, start:end].sum(axis=1).clip(upper=cap) for start, end, cap in self.policy.aspects)
        tier = self.pd.Series(0, index=results.index, dtype="u1")
        for rank, enter, retain in self.policy.tiers:
            bound = self.pd.Series(float(enter), index=results.index).where(self.frame["previous"] < rank, retain)
            tier = tier.mask(results["composite"] >= bound, rank)
        results["tier"] = tier
        return results

    def plain(self, results):
        return results["composite"], [results[f"c{at}"] for at in range(len(self.policy.criteria))], results["tier"]


class Polars(Columns):
    engine = "in-memory"

    def prepare(self, columns, known, previous):
        import polars as pl

        self.pl, frame = pl, pl.from_arrow(arrow_table(columns, known, previous))
        self.frame = frame.with_columns(pl.col(name).cast(pl.Enum(words)) for name, words in CATEGORIES.items())

    def contribution(self, criterion):
        pl, column = self.pl, self.pl.col(criterion.fact)
        if criterion.shape == "curve":
            knots = list(zip(criterion.bounds, criterion.points))
            chain = pl.when(column < knots[0][0]).then(knots[0][1])
            for (x0, y0), (x1, y1) in zip(knots, knots[1:]):
                chain = chain.when(column < x1).then(y0 + (column - x0) * (y1 - y0) / (x1 - x0))
            chain = chain.when(column >= knots[-1][0]).then(knots[-1][1])
            return chain.otherwise(criterion.missing).round(0)
        if criterion.shape == "bands":
            chain = pl.when(column < criterion.bounds[0]).then(criterion.points[0])
            for bound, points in zip(criterion.bounds[1:], criterion.points[1:]):
                chain = chain.when(column < bound).then(points)
            chain = chain.when(column >= criterion.bounds[-1]).then(criterion.points[-1])
        elif criterion.shape == "table":
            chain = pl
            for category, points in zip(criterion.categories, criterion.points):
                chain = chain.when(column == category).then(points)
        else:
            chain = pl.when(column).then(criterion.points[1]).when(~column).then(criterion.points[0])
        return chain.otherwise(criterion.missing)

    def run(self):
        pl = self.pl
        contributions = [self.contribution(criterion).cast(pl.Float64).alias(f"c{at}") for at, criterion in enumerate(self.policy.criteria)]
        parts = [pl.min_horizontal(sum(pl.col(f"c{at}") for at in range(start, end)), pl.lit(float(cap))) for start, end, cap in self.policy.aspects]
        composite, previous = pl.col("composite"), pl.col("previous")
        chain = pl
        for rank, enter, retain in reversed(self.policy.tiers):
            chain = chain.when((composite >= enter) | ((previous >= rank) & (composite >= retain))).then(pl.lit(rank, pl.UInt8))
        tier = chain.otherwise(pl.lit(0, pl.UInt8)).alias("tier")
        query = self.frame.lazy().select("previous", *contributions).with_columns(sum(parts).alias("composite")).with_columns(tier).drop("previous")
        return query.collect(engine=self.engine)

    def plain(self, results):
        return results["composite"], [results[f"c{at}"].to_numpy() for at in range(len(self.policy.criteria))], results["tier"]


class PolarsStreaming(Polars):
    engine = "streaming"


def arrow_table(columns, known, previous):
    """Categories as dictionaries, what is missing as nulls."""
    import pyarrow as pa

    def array(name, column):
        if name in CATEGORIES:
            return pa.DictionaryArray.from_arrays(pa.array(column, mask=~known[name]), pa.array(CATEGORIES[name]))
        return pa.array(column.astype(bool) if name == "brand_influencer" else column, mask=~known[name])

    return pa.table({name: array(name, column) for name, column in columns.items()} | {"previous": pa.array(previous)})


class DuckDB(Columns):
    """From a table of its own with enums into another one."""

    def prepare(self, columns, known, previous):
        import duckdb

        self.database = duckdb.connect()
        for name, words in CATEGORIES.items():
            self.database.execute(f"create type {name} as enum ({', '.join(map(repr, words))})")
        self.arrow = arrow_table(columns, known, previous)
        self.database.register("arrow", self.arrow)
        casts = ", ".join(f"{name}::{name} as {name}" for name in CATEGORIES)
        self.database.execute(f"create table accounts as select * replace ({casts}) from arrow")
        self.keep()

    def keep(self):
        self.arrow, self.source = None, "accounts"
        self.database.unregister("arrow")

    @staticmethod
    def contribution(criterion):
        fact, cases = criterion.fact, []
        if criterion.shape == "curve":
            knots = [(float(x), y) for x, y in zip(criterion.bounds, criterion.points)]
            cases.append(f"when {fact} < {knots[0][0]!r} then {knots[0][1]!r}::double")
            for (x0, y0), (x1, y1) in zip(knots, knots[1:]):
                cases.append(f"when {fact} < {x1!r} then {y0!r}::double + ({fact} - {x0!r}::double) * {y1 - y0!r}::double / {x1 - x0!r}::double")
            cases.append(f"when {fact} is not null then {knots[-1][1]!r}::double")
        elif criterion.shape == "bands":
            cases = [f"when {fact} < {bound!r} then {points!r}::double" for bound, points in zip(criterion.bounds, criterion.points)]
            cases.append(f"when {fact} is not null then {criterion.points[-1]!r}::double")
        elif criterion.shape == "table":
            cases = [f"when {fact} = {category!r} then {points!r}::double" for category, points in zip(criterion.categories, criterion.points)]
        else:
            cases = [f"when {fact} then {criterion.points[1]!r}::double", f"when not {fact} then {criterion.points[0]!r}::double"]
        case = f"case {' '.join(cases)} else {criterion.missing!r}::double end"
        return f"round_even({case}, 0)" if criterion.shape == "curve" else case

    def query(self):
        contributions = [f"{self.contribution(criterion)} as c{at}" for at, criterion in enumerate(self.policy.criteria)]
        aspects = [f"least({' + '.join(f'c{at}' for at in range(start, end))}, {cap!r}::double)" for start, end, cap in self.policy.aspects]
        tiers = [f"when composite >= {enter!r} or (previous >= {rank} and composite >= {retain!r}) then {rank}" for rank, enter, retain in reversed(self.policy.tiers)]
        return (
            f"with contributions as (select previous, {', '.join(contributions)} from {self.source}), "
            f"composites as (select *, {' + '.join(aspects)} as composite from contributions) "
            f"select * exclude (previous), (case {' '.join(tiers)} else 0 end)::utinyint as tier from composites"
        )

    def run(self):
        self.database.execute(f"create or replace table scored as {self.query()}")

    def plain(self, results):
        found = self.database.execute("from scored").fetchnumpy()
        return found["composite"], [found[f"c{at}"] for at in range(len(self.policy.criteria))], found["tier"]


class DuckDBArrow(DuckDB):
    """From an Arrow table into another one."""

    def keep(self):
        self.source = "arrow"
        self.database.execute("drop table accounts")

    def run(self):
        return self.database.sql(self.query()).to_arrow_table()

    def plain(self, results):
        column = lambda name: results[name].to_numpy()
        return column("composite"), [column(f"c{at}") for at in range(len(self.policy.criteria))], column("tier")


class PyArrow(Columns):
    def prepare(self, columns, known, previous):
        import pyarrow as pa
        import pyarrow.compute as pc

        self.pa, self.pc, self.table = pa, pc, arrow_table(columns, known, previous).combine_chunks()

    def contribution(self, criterion):
        pa, pc = self.pa, self.pc
        column = self.table[criterion.fact].chunk(0)
        if criterion.shape == "curve":
            knots = list(zip(criterion.bounds, criterion.points))
            points = knots[-1][1]
            for (x0, y0), (x1, y1) in reversed(list(zip(knots, knots[1:]))):
                line = pc.add(pc.divide(pc.multiply(pc.subtract(column, float(x0)), y1 - y0), float(x1 - x0)), y0)
                points = pc.if_else(pc.less(column, float(x1)), line, points)
            points = pc.if_else(pc.less(column, float(knots[0][0])), knots[0][1], points)
            return pc.round(pc.fill_null(points, criterion.missing), round_mode="half_to_even")
        if criterion.shape == "bands":
            points = criterion.points[-1]
            for bound, other in reversed(list(zip(criterion.bounds, criterion.points))):
                points = pc.if_else(pc.less(column, float(bound)), other, points)
            return pc.fill_null(points, criterion.missing)
        if criterion.shape == "table":
            by_code = dict(zip(criterion.categories, criterion.points))
            points = pa.array([by_code[word] for word in column.dictionary.to_pylist()])
            return pc.fill_null(pc.take(points, column.indices), criterion.missing)
        return pc.fill_null(pc.if_else(column, criterion.points[1], criterion.points[0]), criterion.missing)

    def run(self):
        pc, previous = self.pc, self.table["previous"].chunk(0)
        contributions = [self.contribution(criterion) for criterion in self.policy.criteria]
        composite = None
        for start, end, cap in self.policy.aspects:
            total = contributions[start]
            for contribution in contributions[start + 1 : end]:
                total = pc.add(total, contribution)
            total = pc.min_element_wise(total, float(cap))
            composite = total if composite is None else pc.add(composite, total)
        tier = self.pa.scalar(0, "uint8")
        for rank, enter, retain in self.policy.tiers:
            bound = pc.if_else(pc.greater_equal(previous, self.pa.scalar(rank, "uint8")), float(retain), float(enter))
            tier = pc.if_else(pc.greater_equal(composite, bound), self.pa.scalar(rank, "uint8"), tier)
        return composite, contributions, tier


PEERS = {
    "numpy": NumPy,
    "pandas": Pandas,
    "polars": Polars,
    "polars-streaming": PolarsStreaming,
    "duckdb": DuckDB,
    "duckdb-arrow": DuckDBArrow,
    "pyarrow": PyArrow,
}
