"""The neighbour graph, PCA and t-SNE: by hand, by brute force, against scikit-learn; and what cannot be mapped."""

import ast
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import ExplorerError, SelectionError, SettingError, UnknownWordError
from explorer.projection import clusters, interpolation, kernels, neighbours, pca, sample, tsne
from explorer.projection.layout import begin, graph_of, project, steps
from explorer.projection.settings import ProjectionSettings, SpaceSettings
from explorer.projection.space import space_of
from explorer.vectors.formula import evaluate
from explorer.vectors.similarity import cosines
from explorer.vectors.word_vectors import WordVectors

ROOT = Path(__file__).resolve().parents[2]
PLAIN = SpaceSettings(metric="euclidean", unit=False)


def cloud(n: int = 300, dim: int = 12, groups: int = 6, seed: int = 0) -> WordVectors:
    rng = np.random.default_rng(seed)
    centres = 3 * rng.normal(size=(groups, dim))
    matrix = (centres[np.arange(n) % groups] + rng.normal(size=(n, dim))).astype(np.float32)
    return WordVectors(tuple(f"w{i}" for i in range(n)), matrix)


# Space


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


# Neighbours


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
@pytest.mark.parametrize("n", [40, 2000])
def test_the_graph_is_brute_force(metric: str, n: int) -> None:
    """Both ways of finding neighbours, against all distances sorted in float64."""
    vectors = cloud(n)
    space = space_of(vectors, SpaceSettings(metric=metric, unit=metric == "cosine"))  # type: ignore[arg-type]
    graph = neighbours.neighbour_graph(space, 12)
    rows = space.rows.astype(np.float64)
    square = ((rows[:, None] - rows[None]) ** 2).sum(axis=2)
    np.fill_diagonal(square, np.inf)
    order = np.argsort(square, axis=1)[:, :12]
    ordered = np.take_along_axis(square, order, axis=1)
    assert (graph.neighbour == order).mean() > 0.999  # float32 may exchange two that are equally near
    np.testing.assert_allclose(graph.squared, ordered, rtol=1e-3, atol=1e-6)
    np.testing.assert_allclose(
        graph.distance, ordered / 2 if metric == "cosine" else np.sqrt(ordered), rtol=1e-3, atol=1e-6
    )


def test_the_search_for_neighbours_tells_how_far_it_is_and_ends_when_told_to() -> None:
    space = space_of(cloud(4000), SpaceSettings())
    told: list[tuple[int, int]] = []
    neighbours.neighbour_graph(space, 12, lambda *at: told.append(at))
    assert told[0] == (0, 4000)
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert len(told) >= 4
    assert all(total == 4000 for _, total in told)

    def stopped(done: int, _: int) -> None:
        if done > 0:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        neighbours.neighbour_graph(space, 12, stopped)


def test_a_word_is_not_its_own_neighbour_even_among_equals() -> None:
    matrix = np.repeat(cloud(50).matrix, 40, axis=0)  # 2,000 rows, 40 of each
    space = space_of(WordVectors(tuple(f"w{i}" for i in range(2000)), matrix), SpaceSettings())
    graph = neighbours.neighbour_graph(space, 20)
    assert (graph.neighbour != np.arange(2000)[:, None]).all()
    assert all(len(set(row)) == 20 for row in graph.neighbour.tolist())
    assert graph.distance.max() < 1e-6


def test_shared_neighbours_by_hand() -> None:
    true = np.array([[1, 2], [0, 2], [0, 1]])
    shown = np.array([[2, 1], [2, 0], [1, 0]])
    assert neighbours.shared(true, shown).tolist() == [1, 1, 1]
    far = np.array([[1, 3], [0, 2], [1, 3], [0, 1]])
    near = np.array([[1, 2], [2, 3], [0, 1], [2, 1]])
    assert neighbours.shared(far, near).tolist() == [0.5, 0.5, 0.5, 0.5]


# PCA


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


# t-SNE


@pytest.mark.parametrize("perplexity", [5, 30])
def test_affinities_have_the_perplexity_asked_for(perplexity: float) -> None:
    _, graph = graph_of(cloud(), ProjectionSettings())
    p = tsne.affinities(graph.squared[:, : 3 * perplexity], perplexity).astype(np.float64)
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(np.exp(-(p * np.log(np.maximum(p, 1e-300))).sum(axis=1)), perplexity, rtol=1e-3)
    np.testing.assert_allclose(tsne.affinities(np.zeros((4, 6), np.float32), 2), 1 / 6, rtol=1e-6)


def test_joint_probabilities_are_symmetric_and_sum_to_one() -> None:
    _, graph = graph_of(cloud(), ProjectionSettings())
    p = tsne.joint_probabilities(graph, 10)
    assert p.sum() == pytest.approx(1, abs=1e-5)
    assert abs(p - p.T).max() == 0
    with pytest.raises(SettingError, match=r"^A perplexity of 80 needs more than the 150 neighbours known"):
        tsne.joint_probabilities(graph, 80)


@pytest.mark.parametrize("dims", [2, 3])
def test_each_step_goes_down_the_gradient_of_the_loss(dims: int) -> None:
    """The compiled force against the numeric slope of KL computed here in float64."""
    _, graph = graph_of(cloud(31), ProjectionSettings())  # odd: the flat kernel does rows in twos
    start = np.random.default_rng(1).normal(size=(31, dims)).astype(np.float32)
    layout = tsne.TSNE(graph, start, 5, settled=True)
    layout._at -= layout._at.mean(axis=1, keepdims=True)
    at = layout.coordinates.astype(np.float64)
    p = tsne.joint_probabilities(graph, 5).toarray().astype(np.float64)

    def kl(y: np.ndarray) -> float:
        q = 1 / (1 + ((y[:, None] - y[None]) ** 2).sum(axis=2))
        np.fill_diagonal(q, 0)
        q /= q.sum()
        some = p > 0
        return float((p[some] * np.log(p[some] / q[some])).sum())

    assert layout.loss() == pytest.approx(kl(at), rel=1e-5)
    layout.step()
    slope = -layout._velocity[:dims].T / (31 * layout._gain[:dims].T)  # momentum has nothing to carry yet
    for word, axis in [(0, 0), (7, 1), (30, 0), (12, dims - 1)]:
        nudged = [at.copy(), at.copy()]
        nudged[0][word, axis] -= 1e-5
        nudged[1][word, axis] += 1e-5
        numeric = (kl(nudged[1]) - kl(nudged[0])) / 2e-5
        assert 4 * slope[word, axis] == pytest.approx(numeric, rel=1e-3, abs=1e-6)


@pytest.mark.filterwarnings("ignore")
def test_tsne_is_as_good_as_scikit_learns() -> None:
    from sklearn.manifold import TSNE

    vectors = cloud(250, dim=20, groups=15)
    settings = ProjectionSettings(perplexity=20)
    space, graph = graph_of(vectors, settings)
    layout = begin(space, graph, settings)
    *_, done = steps(layout)
    assert done == layout.steps_total
    reference = TSNE(perplexity=20, init="pca", random_state=0).fit_transform(space.rows)
    theirs = tsne.TSNE(graph, reference.astype(np.float32), 20, settled=True).loss()
    assert layout.loss() < 1.05 * theirs
    assert layout.loss() > 0


def test_a_finished_map_goes_on_to_another_perplexity_and_recovers_from_a_shake() -> None:
    settings = ProjectionSettings(perplexity=10)
    space, graph = graph_of(cloud(), settings)
    layout = begin(space, graph, settings)
    for _ in steps(layout):
        pass
    before = layout.loss()
    layout.perturb(np.random.default_rng(0), 0.5)
    shaken = layout.loss()
    for _ in steps(layout):
        pass
    assert shaken > before + 0.3
    assert layout.loss() < before + 0.1
    warm = begin(space, graph, replace(settings, perplexity=30), start=layout.coordinates)
    scratch = begin(space, graph, replace(settings, perplexity=30))
    for one in (warm, scratch):
        for _ in steps(one):
            pass
    assert warm.loss() < scratch.loss() + 0.1


# Both layouts


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


def test_two_threads_give_what_one_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    _, graph = graph_of(cloud(301), ProjectionSettings())
    start = np.random.default_rng(1).normal(size=(301, 2)).astype(np.float32)
    one, two = (tsne.TSNE(graph, start, 20) for _ in range(2))
    for _ in range(20):
        one.step()
    monkeypatch.setattr(tsne, "MANY", 100)
    for _ in range(20):
        two.step()
    np.testing.assert_array_equal(one.coordinates, two.coordinates)


def test_the_push_interpolated_on_a_grid_is_the_push_of_all_pairs() -> None:
    """On a map that has settled and on one just begun; errors in shares of the typical force."""
    rng = np.random.default_rng(3)
    for size in (1e-4, 1, 40):
        at = np.zeros((3, 4000), dtype=np.float32)
        at[:2] = size * (rng.normal(size=(2, 4000)) + rng.integers(0, 3, 4000))
        exact, near = np.zeros_like(at), np.zeros_like(at)
        whole, close = np.zeros((2, 4000), dtype=np.float32)
        kernels.repulsion_flat(at, exact, whole, 0, 4000)
        interpolation.push(at, near, close)
        typical = np.sqrt((exact**2).sum(axis=0).mean())
        assert np.sqrt(((near - exact) ** 2).sum(axis=0).mean()) < 0.02 * typical
        assert close.sum() == pytest.approx(whole.sum(), rel=4e-3)


def test_no_kernel_asks_numba_for_threads() -> None:
    for path in ROOT.glob("explorer/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
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
        "kernels.map_nearness(np.array([[0, 0], [3, 4], [0, 1]], np.float32), np.array([0, 1]), near)\n"
        "print((-near).tolist())\n"
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
        told.append((done, total))
        if done >= 100:
            raise Stopped

    settings = ProjectionSettings()
    with pytest.raises(Stopped):
        project(*graph_of(cloud(50), settings), settings, report)
    assert told[0] == (10, 750)
    assert told[-1] == (100, 750)


# Samples and clusters


def test_samples_by_likeness_and_by_search(royals: WordVectors) -> None:
    near = sample.by_likeness(royals, "king - man + woman", 2)
    scores = cosines(royals, evaluate("king - man + woman", royals))
    assert list(near.rows) == np.argsort(-scores, kind="stable")[:2].tolist()
    assert near.statement == f"the 2 words nearest to king - man + woman, of {len(royals)}"
    found = sample.by_search(royals, "/^[kq]/", 1)
    assert tuple(found.vectors.words) == ("king",)
    assert found.statement == f"the first 1 of the 2 words that match “/^[kq]/”, of {len(royals)}"
    again = eval(f"sample.{near.call}", {"sample": sample, "vectors": royals})
    assert again.vectors.words == near.vectors.words
    with pytest.raises(UnknownWordError):
        sample.by_likeness(royals, "kinng", 2)


def test_a_vector_too_small_to_have_a_length_is_left_out_like_a_zero() -> None:
    matrix = cloud(10).matrix.copy()
    matrix[1] *= np.float32(1e-40)  # denormal: its squares are zero
    matrix[2] *= np.float32(1e-12)  # small, and as good a direction as any
    vectors = WordVectors(tuple("abcdefghij"), matrix)
    drawn = sample.by_rank(vectors, 10)
    assert drawn.zero == ("b",)
    for settings in (SpaceSettings(), SpaceSettings(unit=False), SpaceSettings(metric="euclidean")):
        assert len(space_of(drawn.vectors, settings)) == 9
    small = space_of(drawn.vectors, SpaceSettings(unit=False)).rows[1]
    np.testing.assert_allclose(small, vectors.unit[2], rtol=1e-5)


def test_a_sample_says_what_it_is() -> None:
    matrix = cloud(10).matrix.copy()
    matrix[1] = 0
    vectors = WordVectors(tuple("abcdefghij"), matrix, counts=np.arange(10, 0, -1))
    ranked = sample.by_rank(vectors, 4)
    assert tuple(ranked.vectors.words) == ("a", "c", "d")
    assert ranked.zero == ("b",)
    assert ranked.rows.tolist() == [0, 2, 3]
    assert ranked.vectors.counts is not None
    assert ranked.vectors.counts.tolist() == [10, 8, 7]
    assert ranked.statement == "the 4 most frequent words, of 10"
    unordered = replace(vectors, by_frequency=False)
    assert sample.by_rank(unordered, 4, skip=2).statement == "the 4 first words of the file after the first 2, of 10"
    listed = sample.by_list(vectors, ["j", "x", "b", "a", "j"])
    assert tuple(listed.vectors.words) == ("j", "a")
    assert (listed.missing, listed.zero) == (("x",), ("b",))
    assert len(sample.by_list(vectors, ["x"])) == 0


def test_planted_clusters_are_found_and_named_by_their_middle() -> None:
    vectors = cloud(300, dim=20, groups=6)
    found = clusters.clusters(space_of(vectors, SpaceSettings()), 6)
    groups = np.arange(300) % 6
    pairs = {(int(a), int(b)) for a, b in zip(groups, found.of, strict=True)}
    assert len(pairs) == 6
    assert np.bincount(found.of).tolist() == [50] * 6
    for place, name in enumerate(found.names):
        assert {found.of[vectors.index[word]] for word in name.split(", ")} == {place}


def test_clusters_are_as_tight_as_scikit_learns() -> None:
    from sklearn.cluster import KMeans

    vectors = cloud(400, dim=10, groups=25, seed=3)
    space = space_of(vectors, SpaceSettings(centre=True))
    found = clusters.clusters(space, 8)
    rows = space.rows - space.rows.mean(axis=0)
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    inertia = sum(((rows[found.of == c] - rows[found.of == c].mean(0)) ** 2).sum() for c in range(8))
    assert inertia < 1.05 * KMeans(8, n_init=4, random_state=0).fit(rows).inertia_


def test_more_clusters_than_words_are_no_trouble() -> None:
    found = clusters.clusters(space_of(cloud(5), SpaceSettings()), 12)
    assert len(found.names) == len(set(found.of.tolist())) <= 5
