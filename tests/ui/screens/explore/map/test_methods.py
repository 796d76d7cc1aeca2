"""How a map is made: each method by us and by a library, as the Python shown makes it, and by whom it is drawn."""

import base64
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.projection import libraries, neighbours, settings
from explorer.projection.reference import LIBRARY
from explorer.projection.settings import Method
from explorer.ui.screens.explore.map import choices, work
from explorer.ui.shell.cache import shared_maps
from explorer.vectors.model import Model
from explorer.vectors.word_vectors import WordVectors
from tests import background
from tests.ui.screens.explore.map.visit import finished, opened, picture, run, said


@pytest.mark.parametrize("method", ["t-SNE", "UMAP", "PCA", "Formulas"])
@pytest.mark.parametrize("dims", ["2-D", "3-D"])
def test_each_method_in_each_dimension(method: str, dims: str) -> None:
    at = opened(method=method, dims=dims, n="100")
    assert not at.error
    assert f"{method}, {dims}" in said(at)
    drawn = picture(at)
    assert drawn["dims"] == int(dims[0])
    assert drawn["library"].startswith("/plotly-"), "by Plotly.js, from this server"


@pytest.mark.parametrize(
    ("link", "by_plotly"),
    [
        ({"drawn_by": "Plotly"}, True),
        ({"drawn_by": "Canvas"}, False),
        ({"drawn_by": "Canvas", "dims": "3-D"}, False),
        ({"n": "200"}, False),
    ],
)
def test_plotly_draws_the_map_unless_it_is_large_or_the_canvas_is_chosen(
    link: dict[str, str], by_plotly: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choices, "MOST_BY_PLOTLY", 150)
    drawn = picture(opened(**{"n": "100", "method": "PCA", **link}))
    assert bool(drawn.get("library")) == by_plotly
    assert len(drawn["words"]) == int(link.get("n", 100))


def test_the_python_shown_makes_the_same_map() -> None:
    at = opened(most="100", method="UMAP", seed="3", only="By spelling", only_pattern="/e$/")
    code = next(block.value for block in at.code if "layout.project" in block.value)
    printed = run(code)
    kept = next(one.value for one in at.markdown if "Neighbours kept" in one.value)
    told = float(printed.split("neighbours kept ")[1].split(",")[0])
    assert int(kept.strip("*").split("%")[0]) / 100 == pytest.approx(told, abs=0.03)  # BLAS rounds by its threads


@pytest.mark.parametrize("method", ["t-SNE", "PCA"])  # umap-learn, which compiles itself, is asked for in projection/
def test_the_library_everybody_knows_stands_beside_ours(method: Method, monkeypatch: pytest.MonkeyPatch) -> None:
    library = LIBRARY[method]
    if method == "t-SNE":  # one process of a library's own is enough
        monkeypatch.setattr(libraries, "made_apart", lambda rows, asked, _: libraries.made_here(rows, asked))
    at = opened(n="100", method=method, engine=library)
    for _ in range(100):
        if any("measure" in frame.value for frame in at.dataframe):
            break
        at.run()
    table = next(frame.value for frame in at.dataframe if "measure" in frame.value)
    assert f"{method}, 2-D by {library}" in said(at)
    assert list(table.columns) == ["measure", library, "this app"]
    assert f"{float(table[library][1]):.2f}" in said(at)  # the trustworthiness, which stands above in large
    assert abs(float(table[library][1]) - float(table["this app"][1])) < 0.05


def test_axes_by_another_measure_and_without_a_meaning() -> None:
    at = opened(method="Formulas", most="50", measure="Distance", axis1="bank not river, water")
    assert not at.error
    code = next(block.value for block in at.code if "axes.on_axes" in block.value)
    printed = run(code)
    kept = next(one.value for one in at.markdown if "Neighbours kept" in one.value)
    told = float(printed.split("neighbours kept ")[1].split(",")[0])
    assert int(kept.strip("*").split("%")[0]) / 100 == pytest.approx(told, abs=0.01)


def test_points_are_drawn_as_they_are_until_a_method_is_asked_for() -> None:
    """A file of points is a map itself: all of them, a point at zero too, and nothing is lost."""
    matrix = (np.random.default_rng(2).normal(size=(60, 2)) * [5, 1]).astype(np.float32)
    matrix[7] = 0
    at = AppTest.from_file(str(background.APP), default_timeout=60)
    at.run()
    names = tuple(f"p{i}" for i in range(60))
    at.session_state["session"].library.add(Model("points", WordVectors(names, matrix.copy())))
    at.query_params["model"] = "points"
    finished(at.switch_page("pages/explore/map.py").run())
    assert not at.error
    drawn = np.frombuffer(base64.b64decode(picture(at)["at"]), dtype="<f4").reshape(-1, 2)
    np.testing.assert_array_equal(drawn, matrix)
    assert at.session_state["session"].on_map == names
    text = said(at)
    assert "As given, 2-D · the 2 coordinates that the model has, and nothing is projected." in text
    assert "**100%** Neighbours kept" in text
    assert "the 60 " in text
    assert "The map is compared with itself" in text
    assert not any("Hundreds of dimensions do not fit into two." in one.value for one in at.markdown)


def test_very_many_words_are_seen_by_pca_while_umap_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for 400,000 words, with lower bounds, the path is the same; the page tells how many neighbours it found."""
    for module in (work, shared_maps, neighbours, settings):
        monkeypatch.setattr(module, "VAST", 1600)
    for module in (shared_maps, settings):  # so that 20 neighbours of each are kept, not 150
        monkeypatch.setattr(module, "LARGE", 1600)
    at = opened(method="UMAP", n="2,000")
    seen = said(at)
    (job,) = [job for name, job in at.session_state["session"].jobs.items() if str(name).startswith("vast ")]
    job.wait(60)
    at.run()
    assert not at.error
    assert "PCA, 2-D" in seen or "UMAP, 2-D" in seen
    told = r"Neighbours were looked for in a tenth .* neighbours of neighbours: \d+% of the true ones, measured on 500"
    assert re.search(told, said(at))
    assert "Watch it form" not in [button.label for button in at.button]
