"""Parallel coordinates on a page: mounts the figure made of the files next to this one, and returns its brushes."""

from collections.abc import Mapping, Sequence

from explorer.figures import style
from explorer.ui.canvas.component import component

Brushes = dict[int, tuple[float, float]]  # axis -> the interval that selects lines


def show(
    poles: Sequence[tuple[str, str]],
    words: Sequence[str],
    values: Sequence[Sequence[float]],
    *,
    wanted: Mapping[int, tuple[float, float]],
    key: str,
) -> Brushes:
    """The visitor's brushes on the figure: one line for each word, through its values on the axes of these poles.

    `wanted` are brushes chosen elsewhere on the page; when they or the axes change, they replace the visitor's.
    """
    reach = max([0.05, *(abs(value) for row in values for value in row)])
    axes = repr((list(poles), sorted(wanted.items())))
    held = component("parallel", "parallel/parallel.js", "parallel/parallel.css")(
        key=key,
        data={
            "poles": [list(pair) for pair in poles],
            "words": list(words),
            "values": [[round(value, 5) for value in row] for row in values],
            "reach": round(reach * 1.02, 4),
            "axes": axes,
            "wanted": {"key": axes, "brushes": {str(axis): list(ends) for axis, ends in wanted.items()}},
            "colours": {"line": style.CENTRE, "kept": style.ANSWER},
            "alt": f"Parallel coordinates of {len(words)} words on {len(poles)} directions.",
        },
        default={"brushes": {"of": "", "brushes": {}}},
        on_brushes_change=lambda: None,
    )
    told = held.brushes or {}
    if told.get("of") != axes:
        return dict(wanted)
    return {int(axis): (float(low), float(high)) for axis, (low, high) in told["brushes"].items()}
