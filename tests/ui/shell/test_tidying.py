"""Garbage is collected when much has been made, and not on an idle server."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from explorer.ui.shell.tidying import WORTH, tidy


class Ring:
    """Something that only a collection finds."""

    def __init__(self) -> None:
        self.itself = self


class EnoughError(Exception):
    """Ends the endless loop."""


@pytest.fixture(autouse=True)
def _nothing_set_aside() -> Iterator[None]:
    yield
    gc.unfreeze()


@pytest.mark.parametrize("busy", [True, False])
def test_only_a_busy_server_is_tidied(busy: bool) -> None:
    rings: list[weakref.ref[Ring]] = []
    naps = 0

    def sleep(_: float) -> None:
        nonlocal naps
        naps += 1
        if naps == 2:
            raise EnoughError
        gc.collect()  # the ring grows old, so that Python's own quick collections do not find it
        ring = Ring()
        gc.collect()
        rings.append(weakref.ref(ring))
        del ring
        for _ in range(WORTH if busy else 0):
            gc.collect(1)

    with pytest.raises(EnoughError):
        tidy(sleep)
    assert (rings[0]() is None) == busy


def test_what_was_set_aside_is_found_once_nobody_holds_it() -> None:
    held: list[Ring] = [Ring()]
    ring = weakref.ref(held[0])
    naps = 0

    def sleep(_: float) -> None:
        nonlocal naps
        naps += 1
        if naps == 1:
            assert gc.get_freeze_count() > 10_000, "Python's own collections pass over the libraries"
            held.clear()
            gc.collect()
            assert ring() is not None, "also over the ring, which was there"
        if naps == 2:
            raise EnoughError
        for _ in range(WORTH):
            gc.collect(1)

    with pytest.raises(EnoughError):
        tidy(sleep)
    assert ring() is None
