"""
What a student hands in: their sheet as one HTML file that can be read and printed, with its JSON inside.

The file holds no script and loads nothing.  All that a student typed is escaped. `read` takes the sheet out again and
trusts nothing else in the file.
"""

import hashlib
import html
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from explorer.errors import LessonError
from explorer.lessons import sheet as sheets
from explorer.lessons.lesson import Lesson
from explorer.lessons.sheet import MOST_BYTES, Sheet, Try

OPENING: Final = '<script type="application/json" id="sheet" data-sha256="'
INSIDE: Final = re.compile(re.escape(OPENING) + r'([0-9a-f]{64})">(.*?)</script>', re.DOTALL)
PARTED: Final = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})  # no text can end the script
EMPHASIS: Final = re.compile(r"\*\*?([^*\s](?:[^*]*[^*\s])?)\*\*?")
STYLE: Final = """
:root { color-scheme: light dark; --line: light-dark(#c9ced8, #3a4252); --faint: light-dark(#555d6d, #aab2c0); }
body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; } h2 { margin-top: 2.2rem; font-size: 1.25rem; }
p.facts, td small, footer { color: var(--faint); }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 0.4rem 0.6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; } td.number { text-align: right; white-space: nowrap; }
ol { margin: 0; padding-left: 1.2rem; } small { display: block; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } tr, h2 { break-inside: avoid; } }
"""


def as_html(sheet: Sheet, lessons: Iterable[Lesson]) -> str:
    """The sheet as one HTML file; `lessons` supply the questions of the lessons known here."""
    known = {lesson.key: lesson for lesson in lessons}
    keys = sorted(
        {*sheet.steps_seen, *(key for key, _ in sheet.tries)},
        key=lambda key: (known[key].number or 1000 if key in known else 2000, key),
    )
    inside = sheets.to_json(sheet).translate(PARTED)
    name = html.escape(sheet.nickname or "A student without a name")
    versions = " · ".join(f"{html.escape(name)} {html.escape(version)}" for name, version in sheet.versions.items())
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>Answers of {name}</title>\n<style>{STYLE}</style>\n</head>\n<body>",
        f"<h1>Answers of {name}</h1>",
        f'<p class="facts">Started {_time(sheet.begun)}. Each answer as it was given; the last one counts.</p>',
        *(_lesson(sheet, key, known.get(key)) for key in keys),
        "" if keys else "<p>No step of a lesson has been opened yet.</p>",
        f"<footer><p>{versions}</p></footer>",
        f'{OPENING}{hashlib.sha256(inside.encode()).hexdigest()}">{inside}</script>',
        "</body>\n</html>\n",
    ]
    return "\n".join(part for part in parts if part)


def read(content: bytes) -> Sheet:
    """The sheet in a file that a student handed in.

    Raises
    ------
    LessonError
        If it is not such a file, is too large, or was changed after it was saved.
    """
    if len(content) > 3 * MOST_BYTES:
        raise LessonError(f"A sheet has at most {3 * MOST_BYTES / 1e6:.0f} MB; this has {len(content) / 1e6:.0f} MB.")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise LessonError("This is not a sheet of answers: it is not text in UTF-8.") from None
    found = INSIDE.search(text)
    if found is None:
        raise LessonError(
            "This is not a sheet of answers, or not a whole one. Hand in the file as the Course page saves it."
        )
    if hashlib.sha256(found[2].encode()).hexdigest() != found[1]:
        raise LessonError("This sheet was changed after it was saved: its checksum does not agree with its answers.")
    return sheets.from_json(found[2])


def _lesson(sheet: Sheet, key: str, lesson: Lesson | None) -> str:
    checksum = sheet.checksums.get(key, "")
    questions = lesson.questions if lesson is not None else {}
    steps = sorted({*questions, *(step for of, step in sheet.tries if of == key)})
    title, facts = key, []
    if lesson is not None:
        title = f"{lesson.number}. {lesson.title}" if lesson.number else lesson.title
        facts.append(f"{len(sheet.done(lesson))} of {len(lesson.steps)} steps done.")
        if checksum != lesson.checksum:
            facts.append("The answers were given to another version of this lesson.")
    else:
        facts.append("This lesson is not known here, so its questions are not shown.")
    facts.append(f"Checksum of the lesson: {html.escape(checksum[:16])}.")
    rows = [_row(step, questions[step].ask if step in questions else "", sheet.at(key, step)) for step in steps]
    head = "<tr><th>Step</th><th>Question</th><th>Answers</th><th>Tries</th><th>Hints</th></tr>"
    table = f"<table>\n<thead>{head}</thead>\n<tbody>\n{chr(10).join(rows)}\n</tbody>\n</table>" if rows else ""
    return f'<h2>{html.escape(title)}</h2>\n<p class="facts">{" ".join(facts)}</p>\n{table}'


def _row(step: int, ask: str, tries: Sequence[Try]) -> str:
    question = EMPHASIS.sub(r"<em>\1</em>", html.escape(ask))
    answers = "".join(f"<li>{_answer(one)}</li>" for one in tries)
    numbers = f'<td class="number">{len(tries)}</td><td class="number">{max((t.hints for t in tries), default=0)}</td>'
    return f"<tr><td>{step}</td><td>{question}</td><td>{f'<ol>{answers}</ol>' if tries else '–'}</td>{numbers}</tr>"


def _answer(one: Try) -> str:
    verdict = {True: "right", False: "not right", None: "kept, not judged"}[one.right]
    settings = f" · {html.escape(one.link)}" if one.link else ""
    return f"{html.escape(one.given)} <small>{verdict} · {_time(one.at)}{settings}</small>"


def _time(seconds: float) -> str:
    """A moment, to the second, in UTC; a dash for none."""
    if not seconds:
        return "–"
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (OverflowError, ValueError, OSError):
        return "–"
