"""
Garbage is collected when much has been made, and not on an idle server.

Both parts are looked at in one process of their own: a collection looks at all that the tests before have left, and
pools are limited before there are threads.
"""

import ctypes
import gc
import os
import subprocess
import sys
import threading
import weakref

import pytest

from explorer.ui.shell.tidying import WORTH, tidy, use_few_pools
from tests.conftest import ROOT

THREADS = 12
ALONE = "from tests.ui.shell.test_tidying import alone; alone()"


class Ring:
    """Something that only a collection finds."""

    def __init__(self) -> None:
        self.itself = self


class EnoughError(Exception):
    """Ends the endless loop."""


def alone() -> None:
    """What is looked at in a process of its own."""
    use_few_pools()
    tidied()
    told_of_pools()


def tidied() -> None:
    """Say so where a server is tidied once much has been made, and what was set aside once there is no work."""
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
            assert rings[0]() is None
            assert set_aside() is not None, "while there is work, only new objects are looked at"
        if naps == 4:
            raise EnoughError

    with pytest.raises(EnoughError):
        tidy(lambda: naps == 2, sleep)
    assert set_aside() is None, "what is owed is done once the work is"
    print("It is tidied in time.")  # noqa: T201


def told_of_pools() -> None:
    """Let the C library tell, on stderr, which pools so many threads have."""
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    here, gone = threading.Barrier(THREADS), threading.Event()

    def hold() -> None:
        libc.malloc(1000)
        here.wait()
        gone.wait()

    threads = [threading.Thread(target=hold) for _ in range(THREADS - 1)]
    for thread in threads:
        thread.start()
    here.wait()
    libc.malloc_stats()
    gone.set()


@pytest.fixture(scope="module")
def told() -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", ALONE], cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_server_is_tidied_once_much_was_made_and_wholly_once_there_is_no_work(
    told: subprocess.CompletedProcess[str],
) -> None:
    assert "It is tidied in time." in told.stdout, told.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="the C library of Linux alone has pools")
def test_threads_share_a_few_pools_of_memory(told: subprocess.CompletedProcess[str]) -> None:
    pools = told.stderr.count("Arena ")
    assert 1 <= pools <= max(2, os.cpu_count() or 2), told.stderr
