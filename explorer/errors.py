"""
Every error a reader can cause, and what they can do about it.

    ExplorerError
      UnknownWordError    the word is not in this vocabulary
      VectorFileError     the file is not the format it claims to be
      TextError           the text cannot be trained on
      SettingError        a setting is outside the range that makes sense
      FormulaError        a formula of words does not parse, or cancels out
      SelectionError      too few words, pairs or sets for what was asked
      DivergedError       training left the range of numbers
      LessonError         a lesson, a sheet of answers or a class cannot be used; lists all that is wrong

Pages show the message as it is.  Anything else is a bug and is allowed to crash.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class ExplorerError(Exception):
    """Base class of the errors whose message is written for the reader."""


class UnknownWordError(ExplorerError, KeyError):
    """A word is not in the vocabulary; says which, and the nearest spellings in it."""

    def __init__(self, word: str, nearest: Sequence[str] = ()) -> None:
        shown = word if len(word) <= 40 else word[:40] + "…"
        hint = f" Nearest spellings: {', '.join(nearest)}." if nearest else ""
        super().__init__(f"“{shown}” is not in the vocabulary.{hint}")
        self.word = word
        self.nearest = tuple(nearest)

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError would show the repr


class VectorFileError(ExplorerError, ValueError):
    """A vector file does not follow its format."""


class TextError(ExplorerError, ValueError):
    """A text has too little in it, or is not text."""


class SettingError(ExplorerError, ValueError):
    """A setting is outside its meaningful range."""


class FormulaError(ExplorerError, ValueError):
    """A formula of words does not parse, or its terms cancel to the zero vector."""


class SelectionError(ExplorerError, ValueError):
    """Too few words, pairs or sets are left for what was asked."""


class DivergedError(ExplorerError, ArithmeticError):
    """Training left the range of numbers; the last good state is kept."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a file: a sentence and the number of its line, 0 if it is about no line."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.sentence}" if self.line else self.sentence


class LessonError(ExplorerError, ValueError):
    """A lesson, a sheet of answers or a class cannot be used; `problems` has all that is wrong."""

    def __init__(self, *problems: Problem | str) -> None:
        self.problems = tuple(Problem(0, one) if isinstance(one, str) else one for one in problems)
        super().__init__("\n".join(map(str, self.problems)))
