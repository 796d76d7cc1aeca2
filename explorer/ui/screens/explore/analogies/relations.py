"""The parts of the page Analogies about vectors between words: a formula, a relation, a direction."""

import streamlit as st

from explorer.figures import analogy as figures
from explorer.judging import analogy_sets, relations
from explorer.judging.bias import word_sets
from explorer.text.numbers import number
from explorer.ui.shell import completion, folding, panels, word_lists
from explorer.ui.shell.linked import linked
from explorer.vectors import formula as formulas_of_words
from explorer.vectors.model import Model
from explorer.vectors.similarity import nearest

OWN_PAIRS = "Pairs of your own"


def free_formula(model: Model) -> None:
    """Any sum of words with weights, and the words nearest to it."""
    vectors = model.vectors
    text = linked().text_input(
        "Formula",
        "king - man + woman",
        key="formula",
        max_chars=1000,
        help="Words with + and −, weights (0.5*king), brackets, mean(a, b), double quotes round a word with a space.",
    )
    completion.offer(vectors, "formula", kind="formula")
    keep = linked().toggle("Allow the words of the formula as answers", key="keep")
    read = formulas_of_words.parse(folding.formula(vectors, text or ""), vectors)
    vector = formulas_of_words.evaluate(read, vectors)
    ranked = nearest(vectors, vector, 10, exclude=() if keep else read.words)
    st.markdown(f"Read as: `{str(read).replace('`', ' ')}`")
    panels.show(
        figures.answers(ranked, score="cosine"),
        key="formula_answers",
        name="formula",
        columns={"word": [r.word for r in ranked], "cosine": [r.score for r in ranked]},
        code=panels.python_of(model)
        + "\nfrom explorer.vectors import formula, similarity\n\n"
        + f"vector = formula.evaluate({str(read)!r}, vectors)\n"
        + f"for near in similarity.nearest(vectors, vector, exclude={() if keep else read.words}):\n    print(near)",
    )


def whole_relation(model: Model) -> None:
    """The pairs of one relation as arrows, and how parallel they are in the full space.

    Raises
    ------
    SelectionError
        If the visitor's own pairs cannot be read, or too few are in the model.
    """
    vectors = model.vectors
    sections = {s.name: s for s in analogy_sets.google_set().sections}
    name = linked().selectbox("Relation", [*sections, OWN_PAIRS], index=4, key="relation")
    completion.offer(vectors, "relation_pairs", kind="list")
    if name == OWN_PAIRS:
        asked = list(
            word_lists.own_pairs(
                linked().text_area(
                    "One pair on each line",
                    "dog, puppy\ncat, kitten\nhorse, foal\ncow, calf",
                    key="relation_pairs",
                    max_chars=5000,
                ),
                vectors,
            )
        )
    else:
        asked = list(dict.fromkeys((q.a, q.b) for q in sections[name].questions))
    pairs, missing = word_sets.pairs_in_model(vectors, asked, any_case=folding.on())
    panels.sets_note(pairs, missing, asked)
    some = pairs[: linked().slider("Pairs drawn", 3, 40, 15, key="drawn")]
    found = relations.relation(vectors, some)
    left, right = st.columns([3, 2], gap="large")
    with left:
        panels.show(
            figures.relation(found, narrow=panels.on_a_phone()),
            key="relation_figure",
            name=f"relation {name}",
            columns={"pair": [f"{a} - {b}" for a, b in found.pairs], "cosine": found.agreement.tolist()},
            code=panels.python_of(model)
            + f"\nfrom explorer.judging import relations\n\nfound = relations.relation(vectors, {some})\n"
            + "for pair, cosine in zip(found.pairs, found.agreement):\n    print(*pair, round(float(cosine), 4))\n"
            + "print(found.agreement.mean().round(2), round(found.shuffled, 2))\n",
        )
        st.caption(
            f"PCA of these words: the two axes hold {found.variance[0]:.0%} and {found.variance[1]:.0%} of their "
            "variance. Arrows that look parallel here may not be parallel in the space."
        )
    with right:
        mean = sum(found.agreement) / len(found.agreement)
        st.metric("Mean cosine of an offset with all others", number(mean, ".2f"))
        st.metric("The same with the second words shuffled", number(found.shuffled, ".2f"))
        st.markdown(
            "Only what exceeds the second number comes from the relation: words of one kind lie together, so even "
            "wrong pairs agree a little."
        )


def along_a_direction(model: Model) -> None:
    """Pairs x : y that are to each other as a to b."""
    vectors = model.vectors
    completion.offer(vectors, "from", "to")
    left, right = st.columns(2)
    a, b = folding.read(
        vectors,
        linked(left).text_input("from", "she", key="from", max_chars=100),
        linked(right).text_input("to", "he", key="to", max_chars=100),
    )
    found = relations.along(vectors, a, b)
    table: dict[str, list[object]] = {
        "x": [f.x for f in found],
        "y": [f.y for f in found],
        "cosine": [f.cosine for f in found],
    }
    number = st.column_config.NumberColumn(f"cosine of x − y with {a} − {b}", format="%.3f")
    st.dataframe(table, key="generated", hide_index=True, column_config={"cosine": number}, height=520)
    st.download_button(
        "CSV", panels.as_csv(table), "pairs.csv", "text/csv", key="generated_csv", icon=":material/table:"
    )
    st.markdown(
        "Pairs among the 5,000 most frequent words that lie close together and whose difference is most parallel to "
        "this one. The generator must answer with two different words: it **cannot say x : x**, so *doctor* to "
        "*doctor*, the neutral answer, is never on the list (Nissim and others 2019). Some of these pairs belong "
        "together, others repeat how people write."
    )
