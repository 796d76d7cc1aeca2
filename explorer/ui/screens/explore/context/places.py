"""All places of one word as points: they fall into groups, which the model names itself."""

from typing import Literal

import streamlit as st

from explorer.context.text_sample import TextSample
from explorer.context.word_places import WordPlaces
from explorer.figures import context as figures
from explorer.projection.settings import ProjectionSettings
from explorer.ui.screens.explore.context import texts
from explorer.ui.shell import completion, observed, panels
from explorer.ui.shell.cache import shared_contexts, shared_maps, shared_models
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import fill

WORDS = {"java": 2, "may": 2, "spring": 3, "mole": 3, "bank": 2, "bow": 3, "seal": 3, "chair": 2, "apple": 2}
WAY = {"type": 0.0, "½ type, ½ average": 0.5, "average": 1.0, "½ average, ½ model": 1.5, "model": 2.0}
WEAK = 0.13  # silhouette; the places of "the" and "computer" in two groups have 0.10
ALONE = 0.85  # share of the places in one group
METHODS: tuple[Literal["PCA", "t-SNE", "UMAP"], ...] = ("PCA", "t-SNE", "UMAP")


def view() -> None:
    """The places of the word asked for."""
    choice = st.columns([3, 3, 2, 5, 3], gap="small", vertical_alignment="bottom")
    word = linked(choice[0]).text_input("Word", "java", key="context_word", max_chars=60)
    completion.offer(shared_models.built_in(), "context_word")
    with choice[1].popover("Examples", width="stretch"):
        for one, k in WORDS.items():
            st.button(one, key=f"word_{one}", type="tertiary", on_click=fill, kwargs={"context_word": one, "groups": k})
    k = linked(choice[2]).number_input("Groups", 1, 6, 2, key="groups")
    method = linked(choice[3]).segmented_control(
        "Map", METHODS, default="PCA", required=True, key="places_map", width="stretch"
    )
    with choice[4]:
        given = texts.sample()
    if given is None:
        st.info("Give a text of your own under “Text”.", icon=":material/article:")
        return
    sample, reading = given
    most = 1000
    found = shared_contexts.word_places(sample, word, k, most, 0)
    observed.tell("explore/context", word=found.word, groups=len(found.named), apart=found.apart)
    way = linked().select_slider("Vectors of the places", list(WAY), "model", key="way")
    code = (
        f"{texts.OPENING}{reading}"
        "from explorer.context.word_places import word_places\n\n"
        f"found = word_places(model, sample, {found.word!r}, {k}, most={most})\n"
        "for group, named in enumerate(found.named):\n"
        '    print(int((found.of == group).sum()), ", ".join(named))\n'
    )
    if WAY[way] == 0:
        st.info(
            f"All {found.total:,} places of {found.word} are one point: by type a word has the same vector wherever "
            "it stands. Move the slider towards the average.",
            icon=":material/adjust:",
        )
    else:
        _map(found, sample, WAY[way], method, code)
    _groups(found, sample)


def _map(found: WordPlaces, sample: TextSample, way: float, method: Literal["PCA", "t-SNE", "UMAP"], code: str) -> None:
    drawn = shared_maps.projection(found.on_the_way(way), ProjectionSettings(method=method))
    at = drawn.coordinates
    panels.show(
        figures.places(found, sample, at),
        key="places_map_figure",
        name=f"places of {found.word}",
        title=f"Each point is a place of *{found.word}* in the text; names are words that fit one group better",
        alt=_said(found),
        columns={
            "group": found.of.tolist(),
            "text": [" ".join(sample.around(int(place))) for place in found.where],
            "x": at[:-1, 0].tolist(),
            "y": at[:-1, 1].tolist(),
        },
        code=code,
    )
    st.caption(
        f"{method} of {len(found.of):,} of {found.total:,} places, vectors of length 1. Of the {drawn.honesty.k} "
        f"places truly nearest to each, the picture keeps {drawn.honesty.kept:.0%} near it "
        f"(chance {drawn.honesty.chance:.0%}). The groups were found in the full space, by spherical k-means on "
        "average and model side by side."
    )


def _lie(found: WordPlaces) -> str:
    """How far the groups are apart, why that may be little, and where the one type vector lies."""
    if len(found.named) < 2:
        return f"One group: ask for two or more to see whether the places of {found.word} lie apart."
    weak, largest = "", float((found.of == 0).mean())
    if found.apart < WEAK:
        weak = (
            f" Even places of a word like “the” reach as much: {found.word} has one sense in this text, or its senses "
            "keep the same company. What separates these groups may be topic or grammar."
        )
    elif largest > ALONE:
        weak = f" But {largest:.0%} of the places are one group: this text hardly knows {found.word} in another sense."
    near = ", ".join(
        f"{cosine:.2f} with “{', '.join(named[:2])}”"
        for named, cosine in zip(found.named, found.of_type.tolist(), strict=True)
    )
    return (
        f"The groups are apart with a silhouette of {found.apart:.2f} (0 not at all, 1 completely).{weak} The word's "
        f"one type vector is shared by all these places; its cosine with the middle of each group: {near}."
    )


def _said(found: WordPlaces) -> str:
    told = "; ".join(f"{(found.of == group).mean():.0%} {', '.join(named)}" for group, named in enumerate(found.named))
    return f"The places of {found.word} in {len(found.named)} groups: {told}"


def _groups(found: WordPlaces, sample: TextSample) -> None:
    st.info(panels.plain(_lie(found)), icon=":material/visibility:")
    for group, named in enumerate(found.named):
        names = panels.plain(", ".join(named)) if named else "All places"
        st.markdown(f"**{names}** · {(found.of == group).mean():.0%} of the places, the most central:")
        for row in found.central[group]:
            before, word, behind = (panels.plain(part) for part in sample.around(int(found.where[row])))
            st.markdown(f"- … {before} **{word}** {behind} …")
