"""
Part of the counts as a table: a few words by the same few words, and one cell of it explained.

The whole of X has V x V cells, nearly all of them empty; what a page can show is the corner of the
most frequent words.  PMI as in counts.py (Church and Hanks 1990).
"""

from dataclasses import dataclass

import numpy as np

from explorer.text.corpus import Corpus, build
from explorer.training.lecture.cooccurrence import Cooccurrence
from explorer.training.lecture.counts import pmi
from explorer.training.lecture.pairs import Ids
from explorer.vectors.word_vectors import Floats


@dataclass(frozen=True)
class Cell:
    """One pair of words: how often together, how often each, and how surprising that is.

    `together` is X_ij, `word` and `context` the sums of its row and column, `total` the sum of X;
    `share` is the context's share of all contexts, smoothed; `pmi` is log(X_ij / (X_i. share)) in
    nats, minus infinity where the two never meet.
    """

    together: float
    word: float
    context: float
    total: float
    share: float

    @property
    def pmi(self) -> float:
        """In nats."""
        return float(np.log(self.together / (self.word * self.share))) if self.together else -np.inf


def cs224n() -> Corpus:
    """The two sentences of the first assignment of CS224N, their words as they are."""
    sentences = ("<START> All that glitters isn't gold <END>", "<START> All's well that ends well <END>")
    return build([sentence.split() for sentence in sentences], name="Two sentences of CS224N")


def corner(counts: Cooccurrence, *, words: int, skipping: int = 0) -> Ids:
    """(n,) ids of up to `words` of the most frequent words, after the first `skipping`; at least two."""
    V = len(counts.vocabulary)
    first = max(0, min(skipping, V - 2))
    return np.arange(first, min(V, first + max(words, 2)))


def table(counts: Cooccurrence, ids: Ids) -> Floats:
    """(n, n) counts of the words `ids` (n,), NaN where two never meet."""
    cells = counts.dense(ids)
    return np.asarray(np.where(cells > 0, cells, np.nan))


def pmi_table(counts: Cooccurrence, ids: Ids, *, smoothing: float, shift: float, positive: bool) -> Floats:
    """(n, n) PMI - log shift of the words `ids` (n,), NaN where two never meet and, if `positive`, below 0."""
    value = pmi(counts, smoothing=smoothing) - np.log(shift)
    place = np.full(len(counts.vocabulary), -1)
    place[ids] = np.arange(len(ids))
    i, j = place[counts.row], place[counts.column]
    inside = (i >= 0) & (j >= 0) & ((value > 0) | (not positive))
    cells = np.full((len(ids), len(ids)), np.nan)
    cells[i[inside], j[inside]] = value[inside]
    return cells


def cell(counts: Cooccurrence, i: int, j: int, *, smoothing: float = 1.0) -> Cell:
    """The pair of word i and context j."""
    here = (counts.row == i) & (counts.column == j)
    contexts = np.bincount(counts.column, counts.weight, minlength=len(counts.vocabulary))
    smooth = contexts**smoothing
    return Cell(
        together=float(counts.weight[here].sum()),
        word=float(counts.weight[counts.row == i].sum()),
        context=float(contexts[j]),
        total=float(contexts.sum()),
        share=float(smooth[j] / smooth.sum()),
    )


def likely_pair(counts: Cooccurrence, ids: Ids) -> tuple[int, int]:
    """Places among `ids` (n,) of two words worth a first look: the pair with the greatest PMI x count."""
    cells = np.nan_to_num(pmi_table(counts, ids, smoothing=1, shift=1, positive=True) * table(counts, ids))
    np.fill_diagonal(cells, 0)
    row, column = np.unravel_index(int(cells.argmax()), cells.shape)
    return int(row), int(column)


def fullness(counts: Cooccurrence) -> float:
    """Share of the V x V cells that are not 0, in [0, 1]."""
    return len(counts) / len(counts.vocabulary) ** 2
