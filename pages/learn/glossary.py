"""Every term of the pages in one sentence, with the page that shows it and its source."""

import streamlit as st

from explorer.lessons import glossary
from explorer.ui.screens.learn.glossary import entries
from explorer.ui.shell import panels, reader_errors

panels.opening(
    "Glossary",
    "Every term of these pages in one sentence, who introduced it, and the page on which it can be seen at work.",
)
asked = st.query_params.get("term")
if asked is not None:
    with reader_errors.shown(stop=False):
        entries.one_term(glossary.term(asked))
sought, letter = entries.choose()
entries.listed(glossary.matching(sought, letter), sought)
