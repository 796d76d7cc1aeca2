"""The known answers on their page: the expected ones at once, the obtained ones when they are asked for."""

from collections.abc import Sequence

import streamlit as st

from explorer.known_answers.answers import Answer, Check, Value, answer, reports
from explorer.known_answers.table import checks
from explorer.progress import Report
from explorer.text.numbers import number
from explorer.ui.shell import panels
from explorer.ui.shell.cache import shared_work
from explorer.ui.shell.jobs import Job
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import session
from explorer.vectors.model import Model

EVERYTHING, MISSED = "All topics", "Only those missed"
JOB = "known answers"
NOT_YET = "not yet asked"
Done = dict[tuple[str, str], Answer]  # by topic and name


def known(own: Sequence[Model]) -> tuple[list[Check], Done]:
    """What is known, and the answers worked out in this visit so far, also by a run that is still under way."""
    listed, visit = checks(own), session()
    models = tuple(model.vectors.fingerprint for model in own)
    if visit.answered_of != models:  # another model may have the same name
        visit.answered, visit.answered_of = {}, models
    job: Job[None] | None = visit.jobs.get(JOB)
    if job is not None and job.over:
        job.outcome()  # raises what went wrong
    return listed, {key: visit.answered[key] for check in listed if (key := _key(check)) in visit.answered}


def verdict(listed: Sequence[Check], done: Done, kept: str) -> None:
    """How many are as expected, and the button that works out those that are shown."""
    right = sum(one.passed for one in done.values())
    left, middle, far = st.columns([2, 2, 3], vertical_alignment="bottom")
    left.metric("As expected", f"{right} of {len(done)}" if done else "—", help="Of those worked out in this visit.")
    middle.metric("Known", f"{len(listed)} answers")
    job = session().jobs.get(JOB)
    asked = [check for check in listed if kept in (EVERYTHING, MISSED, check.topic)]
    far.button(
        f"Work out all {len(asked)}" if len(asked) == len(listed) else f"Work out these {len(asked)}",
        key="known_run",
        type="primary",
        icon=":material/play_arrow:",
        disabled=job is not None and not job.over,
        on_click=_run,
        args=(asked,),
    )
    if job is not None and not job.over:
        panels.job_progress(job, key="known")
    missed = ", ".join(one.name for one in done.values() if not one.passed)
    if missed:
        st.error(panels.plain(f"Not as expected: {missed}."), icon=":material/error:")
    elif len(done) == len(listed):
        seconds = sum(one.seconds for one in done.values())
        st.success(f"Every answer is as expected; worked out in {seconds:.1f} s.", icon=":material/check_circle:")


def choose_topic(listed: Sequence[Check]) -> str:
    """Which of them are shown, and worked out by the button."""
    topics = list(dict.fromkeys(check.topic for check in listed))
    return linked().selectbox("Show", [EVERYTHING, MISSED, *topics], key="topic")


def table(listed: Sequence[Check], done: Done, kept: str) -> None:
    """One row for each: what is expected, what was obtained, and the source."""
    rows = [
        (check, done.get(_key(check)))
        for check in listed
        if kept in (EVERYTHING, check.topic) or (kept == MISSED and _missed(done.get(_key(check))))
    ]
    if not rows:
        st.caption("All came out as expected." if done else "Nothing has been worked out yet, so nothing was missed.")
        return
    columns: dict[str, list[object]] = {
        "right": ["" if found is None else "✓" if found.passed else "✗ missed" for _, found in rows],
        "topic": [check.topic for check, _ in rows],
        "what": [check.name for check, _ in rows],
        "expected": [written(check.expected) for check, _ in rows],
        "obtained": [NOT_YET if found is None else written(found.obtained) for _, found in rows],
        "may differ by": [f"{check.tolerance:g}" for check, _ in rows],
        "source": [check.source for check, _ in rows],
        "ms": [None if found is None else 1000 * found.seconds for _, found in rows],
    }
    widths = {"right": 60, "topic": 150, "what": 330, "expected": 170, "obtained": 170, "source": 330}
    st.dataframe(
        columns,
        key="known",
        hide_index=True,
        height=min(560, 40 + 35 * len(rows)),
        column_config={
            **{name: st.column_config.TextColumn(width=width) for name, width in widths.items()},
            "ms": st.column_config.NumberColumn(format="%.1f"),
        },
    )
    panels.csv_button(columns, key="known", name="known answers")


def written(value: Value) -> str:
    """A number with eight digits at most, several in brackets, a text as it is."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return "(" + ", ".join(written(number) for number in value) + ")"
    return number(value, ".8g")


def _key(check: Check) -> tuple[str, str]:
    return check.topic, check.name


def _missed(found: Answer | None) -> bool:
    return found is not None and not found.passed


def _run(asked: Sequence[Check]) -> None:
    """Start to compute them; earlier results stay until they are replaced."""
    found = session().answered

    def work(report: Report) -> None:
        for check, told in zip(asked, reports(asked, report), strict=True):
            told(0, 1)
            found[_key(check)] = answer(check, told)

    session().jobs[JOB] = shared_work.workers().start(f"Working out {len(asked)} answers", work, unit="%")
