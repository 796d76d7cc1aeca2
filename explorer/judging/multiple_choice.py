"""
Analogies with answers to choose from, as the 374 questions of the SAT (Turney and Littman 2005, "Corpus-based learning
of analogies and semantic relations").

A pair (a, b) is given, and a few more, one of which has the same relation.  A model chooses the pair (c, d) of
the highest cos(b - a, d - c), vectors at length 1.  A question with an unknown word is not asked: with one choice
fewer it would be easier. The file has a block for each question, separated by empty lines: where the question is
from, the pair given, the choices, each with its parts of speech, and the letter of the right one.

    190 FROM REAL SATs
    ostrich bird n:n
    lion cat n:n
    goose flock n:n
    a
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SelectionError
from explorer.vectors.similarity import spelled
from explorer.vectors.typed_words import Pair
from explorer.vectors.unit import of_length_one
from explorer.vectors.word_vectors import Floats, WordVectors

MOST = 10_000  # questions of a file
TAGGED = re.compile(r"\S+\s+\S+\s+\S+:\S+")  # a pair with its parts of speech
LEVEL = 1.96  # standard deviations on either side of 95%


@dataclass(frozen=True)
class ChoiceQuestion:
    """A pair, the pairs to choose from, and the place of the right one among them."""

    given: Pair
    choices: tuple[Pair, ...]
    answer: int


@dataclass(frozen=True)
class ChoiceSet:
    """The questions of a file, and a sentence for each block that was left out."""

    name: str
    questions: tuple[ChoiceQuestion, ...]
    malformed: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class ChoiceScore:
    """What a model chose.

    Parameters
    ----------
    asked : tuple of N ChoiceQuestion
        The questions whose words the model has.
    chosen : (N,) intp
        The place of the pair chosen.
    skipped : int
        Questions with a word the model does not have.
    """

    asked: tuple[ChoiceQuestion, ...]
    chosen: NDArray[np.intp]
    skipped: int

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        """(N,) whether each question was answered rightly."""
        return np.asarray(self.chosen == [question.answer for question in self.asked], dtype=bool)

    @property
    def correct(self) -> int:
        """Questions answered rightly."""
        return int(self.right.sum())

    @property
    def guessing(self) -> float:
        """The share that guessing would find, in [0, 1]."""
        return float(np.mean([1 / len(question.choices) for question in self.asked]))

    @property
    def interval(self) -> tuple[float, float]:
        """The 95% interval of the share of right answers, by Wilson's score (1927)."""
        n, p = len(self.asked), self.correct / len(self.asked)
        middle = (p + LEVEL**2 / (2 * n)) / (1 + LEVEL**2 / n)
        reach = LEVEL / (1 + LEVEL**2 / n) * np.sqrt(p * (1 - p) / n + LEVEL**2 / (4 * n**2))
        return float(middle - reach), float(middle + reach)


def read_choices(text: str, *, name: str) -> ChoiceSet:
    """The questions of a file in the form above; blocks that do not end in a letter are skipped.

    Raises
    ------
    SelectionError
        If there is no question, or more than `MOST`.
    """
    questions: list[ChoiceQuestion] = []
    malformed: list[str] = []
    for lines in _blocks(text):
        letter = lines[-1].lower()
        if len(lines) < 3 or not re.fullmatch("[a-z]", letter):
            continue
        tagged = [line.split()[:2] for line in lines[:-1] if TAGGED.fullmatch(line)]
        listed = tagged or [line.split() for line in lines[:-1] if len(line.split()) == 2]
        answer = ord(letter) - ord("a")
        if len(listed) < max(3, len(lines) - 2) or answer >= len(listed) - 1:
            shown = " / ".join(lines)[:60]
            malformed.append(
                f"The question “{shown}” is not a pair, two choices or more, and the letter of one of them."
            )
            continue
        given, *choices = ((a, b) for a, b in listed)
        questions.append(ChoiceQuestion(given, tuple(choices), answer))
        if len(questions) > MOST:
            raise SelectionError(f"{name} has more than {MOST:,} questions; at most {MOST:,} are taken.")
    if not questions:
        raise SelectionError(
            f"{name} has no question of the form of the SAT's: its source, a pair, its choices, each a pair on a "
            "line of its own, the letter of the right one, and an empty line."
        )
    return ChoiceSet(name, tuple(questions), tuple(malformed))


def score(vectors: WordVectors, questions: Sequence[ChoiceQuestion]) -> ChoiceScore:
    """The model's choice in each question whose words it has, in upper or lower case."""
    asked, chosen = [], []
    for question in questions:
        words = [spelled(vectors, word) for pair in (question.given, *question.choices) for word in pair]
        if all(word in vectors for word in words):
            offsets = _offsets(vectors.unit[vectors.rows(words)])
            asked.append(question)
            chosen.append(int(np.argmax(offsets[1:] @ offsets[0])))
    return ChoiceScore(tuple(asked), np.array(chosen, dtype=np.intp), len(questions) - len(asked))


def _offsets(rows: Floats) -> Floats:
    """(P, D) differences of the second and the first of each pair of rows (2P, D), at length 1."""
    return of_length_one(rows[1::2].astype(np.float64) - rows[::2])


def _blocks(text: str) -> Iterator[list[str]]:
    """The lines of each block, without comments."""
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        lines = [line.strip() for line in block.split("\n") if line.strip() and not line.startswith("#")]
        if lines:
            yield lines
