"""Looking changes nothing, and any step that was is to be seen again, to the last bit."""

import itertools
import math
import sys
import threading

import numpy as np
import pytest

from explorer.figures.live import Cursor, View, answer
from explorer.text.corpus import Corpus
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer
from explorer.training.lessons.one_update import OneUpdate, one_update, pairs_shown, watched_step
from explorer.training.live.course import Change
from explorer.training.live.fair_share import FairShare
from explorer.training.live.history import LossHistory
from explorer.training.live.live_run import LiveRun
from explorer.training.live.moment import chosen_rows
from explorer.training.live.past import moment_at
from explorer.ui.canvas.live.conversation import Conversation
from tests.live_runs import seen, step, unpack

SMALL = SGNSSettings(dim=6, window=3, negatives=3, batch=20, sample=0.02)


def assert_same(one: OneUpdate, other: OneUpdate) -> None:
    assert (one.pair, one.rate, one.step.loss) == (other.pair, other.rate, other.step.loss)
    for name in ("v_before", "v_after", "u_before", "u_after", "chance", "touched_in", "touched_out"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_a_step_under_the_x_ray_is_the_step_without_it(royals: Corpus) -> None:
    plain, watched = SGNSTrainer(royals, SMALL), SGNSTrainer(royals, SMALL)
    for _ in range(25):
        plain.step()
        before = watched.v_in.copy(), watched.v_out.copy()
        update = watched_step(watched, watched.batch)
    np.testing.assert_array_equal(plain.v_in, watched.v_in)
    np.testing.assert_array_equal(plain.v_out, watched.v_out)
    for touched, matrix, old in zip(
        (update.touched_in, update.touched_out), (watched.v_in, watched.v_out), before, strict=True
    ):
        np.testing.assert_array_equal(touched, np.flatnonzero((matrix != old).any(axis=1)))
    assert update.pair == pairs_shown(update.step.pairs)[0]
    centre = update.step.pairs.centre[update.pair]
    np.testing.assert_array_equal(update.v_before, before[0][centre])
    np.testing.assert_array_equal(update.v_after, watched.v_in[centre])
    np.testing.assert_array_equal(update.u_before[0], before[1][update.step.pairs.context[update.pair]])


def test_in_the_first_step_no_v_moves_because_every_u_is_zero(royals: Corpus) -> None:
    update = one_update(SGNSTrainer(royals, SMALL))
    np.testing.assert_array_equal(update.v_after, update.v_before)
    assert not update.u_before.any()
    assert update.u_after.any()


def test_any_step_comes_again_bit_for_bit(royals: Corpus) -> None:
    """Five steps of a run whose rate was changed and which took single pairs, against a trainer led by hand."""
    run = LiveRun(royals, SMALL, FairShare(threads=1))
    step(run, 140)
    run.set_rate(0.2)
    step(run, 60)
    run.take_pair()
    while run.moment.steps_done < 201:
        pass
    step(run, 99)
    now = run.moment
    by_hand = SGNSTrainer(run.corpus, SMALL)
    for number in range(300):
        by_hand.learning_rate = 0.2 if number >= 140 else SMALL.learning_rate
        update = watched_step(by_hand, 1 if number == 200 else by_hand.batch)
        if number + 1 in {1, 77, 141, 201, 299}:
            again = moment_at(now, run.corpus, SMALL, number + 1)
            assert again.steps_done == number + 1
            assert again.update is not None
            assert_same(again.update, update)
            np.testing.assert_array_equal(again.v_in, by_hand.v_in)
            np.testing.assert_array_equal(again.v_out, by_hand.v_out)
            assert again.epoch == by_hand.epoch
    np.testing.assert_array_equal(now.v_in, by_hand.v_in)
    to_come = moment_at(now, run.corpus, SMALL, 301)
    assert to_come.update is not None
    assert_same(to_come.update, watched_step(by_hand, by_hand.batch))


def test_looking_never_trains(run: LiveRun) -> None:
    """The X-ray of a run that stands still: the step that would come, then the last; the course stays empty."""
    looked = Conversation(run)
    looked.hear({"op": "look", "id": 1, "matrix": "v", "shown": 50, "xray": True})
    looked.say()
    header, arrays = unpack(looked.say())
    assert header["update"]["to_come"]
    assert header["update"]["step"] == 1
    assert run.moment.steps_done == run.trainer.steps_done == 0
    step(run, 30)
    header, arrays = unpack(looked.say())
    assert not header["update"]["to_come"]
    by_hand = SGNSTrainer(run.corpus, SMALL)
    for _ in range(30):
        update = watched_step(by_hand, by_hand.batch)
    np.testing.assert_array_equal(arrays["x_v"], np.concatenate([update.v_before, update.v_after]))
    np.testing.assert_array_equal(run.moment.v_in, by_hand.v_in)
    assert run.course == ()
    looked.end()
    step(run, 5)
    assert run.moment.update is None, "nobody looks any more"


def test_a_pair_of_its_own_is_one_step_and_then_batches_again(run: LiveRun) -> None:
    step(run, 10)
    run.take_pair()
    while run.moment.steps_done < 11:
        pass
    assert run.moment.last is not None
    assert len(run.moment.last.pairs) == 1
    step(run, 1)
    assert run.moment.last is not None
    assert len(run.moment.last.pairs) == SMALL.batch
    assert run.course == (Change(10, one_by_one=True), Change(11, one_by_one=False))


def test_a_past_moment_is_past_in_all_that_a_frame_shows(run: LiveRun) -> None:
    step(run, 300)
    pairs, view = ((1, 2), (3, 4)), View(at=123, probes=(5,), rows=(7,), pairs=((1, 2), (3, 4)), shown=40)
    header, arrays = unpack(seen(run, Cursor(), view))
    fresh = SGNSTrainer(run.corpus, SMALL)
    for _ in range(123):
        last = fresh.step()
    assert header["at"] == 123
    assert header["step"] == 300
    assert header["epoch"] == pytest.approx(fresh.epoch, abs=1e-4)
    unit = fresh.v_in / np.linalg.norm(fresh.v_in, axis=1, keepdims=True)
    assert header["similar_then"] == pytest.approx([float(unit[a] @ unit[b]) for a, b in pairs], abs=1e-4)
    assert header["probes"][0][1][0] == np.argsort(-(unit @ unit[5]))[1]
    np.testing.assert_allclose(arrays["heat_v"] * header["heat_v"], fresh.v_in[7], atol=header["heat_v"])
    pair = pairs_shown(last.pairs)[0]
    np.testing.assert_allclose(arrays["values"][0], last.score[pair])
    smoothed = run.history.smoothed[122]
    assert header["loss"] == pytest.approx(smoothed, abs=1e-4)
    centred = fresh.v_in[:40] - fresh.v_in[:40].mean(axis=0)
    singular = np.linalg.svd(centred, compute_uv=False) ** 2
    # The axes are led on from checkpoint to checkpoint: they span the plane of the two main ones, turned within it.
    assert sum(header["map"]["held"]) == pytest.approx((singular / singular.sum())[:2].sum(), abs=2e-3)


def test_going_back_to_a_step_that_is_not_kept_comes_to_its_very_digits(run: LiveRun) -> None:
    step(run, 260)
    assert 251 not in run.checkpoints.steps
    wanted = run.at(251)
    run.rewind(251)
    while run.moment.steps_done != 251:
        pass
    np.testing.assert_array_equal(run.moment.v_in, wanted.v_in)
    assert run.course == ()


def test_frames_made_while_it_trains_have_columns_of_one_length(run: LiveRun) -> None:
    """One thread adds to the history and publishes, the other makes frames; each frame is one whole curve."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    over = threading.Event()

    def write() -> None:
        for number in itertools.count():
            run.history.add(float(number))
            run.history.add_held_out(float(number))
            if number % 3 == 0:
                run._publish()
            if over.is_set():
                return

    writer = threading.Thread(target=write)
    writer.start()
    torn = 0
    try:
        for _ in range(1000):
            header, arrays = unpack(seen(run, Cursor(), View(shown=2)))
            means, smoothed, held_out = (
                arrays["curve"].reshape(3, -1) if len(arrays["curve"]) % 3 == 0 else np.full((3, 1), np.nan)
            )
            width = header["curve"][0]
            expected = np.arange(len(means)) * width + (width - 1) / 2
            torn += not (np.array_equal(means, expected) and len(smoothed) == len(held_out) == len(means))
    finally:
        over.set()
        sys.setswitchinterval(interval)
        writer.join()
    assert torn == 0


def test_orders_given_while_steps_are_taken_never_lose_count(run: LiveRun) -> None:
    """Pauses from one thread against the counting of another: what is left to do is never below 0."""
    for n in range(1, 200):
        run.step(n)
        run.pause()
        assert run.pending == 0
    run.step(7)
    while run.pending or run.standing.still is False:
        assert run.pending >= 0
    done = run.moment.steps_done
    step(run, 5)
    assert run.moment.steps_done == done + 5


def test_words_left_out_of_the_text_are_neither_asked_nor_answer(royals: Corpus) -> None:
    words = royals.vocabulary.index
    having = [s for s in range(royals.sentences) if words["king"] in royals.sentence(s)]
    rest = royals.without(np.array(having))
    assert rest.absent.tolist() == [i for i in range(len(royals.vocabulary)) if i not in set(rest.tokens.tolist())]
    assert words["king"] in rest.absent
    run = LiveRun(rest, SMALL, FairShare(threads=1))
    conversation = Conversation(run)
    assert words["king"] in unpack(conversation.hello())[0]["absent"]
    step(run, 200)
    king, queen, man, woman = (words[word] for word in ("king", "queen", "man", "woman"))
    everything = View(probes=(king, queen), analogy=(queen, woman, man), neighbours=len(royals.vocabulary))
    header, _ = unpack(seen(run, Cursor(), everything))
    assert header["probes"][0] == [king]
    assert not {word for word, _ in header["probes"][1][1:]} & set(run.corpus.absent.tolist())
    assert king not in {word for word, _ in header["analogy"]}
    header, _ = unpack(seen(run, Cursor(), View(analogy=(king, man, woman))))
    assert header["analogy"] == []


def test_u_and_v_together_by_hand(run: LiveRun) -> None:
    step(run, 50)
    moment = run.moment
    both = chosen_rows(moment, "both")
    assert both.shape == (len(run.corpus.vocabulary), 12)
    np.testing.assert_array_equal(both[3], [*moment.v_in[3], *moment.v_out[3]])
    np.testing.assert_array_equal(chosen_rows(moment, "mean", [3])[0], (moment.v_in[3] + moment.v_out[3]) / 2)
    header, _ = unpack(seen(run, Cursor(), View(matrix="both", pairs=((3, 5),))))
    a, b = both[3], both[5]
    assert header["similar"][0] == pytest.approx(a @ b / np.linalg.norm(a) / np.linalg.norm(b), abs=1e-4)


def test_the_loss_at_a_step_is_that_of_its_point() -> None:
    run_of_losses = [4.0, 3.0, 2.0, 1.0]
    history = LossHistory(memory=1)
    for number, loss in enumerate(run_of_losses):
        history.add(loss)
        if number == 1:
            history.add_held_out(2.5)
    curve = history.curve(1, first=10)
    assert curve.at(12) == (3.0, 2.5)
    assert curve.at(14) == (1.0, 2.5)
    assert curve.at(99) == (1.0, 2.5)
    assert all(math.isnan(loss) for loss in curve.at(10))
    assert math.isnan(curve.at(11)[1])


def test_an_answer_needs_no_picture(run: LiveRun) -> None:
    header, arrays = unpack(answer(run.moment, run.standing, {"id": 3}))
    assert header["answer"] == {"id": 3}
    assert not arrays
