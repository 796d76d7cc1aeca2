"""The few lines of Python that make a map, as they are shown under it."""

from explorer.projection.sample import Sample
from explorer.projection.settings import ProjectionSettings
from explorer.ui.screens.explore.map.sight import Sight
from explorer.ui.shell import panels
from explorer.vectors.model import Model

OTHERS = """
from explorer.projection import shake
from explorer.projection.neighbours import neighbour_graph

for other in shake.side_by_side(drawn, space, neighbour_graph(space, 300), shake.variations(settings, len(words))):
    print(other.settings, f"neighbours kept {other.honesty.kept:.2f}")
"""  # of the maps under other settings, after the lines of the map itself


def of(model: Model, sample: Sample, settings: ProjectionSettings, asked: Sight) -> str:
    """The few lines that make the same map and show the same of it."""
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
        f"settings = {settings}\n"
        "space, graph = layout.graph_of(words.vectors, settings)\n"
        f"drawn = {made}\n"
        f"{_sight(asked)}"
        "print(drawn.coordinates[:5])\n"
        'print(f"neighbours kept {drawn.honesty.kept:.3f}, trustworthiness {drawn.honesty.trustworthiness:.3f}")\n'
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
