"""
The axes of a run's map: a matter of the run and its step alone, so that whoever opens the step sees the same map.

Coordinates have no orientation of their own.  At the first checkpoint the axes are the principal ones, with a rule for
their signs; at each later one they are led on from the one before it, and at a step in between from the last
checkpoint before that.  What a viewer has seen so far, and how often, has no part in it.
"""

from explorer.projection.align import following_axes, main_axes, on_axes
from explorer.training.live.checkpoints import Checkpoint, is_reasonable
from explorer.training.live.moment import Matrix, chosen_rows
from explorer.vectors.word_vectors import Floats


class MapAxes:
    """The axes at each checkpoint of a run, for the first `shown` words of one matrix; remembered between calls."""

    def __init__(self, matrix: Matrix, shown: int) -> None:
        self.matrix, self.shown = matrix, shown
        self._kept: tuple[Checkpoint, ...] = ()
        self._axes: list[Floats] = []  # (D, 2) at each of them

    def coordinates(self, kept: tuple[Checkpoint, ...], step: int, rows: Floats) -> Floats:
        """(N, 2) the map of `rows` (N, D), the vectors of a run after `step` steps that has kept these checkpoints."""
        self._lead_on(kept)
        last = max(0, sum(checkpoint.step <= step for checkpoint in kept) - 1)
        axes = self._axes[last]
        return on_axes(rows, axes if kept[last].step == step else following_axes(axes, rows))

    def _lead_on(self, kept: tuple[Checkpoint, ...]) -> None:
        same = 0
        while same < min(len(kept), len(self._kept)) and kept[same] is self._kept[same]:
            same += 1
        del self._axes[same:]
        for checkpoint in kept[same:]:
            rows = chosen_rows(checkpoint, self.matrix, slice(self.shown))
            if not self._axes:
                self._axes.append(main_axes(rows))
            else:  # a run that diverges leaves no axes to follow
                before = self._axes[-1]
                self._axes.append(following_axes(before, rows) if is_reasonable(rows) else before)
        self._kept = kept
