"""What the documentation shows is what happens."""

import doctest
import re
from pathlib import Path

import pytest

import tierwise

ROOT = Path(__file__).resolve().parents[3]
CLASSES = [tierwise.Policy, tierwise.Table, tierwise.Stream, tierwise.Replayed]
DOCUMENTED = {
    "TierwiseError": tierwise.TierwiseError,
    "read_account": tierwise.read_account,
    "quota": tierwise.quota,
    **{name: getattr(tierwise, name) for name in ["migration", "hazards", "flaps", "chain"]},
    "accounts_from_orders": tierwise.accounts_from_orders,
    **{kind.__name__: kind for kind in CLASSES},
    **{f"{kind.__name__}.{name}": getattr(kind, name) for kind in CLASSES for name in dir(kind) if not name.startswith("_")},
}


EXAMPLES = {
    "Policy", "TierwiseError", "Policy.score", "Policy.assess", "Policy.replay", "Policy.score_columns", "Policy.score_stream", "Policy.replay_columns",
    "accounts_from_orders", "migration", "hazards", "flaps", "chain", "Policy.spells", "Policy.simulate", "Policy.threshold_plan", "Policy.explain_change",
}


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_public_name_is_documented_and_its_example_holds(name):
    text = DOCUMENTED[name].__doc__
    if callable(DOCUMENTED[name]):
        assert isinstance(DOCUMENTED[name], type) or "\nReturns\n-------" in text
    if name in EXAMPLES:
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
