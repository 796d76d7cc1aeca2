"""The parts of the page Words: one word, several words, the whole model."""

from functools import partial
from typing import Final

import streamlit as st

from explorer.figures import words as figures
from explorer.judging import neighbourhood, words
from explorer.judging.bias import word_sets
from explorer.text.numbers import number
from explorer.text.parts_of_speech import PARTS, UNKNOWN, parts_of, share_unknown
from explorer.ui.screens.explore.words import composed, games
from explorer.ui.shell import completion, controls, folding, panels, reader_errors, typed_lists
from explorer.ui.shell.cache import shared_verdicts
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import fill, selected_rows
from explorer.vectors import similarity
from explorer.vectors.model import Model
from explorer.vectors.similarity import spelled
from explorer.vectors.word_vectors import Metric, WordVectors

ANY = "of any kind"
METRICS: Final[dict[Metric, str]] = {"cosine": "cosine", "euclidean": "Euclidean distance"}
ABOUT_PARTS = (
    "The part of speech that a word has most often, by the lexicon of Brill's tagger (79,687 English words). "
    "Words it does not have are unknown: nothing is guessed."
)


def one_word(model: Model) -> None:
    """Neighbours by both measures, the vector as colours, senses, and the graph to two hops."""
    vectors = model.vectors
    left, middle, right = st.columns([5, 4, 5], vertical_alignment="bottom")
    typed = linked(left).text_input("Word", "king", key="word", max_chars=100)
    completion.offer(vectors, "word")
    chosen = linked(middle).selectbox("Neighbours that are", [ANY, *PARTS, UNKNOWN], key="pos", help=ABOUT_PARTS)
    k = linked(right).slider("Neighbours", 5, 40, 12, key="k")
    if not (typed or "").strip():
        st.info("Write a word to see its neighbours.", icon=":material/abc:")
        return
    (word,) = folding.read(vectors, typed)
    if composed.instead(model, word, k):
        return
    rank = words.frequency_rank(vectors, word)
    place = "by frequency" if vectors.by_frequency else "in the file"
    st.markdown(
        f"**{panels.plain(word)}** is word {rank:,} of {len(vectors):,} {place}; its vector has {vectors.dim} numbers "
        f"and length {float(vectors.norms[rank - 1]):.2f}."
    )
    _neighbours(model, word, k, None if chosen == ANY else chosen)
    _other_models(model, word, k)
    st.header("The vector itself", anchor=False)
    names = [word, *(other.word for other in similarity.nearest(vectors, word, 4))]
    rows = vectors.matrix[vectors.rows(names)]
    panels.show(
        figures.strip(rows, names),
        key="strip",
        name=f"vector of {word}",
        columns={"dimension": list(range(1, vectors.dim + 1)), **dict(zip(names, rows.tolist(), strict=True))},
        code=panels.python_of(model)
        + "\nfrom explorer.vectors import similarity\n\n"
        + f"words = [{word!r}, *(near.word for near in similarity.nearest(vectors, {word!r}, 4))]\n"
        + "for word, row in zip(words, vectors.matrix[vectors.rows(words)]):\n    print(word, row.round(3))\n",
    )
    left, right = st.columns([1, 1], gap="large")
    with left:
        st.header("Senses among its neighbours", anchor=False)
        groups = linked().slider("Groups", 1, 6, 3, key="groups")
        for sense in words.senses(vectors, word, k=max(k, 20), groups=groups):
            listed = ", ".join(panels.plain(other.word) for other in sense.words)
            st.markdown(f"**{panels.plain(sense.label)}** · {listed}")
    with right:
        _neighbour_graph(model, word)
    if rank <= games.ON_THE_BOARD:
        _how_often_a_neighbour(vectors, word, rank)


def _neighbours(model: Model, word: str, k: int, part: str | None) -> None:
    """The nearest words by both measures, with frequency rank and part of speech."""
    vectors = model.vectors
    code = panels.python_of(model) + "\nfrom explorer.judging import neighbourhood\n\n"
    asked = f"for n in neighbourhood.nearest_of_part(vectors, {word!r}, {k}, {part!r}"
    found: list[str] = []
    for column, metric, measure in zip(st.columns(2, gap="large"), METRICS, METRICS.values(), strict=True):
        with column:
            near = neighbourhood.nearest_of_part(vectors, word, k, part, metric=metric)
            if not near:
                st.info(f"None of the words of this model is of that kind: {part}.", icon=":material/abc:")
                continue
            names = [other.word for other in near]
            ranks, parts = [vectors.index[name] + 1 for name in names], [of or UNKNOWN for of in parts_of(names)]
            found += names
            panels.show(
                figures.neighbours(near, ranks, parts, measure=measure),
                key=f"neighbours_{metric}",
                name=f"neighbours of {word} {metric}",
                title=f"Nearest by {measure}",
                columns={
                    "word": names,
                    measure: [other.score for other in near],
                    "rank": ranks,
                    "part of speech": parts,
                },
                code=code + f"{asked}, metric={metric!r}):\n    print(n)",
            )
    if found and part is None and (unknown := share_unknown(found)):
        st.caption(f"Of {unknown:.0%} of these words the part of speech is unknown.")


def _neighbour_graph(model: Model, word: str) -> None:
    """The word, its neighbours and theirs, joined by lines; a click on a word puts it into the middle."""
    st.header("Neighbours of its neighbours", anchor=False)
    vectors = model.vectors
    with st.popover("Size of the graph", icon=":material/tune:"):
        k = linked().slider("Neighbours drawn", 3, 15, 8, key="graph_k")
        second = linked().slider("Neighbours of each of them, 0 for none", 0, 6, 4, key="graph_second")
        least = linked().slider("Only lines with a cosine of at least", 0.0, 1.0, 0.0, 0.05, key="graph_least")
    links = neighbourhood.neighbour_graph(vectors, word, k=k, second=second, least=least or -1.0)
    if not links:
        st.info(f"No neighbour has a cosine of {least:.2f} or more.", icon=":material/hub:")
        return
    names = figures.graph_words(links, word)
    key = f"graph {word}"
    panels.show(
        figures.neighbour_graph(links, word),
        key=key,
        name=f"graph of {word}",
        columns={
            "from": [link.first for link in links],
            "to": [link.second for link in links],
            "cosine": [link.cosine for link in links],
        },
        code=panels.python_of(model)
        + "\nfrom explorer.judging import neighbourhood\n\n"
        + f"links = neighbourhood.neighbour_graph(vectors, {word!r}, k={k}, second={second}, least={least or -1.0})\n"
        + "for link in links:\n    print(link.first, link.second, round(link.cosine, 4))\n",
        select=("points",),
        on_select=partial(_take_middle, key, tuple(names)),
    )
    st.caption(
        "Places here mean nothing; the lines are the true neighbours, thicker for a higher cosine. Click on a word to "
        "put it into the middle."
    )


def _take_middle(key: str, names: tuple[str, ...]) -> None:
    """The word clicked on becomes the word of the page."""
    rows = [row for row in selected_rows(key) if row < len(names)]
    if rows:
        fill(word=names[rows[0]])


def _how_often_a_neighbour(vectors: WordVectors, word: str, rank: int) -> None:
    """Whether a frequent word is a hub: in how many words' lists of neighbours it is."""
    width = min(10, len(vectors) - 1)
    counts = words.hubness(shared_verdicts.neighbour_table(vectors, games.ON_THE_BOARD, width))
    more = float((counts < counts[rank - 1]).mean())
    st.markdown(
        f"**How often it is a neighbour.** Of the {len(counts):,} most frequent words {counts[rank - 1]:,} have "
        f"*{panels.plain(word)}* among their {width} nearest; the average word is in {width} of these lists. That is "
        f"more than for {more:.0%} of the words. A word that is near to very many is called a hub."
    )


def _other_models(shown: Model, word: str, k: int) -> None:
    """The neighbours of the word in every model of the visit, in columns."""
    others = {name: opened for name, opened in controls.offered().items() if name != shown.name}
    if not linked().toggle("The same word in the other models", key="elsewhere"):
        return
    models = [opened() for opened in list(others.values())[:4]]
    for column, model in zip(st.columns(len(models)), models, strict=True):
        with column, reader_errors.shown(stop=False, mend=False):
            st.markdown(f"**{panels.plain(model.name)}**")
            near = similarity.nearest(model.vectors, spelled(model.vectors, word), k)
            st.dataframe(
                {"word": [other.word for other in near], "cosine": [round(other.score, 3) for other in near]},
                key=f"elsewhere {model.name}",
                hide_index=True,
            )


def several_words(model: Model) -> None:
    """All cosines of a list, its odd one out, and what lies nearest to its mean."""
    vectors = model.vectors
    text = linked().text_area(
        "Words or a sentence, with commas or spaces between them",
        "breakfast, cereal, dinner, lunch, bread, king",
        key="several",
        max_chars=5000,
    )
    completion.offer(vectors, "several", kind="list")
    asked = typed_lists.words(vectors, text)
    found, missing = word_sets.in_model(vectors, asked, any_case=folding.on())
    panels.found_note(found, missing)
    matrix = words.similarity_matrix(vectors, found)
    left, right = st.columns([3, 2], gap="large")
    with left:
        panels.show(
            figures.similarity_heat_map(matrix, found),
            key="heat",
            name="similarities",
            columns={"word": found, **{word: matrix[:, i].tolist() for i, word in enumerate(found)}},
            code=panels.python_of(model)
            + f"\nfrom explorer.judging import words\n\nprint(words.similarity_matrix(vectors, {found}).round(3))\n",
        )
    with right, reader_errors.shown(stop=False):
        if len(found) == 2:
            st.metric(panels.plain(f"cos({found[0]}, {found[1]})"), number(matrix[0, 1], ".3f"))
            st.metric("as an angle", f"{words.angle(matrix[0, 1]):.0f}°", help="90° is a cosine of 0.")
            apart = similarity.distances(vectors, vectors.matrix[vectors.rows(found[:1])[0]])[
                vectors.rows(found[1:])[0]
            ]
            st.metric("Euclidean distance", f"{apart:.3f}")
            st.caption("With a third word the odd one out is named here.")
            return
        odd = words.odd_one_out(vectors, found)
        st.markdown(f"The odd one out is **{panels.plain(odd[0].word)}**: least like the mean of all.")
        st.dataframe(
            {"word": [o.word for o in odd], "cosine with the mean": [o.score for o in odd]},
            key="odd",
            hide_index=True,
            column_config={"cosine with the mean": st.column_config.NumberColumn(format="%.3f")},
        )
        near = words.nearest_to_mean(vectors, found, 5)
        listed = ", ".join(f"{panels.plain(other.word)} ({other.score:.2f})" for other in near)
        st.markdown(f"Nearest to their mean: {listed}.")


def whole_model(model: Model) -> None:
    """Length against frequency, hubs, and how evenly the words are spread over the directions."""
    vectors = model.vectors
    opened = panels.python_of(model) + "\nfrom explorer.judging import words\n\n"
    left, right = st.columns(2, gap="large")
    with left:
        st.header("Length and frequency", anchor=False)
        panels.show(
            figures.norm_and_frequency(vectors.norms, by_frequency=vectors.by_frequency),
            key="norms",
            name="length and frequency",
            code=panels.python_of(model)
            + "\nfor rank in (1, 10, 100, 1_000, 10_000, 100_000):\n"
            + "    if rank <= len(vectors):\n"
            + "        print(rank, vectors.words[rank - 1], round(float(vectors.norms[rank - 1]), 3))\n",
        )
        st.caption(
            "The length of a vector tells how often and how consistently its word was used; the cosine ignores it."
        )
        st.header("Random pairs", anchor=False)
        found = shared_verdicts.word_space(vectors)
        panels.show(
            figures.random_cosines(found),
            key="random_cosines",
            name="random cosines",
            columns={"cosine": found.spread.tolist()},
            code=opened + "space = words.space(vectors)\nprint(space.spread[:10].round(3), space.anisotropy)\n",
        )
        st.caption(
            "In an even space two random words have a cosine near 0. A higher mean comes from what all words share."
        )
    with right:
        st.header("Hubs", anchor=False)
        _hubs(vectors, opened)
        st.header("Without the top components", anchor=False)
        panels.show(
            figures.after_removal(found),
            key="after_removal",
            name="after removal",
            columns={
                "top components removed": ["none, nor the mean", *range(len(found.after_removal))],
                "mean cosine": [found.anisotropy, *found.after_removal],
            },
            code=opened
            + "space = words.space(vectors)\nprint(round(space.anisotropy, 3))\n"
            + "for removed, mean in enumerate(space.after_removal):\n    print(removed, round(mean, 3))\n",
        )
        st.caption(
            f"Isotropy of the partition function (Mu and Viswanath 2018): {found.isotropy:.2f}, where 1 is even. "
            "Removing the mean and a few components makes the space more even."
        )


def _hubs(vectors: WordVectors, opened: str) -> None:
    """How many words are neighbours of many others; `opened` are the lines that open the model."""
    k = min(10, len(vectors) - 1)
    counts = words.hubness(shared_verdicts.neighbour_table(vectors, games.ON_THE_BOARD, k))
    top = similarity.highest(counts.astype(float), 8)
    panels.show(
        figures.hubs(counts.tolist(), k=k),
        key="hubs",
        name="hubs",
        columns={"word": vectors.words[: len(counts)], "neighbour of": counts.tolist()},
        code=opened
        + f"counts = words.hubness(words.neighbour_table(vectors, n={games.ON_THE_BOARD}, k={k}))\n"
        + "for row in (-counts).argsort(kind='stable')[:8]:\n    print(vectors.words[row], counts[row])\n",
    )
    listed = ", ".join(f"{panels.plain(vectors.words[row])} ({counts[row]:,})" for row in top)
    st.caption(f"Neighbours of the most other words: {listed}.")
