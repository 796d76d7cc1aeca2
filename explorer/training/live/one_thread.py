"""
Small matrix products on one processor.

BLAS, the library under NumPy's products, divides even one of 64 x 32 numbers among all processors; its
threads then wait for each other, and on a machine that has other work they wait long.  On two busy cores 3,000 steps of
the neural language model took 6.9 s that way, and 0.8 s with one thread.  How many threads BLAS takes is one number for
the whole process: it is put back when the last training has ended.
"""

from functools import cache
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadpoolctl import threadpool_limits


class OneThread:
    """A context in which BLAS takes one thread; may be entered by several trainings at the same time."""

    def __init__(self) -> None:
        self._inside = 0
        self._lock = Lock()
        self._limits: threadpool_limits

    def __enter__(self) -> None:
        from threadpoolctl import threadpool_limits

        with self._lock:
            if self._inside == 0:
                self._limits = threadpool_limits(1, user_api="blas")
            self._inside += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                self._limits.restore_original_limits()


@cache
def one_thread() -> OneThread:
    """The one such context of this process: two would each restore what the other has set."""
    return OneThread()
