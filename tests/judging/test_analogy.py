"""The three rules and the parallelogram."""

import numpy as np
import pytest

from explorer.errors import SelectionError, SettingError, UnknownWordError
from explorer.judging import analogy
from explorer.judging.analogy import RULES, AnalogySettings
from explorer.vectors import similarity, word_vectors
from explorer.vectors.codes import scan
from explorer.vectors.word_vectors import Precomputed, WordVectors


@pytest.fixture
def random() -> WordVectors:
    matrix = np.random.default_rng(3).normal(size=(300, 12)).astype(np.float32)
    return WordVectors(tuple(f"w{i}" for i in range(300)), matrix)


@pytest.mark.parametrize("rule", RULES)
def test_king_minus_man_plus_woman(royals: WordVectors, rule: analogy.Rule) -> None:
    assert analogy.solve(royals, "man", "woman", "king", AnalogySettings(rule))[0].word == "queen"


def test_add_worked_by_hand(royals: WordVectors) -> None:
    """As they are, the target is (2, -1), which is queen; the apple (-3, 0) has cosine -2/√5 with it."""
    found = analogy.solve(royals, "man", "woman", "king", AnalogySettings(unit=False))
    assert [r.word for r in found] == ["queen", "apple"]
    assert [r.score for r in found] == pytest.approx([1, -2 / 5**0.5])


def test_mul_worked_by_hand(royals: WordVectors) -> None:
    """cos(queen, woman) = 1/√5, cos(queen, king) = 3/5, cos(queen, man) = -1/√5."""
    r = 1 / 5**0.5
    expected = (1 + r) / 2 * (1 + 0.6) / 2 / ((1 - r) / 2 + analogy.EPSILON)
    found = analogy.solve(royals, "man", "woman", "king", AnalogySettings("3CosMul"))
    assert found[0].score == pytest.approx(expected, rel=1e-5)


def test_pair_direction_worked_by_hand(royals: WordVectors) -> None:
    """queen - king = (0, -2) runs exactly as woman - man = (0, -2); apple - king = (-5, -1)."""
    found = analogy.solve(royals, "man", "woman", "king", AnalogySettings("PairDirection", unit=False))
    assert [r.score for r in found] == pytest.approx([1, 1 / 26**0.5])


@pytest.mark.parametrize("unit", [True, False])
def test_rules_equal_their_formula_word_by_word(random: WordVectors, unit: bool) -> None:
    """Written once more, in float64 and without blocks."""
    e = random.matrix.astype(np.float64)
    n = e / np.linalg.norm(e, axis=1, keepdims=True)
    a, b, c = (n if unit else e)[:3]
    vectors = n if unit else e

    def cos(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.asarray(x @ y / np.linalg.norm(x, axis=-1) / np.linalg.norm(y))

    def shifted(y: np.ndarray) -> np.ndarray:
        return (1 + cos(e, y)) / 2

    expected = {
        "3CosAdd": cos(vectors, b - a + c),
        "3CosMul": shifted(e[1]) * shifted(e[2]) / (shifted(e[0]) + 1e-6),
        "PairDirection": cos(np.delete(vectors, 2, axis=0) - c, b - a),
    }
    for rule in RULES:
        found = analogy.scores(random, "w0", "w1", "w2", AnalogySettings(rule, unit=unit))
        if rule == "PairDirection":
            assert found[2] == -1  # c itself
            found = np.delete(found, 2)
        np.testing.assert_allclose(found, expected[rule], rtol=2e-4, atol=2e-6)


def test_given_words_are_left_out_unless_they_are_wanted(royals: WordVectors) -> None:
    assert {r.word for r in analogy.solve(royals, "man", "woman", "king")} == {"queen", "apple"}
    kept = analogy.solve(royals, "man", "woman", "king", AnalogySettings(keep_query=True))
    assert {r.word for r in kept} == set(royals.words)


@pytest.mark.parametrize("unit", [True, False])
def test_split_adds_up_to_the_score(random: WordVectors, unit: bool) -> None:
    settings = AnalogySettings(unit=unit)
    best = analogy.solve(random, "w0", "w1", "w2", settings, k=1)[0]
    found = analogy.Question(random, "w0", "w1", "w2", settings).split([best.word, "w9"])[0]
    assert found.score == pytest.approx(best.score)
    a, b, c = (length * cos for length, cos in zip(found.lengths, found.cosines, strict=True))
    assert (b - a + c) / found.target == pytest.approx(best.score, abs=1e-6)
    assert found.cosines[1] == pytest.approx(similarity.cosine(random, best.word, "w1"), abs=1e-6)


def test_rank_is_the_place_in_the_list(random: WordVectors) -> None:
    for settings in (AnalogySettings(), AnalogySettings("3CosMul", keep_query=True)):
        ranked = analogy.solve(random, "w0", "w1", "w2", settings, k=300)
        for place in (0, 5, 200):
            assert analogy.Question(random, "w0", "w1", "w2", settings).rank_of(ranked[place].word) == place + 1


@pytest.mark.parametrize("rule", RULES)
def test_all_words_are_scored_once_for_all_that_a_page_asks(
    random: WordVectors, rule: analogy.Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored: list[int] = []
    right = analogy.scores
    monkeypatch.setattr(analogy, "scores", lambda model, *rest: scored.append(len(model)) or right(model, *rest))
    question = analogy.Question(random, "w0", "w1", "w2", AnalogySettings(rule))
    best = question.best()
    question.split([best[0].word])
    question.rank_of("w9")
    question.split([best[0].word, "w9"])
    assert scored.count(len(random)) == 1
    assert sum(scored) < len(random) + 20


@pytest.mark.parametrize("keep", [True, False])
def test_byte_codes_give_the_same_answers_without_scoring_every_word(
    random: WordVectors, keep: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = AnalogySettings(keep_query=keep)
    plain = analogy.Question(random, "w0", "w1", "w2", settings)
    monkeypatch.setattr(word_vectors, "WORTHWHILE", 1)
    coded = WordVectors(random.words, random.matrix)
    assert coded.codes is not None
    question = analogy.Question(coded, "w0", "w1", "w2", settings)
    assert [r.word for r in question.best(20)] == [r.word for r in plain.best(20)]
    assert [r.score for r in question.best(20)] == pytest.approx([r.score for r in plain.best(20)], abs=1e-6)
    assert "scores" not in vars(question)
    assert question.rank_of("w9") == plain.rank_of("w9")
    assert question.rank_of("w0") == plain.rank_of("w0") >= 1  # a word given, ranked as if it might be an answer


def test_presets_have_three_different_words() -> None:
    for preset in analogy.presets():
        assert len({preset.a, preset.b, preset.c}) == 3
        assert preset.source


def test_parallelogram_keeps_the_true_lengths(random: WordVectors) -> None:
    e = random.unit[:4].astype(np.float64)
    drawn = analogy.parallelogram(random, "w0", "w1", "w2", "w3", others=["w4"])
    for i in range(3):
        for j in range(3):
            assert np.linalg.norm(drawn.xy[i] - drawn.xy[j]) == pytest.approx(np.linalg.norm(e[i] - e[j]), abs=1e-6)
    assert drawn.off_plane[:3] == pytest.approx(0, abs=1e-6)
    in_plane = np.linalg.norm(drawn.xy[3] - drawn.target)
    assert np.hypot(in_plane, drawn.off_plane[3]) == pytest.approx(drawn.gap)
    assert drawn.gap == pytest.approx(np.linalg.norm(e[3] - (e[1] - e[0] + e[2])), abs=1e-6)
    offsets = e[1] - e[0], e[3] - e[2]
    assert drawn.lengths == pytest.approx([np.linalg.norm(x) for x in offsets], abs=1e-6)
    assert drawn.cosine == pytest.approx(offsets[0] @ offsets[1] / np.prod(drawn.lengths), abs=1e-6)
    assert drawn.others_xy.shape == (1, 2)


def test_pca_shows_more_of_the_four_words_than_their_plane(random: WordVectors) -> None:
    drawn = analogy.parallelogram(random, "w0", "w1", "w2", "w3")
    by_pca = analogy.parallelogram(random, "w0", "w1", "w2", "w3", plane="PCA of the four")
    assert by_pca.target == pytest.approx(by_pca.xy[1] - by_pca.xy[0] + by_pca.xy[2])
    assert by_pca.xy[1, 0] > by_pca.xy[0, 0]
    words = random.unit[:4].astype(np.float64)
    spread = ((words - words.mean(axis=0)) ** 2).sum()
    shown = ((by_pca.xy - by_pca.xy.mean(axis=0)) ** 2).sum()
    assert shown + (by_pca.off_plane**2).sum() == pytest.approx(spread)
    assert shown > ((drawn.xy - drawn.xy.mean(axis=0)) ** 2).sum()
    assert (by_pca.cosine, by_pca.lengths, by_pca.gap) == (drawn.cosine, drawn.lengths, drawn.gap)
    with pytest.raises(SettingError, match="of a, b and c or PCA of the four, not of “mine”"):
        analogy.parallelogram(random, "w0", "w1", "w2", "w3", plane="mine")  # type: ignore[arg-type]


def test_a_perfect_parallelogram_has_no_gap(royals: WordVectors) -> None:
    drawn = analogy.parallelogram(royals, "man", "woman", "king", "queen", unit=False)
    assert (drawn.gap, drawn.cosine, *drawn.lengths) == pytest.approx((0, 1, 2, 2))
    np.testing.assert_allclose(drawn.xy, [[0, 0], [2, 0], [0, 2], [2, 2]], atol=1e-12)


def test_words_on_one_line_and_an_answer_that_is_c_itself(royals: WordVectors) -> None:
    on_a_line = analogy.parallelogram(royals, "man", "woman", "man", "woman")
    np.testing.assert_allclose(on_a_line.xy, [[0, 0], [2, 0], [0, 0], [2, 0]], atol=1e-12)
    assert analogy.parallelogram(royals, "man", "woman", "king", "king").cosine is None


def test_zero_rows_do_no_harm() -> None:
    matrix = np.array([[1, 0], [0, 1], [1, 1], [0, 0], [1, 2]], dtype=np.float32)
    vectors = WordVectors(("a", "b", "c", "nothing", "d"), matrix)
    for rule in RULES:
        assert np.isfinite(analogy.scores(vectors, "a", "b", "c", AnalogySettings(rule))).all()
        assert np.isfinite(analogy.scores(vectors, "nothing", "b", "c", AnalogySettings(rule))).all()


def test_errors_are_sentences(royals: WordVectors) -> None:
    with pytest.raises(UnknownWordError, match=r"^“kign” is not in the vocabulary\. Nearest spellings: king"):
        analogy.solve(royals, "man", "woman", "kign")
    with pytest.raises(SelectionError, match=r"^“man” and “man” have the same vector: there is no direction"):
        analogy.solve(royals, "man", "man", "king", AnalogySettings("PairDirection"))
    with pytest.raises(SelectionError, match="there is no offset from one to the other to follow"):
        analogy.parallelogram(royals, "man", "man", "king", "queen")
    with pytest.raises(SettingError, match=r"^The rule of an analogy is 3CosAdd, 3CosMul or PairDirection, not “x”"):
        AnalogySettings("x")  # type: ignore[arg-type]


@pytest.mark.parametrize("rule", RULES)
def test_one_scan_of_codes_answers_and_ranks_as_all_scores_do(random: WordVectors, rule: analogy.Rule) -> None:
    """With byte codes and without, the same answers and the same place of each word."""
    codes = scan.coded(random.matrix, random.norms)
    coded = WordVectors(random.words, random.matrix, precomputed=Precomputed(codes=codes))
    for keep in (False, True):
        settings = AnalogySettings(rule, keep_query=keep)
        plain, quick = (analogy.Question(each, "w0", "w1", "w2", settings) for each in (random, coded))
        assert [r.word for r in quick.best()] == [r.word for r in plain.best()]
        for word in ("w1", "w3", "w50"):
            assert quick.rank_of(word) == plain.rank_of(word)
        assert ("scores" in vars(quick)) == (rule != "3CosAdd")


def test_pair_direction_keeps_its_digits_for_words_near_c(random: WordVectors) -> None:
    c = random.matrix[2]
    steps = np.float32(1e-3) * np.random.default_rng(5).standard_normal((20, len(c))).astype(np.float32)
    words = (*random.words, *(f"near{i}" for i in range(20)))
    vectors = WordVectors(words, np.vstack([random.matrix, c + steps]))
    found = analogy.scores(vectors, "w0", "w1", "w2", AnalogySettings("PairDirection", unit=False))[-20:]
    offset = vectors.matrix[-20:].astype(np.float64) - c
    along = vectors.matrix[1].astype(np.float64) - vectors.matrix[0]
    expected = offset @ along / np.linalg.norm(offset, axis=1) / np.linalg.norm(along)
    np.testing.assert_allclose(found, expected, atol=1e-5)
