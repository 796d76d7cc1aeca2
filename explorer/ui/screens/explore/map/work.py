"""The map of a visitor as work that can be watched: shown at once where it is known or quick, else as it forms."""

import math
import time
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn, TypeVar

import streamlit as st

from explorer.progress import Report
from explorer.projection.reference import LIBRARY
from explorer.projection.settings import AS_GIVEN, VAST, ProjectionSettings
from explorer.ui.canvas.atlas import view
from explorer.ui.canvas.plotly_map import library
from explorer.ui.screens.explore.map import choices
from explorer.ui.shell import job_words, panels, reader_errors, turns
from explorer.ui.shell.cache import shared_maps, shared_work
from explorer.ui.shell.jobs import Job
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import OwnMap, session
from explorer.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from explorer.figures.colouring import Colouring
    from explorer.projection.forming import Forming
    from explorer.projection.layout import Projection
    from explorer.projection.shake import Shaken

T = TypeVar("T")
TURNS = 2  # of a map in space while it forms
PATIENCE = 1.0  # seconds a page waits for a finished map before it shows one that is forming
GLANCE = 0.02  # seconds between two looks whether there is anything to show
BEATS = {2000: 0.12, 20_000: 0.4, 100_000: 1.5}  # seconds between frames of up to so many words
LAST = 0.85  # share of the steps after which hardly anything moves
AT_ONCE = 5000  # words whose clusters are found while the page is drawn: a quarter of a second
MOST_COLOURED = 3000  # words up to which a layout is coloured while it forms


def name_of(words: WordVectors, settings: ProjectionSettings) -> str:
    """The key of a map: its words and settings."""
    return f"{words.fingerprint} {settings}"


def finished_map(words: WordVectors, settings: ProjectionSettings) -> "Projection":
    """The map; the page ends here while it is being made, and shows how it forms. Only a visit's newest is worked on.

    Raises
    ------
    ExplorerError
        If these words cannot become such a map, or the server has too much to do.
    """
    visit = session()
    name = name_of(words, settings)
    if visit.own_map is not None and visit.own_map.name != name:
        visit.own_map = None
    if visit.watched is not None and visit.watched[0] != name:
        visit.watched = None
    if visit.watched is not None and (made := _watched(visit.watched[1], words, settings)) is not None:
        visit.own_map = OwnMap(name, made, "It was shaken while it formed: its seed alone gives a different map.")
    key = f"map {name}"
    if len(words) > VAST and settings.method == "UMAP":
        return _meanwhile(words, settings)
    if visit.own_map is not None and key not in visit.jobs:
        return visit.own_map.projection
    for old in [other for other in visit.jobs if str(other).startswith("map ") and other != key]:
        visit.jobs.pop(old).cancel()
    job = visit.jobs.get(key)
    if job is None:
        visit.forming = None

        def work(report: Report) -> "Projection":
            return shared_maps.projection(words, settings, report, lambda forming: setattr(visit, "forming", forming))

        maker = f" by {LIBRARY[settings.method]}" if settings.engine == "reference" else ""
        what = "The map" if settings.method == AS_GIVEN else str(settings.method)
        label = f"{what} of {len(words):,} words{maker}"
        job = visit.jobs[key] = shared_work.workers().start(label, work, unit="%")
    _await(job, words, settings)
    if not job.over:
        if settings.engine == "reference":
            panels.job_progress(job, key="map")
            st.caption(
                "The library does not report its progress. It is opened anew for each map, which takes some seconds."
            )
        else:
            beat = max(_beat(words), job.turns.glance if job.turns.crowd else 0)  # to draw takes time from all
            st.fragment(_frames, run_every=beat)(job, words, _colours(words, settings))
        st.stop()
    visit.jobs.pop(key, None)  # a run that overlaps this one may have taken it
    outcome: Projection | None = job.outcome()
    if outcome is not None:
        if visit.own_map is not None:  # a layout that was stopped has been finished
            visit.own_map = OwnMap(name, outcome)
        return outcome
    if visit.forming is None:
        _offer_again()
    visit.own_map = _stopped(name, visit.forming)
    return visit.own_map.projection


def _await(job: "Job[Projection]", words: WordVectors, settings: ProjectionSettings) -> None:
    """Return when the map is finished, or when the page is better off showing how far it is.

    A visitor with a map on screen keeps it until the next is finished, if that is soon.  One who sees none yet is shown
    where the words begin, as soon as that is known: it is drawn while they move, and Plotly is fetched meanwhile.
    """
    visit, last = session(), time.monotonic() + PATIENCE
    nothing_yet = not visit.on_map and forms(words, settings)
    with turns.aside():
        while not job.over and time.monotonic() < last and not (nothing_yet and visit.forming is not None):
            job.wait(GLANCE if nothing_yet else PATIENCE)


def _meanwhile(words: WordVectors, settings: ProjectionSettings) -> "Projection":
    """The map of very many words; until it is laid out, and where that was stopped, the PCA of the same words."""
    jobs, name = session().jobs, f"vast {name_of(words, settings)}"
    quick = replace(settings, method="PCA")
    at_once = None if name in jobs and jobs[name].over else finished_map(words, quick)  # before the long work begins
    label = f"{settings.method} of {len(words):,} words"
    made = quietly("vast", words, settings, lambda report: shared_maps.projection(words, settings, report), label)
    if made is not None:
        return made
    if jobs[name].over:
        st.button("Lay them out again", key="map_again", icon=":material/replay:", on_click=_forget, args=(name,))
    st.caption(f"This is the PCA of the same words; the {settings.method} takes its place when it is done.")
    return at_once or finished_map(words, quick)


def _forget(name: str) -> None:
    session().jobs.pop(name, None)


def forms(words: WordVectors, settings: ProjectionSettings) -> bool:
    """Whether such a map can be watched while it forms."""
    return settings.method in ("t-SNE", "UMAP") and settings.engine == "ours" and len(words) <= VAST


def watch(words: WordVectors, settings: ProjectionSettings) -> None:
    """Begin to lay the words out again, slowly enough to follow; for `on_click` of a button."""
    visit = session()
    space, graph = shared_maps.neighbours(words, settings.space, settings.width)
    from explorer.projection.forming import Forming

    visit.own_map = None
    visit.watched = (name_of(words, settings), Forming(space, graph, settings))


def _watched(forming: "Forming", words: WordVectors, settings: ProjectionSettings) -> "Projection | None":
    """The map of a layout that was shaken while it formed, or None if it is just the map of its seed.

    The page ends here until the layout is finished.
    """
    if not forming.over:
        st.fragment(_film, run_every=_beat(words))(forming, words, _colours(words, settings))
        _steering(forming)
        st.stop()
    session().watched = None
    return forming.projection() if forming.touched else None


def shaken(words: WordVectors, settings: ProjectionSettings) -> "Shaken | None":
    """How far words wander over several seeds, if asked for; until it is known, its progress is shown."""
    if settings.method not in ("t-SNE", "UMAP") or settings.dims != 2 or len(words) > VAST:
        return None
    asked = linked(kept=True).toggle(
        "Shake: how far does each word wander?",
        key="shake",
        help="The map is made again from four other seeds and turned onto this one. The halo of a word shows how far "
        "it moved: a word with a small halo has a stable place, a word with a large one is there only by chance.",
    )
    if not asked:
        return None
    return quietly(
        "halo", words, settings, lambda report: shared_maps.shaken(words, settings, report), "Shaking the map"
    )


def quietly(
    kind: str,
    words: WordVectors,
    settings: Hashable,
    work: Callable[[Report], T],
    label: str,
) -> T | None:
    """The result of further work on a map; None if it was stopped, and while it runs, with its progress on the page.

    A visit keeps one of each `kind`; other words or `settings` stop the old one.
    """
    jobs = session().jobs
    name = f"{kind} {words.fingerprint} {settings}"
    for old in [key for key in jobs if str(key).startswith(f"{kind} ") and key != name]:
        jobs.pop(old).cancel()
    if name not in jobs:
        jobs[name] = shared_work.workers().start(label, work, unit="%")
    job = jobs[name]
    job.wait(0.3)
    if not job.over:
        panels.job_progress(job, key=kind)
        return None
    made: T | None = job.outcome()
    if made is None:
        st.caption("Stopped.")
    return made


def _beat(words: WordVectors) -> float:
    return next((beat for most, beat in BEATS.items() if len(words) <= most), 3.0)


def _colours(words: WordVectors, settings: ProjectionSettings) -> "Colouring | None":
    from explorer.figures import colouring as colours

    return colours.by_clusters(shared_maps.clusters(words, settings.space, 8)) if len(words) <= MOST_COLOURED else None


def _offer_again() -> NoReturn:
    st.info("Stopped before the layout began.", icon=":material/stop_circle:")
    st.button("Make it", key="map_again")
    st.stop()


def _stopped(name: str, forming: "Forming") -> OwnMap:
    """A layout as it stood when its visitor stopped it."""
    frame = forming.frame
    note = f"Stopped at step {frame.step:,} of {frame.steps:,}: the layout as it stood then, not a finished map."
    return OwnMap(name, forming.projection(), note, forming)


def offer_to_finish(words: WordVectors, settings: ProjectionSettings) -> None:
    """For a layout that was stopped: a button that runs the remaining steps."""
    own = session().own_map
    if own is None or own.unfinished is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Finish the layout",
            key="map_finish",
            icon=":material/play_arrow:",
            on_click=_finish,
            args=(name_of(words, settings), f"{settings.method} of {len(words):,} words", own.unfinished),
        )
        st.caption(own.note)


def _finish(name: str, label: str, forming: "Forming") -> None:
    visit = session()
    with reader_errors.shown(stop=False):
        visit.jobs[f"map {name}"] = shared_work.workers().start(label, forming.run, unit="%")
        visit.forming = forming


def _frames(job: "Job[Projection]", words: WordVectors, colouring: "Colouring | None") -> None:
    """The layout of a job as it is now."""
    job.seen()
    if job.over:
        st.rerun()
    forming = session().forming
    if forming is None:
        _preparing(job)
    else:
        _frame(forming, words, colouring, f" · {job.figure} done{job_words.time_of(job)}")
    st.button("Cancel", key="map_cancel", icon=":material/close:", on_click=job.cancel)


def _film(forming: "Forming", words: WordVectors, colouring: "Colouring | None") -> None:
    """A layout that is watched: each time it is drawn it takes the steps that are due."""
    forming.advance()
    if forming.over:
        st.rerun()
    _frame(forming, words, colouring)


def _preparing(job: "Job[Projection]") -> None:
    """The work that is done before there is a layout to see."""
    if job.waiting:
        text = f"This map is {job_words.queued(job)} …"
    else:
        far = f": {job.figure}" if job.figure else ""
        text = f"Looking for each word's neighbours, then the layout begins{far}{job_words.time_of(job)}"
    st.progress(job.share, text)


def _frame(forming: "Forming", words: WordVectors, colouring: "Colouring | None", time_left: str = "") -> None:
    from explorer.figures import atlas

    frame = forming.frame
    caption = f"step {frame.step:,} of {frame.steps:,} · {frame.kept:.0%} of true neighbours kept"
    if frame.coordinates.shape[1] == 3:
        caption += " · in space, seen turning"
    if frame.exaggerated:
        caption += (
            " · neighbours attract each other twice as strongly (in other programs 4 or 12 times) to find each other"
        )
    if forming.settings.target is not None:
        caption += " · labels pull"
    caption += time_left
    turn = 2 * math.pi * TURNS * frame.step / frame.steps
    last = frame.step >= LAST * frame.steps
    picture = atlas.forming(words.words, frame.coordinates, colouring, caption=caption, turn=turn, last=last)
    soon = library.path() if len(words) <= choices.MOST_BY_PLOTLY else None  # fetched while the visitor watches
    view.show({**picture, "library": soon}, key="map_forming")


@st.fragment
def _steering(forming: "Forming") -> None:
    """The controls of a watched layout, separate from the picture, so that no button moves while it is pressed."""
    if session().watched is None:
        st.rerun()
    with st.container(horizontal=True, gap="small"):
        playing = forming.playing
        st.button(
            "Pause" if playing else "Play",
            key="map_pause",
            icon=":material/pause:" if playing else ":material/play_arrow:",
            type="secondary" if playing else "primary",
            width=110,
            on_click=forming.pause if playing else forming.play,
        )
        st.button(
            "Shake",
            key="map_shake",
            icon=":material/vibration:",
            help="Push every word some way off, and see whether it finds its way back.",
            on_click=forming.shake,
        )
        st.button(
            "Back",
            key="map_back",
            icon=":material/fast_rewind:",
            help="A tenth of the way back; press again for more.",
            on_click=forming.back,
        )
        st.button(
            "Finish",
            key="map_cancel",
            icon=":material/close:",
            help="Leave the film and show the finished map of this seed.",
            on_click=_leave,
        )


def _leave() -> None:
    session().watched = None
