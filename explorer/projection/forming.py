"""
A layout watched while it forms: paused, resumed, shaken, and taken back to an earlier step.

One thread takes its steps, all of them (`run`) or those due since the last call (`advance`); other
threads read `frame` and give orders.  `advance` keeps no thread: a layout that nobody looks at any
more, paused or not, costs the server nothing.  States are kept at regular steps, but only
positions: going back means starting again from there with no momentum.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import isnan, nan
from threading import Lock
from time import monotonic

import numpy as np

from explorer.projection import honesty
from explorer.projection.layout import Projection, begin, finished
from explorer.projection.neighbours import NeighbourGraph
from explorer.projection.settings import ProjectionSettings
from explorer.projection.space import Space
from explorer.vectors.word_vectors import Floats

KEPT_STATES = 60
STEPS_AT_ONCE = 5
SLOWEST = 8.0  # fewest seconds that a watched layout takes
LONGEST_TURN = 0.2  # seconds of steps at once, so that an order takes effect soon
LONGEST_GAP = 0.5  # most seconds that one turn makes up for


@dataclass(frozen=True, eq=False)
class Frame:
    """A layout at one moment.

    Parameters
    ----------
    number : int
        Counts the frames shown, also after going back: equal numbers are equal frames.
    step, steps : int
        How many steps are done, of how many.
    coordinates : (N, dims) float32
    kept : float
        Share of true neighbours kept.
    exaggerated : bool
        Whether t-SNE is still in its first phase.
    """

    number: int
    step: int
    steps: int
    coordinates: Floats
    kept: float
    exaggerated: bool


class Forming:
    """A t-SNE or UMAP layout under way.

    Parameters
    ----------
    start : (N, dims), optional
        An earlier map to continue from.
    """

    def __init__(
        self,
        space: Space,
        graph: NeighbourGraph,
        settings: ProjectionSettings,
        *,
        start: Floats | None = None,
    ) -> None:
        self.settings = settings
        self._space, self._graph = space, graph
        self._layout = begin(space, graph, settings, start=start)
        self._turn = Lock()
        self._playing = True
        self._shaken = 0
        self._advanced = monotonic()
        self._states = {self._layout.steps_done: self._layout.coordinates}
        self._frame = self._seen(0)

    @property
    def frame(self) -> Frame:
        """The newest frame; its share of kept neighbours is computed only here, since few frames are looked at."""
        seen = self._frame
        if isnan(seen.kept):
            seen = replace(seen, kept=honesty.kept(self._graph, seen.coordinates))
            if self._frame.number == seen.number:
                self._frame = seen
        return seen

    @property
    def playing(self) -> bool:
        """Whether it is not paused."""
        return self._playing

    @property
    def touched(self) -> bool:
        """Whether it was shaken, so that it is no longer the map of its seed alone."""
        return self._shaken > 0

    def pause(self) -> None:
        """Stop at the next step."""
        self._playing = False

    def play(self) -> None:
        """Go on."""
        self._playing = True

    def shake(self, share: float = 0.15) -> None:
        """Throw every word in a random direction, by `share` of the width of the map, and let it settle again."""
        with self._turn:
            self._shaken += 1
            rng = np.random.default_rng([self.settings.seed, self._shaken])
            self._layout.perturb(rng, share)
            self._frame = self._seen(self._frame.number + 1)

    def rewind(self, step: int) -> None:
        """Go back to the kept state nearest to `step`, and forget the later ones."""
        with self._turn:
            at = min(self._states, key=lambda kept: abs(kept - step))
            self._layout.return_to(self._states[at], at)
            self._states = {kept: state for kept, state in self._states.items() if kept <= at}
            self._frame = self._seen(self._frame.number + 1)

    def back(self) -> None:
        """Go back by a tenth of the whole way."""
        self.rewind(self._frame.step - self._frame.steps // 10)

    @property
    def over(self) -> bool:
        """Whether all steps are taken."""
        return self._layout.steps_done >= self._layout.steps_total

    def run(self, report: Callable[[int, int], None] | None = None) -> Projection:
        """The finished map; takes all steps in the calling thread. `report` is called, and may end it by raising."""

        def told() -> None:
            if report is not None:
                report(self._layout.steps_done, self._layout.steps_total)

        told()
        while not self.over:
            with self._turn:
                self._step(STEPS_AT_ONCE, told)
        return self.projection(told)

    def advance(self) -> None:
        """Take the steps that are due since the last time, at a pace that can be followed; none while paused."""
        with self._turn:
            now = monotonic()
            gap = min(now - self._advanced, LONGEST_GAP)
            self._advanced = now
            due = round(gap * self._layout.steps_total / SLOWEST) if self._playing else 0
            while due > 0 and not self.over and monotonic() < now + LONGEST_TURN:
                self._step(min(due, STEPS_AT_ONCE))
                due -= STEPS_AT_ONCE

    def projection(self, report: Callable[[], None] | None = None) -> Projection:
        """The map as it is now; `report` is called while its measures are computed, and may end that by raising."""
        with self._turn:
            coordinates = self._layout.coordinates.copy()
        return finished(self._space, self._graph, self.settings, coordinates, report)

    def _step(self, most: int, told: Callable[[], None] | None = None) -> None:
        layout = self._layout
        every = max(1, layout.steps_total // KEPT_STATES)
        before = layout.steps_done
        try:
            for _ in range(min(most, layout.steps_total - before)):
                layout.step()
                if told is not None:
                    told()
        finally:
            if layout.steps_done // every > before // every:
                self._states[layout.steps_done] = layout.coordinates
            self._frame = self._seen(self._frame.number + 1)

    def _seen(self, number: int) -> Frame:
        layout = self._layout
        at = layout.coordinates
        few = len(at) <= 2000
        share = nan if few else honesty.kept(self._graph, at) if number % 10 == 0 else self._frame.kept
        return Frame(number, layout.steps_done, layout.steps_total, at, share, getattr(layout, "exaggerating", False))
