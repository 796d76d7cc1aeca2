"""What a model's table and the visitor's tags say of words: labels, a chart that filters the map, the CSV."""

import re
from collections.abc import Sequence
from functools import partial

import streamlit as st

from explorer.projection.joined import InSight
from explorer.ui.shell import panels, state
from explorer.ui.shell.linked import linked
from explorer.ui.shell.selection import rows_in
from explorer.ui.shell.state import session
from explorer.vectors.columns import Column

MOST_HOVERED = 4  # columns told in the tip of a word
MOST_TOLD = 10_000  # words up to which they are
LONGEST_TAG = 40


def label_by(seen: InSight) -> list[str]:
    """What stands beside each point in the place of its word; nothing where the word does."""
    columns = seen.sample.model.columns
    if columns is None:
        return []
    name = linked(kept=True).selectbox("Label by", ("the word", *columns.names), format_func=panels.plain, key="label")
    return [] if name not in columns.names else columns[name].cells(seen.sample.rows)


def lines(seen: InSight) -> list[str]:
    """A further line for the tip of each word: what the columns and the visitor's tags say."""
    columns, tags = seen.sample.model.columns, session().tags
    if len(seen) > MOST_TOLD or (columns is None and not tags):
        return []
    told = [(column.name, column.cells(seen.sample.rows)) for column in list(columns or ())[:MOST_HOVERED]]
    told += [("tag", [tags.get(word, "") for word in seen.projection.words])] if tags else []
    return [" · ".join(f"{name}: {cells[i]}" for name, cells in told if cells[i]) for i in range(len(seen))]


def chart(everything: InSight, seen: InSight) -> None:
    """One column of the words of the map; a bar that is clicked, or bars in a box, show only their words."""
    columns = everything.sample.model.columns
    if columns is None:
        return
    if not linked(kept=True).toggle("Chart of a column", key="chart"):
        return
    from explorer.figures import columns as charts

    name = linked(kept=True).selectbox("Column", columns.names, format_func=panels.plain, key="chart_column")
    rows = everything.sample.rows
    marked, mark = rows[rows_in(everything.projection.words)], "selected"
    if not len(marked) and len(seen) < len(everything):
        marked, mark = seen.sample.rows, "in sight"
    st.plotly_chart(
        panels.sized(charts.chart(columns[name], rows, marked, mark)),
        key="column_chart",
        on_select=partial(_filter, columns[name]),
        selection_mode=("points", "box"),
    )
    st.caption("Click a bar, or draw a box: only its words are shown. Words selected on the map stand out in blue.")


def _filter(column: Column) -> None:
    """Show only the words of the bars that were chosen; all of them again where none is."""
    points = state.points_of("column_chart")
    kinds = [kind for kind in state.held_list("show") if kind != "column"]
    if not points:
        return state.fill(show=kinds)
    wanted = [str(point["customdata"][0]) for point in points]
    if column.is_number:
        cell = f"{wanted[0].split(' to ')[0]} to {wanted[-1].split(' to ')[-1]}"
    else:
        cell = f"/^({'|'.join(map(re.escape, wanted))})$/"
    state.write_address(show_cell=cell, show_column=panels.plain(column.name))
    return state.fill(show=[*kinds, "column"], show_cell=cell, show_column=column.name)


def tag(words: Sequence[str]) -> None:
    """A field and a button that write a tag on these words."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.text_input("Tag", key="tag", max_chars=LONGEST_TAG, placeholder="a tag", label_visibility="collapsed")
        st.button(
            "Tag",
            key="write_tag",
            on_click=_write,
            args=(tuple(words),),
            type="tertiary",
            help="Writes it on all selected words; an empty one takes theirs away. Tags colour the map, last as long "
            "as this visit, and go with the CSV.",
        )


def _write(words: tuple[str, ...]) -> None:
    text = str(state.held_by("tag") or "").strip()
    kept = {word: own for word, own in session().tags.items() if word not in words}
    session().tags = kept | (dict.fromkeys(words, text) if text else {})


def told(seen: InSight) -> dict[str, list[object]]:
    """All columns of the words in sight and their tags, as they go with the CSV."""
    columns, tags = seen.sample.model.columns, session().tags
    table: dict[str, list[object]] = {column.name: [*column.cells(seen.sample.rows)] for column in columns or ()}
    if tags:
        table["tag"] = [tags.get(word, "") for word in seen.projection.words]
    return table
