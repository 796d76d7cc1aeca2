"""The few lines of Python that make a map, as they are shown under it."""

from dataclasses import replace

from explorer.projection.sample import Sample
from explorer.projection.settings import ProjectionSettings
from explorer.ui.screens.explore.map.sight import Sight
from explorer.ui.screens.explore.map.supervision import Labels
from explorer.ui.shell import panels
from explorer.vectors.model import Model

OTHERS = """
from explorer.projection import shake
from explorer.projection.neighbours import neighbour_graph

for other in shake.side_by_side(drawn, space, neighbour_graph(space, 300), shake.variations(settings, len(words))):
    print(other.settings, f"neighbours kept {other.honesty.kept:.2f}")
"""  # of the maps under other settings, after the lines of the map itself


def of(model: Model, sample: Sample, settings: ProjectionSettings, asked: Sight, labels: Labels | None) -> str:
    """The few lines that make the same map and show the same of it; `labels` are those that pull its words."""
    made = "layout.project(space, graph, settings)"
    if settings.engine == "reference":
        made = "reference.project(space, graph, settings)"
    if settings.method == "Formulas":
        made = "axes.on_axes(vectors, words.vectors, space, graph, settings)"
    return (
        f"{panels.python_of(model)}\n"
        "from explorer.projection import axes, conditions, joined, layout, reference, sample\n"
        "from explorer.projection.conditions import Conditions\n"
        "from explorer.projection.settings import ProjectionSettings, SpaceSettings\n\n"
        f"words = sample.{sample.call}\n"
        f"settings = {replace(settings, target=None)}\n"
        "space, graph = layout.graph_of(words.vectors, settings)\n"
        f"{_target(settings, labels, model)}"
        f"drawn = {made}\n"
        f"{_sight(asked)}"
        "print(drawn.coordinates[:5])\n"
        'print(f"neighbours kept {drawn.honesty.kept:.3f}, trustworthiness {drawn.honesty.trustworthiness:.3f}")\n'
        f"{_same_label(settings)}"
    )


def _target(settings: ProjectionSettings, labels: Labels | None, model: Model) -> str:
    """The lines that let labels pull the words, where they do."""
    if settings.target is None or labels is None:
        return ""
    return (
        "from dataclasses import replace\n\nfrom explorer.projection.target import same_label, target_of\n\n"
        f"{labels.python(model.vectors)}"
        f"settings = replace(settings, target=target_of(cells, {labels.strength}))\n"
    )


def _same_label(settings: ProjectionSettings) -> str:
    """The lines that say how often neighbours have the same label, in the vectors and on the map."""
    if settings.target is None:
        return ""
    return (
        "near = graph.neighbour[:, : drawn.honesty.k]\n"
        'print(f"neighbours of its label {same_label(near, settings.target):.3f} in the vectors, "\n'
        '      f"{same_label(drawn.honesty.shown, settings.target):.3f} on the map")\n'
    )


def _sight(asked: Sight) -> str:
    """The lines that let words join and hide others, where that is asked for."""
    if not asked.more and asked.visible.all():
        return ""
    met = f"conditions.meeting(vectors, {asked.wanted!r})" if asked.wanted else "None"
    return (
        f"seen = joined.joined(joined.whole(drawn, space, words), {asked.more!r})\n"
        f"seen = joined.only(seen, joined.visible(seen, {met}, {asked.hidden!r}))\n"
        "for word, at in zip(seen.projection.words[-5:], seen.projection.coordinates[-5:], strict=True):\n"
        "    print(word, at)\n"
    )
