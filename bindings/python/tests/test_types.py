"""The types: a strict program passes, and the stub says what the module has."""

import subprocess
import sys
from pathlib import Path


def run(*arguments, **options):
    found = subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, check=False, **options)
    assert found.returncode == 0, found.stdout + found.stderr


def test_a_strict_program_passes(tmp_path):
    run("mypy", "--strict", "--cache-dir", str(tmp_path), str(Path(__file__).with_name("typed.py")))


def test_the_package_is_typed(tmp_path):
    run("mypy", "--strict", "--cache-dir", str(tmp_path), "--package", "tierwise", cwd=tmp_path)


def test_the_stub_says_what_the_module_has(tmp_path):
    run("mypy.stubtest", "tierwise._tierwise", cwd=tmp_path)
