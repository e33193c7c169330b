"""What the documentation shows is what happens."""

import doctest
import inspect
import re
from pathlib import Path

import pytest

import tierwise

ROOT = Path(__file__).resolve().parents[3]
CLASSES = [tierwise.Policy, tierwise.Table, tierwise.Stream, tierwise.Replayed]
FUNCTIONS = [getattr(tierwise, name) for name in tierwise.__all__ if inspect.isroutine(getattr(tierwise, name))]
CHARTS = [getattr(tierwise.plot, name) for name in tierwise.plot.__all__]
DOCUMENTED = {
    "TierwiseError": tierwise.TierwiseError,
    **{function.__name__: function for function in FUNCTIONS},
    **{f"plot.{function.__name__}": function for function in CHARTS},
    **{kind.__name__: kind for kind in CLASSES},
    **{f"{kind.__name__}.{name}": getattr(kind, name) for kind in CLASSES for name in dir(kind) if not name.startswith("_")},
}


EXAMPLES = {
    "Policy", "TierwiseError", "Policy.score", "Policy.assess", "Policy.replay", "Policy.score_columns", "Policy.score_stream", "Policy.replay_columns",
    "Policy.readings", "Policy.explain", "accounts_from_orders", "show", "progress",
}
HELP = ROOT / "bindings/python/src/help"


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_public_name_is_documented_and_its_example_holds(name):
    text = inspect.cleandoc(DOCUMENTED[name].__doc__)
    if callable(DOCUMENTED[name]):
        assert isinstance(DOCUMENTED[name], type) or "\nReturns\n-------" in text
    if name in EXAMPLES or name.startswith("plot."):
        assert ">>> " in text
    example = doctest.DocTestParser().get_doctest(text, {}, name, None, None)
    results = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example)
    assert results.failed == 0 and results.attempted == text.count(">>> ")


def test_every_text_of_help_is_somebodys():
    texts = {path.stem: path.read_text().strip() for path in HELP.glob("*.rst")}
    said = {kind.__doc__.strip(): name for name, kind in DOCUMENTED.items()}
    assert set(texts.values()) <= set(said) and len(texts) > 30
    # A text about several calls has a name of its own.
    assert {name for name, text in texts.items() if said[text] != name} == {"Policy.from_text"}


@pytest.mark.parametrize("path", ["README.md", "bindings/python/README.md"])
def test_the_python_of_a_readme_runs(path):
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / path).read_text(), re.DOTALL)
    assert blocks
    for block in blocks:
        assert "assert" in block
        exec(compile(block, path, "exec"), {})
