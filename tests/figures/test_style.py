"""The style of figures: text on coloured grounds can be read in both themes; all is larger on a projector."""

import re
import tomllib
from pathlib import Path

import plotly.graph_objects as go
import pytest

from explorer.figures import style

THEME = tomllib.loads((Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


def luminance(colour: tuple[float, ...]) -> float:
    """Relative luminance by WCAG 2.2."""
    parts = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def parsed(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", [*style.SEQUENTIAL, *style.DIVERGING])
def test_text_on_a_ground_has_a_contrast_of_four_and_a_half(theme: str, ground: str) -> None:
    text, page = (parsed(THEME["theme"][theme][key]) for key in ("textColor", "backgroundColor"))
    *colour, alpha = map(float, re.findall(r"[\d.]+", ground))
    seen = tuple(alpha * c + (1 - alpha) * p for c, p in zip(colour, page, strict=True))
    lighter, darker = sorted((luminance(text), luminance(seen)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


@pytest.mark.parametrize(
    "trace",
    [
        go.Bar(x=[1], y=["a"], marker={"color": "red", "line": {"width": 2}}),
        go.Heatmap(z=[[1]], colorbar={"tickfont": {"size": 10}}),
        go.Scatter(x=[1], y=[1], mode="markers+text", text=["a"], marker={"size": 6}, textfont={"size": 14}),
    ],
    ids=lambda trace: trace.type,
)
def test_every_kind_of_trace_is_enlarged_by_half(trace: go.Figure) -> None:
    larger = style.enlarged(go.Figure(trace)).data[0]
    sizes = {
        path: (trace[path], larger[path])
        for path in ("marker.size", "marker.line.width", "textfont.size", "colorbar.tickfont.size")
        if path in trace and isinstance(trace[path], int | float)
    }
    assert sizes
    assert all(after == pytest.approx(1.5 * before) for before, after in sizes.values())
