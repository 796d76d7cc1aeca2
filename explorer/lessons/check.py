"""
Whether a lesson works: its settings exist, and every answer can be worked out and is marked correctly.

Each right answer passes, each foreseen wrong one is wrong and gets its own reply, and no hint tells the answer. A state
does not hold when the page opens, and holds after the library's own call that reaches it.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from explorer.errors import LessonError, Problem
from explorer.lessons import observed, pages
from explorer.lessons.answers.computed import answer
from explorer.lessons.lesson import Lesson, Literally, Question, Step, is_call
from explorer.lessons.marking import chosen, mark, numbers, reached, tolerance
from explorer.lessons.predicate import Predicate
from explorer.lessons.reached.table import observed_after, observed_before

NUMBER_IN_TEXT: Final = re.compile(r"[+\-−]?\d[\d.,]*\d|\d")


def problems(lesson: Lesson, *, typed: bool = True) -> tuple[Problem, ...]:
    """What is wrong with a lesson that could be read, line by line; empty if all is well.

    Parameters
    ----------
    lesson : Lesson
    typed : bool
        Whether right answers may be typed in. They may in a teacher's own lesson; those of the app's lessons are
        computed.
    """
    found = [*_of_controls(lesson)]
    for step in lesson.steps:
        found += _of_step(step)
        if step.question is not None:
            found += _of_question(step, step.question, typed=typed)
    return tuple(sorted(set(found), key=lambda one: (one.line, one.sentence)))


def _of_controls(lesson: Lesson) -> Iterator[Problem]:
    on = sorted({step.page for step in lesson.steps if step.page})
    for name in (*lesson.hidden, *lesson.fixed):
        if on and not any(pages.names(page).fullmatch(name) for page in on):
            yield Problem(1, f"No page of this lesson has a control “{name[:40]}” that can be hidden or fixed.")


def _of_step(step: Step) -> Iterator[Problem]:
    if not step.page:
        return
    for name in step.settings:
        if not pages.names(step.page).fullmatch(name):
            yield Problem(step.line, f"A link to {step.page} has no setting “{name[:40]}”. Copy a link from that page.")
    key = step.look_at.removeprefix("key:")
    if step.look_at.startswith("key:") and not pages.keys(step.page).fullmatch(key):
        yield Problem(step.line, f"Nothing on {step.page} has the key “{key[:40]}”, which this step looks at.")


def _of_question(step: Step, question: Question, *, typed: bool) -> Iterator[Problem]:
    try:
        if question.kind == "state":
            yield from _of_state(step, question, typed=typed)
        elif question.answer is not None:
            if not typed and not is_call(question.answer):
                yield Problem(
                    question.line, "The right answer is typed in. The lessons of the app have theirs computed."
                )
            right = answer(question.answer)
            yield from _of_choices(question, right)
            yield from _of_marking(question, right)
            yield from _of_hints(question, right)
    except LessonError as error:
        for one in error.problems:
            yield Problem(question.line, one.sentence)


def _of_choices(question: Question, right: Literally) -> Iterator[Problem]:
    if question.kind not in {"choice", "order"}:
        return
    known = {_plain(choice) for choice in question.choices}
    for value in (right, *(answer(one.when) for one in question.wrong)):
        if question.kind == "choice" and _plain(chosen(question, value)) not in known:
            yield Problem(question.line, f"“{chosen(question, value)[:60]}” is an answer, but not among the choices.")
        if question.kind == "order" and (not isinstance(value, tuple) or {_plain(one) for one in value} != known):
            yield Problem(question.line, f"“{str(value)[:80]}” does not put all the choices in order.")


def _of_marking(question: Question, right: Literally) -> Iterator[Problem]:
    if mark(question, as_given(question, right)).right is not True:
        yield Problem(question.line, f"The right answer, {_shown(right)}, is not marked as right.")
    replies = [one.reply for one in question.wrong]
    for one in question.wrong:
        marked = mark(question, as_given(question, answer(one.when)))
        shown = _shown(answer(one.when))
        if marked.right is not False:
            yield Problem(question.line, f"The foreseen wrong answer {shown} is marked as right: {_shown(right)} is.")
        elif marked.reply != one.reply:
            yield Problem(
                question.line, f"The foreseen wrong answer {shown} gets another reply: “{marked.reply[:80]}”."
            )
    if len(set(replies)) < len(replies):
        yield Problem(question.line, "Two foreseen wrong answers have the same reply.")


def _of_hints(question: Question, right: Literally) -> Iterator[Problem]:
    for number, hint in enumerate(question.hints, 1):
        if _tells(question, right)(hint):
            yield Problem(question.line, f"Hint {number} tells the answer, {_shown(right)}.")


def _tells(question: Question, right: Literally) -> Callable[[str], bool]:
    """A function that says whether a text contains the right answer."""
    if question.kind == "number":
        value, within = float(right) if isinstance(right, float) else 0.0, 0.0
        within = max(tolerance(question, value), 1e-9)
        return lambda text: any(
            abs(number - value) <= within for told in NUMBER_IN_TEXT.findall(text) for number, _ in numbers(told)
        )
    if question.kind == "order":
        parts = [_plain(one) for one in right] if isinstance(right, tuple) else []
        return lambda text: _in_order(parts, _plain(text))
    texts = (
        [chosen(question, right)] if question.kind == "choice" else right if isinstance(right, tuple) else [str(right)]
    )
    others = [one for one in question.choices if one not in texts]
    return lambda text: any(_has(text, one) for one in texts) and not any(_has(text, other) for other in others)


def _of_state(step: Step, question: Question, *, typed: bool) -> Iterator[Problem]:
    if not step.page:
        yield Problem(question.line, "A state belongs to a page: name the page in the block of the step.")
        return
    known = observed.names(step.page)
    for condition in (Predicate(question.reach), *(Predicate(str(one.when)) for one in question.wrong)):
        for name in sorted(condition.names - known.keys()):
            yield Problem(
                question.line,
                f"{step.page} does not report “{name[:40]}”. It reports: {', '.join(known) or 'nothing'}.",
            )
        for name, value in condition.comparisons():
            if name in known and isinstance(value, str) != (known[name].kind == "word"):
                yield Problem(question.line, f"“{name}” is a {known[name].kind}, and {value!r} is not.")
    if not question.reached_by:
        if not typed:
            yield Problem(question.line, "“reached_by” is missing: the call that reaches this with the library.")
        return
    if reached(question, observed_before(question.reached_by, step.settings)).right:
        yield Problem(question.line, "This is reached as soon as the page opens.")
    after = observed_after(question.reached_by)
    if not reached(question, after).right:
        told = ", ".join(f"{name} = {after.get(name)}" for name in sorted(Predicate(question.reach).names))
        yield Problem(question.line, f"“{question.reached_by[:80]}” does not reach it: {told}.")


def as_given(question: Question, value: Literally) -> str | tuple[str, ...]:
    """An answer as a student would give it."""
    if isinstance(value, tuple):
        return value if question.kind == "order" else value[0]
    if question.kind == "choice":
        return chosen(question, value)
    return repr(value) if isinstance(value, float) else value


def _shown(value: Literally) -> str:
    return (
        ", ".join(value) if isinstance(value, tuple) else f"{value:.6g}" if isinstance(value, float) else f"“{value}”"
    )


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _has(text: str, part: str) -> bool:
    """Whether a text contains the part as whole words."""
    return re.search(rf"(?<!\w){re.escape(_plain(part))}(?!\w)", _plain(text)) is not None


def _in_order(parts: list[str], text: str) -> bool:
    at = 0
    for part in parts:
        at = text.find(part, at) + 1
        if not at:
            return False
    return bool(parts)
