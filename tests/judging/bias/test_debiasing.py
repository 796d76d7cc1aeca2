"""Each way to debias against its paper's equations written out once more, and against what the paper promises."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.errors import SelectionError, SettingError
from explorer.judging.bias import debias, direction, other_measures
from explorer.judging.bias.debias import DebiasSettings
from explorer.judging.bias.debiasing import double_hard, half_sibling, multiclass, oscar, repulsion
from explorer.judging.bias.direction import Direction
from explorer.vectors.unit import unit_rows
from explorer.vectors.word_vectors import Floats, WordVectors

N, DIM = 240, 8
WORDS = tuple(chr(97 + i // 20) + chr(97 + i % 20) for i in range(N))
PAIRS = tuple((WORDS[i], WORDS[i + 1]) for i in range(0, 8, 2))
GROUPS = tuple(WORDS[i : i + 3] for i in range(0, 12, 3))


@pytest.fixture
def model() -> WordVectors:
    """Words of every length, the first 60 of which lean to one side and the next 60 to the other."""
    generator = np.random.default_rng(7)
    matrix = generator.normal(size=(N, DIM)) * generator.uniform(0.4, 3, size=(N, 1)) + 0.2
    matrix[:60, 0] += 1.5
    matrix[60:120, 0] -= 1.5
    matrix[1:8:2, 0] -= 4
    return WordVectors(WORDS, matrix.astype(np.float32))


@pytest.fixture
def along(model: WordVectors) -> Direction:
    return direction.direction(model, PAIRS)


def unit(row: Floats) -> Floats:
    return np.asarray(row / np.linalg.norm(row))


# OSCaR


def rotated_as_printed(word: Floats, v1: Floats, v2: Floats) -> Floats:
    """The four cases of section 3, one word at a time."""
    up = unit(v2 - (v1 @ v2) * v1)
    of_second = np.arccos(v1 @ v2)
    theta = np.pi / 2 - of_second
    x, y = word @ v1, word @ up
    phi = np.arccos(x / np.hypot(x, y))
    if y > 0:
        turn = theta * phi / of_second if phi < of_second else theta * (np.pi - phi) / (np.pi - of_second)
    elif phi >= np.pi - of_second:
        turn = theta * (np.pi - phi) / of_second
    else:
        turn = theta * phi / (np.pi - of_second)
    new = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ [x, y]
    return np.asarray(word - x * v1 - y * up + new[0] * v1 + new[1] * up)


@pytest.mark.parametrize("lean", [0.8, -0.6])
def test_oscar_turns_every_word_as_printed(model: WordVectors, along: Direction, lean: float) -> None:
    beside = unit(lean * along.vector + np.random.default_rng(1).normal(size=DIM) * 0.25)
    found = oscar.oscar(model, along, beside)
    expected = [rotated_as_printed(row, along.vector, beside) for row in model.matrix.astype(np.float64)]
    np.testing.assert_allclose(found.matrix, expected, atol=2e-6)
    np.testing.assert_allclose(found.norms, model.norms, rtol=1e-6)


def test_oscar_makes_two_directions_orthogonal_and_leaves_the_first(model: WordVectors, along: Direction) -> None:
    beside = oscar.concept_line(model, WORDS[120:160])
    aside = unit(np.linalg.svd(np.stack([along.vector, beside]))[2][-1])  # orthogonal to both
    probe = WordVectors(("first", "second", "aside"), np.stack([along.vector, beside, aside]).astype(np.float32))
    first, second, other = oscar.oscar(probe, along, beside).matrix.astype(np.float64)
    np.testing.assert_allclose(first, along.vector, atol=1e-6)
    np.testing.assert_allclose(other, aside, atol=1e-6)
    assert abs(beside @ along.vector) > 0.05
    assert second @ along.vector == pytest.approx(0, abs=1e-6)


def test_the_line_of_a_concept_is_scikit_learns_first_component(model: WordVectors) -> None:
    from sklearn.decomposition import PCA

    theirs = PCA(1).fit(unit_rows(model, WORDS[120:160])).components_[0]
    assert abs(oscar.concept_line(model, WORDS[120:160]) @ theirs) == pytest.approx(1)


# Multiclass hard debiasing


def test_the_subspace_of_groups_is_scikit_learns(model: WordVectors) -> None:
    from sklearn.decomposition import PCA

    centred = np.concatenate([rows - rows.mean(axis=0) for rows in (unit_rows(model, g) for g in GROUPS)])
    theirs = PCA(2).fit(centred)
    axes, shares = multiclass.bias_subspace(model, GROUPS)
    np.testing.assert_allclose(np.abs(axes @ theirs.components_.T), np.eye(2), atol=1e-6)
    np.testing.assert_allclose(shares, theirs.explained_variance_ratio_, rtol=1e-6)


def test_words_of_several_groups_are_as_far_from_every_neutral_word(model: WordVectors) -> None:
    axes, _ = multiclass.bias_subspace(model, GROUPS)
    done = list(multiclass.multiclass_hard_debias(model, GROUPS, keep=WORDS[30:32]))[-1].vectors
    np.testing.assert_allclose(done.norms, 1, atol=1e-6)
    neutral = [row for row in range(N) if WORDS[row] not in {*WORDS[30:32], *(w for g in GROUPS for w in g)}]
    np.testing.assert_allclose(done.matrix[neutral] @ axes.T, 0, atol=1e-6)
    np.testing.assert_allclose(done.matrix[30:32], model.unit[30:32], atol=1e-6)
    for listed in GROUPS:
        like = done.matrix[neutral] @ done.matrix[done.rows(listed)].T  # (V, 3)
        np.testing.assert_allclose(like, like[:, :1].repeat(3, axis=1), atol=1e-6)
        parts = done.matrix[done.rows(listed)] @ axes.T
        assert np.linalg.norm(parts - parts[0], axis=1)[1:].min() > 0.1  # and still not the same word


def test_equalizing_three_words_written_out_once_more(model: WordVectors) -> None:
    axes, _ = multiclass.bias_subspace(model, GROUPS)
    done = list(multiclass.multiclass_hard_debias(model, GROUPS))[-1].vectors
    words = [row.astype(np.float64) for row in model.unit[:3]]
    mean = sum(words) / 3
    in_b = [sum((word @ axis) * axis for axis in axes) for word in (*words, mean)]
    nu = mean - in_b[3]
    for row in range(3):
        expected = nu + np.sqrt(1 - nu @ nu) * unit(in_b[row] - in_b[3])
        np.testing.assert_allclose(done.matrix[row], expected, atol=1e-6)


def test_of_two_groups_it_is_hard_debiasing(model: WordVectors) -> None:
    keep = WORDS[40:44]
    one = debias.steps(model, DebiasSettings(PAIRS, "multiclass hard debias", keep=keep))[1][-1]
    other = debias.steps(model, DebiasSettings(PAIRS, "hard debias", sets=PAIRS, keep=keep))[1][-1]
    np.testing.assert_allclose(one.vectors.matrix, other.vectors.matrix, atol=1e-5)


# Double hard debiasing


def double_hard_as_printed(model: WordVectors, biased: list[str], sides: Floats) -> tuple[list[float], Floats]:
    """Algorithm 1 with scikit-learn's PCA and k-means: the score of each component, and the words without the best."""
    from sklearn.cluster import KMeans
    from sklearn.decomposition import PCA

    matrix = model.matrix.astype(np.float64)
    centred = matrix - matrix.mean(axis=0)
    components = PCA().fit(matrix).components_
    scores = []
    for u in components:
        left = {w: centred[model.index[w]] - (u @ matrix[model.index[w]]) * u for w in WORDS}
        halves = [(unit(left[a]) - unit(left[b])) / 2 for a, b in PAIRS]
        gender = PCA(1).fit([*halves, *(-half for half in halves)]).components_[0]
        hard = [unit(left[w] - (left[w] @ gender) * gender) for w in biased]
        same = (KMeans(2, n_init=10, random_state=0).fit_predict(hard) == sides).mean()
        scores.append(max(same, 1 - same))
    u = components[int(np.argmin(scores))]
    return scores, np.array([c - (u @ w) * u for c, w in zip(centred, matrix, strict=True)])


def test_double_hard_debiasing_finds_the_component_that_hides_the_bias() -> None:
    """Words of either side also differ in a wide direction, as frequency is: only without it do the clusters fail."""
    generator = np.random.default_rng(3)
    matrix = generator.normal(size=(N, DIM)) * 0.3
    matrix[:, 1] += np.where(np.arange(N) % 120 < 60, 3.0, -3.0) + generator.normal(size=N) * 0.2
    matrix[:60, 0] += 1
    matrix[60:120, 0] -= 1
    matrix[:8, 1:] = 0.1 * generator.normal(size=(8, DIM - 1))
    matrix[1:8:2, 0] = -1
    model = WordVectors(WORDS, matrix.astype(np.float32))
    first, second = WORDS[10:60], WORDS[60:110]
    along = direction.direction(model, PAIRS)
    found = double_hard.purified(model, along, first, second)
    scores, left = double_hard_as_printed(model, [*first, *second], np.repeat([1.0, 0.0], 50))
    assert found.component == int(np.argmin(scores)) == 0
    assert found.found[0] == pytest.approx(scores[0], abs=0.03)
    assert found.found[1:].max() > 0.9 > 0.65 > found.found[0]
    np.testing.assert_allclose(found.vectors.matrix, left, atol=1e-5)
    steps = list(double_hard.double_hard_debias(model, along, first, second, PAIRS[:2]))
    assert [step.title for step in steps] == ["Purify", "Neutralize", "Equalize"]
    anew = direction.direction(found.vectors, PAIRS)
    np.testing.assert_allclose(steps[-1].vectors.matrix[20:] @ anew.vector, 0, atol=1e-6)


# Half-sibling regression


@pytest.mark.parametrize("penalty", [0.5, 60.0])
def test_half_sibling_regression_is_scikit_learns_ridge(model: WordVectors, penalty: float) -> None:
    from sklearn.linear_model import Ridge

    definition, others = WORDS[:30], WORDS[30:]
    said, rest = (model.matrix[model.rows(words)].astype(np.float64).T for words in (definition, others))
    ridge = Ridge(alpha=penalty, fit_intercept=False, solver="cholesky").fit(said, rest)
    found = half_sibling.half_sibling_regression(model, definition, penalty=penalty)
    np.testing.assert_allclose(found.matrix[30:], (rest - ridge.predict(said)).T, atol=1e-5)
    np.testing.assert_array_equal(found.matrix[:30], model.matrix[:30])


def test_the_smaller_the_penalty_the_more_is_taken(model: WordVectors) -> None:
    left = [half_sibling.half_sibling_regression(model, WORDS[:30], penalty=a).norms[30:] for a in (1e-6, 1.0, 1e6)]
    assert left[0].max() < 1e-4
    assert (left[0] < left[1]).all()
    np.testing.assert_allclose(left[2], model.norms[30:], rtol=1e-2)


# Repulsion, attraction, neutralization


def objective(u: Floats, word: Floats, repelled: Floats, g: Floats) -> float:
    """F as printed, term by term."""
    cosine = lambda a, b: float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))  # noqa: E731
    push = sum(abs(cosine(u, v)) for v in repelled) / len(repelled) if len(repelled) else 0.0
    return 1 / 8 * push + 6 / 8 * abs(cosine(u, word) - 1) / 2 + 1 / 8 * abs(cosine(u, g))


def test_nothing_found_step_by_step_is_below_the_least(model: WordVectors, along: Direction) -> None:
    """SciPy walks down F by numeric gradients from where the word was, from what was found, and from elsewhere."""
    from scipy.optimize import minimize

    generator = np.random.default_rng(2)
    units = model.unit.astype(np.float64)
    for row in range(7):
        word = units[100 + row]
        aside = generator.normal(size=(6, DIM)) * 0.4 + (word if row % 3 else 0.1 * word)  # also at right angles
        repelled = np.array([unit(v) for v in aside])[: row % 7]
        near, chosen = np.arange(len(repelled))[None], np.ones((1, len(repelled)), dtype=bool)
        found = repulsion.least(word[None], repelled.reshape(-1, DIM), near, chosen, along.vector)[0]
        least = objective(found, word, repelled, along.vector)
        assert np.linalg.norm(found) == pytest.approx(1)
        for start in (word, generator.normal(size=DIM)):
            walked = minimize(objective, start, args=(word, repelled, along.vector), method="Nelder-Mead", tol=1e-9)
            down = minimize(objective, walked.x, args=(word, repelled, along.vector), method="BFGS")
            assert least <= min(walked.fun, down.fun) + 1e-9
        assert least <= objective(word, word, repelled, along.vector)


def test_the_authors_walk_of_300_steps_comes_near_the_least_and_not_below(model: WordVectors, along: Direction) -> None:
    """Adam at a rate of 0.01 from where the word was, as their code has it; slopes by differences."""
    generator = np.random.default_rng(4)
    for row in range(2):
        word = model.unit[100 + row].astype(np.float64)
        repelled = np.array([unit(v) for v in generator.normal(size=(4, DIM)) * 0.4 + word])
        near, chosen = np.arange(4)[None], np.ones((1, 4), dtype=bool)
        found = repulsion.least(word[None], repelled, near, chosen, along.vector)[0]
        u, mean, square = word.copy(), np.zeros(DIM), np.zeros(DIM)
        for t in range(1, 301):
            steps = 1e-6 * np.eye(DIM)
            rise = [objective(u + e, word, repelled, along.vector) for e in steps]
            fall = [objective(u - e, word, repelled, along.vector) for e in steps]
            slope = (np.array(rise) - fall) / 2e-6
            mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
            u -= 0.01 * mean / (1 - 0.9**t) / (np.sqrt(square / (1 - 0.999**t)) + 1e-8)
        least, walked = (objective(v, word, repelled, along.vector) for v in (found, u))
        assert least - 1e-9 <= walked < least + 0.005 < objective(word, word, repelled, along.vector)
        assert found @ unit(u) > 0.99


def test_words_are_repelled_from_those_the_direction_ties_them_to(model: WordVectors, along: Direction) -> None:
    on_it = model.unit.astype(np.float64) @ along.vector
    near, chosen = repulsion.to_repel(model.unit, on_it, 20, 26)
    for row, listed, tied in zip(range(20, 26), near, chosen, strict=True):
        like = np.delete(model.unit @ model.unit[row], row)
        assert set(listed) == set(np.delete(np.arange(N), row)[np.argsort(-like)[: repulsion.NEIGHBOURS]])
        others = [WORDS[i] for i in listed]
        indirect = other_measures.indirect_bias(model, along, WORDS[row], others)
        positive = model.unit[listed] @ model.unit[row] > 0
        np.testing.assert_array_equal(tied, (indirect > 0.05) & positive)
    assert chosen.any()
    assert not chosen.all()


def test_words_after_the_frequent_ones_are_neutralized_and_held(model: WordVectors, along: Direction) -> None:
    found = repulsion.repulsion_attraction_neutralization(model, along, keep=WORDS[:8], among=100)
    np.testing.assert_allclose(found.vectors.norms, 1, atol=1e-6)
    np.testing.assert_allclose(found.vectors.matrix[:8], model.unit[:8], atol=1e-6)
    assert 0 < found.repelled <= 92
    assert 0 < found.from_each < 100
    nobody = np.empty((0, DIM))
    for row in (150, 200):
        word = model.unit[row].astype(np.float64)
        nobody_near = repulsion.least(word[None], nobody, np.empty((1, 0), int), np.empty((1, 0), bool), along.vector)
        np.testing.assert_allclose(found.vectors.matrix[row], nobody_near[0], atol=1e-6)
        assert abs(found.vectors.matrix[row] @ along.vector) < abs(word @ along.vector)


# All of them


def test_errors_are_sentences(model: WordVectors, along: Direction) -> None:
    with pytest.raises(SelectionError, match=r"^A second direction needs two words of this model or more, not 1\."):
        debias.steps(model, DebiasSettings(PAIRS, "OSCaR", concept=WORDS[:1]))
    with pytest.raises(SelectionError, match=r"^The two directions are the same, so they cannot be made orthogonal\."):
        oscar.oscar(model, along, along.vector)
    with pytest.raises(SelectionError, match=r"^No set has a word of two groups or more in this model"):
        multiclass.bias_subspace(model, [WORDS[:1]])
    with pytest.raises(SelectionError, match=r"^There are no words that say what the difference is\."):
        half_sibling.half_sibling_regression(model, ())
    with pytest.raises(SettingError, match=r"^The penalty α must be above 0, not -1\.$"):
        DebiasSettings(PAIRS, penalty=-1)
    same = replace(model, matrix=np.repeat(model.matrix[:1], N, axis=0))
    with pytest.raises(SelectionError, match=r"^The words of every set have the same vector"):
        multiclass.bias_subspace(same, GROUPS)
    with pytest.raises(SelectionError, match=r"^The words of the second direction have the same vector"):
        oscar.concept_line(same, WORDS[:4])
