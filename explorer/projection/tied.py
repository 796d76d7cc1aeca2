"""
Layouts of the same words in several spaces, tied to one another, so that a word lies in the same region of each.

Each layout minimises its own loss, that of t-SNE or UMAP. For the places y_m of a word on the M maps, the tie adds
weight / 2 sum_m |y_m - mean|². For t-SNE (with weight / N, as in its losses) that is part of the gradient. UMAP,
whose steps are random, takes the implicit step of the tie after each epoch (proximal gradient descent; Parikh and
Boyd 2014, "Proximal algorithms", section 4.2), as far as the rate of the epoch allows.

AlignedUMAP of umap-learn ties the words of each map to those of the maps before and after it, and less if their
neighbours differ. Here all maps and all words are treated equally, so that one number shows the cost of the tie.
Without a tie each layout is, number for number, that of `tsne` or `umap` from the same start.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.errors import SelectionError
from explorer.progress import Report, parts, to_nobody
from explorer.projection import align, pca, tsne, umap
from explorer.projection.layout import Projection, begin, finished
from explorer.projection.neighbours import NeighbourGraph
from explorer.projection.settings import TiedMethod, TiedSettings
from explorer.projection.space import Space
from explorer.vectors.word_vectors import Floats

MOST = 10_000  # words
START_SIZE: dict[TiedMethod, float] = {"t-SNE": tsne.START_SIZE, "UMAP": umap.START_SIZE}


@dataclass(frozen=True, eq=False)
class TiedLayouts:
    """The finished maps of M spaces with the same N words.

    Parameters
    ----------
    maps : tuple of Projection
        All but the first are rotated and scaled onto it, which changes little because of the tie.
    moved : tuple of (N,), one for each map but the first
        How far each word lies from its place on the first map, in radii of that map.
    """

    maps: tuple[Projection, ...]
    moved: tuple[Floats, ...]

    @property
    def mean_move(self) -> float:
        """The mean of `moved` over words and maps."""
        return float(np.mean(self.moved))


class Tied:
    """Layouts that form together, step by step.

    Parameters
    ----------
    spaces : sequence of Space
        With the same words.
    graphs : sequence of NeighbourGraph
        Of those spaces.
    starts : sequence of (N, 2) float32
        Where the words of each begin, in any size, already rotated onto the first.
    settings : TiedSettings
    report : callable
        Hears how much is made ready, and may end it by raising.

    Raises
    ------
    SelectionError
        If there are too many words, or the spaces do not have the same ones.
    """

    def __init__(
        self,
        spaces: Sequence[Space],
        graphs: Sequence[NeighbourGraph],
        starts: Sequence[Floats],
        settings: TiedSettings,
        report: Report = to_nobody,
    ) -> None:
        if len(spaces[0]) > MOST:
            raise SelectionError(f"Layouts of at most {MOST:,} words are tied, not of {len(spaces[0]):,}.")
        if any(tuple(space.words) != tuple(spaces[0].words) for space in spaces):
            raise SelectionError("Layouts can be tied only where they have the same words in the same order.")
        self._spaces, self._graphs, self._settings = spaces, graphs, settings
        size, seed = START_SIZE[settings.method], settings.seed
        begun = [pca.begun_at(at, size=size, seed=seed) for at in starts]
        self._layouts = [
            begin(space, graph, settings.layout, start=at, settled=False, report=told)
            for space, graph, at, told in zip(spaces, graphs, begun, parts(report, [1] * len(spaces)), strict=True)
        ]

    @property
    def steps_done(self) -> int:
        """How many steps are taken."""
        return self._layouts[0].steps_done

    @property
    def steps_total(self) -> int:
        """How many there are."""
        return self._layouts[0].steps_total

    @property
    def coordinates(self) -> list[Floats]:
        """(N, 2) float32 places of the words, one array a space."""
        return [layout.coordinates for layout in self._layouts]

    def step(self, report: Report = to_nobody) -> None:
        """One step of each layout, and one of the tie; `report` counts the layouts, and may end it by raising."""
        for number, layout in enumerate(self._layouts):
            report(number, len(self._layouts))
            layout.step()
        if self._settings.weight:
            middle = np.mean(self.coordinates, axis=0)
            for layout in self._layouts:
                layout.draw_to(middle, self._settings.weight)

    def run(self, report: Report = to_nobody) -> TiedLayouts:
        """The finished maps; `report` hears how much is done, and may end the work by raising."""
        moving, measuring = parts(report, (10, 1))
        for told in parts(moving, [1] * (self.steps_total - self.steps_done)):
            self.step(told)
        first, *others = self.coordinates
        moved = tuple(align.displacement(other, first) for other in others)
        places = [first, *(align.aligned(other, first, rescale=True) for other in others)]
        each = parts(measuring, [1] * len(places))
        maps = tuple(
            finished(space, graph, self._settings.layout, at, told)
            for space, graph, at, told in zip(self._spaces, self._graphs, places, each, strict=True)
        )
        return TiedLayouts(maps, moved)
