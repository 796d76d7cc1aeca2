"""The gate that keeps the memory, over the reader's sentence; and which units hold from the subject to the verb."""

from functools import partial

import streamlit as st

from explorer.figures import memory as figures
from explorer.sequence.held_cells import holding
from explorer.sequence.network import CellName
from explorer.sequence.tasks.memory_race import MemoryRace, MemoryRaceSettings
from explorer.ui.screens.sequences.memory import choices
from explorer.ui.shell import panels, reader_errors, watching
from explorer.ui.shell.watching import Scene

CELLS: tuple[CellName, ...] = ("GRU", "LSTM")
GATES = {"GRU": ("u", "Γu", r"\Gamma_u"), "LSTM": ("f", "Γf", r"\Gamma_f")}


def course(settings: MemoryRaceSettings) -> None:
    """The gates of the networks of the race, while it runs and after."""
    watching.course(
        "memory race", settings, "Three cells, three seeds", partial(MemoryRace, settings), _seen, unit="steps"
    )


def _seen(found: MemoryRace, scene: Scene) -> None:
    now = choices.moment(found, scene)
    with reader_errors.shown(stop=False):
        _gate(found, now)


def _gate(found: MemoryRace, now: int) -> None:
    asked = choices.question()
    which = st.columns([3, 3, 4], gap="medium", vertical_alignment="bottom")
    cell: CellName = which[0].segmented_control(
        "Cell", CELLS, default="GRU", required=True, key="gate_cell", bind="query-params"
    )
    seed = which[1].segmented_control(
        "Seed", found.settings.seeds, default=1, required=True, key="gate_seed", bind="query-params"
    )
    threshold = which[2].slider(
        "A unit is on when its memory |c| is above", 0.1, 0.9, 0.3, 0.05, key="gate_on", bind="query-params"
    )
    name, symbol, letter = GATES[cell]
    trace = found.network(cell, seed, now).forward(asked.ids[:, None]).layers[0].forward
    gate, memory = trace.gate(name)[:, 0], trace.c[1:, 0]
    subject, last = asked.subject, len(asked.words) - 1
    held = [] if subject is None else holding(memory, subject, last, threshold=threshold).tolist()
    keeps = 1 - gate if cell == "GRU" else gate
    panels.show(
        figures.gate(asked.words, gate, symbol=symbol, held=held, marked=subject),
        key="gate",
        name=f"{cell} gate",
        title=f"{symbol} of every unit at every word; ● holds from the subject, framed, to the verb",
        alt=f"The gate of each of {gate.shape[1]} units over the words of the sentence",
        columns={"word": list(asked.words)}
        | {f"{symbol} {unit + 1}": gate[:, unit].tolist() for unit in range(gate.shape[1])}
        | {f"c {unit + 1}": memory[:, unit].tolist() for unit in range(gate.shape[1])},
        code=choices.python(
            found,
            f"asked = question({' '.join(asked.words)!r})\n"
            f'network = race.network("{cell}", {seed}, {now})\n'
            "trace = network.forward(asked.ids[:, None]).layers[0].forward\n"
            f'print(trace.gate("{name}")[:, 0].round(2))  # word, unit\n',
        ),
    )
    if subject is None:
        st.info("None of these words is a subject that the networks know, so nothing is to be held.")
        return
    noun = panels.plain(asked.words[subject])
    if not held:
        st.info(
            f"No unit is off before *{noun}* and on from there to the verb. Try another threshold or seed, or go back "
            "to another step.",
            icon=":material/visibility:",
        )
        return
    unit = max(held, key=lambda one: abs(float(memory[last, one])))
    after = keeps[subject + 1 :, unit]
    named = ", ".join(str(one + 1) for one in held)
    st.info(
        f"{len(held)} of {gate.shape[1]} units are off before *{noun}* and on from there to the verb: {named}. In unit "
        f"{unit + 1}, the strongest at the end, the memory is {memory[subject, unit]:.2f} at *{noun}* and "
        f"{memory[last, unit]:.2f} at the last word.",
        icon=":material/visibility:",
    )
    if len(after):
        kept = r"1 - \Gamma_u" if cell == "GRU" else letter
        st.latex(
            rf"c^{{\langle t \rangle}} = \Gamma_u * \tilde c^{{\langle t \rangle}} + ({kept}) * "
            rf"c^{{\langle t-1 \rangle}} \qquad \textsf{{unit {unit + 1}:}} \quad "
            rf"\prod_{{t={subject + 2}}}^{{{last + 1}}} ({kept}) = \mathbf{{{float(after.prod()):.3f}}} "
            r"\textsf{ of what stood at the subject is left}"
        )
