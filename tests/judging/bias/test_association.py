"""Association tests and the other measures of bias."""

from itertools import combinations

import numpy as np
import pytest

from explorer.errors import SelectionError, SettingError, UnknownWordError
from explorer.judging.bias import association, direction, other_measures, scores, word_sets
from explorer.judging.bias.logistic import logistic_regression
from explorer.vectors.unit import unit_rows
from explorer.vectors.word_vectors import WordVectors


@pytest.fixture
def cross() -> WordVectors:
    """a is right, b is up; x words lean right, y words up; every cosine can be read off."""
    matrix = np.array([[1, 0], [0, 1], [4, 3], [1, 0], [3, 4], [0, 2]], dtype=np.float32)
    return WordVectors(("a", "b", "x1", "x2", "y1", "y2"), matrix)


@pytest.fixture
def random() -> WordVectors:
    matrix = np.random.default_rng(3).normal(size=(200, 10)).astype(np.float32)
    return WordVectors(tuple(f"w{i}" for i in range(200)), matrix)


def some(start: int, stop: int) -> list[str]:
    return [f"w{i}" for i in range(start, stop)]


def test_weat_worked_by_hand(cross: WordVectors) -> None:
    """s is 0.8 - 0.6, 1, 0.6 - 0.8 and -1; their sample sd is √(2.08 / 3); of the 6 splits one reaches the observed."""
    found = association.weat(cross, ["x1", "x2"], ["y1", "y2"], ["a"], ["b"])
    np.testing.assert_allclose(found.of_x, [0.2, 1], atol=1e-7)
    np.testing.assert_allclose(found.of_y, [-0.2, -1], atol=1e-7)
    assert found.statistic == pytest.approx(2.4)
    assert found.effect == pytest.approx(1.2 / (2.08 / 3) ** 0.5)
    assert (found.p, found.exact) == (pytest.approx(1 / 6), True)
    population = association.weat(cross, ["x1", "x2"], ["y1", "y2"], ["a"], ["b"], spread="population")
    assert population.effect == pytest.approx(1.2 / (2.08 / 4) ** 0.5)


def test_contrast_gives_the_mean_of_cosines(random: WordVectors) -> None:
    cos = random.unit.astype(np.float64) @ random.unit.T
    towards = association.contrast(random, some(20, 25), some(25, 32))
    expected = cos[:10, 20:25].mean(axis=1) - cos[:10, 25:32].mean(axis=1)
    np.testing.assert_allclose(unit_rows(random, some(0, 10)) @ towards, expected, atol=1e-6)


def test_turning_either_side_round_turns_the_effect_round(random: WordVectors) -> None:
    x, y, a, b = some(0, 6), some(6, 12), some(12, 18), some(18, 24)
    effect = association.weat(random, x, y, a, b).effect
    assert association.weat(random, y, x, a, b).effect == pytest.approx(-effect)
    assert association.weat(random, x, y, b, a).effect == pytest.approx(-effect)


def test_exact_p_equals_brute_force() -> None:
    generator = np.random.default_rng(0)
    for n, m in [(3, 3), (4, 2), (5, 5), (2, 6)]:
        of_x, of_y = generator.normal(0.5, size=n), generator.normal(size=m)
        everything = [*of_x, *of_y]
        at_least = [sum(everything[i] for i in split) >= sum(of_x) - 1e-9 for split in combinations(range(n + m), n)]
        assert association.p_value(of_x, of_y) == (pytest.approx(np.mean(at_least)), True)


def test_equal_values_count_as_at_least_the_observed() -> None:
    assert association.p_value(np.full(4, 0.1), np.full(4, 0.1))[0] == 1
    assert association.p_value(np.full(8, 0.3), np.full(8, 0.1))[0] == 1 / 12_870


def test_estimated_p_agrees_with_the_exact_one(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(1)
    of_x, of_y = generator.normal(0.4, size=8), generator.normal(size=8)
    exact = association.p_value(of_x, of_y)[0]
    monkeypatch.setattr(association, "MOST_SPLITS", 10)
    p, is_exact = association.p_value(of_x, of_y, seed=2)
    assert not is_exact
    assert abs(p - exact) < 4 * np.sqrt(exact * (1 - exact) / association.PERMUTATIONS)


def test_an_estimated_p_is_never_nought() -> None:
    """Of 12 + 12 words wholly apart no random split comes near; the observed split is counted with those drawn."""
    p, exact = association.p_value(np.arange(100.0, 112), np.arange(12.0))
    assert (p, exact) == (1 / (association.PERMUTATIONS + 1), False)


def test_word_associations_worked_by_hand(cross: WordVectors) -> None:
    """x1 has cosines 0.8 and 0.6: 0.2 over their sample sd 0.2 / √2; y2 has 0 and 1."""
    found = association.word_associations(cross, ["x1", "y2"], ["a"], ["b"])
    np.testing.assert_allclose(found, [2**0.5, -(2**0.5)], rtol=1e-6)


def unit(vectors: WordVectors, *words: str) -> np.ndarray:
    return unit_rows(vectors, words)


def test_relative_norm_distance_worked_by_hand(cross: WordVectors) -> None:
    found = other_measures.norm_distances(*(unit(cross, *words) for words in (["x2", "y2", "x1"], ["a"], ["b"])))
    np.testing.assert_allclose(found, [-(2**0.5), 2**0.5, 0.4**0.5 - 0.8**0.5], atol=1e-6)


def test_relative_norm_distance_sums_over_the_neutral_words_that_are_chosen() -> None:
    """Means of the groups at (0, 0) and (3, 0); A lies at (3, 4), 5 and 4 away, and B at (0, 4), 4 and 5 away."""
    x, y = np.array([[-1.0, 0], [1, 0]]), np.array([[3.0, 0]])
    a, b = np.array([[3.0, 4], [3, -4]]), np.array([[0.0, 4]])
    for neutral, expected in (("A", 2), ("B", -1), ("A and B", 1)):
        score = scores.of_four_lists(neutral=neutral, unit=False)[1]  # type: ignore[arg-type]
        assert score.of(x, y, a, b) == pytest.approx(expected)
        assert not score.unit
    assert scores.of_four_lists()[1].unit
    with pytest.raises(SettingError, match="not “C”"):
        scores.ScoreSettings("RND", (), neutral="C")  # type: ignore[arg-type]


def test_logistic_regression_is_scikit_learns(random: WordVectors) -> None:
    from sklearn.linear_model import LogisticRegression

    labels = (random.matrix[:, 0] + 0.5 * random.matrix[:, 1] > 0).astype(float)
    theirs = LogisticRegression(tol=1e-8, max_iter=1000).fit(random.matrix, labels)
    weights, bias = logistic_regression(random.matrix.astype(np.float64), labels)
    np.testing.assert_allclose(weights, theirs.coef_[0], atol=1e-4)
    assert bias == pytest.approx(theirs.intercept_[0], abs=1e-4)
    few = LogisticRegression(C=10.0, tol=1e-9, max_iter=5000).fit(random.matrix[:8], labels[:8])
    weights, bias = logistic_regression(random.matrix[:8].astype(np.float64), labels[:8], c=10.0)
    np.testing.assert_allclose(weights, few.coef_[0], atol=1e-3)  # fewer rows than dimensions
    assert bias == pytest.approx(few.intercept_[0], abs=1e-3)


def test_negative_sentiment_is_even_for_words_alike_and_uneven_for_unlike_ones(cross: WordVectors) -> None:
    good, bad = unit(cross, "x2"), unit(cross, "y2")
    alike = other_measures.negative_sentiment(unit(cross, "a", "x2"), good, bad)
    assert alike.divergence == pytest.approx(0)
    assert alike.shares == pytest.approx([0.5, 0.5])
    unlike = other_measures.negative_sentiment(unit(cross, "a", "b"), good, bad)
    assert unlike.shares[1] > 0.5
    assert unlike.divergence == pytest.approx(np.log(2) + float(unlike.shares @ np.log(unlike.shares)))


def test_mac_ripa_and_coherence_worked_by_hand(cross: WordVectors) -> None:
    a, b = unit(cross, "a"), unit(cross, "b")
    assert other_measures.average_cosine(unit(cross, "x1"), a, b) == pytest.approx((0.2 + 0.4) / 2)
    ripa = other_measures.inner_products(cross.matrix[cross.rows(["x1", "y2"])], a, b)
    np.testing.assert_allclose(ripa, [[1 / 2**0.5], [-2 / 2**0.5]], rtol=1e-6)
    with pytest.raises(SelectionError, match="have the same vector"):
        other_measures.inner_products(a, b, b)
    assert other_measures.coherence(unit(cross, "x1", "x2", "y1", "y2"), a, b) == pytest.approx(-1)
    assert other_measures.coherence(unit(cross, "x1", "y1", "y2"), a, a) == pytest.approx(1)


def test_coherence_is_spearmans_even_where_attributes_are_equally_near() -> None:
    from scipy.stats import spearmanr

    generator = np.random.default_rng(5)
    for _ in range(5):
        rows = generator.integers(0, 3, (12, 2)).astype(float)
        found = other_measures.coherence(rows, np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]]))
        assert found == pytest.approx(spearmanr(rows[:, 0], rows[:, 1]).statistic)


def test_mac_and_rnsb_of_three_groups_word_by_word(random: WordVectors) -> None:
    """MAC as its authors' code has it, by SciPy's cosine distance; RNSB by scikit-learn's classifier and SciPy's KL."""
    from scipy.spatial.distance import cosine
    from scipy.stats import entropy
    from sklearn.linear_model import LogisticRegression

    rows = (random.matrix / np.linalg.norm(random.matrix, axis=1, keepdims=True)).astype(np.float64)
    groups, good, bad = [rows[:3], rows[3:7], rows[7:9]], rows[9:14], rows[14:20]
    mac, rnsb = scores.of_groups(3, 5)
    each = [np.mean([cosine(t, a) for a in listed]) for t in np.concatenate(groups) for listed in (good, bad)]
    assert mac.of(*groups, good, bad) == pytest.approx(np.mean(each))
    table = other_measures.average_distances(groups, [good, bad])
    assert table.shape == (3, 2)
    assert table[1, 0] == pytest.approx(np.mean([cosine(t, a) for t in groups[1] for a in good]))
    assert np.average(table.mean(axis=1), weights=[3, 4, 2]) == pytest.approx(np.mean(each))
    theirs = LogisticRegression(tol=1e-9, max_iter=5000).fit(
        np.concatenate([bad, good]), [1] * len(bad) + [0] * len(good)
    )
    negative = theirs.predict_proba(np.concatenate(groups))[:, 1]
    assert rnsb.of(*groups, good, bad) == pytest.approx(entropy(negative / negative.sum(), [1 / 9] * 9), abs=1e-6)


def test_indirect_bias_is_all_or_nothing_in_the_extremes() -> None:
    """Of two words that share only the direction all likeness is indirect bias; of two that share the rest, none."""
    matrix = np.array([[1, 0, 0], [-1, 0, 0], [1, 1, 0], [1, 0, 1], [0, 1, 1], [0, 1, 0]], dtype=np.float32)
    vectors = WordVectors(("she", "he", "softball", "nurse", "plain", "plainer"), matrix)
    along = direction.direction(vectors, [("she", "he")], "one pair")
    assert other_measures.indirect_bias(vectors, along, "softball", ["nurse"]) == pytest.approx([1])
    assert other_measures.indirect_bias(vectors, along, "plain", ["plainer"]) == pytest.approx([0])
    # w = (1, 1, 0)/√2 and v = (0, 1, 0): alike by √½; without the direction the same, so β = (√½ - 1) / √½ < 0.
    assert other_measures.indirect_bias(vectors, along, "softball", ["plainer"]) == pytest.approx([1 - 2**0.5])


def test_errors_are_sentences(cross: WordVectors) -> None:
    weat = association.weat
    with pytest.raises(
        SelectionError, match=r"^The first target set has 1 of its words in this model; the test needs at l"
    ):
        weat(cross, ["x1"], ["y1", "y2"], ["a"], ["b"])
    with pytest.raises(SelectionError, match="second attribute set has 0"):
        weat(cross, ["x1", "x2"], ["y1", "y2"], ["a"], [])
    with pytest.raises(SelectionError, match="“x2” is in both target sets; a word can be on one side only"):
        weat(cross, ["x1", "x2"], ["x2", "y2"], ["a"], ["b"])
    with pytest.raises(SelectionError, match="“a” is in both attribute sets"):
        weat(cross, ["x1", "x2"], ["y1", "y2"], ["a"], ["a"])
    with pytest.raises(SelectionError, match="associated alike"):
        association.effect_size(np.ones(2), np.ones(2))
    with pytest.raises(UnknownWordError, match="“nobody”"):
        weat(cross, ["x1", "nobody"], ["y1", "y2"], ["a"], ["b"])
    with pytest.raises(SettingError, match="not “half”"):
        weat(cross, ["x1", "x2"], ["y1", "y2"], ["a"], ["b"], spread="half")  # type: ignore[arg-type]
    with pytest.raises(SelectionError, match="at least three"):
        other_measures.coherence(unit(cross, "x1"), unit(cross, "a"), unit(cross, "b"))


def test_the_published_lists_have_the_published_sizes() -> None:
    tests = word_sets.association_tests()
    sizes = [[len(side.words) for side in (t.x, t.y, t.a, t.b)] for t in tests]
    assert sizes == [
        [25, 25, 25, 25], [25, 25, 25, 25], [50, 50, 25, 25], [18, 18, 25, 25], [18, 18, 8, 8],
        [8, 8, 8, 8], [8, 8, 8, 8], [8, 8, 8, 8], [6, 6, 7, 7], [8, 8, 8, 8],
    ]  # fmt: skip
    assert "failure" in tests[4].b.words
    assert "Billy" in tests[9].x.words
    assert all(test.source and len(test.published) == 2 for test in tests)
    assert [len(labour.share_of_women) for labour in word_sets.labour_statistics()] == [19, 40]
