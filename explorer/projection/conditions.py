"""Conditions for words to be drawn, or to stay in sight: several at once, each ignored if not set."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SelectionError, SettingError
from explorer.projection.search import matching
from explorer.text.function_words import has_content
from explorer.text.parts_of_speech import PARTS, UNKNOWN, parts_of
from explorer.vectors.formula import evaluate
from explorer.vectors.similarity import cosines
from explorer.vectors.word_vectors import WordVectors

Met = NDArray[np.bool_]


@dataclass(frozen=True)
class Conditions:
    """Conditions that must all hold; the default values ask for nothing.

    Parameters
    ----------
    content : bool
        No function words, single letters, marks or figures.
    first, last : int
        Ranks in the model, from 1; `last` is 0 for no end.
    formula : str
        A formula of words with which a word has a cosine of at least `above`.
    above : float
        In [-1, 1].
    pattern : str
        A piece of the word, or a /regular expression/.
    parts : tuple of str
        A word's most frequent part of speech must be one of these; "unknown" for words that the list does not have.
    column, cell : str
        A column of the model, and what a word's cell must be: for text a piece of it or a /regular
        expression/; for numbers "3 to 9", where either end may be left out, or a single number.
    """

    content: bool = False
    first: int = 1
    last: int = 0
    formula: str = ""
    above: float = 0.3
    pattern: str = ""
    parts: tuple[str, ...] = ()
    column: str = ""
    cell: str = ""

    def __post_init__(self) -> None:
        if self.first < 1:
            raise SettingError(f"Ranks are counted from 1, so the first cannot be {self.first:,}.")
        if self.last and self.last < self.first:
            raise SettingError(f"Ranks {self.first:,} to {self.last:,} hold no word: the last comes before the first.")
        if not -1 <= self.above <= 1:
            raise SettingError(f"A cosine lies between -1 and 1, so it cannot be above {self.above:g}.")
        if unknown := set(self.parts) - {*PARTS, UNKNOWN}:
            parts = ", ".join((*PARTS, UNKNOWN))
            raise SettingError(f"“{min(unknown)}” is not a part of speech of the list; there are {parts}.")

    def __bool__(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.told)

    def __repr__(self) -> str:
        """The call in Python, without default values."""
        told = [(field.name, getattr(self, field.name)) for field in fields(self)]
        usual = {field.name: field.default for field in fields(self)}
        return f"Conditions({', '.join(f'{name}={value!r}' for name, value in told if value != usual[name])})"

    @property
    def told(self) -> str:
        """The conditions in words, to be written after “words”; empty if there is none.

        >>> Conditions(content=True, last=5000, formula="king", above=0.4).told
        'that are not function words, of ranks 1 to 5,000, with a cosine of at least 0.4 with king'
        """
        parts = []
        if self.content:
            parts.append("that are not function words")
        if self.last:
            parts.append(f"of ranks {self.first:,} to {self.last:,}")
        elif self.first > 1:
            parts.append(f"of rank {self.first:,} and beyond")
        if self.formula.strip():
            parts.append(f"with a cosine of at least {self.above:g} with {self.formula.strip()}")
        if self.pattern.strip():
            parts.append(f"that match “{self.pattern.strip()}”")
        if self.parts:
            parts.append(f"whose part of speech is {' or '.join(self.parts)}")
        if self.column and self.cell.strip():
            parts.append(f"whose {self.column} is {self.cell.strip()}")
        return ", ".join(parts)


def meeting(vectors: WordVectors, wanted: Conditions) -> Met:
    """(V,) whether each word of a model meets the conditions.

    Raises
    ------
    UnknownWordError
        If a word of the formula is not in the vocabulary.
    FormulaError
        If it does not parse or cancels out.
    SettingError
        If the pattern is not valid or could take for ever, or a range is not valid.
    SelectionError
        If the model has no such column.
    """
    met = np.ones(len(vectors), dtype=bool)
    met[: min(wanted.first - 1, len(vectors))] = False
    if wanted.last:
        met[wanted.last :] = False
    if wanted.formula.strip():
        met &= cosines(vectors, evaluate(wanted.formula, vectors)) >= wanted.above
    if wanted.pattern.strip():
        like = np.zeros(len(vectors), dtype=bool)
        like[matching(vectors.words, wanted.pattern)] = True
        met &= like
    if wanted.column and wanted.cell.strip():
        met &= _saying(vectors, wanted.column, wanted.cell)
    if wanted.parts:
        left = np.flatnonzero(met)
        parts = parts_of(vectors.words[row] for row in left.tolist())
        met[left] = [(part or UNKNOWN) in wanted.parts for part in parts]
    if wanted.content:
        left = np.flatnonzero(met)
        met[left] = [has_content(vectors.words[row]) for row in left.tolist()]
    return met


def span(cell: str) -> tuple[float, float]:
    """The two ends of a range as it is typed.

    >>> span("3 to 9"), span("to -2.5"), span("7")
    ((3.0, 9.0), (-inf, -2.5), (7.0, 7.0))

    Raises
    ------
    SettingError
        If it is not a range of numbers.
    """
    low, to, high = (part.strip() for part in f" {cell.strip()} ".partition(" to "))
    try:
        first = float(low) if low else -np.inf
        return (first, float(high) if high else np.inf) if to else (first, first)
    except ValueError:
        raise SettingError(f"“{cell.strip()[:60]}” is not a range of numbers. Write, for example, 3 to 9.") from None


def _saying(vectors: WordVectors, name: str, cell: str) -> Met:
    """(V,) whether the column `name` of each word matches `cell`."""
    if vectors.columns is None:
        raise SelectionError(f"This model has no column “{name[:60]}”, as it has only words.")
    column = vectors.columns[name]
    if column.numbers is not None:
        low, high = span(cell)
        return np.asarray((column.numbers >= low) & (column.numbers <= high))
    assert column.codes is not None
    return np.isin(column.codes, matching(column.texts, cell))
