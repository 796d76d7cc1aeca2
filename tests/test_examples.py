"""The examples of the docstrings give what they show."""

import doctest
import pkgutil
import re

import pytest

from tests.source import ROOT

EXAMPLES = {  # module -> how many lines of Python its docstrings show
    ".".join(path.relative_to(ROOT).with_suffix("").parts): lines
    for path in sorted(ROOT.glob("explorer/**/*.py"))
    if (lines := len(re.findall(r"^ *>>> ", path.read_text(encoding="utf-8"), re.MULTILINE)))
}


@pytest.mark.parametrize("module", EXAMPLES)
def test_each_example_gives_what_it_shows(module: str) -> None:
    """Only modules with examples are read: pytest's own way looks through every module, and every test, for them."""
    assert doctest.testmod(pkgutil.resolve_name(module)) == (0, EXAMPLES[module])
