"""Debiasing keeps its promises, and what it does not promise is measured."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from explorer.errors import SelectionError, SettingError
from explorer.judging.bias import clusters, debias, direction, residual
from explorer.judging.bias.debiasing import hard, inlp, projection
from explorer.vectors.unit import unit_rows
from explorer.vectors.word_vectors import WordVectors


@pytest.fixture
def random() -> WordVectors:
    """200 words of every length."""
    generator = np.random.default_rng(3)
    matrix = generator.normal(size=(200, 10)) * generator.uniform(0.3, 4, size=(200, 1))
    return WordVectors(tuple(f"w{i}" for i in range(200)), matrix.astype(np.float32))


PAIRS = [("w0", "w1"), ("w2", "w3"), ("w4", "w5")]
SETS = [("w0", "w1"), ("w10", "w11")]


@pytest.fixture
def along(random: WordVectors) -> direction.Direction:
    return direction.direction(random, PAIRS)


def test_neutralized_words_project_to_zero_and_have_length_one(random: WordVectors, along: direction.Direction) -> None:
    found = hard.neutralize(random, along, keep=["w0", "w7"])
    on_it = found.matrix @ along.vector
    neutral = np.delete(np.arange(200), [0, 7])
    np.testing.assert_allclose(on_it[neutral], 0, atol=1e-7)
    np.testing.assert_allclose(found.norms, 1, atol=1e-6)
    np.testing.assert_allclose(found.matrix[[0, 7]], random.unit[[0, 7]], atol=1e-7)


def test_neutralizing_worked_by_hand(royals: WordVectors) -> None:
    """Along woman - man, king (2, 1)/√5 keeps its royalty only and becomes (1, 0)."""
    along = direction.direction(royals, [("woman", "man")])
    found = hard.neutralize(royals, along, keep=["man"])
    np.testing.assert_allclose(found.matrix, [[0, 1], [0, 0], [1, 0], [1, 0], [-1, 0]], atol=1e-7)


def test_equalized_pairs_are_opposite_unit_and_as_far_from_every_neutral_word(
    random: WordVectors, along: direction.Direction
) -> None:
    steps = list(hard.hard_debias(random, along, SETS, keep=["w30"]))
    assert [step.title for step in steps] == ["Neutralize", "Equalize"]
    done = steps[-1].vectors
    np.testing.assert_allclose(done.norms, 1, atol=1e-6)
    touched = {"w30", *(word for pair in SETS for word in pair)}
    neutral = [row for row, word in enumerate(done.words) if word not in touched]
    np.testing.assert_allclose(done.matrix[neutral] @ along.vector, 0, atol=1e-7)
    for first, second in SETS:
        one, other = done.matrix[done.rows([first, second])]
        assert one @ along.vector == pytest.approx(-(other @ along.vector), abs=1e-6)
        np.testing.assert_allclose(done.matrix[neutral] @ one, done.matrix[neutral] @ other, atol=1e-6)
        rest_one, rest_other = (v - (v @ along.vector) * along.vector for v in (one, other))
        np.testing.assert_allclose(rest_one, rest_other, atol=1e-6)


def test_equalizing_keeps_each_word_on_its_side(random: WordVectors, along: direction.Direction) -> None:
    before = random.unit[random.rows(["w10", "w11"])] @ along.vector
    after = hard.equalize(random, along, SETS).matrix[[10, 11]] @ along.vector
    assert np.sign(after[0] - after[1]) == np.sign(before[0] - before[1])


def test_course_formula_is_the_exercises(random: WordVectors, along: direction.Direction) -> None:
    """Written out once more, word for word as the exercise has it, on vectors as they are."""
    g = along.vector
    e1, e2 = random.matrix[:2].astype(np.float64)
    mu = (e1 + e2) / 2
    mu_b = (mu @ g) / (g @ g) * g
    mu_orth = mu - mu_b
    expected = []
    for e in (e1, e2):
        e_b = (e @ g) / (g @ g) * g
        corrected = np.sqrt(np.abs(1 - np.sum(mu_orth**2))) * (e_b - mu_b) / np.linalg.norm(e - mu_orth - mu_b)
        expected.append(corrected + mu_orth)
    found = hard.equalize(random, along, [("w0", "w1")], formula="course, first")
    np.testing.assert_allclose(found.matrix[:2], expected, rtol=1e-5)
    np.testing.assert_array_equal(found.matrix[2:], random.matrix[2:])


def test_linear_projection_takes_it_out_of_every_word(random: WordVectors, along: direction.Direction) -> None:
    found = projection.linear_projection(random, along)
    np.testing.assert_allclose(found.matrix @ along.vector, 0, atol=1e-6)
    np.testing.assert_allclose(
        found.matrix + np.outer(random.matrix @ along.vector, along.vector), random.matrix, atol=1e-5
    )


def test_inlp_ends_at_chance_and_its_directions_are_gone() -> None:
    """Two sides that differ along two axes: two directions or few more, then nothing is left to tell them apart by."""
    generator = np.random.default_rng(0)
    matrix = generator.normal(size=(400, 12))
    matrix[:200, 0] += 3
    matrix[:200, 1] += 2
    words = tuple(f"w{i}" for i in range(400))
    vectors = WordVectors(words, matrix.astype(np.float32))
    found = inlp.inlp(vectors, words[:200], words[200:])
    assert 1 <= len(found.directions) <= 8
    assert found.accuracies[0] > 0.85
    assert found.accuracies[-1] < 0.6
    np.testing.assert_allclose(found.directions @ found.directions.T, np.eye(len(found.directions)), atol=1e-8)
    np.testing.assert_allclose(found.vectors.matrix @ found.directions.T, 0, atol=1e-5)


@pytest.mark.parametrize("way", ["hard debias", "neutralize", "linear projection", "INLP"])
def test_every_way_begins_with_the_vectors_and_ends_without_the_direction(way: debias.Way) -> None:
    vectors, _, _, _ = lipstick(0.5)
    vectors = spelled_out(vectors)
    settings = debias.DebiasSettings(pairs=((vectors.words[0], vectors.words[101]),), way=way)
    along, done = debias.steps(vectors, settings)
    assert done[0].vectors is vectors
    left = np.abs(done[-1].vectors.matrix @ along.vector).mean()
    assert left < 0.3 * np.abs(done[0].vectors.matrix @ along.vector).mean()
    assert all(step.sentence.endswith(".") for step in done)
    words = vectors.words[:30]
    np.testing.assert_allclose(done[0].rows(words), unit_rows(vectors, words))
    np.testing.assert_allclose(done[-1].rows(words), unit_rows(done[-1].vectors, words), atol=1e-7)


def test_later_course_formula_is_that_of_its_published_answers(random: WordVectors, along: direction.Direction) -> None:
    """Written out once more: unit vectors, and the part along the direction over its square."""
    g = along.vector
    e1, e2 = random.unit[:2].astype(np.float64)
    mu = (e1 + e2) / 2
    mu_orth = mu - (mu @ g) * g
    expected = []
    for e in (e1, e2):
        part = (e @ g) * g - (mu @ g) * g
        expected.append(np.sqrt(1 - mu_orth @ mu_orth) * part / np.linalg.norm(part) ** 2 + mu_orth)
    found = hard.equalize(random, along, [("w0", "w1")], formula="course, later")
    np.testing.assert_allclose(found.matrix[:2], expected, rtol=1e-5)


@pytest.mark.parametrize("formula", hard.EQUALIZERS)
def test_every_formula_leaves_equalized_pairs_as_far_from_every_neutral_word(
    random: WordVectors, formula: hard.Equalize
) -> None:
    settings = debias.DebiasSettings(tuple(PAIRS), sets=tuple(SETS), formula=formula)
    done = debias.steps(random, settings)[1][-1].vectors
    neutral = [row for row, word in enumerate(done.words) if word not in {w for pair in SETS for w in pair}]
    for first, second in SETS:
        one, other = done.matrix[done.rows([first, second])]
        np.testing.assert_allclose(done.matrix[neutral] @ one, done.matrix[neutral] @ other, atol=1e-5)
    if formula == "paper":
        np.testing.assert_allclose(done.norms, 1, atol=1e-6)


def test_rounds_of_inlp_lose_one_direction_after_the_other() -> None:
    vectors = spelled_out(lipstick(1.0)[0])
    settings = debias.DebiasSettings(pairs=((vectors.words[0], vectors.words[101]),), way="INLP")
    _, done = debias.steps(vectors, settings)
    assert [step.title for step in done[1:]] == [f"Round {r}" for r in range(1, len(done))]
    words = vectors.words[:40]
    ranks = [np.linalg.matrix_rank(step.rows(words), tol=1e-5) for step in done]
    assert ranks == [20 - r for r in range(len(done))]


def test_progress_is_told_and_can_stop_the_work(random: WordVectors) -> None:
    told: list[tuple[int, int]] = []
    settings = debias.DebiasSettings(pairs=tuple(PAIRS), sets=tuple(SETS))
    debias.steps(random, settings, lambda done, of: told.append((done, of)))
    assert told[0] == (0, 10_000)
    assert told == sorted(told)

    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt(f"{done} of {of}")

    with pytest.raises(KeyboardInterrupt, match="0 of 10000"):
        debias.steps(random, settings, stop)


@pytest.mark.parametrize("way", [way for way in debias.WAYS if way != "RAN-Debias"])  # which goes by fewer words
def test_no_way_goes_over_many_words_untold(way: debias.Way) -> None:
    """Of each pass over all words at least every 4,096 are told, of each classifier and clustering every step."""
    words = tuple("".join(four) for four in product("abcdef", "abcdefghij", "abcdefghij", "abcdefghijklmno"))
    matrix = np.random.default_rng(1).normal(size=(len(words), 4))
    matrix[: len(words) // 2, 0] += 1
    pairs = (("aaaa", "faaa"), ("aaab", "faab"), ("aaac", "faac"))
    told: list[float] = []
    settings = debias.DebiasSettings(pairs=pairs, way=way, sets=pairs, concept=words[40:60])
    debias.steps(WordVectors(words, matrix.astype(np.float32)), settings, lambda done, total: told.append(done / total))
    assert len(told) >= len(words) / 4096
    assert told == sorted(told)
    passes = {"INLP": 4, "double hard debias": 4 * 10}  # a classifier each round, or 4 components by 10 starts
    assert len(told) >= passes.get(way, 0)
    assert len(set(told)) >= len(words) / 4096


def test_what_remains_is_told_step_by_step() -> None:
    rows, sides = np.random.default_rng(2).normal(size=(60, 6)), np.repeat([1.0, 0.0], 30)
    told: list[tuple[int, int]] = []
    residual.cross_validated(rows, sides, report=lambda *at: told.append(at))
    assert {done for done, _ in told} == {*range(residual.FOLDS)}
    assert len(told) > 3 * residual.FOLDS, "each step of Newton's, not only each fold"
    told.clear()
    clusters.alignment(rows, sides, report=lambda *at: told.append(at))
    assert {done for done, _ in told} == {*range(10)}
    assert len(told) > 2 * 10, "each step of k-means, not only each start"


def test_vectors_before_are_not_changed(random: WordVectors, along: direction.Direction) -> None:
    before = random.matrix.copy()
    list(hard.hard_debias(random, along, SETS))
    projection.linear_projection(random, along)
    np.testing.assert_array_equal(random.matrix, before)


def test_derived_vectors_have_the_words_and_other_content(random: WordVectors, along: direction.Direction) -> None:
    done = list(hard.hard_debias(random, along, SETS))[-1].vectors
    assert done.words == random.words
    assert done.fingerprint != random.fingerprint


def test_errors_are_sentences(random: WordVectors, royals: WordVectors, along: direction.Direction) -> None:
    with pytest.raises(SettingError, match="OSCaR, half-sibling regression or RAN-Debias, not by “magic”"):
        debias.DebiasSettings(pairs=(), way="magic")  # type: ignore[arg-type]
    with pytest.raises(SettingError, match="Equalizing needs pairs of words"):
        debias.DebiasSettings(pairs=(("w0", "w1"),), way="equalize")
    with pytest.raises(SettingError, match="paper or course, first or course, later, not “guess”"):
        hard.equalize(random, along, SETS, formula="guess")  # type: ignore[arg-type]
    sideways = direction.direction(royals, [("woman", "man")])
    level = WordVectors(("a", "b"), np.array([[1, 0], [-1, 0]], dtype=np.float32))
    with pytest.raises(SelectionError, match=r"^“a” and “b” lie at the same place along the direction, so neither has"):
        hard.equalize(level, sideways, [("a", "b")])
    with pytest.raises(SelectionError, match="The first list has 3 of its words in this model; ten are needed"):
        inlp.inlp(random, ["w1", "w2", "w3"], random.words[20:40])
    with pytest.raises(SelectionError, match="at least ten words a side"):
        residual.residual(random, random, along, ["w1"], ["w2"])
    with pytest.raises(SelectionError, match="150 words a side were asked for; this model has 100"):
        residual.most_biased(spelled_out(random), along, 150)


def spelled_out(vectors: WordVectors) -> WordVectors:
    """The same vectors under words of two letters: words with digits are not taken."""
    return replace(vectors, words=tuple(chr(97 + i // 20) + chr(97 + i % 20) for i in range(len(vectors))))


def test_most_biased_words_are_the_ends(random: WordVectors, along: direction.Direction) -> None:
    vectors = spelled_out(random)
    values = random.unit @ along.vector
    first, second = residual.most_biased(vectors, along, 5, leave_out=["aa"])
    allowed = [row for row in np.argsort(-values) if row != 0]
    assert first == [vectors.words[row] for row in allowed[:5]]
    assert second == [vectors.words[row] for row in allowed[:-6:-1]]


def test_names_and_numbers_are_not_taken(royals: WordVectors) -> None:
    vectors = replace(royals, words=("man", "woman", "King", "queen", "apple2"))
    along = direction.direction(vectors, [("woman", "man")])
    assert residual.most_biased(vectors, along, 1) == (["woman"], ["man"])
    with pytest.raises(SelectionError, match="this model has 1 to give"):
        residual.most_biased(vectors, along, 2)


def lipstick(shared: float) -> tuple[WordVectors, direction.Direction, list[str], list[str]]:
    """Words that lean along axis 0, and of which each side also shares something, `shared` strong, along axis 1."""
    generator = np.random.default_rng(0)
    matrix = generator.normal(size=(202, 20)) * 0.3
    sign = np.repeat([1.0, -1.0], 101)
    matrix[:, 0] += sign
    matrix[:, 1] += shared * sign
    matrix[0], matrix[101] = np.eye(20)[0], -np.eye(20)[0]
    words = ("she", *(f"a{i}" for i in range(100)), "he", *(f"b{i}" for i in range(100)))
    vectors = WordVectors(words, matrix.astype(np.float32))
    along = direction.direction(vectors, [("she", "he")])
    return vectors, along, list(words[1:101]), list(words[102:])


def test_what_else_the_sides_share_remains_after_the_direction_is_gone() -> None:
    vectors, along, first, second = lipstick(1.0)
    after = hard.neutralize(vectors, along)
    left = residual.residual(vectors, after, along, first, second)
    assert left.clustering > 0.95
    assert left.classifier > 0.95
    assert left.neighbours > 0.8


def test_nothing_remains_where_the_direction_was_all() -> None:
    vectors, along, first, second = lipstick(0.0)
    assert residual.residual(vectors, vectors, along, first, second).clustering > 0.95
    left = residual.residual(vectors, hard.neutralize(vectors, along), along, first, second)
    assert left.clustering < 0.65
    assert 0.35 < left.classifier < 0.65
    assert abs(left.neighbours) < 0.4


def test_two_means_is_scikit_learns_k_means() -> None:
    from sklearn.cluster import KMeans

    generator = np.random.default_rng(0)
    rows = np.concatenate([generator.normal(0, 1, (60, 4)), generator.normal(1.5, 1, (60, 4))])
    theirs = KMeans(2, n_init=10, random_state=0).fit_predict(rows)
    assert max((clusters.two_means(rows) == side).mean() for side in (theirs, 1 - theirs)) == 1


def test_clusters_have_no_names() -> None:
    """Which of the two clusters k-means calls 0 says nothing, so the sides may change places."""
    vectors, along, first, second = lipstick(1.0)
    one, other = (residual.residual(vectors, vectors, along, *sides) for sides in ((first, second), (second, first)))
    assert one.clustering == other.clustering > 0.95


def test_the_classifier_is_judged_by_words_it_has_not_seen() -> None:
    """scikit-learn with the same folds gives the same share; noise, which can be learned by heart, is worth nothing."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import PredefinedSplit, cross_val_score

    generator = np.random.default_rng(0)
    noise, sides = generator.normal(size=(100, 60)), np.repeat([1.0, 0.0], 50)
    found = residual.cross_validated(noise, sides, seed=3)
    fold = np.random.default_rng(3).permutation(100) % residual.FOLDS
    theirs = cross_val_score(
        LogisticRegression(C=10.0, tol=1e-8, max_iter=1000), noise, sides, cv=PredefinedSplit(fold)
    )
    assert found == pytest.approx(theirs.mean())
    assert 0.3 < found < 0.7
