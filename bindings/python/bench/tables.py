"""A million accounts in a table of every library, end to end: from the library's own table to the library's own table of scores.

The measure is a table in the layout that the core's kernels read where it stands, scored and left in Arrow. Results are
compared before they are timed. Prints the best of a few rounds in seconds, and its ratio to the measure.
"""

import timeit

import numpy as np
import polars
import pyarrow

import tierwise

POLICY = tierwise.Policy.shipped("cv-key-account")
DAY = "2026-06-30"


def column(criterion, rows, random):
    """Values that a criterion has points for, three of a hundred missing."""
    missing = random.random(rows) < 0.03
    if "table" in criterion:
        words = sorted(criterion["table"])
        return pyarrow.DictionaryArray.from_arrays(pyarrow.array(random.integers(0, len(words), rows, dtype="int32"), mask=missing), words)
    if "flag" in criterion:
        return pyarrow.array(random.random(rows) < 0.5, mask=missing)
    starts = [knot[0] for knot in criterion.get("curve", criterion.get("bands")) if knot[0] is not None]
    return pyarrow.array(random.uniform(min(starts), max(starts), rows), mask=missing)


def accounts(rows):
    random = np.random.default_rng(7)
    criteria = [criterion for aspect in POLICY.to_dict()["score"]["aspects"] for criterion in aspect["criteria"]]
    return pyarrow.table({criterion["fact"]: column(criterion, rows, random) for criterion in criteria})


def compared(rows):
    """The calls to time, all of which give the same composites."""
    layout = accounts(rows)
    texts = pyarrow.table({name: values.cast(pyarrow.string()) if pyarrow.types.is_dictionary(values.type) else values for name, values in zip(layout.column_names, layout.columns)})
    frames = {"pandas": texts.to_pandas(), "polars": polars.DataFrame(texts)}
    frames["pandas, categories"] = layout.to_pandas()

    def score(table, threads):
        return POLICY.score_columns(table, DAY, threads=threads, messages=False)

    calls = {"layout of the kernels": lambda threads: score(layout, threads)}
    calls["pyarrow"] = lambda threads: score(texts, threads).to_pyarrow()
    calls["polars"] = lambda threads: score(frames["polars"], threads).to_polars()
    calls["pandas"] = lambda threads: score(frames["pandas"], threads).to_pandas()
    calls["pandas, categories"] = lambda threads: score(frames["pandas, categories"], threads).to_pandas()
    composites = [np.asarray(result["composite"]) for result in (call(2) for call in calls.values()) if not isinstance(result, tierwise.Table)]
    expected = np.asarray(calls["layout of the kernels"](1).to_pyarrow()["composite"])
    assert not np.isnan(expected).any() and all((composite == expected).all() for composite in composites)
    return calls


if __name__ == "__main__":
    rows = 1_000_000
    calls = compared(rows)
    for threads in (1, 2):
        best = {name: min(timeit.repeat(lambda call=call: call(threads), number=1, repeat=5)) for name, call in calls.items()}
        for name, seconds in best.items():
            print(f"{threads} threads  {name:24} {seconds:6.3f} s  {rows / seconds / 1e6:6.1f} million rows a second  {seconds / best['layout of the kernels']:5.2f} times the measure")
