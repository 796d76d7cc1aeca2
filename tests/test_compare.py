"""Two models compared: what must not count as a change does not, what is one does, and bad input is a sentence."""

import numpy as np
import pytest

from explorer import compare, corpus
from explorer.compare import CompareSettings
from explorer.errors import SelectionError, SettingError
from explorer.projection import align
from explorer.training.sgns import SGNSSettings
from explorer.vectors import WordVectors

WORDS = tuple(f"w{i}" for i in range(200))


def model(matrix: np.ndarray, words: tuple[str, ...] = WORDS, name: str = "m") -> WordVectors:
    return WordVectors(name, words, matrix.astype(np.float32))


@pytest.fixture
def matrix() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(200, 16)) * np.linspace(2, 0.5, 16)


@pytest.fixture
def turn() -> np.ndarray:
    return np.linalg.qr(np.random.default_rng(1).normal(size=(16, 16)))[0]


def test_a_known_rotation_is_recovered(matrix: np.ndarray, turn: np.ndarray) -> None:
    left, right = model(matrix).matrix, model(matrix @ turn).matrix
    assert np.abs(align.orthogonal_procrustes(right, left) - turn.T).max() < 1e-5


@pytest.mark.parametrize("kind", ["itself", "rotated", "rotated and scaled"])
def test_what_is_no_change_counts_as_none(matrix: np.ndarray, turn: np.ndarray, kind: str) -> None:
    other = {"itself": matrix, "rotated": matrix @ turn, "rotated and scaled": 5 * matrix @ turn}[kind]
    found = compare.compare(model(matrix), model(other))
    assert found.jaccard == pytest.approx(1)
    assert found.rank_biased == pytest.approx(1)
    assert found.moved.max() < 1e-5
    assert np.abs(found.beyond).max() < 1e-5
    np.testing.assert_allclose(found.second, found.first, atol=1e-5)


def test_only_the_word_that_moved_has_moved(matrix: np.ndarray, turn: np.ndarray) -> None:
    other = matrix @ turn
    other[17] = -other[17]
    found = compare.compare(model(matrix), model(other))
    assert int(found.moved.argmax()) == int(found.beyond.argmax()) == int(found.jaccard.argmin()) == 17
    assert found.moved[17] > 10 * np.median(found.moved)
    assert found.jaccard[17] < 0.2


def test_lists_by_hand() -> None:
    first, second = np.array([[1, 2, 3], [1, 2, 3]]), np.array([[1, 2, 3], [4, 1, 9]])
    assert compare.jaccard(first, second) == pytest.approx(np.array([1, 1 / 5]))
    weights = np.array([1, 0.9, 0.81])
    assert compare.rank_biased(first, second) == pytest.approx([1, (0.9 / 2 + 0.81 / 3) / weights.sum()])


def test_neighbours_are_those_of_brute_force(matrix: np.ndarray) -> None:
    other = matrix + np.random.default_rng(2).normal(size=matrix.shape)
    found = compare.compare(model(matrix), model(other), CompareSettings(neighbours=5))
    for rows, near in ((matrix, found.near_first), (other, found.near_second)):
        unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        cosines = unit @ unit.T - 2 * np.eye(200)
        np.testing.assert_array_equal(near, np.argsort(-cosines, axis=1)[:, :5])
    names = found.neighbours("w3")
    assert names[0] == [WORDS[i] for i in found.near_first[3]]


def test_random_models_overlap_by_chance(matrix: np.ndarray) -> None:
    other = np.random.default_rng(9).normal(size=matrix.shape)
    found = compare.compare(model(matrix), model(other))
    assert found.jaccard.mean() == pytest.approx(found.chance, rel=0.35)


def test_other_dimensions_and_vocabularies(matrix: np.ndarray) -> None:
    """The first 150 words of one, in 16 dimensions, and the last 150 of the other, with 4 empty dimensions more."""
    wide = np.hstack([matrix, np.zeros((200, 4))])
    found = compare.compare(model(matrix[:150], WORDS[:150]), model(wide[50:], WORDS[50:]))
    assert (found.shared, len(found.words), found.dim) == (100, 100, 16)
    assert found.jaccard == pytest.approx(1)
    assert found.moved.max() < 1e-4


def test_two_seeds_agree_more_than_chance_and_less_than_fully() -> None:
    text = corpus.from_text(corpus.read_packaged("royals"), name="royals")
    pair = compare.two_seeds(text, SGNSSettings(dim=8, seed=3), steps=300)
    found = compare.compare(*pair, CompareSettings(neighbours=3))
    assert found.chance < found.jaccard.mean() < 1


def test_bad_input_is_a_sentence(matrix: np.ndarray) -> None:
    first = model(matrix, name="one")
    with pytest.raises(SelectionError, match="one and two share no word; at least 3 shared words are needed"):
        compare.compare(first, model(matrix, tuple(f"x{i}" for i in range(200)), name="two"))
    with pytest.raises(SelectionError, match="one and two share only “w5”"):
        compare.compare(first, model(matrix[:2], ("x", "w5"), name="two"))
    with pytest.raises(SelectionError, match="“w9” is zero and has no direction"):
        compare.compare(first, model(np.where(np.arange(200)[:, None] == 9, 0, matrix)))
    with pytest.raises(SelectionError, match="“zebra” is not among the 200 words compared"):
        compare.compare(first, first).neighbours("zebra")
    with pytest.raises(SettingError, match="Between 3 and 20,000 words can be compared, not 2"):
        CompareSettings(words=2)
    with pytest.raises(SettingError, match="Between 1 and 100 neighbours"):
        CompareSettings(neighbours=0)
