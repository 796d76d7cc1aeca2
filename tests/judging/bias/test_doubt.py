"""Doubt about scores of bias: coverage on populations of known bias, the null, and what is drawn together."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.errors import SelectionError, UnknownWordError
from explorer.judging.bias import association, direction, other_measures, scores
from explorer.judging.bias.doubt import Score, doubt, interval, random_rows, scores_by_chance, scores_redrawn
from explorer.vectors.unit import unit_rows
from explorer.vectors.word_vectors import Floats, WordVectors

SIZE, DIM = 2000, 8


def unit(rows: Floats) -> Floats:
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def population() -> list[Floats]:
    """X and B lean to one axis, Y and A do not; pair i of X and Y differs along another."""
    generator = np.random.default_rng(7)
    x = generator.normal(size=(SIZE, DIM))
    y = x + 0.4 * generator.normal(size=(SIZE, DIM))
    x[:, 0] += 0.8
    y[:, 1] -= 2.0
    a, b = generator.normal(size=(2, SIZE, DIM))
    b[:, 0] += 1.2
    return [unit(rows) for rows in (x, y, a, b)]


def coverage(score: Score, lists: list[Floats], *, over: str, n: int = 25, trials: int = 100) -> float:
    """Share of samples of n words of which the 90% interval holds the score of the whole population.

    Lists that are not drawn again are the same few words in every sample and in the truth.
    """
    generator = np.random.default_rng(0)
    units = score.words if over == "words" else score.pairs
    drawn = {place for group in units for place in group}
    fixed = [rows if place in drawn else rows[:20] for place, rows in enumerate(lists)]
    truth = score.of(*fixed)
    inside = 0
    for trial in range(trials):
        sample = list(fixed)
        for group in units:
            chosen = generator.choice(SIZE, n, replace=False)
            for place in group:
                sample[place] = lists[place][chosen]
        found = interval(score, sample, units, level=0.9, draws=50, seed=trial)
        assert found is not None
        inside += found.low <= truth <= found.high
    return inside / trials


@pytest.mark.parametrize("score", scores.of_four_lists(), ids=lambda score: score.name)
def test_intervals_over_words_cover_the_truth_at_their_rate(score: Score, population: list[Floats]) -> None:
    """Nominal 0.9; of 100 samples the share has a standard error of 0.03. What is measured by a mean of means may
    exceed it, as the draws move both.
    """
    if score.name == "RND":  # a sum grows with its words: its mean is what 25 of them and all 2,000 have in common
        score = replace(score, of=lambda x, y, a, b, total=score.of: total(x, y, a, b) / len(a))
    assert 0.83 <= coverage(score, population, over="words") <= 0.98


def test_intervals_over_pairs_cover_the_truth_at_their_rate(population: list[Floats]) -> None:
    x, y, a, _ = population
    assert 0.84 <= coverage(scores.inner_product(), [x, y, a], over="pairs") <= 0.96
    assert 0.84 <= coverage(scores.direct_bias(), [x, y, a], over="words") <= 0.96
    assert 0.82 <= coverage(scores.direct_bias(), [x, y, a], over="pairs") <= 0.96


def test_the_interval_of_a_mean_is_students() -> None:
    """For a plain mean the draws have the sd √((n - 1) / n) s / √n, so score ± t s / √n must come out."""
    rows = np.random.default_rng(1).normal(3, 2, size=(12, 1))
    mean = Score("mean", lambda part: float(part.mean()), ((0,),))
    found = interval(mean, [rows], mean.words, draws=20_000)
    assert found is not None
    reach = 2.2010 * np.std(rows, ddof=1) / 12**0.5  # t of 11 degrees at 97.5%
    assert (found.low, found.high) == (
        pytest.approx(rows.mean() - reach, rel=0.01),
        pytest.approx(rows.mean() + reach, rel=0.01),
    )


def test_the_interval_of_a_correlation_is_fishers() -> None:
    """Of 200 pairs of normal numbers: tanh(artanh r ± 1.96 / √(n - 3)), by Fisher 1915."""
    generator = np.random.default_rng(2)
    first = generator.normal(size=200)
    second = 0.6 * first + 0.8 * generator.normal(size=200)
    r = Score("r", lambda a, b: association.pearson(a[:, 0], b[:, 0]), ((0, 1),), by="percentiles")
    found = interval(r, [first[:, None], second[:, None]], r.words, draws=4000)
    assert found is not None
    centre, reach = np.arctanh(r.of(first[:, None], second[:, None])), 1.96 / 197**0.5
    assert (found.low, found.high) == pytest.approx((np.tanh(centre - reach), np.tanh(centre + reach)), abs=0.02)


def test_words_that_belong_together_are_drawn_together() -> None:
    first = np.arange(10.0)[:, None]
    seen = Score("difference", lambda a, b: float(np.abs(b - 2 * a).max()), ((0, 1),))
    assert not scores_redrawn(seen, [first, 2 * first], seen.words).any()


@pytest.fixture
def large() -> WordVectors:
    matrix = np.random.default_rng(3).normal(size=(4000, 10)).astype(np.float32)
    return WordVectors(tuple(f"w{i}" for i in range(4000)), matrix)


def some(start: int, stop: int) -> list[str]:
    return [f"w{i}" for i in range(start, stop)]


def test_random_words_have_no_effect_on_average(large: WordVectors) -> None:
    """The sd of d with 10 + 10 words that do not differ is √(1 / 10 + 1 / 10)."""
    weat = scores.of_four_lists()[0]
    lists = [some(1000, 1010), some(1010, 1020), some(40, 48), some(50, 58)]
    effects = scores_by_chance(weat, large, lists, draws=3000)
    assert abs(effects.mean()) < 0.05
    assert 0.4 < effects.std() < 0.5
    np.testing.assert_array_equal(effects, scores_by_chance(weat, large, lists, draws=3000))


def test_stand_ins_have_a_like_frequency(large: WordVectors) -> None:
    rows = random_rows(large, ["w9", "w1999", "w3999"], 5000, np.random.default_rng(0)) + 1
    assert (rows[:, 0].min(), rows[:, 0].max()) == (6, 30)
    assert (rows[:, 1].min(), rows[:, 1].max()) == (1001, 4000)
    assert rows[:, 2].min() > 2000


def test_a_score_is_that_of_the_function_on_words(large: WordVectors) -> None:
    x, y, a, b = some(0, 8), some(8, 16), some(16, 22), some(22, 28)
    of_x, of_y, of_a, of_b = (unit_rows(large, words) for words in (x, y, a, b))
    stated = [
        association.weat(large, x, y, a, b).effect,
        other_measures.norm_distances(of_a, of_x, of_y).sum(),
        other_measures.negative_sentiment(np.concatenate([of_x, of_y]), of_a, of_b).divergence,
        other_measures.average_cosine(np.concatenate([of_x, of_y]), of_a, of_b),
        other_measures.coherence(np.concatenate([of_a, of_b]), of_x, of_y),
    ]
    found = [doubt(score, large, [x, y, a, b], draws=20) for score in scores.of_four_lists()]
    assert [one.value for one in found] == pytest.approx(stated, rel=1e-6)
    for one in found:
        assert one.over_words is not None
        assert one.over_words.low <= one.value <= one.over_words.high
        assert len(one.by_chance) >= 15  # a word drawn as a pair with itself has no score
    assert [one.over_pairs for one in found] == [None] * 5
    ripa = doubt(scores.inner_product(), large, [x, y, a], draws=20)
    first, second, words = (large.matrix[large.rows(part)].astype(np.float64) for part in (x, y, a))
    assert ripa.value == pytest.approx(other_measures.inner_products(words, first, second).mean())
    assert ripa.over_pairs is not None
    pairs = list(zip(x, y, strict=True))
    along = direction.direction(large, pairs)
    of_direction = doubt(scores.direct_bias(), large, [x, y, a], draws=20)
    assert of_direction.value == pytest.approx(direction.direct_bias(large, along, a))
    assert of_direction.over_pairs is not None
    share = doubt(scores.explained_share(), large, [x, y], draws=20)
    assert share.value == pytest.approx(along.explained[0])
    assert share.over_words is None
    assert share.over_pairs is not None


def test_a_strong_score_is_beyond_random_words_and_a_weak_one_is_not() -> None:
    matrix = np.random.default_rng(4).normal(size=(2000, 12)).astype(np.float32)
    matrix[100:108, 0] += 4
    matrix[108:116, 0] -= 4
    matrix[120:126, 0] += 6
    matrix[130:136, 0] -= 6
    vectors = WordVectors(tuple(f"w{i}" for i in range(2000)), matrix)
    weat = scores.of_four_lists()[0]
    strong = doubt(weat, vectors, [some(100, 108), some(108, 116), some(120, 126), some(130, 136)], draws=300)
    assert strong.beyond < 0.01
    assert strong.value > strong.usual.high
    attributes = some(120, 126), some(130, 136)
    weak = [
        doubt(weat, vectors, [some(i, i + 8), some(i + 8, i + 16), *attributes], draws=100).beyond
        for i in range(200, 600, 20)
    ]
    assert 0.35 < np.mean(weak) < 0.65  # of words like any others the share is even over [0, 1]


def test_an_interval_holds_no_score_that_is_impossible() -> None:
    """Symmetric about a high score, an interval would reach beyond the greatest d there is, and beyond r = 1."""
    x, y = np.tile([1.0, 0.0], (4, 1)), np.tile([0.0, 1.0], (4, 1))
    x[0] = [0.0, 1.0]
    attributes = np.array([[1.0, 0.0]] * 3), np.array([[0.0, 1.0]] * 3)
    for spread, most in (("population", 2.0), ("sample", 2 * (7 / 8) ** 0.5)):
        weat = scores.of_four_lists(spread)[0]  # type: ignore[arg-type]
        found = interval(weat, [x, y, *attributes], weat.words, draws=200)
        assert found is not None
        assert weat.of(x, y, *attributes) < found.high <= most + 1e-9
    share = scores.explained_share()
    pairs = np.eye(6)[:4], -np.eye(6)[:4] * [[9], [1], [1], [1]]
    found = interval(share, pairs, share.pairs, draws=200)
    assert found is not None
    assert 0 <= found.low < share.of(*pairs) < found.high == 1


def test_statistics_go_with_their_words(large: WordVectors) -> None:
    """Numbers made of the very associations correlate by 1, in every draw."""
    words, a, b = some(0, 20), some(20, 28), some(30, 38)
    numbers = association.word_associations(large, words, a, b)
    found = doubt(scores.with_statistics(), large, [words, a, b, numbers.tolist()], draws=50)
    assert found.value == pytest.approx(1)
    only_words = Score("r", scores.with_statistics().of, ((0, 3),))
    rows = [unit_rows(large, part) for part in (words, a, b)]
    assert scores_redrawn(only_words, [*rows, numbers[:, None]], only_words.words, draws=50) == pytest.approx(
        np.ones(50)
    )
    assert abs(np.median(found.by_chance)) < 0.3


def test_too_few_words_have_no_interval(large: WordVectors) -> None:
    found = doubt(scores.direct_bias("one pair"), large, [["w1"], ["w2"], ["w3", "w4"]], draws=20)
    assert found.over_words is None
    assert found.over_pairs is None
    with pytest.raises(UnknownWordError, match="“nobody”"):
        doubt(scores.direct_bias(), large, [["w1"], ["nobody"], ["w3"]])
    with pytest.raises(SelectionError, match="associated alike"):
        doubt(scores.of_four_lists()[0], large, [["w1", "w1"], ["w1", "w1"], ["w2"], ["w3"]])
