"""Two sentences, all words against all: by type, by average, by model; and the nearest places of a word in the text."""

import streamlit as st

from explorer.context.place_vectors import System
from explorer.context.sentences import Compared, compared, fitting, nearest_of
from explorer.figures import context as figures
from explorer.ui.screens.explore.context import texts
from explorer.ui.shell import panels, reader_errors
from explorer.ui.shell.cache import shared_contexts
from explorer.ui.shell.linked import linked

EXAMPLE = ("the house stood on the bank of the river", "he put all his money in the bank")
SYSTEMS: tuple[System, ...] = ("type", "average", "model", "mixed")


def view() -> None:
    """The matrix of cosines, the words that both have, and the places of one of them that are nearest."""
    left, right = st.columns(2, gap="large")
    one = linked(left).text_input("One sentence", EXAMPLE[0], key="sentence_one", max_chars=200)
    other = linked(right).text_input("Another", EXAMPLE[1], key="sentence_two", max_chars=200)
    system: System = linked().segmented_control(
        "Vectors",
        SYSTEMS,
        default="mixed",
        required=True,
        key="sentence_system",
        help="mixed: model and average side by side.",
    )
    found = compared(shared_contexts.context_model(), one, other)
    if found.unknown:
        st.caption(panels.plain(f"Unknown to the vectors, left out: {', '.join(found.unknown)}."))
    values = found.cosines(system)
    panels.show(
        figures.cosines(found.one, found.other, values),
        key="sentence_matrix",
        name="two sentences",
        title=f"Cosine of each word with each, by {system}",
        alt=_said(found),
        columns={"word": list(found.one)}
        | {f"{i + 1} {word}": values[:, i].tolist() for i, word in enumerate(found.other)},
        code=(
            f"{texts.OPENING}from explorer.context.sentences import compared\n\n"
            f"found = compared(model, {' '.join(found.one)!r}, {' '.join(found.other)!r})\n"
            f'print(found.cosines("{system}").round(2))\n'
        ),
    )
    st.info(_said(found), icon=":material/visibility:")
    for word in found.shared[:1]:
        with reader_errors.shown(stop=False):
            _nearest(found, word)


def _said(found: Compared) -> str:
    if not found.shared:
        return "The two sentences have no word in common that the vectors know."
    told = []
    for word in found.shared[:3]:
        of = ", ".join(f"{found.same_word(word, system):.2f} by {system}" for system in SYSTEMS)
        told.append(f"“{word}” with itself in the other sentence: {of}.")
    return " ".join(told)


def _nearest(found: Compared, word: str) -> None:
    sample = shared_contexts.wikipedia_sample()
    near = shared_contexts.word_places(sample, word, 1, 600, 0)
    st.header(panels.plain(f"Nearest places of {word} in Wikipedia"), anchor=False)
    st.caption("By type all places are equally near: the vector is the same.")
    for column, sentence, k in zip(st.columns(2, gap="large"), (found.one, found.other), (0, 1), strict=True):
        with column:
            st.markdown(f"*{panels.plain(' '.join(sentence))}*")
            fits = ", ".join(fitting(shared_contexts.context_model(), found, word, k))
            st.markdown(f"words that fit at this place: {panels.plain(fits)}")
            for system in ("average", "model"):
                st.markdown(f"by **{system}**")
                for place, cosine in nearest_of(found, word, k, near, system):
                    before, own, behind = (panels.plain(part) for part in sample.around(place, shown=7))
                    st.markdown(f"- {cosine:.2f} … {before} **{own}** {behind} …")
