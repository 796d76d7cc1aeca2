"""What recurrent networks remember: RNN, GRU and LSTM race, gradients fade and explode, gates hold."""

from explorer.ui.screens.sequences.memory import explosion, gates, race, truncation, vanishing
from explorer.ui.shell import onward, panels, reader_errors
from explorer.ui.shell.linked import linked

VIEWS = {
    "Race": race.view,
    "Vanishing gradient": vanishing.view,
    "Explosion": explosion.view,
    "Truncation": truncation.view,
    "Gates": gates.view,
}

panels.opening(
    "What it remembers",
    "“The cat, which already ate …, was full”: to choose the verb, a network must still know the subject many words "
    "later. Three kinds of cell learn it side by side, from the same sentences.",
)
view = linked().segmented_control(
    "View", list(VIEWS), default="Race", required=True, key="memory_view", label_visibility="collapsed"
)
with reader_errors.shown():
    VIEWS[view]()
if view != "Explosion":  # which has two networks of its own
    panels.note("memory")
onward.offer("pages/sequences/language.py", "a language model", switch="memory_view", views=VIEWS)
