"""Models compared: what must not count as a change does not, what is one does, and bad input is a sentence."""

import numpy as np
import pytest
from sklearn.decomposition import PCA

from explorer.errors import SelectionError, SettingError
from explorer.judging.compare import models, overlap
from explorer.judging.compare.models import CompareSettings, compare
from explorer.projection import align
from explorer.vectors.word_vectors import WordVectors

WORDS = tuple(f"w{i}" for i in range(200))


def model(matrix: np.ndarray, words: tuple[str, ...] = WORDS) -> WordVectors:
    return WordVectors(words, matrix.astype(np.float32))


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
    found = compare([model(matrix), model(other)])
    against = found.against[0]
    assert set(against.kept) == {10}
    assert against.jaccard == pytest.approx(1)
    assert against.rank_biased == pytest.approx(1)
    assert against.moved.max() < 1e-5
    assert np.abs(against.beyond).max() < 1e-5
    np.testing.assert_allclose(found.at[1], found.at[0], atol=1e-5)


def test_the_axes_hold_what_scikit_learn_says(matrix: np.ndarray, turn: np.ndarray) -> None:
    found = compare([model(matrix), model(3 * matrix @ turn)])
    rows = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    expected = PCA(2).fit(rows).explained_variance_ratio_
    np.testing.assert_allclose(found.explained[0], expected, atol=1e-5)
    np.testing.assert_allclose(found.explained[1], expected, atol=1e-5, err_msg="turned back onto the first")


def test_only_the_word_that_moved_has_moved(matrix: np.ndarray, turn: np.ndarray) -> None:
    other = matrix @ turn
    other[17] = -other[17]
    against = compare([model(matrix), model(other)]).against[0]
    assert int(against.moved.argmax()) == int(against.beyond.argmax()) == int(against.jaccard.argmin()) == 17
    assert against.moved[17] > 10 * np.median(against.moved)
    assert against.jaccard[17] < 0.2


def test_each_of_four_is_held_against_the_first_as_if_alone(matrix: np.ndarray, turn: np.ndarray) -> None:
    rng = np.random.default_rng(3)
    others = [model(matrix @ turn), model(matrix + rng.normal(size=matrix.shape)), model(rng.normal(size=(200, 9)))]
    found = compare([model(matrix), *others])
    assert len(found.near) == len(found.at) == 4
    for place, other in enumerate(others):
        alone = compare([model(matrix), other])
        np.testing.assert_array_equal(found.against[place].jaccard, alone.against[0].jaccard)
        np.testing.assert_allclose(found.against[place].moved, alone.against[0].moved, atol=1e-6)
        np.testing.assert_allclose(found.at[place + 1], alone.at[1], atol=1e-6)
    assert [against.dim for against in found.against] == [16, 16, 9]


def test_only_words_of_all_models_are_compared(matrix: np.ndarray) -> None:
    parts = [model(matrix), model(matrix[:150], WORDS[:150]), model(matrix[50:], WORDS[50:])]
    found = compare(parts, CompareSettings(words=60))
    assert found.shared == 100
    assert found.words == WORDS[50:110]


def test_movement_is_that_of_the_rotation(matrix: np.ndarray) -> None:
    """The same as `align.displacement` of unit rows, which has tests of its own."""
    other = matrix + np.random.default_rng(2).normal(size=matrix.shape)
    found = compare([model(matrix), model(other)])
    unit = [rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in (matrix, other)]
    np.testing.assert_allclose(found.against[0].moved, align.displacement(unit[1], unit[0]), atol=1e-5)


def test_lists_by_hand() -> None:
    first, second = np.array([[1, 2, 3], [1, 2, 3]]), np.array([[1, 2, 3], [4, 1, 9]])
    assert overlap.jaccard(first, second) == pytest.approx(np.array([1, 1 / 5]))
    weights = np.array([1, 0.9, 0.81])
    assert overlap.rank_biased(first, second) == pytest.approx([1, (0.9 / 2 + 0.81 / 3) / weights.sum()])
    assert overlap.same(first, second).tolist() == [[True, True, True], [True, False, False]]


def test_overlap_in_blocks_is_that_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    first, second = (np.array([rng.permutation(12)[:5] for _ in range(40)]) for _ in range(2))
    whole = overlap.jaccard(first, second), overlap.rank_biased(first, second)
    by_sets = [
        len(set(a) & set(b)) / len(set(a) | set(b)) for a, b in zip(first.tolist(), second.tolist(), strict=True)
    ]
    assert whole[0] == pytest.approx(by_sets)
    monkeypatch.setattr(overlap, "BLOCK", 75)
    np.testing.assert_array_equal(overlap.jaccard(first, second), whole[0])
    np.testing.assert_array_equal(overlap.rank_biased(first, second), whole[1])


def test_neighbours_are_those_of_brute_force(matrix: np.ndarray) -> None:
    other = matrix + np.random.default_rng(2).normal(size=matrix.shape)
    found = compare([model(matrix), model(other)], CompareSettings(neighbours=5))
    for rows, near in zip((matrix, other), found.near, strict=True):
        unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        cosines = unit @ unit.T - 2 * np.eye(200)
        np.testing.assert_array_equal(near, np.argsort(-cosines, axis=1)[:, :5])
    assert found.neighbours("w3")[0] == [WORDS[i] for i in found.near[0][3]]


def test_random_models_overlap_by_chance(matrix: np.ndarray) -> None:
    other = np.random.default_rng(9).normal(size=matrix.shape)
    found = compare([model(matrix), model(other)])
    assert found.against[0].jaccard.mean() == pytest.approx(found.chance, rel=0.35)


def test_other_dimensions_and_vocabularies(matrix: np.ndarray) -> None:
    """The first 150 words of one, in 16 dimensions, and the last 150 of the other, with 4 empty dimensions more."""
    wide = np.hstack([matrix, np.zeros((200, 4))])
    for pair in (
        [model(matrix[:150], WORDS[:150]), model(wide[50:], WORDS[50:])],
        [model(wide[:150], WORDS[:150]), model(matrix[50:], WORDS[50:])],
    ):
        found = compare(pair)
        assert (found.shared, len(found.words), found.against[0].dim) == (100, 100, 16)
        assert found.against[0].jaccard == pytest.approx(1)
        assert found.against[0].moved.max() < 1e-4
        np.testing.assert_allclose(found.at[1], found.at[0], atol=1e-4)


def test_bad_input_is_a_sentence(matrix: np.ndarray) -> None:
    first = model(matrix)
    with pytest.raises(SelectionError, match="These models share no word; at least 3 shared words are needed"):
        compare([first, model(matrix, tuple(f"x{i}" for i in range(200)))])
    with pytest.raises(SelectionError, match="These models share only “w5”"):
        compare([first, model(matrix[:2], ("x", "w5"))])
    with pytest.raises(SelectionError, match="“w9” is zero and has no direction"):
        compare([first, model(np.where(np.arange(200)[:, None] == 9, 0, matrix))])
    with pytest.raises(SelectionError, match="“zebra” is not among the 200 words compared"):
        compare([first, first]).neighbours("zebra")
    with pytest.raises(SelectionError, match="Two to 4 models can be compared, not 1"):
        models.shared_words([first])
    with pytest.raises(SelectionError, match="Two to 4 models can be compared, not 5"):
        models.shared_words([first] * 5)
    with pytest.raises(SettingError, match="Between 3 and 50,000 words can be compared, not 2"):
        CompareSettings(words=2)
    with pytest.raises(SettingError, match="Between 1 and 100 neighbours"):
        CompareSettings(neighbours=0)
