"""What the reader chooses on the page Step by step: the network, the sentence, and which words are names."""

from dataclasses import dataclass

import streamlit as st

from explorer.sequence.inputs import Ids
from explorer.sequence.network import CellName
from explorer.sequence.tasks import name_tags
from explorer.sequence.tasks.name_course import TagSettings
from explorer.ui.shell import panels
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import fill

CELLS: tuple[CellName, ...] = ("RNN", "GRU", "LSTM")
WAYS = ("One way", "Both ways")
MOST_WORDS = 14


@dataclass(frozen=True, eq=False)
class Sentence:
    """The reader's sentence: its words, their ids (T,), and the places of those that are part of a name."""

    written: str
    words: tuple[str, ...]
    ids: Ids
    names: tuple[int, ...]

    @property
    def target(self) -> Ids:
        """(T,) 1 for a word of a name."""
        return name_tags.targets(len(self.words), self.names)


def network(*, directed: bool) -> tuple[TagSettings, bool]:
    """Cell, layers and training; and whether the network that is shown reads both ways, if that can be chosen."""
    choice = st.columns([5, 4, 3, 3] if directed else [5, 3, 3], gap="small", vertical_alignment="bottom")
    cell = linked(choice[0]).segmented_control("Cell", CELLS, default="RNN", required=True, key="cell", width="stretch")
    way = ""
    if directed:
        way = linked(choice[1]).segmented_control(
            "Direction", WAYS, default="One way", required=True, key="way", width="stretch"
        )
    layers = linked(choice[-2]).segmented_control(
        "Layers", [1, 2, 3], default=1, required=True, key="layers", width="stretch"
    )
    with choice[-1].popover("Training", icon=":material/tune:", width="stretch"):
        units = linked().slider("Units in a cell, n_a", 2, 32, 16, key="units")
        steps = linked().select_slider("Steps of 32 sentences", [50, 100, 200, 400, 1000], 200, key="tag_steps")
        seed = linked().number_input("Seed", 0, 2**31 - 2, 1, key="tag_seed")
    return TagSettings(cell=cell, layers=layers, units=units, steps=steps, seed=seed), way == "Both ways"


def sentence(*, judged: bool = True) -> Sentence:
    """The reader's sentence, or one of the notes', with the right answers if `judged`; unknown words are named.

    Raises
    ------
    SelectionError
        If there is no word in it.
    """
    typed, presets, right = st.columns([9, 3, 3], gap="small", vertical_alignment="bottom")
    written = linked(typed).text_input("Your sentence", name_tags.NOTES[1], key="sentence", max_chars=200)
    with presets.popover("Examples", icon=":material/format_quote:", width="stretch"):
        for i, example in enumerate(name_tags.NOTES):
            st.button(
                panels.plain(example),
                key=f"example_{i}",
                type="tertiary",
                on_click=fill,
                kwargs={"sentence": example},
            )
    words, ids, missing = name_tags.ids_of(written or "")
    dropped, words, ids = words[MOST_WORDS:], words[:MOST_WORDS], ids[:MOST_WORDS]
    said = []
    if missing:
        named = ", ".join(f"“{word}”" for word in missing)
        many = "are" if len(missing) > 1 else "is"
        said.append(f"{named} {many} not in the training sentences: read as a vector of zeros.")
    if dropped:
        said.append(f"The figure has room for {MOST_WORDS} words; left out: {', '.join(dropped)}.")
    if said:
        st.caption(panels.plain(" ".join(said)))
    if not judged:
        return Sentence(written, words, ids, ())
    with right.popover("Right answers", icon=":material/checklist:", width="stretch"):
        return Sentence(written, words, ids, _names(written, words))


def _names(written: str, words: tuple[str, ...]) -> tuple[int, ...]:
    """The places of the words that are part of a name: guessed from capitals, corrected by the reader."""
    chosen = st.pills(
        "Words that are part of a name; the loss is counted by these",
        range(len(words)),
        default=name_tags.written_as_names(written, words),
        selection_mode="multi",
        format_func=lambda t: words[t],
        key=f"names {written}",
    )
    return tuple(sorted(chosen))
