"""Truncated backpropagation: the gradient is cut after every few words, and what then cannot be learned."""

from functools import partial

import streamlit as st

from explorer.figures import memory as figures
from explorer.sequence.network import CellName
from explorer.sequence.tasks.truncation import Truncation, TruncationSettings, told
from explorer.ui.screens.sequences.memory.race import ASKED, KNOWS
from explorer.ui.shell import panels, watching
from explorer.ui.shell.linked import linked
from explorer.ui.shell.watching import Scene

CELLS: tuple[CellName, ...] = ("RNN", "GRU", "LSTM")


def view() -> None:
    """The same training with the gradient cut at different lengths, while it runs and after."""
    left, right = st.columns([4, 6], gap="medium", vertical_alignment="bottom")
    cell: CellName = linked(left).segmented_control("Cell", CELLS, default="LSTM", required=True, key="cut_cell")
    shortest = linked(right).select_slider(
        "Shortest gap of the sentences learned from",
        [1, 5, 15],
        15,
        key="cut_shortest",
        help="The longest is 25. With short sentences among them, the way back reaches the subject of some.",
    )
    settings = TruncationSettings(cell=cell, shortest=shortest)
    networks = len(settings.ways) * len(settings.seeds)
    label = f"{networks} networks, {settings.steps:,} steps each"
    watching.course("truncation", settings, label, partial(Truncation, settings), _seen, unit="%")
    panels.note("memory_truncation")


def _seen(found: Truncation, scene: Scene) -> None:
    s = found.settings
    said = _said(found, under_way=scene.under_way)
    gaps = found.races[0].settings.gaps
    accuracy = found.accuracy
    panels.show(
        figures.by_gap(found.names, gaps, accuracy),
        key="cut_by_gap",
        name="truncated, right by gap",
        title="Right verbs by gap, by how far the gradient goes back (mean and range of three seeds)",
        alt=said,
        columns={"gap": list(gaps)}
        | {
            f"{name}, seed {seed}": accuracy[w, k].tolist()
            for w, name in enumerate(found.names)
            for k, seed in enumerate(s.seeds)
        },
        code=(
            "from explorer.sequence.tasks.truncation import Truncation, TruncationSettings\n\n"
            f"truncation = Truncation({s!r})\ntruncation.run()\n"
            "print(truncation.names, truncation.accuracy.round(3))  # way, seed, gap\n"
        ),
    )
    st.info(said, icon=":material/visibility:")
    st.latex(
        r"\delta^{\langle t \rangle} = W_{aa}^\top\,dz^{\langle t+1 \rangle} \\ \textsf{cut after every } k "
        r"\textsf{ words:} \\ \delta^{\langle k \rangle} = \delta^{\langle 2k \rangle} = \ldots = 0"
    )
    learned = found.races[0].learned
    shares = "; ".join(
        f"{panels.plain(name)}: {told(learned, way):.0%}" for name, way in zip(found.names, s.ways, strict=False)
    )
    st.caption(
        f"Of the {len(learned):,} training sentences, the gradient reaches the subject in this share: {shares}. The "
        "state itself passes every cut; only the gradient does not."
    )


def _said(found: Truncation, *, under_way: bool) -> str:
    """Which ways learned the verb at the longest gap, with how many seeds, and why."""
    s = found.settings
    gaps = found.races[0].settings.gaps
    at = gaps.index(ASKED)
    each = []
    for name, right in zip(found.names, found.accuracy[:, :, at], strict=True):
        share = ", ".join(f"{one:.2f}" for one in right)
        each.append(f"{name}: {int((right >= KNOWS).sum())} of {len(s.seeds)} seeds ({share})")
    text = (
        f"{s.cell}, {s.steps:,} steps, learned from gaps of {s.shortest} to {s.longest} words. Seeds with at least "
        f"{KNOWS:.0%} of the verbs right at a gap of {ASKED}, by how far the gradient goes back: {'; '.join(each)}."
    )
    if len(found.races) < len(s.ways) or found.races[-1].reached < len(found.races[-1].step) - 1:
        return f"{text} The training {'goes on' if under_way else 'was stopped before its end'}."
    never = [name for name, way in zip(found.names, s.ways, strict=True) if not told(found.races[0].learned, way)]
    if never:
        text += (
            f" Cut after every {' or '.join(never)}, the gradient reaches the subject of no sentence: nothing tells "
            "the network to hold it, and guessing, 0.50, is the best there is."
        )
    elif found.accuracy[-1, :, at].mean() >= KNOWS:
        text += " Short sentences are enough: what is learned on them is held over longer gaps, too."
    return text
