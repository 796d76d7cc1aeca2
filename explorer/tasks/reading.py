"""
Labelled sentences from a visitor's file, with a report of what was read and what was left out, and why.

    a table            CSV, TSV or semicolons, with or without a header; the columns are found, or given
    __label__          fastText's form, "__label__positive a sentence": any number of classes
    a number first     "0 a sentence", the form of SST-2 and of many course files

Sentences whose signs stand alone are split at their spaces, all others by `words_of`.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.errors import SelectionError, SettingError, TextError
from explorer.tasks.labelled import Labelled
from explorer.tasks.tokens import is_cut, words_at_spaces, words_of
from explorer.text import corpus

MOST = 200_000  # sentences of a file
MOST_CLASSES = 50
LONGEST = 1000  # words of a sentence
FASTTEXT, NUMBERED, TABLE = "fastText's __label__ form", "a number and a sentence a line", "a table"
TEXT_NAMES = ("text", "sentence", "review", "phrase", "comment", "tweet", "message", "content")
LABEL_NAMES = ("label", "class", "sentiment", "category", "target", "polarity", "stars", "rating", "score", "emoji")
_FASTTEXT = re.compile(r"\s*__label__(\S+)((?:\s+__label__\S+)*)\s+(\S.*)")
_NUMBERED = re.compile(r"\s*(-?\d{1,3})\s+(\S.*)")


@dataclass(frozen=True)
class ReadReport:
    """What was read from a file.

    Parameters
    ----------
    form : str
        The form in which the file was read, with the columns of a table.
    lines, read : int
        Lines or rows that are not empty, and those that became a labelled sentence.
    left_out : dict of str to int
        Reason -> number of lines left out for it.
    examples : tuple of str
        One sentence for each of the first lines left out.
    cut : bool
        Whether the file had its sentences already cut into words.
    """

    form: str
    lines: int
    read: int
    left_out: dict[str, int]
    examples: tuple[str, ...]
    cut: bool


def read_labelled(
    content: bytes, *, name: str, text_column: int | None = None, label_column: int | None = None
) -> tuple[Labelled, ReadReport]:
    """The labelled sentences of a file, and a report of how its lines were read.

    `text_column` and `label_column` count from 0 and are found if they are not given.

    >>> found, report = read_labelled("__label__gut Schön!\\n__label__übel Na ja.\\n".encode() * 2, name="f")
    >>> found.classes, found.sentences[0], report.form
    (('gut', 'übel'), ('schön', '!'), "fastText's __label__ form")

    Raises
    ------
    TextError
        If the file is empty, no text, or too large.
    SelectionError
        If it has fewer than two classes of two sentences, or more than `MOST_CLASSES`.
    SettingError
        If the file has no such column.
    """
    lines = re.split(r"\r\n|\r|\n", corpus.decode(content, name=name))
    if sum(1 for line in lines if line.strip()) > MOST:
        raise TextError(f"{name} has more than {MOST:,} lines; at most {MOST:,} labelled sentences are taken.")
    form, found, left_out = _found(lines, name, text_column, label_column)
    cut = is_cut(text for _, text, _ in found)
    words = words_at_spaces if cut else words_of
    kept: list[tuple[str, tuple[str, ...]]] = []
    numbers = Counter(label for label, _, _ in found)
    for label, text, number in found:
        sentence = words(text)
        if numbers[label] < 2:
            left_out.append((f"the only sentence of the class “{label[:40]}”", number))
        elif not sentence or len(sentence) > LONGEST:
            left_out.append((f"more than {LONGEST:,} words" if sentence else "no words", number))
        else:
            kept.append((label, sentence))
    classes = _classes({label for label, _ in kept})
    if not 2 <= len(classes) <= MOST_CLASSES:
        raise SelectionError(
            f"{name}, read as {form}, has {len(classes)} classes with two sentences or more; "
            f"2 to {MOST_CLASSES} are needed."
        )
    at = {label: i for i, label in enumerate(classes)}
    labelled = Labelled(
        name,
        tuple(sentence for _, sentence in kept),
        np.array([at[label] for label, _ in kept], dtype=np.intp),
        classes,
        f"The file {name}.",
    )
    examples = tuple(f"Row {number}: {why}." for why, number in sorted(left_out, key=lambda one: one[1])[:10])
    reasons = dict(Counter(why for why, _ in left_out))
    return labelled, ReadReport(form, len(kept) + len(left_out), len(kept), reasons, examples, cut)


Found = list[tuple[str, str, int]]  # label, text, number of the line
LeftOut = list[tuple[str, int]]


def _found(
    lines: Sequence[str], name: str, text_column: int | None, label_column: int | None
) -> tuple[str, Found, LeftOut]:
    told = text_column is not None or label_column is not None
    filled = [line for line in lines if line.strip()]
    for form, pattern in () if told else ((FASTTEXT, _FASTTEXT), (NUMBERED, _NUMBERED)):
        if 2 * sum(1 for line in filled if pattern.match(line)) > len(filled):
            return form, *_by_pattern(lines, form, pattern)
    return _of_table(lines, name, text_column, label_column)


def _by_pattern(lines: Sequence[str], form: str, pattern: re.Pattern[str]) -> tuple[Found, LeftOut]:
    found: Found = []
    left_out: LeftOut = []
    for number, line in enumerate(lines, start=1):
        match = pattern.match(line)
        if match and form == FASTTEXT and match[2]:
            left_out.append(("more than one label", number))
        elif match:
            found.append((match[1], match[match.lastindex or 0].strip(), number))
        elif line.strip():
            left_out.append((f"not {form}", number))
    return found, left_out


def _of_table(
    lines: Sequence[str], name: str, text_column: int | None, label_column: int | None
) -> tuple[str, Found, LeftOut]:
    mark = _separator(lines)
    try:
        rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=mark, quotechar='"', strict=False))
    except csv.Error:
        raise TextError(
            f"{name} cannot be read as a table: a field is longer than 128 kB. Is a quote missing?"
        ) from None
    rows = [[cell.strip() for cell in row] for row in rows]
    width = max(map(len, rows), default=0)
    if width < 2:
        raise SelectionError(
            f"{name} has no column of labels. Give a class and a sentence a line, separated by a comma or a tab, "
            "or begin each line with __label__ and the class."
        )
    header = _header(rows[0], rows[1:])
    body = rows[1:] if header else rows
    text_at = text_column if text_column is not None else _text_column(header, body, width)
    label_at = label_column if label_column is not None else _label_column(header, body, width, text_at)
    if not (0 <= text_at < width and 0 <= label_at < width and text_at != label_at):
        raise SettingError(
            f"{name} has the columns 1 to {width}; column {text_at + 1} for the text and {label_at + 1} for the label "
            "cannot be taken."
        )
    found: Found = []
    left_out: LeftOut = []
    for number, row in enumerate(body, start=2 if header else 1):
        if not any(row):
            continue
        label, text = (row[at] if at < len(row) else "" for at in (label_at, text_at))
        if label and text:
            found.append((label, text, number))
        else:
            left_out.append(("no label" if text else "no text", number))
    called = [header[at] if header else f"column {at + 1}" for at in (text_at, label_at)]
    return f"{TABLE} with the text in “{called[0][:40]}” and the label in “{called[1][:40]}”", found, left_out


def _separator(lines: Sequence[str]) -> str:
    """The separator that most lines have: a tab, a comma or a semicolon."""
    some = [line for line in lines[:500] if line.strip()]
    if 2 * sum("\t" in line for line in some) > len(some) and not any(line.startswith('"') for line in some):
        return "\t"
    shares = {mark: sum(mark in line for line in some) for mark in "\t,;"}
    ends = sum(bool(re.search(r";\s*\S{1,20}\s*$", line)) for line in some)
    return ";" if 2 * ends > len(some) and shares[";"] >= shares[","] else max((",", "\t"), key=lambda m: shares[m])


def _header(first: list[str], rest: list[list[str]]) -> list[str]:
    """The names of the columns, if the first row holds such names; else nothing."""
    known = {*TEXT_NAMES, *LABEL_NAMES}
    plain = [cell.lower() for cell in first]
    return first if rest and any(cell in known or cell.rstrip("s") in known for cell in plain) else []


def _named(header: list[str], names: Sequence[str]) -> int | None:
    plain = [cell.lower() for cell in header]
    return next((plain.index(n) for name in names for n in (name, name + "s") if n in plain), None)


def _text_column(header: list[str], body: list[list[str]], width: int) -> int:
    named = _named(header, TEXT_NAMES)
    return named if named is not None else max(range(width), key=lambda at: _letters(body, at))


def _letters(body: list[list[str]], at: int) -> int:
    return sum(len(row[at]) for row in body[:1000] if at < len(row))


def _label_column(header: list[str], body: list[list[str]], width: int, text_at: int) -> int:
    """The column named so, or among the columns that are nearly always filled the one with fewest different values."""
    named = _named(header, LABEL_NAMES)
    if named is not None and named != text_at:
        return named
    some = [row for row in body[:5000] if any(row)]
    values = {at: [row[at] for row in some if at < len(row) and row[at]] for at in range(width) if at != text_at}
    filled = {at: found for at, found in values.items() if len(found) >= 0.9 * len(some)} or values
    several = {at: found for at, found in filled.items() if len(set(found)) > 1} or filled
    return min(several, key=lambda at: len(set(several[at])))


def _classes(labels: set[str]) -> tuple[str, ...]:
    """The classes in numerical order if all are numbers, else in alphabetical order."""
    if all(re.fullmatch(r"-?\d+(\.\d+)?", label) for label in labels):
        return tuple(sorted(labels, key=float))
    return tuple(sorted(labels))
