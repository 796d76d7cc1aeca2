"""The Python shown under a figure runs and gives the numbers of that figure, in every setting that changes them."""

import base64
import io
import json
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.kept.notebook import notebook
from explorer.ui.screens.explore.map.supervision import WARNING
from tests import background
from tests.background import settled

OWN = ": family\nman woman king queen\nhe she his her\nboy girl brother sister\n: lost\nxxx yyy man woman\n"


def opened(page: str, **query: str) -> AppTest:
    app = background.opened(f"pages/{page}.py", **query)
    assert not app.error, app.error[0].value
    assert not [told.value for told in app.info if "The link asks" in told.value], "it is not the view meant"
    return app


def run(code: str) -> str:
    """What the cells of the notebook of these lines print, one after the other, as Jupyter runs them."""
    cells = json.loads(notebook(code, "Shown", {}))["cells"]
    names: dict[str, Any] = {}
    with redirect_stdout(io.StringIO()) as out:
        for cell in cells:
            if cell["cell_type"] == "code":
                exec(compile(cell["source"], cell["id"], "exec"), names)
    return out.getvalue()


def printed(app: AppTest, part: str) -> str:
    """What the lines shown that hold `part` print."""
    return run(next(block.value for block in app.code if part in block.value))


def figure(app: AppTest, key: str) -> list[dict[str, Any]]:
    """The traces of a figure."""
    (found,) = [chart for chart in app.get("plotly_chart") if chart.proto.id.endswith(f"-{key}")]
    traces: list[dict[str, Any]] = json.loads(found.proto.spec)["data"]
    return traces


def numbers(text: str) -> list[float]:
    """The numbers with a point that stand in a text, in their order."""
    return [float(one) for one in re.findall(r"-?\d+\.\d*(?:e[-+]\d+)?", text)]


def as_read(shown: str) -> float:
    """The number of a text for the reader, whose minus is a true one."""
    return float(shown.replace("−", "-"))


def drawn(app: AppTest, key: str, axis: str, of: int = 0) -> list[float]:
    """The numbers of one trace of a figure along an axis, row after row."""
    held = figure(app, key)[of][axis]
    if isinstance(held, dict):  # as Plotly packs arrays
        return [float(one) for one in np.frombuffer(base64.b64decode(held["bdata"]), dtype=held["dtype"])]
    return [float(one) for one in np.asarray(held, dtype=float).ravel()]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"rule": "3CosMul"},
        {"rule": "PairDirection"},
        {"keep": "true"},
        {"unit": "false"},
        {"a": "paris", "b": "france", "c": "rome"},
    ],
)
def test_an_analogy(query: dict[str, str]) -> None:
    app = opened("explore/analogies", **query)
    told = [line.rsplit(" ", 1) for line in printed(app, "analogy.solve").splitlines()]
    shown = dict(zip(figure(app, "answers")[0]["customdata"], figure(app, "answers")[0]["text"], strict=True))
    assert [word for word, _ in told] == list(shown)
    assert [float(score) for _, score in told] == pytest.approx(list(map(float, shown.values())), abs=6e-4)
    at = numbers(printed(app, "analogy.parallelogram"))[:6]
    (given,) = [i for i, one in enumerate(figure(app, "parallelogram")) if one.get("name") == "the words given"]
    assert at[::2] == pytest.approx(drawn(app, "parallelogram", "x", given), abs=6e-4)
    assert at[1::2] == pytest.approx(drawn(app, "parallelogram", "y", given), abs=6e-4)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"sample": "true"},
        {"sample": "true", "section": "gram3-comparative", "draw_seed": "7"},
        {"sample": "true", "set_rule": "3CosMul"},
        {"sample": "true", "ignore_case": "false", "section": "capital-common-countries"},
    ],
)
def test_a_whole_set(query: dict[str, str]) -> None:
    app = opened("explore/analogies", ask="A whole set", **query)
    told = [line.rsplit(" ", 2) for line in printed(app, "analogy_sets.score").splitlines()]
    (shown,) = [metric.value for metric in app.metric if metric.label == "Right, of those asked"]
    assert f"{sum(int(n) for _, n, _ in told):,} of {sum(int(n) for *_, n in told):,}" == shown


@pytest.mark.parametrize("rule", ["3CosAdd", "3CosMul"])
def test_a_set_of_ones_own_on_evaluation(rule: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "it's mine.txt").write_text(OWN, encoding="utf-8")
    app = opened("judge/evaluation", view="Analogies", questions="A file of your own", set_rule=rule)
    app.get("file_uploader")[0].upload("it's mine.txt", OWN.encode(), "text/plain")
    settled(app)
    told = [line.rsplit(" ", 3) for line in printed(app, "analogy_sets.score").splitlines()]
    asked = [(name, 100 * int(right) / int(n)) for name, right, n, _ in told if int(n)]
    (trace,) = figure(app, "sections")
    assert [name for name, _ in asked] == trace["y"]
    assert [share for _, share in asked] == pytest.approx(trace["x"])
    assert [name for name, *_ in told] == ["family", "lost"]


def test_a_comparison() -> None:
    app = opened("explore/compare")
    code = next(block.value for block in app.code if "compare(models" in block.value)
    assert code.count("models.append(vectors)") == len(app.multiselect[0].value)
    told = [line.split() for line in printed(app, "compare(models").splitlines()]
    said = " ".join(block.value for block in app.markdown)
    assert told
    assert all(f"**{float(overlap):.2f}**" in said for overlap, _ in told)


def test_how_alike_two_models_are() -> None:
    app = opened("explore/compare", view="How alike")
    overlaps = f"overlaps 1 10 {' | '.join(app.multiselect[0].value)}"
    assert numbers(printed(app, "np.bincount(kept")) == pytest.approx(drawn(app, overlaps, "y"), abs=6e-4)
    assert numbers(printed(app, "in bands(against")) == pytest.approx(drawn(app, "bands", "y"), abs=6e-4)


def test_tied_layouts_and_what_the_tie_costs() -> None:
    app = opened("explore/compare", layout="UMAP", tie="0.6", compared="300")
    (cost,) = [frame.value for frame in app.dataframe if "mean move, tied" in frame.value]
    tied, free = printed(app, "tied_layouts(models").splitlines()[-2:]
    for line, strength, trust, moved in (
        (tied, "0.6", "trustworthiness, tied", "mean move, tied"),
        (free, "0.0", "free", "move, free"),
    ):
        told = [float(number) for number in re.findall(r"[\d.]+", line)]
        assert told == [float(strength), *(round(float(n), 3) for n in (*cost[trust], cost[moved][1]))]
    assert float(cost["mean move, tied"][1]) < float(cost["move, free"][1])
    assert "this is no evidence that the models agree" in " ".join(note.value for note in app.caption)


def test_a_map_that_labels_pull_apart() -> None:
    """The warning stands above the figure and in its caption, and the figures are those of the lines shown."""
    app = opened("explore/map", method="UMAP", most="200", target="Part of speech", strength="0.9")
    assert [told.value for told in app.warning] == [WARNING]
    (caption,) = [note.value for note in app.caption if note.value.startswith("Supervised by part of speech: ")]
    assert caption.endswith(f"strength 0.9. {WARNING}")
    assert any("Colours: the labels that pulled, part of speech." in note.value for note in app.caption)
    (table,) = [frame.value for frame in app.dataframe if "own label" in frame.value]
    vectors, without, on_map = table["own label"]
    told = re.search(r"of its label ([\d.]+) in the vectors, ([\d.]+) on the map", printed(app, "same_label"))
    assert told
    assert told.groups() == (vectors, on_map)
    assert float(without) < float(on_map) - 0.1
    assert float(table["trust"][1]) > float(table["trust"][2]), "which is what it costs"


@pytest.mark.parametrize("query", [{}, {"k": "5"}, {"word": "paris"}])
def test_neighbours_by_every_metric(query: dict[str, str]) -> None:
    app = opened("explore/words", **query)
    for metric in ("cosine", "dot", "euclidean"):
        charts = [chart for chart in app.get("plotly_chart") if chart.proto.id.endswith(f"-neighbours_{metric}")]
        if charts:
            told = printed(app, f"metric={metric!r}").splitlines()
            shown = json.loads(charts[0].proto.spec)["data"][0]
            assert len(told) == len(shown["customdata"])
            assert all(repr(word) in line for word, line in zip(shown["customdata"], told, strict=True))
    assert "metric='cosine'" in "".join(block.value for block in app.code)
    if not query:
        told, shown = numbers(printed(app, "similarity.nearest(vectors")), drawn(app, "strip", "z")
        assert told == pytest.approx(shown, abs=6e-4)
        lines = [one for one in figure(app, "graph king") if one["mode"] == "lines"]
        told = numbers(printed(app, "neighbour_graph"))
        assert [4 * cosine for cosine in told] == pytest.approx([one["line"]["width"] for one in lines], abs=6e-4)


@pytest.mark.parametrize(
    "query",
    [{}, {"pairs": "gender"}, {"direction": "mean of differences"}, {"words": "Occupations with labour statistics"}],
)
def test_a_direction(query: dict[str, str]) -> None:
    app = opened("judge/bias", **query)
    told = dict(line.rsplit(" ", 1) for line in printed(app, "direction.project").splitlines())
    shown: dict[str, float] = {}
    for trace in figure(app, "projected"):
        if trace["type"] == "bar":
            shown |= dict(zip(trace["y"], map(as_read, trace["text"]), strict=True))
    assert shown
    assert all(float(told[word]) == pytest.approx(score, abs=6e-4) for word, score in shown.items())


@pytest.mark.parametrize("query", [{}, {"spread": "population"}, {"test": "Sets of your own"}])
def test_an_association(query: dict[str, str]) -> None:
    app = opened("judge/association", **query)
    (effect,) = [metric.value for metric in app.metric if metric.label == "Effect size d"]
    told = printed(app, "association.weat")
    assert as_read(effect) == pytest.approx(float(told.split("effect=")[1].split(",")[0]), abs=6e-4)
    assert as_read(effect) == pytest.approx(numbers(printed(app, "doubt.doubt("))[0], abs=6e-4)


SEEN = [  # what stands in the lines, the figure that they are of, and the numbers in it that they print first
    ("similarity_matrix", "heat", "z"),
    ("cosines_between", "sums_heat", "z"),
    ("space.after_removal", "after_removal", "y"),
    ("space.spread", "random_cosines", "x"),
]


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("explore/analogies", {"ask": "Formula"}),
        ("explore/analogies", {"ask": "A relation"}),
        ("explore/analogies", {"ask": "A direction"}),
        ("explore/words", {"part": "Several words"}),
        ("explore/words", {"part": "Sums"}),
        ("explore/words", {"part": "The whole model"}),
        ("judge/evaluation", {"view": "Word similarity"}),
        ("judge/evaluation", {"view": "Word similarity", "unknown": "Cosine 0", "standardise": "true"}),
        ("judge/evaluation", {"view": "Categories"}),
        ("judge/evaluation", {"view": "Learning curve"}),
        ("judge/bias", {}),
        ("judge/bias", {"further": "A sentence"}),
        ("judge/bias", {"further": "Indirect bias"}),
        ("judge/bias", {"further": "Two directions"}),
        ("judge/bias", {"further": "Many directions"}),
        ("judge/association", {"view": "Occupations"}),
        ("judge/association", {"view": "All measures"}),
        ("judge/association", {"view": "Models side by side"}),
        ("judge/debias", {}),
        ("judge/debias", {"way": "linear projection"}),
        ("words/one_hot", {}),
        ("words/pairs", {}),
        ("train/count", {}),
        ("sequences/step_by_step", {}),
        ("use/search", {}),
        ("use/search", {"search_view": "Two sentences"}),
        ("use/search", {"search_view": "Scored"}),
    ],
)
def test_every_line_shown_runs(
    page: str, query: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(page, **query)
    monkeypatch.chdir(tmp_path)
    shown = [block.value for block in app.code if "import" in block.value]
    for code in dict.fromkeys(shown):
        told = run(code)
        assert told.strip(), code
        for part, key, axis in SEEN:
            if part in code:
                there, said = drawn(app, key, axis)[:10], numbers(told)
                assert said[: len(there)] == pytest.approx(there, abs=6e-4), part
    assert len([button for button in app.get("download_button") if button.proto.label == "Notebook"]) == len(shown)
