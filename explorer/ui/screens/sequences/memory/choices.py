"""What the reader chooses on the page What it remembers: how the networks begin and train, a moment, a sentence."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from explorer.sequence.tasks import agreement
from explorer.sequence.tasks.agreement import Question
from explorer.sequence.tasks.memory_race import MemoryRace, MemoryRaceSettings
from explorer.ui.shell import panels, watching
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import fill
from explorer.ui.shell.watching import Scene

RANDOM = "random"
RADII = (RANDOM, "0.5", "0.8", "0.9", "1.0", "1.1", "1.5", "2.0")
EXAMPLES = (
    "The cats, which already ate the fish and the small apple, were full",
    "The cat, which already ate the apples, the pears and the small fishes, was full",
    "The old farmers near the dog quietly",
    "The students, who read old books near the door, were happy",
)
MOST_LETTERS = 400


def race(show: Callable[[MemoryRace, Scene], None]) -> None:
    """The race of the settings chosen, which `show` draws while it runs and after."""
    settings = _settings()
    networks = len(settings.cells) * len(settings.seeds)
    told = f"{networks} networks, {settings.steps:,} steps each"
    watching.course("memory race", settings, told, partial(MemoryRace, settings), show, unit="%")


def _settings() -> MemoryRaceSettings:
    """How the recurrent matrix begins, units and steps; the seeds are always the same three."""
    left, right = st.columns([7, 3], gap="medium", vertical_alignment="bottom")
    radius = linked(left).select_slider(
        "Spectral radius of the recurrent matrix before training",
        RADII,
        RANDOM,
        key="radius",
        help="Random: every weight is drawn from N(0, 1/n), where n is the number of inputs. A number: W_aa, and each "
        "gate's block of it in GRU and LSTM, begins as an orthogonal matrix times that number, so that all its "
        "eigenvalues have this size.",
    )
    with right.popover("Training", icon=":material/tune:", width="stretch"):
        units = linked().select_slider("Units in a cell, n_a", [8, 16, 32, 64], 32, key="race_units")
        steps = linked().select_slider("Steps of 32 sentences", [200, 400, 600, 1000], 600, key="race_steps")
    if radius == RANDOM:
        return MemoryRaceSettings(units=units, steps=steps)
    return MemoryRaceSettings(units=units, steps=steps, initialisation="orthogonal", radius=float(radius))


def moment(found: MemoryRace, scene: Scene) -> int:
    """Which moment of the race is shown: the last, unless one is chosen."""
    return watching.moment(found.step.tolist(), found.reached, scene, key="race_moment")


def question() -> Question:
    """The reader's sentence up to its verb; words that no network knows are named.

    Raises
    ------
    SelectionError
        If there is nothing to ask.
    """
    typed, presets = st.columns([9, 3], gap="small", vertical_alignment="bottom")
    written = linked(typed).text_input(
        "Your sentence, asked of these networks", EXAMPLES[0], key="asked", max_chars=MOST_LETTERS
    )
    with presets.popover("Examples", icon=":material/format_quote:", width="stretch"):
        for i, example in enumerate(EXAMPLES):
            st.button(
                panels.plain(example), key=f"asked_{i}", type="tertiary", on_click=fill, kwargs={"asked": example}
            )
    asked = agreement.question(written or "")
    if asked.missing:
        named = ", ".join(f"“{word}”" for word in asked.missing)
        many = "are" if len(asked.missing) > 1 else "is"
        st.caption(panels.plain(f"{named} {many} not in the training sentences: read as a vector of zeros."))
    return asked


def python(found: MemoryRace, lines: str) -> str:
    """A program that runs the race, called `race`, and continues with `lines`."""
    return (
        "from explorer.sequence.tasks.agreement import question\n"
        "from explorer.sequence.tasks.memory_race import MemoryRace, MemoryRaceSettings\n\n"
        f"race = MemoryRace({found.settings!r})\nrace.run()\n{lines}"
    )


def numbered(units: list[int]) -> str:
    """Units as the reader counts them, from 1."""
    return ", ".join(str(unit + 1) for unit in units)
