"""Garbage is collected when much has been made, and not on an idle server."""

import gc
import weakref

import pytest

from explorer.ui.shell.tidying import WORTH, tidy


class Ring:
    """Something that only a collection finds."""

    def __init__(self) -> None:
        self.itself = self


class EnoughError(Exception):
    """Ends the endless loop."""


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
