"""How classifiers of sentences use word vectors: few labels, order, words never seen, fine-tuning, mistakes."""

from explorer.ui.screens.use.sentiment import carried, curve, mistakes, moved, sentence, unseen
from explorer.ui.shell import onward, panels, reader_errors
from explorer.ui.shell.linked import linked

VIEWS = {
    "Few labels": curve.view,
    "One sentence": sentence.view,
    "Unseen words": unseen.view,
    "Fine-tuning": moved.view,
    "Mistakes": mistakes.view,
    "Bias carried on": carried.view,
}

panels.opening(
    "Sentiment",
    "Is a sentence positive or negative? Word vectors give good answers after few labels, but their average cannot "
    "see the order of the words.",
)
view = linked().segmented_control(
    "View", list(VIEWS), default="Few labels", required=True, key="sentiment_view", label_visibility="collapsed"
)
with reader_errors.shown():
    VIEWS[view]()
panels.note("sentiment")
onward.offer("pages/use/names.py", "names in a sentence", switch="sentiment_view", views=VIEWS)
