"""Work of several parts is told as one whole, and from its own pace follows how long the rest takes."""

import pytest

from explorer.progress import FINE, Forecast, parts
from tests.forecast import Clock, forecast_of, reported


def test_parts_within_parts_add_up_to_the_whole() -> None:
    told: list[tuple[int, int]] = []
    first, second = parts(lambda *at: told.append(at), [1, 4])
    inner = parts(second, [2, 2])
    for part in (first, *inner):
        for done in range(6):
            part(done, 5)
    assert told[5] == (FINE // 5, FINE)
    assert told[11] == (FINE // 5 + FINE * 2 // 5, FINE)
    assert told[-1] == (FINE, FINE)
    assert told == sorted(told)


def test_what_is_not_known_counts_as_nothing_and_a_report_may_end_the_work() -> None:
    told: list[tuple[int, int]] = []

    def report(done: int, total: int) -> None:
        told.append((done, total))
        if done > FINE // 2:
            raise InterruptedError

    first, second = parts(report, [1, 1])
    first(0, 0)
    second(7, 0)
    with pytest.raises(InterruptedError):
        second(1, 9)
    assert told == [(0, FINE), (FINE // 2, FINE), (5556, FINE)]


def test_the_time_left_follows_from_the_pace_and_passes_between_reports() -> None:
    clock = Clock()
    forecast = Forecast(clock)
    assert forecast.seconds_left is None
    reported(forecast, clock, (5, 0), (15, 20))
    assert forecast.seconds_left == pytest.approx(40)  # 20 took 10 s, so 80 take 40 s
    clock.now = 27
    assert forecast.seconds_left == pytest.approx(28)
    clock.now = 99
    assert forecast.seconds_left == 0  # late, but never less


def test_nothing_is_said_of_a_pace_before_it_can_be_judged() -> None:
    assert forecast_of((0, 0), (0.9, 50)).seconds_left is None, "too short a time"
    forecast = forecast_of((0, 0), (60, 0))
    assert forecast.seconds_left is None, "nothing done"
    forecast.report(7, 0)
    assert forecast.seconds_left is None, "nobody knows of how much"


def test_of_very_long_work_a_few_seconds_tell_enough() -> None:
    clock = Clock()
    forecast = Forecast(clock)
    forecast.report(0, 10_000)
    clock.now = 4.0
    forecast.report(4, 10_000)
    assert forecast.seconds_left is None
    clock.now = 6.0
    forecast.report(6, 10_000)
    assert forecast.seconds_left == pytest.approx(9994)


def test_what_was_found_done_tells_nothing_of_the_pace() -> None:
    assert forecast_of((1, 60), (11, 70)).seconds_left == pytest.approx(30)


@pytest.mark.parametrize("first", [1, 4])
def test_a_leap_to_what_another_has_done_tells_nothing_of_the_pace(first: int) -> None:
    """Work that begins at nothing, finds that another has done half, and then waits for it: one in each second."""
    leap = [(0.0, 0), (0.2, 50)]
    slow = [(0.2 + first + second, 51 + second) for second in range(12)]
    assert forecast_of(*leap, *slow).seconds_left == pytest.approx(38, rel=0.05)
    later = [(float(second), second) for second in range(11)]
    assert forecast_of(*later, (10.1, 60), *[(10.1 + more, 60 + more) for more in range(1, 5)]).seconds_left == (
        pytest.approx(36, rel=0.05)
    )


def test_work_that_is_fast_at_last_is_judged_by_that_pace() -> None:
    """A minute for the first hundredth, such as a compilation, and then ten in each second."""
    assert forecast_of((0, 0), (60, 1), *[(60 + k / 10, 1 + k) for k in range(1, 21)]).seconds_left == (
        pytest.approx(7.9, rel=0.1)
    )


def test_time_before_it_is_known_how_much_there_is_does_not_count() -> None:
    clock = Clock()
    forecast = Forecast(clock)
    forecast.report(0, 0)
    clock.now = 60
    forecast.report(5, 0)
    reported(forecast, clock, (70, 50), (80, 60))
    assert forecast.seconds_left == pytest.approx(40)


def test_a_part_that_begins_anew_is_judged_by_itself() -> None:
    assert forecast_of((0, 0), (10, 100), (11, 1), (21, 11)).seconds_left == pytest.approx(89)


def test_a_slower_second_half_is_soon_judged_by_its_own_pace() -> None:
    """A minute into the half that takes ten times as long, hardly anything is left of the pace of the first."""
    fast = [(float(second), 5 * second) for second in range(11)]  # 5 a second, up to 50
    slow = [(10.0 + 2 * more, 50 + more) for more in range(1, 31)]  # half a one a second, up to 80
    assert forecast_of(*fast).seconds_left == pytest.approx(10)
    assert forecast_of(*fast, *slow).seconds_left == pytest.approx(40, rel=0.2)


@pytest.mark.parametrize("gap", [5, 30, 300])
def test_one_long_gap_does_not_change_the_time_left(gap: int) -> None:
    """One in each second, and once nothing for a while: the rest takes as long as before."""
    before = [(float(second), second) for second in range(21)]
    after = [(float(gap + second), second) for second in range(21, 26)]
    for seen in range(1, 6):
        assert forecast_of(*before, *after[:seen]).seconds_left == pytest.approx(80 - seen, rel=0.05)


def test_a_gap_in_the_first_report_counts_until_there_is_another_pace() -> None:
    assert forecast_of((0, 0), (10, 1)).seconds_left == pytest.approx(990)
    assert forecast_of((0, 0), (10, 1), (10.5, 2), (11, 3), (11.5, 4)).seconds_left == pytest.approx(48)


def test_gaps_that_come_again_are_the_pace() -> None:
    """Four reports in a second, then a wait of four seconds, again and again: four take five seconds."""
    told = [(5 * turn + (part + 1) / 4, 4 * turn + part + 1) for turn in range(10) for part in range(4)]
    assert forecast_of((0, 0), *told).seconds_left == pytest.approx(60 * 5 / 4, rel=0.3)
