"""
A layout watched while it forms: paused, resumed, shaken, and taken back to an earlier step.

One thread takes its steps, all of them (`run`) or those due since the last call (`advance`); other
threads read `frame` and give orders.  `advance` keeps no thread: a layout that nobody looks at any
more, paused or not, costs the server nothing.  States are kept at regular steps, but only
positions: going back means starting again from there with no momentum.
"""

from dataclasses import dataclass, replace
from math import isnan, nan
from threading import Lock
from time import monotonic

import numpy as np

from explorer.progress import Report, parts, to_nobody
from explorer.projection import honesty
from explorer.projection.layout import COSTS, Projection, begin, finished
from explorer.projection.neighbours import NeighbourGraph
from explorer.projection.settings import ProjectionSettings
from explorer.projection.space import Space
from explorer.vectors.word_vectors import Floats

KEPT_STATES = 60
STEPS_AT_ONCE = 5
THROWN = 0.15  # of the width of the map, when it is shaken
SLOWEST = 8.0  # fewest seconds that a watched layout takes
LONGEST_TURN = 0.2  # seconds of steps at once, so that an order takes effect soon
FEW = 2000  # words up to which the share of kept neighbours is computed for each frame that is shown
LOOKED_AT = 10  # with more words, it is computed for one in so many frames
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
    report : callable
        Counts words that are made ready, and may end it by raising.
    """

    def __init__(
        self,
        space: Space,
        graph: NeighbourGraph,
        settings: ProjectionSettings,
        *,
        start: Floats | None = None,
        report: Report = to_nobody,
    ) -> None:
        self.settings = settings
        self._space, self._graph = space, graph
        self._layout = begin(space, graph, settings, start=start, report=report)
        self._turn = Lock()
        self._playing = True
        self._shaken = 0
        self._advanced = monotonic()
        self._states = {self._layout.steps_done: self._layout.coordinates}
        self._frame = self._seen(0, nan)
        self._look(lambda *_: report(len(space), len(space)))

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

    def shake(self) -> None:
        """Throw every word in a random direction, and let it settle again."""
        with self._turn:
            self._shaken += 1
            rng = np.random.default_rng([self.settings.seed, self._shaken])
            self._layout.perturb(rng, THROWN)
            self._frame = self._seen(self._frame.number + 1, self._frame.kept)

    def rewind(self, step: int) -> None:
        """Go back to the kept state nearest to `step`, and forget the later ones."""
        with self._turn:
            at = min(self._states, key=lambda kept: abs(kept - step))
            self._layout.return_to(self._states[at], at)
            self._states = {kept: state for kept, state in self._states.items() if kept <= at}
            self._frame = self._seen(self._frame.number + 1, self._frame.kept)

    def back(self) -> None:
        """Go back by a tenth of the whole way."""
        self.rewind(self._frame.step - self._frame.steps // 10)

    @property
    def over(self) -> bool:
        """Whether all steps are taken."""
        return self._layout.steps_done >= self._layout.steps_total

    def run(self, report: Report = to_nobody) -> Projection:
        """The finished map; takes all steps in the calling thread. `report` is called, and may end it by raising."""
        moving, measuring = parts(report, COSTS[1:])
        moving(self._layout.steps_done, self._layout.steps_total)
        while not self.over:
            with self._turn:
                self._step(STEPS_AT_ONCE, moving)
        return self.projection(measuring)

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

    def projection(self, report: Report = to_nobody) -> Projection:
        """The map as it is now; `report` is called while its measures are computed, and may end that by raising."""
        with self._turn:
            coordinates = self._layout.coordinates.copy()
        return finished(self._space, self._graph, self.settings, coordinates, report)

    def _step(self, most: int, report: Report = to_nobody) -> None:
        layout = self._layout
        every = max(1, layout.steps_total // KEPT_STATES)
        before = layout.steps_done
        try:
            for _ in range(min(most, layout.steps_total - before)):
                layout.step()
                report(layout.steps_done, layout.steps_total)
        finally:
            if layout.steps_done // every > before // every:
                self._states[layout.steps_done] = layout.coordinates
            self._frame = self._seen(self._frame.number + 1, self._frame.kept)
        self._look(lambda *_: report(layout.steps_done, layout.steps_total))

    def _seen(self, number: int, kept: float) -> Frame:
        layout = self._layout
        at = layout.coordinates
        share = nan if len(at) <= FEW else kept
        return Frame(number, layout.steps_done, layout.steps_total, at, share, getattr(layout, "exaggerating", False))

    def _look(self, report: Report) -> None:
        """Of many words, compute the share of kept neighbours in every tenth frame only."""
        seen = self._frame
        if len(seen.coordinates) > FEW and seen.number % LOOKED_AT == 0:
            self._frame = replace(seen, kept=honesty.kept(self._graph, seen.coordinates, report=report))
