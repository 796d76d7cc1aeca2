"""Which units hold from here to there, and on which other sentences they do; one unit at a time."""

import streamlit as st

from explorer.figures import memory as figures
from explorer.sequence.held_cells import best, matches
from explorer.sequence.network import CellName
from explorer.sequence.tasks.agreement import Question
from explorer.sequence.tasks.memory_race import MemoryRace
from explorer.text.numbers import number
from explorer.ui.screens.sequences.memory import choices
from explorer.ui.shell import panels
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import fill, held_by
from explorer.vectors.word_vectors import Floats

SPAN = "span"  # key of the slider
MOST = 8  # other sentences


def span(asked: Question) -> tuple[int, int]:
    """From which word to which, places from 0: the subject to the last word unless the reader says otherwise."""
    last = len(asked.words)
    if last == 1:
        return 0, 0
    usual = (1 if asked.subject is None else asked.subject + 1, last)
    held = held_by(SPAN)
    if isinstance(held, tuple) and held[-1] > last:
        fill(**{SPAN: usual})
    first, end = linked().slider(
        "Held from word … to word",
        1,
        last,
        usual,
        key=SPAN,
        help="Units that are on at every word from the first to the second, and off just before and just after.",
    )
    return first - 1, end - 1


def one_unit(
    asked: Question, memory: Floats, unit: int, code: str, *, threshold: float, between: tuple[int, int]
) -> None:
    """The memory of one unit over the sentence; `code` are the lines that read it, as `trace`."""
    start, end = (number(memory[place, unit], ".2f") for place in between)
    panels.show(
        figures.memory(asked.words, memory[:, unit], threshold=threshold, between=between),
        key="unit_memory",
        name="memory of a unit",
        title=f"The memory c of unit {unit + 1}, word by word",
        alt=f"Unit {unit + 1}: {start} at {asked.words[between[0]]}, {end} at the end",
        columns={"word": list(asked.words), "c": memory[:, unit].tolist()},
        code=f"{code}print(trace.c[1:, 0, {unit}].round(3))\n",
    )


def others(found: MemoryRace, now: int, cell: CellName, seed: int, units: list[int], *, threshold: float) -> None:
    """The places of other sentences where most of the same units are on together."""
    st.header("On which other sentences", anchor=False)
    gap: int = linked().segmented_control(
        "Sentences with so many words between subject and verb",
        found.settings.gaps,
        default=10,
        required=True,
        key="held_gap",
    )
    asked, places = found.asked, found.asked.places(gap).tolist()
    there = best(matches(found.memories(now, cell, seed, gap), units, threshold=threshold, most=len(places) * gap))
    kinds = {"plural": 0, "singular": 0}
    for sentence, match in there.items():
        if match.first <= asked.subjects[places[sentence]] + 1 and match.last == len(asked.words[places[sentence]]) - 1:
            kinds["plural" if asked.examples.targets[places[sentence]] else "singular"] += 1
    named = "Unit" if len(units) == 1 else "At least 70% of the units"
    st.markdown(
        f"{named} {choices.numbered(units)}: on from the subject to the verb in **{kinds['plural']}** of the "
        f"{len(places) // 2} sentences with a plural subject and in **{kinds['singular']}** of the {len(places) // 2} "
        "with a singular one. None of them was trained on."
        f"{' The longest stretches:' if there else ''}"
    )
    for sentence, match in list(there.items())[:MOST]:
        words, plural = asked.words[places[sentence]], asked.examples.targets[places[sentence]]
        before, on, after = words[: match.first], words[match.first : match.last + 1], words[match.last + 1 :]
        told = [panels.plain(" ".join(part)) for part in (before, on, after)]
        st.markdown(f"{told[0]} :blue-background[{told[1]}] {told[2]} … **{'were' if plural else 'was'}**")
