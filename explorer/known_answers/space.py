"""Known answers of geometry: cosines, rotations, projections and how they are judged, ratings, files."""

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

from explorer.files.formats import export, reading
from explorer.judging import analogy, categorisation
from explorer.judging.bias import doubt
from explorer.judging.bias.association import pearson
from explorer.judging.evaluation import SimilarityScore, interval, word_similarity
from explorer.judging.rating_files import RatedPair
from explorer.known_answers.answers import Check
from explorer.projection import align, honesty, pca
from explorer.projection.neighbours import neighbour_graph
from explorer.projection.settings import SpaceSettings
from explorer.projection.space import space_of
from explorer.vectors import similarity
from explorer.vectors.word_vectors import Floats, WordVectors

ROYALS = ("man", "woman", "king", "queen", "apple")


def checks() -> Iterator[Check]:
    """All of them."""
    yield from _words()
    yield from _rotations()
    yield from _maps()
    yield from _ratings()
    yield from _files()


def royals() -> WordVectors:
    """Axis 0 is royalty, axis 1 is gender: king - man + woman is queen exactly."""
    matrix = np.array([[0, 1], [0, -1], [2, 1], [2, -1], [-3, 0]], dtype=np.float32)
    return WordVectors(ROYALS, matrix)


def cloud(n: int = 120, dim: int = 12, seed: int = 0) -> WordVectors:
    """`n` random words in `dim` dimensions."""
    matrix = np.random.default_rng(seed).normal(size=(n, dim)).astype(np.float32)
    return WordVectors(tuple(f"w{i}" for i in range(n)), matrix)


def _words() -> Iterator[Check]:
    topic, source = "Cosines and analogies", "Five words in the plane, by hand"
    yield Check(
        topic, "cosine of (2, 1) and (2, −1)", 0.6, lambda: similarity.cosine(royals(), "king", "queen"), 1e-7, source
    )
    yield Check(
        topic, "cosine of (2, 1) and (0, 1)", 5**-0.5, lambda: similarity.cosine(royals(), "king", "man"), 1e-7, source
    )
    yield Check(
        topic,
        "Euclidean distance of king and apple",
        26**0.5,
        lambda: next(r.score for r in similarity.nearest(royals(), "king", metric="euclidean") if r.word == "apple"),
        1e-6,
        source,
    )
    for rule in analogy.RULES:
        settings = analogy.AnalogySettings(rule, unit=rule != "PairDirection")
        yield Check(topic, f"man : woman :: king : ?, {rule}", "queen", partial(_answer, settings), 0, source)
    near, far = (1 + 5**-0.5) / 2, (1 - 5**-0.5) / 2
    product = (
        "Levy and Goldberg 2014, eq. 5: s(woman) s(king) / (s(man) + ε) with s = (1 + cos) / 2; cosines ±1/√5, 0.6"
    )
    multiplied = partial(_score, analogy.AnalogySettings("3CosMul"))
    yield Check(topic, "3CosMul score of queen", near * 0.8 / (far + 1e-6), multiplied, 1e-5, product)
    along = partial(_score, analogy.AnalogySettings("PairDirection", unit=False))
    yield Check(topic, "PairDirection score of queen", 1.0, along, 1e-6, "Levy and Goldberg 2014, eq. 2")
    keeping = analogy.AnalogySettings("3CosAdd", keep_query=True, unit=False)
    yield Check(topic, "cosine of queen with king − man + woman", 1.0, partial(_score, keeping), 1e-6, source)


def _rotations() -> Iterator[Check]:
    topic, source = "Procrustes", "Schönemann 1966"
    points = cloud().matrix.astype(np.float64)
    turn = np.linalg.qr(np.random.default_rng(1).normal(size=(12, 12)))[0]

    def _found() -> Floats:
        return align.orthogonal_procrustes(points @ turn, points)

    def by_scipy() -> float:
        from scipy.linalg import orthogonal_procrustes

        other = cloud(seed=5).matrix.astype(np.float64)
        theirs = orthogonal_procrustes(points, other)[0]
        return float(np.abs(align.orthogonal_procrustes(points, other) - theirs).max())

    copy = 3 * points @ turn + 7
    yield Check(topic, "a known rotation, undone: largest error", 0.0, lambda: _worst(_found(), turn.T), 1e-10, source)
    yield Check(topic, "RᵀR is the identity", 0.0, lambda: _worst(_found().T @ _found(), np.eye(12)), 1e-10, source)
    yield Check(topic, "largest difference from SciPy's", 0.0, by_scipy, 1e-10, "scipy.linalg.orthogonal_procrustes")
    moved = partial(align.displacement, copy, points)
    yield Check(topic, "a turned, scaled, shifted copy has not moved", 0.0, lambda: float(moved().max()), 1e-6, source)


def _maps() -> Iterator[Check]:
    topic, trusted = "Maps", "sklearn.manifold.trustworthiness, Venna and Kaski 2001"
    space = space_of(cloud(), SpaceSettings(metric="euclidean", unit=False))
    graph = neighbour_graph(space, 119)
    flat = pca.pca(space.rows, 2)[0]
    judged = partial(honesty.honesty, space, graph)

    def _theirs(rows: Floats, at: Floats) -> float:
        from sklearn.manifold import trustworthiness

        return float(trustworthiness(rows, at, n_neighbors=10))

    def variance() -> float:
        from sklearn.decomposition import PCA

        known = PCA(3).fit(space.rows).explained_variance_ratio_
        return _worst(pca.pca(space.rows, 3)[1], known)

    yield Check(
        topic,
        "trustworthiness minus scikit-learn's",
        0.0,
        lambda: judged(flat).trustworthiness - _theirs(space.rows, flat),
        1e-6,
        trusted,
    )
    yield Check(
        topic,
        "continuity is trustworthiness with space and map exchanged",
        0.0,
        lambda: judged(flat).continuity - _theirs(flat, space.rows),
        1e-6,
        trusted,
    )
    yield Check(
        topic, "a map that is the space: neighbours kept", 1.0, lambda: judged(space.rows).kept, 0, "By definition"
    )
    yield Check(
        topic,
        "a map that is the space: trustworthiness",
        1.0,
        lambda: judged(space.rows).trustworthiness,
        0,
        "By definition",
    )
    yield Check(topic, "shares of variance minus scikit-learn's PCA", 0.0, variance, 1e-6, "sklearn.decomposition.PCA")


def _ratings() -> Iterator[Check]:
    topic, source = "Ratings and groups", "Words at 0, 30, 60 and 90 degrees, by hand"
    angles = np.radians([0, 30, 60, 90])
    plane = WordVectors(tuple("abcd"), np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32))
    rated = [RatedPair("a", "b", 10), RatedPair("a", "c", 1), RatedPair("a", "d", 0.1)]
    turned = [RatedPair("a", "b", 1), RatedPair("a", "c", 2), RatedPair("a", "d", 3)]
    yield Check(topic, "Spearman of the same order", 1.0, lambda: word_similarity(plane, rated).spearman, 1e-12, source)
    yield Check(
        topic, "Spearman of the opposite order", -1.0, lambda: word_similarity(plane, turned).spearman, 1e-12, source
    )
    yield from _intervals()
    cased = "The word's own form is taken if the model has it: cosines 1, 0.6 and 0, by hand"
    yield Check(topic, "“Turkey” beside “turkey”: cosines of the pairs", (1.0, 0.6, 0.0), _cased, 1e-6, cased)
    groups, labels = np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 1, 1])
    yield Check(
        topic, "purity of five words, one astray", 0.8, lambda: categorisation.purity(groups, labels), 1e-12, "By hand"
    )
    one, kinds = np.zeros(4, dtype=np.intp), np.array([0, 1, 2, 2])
    together = "Four words in one group, two of them of one kind; by hand"
    yield Check(topic, "purity of one group", 0.5, lambda: categorisation.purity(one, kinds), 1e-12, together)
    rows = np.array([[1, 0], [0, 1], [0.6, 0.8]])
    compact = lambda: tuple(float(c) for c in categorisation.compactness(rows))  # noqa: E731
    yield Check(topic, "compactness of three words", (0.3, 0.4, 0.7), compact, 1e-12, "By hand")


def _cased() -> tuple[float, ...]:
    matrix = np.array([[1, 0], [0, 1], [1, 0], [0.6, 0.8], [0, 1]], dtype=np.float32)
    model = WordVectors(("Turkey", "turkey", "Greece", "cheese", "bird"), matrix)
    rated = [RatedPair("Turkey", "Greece", 3), RatedPair("Turkey", "Cheese", 2), RatedPair("Turkey", "bird", 1)]
    return tuple(float(cosine) for cosine in word_similarity(model, rated).cosines)


def _intervals() -> Iterator[Check]:
    """The bootstrap's intervals where theory has one too; they agree to a few hundredths of their width."""
    topic = "Bootstrap intervals"
    rank = "Bonett and Wright 2000: tanh(artanh r ± 1.96 √((1 + r²/2) / (n − 3))), 300 pairs drawn from a normal law"
    yield Check(topic, "95% interval of Spearman's r minus the theory's", (0.0, 0.0), _rank_interval_error, 0.005, rank)
    student = "Student 1908: mean ± 2.2010 s / √12, twelve numbers drawn from a normal law"
    yield Check(topic, "95% interval of a mean minus Student's", (0.0, 0.0), _mean_interval_error, 0.05, student)
    fisher = "Fisher 1915: tanh(artanh r ± 1.96 / √(n − 3)), 200 pairs drawn from a normal law"
    yield Check(topic, "95% interval of a correlation minus Fisher's", (0.0, 0.0), _correlation_error, 0.005, fisher)


def _two_columns(n: int) -> tuple[Floats, Floats]:
    """(n,) normal numbers, and others that have a correlation of 0.6 with them."""
    first, other = np.random.default_rng(2).normal(size=(2, n))
    return first, 0.6 * first + 0.8 * other


def _around(r: float, deviation: float) -> tuple[float, float]:
    return float(np.tanh(np.arctanh(r) - 1.96 * deviation)), float(np.tanh(np.arctanh(r) + 1.96 * deviation))


def _rank_interval_error() -> tuple[float, ...]:
    from scipy.stats import spearmanr

    ratings, cosines = _two_columns(300)
    r = float(spearmanr(cosines, ratings).statistic)
    pairs = tuple(RatedPair("a", "b", rating) for rating in ratings)
    low, high = interval(SimilarityScore(pairs, cosines, r, r, (), len(pairs)))
    known = _around(r, ((1 + r**2 / 2) / 297) ** 0.5)
    return low - known[0], high - known[1]


def _mean_interval_error() -> tuple[float, ...]:
    rows = np.random.default_rng(1).normal(3, 2, size=(12, 1))
    mean = doubt.Score("mean", lambda part: float(part.mean()), ((0,),))
    found = doubt.interval(mean, [rows], mean.words, draws=2000)
    if found is None:
        return ()
    reach = 2.2010 * np.std(rows, ddof=1) / 12**0.5
    return found.low - float(rows.mean() - reach), found.high - float(rows.mean() + reach)


def _correlation_error() -> tuple[float, ...]:
    lists = [column[:, None] for column in _two_columns(200)]
    r = doubt.Score("r", lambda a, b: pearson(a[:, 0], b[:, 0]), ((0, 1),), by="percentiles")
    found = doubt.interval(r, lists, r.words, draws=2000)
    if found is None:
        return ()
    known = _around(r.of(*lists), 197**-0.5)
    return found.low - known[0], found.high - known[1]


def _files() -> Iterator[Check]:
    ways: dict[str, tuple[str, Callable[[WordVectors], bytes]]] = {
        "word2vec text": (".txt", export.word2vec_text),
        "word2vec binary": (".bin", export.word2vec_binary),
        "NumPy .npz": (".npz", export.npz),
    }
    for name, (ending, write) in ways.items():
        compute = partial(_written_and_read, ending, write)
        yield Check(
            "Files", f"{name}, written and read: largest change", 0.0, compute, 0, "Every float32 must come back"
        )


def _written_and_read(ending: str, write: Callable[[WordVectors], bytes]) -> float:
    vectors = cloud()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"cloud{ending}"
        path.write_bytes(write(vectors))
        found, _ = reading.read(path)
    return _worst(found.matrix[found.rows(vectors.words)], vectors.matrix)


def _answer(settings: analogy.AnalogySettings) -> str:
    return analogy.solve(royals(), "man", "woman", "king", settings, k=1)[0].word


def _score(settings: analogy.AnalogySettings) -> float:
    found = analogy.solve(royals(), "man", "woman", "king", settings, k=5)
    return next(ranked.score for ranked in found if ranked.word == "queen")


def _worst(left: Floats, right: Floats) -> float:
    return float(np.abs(left - right).max())
