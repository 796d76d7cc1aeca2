"""
What a server prepares before its first visitor comes, so that nobody waits for it.

Before it answers, it loads what the first pages need, and makes a small map, as the first visitor will. The app's other
inner loops take half a minute to compile, once per machine; then they are on disk. A thread of the server would hold
the interpreter's lock and numba's, and so hold up every visitor. So a separate process compiles them, with the lowest
priority and in the order in which visitors need them; it ends with the server. A visitor who needs a loop earlier waits
for that one only.
"""

import os
import subprocess
import sys
from pathlib import Path
from threading import Thread
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
FEW: Final = 20  # words of the map that is made in advance


def begin() -> None:
    """Load, compile and pack; whatever takes longer is done outside the server.

    Does nothing if EMBEDDING_EXPLORER_READY is 0.
    """
    if os.environ.get("EMBEDDING_EXPLORER_READY") == "0":
        return
    from explorer.ui.canvas.plotly_map import library

    Thread(target=library.packed, name="packing", daemon=True).start()
    load()
    Thread(target=_compile, name="compiling", daemon=True).start()


def load() -> None:
    """Load what Welcome and a first map need; draw Welcome's picture, and lay out a few words."""
    from explorer.figures import atlas, scatter, welcome  # noqa: F401  loaded, that is all
    from explorer.lessons import course
    from explorer.projection import first_picture, joined, layout, lens, sample, search  # noqa: F401
    from explorer.projection.forming import Forming
    from explorer.projection.settings import ProjectionSettings
    from explorer.ui.canvas.page import view  # noqa: F401
    from explorer.ui.shell import class_seat, lesson_strip, link, moved, panels, sheet  # noqa: F401
    from explorer.ui.shell.cache import shared_models

    welcome.grouped_map(first_picture.shipped(), first_picture.groups())
    course.lessons()
    words = sample.by_rank(shared_models.built_in(), FEW).vectors
    Forming(*layout.graph_of(words, ProjectionSettings()), ProjectionSettings()).run()


def compiler() -> subprocess.Popen[bytes]:
    """The process that compiles; it ends when its pipe is closed, which happens however the server ends."""
    command = [sys.executable, "-m", "explorer.doctor", "--compile-beside"]
    alone = {"OPENBLAS_NUM_THREADS": "1"}  # the other processors are for visitors
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **alone}, stdin=subprocess.PIPE)


def _compile() -> None:
    with compiler() as process:
        process.wait()
