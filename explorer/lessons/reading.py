"""
A lesson from its file: Markdown, with TOML in front and in the blocks of a step.

README.md next to this file shows the form. All errors are found at once and reported with their lines, so that a
teacher can correct a file in one go. `check` tests whether answers and settings are right.
"""

import hashlib
import re
from typing import Final

from explorer.errors import LessonError, Problem
from explorer.lessons import layout
from explorer.lessons.layout import Block, RawStep
from explorer.lessons.lesson import KINDS, THEN, Foreseen, Kind, Lesson, Literally, Question, Step
from explorer.lessons.pages import pages
from explorer.lessons.values import LONGEST_NAME, Values

MOST_BYTES: Final = 200_000
MOST_STEPS: Final = 40
LONGEST_SENTENCE: Final = 1000
FRONT: Final = (
    "key", "number", "title", "minutes", "aim", "makes", "courses", "hidden", "fixed", "present", "exam",
)  # fmt: skip
STEP: Final = ("page", "settings", "look_at")
QUESTION: Final = (
    "kind", "ask", "predict", "answer", "within", "choices", "wrong", "otherwise", "hints", "reach", "reached_by",
    "after",
)  # fmt: skip
RESERVED: Final = ("lesson", "lesson_step")  # names in the address that say which lesson is open
KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,59}")
PAGE: Final = re.compile(r"[a-z_]+/[a-z_]+")
SELECTOR: Final = re.compile(r"""[\w\s.#:\[\]="'>~+*(),^$|-]+""")
ONLY_FOR: Final = {
    "within": ("number",), "choices": ("choice", "order"), "reach": ("state",), "reached_by": ("state",),
    "answer": ("number", "word", "choice", "order"), "wrong": ("number", "word", "choice", "order", "state"),
}  # fmt: skip


def read(text: str | bytes, *, name: str) -> Lesson:
    """The lesson that is written in `text`.

    Parameters
    ----------
    text : str or bytes
        The file as it was read or uploaded.
    name : str
        Name of the file, for messages.

    Raises
    ------
    LessonError
        With everything that is wrong with it, and where.
    """
    written = _decoded(text, name)
    front, raw, problems = layout.parts(written)
    if len(raw) > MOST_STEPS:
        raise LessonError(
            Problem(raw[MOST_STEPS].line, f"A lesson has at most {MOST_STEPS} steps, and this has {len(raw)}.")
        )
    if not raw:
        problems.append(Problem(len(written.splitlines()) or 1, "There is no step: a step begins with # and a title."))
    steps = tuple(_step(one, problems) for one in raw)
    lesson = _lesson(front, steps, hashlib.sha256(written.encode("utf-8", "replace")).hexdigest(), problems)
    if problems or lesson is None:
        raise LessonError(*sorted(set(problems), key=lambda one: (one.line, one.sentence)))
    return lesson


def _decoded(text: str | bytes, name: str) -> str:
    """The text with plain line ends; raises if it is too large or not text."""
    if len(text) > MOST_BYTES:
        raise LessonError(f"{name} has {len(text):,} bytes; a lesson has at most {MOST_BYTES:,}.")
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise LessonError(f"{name} is not text in UTF-8. Save the lesson as plain text in UTF-8.") from None
    if "\0" in text:
        raise LessonError(f"{name} is not text: it contains NUL characters. Save the lesson as plain text in UTF-8.")
    if not text.strip():
        raise LessonError(f"{name} is empty.")
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


def _lesson(front: Block | None, steps: tuple[Step, ...], checksum: str, problems: list[Problem]) -> Lesson | None:
    if front is None:
        return None
    values = Values(front, problems, FRONT)
    key = values.text("key", needed=True)
    if key and not KEY.fullmatch(key):
        values.wrong("key", "“key” is made of letters, digits and hyphens, at most 60 of them, as one-update.")
    hidden, fixed = values.texts("hidden", most=60), values.spelled("fixed")
    for name in RESERVED:
        if name in hidden or name in fixed:
            values.wrong(
                "hidden" if name in hidden else "fixed", f"“{name}” says which lesson is open; it is not a control."
            )
    return Lesson(
        key=key,
        number=values.whole("number", least=1, most=999),
        title=values.text("title", needed=True),
        minutes=values.whole("minutes", least=1, most=600, needed=True) or 1,
        aim=values.text("aim", needed=True, most=LONGEST_SENTENCE),
        makes=values.text("makes", needed=True, most=LONGEST_SENTENCE),
        courses=values.spelled("courses", longest=LONGEST_NAME),
        hidden=hidden,
        fixed=fixed,
        present=values.flag("present"),
        exam=values.flag("exam"),
        steps=steps,
        checksum=checksum,
    )


def _step(raw: RawStep, problems: list[Problem]) -> Step:
    page, settings, look_at = "", dict[str, str](), ""
    if not raw.title or len(raw.title) > LONGEST_NAME:
        problems.append(Problem(raw.line, f"A step has a title of at most {LONGEST_NAME} characters."))
    if block := raw.blocks.get("step"):
        values = Values(block, problems, STEP)
        page, look_at, settings = _page(values), values.text("look_at"), values.spelled("settings")
        if look_at and not look_at.startswith("key:") and not SELECTOR.fullmatch(look_at):
            values.wrong("look_at", "“look_at” is a CSS selector, as .live-pairs, or key: and the key of a widget.")
        if settings and not page:
            values.wrong("settings", 'Settings belong to a page: name it, as page = "train/watch".')
        for name in RESERVED:
            if name in settings:
                values.wrong("settings", f"“{name}” says which lesson is open; it is not a setting.")
    text = "\n".join(raw.text).strip()
    if len(text) > LONGEST_SENTENCE * 4:
        problems.append(Problem(raw.line, f"The text of a step has at most {LONGEST_SENTENCE * 4:,} characters."))
    if re.search(r"!\[[^\]]*\][(\[]", text):
        problems.append(Problem(raw.line, "A step shows no pictures of its own: look at the page instead."))
    asked = raw.blocks.get("question")
    if not text and asked is None:
        problems.append(Problem(raw.line, "This step has neither a text nor a question."))
    return Step(raw.title, page, settings, look_at, text, _question(asked, problems) if asked else None, raw.line)


def _page(values: Values) -> str:
    if not values.block.values.get("page"):  # "" is a step without a page
        return ""
    page = values.text("page")
    if page and not PAGE.fullmatch(page):
        values.wrong("page", f"“{page[:40]}” is not a page: write its section and its name, as train/watch.")
        return ""
    if page and page not in pages():
        values.wrong("page", f"There is no page “{page[:40]}”. The pages are: {', '.join(pages())}.")
    return page


def _question(block: Block, problems: list[Problem]) -> Question | None:
    values = Values(block, problems, QUESTION)
    told = values.text("kind", needed=True)
    kind: Kind | None = next((one for one in KINDS if one == told), None)
    if kind is None:
        if told:
            values.wrong("kind", f"“{told[:40]}” is not a kind of question. The kinds are: {', '.join(KINDS)}.")
        return None
    for name, kinds in ONLY_FOR.items():
        if name in values and kind not in kinds:
            values.wrong(name, f"“{name}” belongs to a question of kind {' or '.join(kinds)}, not {kind}.")
    answer: Literally | None = None
    if "answer" in values:
        answer = values.answer("answer", block.values["answer"])
    elif kind in ONLY_FOR["answer"]:
        values.wrong("answer", "“answer” is missing.")
    choices = values.texts("choices", most=12)
    if any(THEN.strip() in choice for choice in choices):
        values.wrong("choices", f"No choice may contain “{THEN.strip()}”: it separates the parts of an order.")
    if kind in ONLY_FOR["choices"] and len(choices) < 2:
        values.wrong("choices", f"A question of kind {kind} has at least two choices.")
    return Question(
        kind=kind,
        ask=values.text("ask", needed=True, most=LONGEST_SENTENCE),
        answer=answer,
        within=values.number("within"),
        choices=choices,
        wrong=_foreseen(values),
        otherwise=values.text("otherwise", most=LONGEST_SENTENCE),
        hints=values.texts("hints", most=6, longest=LONGEST_SENTENCE),
        reach=values.text("reach", needed=kind == "state", most=LONGEST_SENTENCE),
        reached_by=values.text("reached_by", most=LONGEST_SENTENCE),
        predict=values.flag("predict"),
        after=values.text("after", most=LONGEST_SENTENCE),
        line=block.before,
    )


def _foreseen(values: Values) -> tuple[Foreseen, ...]:
    told = values.block.values.get("wrong", [])
    if not isinstance(told, list) or len(told) > 20 or not all(isinstance(one, dict) for one in told):
        values.wrong("wrong", '“wrong” is a list of at most 20 tables, as [{ when = 12, reply = "…" }].')
        return ()
    found = []
    for i, one in enumerate(told):
        reply = one.get("reply")
        if set(one) != {"when", "reply"} or not isinstance(reply, str) or not 0 < len(reply) <= LONGEST_SENTENCE:
            values.wrong("when", "A foreseen wrong answer has “when” and a “reply”, and nothing else.", i)
        elif (when := values.answer("when", one["when"], nth=i)) is not None:
            found.append(Foreseen(when, reply.strip()))
    return tuple(found)
