"""
Lines of Python as a notebook that runs by itself: JSON of the format that Jupyter reads.

The format is nbformat 4.5 (Jupyter, 2020): cells with an id each, of Markdown or of code that has not run yet.
"""

import ast
import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

ABOUT: Final = (
    "These are the lines that the page shows under *Python*: run from top to bottom they print the page's digits. They "
    "need the packages of `requirements.txt` and the folder `explorer` of Embedding Explorer: open the notebook in the "
    "folder that holds it, or name that folder in the first cell."
)
PLACE: Final = '# import sys\n# sys.path.insert(0, "/path/of/embedding-explorer")  # the folder that holds “explorer”'


def notebook(code: str, title: str, versions: Mapping[str, str]) -> str:
    """The notebook; `title` is Markdown, `versions` are those under which the page got its digits.

    Raises
    ------
    SyntaxError
        If `code` is not Python.
    """
    made_with = ", ".join(f"{name} {version}" for name, version in versions.items())
    cells = [_markdown(f"# {title}\n\n{ABOUT}\n\nMade with {made_with}."), _code(PLACE), *map(_code, paragraphs(code))]
    for number, cell in enumerate(cells):
        cell["id"] = hashlib.sha256(f"{number} {cell['source']}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
    about = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return json.dumps({"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def paragraphs(code: str) -> list[str]:
    """The lines, cut at each blank line before a statement that is not indented.

    >>> paragraphs("import math\\n\\nfor n in (1, 2):\\n    m = n\\n\\n    print(m)\\n\\nprint(math.pi)")
    ['import math', 'for n in (1, 2):\\n    m = n\\n\\n    print(m)', 'print(math.pi)']

    Raises
    ------
    SyntaxError
        If the lines are not Python.
    """
    lines = code.splitlines()
    starts = [statement.lineno - 1 for statement in ast.parse(code).body]
    cuts = [start for start in starts[1:] if not lines[start - 1].strip()]
    parts = ["\n".join(lines[a:b]).strip("\n") for a, b in zip([0, *cuts], [*cuts, len(lines)], strict=True)]
    return [part for part in parts if part]


def _markdown(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": "", "metadata": {}, "source": source}


def _code(source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": "",
        "metadata": {},
        "outputs": [],
        "source": source,
    }
