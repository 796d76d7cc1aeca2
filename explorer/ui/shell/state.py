"""All that one visit remembers, in one typed place; what a link carries is bound to the widgets instead."""

from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from explorer.errors import ExplorerError
from explorer.files.imports import Imported
from explorer.files.library import Library
from explorer.text.corpus import Corpus
from explorer.ui.shell import streamlit_private, visitor
from explorer.ui.shell.jobs import Job

if TYPE_CHECKING:
    from explorer.context.transformer.model import Transformer
    from explorer.kept.shelf import Shelf
    from explorer.kept.tags import Tags
    from explorer.known_answers.answers import Answer
    from explorer.lessons.sheet import Sheet
    from explorer.projection.forming import Forming
    from explorer.projection.layout import Projection
    from explorer.tasks.labelled import Labelled
    from explorer.tasks.reading import ReadReport
    from explorer.training.live.checkpoints import Checkpoint
    from explorer.training.live.experiment import Reached
    from explorer.ui.shell.completion import Typing

T = TypeVar("T")
OF_VISIT = ("session", "own_text", "lesson_")  # how keys begin that belong to the visit, not to what a page shows


@dataclass
class Link:
    """What the link of `page` asked for, until a run has looked at it; what was corrected: link value, widget value.

    `ruled` holds what the lesson that is on sets, and `takes` which values a control takes, on the page as it was drawn
    last, by the widgets' keys.
    """

    page: str | None = None
    asked: dict[str, list[str]] = field(default_factory=dict)
    corrected: dict[str, tuple[str, object]] = field(default_factory=dict)
    ruled: dict[str, str] = field(default_factory=dict)
    takes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class OwnMap:
    """A map of this visit alone: what it is a map of, the map, what is said of it, and its layout while unfinished."""

    name: str
    projection: "Projection"
    note: str = ""
    unfinished: "Forming | None" = None


@dataclass(frozen=True, eq=False)
class OwnLabelled:
    """Labelled sentences of a visitor's file: upload, name, columns the visitor told, and the report of reading it."""

    upload: str
    name: str
    columns: dict[str, int]
    labelled: "Labelled"
    report: "ReadReport"


@dataclass
class Studying:
    """How far a visit is in the course.

    `at` is the lesson that is on, as a link names it, and its step, counted from 1; `wanted` that its page is to be
    opened ("page", or "shown" if what it speaks of is to be brought into view too); `shown` how often the latter was
    done, `opened` how often a page was opened;
    `folded` that the strip is one line; `hints` how many were taken of a question.
    `observed` is what the page that is open tells of itself, by page and name; `sheet` the answers.
    """

    at: tuple[str, int] | None = None
    wanted: str = ""
    shown: int = 0
    opened: int = 0
    folded: bool = False
    hints: dict[tuple[str, int], int] = field(default_factory=dict)
    observed: dict[str, dict[str, object]] = field(default_factory=dict)
    sheet: "Sheet | None" = None


@dataclass
class Session:
    """One visit.

    `run_token` names the live run of this visit in the channel's registry, once there is one;
    `beside_token` one shown beside it, which began at `branch` if that is a checkpoint of the first, and
    reads `beside_text` if that is a text (with what is different about it), which came of leaving out what the
    two words `left_out` share;
    `live_is_polled` says that its socket cannot be reached (what its
    panels asked for is then in `asked`), `run_was_offered` that a reloaded tab
    has asked for the run it had, `was_told_of_move` that its page has come from another server;
    `watched_text` is the fingerprint of the text whose words the link tells to watch.  `own_text` is the name and
    content of a text the visitor gave.
    `own_transformer` is one that the visitor uploaded: it lives as long as the visit.
    `own_labelled` is a file of labelled sentences the visitor gave; `divided` holds the sentences that are learned
    from and those that are tested on, under what they were divided by.
    `jobs` holds its long work by what it is for ("import", or a name and the settings), until a page has shown
    what came of it,
    `courses` what there is to be seen of such work while it goes on: nothing yet, or one course;
    `selection` holds words selected on a map,
    `on_map` the words drawn on it, `isolated` the list of words that "Only these" made
    and `before_isolating` the widgets' values before it; `sights` are the lists of words that joined it and that were
    hidden, step by step, `sight` the step it is at; `tags` is what the visitor wrote on words, once it was asked for.
    `forming` is a layout that is being made,
    `watched` one that is shown slowly, with what it is a map of,
    `own_map` a map that its seed alone does not give: one shaken on the way, or stopped before its end.
    `answered` holds the known answers worked out, by topic and name, with own models of the fingerprints `answered_of`.
    `imported` is what the last import brought, `refused` why it brought nothing, while that is on the page.
    `link` is the link of the page that is open, `link_of_seen` makes the one that opens what is seen, if the address
    does not, `link_told` is the last one made, after the number of the click that asked for it; `hops` are the words
    gone through in the game of hops.
    `proof` is what the runs of an opened experiment must come to, `not_opened` why one could not be opened.
    `kept` are the views and the log, once they were looked at, `noted` how far what is in the log was when it was
    written there, `kept_told` what came of the last click on "Keep this view", after its number.
    `turned` counts how often “Next” led to another view of a page, which is then shown from its top.
    `studying` is how far it is in the course; `seat` is the visitor's in a class, `not_joined` why there is none.
    `not_read` says why a lesson's file could not be read.
    `typing` are the fields of the open page that complete words.
    """

    library: Library = field(default_factory=Library)
    run_token: str | None = None
    own_text: tuple[str, str] | None = None
    own_transformer: "Transformer | None" = None
    own_labelled: "OwnLabelled | None" = None
    divided: "dict[Hashable, tuple[Labelled, Labelled]]" = field(default_factory=dict)
    beside_token: str | None = None
    branch: "Checkpoint | None" = None
    beside_text: tuple[str, Corpus] | None = None
    left_out: tuple[str, str] | None = None
    asked: dict[str, str] = field(default_factory=dict)
    live_is_polled: bool = False
    run_was_offered: bool = False
    was_told_of_move: bool = False
    watched_text: str | None = None
    jobs: dict[Hashable, Job[Any]] = field(default_factory=dict)
    courses: dict[Hashable, list[Any]] = field(default_factory=dict)
    imported: Imported | None = None
    refused: ExplorerError | None = None
    answered: dict[tuple[str, str], "Answer"] = field(default_factory=dict)
    answered_of: tuple[str, ...] = ()
    selection: tuple[str, ...] = ()
    on_map: tuple[str, ...] = ()
    isolated: str = ""
    before_isolating: dict[str, object] = field(default_factory=dict)
    sights: list[tuple[str, str]] = field(default_factory=list)
    sight: int = 0
    tags: "Tags | None" = None
    forming: "Forming | None" = None
    watched: "tuple[str, Forming] | None" = None
    own_map: OwnMap | None = None
    link: Link = field(default_factory=Link)
    link_of_seen: Callable[[], str] | None = None
    link_told: tuple[str, str] | None = None
    hops: tuple[str, ...] = ()
    proof: "tuple[Reached, ...]" = ()
    not_opened: str = ""
    kept: "Shelf | None" = None
    noted: dict[str, int] = field(default_factory=dict)
    kept_told: tuple[str, bool] | None = None
    turned: int = 0
    studying: Studying = field(default_factory=Studying)
    seat: str = ""
    not_joined: str = ""
    not_read: str = ""
    typing: "Typing | None" = None


def session() -> Session:
    """The current visit's session, made on first use.

    Made again also when its class is another one than last time: while somebody develops,
    Streamlit imports every changed module again.
    """
    found = st.session_state.get("session")
    if not isinstance(found, Session):
        found = st.session_state["session"] = Session(library=Library.of(visitor.key()))
    return found


def fill(**values: object) -> None:
    """Give widgets these values, by key; for `on_click` of a preset, before the page is drawn again."""
    st.session_state.update(values)


def write_address(**texts: str) -> None:
    """Put these into the address, for widgets about to be drawn for the first time: what they are filled with is not.

    For callbacks, with `fill`.
    """
    streamlit_private.loosen_address()
    st.query_params.update(texts)


def follow(settings: Mapping[str, str], *, elsewhere: bool) -> None:
    """Give the widgets the values that a link with these settings, and no others, opens a page with.

    `elsewhere` says that it is another page than the one that is open: its widgets take the link themselves, so that
    what they held when they were left is all that is to be forgotten.  Call it before the page is drawn.
    """
    if elsewhere:
        for key in [key for key in st.session_state if isinstance(key, str) and not key.startswith(OF_VISIT)]:
            del st.session_state[key]
    for key in () if elsewhere else {*st.query_params, *settings}:
        with suppress(ValueError):  # the page says what of a link it cannot follow
            value = streamlit_private.of_link(key, settings.get(key))
            if value is not None:
                st.session_state[key] = value
    streamlit_private.loosen_address()


def start_afresh() -> None:
    """Forget what link and widgets say and stop the visit's long work, for `on_click`; models and texts are kept."""
    visit = session()
    for job in visit.jobs.values():
        job.cancel()
    visit.jobs.clear()
    visit.courses.clear()
    visit.link = Link()
    st.query_params.clear()
    for key in [key for key in st.session_state if key != "session"]:
        del st.session_state[key]


def in_session(make: Callable[[], T]) -> Callable[[], T]:
    """`make` as a function that finds this visit's session in another thread too, such as that of a download."""
    joins = streamlit_private.joining_this_visit()

    def made() -> T:
        # In a thread that ends with it: the one it is called in goes back to other visitors.
        with ThreadPoolExecutor(1, initializer=joins) as own:
            return own.submit(make).result()

    return made


def held_by(key: str) -> object:
    """What the widget of that key holds; for callbacks, which run before the page is drawn again."""
    return st.session_state.get(key)


def spelled(key: str) -> list[str] | None:
    """What the widget of that key holds, as a link spells it; None if the page has no such widget."""
    held = held_by(key)
    value = None if held is None else streamlit_private.in_link(key, held)
    if value is None:
        return None
    parts = value if isinstance(value, list | tuple) else [value]
    return [str(int(part)) if isinstance(part, float) and part.is_integer() else str(part) for part in parts]


def held_list(key: str) -> list[str]:
    """The options that the widget of that key holds; for callbacks."""
    held = st.session_state.get(key)
    return list(held) if isinstance(held, list | tuple) else []


def points_of(key: str) -> list[dict[str, Any]]:
    """The points just selected on the Plotly figure of that key."""
    return list(st.session_state[key].selection.points)


def selected_rows(key: str) -> list[int]:
    """Rows just clicked or selected on the map `key`: Plotly's points carry theirs, the canvas tells them."""
    held = st.session_state[key]
    if "selection" in held:
        rows = [int(point["customdata"][0]) for point in held.selection.points if point.get("customdata")]
    else:
        rows = [int(row) for row in (held.get("news") or {}).get("rows", [])]
    return list(dict.fromkeys(rows))
