"""Known answers of training: losses, gradients, Huffman codes, sampling (CS224N 2019-2024; Mikolov et al. 2013)."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from explorer.known_answers.answers import Check
from explorer.text import corpus
from explorer.text.vocabulary import Vocabulary
from explorer.training.fast import engine
from explorer.training.lecture import glove, hierarchical, sgns, softmax
from explorer.training.lecture.huffman import huffman
from explorer.vectors.word_vectors import Floats

A2 = "CS224N assignment 2, sanity check of word2vec.py"
CENTRE = 2  # “c”, of the words a to e
NAIVE_OUTSIDE = np.array([0, 1, 4, 3, 1, 2])  # a b e d b c
NAIVE_BY_U = {
    "a": (-0.41045956, 0.18834851, 1.43272264),
    "b": (0.38202831, -0.17530219, -1.33348241),
    "c": (0.07009355, -0.03216399, -0.24466386),
    "d": (0.09472154, -0.04346509, -0.33062865),
    "e": (-0.13638384, 0.06258276, 0.47605228),
}
NEGATIVE_BY_U = {
    "a": (-0.69148188, 0.31730185, 2.41364029),
    "b": (-0.22716495, 0.10423969, 0.79292674),
    "c": (-0.45528438, 0.20891737, 1.58918512),
    "d": (-0.31602611, 0.14501561, 1.10309954),
    "e": (-0.80620296, 0.36994417, 2.81407799),
}


def checks() -> Iterator[Check]:
    """All of them."""
    yield from _lecture()
    yield from _untrained()
    yield from _slopes()
    yield from _codes()
    yield from _sampling()


def _lecture() -> Iterator[Check]:
    topic = "CS224N assignment 2"
    yield Check(topic, "naive softmax: loss", 11.16610900153398, lambda: _naive()[0], 1e-10, A2)
    by_v = (-1.26947339, -1.36873189, 2.45158957)
    yield Check(topic, "naive softmax: gradient by v_c", by_v, lambda: _floats(_naive()[1]), 1e-8, A2)
    for row, (word, expected) in enumerate(NAIVE_BY_U.items()):
        name = f"naive softmax: gradient by u_{word}"
        yield Check(topic, name, expected, partial(_naive_row, row), 1e-8, A2)
    yield Check(topic, "negative sampling: loss, K = 10", 16.15119285363322, lambda: _negative()[0], 1e-10, A2)
    by_v = (-4.54650789, -1.85942252, 0.76397441)
    yield Check(topic, "negative sampling: gradient by v_c", by_v, lambda: _floats(_negative()[1]), 1e-8, A2)
    for row, (word, expected) in enumerate(NEGATIVE_BY_U.items()):
        name = f"negative sampling: gradient by u_{word}"
        yield Check(topic, name, expected, partial(_negative_row, row), 1e-8, A2)


def _untrained() -> Iterator[Check]:
    topic, source = "Loss before training", "All scores are 0, so every sigmoid is 1/2 and every softmax uniform"
    for k in (1, 5, 15):
        expected = (1 + k) * float(np.log(2))
        name = f"negative sampling, k = {k}: (1 + k) ln 2"
        yield Check(topic, name, expected, partial(_untrained_sgns, k), 1e-12, source)
    for size in (10, 1000):
        yield Check(
            topic,
            f"softmax over {size:,} words: ln V",
            float(np.log(size)),
            partial(_untrained_softmax, size),
            1e-12,
            source,
        )
    turns = np.array([[0, 1, 1, 0]])
    yield Check(
        topic,
        "hierarchical softmax, a path of 4 turns: 4 ln 2",
        4 * float(np.log(2)),
        lambda: float(hierarchical.path_losses(np.zeros((1, 4)), turns, np.ones((1, 4), dtype=bool))[0]),
        1e-12,
        source,
    )


def _slopes() -> Iterator[Check]:
    """Analytic gradients compared with central differences: the expected difference is 0."""
    rng = np.random.default_rng(0)
    v, u, u_negative = rng.normal(size=(1, 6)), rng.normal(size=(1, 6)), rng.normal(size=(1, 4, 6))
    everything = rng.normal(size=(9, 6))
    nodes, turns = rng.normal(size=(1, 5, 6)), np.array([[0, 1, 0, 0, 1]])
    all_counted, on_path = np.ones((1, 4), dtype=bool), np.ones((1, 5), dtype=bool)

    def _sgns_loss(by: Floats) -> float:
        return float(sgns.pair_losses((by * u).sum(axis=1), (u_negative @ by[0])[:, :], all_counted)[0])

    def _sgns_slope() -> Floats:
        score, negative = (v * u).sum(axis=1), u_negative @ v[0]
        return sgns.gradients(v, u, u_negative, sgns.sigmoid(score) - 1, sgns.sigmoid(negative))[0]

    def _softmax_loss(by: Floats) -> float:
        return float(-softmax.log_softmax(by @ everything.T)[0, 3])

    def _softmax_slope() -> Floats:
        probability = np.exp(softmax.log_softmax(v @ everything.T))
        observed, expected, _ = softmax.gradients(v, everything, probability, np.array([3]))
        return np.asarray(expected - observed)

    def _tree_loss(by: Floats) -> float:
        return float(hierarchical.path_losses(nodes @ by[0], turns, on_path)[0])

    def _tree_slope() -> Floats:
        error = sgns.sigmoid(nodes @ v[0]) - (turns == 0)
        return hierarchical.gradients(v, nodes, error)[0]

    def _glove_loss(by: Floats) -> float:
        return float(0.7 * ((by * u).sum() + 0.2 - np.log(30)) ** 2)

    def _glove_slope() -> Floats:
        difference = (v * u).sum(axis=1) + 0.2 - np.log(30)
        return glove.gradients(v, u, np.array([0.7]), difference)[0]

    source = "Central differences of the loss, step 1e-5, in double precision"
    for name, loss, slope in (
        ("negative sampling", _sgns_loss, _sgns_slope),
        ("softmax", _softmax_loss, _softmax_slope),
        ("hierarchical softmax", _tree_loss, _tree_slope),
        ("GloVe", _glove_loss, _glove_slope),
    ):
        compute = partial(_worst, slope, loss, v)
        yield Check("Gradients", f"{name}: analytic minus numeric, by v", 0.0, compute, 1e-8, source)


def _codes() -> Iterator[Check]:
    topic = "Huffman codes"
    counts = np.array([45, 13, 12, 16, 9, 5])
    source = "Cormen, Leiserson, Rivest and Stein, “Introduction to Algorithms”, figure on Huffman codes"
    yield Check(
        topic, "mean code length of counts 45 13 12 16 9 5", 2.24, lambda: huffman(counts).mean_length, 1e-12, source
    )
    lengths = (1.0, 3.0, 3.0, 3.0, 4.0, 4.0)
    yield Check(
        topic, "code lengths of these six words", lengths, lambda: _floats(1.0 * huffman(counts).depth[:6]), 0, source
    )
    yield Check(topic, "Kraft sum of 499 words", 1.0, _kraft, 1e-12, "Kraft 1949: a full binary tree")
    yield Check(
        topic, "eight words of equal count: 3 turns", 3.0, lambda: huffman(np.full(8, 7)).mean_length, 0, "By hand"
    )
    powers = 2 ** np.arange(10, -1, -1)
    entropy = float(-(powers / powers.sum() * np.log2(powers / powers.sum())).sum())
    yield Check(
        topic,
        "counts that halve: mean length between entropy and entropy + 1",
        "yes",
        lambda: "yes" if entropy <= huffman(powers).mean_length < entropy + 1 else "no",
        0,
        "Shannon 1948",
    )


def _sampling() -> Iterator[Check]:
    topic, source = (
        "word2vec's constants",
        "word2vec.c: keep = (sqrt(f / s) + 1) s / f, noise = count ^ 0.75",
    )
    for count, keep in ((9_000, 0.0344444), (8_000, 0.0366053), (5_000, 0.0467214)):
        compute = partial(_kept, count)
        name = f"keep probability, {count / 10_000:.0%} of the text, s = 0.001"
        yield Check(topic, name, keep, compute, 1e-7, source)
    yield Check(topic, "a rare word is always kept", 1.0, partial(_kept, 1), 0, source)
    noise = (27 / 36, 8 / 36, 1 / 36)
    yield Check(topic, "noise distribution of counts 81 16 1", noise, _noise, 1e-12, source)
    yield from _rate()
    weight = "Pennington, Socher and Manning 2014, eq. 9: x_max = 100, α = 3/4"
    for x, expected in ((1.0, 0.0316227766), (6.25, 0.125), (100.0, 1.0), (5000.0, 1.0)):
        yield Check("GloVe's weighting", f"f({x:g})", expected, partial(_weight, x), 1e-9, weight)


def _rate() -> Iterator[Check]:
    """The learning rate of the compiled engine at moments of a training of two epochs."""
    source = "word2vec.c: alpha = 0.025 (1 − words read / all words to read), never below 0.0001 of its start"
    for share, expected in ((0.0, 0.025), (0.25, 0.01875), (0.5, 0.0125), (0.9, 0.0025), (1.0, 0.0000025)):
        name = f"learning rate after {share:.0%} of the words"
        yield Check("word2vec's constants", name, expected, partial(_rate_after, share), 1e-12, source)


def _rate_after(share: float) -> float:
    text = corpus.from_text("one two three four five. " * 40, name="forty sentences")
    training = engine.FastTraining(text, sgns.SGNSSettings(dim=2, learning_rate=0.025), epochs=2)
    return training.learning_rate(round(share * training.words_of_an_epoch * 2))


def _untrained_sgns(k: int) -> float:
    return float(sgns.pair_losses(np.zeros(1), np.zeros((1, k)), np.ones((1, k), dtype=bool))[0])


def _untrained_softmax(size: int) -> float:
    return float(-softmax.log_softmax(np.zeros((1, size)))[0, 0])


def _kraft() -> float:
    return float((0.5 ** (1.0 * huffman(np.arange(1, 500)).depth[:499])).sum())


def _kept(count: int) -> float:
    """Keep probability of a word with `count` of 10,000 occurrences."""
    return float(Vocabulary(("a", "b"), np.array([count, 10_000 - count])).keep_probability(1e-3)[0])


def _noise() -> tuple[float, ...]:
    return _floats(Vocabulary(("a", "b", "c"), np.array([81, 16, 1])).noise())


def _weight(x: float) -> float:
    return float(glove.f(np.array([x]), 100)[0])


def _worst(slope: Callable[[], Floats], loss: Callable[[Floats], float], at: Floats) -> float:
    return float(np.abs(slope() - _numeric(loss, at)).max())


def _naive_row(row: int) -> tuple[float, ...]:
    return _floats(_naive()[2][row])


def _negative_row(row: int) -> tuple[float, ...]:
    return _floats(_negative()[2][row])


def _dummy() -> tuple[Floats, Floats]:
    vectors = np.random.RandomState(9265).randn(10, 3)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors[:5], vectors[5:]


def _naive() -> tuple[float, Floats, Floats]:
    V, U = _dummy()
    v = V[[CENTRE] * len(NAIVE_OUTSIDE)]
    logs = softmax.log_softmax(v @ U.T)
    observed, expected, du = softmax.gradients(v, U, np.exp(logs), NAIVE_OUTSIDE)
    return float(-logs[np.arange(len(v)), NAIVE_OUTSIDE].sum()), (expected - observed).sum(axis=0), du


def _negative() -> tuple[float, Floats, Floats]:
    """Loss, slope by v_c and slopes by the rows of U, for the draws behind the handout's printed result.

    The handout does not print its draws. They are solved for from the loss and the slope by v_c: a and b each
    4 times, c 4, d 3, e 5, none the outside word of its own pair; the fifteen slopes by U then follow.
    """
    V, U = _dummy()
    a, b, c, d, e = range(5)
    context = np.array([a, b])
    negative = np.array([[b] * 4 + [c] * 4 + [d] * 2, [a] * 4 + [d] + [e] * 5])
    v, u, u_negative = V[[c, c]], U[context], U[negative]
    score, score_negative = np.einsum("bd,bd->b", v, u), np.einsum("bkd,bd->bk", u_negative, v)
    losses = sgns.pair_losses(score, score_negative, negative != context[:, None])
    dv, du, du_negative = sgns.gradients(v, u, u_negative, sgns.sigmoid(score) - 1, sgns.sigmoid(score_negative))
    by_u = np.zeros_like(U)
    np.add.at(by_u, context, du)
    np.add.at(by_u, negative, du_negative)
    return float(losses.sum()), dv.sum(axis=0), by_u


def _numeric(loss: Callable[[Floats], float], at: Floats, step: float = 1e-5) -> Floats:
    """(1, D) slope of a loss at `at` (1, D)."""
    moves = step * np.eye(at.shape[1])
    return np.array([[(loss(at + move) - loss(at - move)) / (2 * step) for move in moves]])


def _floats(values: Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in np.ravel(values))
