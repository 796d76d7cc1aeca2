"""
A training run that can be played, paused and stepped while somebody watches.

The run owns a trainer and gets its turns from `fair_share`; it does not know who watches.  Watchers
read a `Moment`, what was reached, and a `Standing`, what comes next.  Both are immutable and
replaced as a whole, so that no reader ever sees half an update.  All else belongs to the thread
whose turn it is.  Orders are flags and a queue: giving one never waits for a step to end.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Protocol

import numpy as np

from explorer.errors import DivergedError, SettingError
from explorer.progress import Forecast
from explorer.text.corpus import Corpus
from explorer.training.lecture.held_out import held_out
from explorer.training.lecture.sgns import SGNSSettings, SGNSStep, SGNSTrainer
from explorer.training.lessons.one_update import OneUpdate, watched_step
from explorer.training.live import course as courses
from explorer.training.live.checkpoints import Checkpoint, Checkpoints
from explorer.training.live.course import Change, Course, until
from explorer.training.live.fair_share import Turns
from explorer.training.live.history import LossHistory
from explorer.training.live.moment import Matrix, Moment, Standing, chosen_rows
from explorer.training.live.pace import Pace
from explorer.training.live.past import moment_at
from explorer.vectors.model import Model, Provenance
from explorer.vectors.word_vectors import Floats, WordVectors

BETWEEN_MOMENTS: Final = 0.08  # seconds; twelve pictures a second, between which the browser glides
HELD_OUT_EVERY: Final = 0.4  # seconds
MANY: Final = 10  # runs at work at once, beyond which pictures and measurements become rarer
MOST_STEPS: Final = 1_000_000  # of one order


class Waking(Protocol):
    """Who gives turns to a run that asks."""

    @property
    def crowd(self) -> int:
        """Runs that wait for a turn or have one."""

    def wake(self, run: Turns) -> None:
        """Give `run` a turn as soon as possible."""

    def forget(self, run: Turns) -> None:
        """No more turns for `run`."""


class Ordered:
    """Steps of one order still to be done: whoever orders sets them, only the training thread counts them down."""

    def __init__(self, steps: int) -> None:
        self.steps = self.left = steps


class LiveRun:
    """One run: a trainer, its history, and the orders it was given.

    Parameters
    ----------
    corpus : Corpus
        Kept as `whole`; the attribute `corpus` is the part that is trained on.
    settings : SGNSSettings
    turns : Waking
        Who gives it time to train, such as a FairShare.
    begin_at : int
        Steps to take at once, before anybody presses Play: a link can open a run at a step.
    start : Checkpoint, optional
        Where to start instead of at random: a branch of another run of the same text and D.
    planned : Course
        Changes from a link, made when their steps come; dropped once somebody makes one by hand.
    always : int, optional
        A step at which a checkpoint is kept for good.
    """

    def __init__(
        self,
        corpus: Corpus,
        settings: SGNSSettings,
        turns: Waking,
        *,
        begin_at: int = 0,
        start: Checkpoint | None = None,
        planned: Course = (),
        always: int | None = None,
    ) -> None:
        self.whole = corpus
        self._held = held_out(corpus, settings)
        self.corpus = corpus.without(self._held.sentences)
        self.settings = settings
        self.begin_at = begin_at
        self.started_from = start
        self.planned = planned
        self.always = always
        self.one_by_one = False  # a single pair a step, under the X-ray
        self.rate_is_held = False  # by a lesson: nobody may change it on the way
        self.playing = False
        self.closed = False
        self.turns = turns
        self.in_turn = threading.Lock()  # a pair may take a run over while its last turn alone still goes on
        self._orders: deque[Callable[[], None]] = deque()
        self._ordered: deque[Ordered] = deque()  # by step(), and not yet done; `pause` puts an empty one in its place
        self._watchers: set[Callable[[], None]] = set()
        self._looking_closely: set[object] = set()  # viewers that want each step recorded under the X-ray
        self._moments = 0
        self._curves = 0
        self._pace = Pace()
        self._forecast = Forecast(time.monotonic)  # of the steps ordered
        self._start()
        if begin_at:
            self.step(begin_at)

    def _start(self) -> None:
        start = self.started_from
        self._draw_anew(LossHistory())
        self.rate = self.settings.learning_rate  # of the steps to come
        self.course: Course = ()  # the changes on the way that have affected a step
        self._plan = deque(self.planned)
        self.one_by_one = self.one_by_one and not self.planned
        self._begin(start)
        matrices = self.trainer.v_in.nbytes + self.trainer.v_out.nbytes
        numbers = self.trainer.batch * (8 + 5 * self.settings.negatives)  # a step has about so many, of 4 bytes each
        self.checkpoints = Checkpoints(matrices + 4 * numbers, always=self.always)
        self.checkpoints.add(self._checkpoint())
        self._curve_is_ahead = False  # of the vectors, which were taken back after training diverged
        self._publish()

    def _begin(self, start: Checkpoint | None) -> None:
        matrices = (start.v_in, start.v_out) if start else None
        self.trainer = SGNSTrainer(self.corpus, self.settings, start=matrices)
        self.trainer.steps_done = start.step if start else 0
        if start and start.place:
            self.trainer.go_on_from(start.place)
        self._held_at = time.monotonic()
        self._in_single_pairs = False
        self._last: SGNSStep | None = None
        self._update: OneUpdate | None = None
        self._trouble = ""

    @property
    def is_held_out(self) -> bool:
        """Whether sentences were set aside; a very short text is measured on itself."""
        return len(self._held.sentences) > 0

    @property
    def first_point(self) -> int:
        """The step at which the loss curve begins: 0 unless the run is a branch."""
        return self.started_from.step if self.started_from else 0

    @property
    def speed(self) -> float:
        """Steps a second while playing."""
        return self._pace.speed

    @property
    def has_stopped(self) -> bool:
        """Whether it stopped by itself, and says why."""
        return bool(self._trouble)

    @property
    def pending(self) -> int:
        """Steps ordered and not yet done."""
        return sum(order.left for order in tuple(self._ordered))

    @property
    def standing(self) -> Standing:
        """What the run is about to do."""
        playing, pending = self.playing, self.pending
        still = not (playing or pending or self._orders) and self.moment.steps_done == self.trainer.steps_done
        seconds_left = self._forecast.seconds_left if pending else None
        return Standing(playing, pending, still, self.speed, self.rate, seconds_left)

    def is_of(
        self,
        corpus: Corpus,
        settings: SGNSSettings,
        *,
        begin_at: int = 0,
        start: Checkpoint | None = None,
        planned: Course = (),
    ) -> bool:
        """Whether this run was begun with that text, those settings and planned changes, at that point."""
        return (
            self.whole.fingerprint == corpus.fingerprint
            and self.settings == settings
            and self.begin_at == begin_at
            and self.started_from is start
            and self.planned == planned
        )

    # Orders: from any thread, answered at once.

    def play(self) -> None:
        """Go on by itself until `pause`."""
        self._trouble = ""
        self._pace.begin()
        self.playing = True
        self.turns.wake(self)

    def pause(self) -> None:
        """Stop after the step under way."""
        self.playing = False
        self._ordered = deque()

    def step(self, steps: int = 1) -> None:
        """Take `steps` steps as fast as possible, then pause.

        Raises
        ------
        SettingError
            If `steps` is below 1 or above MOST_STEPS.
        """
        if not 1 <= steps <= MOST_STEPS:
            raise SettingError(f"A click can take between 1 and {MOST_STEPS:,} steps, not {steps:,}.")
        self.playing = False
        self._trouble = ""
        self._ordered.append(Ordered(steps))
        self.turns.wake(self)

    def take_pair(self) -> None:
        """Take one step of a single pair, under the X-ray, then pause."""
        self.pause()
        self._trouble = ""

        def take() -> None:
            self._plan = deque()
            before, self.one_by_one = self.one_by_one, True
            self._step()
            self.one_by_one = before

        self._orders.append(take)
        self.turns.wake(self)

    def reset(self) -> None:
        """Begin again from the same seed."""
        self.pause()
        self._orders.append(self._start)
        self.turns.wake(self)

    def take_turns_from(self, turns: Waking) -> None:
        """From now on ask `turns` for turns: a pair of runs in step, or the run's own again."""
        self.turns.forget(self)
        self.turns = turns
        self.turns.wake(self)

    def set_speed(self, speed: float) -> None:
        """Steps a second while playing; infinite for as fast as possible.

        Raises
        ------
        SettingError
            If `speed` is not one of `pace.SPEEDS`.
        """
        self._pace.begin(speed)
        self.turns.wake(self)

    def set_rate(self, rate: float) -> None:
        """The learning rate from the next step on.

        Raises
        ------
        SettingError
            If it lies outside the range of `SGNSSettings`, or is held.
        """
        if self.rate_is_held:
            raise SettingError("The lesson sets the learning rate of this run; it cannot be changed on the way.")
        if not 0 < rate <= 10:
            raise SettingError(f"The learning rate must lie above 0 and not above 10, not at {rate:g}.")
        self._plan = deque()
        self.rate = rate

    def record(self, viewer: object, wanted: bool) -> None:
        """Put each new step under the X-ray as long as some viewer wants it; the training is the same."""
        (self._looking_closely.add if wanted else self._looking_closely.discard)(viewer)

    def rewind(self, wanted: int) -> None:
        """Go back to step `wanted` and forget what came after: repeat the steps from the last checkpoint before it.

        The learning rate stays as it is now; with the earlier rate, the same steps give the same digits again.
        """
        self.pause()

        def back() -> None:
            step = min(wanted, self.trainer.steps_done)
            checkpoint = self.checkpoints.at(step)
            missed = [change for change in self.course if checkpoint.step <= change.step < step]
            self._go_back(checkpoint)
            self._draw_anew(self.history.cut(checkpoint.step - self.first_point))
            if checkpoint.step < step:
                rate, one_by_one = self.rate, self.one_by_one
                self.rate, self.one_by_one = courses.state_after(self.course, self.settings.learning_rate)
                self._plan = deque([*missed, Change(step, rate, one_by_one)])
                self._ordered.append(Ordered(step - checkpoint.step))
            self._publish()

        self._orders.append(back)
        self.turns.wake(self)

    def close(self) -> None:
        """Never train again; the watchers are called a last time."""
        self.closed = True
        self.pause()
        self.turns.forget(self)
        for watcher in tuple(self._watchers):
            watcher()
        self._watchers.clear()

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call `watcher` after each new moment, from a training thread: it must return at once."""
        self._watchers.add(watcher)

    def unwatch(self, watcher: Callable[[], None]) -> None:
        """Stop calling `watcher`."""
        self._watchers.discard(watcher)

    def now(self) -> Checkpoint:
        """The newest moment as a checkpoint."""
        return self._checkpoint_of(self.moment)

    def at(self, step: int) -> Checkpoint:
        """An earlier moment: one that is kept, or else that very step trained again to the same digits."""
        moment = self.moment
        kept = next((checkpoint for checkpoint in moment.kept if checkpoint.step == step), None)
        return kept or self._checkpoint_of(moment_at(moment, self.corpus, self.settings, min(step, moment.steps_done)))

    @staticmethod
    def _checkpoint_of(moment: Moment) -> Checkpoint:
        return Checkpoint(
            moment.steps_done,
            moment.v_in,
            moment.v_out,
            moment.curve.at(moment.steps_done)[0],
            moment.place,
            moment.course,
            moment.last,
        )

    def hold(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint of this run for good, because another run begins with it."""
        self._orders.append(lambda: self.checkpoints.hold(checkpoint))
        self.turns.wake(self)

    def vectors(self, checkpoint: Checkpoint, matrix: Matrix = "v") -> WordVectors:
        """The vectors at a checkpoint."""
        vocabulary = self.corpus.vocabulary
        return WordVectors(vocabulary.words, chosen_rows(checkpoint, matrix), vocabulary.counts)

    def provenance(self, step: int, course: Course) -> Provenance:
        """What the vectors after that step and that course of changes were trained on, and how."""
        s = self.settings
        rates = [(change.step, change.rate) for change in until(course, step) if change.rate is not None]
        rate = "".join([f"{s.learning_rate:g}", *(f", then {rate:g} from step {at:,}" for at, rate in rates)])
        settings = (
            ("D", s.dim), ("window", s.window), ("k", s.negatives), ("rate", rate), ("subsampling", s.sample),
            ("noise exponent", s.noise_exponent), ("batch", self.trainer.batch),
        )  # fmt: skip
        return Provenance("trained", self.corpus.name, "SGNS", settings, s.seed, step)

    def model(self, checkpoint: Checkpoint, matrix: Matrix = "v") -> Model:
        """The vectors at a checkpoint, named after the text, the step, and the matrix if it is not v."""
        kind = {"v": "", "u": ", u", "mean": ", (u + v) / 2", "both": ", v and u"}[matrix]
        name = f"{self.corpus.name}, {checkpoint.step:,} steps{kind}"
        return Model(name, self.vectors(checkpoint, matrix), self.provenance(checkpoint.step, checkpoint.course))

    # Training: from the threads of `fair_share`, which give a run one turn at a time.

    def advance(self, seconds: float) -> float | None:
        """Train for about `seconds`; seconds until the next step is due, None if none is."""
        stop_at = time.monotonic() + seconds
        with self.in_turn:
            self.obey()
            while self.is_due:
                self.take_step()
                if time.monotonic() >= stop_at:
                    break
            self.publish_if_due()
            return self.wait()

    def obey(self) -> None:
        """Carry out the orders given since the last turn."""
        with self._recovering():
            while self._orders:
                self._orders.popleft()()

    def take_step(self) -> None:
        """Take one step, whether it is due or not."""
        with self._recovering():
            self._step()
        time.sleep(0)  # let the server's threads have the interpreter between steps

    @contextmanager
    def _recovering(self) -> Iterator[None]:
        try:
            yield
        except DivergedError as error:
            self._recover(error)

    def publish_if_due(self) -> None:
        """Show what was done, if it is time for another picture or nothing more will come."""
        resting = not (self.playing or self._ordered)
        if resting and self._unseen:
            self._measure_held_out()
        if self._unseen and (resting or time.monotonic() - self._published >= BETWEEN_MOMENTS * self._rarer):
            self._publish()

    @property
    def _rarer(self) -> float:
        """How many times fewer pictures are made, to leave time for training and answers."""
        return max(1.0, self.turns.crowd / MANY)

    def _recover(self, error: DivergedError) -> None:
        """Pause at the last checkpoint of reasonable size and say so; the curve still shows what happened."""
        good = self.checkpoints.last_good()
        self.pause()
        self._unseen = True
        last, update = self._last, self._update
        self._go_back(good)
        self._last, self._update = last, update
        self._trouble = f"{error} The vectors are again those of step {good.step:,}."
        self._curve_is_ahead = True

    def _go_back(self, checkpoint: Checkpoint) -> None:
        self._begin(checkpoint)
        self._last = checkpoint.last
        self.checkpoints.cut(checkpoint.step)
        self.course = courses.until(self.course, checkpoint.step)

    @property
    def is_ordered(self) -> bool:
        """Whether there are steps to be taken that were asked for one by one."""
        return bool(self._ordered) and not self.closed

    @property
    def is_due(self) -> bool:
        """Whether a step is to be taken now."""
        return not self.closed and (bool(self._ordered) or (self.playing and self._pace.is_due))

    def wait(self) -> float | None:
        """Seconds until the next step is due."""
        if self.closed:
            return None
        if self._ordered or self._orders:
            return 0.0
        return self._pace.wait() if self.playing else None

    def _follow_plan(self) -> None:
        """Make the planned changes whose step has come, and record what differs from the step before."""
        done = self.trainer.steps_done
        while self._plan and self._plan[0].step <= done:
            change = self._plan.popleft()
            self.rate = self.rate if change.rate is None else change.rate
            self.one_by_one = self.one_by_one if change.one_by_one is None else change.one_by_one
        rate, one_by_one = self.rate, self.one_by_one  # orders may change them at any time
        before = courses.state_after(self.course, self.settings.learning_rate)
        if rate != before[0]:
            self.course = (*self.course, Change(done, rate=rate))
        if one_by_one != before[1]:
            self.course = (*self.course, Change(done, one_by_one=one_by_one))
        self.trainer.learning_rate, self._in_single_pairs = rate, one_by_one

    def _step(self) -> None:
        ordered = self._ordered  # `pause` may put another in its place while the step is under way
        order = ordered[0] if ordered else None
        self._follow_plan()
        if self._curve_is_ahead:
            self._draw_anew(self.history.cut(self.trainer.steps_done - self.first_point))
            self._curve_is_ahead = False
        with np.errstate(over="ignore", invalid="ignore"):  # divergence is told in a sentence
            if self._in_single_pairs or self._looking_closely:
                self._update = watched_step(self.trainer, 1 if self._in_single_pairs else self.trainer.batch)
                self._last = self._update.step
            else:
                self._last, self._update = self.trainer.step(), None
        self.history.add(self._last.loss)
        self._unseen = True
        if order is None:
            self._pace.count_step()
        else:
            order.left -= 1
            if order.left <= 0:
                ordered.popleft()
        if self.checkpoints.is_due(self.trainer.steps_done):
            self.checkpoints.add(self._checkpoint())
        if time.monotonic() - self._held_at >= HELD_OUT_EVERY * self._rarer:
            self._measure_held_out()

    def _draw_anew(self, history: LossHistory) -> None:
        """Begin a new curve; the one shown so far is no longer valid."""
        self.history = history
        self._curves += 1

    def _measure_held_out(self) -> None:
        self._held_at = time.monotonic()
        self.history.add_held_out(self._held.loss(self.trainer.v_in, self.trainer.v_out))

    def _matrices(self) -> tuple[Floats, Floats]:
        v_in, v_out = self.trainer.v_in.copy(), self.trainer.v_out.copy()
        v_in.setflags(write=False)
        v_out.setflags(write=False)
        return v_in, v_out

    def _checkpoint(self) -> Checkpoint:
        done, place = self.trainer.steps_done, self.trainer.place
        return Checkpoint(done, *self._matrices(), self.history.latest, place, self.course, self._last)

    def _publish(self) -> None:
        ordered = sum(order.steps for order in tuple(self._ordered))
        self._forecast.report(ordered - self.pending, ordered)
        self._moments += 1
        self.moment = Moment(
            self._moments,
            self.trainer.steps_done,
            self.trainer.epoch,
            self._last,
            self._update,
            *self._matrices(),
            self.trainer.place,
            self.course,
            self.history.curve(self._curves, self.first_point),
            self.checkpoints.kept,
            self._trouble,
        )
        self._published = time.monotonic()
        self._unseen = False
        for watcher in tuple(self._watchers):
            watcher()
