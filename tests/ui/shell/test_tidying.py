"""Garbage is collected when much has been made, and not on an idle server."""

import gc
import os
import subprocess
import sys
import weakref

import pytest

from explorer.ui.shell.tidying import WORTH, tidy
from tests.conftest import ROOT


class Ring:
    """Something that only a collection finds."""

    def __init__(self) -> None:
        self.itself = self


class EnoughError(Exception):
    """Ends the endless loop."""


def test_only_a_busy_server_is_tidied_and_then_finds_what_was_set_aside() -> None:
    """One test, as each of its collections looks at all that the tests before have left."""
    held: list[Ring] = [Ring()]
    set_aside, rings, naps = weakref.ref(held[0]), list[weakref.ref[Ring]](), 0

    def sleep(_: float) -> None:
        nonlocal naps
        naps += 1
        if naps == 1:
            held.clear()
            gc.collect()
            assert set_aside() is not None, "Python's own collections pass over what was there"
            ring = Ring()
            gc.collect()  # the ring grows old, so that Python's own quick collections do not find it
            rings.append(weakref.ref(ring))
        if naps == 2:
            assert rings[0]() is not None, "nothing was done meanwhile, and nothing is collected"
            assert set_aside() is not None
            for _ in range(WORTH):
                gc.collect(1)
            assert rings[0]() is not None
        if naps == 3:
            raise EnoughError

    with pytest.raises(EnoughError):
        tidy(sleep)
    assert rings[0]() is None
    assert set_aside() is None


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
