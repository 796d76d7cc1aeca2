"""Widgets of the map: which words, by what method, coloured by what, and which word is asked about."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from explorer.projection.reference import LIBRARY
from explorer.projection.settings import ENGINES, METHODS, METRICS, Engine, Method, ProjectionSettings, SpaceSettings
from explorer.text import corpus
from explorer.ui.shell import cache, panels, state, terms
from explorer.ui.shell.linked import linked
from explorer.vectors.model import Model
from explorer.vectors.typed_words import parse_words
from explorer.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from explorer.figures.colouring import Colouring
    from explorer.projection.layout import Projection
    from explorer.projection.sample import Sample

SIZES = (50, 100, 200, 300, 500, 800, 1000, 1500, 2000, 3000, 5000, 10_000, 20_000, 50_000, 100_000)
SOURCES = {
    "rank": "Most frequent words",
    "near": "Nearest to a word or formula",
    "query": "Words that match a search",
    "list": "Words of your own",
}
COLOURS = {
    "clusters": "Cluster",
    "kept": "Neighbours kept",
    "rank": "Frequency rank",
    "formula": "Likeness to a formula",
    "table": "A table of yours",
    "nothing": "Nothing",
}
EXAMPLE = (
    "king, queen, prince, princess, man, woman, boy, girl, father, mother, son, daughter, "
    "paris, london, rome, berlin, madrid, france, england, italy, germany, spain, "
    "one, two, three, four, five, red, blue, green, black, white, dog, cat, horse, fish"
)


def choose_sample(vectors: WordVectors) -> "Sample":
    """The words that are drawn: so many by rank, nearest to a formula, or matching a search, or a list.

    Raises
    ------
    ExplorerError
        If the formula or the search given cannot be used.
    """
    source = linked(kept=True).selectbox("Words", list(SOURCES), format_func=SOURCES.__getitem__, key="from")
    if source == "list":
        text = linked(kept=True).text_area(
            "Commas, spaces or new lines between them", EXAMPLE, key="map_words", height=100, max_chars=200_000
        )
        return cache.listed_sample(vectors, parse_words(text, vectors))
    n = linked(kept=True).select_slider("At most", SIZES, 800, format_func="{:,}".format, key="n")
    if source == "near":
        text = linked(kept=True).text_input(
            "Nearest to",
            "king",
            key="near",
            max_chars=1000,
            help='A word, or a formula such as "paris - france + italy" or "mean(red, green, blue)".',
        )
        return cache.near_sample(vectors, text or "", n)
    if source == "query":
        text = linked(kept=True).text_input(
            "Part of a word, or /regular expression/", "/ing$/", key="query", max_chars=80
        )
        return cache.matching_sample(vectors, text or "", n)
    skip = linked(kept=True).number_input(
        "After the first",
        0,
        10_000_000,
        0,
        100,
        key="skip",
        help="Leaves out that many of the most frequent words: rarer words have other neighbours.",
    )
    return cache.ranked_sample(vectors, n, skip)


def choose_method() -> Method:
    """The method of the map."""
    return linked(kept=True).segmented_control(
        "Method",
        METHODS,
        default="t-SNE",
        required=True,
        key="method",
        help="t-SNE keeps the most neighbours. UMAP gathers tighter groups. PCA is a plain shadow: it keeps few "
        "neighbours, but straight lines stay straight. Formulas: axes of your own, such as woman − man.",
    )


def projection_settings(method: Method) -> ProjectionSettings:
    """The settings of a method and of the space before it, all of them in the link."""
    dims = linked(kept=True).segmented_control(
        "Dimensions of the map", (2, 3), default=2, format_func="{}-D".format, required=True, key="dims"
    )
    usual = ProjectionSettings()
    perplexity, n_neighbors, min_dist = usual.perplexity, usual.n_neighbors, usual.min_dist
    if method == "t-SNE":
        perplexity = linked(kept=True).slider(
            "Perplexity",
            2.0,
            100.0,
            usual.perplexity,
            1.0,
            format="%.0f",
            key="perplexity",
            help=terms.meaning("perplexity-tsne"),
        )
    elif method == "UMAP":
        n_neighbors = linked(kept=True).slider("Neighbours of each word", 2, 100, usual.n_neighbors, key="n_neighbors")
        min_dist = linked(kept=True).slider(
            "Least distance on the map",
            0.0,
            0.99,
            usual.min_dist,
            0.01,
            key="min_dist",
            help="Small: words are packed into clumps. Large: they spread out.",
        )
    metric = linked(kept=True).segmented_control(
        "Nearness in the space",
        METRICS,
        default=usual.space.metric,
        format_func=str.capitalize,
        required=True,
        key="metric",
    )
    unit = linked(kept=True).toggle("Scale vectors to length 1", usual.space.unit, key="unit")
    centre = linked(kept=True).toggle("Subtract the mean", usual.space.centre, key="centre")
    drop = linked(kept=True).number_input(
        "Top directions removed",
        0,
        20,
        usual.space.drop,
        key="drop",
        help="The directions of greatest variance, often those of frequency.",
    )
    if metric == "cosine" and not centre and not drop:
        st.caption(
            "The cosine ignores length, so scaling changes nothing until the mean or a direction is taken away. "
            "For the PCA of the vectors as they are, choose Euclidean and no scaling."
        )
    seed = usual.seed
    if method in ("t-SNE", "UMAP"):
        seed = linked(kept=True).number_input(
            "Seed",
            0,
            2**31 - 1,
            usual.seed,
            key="seed",
            help="The same seed gives the same map; another seed gives one of many maps that are equally good.",
        )
    space = SpaceSettings(metric=metric, unit=unit, centre=centre, drop=drop)
    made_by = choose_engine(method) if method in LIBRARY else usual.engine
    return ProjectionSettings(method, dims, perplexity, n_neighbors, min_dist, space, seed, engine=made_by)


def choose_engine(method: Method) -> Engine:
    """Who makes the map: we, so that it forms before one's eyes, or the library everybody knows."""
    return linked(kept=True).segmented_control(
        "Made by",
        ENGINES,
        default="ours",
        format_func={"ours": "This app", "reference": LIBRARY[method]}.__getitem__,
        required=True,
        key="engine",
        help=f"This app's {method} forms before your eyes. {LIBRARY[method]} lays out the same words with the same "
        "settings and seed, and its measures stand beside ours: check one against the other.",
    )


def formula_axes(dims: int) -> tuple[str, ...]:
    """A formula of words for each axis of the map."""
    usual = ("woman - man", "rich - poor", "good - bad")
    names = ("Across", "Up", "Deep")
    places = st.columns(dims)
    return tuple(
        linked(places[i], kept=True).text_input(
            names[i],
            usual[i],
            key=f"axis{i + 1}",
            max_chars=1000,
            help='Words with + and −, numbers as weights, brackets, mean(a, b). Example: "mean(king, queen) - man".',
        )
        or ""
        for i in range(dims)
    )


def choose_colour() -> str:
    """What the colour of a point says: a key of `COLOURS`."""
    return linked(kept=True).selectbox("Colour by", list(COLOURS), format_func=COLOURS.__getitem__, key="colour")


def colouring(vectors: WordVectors, sample: "Sample", projection: "Projection", by: str) -> "Colouring":
    """Points coloured as asked, with the further widgets that some ways need.

    Raises
    ------
    ExplorerError
        If the formula or the table given cannot be used.
    """
    from explorer.figures import colouring as colours
    from explorer.projection import axes, metadata

    if by == "clusters":
        return colours.by_clusters(cache.clusters(sample.vectors, projection.settings.space, 8))
    if by == "formula":
        text = linked(kept=True).text_input("Formula", "woman - man", key="colour_formula", max_chars=1000)
        return colours.by_cosine(text or "", axes.cosines_with(vectors, sample.vectors, text or ""))
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
    if by == "kept":
        return colours.by_kept(projection)
    return colours.by_rank(sample.rows) if by == "rank" else colours.plain()


def choose_pairs(projection: "Projection", vectors: WordVectors) -> "list[tuple[int, int, str]]":
    """Arrows between pairs of words, each with its true cosine."""
    from explorer.projection import lens

    text = linked(kept=True).text_input(
        "Arrows between pairs", key="arrows", placeholder="king queen, man woman", max_chars=400
    )
    return lens.arrows(projection, vectors, text or "")


def search() -> str:
    """Part of the words to be highlighted, or a /regular expression/."""
    return (
        linked(kept=True).text_input(
            "Find",
            key="find",
            placeholder="find: part of a word, or /regex/",
            max_chars=80,
            label_visibility="collapsed",
        )
        or ""
    )


def asked_word() -> str:
    """The word whose true neighbours are shown: typed here, or clicked on the map."""
    return (
        linked(kept=True).text_input(
            "Word", key="word", placeholder="ask: click or type a word", max_chars=100, label_visibility="collapsed"
        )
        or ""
    ).strip()


def take_pick(key: str) -> None:
    """Make the word clicked on the map `key` the word asked about, or words drawn round the selection."""
    drawn = state.session().on_map
    words = [drawn[row] for row in state.selected_rows(key) if row < len(drawn)]
    if len(words) > 1:
        state.session().selection = tuple(words)
    else:
        state.fill(word=words[0] if words else "")
        state.session().selection = ()


def saved_as() -> str:
    """The kind of file that the camera above the figure saves."""
    return st.segmented_control(
        "The camera saves", ("png", "svg"), default="png", required=True, key="map_kind", persist_state="session"
    )


def drawn_by() -> str:
    """What draws the finished flat map: "Canvas" or "Plotly"."""
    return linked(kept=True).segmented_control(
        "Drawn by",
        ("Canvas", "Plotly"),
        default="Canvas",
        required=True,
        key="drawn_by",
        help="The canvas keeps its zoom when a word is clicked, shows more labels as you zoom in, and draws a "
        "hundred thousand words. Plotly has box select and its own tools, and draws again at each click.",
    )


def isolate(words: Sequence[str]) -> None:
    """Make these words the ones that are drawn, and remember which were."""
    visit = state.session()
    if not isolated():
        visit.before_isolating = {key: state.held_by(key) for key in ("from", "map_words")}
    state.fill(**{"from": "list", "map_words": ", ".join(words)})
    visit.isolated, visit.selection = ", ".join(words), ()


def isolated() -> bool:
    """The words drawn are those of “Only these”."""
    visit = state.session()
    return bool(visit.before_isolating) and state.held_by("map_words") == visit.isolated


def all_again() -> None:
    """Go back to the words that were drawn before “Only these”."""
    visit = state.session()
    before, visit.before_isolating = visit.before_isolating, {}
    state.fill(**{"from": before["from"], "map_words": before["map_words"] or EXAMPLE})


def unselect() -> None:
    """Forget the selection."""
    state.session().selection = ()


def python(model: Model, sample: "Sample", settings: ProjectionSettings) -> str:
    """The few lines that make the same map."""
    made = "layout.project(space, graph, settings)"
    if settings.engine == "reference":
        made = "reference.project(space, graph, settings)"
    if settings.method == "Formulas":
        made = "axes.on_axes(vectors, words.vectors, space, graph, settings)"
    return (
        f"{panels.python_of(model)}\n"
        "from explorer.projection import axes, layout, reference, sample\n"
        "from explorer.projection.settings import ProjectionSettings, SpaceSettings\n\n"
        f"words = sample.{sample.call}\n"
        f"settings = {settings}\n"
        "space, graph = layout.graph_of(words.vectors, settings)\n"
        f"drawn = {made}\n"
        "print(drawn.coordinates[:5])\n"
        'print(f"neighbours kept {drawn.honesty.kept:.3f}, trustworthiness {drawn.honesty.trustworthiness:.3f}")\n'
    )
