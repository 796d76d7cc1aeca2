"""How much memory records take: their arrays and texts, each counted once however many hold it."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from mmap import mmap
from typing import Any, Final

ROW: Final = 200  # items of a long list that stand for all of it
OURS: Final = "explorer."


def bytes_held(records: Iterable[object]) -> int:
    """Bytes of memory that the records take together.

    Followed are our own records, lists, tuples, sets and dictionaries; of a list of plain values that is longer than
    ROW the first stand for the rest.  An array that is mapped from a file takes no memory of its own.
    """
    seen: set[int] = set()
    left = [*records]
    total = 0.0
    while left:
        one = left.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if hasattr(one, "nbytes") and hasattr(one, "base"):  # an array, or a view of one
            if one.base is None:
                total += one.nbytes
            else:
                left.append(one.base)
        elif isinstance(one, str | bytes | bytearray):
            total += sys.getsizeof(one)
        elif not isinstance(one, mmap):
            few, share = _within(one)
            total += share
            left += few
    return round(total)


def _within(one: object) -> tuple[list[Any], float]:
    """What is to be followed in an object, and the bytes of what is not."""
    if isinstance(one, Mapping):
        return [*one.keys(), *one.values()], sys.getsizeof(one)
    if isinstance(one, list | tuple | set | frozenset):
        first = [*islice(one, ROW)]
        if len(one) > ROW and all(isinstance(item, str | bytes | int | float) for item in first):
            return [], sys.getsizeof(one) + len(one) * sum(map(sys.getsizeof, first)) / ROW
        return [*one], sys.getsizeof(one)
    if type(one).__module__.startswith(OURS):
        return [*_fields(one)], sys.getsizeof(one)
    return [], 0.0


def _fields(one: object) -> Iterator[object]:
    yield from getattr(one, "__dict__", {}).values()
    for kind in type(one).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if hasattr(one, name):
                yield getattr(one, name)
