"""
Known answers of recurrent networks: what Ng's exercises "Building a Recurrent Neural Network, step by step" and
"Dinosaurus Island" print, from their random seeds; and powers, closed gates and Kneser-Ney by hand.

In the exercises examples are columns and time comes last, x (n_x, m, T); here they are transposed to (T, m, n_x).
Numbers are drawn from the legacy generator in the order of each exercise.  The wrong answers of the first edition are
here as well: they result if the backward pass is cut after every step.
"""

from collections.abc import Iterator, Sequence
from functools import cache, partial

import numpy as np

from explorer.known_answers.answers import Check, Value
from explorer.sequence.activations import log_softmax
from explorer.sequence.cell import CellGradients, Trace
from explorer.sequence.gru import GRU
from explorer.sequence.inputs import OneHot
from explorer.sequence.language.draws import hit
from explorer.sequence.language.ngram import KneserNey
from explorer.sequence.language.tokens import Sentences, Tokens
from explorer.sequence.lstm import LSTM
from explorer.sequence.network import Network, NetworkSettings
from explorer.sequence.optimisers import clip_by_value
from explorer.sequence.rnn import RNN
from explorer.text.vocabulary import count_words
from explorer.vectors.word_vectors import Floats

STEP_BY_STEP = "Ng, Sequence Models, exercise “Building a Recurrent Neural Network”"
FIRST_EDITION = "The same, first edition: printed, but wrong, as no gradient goes from step to step"
DINOSAURS = "Ng, Sequence Models, exercise “Dinosaurus Island”"
BY_HAND = "By hand"
SAMPLED = (23, 16, 26, 26, 24, 3, 21, 1, 7, 24, 15, 3, 25, 20, 6, 13, 10, 8, 20, 12, 2, 0)
SAMPLED_FIRST = (  # 40 letters; after a few more, rounding decides
    *(12, 17, 24, 14, 13, 9, 10, 22, 24, 6, 13, 11, 12, 6, 21, 15, 21, 14, 3, 2),
    *(1, 21, 18, 24, 7, 25, 6, 25, 18, 10, 16, 2, 3, 8, 15, 12, 11, 7, 1, 12),
)
Drawn = dict[str, Floats]


def checks() -> Iterator[Check]:
    """All of them."""
    yield from _rnn()
    yield from _lstm()
    yield from _letters()
    yield from _by_hand()


def _rnn() -> Iterator[Check]:
    topic = "RNN"
    one, all_steps = partial(_rnn_forward, 1), partial(_rnn_forward, 4)
    last = (
        *(0.59584544, 0.18141802, 0.61311866, 0.99808218, 0.85016201, 0.99980978),
        *(-0.18887155, 0.99815551, 0.6531151, 0.82872037),
    )
    said = (
        *(0.9888161, 0.01682021, 0.21140899, 0.36817467, 0.98988387, 0.88945212),
        *(0.36920224, 0.9966312, 0.9982559, 0.17746526),
    )
    yield _at(topic, "one step forward: a<1>, unit 4", last, lambda: one()[0][0, :, 4], 1e-8)
    yield _at(topic, "one step forward: ŷ<1>, class 1", said, lambda: one()[1][0, :, 1], 1e-8)
    states = (-0.99999375, 0.77911235, -0.99861469, -0.99833267)
    yield _at(topic, "four steps forward: a<t>, unit 4, example 1", states, lambda: all_steps()[0][:, 1, 4], 1e-8)
    classes = (0.79560373, 0.86224861, 0.11118257, 0.81515947)
    yield _at(topic, "four steps forward: ŷ<t>, class 1, example 3", classes, lambda: all_steps()[1][:, 3, 1], 1e-8)
    step = (-1.387213050602, -0.152399493774, 0.410772824935, 1.150345066850, 0.200234913880)
    name = "one step back: dx[1][2], da0[2][3], dW_ax[3][1], dW_aa[1][2], db_a[4]"
    yield _at(topic, name, step, lambda: _rnn_places(_rnn_backward(1)), 1e-11)
    through = (-2.071016886851, -0.592556274589, 0.024668547780, 0.014833166376)
    yield _at(topic, "four steps back: dx<t>[1][2]", through, lambda: _rnn_backward(4).x[:, 2, 1], 1e-11)
    places = (-2.071016886851, -0.314942375127, 11.264104496528, 2.303333126580, -0.747477216622)
    name = "four steps back: dx<1>[1][2], da0[2][3], dW_ax[3][1], dW_aa[1][2], db_a[4]"
    yield _at(topic, name, places, lambda: _rnn_places(_rnn_backward(4)), 1e-11)


def _lstm() -> Iterator[Check]:
    topic = "LSTM"
    last = (
        *(-0.66408471, 0.0036921, 0.02088357, 0.22834167, -0.85575339, 0.00138482),
        *(0.76566531, 0.34631421, -0.00215674, 0.43827275),
    )
    memory = (
        *(0.63267805, 1.00570849, 0.35504474, 0.20690913, -1.64566718, 0.11832942),
        *(0.76449811, -0.0981561, -0.74348425, -0.26810932),
    )
    yield _at(topic, "one step forward: a<1>, unit 4", last, lambda: _lstm_cell()[0].a[1, :, 4], 1e-8)
    yield _at(topic, "one step forward: c<1>, unit 2", memory, lambda: _lstm_cell()[0].c[1, :, 2], 1e-8)
    seven = (0.172117767533, 0.950873461850, -0.855544916718)
    yield _at(topic, "seven steps forward: a<7>[4][3], ŷ<4>[1][4], c<2>[1][2]", seven, _lstm_seven, 1e-11)
    cell = (
        *(3.230559115109, -0.063962141971, 0.797522038797, -0.147954838164, 1.057498055226),
        *(2.304562163688, 0.331311595289, 0.188646372404, -0.401424909097, 0.255877625830, 0.138933416761),
    )
    name = (
        "one step back: dx[1][2], da0[2][3], dc0[2][3], dW_f[3][1], dW_u[1][2], dW_c[3][1], dW_o[1][2], db[4] of fuco"
    )
    yield _at(topic, name, cell, lambda: _lstm_places(_lstm_cell()[1], memory=True), 1e-11)
    right = (
        *(0.002182539033, 0.312770310257, -0.080980231094, 0.405124330930, -0.079374673551, 0.038948775763),
        *(-0.157456565470, -0.508483329448, -0.425108175039, -0.179581962071),
    )
    dx = (0.002182539033, 0.282053748329, -0.482925081923, -0.432811153954)
    name = "four steps back: dx<1>[1][2], da0[2][3], dW_f[3][1], dW_u[1][2], dW_c[3][1], dW_o[1][2], db[4] of fuco"
    yield _at(topic, "four steps back: dx<t>[1][2]", dx, lambda: _lstm_back(None).x[:, 2, 1], 1e-11)
    yield _at(topic, name, right, lambda: _lstm_places(_lstm_back(None)), 1e-11)
    cut_x = (-0.001733131825, 0.082874419291, -0.305456634695, -0.432811153954)
    cut = (
        *(-0.001733131825, -0.095911501954, -0.069819856127, 0.102371820249, -0.062498379493, 0.048438913144),
        *(-0.056578799571, -0.153990652652, -0.296911415070, -0.297983436241),
    )
    first = "four steps back, cut behind each: "
    yield _at(topic, first + "dx<t>[1][2]", cut_x, lambda: _lstm_back(1).x[:, 2, 1], 1e-11, FIRST_EDITION)
    yield _at(topic, first + name[17:], cut, lambda: _lstm_places(_lstm_back(1)), 1e-11, FIRST_EDITION)


def _letters() -> Iterator[Check]:
    topic = "Letters"
    for limit, expected in ((10.0, (10, -10, 0.297138153610, 10, 8.45833407)), (5.0, (5, -5, 0.297138153610, 5, 5))):
        name = f"clipped to ±{limit:g}: dW_aa[1][2], dW_ax[3][1], dW_ya[1][2], db[4], db_y[1]"
        yield _at(topic, name, expected, partial(_clipped, limit), 1e-8, DINOSAURS)
    yield _at(topic, "a sample, parameters of seed 24", SAMPLED, partial(_sampled, 24, 50), 0, DINOSAURS)
    name = "the first 40 letters of a sample, parameters of seed 2"
    yield _at(topic, name, SAMPLED_FIRST, partial(_sampled, 2, 40), 0, DINOSAURS + ", first edition")
    one_step = (126.503975722, 0.194709315347, 93, -0.007773876032, -0.06809825, 0.01538192, -1)
    name = "one step: loss, dW_aa[1][2], largest of dW_ax, dW_ya[1][2], db[4], db_y[1], a<6>[4]"
    yield _at(topic, name, one_step, _optimised, 1e-8, DINOSAURS)


def _by_hand() -> Iterator[Check]:
    topic = "Gradient through time"
    for w, expected in ((0.9, 0.00515378), (1.1, 117.390853)):
        yield Check(
            topic, f"of one linear unit with w = {w}, 50 steps back", expected, partial(_power, w), 1e-6, BY_HAND
        )
    yield Check(topic, "what a GRU with Γu = 0 changes in 20 steps", 0.0, _kept, 0, BY_HAND)
    shares = (2 / 15, 0.3, 0.3, 4 / 15)
    name = "of a, b, c and <EOS> after a, from “a b” and “a c”"
    yield _at("Kneser-Ney", name, shares, _kneser_ney, 1e-15, "By hand: D = 2/3 and 3/5, P(<EOS>) = .4")


def _at(topic: str, name: str, expected: Value, compute: object, tolerance: float, source: str = STEP_BY_STEP) -> Check:
    return Check(topic, name, expected, partial(_floats, compute), tolerance, source)


def _floats(compute: object) -> tuple[float, ...]:
    numbers = compute() if callable(compute) else compute
    return tuple(float(number) for number in np.asarray(numbers).ravel())


def _draw(random: np.random.RandomState, *names: str, n_x: int = 3, n_a: int = 5, n_y: int = 2) -> Drawn:
    """Standard normal numbers of the shapes of the exercise, in the order of the names."""
    shapes = {"Waa": (n_a, n_a), "Wax": (n_a, n_x), "Wya": (n_y, n_a), "Wy": (n_y, n_a), "by": (n_y, 1)}
    shapes |= dict.fromkeys(("b", "ba", "bf", "bi", "bo", "bc"), (n_a, 1))
    return {name: random.randn(*shapes.get(name, (n_a, n_a + n_x))) for name in names}


def _turned(x: Floats) -> Floats:
    """(T, m, n) of the exercise's (n, m, T), or (1, m, n) of its (n, m)."""
    return np.ascontiguousarray((x if x.ndim == 3 else x[:, :, None]).transpose(2, 1, 0))


def _of_rnn(drawn: Drawn) -> Drawn:
    return {"W": np.concatenate([drawn["Waa"], drawn["Wax"]], axis=1), "b": drawn["ba"].ravel()}


def _of_lstm(drawn: Drawn) -> Drawn:
    """The drawn numbers with the exercise's i named as Γu."""
    W, b = ([drawn[kind + gate] for gate in "fioc"] for kind in "Wb")
    return {"W": np.concatenate(W), "b": np.concatenate(b).ravel()}


@cache
def _rnn_forward(T: int) -> tuple[Floats, Floats]:
    """a<t> (T, 10, 5) and ŷ<t> (T, 10, 2)."""
    random = np.random.RandomState(1)
    x, a = random.randn(3, 10, T), random.randn(5, 10)
    drawn = _draw(random, "Waa", "Wax", "Wya", "ba", "by")
    states = RNN(3, 5).forward(_of_rnn(drawn), _turned(x), start=(a.T, a.T)).a[1:]
    return states, np.exp(log_softmax(states @ drawn["Wya"].T + drawn["by"].T))


@cache
def _rnn_backward(T: int) -> CellGradients:
    random = np.random.RandomState(1)
    x, a = random.randn(3, 10, T), random.randn(5, 10)
    p = _of_rnn(_draw(random, "Wax", "Waa", "Wya", "ba", "by"))
    cell, da = RNN(3, 5), random.randn(5, 10, T)
    return cell.backward(p, cell.forward(p, _turned(x), start=(a.T, a.T)), _turned(da))


def _rnn_places(found: CellGradients) -> Sequence[float]:
    W = found.parameters["W"]
    return found.x[0, 2, 1], found.a0[3, 2], W[3, 5 + 1], W[1, 2], found.parameters["b"][4]


@cache
def _lstm_cell() -> tuple[Trace, CellGradients]:
    """One step forward and back."""
    random = np.random.RandomState(1)
    x, a, c = random.randn(3, 10), random.randn(5, 10), random.randn(5, 10)
    p = _of_lstm(_draw(random, "Wf", "bf", "Wi", "bi", "Wo", "bo", "Wc", "bc", "Wy", "by"))
    da, dc = random.randn(5, 10), random.randn(5, 10)
    cell = LSTM(3, 5)
    trace = cell.forward(p, _turned(x), start=(a.T, c.T))
    return trace, cell.backward(p, trace, _turned(da), last=(np.zeros((10, 5)), dc.T))


def _lstm_seven() -> Sequence[float]:
    random = np.random.RandomState(1)
    x, a = random.randn(3, 10, 7), random.randn(5, 10)
    drawn = _draw(random, "Wf", "bf", "Wi", "bi", "Wo", "bo", "Wc", "bc", "Wy", "by")
    trace = LSTM(3, 5).forward(_of_lstm(drawn), _turned(x), start=(a.T, np.zeros((10, 5))))
    said = np.exp(log_softmax(trace.a[4] @ drawn["Wy"].T + drawn["by"].T))
    return trace.a[7, 3, 4], said[4, 1], trace.c[2, 2, 1]


@cache
def _lstm_back(truncate: int | None) -> CellGradients:
    """Gradients of the first four of seven steps, as in the exercise."""
    random = np.random.RandomState(1)
    x, a = random.randn(3, 10, 7), random.randn(5, 10)
    p = _of_lstm(_draw(random, "Wf", "bf", "Wi", "bi", "Wo", "bo", "Wc", "bc"))
    cell, da = LSTM(3, 5), random.randn(5, 10, 4)
    trace = cell.forward(p, _turned(x[:, :, :4]), start=(a.T, np.zeros((10, 5))))
    return cell.backward(p, trace, _turned(da), truncate=truncate)


def _lstm_places(found: CellGradients, *, memory: bool = False) -> Sequence[float]:
    d = LSTM(3, 5).blocks(found.parameters)
    weights = d["W_f"][3, 1], d["W_u"][1, 2], d["W_c"][3, 1], d["W_o"][1, 2]
    c0 = (found.c0[3, 2],) if memory else ()
    return (found.x[0, 2, 1], found.a0[3, 2], *c0, *weights, *(d[f"b_{gate}"][4] for gate in "fuco"))


def _clipped(limit: float) -> Sequence[float]:
    random = np.random.RandomState(3)
    shapes = {"Wax": (5, 3), "Waa": (5, 5), "Wya": (2, 5), "b": (5, 1), "by": (2, 1)}
    g = {name: random.randn(*shape) * 10 for name, shape in shapes.items()}
    clip_by_value(g, limit)
    return g["Waa"][1, 2], g["Wax"][3, 1], g["Wya"][1, 2], g["b"][4, 0], g["by"][1, 0]


def _reader(random: np.random.RandomState) -> Network:
    """A network of 100 units over 27 letters, with the weights of the exercise."""
    network = Network(NetworkSettings(cell="RNN", units=100), OneHot(27, np.float64), 27, dtype=np.float64)
    drawn = _draw(random, "Wax", "Waa", "Wya", "b", "by", n_x=27, n_a=100, n_y=27)
    blocks = network.blocks()
    for name, of_exercise in (("W_aa", "Waa"), ("W_ax", "Wax"), ("b_a", "b")):
        blocks[f"layer1.forward.{name}"][...] = drawn[of_exercise].reshape(blocks[f"layer1.forward.{name}"].shape)
    network.parameters["head.W_ya"][:] = drawn["Wya"]
    network.parameters["head.b_y"][:] = drawn["by"].ravel()
    return network


def _sampled(seed: int, longest: int) -> Sequence[float]:
    """Letters drawn until the end of the line, 0; the exercise seeds its generator again before each draw."""
    network = _reader(np.random.RandomState(seed))
    drawn: list[int] = []
    state = None
    while len(drawn) < longest and (not drawn or drawn[-1]):
        passed = network.forward(np.array([[drawn[-1] if drawn else -1]]), start=state)
        state, probability = passed.end, passed.probability[0, 0]
        drawn.append(hit(probability, np.random.RandomState(2 * len(drawn)).random_sample())[0])
    return drawn


def _optimised() -> Sequence[float]:
    random = np.random.RandomState(1)
    a = random.randn(100, 1).T
    network = _reader(random)
    letters = np.array([[12], [3], [5], [11], [22], [3]])
    passed = network.forward(letters, start=((a, a),))
    target = np.array([[4], [14], [11], [22], [25], [26]])
    found = network.backward(passed, target, average="sentence")
    clip_by_value(found.parameters, 5)
    d = network.blocks({name: value for name, value in found.parameters.items() if isinstance(value, np.ndarray)})
    largest = int(np.ascontiguousarray(d["layer1.forward.W_ax"]).argmax())
    places = d["layer1.forward.W_aa"][1, 2], largest, d["head.W_ya"][1, 2], d["layer1.forward.b_a"][4], d["head.b_y"][1]
    return (found.judged.loss, *places, passed.layers[0].forward.a[-1, 0, 4])


def _power(w: float) -> float:
    cell, ones = RNN(1, 1, activation="relu"), np.ones((1, 1))
    p, da = {"W": np.array([[w, 0.0]]), "b": np.zeros(1)}, np.zeros((51, 1, 1))
    da[-1] = 1
    return float(cell.backward(p, cell.forward(p, np.zeros((51, 1, 1)), start=(ones, ones)), da).a[0, 0, 0])


def _kept() -> float:
    rng = np.random.default_rng(0)
    cell, before = GRU(3, 4), rng.normal(size=(2, 4))
    p = {name: rng.normal(size=shape) for name, shape in cell.shapes.items()}
    cell.blocks(p)["b_u"][:] = -1000
    after = cell.forward(p, rng.normal(size=(20, 2, 3)), start=(before, before)).c[-1]
    return float(np.abs(after - before).max())


def _kneser_ney() -> Floats:
    tokens = Tokens(count_words(["a", "b", "a", "c"]), "words")
    sentences = Sentences(tokens, (tokens.ids(["a", "b"]), tokens.ids(["a", "c"])))
    return KneserNey(sentences, 2).probabilities(tokens.ids(["a"]))
