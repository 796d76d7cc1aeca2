"""Widgets of what the colour of a point says."""

from collections.abc import Callable, Hashable
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from explorer.progress import Report, to_nobody
from explorer.projection.settings import Method
from explorer.text import corpus
from explorer.ui.screens.explore.map import tags, work
from explorer.ui.shell import folding, panels, state
from explorer.ui.shell.cache import shared_maps
from explorer.ui.shell.linked import linked
from explorer.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from explorer.figures.colouring import Colouring
    from explorer.projection.clusters import Clusters
    from explorer.projection.joined import InSight
    from explorer.ui.screens.explore.map.supervision import Labels

COLOURS = {
    "labels": "The labels that pull",
    "clusters": "Cluster",
    "density": "Cluster found by density",
    "kept": "Neighbours kept",
    "rank": "Frequency rank",
    "formula": "Likeness to a formula",
    "column": "A column of the model",
    "tags": "Your tags",
    "table": "A table of yours",
    "nothing": "Nothing",
}


def choose_colour(vectors: WordVectors, method: Method) -> str:
    """What the colour of a point says: a key of `COLOURS`, by default the first that is available."""
    missing = {"column"} if vectors.columns is None else set()
    missing |= set() if tags.on(vectors) else {"tags"}
    missing |= set() if method == "UMAP" and state.held_by("target") not in (None, "nothing") else {"labels"}
    there = [way for way in COLOURS if way not in missing]
    return linked(kept=True).selectbox("Colour by", there, format_func=COLOURS.__getitem__, key="colour")


def colouring(seen: "InSight", made_of: WordVectors, by: str, labels: "Labels | None") -> "Colouring":
    """Points coloured as asked, with the further widgets that some ways need; `made_of` are the words laid out.

    `labels` are those that pulled them, if any did.

    Raises
    ------
    ExplorerError
        If the formula or the table given cannot be used.
    """
    from explorer.figures import colouring as colours
    from explorer.projection import axes, metadata

    sample, projection = seen.sample, seen.projection

    if by in ("clusters", "density"):
        return _clusters(seen, made_of, by)
    if by == "formula":
        text = linked(kept=True).text_input("Formula", "woman - man", key="colour_formula", max_chars=1000)
        text = folding.formula(sample.model, text or "")
        return colours.by_cosine(text or "", axes.cosines_with(sample.model, sample.vectors, text or ""))
    if by == "table":
        upload = st.file_uploader(
            "A table (TSV or CSV): first column the word, first line the names", type=["tsv", "csv", "txt"], key="table"
        )
        if upload is None:
            return colours.plain()
        text = corpus.decode(upload.getvalue(), name=upload.name)
        table = metadata.read(text, upload.name, projection.words)
        column = st.selectbox("Column", table.columns, key="column")
        known = table.found(projection.words)
        st.caption(f"{known:,} of {len(projection):,} words found in {panels.plain(upload.name)}.")
        return colours.by_column(table, projection.words, column)
    if by == "column" and sample.model.columns is not None:
        columns = sample.model.columns
        name = linked(kept=True).selectbox("Column", columns.names, format_func=panels.plain, key="colour_column")
        return colours.by_model_column(columns[name], sample.rows)
    if by == "labels" and labels is not None:
        cells = labels.cells(sample, seen.space, made_of, projection.settings.space)
        return colours.by_labels(cells, labels.told)
    if by == "tags":
        return colours.by_tags(tags.on(sample.model), projection.words)
    if by == "kept":
        return colours.by_kept(projection)
    return colours.by_rank(sample.rows) if by == "rank" else colours.plain()


def _clusters(seen: "InSight", made_of: WordVectors, by: str) -> "Colouring":
    """Clusters: a chosen number in the vectors, or the dense regions of the map."""
    from explorer.figures import colouring as colours
    from explorer.projection.clusters import with_joined

    settings = seen.projection.settings.space
    if by == "clusters":
        k = linked(kept=True).slider("Clusters", 2, 40, 8, key="clusters")
    else:
        least = linked(kept=True).slider("Words in a cluster, at least", 3, 100, 8, key="least")
    named = linked(kept=True).toggle("Their names on the map", key="names")
    if by == "clusters":
        one = _in_time(made_of, (settings, k), partial(shared_maps.clusters, made_of, settings, k))
        return colours.plain() if one is None else colours.by_clusters(with_joined(one, seen.space), named=named)
    at = seen.projection.coordinates[: len(made_of)].tobytes()
    dense = partial(shared_maps.dense_clusters, made_of, settings, least, at)
    found = _in_time(made_of, (hash(at), least), lambda _: dense())  # scikit-learn tells no progress
    return colours.plain() if found is None else colours.by_density(with_joined(found, seen.space), named=named)


def _in_time(words: WordVectors, settings: Hashable, find: "Callable[[Report], Clusters]") -> "Clusters | None":
    """The clusters, at once if the words are few; None while those of many words are found in the background."""
    if len(words) <= work.AT_ONCE:
        return find(to_nobody)
    return work.quietly("clusters", words, settings, find, f"Finding clusters of {len(words):,} words")
