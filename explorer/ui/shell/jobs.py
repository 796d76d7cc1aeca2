"""
Long work in the background: bounded, with progress, a time left, and a way to stop it.

A page hands a function to `Workers.start` and keeps the `Job` in the visit's session.  The
function is given `Job.report` and calls it now and then with how far it is; that call is also
where a cancelled job ends, so the function need know nothing of cancelling beyond tidying up
in `finally`.  The function runs in a thread without a session and must not touch Streamlit.

    job = session().jobs["import"] = shared_work.workers().start("Reading glove.txt", work, unit="rows")
    panels.job_progress(job)          # a fragment: bar, time left, Cancel; redraws the page at the end
    with reader_errors.shown():
        model = job.outcome()

Nobody waits for the job of a visitor who has closed the page: it is cancelled, so that it takes nothing from others.
Visitors share the processors as they share those of live training: all that has begun moves (see `turns`).
"""

import logging
import math
import time
from collections import Counter
from collections.abc import Callable, Hashable
from concurrent.futures import CancelledError, Future, wait
from threading import Lock, Thread
from typing import Any, Final, Generic, TypeVar, cast

from explorer.errors import ExplorerError
from explorer.ui.shell.job_log import noted
from explorer.ui.shell.tally import TALLY
from explorer.ui.shell.turns import Place, Turns

T = TypeVar("T")
Report = Callable[[int, int], None]  # how much is done, of how much (0 while that is not known)
GRACE: Final = 3.0  # seconds a job outlives its visit, as a connection may break off and come back
SWEEP: Final = 0.5  # seconds between two looks for jobs without a visit


class StoppedError(Exception):
    """Raised inside a job by its report, once its visitor has cancelled it."""


class BrokenError(ExplorerError):
    """A job ended by a fault of this program; the log holds its traceback."""


class BusyError(ExplorerError):
    """The server, or this visitor, has as much long work under way as there may be."""


class Job(Generic[T]):
    """One piece of work: how far it is, and what came of it."""

    def __init__(
        self,
        label: str,
        unit: str = "",
        is_awaited: Callable[[], bool] = lambda: True,
        *,
        whose: Hashable = "",
        turns: Turns | None = None,
    ) -> None:
        self.label = label
        self.unit = unit
        self.is_awaited = is_awaited  # whether its visitor is still there
        self.awaited_at = time.monotonic()
        self.whose = whose
        self.done = 0
        self.total = 0
        self.before = 0  # others that were to begin before it when one last began or ended
        self._turns = turns or Turns()
        self._place = Place(self._turns, whose, lambda: self._stop)
        self._future: Future[T] = Future()
        self._started: float | None = None
        self._stop = False

    def report(self, done: int, total: int) -> None:
        """Called by the work itself: `done` of `total` (0: not known); ends the work if it was cancelled.

        Raises
        ------
        StoppedError
            If the visitor has cancelled the job.
        """
        self._place.pass_on()
        if self._stop:
            raise StoppedError
        if self.total not in (0, total):  # another part of the work begins, with a pace of its own
            self._started = time.monotonic()
        self.done, self.total = done, total

    def run(self, work: Callable[[Report], T]) -> T:
        """What `work` returns, in the thread that calls this.

        Raises
        ------
        StoppedError
            If the visitor cancelled the job before it began.
        BrokenError
            In place of any error that has no sentence for the reader; that error goes to the log.
        """
        try:
            with self._place.taken():
                if self._stop:
                    raise StoppedError
                self._started = time.monotonic()
                return work(self.report)
        except (ExplorerError, StoppedError):
            raise
        except MemoryError:
            logging.getLogger(__name__).exception("Out of memory: %r", self.label)
            raise BrokenError(f"{self.label}: this server has not enough memory for it. Try with less.") from None
        except Exception:  # the last resort: a visitor is told, whatever it was, and the page lives on
            logging.getLogger(__name__).exception("A job broke off: %r", self.label)
            raise BrokenError(
                f"{self.label} broke off by a fault of this program, not of yours. The server's log says what it "
                "was; what was here before is still here."
            ) from None

    def cancel(self) -> None:
        """For the visitor the job is over at once; the work itself ends at its next report."""
        self._stop = True
        self._future.cancel()
        self._turns.look_again()

    @property
    def waiting(self) -> bool:
        """It has not begun: the workers are busy with others."""
        return self._started is None and not self.over

    @property
    def queue(self) -> str:
        """How many others begin before it, as the end of a sentence."""
        return f" ({self.before} before it)" if self.waiting and self.before else ""

    @property
    def over(self) -> bool:
        """It has ended, well or not, or was cancelled."""
        return self._stop or self._future.done()

    @property
    def idle(self) -> bool:
        """No thread is at work on it any more."""
        return self._future.done()

    @property
    def cancelled(self) -> bool:
        """Its visitor has asked it to stop."""
        return self._stop

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0

    @property
    def seconds_left(self) -> float | None:
        """What the pace so far leaves to do; None while there is too little to judge by."""
        if self._started is None or self.share < 0.01:
            return None
        taken = time.monotonic() - self._started
        return taken * (1 - self.share) / self.share if taken > 0.5 else None

    def wait(self, seconds: float) -> None:
        """Return when it is over, or after `seconds`."""
        wait([self._future], timeout=seconds)

    def outcome(self) -> T | None:
        """What the work returned, waiting for it if need be; None if it was cancelled; its own error if it failed."""
        if self._stop:
            return None
        try:
            return self._future.result()
        except (StoppedError, CancelledError):
            return None


class Workers:
    """Threads that all visitors share, and a queue of bounded length before them.

    Parameters
    ----------
    threads : int
        Jobs that may have begun at the same time; they are at work in turns.  One visitor has at most half of them.
    queue : int
        Jobs that may wait to begin; one more is refused with a sentence.
    presence : callable
        Called by whoever starts a job; what it returns tells, from any thread, whether that visitor is still there.
    whose : callable
        Called by whoever starts a job: names that visitor.
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
        """All jobs that have not ended, those that have begun before those that wait."""
        with self._lock:
            return [*self._begun, *(job for job, _ in self._waiting)]

    def start(self, label: str, work: Callable[[Report], T], *, unit: str = "") -> Job[T]:
        """The job of doing `work`, which has begun or waits its turn.

        Raises
        ------
        BusyError
            If the queue is full, or this visitor has as much under way as all may have begun.
        """
        job: Job[T] = Job(label, unit, self._presence(), whose=self._whose(), turns=self._turns)
        measured = noted(work, StoppedError)
        with self._lock:
            self._waiting = [(other, begin) for other, begin in self._waiting if not other.idle]
            under_way = [*self._begun, *(other for other, _ in self._waiting)]
            if len(under_way) >= self._threads + self._queue:
                TALLY.refused("job")
                raise BusyError(
                    f"The server has {len(under_way)} long tasks to do already; try again {_when(self._begun)}."
                )
            own = sum(other.whose == job.whose and not other.over for other in under_way)
            if job.whose and own >= self._threads:
                TALLY.refused("job")
                raise BusyError(
                    f"{own} long tasks of yours are under way on this server, which is as many as one visitor may "
                    f"have; cancel one, or try again {_when(self._begun)}."
                )
            self._waiting.append((job, lambda: self._run(job, measured)))
            self._begin_next()
            if not self._sweeping:
                self._sweeping = True
                Thread(target=self._sweep_on, name="jobs without a visit", daemon=True).start()
        return job

    def _begin_next(self) -> None:
        """Begin what may begin, first that of the visitor who has the fewest begun; call it with the lock."""
        while self._waiting and len(self._begun) < self._threads:
            begun = Counter(job.whose for job in self._begun)
            may = [
                place
                for place, (job, _) in enumerate(self._waiting)
                if not job.whose or begun[job.whose] < self._of_one
            ]
            if not may:
                break
            job, begin = self._waiting.pop(min(may, key=lambda place: begun[self._waiting[place][0].whose]))
            if job._future.set_running_or_notify_cancel():
                self._begun.add(job)
                Thread(target=begin, name="job", daemon=True).start()
        for place, (job, _) in enumerate(self._waiting):
            job.before = place

    def _run(self, job: Job[T], work: Callable[[Report], T]) -> None:
        """Do it in this thread, and then make room for the next."""
        made: T | None = None
        error: BaseException | None = None
        try:
            made = job.run(work)
        except BaseException as raised:  # noqa: BLE001 - also one that ends a thread: whoever waits must be told
            known = isinstance(raised, ExplorerError | StoppedError)
            error = raised if known else BrokenError(f"{job.label} was ended before it was done. Start it again.")
        with self._lock:
            self._begun.discard(job)
            self._begin_next()
        if error is not None:
            job._future.set_exception(error)
        else:
            job._future.set_result(cast("T", made))

    def _sweep_on(self) -> None:
        """Cancel what nobody waits for any more, until no job is left."""
        while True:
            time.sleep(SWEEP)
            with self._lock:
                self._waiting = [(job, begin) for job, begin in self._waiting if not job.idle]
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


def _when(begun: set[Job[Any]]) -> str:
    """When there may be room again, as far as what has begun tells how long it will take."""
    known = [left for job in begun if (left := job.seconds_left) is not None]
    seconds = min(known, default=60.0)
    if seconds <= 50:
        return f"in {max(10, 10 * math.ceil(seconds / 10))} seconds"
    return "in a minute" if seconds <= 60 else f"in {math.ceil(seconds / 60)} minutes"
