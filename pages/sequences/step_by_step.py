"""A recurrent network read word by word: unrolled over a sentence, forward and backward."""

from explorer.ui.screens.sequences.step_by_step import choices, directions, kinds, plain, unrolled
from explorer.ui.shell import onward, panels, reader_errors
from explorer.ui.shell.linked import linked

VIEWS = ["Unrolled", "Both directions", "A plain network", "Kinds of networks"]

panels.opening(
    "Step by step",
    "A recurrent network reads one word after another and carries a state along. Here it learns to tell, at each word, "
    "whether that word is part of a name; every number on the way, forward and back, can be opened.",
)
view = linked().segmented_control(
    "View", VIEWS, default="Unrolled", required=True, key="step_view", label_visibility="collapsed"
)
with reader_errors.shown():
    if view == "Kinds of networks":
        kinds.view()
    elif view == "Both directions":
        settings, _ = choices.network(directed=False)
        directions.course(settings)
    elif view == "A plain network":
        settings, _ = choices.network(directed=False)
        plain.course(settings, choices.sentence(judged=False))
    else:
        settings, both_ways = choices.network(directed=True)
        unrolled.course(settings, choices.sentence(), both_ways=both_ways)
onward.offer("pages/sequences/memory.py", "what such networks remember", switch="step_view", views=VIEWS)
