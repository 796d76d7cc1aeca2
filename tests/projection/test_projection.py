"""The space, PCA, settings, seeds and threads of every layout; and what cannot be mapped."""

import ast
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import ExplorerError, SelectionError, SettingError
from explorer.projection import halves, kernels, pca
from explorer.projection.layout import begin, check, graph_of, project
from explorer.projection.sample import by_rank
from explorer.projection.settings import Method, ProjectionSettings, SpaceSettings
from explorer.projection.space import space_of
from explorer.vectors.word_vectors import WordVectors
from tests.projection.made import PLAIN, cloud

ROOT = Path(__file__).resolve().parents[2]


def test_the_space_is_made_in_the_stated_order(royals: WordVectors) -> None:
    by_hand = royals.matrix / np.linalg.norm(royals.matrix, axis=1, keepdims=True)
    np.testing.assert_allclose(space_of(royals, SpaceSettings()).rows, by_hand, rtol=1e-6)
    np.testing.assert_array_equal(space_of(royals, PLAIN).rows, royals.matrix)
    centred = royals.matrix - royals.matrix.mean(axis=0)
    np.testing.assert_allclose(space_of(royals, replace(PLAIN, centre=True)).rows, centred, atol=1e-6)
    angles = centred / np.linalg.norm(centred, axis=1, keepdims=True)
    seen = space_of(royals, SpaceSettings(unit=False, centre=True)).rows
    np.testing.assert_allclose(seen, angles, atol=1e-6)


def test_removed_directions_hold_no_variance() -> None:
    vectors = cloud()
    before = np.linalg.eigvalsh(np.cov(vectors.matrix.T))
    after = np.linalg.eigvalsh(np.cov(space_of(vectors, replace(PLAIN, drop=2)).rows.T))
    np.testing.assert_allclose(after, [0, 0, *before[:-2]], atol=1e-4)


def test_vectors_that_cannot_be_laid_out() -> None:
    words = ("a", "b", "c", "d", "e", "f")
    ones = WordVectors(words, np.ones((6, 4), dtype=np.float32))
    with pytest.raises(SelectionError, match=r"^All 6 words have the same vector, so there is nothing to lay out"):
        graph_of(ones, ProjectionSettings())
    spoilt = np.eye(6, dtype=np.float32)
    spoilt[2, 2] = 0
    with pytest.raises(SelectionError, match=r"^The vector of “c” is zero and has no direction"):
        space_of(WordVectors(words, spoilt), SpaceSettings())
    spoilt = np.eye(6, dtype=np.float32)
    spoilt[3, 0] = np.nan
    with pytest.raises(SelectionError, match=r"^The vector of “d” holds a value that is not a finite number"):
        space_of(WordVectors(words, spoilt), SpaceSettings())
    line = WordVectors(words, np.arange(6, dtype=np.float32)[:, None])
    with pytest.raises(SelectionError, match=r"^These vectors have 1 dimension, too few for a map of 2"):
        graph_of(line, ProjectionSettings())


@pytest.mark.parametrize("n", [1, 2, 3, 4])
@pytest.mark.parametrize("method", ["PCA", "t-SNE", "UMAP"])
def test_few_words_make_a_map_or_a_sentence(n: int, method: str) -> None:
    vectors = cloud(5).most_frequent(n)
    settings = ProjectionSettings(method=method)  # type: ignore[arg-type]
    if method == "PCA" and n >= 3:
        assert project(*graph_of(vectors, settings), settings).coordinates.shape == (n, 2)
    else:
        with pytest.raises(SelectionError, match=f"^A {method} map in 2-D needs at least [35] words, not {n} word"):
            graph_of(vectors, settings)


@pytest.mark.parametrize("method", ["PCA", "t-SNE", "UMAP"])
@pytest.mark.parametrize("dims", [2, 3])
def test_awkward_vectors_still_make_a_map(method: str, dims: int) -> None:
    """Five words; sixty of which most are the same; a space as flat as the map."""
    settings = ProjectionSettings(method=method, dims=dims)  # type: ignore[arg-type]
    heap = cloud(60)
    matrix = heap.matrix.copy()
    matrix[10:] = matrix[10]
    flat = WordVectors(heap.words, heap.matrix[:, :dims].copy())
    for vectors in (cloud(5), WordVectors(heap.words, matrix), flat):
        made = project(*graph_of(vectors, settings), settings)
        assert np.isfinite(made.coordinates).all()
        assert made.coordinates.shape == (len(vectors), dims)
        assert 0 <= made.honesty.kept <= 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"method": "MDS"}, "A map is made by t-SNE, UMAP, PCA or formulas, not by “MDS”."),
        ({"dims": 4}, "A map has 2 or 3 dimensions, not 4."),
        ({"perplexity": 1}, "The perplexity must lie between 2 and 100, not at 1."),
        ({"n_neighbors": 1}, "UMAP looks at between 2 and 100 neighbours of each word, not 1."),
        ({"min_dist": float("nan")}, "The least distance on the map must lie between 0 and 0.99, not at nan."),
        ({"seed": -1}, "The seed is a whole number from 0 to 2,147,483,647, not -1."),
    ],
)
def test_settings_out_of_range(wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(SettingError) as caught:
        ProjectionSettings(**wrong)  # type: ignore[arg-type]
    assert str(caught.value) == sentence
    assert isinstance(caught.value, ExplorerError)


def test_settings_of_the_space_out_of_range() -> None:
    with pytest.raises(SettingError, match=r"^Nearness is measured by “cosine” or “euclidean”, not by “taxi”"):
        SpaceSettings(metric="taxi")  # type: ignore[arg-type]
    with pytest.raises(SettingError, match=r"^Between 0 and 20 top directions can be removed, not 21"):
        SpaceSettings(drop=21)


@pytest.mark.parametrize("dims", [2, 3])
def test_pca_agrees_with_scikit_learn(dims: int) -> None:
    from sklearn.decomposition import PCA

    rows = cloud().matrix
    found, shares = pca.pca(rows, dims)
    reference = PCA(dims).fit(rows)
    expected = reference.transform(rows)
    np.testing.assert_allclose(found * np.sign((found * expected).sum(0)), expected, atol=1e-3)
    np.testing.assert_allclose(shares, reference.explained_variance_ratio_, rtol=1e-4)


def test_of_an_axis_and_its_mirror_image_one_is_always_taken() -> None:
    """Ten clouds: without the rule the sign of each of twenty axes would be left to LAPACK."""
    for seed in range(10):
        rows = np.random.default_rng(seed).normal(size=(40, 5)).astype(np.float32)
        axes, _ = pca.principal_axes(rows, 2)
        assert (axes[np.abs(axes).argmax(axis=0), [0, 1]] > 0).all()


def test_pca_keeps_a_plane_as_it_is(royals: WordVectors) -> None:
    """Vectors in a plane keep all distances, and the two axes hold all the variance."""
    settings = ProjectionSettings(method="PCA", space=PLAIN)
    made = project(*graph_of(royals, settings), settings)
    assert sum(made.explained) == pytest.approx(1)
    apart = made.coordinates[:, None] - made.coordinates[None]
    true = royals.matrix[:, None] - royals.matrix[None]
    np.testing.assert_allclose((apart**2).sum(2), (true**2).sum(2), atol=1e-4)
    assert made.honesty.shepard == pytest.approx(1)


@pytest.mark.parametrize("method", ["t-SNE", "UMAP"])
def test_a_seed_is_a_map(method: str) -> None:
    settings = ProjectionSettings(method=method, seed=4)  # type: ignore[arg-type]
    space, graph = graph_of(cloud(), settings)
    first, again = (project(space, graph, settings).coordinates for _ in range(2))
    other = project(space, graph, replace(settings, seed=5)).coordinates
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).max() > 0.1 * first.std()


def test_twenty_pairs_of_visitors_at_once_get_what_one_alone_gets() -> None:
    """Two at a time through the same kernels, as in a server; Numba's own threads would end the process here."""
    chosen = [ProjectionSettings(method=m, dims=d) for m in ("t-SNE", "UMAP") for d in (2, 3)]  # type: ignore[arg-type]
    space, graph = graph_of(cloud(120), chosen[0])
    alone = [project(space, graph, settings).coordinates for settings in chosen]
    with ThreadPoolExecutor(2) as visitors:
        together = list(visitors.map(lambda i: project(space, graph, chosen[i % 4]).coordinates, range(40)))
    for i, found in enumerate(together):
        np.testing.assert_array_equal(found, alone[i % 4])


@pytest.mark.parametrize("method", ["t-SNE", "UMAP"])
def test_two_threads_give_what_one_gives(method: Method, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = ProjectionSettings(method=method)
    space, graph = graph_of(cloud(301), settings)
    one, two = (begin(space, graph, settings) for _ in range(2))
    for _ in range(20):
        one.step()
    monkeypatch.setattr(halves, "MANY", 100)
    for _ in range(20):
        two.step()
    assert (one.coordinates == two.coordinates).all()


def test_no_kernel_asks_numba_for_threads() -> None:
    sources = {path: path.read_text(encoding="utf-8") for path in ROOT.glob("explorer/**/*.py")}
    for path, tree in ((path, ast.parse(text)) for path, text in sources.items() if "numba" in text):
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg == "parallel":
                assert ast.unparse(node.value) == "False", f"{path.name}:{node.value.lineno}"
            assert not (isinstance(node, ast.Attribute) and node.attr == "prange"), path.name


def test_kernels_work_where_nothing_can_be_written() -> None:
    code = (
        "from numba.core import caching\n"
        "def refuse(self): raise OSError('read-only')\n"
        "caching._CacheLocator.ensure_cache_path = refuse\n"
        "import numpy as np\n"
        "from explorer.projection import interpolation, kernels\n"
        "near = np.zeros((2, 3), np.float32)\n"
        "kernels.map_nearness(np.array([[0, 3, 0], [0, 4, 1]], np.float32), np.array([0, 1]), near)\n"
        "print(abs(near).tolist())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[[0.0, 25.0, 1.0], [25.0, 0.0, 18.0]]"


@pytest.mark.parametrize("b", [0.6, 0.895, 1.5])
def test_the_quick_power_is_a_power(b: float) -> None:
    x = np.geomspace(1e-6, 1e6, 400).astype(np.float32)
    found = np.array([kernels._power(value, np.float32(b)) for value in x])
    np.testing.assert_allclose(found, x.astype(np.float64) ** np.float32(b), rtol=4e-5)


def test_progress_is_told_and_can_end_the_work() -> None:
    class Stopped(Exception):  # noqa: N818
        pass

    told = []

    def report(done: int, total: int) -> None:
        told.append(done / total)
        if done >= 0.2 * total:
            raise Stopped

    settings = ProjectionSettings()
    with pytest.raises(Stopped):
        project(*graph_of(cloud(50), settings), settings, report)
    assert told == sorted(told)
    assert len(told) > 100, "each of the first steps"
    assert 0.2 <= told[-1] < 0.21


def test_vectors_of_two_dimensions_are_a_map_as_they_are_and_others_are_none() -> None:
    rows = np.random.default_rng(0).normal(size=(50, 3)).astype(np.float32)
    words = tuple(f"w{i}" for i in range(50))
    settings = ProjectionSettings(method="As given", space=SpaceSettings("euclidean", unit=False))
    made = project(*graph_of(WordVectors(words, rows[:, :2].copy()), settings), settings)
    np.testing.assert_array_equal(made.coordinates, rows[:, :2])
    assert (made.honesty.kept, made.honesty.trustworthiness, made.honesty.shepard) == pytest.approx((1, 1, 1))
    with pytest.raises(SelectionError, match="Only vectors of 2 dimensions are such a map as they are; these have 3"):
        graph_of(WordVectors(words, rows), settings)


def test_what_is_too_much_is_refused_with_what_would_be_right() -> None:
    many = WordVectors(tuple(map(str, range(100_001))), np.ones((100_001, 3), dtype=np.float32))
    for settings, told in (
        (ProjectionSettings(), "t-SNE lays out at most 100,000 words here, not 100,001; choose PCA or UMAP, or fewer."),
        (ProjectionSettings(method="PCA", dims=3), "A map in 3-D takes at most 100,000 words, not 100,001; choose 2-D"),
    ):
        with pytest.raises(SelectionError, match=re.escape(told)):
            check(many, settings)
    wide = np.lib.stride_tricks.as_strided(np.zeros(1, dtype=np.float32), (200_000, 300), (0, 0))
    with pytest.raises(SelectionError, match="with 300 dimensions that is 166,666 words, not 200,000"):
        by_rank(WordVectors(tuple(map(str, range(200_000))), wide), 200_000)
