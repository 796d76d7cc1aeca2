"""Style sheets have no rule for what nobody makes any more."""

import re
from pathlib import Path

from explorer.ui.canvas import modules

ROOT = Path(__file__).resolve().parents[3]
LIBRARIES = {  # classes of Plotly and KaTeX
    *("annotation-text", "gl-container", "heatmap-label", "js-plotly-plot", "main-svg", "modebar"),
    *("katex", "katex-display", "katex-html", "newline"),
    *("modebar-btn", "modebar-container", "plot-container", "svg-container", "textpoint"),
}
SCRIPTS = "\n".join(
    path.read_text(encoding="utf-8")
    for ending in ("js", "html")
    for path in sorted(modules.CANVAS.rglob(f"*.{ending}"))
)
WORDS = set(re.findall(r"[\w-]+", SCRIPTS))
BEGUN = tuple(re.findall(r"(?<![.\w-])([\w-]+-)\$\{", SCRIPTS))  # of names such as `lesson-${state}`
PYTHON = "\n".join(
    path.read_text(encoding="utf-8") for folder in ("explorer", "pages") for path in (ROOT / folder).rglob("*.py")
)


def is_made(name: str) -> bool:
    """Whether some script, or for the key of a widget some Python, gives an element the class."""
    if name.startswith("st-key-"):
        return f'"{name.removeprefix("st-key-")}"' in PYTHON
    return name in WORDS or name.startswith(BEGUN)


def test_each_class_of_a_style_sheet_is_given_to_something() -> None:
    unused = []
    for sheet in sorted(modules.CANVAS.rglob("*.css")):
        rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        named = {
            name for chosen in re.findall(r"([^{};]+)\{", rules) for name in re.findall(r"\.(-?[a-z][\w-]*)", chosen)
        }
        named = {name for name in named if not re.match(r"st[A-Z]", name)} - LIBRARIES  # Streamlit's own
        unused += [f"{sheet.name}: .{name}" for name in sorted(named) if not is_made(name)]
    assert not unused
