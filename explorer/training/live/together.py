"""
Two runs in step: neither shows a later step than the other.

Both take their turns here, in one thread: while either plays, each due step is taken by both, and the one that is
behind catches up first.  Nobody waits for a run that stopped by itself because its training diverged.
"""

import time

from explorer.training.live.fair_share import FairShare, Turns
from explorer.training.live.live_run import LiveRun


class Together:
    """A pair of runs; asks `share` for turns for both, and gives them to each.

    Raises
    ------
    ValueError
        If a run is to keep step with itself.
    """

    def __init__(self, first: LiveRun, second: LiveRun, share: FairShare) -> None:
        if first is second:
            raise ValueError("A run keeps step with another, not with itself.")
        self.runs = (first, second)
        self._share = share
        for run in self.runs:
            run.take_turns_from(self)

    @property
    def crowd(self) -> int:
        """Runs that wait for a turn or have one."""
        return self._share.crowd

    def wake(self, _run: Turns) -> None:
        """A turn for both as soon as possible."""
        self._share.wake(self)

    def forget(self, _run: Turns) -> None:
        """One of them was closed: the other needs turns as before."""
        if all(run.closed for run in self.runs):
            self._share.forget(self)

    def part(self) -> None:
        """From now on each goes its own way."""
        self._share.forget(self)
        for run in self.runs:
            if not run.closed:
                run.take_turns_from(self._share)

    def advance(self, seconds: float) -> float | None:
        """Train both for about `seconds`; seconds until the next step is due, None if none is."""
        stop_at = time.monotonic() + seconds
        with self.runs[0].in_turn, self.runs[1].in_turn:
            for run in self._here:
                run.obey()
            while due := self._due:
                for run in due:
                    run.take_step()
                if time.monotonic() >= stop_at:
                    break
            for run in self._here:
                run.publish_if_due()
            waits = [wait for run in self._here if (wait := run.wait()) is not None]
            return 0.0 if self._due else min(waits, default=None)

    @property
    def _here(self) -> list[LiveRun]:
        """The runs that have not been closed or taken elsewhere."""
        return [run for run in self.runs if run.turns is self and not run.closed]

    @property
    def _due(self) -> list[LiveRun]:
        """The runs that take a step now: first those with ordered steps; then both, or the one that is behind."""
        if ordered := [run for run in self._here if run.is_ordered]:
            return ordered
        going = [run for run in self._here if not run.has_stopped]
        if not any(run.playing for run in going):
            return []
        done = [run.trainer.steps_done for run in going]
        if min(done) < max(done):
            return [run for run, steps in zip(going, done, strict=True) if steps == min(done)]
        return going if any(run.is_due for run in going) else []
