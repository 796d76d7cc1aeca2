"""Skip-gram with negative sampling, learned before your eyes: every inner number on the screen."""

import streamlit as st

from explorer import corpus
from explorer.ui import controls, panels, reader_errors
from explorer.ui.live import panel
from explorer.ui.state import session


@st.dialog("Kept")
def kept(name: str) -> None:
    """Where to go with a model that has just been kept."""
    st.markdown(f"**{name}** is now one of your models, on every page, until you close this tab.")
    st.page_link("pages/explore/map.py", label="See it on the map", icon=":material/scatter_plot:")
    st.page_link("pages/explore/analogies.py", label="Ask it an analogy", icon=":material/change_history:")


panels.opening(
    "Watch it learn",
    "Pull each word towards the words around it, push it away from a few drawn at random: ten thousand times, and "
    "meaning appears.",
)
actions = st.container(key="live_actions", horizontal=True, width="content", gap="small")
with actions.popover("Settings", icon=":material/tune:"), reader_errors.shown():
    settings = controls.sgns_settings()
chosen = None
with actions.popover("Text", icon=":material/article:"), reader_errors.shown(stop=False):
    chosen = controls.choose_corpus(seed=settings.seed)
keep = actions.button("Keep as model", icon=":material/bookmark_add:", key="keep")

with reader_errors.shown():
    entry = panel.current_run(chosen, settings)
if entry is None:
    st.info("Give a text of your own, or choose one that is there, under “Text”.", icon=":material/article:")
    st.stop()
about = next((text for text in corpus.packaged() if text.title == entry.run.whole.name), None)
panel.show(
    entry,
    probes=about.probes if about else entry.run.corpus.vocabulary.words[:3],
    analogy=about.analogy if about else (),
)
if keep:
    kept(session().library.add(entry.run.vectors()).name)
