"""
Long work in the background: bounded, with progress, a time left, and a way to stop it.

A page hands a function to `Workers.start` and keeps the `Job` in the visit's session.  The function gets `Job.report`
and calls it now and then with its progress. A cancelled job ends in that call, so the function only has to clean up in
`finally`. The function runs in a thread without a session and must not touch Streamlit.

    job = session().jobs["import"] = shared_work.workers().start("Reading glove.txt", work, unit="rows")
    panels.job_progress(job)          # a fragment: bar, time left, Cancel; redraws the page at the end
    with reader_errors.shown():
        model = job.outcome()

The job of a visitor who has closed the page is cancelled. All that have begun share the processors (see `turns`).
"""

import logging
import math
import time
from collections import Counter
from collections.abc import Callable, Hashable
from concurrent.futures import CancelledError, Future, wait
from threading import Event, Lock, Thread
from typing import Any, Final, Generic, TypeVar, cast

from explorer.errors import ExplorerError
from explorer.progress import SOONEST, Forecast, Report, room_again
from explorer.ui.shell.job_log import noted
from explorer.ui.shell.tally import TALLY
from explorer.ui.shell.turns import Place, Turns

T = TypeVar("T")
GRACE: Final = 3.0  # seconds a job outlives its visit, because a connection may break and come back
SLOW: Final = 60.0  # seconds left of work that is told to a hundredth of a per cent, so that it is seen to move
SWEEP: Final = 0.5  # seconds between two checks for jobs without a visit


class StoppedError(Exception):
    """Raised inside a job by its report, once its visitor has cancelled it."""


class BrokenError(ExplorerError):
    """A job ended by an error of this program; the log has its traceback."""


class BusyError(ExplorerError):
    """The server or this visitor has as many long tasks as allowed."""


class Job(Generic[T]):
    """One piece of work: its progress and its outcome."""

    def __init__(
        self,
        label: str,
        unit: str = "",
        is_awaited: Callable[[], bool] = lambda: True,
        *,
        whose: Hashable = "",
        turns: Turns | None = None,
    ) -> None:
        self.label, self.unit = label, unit
        self.is_awaited = is_awaited  # whether its visitor is still there
        self.awaited_at = time.monotonic()
        self.whose = whose
        self.done = 0
        self.total = 0
        self.ahead: tuple[Hashable, ...] = ()  # whose jobs begin before it, one key for each
        self.furthest: Callable[[], float] = lambda: 0.0  # share done of the job nearest to its end, for those in line
        self._told = ""  # by the end of its last turn
        self._forecast = Forecast()
        self.turns = turns or Turns()
        self._stopped = Event()
        self._place = Place(self.turns, whose, self._stopped.is_set)
        self._future: Future[T] = Future()
        self._began = False

    def report(self, done: int, total: int) -> None:
        """Report progress from within the work: `done` of `total` (0 if unknown); ends the work if it was cancelled.

        Raises
        ------
        StoppedError
            If the visitor has cancelled the job.
        """
        self._forecast.report(done, total)
        self.done, self.total = done, total  # before others have their turn, which may last a while
        told = self.figure
        if self._place.pass_on(news=told != self._told):
            self._told = told
        if self.cancelled:
            raise StoppedError

    def run(self, work: Callable[[Report], T]) -> T:
        """The result of `work`, which runs in the calling thread.

        Raises
        ------
        StoppedError
            If the visitor cancelled the job before it began.
        BrokenError
            Instead of any error without a sentence for the reader; that error goes to the log.
        """
        try:
            with self._place.taken():
                if self.cancelled:
                    raise StoppedError
                self._began = True
                return work(self.report)
        except (ExplorerError, StoppedError):
            raise
        except MemoryError:
            logging.getLogger(__name__).exception("Out of memory: %r", self.label)
            raise BrokenError(f"{self.label}: this server does not have enough memory for it. Try with less.") from None
        except Exception:  # the last resort: whatever it was, the visitor is told, and the page goes on
            logging.getLogger(__name__).exception("A job broke off: %r", self.label)
            raise BrokenError(
                f"{self.label} failed because of an error in this program, not because of you. The server's log "
                "says what it was; what was here before is still here."
            ) from None

    def cancel(self) -> None:
        """Cancel the job, unless it has ended: it is over at once for the visitor; the work ends at its next report."""
        if not self._future.done():
            self._stopped.set()
        self._future.cancel()
        self.turns.look_again()

    @property
    def waiting(self) -> bool:
        """Whether it has not begun, because the workers are busy."""
        return not self._began and not self.over

    @property
    def over(self) -> bool:
        """Whether it has ended, with or without success, or was cancelled."""
        return self.cancelled or self._future.done()

    @property
    def idle(self) -> bool:
        """Whether no thread works on it any more."""
        return self._future.done()

    @property
    def cancelled(self) -> bool:
        """Whether its visitor has cancelled it."""
        return self._stopped.is_set()

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0

    @property
    def figure(self) -> str:
        """How far it is, as the reader is told it, without the unit; empty before the first."""
        if not self.total:
            return f"{self.done:,}" if self.done else ""
        if self.unit != "%":
            return f"{self.done:,} of {self.total:,}"
        left = self.seconds_left
        slow = left > SLOW if left is not None else self._forecast.seconds >= SOONEST
        return f"{100 * self.share:.{2 if slow else 1}f}%"

    @property
    def seconds_left(self) -> float | None:
        """Seconds left at its own pace on this computer; None while it is too early to say."""
        return self._forecast.seconds_left

    def seen(self) -> None:
        """Note that its visitor looks at it now: what nobody looks at waits for what somebody does."""
        self._place.seen_at = time.monotonic()

    def unseen(self, since: float) -> None:
        """Note that its visitor looks elsewhere, unless it was seen after that moment."""
        if self._place.seen_at < since:
            self._place.seen_at = -math.inf

    def wait(self, seconds: float) -> None:
        """Wait until it is over, at most `seconds`."""
        wait([self._future], timeout=seconds)

    def outcome(self) -> T | None:
        """The work's result, after waiting if necessary; None if it was cancelled; raises the work's own error."""
        if self.cancelled:
            return None
        try:
            return self._future.result()
        except (StoppedError, CancelledError):
            return None
        except ExplorerError as error:
            error.__traceback__ = None  # each time a page asks, the frames of the time before would stay with it
            raise


class Workers:
    """Threads that all visitors share, with a queue of bounded length.

    Parameters
    ----------
    threads : int
        Jobs that may run at the same time, in turns. One visitor has at most half of them.
    queue : int
        Jobs that may wait to begin; any more are refused with a sentence.
    presence : callable
        Called when a job is started; returns a function that says, from any thread, whether that visitor is still
        there.
    whose : callable
        Called when a job is started; returns a key of that visitor.
    turns : Turns
        Shared with other workers of the same machine.
    """

    def __init__(
        self,
        threads: int = 8,
        queue: int = 24,
        presence: Callable[[], Callable[[], bool]] = lambda: lambda: True,
        whose: Callable[[], Hashable] = lambda: "",
        turns: Turns | None = None,
    ) -> None:
        self._threads, self._queue = threads, queue
        self._of_one = max(1, threads // 2)
        self._presence, self._whose = presence, whose
        self._turns = turns or Turns()
        self._begun: set[Job[Any]] = set()
        self._waiting: list[tuple[Job[Any], Callable[[], None]]] = []  # in the order in which they came
        self._lock = Lock()
        self._sweeping = False

    @property
    def under_way(self) -> list[Job[Any]]:
        """All jobs that have not ended: first those that have begun, then those that wait."""
        with self._lock:
            return [*self._begun, *(job for job, _ in self._waiting)]

    def start(self, label: str, work: Callable[[Report], T], *, unit: str = "") -> Job[T]:
        """A job that does `work`; it has begun or waits in the queue.

        Raises
        ------
        BusyError
            If the queue is full, or this visitor alone has as many jobs as there are threads.
        """
        job: Job[T] = Job(label, unit, self._presence(), whose=self._whose(), turns=self._turns)
        job.furthest = self._furthest
        measured = noted(work, StoppedError)
        with self._lock:
            self._waiting = [(other, begin) for other, begin in self._waiting if not other.idle]
            under_way = [*self._begun, *(other for other, _ in self._waiting)]
            again = room_again(other.seconds_left for other in self._begun)
            if len(under_way) >= self._threads + self._queue:
                TALLY.refused("job")
                raise BusyError(f"The server has {len(under_way)} long tasks to do already; try again {again}.")
            own = sum(other.whose == job.whose and not other.over for other in under_way)
            if job.whose and own >= self._threads:
                TALLY.refused("job")
                raise BusyError(
                    f"{own} long tasks of yours are running on this server, which is as many as one visitor may "
                    f"have; cancel one, or try again {again}."
                )
            self._waiting.append((job, lambda: self._run(job, measured)))
            self._begin_next()
            if not self._sweeping:
                self._sweeping = True
                Thread(target=self._sweep_on, name="jobs without a visit", daemon=True).start()
        return job

    def _furthest(self) -> float:
        """The largest share done: of the work that somebody looks at, if there is any, since other work may stand."""
        now = time.monotonic()
        with self._lock:
            return max(((job._place.is_seen(now), job.share) for job in self._begun), default=(False, 0.0))[1]

    def _line(self) -> list[tuple[Job[Any], Callable[[], None]]]:
        """Those that wait, in the order in which they begin if nobody else comes; call it with the lock.

        Next is always a visitor with the fewest begun, of several the first to come; one with as many as allowed last.
        """
        begun = Counter(job.whose for job in self._begun)
        came, line = [one for one in self._waiting if not one[0].idle], []
        while came:
            following = min(came, key=lambda one: (self._has_enough(one[0], begun), begun[one[0].whose]))
            came.remove(following)
            line.append(following)
            begun[following[0].whose] += 1
        return line

    def _has_enough(self, job: Job[Any], begun: Counter[Hashable]) -> bool:
        """Whether its visitor has begun as many as one may have."""
        return bool(job.whose) and begun[job.whose] >= self._of_one

    def _begin_next(self) -> None:
        """Begin waiting jobs while threads are free, and tell the others their place; call it with the lock."""
        while len(self._begun) < self._threads and (line := self._line()):
            job, begin = line[0]
            if self._has_enough(job, Counter(other.whose for other in self._begun)):
                break
            self._waiting.remove(line[0])
            job.ahead = ()  # of several that begin now, later ones were told of those before them
            if job._future.set_running_or_notify_cancel():
                self._begun.add(job)
                Thread(target=begin, name="job", daemon=True).start()
        self._tell_places()

    def _tell_places(self) -> None:
        """Tell each job that waits who is ahead of it; call it with the lock."""
        line = [job for job, _ in self._line()]
        for place, job in enumerate(line):
            job.ahead = tuple(other.whose for other in line[:place])

    def _run(self, job: Job[T], work: Callable[[Report], T]) -> None:
        """Run a job in this thread, and then make room for the next."""
        made: T | None = None
        error: BaseException | None = None
        try:
            made = job.run(work)
        except BaseException as raised:  # noqa: BLE001 - also one that ends a thread: whoever waits must be told
            known = isinstance(raised, ExplorerError | StoppedError)
            error = raised if known else BrokenError(f"{job.label} was ended before it was done. Start it again.")
            # Its frames hold the job and all that the work had made: in a ring, until all garbage is collected.
            error.__traceback__ = error.__context__ = error.__cause__ = None
        with self._lock:
            self._begun.discard(job)
            self._begin_next()
        if error is not None:
            job._future.set_exception(error)
        else:
            job._future.set_result(cast("T", made))

    def _sweep_on(self) -> None:
        """Cancel jobs that nobody waits for any more, until no job is left."""
        while True:
            time.sleep(SWEEP)
            with self._lock:
                self._waiting = [(job, begin) for job, begin in self._waiting if not job.idle]
                self._tell_places()  # some may have been cancelled
                under_way = [*self._begun, *(job for job, _ in self._waiting)]
                if not under_way:
                    self._sweeping = False
                    return
            now = time.monotonic()
            for job in under_way:
                if job.is_awaited():
                    job.awaited_at = now
                elif now - job.awaited_at > GRACE:
                    job.cancel()
