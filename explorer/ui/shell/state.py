"""The state of one visit, in one typed place; what a link carries is bound to the widgets instead."""

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
OF_VISIT = ("session", "own_text", "lesson_")  # first letters of keys that belong to the visit, not to a page's view


@dataclass
class Link:
    """What the link of `page` asked for, until a run has read it; and what was corrected: link value, widget value.

    `ruled` holds what the open lesson sets, and `takes` which values a control takes, both by the widgets' keys, for
    the page as it was last drawn. While the page `waits` for a training, some of its controls are still to come.
    """

    page: str | None = None
    asked: dict[str, list[str]] = field(default_factory=dict)
    corrected: dict[str, tuple[str, object]] = field(default_factory=dict)
    ruled: dict[str, str] = field(default_factory=dict)
    takes: dict[str, str] = field(default_factory=dict)
    waits: bool = False


@dataclass(frozen=True)
class Drawn:
    """A control of a page, as it was last drawn: the page's own name in the address, the kind of widget, its label."""

    page: str | None
    widget: str
    label: str

    def passes_on_to(self, other: "Drawn") -> bool:
        """Whether its value means the same there: on its own page, and where a control looks the same."""
        return self.page == other.page or (self.widget, self.label) == (other.widget, other.label)


@dataclass(frozen=True, eq=False)
class OwnMap:
    """A map of this visit only: what it shows, the map, the text about it, and its layout while unfinished."""

    name: str
    projection: "Projection"
    note: str = ""
    unfinished: "Forming | None" = None


@dataclass(frozen=True, eq=False)
class OwnLabelled:
    """Labelled sentences of a visitor's file: upload, name, named columns, and the report on reading it."""

    upload: str
    name: str
    columns: dict[str, int]
    labelled: "Labelled"
    report: "ReadReport"


@dataclass
class Studying:
    """How far a visit is in the course.

    `at` is the open lesson, as a link names it, and its step, counted from 1. `wanted` says that its page should be
    opened ("page"), or also brought into view where the step looks ("shown"); `shown` counts the latter, `opened`
    counts opened pages. `folded` says that the strip is one line; `hints` counts the hints taken of a question.
    `observed` is what the open page reports of itself, by page and name; `sheet` holds the answers.
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

    `run_token` names the live run of this visit in the channel's registry, once there is one; `beside_token` names one
    shown next to it, which began at the checkpoint `branch` of the first if that is set, and reads `beside_text` if
    that is set (a text, with what is different in it), made by leaving out what the two words `left_out` share;
    `live_is_polled` says that its socket cannot be reached (what its panels asked for is then in `asked`),
    `run_was_offered` that a reloaded tab has asked for the run it had, `was_told_of_move` that its page has come from
    another server; `watched_text` is the fingerprint of the text whose words the link tells to watch. `own_text` is the
    name and content of a text the visitor gave. `own_transformer` is one that the visitor uploaded: it lives as long as
    the visit. `own_labelled` is a file of labelled sentences the visitor gave; `divided` holds the sentences that are
    learned from and those that are tested on, under what they were divided by. `jobs` holds its long work by what it is
    for ("import", or a name and the settings), until a page has shown what came of it, `courses` what can be seen of
    such work while it runs: nothing yet, or one course; `selection` holds words selected on a map, `on_map` the words
    drawn on it, `isolated` the list of words that "Only these" made and `before_isolating` the widgets' values before
    it; `sights` are the lists of words that joined it and that were hidden, step by step, `sight` the step it is at;
    `tags` are the visitor's tags of words, once they were asked for. `forming` is a layout that is being made,
    `watched` one that is shown slowly, with what it is a map of, `own_map` a map that its seed alone does not
    determine: one shaken on the way, or stopped early. `answered` holds the known answers worked out, by topic and
    name, with own models of the fingerprints `answered_of`. `imported` is what the last import brought, `refused` why
    it brought nothing, while that is on the page. `link` is the link of the page that is open, `link_of_seen` makes the
    one that opens the present view, if the address does not, `link_told` is the last one made, after the number of the
    click that asked for it; `drawn` are the controls with a key, on whichever page that was last drawn; `hops` are the
    words visited in the game of hops. `proof` is the result that the runs of an opened experiment must reach,
    `not_opened` why one could not be opened. `kept` are the views and the log, once they were read, `noted` the state
    of each log entry when it was written, `kept_told` the result of the last click on "Keep this view", after its
    number. `turned` counts how often “Next” led to another view of a page, which is then shown from its top. `studying`
    is the state of the course; `seat` is the visitor's seat in a class, `not_joined` why there is none. `not_read` says
    why a lesson's file could not be read. `typing` are the fields of the open page that complete words.
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
    drawn: dict[str, Drawn] = field(default_factory=dict)
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

    It is also made again if its class has changed: during development, Streamlit imports every changed module again.
    """
    found = st.session_state.get("session")
    if not isinstance(found, Session):
        found = st.session_state["session"] = Session(library=Library.of(visitor.key()))
    return found


def fill(**values: object) -> None:
    """Give widgets these values, by key; for `on_click` of a preset, before the page is drawn again."""
    st.session_state.update(values)
    for key in values:  # it is no other page's any more
        session().drawn.pop(key, None)


def keep_apart(key: str, widget: str, *, label: str) -> None:
    """Before a control is drawn: forget what a different control of another page has left under its key.

    Streamlit hands the value of a linked widget to the next widget of that key, on whichever page: that is wanted of
    the word or the model that several pages are about, but a sentence of one page is no word of another.
    """
    visit = session()
    before, now = visit.drawn.get(key), Drawn(visit.link.page, widget, label)
    visit.drawn[key] = now
    if before is not None and not before.passes_on_to(now):
        st.session_state.pop(key, None)


def write_address(**texts: str) -> None:
    """Put these into the address, for widgets that are drawn for the first time: `fill` does not do that for them.

    For callbacks, together with `fill`.
    """
    streamlit_private.loosen_address()
    st.query_params.update(texts)


def follow(settings: Mapping[str, str], *, elsewhere: bool) -> None:
    """Give the widgets the values with which a link with exactly these settings opens a page.

    `elsewhere` says that it is not the open page: its widgets read the link themselves, so only their old values must
    be forgotten.  Call it before the page is drawn.
    """
    if elsewhere:
        for key in [key for key in st.session_state if isinstance(key, str) and not key.startswith(OF_VISIT)]:
            del st.session_state[key]
    for key in () if elsewhere else {*st.query_params, *settings}:
        with suppress(ValueError):  # the page says which parts of a link it cannot follow
            value = streamlit_private.of_link(key, settings.get(key))
            if value is not None:
                fill(**{key: value})
    streamlit_private.loosen_address()


def start_afresh() -> None:
    """Forget values of link and widgets and stop the visit's long work, for `on_click`; models and texts stay."""
    visit = session()
    for job in visit.jobs.values():
        job.cancel()
    visit.jobs.clear()
    visit.courses.clear()
    visit.link = Link()
    streamlit_private.forget_address()
    for key in [key for key in st.session_state if key != "session"]:
        del st.session_state[key]


def in_session(make: Callable[[], T]) -> Callable[[], T]:
    """`make` as a function that also finds this visit's session in another thread, such as that of a download."""
    joins = streamlit_private.joining_this_visit()

    def made() -> T:
        # In a new thread, because the calling one goes back to other visitors.
        with ThreadPoolExecutor(1, initializer=joins) as own:
            return own.submit(make).result()

    return made


def held_by(key: str) -> object:
    """The value of the widget of that key; for callbacks, which run before the page is drawn again."""
    return st.session_state.get(key)


def spelled(key: str) -> list[str] | None:
    """The value of the widget of that key, as a link spells it; None if the page has no such widget."""
    held = held_by(key)
    value = None if held is None else streamlit_private.in_link(key, held)
    if value is None:
        return None
    parts = value if isinstance(value, list | tuple) else [value]
    return [str(int(part)) if isinstance(part, float) and part.is_integer() else str(part) for part in parts]


def held_list(key: str) -> list[str]:
    """The options chosen in the widget of that key; for callbacks."""
    held = held_by(key)
    return list(held) if isinstance(held, list | tuple) else []


def points_of(key: str) -> list[dict[str, Any]]:
    """The points just selected on the Plotly figure of that key."""
    return list(st.session_state[key].selection.points)


def selected_rows(key: str) -> list[int]:
    """Rows just clicked or selected on the map `key`: Plotly's points carry them, the canvas reports them."""
    held = st.session_state[key]
    if "selection" in held:
        rows = [int(point["customdata"][0]) for point in held.selection.points if point.get("customdata")]
    else:
        rows = [int(row) for row in (held.get("news") or {}).get("rows", [])]
    return list(dict.fromkeys(rows))
