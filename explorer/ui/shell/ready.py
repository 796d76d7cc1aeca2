"""
What a server has ready before its first visitor comes, so that nobody waits for it.

Modules that the first pages need take a second to load: they are loaded before the server answers.  The app's inner
loops take half a minute to compile, once on a machine; then they lie on disk.  A thread of the server would hold the
interpreter's lock, and numba's own, and with them every visitor up.  So a process compiles them: of the lowest
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


def begin() -> None:
    """Load, compile and pack; what takes longer is done beside the server.

    Nothing is done if EMBEDDING_EXPLORER_READY is 0.
    """
    if os.environ.get("EMBEDDING_EXPLORER_READY") == "0":
        return
    Thread(target=_compile, name="compiling", daemon=True).start()
    from explorer.ui.canvas.plotly_map import library

    Thread(target=library.packed, name="packing", daemon=True).start()
    load()


def load() -> None:
    """Load what Welcome and a first map are made by, and draw Welcome's picture."""
    from explorer.figures import atlas, welcome  # noqa: F401  loaded, that is all
    from explorer.files import library
    from explorer.lessons import course
    from explorer.projection import first_picture, forming, honesty, sample  # noqa: F401
    from explorer.ui.canvas.page import view  # noqa: F401
    from explorer.ui.shell import class_seat, lesson_strip, link, moved, panels, sheet  # noqa: F401

    picture = first_picture.shipped()
    welcome.grouped_map(picture, first_picture.groups())
    honesty.nearest_on_map(picture.coordinates, 1)
    course.lessons()
    library.built_in()


def compiler() -> subprocess.Popen[bytes]:
    """The process that compiles; it ends with the pipe to it, which is closed when the server ends, however it does."""
    command = [sys.executable, "-m", "explorer.doctor", "--compile-beside"]
    alone = {"OPENBLAS_NUM_THREADS": "1"}  # the other processors are for visitors
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **alone}, stdin=subprocess.PIPE)


def _compile() -> None:
    with compiler() as process:
        process.wait()
