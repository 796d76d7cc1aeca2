"""How a gradient travels: by distance, in sum, by word; which cells hold; a training seen at moments."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from explorer.sequence.batches import Examples
from explorer.sequence.flow import flow, gathered
from explorer.sequence.held_cells import Match, holding, matches
from explorer.sequence.inputs import LearnedVectors, OneHot
from explorer.sequence.moments import Moments
from explorer.sequence.network import CELLS, Network, NetworkSettings
from explorer.sequence.trainer import SequenceTrainer, TrainingSettings, score


def network_of(cell: str, head: str = "last", **more: object) -> Network:
    inputs = LearnedVectors(np.random.default_rng(0).normal(size=(5, 3)))
    return Network(NetworkSettings(cell=cell, units=4, head=head, **more), inputs, 3, dtype=np.float64)


def test_an_orthogonal_linear_network_shrinks_or_grows_by_its_radius_a_step() -> None:
    """ReLU that never cuts, W_aa a rotation times r: ‖∂L/∂a<k>‖ is r^(T-k) of ‖∂L/∂a<T>‖ to the last digit."""
    for radius in (0.5, 1.0, 1.5):
        network = network_of("RNN, ReLU", radius=radius)
        network.parameters["layer1.forward.b"][:] = 100
        network.parameters["layer1.forward.W"][:, :4] = radius * np.eye(4)
        found = flow(network, np.ones((12, 2), int), np.array([0, 1]))
        assert_allclose(found.norm / found.norm[0], radius**found.distance, rtol=1e-9)


def test_the_flow_is_the_mean_over_sentences_of_their_own() -> None:
    network = network_of("GRU", head="each")
    ids = np.array([[0, 1], [2, 3], [4, 0], [1, -1]])
    mask = np.array([[1, 1], [1, 1], [1, 1], [1, 0]], bool)
    target = np.array([[-1, 1], [-1, 2], [0, 1], [2, -1]])
    found = flow(network, ids, target, mask)
    assert found.sentences.tolist() == [2, 2, 2, 1]
    alone = []
    for b, (T, wanted) in enumerate(((4, 2), (3, 1))):
        own = np.full((T, 1), -1)
        own[-1] = wanted
        gradients = network.backward(network.forward(ids[:T, [b]]), own)
        alone.append(np.linalg.norm(gradients.layers[0].forward.a, axis=2)[::-1, 0])
    assert_allclose(found.norm[:3], (alone[0][:3] + alone[1]) / 2)
    assert found.norm[3] == pytest.approx(alone[0][3])


@pytest.mark.parametrize("cell", CELLS)
def test_what_is_gathered_ends_as_the_whole_gradient(cell: str) -> None:
    network = network_of(cell)
    passed = network.forward(np.array([[0, 1], [2, 3], [4, 0]]))
    gradients = network.backward(passed, np.array([0, 2]))
    lengths = gathered(passed.layers[0].forward, gradients.layers[0].forward)
    assert lengths[0] == pytest.approx(np.linalg.norm(gradients.parameters["layer1.forward.W"]))
    assert len(lengths) == 3


def test_which_cells_hold_a_phrase_and_where_else() -> None:
    states = np.array([[0, 0.9, 0, 0], [0.9, 0.9, -0.8, 0], [0.8, 0.9, -0.9, 0], [0.1, 0.9, 0, 0.9]])
    assert holding(states, 1, 2).tolist() == [0, 2]
    others = [np.zeros((3, 4)), np.array([[0.9, 0, 0.9, 0], [0.9, 0, 0, 0], [0.9, 0, 0.5, 0], [1, 0, 1, 0]])]
    assert matches(others, np.array([0, 2])) == [Match(1, 2, 3, 2), Match(1, 0, 0, 2)]
    assert matches(others, np.array([0, 2]), share=0.5) == [Match(1, 0, 3, 1)]
    assert matches(others, np.array([], int)) == []


def test_a_training_can_be_asked_at_every_moment() -> None:
    rng = np.random.default_rng(0)
    ids = tuple(rng.integers(0, 3, 5) for _ in range(60))
    examples = Examples(ids, np.array([i[0] for i in ids]))
    network = Network(NetworkSettings(units=8, head="last"), OneHot(3), 3)
    trainer = SequenceTrainer(network, examples, TrainingSettings())
    told: list[tuple[int, int]] = []
    course = Moments(trainer, 60, lambda then, _: score(then, examples).right, most=5)
    assert course.reached == 0
    course.run(lambda done, of: told.append((done, of)))
    assert course.step.tolist() == [0, 4, 15, 34, 60]
    assert told == [(i, 60) for i in range(1, 61)]
    assert course.reached == 4
    assert len(course.losses) == len(course.norms) == 60
    assert course.loss[2] == pytest.approx(np.mean(course.losses[4:15]))
    for moment in range(5):
        assert score(course.at(moment), examples).right == course.seen[moment]
    assert course.seen[-1] > course.seen[0]
    assert_array_equal(course.at(4).parameters["head.W_ya"], network.parameters["head.W_ya"])


def test_a_report_that_raises_ends_the_training() -> None:
    class StoppedError(Exception):
        pass

    def stop(done: int, _: int) -> None:
        if done == 3:
            raise StoppedError

    examples = Examples((np.array([0, 1]),), np.array([1]))
    network = Network(NetworkSettings(units=2, head="last"), OneHot(2), 2)
    course = Moments(SequenceTrainer(network, examples, TrainingSettings()), 50, lambda *_: None)
    with pytest.raises(StoppedError):
        course.run(stop)
    assert course.trainer.steps_done == 3
