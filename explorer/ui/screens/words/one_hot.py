"""The views of the page One-hot and look-up: words as numbers, a row times a matrix, what rows say of likeness."""

import streamlit as st

from explorer.figures import one_hot as figures
from explorer.text.corpus import Corpus
from explorer.training.lessons import one_hot
from explorer.ui.shell import completion, controls, lecture_formulas, observed, panels, typed_lists
from explorer.ui.shell.cache import shared_texts
from explorer.ui.shell.linked import linked
from explorer.vectors.model import Model
from explorer.vectors.word_vectors import Floats

WORDS = "king, queen, man, woman, apple, orange, paris, london"
SHOWN = 6  # dimensions


def numbers(corpus: Corpus, V: int) -> None:
    """The vocabulary of the text with <UNK>, and a sentence in its numbers."""
    written = linked().text_input("A sentence", "the king and the astronaut", key="written", max_chars=500)
    words = (written or "").lower().split()
    places = one_hot.ids(corpus, words, V)
    covered = one_hot.coverage(corpus, V)
    observed.tell("words/one_hot", V=covered.V, share=covered.share, unknown=places.count(None))
    if words:
        chosen = min(1, len(words) - 1)
        place = places[chosen]
        outside = place is None
        st.latex(
            lecture_formulas.one_hot(
                f"{words[chosen]} (<UNK>)" if outside else words[chosen],
                covered.V if place is None else place,
                covered.V,
            )
        )
    known, counts = corpus.vocabulary.words[: covered.V], corpus.vocabulary.counts[: covered.V].tolist()
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.container(key="numbers").dataframe(
            {
                "word": [word if i is not None else f"{word} → <UNK>" for word, i in zip(words, places, strict=True)],
                "place in the list": [covered.V if i is None else i for i in places],
                "one-hot row": [f"{covered.V:,} zeros and a single 1" for _ in words],
            },
            hide_index=True,
        )
        unknown = f"{covered.total - covered.known:,} words are <UNK>"
        st.metric(
            "Share of the text inside the vocabulary",
            f"{covered.share:.1%}",
            unknown,
            delta_color="off",
            delta_arrow="off",
            border=True,
        )
    with right:
        st.container(key="vocabulary").dataframe(
            {
                "place": [*range(covered.V + 1)],
                "word": [*known, "<UNK>"],
                "occurs": [*counts, covered.total - covered.known],
            },
            hide_index=True,
            height=330,
        )
    st.info(
        "The list is the vocabulary: the most frequent words of the text, and one more place for all the others, "
        "<UNK>. A shorter list loses rare words; a longer one makes rows longer, and each is nearly all zeros.",
        icon=":material/visibility:",
    )


def chosen_words() -> tuple[Model, list[str], Floats, Floats]:
    """A model, up to twelve words that it knows, their one-hot rows (n, n) and their unit vectors (n, D)."""
    choice = st.columns([3, 5], gap="large", vertical_alignment="bottom")
    with choice[0]:
        model = controls.choose_model()
    typed = linked(choice[1]).text_input("Words", WORDS, key="hot_words", max_chars=300)
    completion.offer(model.vectors, "hot_words", kind="list")
    asked = list(typed_lists.words(model.vectors, typed or ""))[:12]
    words, hot, dense = one_hot.among(model.vectors, asked)
    panels.found_note(words, [word for word in asked if word not in words])
    if len(words) < 2:
        st.info("Give at least two words that the model knows.", icon=":material/abc:")
        st.stop()
    return model, words, hot, dense


def look_up() -> None:
    """A one-hot row times the matrix, cell by cell, and why nobody multiplies."""
    model, words, _, dense = chosen_words()
    D = model.vectors.dim
    chosen = st.segmented_control(
        "Word",
        words,
        default=words[len(words) // 3],
        required=True,
        key=f"hot_word {' '.join(words)}",
        label_visibility="collapsed",
    )
    place = words.index(chosen)
    st.latex(
        rf"o_{{{place + 1}}}\,E = \sum_{{i=1}}^{{{len(words)}}} o_i E_i \\ "
        rf"= 0\cdot E_1 + \dots + 1\cdot E_{{{place + 1}}} + \dots + 0\cdot E_{{{len(words)}}} \\ = E_{{{place + 1}}}"
    )
    panels.show(
        figures.product(words, dense[:, :SHOWN], place),
        key="product",
        name="one-hot product",
        alt=f"The one-hot row of {chosen} times the matrix is the row of {chosen}",
        columns={"word": words, **{str(i + 1): dense[:, i].tolist() for i in range(min(SHOWN, D))}},
        code=_python(model, words) + f"print((hot[{place}] @ dense)[:{SHOWN}].round(3))\n",
    )
    cost = shared_texts.look_up(10_000, 300)
    cells = st.columns(3, gap="large")
    seconds = f"{cost.sliced * 1e6:,.1f} µs against {cost.multiplied * 1e6:,.0f} µs"
    for cell, (label, value, under) in zip(
        cells,
        (
            ("A one-hot row of 10,000 words", "10,000 numbers", "9,999 of them 0"),
            ("A vector of this model", f"{D} numbers", "hardly one of them 0"),
            ("Taking the row is faster", f"{cost.multiplied / cost.sliced:,.0f} times", seconds),
        ),
        strict=True,
    ):
        cell.metric(label, value, under, delta_color="off", delta_arrow="off", border=True)
    st.info(
        "All products but one are zero, so code never multiplies: it takes row i. Both ways were timed on this "
        f"machine, with a matrix of 10,000 × 300. The figure shows the first {SHOWN} of {D} dimensions of unit "
        "vectors.",
        icon=":material/visibility:",
    )


def likeness() -> None:
    """Dot products and distances of one-hot rows beside those of learned vectors."""
    model, words, hot, dense = chosen_words()
    measure = linked().segmented_control(
        "Measure", ["dot product", "distance"], default="dot product", required=True, key="hot_measure"
    )
    which = int(measure == "distance")
    for side, rows, title in zip(
        st.columns(2, gap="large"), (hot, dense), ("one-hot rows", f"vectors of {model.name}"), strict=True
    ):
        with side:
            cells = one_hot.products(rows)[which]
            panels.show(
                figures.likeness(words, cells, title=f"{measure} of {title}", top=2.0 if which else 1.0),
                key=f"likeness_{'one_hot' if rows is hot else 'learned'}",
                name=f"{measure} of {title}",
                columns={"word": words, **{word: cells[:, i].tolist() for i, word in enumerate(words)}},
                code=_python(model, words)
                + f"print(one_hot.products({'hot' if rows is hot else 'dense'})[{which}].round(2))  # {measure}\n",
            )
    st.info(
        "As one-hot rows, all words are equally far apart: all dot products are 0, all distances √2 ≈ 1.41. What is "
        "learned about *apple* from such rows says nothing about *orange*. Learned vectors are more or less alike.",
        icon=":material/visibility:",
    )


def _python(model: Model, words: list[str]) -> str:
    """The lines that make the one-hot rows and the unit vectors of these words."""
    return (
        panels.python_of(model)
        + f"\nfrom explorer.training.lessons import one_hot\n\nwords, hot, dense = one_hot.among(vectors, {words})\n"
    )
