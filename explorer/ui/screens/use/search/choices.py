"""What the reader chooses on the page Search: a text, a model, the weights of words; and the indexes of these."""

from dataclasses import dataclass

import streamlit as st

from explorer.progress import Report
from explorer.tasks.search.by_meaning import WEIGHTS, MeaningIndex, MeaningSettings
from explorer.tasks.search.by_words import RULES, WordSettings
from explorer.tasks.search.lines import CUTS, PACKAGED, Cut, Lines, packaged
from explorer.text import corpus
from explorer.text.names import safe_name
from explorer.ui.shell import controls, long_work, panels
from explorer.ui.shell.cache import shared_tasks
from explorer.ui.shell.linked import linked
from explorer.vectors.model import Model

OWN = "A text of your own"
MOST_LETTERS = 20_000  # of a text that is pasted, so that the link can carry it
EXAMPLE = (
    "Take a fresh egg and beat it with a little milk.\nThe train to the coast leaves at noon.\n"
    "A doctor should look at that wound.\nOur dog sleeps in the garden.\nThe bank lends money to farmers.\n"
    "Rain is expected for the whole week."
)


@dataclass(frozen=True, eq=False)
class Asked:
    """What is searched: the lines, their name, their file and how it is cut, and the model."""

    lines: Lines
    name: str
    file: str
    cut: Cut
    model: Model


def text() -> Asked | None:
    """The text and the model that are asked for; None, with a hint, while there is no text.

    Raises
    ------
    TextError
        If the text cannot be read, has no words, or too many sentences.
    """
    left, right = st.columns(2, vertical_alignment="bottom")
    name = linked(left, kept=True).selectbox("Text", [*PACKAGED, OWN], key="searched")
    with right:
        model = controls.choose_model("Vectors of", folds=False)
    if name != OWN:
        return Asked(packaged(name), name, "", "sentence", model)
    given, file, cut = _own()
    if not given.strip():
        st.info("Paste a text or a list, or upload a file.", icon=":material/article:")
        return None
    lines = shared_tasks.own_lines(given, cut)
    st.caption(f"{len(lines):,} {cut}s to search in.")
    return Asked(lines, file or "Your text", file, cut, model)


def _own() -> tuple[str, str, Cut]:
    """The visitor's text, its file's name, and how it is cut."""
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    pasted = linked(left, kept=True).text_area(
        "Paste it here",
        EXAMPLE,
        key="searched_text",
        max_chars=MOST_LETTERS,
        height=150,
    )
    with right:
        upload = st.file_uploader(
            "or upload a text file", type=["txt", "md", "csv", "tsv"], key="searched_file", max_upload_size=20
        )
        cut: Cut = linked(kept=True).selectbox(
            "One to find is a",
            CUTS,
            key="searched_cut",
            help="Sentence: lines are cut at full stops as well. Line: a list, whose lines stay whole.",
        )
    if upload is None:
        return pasted or "", "", cut
    file = safe_name(upload.name)
    return corpus.decode(upload.getvalue(), name=file), file, cut


def weights() -> MeaningSettings:
    """How words are weighted for a sentence's mean."""
    chosen = linked().selectbox(
        "Words count",
        WEIGHTS,
        index=WEIGHTS.index("SIF"),
        key="weights",
        help="Plain: all equally. idf: rare words more. SIF: by a / (a + p), where p is the word's share of the text; "
        "the first principal component, which all sentences have in common, is removed.",
    )
    return MeaningSettings(chosen)


def rule() -> WordSettings:
    """How shared words are weighted."""
    chosen = linked().selectbox(
        "Shared words by",
        RULES,
        index=RULES.index("BM25"),
        key="word_rule",
        help="Both give more weight to a word that few sentences have. BM25 also limits the effect of a repeated "
        "word, and takes account of a sentence's length.",
    )
    return WordSettings(chosen)


def meaning(asked: Asked, *settings: MeaningSettings) -> list[MeaningIndex]:
    """The sentences ready to be searched by meaning, in each way; the page ends here, with a bar, until they are.

    Raises
    ------
    ExplorerError
        If the model knows none of their words, or the server has too much to do.
    """
    vectors = asked.model.vectors

    def work(report: Report) -> list[MeaningIndex]:
        return [shared_tasks.meaning_index(asked.lines, vectors, one, report) for one in settings]

    wanted = (asked.lines.fingerprint, vectors.fingerprint, settings)
    label = f"Taking the mean of {len(asked.lines):,} sentences"
    return long_work.result("meaning index", wanted, label, work, unit="sentences")


def python(asked: Asked) -> str:
    """The lines that open the model and the text, then called `vectors` and `found`."""
    opened = f"found = lines.packaged({asked.name!r})\n"
    head = "from explorer.tasks.search import lines\nfrom explorer.tasks.tokens import words_of\n"
    if asked.name not in PACKAGED:
        file = asked.file or "my text.txt"
        head = f"from pathlib import Path\n\n{head}"
        opened = f"text = Path({file!r}).read_text(encoding='utf-8')\nfound = lines.lines_of(text, {asked.cut!r})\n"
    return f"{panels.python_of(asked.model)}\n{head}\n{opened}"
