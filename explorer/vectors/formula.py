"""
Formulas of words: "king - man + woman", read once and the same way on every page.

    whole    =  formula [ "not" formula { "," formula } ]
    formula  =  [sign] term { sign term }                 sign    =  "+" | "-"
    term     =  factor { ("*" | "/") factor }             a product holds one vector; the rest are numbers
    factor   =  number | word | "quoted word" | "(" formula ")" | "mean" "(" formula { "," formula } ")"

A quotation mark inside a quoted word is written twice.
All of this but "not" is linear, so a formula is no more than weighted words: `parse` multiplies the
brackets out.  A number next to "*" or "/" is a weight, elsewhere it is a word ("1984").  A hyphen or a slash inside a
word belongs to it if the vocabulary has that word.  "bank not river, water" is what is left of bank after its parts
along river and water are removed (Widdows 2003, "Orthogonal negation in vector spaces for modelling word-meanings and
document retrieval"): it is orthogonal to both.  Where a word is expected, "not" is a word like others.  The parser is a
tokenizer and a recursive descent, bounded in length and depth; nothing is evaluated as code.
"""

import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from explorer.errors import FormulaError
from explorer.vectors.word_vectors import Floats, WordVectors

LONGEST = 1000  # characters
MOST_TERMS = 64
DEEPEST = 16  # brackets within brackets
HEAVIEST = 1e6
NOT = "not"

_SAME = str.maketrans({"−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "÷": "/"})
_OPERATORS = "+-*/"
_RUN = re.compile(r'[^\s(),"“”„]+')
_NUMBER = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_PLAIN = re.compile(r'[^\s(),"“”„+\-*/−–×·⋅÷]+')
_QUOTED = re.compile(r'"((?:[^"]|"")+)"|[“„]([^“”]+)[“”]')


@dataclass(frozen=True)
class Term:
    """A word and its weight."""

    weight: float
    word: str

    def __str__(self) -> str:
        bare = _PLAIN.fullmatch(self.word) and not _NUMBER.fullmatch(self.word) and self.word != NOT
        word = self.word if bare else '"' + self.word.replace('"', '""') + '"'
        weight = np.format_float_positional(abs(self.weight), trim="-")
        return word if weight == "1" else f"{weight}*{word}"


@dataclass(frozen=True)
class Formula:
    """A weighted sum of words, and the sums to which it is made orthogonal.

    `str` writes it in its simplest form, which parses to the same formula.
    """

    terms: tuple[Term, ...]
    without: tuple[tuple[Term, ...], ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words in it, each once, in the order written."""
        return tuple(dict.fromkeys(term.word for terms in (self.terms, *self.without) for term in terms))

    def spelled(self, spell: Callable[[str], str]) -> "Formula":
        """The same formula with each word as `spell` writes it."""

        def rewritten(terms: tuple[Term, ...]) -> tuple[Term, ...]:
            return tuple(Term(term.weight, spell(term.word)) for term in terms)

        return Formula(rewritten(self.terms), tuple(map(rewritten, self.without)))

    def __str__(self) -> str:
        told = _written(self.terms)
        return f"{told} not {', '.join(map(_written, self.without))}" if self.without else told


def _written(terms: tuple[Term, ...]) -> str:
    signs = ["-" if term.weight < 0 else "+" for term in terms]
    text = " ".join(f"{sign} {term}" for sign, term in zip(signs, terms, strict=True))
    return text[2:] if signs[0] == "+" else "-" + text[2:]


@dataclass(frozen=True)
class _Token:
    kind: str  # one of + - * / ( ) , number mean word quoted end
    text: str
    position: int  # 1 for the first character


def parse(text: str, known: Container[str] = ()) -> Formula:
    """The formula written in `text`; `known`, a vocabulary, decides whether "ice-cream" is one word or two.

    >>> str(parse("king − man + woman"))
    'king - man + woman'
    >>> str(parse('0.5*(king + queen) - mean((man + woman)/2, "New York")'))
    '0.5*king + 0.5*queen - 0.25*man - 0.25*woman - 0.5*"New York"'
    >>> parse("ice-cream", known={"ice-cream"}).words, parse("ice-cream").words
    (('ice-cream',), ('ice', 'cream'))
    >>> str(parse("bank not (river + sea)/2, money"))
    'bank not 0.5*river + 0.5*sea, money'

    Raises
    ------
    FormulaError
        If it does not follow the grammar, or is longer or deeper than allowed; says where.
    """
    if not text.strip():
        raise FormulaError("The formula is empty. Write words with + and −, for example: king - man + woman.")
    if len(text) > LONGEST:
        raise FormulaError(f"The formula has {len(text):,} characters; at most {LONGEST:,} are read.")
    parser = _Parser(_tokens(text, known))
    parts = [parser.formula(depth=0)]
    while parser.next.kind == "word" and parser.next.text == NOT if len(parts) == 1 else parser.next.kind == ",":
        parser.take()
        parts.append(parser.formula(depth=0))
    parser.expect("end", "a + or − or the end of the formula")
    if sum(map(len, parts)) > MOST_TERMS:
        raise FormulaError(f"The formula has more than {MOST_TERMS} words; use at most {MOST_TERMS}.")
    for term in (term for part in parts for term in part):
        _check_weight(term.weight, f"The weight of “{_short(term.word)}”")
    return Formula(tuple(parts[0]), tuple(map(tuple, parts[1:])))


def evaluate(formula: Formula | str, vectors: WordVectors, *, unit: bool = True) -> Floats:
    """(D,) float32 vector of a formula; a text is parsed with the vocabulary of `vectors`.

    With `unit` each word's vector is scaled to length 1 first, as gensim and the published
    analogies do; without, the vectors are added as they are.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    FormulaError
        If the text does not parse, or the terms cancel to the zero vector.
    """
    if isinstance(formula, str):
        formula = parse(formula, vectors)
    total, size = _sum(formula.terms, vectors, unit=unit)
    if formula.without:
        away = np.stack([_sum(terms, vectors, unit=unit)[0] for terms in formula.without])  # (k, D)
        _, lengths, along = np.linalg.svd(away, full_matrices=False)
        along = along[lengths > 1e-6 * max(lengths.max(), 1e-300)]  # an orthonormal basis of them
        total = total - (total @ along.T) @ along
    if np.linalg.norm(total) <= 1e-6 * size:
        raise FormulaError(f"The terms of “{_short(str(formula))}” cancel out: what is left has no direction.")
    return np.asarray(total, dtype=np.float32)


def _sum(terms: tuple[Term, ...], vectors: WordVectors, *, unit: bool) -> tuple[Floats, float]:
    """(D,) the sum of weighted words, and the sum of their lengths, compared with which it may be zero."""
    rows = vectors.rows(term.word for term in terms)
    weights = np.array([term.weight for term in terms])
    words = vectors.matrix[rows].astype(np.float64)  # (N, D)
    if unit:
        words /= np.where(vectors.norms[rows] == 0, 1, vectors.norms[rows])[:, None]
    return weights @ words, float(np.abs(weights) @ np.linalg.norm(words, axis=1))


class _Parser:
    """Recursive descent; every method returns weighted words, or a bare number."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.at = 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.at]

    def take(self) -> _Token:
        token = self.tokens[self.at]
        self.at += token.kind != "end"
        return token

    def expect(self, kind: str, wanted: str) -> None:
        if self.next.kind != kind:
            self.fail(wanted)
        self.take()

    def fail(self, wanted: str) -> NoReturn:
        """Raise a FormulaError that says what was found here instead of what was expected."""
        token = self.next
        before = self.tokens[self.at - 1] if self.at else None
        operands = ("word", "quoted", "number", "mean")
        if token.kind in operands and before is not None and before.kind in operands:
            raise FormulaError(
                f"Between “{_short(before.text)}” and “{_short(token.text)}” (character {token.position}) a + or − is "
                f'missing. A word with a space in it goes in double quotes, like "New York".'
            )
        if token.kind == "end":
            raise FormulaError(f"The formula ends where {wanted} was expected.")
        raise FormulaError(f"Character {token.position} of the formula is “{_short(token.text)}”; expected {wanted}.")

    def formula(self, depth: int) -> list[Term]:
        """Words joined by signs; a FormulaError where they are too many or too deep."""
        if depth > DEEPEST:
            raise FormulaError(f"The brackets go more than {DEEPEST} deep at character {self.next.position}.")
        terms: list[Term] = []
        sign = -1.0 if self.next.kind == "-" else 1.0
        if self.next.kind in ("+", "-"):
            self.take()
        while True:
            terms += _scaled(self.term(depth), sign)
            if len(terms) > MOST_TERMS:
                raise FormulaError(f"The formula has more than {MOST_TERMS} words; use at most {MOST_TERMS}.")
            if self.next.kind not in ("+", "-"):
                return terms
            sign = -1.0 if self.take().kind == "-" else 1.0

    def term(self, depth: int) -> list[Term]:
        """Words times their weight; a FormulaError where there is no word in it, or more than one factor of words."""
        start = self.next
        weight = 1.0
        words: list[Term] | None = None
        divide = False
        while True:
            token = self.next
            factor = self.factor(depth)
            if isinstance(factor, float):
                if divide and factor == 0:
                    raise FormulaError(f"Character {token.position} of the formula divides by zero.")
                weight = weight / factor if divide else weight * factor
            elif divide:
                raise FormulaError(f"Character {token.position}: nothing can be divided by a word, only by a number.")
            elif words is not None:
                raise FormulaError(
                    f"Character {token.position}: words are added and weighted, never multiplied with each other."
                )
            else:
                words = factor
            if self.next.kind not in ("*", "/"):
                break
            divide = self.take().kind == "/"
        if words is None:
            raise FormulaError(
                f"The weight at character {start.position} has no word. "
                f'If “{_short(start.text)}” is the word meant, write it in double quotes: "{_short(start.text)}".'
            )
        _check_weight(weight, f"The weight at character {start.position}")
        return _scaled(words, weight)

    def factor(self, depth: int) -> float | list[Term]:
        """A number, or words."""
        token = self.next
        if token.kind == "number":
            self.take()
            return float(token.text)
        if token.kind in ("word", "quoted"):
            self.take()
            return [Term(1.0, token.text)]
        if token.kind == "mean":
            self.take()
            return self.mean(depth)
        self.expect("(", "a word")
        terms = self.formula(depth + 1)
        self.expect(")", f"a ) that closes the ( at character {token.position}")
        return terms

    def mean(self, depth: int) -> list[Term]:
        """Words of the parts between the brackets, each part with an equal share."""
        opening = self.take().position
        parts = [self.formula(depth + 1)]
        while self.next.kind == ",":
            self.take()
            parts.append(self.formula(depth + 1))
        self.expect(")", f"a comma, or a ) that closes the ( at character {opening}")
        return [term for part in parts for term in _scaled(part, 1 / len(parts))]


def _scaled(terms: list[Term], weight: float) -> list[Term]:
    """The same words, each with its weight multiplied by `weight`."""
    return [Term(weight * term.weight, term.word) for term in terms]


def _tokens(text: str, known: Container[str]) -> list[_Token]:
    plain = text.translate(_SAME)  # one character for one, so positions stay true
    tokens: list[_Token] = []
    at = 0
    while at < len(plain):
        character = plain[at]
        if character.isspace():
            at += 1
        elif character in _OPERATORS + "(),":
            tokens.append(_Token(character, text[at], at + 1))
            at += 1
        elif character in '"“„”':
            quoted = _QUOTED.match(text, at)
            if quoted is None or not (word := quoted[2] or quoted[1].replace('""', '"')).strip():
                raise FormulaError(f"The quotation mark at character {at + 1} is never closed, or holds no word.")
            tokens.append(_Token("quoted", word, at + 1))
            at = quoted.end()
        else:
            word = _word_at(text, plain, at, known)
            tokens.append(_Token("word", word, at + 1))
            at += len(word)
    tokens.append(_Token("end", "", len(text) + 1))
    return [_in_context(tokens, i) for i in range(len(tokens))]


def _word_at(text: str, plain: str, at: int, known: Container[str]) -> str:
    """The word that starts here: the longest that the vocabulary has, else everything up to the next operator."""
    match = _RUN.match(plain, at)
    assert match is not None  # the character here is neither space, bracket, comma nor quotation mark
    run = text[at : match.end()]
    if run in known:
        return run
    first = next((i for i, c in enumerate(match.group()) if c in _OPERATORS), len(run))
    for end in range(len(run) - 1, first, -1):
        if plain[at + end] in _OPERATORS and run[:end] in known:
            return run[:end]
    return run[:first]


def _in_context(tokens: list[_Token], i: int) -> _Token:
    """Token i; a number next to * or / is a weight, “mean” before a bracket the function."""
    token = tokens[i]
    if token.kind == "word":
        before, after = tokens[i - 1].kind if i else "end", tokens[i + 1].kind
        if _NUMBER.fullmatch(token.text) and {before, after} & {"*", "/"}:
            return _Token("number", token.text, token.position)
        if token.text == "mean" and after == "(":
            return _Token("mean", token.text, token.position)
    return token


def _check_weight(weight: float, name: str) -> None:
    if not 1 / HEAVIEST <= abs(weight) <= HEAVIEST:
        raise FormulaError(f"{name} is {weight:g}; use one between {1 / HEAVIEST:f} and {HEAVIEST:,.0f}.")


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"
