"""Huffman trees and hierarchical softmax: shortest codes, probabilities that sum to 1, gensim's arithmetic."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from explorer.errors import DivergedError
from explorer.text.corpus import Corpus, from_text, read_packaged
from explorer.training.lecture.hierarchical import HierarchicalSettings, HierarchicalTrainer, word_probabilities
from explorer.training.lecture.huffman import huffman
from explorer.training.lecture.pairs import Pairs
from tests.slopes import slope

COUNTS = st.lists(st.integers(1, 1000), min_size=2, max_size=60).map(lambda c: np.array(sorted(c, reverse=True)))


@pytest.fixture(scope="module")
def royal_corpus() -> Corpus:
    return from_text(read_packaged("royals"), name="royals")


def least_cost(counts: np.ndarray) -> int:
    """The least sum of count x depth of any binary tree, found without Huffman's rule.

    With the leaves in order of their counts some best tree is alphabetic, so that every subtree
    is an interval: the cheapest split of each interval, tried out (Knuth 1971).
    """
    before = np.concatenate([[0], np.cumsum(counts)])

    @cache
    def cost(first: int, last: int) -> int:
        if last - first == 1:
            return 0
        best = min(cost(first, split) + cost(split, last) for split in range(first + 1, last))
        return best + int(before[last] - before[first])

    return cost(0, len(counts))


def test_a_tree_by_hand() -> None:
    """5 2 1 1: the two 1s are joined (2), then 2 + 2 (4), then 4 + 5."""
    tree = huffman(np.array([5, 2, 1, 1]))
    assert [len(tree.code(word)) for word in range(4)] == [1, 2, 3, 3]
    assert tree.counts.tolist() == [5, 2, 1, 1, 2, 4, 9]
    assert tree.mean_length == pytest.approx((5 * 1 + 2 * 2 + 1 * 3 + 1 * 3) / 9)
    rows, turns = tree.path(0)
    assert rows.tolist() == [2]  # the root is the last inner node
    assert len(turns) == 1


@given(st.lists(st.integers(1, 12), min_size=2, max_size=60).map(np.array))
@settings(max_examples=60, deadline=None)
def test_the_two_rarest_are_joined_each_time_and_of_equals_the_first_made(counts: np.ndarray) -> None:
    nodes = [(int(count), node) for node, count in enumerate(counts)]
    joined = []
    for made in range(len(counts), 2 * len(counts) - 1):
        (few, left), (more, right) = sorted(nodes)[:2]
        joined.append([left, right])
        nodes = [*sorted(nodes)[2:], (few + more, made)]
    assert huffman(counts).children.tolist() == joined


@given(COUNTS)
@settings(max_examples=60, deadline=None)
def test_codes_are_complete_prefix_free_and_optimal(counts: np.ndarray) -> None:
    tree = huffman(counts)
    V = len(counts)
    lengths = tree.depth[:V]
    assert (2.0**-lengths).sum() == 1  # Kraft: no code wasted, none a prefix of another
    assert len({tree.code(word) for word in range(V)}) == V
    assert (np.diff(lengths)[np.diff(counts) < 0] >= 0).all()  # the more frequent, the nearer the root
    if V <= 40:
        assert (counts * lengths).sum() == least_cost(counts)
    share = counts / counts.sum()
    entropy = -(share * np.log2(share)).sum()
    assert entropy - 1e-9 <= tree.mean_length < entropy + 1  # Shannon 1948


@given(COUNTS)
@settings(max_examples=40, deadline=None)
def test_paths_lead_from_the_root_to_the_word(counts: np.ndarray) -> None:
    tree = huffman(counts)
    for word in range(len(counts)):
        rows, turns = tree.path(word)
        node = tree.root
        for row, turn in zip(rows, turns, strict=True):
            assert node == row + len(tree)
            node = tree.children[row, turn]
        assert node == word


@given(COUNTS, st.integers(0, 100))
@settings(max_examples=40, deadline=None)
def test_all_words_together_have_probability_one(counts: np.ndarray, seed: int) -> None:
    tree = huffman(counts)
    score = np.random.default_rng(seed).normal(size=(3, len(counts) - 1)) * 5
    assert_allclose(word_probabilities(tree, score).sum(axis=1), 1, atol=1e-12)


def test_probability_is_the_product_of_the_turns() -> None:
    tree = huffman(np.array([5, 2, 1, 1]))
    score = np.array([[0.3, -1.2, 2.0]])
    sigmoid = 1 / (1 + np.exp(-score[0]))
    for word in range(4):
        product = 1.0
        for row, turn in zip(*tree.path(word), strict=True):
            product *= sigmoid[row] if turn == 0 else 1 - sigmoid[row]
        assert word_probabilities(tree, score)[0, word] == pytest.approx(product)


def test_lengths_cost_what_gensims_cost(royal_corpus: Corpus) -> None:
    from gensim.models import Word2Vec

    words, counts = royal_corpus.vocabulary.words, royal_corpus.vocabulary.counts
    model = Word2Vec(vector_size=2, hs=1, negative=0, min_count=1)
    model.build_vocab_from_freq(dict(zip(words, counts.tolist(), strict=True)))
    theirs = sum(int(n) * len(model.wv.get_vecattr(word, "code")) for word, n in zip(words, counts, strict=True))
    tree = huffman(counts)
    assert (counts * tree.depth[: len(words)]).sum() == theirs


def test_one_step_moves_against_the_slope_of_the_definition() -> None:
    rng = np.random.default_rng(0)
    corpus = from_text("a a a a b b b c c d e", name="t")
    start = rng.normal(size=(5, 3)), rng.normal(size=(4, 3))
    v_in, v_out = start
    c, o = np.array([0, 2, 2, 4]), np.array([1, 4, 2, 0])
    trainer = HierarchicalTrainer(corpus, HierarchicalSettings(dim=3, learning_rate=1), start=start, dtype=np.float64)

    def loss() -> float:
        total = 0.0
        for centre, context in zip(c, o, strict=True):
            for row, turn in zip(*trainer.tree.path(context), strict=True):
                left = 1 / (1 + np.exp(-v_out[row] @ v_in[centre]))
                total -= np.log(1 - left if turn else left)
        return total

    dv, du = slope(loss, v_in), slope(loss, v_out)
    step = trainer.learn(Pairs(c, o, c, o, 4))
    assert step.loss == pytest.approx(loss() / 4)
    assert step.probability.prod() == pytest.approx(np.exp(-loss()))
    assert_allclose(v_in - trainer.v_in, dv, atol=1e-8)
    assert_allclose(v_out - trainer.v_out, du, atol=1e-8)
    assert (step.error[~step.inside] == 0).all()


def test_two_steps_of_gensims_arithmetic() -> None:
    """One sentence of two words, one epoch; 5% apart at most, since gensim looks sigmoids up in a coarse table."""
    from gensim.models import Word2Vec

    corpus = from_text("a b. a b. a", name="t")  # the last sentence is too short and falls away
    model = Word2Vec(
        vector_size=8, hs=1, negative=0, sg=1, window=1, min_count=1, alpha=0.5, min_alpha=0.5, sample=0, workers=1
    )
    model.build_vocab([["a", "b"]])
    order = [model.wv.key_to_index[word] for word in corpus.vocabulary.words]
    start = model.wv.vectors[order].copy() * 50
    model.wv.vectors[:] = start[np.argsort(order)]
    model.train([["a", "b"]], total_examples=1, epochs=1)
    trainer = HierarchicalTrainer(
        corpus, HierarchicalSettings(dim=8, learning_rate=0.5), start=(start, np.zeros((1, 8))), dtype=np.float64
    )
    for centre, context in ((1, 0), (0, 1)):  # gensim predicts the middle word from each neighbour
        c, o = np.array([centre]), np.array([context])
        trainer.learn(Pairs(c, o, c, o, 1))
    moved, theirs = trainer.v_in - start, model.wv.vectors[order] - start
    assert_allclose(moved, theirs, atol=0.05 * np.abs(theirs).max())
    flipped = 1 if model.wv.get_vecattr("a", "code")[0] == trainer.tree.path(0)[1][0] else -1
    assert_allclose(trainer.v_out, flipped * model.syn1[:1], atol=0.05 * np.abs(model.syn1).max())


def test_untrained_words_cost_their_depth_in_bits(royal_corpus: Corpus) -> None:
    step = HierarchicalTrainer(royal_corpus, HierarchicalSettings()).step()
    assert step.loss == pytest.approx(np.log(2) * step.inside.sum(axis=1).mean(), rel=1e-5)
    assert step.score.dtype == np.float32


def test_learns_the_royals(royal_corpus: Corpus) -> None:
    trainer = HierarchicalTrainer(royal_corpus, HierarchicalSettings())
    losses = [trainer.step().loss for _ in range(2000)]
    assert np.mean(losses[-200:]) < 0.8 * np.log(2) * trainer.tree.mean_length
    assert_allclose(trainer.probabilities(np.arange(5)).sum(axis=1), 1, atol=1e-5)
    vectors = trainer.vectors()
    man, woman, king, queen = vectors.rows(["man", "woman", "king", "queen"])
    scores = vectors.unit @ (vectors.unit[king] - vectors.unit[man] + vectors.unit[woman])
    scores[[man, woman, king]] = -np.inf
    assert scores.argmax() == queen


def test_a_vocabulary_of_two_has_one_question() -> None:
    trainer = HierarchicalTrainer(from_text("a b a b", name="t"), HierarchicalSettings(window=100))
    assert trainer.v_out.shape == (1, 32)
    losses = [trainer.step().loss for _ in range(200)]
    assert np.isfinite(losses).all()


def test_a_big_vocabulary_is_quick() -> None:
    counts = np.maximum(1_000_000 // np.arange(1, 100_001), 1)  # Zipf
    tree = huffman(counts)
    assert tree.paths[0].shape[0] == 100_000
    assert tree.mean_length < np.log2(100_000)


def test_a_rate_that_diverges_is_said() -> None:
    corpus = from_text("a b c d a b c d", name="t")
    huge = (np.full((4, 2), 1e25, np.float32), np.full((3, 2), 1e25, np.float32))
    trainer = HierarchicalTrainer(corpus, HierarchicalSettings(dim=2, learning_rate=10), start=huge)
    with np.errstate(over="ignore"), pytest.raises(DivergedError, match="learning rate of 10 the vectors grew"):
        trainer.step()
    assert np.isfinite(trainer.v_in).all()
