"""Networks: every gradient of every kind of network against differences, batches, what the settings refuse."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from explorer.errors import SelectionError, SettingError
from explorer.sequence import batches
from explorer.sequence.batches import Examples, padded
from explorer.sequence.heads import WHENS
from explorer.sequence.inputs import FrozenVectors, Inputs, LearnedVectors, OneHot, RowGradient
from explorer.sequence.layers import in_order
from explorer.sequence.network import CELLS, EMBEDDING, Network, NetworkSettings
from explorer.sequence.trainer import answers, score
from tests.sequence.cells import apart

V, D, CLASSES = 7, 3, 4
SENTENCES = [np.array([3, 0, 6, 3, 2]), np.array([5, -1]), np.array([1, 1, 4])]


def built(settings: NetworkSettings, inputs: Inputs | None = None, classes: int = CLASSES) -> Network:
    rng = np.random.default_rng(0)
    network = Network(settings, inputs or LearnedVectors(rng.normal(size=(V, D))), classes, dtype=np.float64)
    for value in network.parameters.values():
        value[...] += 0.3 * rng.normal(size=value.shape)  # or biases of 0 would hide a mistake
    return network


def targets(network: Network, rng: np.random.Generator) -> np.ndarray:
    ids, mask = padded(SENTENCES)
    classes = 2 if network.settings.output == "sigmoid" else network.classes
    if network.settings.head != "each":
        return np.array([0, -1, classes - 1])
    target = rng.integers(0, classes, ids.shape)
    target[~mask] = -1
    target[1, 0] = -1  # not counted, though there is a word
    return target


def check(network: Network, *, average: str = "word") -> None:
    rng = np.random.default_rng(1)
    ids, mask = padded(SENTENCES)
    target = targets(network, rng)

    def loss() -> float:
        return network.judged(network.forward(ids, mask), target, average).loss

    found = network.backward(network.forward(ids, mask), target, average=average, need_x=True)
    assert set(found.parameters) == set(network.parameters)
    for name, gradient in found.parameters.items():
        whole = gradient
        if isinstance(gradient, RowGradient):
            whole = np.zeros_like(network.parameters[name])
            whole[gradient.rows] = gradient.values
            assert set(gradient.rows) <= {i for s in SENTENCES for i in s.tolist()} - {-1}
        assert apart(whole, loss, network.parameters[name]) < 1e-7, name
    x = network.inputs.read(ids, network.parameters.get(EMBEDDING))

    def loss_from_x() -> float:
        return network.judged(network.forward_from(x, ids, mask), target, average).loss

    assert apart(found.x, loss_from_x, x) < 1e-7


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("both_ways", [False, True], ids=["one way", "both ways"])
def test_every_gradient_of_stacked_layers(cell: str, both_ways: bool) -> None:
    check(built(NetworkSettings(cell=cell, units=2, layers=2, both_ways=both_ways)))


@pytest.mark.parametrize("head", WHENS)
@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
def test_every_gradient_of_every_head(head: str, output: str) -> None:
    settings = NetworkSettings(cell="GRU", units=2, both_ways=True, head=head, output=output)
    network = built(settings, classes=1 if output == "sigmoid" else CLASSES)
    check(network)
    check(network, average="sentence")


@pytest.mark.parametrize("inputs", [OneHot(V, np.float64), FrozenVectors(np.eye(V, D), np.float64)])
def test_every_gradient_where_no_vectors_learn(inputs: Inputs) -> None:
    check(built(NetworkSettings(cell="LSTM", units=2, layers=3), inputs))


def test_every_gradient_under_dropout() -> None:
    network = built(NetworkSettings(cell="GRU", units=4, layers=2, dropout=0.5))
    rng = np.random.default_rng(1)
    ids, mask = padded(SENTENCES)
    target = targets(network, rng)

    def loss() -> float:
        return network.judged(network.forward(ids, mask, rng=np.random.default_rng(9)), target).loss

    found = network.backward(network.forward(ids, mask, rng=np.random.default_rng(9)), target)
    for name, gradient in found.parameters.items():
        if not isinstance(gradient, RowGradient):
            assert apart(gradient, loss, network.parameters[name]) < 1e-7, name
    assert network.judged(network.forward(ids, mask), target).loss != loss()
    zeros = [layer.kept == 0 for layer in network.forward(ids, mask, rng=rng).layers]
    assert 0.2 < np.mean(zeros) < 0.8


@pytest.mark.parametrize("head", WHENS)
def test_a_batch_is_its_sentences_one_by_one(head: str) -> None:
    network = built(NetworkSettings(cell="LSTM", units=3, layers=2, both_ways=True, head=head))
    ids, mask = padded(SENTENCES)
    together = network.forward(ids, mask).probability
    for b, sentence in enumerate(SENTENCES):
        alone = network.forward(sentence[:, None]).probability
        if head == "each":
            assert_allclose(together[: len(sentence), b], alone[:, 0], atol=1e-13)
        else:
            assert_allclose(together[b], alone[0], atol=1e-13)
    for found, sentence in zip(answers(network, tuple(SENTENCES), batch=2), SENTENCES, strict=True):
        alone = network.forward(sentence[:, None]).probability
        assert_allclose(found, alone[:, 0] if head == "each" else alone[0], atol=1e-13)


def test_a_palindrome_read_both_ways_with_equal_weights_is_mirrored() -> None:
    network = built(NetworkSettings(cell="GRU", units=3, both_ways=True))
    for name in ("W", "b"):
        network.parameters[f"layer1.backward.{name}"][:] = network.parameters[f"layer1.forward.{name}"]
    layer = network.forward(np.array([1, 4, 2, 4, 1])[:, None]).layers[0]
    assert layer.backward is not None
    assert_allclose(layer.forward.a[1:], in_order(layer.backward.a[1:])[::-1])


def test_only_two_directions_know_what_comes() -> None:
    """The first word's answer changes with the last word in a network that reads both ways, and in no other."""
    for both_ways in (False, True):
        network = built(NetworkSettings(both_ways=both_ways))
        first = [network.forward(np.array(s)[:, None]).probability[0, 0] for s in ([1, 2, 3], [1, 2, 4])]
        assert np.allclose(*first) != both_ways


def test_doubling_a_batch_leaves_the_mean_gradient() -> None:
    network = built(NetworkSettings())
    ids, mask = padded(SENTENCES)
    target = targets(network, np.random.default_rng(0))
    one = network.backward(network.forward(ids, mask), target)
    twice = (np.concatenate([array, array], axis=1) for array in (ids, mask, target))
    ids2, mask2, target2 = twice
    two = network.backward(network.forward(ids2, mask2), target2)
    assert two.judged.loss == pytest.approx(one.judged.loss)
    assert_allclose(two.parameters["layer1.forward.W"], one.parameters["layer1.forward.W"], atol=1e-14)


def test_a_loss_by_hand() -> None:
    """No weights but b_y: the answer is softmax(b_y) everywhere."""
    network = built(NetworkSettings(initialisation="zeros"))
    for value in network.parameters.values():
        value[:] = 0
    network.parameters["head.b_y"][:] = np.log([1, 2, 3, 4])
    ids = np.array([[0, 1], [2, 3]])
    target = np.array([[0, 3], [1, -1]])
    judged = network.judged(network.forward(ids), target)
    by_hand = -np.log([0.1, 0.4, 0.2])
    assert judged.loss == pytest.approx(by_hand.mean())
    assert network.judged(network.forward(ids), target, "sentence").loss == pytest.approx(by_hand.sum() / 2)
    assert_allclose(judged.losses, [[by_hand[0], by_hand[1]], [by_hand[2], 0]])
    assert judged.right.tolist() == [[False, True], [False, False]]
    assert judged.counted == 3
    assert score(network, Examples((ids[:, 0], ids[:, 1]), (target[:, 0], target[:, 1]))).perplexity == pytest.approx(
        np.exp(by_hand.mean())
    )


def test_notes_names_of_all_weights() -> None:
    network = built(NetworkSettings(cell="RNN", units=3))
    blocks = network.blocks()
    assert {name: block.shape for name, block in blocks.items()} == {
        "layer1.forward.W_aa": (3, 3),
        "layer1.forward.W_ax": (3, D),
        "layer1.forward.b_a": (3,),
        "head.W_ya": (CLASSES, 3),
        "head.b_y": (CLASSES,),
        "input.E": (V, D),
    }
    assert network.size == 3 * (3 + D) + 3 + CLASSES * 4 + V * D


def test_frozen_vectors_are_read_as_they_are() -> None:
    rows = np.array([[2, 1], [0, 0], [-1, 0]], np.float32)
    x = FrozenVectors(rows).read(np.array([[2, -1]]), None)
    assert_array_equal(x, [[rows[2], [0, 0]]])


def test_an_epoch_takes_every_example_once_and_pads_little() -> None:
    rng = np.random.default_rng(0)
    lengths = rng.integers(1, 60, 500)
    examples = Examples(tuple(np.zeros(n, int) for n in lengths), np.zeros(500, int))
    found = batches.epoch(examples, 16, rng)
    assert sorted(np.concatenate(found)) == list(range(500))
    assert np.mean([(examples.batch(which).ids < 0).mean() for which in found]) < 0.15
    assert examples.tokens == lengths.sum()
    assert sorted(np.concatenate([part.which for part in batches.in_turn(examples, 16)])) == list(range(500))


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"cell": "Transformer"}, "there is no “Transformer”"),
        ({"units": 0}, "1 to 1,000 units, not 0"),
        ({"layers": 4}, "1 to 3 layers, not 4"),
        ({"dropout": 1}, "from 0 to below 1, not 1"),
        ({"head": "first"}, "not at “first”"),
        ({"output": "relu"}, "softmax or a sigmoid, not “relu”"),
        ({"initialisation": "ones"}, "not as “ones”"),
        ({"radius": -1}, "between 0 and 10, not at -1"),
    ],
)
def test_a_bad_setting_says_what_is_allowed(bad: dict[str, object], says: str) -> None:
    with pytest.raises(SettingError, match=says):
        replace(NetworkSettings(), **bad)


def test_what_cannot_be_put_together_is_said() -> None:
    with pytest.raises(SettingError, match="3 answers need a softmax"):
        Network(NetworkSettings(output="sigmoid"), OneHot(3), 3)
    with pytest.raises(SelectionError, match="at least one example"):
        Examples((), np.zeros(0, int))
