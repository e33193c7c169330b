"""The wheel by itself: no other package is needed, on the oldest and the newest Python that are here."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
OLDEST = (3, 11)


def interpreters():
    """Every Python that is supported, by its version: those on the path, and those that pyenv keeps."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    on_path = [found for minor in range(OLDEST[1], 30) if (found := shutil.which(f"python3.{minor}"))]
    found = {}
    for python in [sys.executable, *on_path, *(str(path) for path in sorted(pyenv.glob("versions/*/bin/python3")))]:
        code = "import sys; print(sys.version_info[0], sys.version_info[1], sys.implementation.name, getattr(sys, '_is_gil_enabled', lambda: True)())"
        run = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
        if run.returncode == 0:
            major, minor, name, has_lock = run.stdout.split()
            version = (int(major), int(minor))
            # One wheel is for all of them but those without the lock, which have no stable interface.
            if version >= OLDEST and name == "cpython" and has_lock == "True":
                found.setdefault(version, python)
    return found


FOUND = interpreters()


@pytest.mark.parametrize("version", sorted({min(FOUND), max(FOUND)}), ids=lambda version: ".".join(map(str, version)))
def test_the_wheel_needs_nothing_else(version, tmp_path):
    wheels = sorted(ROOT.glob("target/wheels/*/tierwise-*.whl"), key=lambda path: path.stat().st_mtime)
    assert wheels, "expected a wheel in target/wheels: `cargo xtask test` builds it"
    subprocess.run([FOUND[version], "-m", "venv", tmp_path / "empty"], check=True)
    python = tmp_path / "empty" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    # Without an index a package that it needs would not be found.
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", wheels[-1]], check=True)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    program = tmp_path / "readme.py"
    program.write_text("\n".join([*blocks, "print(tierwise.__version__)", NAMED]))
    run = subprocess.run([python, "-W", "error", "-I", program], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (run.returncode, run.stderr) == (0, "") and blocks
    assert run.stdout.splitlines()[-1] == "`to_polars` needs the package `polars`, which is not installed: pip install polars"


# A table by the capsules alone, which needs no library; and a library that is missing is named.
NAMED = """
policy = tierwise.Policy.shipped("transactions")
lists = policy.score_columns({"rows": 2, "columns": {"orders.count_36_months": {"numbers": [3, None]}}}, "2026-06-30")
assert len(lists["composite"]) == 2
import importlib.util
assert not any(importlib.util.find_spec(name) for name in ("numpy", "pandas", "polars", "pyarrow"))
from tierwise._table import needed
try:
    needed("polars", "to_polars")
except ModuleNotFoundError as error:
    print(error)
"""
