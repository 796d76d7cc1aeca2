"""
Long work in the background: bounded, with progress, a time left, and a way to stop it.

A page hands a function to `Workers.start` and keeps the `Job` in the visit's session.  The
function is given `Job.report` and calls it now and then with how far it is; that call is also
where a cancelled job ends, so the function need know nothing of cancelling beyond tidying up
in `finally`.  The function runs in a thread without a session and must not touch Streamlit.

    job = session().jobs["import"] = cache.workers().start("Reading glove.txt", work, unit="rows")
    panels.job_progress(job)          # a fragment: bar, time left, Cancel; redraws the page at the end
    with reader_errors.shown():
        model = job.outcome()

Nobody waits for the job of a visitor who has closed the page: it is cancelled, so that it takes no worker from others.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from threading import Lock, Thread
from typing import Any, Final, Generic, TypeVar

from explorer.errors import ExplorerError

T = TypeVar("T")
Report = Callable[[int, int], None]  # how much is done, of how much (0 while that is not known)
GRACE: Final = 4.0  # seconds a job outlives its visit, as a connection may break off and come back
SWEEP: Final = 1.0  # seconds between two looks for jobs without a visit


class StoppedError(Exception):
    """Raised inside a job by its report, once its visitor has cancelled it."""


class BrokenError(ExplorerError):
    """A job ended by a fault of this program; the log holds its traceback."""


class BusyError(ExplorerError):
    """The server has as much long work waiting as it takes."""


class Job(Generic[T]):
    """One piece of work: how far it is, and what came of it."""

    def __init__(self, label: str, unit: str = "", is_awaited: Callable[[], bool] = lambda: True) -> None:
        self.label = label
        self.unit = unit
        self.is_awaited = is_awaited  # whether its visitor is still there
        self.awaited_at = time.monotonic()
        self.done = 0
        self.total = 0
        self._future: Future[T]
        self._started: float | None = None
        self._stop = False

    def report(self, done: int, total: int) -> None:
        """Called by the work itself: `done` of `total` (0: not known); ends the work if it was cancelled.

        Raises
        ------
        StoppedError
            If the visitor has cancelled the job.
        """
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
        if self._stop:
            raise StoppedError
        self._started = time.monotonic()
        try:
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

    @property
    def waiting(self) -> bool:
        """It has not begun: the workers are busy with others."""
        return self._started is None and not self.over

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
    """A few threads that all visitors share, and a queue of bounded length before them.

    Parameters
    ----------
    threads : int
        Jobs that run at the same time.
    queue : int
        Jobs that may wait; one more is refused with a sentence.
    presence : callable
        Called by whoever starts a job; what it returns tells, from any thread, whether that visitor is still there.
    """

    def __init__(
        self,
        threads: int = 2,
        queue: int = 16,
        presence: Callable[[], Callable[[], bool]] = lambda: lambda: True,
    ) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="job")
        self._most = threads + queue
        self._presence = presence
        self._open: set[Job[Any]] = set()
        self._lock = Lock()
        self._sweeping = False

    def start(self, label: str, work: Callable[[Report], T], *, unit: str = "") -> Job[T]:
        """The job of doing `work`, which has begun or waits its turn.

        Raises
        ------
        BusyError
            If the queue is full.
        """
        job: Job[T] = Job(label, unit, self._presence())
        with self._lock:
            self._open = {other for other in self._open if not other.idle}
            if len(self._open) >= self._most:
                raise BusyError(f"The server has {len(self._open)} long tasks to do already; try again in a minute.")
            job._future = self._pool.submit(job.run, work)
            self._open.add(job)
            if not self._sweeping:
                self._sweeping = True
                Thread(target=self._sweep_on, name="jobs without a visit", daemon=True).start()
        return job

    def _sweep_on(self) -> None:
        """Cancel what nobody waits for any more, until no job is left."""
        while True:
            time.sleep(SWEEP)
            with self._lock:
                self._open = {job for job in self._open if not job.idle}
                if not self._open:
                    self._sweeping = False
                    return
                now = time.monotonic()
                for job in self._open:
                    if job.is_awaited():
                        job.awaited_at = now
                    elif now - job.awaited_at > GRACE:
                        job.cancel()
