"""
a is to b as c is to what?  Three published rules, and the parallelogram behind them.

    3CosAdd        cos(d, b - a + c)                      Mikolov, Yih and Zweig 2013, eq. 1
    3CosMul        s(d, b) s(d, c) / (s(d, a) + ε)        Levy and Goldberg 2014, eq. 5; s = (1 + cos) / 2
    PairDirection  cos(d - c, b - a)                      Levy and Goldberg 2014, eq. 2

Every rule leaves a, b and c out of the answers unless told otherwise.  That habit of the
field matters: for king - man + woman the nearest word is often king itself.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from explorer.errors import SelectionError, SettingError
from explorer.vectors.codes.scan import Scan, scan_for
from explorer.vectors.formula import Formula, Term, evaluate
from explorer.vectors.similarity import BLOCK, Ranked, cosines, highest, nearest, products
from explorer.vectors.word_vectors import Floats, WordVectors

Plane = Literal["a, b and c", "PCA of the four"]
PLANES: tuple[Plane, ...] = get_args(Plane)
Rule = Literal["3CosAdd", "3CosMul", "PairDirection"]
RULES: tuple[Rule, ...] = get_args(Rule)
EPSILON = 1e-6  # gensim's; Levy and Goldberg write 0.001.  It keeps the quotient finite where cos(d, a) = -1


@dataclass(frozen=True)
class AnalogySettings:
    """How an analogy is answered.

    Parameters
    ----------
    rule : str
        One of `RULES`.
    keep_query : bool
        Whether a, b and c may be answers.
    unit : bool
        Whether vectors are scaled to length 1 before they are added or subtracted; 3CosMul
        is made of cosines and is the same either way.
    """

    rule: Rule = "3CosAdd"
    keep_query: bool = False
    unit: bool = True

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise SettingError(f"The rule of an analogy is {', '.join(RULES[:-1])} or {RULES[-1]}, not “{self.rule}”.")


def scores(vectors: WordVectors, a: str, b: str, c: str, settings: AnalogySettings | None = None) -> Floats:
    """(V,) score of every word as the answer, under the rule; the words given are scored like all others.

    Raises
    ------
    UnknownWordError
        If a, b or c is not in the vocabulary.
    SelectionError
        If PairDirection is asked for two words with one vector: there is no direction from a to b.
    FormulaError
        If b - a + c is the zero vector.
    """
    settings = settings or AnalogySettings()
    if settings.rule == "3CosAdd":
        return cosines(vectors, evaluate(as_formula(a, b, c), vectors, unit=settings.unit))
    if settings.rule == "3CosMul":
        found = products(vectors, _given(vectors, [a, b, c], unit=True))  # (V, 3)
        found /= np.where(vectors.norms == 0, 1, vectors.norms)[:, None]
        with_a, with_b, with_c = ((1 + cosine.clip(-1, 1)) / 2 for cosine in found.T)
        return np.asarray(with_b * with_c / (with_a + EPSILON))
    return _pair_direction(vectors, a, b, c, unit=settings.unit)


@dataclass(frozen=True)
class Split:
    """Why a word scores as it does: its cosines with the three words given.

    Under 3CosAdd the score is (|b| cos_b - |a| cos_a + |c| cos_c) / target, where `lengths` are
    |a|, |b| and |c| (all 1 for unit vectors) and `target` is the length of b - a + c.
    """

    word: str
    cosines: tuple[float, float, float]
    lengths: tuple[float, float, float]
    target: float
    score: float


class Question:
    """a : b :: c : ? put to one model: its answers, the rank of a word, and why a word scores as it does.

    The scores of all words are computed at most once, and not at all if byte codes or a database answer faster.

    Raises
    ------
    UnknownWordError
        If a, b or c is not in the vocabulary.
    """

    def __init__(self, vectors: WordVectors, a: str, b: str, c: str, settings: AnalogySettings | None = None) -> None:
        self.vectors, self.given = vectors, (a, b, c)
        self.settings = settings or AnalogySettings()
        self._left_out = [] if self.settings.keep_query else vectors.rows(self.given).tolist()

    @cached_property
    def _scan(self) -> Scan | None:
        """The scan of byte codes that answers 3CosAdd; None if the model or the rule has none."""
        vectors = self.vectors
        if vectors.codes is None or vectors.engine is not None or self.settings.rule != "3CosAdd":
            return None
        target = evaluate(as_formula(*self.given), vectors, unit=self.settings.unit)
        return scan_for(vectors.codes, vectors.matrix, target) if np.any(target) else None

    @cached_property
    def scores(self) -> Floats:
        """(V,) score of every word; -inf for the words given, unless they may be answers; read-only.

        Raises
        ------
        SelectionError, FormulaError
            As the function `scores` does.
        """
        found = scores(self.vectors, *self.given, self.settings)
        found[self._left_out] = -np.inf
        found.setflags(write=False)
        return found

    def best(self, k: int = 10) -> list[Ranked]:
        """The `k` best answers, the best first.

        Raises
        ------
        SelectionError, FormulaError
            As the function `scores` does.
        """
        words = self.vectors.words
        if self._scan is not None:
            rows, cosines = self._scan.highest(k, self._left_out)
            return [Ranked(words[row], float(cosine)) for row, cosine in zip(rows.tolist(), cosines, strict=True)]
        if self.settings.rule == "3CosAdd" and self.vectors.engine is not None and "scores" not in vars(self):
            target = evaluate(as_formula(*self.given), self.vectors, unit=self.settings.unit)
            return nearest(self.vectors, target, k, exclude=[words[row] for row in self._left_out])
        return [Ranked(words[row], float(self.scores[row])) for row in highest(self.scores, k)]

    def rank_of(self, word: str) -> int:
        """The place of `word` among the answers, 1 for the best; words given count only if they may be answers.

        Raises
        ------
        UnknownWordError, SelectionError, FormulaError
            As the function `scores` does.
        """
        row = int(self.vectors.rows([word])[0])
        if self._scan is not None:
            return self._scan.above(float(self._scan.cosines(np.array([row]))[0]), self._left_out) + 1
        score = self.split([word])[0].score if row in self._left_out else self.scores[row]
        return int((self.scores > score).sum()) + 1

    def split(self, words: Sequence[str]) -> list[Split]:
        """For each of `words`, its score and the cosines with a, b and c that it is made of.

        Raises
        ------
        UnknownWordError, SelectionError, FormulaError
            As the function `scores` does.
        """
        few = list(dict.fromkeys([*self.given, *words]))  # the only rows whose score is wanted
        model = WordVectors(tuple(few), self.vectors.matrix[self.vectors.rows(few)])
        found = scores(model, *self.given, self.settings)
        given = _given(model, self.given, unit=self.settings.unit)
        lengths = np.linalg.norm(given, axis=1)
        with_given = _given(model, words, unit=True) @ _given(model, self.given, unit=True).T  # (N, 3)
        return [
            Split(
                word,
                cosines=(float(cos[0]), float(cos[1]), float(cos[2])),
                lengths=(float(lengths[0]), float(lengths[1]), float(lengths[2])),
                target=float(np.linalg.norm(given[1] - given[0] + given[2])),
                score=float(found[row]),
            )
            for word, row, cos in zip(words, model.rows(words), with_given, strict=True)
        ]


def solve(
    vectors: WordVectors, a: str, b: str, c: str, settings: AnalogySettings | None = None, *, k: int = 10
) -> list[Ranked]:
    """The `k` best answers to a : b :: c : ?, the best first.

    >>> e = np.array([[0, 1], [0, -1], [2, 1], [2, -1], [-3, 0]], dtype=np.float32)
    >>> royals = WordVectors(("man", "woman", "king", "queen", "apple"), e)
    >>> solve(royals, "man", "woman", "king", k=1)[0].word
    'queen'

    Raises
    ------
    UnknownWordError, SelectionError, FormulaError
        As `scores` does.
    """
    return Question(vectors, a, b, c, settings).best(k)


@dataclass(frozen=True)
class Preset:
    """A known analogy to start from; `expected` is the answer its source gives, or empty."""

    title: str
    a: str
    b: str
    c: str
    expected: str
    source: str


@cache
def presets() -> tuple[Preset, ...]:
    """The analogies of the papers and lectures that come with the app."""
    content = json.loads((Path(__file__).parents[1] / "data/words/analogies.json").read_text(encoding="utf-8"))
    return tuple(Preset(**entry) for entry in content["analogies"])


def expected(a: str, b: str, c: str) -> str:
    """The answer that a preset gives to a : b :: c : ?, whatever the case; empty if no preset asks it."""
    asked = [word.lower() for word in (a, b, c)]
    return next((p.expected for p in presets() if [p.a.lower(), p.b.lower(), p.c.lower()] == asked), "")


def as_formula(a: str, b: str, c: str) -> Formula:
    """b - a + c, written as the lectures write it: c - a + b."""
    return Formula((Term(1, c), Term(-1, a), Term(1, b)))


@dataclass(frozen=True, eq=False)
class Parallelogram:
    """An analogy in a plane.

    The plane through a, b and c shows these three, and the point b - a + c, without any loss; the plane of PCA
    shows as much as a plane can of all four words. Words are projected onto it at a right angle, and
    `off_plane` is their distance from it.

    Parameters
    ----------
    words : tuple of four str
        a, b, c and d, the word drawn as the answer.
    xy : (4, 2) float64
        Where these lie; b is to the right of a, and at the same height in the plane of a, b and c.
    target : (2,) float64
        Where b - a + c lies.
    off_plane : (4,) float64
        Distance of each word from the plane; 0 for a, b and c in their own plane.
    cosine : float or None
        Of the true offsets b - a and d - c, in all D dimensions; None if c and d have the same vector.
    lengths : (float, float)
        True lengths of b - a and d - c.
    gap : float
        True distance from d to b - a + c.
    others, others_xy : words and (N, 2) float64
        Further words projected onto the same plane.
    """

    words: tuple[str, str, str, str]
    xy: Floats
    target: Floats
    off_plane: Floats
    cosine: float | None
    lengths: tuple[float, float]
    gap: float
    others: tuple[str, ...]
    others_xy: Floats


def parallelogram(
    vectors: WordVectors,
    a: str,
    b: str,
    c: str,
    d: str,
    *,
    others: Sequence[str] = (),
    unit: bool = True,
    plane: Plane = "a, b and c",
) -> Parallelogram:
    """The plane of a, b and c, or of the first two principal components of all four, with `others` projected onto it.

    Raises
    ------
    SettingError
        If there is no such plane.
    UnknownWordError
        If a word is not in the vocabulary.
    SelectionError
        If a and b have the same vector.
    """
    given = _given(vectors, [a, b, c, d, *others], unit=unit).astype(np.float64)
    e_a, e_b, e_c, e_d = given[:4]
    along = e_b - e_a
    length = float(np.linalg.norm(along))
    if not length:
        raise SelectionError(
            f"“{a}” and “{b}” have the same vector: there is no offset from one to the other to follow."
        )
    if plane not in PLANES:
        raise SettingError(f"An analogy is drawn in the plane of {' or '.join(PLANES)}, not of “{plane}”.")
    if plane == "PCA of the four":
        origin = given[:4].mean(axis=0)
        axes = np.linalg.svd(given[:4] - origin, full_matrices=False)[2][:2]  # (2, D)
        axes *= np.where(axes @ along < 0, -1, 1)[:, None]
    else:
        origin, right = e_a, along / length
        axes = np.stack([right, _across(right, [e_c - e_a, e_d - e_a])])  # (2, D)
    xy = (given - origin) @ axes.T  # (4 + N, 2)
    lost = np.linalg.norm(given - origin - xy @ axes, axis=1)
    reply = e_d - e_c
    reply_length = float(np.linalg.norm(reply))
    return Parallelogram(
        words=(a, b, c, d),
        xy=xy[:4],
        target=xy[2] + xy[1] - xy[0],
        off_plane=lost[:4],
        cosine=float(along @ reply / length / reply_length) if reply_length else None,
        lengths=(length, reply_length),
        gap=float(np.linalg.norm(e_d - (e_c + along))),
        others=tuple(others),
        others_xy=xy[4:],
    )


def _across(right: Floats, candidates: Sequence[Floats]) -> Floats:
    """(D,) unit vector at a right angle to `right`, in the plane with the first candidate that is not along it."""
    for candidate in candidates:
        rest = candidate - (candidate @ right) * right
        length = np.linalg.norm(rest)
        if length > 1e-6 * np.linalg.norm(candidate):
            return np.asarray(rest / length)
    return np.zeros_like(right)  # everything lies on one line, which is drawn as a line


def _given(vectors: WordVectors, words: Sequence[str], *, unit: bool) -> Floats:
    """(N, D) float32 vectors of `words`."""
    rows = vectors.rows(words)
    return vectors.unit_at(rows) if unit else vectors.matrix[rows]


def _pair_direction(vectors: WordVectors, a: str, b: str, c: str, *, unit: bool) -> Floats:
    """(V,) cos(d - c, b - a); -1 for words with the same vector as c, whose offset has no direction.

    Raises
    ------
    SelectionError
        If a and b have the same vector.
    """
    e_a, e_b, e_c = _given(vectors, [a, b, c], unit=unit)
    along = e_b - e_a
    length = np.linalg.norm(along)
    if not length:
        raise SelectionError(f"“{a}” and “{b}” have the same vector: there is no direction from one to the other.")
    along = along / length
    with_along, with_c = products(vectors, np.stack([along, e_c])).T.astype(np.float64)  # (V,) each
    norms = np.where(vectors.norms == 0, 1, vectors.norms).astype(np.float64)
    squares = vectors.norms.astype(np.float64) ** 2
    if unit:
        with_along, with_c, squares = with_along / norms, with_c / norms, squares / norms**2
    both = squares + float(e_c.astype(np.float64) @ e_c)
    apart = both - 2 * with_c  # |d - c|², which loses its digits where d is near c
    found: Floats = (with_along - float(along.astype(np.float64) @ e_c)) / np.sqrt(np.maximum(apart, 1e-300))
    near = np.flatnonzero(apart < 0.01 * both)
    for start in range(0, len(near), BLOCK):
        rows = near[start : start + BLOCK]
        offset = vectors.matrix[rows]
        if unit:
            offset = np.asarray(offset / norms[rows, None], dtype=np.float32)
        offset = offset - e_c  # (n, D)
        lengths: Floats = np.linalg.norm(offset, axis=1)
        found[rows] = np.where(lengths > 0, offset @ along / np.where(lengths == 0, 1, lengths), -1)
    return np.asarray(np.clip(found, -1, 1), dtype=np.float32)
