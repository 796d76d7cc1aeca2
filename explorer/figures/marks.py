"""
Shapes and notes of a figure, collected first and added together.

If they are added one by one, Plotly checks all earlier ones again each time: a hundred of each take more than a second,
but thirteen milliseconds together.
"""

from dataclasses import dataclass, field

import plotly.graph_objects as go


@dataclass
class Marks:
    """Arguments for `plotly.graph_objects.Figure.add_shape` and for `add_annotation`, in two lists."""

    shapes: list[dict[str, object]] = field(default_factory=list)
    notes: list[dict[str, object]] = field(default_factory=list)

    def shape(self, kind: str, **more: object) -> None:
        """Collect a shape: "rect", "line", "circle" or "path", with Plotly's own names for its places and looks."""
        self.shapes.append({"type": kind, **more})

    def note(self, x: float, y: float, text: str, **more: object) -> None:
        """Collect a text at (x, y), without an arrow unless `showarrow` asks for one."""
        self.notes.append({"x": x, "y": y, "text": text, "showarrow": False, **more})

    def arrow(self, x0: float, y0: float, x1: float, y1: float, **more: object) -> None:
        """Collect an arrow from (x0, y0) to (x1, y1), in the units of the axes."""
        on_axes = {"xref": "x", "yref": "y", "axref": "x", "ayref": "y"}
        self.note(x1, y1, "", showarrow=True, ax=x0, ay=y0, arrowhead=2, **on_axes, **more)

    def onto(self, figure: go.Figure) -> go.Figure:
        """The figure with all of them added after its own."""
        figure.layout.shapes = [*figure.layout.shapes, *self.shapes]
        figure.layout.annotations = [*figure.layout.annotations, *self.notes]
        return figure
