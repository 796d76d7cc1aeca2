"""
Collects garbage now and then, and ends visits that are over.

Streamlit can collect all garbage after every run of a script. With this app's libraries in memory that stops every
thread for 0.2 s, many times a second if several visitors watch a training (`postScriptGC` in .streamlit/config.toml is
off). Python itself does the same whenever a quarter of all objects are new: of samples taken under many visitors, about
a third were inside such a collection. So it is done here: rarely, and only if there is something to find. The objects
that remain are set aside, and Python's own collections, as those here while visitors have work under way, look only at
new ones. What was set aside is looked at when all work is done, which stops every thread for .5 s and with a hundred
tabs open for .6 to .9, or after `LONGEST`: visitors come and go, and rings of what they leave would stay. There are
few, some 8,000 objects of thirty visitors in five minutes, mostly of figures: what a visit, a run of a page and a job
hold is let go without it (`streamlit_private.let_go_of_visits` and `let_runs_go`, `Workers._run`).

Freed memory is given back to the system. The C library would keep it for later requests, in one pool for every few
threads, and a server that a class has left would stay as large as with the class. So there are only as many pools as
processors. Eight visitors who came and went left 148 MB on two processors with the usual eight pools for each, 66 MB
with these, and 28 MB with MALLOC_ARENA_MAX=2 in the environment from the start, as in deploy/.
"""

import ctypes
import gc
import os
import sys
import time
from collections.abc import Callable
from typing import Final

from explorer.ui.shell import streamlit_private

PAUSE: Final = 30.0  # seconds between two checks
POOLS: Final = -8  # M_ARENA_MAX of the C library
LONGEST: Final = 900.0  # most seconds in which only new objects are looked at
WORTH: Final = 20  # Python's own collections of the middle generation after which a full one is worth its time


def tidy(is_busy: Callable[[], bool] = lambda: False, sleep: Callable[[float], None] = time.sleep) -> None:
    """Tidy for as long as the server runs, in a thread of its own. `is_busy`: whether visitors have work under way."""
    collect(everything=True)  # the libraries, first of all
    before, whole_at, owes = _collections(), time.monotonic(), False
    while True:
        sleep(PAUSE)
        if streamlit_private.let_go_of_visits() or _collections() - before >= WORTH or owes:
            owes = is_busy() and time.monotonic() - whole_at < LONGEST
            collect(everything=not owes)
            give_back()
            before = _collections()
            whole_at = whole_at if owes else time.monotonic()


def collect(*, everything: bool) -> None:
    """Collect the garbage among new objects, or among all, and set aside what remains."""
    if everything:
        gc.unfreeze()
    gc.collect()
    gc.freeze()


def use_few_pools() -> None:
    """Limit the C library's memory pools to the number of processors; call it before threads begin."""
    _call_c("mallopt", POOLS, max(2, os.cpu_count() or 2))


def give_back() -> None:
    """Ask the C library to give free memory back to the system."""
    _call_c("malloc_trim", 0)


def _call_c(name: str, *numbers: int) -> None:
    """Call a function of the C library if it exists, as on most Linux systems (glibc)."""
    if sys.platform == "linux" and (function := getattr(ctypes.CDLL(None), name, None)) is not None:
        function(*numbers)


def _collections() -> int:
    return int(gc.get_stats()[1]["collections"])
