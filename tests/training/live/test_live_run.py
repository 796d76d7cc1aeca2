"""A run that is played, paused and stepped: orders, moments, history, fair share."""

import math
import threading
import time

import numpy as np
import pytest

from explorer.errors import SettingError
from explorer.figures.live import Cursor, View, answer
from explorer.text import corpus
from explorer.text.corpus import Corpus
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer
from explorer.training.live.fair_share import FairShare
from explorer.training.live.history import CAPACITY, LossHistory
from explorer.training.live.live_run import HELD_OUT_EVERY, LiveRun
from tests.live_runs import seen, unpack
from tests.waiting import until

SMALL = SGNSSettings(dim=8, window=2, negatives=2, batch=8)


def test_steps_are_those_of_the_trainer_alone(run: LiveRun) -> None:
    """Watching changes nothing: 30 clicks of one step give the digits of 30 steps of the bare trainer."""
    alone = SGNSTrainer(run.corpus, SMALL)
    for _ in range(30):
        alone.step()
    for _ in range(10):
        run.step(1)
    run.step(20)
    until(lambda: run.moment.steps_done == 30)
    np.testing.assert_array_equal(run.moment.v_in, alone.v_in)
    np.testing.assert_array_equal(run.moment.v_out, alone.v_out)
    assert len(run.history) == 30


def test_reset_begins_the_same_run_again(run: LiveRun) -> None:
    before = run.moment.v_in
    run.step(5)
    until(lambda: run.moment.steps_done == 5)
    first = run.moment.v_in
    assert not np.array_equal(before, first)
    run.reset()
    until(lambda: run.moment.steps_done == 0)
    np.testing.assert_array_equal(run.moment.v_in, before)
    assert len(run.history) == 0
    run.step(5)
    until(lambda: run.moment.steps_done == 5)
    np.testing.assert_array_equal(run.moment.v_in, first)


class Clock:
    """The time module of the run, with hands that only a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        pass


class NobodysTurn(FairShare):
    """Gives no turns: the test takes them itself."""

    def wake(self, run: object) -> None:
        pass


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in ("pace", "live_run"):
        monkeypatch.setattr(f"explorer.training.live.{module}.time", clock)
    return clock


@pytest.mark.parametrize("speed", [1, 5, 20, 100, 500])
def test_play_keeps_to_its_speed(royals: Corpus, clock: Clock, speed: float) -> None:
    run = LiveRun(royals, SMALL, NobodysTurn())
    run.set_speed(speed)
    run.play()
    begun = clock.now
    while clock.now - begun < 2:
        wait = run.advance(0.02)
        assert wait is not None
        assert run.trainer.steps_done <= speed * (clock.now - begun) + 1.001, "never faster than asked"
        clock.now += max(wait, 0.005)
    assert run.trainer.steps_done >= speed * (clock.now - begun - 0.1) - 1
    run.pause()
    assert run.advance(0.02) is None, "paused is paused"
    done = run.trainer.steps_done
    assert run.moment.steps_done == done, "the last moment shows the last step"
    clock.now += 10
    assert run.advance(0.02) is None
    assert run.trainer.steps_done == done


def test_after_a_stop_of_the_machine_it_does_not_run_after_its_speed(royals: Corpus, clock: Clock) -> None:
    run = LiveRun(royals, SMALL, NobodysTurn())
    run.set_speed(20)
    run.play()
    run.advance(0.02)
    clock.now += 60
    taken = run.trainer.steps_done
    run.advance(0)  # one step is due, and then the time that was lost is forgotten
    run.advance(0)
    assert run.trainer.steps_done <= taken + 2


def test_how_long_the_steps_of_a_click_take_follows_from_those_taken(royals: Corpus, clock: Clock) -> None:
    run = LiveRun(royals, SMALL, NobodysTurn())
    run.step(1000)
    for _ in range(20):
        run.advance(0)  # one step
        clock.now += 0.1
    assert run.standing.seconds_left == pytest.approx(98, rel=0.01)
    said = unpack(answer(run.moment, run.standing, {}))[0]["due"]
    assert said == "about 2 minutes"
    run.pause()
    assert run.standing.seconds_left is None
    assert unpack(answer(run.moment, run.standing, {}))[0]["due"] == ""


def test_the_held_out_loss_is_measured_while_it_plays(royals: Corpus, clock: Clock) -> None:
    run = LiveRun(royals, SMALL, NobodysTurn())
    run.set_speed(100)
    run.play()
    while clock.now < 3:
        clock.now += run.advance(0.02) or 0.0
    assert run.playing
    held_out = run.moment.curve.points[2]
    measured = held_out[~np.isnan(held_out)]
    assert 3 / HELD_OUT_EVERY - 2 <= len(measured) <= 3 / HELD_OUT_EVERY + 2
    assert len(set(measured.tolist())) == len(measured), "of the vectors as they were then"


def test_orders_do_not_wait_for_a_turn_to_end(run: LiveRun) -> None:
    in_turn, go_on = threading.Event(), threading.Event()

    def hold() -> None:  # a turn that does not end
        in_turn.set()
        assert go_on.wait(20)

    run.watch(hold)
    run.set_speed(math.inf)
    run.play()
    assert in_turn.wait(20)
    run.pause()
    assert not run.playing
    run.play()
    run.step(3)
    run.set_speed(5)
    run.rewind(0)
    run.reset()
    go_on.set()
    run.close()


def test_a_moment_is_never_changed_afterwards(run: LiveRun) -> None:
    moment = run.moment
    copy = moment.v_in.copy()
    run.step(50)
    until(lambda: run.moment.steps_done == 50)
    np.testing.assert_array_equal(moment.v_in, copy)
    with pytest.raises(ValueError, match="read-only"):
        run.moment.v_in[0, 0] = 1.0


def test_the_held_out_loss_starts_at_the_untrained_loss(run: LiveRun) -> None:
    run.step(1)
    until(lambda: run.moment.steps_done == 1)
    held = run._held  # a negative that is the context word itself does not count
    counted = (held.negative != held.context[:, None]).sum(axis=1).mean()
    assert run.history.held_out[0] == pytest.approx((1 + counted) * math.log(2), abs=0.001)
    run.step(3000)
    until(lambda: run.moment.steps_done == 3001, seconds=20)
    assert run.history.latest_held_out < 0.85 * 3 * math.log(2)


def test_held_out_sentences_are_not_trained_on(run: LiveRun) -> None:
    assert run.is_held_out
    assert len(run.corpus.tokens) < len(run.whole.tokens)
    assert run.corpus.sentences == run.whole.sentences - len(run._held.sentences)


def test_divergence_pauses_with_a_sentence(royals: Corpus) -> None:
    run = LiveRun(royals, SGNSSettings(dim=8, learning_rate=10, batch=64), FairShare(threads=1))
    run.set_speed(math.inf)
    run.play()
    until(lambda: bool(run.moment.trouble), seconds=20)
    assert "Training diverged at step" in run.moment.trouble
    assert not run.playing
    assert np.abs(run.moment.v_in).max() < 1000, "the last good state is kept"
    assert run.moment.trouble.endswith(f"The vectors are again those of step {run.moment.steps_done}.")
    assert len(run.history) > run.moment.steps_done, "the curve shows what happened"
    seen(run, Cursor(), View())
    ahead = run.moment.steps_done
    run.set_rate(0.01)
    run.step(1)
    until(lambda: run.moment.steps_done == ahead + 1)
    assert not run.moment.trouble
    assert len(run.history) == ahead + 1
    run.reset()
    until(lambda: not run.moment.trouble)


def test_values_out_of_range_are_refused(run: LiveRun) -> None:
    with pytest.raises(SettingError, match="between 1 and 1,000,000 steps, not 0"):
        run.step(0)
    with pytest.raises(SettingError, match="no speed of 7 steps"):
        run.set_speed(7)
    with pytest.raises(SettingError, match="not at nan"):
        run.set_rate(math.nan)


def test_it_knows_its_text_and_settings(run: LiveRun, royals: Corpus) -> None:
    assert run.is_of(royals, SMALL)
    again = corpus.from_text(corpus.read_packaged("royals"), name="The royal family")
    assert run.is_of(again, SMALL)
    assert not run.is_of(royals, SGNSSettings())
    assert not run.is_of(corpus.from_text("a b c. b c d.", name="other"), SMALL)


def test_history_merges_pairs_of_points() -> None:
    history = LossHistory()
    for step in range(CAPACITY + 10):
        history.add(float(step))
        if step == 0:
            history.add_held_out(5.0)
    assert history.width == 2
    assert len(history) == CAPACITY // 2 + 5
    assert list(history.means[:2]) == [0.5, 2.5]
    assert history.held_out[0] == 5.0
    assert math.isnan(history.held_out[1])


class Counter:
    """Wants turns for ever and counts them."""

    def __init__(self, pause: float = 0.001) -> None:
        self.turns = 0
        self.pause = pause
        self.inside = 0
        self.most_inside = 0

    def advance(self, seconds: float) -> float:
        self.inside += 1
        self.most_inside = max(self.most_inside, self.inside)
        time.sleep(min(self.pause, seconds))
        self.inside -= 1
        self.turns += 1
        return 0.0


def test_thirty_share_two_threads_fairly() -> None:
    share = FairShare(threads=2)
    assert share.crowd == 0
    before = threading.active_count()
    runs = [Counter() for _ in range(30)]
    for run in runs:
        share.wake(run)
    assert share.crowd == 30
    until(lambda: max(run.turns for run in runs) >= 8)
    assert threading.active_count() - before <= 2
    turns = [run.turns for run in runs]
    assert min(turns) >= 0.5 * max(turns) > 0
    assert all(run.most_inside == 1 for run in runs), "a run is never served by two threads"
    for run in runs:
        share.forget(run)


def test_threads_end_when_there_is_nothing_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explorer.training.live.fair_share.IDLE", 0.05)
    share = FairShare(threads=2)
    run = Counter()
    share.wake(run)
    until(lambda: run.turns > 0)
    share.forget(run)
    until(lambda: share.alive == 0)
    share.wake(run)
    turns = run.turns
    until(lambda: run.turns > turns)
    share.forget(run)


def test_a_click_goes_first() -> None:
    """Six runs take turns; one that is woken during a turn of another has the very next."""
    share = FairShare(threads=1)
    turns: list[object] = []
    held, go_on = threading.Event(), threading.Event()

    class Noted(Counter):
        def advance(self, seconds: float) -> float:
            turns.append(self)
            if len(turns) == 20:
                held.set()
                go_on.wait(5)
            return super().advance(seconds)

    busy = [Noted() for _ in range(6)]
    for run in busy:
        share.wake(run)
    assert held.wait(5)
    clicked = Noted()
    share.wake(clicked)
    go_on.set()
    until(lambda: len(turns) > 20)
    assert turns[20] is clicked
    for run in [*busy, clicked]:
        share.forget(run)
