"""Words that fit a gap, by model, average and n-gram; and sentences with the same words in another order."""

import streamlit as st

from explorer.context import gap
from explorer.context.gap import FilledGap
from explorer.context.order_pairs import SYSTEMS, Preference, share_right
from explorer.figures import context as figures
from explorer.ui.screens.explore.context import texts
from explorer.ui.shell import panels, reader_errors
from explorer.ui.shell.cache import shared_contexts
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import fill

EXAMPLES = (
    ("he sat on the ___ of the river", "he borrowed money from the ___ to buy a house"),
    ("they used the ___ to attack the city", "they used the attack to ___ the city"),
    ("the author ___ the book in nineteen twenty", "the book ___ the author in nineteen twenty"),
    ("the kings of the city ___ very old", "the city of the kings ___ very old"),
    ("she ___ the book in two days", "the book was ___ by her"),
    ("the dog was chased by a ___", "the dog was chased by a ___ cat"),
)
KINDS = {
    "slot": "noun or verb",
    "role": "who did it to what",
    "number": "was or were, over another noun",
}


def view() -> None:
    """Two sentences with a gap, side by side, and the forty pairs."""
    with st.popover("Examples", icon=":material/format_quote:"):
        for i, (one, other) in enumerate(EXAMPLES):
            st.button(
                panels.plain(f"{one} / {other}"),
                key=f"gap_{i}",
                type="tertiary",
                on_click=fill,
                kwargs={"gap_one": one, "gap_two": other},
            )
    for column, key, usual in zip(st.columns(2, gap="large"), ("gap_one", "gap_two"), EXAMPLES[0], strict=True):
        with column:
            written = linked().text_input("A sentence with ___ as its gap", usual, key=key, max_chars=400)
            with reader_errors.shown(stop=False):
                _one(gap.filled(shared_contexts.context_model(), shared_contexts.wikipedia_sample(), written), key)
    st.latex(r"P(w \mid \textsf{gap}) = \mathrm{softmax}_w\big(c_t \cdot (e_w M + o_w N) + b_w\big)")
    st.caption(
        "e is a word's type vector and M one matrix for all words: the answers lie in the space of the type vectors, "
        "except for 16 numbers o that each word has for itself. So the model has hardly any vectors of its own. It has "
        "a habit, too: it offers words of the sentence itself."
    )
    _order()


def _one(found: FilledGap, key: str) -> None:
    sentence = " ".join(found.words)
    if found.unknown:
        st.caption(panels.plain(f"Unknown to the vectors, read as no word: {', '.join(found.unknown)}."))
    first = ", ".join(word for word, _ in found.model[:5])
    panels.show(
        figures.fitting(*_split(found.model), title="probability", system="model", shown=".3f"),
        key=f"{key}_model",
        name="words for the gap",
        title="By the model",
        alt=f"For {sentence}, the model says: {first}",
        columns={"word": [word for word, _ in found.model], "probability": [value for _, value in found.model]},
        code=(
            f"{texts.OPENING}from explorer.context.gap import filled\n\n"
            f"found = filled(model, text_sample.wikipedia(model.types), {sentence!r})\n"
            "for word, probability in found.model:\n    print(word, round(probability, 4))\n"
        ),
    )
    frequent = ", ".join(found.frequent)
    average = ", ".join(word for word, _ in found.average[:6])
    between = ", ".join(f"{word} {share:.0%}" for word, share in found.between[:6]) or "nothing: it never happens"
    st.markdown(
        f"**By type** nothing is known of the place, so these are the most frequent words: {panels.plain(frequent)}"
    )
    st.markdown(f"**By the average** of the words around: {panels.plain(average)}")
    st.markdown(
        f"**By n-gram**, what stood between the same two words in the text ({found.times:,} times): "
        f"{panels.plain(between)}"
    )


def _split(fits: list[tuple[str, float]]) -> tuple[list[str], list[float]]:
    return [word for word, _ in fits], [value for _, value in fits]


def _order() -> None:
    st.header("The same words in another order", anchor=False)
    found = shared_contexts.order_preferences()
    table = []
    for kind, name in KINDS.items():
        right: dict[str, object] = {system: round(share_right(found, kind, system), 2) for system in SYSTEMS}
        pairs = [one for one in found if one.pair.kind == kind]
        both = sum(all(one.right("model")) for one in pairs)
        gaps: dict[str, object] = {"asked": name, "gaps": 2 * len(pairs)}
        table.append(gaps | right | {"model, both of a pair": f"{both} of {len(pairs)}"})
    st.dataframe(
        table,
        hide_index=True,
        column_config={name: st.column_config.NumberColumn(name, format="percent") for name in SYSTEMS},
    )
    number, pairs = share_right(found, "number"), [one for one in found if one.pair.kind == "number"]
    both = sum(all(one.right("model")) for one in pairs)
    worse = "it mostly goes by the nearest noun, which is worse than chance."
    told = worse if number < 0.5 else "better than chance."
    st.info(
        "Share of the gaps where the right one of two words is preferred. Both sentences of a pair have the same words "
        "around the gap, so average and type are right in one of the two by construction: half. The model has "
        "learned some of the order; but where another noun stands between subject and verb (“the kings of the city "
        f"were”), it is right in {number:.0%}, and in both sentences of {both} of {len(pairs)} pairs: {told}",
        icon=":material/visibility:",
    )
    with st.expander("All forty pairs"):
        st.dataframe([_row(one) for one in found], hide_index=True)


def _row(one: Preference) -> dict[str, object]:
    first, second = one.pair.sentences
    return {
        "asked": KINDS[one.pair.kind],
        "first": first,
        "wants": one.pair.wanted[0],
        "model, nats": round(one.model[0], 2),
        "second": second,
        "wants there": one.pair.wanted[1],
        "model there, nats": round(-one.model[1], 2),
    }
