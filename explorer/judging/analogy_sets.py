"""
Whole sets of analogies: how many of thousands of questions a model answers rightly.

A question asks a : b :: c : ? and expects d; it counts as right if the best word, without the three
words given, is d (Mikolov et al. 2013, "Efficient estimation of word representations", section
4.1).  As gensim does, case is ignored unless told otherwise: "Athens" is looked up as "athens", and
every spelling of the words given is left out.  Where a question has several right answers, as in
BATS (`analogy_files`), it counts as right if the best word is any of them.
"""

import lzma
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from pathlib import Path
from sys import intern
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SelectionError, SettingError
from explorer.judging import analogy_search
from explorer.judging.analogy_search import SET_RULES, SetRule
from explorer.progress import Report, to_nobody
from explorer.vectors.word_vectors import Rows, WordVectors

MOST = 200_000  # questions of a file
LOOKED_AT = 50_000  # words of a model whose spelling is compared at a time


class Question(NamedTuple):
    """a is to b as c is to d."""

    a: str
    b: str
    c: str
    d: str


@dataclass(frozen=True)
class Section:
    """Questions about one relation.

    Parameters
    ----------
    name : str
    questions : tuple of Question
    kind : str
        The kind of relation that it shares with other sections, such as "syntactic"; empty if none.
    also : tuple of tuples of str
        For each question, the other words that are as right as its d; empty if no question has any.
    """

    name: str
    questions: tuple[Question, ...]
    kind: str = ""
    also: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class QuestionSet:
    """A named set of sections.

    Parameters
    ----------
    malformed : tuple of str
        A sentence for each line of the file that is not a question.
    form : str
        The form in which the file was read; empty for a packaged set.
    """

    name: str
    sections: tuple[Section, ...]
    malformed: tuple[str, ...] = ()
    form: str = ""

    def __len__(self) -> int:
        return sum(len(section.questions) for section in self.sections)


@dataclass(frozen=True, eq=False)
class SectionScore:
    """How a model did on a section.

    Parameters
    ----------
    name : str
    asked : (N, 4) str
        The words of the questions that the model has all four of, spelled as the model spells them: an array, as the
        garbage collector would look through N records again and again.
    answers : tuple of str
        The model's answer to each.
    right : (N,) bool
    skipped : int
        Questions with a word the model does not have.
    """

    name: str
    asked: NDArray[np.object_]
    answers: tuple[str, ...]
    right: NDArray[np.bool_]
    skipped: int

    @property
    def correct(self) -> int:
        """Questions answered rightly."""
        return int(self.right.sum())

    @property
    def accuracy(self) -> float:
        """Share of those asked, in [0, 1]; 0 where none could be asked."""
        return self.correct / len(self.asked) if len(self.asked) else 0.0


def read_questions(text: str, *, name: str) -> QuestionSet:
    """The questions of a file in word2vec's format: four words a line, ": name" before each section.

    Lines that are neither are named in `malformed` and left out; // and # start a comment.  If some section
    names begin with "gram", as in the Google set, these sections are syntactic and the others semantic.

    Raises
    ------
    SelectionError
        If no line holds a question, or there are more than `MOST`.
    """
    sections: dict[str, list[Question]] = {}
    current = "questions"
    malformed = []
    count = 0
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if not words or words[0].startswith(("//", "#")):
            continue
        if words[0].startswith(":"):
            current = line.strip().lstrip(":").strip() or "questions"
        elif len(words) == 4:
            sections.setdefault(current, []).append(Question(*map(intern, words)))
            count += 1
        else:
            malformed.append(f"Line {number} has {len(words)} words, not 4: “{line.strip()[:60]}”.")
        if count > MOST:
            raise SelectionError(f"{name} has more than {MOST:,} questions; at most {MOST:,} are taken.")
    if not sections:
        raise SelectionError(f"{name} has no line of four words, like “Athens Greece Oslo Norway”.")
    syntactic = {key for key in sections if key.startswith("gram")}
    halves = bool(syntactic) and len(syntactic) < len(sections)
    kinds = {key: ("syntactic" if key in syntactic else "semantic") if halves else "" for key in sections}
    found = (Section(key, tuple(asked), kinds[key]) for key, asked in sections.items())
    return QuestionSet(name, tuple(found), tuple(malformed))


@cache  # 20,000 records, which several pages ask for each time they are drawn
def google_set() -> QuestionSet:
    """The Google analogy set of Mikolov et al. 2013: 19,544 questions in 14 sections."""
    path = Path(__file__).parents[1] / "data/sets/google_analogies.txt.xz"
    return read_questions(lzma.decompress(path.read_bytes()).decode("utf-8"), name="Google analogies")


def drawn(questions: QuestionSet, section: str, n: int, *, seed: int) -> QuestionSet:
    """`n` questions of one section, drawn at random without replacement.

    Raises
    ------
    SelectionError
        If there is no such section.
    """
    found = next((s for s in questions.sections if s.name == section), None)
    if found is None:
        raise SelectionError(f"{questions.name} has no section “{section}”.")
    rows = np.random.default_rng(seed).permutation(len(found.questions))[:n].tolist()
    also = tuple(found.also[row] for row in rows) if found.also else ()
    some = Section(section, tuple(found.questions[row] for row in rows), found.kind, also)
    return QuestionSet(questions.name, (some,))


def score(
    vectors: WordVectors,
    questions: QuestionSet,
    *,
    rule: SetRule = "3CosAdd",
    ignore_case: bool = True,
    report: Report = to_nobody,
) -> list[SectionScore]:
    """How the model answers every section, searching its whole vocabulary.

    A question is asked if the model has the three words given and at least one of its answers.  `report` is
    called with the number of words compared so far and of all words.

    Raises
    ------
    SettingError
        If the rule is not one of `SET_RULES`.
    """
    if rule not in SET_RULES:
        raise SettingError(f"A set is scored by {' or '.join(SET_RULES)}, not by “{rule}”.")
    spelling = _Spelling(vectors, questions, ignore_case, partial(report, 0, len(vectors)))
    given = [spelling.rows(section) for section in questions.sections]
    asked = [rows[(rows >= 0).all(axis=1)] for rows in given]
    everything = np.concatenate(asked)
    found = (
        analogy_search.answers(vectors, asked, spelling.group, rule, report)
        if len(everything)
        else np.empty(0, np.intp)
    )
    word_of = {row: vectors.words[row] for row in np.union1d(everything, found).tolist()}
    scores, start = [], 0
    for section, rows, all_rows in zip(questions.sections, asked, given, strict=True):
        answered = found[start : start + len(rows)]
        start += len(rows)
        right = spelling.group[answered] == spelling.group[rows[:, 3]]
        if section.also:
            right |= spelling.in_others(section, all_rows, answered)
        scores.append(
            SectionScore(
                name=section.name,
                asked=np.array([word_of[row] for row in rows.ravel().tolist()], dtype=object).reshape(-1, 4),
                answers=tuple(word_of[row] for row in answered.tolist()),
                right=right,
                skipped=len(all_rows) - len(rows),
            )
        )
    return scores


class _Spelling:
    """Which rows count as one word: all spellings of it in upper and lower case, or each its own.

    `row` maps each word of the questions, as it is written there, to its first, most frequent spelling,
    or to -1 if the model has none; `group` (V,) maps each of its spellings there, and every other row to
    itself.  `told` is called now and then, and may end the work by raising.
    """

    def __init__(
        self, vectors: WordVectors, questions: QuestionSet, ignore_case: bool, told: Callable[[], None]
    ) -> None:
        fold = str.upper if ignore_case else str
        written = {word for section in questions.sections for q in section.questions for word in q}
        written |= {word for section in questions.sections for words in section.also for word in words}
        asked = set(map(fold, written))
        first: dict[str, int] = {}
        self.group = np.arange(len(vectors))
        for row, key in enumerate(map(fold, vectors.words)):
            if row % LOOKED_AT == 0:
                told()
            if key in asked:
                self.group[row] = first.setdefault(key, row)
        self.row = {word: first.get(fold(word), -1) for word in written}

    def rows(self, section: Section) -> Rows:
        """(N, 4) rows of the four words, the last being the first answer that the model has; -1 for a missing word."""
        words = chain.from_iterable(section.questions)
        found = np.fromiter(map(self.row.__getitem__, words), dtype=np.intp).reshape(-1, 4)
        for at in np.flatnonzero(found[:, 3] < 0) if section.also else ():
            found[at, 3] = next((row for word in section.also[at] if (row := self.row[word]) >= 0), -1)
        return found

    def in_others(self, section: Section, rows: Rows, answered: Rows) -> NDArray[np.bool_]:
        """(n,) whether each answer is in `also`, for the questions whose four words are all known."""
        asked = np.flatnonzero((rows >= 0).all(axis=1)).tolist()
        spelled = self.group[answered].tolist()
        return np.array(
            [row in {self.row[word] for word in section.also[at]} for at, row in zip(asked, spelled, strict=True)],
            dtype=bool,
        )
