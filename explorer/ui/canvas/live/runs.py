"""
The runs of one visit, the first and the one next to it, opened as the page or its link asks.

Text, settings, step and changes on the way are bound to widgets. Values without a widget are in the link under the
names of `BESIDE`: where a branch begins, how far it went and with which changes, and the two words whose shared
sentences were left out.
"""

from typing import Final

import streamlit as st

from explorer.errors import SettingError
from explorer.text.corpus import Corpus
from explorer.training.lecture.sgns import SGNSSettings
from explorer.training.live.checkpoints import Checkpoint
from explorer.training.live.course import LAST_STEP, Change, Course, read, state_after, step_of
from explorer.training.live.live_run import LiveRun
from explorer.training.live.together import Together
from explorer.ui.canvas.live.registry import RUNS, Entry
from explorer.ui.shell import controls, lesson_rules
from explorer.ui.shell.state import session
from explorer.ui.shell.streamlit_private import visit

CATCH_UP: Final = 20_000  # most steps that a second run takes at once to reach the step of the first
BESIDE: Final = ("branch", "beside_step", "beside_course", "left_out")


def current_run(
    corpus: Corpus | None, settings: SGNSSettings, *, begin_at: int = 0, planned: Course = ()
) -> Entry | None:
    """The run of this visit with that text and those settings: the present one, or a new one in its place.

    Without a text the present run, if any.

    Raises
    ------
    BusyError
        If the server has no room for another run.
    """
    state = session()
    entry = RUNS.get(state.run_token)
    if corpus is None:
        return entry
    held = lesson_rules.rule_of("rate") is not None
    if held:
        planned = tuple(change for change in planned if change.rate is None)
    if entry is not None and entry.run.is_of(corpus, settings, begin_at=begin_at, planned=planned):
        entry.run.rate_is_held = held
        return entry
    if state.run_token is not None:  # the link was about another run
        forget_link()
    always = step_of(st.query_params.get("branch", ""))  # `branch_of_link` says when the link names no step
    run = LiveRun(corpus, settings, RUNS.turns, begin_at=begin_at, planned=planned, always=always)
    run.rate_is_held = held
    opened = RUNS.open(run, visit(), state.own_text)
    RUNS.close(state.run_token)
    state.run_token, state.branch, state.beside_text, state.left_out = opened.token, None, None, None
    return opened


def run_beside(first: Entry, settings: SGNSSettings | None) -> Entry | None:
    """The second run of this visit; without settings it is ended.

    It reads the text of the first run, or the session's `beside_text`, and begins at the branch, if it is one.

    Raises
    ------
    BusyError
        If the server has no room for another run.
    SettingError
        If it is a branch of vectors of another dimension, or the link's changes cannot be read.
    """
    state = session()
    entry = RUNS.get(state.beside_token)
    if state.branch is None and step_of(st.query_params.get("branch", "")) is not None:
        settings = None  # the link's branch is still to come
    if settings is not None:
        branch = state.branch
        text = state.beside_text[1] if state.beside_text else first.run.whole
        as_asked = entry is not None and entry.run.is_of(
            text, settings, begin_at=entry.run.begin_at, start=branch, planned=entry.run.planned
        )
        if entry is not None and as_asked and first.together is not None:  # else the first is new, at another step
            return keeping_step(first, entry)
        if branch is not None and branch.v_in.shape[1] != settings.dim:
            raise SettingError(
                f"A branch continues with the vectors of its run, which have {branch.v_in.shape[1]} dimensions, "
                f"not {settings.dim}."
            )
        begun = branch.step if branch else 0
        usual = 0 if branch else min(max(first.run.moment.steps_done, first.run.begin_at), CATCH_UP)
        step, linked = linked_step("beside_step"), st.query_params.get("beside_course")
        run = LiveRun(
            text,
            settings,
            RUNS.turns,
            begin_at=usual if step is None else max(0, step - begun),
            start=branch,
            planned=read(linked) if linked else inherited(first.run, branch, settings),
        )
        entry = RUNS.open(run, visit())
        for name in ("beside_step", "beside_course"):  # they were about this run, not the next
            st.query_params.pop(name, None)
    RUNS.close(state.beside_token)
    if entry is None or settings is None:
        state.beside_token = None
        part(first)
        return None
    state.beside_token = entry.token
    return keeping_step(first, entry)


def keeping_step(first: Entry, second: Entry) -> Entry:
    """The second run, after it is set to keep step with the first."""
    together = first.together
    if together is None or together.runs != (first.run, second.run):
        part(first)
        first.together = Together(first.run, second.run, RUNS.turns)
    return second


def part(first: Entry) -> None:
    """Let the first run go on alone."""
    if first.together is not None:
        first.together.part()
        first.together = None


def inherited(first: LiveRun, branch: Checkpoint | None, settings: SGNSSettings) -> Course:
    """The changes of a branch: without its own learning rate it continues with that of the first run at that step."""
    if branch is None or settings.learning_rate != first.settings.learning_rate:
        return ()
    rate, _ = state_after(branch.course, settings.learning_rate)
    return () if rate == settings.learning_rate else (Change(branch.step, rate=rate),)


def linked_step(name: str) -> int | None:
    """The step in the link under that name.

    Raises
    ------
    SettingError
        If it is not a step.
    """
    told = st.query_params.get(name)
    if told is None:
        return None
    step = step_of(told)
    if step is None:
        st.query_params.pop(name, None)
        raise SettingError(f"“{name}={told[:40]}” in the link must be a step, a whole number up to {LAST_STEP:,}.")
    return step


def branch_of_link(first: Entry) -> None:
    """Begin the branch that the link describes, as soon as the first run has reached its step.

    Raises
    ------
    SettingError
        If the link's step is not a whole number up to LAST_STEP.
    """
    step = linked_step("branch")
    if step is None or session().branch is not None:
        return
    if (checkpoint := first.run.checkpoints.at(step)).step == step:
        session().branch = checkpoint
    else:
        _wait_for(first, step)


@st.fragment(run_every=0.3)
def _wait_for(first: Entry, step: int) -> None:
    if first.run.checkpoints.at(step).step == step:
        st.rerun()
    st.caption(f"The branch in this link begins when the run has reached step {step:,}.")


def branch_off(first: Entry, checkpoint: Checkpoint) -> None:
    """Begin a second run that continues from that checkpoint of the first."""
    first.run.hold(checkpoint)
    forget_link()
    session().branch = checkpoint
    st.query_params["branch"] = str(checkpoint.step)


def end_beside() -> None:
    """Back to a single run."""
    controls.end_experiment()
    forget_link()


def forget_link() -> None:
    """Remove the second run from the link."""
    for name in BESIDE:
        st.query_params.pop(name, None)


def take_over(tokens: str) -> None:
    """Continue the run that this tab had before it was reloaded, and the one next to it, if they still exist."""
    state = session()
    state.run_was_offered = True
    first, _, second = tokens.partition(" ")
    kept = RUNS.take_over(first, visit())
    if kept is not None and kept.token != state.run_token:
        RUNS.close(state.run_token)
        state.run_token, state.branch, state.own_text = kept.token, None, kept.own_text
        if (beside := RUNS.take_over(second, visit())) is not None:
            RUNS.close(state.beside_token)
            state.beside_token = beside.token
    st.rerun()
