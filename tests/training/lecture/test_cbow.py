"""CBOW: windows, the 1/n of the gradient, gensim's neighbours, and learning."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from explorer.errors import DivergedError, SettingError, TextError
from explorer.text.corpus import Corpus, from_text, read_packaged
from explorer.training.lecture.cbow import (
    CBOWHierarchicalSettings,
    CBOWHierarchicalTrainer,
    CBOWSettings,
    CBOWTrainer,
    window_means,
)
from explorer.training.lecture.pairs import PairStream
from explorer.training.lecture.windows import Windows, WindowStream
from tests.slopes import slope


@pytest.fixture(scope="module")
def royal_corpus() -> Corpus:
    return from_text(read_packaged("royals"), name="royals")


WINDOWS = Windows(  # two windows of three words (one twice), one of a single word
    centre=np.array([0, 3, 4]),
    context=np.array([[1, 2, 2], [0, 1, 4], [2, 0, 0]]),
    inside=np.array([[True, True, True], [True, True, True], [True, False, False]]),
    centre_at=np.arange(3),
    context_at=np.zeros((3, 3), int),
    words_seen=3,
)


def test_windows_of_a_sentence_by_hand() -> None:
    corpus = from_text("a b c d. b a.", name="t")
    windows = WindowStream(corpus, window=2, dynamic=False, sample=0, rng=np.random.default_rng(0)).take(6)
    words = np.array(corpus.vocabulary.words)
    shown = [
        (words[c], "".join(words[o] for o in context[inside]))
        for c, context, inside in zip(windows.centre, windows.context, windows.inside, strict=True)
    ]
    assert shown == [("a", "bc"), ("b", "acd"), ("c", "abd"), ("d", "bc"), ("b", "a"), ("a", "b")]
    assert windows.words_seen == 6
    assert windows.context_at[0].tolist() == [1, 2, -1]


def test_windows_hold_the_pairs_of_skip_gram(royal_corpus: Corpus) -> None:
    """With the same draws, laid end to end, they are the same pairs."""
    options = {"window": 4, "dynamic": True, "sample": 1e-2}
    windows = WindowStream(royal_corpus, **options, rng=np.random.default_rng(5)).take(3000)
    centres = np.repeat(windows.centre_at, windows.inside.sum(axis=1))
    contexts = windows.context_at[windows.inside]
    pairs = PairStream(royal_corpus, **options, rng=np.random.default_rng(5)).take(len(centres))
    assert (pairs.centre_at == centres).all()
    assert (pairs.context_at == contexts).all()


def test_mean_of_those_inside() -> None:
    v = np.array([[[1.0, 2], [3, 4], [99, 99]]])
    assert window_means(v, np.array([[True, True, False]])).tolist() == [[2, 3]]


def test_one_step_moves_against_the_slope_of_the_definition() -> None:
    """The 1/n comes with the derivative of the mean; a word that stands twice gets 2/n."""
    rng = np.random.default_rng(0)
    corpus = from_text("a b c d e a b c d e", name="t")
    v_in, v_out = start = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
    negative = np.array([[1, 0], [3, 4], [2, 2]])  # the first of row 0 counts; those that are the centre do not
    trainer = CBOWTrainer(corpus, CBOWSettings(dim=3, learning_rate=1, negatives=2), start=start, dtype=np.float64)

    def loss() -> float:
        total = 0.0
        for b in range(3):
            h = np.mean([v_in[w] for w in WINDOWS.context[b][WINDOWS.inside[b]]], axis=0)
            total -= np.log(1 / (1 + np.exp(-v_out[WINDOWS.centre[b]] @ h)))
            for k in negative[b]:
                if k != WINDOWS.centre[b]:
                    total -= np.log(1 / (1 + np.exp(v_out[k] @ h)))
        return total

    dv, du = slope(loss, v_in), slope(loss, v_out)
    step = trainer.learn(WINDOWS, negative)
    assert step.loss == pytest.approx(loss() / 3)
    assert step.counted.tolist() == [[True, False], [False, True], [True, True]]
    assert_allclose(v_in - trainer.v_in, dv, atol=1e-8)
    assert_allclose(v_out - trainer.v_out, du, atol=1e-8)


def test_one_hierarchical_step_moves_against_the_slope_of_the_definition() -> None:
    rng = np.random.default_rng(1)
    corpus = from_text("a a a a b b b c c d e", name="t")
    v_in, v_out = start = rng.normal(size=(5, 3)), rng.normal(size=(4, 3))
    settings = CBOWHierarchicalSettings(dim=3, learning_rate=1)
    trainer = CBOWHierarchicalTrainer(corpus, settings, start=start, dtype=np.float64)

    def loss() -> float:
        total = 0.0
        for b in range(3):
            h = np.mean([v_in[w] for w in WINDOWS.context[b][WINDOWS.inside[b]]], axis=0)
            for row, turn in zip(*trainer.tree.path(WINDOWS.centre[b]), strict=True):
                left = 1 / (1 + np.exp(-v_out[row] @ h))
                total -= np.log(1 - left if turn else left)
        return total

    dv, du = slope(loss, v_in), slope(loss, v_out)
    step = trainer.learn(WINDOWS)
    assert step.loss == pytest.approx(loss() / 3)
    assert step.probability.prod() == pytest.approx(np.exp(-loss()))
    assert_allclose(v_in - trainer.v_in, dv, atol=1e-8)
    assert_allclose(v_out - trainer.v_out, du, atol=1e-8)


@pytest.mark.parametrize(
    ("settings", "trainer", "share"),
    [(CBOWSettings(), CBOWTrainer, 0.35), (CBOWHierarchicalSettings(), CBOWHierarchicalTrainer, 0.4)],
    ids=["negative sampling", "hierarchical softmax"],
)
def test_learns_the_royals(royal_corpus: Corpus, settings: CBOWSettings, trainer: type[CBOWTrainer], share) -> None:
    learner = trainer(royal_corpus, settings)
    losses = [learner.step().loss for _ in range(1500)]
    assert np.mean(losses[-100:]) < share * losses[0]
    vectors = learner.vectors()
    man, woman, king, queen = vectors.rows(["man", "woman", "king", "queen"])
    scores = vectors.unit @ (vectors.unit[king] - vectors.unit[man] + vectors.unit[woman])
    scores[[man, woman, king]] = -np.inf
    assert scores.argmax() == queen
    assert learner.v_in.dtype == np.float32


def test_neighbours_agree_with_gensim(royal_corpus: Corpus) -> None:
    """Five neighbours of every word, on the same text with the same settings; no better than gensim with itself."""
    from gensim.models import Word2Vec

    words = list(royal_corpus.vocabulary.words)
    sentences = [[words[i] for i in royal_corpus.sentence(s)] for s in range(royal_corpus.sentences)]

    def nearest(matrix: np.ndarray) -> list[set[int]]:
        unit = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
        similar = unit @ unit.T
        np.fill_diagonal(similar, -1)
        return [set(row) for row in np.argsort(-similar, axis=1)[:, :5].tolist()]

    def overlap(a: list[set[int]], b: list[set[int]]) -> float:
        return float(np.mean([len(x & y) / 5 for x, y in zip(a, b, strict=True)]))

    options = {"vector_size": 32, "window": 5, "sg": 0, "alpha": 0.05, "sample": 0, "min_count": 1, "workers": 1}
    first, second = (nearest(Word2Vec(sentences, **options, epochs=5, seed=s).wv[words]) for s in (1, 2))
    trainer = CBOWTrainer(royal_corpus, CBOWSettings(learning_rate=0.05, batch=16))
    while trainer.epoch < 5:
        trainer.step()
    assert overlap(nearest(trainer.v_in), first) > 0.75 * overlap(first, second)


def test_frozen_rows_stay(royal_corpus: Corpus) -> None:
    frozen = np.arange(len(royal_corpus.vocabulary)) < 10
    trainer = CBOWTrainer(royal_corpus, CBOWSettings(), frozen=frozen)
    v_in, v_out = trainer.v_in.copy(), trainer.v_out.copy()
    for _ in range(5):
        trainer.step()
    for now, before in ((trainer.v_in, v_in), (trainer.v_out, v_out)):
        assert (now == before)[frozen].all()
        assert (now != before)[~frozen].any()


def test_a_vocabulary_of_two_and_more_negatives_than_words() -> None:
    for settings, trainer in (
        (CBOWSettings(negatives=20, window=100), CBOWTrainer),
        (CBOWHierarchicalSettings(window=100), CBOWHierarchicalTrainer),
    ):
        learner = trainer(from_text("a b a b", name="t"), settings)
        assert np.isfinite([learner.step().loss for _ in range(300)]).all()
        assert np.isfinite(learner.vectors().matrix).all()


def test_a_rate_that_diverges_is_said_and_the_last_good_state_kept() -> None:
    corpus = from_text("a b c d a b c d", name="t")
    huge = (np.full((4, 2), 1e25, np.float32), np.full((4, 2), 1e25, np.float32))
    trainer = CBOWTrainer(corpus, CBOWSettings(dim=2, learning_rate=10), start=huge)
    with np.errstate(over="ignore"), pytest.raises(DivergedError, match="learning rate of 10 the vectors grew"):
        trainer.step()
    assert np.isfinite(trainer.v_in).all()


def test_a_text_that_subsampling_empties_is_said() -> None:
    trainer = CBOWTrainer(from_text("a b a b", name="t"), CBOWSettings(sample=1e-15))
    with pytest.raises(TextError, match="drops nearly every word of this text"):
        trainer.step()


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"negatives": 101}, "0 to 100 negatives for each window, not 101"),
        ({"noise_exponent": -1}, "between 0 and 2, not at -1"),
        ({"dim": 1}, "between 2 and 1,000"),
    ],
)
def test_bad_setting_says_what_is_allowed(bad: dict[str, float], says: str) -> None:
    with pytest.raises(SettingError, match=says):
        CBOWSettings(**bad)
