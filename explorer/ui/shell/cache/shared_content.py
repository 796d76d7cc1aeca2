"""
How content is keyed, and the one place where results computed from it are kept.

Vectors are keyed by their fingerprint, never by their array: Streamlit hashes only a sample of a large array and would
mix up two that differ in one row.
"""

import math
import os
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, Final

import streamlit as st

from explorer.context.sense_files import SenseFiles
from explorer.context.text_sample import TextSample
from explorer.context.transformer.files import Upload
from explorer.context.transformer.model import Transformer
from explorer.tasks.labelled import Labelled
from explorer.tasks.names.conll import Tagged
from explorer.tasks.search.lines import Lines
from explorer.text.corpus import Corpus
from explorer.ui.shell.shared import Shared
from explorer.vectors.word_vectors import WordVectors

KEYS: dict[str | type[Any], Callable[[Any], Any]] = {
    WordVectors: attrgetter("fingerprint"),
    Corpus: attrgetter("fingerprint"),
    TextSample: attrgetter("fingerprint"),
    SenseFiles: attrgetter("fingerprint"),
    Labelled: attrgetter("fingerprint"),
    Tagged: attrgetter("fingerprint"),
    Lines: attrgetter("fingerprint"),
    Transformer: attrgetter("fingerprint"),
    Upload: attrgetter("fingerprint"),
}
OWN_FILE = "Your file"
MOST_MB: Final = 400  # of what is shared, unless the operator says otherwise


@st.cache_resource(max_entries=1, show_spinner=False, hash_funcs=KEYS)
def shared() -> Shared:
    """The results computed for all visitors, within the bytes that the operator allows."""
    content = {kind: known_by for kind, known_by in KEYS.items() if isinstance(kind, type)}
    return Shared(round(most_megabytes(os.environ) * 1_000_000), content)


def most_megabytes(environment: Mapping[str, str]) -> float:
    """The operator's limit in MB; anything but a number above 0 is ignored."""
    told = environment.get("EMBEDDING_EXPLORER_CACHE_MB", "")
    try:
        return most if 0 < (most := float(told)) < math.inf else MOST_MB
    except ValueError:
        return MOST_MB
