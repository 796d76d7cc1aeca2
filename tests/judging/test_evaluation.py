"""Word similarity: by hand, and against gensim."""

import numpy as np
import pytest
from gensim.models import KeyedVectors

from explorer.errors import SelectionError, SettingError
from explorer.judging.evaluation import (
    PACKAGED,
    SETS,
    SimilarityScore,
    interval,
    packaged,
    published,
    residuals,
    word_similarity,
)
from explorer.judging.rating_files import EACH, LEMMAS, PLAIN, TAGGED, RatedPair, read_pairs, read_set
from explorer.vectors.word_vectors import WordVectors


@pytest.fixture
def plane() -> WordVectors:
    """Words at 0, 30, 60 and 90 degrees."""
    angles = np.radians([0, 30, 60, 90])
    matrix = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    return WordVectors(("a", "b", "c", "d"), matrix)


def test_order_is_all_that_counts_for_spearman(plane: WordVectors) -> None:
    pairs = [RatedPair("a", "b", 10), RatedPair("a", "c", 1), RatedPair("a", "d", 0.1)]
    score = word_similarity(plane, pairs)
    assert score.spearman == pytest.approx(1)
    assert score.pearson == pytest.approx(np.corrcoef([np.sqrt(3) / 2, 0.5, 0], [10, 1, 0.1])[0, 1])


def test_unknown_words_by_three_policies(plane: WordVectors) -> None:
    pairs = [RatedPair("a", "b", 3), RatedPair("a", "c", 2), RatedPair("a", "d", 1), RatedPair("a", "x", 4)]
    assert word_similarity(plane, pairs).cosines == pytest.approx(np.array([np.sqrt(3) / 2, 0.5, 0]), abs=1e-7)
    assert word_similarity(plane, pairs, unknown="zero").cosines[3] == 0
    assert word_similarity(plane, pairs, unknown="mean").cosines[3] == pytest.approx((np.sqrt(3) / 2 + 0.5) / 3)
    assert word_similarity(plane, pairs).missing == ("x",)
    assert len(word_similarity(plane, pairs).pairs) == 3


def test_capitals_are_folded_only_where_needed(plane: WordVectors) -> None:
    pairs = [RatedPair("A", "b", 3), RatedPair("a", "c", 2), RatedPair("a", "d", 1)]
    assert len(word_similarity(plane, pairs).pairs) == 3
    with pytest.raises(SelectionError, match="Only 2 of 3 pairs have both words in the model; 3 are needed"):
        word_similarity(plane, [*pairs[:2], RatedPair("a", "x", 1)])


def test_the_word_s_own_form_comes_before_the_one_in_small_letters() -> None:
    """A model with capitals has the country and the bird; the set asks for the country."""
    matrix = np.array([[1, 0], [0, 1], [1, 0], [0.6, 0.8], [0, 1]], dtype=np.float32)
    cased = WordVectors(("Turkey", "turkey", "Greece", "cheese", "bird"), matrix)
    pairs = [RatedPair("Turkey", "Greece", 3), RatedPair("Turkey", "Cheese", 2), RatedPair("Turkey", "bird", 1)]
    assert word_similarity(cased, pairs).cosines == pytest.approx(np.array([1, 0.6, 0]))


@pytest.mark.parametrize("name", PACKAGED)
def test_agrees_with_gensim(name: str) -> None:
    pairs = packaged(name)
    words = sorted({word.lower() for pair in pairs for word in (pair.first, pair.second)})[::2]
    matrix = np.random.default_rng(0).normal(size=(len(words), 8)).astype(np.float32)
    theirs = KeyedVectors(8)
    theirs.add_vectors(words, matrix)

    pearson, spearman, _ = theirs.evaluate_word_pairs(str(SETS / PACKAGED[name]))
    ours = word_similarity(WordVectors(tuple(words), matrix), pairs)
    assert ours.spearman == pytest.approx(spearman.statistic, abs=1e-6)
    assert ours.pearson == pytest.approx(pearson.statistic, abs=1e-6)


def test_packaged_sets_are_whole() -> None:
    sizes = {"WordSim-353": 353, "SimLex-999": 999, "RG-65": 65, "MC-30": 30, "MTurk-287": 287, "MTurk-771": 771}
    assert {name: len(packaged(name)) for name in sizes} == sizes
    similar, related = (
        {(p.first, p.second) for p in packaged(f"WordSim-353, {kind}")} for kind in ("similar", "related")
    )
    assert similar | related <= {(pair.first, pair.second) for pair in packaged("WordSim-353")}


def test_a_malformed_line_is_named() -> None:
    with pytest.raises(
        SelectionError, match=r"^Line 2 of f is “tiger cat”; each line must hold two words and a number"
    ):
        read_pairs("a b 1\ntiger cat\n", name="f")
    assert len(read_pairs("word1,word2,score\ntiger,cat,7.35\n", name="f")) == 1


def test_standardised_components_by_hand() -> None:
    """Columns (1, 3, 5) and (0, 0, 3): mean 3 and 1, spread √(8/3) and √2."""
    vectors = WordVectors(("a", "b", "c"), np.array([[1, 0], [3, 0], [5, 3]], dtype=np.float32))
    pairs = [RatedPair("a", "b", 3), RatedPair("a", "c", 1), RatedPair("b", "c", 2)]
    a, b, c = np.array([[-(1.5**0.5), -(0.5**0.5)], [0, -(0.5**0.5)], [1.5**0.5, 2**0.5]])
    expected = [x @ y / np.linalg.norm(x) / np.linalg.norm(y) for x, y in ((a, b), (a, c), (b, c))]
    assert word_similarity(vectors, pairs, standardise=True).cosines == pytest.approx(np.array(expected))


def test_a_constant_component_is_no_nan(plane: WordVectors) -> None:
    matrix = np.hstack([plane.matrix, np.full((4, 1), 7, dtype=np.float32)])
    pairs = [RatedPair("a", "b", 3), RatedPair("a", "c", 2), RatedPair("a", "d", 1)]
    with_constant = word_similarity(WordVectors(plane.words, matrix), pairs, standardise=True)
    assert with_constant.cosines == pytest.approx(word_similarity(plane, pairs, standardise=True).cosines, abs=1e-6)


def test_interval_is_that_of_a_plain_bootstrap() -> None:
    from scipy import stats

    rng = np.random.default_rng(3)
    ratings = np.round(rng.uniform(0, 10, 60), 1)  # with ties
    cosines = ratings / 10 + rng.normal(scale=0.3, size=60)
    pairs = tuple(RatedPair("a", "b", rating) for rating in ratings)
    rho = float(stats.spearmanr(cosines, ratings).statistic)
    score = SimilarityScore(pairs, cosines, rho, 0.0, (), 60)
    rows = np.random.default_rng(0).integers(60, size=(400, 60))
    plain = [stats.spearmanr(cosines[row], ratings[row]).statistic for row in rows]
    assert interval(score, draws=400) == pytest.approx(tuple(np.quantile(plain, [0.025, 0.975])))
    low, high = interval(score)
    assert low < rho < high


def test_the_worst_residual_is_the_pair_furthest_from_its_place(plane: WordVectors) -> None:
    pairs = [RatedPair("a", "b", 1), RatedPair("a", "c", 2), RatedPair("a", "d", 1.5), RatedPair("b", "d", 1.2)]
    worst = residuals(word_similarity(plane, pairs))
    assert [(r.pair.second, round(r.people, 3), round(r.model, 3)) for r in worst[:1]] == [("b", 0, 1)]
    assert worst[0].gap == 1
    assert sum(r.gap for r in worst) == pytest.approx(0)


def test_malformed_lines_are_named_and_left_out() -> None:
    found = read_set("word1 word2 score\na b 1\na b\na c x\nb c -3\nb d nan\nb e 2\n", name="f")
    assert [pair.second for pair in found.pairs] == ["b", "e"]
    assert [line.split(";")[0] for line in found.malformed] == [
        "Line 3 of f is “a b”",
        "Line 4 of f is “a c x”",
        "Line 5 of f rates b and c -3",
        "Line 6 of f rates b and d nan",
    ]
    assert found.malformed[2].endswith("a rating lies between 0 and 100.")
    with pytest.raises(SelectionError, match="f has no line of two words and a rating"):
        read_set("nothing here", name="f")


def test_no_order_is_a_sentence(plane: WordVectors) -> None:
    with pytest.raises(SelectionError, match="All ratings of the 3 pairs are equal"):
        word_similarity(plane, [RatedPair("a", word, 5) for word in "bcd"])
    with pytest.raises(SettingError, match="treated by drop, zero, mean, not by “skip”"):
        word_similarity(plane, [RatedPair("a", "b", 5)], unknown="skip")


def test_published_figures_name_their_source_and_protocol() -> None:
    assert {figure.test for figure in published()} == {"WordSim-353", "SimLex-999", "Google analogies"}
    assert all(figure.source and figure.protocol and 0 < figure.value < 1 for figure in published())


@pytest.mark.parametrize(
    ("line", "expected", "form"),
    [
        ("cord;smile;0.02", ("cord", "smile", 0.02), PLAIN),  # RG-65
        ("take\tremove\tV\t6.81\tSYNONYMS", ("take", "remove", 6.81), TAGGED),  # SimVerb-3500
        ("old\tnew\tA\t1.58\t2.72\t2.81\t2\t7.25\t1\t0.41", ("old", "new", 1.58), TAGGED),  # SimLex-999
        ("squishing\tsquirt\t5.88\t5\t7\t5\t6\t7\t5\t7\t5\t6\t6", ("squishing", "squirt", 5.88), EACH),  # RW
        ("sun sunlight 50.000000", ("sun", "sunlight", 50), PLAIN),  # MEN, natural form
        ("sun-n sunlight-n 50.000000", ("sun", "sunlight", 50), LEMMAS),  # MEN, lemma form
        ("episcopal,russia,2.75", ("episcopal", "russia", 2.75), PLAIN),  # MTurk-287
    ],
)
def test_the_forms_of_published_sets(line: str, expected: tuple[str, str, float], form: str) -> None:
    found = read_set(f"word1 word2 score\n{line}\n", name="f")
    assert [(pair.first, pair.second, pair.rating) for pair in found.pairs] == [expected]
    assert found.form == form
    assert not found.malformed


def test_a_hyphen_in_some_words_is_no_lemma() -> None:
    found = read_set("x-ray scan 8\nt-n cat 1\n", name="f")
    assert [pair.first for pair in found.pairs] == ["x-ray", "t-n"]
