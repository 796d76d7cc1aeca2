"""What every way to debias keeps to, whatever its equations: one run over all of them."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.judging.bias import debias, direction
from explorer.judging.bias.debias import WAYS, DebiasSettings, Way
from explorer.judging.bias.residual import most_biased, residual
from explorer.vectors.word_vectors import WordVectors

N, DIM = 600, 16
WORDS = tuple(chr(97 + i // 26) + chr(97 + i % 26) for i in range(N))
PAIRS = tuple((WORDS[i], WORDS[300 + i]) for i in range(4))
every_way = pytest.mark.parametrize("way", WAYS)


@pytest.fixture(scope="module")
def model() -> WordVectors:
    """The first half leans to one side and the second to the other, along one axis and a little along the next."""
    matrix = np.random.default_rng(4).normal(size=(N, DIM))
    side = np.where(np.arange(N) < 300, 1.0, -1.0)
    matrix[:, 0] += 2 * side
    matrix[:, 1] += 0.4 * side
    matrix[:, 2] += 0.8 * side
    return WordVectors(WORDS, matrix.astype(np.float32), np.arange(N, 0, -1))


def settings(way: Way) -> DebiasSettings:
    return DebiasSettings(PAIRS, way, "mean of differences", PAIRS, WORDS[10:14], concept=WORDS[100:200:3], penalty=10)


@every_way
def test_the_words_stay_and_the_model_before_is_not_changed(model: WordVectors, way: Way) -> None:
    before = model.matrix.copy()
    told: list[tuple[int, int]] = []
    along, done = debias.steps(model, settings(way), lambda rows, of: told.append((rows, of)))
    np.testing.assert_array_equal(model.matrix, before)
    assert done[0].vectors is model
    assert done[0].title == "Before"
    assert len(done) > 1
    assert along.pairs == PAIRS
    for step in done[1:]:
        assert step.vectors.words == model.words
        assert step.vectors.by_frequency
        assert np.isfinite(step.vectors.matrix).all()
        assert step.sentence.endswith(".")
        assert step.title[0].isupper()
    np.testing.assert_array_equal(done[-1].vectors.counts, model.counts)
    assert done[-1].vectors.fingerprint != model.fingerprint
    assert told or way == "equalize"
    assert all(0 <= rows < of for rows, of in told)


@every_way
def test_the_same_settings_make_the_same_vectors(model: WordVectors, way: Way) -> None:
    one, other = (debias.steps(model, settings(way))[1][-1].vectors for _ in range(2))
    np.testing.assert_array_equal(one.matrix, other.matrix)


@every_way
def test_a_space_that_is_turned_is_debiased_alike(model: WordVectors, way: Way) -> None:
    turn = np.linalg.qr(np.random.default_rng(1).normal(size=(DIM, DIM)))[0]
    turned = replace(model, matrix=(model.matrix @ turn).astype(np.float32))
    one, other = (debias.steps(space, settings(way))[1][-1].vectors for space in (model, turned))
    np.testing.assert_allclose(one.unit @ turn, other.unit, atol=2e-3)


@every_way
def test_work_that_is_cancelled_ends(model: WordVectors, way: Way) -> None:
    def stop(rows: int, of: int) -> None:
        raise KeyboardInterrupt(f"{rows} of {of}")

    if way != "equalize":  # which moves a few words only
        with pytest.raises(KeyboardInterrupt, match="0 of"):
            debias.steps(model, settings(way), stop)


@every_way
def test_it_lessens_what_it_is_meant_to_lessen(model: WordVectors, way: Way) -> None:
    """All but two take the lean from words; equalizing moves pairs alone, OSCaR the words of another direction."""
    along, done = debias.steps(model, settings(way))
    first, second = most_biased(model, along, 60, leave_out=[*WORDS[10:14], *(w for pair in PAIRS for w in pair)])
    before, after = (direction.direct_bias(space, along, [*first, *second]) for space in (model, done[-1].vectors))
    if way in ("equalize", "OSCaR"):
        assert after == pytest.approx(before, rel=0.2)
    else:
        assert after < 0.7 * before
        assert residual(model, done[-1].vectors, along, first, second).classifier <= 1


@every_way
def test_its_usual_words_are_of_the_model_and_suffice(model: WordVectors, way: Way) -> None:
    for gender in (True, False):
        asked = DebiasSettings(PAIRS, way, sets=PAIRS)
        usual = debias.with_usual_words(
            replace(model, words=(*WORDS[:-4], "nurse", "doctor", "king", "queen")), asked, gender=gender
        )
        assert usual.way == way
        assert {"keep": usual.keep != (), "concept": usual.concept != ()} == {
            "keep": way in debias.KEEPING and gender,
            "concept": way == "OSCaR",
        }
