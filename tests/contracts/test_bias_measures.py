"""What every measure of bias keeps to, whatever its formula: one run over all of them."""

from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest

from explorer.errors import ExplorerError, SelectionError, SettingError
from explorer.judging.bias import scores
from explorer.judging.bias.association import SPREADS
from explorer.judging.bias.direction import METHODS
from explorer.judging.bias.doubt import Doubt, Score, doubt
from explorer.judging.bias.scores import NEUTRALS, ScoreSettings
from explorer.vectors.word_vectors import WordVectors

N, DIM = 900, 12
WORDS = tuple(f"w{i}" for i in range(N))
SETS = tuple(tuple(WORDS[start : start + 8]) for start in (100, 120, 140, 160))  # X, Y, A, B
NUMBERS = tuple(float(i * i % 37) for i in range(8))
MEASURES: list[ScoreSettings] = [
    *(ScoreSettings(score.name, SETS, spread) for spread in SPREADS for score in scores.of_four_lists(spread)),
    *(ScoreSettings("RND", SETS, neutral=neutral, unit=unit) for neutral in NEUTRALS for unit in (True, False)),
    ScoreSettings("RIPA", SETS[:3]),
    *(ScoreSettings("direct bias", SETS[:3], method=method) for method in METHODS),
    *(ScoreSettings("direct bias", SETS[:3], strictness=c) for c in (0.5, 2.0)),
    ScoreSettings("explained share", SETS[:2]),
    *(ScoreSettings("WEFAT correlation", (*SETS[:3], NUMBERS), spread) for spread in SPREADS),
    ScoreSettings("MAC of groups", (SETS[3], *SETS), targets=3),
    ScoreSettings("RNSB of groups", (WORDS[200:209], *SETS), targets=3),
]


def name_of(settings: ScoreSettings) -> str:
    how = (
        settings.spread,
        settings.method,
        settings.neutral,
        "unit" if settings.unit else "own length",
        f"c {settings.strictness}",
    )
    return f"{settings.name}, {', '.join(how)}"


every_measure = pytest.mark.parametrize("settings", MEASURES, ids=name_of)


@pytest.fixture(scope="module")
def model() -> WordVectors:
    """X leans to A and Y to B, so that no measure is at its middle by accident."""
    matrix = np.random.default_rng(5).normal(size=(N, DIM))
    for start, lean in ((100, 1.0), (120, -1.0), (140, 2.0), (160, -2.0)):
        matrix[start : start + 8, 0] += lean
    return WordVectors(WORDS, matrix.astype(np.float32))


def measured(model: WordVectors, settings: ScoreSettings, *, seed: int = 0) -> Doubt:
    return doubt(settings.score, model, settings.lists, draws=25, seed=seed)


@every_measure
def test_the_same_question_has_the_same_answer_and_the_seed_is_of_the_draws_only(
    model: WordVectors, settings: ScoreSettings
) -> None:
    first, again, other = measured(model, settings), measured(model, settings), measured(model, settings, seed=1)
    assert (first.value, first.over_words, first.over_pairs) == (again.value, again.over_words, again.over_pairs)
    np.testing.assert_array_equal(first.by_chance, again.by_chance)
    assert first.value == other.value
    assert first.over_words != other.over_words or first.over_pairs != other.over_pairs
    assert not np.array_equal(first.by_chance, other.by_chance)


@every_measure
def test_a_space_that_is_turned_has_the_same_bias(model: WordVectors, settings: ScoreSettings) -> None:
    turn = np.linalg.qr(np.random.default_rng(1).normal(size=(DIM, DIM)))[0]
    turned = replace(model, matrix=(model.matrix @ turn).astype(np.float32))
    assert measured(turned, settings).value == pytest.approx(measured(model, settings).value, rel=1e-4, abs=1e-5)


@every_measure
def test_single_precision_is_enough(model: WordVectors, settings: ScoreSettings) -> None:
    rows = [np.asarray(part, np.float64)[:, None] if isinstance(part[0], float) else None for part in settings.lists]
    double = np.random.default_rng(5).normal(size=(N, DIM))
    for start, lean in ((100, 1.0), (120, -1.0), (140, 2.0), (160, -2.0)):
        double[start : start + 8, 0] += lean
    if settings.score.unit:
        double /= np.linalg.norm(double, axis=1, keepdims=True)
    lists = [
        double[model.rows([str(word) for word in part])] if row is None else row
        for row, part in zip(rows, settings.lists, strict=True)
    ]
    assert measured(model, settings).value == pytest.approx(settings.score.of(*lists), rel=1e-4, abs=1e-5)


@every_measure
def test_longer_vectors_change_only_what_takes_them_at_their_length(
    model: WordVectors, settings: ScoreSettings
) -> None:
    longer = replace(model, matrix=3 * model.matrix)
    factor = 1 if settings.score.unit else 3
    assert measured(longer, settings).value == pytest.approx(factor * measured(model, settings).value, rel=1e-5)


@every_measure
def test_its_score_is_possible_and_within_its_interval_s_bounds(model: WordVectors, settings: ScoreSettings) -> None:
    found, score = measured(model, settings), settings.score
    assert score.least <= found.value <= score.most
    assert np.isfinite(found.by_chance).all()
    assert len(found.by_chance) > 20
    assert 0 <= found.beyond <= 1
    for interval in (found.over_words, found.over_pairs):
        if interval is not None:
            assert score.least <= interval.low <= interval.high <= score.most
    assert score.asks.endswith("?") or score.asks.endswith(".")
    assert score.convention
    assert not score.convention.endswith(".")


@every_measure
@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_empty_list_is_a_sentence(model: WordVectors, settings: ScoreSettings, place: int) -> None:
    if place >= len(settings.lists):
        return
    lists = tuple(() if at == place else part for at, part in enumerate(settings.lists))
    with pytest.raises(SelectionError, match="no word"):
        measured(model, replace(settings, lists=lists))


@every_measure
def test_an_unknown_word_is_a_sentence(model: WordVectors, settings: ScoreSettings) -> None:
    lists = (("nobody", *settings.lists[0][1:]), *settings.lists[1:])
    with pytest.raises(ExplorerError, match="“nobody”"):
        measured(model, replace(settings, lists=lists))  # type: ignore[arg-type]


@every_measure
def test_words_that_are_all_alike_have_a_score_or_a_sentence(settings: ScoreSettings) -> None:
    """All vectors equal, and all zero: no warning, no number that is none."""
    for matrix in (np.ones((N, DIM), np.float32), np.zeros((N, DIM), np.float32)):
        with suppress(ExplorerError):  # any other error, and any warning, fails the test
            assert np.isfinite(measured(WordVectors(WORDS, matrix), settings).value)


def test_every_measure_stands_in_this_contract() -> None:
    known: tuple[Score, ...] = (
        *scores.of_four_lists(),
        scores.inner_product(),
        scores.direct_bias(),
        scores.explained_share(),
        scores.with_statistics(),
        *scores.of_groups(3, 5),
    )
    assert {settings.name for settings in MEASURES} == {score.name for score in known}
    with pytest.raises(SettingError, match=r"^There is no measure of bias called “IQ”\.$"):
        _ = ScoreSettings("IQ", SETS).score
