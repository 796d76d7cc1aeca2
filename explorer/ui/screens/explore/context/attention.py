"""Where the words of a sentence look: by the heads of a transformer, or with nothing learned."""

from explorer.ui.screens.explore.context import layers, nothing_learned, sentence_heads, transformers
from explorer.ui.shell.linked import linked

HEADS, LAYERS = "Heads over a sentence", "A word through the layers"


def view() -> None:
    """The transformer chosen, and one of its two pictures; without one, the word vectors looking at each other."""
    chosen = transformers.choose()
    if chosen is None:
        nothing_learned.view()
        return
    show = linked().segmented_control("Show", [HEADS, LAYERS], default=HEADS, required=True, key="attention_show")
    (sentence_heads if show == HEADS else layers).view(*chosen)
