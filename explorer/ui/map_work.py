"""The map of a visitor as work that can be watched: shown at once where it is known or quick, else as it forms."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from explorer.projection.settings import ProjectionSettings
from explorer.ui import cache, panels
from explorer.ui.atlas import view
from explorer.ui.jobs import Job, Report
from explorer.ui.state import session
from explorer.vectors import WordVectors

if TYPE_CHECKING:
    from explorer.figures.colouring import Colouring
    from explorer.projection.forming import Forming
    from explorer.projection.layout import Projection
    from explorer.projection.shake import Shaken

T = TypeVar("T")
PATIENCE = 1.0  # seconds a page waits for a finished map before it shows one that is forming
BEAT, SLOW_BEAT = 0.12, 0.4  # seconds between frames of few and of many words
MANY = 2000
MOST_COLOURED = 3000  # words up to which a layout is coloured while it forms


def name_of(words: WordVectors, settings: ProjectionSettings) -> str:
    """What a map is of, and how it is made."""
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
    if visit.reshaped is not None:
        if visit.reshaped[0] == name:
            return visit.reshaped[1]
        visit.reshaped = None
    keys = [f"map {name}", f"watch {name}"]
    for old in [key for key in visit.jobs if key.startswith(("map ", "watch ")) and key not in keys]:
        visit.jobs.pop(old).cancel()
    if keys[1] in visit.jobs:
        return _watched(words, settings, name)
    if keys[0] not in visit.jobs:
        visit.forming = None

        def work(report: Report) -> "Projection":
            return cache.projection(words, settings, report, lambda forming: setattr(visit, "forming", forming))

        label = f"{settings.method} of {len(words):,} words"
        visit.jobs[keys[0]] = cache.workers().start(label, work, unit="steps")
    job = visit.jobs[keys[0]]
    job.wait(PATIENCE)
    if not job.over:
        if settings.dims == 3:
            panels.job_progress(job, key="map")
        else:
            st.fragment(_frames, run_every=_beat(words))(job, words, _colours(words, settings), steered=False)
        st.stop()
    made: Projection | None = job.outcome()
    if made is None:
        _offer_again(keys[0])
    del visit.jobs[keys[0]]
    assert made is not None
    return made


def watch(words: WordVectors, settings: ProjectionSettings) -> None:
    """Begin to lay the words out again, slowly enough to follow; for `on_click` of a button."""
    visit = session()
    space, graph = cache.neighbours(words, settings.space, settings.width)
    from explorer.projection.forming import Forming

    visit.reshaped = None
    visit.forming = Forming(space, graph, settings, slowly=True)
    visit.jobs[f"watch {name_of(words, settings)}"] = cache.workers().start("Forming", visit.forming.run, unit="steps")


def _watched(words: WordVectors, settings: ProjectionSettings, name: str) -> "Projection":
    """The map that came of a layout that was watched; the page ends here until it is finished."""
    visit = session()
    job = visit.jobs[f"watch {name}"]
    if not job.over:
        st.fragment(_frames, run_every=_beat(words))(job, words, _colours(words, settings), steered=True)
        st.stop()
    del visit.jobs[f"watch {name}"]
    made: Projection | None = job.outcome()
    if made is not None and visit.forming is not None and visit.forming.touched:
        visit.reshaped = (name, made)
    if made is None:
        st.rerun()
    assert made is not None
    return made


def shaken(words: WordVectors, settings: ProjectionSettings) -> "Shaken | None":
    """How far words wander over several seeds, once asked for; with its progress meanwhile."""
    if settings.method not in ("t-SNE", "UMAP") or settings.dims != 2:
        return None
    asked = st.toggle(
        "Shake: how far does each word wander?",
        key="shake",
        bind="query-params",
        persist_state="session",
        help="The map is made again from four other seeds and turned onto this one. The halo of a word is how far it "
        "moved: a small halo has a place, a large one only happens to be there.",
    )
    if not asked:
        return None
    return quietly("halo", words, settings, lambda report: cache.shaken(words, settings, report), "Shaking the map")


def quietly(
    kind: str, words: WordVectors, settings: ProjectionSettings, work: Callable[[Report], T], label: str
) -> T | None:
    """What further work about a map brings; None, with its progress on the page, until it is there or was stopped."""
    jobs = session().jobs
    name = f"{kind} {name_of(words, settings)}"
    for old in [key for key in jobs if key.startswith(f"{kind} ") and key != name]:
        jobs.pop(old).cancel()
    if name not in jobs:
        jobs[name] = cache.workers().start(label, work, unit="steps")
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
    return BEAT if len(words) <= MANY else SLOW_BEAT


def _colours(words: WordVectors, settings: ProjectionSettings) -> "Colouring | None":
    from explorer.figures import colouring as colours

    return colours.by_clusters(cache.clusters(words, settings.space, 8)) if len(words) <= MOST_COLOURED else None


def _offer_again(key: str) -> None:
    st.info("Stopped before the map was finished.", icon=":material/stop_circle:")
    if st.button("Make it", key="map_again"):
        del session().jobs[key]
        st.rerun()
    st.stop()


def _frames(job: "Job[Projection]", words: WordVectors, colouring: "Colouring | None", *, steered: bool) -> None:
    """The layout as it is now, and what can be done with it."""
    from explorer.figures import atlas

    if job.over:
        st.rerun()
    forming = session().forming
    if forming is None:
        st.caption("Looking for each word's neighbours …" if not job.waiting else "Waiting for other work to end …")
    else:
        frame = forming.frame
        caption = f"step {frame.step:,} of {frame.steps:,} · {frame.kept:.0%} of true neighbours kept"
        if frame.exaggerated:
            caption += " · neighbours are drawn together 4 times too strongly, to find each other"
        view.show(atlas.forming(words.words, frame.coordinates, colouring, caption=caption), key="map_forming")
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        if steered and forming is not None:
            _steer(forming)
        if st.button("Finish" if steered else "Cancel", key="map_cancel", icon=":material/close:"):
            job.cancel()


def _steer(forming: "Forming") -> None:
    if forming.playing:
        st.button("Pause", key="map_pause", icon=":material/pause:", on_click=forming.pause)
    else:
        st.button("Play", key="map_play", icon=":material/play_arrow:", type="primary", on_click=forming.play)
    st.button("Shake", key="map_shake", icon=":material/vibration:", on_click=forming.shake)
    steps = forming.steps_kept
    back = [step for step in steps if step < forming.frame.step]
    st.button(
        "Back",
        key="map_back",
        icon=":material/fast_rewind:",
        disabled=not back,
        help="A tenth of the way back; press again for more.",
        on_click=forming.rewind,
        args=(forming.frame.step - forming.frame.steps // 10,),
    )
