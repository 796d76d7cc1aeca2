"""Work of several parts is told as one whole, which never goes back and ends at its end."""

import pytest

from explorer.progress import FINE, parts


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
