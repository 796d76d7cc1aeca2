"""A run that a test steps, and what a viewer gets of it."""

import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from explorer.figures.live import Cursor, View
from explorer.text import corpus
from explorer.training.lecture.sgns import SGNSSettings
from explorer.training.live.live_run import LiveRun
from explorer.ui.canvas.live.conversation import Conversation
from explorer.ui.canvas.live.registry import RUNS
from tests.waiting import until

TEXT = "the king rules the land. the queen rules the land. the man walks home. the woman walks home. " * 3
KINDS = {"f4": np.float32, "i4": np.int32, "i2": np.int16, "u1": np.uint8}


def new_run() -> LiveRun:
    """A run of a few sentences, in turn with those of all pages."""
    return LiveRun(corpus.from_text(TEXT, name="tale"), SGNSSettings(dim=4, window=2, batch=4), RUNS.turns)


@contextmanager
def open_on_pages(run: LiveRun) -> Iterator[str]:
    """The token by which pages find the run, whose steps that were asked for are done; it is closed at the end."""
    entry = RUNS.open(run, "a visit")
    try:
        while run.pending:
            run.advance(1)
        yield entry.token
    finally:
        RUNS.close(entry.token)


def step(run: LiveRun, steps: int) -> None:
    """Takes so many steps, and waits until they are done."""
    goal = run.moment.steps_done + steps
    run.step(steps)
    reach(run, goal)


def reach(run: LiveRun, goal: int) -> None:
    """Waits until the run is at that step."""
    until(lambda: run.moment.steps_done == goal)


def seen(run: LiveRun, cursor: Cursor, view: View) -> bytes:
    """What a viewer gets who has received `cursor` and looks at `view`."""
    conversation = Conversation(run)
    conversation.cursor, conversation.view = cursor, view
    return conversation.say()


def unpack(frame: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """What the browser does with a frame."""
    (length,) = struct.unpack_from("<I", frame)
    header = json.loads(frame[4 : 4 + length])
    arrays, at = {}, 4 + length
    for name, kind, size in header["arrays"]:
        assert at % 4 == 0, "typed arrays need aligned bytes"
        arrays[name] = np.frombuffer(frame, dtype=KINDS[kind], count=size, offset=at)
        at += -(-arrays[name].nbytes // 4) * 4
    assert at == len(frame)
    return header, arrays
