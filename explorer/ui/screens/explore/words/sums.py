"""Means and weighted sums as vectors with names: compared, drawn, with their neighbours."""

from collections.abc import Sequence

import streamlit as st

from explorer.figures import words as figures
from explorer.judging import named_vectors
from explorer.judging.named_vectors import NamedVector
from explorer.text.numbers import number
from explorer.ui.shell import completion, folding, panels
from explorer.ui.shell.linked import linked
from explorer.vectors.model import Model
from explorer.vectors.word_vectors import WordVectors

START = "royal = king - man + woman\nThe queen drinks her tea.\nThe king had wine for dinner.\ntea"


def sums(model: Model) -> None:
    """Formulas and sentences, a line each: their cosines, their numbers, and the words nearest to them."""
    vectors = model.vectors
    text = linked().text_area(
        "A vector on each line: a formula, or a sentence, whose mean is taken; with a name before “=”, if you like",
        START,
        key="sums",
        height=130,
        max_chars=5000,
    )
    completion.offer(vectors, "sums", kind="formula")
    made = named_vectors.read_named(text or "", vectors, fold=folding.on())
    _missing(made)
    names = [one.name for one in made]
    code = (
        panels.python_of(model) + "\nfrom explorer.judging import named_vectors\n\n"
        f"made = named_vectors.read_named({text!r}, vectors, fold={folding.on()})\n"
    )
    between = named_vectors.cosines_between(made)
    if len(made) == 2:
        st.metric(panels.plain(f"cos({names[0]}, {names[1]})"), number(between[0, 1], ".3f"))
    panels.show(
        figures.similarity_heat_map(between, names),
        key="sums_heat",
        name="cosines of sums",
        title="Cosine of each with each",
        columns={"vector": names, **{name: between[:, i].tolist() for i, name in enumerate(names)}},
        code=code + "print(named_vectors.cosines_between(made).round(3))",
    )
    panels.show(
        figures.strip(named_vectors.stacked(made), names),
        key="sums_strip",
        name="sums",
        title="The vectors themselves",
        columns={"vector": names, "formula": [str(one.formula) for one in made], **_components(made)},
        code=code + "for one in made:\n    print(one.name, one.vector.round(3))",
    )
    _neighbours(vectors, made)


def _missing(made: Sequence[NamedVector]) -> None:
    """Which words of the sentences the model does not have."""
    told = [f"“{one.name}” without {', '.join(one.missing)}" for one in made if one.missing]
    if told:
        st.caption(panels.plain("Not in this model: " + "; ".join(told) + "."))


def _components(made: Sequence[NamedVector]) -> dict[str, list[float]]:
    return {str(i + 1): [float(one.vector[i]) for one in made] for i in range(len(made[0].vector))}


def _neighbours(vectors: WordVectors, made: Sequence[NamedVector]) -> None:
    """The words nearest to each vector, without those that it is made of."""
    st.header("Words nearest to them", anchor=False)
    rows = [(one.name, near) for one in made for near in named_vectors.nearest_words(vectors, one)]
    table: dict[str, list[object]] = {
        "vector": [name for name, _ in rows],
        "word": [near.word for _, near in rows],
        "cosine": [near.score for _, near in rows],
    }
    number = st.column_config.NumberColumn(format="%.3f")
    st.dataframe(table, key="sums_near", hide_index=True, height=320, column_config={"cosine": number})
    st.download_button(
        "CSV", panels.as_csv(table), "sums.csv", "text/csv", key="sums_near_csv", icon=":material/table:"
    )
