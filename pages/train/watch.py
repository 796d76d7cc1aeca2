"""Skip-gram with negative sampling, learned before your eyes: every inner number on the screen."""

import streamlit as st

from explorer import corpus
from explorer.ui import controls, reader_errors
from explorer.ui.live import panel
from explorer.ui.state import session


@st.dialog("Kept")
def kept(name: str) -> None:
    """Where to go with a model that has just been kept."""
    st.markdown(f"**{name}** is now one of your models, on every page, until you close this tab.")
    st.page_link("pages/explore/map.py", label="See it on the map", icon=":material/scatter_plot:")
    st.page_link("pages/explore/analogies.py", label="Ask it an analogy", icon=":material/change_history:")


title, text_column, settings_column, keep_column = st.columns([3, 0.8, 1, 1.2], vertical_alignment="bottom")
title.title("Watch it learn")
with settings_column.popover("Settings", icon=":material/tune:", width="stretch"), reader_errors.shown():
    settings = controls.sgns_settings()
chosen = None
with text_column.popover("Text", icon=":material/article:", width="stretch"), reader_errors.shown(stop=False):
    chosen = controls.choose_corpus(seed=settings.seed)

st.markdown(
    "Pull each word towards the words around it, push it away from a few drawn at random: ten thousand times, and "
    "meaning appears."
)
with reader_errors.shown():
    entry = panel.current_run(chosen, settings)
if entry is None:
    st.info("Give a text of your own, or choose one that is there, under “Text”.", icon=":material/article:")
    st.stop()
about = next((text for text in corpus.packaged() if text.title == entry.run.whole.name), None)
panel.show(
    entry,
    probes=about.probes if about else tuple(entry.run.corpus.vocabulary.words[:3]),
    analogy=about.analogy if about else (),
)

if keep_column.button("Keep as model", icon=":material/bookmark_add:", key="keep", width="stretch"):
    kept(session().library.add(entry.run.vectors()).name)
