"""A notebook follows nbformat 4.5 and holds the lines it was made of, no more and no fewer."""

import ast
import json
import re
from typing import Any

from explorer.kept.notebook import ABOUT, PLACE, notebook, paragraphs

CODE = '''\
from math import pi

text = """one

two"""

# a circle
def area(r):

    return pi * r * r

for r in (1, 2):
    print(area(r))


print(text)
'''


def cells(code: str = CODE, title: str = "Area") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(notebook(code, title, {"numpy": "2.4"}))["cells"]
    return found


def test_it_has_what_the_format_asks_for_and_nothing_else() -> None:
    told = json.loads(notebook(CODE, "Area", {"numpy": "2.4"}))
    assert set(told) == {"cells", "metadata", "nbformat", "nbformat_minor"}
    assert (told["nbformat"], told["nbformat_minor"]) == (4, 5)
    assert set(told["metadata"]["kernelspec"]) >= {"name", "display_name"}
    assert told["metadata"]["language_info"]["name"] == "python"
    for cell in told["cells"]:
        required = {"id", "cell_type", "metadata", "source"}
        if cell["cell_type"] == "code":
            required |= {"execution_count", "outputs"}
            assert (cell["execution_count"], cell["outputs"]) == (None, [])
        assert set(cell) == required
        assert cell["cell_type"] in {"markdown", "code"}
        assert cell["metadata"] == {}
        assert isinstance(cell["source"], str)
        assert re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", cell["id"])
    assert len({cell["id"] for cell in told["cells"]}) == len(told["cells"])


def test_the_cells_hold_the_lines() -> None:
    about, place, *code = (cell["source"] for cell in cells())
    assert about == f"# Area\n\n{ABOUT}\n\nMade with numpy 2.4."
    assert place == PLACE
    assert ast.parse(place).body == [], "a comment until the reader needs it"
    assert code == paragraphs(CODE)
    assert len(code) == 4
    assert ast.dump(ast.parse("\n".join(code))) == ast.dump(ast.parse(CODE))


def test_it_is_the_same_each_time() -> None:
    assert notebook(CODE, "Area", {}) == notebook(CODE, "Area", {})
