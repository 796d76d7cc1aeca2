"""The browser part of a lesson's strip: mounts the component made of the files next to this one."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st

from explorer.ui.canvas import modules
from explorer.ui.shell.streamlit_private import ComponentRenderer

HERE: Final = Path(__file__).parent


@cache
def component() -> ComponentRenderer:
    """The component, made of its files."""
    return st.components.v2.component(
        "lesson_guide",
        html=(HERE / "guide.html").read_text(encoding="utf-8"),
        css=modules.style("lesson/guide.css"),
        js=modules.script("lesson/guide.js"),
        isolate_styles=False,
    )


def show(name: str, steps: Sequence[tuple[str, str]], now: int, *, look: str, shown: int, said: str) -> None:
    """The row of steps.

    Parameters
    ----------
    name : str
        The strip's name for screen readers.
    steps : sequence of (title, state)
        The state is new, seen, answered, right or wrong.
    now : int
        The step that is open, counted from 1.
    look : str
        CSS selector of the part to outline.
    shown : int
        Number of requests to show that part; each new one scrolls it into view.
    said : str
        Text that is read aloud when it changes.
    """
    data = {"name": name, "steps": list(steps), "now": now, "look": look, "shown": shown, "said": said}
    component()(key="lesson_guide", data=data)
