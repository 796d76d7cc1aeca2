"""
Garbage, collected now and then.

Streamlit can collect all garbage after every run of a script; with this app's libraries in memory that holds every
thread up for 0.2 s, many times a second where several visitors watch a training (`postScriptGC` in
.streamlit/config.toml is off).  Python itself waits until a quarter of all objects are new, which lets figures and
arrays of visitors who have left lie for long.  So it is done here: seldom, and only if there is something to find.
"""

import gc
import time
from collections.abc import Callable
from typing import Final

PAUSE: Final = 30.0  # seconds between two looks
WORTH: Final = 20  # collections of Python's own, of the middle generation, that make one of everything worth its time


def tidy(sleep: Callable[[float], None] = time.sleep) -> None:
    """Go on for as long as the server runs; meant for a thread of its own."""
    before = _collections()
    while True:
        sleep(PAUSE)
        if _collections() - before >= WORTH:
            gc.collect()
            before = _collections()


def _collections() -> int:
    return int(gc.get_stats()[1]["collections"])
