"""The forward pass by hand, and places read together against places read one by one."""

import numpy as np
import pytest

from explorer.context import weights_file
from explorer.context.model import ContextModel, Places, places_in
from explorer.context.network import ContextNetwork, NetworkSettings
from explorer.context.place_vectors import averages, common_of, place_vectors, unit, without_common
from explorer.errors import SettingError, VectorFileError
from tests.context import made

SMALL = np.float64


def logistic(z):
    return 1 / (1 + np.exp(-z))


def by_hand(network: ContextNetwork, left: list[np.ndarray], right: list[np.ndarray], s: np.ndarray) -> np.ndarray:
    """c<t> with Ng's GRU written out word by word; `right` is read from the end."""
    p, n = network.parameters, network.settings.units

    def read(side, x):
        c, W, b = np.zeros(n), p[f"{side}.W"], p[f"{side}.b"]
        for word in x:
            u, r = logistic(W[: 2 * n] @ np.concatenate([c, word]) + b[: 2 * n]).reshape(2, n)
            candidate = np.tanh(W[2 * n :] @ np.concatenate([r * c, word]) + b[2 * n :])
            c = u * candidate + (1 - u) * c
        return c

    s = s / (np.sqrt((s * s).mean()) + 1e-3)
    h = np.maximum(0, p["merge.W"] @ np.concatenate([read("left", left), read("right", right), s]) + p["merge.b"])
    return p["out.W"] @ h + p["out.b"]


def test_the_forward_pass_of_a_two_word_text_by_hand():
    """Of "w2 w5", the place of w2 knows nothing from the left, and w5 from the right and as the average."""
    model = made.model()
    types = model.types
    e = types.unit[5] * np.sqrt(4) / 2
    weight = 1e-3 / (1e-3 + types.vectors.counts[5] / types.vectors.counts.sum())
    expected = by_hand(model.network, [], [e], weight * (types.unit[5] - types.unit.mean(axis=0)))
    np.testing.assert_allclose(model.read(np.array([2, 5]))[0], expected, rtol=1e-12)


def test_a_place_in_the_middle_by_hand_with_an_unknown_word():
    model = made.model()
    ids = np.array([1, -1, 4, 7, 0, 3, 3])
    x = [*(model.types.unit * 1.0), np.zeros(4)]
    near = [i for i in (1, 2, 4, 5) if ids[i] >= 0]  # reach 2
    s = sum(model.types.weights[ids[i]] * (model.types.unit[ids[i]] - model.types.mean) for i in near)
    expected = by_hand(model.network, [x[i] for i in ids[:3]], [x[i] for i in ids[:3:-1]], s)
    np.testing.assert_allclose(model.read(ids)[3], expected, rtol=1e-10)


def test_the_word_at_the_place_takes_no_part():
    model, ids = made.model(), np.array([1, 4, 7, 0])
    other = np.array([1, 4, 2, 0])
    assert np.array_equal(model.read(ids)[2], model.read(other)[2])
    assert not np.allclose(model.read(ids)[1], model.read(other)[1])


def test_many_places_read_together_are_each_place_read_alone():
    model = made.model()
    text = np.random.default_rng(2).integers(-1, 9, 300)
    where = np.arange(0, 300, 2)
    together = model.contexts(places_in(text, where, reach=4))
    for i, at in enumerate(where[:40]):
        first = max(0, at - 4)
        alone = model.read(text[first : at + 5])[at - first]
        np.testing.assert_allclose(together[i], alone, rtol=1e-10, atol=1e-12)


def test_probabilities_sum_to_one_and_put_frequent_words_back():
    network = made.model().network
    plain, put_back = ContextModel(network, sample=0), ContextModel(network, sample=1e-2)
    c = plain.read(np.array([1, 2, 3]))
    assert np.exp(put_back.log_probabilities(c)).sum(axis=1) == pytest.approx(1)
    gain = put_back.log_probabilities(c) - plain.log_probabilities(c)
    share = plain.types.share
    assert gain[:, 0] - gain[:, 8] == pytest.approx(np.log(np.sqrt(share[0] / 1e-2)) - np.log(np.sqrt(share[8] / 1e-2)))


def test_the_average_leaves_out_the_word_and_the_unknown():
    types, row = made.types(), np.array([3, 1, -1, 2, 5])
    a = 1e-3
    share = types.vectors.counts / types.vectors.counts.sum()
    expected = sum(a / (a + share[i]) * (types.unit[i] - types.unit.mean(axis=0)) for i in (3, 2, 5))
    found = averages(types, Places([row], np.array([1])))[0]
    np.testing.assert_allclose(found, expected / np.linalg.norm(expected))
    near = averages(types, Places([row], np.array([1])), reach=1)[0]  # only w3 is known among the two
    np.testing.assert_allclose(near, unit(types.unit[3] - types.unit.mean(axis=0)))


def test_what_all_places_share_is_taken_off():
    rng = np.random.default_rng(0)
    contexts = rng.normal(size=(500, 6)) * [9, 5, 3, 1, 1, 1] + 7
    own = without_common(contexts, common_of(contexts))
    assert np.linalg.norm(own, axis=1) == pytest.approx(1)
    assert np.abs(own[:, :3]).mean() < 0.1 < np.abs(own[:, 3:]).mean()


def test_typed_and_mixed_are_made_of_the_others():
    model = made.model(V=60, D=6)
    places = places_in(np.random.default_rng(0).integers(0, 60, 200), np.arange(50, 80))
    found = place_vectors(model, places)
    np.testing.assert_allclose(found.mixed, np.hstack([found.model, found.average]) / np.sqrt(2))
    i = 4
    score = found.contexts[i] @ (model.types.unit @ model.network.parameters["tie"]).T
    score = score + 0.25 * model.network.parameters["bias"]
    best = np.argsort(-score)[:50]
    weight = np.exp(0.5 * score[best])
    mean = unit((weight / weight.sum()) @ (model.types.unit[best] - model.types.mean))
    np.testing.assert_allclose(found.typed[i], unit(0.5 * mean + found.average[i]), rtol=1e-5, atol=1e-6)


def test_a_weights_file_is_read_as_it_was_written(tmp_path):
    network, about = made.model().network, {"settings": {"sample": 1e-3}, "words_read": 5}
    path, common = tmp_path / "context.npz", np.arange(8.0).reshape(2, 4)
    weights_file.save(path, network, common, about)
    file = weights_file.load(path)
    assert file.about["words_read"] == 5
    assert file.sample == 1e-3
    assert np.array_equal(file.common, common)
    again = weights_file.network_of(file, network.types)
    for name, value in network.parameters.items():
        step = np.abs(value).max(axis=-1, keepdims=True) / 127
        assert (np.abs(again.parameters[name] - value) <= 0.51 * step + 1e-3 * np.abs(value)).all(), name
    with pytest.raises(VectorFileError, match="other word vectors"):
        weights_file.network_of(file, made.types(seed=1))


def test_what_is_no_weights_file_gets_a_sentence(tmp_path):
    path = tmp_path / "context.npz"
    path.write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(VectorFileError, match="not a file of a context model"):
        weights_file.load(path)
    with pytest.raises(VectorFileError, match="cannot be read"):
        weights_file.load(tmp_path / "nothing.npz")
    with pytest.raises(SettingError, match="1 to 1,024 units, not 0"):
        NetworkSettings(units=0)
