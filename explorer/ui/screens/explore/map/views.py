"""What is shown around the map: what is drawn, how far it can be believed, and the true neighbours of one word."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from explorer.projection import inverted_file, lens, search
from explorer.projection.reference import LIBRARY
from explorer.projection.settings import AS_GIVEN, LARGE, LARGE_WIDTH, VAST, ProjectionSettings
from explorer.ui.canvas.atlas import view
from explorer.ui.canvas.parcel import view as parcel
from explorer.ui.canvas.plotly_map import view as plotly_view
from explorer.ui.screens.explore.map import choices, columns, drawn, shown_python, sight, tags, work
from explorer.ui.shell import observed, panels
from explorer.ui.shell.cache import shared_maps
from explorer.ui.shell.linked import linked
from explorer.ui.shell.panels import as_csv, plain
from explorer.ui.shell.selection import rows_in
from explorer.ui.shell.state import in_session, session
from explorer.vectors.model import Model
from explorer.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from explorer.figures.colouring import Colouring
    from explorer.figures.scatter import Pointed
    from explorer.projection.joined import InSight
    from explorer.projection.layout import Projection
    from explorer.projection.lens import TrueNeighbour
    from explorer.projection.sample import Sample
    from explorer.projection.shake import Shaken
    from explorer.projection.space import Space


def sample_note(sample: "Sample") -> None:
    """What is drawn and what was left out."""
    text = f"Drawn: {sample.statement}."
    if sample.missing:
        total = len(sample) + len(sample.missing) + len(sample.zero)
        text += f" {total - len(sample.missing)} of {total} words found; not in this model: "
        text += ", ".join(plain(word) for word in sample.missing[:12]) + (" …." if len(sample.missing) > 12 else ".")
    if sample.zero:
        left_out = ", ".join(plain(word) for word in sample.zero[:12])
        text += f" Left out, because their vector is zero or too small to have a length: {left_out}."
    st.caption(text)


def spelling_note(sample: "Sample") -> None:
    """The nearest spellings of the first words of a list that the model lacks."""
    for word in sample.missing[:3]:
        near = sample.model.nearest_spellings(word)
        if near:
            st.caption(f"{plain(word)}: did you mean {', '.join(plain(one) for one in near)}?")


def method_note(
    projection: "Projection", asked: ProjectionSettings, colouring: "Colouring", shaken: "Shaken | None"
) -> None:
    """Method, settings and quality, as shown under the map."""
    used = projection.settings
    parts = [f"{used.method}, {used.dims}-D" + (f" by {LIBRARY[used.method]}" if used.engine == "reference" else "")]
    if used.method == "t-SNE":
        parts.append(f"perplexity {used.perplexity:g}")
    elif used.method == "UMAP":
        parts.append(f"{used.n_neighbors} neighbours, least distance {used.min_dist:g}")
    elif used.method == "PCA":
        parts.append(f"{sum(projection.explained):.1%} of the variance")
    elif used.method == AS_GIVEN:
        parts.append(f"the {used.dims} coordinates that the model has, and nothing is projected")
    if used.method in ("t-SNE", "UMAP"):
        parts.append(f"seed {used.seed}")
    text = " · ".join(parts) + "."
    if len(projection) > LARGE and used.perplexity < asked.perplexity and used.method == "t-SNE":
        text += f" With so many words, {LARGE_WIDTH} neighbours of each are kept, enough for a perplexity of 15."
    elif used.perplexity != asked.perplexity and used.method == "t-SNE":
        text += f" A perplexity of {asked.perplexity:g} needs more words; {used.perplexity:.3g} is used."
    if used.n_neighbors != asked.n_neighbors and used.method == "UMAP":
        why = "few" if len(projection) <= LARGE else "many"
        text += f" There are too {why} words for {asked.n_neighbors} neighbours of each."
    if projection.recall < 1:
        found = f"{projection.recall:.0%} of the true ones, measured on {inverted_file.TRIED} words"
        text += f" Neighbours were looked for in a tenth of the words, then among neighbours of neighbours: {found}."
    if colouring.caption:
        text += f" {plain(colouring.caption)}"
    if colouring.shapes is not None:
        text += f" {plain(colouring.shapes.caption)}"
    if shaken is not None:
        text += f" Over {shaken.seeds} seeds a word wanders {shaken.share:.2f} radii of the map on average."
    if (own := session().own_map) is not None and own.note:
        text += f" {own.note}"
    st.caption(text)


def tell(projection: "Projection", space: "Space", word: str) -> None:
    """What a lesson may ask of the map, and of the word that is asked about."""
    used = projection.settings
    observed.tell(
        "explore/map",
        method=used.method,
        seed=used.seed,
        words=len(projection),
        kept=projection.honesty.kept,
        perplexity=used.perplexity,
        word=word or None,
        torn=partial(lens.torn, projection, space, word) if word in projection.words else None,
    )


def drawn_map(
    projection: "Projection",
    colouring: "Colouring",
    pointed: "Pointed",
    name: str,
    shaken: "Shaken | None",
    arrows: "Sequence[tuple[int, int, str]]",
    *,
    by: str,
    lines: bool,
    hover: Sequence[str] = (),
    labels: Sequence[str] = (),
) -> None:
    """The finished map, by Plotly or on the canvas; a click asks about a word, box and lasso select words."""
    from explorer.figures import atlas, crowd, scatter

    flat = projection.settings.dims == 2
    apart = flat and len(projection) > choices.MOST_TOGETHER and shaken is None and not labels
    parcels = crowd.parcels(projection, colouring) if apart else {}
    picture = atlas.picture(
        projection,
        colouring,
        pointed,
        name=name,
        alt=in_words(projection, colouring),
        axes=scatter.axis_titles(projection),
        shaken=shaken,
        arrows=arrows,
        contours=choices.contours(projection, wanted=lines),
        hover=hover,
        labels=labels,
        apart={kind: one.name for kind, one in parcels.items()} or None,
    )
    by_plotly = by == "Plotly" and len(projection) <= choices.MOST_BY_PLOTLY
    if flat and not by_plotly:
        view.show(picture, key="map_canvas", on_news=partial(choices.take_pick, "map_canvas"))
        with st.container(gap=None):
            for kind, one in parcels.items():
                parcel.send(one.frame, key=f"map_{kind}")
    else:
        key = "map_flat" if flat else "map_solid"
        plotly_view.show(picture, key=key, by_plotly=by_plotly, on_news=partial(choices.take_pick, key))


def true_neighbours(word: str, found: "Sequence[TrueNeighbour]", model: Model, *, metric: str) -> None:
    """The nearest words in the full space with their scores, where the map has them, and the way to the word's page."""
    st.caption(f"Nearest to **{plain(word)}** among all {len(model.vectors):,} words, in the full space:")
    score = "cosine" if metric == "cosine" else "distance"
    form: Any = (
        st.column_config.ProgressColumn(format="%.3f", min_value=0, max_value=1, width="small")
        if metric == "cosine"
        else st.column_config.NumberColumn(format="%.3f")
    )
    st.container(key="neighbours").dataframe(
        {
            "word": [near.word for near in found],
            score: [near.score for near in found],
            "here": [near.place for near in found],
        },
        column_config={
            score: form,
            "word": st.column_config.TextColumn(width="small"),
            "here": st.column_config.TextColumn(
                width="small",
                help="near: also among the nearest words on the map. hidden: the map puts it elsewhere. "
                "not drawn: it is not among the words of this map.",
            ),
        },
        hide_index=True,
        height=248,
    )
    missing = [*([] if word in session().on_map else [word]), *(near.word for near in found if near.row is None)]
    if missing and sight.fits("added", missing):
        st.button(
            f"Add the {len(missing)} not drawn",
            key="add_near",
            icon=":material/add_circle:",
            help="They join the map where they belong, marked by a ring; no other word moves.",
            on_click=sight.add,
            args=(missing,),
            type="tertiary",
        )
    st.page_link(
        "pages/explore/words.py",
        label=f"All about {plain(word)}",
        icon=":material/abc:",
        query_params={"word": word, "model": model.name},
    )


def found_note(vectors: WordVectors, sought: str, found: Sequence[int]) -> None:
    """How many words a search hits here and in the whole vocabulary, with some that are not drawn."""
    if not sought.strip():
        return
    everywhere = search.matching(vectors.words, sought)
    text = f"{len(found):,} drawn, {len(everywhere):,} in the whole vocabulary"
    if some := [plain(vectors.words[row]) for row in everywhere[:8]]:
        text += f": {', '.join(some)}" + (" …" if len(everywhere) > 8 else "")
    st.caption(f"{text}.")


def selection(model: Model) -> None:
    """Words selected on the map, and what can be done with them."""
    words = session().selection
    if drawn.isolated():
        st.button("All words again", key="all_again", icon=":material/undo:", on_click=drawn.all_again)
    if not words:
        return
    with st.container(border=True):
        shown = ", ".join(plain(word) for word in words[:18]) + (" …" if len(words) > 18 else "")
        st.markdown(f"**{len(words):,} selected**  \n:small[{shown}]")
        with st.container(horizontal=True, gap="small"):
            st.button(
                "Only these",
                key="isolate",
                on_click=drawn.isolate,
                args=(words,),
                help="Lay these out again, without the others.",
                type="tertiary",
            )
            st.button(
                "Hide",
                key="hide",
                on_click=sight.hide,
                args=(words,),
                disabled=not sight.fits("hidden", words),
                help="Hides them; the others stay where they are. For very many, “Show only words” below.",
                type="tertiary",
            )
            st.download_button(
                "List",
                "\n".join(words),
                file_name=f"{model.name} selection.txt",
                key="selection_list",
                on_click="ignore",
                type="tertiary",
            )
            st.button("Clear", key="unselect", on_click=choices.unselect, type="tertiary")
        tags.field(model.vectors, words)
        st.caption("They are offered on Words and Bias, and marked on Compare.")


def in_words(projection: "Projection", colouring: "Colouring") -> str:
    """The picture for those who cannot see it."""
    method = projection.settings.method
    text = f"Map, {method.lower()}," if method == AS_GIVEN else f"{method} map"
    text += f" of {len(projection):,} words"
    text += f" in groups: {'; '.join(colouring.names)}." if colouring.names else "."
    return text + (f" Shapes: {'; '.join(colouring.shapes.names)}." if colouring.shapes else "")


def take_away(
    seen: "InSight",
    colouring: "Colouring",
    pointed: "Pointed",
    name: str,
    code: str,
    watch: "Callable[[], None] | None",
    *,
    lines: bool,
) -> None:
    """Files of the map and its Python, and for a layout the way it forms."""
    from explorer.figures import scatter

    contours = choices.contours(seen.projection, wanted=lines)
    with st.container(horizontal=True, gap="small"):
        if watch is not None:
            st.button("Watch it form", key="watch", icon=":material/play_circle:", type="tertiary", on_click=watch)
        st.download_button(
            "CSV",
            in_session(lambda: as_csv(columns.told(seen) | scatter.columns(seen.projection, colouring, seen.joined))),
            file_name=f"{name}.csv",
            mime="text/csv",
            key="map_csv",
            on_click="ignore",
            type="tertiary",
            icon=":material/table:",
        )
        st.download_button(
            "HTML",
            lambda: scatter.alone(seen.projection, colouring, pointed, name, contours=contours),
            file_name=f"{name}.html",
            mime="text/html",
            key="map_html",
            on_click="ignore",
            type="tertiary",
            icon=":material/public:",
            help="The figure as a web page.",
        )
        with st.popover("Python", icon=":material/code:", type="tertiary", help="Show the Python"):
            panels.python(code, key="map", name=name)
        tags.popover(seen.sample.model)


def compare(seen: "InSight", words: WordVectors, settings: ProjectionSettings, colours: "Colouring", code: str) -> None:
    """The words in sight under other settings, side by side; what is selected on one map is marked on all.

    `words` are those that were laid out, `code` are the lines that make the map itself.
    """
    if settings.method not in ("t-SNE", "UMAP") or settings.dims != 2 or len(words) > VAST:
        return
    what = "perplexities" if settings.method == "t-SNE" else "numbers of neighbours"
    if not linked(kept=True).toggle(f"The same words under other {what}", key="compare"):
        return
    from explorer.figures import small_maps

    maps = work.quietly(
        "compare", words, settings, lambda report: shared_maps.side_by_side(words, settings, report), "Laying out again"
    )
    if maps:
        names = [
            f"{one.settings.perplexity:.3g}" if settings.method == "t-SNE" else str(one.settings.n_neighbors)
            for one in maps
        ]
        titles = [f"{name} · {one.honesty.kept:.0%} kept" for name, one in zip(names, maps, strict=True)]
        places = {
            f"{axis}, {name}": one.coordinates[:, i].tolist()
            for name, one in zip(names, maps, strict=True)
            for i, axis in enumerate("xy")
        }
        marked = [row for row in rows_in(seen.projection.words) if row < len(seen.drawn)]
        panels.show(
            small_maps.side_by_side(maps, titles, colours, seen.drawn, marked, narrow=panels.on_a_phone()),
            key="side_by_side",
            name=f"{settings.method} of the same words",
            alt=f"Maps of {len(words):,} words by {', '.join(names)} {what}",
            columns={"word": words.words, **places},
            code=code + shown_python.OTHERS,
            select=("points", "box", "lasso"),
            on_select=partial(choices.take_pick, "side_by_side"),
        )
        told = f" □ on every map: the {len(marked):,} selected words." if marked else ""
        st.caption(
            f"From left to right: {what} {', '.join(names)}; each turned onto the map above. A click on a word asks "
            f"about it; a box selects words on all maps.{told}"
        )
