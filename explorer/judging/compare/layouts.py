"""Layouts by t-SNE or UMAP of the compared models, which start from one map and are tied to one another."""

from collections.abc import Sequence

from explorer.judging.compare.models import Comparison, restricted
from explorer.progress import Report, parts, to_nobody
from explorer.projection import layout
from explorer.projection.neighbours import neighbour_graph
from explorer.projection.settings import SpaceSettings, TiedSettings
from explorer.projection.space import space_of
from explorer.projection.tied import Tied, TiedLayouts
from explorer.vectors.word_vectors import WordVectors


def tied_layouts(
    models: Sequence[WordVectors],
    found: Comparison,
    settings: TiedSettings,
    report: Report = to_nobody,
) -> TiedLayouts:
    """Layouts of the words of a comparison in its models.

    All start from the map of the comparison, where every model has been rotated onto the first. `report` hears how much
    is done, and may end the work by raising.

    Raises
    ------
    SelectionError
        If there are too few or too many words, or a model has too few dimensions.
    """
    spaces, graphs = [], []
    *looking, beginning, laying = parts(report, [*[2] * len(models), len(models), 10 * len(models)])
    for model, told in zip(models, looking, strict=True):
        words = restricted(model, found.words)
        layout.check(words, settings.layout)
        spaces.append(space_of(words, SpaceSettings()))
        graphs.append(neighbour_graph(spaces[-1], settings.layout.width, told))
    return Tied(spaces, graphs, found.at, settings, report=beginning).run(laying)
