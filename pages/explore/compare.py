"""Two models beside each other: which words kept their neighbours, which have moved, and what chance alone does."""

from explorer.ui import comparing, panels, reader_errors

panels.opening(
    "Compare",
    "Which words do two models see alike, and which not? One is turned onto the other, and the neighbours of every "
    "word they share are compared.",
)
with reader_errors.shown():
    pair = comparing.choose_two()
    settings = comparing.settings()
comparing.shown(*pair, settings)
panels.note("compare")
