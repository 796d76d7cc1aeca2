"""A word that a fastText model has not learned, composed of its pieces if the visitor asks, and marked as such."""

import streamlit as st

from explorer.figures import words as figures
from explorer.ui.shell import panels
from explorer.ui.shell.linked import linked
from explorer.vectors import similarity
from explorer.vectors.model import Model

PIECES_SHOWN = 12


def instead(model: Model, word: str, k: int) -> bool:
    """Whether the word was shown with a composed vector: the model lacks it, and the visitor asks for one."""
    vectors, subwords = model.vectors, model.vectors.subwords
    if subwords is None:
        return False
    asked = linked().toggle(
        "Compose a vector for a word the model lacks",
        key="composed",
        help="This fastText model also learned vectors for pieces of words. The mean of a word's pieces can serve as "
        "the vector of a word it has not learned, even a misspelled one.",
    )
    if not asked or word in vectors:
        return False
    pieces = subwords.pieces(word)
    vector = subwords.composed(word)
    near = similarity.nearest(vectors, vector, k)
    shown = " · ".join(panels.plain(piece) for piece in pieces[:PIECES_SHOWN])
    more = f" and {len(pieces) - PIECES_SHOWN:,} more" if len(pieces) > PIECES_SHOWN else ""
    st.info(
        f"**{panels.plain(word)}** is not among the {len(vectors):,} words of this model. "
        "Its vector here is **composed**: "
        f"the mean of the vectors of its {len(pieces):,} pieces {shown}{more}.",
        icon=":material/extension:",
    )
    ranks = [vectors.index[other.word] + 1 for other in near]
    code = (
        panels.python_of(model)
        + f"\nfrom explorer.vectors import similarity\n\ncomposed = vectors.subwords.composed({word!r})\n"
        + f"for n in similarity.nearest(vectors, composed, {k}):\n    print(n)"
    )
    panels.show(
        figures.neighbours(near, ranks, measure="cosine"),
        key="neighbours_composed",
        name=f"neighbours of {word} composed",
        title="Nearest to the composed vector, by cosine",
        columns={"word": [n.word for n in near], "cosine": [n.score for n in near], "rank": ranks},
        code=code,
    )
    return True
