"""The labelled sentences of the page Sentiment: those that come with the app, or the reader's own, with a report."""

from dataclasses import dataclass
from typing import Final

import streamlit as st

from explorer.tasks.labelled import POLARITY, Labelled, polarity, split
from explorer.tasks.reading import read_labelled
from explorer.text.names import safe_name
from explorer.ui.shell import panels, reader_errors
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import OwnLabelled, session

OWN: Final = "A file of your own"
ENDINGS: Final = ["csv", "tsv", "txt"]
MOST_NAMED: Final = 8


@dataclass(frozen=True, eq=False)
class Material:
    """Labelled sentences: those that are learned from, those that are tested on, and how Python gets at them."""

    learned: Labelled
    tested: Labelled
    opening: str
    seed: int

    @property
    def classes(self) -> tuple[str, ...]:
        """What the sentences are labelled with."""
        return self.learned.classes

    @property
    def guessing(self) -> float:
        """The accuracy of always saying the most frequent class."""
        return max(self.tested.sizes.values()) / len(self.tested)

    @property
    def key(self) -> tuple[str, int]:
        """What distinguishes these sentences and their split from others."""
        return self.learned.fingerprint, self.seed

    def python(self) -> str:
        """The lines that give `learned` and `tested`."""
        return f"{self.opening}learned, tested = split(labelled, seed={self.seed})\n"


def chosen() -> Material:
    """The sentences the reader has chosen; the page ends here until a file is given.

    Raises
    ------
    ExplorerError
        If a file cannot be read as labelled sentences, or not be divided.
    """
    with st.popover("Labelled sentences", icon=":material/article:", width="stretch"):
        name = linked().selectbox("Labelled sentences", [POLARITY, OWN], key="labelled")
        seed = int(
            linked().number_input(
                "Seed", 0, 2**31 - 1, 0, key="sentiment_seed",
                help="Draws the fifth that is kept for the test, and the labels of each draw."
            )
        )  # fmt: skip
        if name == OWN:
            with reader_errors.shown(stop=False):
                _take_file()
        else:
            st.caption(f"{POLARITY}: 10,662 sentences, half of them negative; Pang and Lee 2005, CC BY 4.0.")
    if name == POLARITY:
        opening = "from explorer.tasks.labelled import polarity, split\n\nlabelled = polarity()\n"
        return _divided(polarity(), opening, seed)
    own = session().own_labelled
    if own is None:
        st.info("Give a file of your own under “Labelled sentences”, or choose those that come with the app.")
        st.stop()
    _tell(own)
    told = "".join(f", {name}={at}" for name, at in own.columns.items())
    opening = (
        "from pathlib import Path\n\nfrom explorer.tasks.labelled import split\n"
        "from explorer.tasks.reading import read_labelled\n\n"
        f"labelled, _ = read_labelled(Path({own.name!r}).read_bytes(), name={own.name!r}{told})\n"
    )
    return _divided(own.labelled, opening, seed)


def _divided(whole: Labelled, opening: str, seed: int) -> Material:
    """The sentences, divided once for a visit and not at each click."""
    held, key = session().divided, (whole.fingerprint, seed)
    if key not in held:
        held.clear()
        held[key] = split(whole, seed=seed)
    return Material(*held[key], opening, seed)


def _take_file() -> None:
    """A field for a file, which the visit keeps as `own_labelled`.

    Raises
    ------
    ExplorerError
        If it cannot be read.
    """
    given = st.file_uploader(
        "CSV, TSV, or lines that begin with \\_\\_label\\_\\_ or a number", type=ENDINGS, key="labelled_file",
        max_upload_size=20, help="One sentence and its class on each line. Up to 50 classes, any script.",
    )  # fmt: skip
    left, right = st.columns(2)
    found_by_itself = "For a table, counted from 1; 0: found automatically."
    text = left.number_input("Column of the text", 0, 100, 0, key="text_column", help=found_by_itself)
    label = right.number_input("Column of the label", 0, 100, 0, key="label_column", help=found_by_itself)
    columns = {name: n - 1 for name, n in (("text_column", text), ("label_column", label)) if n}
    held = session().own_labelled
    if given is None or (held is not None and (held.upload, held.columns) == (given.file_id, columns)):
        return
    name = safe_name(given.name)
    with st.spinner("Reading the sentences …"):
        found = read_labelled(given.getvalue(), name=name, **columns)
    session().own_labelled = OwnLabelled(given.file_id, name, columns, *found)


def _tell(own: OwnLabelled) -> None:
    """What was read from the visitor's file, and what was left out, and why."""
    report, found = own.report, own.labelled
    classes = ", ".join(f"{name} ({n:,})" for name, n in list(found.sizes.items())[:MOST_NAMED])
    more = f" and {len(found.classes) - MOST_NAMED} more" if len(found.classes) > MOST_NAMED else ""
    cut = "cut at their spaces, as they are in the file" if report.cut else "cut into words here"
    told = (
        f"{own.name}, read as {report.form}: {report.read:,} of {report.lines:,} lines, {cut}. "
        f"{len(found.classes)} classes: {classes}{more}."
    )
    if report.left_out:
        told += " Left out: " + "; ".join(f"{n:,} × {why}" for why, n in report.left_out.items()) + "."
        told += " " + " ".join(report.examples[:3])
    st.caption(panels.plain(told))
