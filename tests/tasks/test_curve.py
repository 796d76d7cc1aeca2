"""The learning curve: nested draws, honest intervals, progress, an end on demand."""

import numpy as np
import pytest
from scipy import stats

from explorer.errors import SelectionError, SettingError
from explorer.progress import Report
from explorer.tasks.contenders import Contender, trained
from explorer.tasks.curve import Curve, CurveSettings, Lead, Point, crossing, leads, levels, points
from explorer.tasks.labelled import Labelled, polarity, split
from explorer.tasks.linear import AverageSettings, CountSettings
from explorer.vectors.word_vectors import WordVectors


@pytest.fixture(scope="module")
def parts() -> tuple[Labelled, Labelled]:
    learned, tested = split(polarity(), seed=1)
    return learned.chosen(np.arange(300)), tested.chosen(np.arange(200))


def test_points_are_trainings_on_the_first_of_a_permutation(parts: tuple[Labelled, Labelled]) -> None:
    learned, tested = parts
    asked = [Contender("NB", CountSettings()), Contender("LR", CountSettings("logistic regression"))]
    settings = CurveSettings((50, 20), 3, seed=7)
    found = list(points(asked, learned, tested, settings))
    assert [(p.contender, p.size, p.draw) for p in found[:3]] == [("NB", 20, 0), ("LR", 20, 0), ("NB", 20, 1)]
    assert {(p.size, p.draw) for p in found} == {(s, d) for s in (20, 50) for d in range(3)} | {(300, 0)}
    for point in found:
        rows = np.random.default_rng(7 + point.draw).permutation(300)[: point.size]
        contender = next(c for c in asked if c.name == point.contender)
        expected = trained(contender, learned.chosen(rows)).scores(tested.sentences).argmax(axis=1)
        assert (point.right == (expected == tested.labels)).all()
    told: list[tuple[int, int]] = []
    curve = Curve(asked, learned, tested, settings)
    curve.run(lambda *at: told.append(at))
    assert [point.accuracy for point in curve.found] == [point.accuracy for point in found]
    total = 2 * (3 * 20 + 3 * 50 + 300)
    assert told[0] == (0, total)
    assert told[-1] == (total, total)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_curve_goes_on_where_it_was_stopped_and_asks_its_judge_alone(parts: tuple[Labelled, Labelled]) -> None:
    asked: list[tuple[str, int]] = []

    def judge(contender: Contender, learned: Labelled, tested: Labelled, report: Report) -> np.ndarray:
        report(1, 2)
        asked.append((contender.name, len(learned)))
        return np.arange(len(tested)) < len(learned)

    def stop(done: int, _total: int) -> None:
        if done >= 40:
            raise InterruptedError

    told: list[tuple[int, int]] = []
    curve = Curve([Contender("NB", CountSettings())], *parts, CurveSettings((20, 50), 3), judge)
    with pytest.raises(InterruptedError):
        curve.run(stop)
    before = list(curve.found)
    assert 0 < len(before) < 7
    curve.run(lambda *at: told.append(at))
    assert curve.found[: len(before)] == before
    assert asked == [("NB", 20)] * 3 + [("NB", 50)] * 3 + [("NB", 300)]
    assert [point.accuracy for point in curve.found[::3]] == [20 / 200, 50 / 200, 1.0]
    assert told[-1] == (510, 510)
    assert (360, 510) in told, "half of the last 300 is learned from"


def test_a_level_is_the_mean_of_its_draws_with_students_interval() -> None:
    right = [np.array([True] * n + [False] * (10 - n)) for n in (5, 6, 7, 9)]
    found = levels([Point("a", 20, d, r) for d, r in enumerate(right[:3])] + [Point("a", 99, 0, right[3])])
    low, high = stats.t.interval(0.95, 2, loc=0.6, scale=stats.sem([0.5, 0.6, 0.7]))
    assert (found[0].mean, found[0].low, found[0].high) == pytest.approx((0.6, low, high))
    assert (found[0].draws, found[1].draws) == (3, 1)
    theirs = stats.binomtest(9, 10).proportion_ci(method="wilson")
    assert (found[1].low, found[1].high) == pytest.approx((theirs.low, theirs.high))


def test_a_lead_compares_draw_with_the_same_draw() -> None:
    """Draws differ by far more than the two do: only pairing shows that one is always ahead by .1."""
    made = [
        Point(name, 20, draw, np.arange(10) < n + (name == "a"))
        for draw, n in enumerate((2, 5, 8))
        for name in ("a", "b")
    ]
    lead = leads(made, "a", "b")[0]
    assert (lead.difference, lead.low, lead.high) == pytest.approx((0.1, 0.1, 0.1))
    assert lead.clear
    once = leads([Point("a", 9, 0, np.arange(100) < 60), Point("b", 9, 0, np.arange(100) < 50)], "a", "b")[0]
    spread = 1.96 * np.std([1] * 10 + [0] * 90) / 10
    assert (once.difference, once.low, once.high) == pytest.approx((0.1, 0.1 - spread, 0.1 + spread))
    assert leads(made, "a", "c") == []


def test_where_a_lead_is_lost() -> None:
    def lead(size: int, difference: float) -> Lead:
        return Lead(size, difference, difference, difference)

    assert crossing([lead(10, 0.3), lead(100, 0.1), lead(1000, -0.1)]) == pytest.approx(10**2.5)
    assert crossing([lead(10, -0.3), lead(100, -0.1)]) is None  # never ahead
    assert crossing([lead(10, -0.3), lead(100, 0.1)]) is None  # ahead at the end
    assert crossing([]) is None


def test_what_cannot_be_is_said(parts: tuple[Labelled, Labelled]) -> None:
    with pytest.raises(SettingError, match="must be 2 or more"):
        CurveSettings((1, 20))
    with pytest.raises(SettingError, match="drawn 1 to 100 times, not 0"):
        CurveSettings(draws=0)
    with pytest.raises(SelectionError, match="more sentences than 500, not 300"):
        next(points([Contender("NB", CountSettings())], *parts, CurveSettings((500,))))


def test_vectors_lead_with_few_labels_and_are_overtaken(films: Labelled, judgements: WordVectors) -> None:
    """On words that say it plainly the mean of vectors knows after two sentences what counts have to be told."""
    two = films.chosen(np.array([0, 3]))
    tested = Labelled("t", (("great",), ("fine",), ("awful",), ("dull",)), np.array([1, 1, 0, 0]), films.classes)
    found = list(
        points(
            [Contender("mean", AverageSettings(), judgements), Contender("NB", CountSettings())],
            Labelled("l", two.sentences * 2, np.tile(two.labels, 2), films.classes),
            tested,
            CurveSettings((2,), 1, seed=1),
        )
    )
    assert [point.accuracy for point in found if point.size == 4] == [1.0, 0.5]
