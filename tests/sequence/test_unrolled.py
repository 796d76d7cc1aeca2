"""One sentence drawn out: the numbers of its boxes, when each is computed, and what comes back."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from explorer.sequence.inputs import LearnedVectors
from explorer.sequence.network import CellName, Network, NetworkSettings
from explorer.sequence.unrolled import Unrolled, gates, unrolled

IDS = np.array([2, 0, 4, -1, 1])
TARGET = np.array([1, 0, 0, 1, 1])


def network(cell: CellName, *, layers: int = 1, both_ways: bool = False) -> Network:
    E = np.random.default_rng(0).standard_normal((6, 3))
    settings = NetworkSettings(cell=cell, units=4, layers=layers, both_ways=both_ways, output="sigmoid")
    return Network(settings, LearnedVectors(E), 1, dtype=np.float64)


def drawn(one: Network) -> Unrolled:
    return unrolled(one, tuple("abcde"), IDS, TARGET)


def test_one_way_every_word_is_answered_as_it_is_read() -> None:
    found = drawn(network("RNN", layers=3))
    assert found.ticks == 5
    assert found.answered.tolist() == [1, 2, 3, 4, 5]
    assert [strand.tick.tolist() for strand in found.strands] == [[1, 2, 3, 4, 5]] * 3
    back = [found.reached_back(found.answered, clock).sum() for clock in range(11)]
    assert back == [0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5]


def test_both_ways_an_answer_waits_for_both_directions() -> None:
    found = drawn(network("GRU", both_ways=True))
    assert [strand.tick.tolist() for strand in found.strands] == [[1, 2, 3, 4, 5], [5, 4, 3, 2, 1]]
    assert found.answered.tolist() == [5, 4, 3, 4, 5]
    deep = drawn(network("GRU", layers=2, both_ways=True))
    assert deep.ticks == 10
    assert deep.strands[2].tick.min() > deep.strands[0].tick.max()


@pytest.mark.parametrize("cell", ["RNN", "GRU", "LSTM"])
def test_terms_of_a_gate_add_up_to_what_the_cell_did(cell: CellName) -> None:
    one = network(cell, layers=2, both_ways=True)
    found = drawn(one)
    for strand in found.strands:
        for t in range(5):
            for unit in range(4):
                of_unit = {gate.name: gate for gate in gates(one, strand, t, unit)}
                for gate in of_unit.values():
                    z = gate.state + gate.x + gate.bias
                    squashed = np.tanh(z) if gate.name in "ac" else 1 / (1 + np.exp(-z))
                    assert gate.value == pytest.approx(squashed, abs=1e-12)
                s = strand.step(t)
                before = strand.trace.c[s, 0, unit]
                if cell == "GRU":
                    u = of_unit["u"].value
                    assert strand.a[t, unit] == pytest.approx(u * of_unit["c"].value + (1 - u) * before)
                if cell == "LSTM":
                    c = of_unit["u"].value * of_unit["c"].value + of_unit["f"].value * before
                    assert strand.a[t, unit] == pytest.approx(of_unit["o"].value * np.tanh(c))


@pytest.mark.parametrize("both_ways", [False, True])
def test_what_comes_down_and_what_comes_through_time_are_the_numeric_gradient(both_ways: bool) -> None:
    """A step on a<t> changes the loss by its own answer, and through later steps by the rest."""
    one = network("RNN", both_ways=both_ways)
    found = drawn(one)
    strand = found.strands[-1]
    p = {
        k.rsplit(".", 1)[1]: v
        for k, v in one.parameters.items()
        if k.startswith("layer1." + ("b" if both_ways else "f"))
    }
    W_ya = one.parameters["head.W_ya"][0, -4:]
    others = found.strands[0].a @ one.parameters["head.W_ya"][0, :4] if both_ways else np.zeros(5)
    order = np.arange(5)[::-1] if both_ways else np.arange(5)

    def loss(at: int, unit: int, nudge: float, *, future: bool) -> float:
        a, total = np.zeros(4), 0.0
        for t in order:
            clean = np.tanh(p["W"] @ np.concatenate([a, found.x[t]]) + p["b"])
            nudged = clean + (np.eye(4)[unit] * nudge if t == at else 0)
            z = W_ya @ nudged + others[t] + one.parameters["head.b_y"][0]
            total += np.logaddexp(0, z) - TARGET[t] * z
            a = nudged if future else clean
        return total

    for t in range(5):
        slopes = {
            future: np.array([
                (loss(t, k, 1e-6, future=future) - loss(t, k, -1e-6, future=future)) / 2e-6 for k in range(4)
            ])
            for future in (True, False)
        }
        assert_allclose(strand.arrived[t], np.linalg.norm(slopes[True]), atol=1e-7)
        assert_allclose(strand.above[t], np.linalg.norm(slopes[False]), atol=1e-7)
        assert_allclose(strand.later[t], np.linalg.norm(slopes[True] - slopes[False]), atol=1e-7)


def test_the_shared_weights_have_gathered_all_at_the_end_of_the_way_back() -> None:
    one = network("LSTM", layers=2, both_ways=True)
    found = drawn(one)
    for strand in found.strands:
        name = f"layer{strand.layer}.{'backward' if strand.backwards else 'forward'}.W"
        assert_allclose(
            strand.gathered[-1 if strand.backwards else 0], np.linalg.norm(found.gradients.parameters[name])
        )
    assert found.losses.sum() == pytest.approx(found.gradients.judged.loss)


def test_lower_layers_split_their_gradient_too() -> None:
    """At the word a strand reads last nothing comes through time: all that arrives came down from above."""
    found = drawn(network("GRU", layers=3, both_ways=True))
    for strand in found.strands:
        end = 0 if strand.backwards else 4
        assert strand.later[end] == pytest.approx(0, abs=1e-12)
        assert strand.above[end] == pytest.approx(strand.arrived[end])
        assert strand.arrived[end] > 1e-4
