"""Names: a tagger marks persons, places and organisations, also those whose words it has never seen."""

import streamlit as st

from explorer.ui.screens.use.names import choices, comparison, mistakes, sentences
from explorer.ui.shell import onward, panels, reader_errors
from explorer.ui.shell.linked import linked

VIEWS = SENTENCES, COMPARED, MISTAKES = "Sentences", "Seen and unseen", "Mistakes"

panels.opening(
    "Names",
    "Which words are the name of a person, a place, an organisation? Only a few sentences are tagged, but the vectors "
    "come from much more text: a word that is in no tagged sentence, such as *durian*, can still be known.",
)
top = st.columns([3, 2], vertical_alignment="bottom")
view = linked(top[0]).segmented_control(
    "View",
    VIEWS,
    default=SENTENCES,
    required=True,
    key="names_view",
    label_visibility="collapsed",
)
with st.container(), reader_errors.shown(stop=False):  # so that the note keeps its place
    with top[1]:
        given = choices.tagged()
    if given is None:
        st.info("Give a file, or choose sentences from the list.", icon=":material/upload_file:")
    elif view == COMPARED:
        comparison.view(given)
    else:
        asked = choices.tagger(given)
        {SENTENCES: sentences.view, MISTAKES: mistakes.view}[view](asked)
panels.note("names")
onward.offer("pages/use/search.py", "sentences by meaning", switch="names_view", views=VIEWS)
