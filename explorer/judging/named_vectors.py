"""Means and weighted sums of words under their own names: a line "royal = king - man + woman", or a sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from explorer.errors import FormulaError, SelectionError
from explorer.vectors.formula import Formula, Term, evaluate, parse
from explorer.vectors.similarity import Ranked, nearest
from explorer.vectors.typed_words import as_written, parse_words
from explorer.vectors.word_vectors import Floats, WordVectors

MOST: Final = 20  # lines
LONGEST: Final = 40  # characters of a name
ENDS: Final = ".!?…:"  # of a sentence, which do not belong to its last word
IS_FORMULA: Final = re.compile(r'[+*/()"×·÷]|(?:^|\s)[-−–]')


@dataclass(frozen=True, eq=False)
class NamedVector:
    """A name, the weighted words that it stands for, their sum (D,), and the words of its line that are unknown."""

    name: str
    formula: Formula
    vector: Floats
    missing: tuple[str, ...] = ()


def read_named(text: str, vectors: WordVectors, *, fold: bool = True) -> list[NamedVector]:
    """One vector for each line that is not empty: "name = formula", or words, whose mean is taken.

    Every word's vector is scaled to length 1 first.  A line without a name is its own name.

    >>> plane = WordVectors(("king", "man", "tea"), np.eye(3, dtype=np.float32))
    >>> made = read_named("royal = king - man\\nking tea xyzzy", plane)
    >>> [(one.name, str(one.formula), one.missing) for one in made]
    [('royal', 'king - man', ()), ('king tea xyzzy', '0.5*king + 0.5*tea', ('xyzzy',))]

    Raises
    ------
    SelectionError
        If there is no line, or more than `MOST`; if two lines have the same name; or if a line has no known word.
    FormulaError, UnknownWordError
        If a formula does not parse, or has a word that the model does not have.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise SelectionError(
            "There is no line. Write a formula or a sentence on each, for example: king - man + woman."
        )
    if len(lines) > MOST:
        raise SelectionError(f"There are {len(lines)} lines; at most {MOST} vectors are compared.")
    made = [_of_line(line, vectors, fold) for line in lines]
    names = [one.name for one in made]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise SelectionError(f"Two lines are called “{twice}”; give each vector a name of its own.")
    return made


def _of_line(line: str, vectors: WordVectors, fold: bool) -> NamedVector:
    named, _, said = line.rpartition("=")
    name = (named.strip() or line)[:LONGEST]
    if not said.strip():
        raise FormulaError(f"“{name}” stands for nothing: write a formula or words after the equals sign.")
    missing: list[str] = []
    if IS_FORMULA.search(said):
        formula = parse(said, vectors)
        formula = as_written(formula, vectors) if fold else formula
    else:
        bare = " ".join(word if word in vectors else word.strip(ENDS) for word in said.split())
        known, missing = vectors.known(parse_words(bare or said, vectors, fold=fold))
        if not known:
            raise SelectionError(f"None of the words of “{name}” is in this model.")
        formula = Formula(tuple(Term(1 / len(known), word) for word in known))
    return NamedVector(name, formula, evaluate(formula, vectors), tuple(missing))


def stacked(made: Sequence[NamedVector]) -> Floats:
    """(N, D) the vectors, a row each."""
    return np.stack([one.vector for one in made])


def cosines_between(made: Sequence[NamedVector]) -> Floats:
    """(N, N) the cosine of each vector with each other."""
    rows = stacked(made).astype(np.float64)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return np.clip(rows @ rows.T, -1, 1)


def nearest_words(vectors: WordVectors, one: NamedVector, k: int = 8) -> list[Ranked]:
    """The `k` words nearest to a vector by cosine, without those that it is made of."""
    return nearest(vectors, one.vector, k, exclude=one.formula.words)
