"""What the documentation shows is what happens."""

import doctest
import re
from pathlib import Path

import pytest

import tierwise

ROOT = Path(__file__).resolve().parents[3]
DOCUMENTED = {
    "Policy": tierwise.Policy,
    "TierwiseError": tierwise.TierwiseError,
    "read_account": tierwise.read_account,
    "quota": tierwise.quota,
    **{f"Policy.{name}": getattr(tierwise.Policy, name) for name in dir(tierwise.Policy) if not name.startswith("_")},
}


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_public_name_is_documented_and_its_example_holds(name):
    text = DOCUMENTED[name].__doc__
    if callable(DOCUMENTED[name]):
        assert name == "TierwiseError" or "\nReturns\n-------" in text or name == "Policy"
    if name in {"Policy", "TierwiseError", "Policy.score", "Policy.assess", "Policy.replay"}:
        assert ">>> " in text
    example = doctest.DocTestParser().get_doctest(text, {}, name, None, None)
    results = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example)
    assert results.failed == 0 and results.attempted == text.count(">>> ")


@pytest.mark.parametrize("path", ["README.md", "bindings/python/README.md"])
def test_the_python_of_a_readme_runs(path):
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / path).read_text(), re.DOTALL)
    assert blocks
    for block in blocks:
        assert "assert" in block
        exec(compile(block, path, "exec"), {})
