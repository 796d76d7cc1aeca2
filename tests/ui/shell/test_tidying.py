"""Garbage is collected when much has been made, and not on an idle server."""

import gc
import os
import subprocess
import sys
import weakref
from collections.abc import Iterator

import pytest

from explorer.ui.shell.tidying import WORTH, tidy
from tests.conftest import ROOT


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


POOLS = """
import ctypes, threading
from explorer.ui.shell.tidying import use_few_pools
use_few_pools()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
here, gone = threading.Barrier(12), threading.Event()
def hold():
    libc.malloc(1000)
    here.wait()
    gone.wait()
threads = [threading.Thread(target=hold) for _ in range(11)]
for thread in threads:
    thread.start()
here.wait()
libc.malloc_stats()
gone.set()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the C library of Linux alone has pools")
def test_threads_share_a_few_pools_of_memory() -> None:
    told = subprocess.run([sys.executable, "-c", POOLS], cwd=ROOT, capture_output=True, text=True, check=True)
    pools = told.stderr.count("Arena ")
    assert 1 <= pools <= max(2, os.cpu_count() or 2), told.stderr
