"""Answers about maps, analogies, bias and context, against the same worked out here from the plain vectors."""

import math

import numpy as np
import pytest

from explorer.errors import LessonError
from explorer.files import library
from explorer.judging.bias import word_sets
from explorer.lessons.answers import analogies, bias, context, maps
from explorer.lessons.reached import explore, use
from explorer.vectors.word_vectors import Floats


@pytest.fixture(scope="module")
def unit() -> Floats:
    matrix = library.built_in().matrix.astype(np.float64)
    return np.asarray(matrix / np.linalg.norm(matrix, axis=1, keepdims=True))


def row(word: str) -> int:
    return library.built_in().index[word]


def test_the_answer_to_an_analogy_is_the_nearest_word_to_its_point(unit: Floats) -> None:
    man, woman, king, queen = (unit[row(word)] for word in ("man", "woman", "king", "queen"))
    order = np.argsort(-(unit @ (king - man + woman)))
    words = [library.built_in().words[i] for i in order[:4]]
    assert analogies.first_answer("man", "woman", "king", allowed=True) == words[0] == "king"
    left = next(word for word in words if word not in {"man", "woman", "king"})
    assert analogies.first_answer("man", "woman", "king") == left == "queen"
    one, other = woman - man, queen - king
    alike = one @ other / np.linalg.norm(one) / np.linalg.norm(other)
    assert analogies.offsets_alike("man", "woman", "king", "queen") == pytest.approx(alike, abs=1e-5)


def test_wrong_pairs_of_capitals_agree_too_but_less() -> None:
    right, wrong = (analogies.pairs_agree("capital-common-countries", shuffled=deal) for deal in (False, True))
    assert 0.2 < wrong < right - 0.15


def test_pca_shows_the_variance_of_its_two_greatest_components(unit: Floats) -> None:
    rows = unit[:300] - unit[:300].mean(axis=0)
    spread = np.linalg.svd(rows, compute_uv=False) ** 2
    assert maps.variance_shown(300) == pytest.approx(100 * spread[:2].sum() / spread.sum(), abs=0.01)
    assert maps.neighbours_kept("PCA", 300) < maps.neighbours_kept("t-SNE", 300) - 15


def test_a_map_tells_what_the_page_would() -> None:
    told = explore.mapped("was", "PCA", 300)
    assert (told["method"], told["words"], told["torn"], told["perplexity"]) == ("PCA", 300, True, None)
    assert explore.mapped("two", "PCA", 300)["torn"] is False
    with pytest.raises(LessonError, match="10 to 1,000"):
        explore.mapped("two", "PCA", 3)


def test_the_direction_of_gender_is_the_first_component_of_the_pairs(unit: Floats) -> None:
    pairs, _ = word_sets.pairs_in_model(library.built_in(), word_sets.pair_lists()[0].pairs, any_case=True)
    apart = np.array([unit[row(a)] - unit[row(b)] for a, b in pairs])
    _, singular, components = np.linalg.svd(apart, full_matrices=False)
    shares = singular**2 / (singular**2).sum()
    assert bias.explained_by_first() == pytest.approx(100 * shares[0], abs=1e-4)
    assert abs(bias.lies_at("nurse")) == pytest.approx(abs(components[0] @ unit[row("nurse")]), abs=1e-6)
    assert bias.explained_by_first(by_chance=True) < bias.explained_by_first()


def test_taking_a_direction_out_leaves_zero_along_it_and_most_of_the_company() -> None:
    assert bias.lies_at("nurse", "hard debias") == pytest.approx(0, abs=1e-6)
    assert 60 < bias.clusters_find("hard debias") < 90
    assert bias.remains("hard debias").classifier > 0.8 > 0.6 > bias.remains("INLP").classifier
    assert use.debiased("INLP") == {"method": "INLP", "remains": bias.remains("INLP").classifier}


def test_another_standard_deviation_changes_d_by_a_known_factor() -> None:
    sample, population = (bias.effect("weat6", spread) for spread in ("sample", "population"))
    n = sum(bias.known_of("weat6", side) for side in (1, 2))
    assert population / sample == pytest.approx(math.sqrt(n / (n - 1)))
    assert bias.spread_changes("weat6") == bias.ONLY_D


def test_a_word_is_the_same_by_type_wherever_it_stands() -> None:
    pair = ("the house stood on the bank of the river", "he put all his money in the bank")
    assert context.same_word("bank", *pair, "type") == pytest.approx(1, abs=1e-6)
    assert context.same_word("bank", *pair, "model") < 0.6


def test_search_by_meaning_finds_what_shares_no_word() -> None:
    assert use.searched("physicians")["shared"] == 0
    assert use.searched()["shared"] != 0
