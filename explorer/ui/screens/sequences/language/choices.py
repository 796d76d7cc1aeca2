"""What the reader chooses on the page Language model: text, words or characters, network; and the course of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import streamlit as st

from explorer.sequence.language.language_model import LanguageModelSettings
from explorer.sequence.language.tokens import Unit
from explorer.sequence.network import CellName
from explorer.sequence.tasks import fruit
from explorer.tasks.language_models import LanguageModels
from explorer.text import corpus
from explorer.ui.shell import controls, watching
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import session
from explorer.ui.shell.watching import Scene

CELLS: Final[tuple[CellName, ...]] = ("RNN", "GRU", "LSTM")
FRUIT: Final = "fruit"
ABOUT: Final = (
    "1,500 short sentences about fruit that is eaten and pairs of things that are worn, made from templates. None has "
    "an apple beside a pear. Written for this project."
)


@dataclass(frozen=True)
class Wanted:
    """A training: the key of its text, the text, and how it is learned from."""

    key: str
    text: str
    unit: Unit
    settings: LanguageModelSettings
    steps: int

    @property
    def source(self) -> tuple[str, str]:
        """The import that its text needs in Python, and the expression that is the text."""
        of = {
            FRUIT: ("from explorer.sequence.tasks import fruit", "fruit.text()"),
            controls.OWN_TEXT: ("from pathlib import Path", 'Path("your_text.txt").read_text(encoding="utf-8")'),
        }
        packaged = ("from explorer.text.corpus import read_packaged", f"read_packaged({self.key!r})")
        return of.get(self.key, packaged)

    def python(self) -> str:
        """The lines that train this model as `course`."""
        opening, text = self.source
        return (
            "from explorer.sequence.language.language_model import LanguageModelSettings\n"
            f"{opening}\n"
            "from explorer.tasks.language_models import LanguageModels\n\n"
            f"settings = {self.settings!r}\n"
            f"course = LanguageModels({text}, {self.unit!r}, settings, {self.steps})\ncourse.run()\n"
        )


def training(*, read_as: bool = True) -> Wanted | None:
    """The training that is asked for; None while there is no text.  `read_as`: one way of reading is chosen."""
    choice = st.columns([3, 4, 5, 3], gap="small", vertical_alignment="bottom")
    with choice[0].popover("Text", icon=":material/article:", width="stretch"):
        key, text = _text()
    unit: Unit = linked(choice[1]).segmented_control(
        "Read as",
        ["words", "characters"],
        default="words",
        required=True,
        format_func=str.capitalize,
        key="language_unit",
        width="stretch",
        disabled=not read_as,
    )
    cell = linked(choice[2]).segmented_control(
        "Cell", CELLS, default="LSTM", required=True, key="language_cell", width="stretch"
    )
    with choice[3].popover("Training", icon=":material/tune:", width="stretch"):
        units = linked().slider("Units in a cell, n_a", 16, 256, 128, 16, key="language_units")
        steps = linked().select_slider("Steps of 32 sentences", [100, 200, 300, 600, 1000], 200, key="language_steps")
        seed = linked().number_input("Seed", 0, 2**31 - 2, 1, key="language_seed")
    if text is None:
        return None
    return Wanted(key, text, unit, LanguageModelSettings(cell=cell, units=units, seed=seed), steps)


def _text() -> tuple[str, str | None]:
    packaged = {text.key: text for text in corpus.packaged()}
    titles = {FRUIT: "Pears and pairs"} | {key: text.title for key, text in packaged.items()}
    titles[controls.OWN_TEXT] = "A text of your own"
    key = linked().selectbox("Text to learn from", list(titles), format_func=titles.__getitem__, key="language_text")
    if key == FRUIT:
        st.caption(ABOUT)
        return key, fruit.text()
    if key == controls.OWN_TEXT:
        controls.give_own_text()
        own = session().own_text
        return key, own[1] if own else None
    st.caption(f"{packaged[key].about} {packaged[key].source}")
    return key, corpus.read_packaged(key)


def course(wanted: Wanted, draw: Callable[[LanguageModels, int], None]) -> None:
    """The training, drawn by `draw(course, moment)` while it runs and after; all views of the page share it."""
    watching.course(
        "language",
        wanted,
        "Learning what comes next",
        partial(LanguageModels, wanted.text, wanted.unit, wanted.settings, wanted.steps),
        partial(_at_moment, draw=draw),
        unit="%",
        tells=True,
    )


def under_way(wanted: Wanted) -> bool:
    """Whether the training that `course` shows is still running."""
    return not session().jobs["language", wanted].over


def _at_moment(found: LanguageModels, scene: Scene, *, draw: Callable[[LanguageModels, int], None]) -> None:
    draw(found, watching.moment(found.step, found.reached, scene, key="language_moment"))
