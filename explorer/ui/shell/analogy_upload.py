"""A set of analogies from a visitor's files, for the pages that score one."""

import streamlit as st

from explorer.judging import analogy_files
from explorer.judging.analogy_sets import QuestionSet
from explorer.ui.shell import panels

KINDS = ["txt", "tsv", "csv", "questions", "answers", "zip"]
MOST_MB = 20
HINT = (
    "Four words a line and a line “: name” before each section (Google's form); MSR's two files together, or one whose "
    "lines have its tags; a CSV with the columns word1, word2, word3, target and type; BATS as a zip or as all its "
    "files: a word, a tab and its answers a line."
)
TAGS = (
    "JJ adjective, JJR comparative, JJS superlative, NN noun, NNS plural, NNPOS possessive, VB verb, VBD past, VBZ "
    "third person; JJ_JJR gives an adjective and asks for its comparative."
)
TOLD = 4  # lines left out that are named


def own_set() -> tuple[QuestionSet, str] | None:
    """The set from the visitor's files and the Python that reads it; without files None, and a hint on the page.

    Raises
    ------
    ExplorerError
        If the files hold no set in a known form.
    """
    given = st.file_uploader(
        "Your files", type=KINDS, accept_multiple_files=True, key="file_questions", max_upload_size=MOST_MB
    )
    if not given:
        st.caption(HINT)
        return None
    found = analogy_files.read([(file.name, file.getvalue()) for file in given])
    st.caption(panels.plain(_told(found)))
    if found.malformed:
        more = f" And {len(found.malformed) - TOLD:,} more." if len(found.malformed) > TOLD else ""
        left_out = f"{len(found.malformed):,} left out. {' '.join(found.malformed[:TOLD])}{more}"
        st.warning(panels.plain(left_out), icon=":material/rule:")
    names = [file.name for file in given]
    return found, (
        "from pathlib import Path\n\n"
        "from explorer.judging import analogy_files\n\n"
        f"files = {names!r}\n"
        "questions = analogy_files.read([(name, Path(name).read_bytes()) for name in files])\n"
    )


def _told(found: QuestionSet) -> str:
    """The form in which a set was read, and what it means for the score."""
    sections = f"{len(found.sections):,} section{'s' * (len(found.sections) > 1)}"
    told = f"{len(found):,} questions in {sections}, read as {found.form}."
    if any(analogy_files.TAG.fullmatch(section.name) for section in found.sections):
        told += f" {TAGS}"
    if any(section.also for section in found.sections):
        told += " Any answer of a word's line is right, but never a word that the question gives."
    return told
