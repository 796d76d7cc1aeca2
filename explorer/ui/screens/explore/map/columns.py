"""What a model's table and the visitor's tags say of words: labels, a chart that filters the map, the CSV."""

import re
from collections.abc import Mapping
from functools import partial

import streamlit as st

from explorer.figures import style
from explorer.projection.joined import InSight
from explorer.ui.screens.explore.map import tags
from explorer.ui.shell import panels, state
from explorer.ui.shell.linked import linked
from explorer.ui.shell.selection import rows_in
from explorer.vectors.columns import Column
from explorer.vectors.model import Model

MOST_HOVERED = 4  # columns shown in the tooltip of a word
MOST_TOLD = 10_000  # words up to which tooltips show columns
MOST_LABELLED = 100_000  # words that can be labelled by a column or by tags
WORD, TAG = "the word", tags.COLUMN


def label_by(seen: InSight) -> list[str]:
    """What is written beside each point instead of its word; an empty list if words are written.

    If words are labelled by their tags, a word without a tag keeps its own name.
    """
    columns, written = seen.sample.model.columns, tags.on(seen.sample.model)
    names = columns.names if columns is not None else ()
    ways = [way for way in (WORD, *([TAG] if written else [])) if way not in names]
    if len(seen) > MOST_LABELLED or (not names and not written):
        return []
    name = linked(kept=True).selectbox("Label by", (*ways, *names), format_func=panels.plain, key="label")
    if columns is not None and name in names:
        return columns[name].cells(seen.sample.rows)
    return [written.get(word, word) for word in seen.projection.words] if name == TAG else []


def lines(seen: InSight) -> list[str]:
    """A further line for the tooltip of each word: what the columns and the visitor's tags say."""
    columns, written = seen.sample.model.columns, tags.on(seen.sample.model)
    if len(seen) > MOST_TOLD or (columns is None and not written):
        return []
    told = [(column.name, column.cells(seen.sample.rows)) for column in list(columns or ())[:MOST_HOVERED]]
    told += [("tag", [written.get(word, "") for word in seen.projection.words])] if written else []
    return [" · ".join(f"{name}: {cells[i]}" for name, cells in told if cells[i]) for i in range(len(seen))]


def chart(model: Model, everything: InSight, seen: InSight) -> None:
    """One column of the words of the map; clicking a bar, or drawing a box round bars, shows only their words."""
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
    words = everything.projection.words
    drawn = charts.chart(columns[name], rows, marked, mark)
    written = [str(one) for (one,) in drawn.data[0].customdata]
    conditions = {style.text(one): one for one in written}  # a shown figure has them escaped
    panels.show(
        drawn,
        key="column_chart",
        name=f"column {name}",
        columns={"word": words, name: columns[name].cells(rows)},
        code=panels.python_of(model)
        + f"\nwords = {list(words)}\n"
        + f"column = vectors.columns[{name!r}]\nfor word, cell in zip(words, column.cells(vectors.rows(words))):\n"
        + "    print(word, cell)\n",
        select=("points", "box"),
        on_select=partial(_filter, columns[name], conditions),
    )
    st.caption("Click a bar, or draw a box: only its words are shown. Words selected on the map stand out in blue.")


def _filter(column: Column, conditions: Mapping[str, str]) -> None:
    """Show only the words of the bars that were chosen, by the condition of each as shown; all of them if none is.

    A bar of the column shown before, clicked while this one was on its way, is none of these: nothing changes.
    """
    points = state.points_of("column_chart")
    kinds = [kind for kind in state.held_list("show") if kind != "column"]
    if not points:
        return state.fill(show=kinds)
    chosen = {point["customdata"][0] for point in points}
    wanted = [condition for shown, condition in conditions.items() if shown in chosen]
    if not wanted:
        return None
    if column.is_number:
        cell = f"{wanted[0].split(' to ')[0]} to {wanted[-1].split(' to ')[-1]}"
    else:
        cell = f"/^({'|'.join(map(re.escape, wanted))})$/"
    state.write_address(show_cell=cell, show_column=panels.plain(column.name))
    return state.fill(show=[*kinds, "column"], show_cell=cell, show_column=column.name)


def told(seen: InSight) -> dict[str, list[object]]:
    """The words in sight with all their columns and tags, as saved in the CSV: its first column is the word."""
    columns, written = seen.sample.model.columns, tags.on(seen.sample.model)
    table: dict[str, list[object]] = {"word": [*seen.projection.words]}
    table |= {column.name: [*column.cells(seen.sample.rows)] for column in columns or ()}
    if written:
        table[tags.COLUMN] = [written.get(word, "") for word in seen.projection.words]
    return table
