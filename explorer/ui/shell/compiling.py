"""
The app's inner loops, compiled from the start of a server, so that no visitor waits for them.

Compiling takes half a minute, once on a machine; then it lies on disk.  A thread of the server would hold the
interpreter's lock, and numba's own, and with them every visitor up.  So it is a process: of the lowest priority, what
is seen first being compiled first, and ended when the server ends.  A visitor who needs a loop before it is there
waits for that one alone.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]


def is_wanted() -> bool:
    """Whether the operator leaves it to the server: EMBEDDING_EXPLORER_COMPILE is not 0."""
    return os.environ.get("EMBEDDING_EXPLORER_COMPILE") != "0"


def compile_beside() -> None:
    """Have all compiled that is not yet on disk; meant for a thread of its own, as it waits for the end."""
    with begun() as process:
        process.wait()


def begun() -> subprocess.Popen[bytes]:
    """The process that compiles; it ends with the pipe to it, which is closed when the server ends, however it does."""
    command = [sys.executable, "-m", "explorer.doctor", "--compile-beside"]
    alone = {"OPENBLAS_NUM_THREADS": "1"}  # the other processors are for visitors
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **alone}, stdin=subprocess.PIPE)
