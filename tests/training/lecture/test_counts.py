"""Counting: CS224N's matrix and its SVD, PPMI by hand, the compiled loop, SGNS as shifted PMI."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from explorer.errors import SettingError
from explorer.text.corpus import Corpus, build, from_text, read_packaged
from explorer.training.fast.cooccurrence_kernels import count_rows
from explorer.training.lecture.cooccurrence import LONG, cooccurrence, count_sparse, distance_weights
from explorer.training.lecture.counts import CountSettings, CountTrainer, pmi, ppmi, truncated_svd
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer
from explorer.training.lessons import shifted_pmi
from explorer.training.lessons.shifted_pmi import Agreement, Approach


@pytest.fixture(scope="module")
def cs224n() -> Corpus:
    """The two sentences of the first assignment."""
    sentences = ["<START> All that glitters isn't gold <END>", "<START> All's well that ends well <END>"]
    return build([sentence.split() for sentence in sentences], name="cs224n")


@pytest.fixture(scope="module")
def royal_corpus() -> Corpus:
    return from_text(read_packaged("royals"), name="royals")


def in_order(corpus: Corpus) -> np.ndarray:
    """Ids of the words in the assignment's order, sorted by spelling."""
    return np.array([corpus.vocabulary.index[word] for word in sorted(corpus.vocabulary.words)])


def by_the_book(corpus: Corpus, weights: np.ndarray) -> np.ndarray:
    """X, place by place."""
    X = np.zeros((len(corpus.vocabulary),) * 2)
    for s in range(corpus.sentences):
        words = corpus.sentence(s)
        for i in range(len(words)):
            for j in range(max(0, i - len(weights)), min(len(words), i + len(weights) + 1)):
                if i != j:
                    X[words[i], words[j]] += weights[abs(i - j) - 1]
    return X


def test_the_matrix_of_cs224n(cs224n: Corpus) -> None:
    order = in_order(cs224n)
    X = cooccurrence(cs224n, window=1, weighting="flat").dense(order)
    assert (X == X.T).all()
    words = sorted(cs224n.vocabulary.words)
    assert words == ["<END>", "<START>", "All", "All's", "ends", "glitters", "gold", "isn't", "that", "well"]
    assert X[words.index("that")].tolist() == [0, 0, 1, 0, 1, 1, 0, 0, 0, 1]
    assert X.sum() == 2 * (6 + 6)


def test_the_svd_of_cs224n(cs224n: Corpus) -> None:
    """U S of rank 2; the second column up to its sign."""
    published = [
        [0.654802, 0.783221],
        [0.520200, 0],
        [0.705647, -0.484057],
        [0.705647, 0.484057],
        [1.027805, 0],
        [0.654802, -0.783221],
        [0.382258, -0.656224],
        [0.382258, 0.656224],
        [1.394208, 1.061793],
        [1.394208, -1.061793],
    ]
    settings = CountSettings(dim=2, window=1, matrix="counts", weight_exponent=1)
    found = CountTrainer(cs224n, settings).vectors().matrix[in_order(cs224n)]
    sign = np.sign(found[0])
    assert_allclose(found * sign, np.array(published) * [1, 1], atol=2e-6)


@pytest.mark.parametrize("window", [1, 3, 50])
@pytest.mark.parametrize("weighting", ["flat", "harmonic", "linear"])
def test_both_ways_of_counting_are_the_definition(window: int, weighting: str) -> None:
    rng = np.random.default_rng(window)
    text = ". ".join(" ".join(rng.choice(list("abcdefg"), rng.integers(1, 9))) for _ in range(60))
    corpus = from_text(text, name="t")
    weights = distance_weights(window, weighting)
    expected = by_the_book(corpus, weights)
    sparse = count_sparse(corpus, weights)
    assert_allclose(sparse.matrix().toarray(), expected, atol=1e-12)
    row, column, weight = count_rows(corpus.tokens, corpus.offsets, len(corpus.vocabulary), weights)
    assert (row == sparse.row).all()
    assert (column == sparse.column).all()
    assert_allclose(weight, sparse.weight, atol=1e-12)


def test_a_long_text_takes_the_compiled_loop_and_counts_the_same() -> None:
    rng = np.random.default_rng(0)
    words = np.array([f"w{i}" for i in range(500)])
    corpus = build((words[rng.geometric(0.01, 12).clip(max=499)] for _ in range(6000)), name="long")
    assert len(corpus.tokens) > LONG
    X = cooccurrence(corpus, window=4, weighting="harmonic")
    again = count_sparse(corpus, distance_weights(4, "harmonic"))
    assert (X.row == again.row).all()
    assert (X.column == again.column).all()
    assert_allclose(X.weight, again.weight, rtol=1e-12)


def test_windows_larger_than_the_text() -> None:
    X = cooccurrence(from_text("a b", name="t"), window=100, weighting="harmonic")
    assert X.dense(np.arange(2)).tolist() == [[0, 1], [1, 0]]


def test_linear_weights_are_the_mean_of_dynamic_windows(royal_corpus: Corpus) -> None:
    """What SGNS sees in many epochs is X with linear weights."""
    from explorer.training.lecture.pairs import PairStream

    rng = np.random.default_rng(0)
    stream = PairStream(royal_corpus, window=5, dynamic=True, sample=0, rng=rng)
    X = cooccurrence(royal_corpus, window=5, weighting="linear")
    per_epoch = X.weight.sum()
    pairs = stream.take(int(20 * per_epoch))
    V = len(royal_corpus.vocabulary)
    seen = np.bincount(pairs.centre.astype(np.int64) * V + pairs.context, minlength=V * V) / 20
    often = X.weight > 100
    assert_allclose(seen[X.row[often].astype(np.int64) * V + X.column[often]], X.weight[often], rtol=0.1)


def test_pmi_by_hand() -> None:
    """X = [[0, 4], [4, 8]]: words 4 and 12 of 16, contexts the same."""
    corpus = from_text("b a. b a. b a. b a. b b. b b. b b. b b", name="t")
    X = cooccurrence(corpus, window=1, weighting="flat")
    a, b = corpus.vocabulary.index["a"], corpus.vocabulary.index["b"]
    assert X.dense(np.array([a, b])).tolist() == [[0, 4], [4, 8]]
    dense = ppmi(X).toarray()
    assert dense[a, b] == pytest.approx(np.log(4 * 16 / (4 * 12)))
    assert dense[b, b] == 0  # log(8 x 16 / 144) < 0
    assert dense[a, a] == 0  # never together
    assert ppmi(X, shift=1.2).toarray()[a, b] == pytest.approx(np.log(4 / 3) - np.log(1.2))
    smooth = pmi(X, smoothing=0.75)[(X.row == a) & (X.column == b)]
    assert smooth == pytest.approx(np.log((4 / 16) / ((4 / 16) * 12**0.75 / (4**0.75 + 12**0.75))))
    assert ppmi(X, smoothing=0.75).toarray()[a, b] == pytest.approx(smooth[0])
    assert ppmi(X, smoothing=0.75, shift=1.2).toarray()[a, b] == pytest.approx(smooth[0] - np.log(1.2))


def test_a_shift_that_leaves_nothing_is_said(royal_corpus: Corpus) -> None:
    with pytest.raises(SettingError, match="With a shift of log 1000 no pair of words is left above 0"):
        CountTrainer(royal_corpus, CountSettings(shift=1000)).step()


def test_the_svd_is_scikit_learns(royal_corpus: Corpus) -> None:
    from sklearn.decomposition import TruncatedSVD

    matrix = ppmi(cooccurrence(royal_corpus, window=5, weighting="flat"))
    left, spectrum, right = truncated_svd(matrix, 8, seed=0)
    theirs = TruncatedSVD(8, n_iter=30, random_state=0).fit(matrix)
    assert_allclose(spectrum, theirs.singular_values_, rtol=1e-5)
    assert_allclose(np.abs(right.T @ theirs.components_.T), np.eye(8), atol=1e-3)
    assert_allclose(left.T @ left, np.eye(8), atol=1e-9)


def test_both_ways_to_the_svd_agree() -> None:
    from scipy.sparse import random_array

    matrix = random_array((700, 700), density=0.05, rng=np.random.default_rng(0)).tocsr()
    left, spectrum, right = truncated_svd(matrix, 10, seed=0)
    values = np.linalg.svd(matrix.toarray(), compute_uv=False)
    assert_allclose(spectrum, values[:10])
    assert_allclose(left.T @ (matrix @ right), np.diag(spectrum), atol=1e-8)
    full = truncated_svd(matrix, 600, seed=0)[1]
    assert_allclose(full, values[:600], atol=1e-8)


def test_what_rank_d_leaves_out_is_the_rest_of_the_spectrum(royal_corpus: Corpus) -> None:
    step = CountTrainer(royal_corpus, CountSettings(dim=10)).step()
    kept = (step.left * step.spectrum) @ step.right.T
    X = step.matrix.toarray()
    assert step.loss == pytest.approx(((X - kept) ** 2).sum() / (X**2).sum())
    assert (np.diff(step.spectrum) <= 0).all()


def test_more_dimensions_than_words(cs224n: Corpus) -> None:
    vectors = CountTrainer(cs224n, CountSettings(dim=50, window=2)).vectors()
    assert vectors.matrix.shape == (10, 50)
    assert (vectors.matrix[:, 10:] == 0).all()
    assert np.isfinite(vectors.matrix).all()


@pytest.mark.parametrize("exponent", [0, 0.5, 1])
def test_finds_the_parallelogram(royal_corpus: Corpus, exponent: float) -> None:
    vectors = CountTrainer(royal_corpus, CountSettings(weight_exponent=exponent)).vectors()
    man, woman, king, queen = vectors.rows(["man", "woman", "king", "queen"])
    scores = vectors.unit @ (vectors.unit[king] - vectors.unit[man] + vectors.unit[woman])
    scores[[man, woman, king]] = -np.inf
    assert scores.argmax() == queen


def test_sgns_aims_at_shifted_pmi(royal_corpus: Corpus) -> None:
    """Levy and Goldberg 2014: u_j . v_i = PMI - log k, where counts are large enough to be learned."""
    k = 5
    settings = SGNSSettings(dim=100, negatives=k, learning_rate=0.1, noise_exponent=1.0)
    trainer = SGNSTrainer(royal_corpus, settings)
    for step in range(6000):
        trainer.learning_rate = 0.1 * (1 - step / 6000)
        trainer.step()
    X = cooccurrence(royal_corpus, window=5, weighting="linear")
    often = X.weight > 50
    i, j = X.row[often], X.column[often]
    score = np.einsum("nd,nd->n", trainer.v_in[i], trainer.v_out[j])
    aim = pmi(X)[often] - np.log(k)
    assert np.corrcoef(score, aim)[0, 1] > 0.96
    assert abs((score - aim).mean()) < 0.15


def test_the_approach_is_measured_by_correlation() -> None:
    """Over the pairs seen often enough, as NumPy has it; 0 where nothing varies yet."""
    X = cooccurrence(build([["a", "b", "c"]], name="t"), window=1, weighting="flat")
    chosen = Agreement(X, np.array([1.0, 2, 4, 4]), np.array([1.0, 2, 3, 3]))
    assert chosen.correlation(1) == pytest.approx(np.corrcoef([1, 2, 4, 4], [1, 2, 3, 3])[0, 1])
    assert chosen.correlation(2) == 0  # no pair was seen so often
    assert Agreement(X, np.zeros(4), np.arange(4.0)).correlation(1) == 0  # before the first step


def test_of_very_many_pairs_those_seen_most_often_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    text = from_text("a b a b a b a b. c d e f g a. " * 3, name="t")
    whole = Approach(text, SGNSSettings(dim=2, window=2), 1)
    monkeypatch.setattr(shifted_pmi, "MOST", 5)
    cut = Approach(text, SGNSSettings(dim=2, window=2), 1)
    assert cut.pairs == whole.pairs > 5
    assert sorted(cut.counts.weight) == sorted(whole.counts.weight)[-5:]
    scores = {pair: (score, aim) for score, aim, pair in zip(*whole.now.seen(0), strict=True)}
    assert all(scores[pair] == (score, aim) for score, aim, pair in zip(*cut.now.seen(0), strict=True))


def test_scores_approach_shifted_pmi(royal_corpus: Corpus) -> None:
    course = Approach(royal_corpus, SGNSSettings(dim=64, negatives=5, learning_rate=0.1, noise_exponent=1.0), 3000)
    assert course.now.correlation(20) == 0
    course.run()
    assert course.now.correlation(20) > 0.93
    assert course.trainer.learning_rate == pytest.approx(0.1 / 3000)  # it has fallen to nearly nothing


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"shift": 0}, "shift k must lie above 0"),
        ({"smoothing": -1}, "power between 0 and 2, not -1"),
        ({"weight_exponent": 3}, "singular values are raised to a power between 0 and 2, not 3"),
        ({"weighting": "steep"}, "flat, harmonic or linear, not “steep”"),
        ({"matrix": "tf-idf"}, "“ppmi” or “counts”, not “tf-idf”"),
        ({"window": 101}, "between 1 and 100 words"),
        ({"dim": 1}, "between 2 and 1,000"),
    ],
)
def test_bad_setting_says_what_is_allowed(bad: dict[str, float], says: str) -> None:
    with pytest.raises(SettingError, match=says):
        CountSettings(**bad)
