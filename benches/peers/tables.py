"""W1 from tables of Python's libraries, by `score_columns`: from the library's own table to one that every library takes."""

import json

import numpy as np
from columns import CATEGORIES, Columns, arrow_table

DAY = "2026-06-30"


class Tables(Columns):
    """Missing values are as each library has them; words are categories, where nothing else is said."""

    threads = 1

    def prepare(self, columns, known, previous):
        import pyarrow as pa
        import tierwise

        self.scorer = tierwise.Policy(json.loads((self.folder / "policy.json").read_text()))
        table = arrow_table(columns, known, previous)
        tiers = pa.DictionaryArray.from_arrays(pa.array(previous), pa.array(self.policy.names))
        self.table = self.of(table.set_column(table.column_names.index("previous"), "previous", tiers))

    def of(self, table):
        return table

    def run(self):
        return self.scorer.score_columns(self.table, DAY, previous="previous", threads=self.threads)

    def plain(self, results):
        import pyarrow as pa

        table = pa.table(results)
        composite, *contributions = (
            np.rint(table[name].to_numpy() * 1000).astype("i8")
            for name in ["composite", *(name for name in table.column_names if name.startswith("contribution."))]
        )
        ranks = {tier: rank for rank, tier in enumerate(self.policy.names)}
        tier = table["tier"].combine_chunks()
        tier = tier.chunk(0) if isinstance(tier, pa.ChunkedArray) else tier
        words = np.array([ranks[word] for word in tier.dictionary.to_pylist()])
        return composite, contributions, words[tier.indices.to_numpy()]


class OfPolars(Tables):
    def of(self, table):
        import polars as pl

        frame = pl.from_arrow(table)
        return frame.with_columns(*(pl.col(name).cast(pl.Enum(words)) for name, words in CATEGORIES.items()))


class OfPandas(Tables):
    """Numbers as `float64` with NaN, categories by codes, flags as `boolean`."""

    def of(self, table):
        return table.to_pandas().astype({"brand_influencer": "boolean"})


class OfPandasTexts(Tables):
    """The same with words as texts of pandas 3."""

    def of(self, table):
        return table.to_pandas().astype({"brand_influencer": "boolean", **dict.fromkeys([*CATEGORIES, "previous"], "str")})


def to_library(family, method):
    """The same, with the result as a table of the library."""

    class ToLibrary(family):
        def run(self):
            return getattr(super().run(), method)()

    return ToLibrary


FAMILIES = {
    "arrow": Tables,
    "polars": OfPolars,
    "pandas": OfPandas,
    "pandas-texts": OfPandasTexts,
    "polars-polars": to_library(OfPolars, "to_polars"),
    "pandas-pandas": to_library(OfPandas, "to_pandas"),
}
PEERS = {
    f"tierwise-{name}-{threads}": type(family.__name__, (family,), {"threads": threads})
    for name, family in FAMILIES.items()
    for threads in (1, 2)
}
