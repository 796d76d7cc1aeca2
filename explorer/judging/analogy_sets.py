"""
Whole sets of analogies: how many of thousands of questions a model answers rightly.

A question asks a : b :: c : ? and expects d; it counts if the best word is d, the three words
given being left out (Mikolov et al. 2013, "Efficient estimation of word representations",
section 4.1).  As gensim does, case is ignored unless told otherwise: "Athens" is looked up as
"athens", and every spelling of the words given is left out.
"""

import lzma
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SelectionError, SettingError
from explorer.judging import analogy_search
from explorer.judging.analogy_search import SET_RULES, Report, SetRule
from explorer.vectors.word_vectors import Rows, WordVectors

MOST = 200_000  # questions of a file


class Question(NamedTuple):
    """a is to b as c is to d."""

    a: str
    b: str
    c: str
    d: str


@dataclass(frozen=True)
class Section:
    """Questions of one kind."""

    name: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class QuestionSet:
    """A named set of sections.

    Parameters
    ----------
    malformed : tuple of str
        A sentence for each line of the file that is no question.
    """

    name: str
    sections: tuple[Section, ...]
    malformed: tuple[str, ...] = ()

    def __len__(self) -> int:
        return sum(len(section.questions) for section in self.sections)


@dataclass(frozen=True, eq=False)
class SectionScore:
    """How a model did on a section.

    Parameters
    ----------
    name : str
    asked : tuple of Question
        Those of which the model has all four words, spelled as the model spells them.
    answers : tuple of str
        The model's answer to each.
    right : (N,) bool
    skipped : int
        Questions with a word the model does not have.
    """

    name: str
    asked: tuple[Question, ...]
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
        return self.correct / len(self.asked) if self.asked else 0.0


def read_questions(text: str, *, name: str) -> QuestionSet:
    """The questions of a file in word2vec's format: four words a line, ": name" before each section.

    Lines that are neither are named in `malformed` and left out; // and # start a comment.

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
            sections.setdefault(current, []).append(Question(*words))
            count += 1
        else:
            malformed.append(f"Line {number} has {len(words)} words, not 4: “{line.strip()[:60]}”.")
        if count > MOST:
            raise SelectionError(f"{name} has more than {MOST:,} questions; at most {MOST:,} are taken.")
    if not sections:
        raise SelectionError(f"{name} has no line of four words, like “Athens Greece Oslo Norway”.")
    return QuestionSet(name, tuple(Section(key, tuple(asked)) for key, asked in sections.items()), tuple(malformed))


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
    rows = np.random.default_rng(seed).permutation(len(found.questions))[:n]
    return QuestionSet(questions.name, (Section(section, tuple(found.questions[row] for row in rows)),))


def score(
    vectors: WordVectors,
    questions: QuestionSet,
    *,
    rule: SetRule = "3CosAdd",
    ignore_case: bool = True,
    report: Report | None = None,
) -> list[SectionScore]:
    """How the model answers every section, searching its whole vocabulary.

    `report` is called with the words compared so far and their number.

    Raises
    ------
    SettingError
        If the rule is not one of `SET_RULES`.
    """
    if rule not in SET_RULES:
        raise SettingError(f"A set is scored by {' or '.join(SET_RULES)}, not by “{rule}”.")
    spelling = _Spelling(vectors, questions, ignore_case)
    given = [spelling.rows(section.questions) for section in questions.sections]
    asked = [rows[(rows >= 0).all(axis=1)] for rows in given]
    everything = np.concatenate(asked)
    found = (
        analogy_search.answers(vectors, asked, spelling.group, rule, report)
        if len(everything)
        else np.empty(0, np.intp)
    )
    scores, start = [], 0
    for section, rows, all_rows in zip(questions.sections, asked, given, strict=True):
        answered = found[start : start + len(rows)]
        start += len(rows)
        scores.append(
            SectionScore(
                name=section.name,
                asked=tuple(Question(*(vectors.words[row] for row in four)) for four in rows.tolist()),
                answers=tuple(vectors.words[row] for row in answered.tolist()),
                right=spelling.group[answered] == spelling.group[rows[:, 3]],
                skipped=len(all_rows) - len(rows),
            )
        )
    return scores


class _Spelling:
    """Which rows count as one word: all spellings of it in upper and lower case, or each its own.

    `first` leads from each word of the questions to its first, most frequent spelling; `group`
    (V,) from each of its spellings there, and from every other row to itself.
    """

    def __init__(self, vectors: WordVectors, questions: QuestionSet, ignore_case: bool) -> None:
        self.fold = str.upper if ignore_case else str
        asked = {self.fold(word) for section in questions.sections for q in section.questions for word in q}
        self.first: dict[str, int] = {}
        self.group = np.arange(len(vectors))
        for row, key in enumerate(map(self.fold, vectors.words)):
            if key in asked:
                self.group[row] = self.first.setdefault(key, row)

    def rows(self, questions: Sequence[Question]) -> Rows:
        """(N, 4) rows of the four words; -1 for one the model does not have."""
        found = [[self.first.get(self.fold(word), -1) for word in question] for question in questions]
        return np.array(found, dtype=np.intp).reshape(-1, 4)
