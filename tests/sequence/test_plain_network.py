"""A plain network: its gradient against differences, and that it does not know a word one place further."""

import numpy as np
from numpy.testing import assert_allclose

from explorer.sequence.inputs import RowGradient
from explorer.sequence.tasks.moved_names import MOST, MovedNames, moved
from explorer.sequence.tasks.name_course import TagSettings
from explorer.sequence.tasks.plain_network import PlainNetwork

IDS = np.array([[1, 3], [0, 2], [4, -1]])
TARGET = np.array([[1, 0], [0, 1], [1, -1]])


def test_the_gradient_is_that_of_the_loss() -> None:
    one = PlainNetwork(5, dim=2, places=4, units=3, seed=0, dtype=np.float64)
    _, gradients = one.gradients(IDS, TARGET)
    for name, value in one.parameters.items():
        found = gradients[name]
        whole = np.zeros_like(value)
        if isinstance(found, RowGradient):
            whole[found.rows] = found.values
        else:
            whole = found
        numeric = np.zeros_like(value)
        for place in np.ndindex(value.shape):
            kept = value[place]
            losses = []
            for nudge in (1e-6, -1e-6):
                value[place] = kept + nudge
                losses.append(one.gradients(IDS, TARGET)[0])
            value[place] = kept
            numeric[place] = (losses[0] - losses[1]) / 2e-6
        assert_allclose(whole, numeric, atol=1e-8, err_msg=name)


def test_one_sentence_or_several_side_by_side_is_the_same() -> None:
    one = PlainNetwork(5, dim=2, places=4, units=3, seed=0)
    sentences = (IDS[:, 0], IDS[:2, 1])
    for ids, side_by_side in zip(sentences, one.answers(sentences), strict=True):
        assert_allclose(side_by_side, one.answers((ids,))[0], atol=1e-6)
        assert len(side_by_side) == len(ids)


def test_moved_words_are_lost_to_the_plain_network_alone() -> None:
    assert moved(np.array([3, 4]), 2).shape == (4,)
    course = MovedNames(TagSettings(cell="GRU"))
    course.run()
    now = course.now
    assert now.step == 200
    assert now.plain_right.shape == (MOST + 1,)
    assert now.plain_right[0] > 0.95
    assert now.recurrent_right[0] > 0.99
    assert now.recurrent_right[3] - now.plain_right[3] > 0.1
    assert now.plain_right[6] < now.plain_right[0] - 0.15
