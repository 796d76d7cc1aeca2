"""The cells: every gradient against differences, masks, truncation, a hand-worked example, what the gates promise."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from explorer.sequence.activations import log_softmax, sigmoid
from explorer.sequence.cell import Cell
from explorer.sequence.gru import GRU
from explorer.sequence.inputs import LearnedVectors
from explorer.sequence.lstm import LSTM
from explorer.sequence.network import Network, NetworkSettings
from explorer.sequence.rnn import RNN
from tests.sequence.cells import CELLS, LENGTHS, apart, drawn, mask_of

T, B, D, H = 6, 3, 4, 5


@pytest.fixture(params=list(CELLS))
def cell(request: pytest.FixtureRequest) -> Cell:
    return CELLS[request.param](D, H)


@pytest.mark.parametrize("masked", [False, True], ids=["whole", "masked"])
def test_every_gradient_is_the_slope_of_the_loss(cell: Cell, masked: bool) -> None:
    """Parameters, inputs and the states at the start; the loss looks at every a<t> and at the last a and c."""
    rng = np.random.default_rng(0)
    p, x = drawn(cell, rng), rng.normal(size=(T, B, D))
    a0, c0 = rng.normal(size=(2, B, H))
    if not cell.remembers:
        c0 = a0
    probe, last_a, last_c = rng.normal(size=(T, B, H)), *rng.normal(size=(2, B, H))
    mask = mask_of(LENGTHS, T) if masked else None

    def loss() -> float:
        trace = cell.forward(p, x, mask=mask, start=(a0, c0))
        end = (trace.a[-1] * last_a).sum() + ((trace.c[-1] * last_c).sum() if cell.remembers else 0)
        return float((trace.a[1:] * probe).sum() + end)

    found = cell.backward(p, cell.forward(p, x, mask=mask, start=(a0, c0)), probe, last=(last_a, last_c))
    for name, gradient in found.parameters.items():
        assert apart(gradient, loss, p[name]) < 1e-7, name
    assert apart(found.x, loss, x) < 1e-7
    assert apart(found.a0, loss, a0) < 1e-7
    assert apart(found.c0, loss, c0) < 1e-7
    if masked:
        assert not found.x[~mask].any()


def test_what_arrives_at_each_state_is_the_slope_by_it(cell: Cell) -> None:
    """dL/da<t> as recorded, against a nudge of a<t> from which the rest of the sentence is read again."""
    rng = np.random.default_rng(1)
    p, x, probe = drawn(cell, rng), rng.normal(size=(T, B, D)), rng.normal(size=(T, B, H))
    trace = cell.forward(p, x)
    found = cell.backward(p, trace, probe)
    for t in (1, 4):
        a, c = trace.a[t].copy(), trace.c[t].copy()

        def loss(t: int = t, a: np.ndarray = a, c: np.ndarray = c) -> float:
            rest = cell.forward(p, x[t:], start=(a, c if cell.remembers else a))
            return float((a * probe[t - 1]).sum() + (rest.a[1:] * probe[t:]).sum())

        assert apart(found.a[t - 1], loss, a) < 1e-7
        if cell.remembers:  # by c<t> when a<t> is held: what came from the future, without the way through a<t>
            through_a = found.a[t - 1] * trace.gate("o")[t - 1] * (1 - np.tanh(c) ** 2)
            assert apart(found.c[t - 1] - through_a, loss, c) < 1e-7


def test_a_batch_is_its_sentences_one_by_one(cell: Cell) -> None:
    rng = np.random.default_rng(2)
    p, x, probe = drawn(cell, rng), rng.normal(size=(T, B, D)), rng.normal(size=(T, B, H))
    mask = mask_of(LENGTHS, T)
    probe[~mask] = 0
    together = cell.forward(p, x, mask=mask)
    gradients = cell.backward(p, together, probe)
    total = {name: np.zeros_like(value) for name, value in p.items()}
    for b, length in enumerate(LENGTHS):
        alone = cell.forward(p, x[:length, [b]])
        assert_allclose(together.a[: length + 1, b], alone.a[:, 0], atol=1e-14)
        assert_allclose(together.a[-1, b], alone.a[-1, 0], atol=1e-14)
        back = cell.backward(p, alone, probe[:length, [b]])
        assert_allclose(gradients.x[:length, b], back.x[:, 0], atol=1e-13)
        for name in total:
            total[name] += back.parameters[name]
    for name, value in total.items():
        assert_allclose(gradients.parameters[name], value, atol=1e-12)


def test_truncated_is_full_where_the_window_covers_all(cell: Cell) -> None:
    rng = np.random.default_rng(3)
    p, x, probe = drawn(cell, rng), rng.normal(size=(T, B, D)), rng.normal(size=(T, B, H))
    trace = cell.forward(p, x)
    full = cell.backward(p, trace, probe)
    for window in (T, T + 3):
        cut = cell.backward(p, trace, probe, truncate=window)
        for name, value in full.parameters.items():
            assert_array_equal(cut.parameters[name], value)
    cut = cell.backward(p, trace, probe, truncate=2)
    assert np.linalg.norm(cut.parameters["W"] - full.parameters["W"]) > 0.01


def test_truncation_is_windows_that_hand_on_the_state_only(cell: Cell) -> None:
    rng = np.random.default_rng(4)
    p, x, probe = drawn(cell, rng), rng.normal(size=(T, B, D)), rng.normal(size=(T, B, H))
    whole = cell.forward(p, x)
    cut = cell.backward(p, whole, probe, truncate=2)
    total = np.zeros_like(p["W"])
    for t in range(0, T, 2):
        part = cell.forward(p, x[t : t + 2], start=(whole.a[t], whole.c[t]))
        total += cell.backward(p, part, probe[t : t + 2]).parameters["W"]
    assert_allclose(cut.parameters["W"], total, atol=1e-12)


def test_two_steps_by_hand() -> None:
    """tanh(ln 2) = .6 and tanh(ln 3) = .8, so all that follows can be done without a machine.

    One unit, W_aa = 1/2, W_ax = 1, b = 0; x<1> = ln 2 and x<2> = ln 3 - .3, so z<2> = .3 + x<2> = ln 3.  With
    L = a<2>: dz<2> = 1 - .64 = .36; to a<1> come .18; dz<1> = .18 * .64 = .1152.
    """
    cell = RNN(1, 1)
    p = {"W": np.array([[0.5, 1.0]]), "b": np.array([0.0])}
    x = np.array([np.log(2), np.log(3) - 0.3]).reshape(2, 1, 1)
    trace = cell.forward(p, x)
    assert_allclose(trace.a.ravel(), [0, 0.6, 0.8], atol=1e-15)
    back = cell.backward(p, trace, np.array([0.0, 1.0]).reshape(2, 1, 1))
    assert_allclose(back.a.ravel(), [0.18, 1], atol=1e-15)
    assert_allclose(back.z.ravel(), [0.1152, 0.36], atol=1e-15)
    assert_allclose(back.parameters["W"], [[0.216, 0.1152 * np.log(2) + 0.36 * (np.log(3) - 0.3)]], atol=1e-15)
    assert_allclose(back.parameters["b"], [0.4752], atol=1e-15)
    blocks = cell.blocks(p)
    assert (blocks["W_aa"].item(), blocks["W_ax"].item(), blocks["b_a"].item()) == (0.5, 1.0, 0.0)


def test_an_lstm_step_by_the_notes() -> None:
    rng = np.random.default_rng(5)
    cell = LSTM(D, H, peephole=True)
    p, x, a0, c0 = drawn(cell, rng), rng.normal(size=(1, 1, D)), *rng.normal(size=(2, 1, H))
    trace = cell.forward(p, x, start=(a0, c0))
    w, both = cell.blocks(p), np.concatenate([a0[0], x[0, 0]])
    f, u, o = (1 / (1 + np.exp(-(w[f"W_{g}"] @ both + w[f"b_{g}"] + w[f"p_{g}"] * c0[0]))) for g in "fuo")
    c = u * np.tanh(w["W_c"] @ both + w["b_c"]) + f * c0[0]
    assert_allclose(trace.c[1, 0], c, atol=1e-14)
    assert_allclose(trace.a[1, 0], o * np.tanh(c), atol=1e-14)
    assert_allclose(trace.gate("u")[0, 0], u, atol=1e-14)


@pytest.mark.parametrize("relevance", [True, False])
def test_a_gru_step_by_the_notes(relevance: bool) -> None:
    rng = np.random.default_rng(6)
    cell = GRU(D, H, relevance=relevance)
    p, x, c0 = drawn(cell, rng), rng.normal(size=(1, 1, D)), rng.normal(size=(1, H))
    trace = cell.forward(p, x, start=(c0, c0))
    w, before, word = cell.blocks(p), c0[0], x[0, 0]
    u = 1 / (1 + np.exp(-(w["W_u"] @ np.concatenate([before, word]) + w["b_u"])))
    r = 1 / (1 + np.exp(-(w["W_r"] @ np.concatenate([before, word]) + w["b_r"]))) if relevance else 1
    candidate = np.tanh(w["W_c"] @ np.concatenate([r * before, word]) + w["b_c"])
    assert_allclose(trace.c[1, 0], u * candidate + (1 - u) * before, atol=1e-14)


def test_closed_gates_keep_the_memory_to_the_bit() -> None:
    rng = np.random.default_rng(7)
    x, c0 = rng.normal(size=(T, B, D)), rng.normal(size=(B, H))
    lstm = LSTM(D, H)
    p = drawn(lstm, rng)
    lstm.blocks(p)["b_f"][:] = 1e3
    lstm.blocks(p)["b_u"][:] = -1e3
    assert_array_equal(lstm.forward(p, x, start=(c0, c0)).c[-1], c0)
    gru = GRU(D, H)
    p = drawn(gru, rng)
    gru.blocks(p)["b_u"][:] = -1e3
    assert_array_equal(gru.forward(p, x, start=(c0, c0)).c[-1], c0)


def test_one_linear_unit_vanishes_and_explodes() -> None:
    """w to the power of the distance: .9^50 = .005154 and 1.1^50 = 117.39."""
    cell, x, da = RNN(1, 1, activation="relu"), np.zeros((51, 1, 1)), np.zeros((51, 1, 1))
    da[-1] = 1
    for w, expected in ((0.9, 0.005154), (1.1, 117.39)):
        p = {"W": np.array([[w, 0.0]]), "b": np.array([0.0])}
        start = np.ones((1, 1))
        back = cell.backward(p, cell.forward(p, x, start=(start, start)), da)
        assert back.a[0].item() == pytest.approx(expected, rel=1e-4)


def test_activations() -> None:
    with np.errstate(over="raise"):
        assert sigmoid(np.array([-1e4, 0.0, 1e4])).tolist() == [0, 0.5, 1]
        assert_allclose(np.exp(log_softmax(np.array([[1e4, 1e4]]))), [[0.5, 0.5]])


def test_float32_stays_float32(cell: Cell) -> None:
    rng = np.random.default_rng(8)
    p = {name: value.astype(np.float32) for name, value in drawn(cell, rng).items()}
    x, probe = rng.normal(size=(T, B, D)).astype(np.float32), np.ones((T, B, H), np.float32)
    trace = cell.forward(p, x, mask=mask_of(LENGTHS, T))
    back = cell.backward(p, trace, probe)
    for array in (trace.a, trace.gates, back.x, back.a, back.z, *back.parameters.values()):
        assert array.dtype == np.float32


def test_truncation_in_a_batch_is_that_of_each_sentence_alone() -> None:
    """One answer after the last word: a cut behind the end of a shorter sentence takes nothing from it."""
    inputs = LearnedVectors(np.random.default_rng(0).normal(size=(5, 3)))
    network = Network(NetworkSettings(cell="LSTM", units=4, head="last"), inputs, 3, dtype=np.float64)
    rng = np.random.default_rng(5)
    lengths, target = [7, 4, 5, 2], np.array([0, 1, 2, 1])
    ids = rng.integers(0, 5, (7, 4))
    mask = np.arange(7)[:, None] < lengths
    together = network.backward(network.forward(ids, mask), target, truncate=2).parameters["layer1.forward.W"]
    alone = np.zeros_like(together)
    for b, length in enumerate(lengths):
        passed = network.forward(ids[:length, [b]])
        alone += network.backward(passed, target[[b]], truncate=2).parameters["layer1.forward.W"] / len(lengths)
    assert_allclose(together, alone, atol=1e-12)
