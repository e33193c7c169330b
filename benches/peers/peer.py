"""The peers in Python, for `cargo xtask bench peers`.

`peer.py FOLDER NAME` is one implementation of a workload: it answers each line that it reads with one line of JSON, as the
program in Rust beside it does. The folder holds the columns and what has to come out of them.
"""

import importlib
import json
import sys
from pathlib import Path
from time import perf_counter


def peak():
    """The most memory that the process held since the last call, in bytes, where the system says so."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), None)


def answer(peer):
    """A peer has `rows`, `run()` that is timed, and `difference(results)`."""
    print(json.dumps({"ready": True}), flush=True)
    for _ in sys.stdin:
        peak()
        start = perf_counter()
        results = peer.run()
        seconds = perf_counter() - start
        held = peak()
        print(json.dumps({"seconds": seconds, "rows": peer.rows, "peak": held, "difference": peer.difference(results)}), flush=True)
        del results


if __name__ == "__main__":
    folder, (family, name) = Path(sys.argv[1]), sys.argv[2].split(".")
    # What takes accounts one by one does so in both of the first workloads.
    modules = {"w1": ("columns", "record"), "w2": ("record",), "w3": ("ledger",), "python": ("tables", "columns")}[family]
    answer(next(peers[name] for peers in (importlib.import_module(module).PEERS for module in modules) if name in peers)(folder))
