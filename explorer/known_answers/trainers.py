"""
Known answers of whole trainers: one step of each must move its vectors by the gradient of the loss that defines it.

The losses are written out here word by word, without any code of the trainers; their gradients are central
differences.  The compiled engine, which made the built-in model, must do what the readable trainer does with the
same draws; its random numbers are drawn here once more, with Python's integers.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import partial

import numpy as np
from numpy.typing import NDArray

from explorer.known_answers.answers import Check
from explorer.text import corpus
from explorer.training.fast import engine, kernels
from explorer.training.lecture.cbow import (
    CBOWHierarchicalSettings,
    CBOWHierarchicalTrainer,
    CBOWSettings,
    CBOWTrainer,
    window_means,
)
from explorer.training.lecture.neural_lm import NeuralLMSettings, NeuralLMTrainer, Parameters
from explorer.training.lecture.pairs import Ids, Pairs
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer
from explorer.training.lecture.windows import Windows
from explorer.vectors.word_vectors import Floats

STEP = 1e-5  # of the central differences
SLOPES = "Central differences of the loss as its paper writes it, step 1e-5, in double precision"
NOWHERE = np.zeros(3, dtype=np.intp)
WINDOWS = Windows(  # of the words a to e: b and a around c; a twice around b; d, c and e around a
    centre=np.array([2, 1, 0]),
    context=np.array([[1, 0, 0], [0, 0, 0], [3, 2, 4]]),
    inside=np.array([[True, True, False], [True, True, False], [True, True, True]]),
    centre_at=NOWHERE,
    context_at=np.zeros((3, 3), dtype=np.intp),
    words_seen=0,
)
NEGATIVE = np.array([[1, 0], [1, 4], [2, 2]])  # the first of the second window is its centre and does not count


def checks() -> Iterator[Check]:
    """All of them."""
    yield from _cbow()
    yield from _neural()
    yield from _compiled()


def _cbow() -> Iterator[Check]:
    topic = "CBOW"
    paper = "Mikolov et al. 2013, section 3.1: the mean of the words around"
    yield Check(topic, "mean of (1, 2) and (3, 4)", (2.0, 3.0), _a_mean, 0, paper)
    yield Check(topic, "loss of three windows minus the definition", 0.0, partial(_cbow_error, 0), 1e-12, paper)
    for place, name in enumerate(("V_in", "V_out")):
        yield Check(topic, f"move of {name} minus the slope", 0.0, partial(_cbow_error, 1 + place), 1e-8, SLOPES)
    tree = "hierarchical softmax: moves of V_in and of the nodes minus the slopes"
    yield Check(topic, tree, (0.0, 0.0), _tree_step, 1e-8, SLOPES)


def _a_mean() -> tuple[float, ...]:
    around = np.array([[[1.0, 2.0], [3.0, 4.0], [99.0, 99.0]]])
    return tuple(float(x) for x in window_means(around, np.array([[True, True, False]]))[0])


def _log_sigmoid(score: float) -> float:
    return -float(np.log1p(np.exp(-score)))


def _mean_around(v_in: Floats, window: int) -> Floats:
    return np.asarray(np.mean([v_in[word] for word in WINDOWS.context[window][WINDOWS.inside[window]]], axis=0))


def _cbow_error(which: int) -> float:
    return _cbow_step()[which]


def _cbow_step() -> tuple[float, float, float]:
    """Errors of one step of CBOW: of its loss, and of its moves of V_in and V_out."""
    v_in, v_out = start = _random(5, 3), _random(5, 3, seed=1)

    def loss() -> float:
        total = 0.0
        for window, centre in enumerate(WINDOWS.centre):
            h = _mean_around(v_in, window)
            total -= _log_sigmoid(v_out[centre] @ h)
            total -= sum(_log_sigmoid(-v_out[k] @ h) for k in NEGATIVE[window] if k != centre)
        return total

    text = corpus.from_text("a b c d e a b c d e", name="five words")
    trainer = CBOWTrainer(text, CBOWSettings(dim=3, learning_rate=1, negatives=2), start=start, dtype=np.float64)
    wanted, slopes = loss(), [_slope(loss, v_in), _slope(loss, v_out)]
    error = trainer.learn(WINDOWS, NEGATIVE).loss - wanted / len(WINDOWS)
    return abs(error), _worst(v_in - trainer.v_in, slopes[0]), _worst(v_out - trainer.v_out, slopes[1])


def _tree_step() -> tuple[float, float]:
    """Errors of one step of CBOW with hierarchical softmax: of its moves of V_in and of the nodes."""
    v_in, nodes = start = _random(5, 3), _random(4, 3, seed=1)
    text = corpus.from_text("a a a a b b b c c d e", name="five words of unequal count")
    settings = CBOWHierarchicalSettings(dim=3, learning_rate=1)
    trainer = CBOWHierarchicalTrainer(text, settings, start=start, dtype=np.float64)

    def loss() -> float:
        total = 0.0
        for window, centre in enumerate(WINDOWS.centre):
            path, turns, inside = (part[0] for part in trainer.tree.paths_of(np.array([centre])))
            h = _mean_around(v_in, window)
            for node, turn in zip(path[inside], turns[inside], strict=True):
                total -= _log_sigmoid((1 - 2 * turn) * (nodes[node] @ h))  # turn 0 is sigmoid, 1 is 1 - sigmoid
        return total

    slopes = _slope(loss, v_in), _slope(loss, nodes)
    trainer.learn(WINDOWS)
    return _worst(v_in - trainer.v_in, slopes[0]), _worst(nodes - trainer.v_out, slopes[1])


def _neural() -> Iterator[Check]:
    topic, paper = "Neural language model", "Bengio, Ducharme, Vincent and Jauvin 2003, eq. 1 and 2"
    yield Check(topic, "loss minus the definition", 0.0, partial(_neural_error, ""), 1e-12, paper)
    for name, what in (
        ("C", "word vectors C"),
        ("H", "hidden layer H"),
        ("d", "its bias d"),
        ("U", "output layer U"),
        ("b", "its bias b"),
        ("W", "direct connections W"),
    ):
        yield Check(topic, f"{what}: move minus the slope", 0.0, partial(_neural_error, name), 1e-8, SLOPES)


def _neural_error(parameter: str) -> float:
    return _neural_step()[parameter]


def _neural_step() -> dict[str, float]:
    """Errors of one step of the neural language model: of each parameter's move, and under "" of its loss."""
    text = corpus.from_text("a b c d. b a d c. d d a", name="four words")
    settings = NeuralLMSettings(dim=2, order=3, hidden=3, direct=True, learning_rate=1, held_out=0)
    trainer = NeuralLMTrainer(text, settings, dtype=np.float64)
    p, names = trainer.parameters, [field.name for field in fields(Parameters)]
    for seed, name in enumerate(names):
        getattr(p, name)[:] = _random(*getattr(p, name).shape, seed=seed)
    context, target = np.array([[0, 1, 1], [4, 4, 2], [3, 0, 4]]), np.array([2, 4, 0])

    def loss() -> float:
        total = 0.0
        for words, wanted in zip(context, target, strict=True):
            x = np.concatenate([p.C[word] for word in words])
            y = p.b + p.W @ x + p.U @ np.tanh(p.d + p.H @ x)
            total -= y[wanted] - np.log(np.exp(y).sum())
        return float(total / len(target))

    slopes = {name: _slope(loss, getattr(p, name)) for name in names}
    before, wanted_loss = {name: getattr(p, name).copy() for name in names}, loss()
    found = trainer.learn(context, target).loss
    return {
        "": abs(found - wanted_loss),
        **{name: _worst(before[name] - getattr(p, name), slopes[name]) for name in names},
    }


def _compiled() -> Iterator[Check]:
    topic = "The compiled engine"
    logistic = (0.01798620996, 0.2689414214, 0.5, 0.8807970780, 0.9975273768)
    yield Check(topic, "sigmoid of −4, −1, 0, 2 and 6", logistic, _sigmoids, 3e-7, "1 / (1 + exp(−x))")
    source = "The readable trainer, sgns.py, with the same pairs and negatives: 400 words read once"
    for precision, tolerance in (("float64", 1e-9), ("float32", 3e-5)):
        name = f"V_in and V_out minus the readable trainer's, {precision}"
        yield Check(topic, name, (0.0, 0.0), partial(_engines_apart, precision), tolerance, source)


def _sigmoids() -> tuple[float, ...]:
    return tuple(float(p) for p in kernels.sigmoids(np.array([-4, -1, 0, 2, 6], dtype=np.float32)))


def _engines_apart(precision: str) -> tuple[float, float]:
    """Largest difference between the two engines' V_in and V_out after one reading of a text of few words."""
    words = [f"w{i}" for i in np.random.default_rng(0).zipf(1.5, 500) if i < 30][:400]
    text = corpus.build([words], name="four hundred words")
    settings = SGNSSettings(dim=10, window=3, negatives=4, learning_rate=0.1, sample=0, seed=3)
    start = 0.5 * _random(len(text.vocabulary), 10, seed=1), 0.5 * _random(len(text.vocabulary), 10, seed=2)
    fast = engine.FastTraining(text, settings, epochs=1, start=start, dtype=np.dtype(precision).type)
    readable = SGNSTrainer(text, settings, start=start, dtype=np.float64)
    for pairs, negative in _drawn(text, settings):
        readable.learn(pairs, negative)
    fast.run_epoch()
    return _worst(fast.v_in, readable.v_in), _worst(fast.v_out, readable.v_out)


def _drawn(text: corpus.Corpus, s: SGNSSettings) -> Iterator[tuple[Pairs, Ids]]:
    """Pairs and negatives of every step in which the engine reads a text of one sentence for the first time.

    The engine gives a context the row of V_in and the centre that of V_out, shares the negatives of a
    window, and takes two contexts at once unless they are the same word.
    """
    draw, table = _generator(engine.piece_seed(s.seed, 0, 0)), kernels.alias_table(text.vocabulary.noise())
    for _ in text.tokens:
        draw()  # whether the word is kept; here every word is
    for i, centre in enumerate(text.tokens):
        negative = [_word(draw(), table) for _ in range(s.negatives)]
        reach = s.window - (draw() >> 33) % s.window
        around = [int(word) for word in (*text.tokens[max(i - reach, 0) : i], *text.tokens[i + 1 : i + reach + 1])]
        while around:
            n = 2 if len(around) > 1 and around[0] != around[1] else 1
            nowhere = np.zeros(n, np.intp)
            yield Pairs(np.array(around[:n]), np.full(n, centre), nowhere, nowhere, 0), np.array([negative] * n)
            around = around[n:]


def _generator(state: int) -> Callable[[], int]:
    """Numbers of 64 bits by xorshift64* (Vigna 2016)."""

    def draw() -> int:
        nonlocal state
        state ^= state >> 12
        state ^= state << 25 & (2**64 - 1)
        state ^= state >> 27
        return state * 2685821657736338717 % 2**64

    return draw


def _word(drawn: int, table: NDArray[np.uint64]) -> int:
    """A word of the alias table (Walker 1977): the word drawn, or the other word that shares its place."""
    place = (drawn >> 32) * len(table) >> 32
    entry = int(table[place])
    return place if drawn % 2**32 <= entry % 2**32 else entry >> 32


def _random(*shape: int, seed: int = 0) -> Floats:
    return np.random.default_rng(seed).normal(size=shape)


def _slope(loss: Callable[[], float], at: Floats) -> Floats:
    """The slope of a loss by each number of `at`, an array of any shape that the loss reads."""
    found = np.empty_like(at)
    for place in np.ndindex(*at.shape):
        here = at[place]
        at[place] = here + STEP
        above = loss()
        at[place] = here - STEP
        found[place] = (above - loss()) / (2 * STEP)
        at[place] = here
    return found


def _worst(left: Floats, right: Floats) -> float:
    return float(np.abs(left - right).max())
