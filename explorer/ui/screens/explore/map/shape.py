"""Widgets of what the shape of a point says, if it says something other than the colour."""

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from explorer.ui.screens.explore.map import supervision, tags
from explorer.ui.shell import panels
from explorer.ui.shell.linked import linked
from explorer.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from explorer.figures.colouring import Colouring
    from explorer.projection.joined import InSight

WAYS = {**supervision.WAYS, "nothing": "As the colour"}  # the same values that can pull words


def shaped(colouring: "Colouring", seen: "InSight", made_of: WordVectors) -> "Colouring":
    """The colours with shapes of their own, if they are asked for; `made_of` are the words laid out."""
    from explorer.figures import shaping

    labels = _choose(seen.sample.model)
    if labels is None:
        return colouring
    if len(seen) > shaping.MOST_WORDS:
        st.caption(f"Shapes are drawn on maps of up to {shaping.MOST_WORDS:,} words; this one has {len(seen):,}.")
        return colouring
    settings = seen.projection.settings
    most = shaping.MOST if settings.dims == 2 else shaping.MOST_IN_SPACE
    cells = labels.cells(seen.sample, seen.space, made_of, settings.space)
    return replace(colouring, shapes=shaping.by_values(cells, labels.told, most=most))


def _choose(vectors: WordVectors) -> supervision.Labels | None:
    """What the shape says; None if it says the same as the colour."""
    missing = {"column"} if vectors.columns is None else set()
    missing |= set() if tags.on(vectors) else {"tags"}
    there = [way for way in WAYS if way not in missing]
    by = linked(kept=True).selectbox("Shape by", there, format_func=WAYS.__getitem__, key="shape")
    if by == "nothing":
        return None
    if by == "clusters":
        return supervision.Labels(by, k=linked(kept=True).slider("Clusters by shape", 2, 6, 4, key="shape_clusters"))
    if by == "column" and vectors.columns is not None:
        names = vectors.columns.names
        name = linked(kept=True).selectbox("Column of shapes", names, format_func=panels.plain, key="shape_column")
        return supervision.Labels(by, column=name)
    if by == "table":
        return supervision.of_table(vectors, "shape", "Shapes", "Until there is a table, shapes follow the colour.")
    return supervision.Labels(by)
