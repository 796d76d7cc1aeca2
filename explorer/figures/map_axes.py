"""
The axes of a run's map. They depend only on the run and its step, so that every viewer sees the same map.

Coordinates have no natural orientation. At the first checkpoint the axes are the principal ones, with a rule for their
signs. At each later checkpoint they are aligned with those of the checkpoint before, and at a step in between with
those of the last checkpoint before it. They do not depend on what a viewer has seen so far.
"""

from explorer.projection.align import following_axes
from explorer.projection.pca import coordinates_on, principal_axes
from explorer.training.live.checkpoints import Checkpoint, is_reasonable
from explorer.training.live.moment import Matrix, chosen_rows
from explorer.vectors.word_vectors import Floats


class MapAxes:
    """The axes at each checkpoint of a run, for the first `shown` words of one matrix; remembered between calls."""

    def __init__(self, matrix: Matrix, shown: int) -> None:
        self.matrix, self.shown = matrix, shown
        self._kept: tuple[Checkpoint, ...] = ()
        self._axes: list[Floats] = []  # (D, 2) at each checkpoint

    def coordinates(self, kept: tuple[Checkpoint, ...], step: int, rows: Floats) -> Floats:
        """(N, 2) the map of `rows` (N, D), the vectors after `step` steps of a run with these checkpoints."""
        self._lead_on(kept)
        last = max(0, sum(checkpoint.step <= step for checkpoint in kept) - 1)
        axes = self._axes[last]
        return coordinates_on(axes if kept[last].step == step else following_axes(axes, rows), rows)

    def _lead_on(self, kept: tuple[Checkpoint, ...]) -> None:
        same = 0
        while same < min(len(kept), len(self._kept)) and kept[same] is self._kept[same]:
            same += 1
        del self._axes[same:]
        for checkpoint in kept[same:]:
            rows = chosen_rows(checkpoint, self.matrix, slice(self.shown))
            if not self._axes:
                self._axes.append(principal_axes(rows, 2)[0])
            else:  # a run that diverges leaves no axes to follow
                before = self._axes[-1]
                self._axes.append(following_axes(before, rows) if is_reasonable(rows) else before)
        self._kept = kept
