"""Rows of a layout shared by two threads, where there are enough of them to be worth a second one."""

from collections.abc import Callable
from threading import Thread
from typing import Final

MANY: Final = 3000  # rows from which two threads share the work


def in_halves(work: Callable[[int, int], None], n: int) -> None:
    """Do `work(first, last)` for all of `n` rows, by two threads if they are many; each half begins at an even row."""
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
