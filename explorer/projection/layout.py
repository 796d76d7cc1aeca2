"""From the rows of a space to a map: one entry point for all three methods, and the record of the result."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from explorer.errors import SelectionError
from explorer.progress import Report, parts, to_nobody
from explorer.projection import pca, tsne, umap
from explorer.projection.honesty import Honesty, honesty
from explorer.projection.neighbours import NeighbourGraph, neighbour_graph
from explorer.projection.settings import AS_GIVEN, VAST, Method, ProjectionSettings
from explorer.projection.space import Space, space_of
from explorer.vectors.word_vectors import Floats, WordVectors

Layout = tsne.TSNE | umap.UMAP
MOST_SOLID = 15_000  # words of a t-SNE map in 3-D, whose push is always summed over all pairs
MOST_DRAWN_SOLID = 100_000  # words of any map in 3-D, which the browser rotates
MOST: Mapping[Method, int] = {"t-SNE": VAST, "UMAP": 500_000}  # words that are laid out
COSTS = (1, 10, 1)  # of what a layout begins with, of its steps, of the measures of the map, about
FEWEST = {"PCA": 3, "t-SNE": 5, "UMAP": 5, "Formulas": 3, AS_GIVEN: 3}


@dataclass(frozen=True, eq=False)
class Projection:
    """Where each word lies on a map.

    Parameters
    ----------
    words : sequence of str, length N
    coordinates : (N, dims) float32
        Read-only.
    settings : ProjectionSettings
        As used: fitted to the number of words.
    honesty : Honesty
    explained : tuple of dims floats
        The share of the variance on each axis, for PCA; empty for the other methods, whose axes have no such share.
    frame : (2, dims), optional
        Lowest and highest coordinates of the whole map, if only a part of it is in sight.
    recall : float
        Share of the true neighbours that the layout was made from: 1 unless they were found by an inverted file.
    """

    words: Sequence[str]
    coordinates: Floats
    settings: ProjectionSettings
    honesty: Honesty
    explained: tuple[float, ...] = ()
    frame: Floats | None = None
    recall: float = 1.0

    def __post_init__(self) -> None:
        self.coordinates.setflags(write=False)

    def __len__(self) -> int:
        return len(self.words)


def check(vectors: WordVectors, settings: ProjectionSettings) -> None:
    """Refuse words that cannot become such a map.

    Raises
    ------
    SelectionError
        If there are too few words or too many, or their vectors have fewer dimensions than the map.
    """
    fewest = max(FEWEST[settings.method], settings.dims + 1)
    if len(vectors) < fewest:
        words = "1 word" if len(vectors) == 1 else f"{len(vectors)} words"
        raise SelectionError(
            f"A {settings.method} map in {settings.dims}-D needs at least {fewest} words, not {words}."
        )
    most = MOST.get(settings.method, len(vectors))
    if len(vectors) > most:
        others = "PCA or UMAP" if settings.method == "t-SNE" else "PCA"
        raise SelectionError(
            f"{settings.method} lays out at most {most:,} words here, not {len(vectors):,}; choose {others}, or fewer."
        )
    if settings.dims == 3 and len(vectors) > MOST_DRAWN_SOLID:
        raise SelectionError(
            f"A map in 3-D takes at most {MOST_DRAWN_SOLID:,} words, not {len(vectors):,}; choose 2-D or fewer words."
        )
    if settings.method == "t-SNE" and settings.dims == 3 and len(vectors) > MOST_SOLID:
        raise SelectionError(
            f"A t-SNE map in 3-D takes at most {MOST_SOLID:,} words, not {len(vectors):,}; choose 2-D or fewer words."
        )
    if settings.method == AS_GIVEN and vectors.dim != settings.dims:
        raise SelectionError(
            f"Only vectors of {settings.dims} dimensions are such a map as they are; these have {vectors.dim}. "
            "Choose a method that projects them."
        )
    if vectors.dim < settings.dims:
        dimensions = "1 dimension" if vectors.dim == 1 else f"{vectors.dim} dimensions"
        raise SelectionError(f"These vectors have {dimensions}, too few for a map of {settings.dims}.")


def graph_of(vectors: WordVectors, settings: ProjectionSettings) -> tuple[Space, NeighbourGraph]:
    """The space of all words of `vectors` and its neighbour graph, which maps with other methods and seeds share.

    Raises
    ------
    SelectionError
        If these words cannot become such a map, or their vectors leave nothing to lay out.
    """
    check(vectors, settings)
    space = space_of(vectors, settings.space)
    return space, neighbour_graph(space, settings.width)


def begin(
    space: Space,
    graph: NeighbourGraph,
    settings: ProjectionSettings,
    *,
    start: Floats | None = None,
    settled: bool = True,
    report: Report = to_nobody,
) -> Layout:
    """The layout that forms by `step()`, for t-SNE or UMAP.

    If `start` (N, dims) is given, the words begin there; if it is `settled`, the layout continues as if half done.
    `report` counts words that are made ready, and may end the work by raising.

    Raises
    ------
    SelectionError
        For a method that does not form step by step, or if labels leave nothing that holds the map together.
    """
    if settings.method not in ("t-SNE", "UMAP"):
        raise SelectionError(f"{settings.method} is computed at once; t-SNE and UMAP form step by step.")
    settings = settings.fitting(len(space))
    own = tsne if settings.method == "t-SNE" else umap
    if start is None:
        settled = False
        start = pca.start_of_layout(
            space.rows, settings.dims, size=own.START_SIZE, seed=settings.seed, told=partial(report, 0, len(space))
        )
    report(0, len(space))
    if settings.method == "t-SNE":
        return tsne.TSNE(graph, start, settings.perplexity, settled=settled, report=report)
    k, apart, seed = settings.n_neighbors, settings.min_dist, settings.seed
    return umap.UMAP(graph, start, k, apart, seed, settled=settled, target=settings.target, report=report)


def finished(
    space: Space,
    graph: NeighbourGraph | None,
    settings: ProjectionSettings,
    coordinates: Floats,
    report: Report = to_nobody,
) -> Projection:
    """The record of a map whose words lie at `coordinates` (N, dims); `report` may end the work by raising."""
    found = honesty(space, graph, coordinates, report=report)
    recall = 1.0 if graph is None else graph.recall
    return Projection(space.words, coordinates, settings.fitting(len(space)), found, recall=recall)


def project(
    space: Space, graph: NeighbourGraph | None, settings: ProjectionSettings, report: Report = to_nobody
) -> Projection:
    """The finished map of `space`; `report` hears after each step how much is done, and may end the work by raising.

    PCA needs no graph; without one its honesty is measured on a sample.

    Raises
    ------
    SelectionError
        If there is no graph for a method that needs one.
    """
    if settings.method == "PCA":
        coordinates, shares = pca.pca(space.rows, settings.dims, partial(report, 0, 1))
        explained = tuple(float(share) for share in shares)
        return replace(finished(space, graph, settings, coordinates, report), explained=explained)
    if settings.method == AS_GIVEN:
        return finished(space, graph, settings, space.rows.copy(), report)
    if graph is None:
        raise SelectionError(f"{settings.method} needs the neighbours of all words.")
    beginning, moving, measuring = parts(report, COSTS)
    layout = begin(space, graph, settings, report=beginning)
    moving(0, layout.steps_total)
    for done in steps(layout):
        moving(done, layout.steps_total)
    made = finished(space, graph, settings, layout.coordinates, measuring)
    measuring(1, 1)
    return made


def steps(layout: Layout) -> Iterator[int]:
    """The number of steps done, after each step, until all are taken."""
    while layout.steps_done < layout.steps_total:
        layout.step()
        yield layout.steps_done
