"""The browser part of a lesson's strip: mounts the component made of the files next to this one."""

from collections.abc import Sequence

from explorer.ui.canvas.component import component


def show(
    name: str, steps: Sequence[tuple[str, str]], now: int, *, look: str, shown: int, hints: int, said: str
) -> None:
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
    hints : int
        Number of hints below the question; a new one scrolls into view.
    said : str
        Text that is read aloud when it changes.
    """
    data = {"name": name, "steps": list(steps), "now": now, "look": look, "shown": shown, "hints": hints, "said": said}
    component("lesson_guide", "lesson/guide.js", "lesson/guide.css")(key="lesson_guide", data=data)
