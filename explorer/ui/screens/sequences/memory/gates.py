"""The gate that keeps the memory, over the reader's sentence; and which units hold from one word to another."""

import streamlit as st

from explorer.figures import memory as figures
from explorer.sequence.held_cells import holding
from explorer.sequence.network import CellName
from explorer.sequence.tasks.agreement import Question
from explorer.sequence.tasks.memory_race import MemoryRace
from explorer.text.numbers import chance, in_formula, number
from explorer.ui.screens.sequences.memory import choices, held
from explorer.ui.shell import panels, reader_errors
from explorer.ui.shell.linked import linked
from explorer.ui.shell.watching import Scene
from explorer.vectors.word_vectors import Floats

CELLS: tuple[CellName, ...] = ("GRU", "LSTM")
ALL = "all that hold"
GATES = {"GRU": ("u", "Γu", r"\Gamma_u"), "LSTM": ("f", "Γf", r"\Gamma_f")}


def view() -> None:
    """The gates of the networks of the race, while it runs and after."""
    choices.race(_seen)


def _seen(found: MemoryRace, scene: Scene) -> None:
    now = choices.moment(found, scene)
    with reader_errors.shown(stop=False):
        _gate(found, now)


def _gate(found: MemoryRace, now: int) -> None:
    asked = choices.question()
    which = st.columns([2, 2, 3, 3], gap="medium", vertical_alignment="bottom")
    cell: CellName = linked(which[0]).segmented_control("Cell", CELLS, default="GRU", required=True, key="gate_cell")
    seed: int = linked(which[1]).segmented_control(
        "Seed", found.settings.seeds, default=1, required=True, key="gate_seed"
    )
    threshold = linked(which[2]).slider("A unit is on when its memory |c| is above", 0.1, 0.9, 0.3, 0.05, key="gate_on")
    with which[3]:
        between = held.span(asked)
    name, symbol, _ = GATES[cell]
    trace = found.network(cell, seed, now).forward(asked.ids[:, None]).layers[0].forward
    gate, memory = trace.gate(name)[:, 0], trace.c[1:, 0]
    holds = holding(memory, *between, threshold=threshold).tolist()
    code = choices.python(
        found,
        f"asked = question({' '.join(asked.words)!r})\n"
        f'network = race.network("{cell}", {seed}, {now})\n'
        "trace = network.forward(asked.ids[:, None]).layers[0].forward\n",
    )
    panels.show(
        figures.gate(asked.words, gate, symbol=symbol, held=holds, between=between),
        key="gate",
        name=f"{cell} gate",
        title=f"{symbol} of every unit at every word; ● holds over the words in the frame",
        alt=f"The gate of each of {gate.shape[1]} units over the words of the sentence",
        columns={"word": list(asked.words)}
        | {f"{symbol} {unit + 1}": gate[:, unit].tolist() for unit in range(gate.shape[1])}
        | {f"c {unit + 1}": memory[:, unit].tolist() for unit in range(gate.shape[1])},
        code=code
        + "from explorer.sequence.held_cells import holding\n\n"
        + f'print(trace.gate("{name}")[:, 0].round(2))  # word, unit\n'
        + f"print(holding(trace.c[1:, 0], {between[0]}, {between[1]}, threshold={threshold}) + 1)  # units\n",
    )
    st.info(_said(asked, memory, holds, between), icon=":material/visibility:")
    chosen = linked().selectbox(
        "Unit",
        [ALL, *range(1, gate.shape[1] + 1)],
        key="gate_unit",
        help="A row of the picture: its memory word by word, and where else it holds.",
    )
    units = holds if chosen == ALL else [int(chosen) - 1]
    unit = max(units or range(gate.shape[1]), key=lambda one: abs(float(memory[between[1], one])))
    units = units or [unit]  # if none holds, the strongest
    left, right = st.columns([3, 2], gap="large", vertical_alignment="center")
    with left:
        held.one_unit(asked, memory, unit, code, threshold=threshold, between=between)
    with right:
        _kept(cell, gate[:, unit], between)
    held.others(found, now, cell, seed, units, threshold=threshold)


def _said(asked: Question, memory: Floats, holds: list[int], between: tuple[int, int]) -> str:
    """Which units hold over the words in the frame, and the strongest of them in numbers."""
    first, last = between
    start, end = (panels.plain(asked.words[place]) for place in between)
    if not holds:
        return (
            f"No unit is on from *{start}* to *{end}* and off just before and after, so “{ALL}” shows the one with the "
            "strongest memory. Try another threshold or seed, or go back to another step."
        )
    unit = max(holds, key=lambda one: abs(float(memory[last, one])))
    return (
        f"{len(holds)} of {memory.shape[1]} units are on from *{start}* to *{end}* and off just before and after: "
        f"{choices.numbered(holds)}. In unit {unit + 1}, the strongest at the end, the memory is "
        f"{number(memory[first, unit], '.2f')} at *{start}* and {number(memory[last, unit], '.2f')} at *{end}*."
    )


def _kept(cell: CellName, gate: Floats, between: tuple[int, int]) -> None:
    """How much of the memory at the first word is left at the last, as the product of one unit's gates."""
    first, last = between
    if first == last:
        return
    letter = GATES[cell][2]
    keeps = 1 - gate[first + 1 : last + 1] if cell == "GRU" else gate[first + 1 : last + 1]
    kept = r"(1 - \Gamma_u)" if cell == "GRU" else letter
    st.latex(
        rf"c^{{\langle t \rangle}} = \Gamma_u * \tilde c^{{\langle t \rangle}} + {kept} * c^{{\langle t-1 \rangle}}"
    )
    st.latex(rf"\prod_{{t={first + 2}}}^{{{last + 1}}} {kept} = \mathbf{{{in_formula(chance(float(keeps.prod())))}}}")
    st.caption("The share of this unit's memory at the first word in the frame that is left after the last.")
