"""Widgets that point words out on the map, and choose what draws it."""

from typing import TYPE_CHECKING

from explorer.ui.shell import state, typed_lists
from explorer.ui.shell.cache import shared_maps
from explorer.ui.shell.linked import linked
from explorer.vectors.word_vectors import WordVectors

CROWD = 3000  # words from which points hide each other

if TYPE_CHECKING:
    from explorer.projection.density import Contour
    from explorer.projection.layout import Projection

MOST_BY_PLOTLY = 10_000  # words; beyond them it no longer keeps up with a click
MOST_TOGETHER = 20_000  # words sent with their places at every redraw of the map; more are sent once, separately


def choose_pairs(projection: "Projection", vectors: WordVectors) -> "list[tuple[int, int, str]]":
    """Arrows between pairs of words, each with its true cosine."""
    from explorer.projection import lens

    text = linked(kept=True).text_input(
        "Arrows between pairs", key="arrows", placeholder="king queen, man woman", max_chars=400
    )
    return lens.arrows(projection, vectors, typed_lists.pairs(vectors, lens.pairs_of(text or "")))


def search() -> str:
    """What to highlight on the map: part of a word, or a /regular expression/."""
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


def density_lines() -> bool:
    """Whether lines enclose shares of the words of a flat map."""
    return linked(kept=True).toggle(
        "Density lines",
        key="lines",
        help=f"They enclose 25, 50, 75 and 95% of the words drawn. With over {CROWD:,} words they are always drawn.",
    )


def contours(projection: "Projection", *, wanted: bool) -> "tuple[Contour, ...]":
    """Lines that enclose shares of the words of a flat map, if they are wanted or the points hide each other."""
    if projection.settings.dims == 3 or not (wanted or len(projection) > CROWD):
        return ()
    return shared_maps.contours(projection.coordinates.tobytes(), len(projection))


def drawn_by() -> str:
    """What draws a finished map of up to `MOST_BY_PLOTLY` words: "Plotly" or "Canvas"."""
    return linked(kept=True).segmented_control(
        "Drawn by",
        ("Plotly", "Canvas"),
        default="Plotly",
        required=True,
        key="drawn_by",
        help=f"The same picture, tools and keys. Plotly draws up to {MOST_BY_PLOTLY:,} words; the canvas also draws "
        "crowds, and needs no WebGL.",
    )


def unselect() -> None:
    """Forget the selection."""
    state.session().selection = ()
