"""
Garbage, collected now and then, and visits that are over, let go.

Streamlit can collect all garbage after every run of a script; with this app's libraries in memory that holds every
thread up for 0.2 s, many times a second where several visitors watch a training (`postScriptGC` in
.streamlit/config.toml is off).  Python itself does the same whenever a quarter of all objects are new: of samples
taken under many visitors, about a third fell where that strikes.  So it is done here: seldom, and only if there is
something to find.  What is left then is set aside until the next time, and Python's own collections look only at what
is new.

What is freed is given back to the system: the C library keeps it for what may be asked for later, in a pool for each
few threads, and a server that a class has left would stay as large as the class has made it.  So there are as few
pools as processors.  Eight visitors who came and went left 148 MB on two processors with the usual eight pools for
each, 66 MB so, and 28 MB where MALLOC_ARENA_MAX=2 stands in the environment from the start, as deploy/ has it.
"""

import ctypes
import gc
import os
import sys
import time
from collections.abc import Callable
from typing import Final

from explorer.ui.shell import streamlit_private

PAUSE: Final = 30.0  # seconds between two looks
POOLS: Final = -8  # what the C library calls M_ARENA_MAX
WORTH: Final = 20  # collections of Python's own, of the middle generation, that make one of everything worth its time


def tidy(sleep: Callable[[float], None] = time.sleep) -> None:
    """Go on for as long as the server runs; meant for a thread of its own."""
    collect()  # the libraries, first of all
    before = _collections()
    while True:
        sleep(PAUSE)
        if streamlit_private.let_go_of_visits() or _collections() - before >= WORTH:
            collect()
            give_back()
            before = _collections()


def collect() -> None:
    """Collect all garbage, and set aside what is left, as if it were to stay for ever: until the next call."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def use_few_pools() -> None:
    """Have the C library take memory from no more pools than there are processors; call it before threads begin."""
    _call_c("mallopt", POOLS, max(2, os.cpu_count() or 2))


def give_back() -> None:
    """Ask the C library to give memory that is free back to the system."""
    _call_c("malloc_trim", 0)


def _call_c(name: str, *numbers: int) -> None:
    """Call a function of the C library, where it has it: that of most Linux systems (glibc)."""
    if sys.platform == "linux" and (function := getattr(ctypes.CDLL(None), name, None)) is not None:
        function(*numbers)


def _collections() -> int:
    return int(gc.get_stats()[1]["collections"])
