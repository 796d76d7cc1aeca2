"""A set of analogies from files of the visitor's, as the pages that score one take it."""

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
    "third person; JJ_JJR asks from an adjective to its comparative."
)
TOLD = 4  # lines left out that are told


def own_set() -> tuple[QuestionSet, str] | None:
    """The set of the files given and the Python that reads it; None, and a hint on the page, while there are none.

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
    """In which form a set was read, and what that means for its score."""
    sections = f"{len(found.sections):,} section{'s' * (len(found.sections) > 1)}"
    told = f"{len(found):,} questions in {sections}, read as {found.form}."
    if any(analogy_files.TAG.fullmatch(section.name) for section in found.sections):
        told += f" {TAGS}"
    if any(section.also for section in found.sections):
        told += " Any answer of a word's line is right, but never a word that the question gives."
    return told
