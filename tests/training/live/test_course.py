"""Going on from any moment, and following a course again, gives the digits of the run that never stopped."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.errors import SettingError
from explorer.text.corpus import Corpus
from explorer.training.lecture.pairs import PairStream
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer
from explorer.training.lessons.one_update import one_update
from explorer.training.live.course import Change, read, written
from explorer.training.live.fair_share import FairShare
from explorer.training.live.live_run import LiveRun
from tests.live_runs import reach, step

SMALL = SGNSSettings(dim=6, window=3, negatives=3, batch=20, sample=0.02)


def assert_same(one: LiveRun, other: LiveRun) -> None:
    np.testing.assert_array_equal(one.moment.v_in, other.moment.v_in)
    np.testing.assert_array_equal(one.moment.v_out, other.moment.v_out)


@pytest.mark.parametrize("taken", [0, 1, 7, 50, 5000, 60_000])
def test_a_stream_goes_on_where_another_stood(royals: Corpus, taken: int) -> None:
    """At the beginning, within a centre's pairs, within a block, and several epochs later."""
    options = {"window": 4, "dynamic": True, "sample": 0.01}
    first = PairStream(royals, **options, rng=np.random.default_rng(3))
    if taken:
        first.take(taken)
    second = PairStream(royals, **options, rng=np.random.default_rng(99))
    second.go_to(first.place)
    for B in (1, 13, 20_000):
        ours, theirs = second.take(B), first.take(B)
        np.testing.assert_array_equal(ours.centre_at, theirs.centre_at)
        np.testing.assert_array_equal(ours.context_at, theirs.context_at)
        assert ours.words_seen == theirs.words_seen


def test_a_place_can_be_gone_on_from_twice(royals: Corpus) -> None:
    first = PairStream(royals, window=2, dynamic=True, sample=0, rng=np.random.default_rng(3))
    first.take(33)
    second = PairStream(royals, window=2, dynamic=True, sample=0, rng=np.random.default_rng(4))
    second.go_to(first.place)
    again = second.place
    assert (again.epoch, again.sentence) == (first.place.epoch, first.place.sentence)
    assert (again.centre_at, again.given) == (first.place.centre_at, first.place.given)
    np.testing.assert_array_equal(first.take(10).centre_at, second.take(10).centre_at)


def test_another_window_goes_on_at_the_same_word(royals: Corpus) -> None:
    first = PairStream(royals, window=2, dynamic=False, sample=0, rng=np.random.default_rng(3))
    last = int(first.take(100).centre_at[-1])
    second = PairStream(royals, window=8, dynamic=False, sample=0, rng=np.random.default_rng(3))
    second.go_to(first.place)
    assert int(second.take(1).centre_at[0]) in {last, last + 1}


def test_a_branch_with_the_same_settings_is_the_run_that_went_on(run: LiveRun, royals: Corpus) -> None:
    step(run, 137)
    branch = LiveRun(royals, SMALL, run.turns, start=run.now())
    step(run, 400)
    step(branch, 400)
    assert branch.moment.steps_done == run.moment.steps_done == 537
    assert_same(branch, run)
    assert branch.moment.epoch == run.moment.epoch
    early = run.checkpoints.at(100)
    older = LiveRun(royals, SMALL, run.turns, start=early)
    step(older, 537 - early.step)
    assert_same(older, run)


def test_a_branch_with_another_seed_draws_anew(run: LiveRun, royals: Corpus) -> None:
    step(run, 50)
    branch = LiveRun(royals, replace(SMALL, seed=9), run.turns, start=run.now())
    step(run, 30)
    step(branch, 30)
    assert not np.array_equal(branch.moment.v_in, run.moment.v_in)
    assert branch.moment.epoch == pytest.approx(run.moment.epoch, abs=0.05)


def test_after_going_back_the_same_steps_come_again(run: LiveRun) -> None:
    step(run, 300)
    whole = run.moment
    run.rewind(150)
    reach(run, 150)
    step(run, 150)
    np.testing.assert_array_equal(run.moment.v_in, whole.v_in)
    assert run.moment.epoch == whole.epoch


def test_a_course_followed_again_gives_the_same_digits(run: LiveRun, royals: Corpus) -> None:
    """The rate changed twice, some single pairs, once back in time: the link of it all, and the trainer by hand."""
    step(run, 40)
    run.set_rate(0.2)
    step(run, 30)
    for goal in range(71, 76):
        run.take_pair()
        reach(run, goal)
    run.set_rate(0.01)
    step(run, 60)
    run.rewind(100)
    reach(run, 100)
    run.set_rate(0.1)
    step(run, 30)
    done = run.moment.steps_done
    again = LiveRun(royals, SMALL, run.turns, begin_at=done, planned=read(written(run.course)))
    reach(again, done)
    assert_same(again, run)
    assert again.course == run.course
    by_hand = SGNSTrainer(run.corpus, SMALL)
    for number in range(done):
        for change in run.course:
            if change.step == number and change.rate:
                by_hand.learning_rate = change.rate
        _ = one_update(by_hand) if 70 <= number < 75 else by_hand.step()
    np.testing.assert_array_equal(by_hand.v_in, run.moment.v_in)


def test_touching_the_run_ends_the_plan_and_a_reset_takes_it_up(royals: Corpus) -> None:
    run = LiveRun(royals, SMALL, FairShare(threads=1), planned=read("0.5@10, single@20"))
    step(run, 5)
    run.set_rate(0.3)
    step(run, 25)
    assert written(run.course) == "0.3@5"
    run.reset()
    reach(run, 0)
    step(run, 25)
    assert written(run.course) == "0.5@10,single@20"


def test_the_step_of_a_branch_is_kept_for_good(royals: Corpus) -> None:
    run = LiveRun(royals, SMALL, FairShare(threads=1), always=101)
    run.checkpoints.capacity = 8
    step(run, 400)
    assert 101 in run.checkpoints.steps
    assert len(run.checkpoints.kept) == 8


def test_courses_are_read_and_written() -> None:
    text = "0.0123@5,single@70,batch@75,2@80"
    assert written(read(text)) == text
    assert read("") == read(" , ") == ()
    assert read(" 2 @ 80 ,0.0123@5") == (Change(5, rate=0.0123), Change(80, rate=2.0))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("fast", "“fast” is not a change of a run: write the new learning rate"),
        ("0.1@", "and a step up to 1,000,000, such as 0.01@1200."),
        ("0.1@-3", "is not a change of a run"),
        ("0.1@1e3", "is not a change of a run"),
        ("0.1@99999999999999999999", "a step up to 1,000,000"),
        ("11@5", "“11@5” is not a change of a run: before the @ goes a learning rate above 0 and not above 10"),
        ("nan@5", "goes a learning rate above 0"),
        ("0@5", "goes a learning rate above 0"),
        ("slow@5", "goes a learning rate above 0"),
        ("1@1," * 201, "A run can be changed 200 times on its way, not 201 times."),
    ],
)
def test_what_is_no_course_is_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(SettingError) as error:
        read(text)
    assert sentence in str(error.value)
