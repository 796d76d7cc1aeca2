"""How much of their neighbourhood words kept: a histogram to brush, the null beside it, and words as paired lists."""

from collections.abc import Sequence

import streamlit as st

from explorer.figures import compare as figures
from explorer.judging.compare.models import Comparison
from explorer.judging.compare.null import Band, changed
from explorer.lessons import glossary
from explorer.ui.screens.explore.compare.picture import choose_other, columns, marked
from explorer.ui.shell import panels, signed
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import selected_rows

LISTED = 100
CARDS = 6
ORDERS = {"Least alike": "rank_biased", "Most alike": "rank_biased", "Moved most beyond its neighbours": "beyond"}


@st.fragment
def alike(names: Sequence[str], found: Comparison, null: Comparison | None, null_name: str, code: str) -> None:
    """The histogram and what is brushed in it; a brush redraws only this.  `code` are the lines that make `found`."""
    left, right = st.columns([3, 2], gap="medium")
    with right:
        place = choose_other(names, key="alike_to")
        against = found.against[place - 1]
        text = f"Mean overlap **{against.jaccard.mean():.3f}**; by chance it would be {found.chance:.3f}."
        if null is not None:
            text += (
                f"  \nNull: {panels.plain(null_name)}. A word has *changed* if its overlap is lower than that of 95% "
                "of the words of similar frequency between two seeds."
            )
        st.markdown(text)
        st.caption("Drag across the bars to choose words by how many neighbours they kept.")
        order = linked().selectbox("Words listed", list(ORDERS), key="order")
    key = f"overlaps {place} {found.k} {' | '.join(names)}"
    with left:
        panels.show(
            figures.overlaps(found, place, null, "two seeds of one text"),
            key=key,
            name="overlap of neighbours",
            alt=f"Mean overlap {against.jaccard.mean():.2f}; by chance {found.chance:.3f}.",
            columns=columns(names, found),
            code=f"import numpy as np\n\n{code}kept = found.against[{place - 1}].kept\n"
            f"print(100 * np.bincount(kept, minlength={found.k + 1}) / len(kept))  # % of the words\n",
            select=("box",),
        )
    brushed = set(selected_rows(key))
    values = getattr(against, ORDERS[order])
    kept = against.kept.tolist()
    every = values.argsort(kind="stable") if order == "Least alike" else (-values).argsort(kind="stable")
    rows = [row for row in every.tolist() if not brushed or kept[row] in brushed]
    if brushed:
        numbers = f"{min(brushed)}" if len(brushed) == 1 else f"{min(brushed)} to {max(brushed)}"
        st.caption(f"{len(rows):,} of {len(found.words):,} words kept {numbers} of {found.k} neighbours.")
    if not rows:
        return
    _cards(names, found, place, rows[:CARDS])
    _table(found, place, rows[:LISTED], null)


def by_frequency(names: Sequence[str], beside: list[list[Band]], code: str) -> None:
    """Mean overlap of every model with the first by frequency, and the null's."""
    st.header("By frequency", anchor=False)
    rows = [(name, band) for name, bands in zip(names[1:], beside, strict=True) for band in bands]
    panels.show(
        figures.by_band(names[1:], beside),
        key="bands",
        name="overlap by frequency",
        alt="; ".join(f"{name}, words {band.first} to {band.last}: {band.overlap:.2f}" for name, band in rows),
        columns={
            "model": [name for name, _ in rows],
            **{field: [getattr(band, field) for _, band in rows] for field in Band.__dataclass_fields__},
        },
        code=f"from explorer.judging.compare.null import bands\n{code}"
        "for against in found.against:\n    for band in bands(against, None):\n"
        "        print(band.first, band.last, round(band.overlap, 3))\n",
    )


def _cards(names: Sequence[str], found: Comparison, place: int, rows: list[int]) -> None:
    """Words as small paired neighbourhoods, three in a line."""
    for start in range(0, len(rows), 3):
        for column, row in zip(st.columns(3), rows[start : start + 3], strict=False):
            with column.container(border=True):
                lists, kept = found.neighbours(found.words[row]), found.against[place - 1].kept[row]
                first, other = lists[0][:10], lists[place][:10]
                both = set(lists[0]) & set(lists[place])
                st.markdown(
                    f"**{panels.plain(found.words[row])}** :small[keeps {kept} of {found.k}]  \n"
                    f":small[{panels.plain(names[0])}: {marked(first, both)}]  \n"
                    f":small[{panels.plain(names[place])}: {marked(other, both)}]"
                )


def _table(found: Comparison, place: int, rows: list[int], null: Comparison | None) -> None:
    against = found.against[place - 1]
    below = changed(against, null)
    table: dict[str, Sequence[object]] = {
        "word": [found.words[row] for row in rows],
        "Jaccard": [float(against.jaccard[row]) for row in rows],
        "rank-biased": [float(against.rank_biased[row]) for row in rows],
        "beyond": [float(against.beyond[row]) for row in rows],
        "changed": ["✓" if below[row] else "" for row in rows],
        "in both": [_words(found, place, row, common=True) for row in rows],
        "only in the first": [_words(found, place, row, common=False) for row in rows],
    }
    st.dataframe(
        signed.table(table, {"Jaccard": ".2f", "rank-biased": ".2f", "beyond": "+.2f"}),
        key="alike",
        hide_index=True,
        height=320,
        column_config={
            "Jaccard": st.column_config.NumberColumn(width=80, help=glossary.term("overlap").about),
            "rank-biased": st.column_config.NumberColumn(width=100, help=glossary.term("rank-biased-overlap").about),
            "word": st.column_config.TextColumn(width=120),
            "beyond": st.column_config.NumberColumn(
                width=80, help="Moved further than its neighbours, in radii of the cloud."
            ),
            "changed": st.column_config.TextColumn(
                width=80,
                help="Its overlap is lower than that of 95% of the words of similar frequency between two seeds.",
            ),
        },
    )


def _words(found: Comparison, place: int, row: int, *, common: bool) -> str:
    first, other = found.near[0][row].tolist(), set(found.near[place][row].tolist())
    return ", ".join(found.words[i] for i in first if (i in other) == common)
