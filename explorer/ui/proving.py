"""The known answers as they are worked out on the page: how many are right, by topic, and each with its source."""

from collections.abc import Sequence

import streamlit as st

from explorer.known_answers.answers import Answer, Value, answers
from explorer.known_answers.table import checks
from explorer.ui import long_work, panels
from explorer.ui.jobs import Report
from explorer.vectors import WordVectors

EVERYTHING, MISSED = "All topics", "Only those missed"


def worked_out(own: Sequence[WordVectors]) -> list[Answer]:
    """All answers; the page ends here, with a bar, while they are worked out. They stay until asked for again."""

    def work(report: Report) -> list[Answer]:
        return answers(checks(own), report)

    wanted = tuple((model.name, model.fingerprint) for model in own)
    return long_work.result("known answers", wanted, "Working out what is known", work, unit="answers")


def verdict(found: Sequence[Answer]) -> None:
    """How many are as expected, and a button to work all of them out again."""
    right = sum(answer.passed for answer in found)
    left, middle, far = st.columns([2, 2, 3], vertical_alignment="bottom")
    left.metric("As expected", f"{right} of {len(found)}")
    middle.metric("Worked out in", f"{sum(answer.seconds for answer in found):.1f} s")
    far.button(
        "Work all of them out again",
        key="known_again",
        icon=":material/refresh:",
        on_click=long_work.forget,
        args=("known answers",),
    )
    if right == len(found):
        st.success("Every answer is as expected.", icon=":material/check_circle:")
    else:
        missed = ", ".join(answer.name for answer in found if not answer.passed)
        st.error(panels.plain(f"Not as expected: {missed}."), icon=":material/error:")


def table(found: Sequence[Answer]) -> None:
    """Each answer in a row, of one topic or of all."""
    topics = list(dict.fromkeys(answer.topic for answer in found))
    kept = st.selectbox("Show", [EVERYTHING, MISSED, *topics], key="topic", bind="query-params")
    rows = [a for a in found if kept == EVERYTHING or kept == a.topic or (kept == MISSED and not a.passed)]
    if not rows:
        st.caption("None was missed.")
        return
    columns: dict[str, list[object]] = {
        "right": ["✓" if answer.passed else "✗ missed" for answer in rows],
        "topic": [answer.topic for answer in rows],
        "what": [answer.name for answer in rows],
        "expected": [written(answer.expected) for answer in rows],
        "obtained just now": [written(answer.obtained) for answer in rows],
        "may differ by": [f"{answer.tolerance:g}" for answer in rows],
        "source": [answer.source for answer in rows],
        "ms": [1000 * answer.seconds for answer in rows],
    }
    widths = {"right": 60, "topic": 150, "what": 330, "expected": 170, "obtained just now": 170, "source": 330}
    st.dataframe(
        columns,
        key="known",
        hide_index=True,
        height=min(680, 40 + 35 * len(rows)),
        column_config={
            **{name: st.column_config.TextColumn(width=width) for name, width in widths.items()},
            "ms": st.column_config.NumberColumn(format="%.1f"),
        },
    )
    st.download_button("CSV", panels.as_csv(columns), "known answers.csv", "text/csv", key="known_csv", type="tertiary")


def written(value: Value) -> str:
    """A number with eight digits at most, several in brackets, a text as it is."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return "(" + ", ".join(written(number) for number in value) + ")"
    return f"{value:.8g}".replace("-", "−")
