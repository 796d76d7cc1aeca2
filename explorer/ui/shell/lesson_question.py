"""The question of a lesson's step: its text, a field for the answer, the reply, and the hints one by one."""

import re
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from explorer.errors import LessonError
from explorer.lessons import pages
from explorer.lessons.lesson import THEN, Lesson, Question
from explorer.lessons.marking import WRONG, Marked, mark, reached
from explorer.lessons.predicate import Predicate
from explorer.lessons.reading import RESERVED
from explorer.lessons.sheet import Try
from explorer.ui.shell import observed, panels, sheet, streamlit_private
from explorer.ui.shell.state import held_by, session

CHECK_EVERY: Final = 1.0  # seconds between two checks whether a state is reached
LONGEST: Final = {"number": 40, "word": 100, "sentence": 1000}  # characters of an answer
IN_A_ROW: Final = 45  # most letters of all choices that are shown in one row
REACHED: Final = "reached"
ICONS: Final = {True: ":green[:material/check_circle:] ", False: ":orange[:material/cancel:] ", None: ""}


def is_to_be_predicted(lesson: Lesson, number: int) -> bool:
    """Whether the step's page stays closed until there is an answer."""
    question = lesson.steps[number - 1].question
    return question is not None and question.predict and not sheet.tries(lesson, number)


def reply(lesson: Lesson, number: int) -> Marked:
    """The reply to the last answer; empty if there is none."""
    step = lesson.steps[number - 1]
    given = sheet.tries(lesson, number)
    if step.question is None or not given:
        return Marked(None, "")
    if lesson.exam and (still := [i for i in lesson.questions if not sheet.tries(lesson, i)]):
        have = "1 has" if len(still) == 1 else f"{len(still)} have"
        return Marked(None, f"Kept. Replies come when all questions have an answer; {have} none yet.")
    if sheet.is_prediction(lesson, number):
        return Marked(None, "Kept. Now look at the page to see if you were right, then answer again.")
    return judged(step.question, given[-1].given)


def judged(question: Question, given: str) -> Marked:
    """Whether that answer is right, and the reply; if the lesson cannot work it out, the reply says so."""
    if question.kind == "state":
        return Marked(True, question.after or "Reached.")
    try:
        return mark(question, given)
    except LessonError as error:
        return Marked(None, panels.plain(str(error)))


def ask(lesson: Lesson, number: int) -> None:
    """Show the question, its field, the reply and the hints."""
    question = lesson.steps[number - 1].question
    if question is None:
        return
    st.markdown(question.ask)
    if question.kind == "state":
        _state(lesson, number, question)
    else:
        _form(lesson, number, question)
    said = reply(lesson, number)
    if said.reply:
        st.markdown(f"{ICONS[said.right]}{said.reply}{_prediction(lesson, number, question)}")
    if taken := hints_taken(lesson, number):
        with st.container(key="lesson_hints"):
            for i, hint in enumerate(taken, 1):
                st.markdown(f":material/lightbulb: **Hint {i}.** {hint}")
    if not said.right:
        _hint_button(lesson, number, question)


def told(lesson: Lesson, number: int) -> str:
    """The reply and the last hint as they are read aloud; a further answer has a number: its reply may be the same."""
    said = reply(lesson, number).reply
    tries = len(sheet.tries(lesson, number))
    taken = hints_taken(lesson, number)
    answered = f"Answer {tries}: {said}" if said and tries > 1 else said
    hinted = f"Hint {len(taken)}: {taken[-1]}" if taken else ""
    return spoken(" ".join(filter(None, (answered, hinted))))


def hints_taken(lesson: Lesson, number: int) -> tuple[str, ...]:
    """The hints of the step that its reader has asked for."""
    question = lesson.steps[number - 1].question
    return tuple(question.hints[: _hints(lesson, number)]) if question is not None else ()


def spoken(text: str) -> str:
    """Markdown as it is read aloud, without the marks of emphasis."""
    return re.sub("[*`]", "", text)


def _prediction(lesson: Lesson, number: int, question: Question) -> str:
    """The prediction, once there is another answer."""
    given = sheet.tries(lesson, number)
    if not question.predict or len(given) < 2:
        return ""
    return f"  \nYou predicted: {panels.plain(given[0].given)}."


def _form(lesson: Lesson, number: int, question: Question) -> None:
    key = _key(lesson, number)
    given = sheet.tries(lesson, number)
    label = "Keep" if question.kind == "sentence" or lesson.exam else "Check"
    if is_to_be_predicted(lesson, number):
        label = "Commit, then see"
    in_a_row = question.kind in ("number", "word")
    with st.form(f"{key}_form", border=False), st.container(horizontal=in_a_row, vertical_alignment="bottom"):
        _field(question, f"{key}_answer", given[-1].given if given else "")
        st.form_submit_button(
            label, key=f"{key}_check", type="primary", on_click=_answer, args=(lesson, number, question)
        )


def _field(question: Question, key: str, before: str) -> None:
    """The input that fits the kind of the question; it holds the last answer, `before`.

    Its label is for screen readers: the question itself is shown above it, with its Markdown.
    """
    choices, label = list(question.choices), spoken(question.ask)
    if question.kind == "choice":
        st.radio(
            label,
            choices,
            index=choices.index(before) if before in choices else None,
            horizontal=sum(map(len, choices)) <= IN_A_ROW,
            key=key,
            label_visibility="collapsed",
        )
    elif question.kind == "order":
        usual = [part for part in before.split(THEN) if part in choices]
        hint = "Choose from first to last"
        st.multiselect(label, choices, default=usual, key=key, placeholder=hint, label_visibility="collapsed")
    elif question.kind == "sentence":
        most = LONGEST["sentence"]
        st.text_area(label, before, key=key, height=80, max_chars=most, label_visibility="collapsed")
    else:
        wanted, most = "a number" if question.kind == "number" else "a word", LONGEST[question.kind]
        st.text_input(label, before, key=key, max_chars=most, placeholder=wanted, label_visibility="collapsed")


def _answer(lesson: Lesson, number: int, question: Question) -> None:
    """Keep the field's content as an answer, for `on_click`; after a prediction the page opens."""
    held = held_by(f"{_key(lesson, number)}_answer")
    given = THEN.join(held) if isinstance(held, list) else str(held or "").strip()
    if not given:
        return
    if is_to_be_predicted(lesson, number):
        session().studying.wanted = "shown"
    _keep(lesson, number, given, right=judged(question, given).right)


def _keep(lesson: Lesson, number: int, given: str, *, right: bool | None) -> None:
    """Write an answer on the sheet, with the current page and settings."""
    known = {page.rpartition("/")[2]: page for page in pages.pages()}
    told = [(key, one) for key in st.query_params if key not in RESERVED for one in st.query_params.get_all(key)]
    link = f"{known.get(session().link.page or 'welcome', '')}?{urlencode(told)}".rstrip("?")
    sheet.keep(lesson, number, Try(given, right, sheet.now(), _hints(lesson, number), link))


def _state(lesson: Lesson, number: int, question: Question) -> None:
    """Show the state to reach, and check again and again until it is reached."""
    if sheet.tries(lesson, number):
        return
    st.fragment(_look, run_every=CHECK_EVERY)(lesson, number, question)


def _look(lesson: Lesson, number: int, question: Question) -> None:
    if not streamlit_private.only_a_part():  # the page is drawn below and has reported nothing yet
        st.caption(":material/autorenew: Checked while you work.")
        return
    seen = observed.of(lesson.steps[number - 1].page)
    said = reached(question, seen)
    if said.right:
        _keep(lesson, number, REACHED, right=True)
        st.rerun()
    now = ", ".join(
        f"{name} {_short(seen[name])}" for name in sorted(_asked_of(question)) if seen.get(name) is not None
    )
    told = "Not yet." if said.reply == WRONG else said.reply
    st.caption(f":material/autorenew: Checked while you work. {told}" + (f" Now: {now}." if now else ""))


def _asked_of(question: Question) -> frozenset[str]:
    """The names that are compared in the condition of a state."""
    try:
        return Predicate(question.reach).names
    except LessonError:
        return frozenset()


def _short(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else panels.plain(value)


def _hint_button(lesson: Lesson, number: int, question: Question) -> None:
    taken, most = _hints(lesson, number), len(question.hints)
    if taken < most:
        st.button(
            f"Hint {taken + 1} of {most}",
            key=f"{_key(lesson, number)}_hint",
            icon=":material/lightbulb:",
            type="tertiary",
            on_click=_take_hint,
            args=(lesson, number),
        )


def _take_hint(lesson: Lesson, number: int) -> None:
    session().studying.hints[lesson.key, number] = _hints(lesson, number) + 1


def _hints(lesson: Lesson, number: int) -> int:
    """How many hints were taken, in this visit or before an answer that is kept."""
    kept = max((one.hints for one in sheet.tries(lesson, number)), default=0)
    return max(kept, session().studying.hints.get((lesson.key, number), 0))


def _key(lesson: Lesson, number: int) -> str:
    return f"lesson_{lesson.key}_{number}"
