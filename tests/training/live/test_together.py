"""Two runs that keep step, played, paused, stopped by divergence, parted and closed."""

import math
import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from explorer.text.corpus import Corpus
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer
from explorer.training.live.fair_share import FairShare
from explorer.training.live.live_run import LiveRun
from explorer.training.live.together import Together
from tests.waiting import until

SMALL = SGNSSettings(dim=6, window=2, negatives=2, batch=8)
SLOW = replace(SMALL, dim=200, negatives=20, batch=256)  # a step of it takes many times as long


def pair(royals: Corpus, *, behind: int = 0, other: SGNSSettings = SLOW) -> tuple[LiveRun, LiveRun, Together]:
    share = FairShare(threads=2)
    first, second = LiveRun(royals, SMALL, share, begin_at=behind), LiveRun(royals, other, share)
    until(lambda: first.moment.steps_done == behind)
    return first, second, Together(first, second, share)


def digits_of(run: LiveRun) -> np.ndarray:
    """What the trainer alone comes to at that step."""
    alone = SGNSTrainer(run.corpus, run.settings)
    for _ in range(run.moment.steps_done):
        alone.step()
    return alone.v_in


@pytest.mark.parametrize("speed", [20, 500, math.inf])
def test_while_they_play_no_moment_of_one_is_ahead_of_the_other(royals: Corpus, speed: float) -> None:
    first, second, _ = pair(royals)
    apart: list[int] = []

    def look() -> None:  # after each picture, of whichever run
        apart.append(abs(first.trainer.steps_done - second.trainer.steps_done))

    for run in (first, second):
        run.watch(look)
        run.set_speed(speed)
    first.play()  # a click reaches one a little earlier than the other
    until(lambda: second.moment.steps_done > 3)
    second.play()
    until(lambda: first.moment.steps_done > 25)
    second.pause()
    first.pause()
    until(lambda: first.standing.still and second.standing.still)
    assert first.moment.steps_done == second.moment.steps_done
    assert set(apart) == {0}
    np.testing.assert_array_equal(first.moment.v_in, digits_of(first))
    np.testing.assert_array_equal(second.moment.v_in, digits_of(second))
    first.close()
    second.close()


def test_the_one_that_is_behind_catches_up_first(royals: Corpus) -> None:
    first, second, _ = pair(royals, behind=60, other=replace(SMALL, seed=4))
    for run in (first, second):
        run.set_speed(1)
        run.play()
    until(lambda: second.moment.steps_done >= 60)
    assert first.trainer.steps_done <= second.trainer.steps_done + 1
    for run in (first, second):
        run.pause()
    until(lambda: first.standing.still and second.standing.still)
    assert first.moment.steps_done == second.moment.steps_done


def test_steps_that_are_asked_for_are_taken_by_each(royals: Corpus) -> None:
    first, second, _ = pair(royals)
    for run in (first, second):
        run.step(20)
    until(lambda: first.moment.steps_done == second.moment.steps_done == 20)


def test_one_that_diverged_is_not_waited_for(royals: Corpus) -> None:
    first, second, _ = pair(royals, other=replace(SMALL, learning_rate=10, batch=64))
    for run in (first, second):
        run.set_speed(math.inf)
        run.play()
    until(lambda: second.has_stopped)
    done = first.trainer.steps_done
    until(lambda: first.trainer.steps_done > done + 20)
    assert first.playing
    first.close()
    second.close()


def test_parted_or_left_alone_a_run_goes_on_by_itself(royals: Corpus) -> None:
    first, second, together = pair(royals)
    together.part()
    first.step(30)
    until(lambda: first.moment.steps_done == 30)
    assert second.moment.steps_done == 0
    again = Together(first, second, together._share)
    second.close()
    first.step(5)
    until(lambda: first.moment.steps_done == 35)
    third = LiveRun(royals, SMALL, together._share)
    Together(first, third, together._share)
    first.step(5)
    until(lambda: first.moment.steps_done == 40)
    assert again.advance(0.01) is None, "the pair that was has nobody left"


def test_a_run_is_taken_over_in_the_middle_of_its_turn(royals: Corpus) -> None:
    """Two threads never train one run at once."""
    share = FairShare(threads=2)
    first, second = LiveRun(royals, SMALL, share), LiveRun(royals, SMALL, share)
    in_turn, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        in_turn.set()
        assert go_on.wait(20)

    first.watch(hold)
    first.step(10)
    assert in_turn.wait(20)
    first.unwatch(hold)
    Together(first, second, share)
    second.step(10)
    time.sleep(0.05)
    assert second.trainer.steps_done == 0, "the pair waits for the turn to end"
    go_on.set()
    until(lambda: first.moment.steps_done == second.moment.steps_done == 10)
    np.testing.assert_array_equal(first.moment.v_in, digits_of(first))


def test_nobody_keeps_step_with_themselves(royals: Corpus) -> None:
    run = LiveRun(royals, SMALL, FairShare(threads=1))
    with pytest.raises(ValueError, match="not with itself"):
        Together(run, run, FairShare(threads=1))
