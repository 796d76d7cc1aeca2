"""The games of the page Words: close opposites, hopping from word to word, and persons as vectors of traits."""

from typing import Any

import streamlit as st

from explorer.judging import words
from explorer.text.numbers import number
from explorer.ui.shell import completion, folding, panels, reader_errors
from explorer.ui.shell.cache import shared_verdicts
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import session
from explorer.vectors import similarity
from explorer.vectors.model import Model
from explorer.vectors.word_vectors import WordVectors

PERSONS = {
    "trait": ["Introversion", "Curiosity", "Warmth", "Calm", "Orderliness"],
    "Jay": [-0.4, 0.8, 0.5, -0.2, 0.3],
    "Person 1": [-0.3, 0.2, 0.3, -0.4, 0.9],
    "Person 2": [-0.5, -0.4, -0.2, 0.7, -0.1],
}
ON_THE_BOARD = 10_000  # the most frequent words, between which one hops
NEAR = 10


def games(model: Model) -> None:
    """All three, one below the other."""
    vectors = model.vectors
    completion.offer(vectors, "w1", "w2", "w3", "hop_from", "hop_to")
    st.header("Closer to its opposite than to its synonym?", anchor=False)
    _opposites(vectors)
    st.header("Hop from word to word", anchor=False)
    with reader_errors.shown(stop=False):
        _hopping(vectors)
    st.header("Persons as vectors", anchor=False)
    _persons()


def _opposites(vectors: WordVectors) -> None:
    columns = st.columns(3)
    defaults = ("good", "cheerful", "bad")
    labels = ("a word", "a synonym of it", "its opposite")
    typed = [
        linked(column).text_input(label, default, key=f"w{i}", max_chars=100)
        for i, (column, label, default) in enumerate(zip(columns, labels, defaults, strict=True), start=1)
    ]
    w1, w2, w3 = folding.read(vectors, *typed)
    with reader_errors.shown(stop=False):
        like, unlike = 1 - similarity.cosine(vectors, w1, w2), 1 - similarity.cosine(vectors, w1, w3)
        a, b, c = (panels.plain(word) for word in (w1, w2, w3))
        verdict = "The opposite is nearer." if unlike < like else "The synonym is nearer; try others."
        st.markdown(
            f"1 − cos({a}, {b}) = **{like:.3f}** and 1 − cos({a}, {c}) = **{unlike:.3f}**. {verdict} Opposites occur "
            "in the same places, and the places of a word are all that a model sees."
        )


def _hopping(vectors: WordVectors) -> None:
    left, right = st.columns(2)
    start, end = folding.read(
        vectors,
        linked(left).text_input("from", "king", key="hop_from", max_chars=100),
        linked(right).text_input("to", "money", key="hop_to", max_chars=100),
    )
    near = min(NEAR, len(vectors) - 1)
    table = shared_verdicts.neighbour_table(vectors, ON_THE_BOARD, near)
    shortest = words.path(vectors, table, start, end)
    visit = session()
    way = visit.hops if visit.hops[:1] == (start,) else (start,)
    st.markdown(" → ".join(f"**{panels.plain(word)}**" for word in way))
    if way[-1] == end:
        best = f"No way is shorter than {len(shortest) - 1}." if len(way) > len(shortest) else "No way is shorter."
        st.success(f"There in {len(way) - 1} hops. {best}", icon=":material/flag:")
    else:
        st.caption(
            f"Hop to one of the {near} words nearest to “{panels.plain(way[-1])}” until you are at "
            f"“{panels.plain(end)}”."
        )
        with st.container(horizontal=True, gap="small"):
            for place, word in enumerate(words.neighbours_of(vectors, table, way[-1])):
                st.button(panels.plain(word), key=f"hop {place}", on_click=_go, args=((*way, word),))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button("Back", key="hop_back", icon=":material/undo:", on_click=_go, args=(way[:-1],), disabled=len(way) < 2)
        st.button("From the start", key="hop_again", icon=":material/restart_alt:", on_click=_go, args=((start,),))
        shown = linked().toggle("Show a shortest way", key="shortest")
    if shown and shortest:
        st.markdown(" → ".join(f"**{panels.plain(word)}**" for word in shortest))
        st.caption(f"{len(shortest) - 1} hops; each word is among the {near} nearest of the one before.")
    elif shown:
        st.markdown("There is no way: no chain of neighbours leads there.")


def _go(way: tuple[str, ...]) -> None:
    session().hops = way


def _persons() -> None:
    st.markdown("Five traits from −1 to 1 make a person a vector. Who is most like Jay? Change the numbers.")
    left, right = st.columns([3, 2], gap="large")
    with left:
        edited: dict[str, Any] = st.data_editor(PERSONS, key="persons", hide_index=True, disabled=["trait"])
    with right:
        people = WordVectors(tuple(list(PERSONS)[1:]), words.columns(edited, list(PERSONS)[1:]))
        for other in similarity.nearest(people, "Jay") if people.norms[0] else []:
            st.metric(panels.plain(f"cos(Jay, {other.word})"), number(other.score, ".3f"))
        st.caption("The cosine compares directions: it asks which traits stand out, not how strong they are.")
