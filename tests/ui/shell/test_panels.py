"""What pages share: text shown as text, tables as CSV that no spreadsheet runs."""

import ast
import csv
import gc
import io
import weakref
from collections.abc import Callable

import numpy as np
import plotly.graph_objects as go
import pytest

from explorer.ui.shell import panels
from explorer.vectors.model import Model, Provenance
from explorer.vectors.word_vectors import WordVectors


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("![x](http://h/a)", "!\\[x\\](http\\:\u2060//h/a)"),
        ("a:smile:b", "a\\:\u2060smile\\:\u2060b"),
        (":material/bolt:", "\\:\u2060material/bolt\\:"),
        (":red[x]", "\\:\u2060red\\[x\\]"),
        ("www.example.org", "www\u2060.example.org"),
        ("me@example.org", "me\u2060@example.org"),
        ("&lt;b&gt;", "\\&lt;b\\&gt;"),
        ("$x$ <i> **b** `c` ~~d~~", "\\$x\\$ \\<i\\> \\*\\*b\\*\\* \\`c\\` \\~\\~d\\~\\~"),
        ("->", "\\-\u2060\\>"),
        ("1. one", "1\\. one"),
        ("12) one", "12\\) one"),
        ("# one", "\\# one"),
        ("+ one", "\\+ one"),
        ("a\nb\r\n\n# c\u2028d\te", "a b # c d e"),
        ("safe\u202egpj.exe\x00\u200b", "safe�gpj.exe��"),
        ("نمی\u200cخواهم 👩\u200d🚀 naïve", "نمی\u200cخواهم 👩\u200d🚀 naïve"),
        ("“kign” is not in the vocabulary. Nearest: king.", "“kign” is not in the vocabulary. Nearest: king."),
        (12, "12"),
    ],
)
def test_text_inside_markdown_is_text(text: object, inside: str) -> None:
    assert panels.plain(text) == inside


def test_no_cell_and_no_heading_is_a_formula() -> None:
    columns = {
        "word": ["=1+1", " =1", "\n@x", "\t5", "-a", "＝x", "a=b", "'"],
        "=cmd|'/C calc'!A0": [-1.5, 2, None, "+", "", "ok", "x", "y"],
    }
    heading, *rows = csv.reader(io.StringIO(panels.as_csv(columns)))
    assert heading == ["word", "'=cmd|'/C calc'!A0"]
    assert [row[0] for row in rows] == ["'=1+1", "' =1", "'\n@x", "'\t5", "'-a", "'＝x", "a=b", "'"]
    assert [row[1] for row in rows] == ["-1.5", "2", "", "'+", "", "ok", "x", "y"], "numbers stay numbers"


@pytest.mark.parametrize(
    "name", ['x\nimport os\nos.system("touch PWNED")\n#', "a'\"\\b", "\r\nimport os", "”\u2028x=1"]
)
@pytest.mark.parametrize("origin", ["built-in", "imported", "trained", "derived"])
def test_the_python_of_a_model_says_nothing_of_its_own(name: str, origin: str) -> None:
    vectors = WordVectors(("a",), np.ones((1, 2), dtype=np.float32))
    model = Model(name, vectors, Provenance(origin, name, "file"))
    tree = ast.parse(panels.python_of(model))
    *imports, last = tree.body
    assert all(isinstance(node, ast.ImportFrom) for node in imports)
    assert isinstance(last, ast.Assign)


@pytest.mark.parametrize("shown", ["one", "in a row"])
def test_the_button_that_saves_a_figure_holds_what_it_shows_and_not_the_figure(
    shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: dict[str, Callable[[], str]] = {}
    monkeypatch.setattr(panels.st, "download_button", lambda label, data, **_: saved.update({label: data}))
    figure = go.Figure(frames=[go.Frame(name="later", data=[go.Scatter(y=[7.25, 8.5])])])
    figure.add_scatter(x=np.linspace(0, 1, 5, dtype=np.float32), y=[3, 1, 4, 1, 5], text=[*"abc", "<b>", "e"])
    gone = weakref.ref(figure)
    if shown == "one":
        panels.show(figure, key="figure", name="figure", title="Five points")
    else:
        panels.sketches({"Five points": figure}, key="figures", name="figures", alts=["five points"], width=200)
    expected = panels.standalone([figure], "figure" if shown == "one" else "figures").split("Plotly.newPlot")[1:]
    del figure
    gc.collect()
    assert gone() is None
    parts = saved["HTML"]().split("Plotly.newPlot")[1:]
    ids = [part.split('"')[1] for part in parts + expected]
    assert [part.replace(ids[0], "") for part in parts] == [part.replace(ids[1], "") for part in expected]
    assert "later" in parts[0]
