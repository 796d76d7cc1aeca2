"""Two sentences word against word: lines whose shares add up to the cosine."""

import streamlit as st

from explorer.figures import search as figures
from explorer.tasks.labelled import Sentence
from explorer.tasks.search.alignment import Alignment, aligned
from explorer.tasks.search.by_meaning import MeaningIndex
from explorer.text.numbers import number
from explorer.ui.screens.use.search import choices
from explorer.ui.screens.use.search.choices import Asked
from explorer.ui.shell import panels


def pair(
    asked: Asked, index: MeaningIndex, first: Sentence, second: Sentence, names: tuple[str, str], *, key: str
) -> None:
    """The figure of two sentences, its numbers, and how they add up."""
    found = aligned(index, first, second)
    n, m = found.shares.shape
    panels.show(
        figures.alignment(found, names),
        key=key,
        name="which word met which",
        title="What each pair of words adds to the cosine (dotted: subtracts). The numbers of either side add up to "
        f"{found.cosine:.3f}",
        alt=_said(found),
        columns={
            names[0]: [word for word in first for _ in range(m)],
            names[1]: list(second) * n,
            "share": found.shares.ravel().tolist(),
            "cosine of the words": found.cosines.ravel().tolist(),
        },
        code=_python(asked, index, first, second),
    )
    if not found.shares.any():
        st.info("One of the two has no word that the model knows, so there is no cosine.", icon=":material/block:")
        return
    st.latex(_sum(found))
    missing = [
        word for word in dict.fromkeys((*first, *second)) if word not in index.vectors and any(map(str.isalnum, word))
    ]
    unknown = f" Not in {asked.model.name}, so without a line: {', '.join(missing)}." if missing else ""
    st.caption(panels.plain(f"{_drawn(found)}{unknown}"))


def _drawn(found: Alignment) -> str:
    """How many pairs are drawn and what they add up to, with the rest, as the difference of the rounded numbers."""
    drawn = figures.strongest(found)
    total = round(sum(share for *_, share in drawn), 3)
    rest = found.shares.size - len(drawn)
    text = f"{len(drawn)} of {found.shares.size} pairs are drawn; they add up to {number(total, '.3f')}"
    if not rest:
        return f"{text}."
    others = number(round(found.cosine, 3) - total, "+.3f")
    return f"{text}. The other {rest} add {others}: together {number(found.cosine, '.3f')}."


def _sum(found: Alignment) -> str:
    """The cosine as the sum of its largest shares and the rest, as LaTeX."""
    largest = [round(share, 3) for _, _, share in figures.strongest(found)[:5]]
    rest = round(found.cosine, 3) - sum(largest)  # of the numbers as they are shown, which then add up
    terms = "".join(f"{share:+.3f}" for share in largest).lstrip("+")
    return (
        r"\cos(q, s) = \sum_{i,j} \frac{x_i \cdot y_j}{\lVert q \rVert \, \lVert s \rVert} \\ "
        rf"= {terms} \\ {rest:+.3f}_{{\textsf{{ others}}}} = \mathbf{{{found.cosine:.3f}}}"
    )


def _said(found: Alignment) -> str:
    told = "; ".join(
        f"{found.first[i]} met {found.second[j]}, {share:+.3f}" for i, j, share in figures.strongest(found)[:5]
    )
    return f"Cosine {found.cosine:.3f}. {told}"


def _python(asked: Asked, index: MeaningIndex, first: Sentence, second: Sentence) -> str:
    return (
        f"{choices.python(asked)}"
        "from explorer.tasks.search.alignment import aligned\n"
        "from explorer.tasks.search.by_meaning import MeaningSettings, meaning_index\n\n"
        f"index = meaning_index(found.sentences, vectors, {index.weighing.settings!r})\n"
        f"met = aligned(index, {first!r}, {second!r})\n"
        "print(round(met.cosine, 3))\n"
        "for i, j, share in met.links:\n    print(met.first[i], met.second[j], round(share, 3))\n"
    )
