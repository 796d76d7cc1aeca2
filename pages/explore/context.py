"""In context: one vector for a word, compared with a vector for every place where the word occurs."""

from explorer.ui.screens.explore.context import attention, gaps, how_much, places, senses, splitting, two_sentences
from explorer.ui.shell import onward, panels, reader_errors
from explorer.ui.shell.linked import linked

VIEWS = {
    "Watch a word split": splitting.view,
    "Places of a word": places.view,
    "Fill the gap": gaps.view,
    "Two sentences": two_sentences.view,
    "How much context": how_much.view,
    "Senses scored": senses.view,
    "Attention": attention.view,
}

panels.opening(
    "In context",
    "Word2vec gives each word one vector, whatever it means (type-based). A context model gives it a different vector "
    "at every place where it occurs (token-based), made from the words to its left and right.",
)
view = linked().segmented_control(
    "View", list(VIEWS), default="Watch a word split", required=True, key="context_view", label_visibility="collapsed"
)
with reader_errors.shown():
    VIEWS[view]()
panels.note("context")
onward.offer("pages/use/sentiment.py", "what vectors are for", switch="context_view", views=VIEWS)
