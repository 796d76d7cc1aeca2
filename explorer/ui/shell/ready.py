"""
What a server has ready before its first visitor comes, so that nobody waits for it.

Before it answers, it loads what the first pages need, and makes a small map, as the first visitor will.  The app's
other inner loops take half a minute to compile, once on a machine; then they lie on disk.  A thread of the server would
hold the interpreter's lock, and numba's own, and with them every visitor up.  So a process compiles them: of the lowest
priority, what is seen first being compiled first, and ended when the server ends.  A visitor who needs a loop before
it is there waits for that one alone.
"""

import os
import subprocess
import sys
from pathlib import Path
from threading import Thread
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
FEW: Final = 20  # words of the map that is made before the first visitor's


def begin() -> None:
    """Load, compile and pack; what takes longer is done beside the server.

    Nothing is done if EMBEDDING_EXPLORER_READY is 0.
    """
    if os.environ.get("EMBEDDING_EXPLORER_READY") == "0":
        return
    from explorer.ui.canvas.plotly_map import library

    Thread(target=library.packed, name="packing", daemon=True).start()
    load()
    Thread(target=_compile, name="compiling", daemon=True).start()


def load() -> None:
    """Load what Welcome and a first map are made by; draw Welcome's picture, and lay a few words out."""
    from explorer.figures import atlas, scatter, welcome  # noqa: F401  loaded, that is all
    from explorer.files import library
    from explorer.lessons import course
    from explorer.projection import first_picture, joined, layout, lens, sample, search  # noqa: F401
    from explorer.projection.forming import Forming
    from explorer.projection.settings import ProjectionSettings
    from explorer.ui.canvas.page import view  # noqa: F401
    from explorer.ui.shell import class_seat, lesson_strip, link, moved, panels, sheet  # noqa: F401

    welcome.grouped_map(first_picture.shipped(), first_picture.groups())
    course.lessons()
    words = sample.by_rank(library.built_in(), FEW).vectors
    Forming(*layout.graph_of(words, ProjectionSettings()), ProjectionSettings()).run()


def compiler() -> subprocess.Popen[bytes]:
    """The process that compiles; it ends with the pipe to it, which is closed when the server ends, however it does."""
    command = [sys.executable, "-m", "explorer.doctor", "--compile-beside"]
    alone = {"OPENBLAS_NUM_THREADS": "1"}  # the other processors are for visitors
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **alone}, stdin=subprocess.PIPE)


def _compile() -> None:
    with compiler() as process:
        process.wait()
