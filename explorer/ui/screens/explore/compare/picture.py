"""The linked maps of the models compared, and one word in all of them."""

from collections.abc import Sequence

import streamlit as st

from explorer.figures import compare as figures
from explorer.judging.compare.models import CompareSettings, Comparison
from explorer.judging.compare.null import Band, stability
from explorer.text.numbers import number
from explorer.ui.screens.explore.compare import layouts
from explorer.ui.screens.explore.compare.layouts import Laid
from explorer.ui.shell import completion, folding, panels, reader_errors, selection
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import held_by, selected_rows
from explorer.vectors.model import Model

SIDE_BY_SIDE, MOVEMENT = "Side by side", "Movement"
MEANS = "for against in found.against:\n    print(against.jaccard.mean(), against.moved.mean())\n"
AXES = (
    "All maps have the axes of the first model's PCA; the others are turned and scaled onto it (Procrustes: so that "
    "words lie as near as possible to their places on the first). "
)
MEANING = (
    "Overlap: of the words near it in either model, the part near it in both (Jaccard). Rank-biased: the part that "
    "both lists share, where the nearest words count most. Moved: how far it lies from its place in the first model "
    "after the best rotation, in radii of the cloud."
)


def summary(
    names: Sequence[str], found: Comparison, sizes: list[int], null: Comparison | None, beside: list[list[Band]]
) -> None:
    """In words: what is shared, how much is kept, and whether the change is more than chance."""
    *others, last = (f"{size:,}" for size in sizes)
    dims = " and ".join(str(dim) for dim in sorted({against.dim for against in found.against}))
    lines = [
        f"The models have {', '.join(others)} and {last} words, **{found.shared:,}** in common; the "
        f"**{len(found.words):,}** most frequent are compared, in {dims} dimensions."
    ]
    several = len(found.against) > 1
    if several:
        told = ""
        if null is not None:
            told = (
                f" (two seeds of one text have {_mean(null):.2f}), and the share of words that changed more than 95% "
                "of words do between seeds"
            )
        lines.append(f"Mean overlap of neighbours with the first{told}:")
    for name, against, bands in zip(names[1:], found.against, beside, strict=True):
        overlap = (
            f"{panels.plain(name)}: {'' if several else 'mean overlap of neighbours '}**{against.jaccard.mean():.2f}**"
        )
        known = [(band.changed * (band.last - band.first + 1)) for band in bands if band.changed == band.changed]
        share = f"**{100 * sum(known) / len(found.words):.0f}%**"
        if null is None or not known:
            lines.append(f"{overlap}.")
        elif several:
            lines.append(f"{overlap}, {share} changed.")
        else:
            lines.append(
                f"{overlap}; two seeds of one text have {_mean(null):.2f}, and {share} of the words changed more than "
                "95% of words do between seeds."
            )
    st.markdown("  \n".join(lines))


def _mean(null: Comparison) -> float:
    """Mean overlap of all pairs of seeds."""
    return sum(float(other.jaccard.mean()) for other in null.against) / len(null.against)


@st.fragment
def maps(
    models: Sequence[Model],
    settings: CompareSettings,
    found: Comparison,
    again: Comparison | None,
    retrained: str,
    start: str,
    laid: Laid | None,
) -> None:
    """The maps, a word to look at, and its neighbours in every model; a selection redraws only this.

    `again` compares the model named `retrained` with further trainings of its text; None if there
    are none. `laid` are layouts used instead of the axes of the first model.
    """
    names = [model.name for model in models]
    left, right, far = st.columns([3, 3, 3], vertical_alignment="bottom")
    asked = linked(left).text_input("A word", key="asked", max_chars=100, placeholder=f"such as {start}").strip()
    completion.offer_words(found.words, "asked")
    view = linked(right).segmented_control(
        "Map", [SIDE_BY_SIDE, MOVEMENT], default=SIDE_BY_SIDE, required=True, key="map_view"
    )
    place = _other(names, far, key="moved_to") if view == MOVEMENT else 1
    word = asked or start
    row = None
    with reader_errors.shown(stop=False):
        row = found.row(folding.among(found.words, word))
    found = layouts.placed(found, laid)
    key = f"maps {laid.settings.method if laid else ''} {len(found.words)} {' | '.join(names)}"
    picked, where = marked_rows(key, found)
    panels.show(
        figures.arrows(found, place, picked)
        if view == MOVEMENT
        else figures.side_by_side(found, names, row, picked, narrow=panels.on_a_phone()),
        key=f"arrows {place}" if view == MOVEMENT else key,
        name=" and ".join(names)[:80],
        alt=f"{len(found.words)} words of {len(names)} models; mean overlap of neighbours with the first "
        + ", ".join(f"{against.jaccard.mean():.2f}" for against in found.against),
        columns=columns(names, found) | (layouts.columns(names, laid) if laid else {}),
        code=python_of(models, settings) + MEANS + (layouts.python(laid) if laid else ""),
        select=() if view == MOVEMENT else ("points", "box", "lasso"),
    )
    if view == MOVEMENT:
        st.caption(
            "Arrows lead from a word's place in the first model to its place in the other. They show the words that "
            "moved furthest beyond their neighbours, measured in the vectors themselves."
        )
    else:
        st.caption(
            f"{AXES if laid is None else ''}Zoom and pan are linked; words selected on one map are marked on all, the "
            "first of them by name."
        )
    if laid is not None:
        st.caption(layouts.caption(laid))
        layouts.cost(names, laid)
    if picked:
        tell_selected(names, found, picked, where)
    if row is not None:
        one_word(names, found, row, again, retrained)


def python_of(models: Sequence[Model], settings: CompareSettings) -> str:
    """The lines of Python that compare these very models, as `found`."""
    opened = "".join(f"{panels.python_of(model)}models.append(vectors)\n\n" for model in models)
    return (
        "from explorer.judging.compare.models import CompareSettings, compare\n\nmodels = []\n"
        f"{opened}found = compare(models, {settings})\n"
    )


def one_word(names: Sequence[str], found: Comparison, row: int, again: Comparison | None, retrained: str) -> None:
    """The word's neighbours in each model, those of all in bold, with how stable those of a retrained model are."""
    word = found.words[row]
    lists = found.neighbours(word)
    common = set.intersection(*map(set, lists))
    st.markdown(f"**{panels.plain(word)}**: {len(common)} of {found.k} neighbours are in every model (bold, ✓).")
    for place, (column, name, near) in enumerate(zip(st.columns(len(lists)), names, lists, strict=True)):
        text = f":small[{panels.plain(name)}]  \n"
        if place:
            against = found.against[place - 1]
            beyond = number(against.beyond[row], "+.2f")
            text = (
                f":small[{panels.plain(name)}: overlap {against.jaccard[row]:.2f}, rank-biased "
                f"{against.rank_biased[row]:.2f}; moved {against.moved[row]:.2f}, {beyond} beyond "
                "its neighbours]  \n"
            )
        column.markdown(text + marked(near, common), help=MEANING if place else None)
    if again is not None and word in again.words:
        kept = stability(again)[again.row(word)].tolist()
        seeds = len(again.near) - 1
        listed = [f"{panels.plain(w)} {n} of {seeds}" for w, n in zip(again.neighbours(word)[0], kept, strict=True)]
        st.caption(
            f"{panels.plain(retrained)} was trained {seeds} more times, on the same text with other seeds. How often "
            f"each of its neighbours appeared again, among {len(again.words):,} words: {', '.join(listed)}."
        )


def marked(near: list[str], common: set[str]) -> str:
    """Neighbours in a row, those of every model in bold with a tick, the others with a diamond."""
    return ", ".join(f"**{panels.plain(w)}**✓" if w in common else f"◇{panels.plain(w)}" for w in near)


def columns(names: Sequence[str], found: Comparison) -> dict[str, list[object]]:
    """The comparison as columns to save."""
    table: dict[str, list[object]] = {"word": list(found.words)}
    for name, against in zip(names[1:], found.against, strict=True):
        table |= {
            f"jaccard: {name}": against.jaccard.tolist(),
            f"rank biased: {name}": against.rank_biased.tolist(),
            f"moved: {name}": against.moved.tolist(),
            f"beyond neighbours: {name}": against.beyond.tolist(),
        }
    return table


def choose_other(names: Sequence[str], *, key: str) -> int:
    """Which model is compared with the first: its place among the models, from 1."""
    return _other(names, st.container(), key=key)


def _other(names: Sequence[str], where: "st.delta_generator.DeltaGenerator", *, key: str) -> int:
    if len(names) == 2:
        return 1
    places = range(1, len(names))
    return int(
        where.selectbox("Against", places, format_func=lambda i: names[i], key=key)  # the first is the base
    )


def marked_rows(key: str, found: Comparison) -> tuple[list[int], str]:
    """Rows of the words that are marked on all maps, and where they were selected: on figure `key`, or on page Map."""
    here = [at for at in selected_rows(key) if at < len(found.words)] if held_by(key) is not None else []
    return (here, "here") if here else (selection.rows_in(found.words), "on the page Map")


def tell_selected(names: Sequence[str], found: Comparison, rows: list[int], where: str) -> None:
    """Which words are marked, where they were selected, and how much of their neighbours they keep."""
    words = [panels.plain(found.words[row]) for row in rows]
    more = " …" if len(words) > 40 else ""
    kept = " · ".join(
        f"{panels.plain(name)} {sum(against.jaccard[row] for row in rows) / len(rows):.2f}"
        for name, against in zip(names[1:], found.against, strict=True)
    )
    st.markdown(
        f"**{len(rows):,} selected** {where}, mean overlap {kept}; marked □ on every map  \n"
        f":small[{', '.join(words[:40])}{more}]"
    )
