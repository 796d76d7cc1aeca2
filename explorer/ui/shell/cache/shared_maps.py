"""The words of a map, their neighbours, and finished maps."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from explorer.progress import Report, parts, to_nobody
from explorer.projection.conditions import Conditions
from explorer.projection.settings import AS_GIVEN, LARGE, VAST, ProjectionSettings, SpaceSettings
from explorer.ui.shell.cache.shared_content import shared
from explorer.ui.shell.shared import kept
from explorer.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from explorer.projection.clusters import Clusters
    from explorer.projection.conditions import Met
    from explorer.projection.density import Contour
    from explorer.projection.forming import Forming
    from explorer.projection.layout import Projection
    from explorer.projection.neighbours import NeighbourGraph
    from explorer.projection.sample import Sample
    from explorer.projection.shake import Shaken
    from explorer.projection.space import Space


@kept(shared)
def ranked_sample(vectors: WordVectors, n: int, skip: int) -> "Sample":
    """Words of a map by rank."""
    from explorer.projection import sample

    return sample.by_rank(vectors, n, skip=skip)


@kept(shared)
def filtered_sample(vectors: WordVectors, n: int, wanted: Conditions) -> "Sample":
    """Words of a map by several conditions."""
    from explorer.projection import sample

    return sample.by_conditions(vectors, n, wanted)


@kept(shared)
def meeting(vectors: WordVectors, wanted: Conditions) -> "Met":
    """(V,) whether each word of a model meets conditions."""
    from explorer.projection import conditions

    met = conditions.meeting(vectors, wanted)
    met.setflags(write=False)
    return met


@kept(shared)
def near_sample(vectors: WordVectors, formula: str, n: int) -> "Sample":
    """Words of a map by similarity to a formula."""
    from explorer.projection import sample

    return sample.by_likeness(vectors, formula, n)


@kept(shared)
def matching_sample(vectors: WordVectors, sought: str, n: int) -> "Sample":
    """Words of a map by a search."""
    from explorer.projection import sample

    return sample.by_search(vectors, sought, n)


@kept(shared)
def listed_sample(vectors: WordVectors, listed: tuple[str, ...]) -> "Sample":
    """Words of a map by list."""
    from explorer.projection import sample

    return sample.by_list(vectors, listed)


@kept(shared)
def space(words: WordVectors, settings: SpaceSettings, _report: Report = to_nobody) -> "Space":
    """The words of a map as points of their space."""
    from explorer.projection.space import space_of

    return space_of(words, settings, partial(_report, 0, 1))


@kept(shared)
def neighbours(
    words: WordVectors, settings: SpaceSettings, width: int, _report: Report = to_nobody
) -> "tuple[Space, NeighbourGraph]":
    """The words of a map as points of their space, and the neighbours that all maps of them share."""
    from explorer.projection.neighbours import neighbour_graph

    points = space(words, settings, _report)
    return points, neighbour_graph(points, width, _report)


@kept(shared)
def projection(
    words: WordVectors,
    settings: ProjectionSettings,
    _report: Report = to_nobody,
    _begun: "Callable[[Forming], None] | None" = None,
) -> "Projection":
    """A finished map of all words of `words`; `_begun` is given the layout once it can be watched."""
    from explorer.projection import layout
    from explorer.projection.forming import Forming

    layout.check(words, settings)
    if settings.engine == "reference":
        from explorer.projection import reference

        return reference.project(*_few_neighbours(words, settings, _report), settings, _report)
    if settings.method in ("PCA", AS_GIVEN):
        looking, drawing = parts(_report, (2 if len(words) <= LARGE else 0, 1))
        return layout.project(*_few_neighbours(words, settings, looking), settings, drawing)
    looking, working = parts(_report, _costs(len(words) / 1000, settings))
    points, graph = neighbours(words, settings.space, settings.width, looking)
    if len(words) > VAST:  # nobody watches it form, so its states need not be kept
        return layout.project(points, graph, settings, working)
    beginning, laying = parts(working, (layout.COSTS[0], sum(layout.COSTS[1:])))
    forming = Forming(points, graph, settings, report=beginning)
    if _begun is not None:
        _begun(forming)
    return forming.run(laying)


def _costs(thousands: float, settings: ProjectionSettings) -> tuple[float, float]:
    """How long the neighbours and the layout of so many words take beside one another, about."""
    looking = 0.003 if 1000 * thousands <= VAST else 0.0005  # all pairs, or those within an inverted file
    return looking * thousands**2, (0.33 if settings.method == "t-SNE" else 0.07) * thousands


@kept(shared)
def on_axes(model: WordVectors, words: WordVectors, settings: ProjectionSettings) -> "Projection":
    """The map of `words` whose axes are formulas of words of `model`."""
    from explorer.projection import axes, layout

    layout.check(words, settings)
    return axes.on_axes(model, words, *_few_neighbours(words, settings), settings)


def _few_neighbours(
    words: WordVectors, settings: ProjectionSettings, report: Report = to_nobody
) -> "tuple[Space, NeighbourGraph | None]":
    """The space of a map and its neighbours, or None for very many words, whose map does not need them all."""
    if len(words) > LARGE:
        return space(words, settings.space, report), None
    return neighbours(words, settings.space, settings.width, report)


@kept(shared)
def shaken(words: WordVectors, settings: ProjectionSettings, _report: Report = to_nobody) -> "Shaken":
    """How far words move when the map is made again with other seeds."""
    from explorer.projection import shake

    first = projection(words, settings)
    return shake.shaken(first, *neighbours(words, settings.space, settings.width), _report)


@kept(shared)
def side_by_side(words: WordVectors, settings: ProjectionSettings, _report: Report = to_nobody) -> "list[Projection]":
    """The same map with other perplexities or numbers of neighbours."""
    from explorer.projection import shake

    first = projection(words, settings)
    chosen = shake.variations(settings, len(words))
    looking, laying = parts(_report, (1, 10))
    return shake.side_by_side(first, *neighbours(words, settings.space, 300, looking), chosen, laying)


@kept(shared)
def clusters(words: WordVectors, settings: SpaceSettings, k: int, _report: Report = to_nobody) -> "Clusters":
    """Groups of the words of a map, found in the full space."""
    from explorer.projection.clusters import clusters as grouped

    return grouped(space(words, settings, _report), k, report=_report)


@kept(shared)
def contours(at: bytes, n: int) -> "tuple[Contour, ...]":
    """Contour lines around shares of the `n` words of a flat map, at coordinates given as bytes of float32 (n, 2)."""
    from explorer.projection import density

    return density.contours(density.places(at, n))


@kept(shared)
def dense_clusters(words: WordVectors, settings: SpaceSettings, least: int, at: bytes) -> "Clusters":
    """Groups of the words of a map that lie close on it, at coordinates given as bytes of float32 (N, dims)."""
    from explorer.projection import density

    return density.found(space(words, settings), density.places(at, len(words)), least)
