"""What the reader chooses on the page Names: tagged sentences, a tagger, what a word is given as, and a split."""

from dataclasses import dataclass
from functools import cached_property

import streamlit as st

from explorer.progress import Report
from explorer.sequence.network import CellName
from explorer.tasks.classifier import Use
from explorer.tasks.names import conll
from explorer.tasks.names.conll import Tagged, TaggedReport
from explorer.tasks.names.recurrent import RecurrentTaggerSettings
from explorer.tasks.names.scores import Settings, Tagger
from explorer.tasks.names.window import Sees, WindowSettings
from explorer.tasks.names.window_network import WindowNetworkSettings
from explorer.text.names import safe_name
from explorer.ui.shell import controls, long_work, panels
from explorer.ui.shell.cache import shared_tasks
from explorer.ui.shell.linked import linked
from explorer.ui.shell.streamlit_private import DeltaGenerator
from explorer.vectors.model import Model

OWN = "A file of your own"
WINDOW, HIDDEN = "Window", "Window, hidden units"
PASSES = 5  # of a window tagger: twice as many add about .02 to F1
HIDDEN_PASSES = 10
RECURRENT: dict[str, tuple[CellName, bool]] = {
    "LSTM, both ways": ("LSTM", True),
    "LSTM, forwards": ("LSTM", False),
    "GRU, both ways": ("GRU", True),
    "RNN, both ways": ("RNN", True),
}
WORDS, VECTORS, BOTH = "One-hot words", "Vectors", "Words and vectors"
SEES: dict[str, Sees] = {VECTORS: "vectors", BOTH: "both", WORDS: "words"}
USES: dict[str, Use] = {
    "Vectors, learning on": "learning on",
    "Vectors, frozen": "frozen",
    "Vectors from scratch": "from scratch",
}


@dataclass(frozen=True, eq=False)
class Asked:
    """What is asked for: the tagged sentences and their file's name, the tagger, its model, the number of the split."""

    tagged: Tagged
    file: str
    kind: str
    settings: Settings
    model: Model | None
    split: int

    @cached_property
    def parts(self) -> tuple[Tagged, Tagged]:
        """The sentences learned from, and those kept for the test."""
        return conll.split(self.tagged, seed=self.split)


def tagged() -> tuple[Tagged, str] | None:
    """The tagged sentences and the name of the file they are from; None, with a hint, until there are any.

    Raises
    ------
    TextError, SelectionError
        If the file is no text, too large, or has no names.
    """
    name = linked(kept=True).selectbox("Tagged sentences", [*conll.PACKAGED, OWN], key="tagged")
    if name != OWN:
        return conll.packaged(name), ""
    upload = st.file_uploader("A file in CoNLL's form", type=["conll", "txt", "tsv", "bio"], key="tagged_file")
    st.caption("One word and its tag on each line (Sally B-PER), an empty line after each sentence.")
    if upload is None:
        return None
    found, read = shared_tasks.own_tagged(upload.getvalue())
    _report(read)
    return found, safe_name(upload.name)


def _report(read: TaggedReport) -> None:
    told = f"{read.sentences:,} sentences, {read.words:,} words."
    if read.left_out:
        told += f" {read.left_out:,} lines were left out. {' '.join(read.examples[:3])}"
    st.caption(panels.plain(told))


def tagger(sentences: tuple[Tagged, str]) -> Asked:
    """The tagger that is asked for."""
    kinds, inputs, models, more = st.columns([3, 3, 4, 2], vertical_alignment="bottom")
    kind = linked(kinds, kept=True).selectbox("Tagger", [WINDOW, HIDDEN, *RECURRENT], key="tagger")
    goes_in = _goes_in(kind, inputs)
    model = None
    if goes_in not in (WORDS, "Vectors from scratch"):
        with models:
            model = controls.choose_vectors("Vectors of", key="names_vectors")
    with more.popover("Training", icon=":material/tune:", width="stretch"):
        split = linked(kept=True).number_input(
            "Split",
            1,
            100,
            1,
            key="split",
            help="A fifth of the sentences, drawn by this number, is kept for the test.",
        )
        settings: Settings
        if kind == WINDOW:
            settings = _window(SEES[goes_in])
        else:
            settings = _hidden() if kind == HIDDEN else _recurrent(kind, USES[goes_in])
    return Asked(*sentences, kind, settings, model, split - 1)


def _goes_in(kind: str, place: DeltaGenerator) -> str:
    """What this tagger is given for a word: its vector if it has hidden units, else what the reader chooses."""
    label = "A word is given as"
    if kind == HIDDEN:
        return place.selectbox(label, [VECTORS], key="hidden_sees", disabled=True)
    ways: dict[str, Sees] | dict[str, Use] = SEES if kind == WINDOW else USES
    return linked(place, kept=True).selectbox(label, list(ways), key="sees" if kind == WINDOW else "use")


def _window(sees: Sees) -> WindowSettings:
    reach = linked(kept=True).slider("Words seen to each side", 0, 5, 2, key="reach")
    epochs = linked(kept=True).slider("Passes over the sentences", 1, 30, PASSES, key="window_passes")
    return WindowSettings(sees, reach, epochs=epochs)


def _hidden() -> WindowNetworkSettings:
    reach = linked(kept=True).slider("Words seen to each side", 0, 5, 2, key="reach")
    hidden = linked(kept=True).select_slider("Hidden units", [8, 16, 32, 64, 128], 64, key="hidden_units")
    epochs = linked(kept=True).slider("Passes over the sentences", 1, 30, HIDDEN_PASSES, key="hidden_passes")
    return WindowNetworkSettings(reach, hidden, epochs=epochs)


def _recurrent(kind: str, use: Use) -> RecurrentTaggerSettings:
    cell, both_ways = RECURRENT[kind]
    units = linked(kept=True).select_slider("Units in a cell", [16, 32, 64, 128], 64, key="tagger_units")
    epochs = linked(kept=True).slider("Passes over the sentences", 1, 20, 8, key="tagger_passes")
    return RecurrentTaggerSettings(cell, both_ways, use, units, epochs=epochs)


def trained(asked: Asked) -> Tagger:
    """The trained tagger; the page ends here, with a bar and Cancel, until it is trained.

    Raises
    ------
    ExplorerError
        If these sentences cannot be learned from, or the server has too much to do.
    """
    vectors = None if asked.model is None else asked.model.vectors

    def work(report: Report) -> Tagger:
        return shared_tasks.tagger(asked.tagged, asked.split, asked.settings, vectors, report)

    content = None if vectors is None else vectors.fingerprint
    wanted = (asked.tagged.fingerprint, asked.split, asked.settings, content)
    unit = "%" if asked.kind in (WINDOW, HIDDEN) else "batches"  # a pass over many words is made in parts
    return long_work.result("names tagger", wanted, f"Training the tagger on {asked.tagged.name}", work, unit=unit)


def python(asked: Asked) -> str:
    """A program that trains the tagger, which is then called `tagger`."""
    head = "" if asked.model is None else panels.python_of(asked.model)
    given = "None" if asked.model is None else "vectors"
    return (
        f"{head}\n{sentences_python(asked.tagged, asked.file)}"
        f"from explorer.tasks.names.scores import TaggerContender, judged, mistakes, trained\n"
        f"from {type(asked.settings).__module__} import {type(asked.settings).__name__}\n\n"
        f"learned, tested = conll.split(tagged, seed={asked.split})\n"
        f"settings = {asked.settings!r}\n"
        f'tagger = trained(TaggerContender("mine", settings, {given}), learned)\n'
    )


def sentences_python(tagged: Tagged, file: str) -> str:
    """The lines that open the tagged sentences, which are then called `tagged`."""
    opened = f"tagged = conll.packaged({tagged.name!r})\n"
    head = "from explorer.tasks.names import conll\n"
    if file:
        head = f"from pathlib import Path\n\n{head}"
        opened = f"tagged, _ = conll.read_tagged(Path({file!r}).read_bytes(), name={file!r})\n"
    return f"{head}\n{opened}"
