"""How far the map can be believed: its four measures, and those of a library's map beside them."""

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from explorer.projection.reference import LIBRARY
from explorer.projection.settings import AS_GIVEN, ProjectionSettings
from explorer.projection.target import Target, same_label, same_label_by_chance
from explorer.ui.screens.explore.map import work
from explorer.ui.shell import panels, terms
from explorer.ui.shell.cache import shared_maps
from explorer.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from explorer.projection.honesty import Honesty
    from explorer.projection.layout import Projection


def measures(projection: "Projection", words: WordVectors, settings: ProjectionSettings) -> None:
    """The four measures, each with one sentence."""
    found = projection.honesty
    rows = [
        (
            "Neighbours kept",
            f"{found.kept:.0%}",
            f"of the {found.k} true neighbours are the {found.k} nearest here; by chance {found.chance:.1%}.",
            "neighbours-kept",
        ),
        (
            "Trustworthiness",
            f"{found.trustworthiness:.2f}",
            "of 1, which means no false neighbours.",
            "trustworthiness",
        ),
        ("Continuity", f"{found.continuity:.2f}", "of 1, which means no true neighbours torn apart.", "continuity"),
        (
            "Shepard correlation",
            f"{found.shepard:.2f}",
            "of 1, which means far here is far in the space.",
            "shepard",
        ),
    ]
    st.markdown("## How far can it be believed?")
    for pair in (rows[:2], rows[2:]):
        for place, (title, value, sentence, term) in zip(st.columns(2, gap="xsmall"), pair, strict=True):
            place.markdown(f"**{value}** {title}  \n:small[:gray[{sentence}]]", help=terms.meaning(term))
    if projection.settings.method == AS_GIVEN:
        st.caption(
            "The map is compared with itself: the model has no other coordinates. If they were made from longer "
            "vectors, nobody can tell here what was lost on the way."
        )
    if settings.target is not None:
        _what_labels_did(projection, words, settings, settings.target)
    if projection.settings.engine == "reference":
        _beside_ours(projection, words, settings)
    if len(found.judged) < len(projection):
        st.caption(f"Measured on {len(found.judged):,} words drawn at random, each among all {len(projection):,}.")


def note(settings: ProjectionSettings) -> None:
    """What a map cannot show; of one drawn as given there is nothing to say, since nothing is projected."""
    if settings.method != AS_GIVEN:
        panels.note("map")


def _beside_ours(projection: "Projection", words: WordVectors, settings: ProjectionSettings) -> None:
    """The measures of a library's map beside those of ours: the same words, settings and seed."""
    own = replace(settings, engine="ours")
    label = f"Our {settings.method}, to compare"
    ours = work.quietly("ours", words, own, lambda report: shared_maps.projection(words, own, report), label)
    if ours is None:
        return
    maps = (projection.honesty, ours.honesty)
    st.dataframe(
        {
            "measure": ["neighbours kept", "trustworthiness", "continuity", "Shepard correlation"],
            LIBRARY[settings.method]: [f"{value:.3f}" for value in _measures(maps[0])],
            "this app": [f"{value:.3f}" for value in _measures(maps[1])],
        },
        column_config={  # pixels: all three are in sight beside the map at 1280
            "measure": st.column_config.TextColumn(width=108),
            LIBRARY[settings.method]: st.column_config.TextColumn(width=74),
            "this app": st.column_config.TextColumn(width=58),
        },
        hide_index=True,
        key="beside_ours",
    )


def _what_labels_did(
    projection: "Projection", words: WordVectors, settings: ProjectionSettings, labels: Target
) -> None:
    """How often a word's neighbours have its label in the vectors, without the labels and with them; what it cost."""
    plain = replace(settings, target=None, engine="ours")
    without = work.quietly(
        "unlabelled", words, plain, lambda report: shared_maps.projection(words, plain, report), "UMAP without labels"
    )
    if without is None:
        return
    k = projection.honesty.k
    near = shared_maps.neighbours(words, settings.space, settings.width)[1].neighbour[:, :k]
    maps = (without.honesty, projection.honesty)
    st.markdown("**What the labels did**")
    own, kept, trust = zip(*(_label_measures(found, labels) for found in maps), strict=True)
    st.dataframe(
        {
            "where": ["vectors", "no labels", "this map"],
            "own label": [f"{share:.3f}" for share in (same_label(near, labels), *own)],
            "kept": ["", *(f"{share:.3f}" for share in kept)],
            "trust": ["", *(f"{share:.3f}" for share in trust)],
        },
        hide_index=True,
        key="what_labels_did",
    )
    st.caption(
        f"Own label: of a word's {k} nearest with a label, the share that has the same label; by chance "
        f"{same_label_by_chance(labels):.3f}. What this map has above the vectors comes from the labels. Kept and "
        "trust: neighbours kept and trustworthiness, on a map made without the labels and on this one."
    )


def _label_measures(found: "Honesty", labels: Target) -> tuple[float, float, float]:
    return same_label(found.shown, labels), found.kept, found.trustworthiness


def _measures(found: "Honesty") -> tuple[float, float, float, float]:
    return found.kept, found.trustworthiness, found.continuity, found.shepard
