"""Many directions at once on the page Bias: lines that can be brushed, and the words that all brushes keep."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from explorer.errors import SelectionError
from explorer.figures import directions as figures
from explorer.judging.bias import direction, word_sets
from explorer.judging.bias.direction import Method
from explorer.judging.bias.word_sets import PairList, WordList
from explorer.ui.canvas.parallel import view
from explorer.ui.shell import folding, panels, signed
from explorer.ui.shell.linked import linked
from explorer.vectors.typed_words import Pair
from explorer.vectors.word_vectors import WordVectors

USUAL = ("gender", "age", "wealth", "religion")


def many_directions(vectors: WordVectors, words: WordList, chosen: PairList, method: Method, code: str) -> None:
    """The words of the list on several directions, and which of them are tied to several poles at once.

    `code` are the lines that open the model.

    Raises
    ------
    SelectionError
        If no direction is left that the model has words for, or none of the words is in it.
    """
    lists = {pairs.title: pairs for pairs in (chosen, *word_sets.pair_lists())}
    found = {
        title: pairs
        for title, listed in lists.items()
        if (pairs := word_sets.pairs_in_model(vectors, listed.pairs, any_case=folding.on())[0])
    }
    start = [title for title, listed in lists.items() if title in found and listed.key in {chosen.key, *USUAL}]
    titles = linked().multiselect(
        "Directions",
        list(found),
        default=start if len(start) > 1 else list(found)[:4],
        key="axes",
        help="Lists with at least one pair in the model; each becomes a direction, as chosen at the top.",
    )
    present, _ = word_sets.in_model(vectors, words.words, any_case=folding.on())
    if len(titles) < 2:
        raise SelectionError("Choose two directions or more to see which words are tied to several.")
    _brushed(vectors, present, [lists[title] for title in titles], [found[title] for title in titles], method, code)


@st.fragment
def _brushed(
    vectors: WordVectors,
    words: Sequence[str],
    lists: Sequence[PairList],
    pairs: Sequence[Sequence[Pair]],
    method: Method,
    code: str,
) -> None:
    lines = [direction.direction(vectors, found, method) for found in pairs]
    values = direction.places(vectors, lines, words).tolist()
    poles = [listed.poles for listed in lists]
    by_name = {
        f"{side} ({listed.title})": (axis, i)
        for axis, listed in enumerate(lists)
        for i, side in enumerate(listed.poles)
    }
    tied = linked().multiselect(
        "Tied to all of",
        list(by_name),
        key="tied",
        help="Brushes the outer quarter of the words on each of these sides. Or draw along an axis yourself.",
    )
    wanted = {
        axis: _outer_quarter([row[axis] for row in values], side) for axis, side in map(by_name.__getitem__, tied)
    }
    brushes = view.show(poles, words, values, wanted=wanted, key="parallel")
    panels.take_away(
        partial(figures.parallel, words, values, poles),
        key="parallel_files",
        name="many directions",
        alt=f"{len(words)} words, a line each, over {len(poles)} directions",
        columns=_columns(words, values, poles),
        code=code + f"words = {list(words)}\nlists = {[list(map(tuple, listed)) for listed in pairs]}\n"
        f"lines = [direction.direction(vectors, pairs, {method!r}) for pairs in lists]\n"
        "for word, row in zip(words, direction.places(vectors, lines, words)):\n    print(word, row.round(3))\n",
    )
    kept = [
        (word, row)
        for word, row in zip(words, values, strict=True)
        if all(low <= row[axis] <= high for axis, (low, high) in brushes.items())
    ]
    if not brushes:
        st.caption(
            f"{len(words)} words, a line each; up and down are cosines with the directions, on one scale. Draw along "
            "an axis with the mouse to keep the lines that cross it there, or choose sides above; drag a brush or its "
            "ends to move it."
        )
        return
    st.markdown(f"**{len(kept)} of {len(words)} words** lie within all {len(brushes)} brushes.")
    columns = _columns([word for word, _ in kept], [row for _, row in kept], poles)
    st.dataframe(signed.table(columns, dict.fromkeys(list(columns)[1:], "+.3f")), key="kept", hide_index=True)
    panels.csv_button(columns, key="kept", name="kept")
    st.caption(
        "A word tied to two groups occurs near both in the text the model read: this is called intersectional. It is "
        "not a statement about people who belong to both."
    )


def _columns(
    words: Sequence[str], values: Sequence[Sequence[float]], poles: Sequence[tuple[str, str]]
) -> dict[str, list[object]]:
    table: dict[str, list[object]] = {"word": list(words)}
    for axis, (first, second) in enumerate(poles):
        table[f"{first} (+) – {second} (−)"] = [row[axis] for row in values]
    return table


def _outer_quarter(values: Sequence[float], side: int) -> tuple[float, float]:
    """From the outer quartile of the values to their end, on the first (0) or the second side."""
    ordered = sorted(values, reverse=side == 0)
    edge, end = ordered[(len(ordered) - 1) // 4], ordered[0]
    return (edge, end) if side == 0 else (end, edge)
