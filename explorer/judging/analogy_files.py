"""
Sets of analogies from files, in the forms in which the published sets are distributed.

    four words a line, “: name” before a section        Google's set and similar ones (Mikolov et al. 2013)
    three words a line, and in a second file, on the    MSR's syntactic set: word_relationship.questions and .answers
    same line, a tag and the fourth: JJ_JJR rougher     (Mikolov, Yih and Zweig 2013)
    three words, tag and fourth on one line             the same as one file
    columns word1, word2, word3, target and type        CSV, as Vecto's collection has MSR's and other sets
    a word and its answers a line, album TAB albums,    BATS, a file for each of 40 relations in four kinds
    or more of them: dog TAB canine/animal              (Gladkova, Drozd and Matsuoka 2016)

MSR's 8,000 questions are also distributed in the first form, without tags.  They are then in their published
order, from which the tags follow: six questions of each pair of adjectives, two of nouns, two of possessives, six
of verbs.

BATS asks about each line of a file with every other line as the example, 50 · 49 questions from 50 lines.  The
example shows the first answer of its line; any answer of the line asked about is right.
"""

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from lzma import LZMAError
from pathlib import PurePosixPath
from typing import Final

from explorer.errors import SelectionError, TextError, VectorFileError
from explorer.files.formats import archive
from explorer.judging.analogy_sets import MOST, Question, QuestionSet, Section, read_questions
from explorer.text import corpus

SUFFIXES: Final = (".txt", ".tsv", ".csv", ".questions", ".answers")  # of the files of a zip that are looked at
SHARE: Final = 0.6  # of the first lines that are in one form
MOST_FILES, MOST_BYTES = 200, 20 << 20  # of a set, unpacked
TAG: Final = re.compile(r"[A-Z]{2,6}_[A-Z]{2,6}")  # two parts of speech of the Penn Treebank
FOUR, THREE, ANSWER, TAGGED, TABLE, PAIRS = "four words", "questions", "answers", "tagged", "table", "pairs"
TOLD: Final = {
    FOUR: "four words a line",
    THREE: "MSR's questions and answers",
    TAGGED: "three words, a tag and the fourth a line (MSR)",
    TABLE: "a table with the columns word1, word2, word3 and target",
    PAIRS: "a word and its answers a line, a file for each relation (BATS)",
}
READ: Final = (
    "four words a line with “: name” before a section (Google); MSR's .questions with its .answers, or its lines with "
    "tags such as JJ_JJR; a CSV with the columns word1, word2, word3 and target; and BATS, a word, a tab and its "
    "answers a line, a file for each relation. Questions with answers to choose from, as the SAT's, are read by "
    "“Multiple choice” on the page Evaluation"
)
OF_TAGS: Final = {"J": "adjectives", "N": "nouns", "V": "verbs"}
OF_BATS: Final = {
    "I": "inflectional morphology",
    "D": "derivational morphology",
    "E": "encyclopaedic semantics",
    "L": "lexicographic semantics",
}
BY_PLACE: Final = (  # how many times the tags follow one another in MSR's 8,000 questions
    (500, ("JJ_JJR", "JJR_JJ", "JJ_JJS", "JJS_JJ", "JJS_JJR", "JJR_JJS")),
    (500, ("NN_NNS", "NNS_NN")),
    (500, ("NN_NNPOS", "NNPOS_NN")),
    (500, ("VB_VBD", "VBD_VB", "VB_VBZ", "VBZ_VB", "VBZ_VBD", "VBD_VBZ")),
)


def read(files: Sequence[tuple[str, bytes]]) -> QuestionSet:
    """The questions of uploaded files, each a name and its content, or of the files in a zip.

    Lines that are not questions, and files of a zip in none of these forms, are named in `malformed` and left out.

    Raises
    ------
    SelectionError
        If a file is in none of the forms above, or there are too many files or questions.
    TextError
        If a file is no text.
    """
    name = files[0][0] if len(files) == 1 else f"{len(files)} files"
    if len(files) > MOST_FILES or sum(len(content) for _, content in files) > MOST_BYTES:
        raise SelectionError(f"A set of analogies may have {MOST_FILES} files and {MOST_BYTES >> 20} MB, not more.")
    malformed: list[str] = []
    texts: dict[str, str] = {}
    for given, content in files:
        if content.startswith(b"PK\x03\x04"):
            for path, packed in _unpacked(given, content):
                try:
                    texts[path] = corpus.decode(packed, name=path) if path.lower().endswith(SUFFIXES) else ""
                except TextError as error:
                    malformed.append(str(error))
        else:
            texts[given] = corpus.decode(content, name=given)
    forms = {path: form_of(text) for path, text in texts.items()}
    for path in [path for path, form in forms.items() if not form]:
        if len(forms) == 1 or path in dict(files):
            raise SelectionError(f"“{path}” is not a set of analogies in a known form. The forms are: {READ}.")
        malformed.append(f"“{path}” is not in a known form.")
        del forms[path]
    if not forms:
        raise SelectionError(f"“{name}” holds no set of analogies in a known form. The forms are: {READ}.")
    sections = list(_sections(texts, forms, malformed))
    if not sections:
        raise SelectionError(f"“{name}” has no question: {malformed[0] if malformed else 'it is empty.'}")
    told = " and ".join(TOLD[form] for form in dict.fromkeys(forms.values()) if form != ANSWER)
    if set(forms.values()) == {FOUR} and TAG.fullmatch(sections[0].name):
        told += ", which are MSR's, so that their tags follow from their order"
    return QuestionSet(name, tuple(sections), tuple(malformed), told)


def form_of(text: str) -> str:
    """The form that most of the first lines have; empty if they have none.

    >>> form_of(": family\\nboy girl king queen"), form_of("good better rough JJ_JJR rougher"), form_of("Hello there")
    ('four words', 'tagged', '')
    """
    lines = [line for line in text.splitlines()[:200] if not _is_comment(line)]
    if lines and {"word1", "word2", "word3"} <= _columns(lines[0]).keys():
        return TABLE
    found = Counter(_form(line) for line in lines)
    ((form, count),) = found.most_common(1) or [("", 0)]
    return form if count >= SHARE * len(lines) else ""


def _form(line: str) -> str:
    fields = line.split()
    parted = [part.strip() for part in line.split("\t")]
    if len(fields) == 4 or fields[0].startswith(":"):
        return FOUR
    if len(fields) == 5 and TAG.fullmatch(fields[3]):
        return TAGGED
    if len(fields) == 3 and ":" not in fields[2]:
        return THREE
    if len(fields) == 2 and TAG.fullmatch(fields[0]):
        return ANSWER
    return PAIRS if len(parted) == 2 and all(parted) and " " not in parted[0] else ""


def _sections(texts: Mapping[str, str], forms: Mapping[str, str], malformed: list[str]) -> Iterator[Section]:
    """The sections of all files; a sentence for each line left out is added to `malformed`.

    Raises
    ------
    SelectionError
        If there are too many questions, or MSR's questions and answers do not belong together.
    """
    left = MOST
    questions, answers = ([path for path, form in forms.items() if form == half] for half in (THREE, ANSWER))
    if questions or answers:
        yield from (found := _of_two(texts, questions, answers, malformed))
        left -= sum(len(section.questions) for section in found)
    for path, form in forms.items():
        if form == FOUR:
            whole = read_questions(texts[path], name=path)
            malformed += whole.malformed
            found = by_place(whole.sections)
        elif form == PAIRS:
            found = _of_pairs(texts[path], path, left, malformed)
        elif form in (TAGGED, TABLE):
            rows = _of_table(texts[path]) if form == TABLE else _of_tags(texts[path])
            try:
                found = _by_tag(rows, path, malformed)
            except csv.Error:
                raise SelectionError(f"“{path}” is a damaged table: one of its cells has no end.") from None
        else:
            continue
        left -= sum(len(section.questions) for section in found)
        if left < 0:
            raise SelectionError(
                f"“{path}” brings the set to more than {MOST:,} questions; at most {MOST:,} are taken."
            )
        yield from found


def by_place(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """MSR's questions without tags by the tags that follow from their order; other sections as they are."""
    tags = [tag for times, cycle in BY_PLACE for tag in cycle * times]
    questions = sections[0].questions
    if len(sections) > 1 or len(questions) != len(tags):
        return sections
    turned = zip(questions[::2], questions[1::2], strict=True)  # each question is followed by its reverse
    if any((b, a, d, c) != tuple(other) for (a, b, c, d), other in turned):
        return sections
    return _tagged(zip(tags, questions, strict=True))


def _of_two(
    texts: Mapping[str, str], questions: Sequence[str], answers: Sequence[str], malformed: list[str]
) -> tuple[Section, ...]:
    """The sections of MSR's pair of files.

    Raises
    ------
    SelectionError
        If one of them is missing, or they differ in length.
    """
    if len(questions) != 1 or len(answers) != 1:
        raise SelectionError(
            f"There are {len(questions)} files of questions, three words a line, and {len(answers)} of answers, a tag "
            "and a word a line. Give one of each together, as MSR's set has them."
        )
    asked, replies = (texts[path].split("\n") for path in (questions[0], answers[0]))
    asked, replies = ([line for line in lines if line.strip()] for lines in (asked, replies))
    if len(asked) != len(replies):
        raise SelectionError(
            f"“{questions[0]}” has {len(asked):,} lines and “{answers[0]}” {len(replies):,}: each question needs its "
            "answer on the same line."
        )
    rows = (
        (number, [*three.split(), *reply.split()])
        for number, (three, reply) in enumerate(zip(asked, replies, strict=True), 1)
    )
    return _by_tag(rows, questions[0], malformed)


def _of_tags(text: str) -> Iterator[tuple[int, list[str]]]:
    return ((number, line.split()) for number, line in enumerate(text.splitlines(), 1) if line.strip())


def _of_table(text: str) -> Iterator[tuple[int, list[str]]]:
    """For each row of a table its number and a, b, c, tag and d; fewer fields where one is empty."""
    lines = text.splitlines()
    lines = lines[next(at for at, line in enumerate(lines) if not _is_comment(line)) :]
    first = lines[0]
    columns = _columns(first)
    kind = next((columns[name] for name in ("type", "category", "relation") if name in columns), None)
    fourth = columns.get("target", columns.get("word4", len(columns)))
    rows = csv.reader(lines, delimiter=_parted_by(first))
    next(rows)
    for number, row in enumerate(rows, 2):
        cells = dict(enumerate("_".join(cell.split()) for cell in row))
        words = [cells.get(columns[name], "") for name in ("word1", "word2", "word3")]
        tag = "questions" if kind is None else cells.get(kind, "")
        yield number, [field for field in (*words, tag, cells.get(fourth, "")) if field]


def _by_tag(rows: Iterator[tuple[int, list[str]]], path: str, malformed: list[str]) -> tuple[Section, ...]:
    """Sections by tag from the numbered lines of a file, each a, b, c, tag and d."""
    asked = []
    for number, fields in rows:
        if len(fields) == 5:
            a, b, c, tag, d = fields
            asked.append((tag, Question(a, b, c, d)))
        else:
            shown = " ".join(fields)[:60]
            malformed.append(f"Line {number} of {path} is not three words, a tag and the fourth word: “{shown}”.")
        if len(asked) > MOST:
            raise SelectionError(f"{path} has more than {MOST:,} questions; at most {MOST:,} are taken.")
    return _tagged(asked)


def _tagged(asked: "Iterator[tuple[str, Question]] | Sequence[tuple[str, Question]]") -> tuple[Section, ...]:
    by_tag: dict[str, list[Question]] = {}
    for tag, question in asked:
        by_tag.setdefault(tag, []).append(question)
    return tuple(
        Section(tag, tuple(questions), OF_TAGS.get(tag[0], "") if TAG.fullmatch(tag) else "")
        for tag, questions in by_tag.items()
    )


def _of_pairs(text: str, path: str, left: int, malformed: list[str]) -> tuple[Section, ...]:
    """The section of one file of BATS, all pairs of its lines.

    Raises
    ------
    SelectionError
        If that makes more than `left` questions.
    """
    pairs: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        word, _, listed = (line if "\t" in line else "\t".join(line.split(maxsplit=1))).partition("\t")
        answers = tuple(filter(None, (answer.strip() for answer in listed.split("/"))))
        if word.strip() and answers:
            pairs.setdefault(word.strip(), answers)
        elif line.strip():
            malformed.append(f"Line {number} of {path} is not a word, a tab and its answers: “{line.strip()[:60]}”.")
    if len(pairs) * (len(pairs) - 1) > left:
        raise SelectionError(
            f"“{path}” has {len(pairs):,} pairs, each asked about by every other; a set may have {MOST:,} questions."
        )
    both = [(a, c) for c in pairs for a in pairs if a != c]
    questions = tuple(Question(a, pairs[a][0], c, pairs[c][0]) for a, c in both)
    place = PurePosixPath(path.replace("\\", "/"))
    folder = place.parent.name.lstrip("0123456789_ ").replace("_", " ")
    kind = OF_BATS[place.name[0]] if re.match(r"[IDEL]\d\d", place.name) else folder
    also = tuple(pairs[c][1:] for _, c in both)
    return (Section(place.stem, questions, kind, also if any(also) else ()),) if questions else ()


def _is_comment(line: str) -> bool:
    return not line.strip() or line.startswith(("//", "#"))


def _columns(header: str) -> dict[str, int]:
    """The places of the columns that a first line names."""
    return {name.strip().strip('"').lower(): place for place, name in enumerate(header.split(_parted_by(header)))}


def _parted_by(header: str) -> str:
    return max(",;\t", key=header.count)


def _unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Path and content of each file of a zip, read in memory: nothing is written to its paths.

    Raises
    ------
    SelectionError
        If it is damaged, locked with a password, or holds too many files or too much.
    """
    try:
        held = archive.members(io.BytesIO(content), name)
    except VectorFileError:
        held = []
    shown = [member for member in held if not PurePosixPath(member.name).name.startswith(".")]
    if not shown:
        raise SelectionError(
            f"“{name}” is not a zip of a set of analogies: it is damaged, empty, or has far too many files."
        )
    size = sum(member.size for member in shown)
    if len(shown) > MOST_FILES or size > MOST_BYTES:
        raise SelectionError(
            f"“{name}” holds {len(shown):,} files of {size / (1 << 20):,.1f} MB; at most {MOST_FILES} files and "
            f"{MOST_BYTES >> 20} MB are read."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for member in shown:
                with packed.open(member.name) as file:
                    yield member.name, file.read(member.size)
    except (zipfile.BadZipFile, zlib.error, LZMAError, OSError, EOFError, ValueError, RuntimeError):
        raise SelectionError(f"“{name}” is damaged, or locked with a password. Pack it again, without one.") from None
