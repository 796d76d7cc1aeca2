"""How much memory a call takes at most, in a process of its own: here threads of earlier tests may be at work."""

import os
import subprocess
import sys

from tests.conftest import ROOT

MEASURE = """
import tracemalloc
{setting_up}
for call in ({calls},):
    tracemalloc.start()
    call()
    print(tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()
"""


def peaks(setting_up: str, *calls: str) -> list[int]:
    """Bytes that Python held at most while each of the calls ran, one after the other in a process of their own.

    `calls` are expressions, `setting_up` are lines that run before the first and are not measured.
    """
    code = MEASURE.format(setting_up=setting_up, calls=", ".join(f"lambda: {call}" for call in calls))
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=surroundings, capture_output=True, text=True, check=True)
    return [int(line) for line in done.stdout.split()]
