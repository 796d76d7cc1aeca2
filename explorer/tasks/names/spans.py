"""
Names as spans of words, counted right only as a whole: the measure of CoNLL-2003.

Tjong Kim Sang and De Meulder 2003; the rules where a span begins and ends are those of the shared task's
program conlleval, which reads any mixture of B, I, E and S tags.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Span:
    """Words `start` to `end` (not included) are a name of that kind."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class SpanScore:
    """Numbers of names marked rightly, of all names marked, and of true names."""

    right: int
    marked: int
    there: int

    @property
    def precision(self) -> float:
        """Share of the marked names that are right; 0 if none is marked."""
        return self.right / self.marked if self.marked else 0.0

    @property
    def recall(self) -> float:
        """Share of the true names that were marked rightly; 0 if there is none."""
        return self.right / self.there if self.there else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (self.marked + self.there) if self.marked + self.there else 0.0


def spans(tags: Sequence[str]) -> list[Span]:
    """The names that a sentence's tags mark, as conlleval reads them.

    >>> spans(["B-PER", "I-PER", "O", "I-LOC", "B-LOC"])
    [Span(start=0, end=2, kind='PER'), Span(start=3, end=4, kind='LOC'), Span(start=4, end=5, kind='LOC')]
    """
    found: list[Span] = []
    start, before, kind = 0, "O", ""
    for i, tag in enumerate([*tags, "O"]):
        mark, _, now = tag.partition("-")
        if before != "O" and _ends(before, mark, kind, now):
            found.append(Span(start, i, kind))
        if mark != "O" and _begins(before, mark, kind, now):
            start = i
        before, kind = mark, now
    return found


def _ends(before: str, mark: str, kind: str, now: str) -> bool:
    """Whether a name that goes on up to here ends before this tag."""
    return before in "ESLU" or mark in "BSUO" or kind != now


def _begins(before: str, mark: str, kind: str, now: str) -> bool:
    """Whether a name begins at this tag."""
    return mark in "BSU" or before in "ESLUO" or kind != now


def score(marked: Sequence[Sequence[Span]], there: Sequence[Sequence[Span]]) -> SpanScore:
    """The names marked in each sentence compared with those there; kind and both ends must be right."""
    right = sum(len(set(a) & set(b)) for a, b in zip(marked, there, strict=True))
    return SpanScore(right, sum(map(len, marked)), sum(map(len, there)))


def score_by_kind(marked: Sequence[Sequence[Span]], there: Sequence[Sequence[Span]]) -> dict[str, SpanScore]:
    """The score of each kind of name, in alphabetical order."""
    kinds = sorted({span.kind for found in (*marked, *there) for span in found})
    return {
        kind: score(*([[span for span in found if span.kind == kind] for found in side] for side in (marked, there)))
        for kind in kinds
    }
