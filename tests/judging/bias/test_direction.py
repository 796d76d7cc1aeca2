"""A direction from pairs, and words measured along it."""

import numpy as np
import pytest

from explorer.errors import SelectionError, SettingError, UnknownWordError
from explorer.judging.bias import direction, word_sets
from explorer.judging.bias.direction import METHODS
from explorer.vectors.word_vectors import WordVectors


@pytest.fixture
def random() -> WordVectors:
    matrix = np.random.default_rng(5).normal(size=(60, 12)).astype(np.float32)
    return WordVectors(tuple(f"w{i}" for i in range(60)), matrix)


PAIRS = [(f"w{2 * i}", f"w{2 * i + 1}") for i in range(6)]


def test_one_pair_worked_by_hand(royals: WordVectors) -> None:
    """woman - man is straight down; queen (2, -1)/√5 lies 1/√5 along it."""
    along = direction.direction(royals, [("woman", "man")], "one pair")
    np.testing.assert_allclose(along.vector, [0, -1], atol=1e-12)
    found = direction.project(royals, along, ["king", "apple", "queen"])
    assert [near.word for near in found] == ["queen", "apple", "king"]
    assert [near.score for near in found] == pytest.approx([5**-0.5, 0, -(5**-0.5)])


def test_mean_of_differences_worked_by_hand(royals: WordVectors) -> None:
    """Both differences point straight down: by 2, and by 2/√5."""
    along = direction.direction(royals, [("woman", "man"), ("queen", "king")], "mean of differences")
    np.testing.assert_allclose(along.vector, [0, -1], atol=1e-12)
    np.testing.assert_allclose(along.agreement, [1, 1])


def test_pca_equals_scikit_learn_on_the_centred_words(random: WordVectors) -> None:
    """The recipe of the paper, as published: both words minus their middle, then PCA."""
    from sklearn.decomposition import PCA

    unit = random.unit.astype(np.float64)
    centred = []
    for a, b in PAIRS:
        x, y = unit[random.rows([a, b])]
        centred += [x - (x + y) / 2, y - (x + y) / 2]
    pca = PCA(n_components=6).fit(np.array(centred))
    along = direction.direction(random, PAIRS)
    np.testing.assert_allclose(along.explained, pca.explained_variance_ratio_, rtol=1e-6)
    assert abs(along.vector @ pca.components_[0]) == pytest.approx(1)


def test_pca_points_to_the_first_words_and_survives_pairs_turned_round(random: WordVectors) -> None:
    along = direction.direction(random, PAIRS)
    differences = np.array([random.unit[random.index[a]] - random.unit[random.index[b]] for a, b in PAIRS])
    assert along.vector @ differences.mean(axis=0) > 0
    turned = direction.direction(random, [PAIRS[0], *((b, a) for a, b in PAIRS[1:])])
    assert abs(along.vector @ turned.vector) == pytest.approx(1)
    back = direction.direction(random, [(b, a) for a, b in PAIRS])
    np.testing.assert_allclose(back.vector, -along.vector, atol=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_gives_length_one_and_shares_that_sum_to_one(
    random: WordVectors, method: direction.Method
) -> None:
    along = direction.direction(random, PAIRS, method)
    assert np.linalg.norm(along.vector) == pytest.approx(1)
    assert along.explained.sum() == pytest.approx(1)
    assert (np.diff(along.explained) <= 0).all()
    assert np.abs(along.agreement).max() <= 1 + 1e-9


def test_all_methods_agree_on_a_planted_direction_and_on_themselves() -> None:
    generator = np.random.default_rng(0)
    base = generator.normal(size=(10, 15))
    matrix = np.concatenate([base, base]) + 0.05 * generator.normal(size=(20, 15))
    matrix[:10, 0] += 2
    matrix[10:, 0] -= 2
    words = tuple(f"{side}{i}" for side in "ab" for i in range(10))
    pairs = [(f"a{i}", f"b{i}") for i in range(10)]
    found = direction.agreement(WordVectors(words, matrix.astype(np.float32)), pairs)
    assert found.shape == (len(METHODS), len(METHODS))
    np.testing.assert_allclose(np.diag(found), 1)
    assert found.min() > 0.85


def test_one_pair_explains_itself(random: WordVectors) -> None:
    for method in METHODS:
        along = direction.direction(random, PAIRS[:1], method)
        assert along.agreement == pytest.approx([1])
        assert along.explained == pytest.approx([1])


def test_the_length_of_the_vectors_does_not_matter(random: WordVectors) -> None:
    stretched = WordVectors(random.words, random.matrix * np.arange(1, 61, dtype=np.float32)[:, None])
    for method in METHODS:
        np.testing.assert_allclose(
            direction.direction(stretched, PAIRS, method).vector,
            direction.direction(random, PAIRS, method).vector,
            atol=1e-6,
        )


def test_a_planted_direction_is_found_and_explains_more_than_chance() -> None:
    generator = np.random.default_rng(0)
    base, noise = generator.normal(size=(10, 40)), 0.1 * generator.normal(size=(20, 40))
    matrix = np.concatenate([base, base]) + noise
    matrix[:10, 0] += 2
    matrix[10:, 0] -= 2
    words = tuple(f"{side}{i}" for side in "ab" for i in range(10))
    vectors = WordVectors(words, matrix.astype(np.float32))
    along = direction.direction(vectors, [(f"a{i}", f"b{i}") for i in range(10)])
    chance = direction.explained_by_chance(vectors, 10)
    assert along.vector[0] > 0.95
    assert along.explained[0] > 0.9 > 0.5 > chance[0]
    assert chance.sum() == pytest.approx(1)


def test_chance_is_the_same_for_the_same_seed(random: WordVectors) -> None:
    first, again = (direction.explained_by_chance(random, 5, seed=1) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert (direction.explained_by_chance(random, 5, seed=2) != first).any()


def test_direct_bias_worked_by_hand(royals: WordVectors) -> None:
    """|cos| of king, queen and apple with the vertical: 1/√5, 1/√5, 0."""
    along = direction.direction(royals, [("woman", "man")], "one pair")
    words = ["king", "queen", "apple"]
    assert direction.direct_bias(royals, along, words) == pytest.approx(2 / 5**0.5 / 3)
    assert direction.direct_bias(royals, along, words, strictness=2) == pytest.approx(2 / 5 / 3)


def test_errors_are_sentences(royals: WordVectors) -> None:
    twins = WordVectors(("a", "b", "c"), np.array([[1, 0], [2, 0], [0, 1]], dtype=np.float32))
    with pytest.raises(SelectionError, match=r"^No pair has both its words in this model, so there is no direction\."):
        direction.direction(royals, [])
    with pytest.raises(SelectionError, match=r"^“a” and “b” have the same vector, so they have no difference\."):
        direction.direction(twins, [("a", "b")])
    with pytest.raises(SelectionError, match="cancel each other"):
        direction.direction(royals, [("man", "woman"), ("woman", "man")], "mean of differences")
    with pytest.raises(UnknownWordError, match="“kign” is not in the vocabulary"):
        direction.direction(royals, [("kign", "man")])
    with pytest.raises(SettingError, match="not by “guess”"):
        direction.direction(royals, [("king", "man")], "guess")  # type: ignore[arg-type]
    along = direction.direction(royals, [("woman", "man")])
    with pytest.raises(SelectionError, match="None of the words"):
        direction.direct_bias(royals, along, [])
    with pytest.raises(SettingError, match="must be 0 or more, not -1"):
        direction.direct_bias(royals, along, ["king"], strictness=-1)


def test_lists_have_a_source_and_no_word_twice() -> None:
    for words in word_sets.word_lists():
        assert words.source
        assert len(set(words.words)) == len(words.words)
    for pairs in word_sets.pair_lists():
        assert pairs.source
        assert len(set(pairs.pairs)) == len(pairs.pairs)
        assert all(a != b for a, b in pairs.pairs)
    keys = [words.key for words in word_sets.word_lists()] + [pairs.key for pairs in word_sets.pair_lists()]
    assert len(set(keys)) == len(keys)


def test_gender_is_there_in_other_languages() -> None:
    """Every pair is one word and one word, the first of the side of the first pole."""
    lists = {pairs.key: pairs for pairs in word_sets.pair_lists()}
    for key in ("gender", "german", "french", "spanish", "italian"):
        assert len(lists[key].pairs) == 10
        assert lists[key].poles in lists[key].pairs
        assert all(" " not in word for pair in lists[key].pairs for word in pair)


def test_typed_shares() -> None:
    assert word_sets.parse_shares("nurse, 90\n\ntruck driver: 6.5 %") == {"nurse": 90.0, "truck driver": 6.5}
    for text, sentence in [
        ("nurse", "Line 1, “nurse”, is not a word and its share in per cent, such as: nurse, 90."),
        ("nurse, 90\npilot, 120", "Line 2, “pilot, 120”, is not a word and its share in per cent, such as: nurse, 90."),
        ("\n", "There are no shares. Write one word on each line with its share, such as: nurse, 90."),
    ]:
        with pytest.raises(SelectionError) as caught:
            word_sets.parse_shares(text)
        assert str(caught.value) == sentence


def test_a_place_is_seen_beside_words_of_like_frequency() -> None:
    """Frequent words lean to the second pole, as function words do; one of them leans further than the others."""
    rng = np.random.default_rng(0)
    matrix = rng.normal(size=(4000, 20)).astype(np.float32)
    matrix[:500, 0] -= 3  # the frequent words
    matrix[50, 0] -= 6
    matrix[3000] = [6, *[0.5] * 19]
    matrix[-2:] = 0
    matrix[-2:, 0] = 1, -1
    model = WordVectors(tuple(f"w{i}" for i in range(4000)), matrix)
    along = direction.direction(model, [("w3998", "w3999")], "one pair")
    typical, further, rare = direction.places_among_alike(model, along, ["w100", "w50", "w3000"])
    assert typical.cosine < -0.2
    assert abs(typical.cosine - typical.middle) < 0.35
    assert not typical.beyond
    assert further.beyond
    assert further.cosine < further.low
    assert abs(rare.middle) < 0.05
    assert rare.beyond
    cosines = (matrix[50:202] / np.linalg.norm(matrix[50:202], axis=1, keepdims=True))[:, 0]
    found = direction.places_among_alike(model, along, ["w100"])[0]
    window = np.concatenate([cosines, (matrix[202:250] / np.linalg.norm(matrix[202:250], axis=1)[:, None])[:, 0]])
    assert found.middle == pytest.approx(window.mean(), abs=1e-6)
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(window, [0.025, 0.975])), abs=1e-6)
    assert direction.places_among_alike(model, along, ["w3999"])[0].cosine == pytest.approx(-1)


def test_places_are_the_projections(royals: WordVectors) -> None:
    along = direction.direction(royals, [("woman", "man")])
    across = direction.direction(royals, [("queen", "woman")])
    found = direction.places(royals, [along, across], ["king", "apple"])
    for column, line in enumerate((along, across)):
        stated = {near.word: near.score for near in direction.project(royals, line, ["king", "apple"])}
        assert found[:, column] == pytest.approx([stated["king"], stated["apple"]])
    with pytest.raises(SelectionError, match="nothing to place"):
        direction.places(royals, [along], [])


def test_words_are_found_as_written_or_in_any_case(royals: WordVectors) -> None:
    assert word_sets.in_model(royals, ["King", "queen", "kign"]) == (["queen"], ["King", "kign"])
    assert word_sets.in_model(royals, ["King", "king", "kign"], any_case=True) == (["king"], ["kign"])
    assert word_sets.pairs_in_model(royals, [("Queen", "King"), ("she", "he"), ("king", "King")], any_case=True) == (
        [("queen", "king")],
        [("she", "he"), ("king", "King")],
    )
