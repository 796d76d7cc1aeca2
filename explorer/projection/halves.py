"""Rows of a layout shared by two threads, if there are enough rows for a second thread to pay."""

from collections.abc import Callable, Iterator
from threading import Event, Thread, get_ident
from typing import Final

from explorer.progress import Report

MANY: Final = 3000  # rows from which two threads share the work


def in_halves(work: Callable[[int, int], None], n: int) -> None:
    """Do `work(first, last)` for all of `n` rows, by two threads if there are many; each half begins at an even row."""
    if n < MANY:
        work(0, n)
        return
    half = n // 4 * 2
    other = Thread(target=work, args=(0, half))
    other.start()
    try:
        work(half, n)
    finally:
        other.join()


class Blocks:
    """Blocks of rows that two threads share; the thread that made this tells `report` how many of its rows are done.

    If that raises, the other thread gets no more blocks either.
    """

    def __init__(self, report: Report) -> None:
        self._report, self._mine, self._ended = report, get_ident(), Event()

    def of(self, first: int, last: int, size: int) -> Iterator[slice]:
        """The rows from `first` up to `last`, `size` at a time."""
        for start in range(first, last, size):
            if self._ended.is_set():
                return
            if get_ident() == self._mine:
                try:
                    self._report(start - first, last - first)
                except BaseException:
                    self._ended.set()
                    raise
            yield slice(start, min(last, start + size))
