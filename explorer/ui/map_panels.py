"""What stands around the map: what is drawn, how far it can be believed, and the true neighbours of one word."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from explorer.projection.settings import ProjectionSettings
from explorer.ui.panels import plain

if TYPE_CHECKING:
    from explorer.figures.scatter import Colouring
    from explorer.projection.layout import Projection
    from explorer.projection.lens import TrueNeighbour
    from explorer.projection.sample import Sample


def sample_note(sample: "Sample") -> None:
    """What is drawn and what was left out."""
    text = f"Drawn: {sample.statement}."
    if sample.missing:
        total = len(sample) + len(sample.missing) + len(sample.zero)
        text += f" {total - len(sample.missing)} of {total} words found; not in this model: "
        text += ", ".join(plain(word) for word in sample.missing[:12]) + (" …." if len(sample.missing) > 12 else ".")
    if sample.zero:
        text += f" Left out, because their vector is zero: {', '.join(plain(word) for word in sample.zero[:12])}."
    st.caption(text)


def spelling_note(sample: "Sample") -> None:
    """The nearest spellings of the first words that a list has and the model has not."""
    for word in sample.missing[:3]:
        near = sample.model.nearest_spellings(word)
        if near:
            st.caption(f"{plain(word)}: did you mean {', '.join(plain(one) for one in near)}?")


def method_note(projection: "Projection", asked: ProjectionSettings, colouring: "Colouring") -> None:
    """Method, settings and quality, as they stand under the map."""
    used = projection.settings
    parts = [f"{used.method}, {used.dims}-D"]
    if used.method == "t-SNE":
        parts.append(f"perplexity {used.perplexity:g}")
    elif used.method == "UMAP":
        parts.append(f"{used.n_neighbors} neighbours, least distance {used.min_dist:g}")
    else:
        parts.append(f"{sum(projection.explained):.1%} of the variance")
    if used.method != "PCA":
        parts.append(f"seed {used.seed}")
    text = " · ".join(parts) + "."
    if used.perplexity != asked.perplexity and used.method == "t-SNE":
        text += f" A perplexity of {asked.perplexity:g} needs more words; {used.perplexity:.3g} is used."
    if used.n_neighbors != asked.n_neighbors and used.method == "UMAP":
        text += f" There are too few words for {asked.n_neighbors} neighbours."
    if colouring.names:
        text += (
            " Colours: k-means clusters of the vectors themselves, not of the map, named by their most central words."
        )
    st.caption(text)


def honesty(projection: "Projection") -> None:
    """The four measures, each with one sentence."""
    found = projection.honesty
    rows = [
        (
            "Neighbours kept",
            f"{found.kept:.0%}",
            f"of each word's {found.k} true neighbours are its {found.k} nearest here; by chance {found.chance:.1%}.",
        ),
        ("Trustworthiness", f"{found.trustworthiness:.2f}", "of 1: how rarely strangers pose as neighbours."),
        ("Continuity", f"{found.continuity:.2f}", "of 1: how rarely true neighbours are torn apart."),
        (
            "Shepard correlation",
            f"{found.shepard:.2f}",
            "of 1: whether what is far here is far in the space.",
        ),
    ]
    st.markdown("##### How far can it be believed?")
    for title, value, sentence in rows:
        st.markdown(f"**{value}** {title}  \n:small[:gray[{sentence}]]")


def true_neighbours(word: str, found: "Sequence[TrueNeighbour]", vocabulary: int, drawn: bool) -> None:
    """The nearest words in the full space with their scores, and where the map has them."""
    hidden = sum(near.row is not None and not near.near for near in found)
    on_map = sum(near.row is not None for near in found)
    st.caption(
        f"Nearest to **{plain(word)}** among all {vocabulary:,} words, in the full space. "
        + (
            f"{on_map} of them are drawn, {hidden} of these the map puts elsewhere."
            if drawn
            else "The word itself is not on this map."
        )
    )
    st.dataframe(
        {
            "word": [near.word for near in found],
            "cosine": [near.score for near in found],
            "on the map": [near.place for near in found],
        },
        column_config={
            "cosine": st.column_config.ProgressColumn(format="%.3f", min_value=0, max_value=1),
            "on the map": st.column_config.TextColumn(width="medium"),
        },
        hide_index=True,
        height="content",
        key="neighbours",
    )
