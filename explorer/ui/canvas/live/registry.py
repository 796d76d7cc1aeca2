"""
The live runs of all visitors, each under a token that nobody can guess.

A run lives as long as the visit that opened it. When the visitor leaves the page or closes the tab, it pauses, and
after a while it ends. Until then a tab whose connection broke finds it again, and a reload, which is a new visit, can
take it over.
"""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from explorer.training.live.fair_share import FairShare
from explorer.training.live.live_run import LiveRun
from explorer.training.live.together import Together
from explorer.ui.canvas.live.conversation import Conversation
from explorer.ui.shell.jobs import BusyError
from explorer.ui.shell.streamlit_private import visit_is_open
from explorer.ui.shell.tally import TALLY

MOST_RUNS: Final = 64
STILL: Final = 2.0  # seconds after which the run of an ended visit pauses, even if nobody ever watched it
GRACE: Final = 60.0  # seconds a run outlives its visit, as long as Streamlit keeps a visit for a returning tab
SWEEP: Final = 1.0  # seconds between two checks for runs without a visit


@dataclass
class Entry:
    """A run, its visit, and the number of its viewers."""

    token: str
    run: LiveRun
    visit: str
    own_text: tuple[str, str] | None = None  # name and content of a visitor's own text
    viewers: int = 0
    polled: Conversation | None = None  # for a viewer without a socket
    together: Together | None = None  # with the run next to it
    visited_at: float = field(default_factory=time.monotonic)


class Registry:
    """Runs by token; safe to use from any thread."""

    def __init__(self, visit_is_open: Callable[[str], bool]) -> None:
        self.turns = FairShare()
        self._visit_is_open = visit_is_open
        self._entries: dict[str, Entry] = {}
        self._lock = threading.Lock()
        self._sweeping = False

    def __len__(self) -> int:
        return len(self._entries)

    def open(self, run: LiveRun, visit: str, own_text: tuple[str, str] | None = None) -> Entry:
        """The entry of a new run.

        Raises
        ------
        BusyError
            If there are too many and all of them are being watched.
        """
        with self._lock:
            if len(self._entries) >= MOST_RUNS:
                unwatched = [entry for entry in self._entries.values() if not entry.viewers]
                if not unwatched:
                    TALLY.refused("run")
                    raise BusyError(
                        f"{MOST_RUNS} runs are being watched on this server at the moment, which is as many as it "
                        "can keep. Try again when somebody has closed one."
                    )
                self._drop(min(unwatched, key=lambda entry: entry.visited_at).token)
            entry = Entry(secrets.token_urlsafe(24), run, visit, own_text)
            self._entries[entry.token] = entry
            if not self._sweeping:
                self._sweeping = True
                threading.Thread(target=self._sweep_on, name="live-runs", daemon=True).start()
            return entry

    def get(self, token: str | None) -> Entry | None:
        """The run of that token, if there is one."""
        return self._entries.get(token or "")

    def take_over(self, token: str, visit: str) -> Entry | None:
        """Make the run of an ended visit, before its grace is over, a run of this one; None if that is not possible."""
        with self._lock:
            entry = self._entries.get(token)
            if entry is None or entry.viewers or (entry.visit != visit and self._visit_is_open(entry.visit)):
                return None
            entry.visit, entry.visited_at = visit, time.monotonic()
            return entry

    def close(self, token: str | None) -> None:
        """End a run and free its memory."""
        with self._lock:
            self._drop(token or "")

    def sweep(self) -> None:
        """Pause runs whose visit is over, and end those whose visit has been over for long."""
        with self._lock:
            now = time.monotonic()
            for entry in list(self._entries.values()):
                if entry.viewers or self._visit_is_open(entry.visit):
                    entry.visited_at = now
                elif now - entry.visited_at > GRACE:
                    self._drop(entry.token)
                elif now - entry.visited_at > STILL:
                    entry.run.pause()

    def _drop(self, token: str) -> None:
        entry = self._entries.pop(token, None)
        if entry is not None:
            entry.run.close()

    def _sweep_on(self) -> None:
        while True:
            time.sleep(SWEEP)
            self.sweep()
            with self._lock:
                if not self._entries:
                    self._sweeping = False
                    return


RUNS: Final = Registry(visit_is_open)
