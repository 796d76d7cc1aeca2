"""
Why a word has two vectors: v as a centre, u as a context.

u_j . v_i says how often j stands beside i, more than chance would have it (Levy and Goldberg 2014);
v_j . v_i says whether both keep the same company, and so could stand in each other's place
(Rapp 2002 calls the two syntagmatic and paradigmatic; Mitra et al. 2016, "A dual embedding space
model").  With one vector a word would be its own best neighbour, v_i . v_i being a sum of squares,
though hardly a word stands beside itself: king king is not English.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from explorer.corpus import Corpus
from explorer.similarity import Ranked, highest
from explorer.training.sgns import SGNSSettings, SGNSTrainer
from explorer.vectors import Floats, WordVectors


@dataclass(frozen=True, eq=False)
class TwoVectors:
    """Both matrices of an SGNS, and their mean: as centre, as context, (u + v) / 2."""

    v: WordVectors
    u: WordVectors
    mean: WordVectors

    def beside(self, word: str, k: int) -> list[Ranked]:
        """The k words with the greatest u_j . v_i: what stands beside word i; itself included."""
        return self._ranked(self.u.matrix @ self.v.matrix[self._row(word)], k)

    def instead(self, word: str, k: int) -> list[Ranked]:
        """The k words with the greatest cosine of v_j and v_i: what could stand in its place; itself included."""
        return self._ranked(self.v.unit @ self.v.unit[self._row(word)], k)

    def by_mean(self, word: str, k: int) -> list[Ranked]:
        """The k words with the greatest cosine of the mean vectors; itself included."""
        return self._ranked(self.mean.unit @ self.mean.unit[self._row(word)], k)

    @cached_property
    def itself(self) -> tuple[Floats, Floats]:
        """(V,) rank of each word among all by its own u_j . v_i, and by v_j . v_i; 1 is the first."""
        return _own_ranks(self.v.matrix, self.u.matrix), _own_ranks(self.v.matrix, self.v.matrix)

    def _row(self, word: str) -> int:
        return int(self.v.rows([word])[0])

    def _ranked(self, scores: Floats, k: int) -> list[Ranked]:
        return [Ranked(self.v.words[row], float(scores[row])) for row in highest(scores, k)]


def _own_ranks(rows: Floats, columns: Floats) -> Floats:
    """(V,) rank of row i's product with column i among its products with all columns; both (V, D)."""
    own = np.einsum("vd,vd->v", rows, columns)
    blocks = (slice(first, first + 512) for first in range(0, len(rows), 512))
    return np.concatenate([
        (rows[b] @ columns.T > own[b, None] + 1e-5 * np.abs(own[b, None])).sum(axis=1) + 1 for b in blocks
    ])


def train(
    corpus: Corpus, settings: SGNSSettings, steps: int, report: Callable[[int, int], None] | None = None
) -> TwoVectors:
    """Both matrices after so many steps of SGNS, its rate falling to 0.

    Raises
    ------
    DivergedError
        If the learning rate is too high.
    """
    trainer = SGNSTrainer(corpus, settings)
    for step in range(steps):
        trainer.learning_rate = settings.learning_rate * max(1e-4, 1 - step / steps)
        trainer.step()
        if report is not None and step % 50 == 0:
            report(step, steps)
    v = trainer.vectors("v, as centre")

    def _made(name: str, matrix: Floats) -> WordVectors:
        return WordVectors(name, v.words, matrix.astype(np.float32), v.provenance, v.counts)

    u = _made("u, as context", trainer.v_out.copy())
    return TwoVectors(v, u, _made("(u + v) / 2", (trainer.v_in + trainer.v_out) / 2))
