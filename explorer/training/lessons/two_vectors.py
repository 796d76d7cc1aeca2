"""
Why a word has two vectors: v as a centre, u as a context.

u_j . v_i says how much more often than by chance j stands next to i (Levy and Goldberg 2014);
v_j . v_i says whether both have the same neighbours, and so could replace each other (Rapp 2002
calls the two syntagmatic and paradigmatic; Mitra et al. 2016, "A dual embedding space model").
With one vector a word would be its own best context, since v_i . v_i is a sum of squares; but a
word hardly ever stands next to itself: king king is not English.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from explorer.progress import Report, to_nobody
from explorer.text.corpus import Corpus
from explorer.training.lecture.cooccurrence import Cooccurrence, Weighting, cooccurrence
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer
from explorer.training.lessons.plane import plane, shares
from explorer.training.lessons.shifted_pmi import Agreement, aim, anneal, chosen, most_often
from explorer.vectors.similarity import Ranked, highest
from explorer.vectors.word_vectors import Floats, WordVectors

RANKED = 500  # frequent words whose ranks among all are found


@dataclass(frozen=True, eq=False)
class TwoVectors:
    """Both matrices of an SGNS, and their mean: as centre, as context, (u + v) / 2."""

    v: WordVectors
    u: WordVectors
    mean: WordVectors

    def beside(self, word: str, k: int) -> list[Ranked]:
        """The k words with the greatest u_j . v_i: what stands next to word i; itself included."""
        return self._ranked(self.u.matrix @ self.v.matrix[self._row(word)], k)

    def instead(self, word: str, k: int) -> list[Ranked]:
        """The k words with the greatest cosine of v_j and v_i: what could replace it; itself included."""
        return self._ranked(self.v.unit @ self.v.unit[self._row(word)], k)

    def by_mean(self, word: str, k: int) -> list[Ranked]:
        """The k words with the greatest cosine of the mean vectors; itself included."""
        return self._ranked(self.mean.unit @ self.mean.unit[self._row(word)], k)

    @cached_property
    def itself(self) -> tuple[Floats, Floats]:
        """(n,) rank of each frequent word among all V by its own u_j . v_i, and by v_j . v_i; 1 is the first."""
        return _own_ranks(self.v.matrix, self.u.matrix), _own_ranks(self.v.matrix, self.v.matrix)

    def planes(self, n: int) -> list[Floats]:
        """Three (n, 2): the most frequent words by PCA of v, of u and of the mean, the last two turned to the first."""
        first = plane(self.v.matrix[:n])
        return [first, plane(self.u.matrix[:n], first), plane(self.mean.matrix[:n], first)]

    def shares(self, n: int) -> list[Floats]:
        """Three (2,): the parts of the variance that each of the `planes` holds, across and up."""
        matrices = (self.v.matrix, self.u.matrix, self.mean.matrix)
        return [shares(matrix[:n], xy) for matrix, xy in zip(matrices, self.planes(n), strict=True)]

    def _row(self, word: str) -> int:
        return int(self.v.rows([word])[0])

    def _ranked(self, scores: Floats, k: int) -> list[Ranked]:
        return [Ranked(self.v.words[row], float(scores[row])) for row in highest(scores, k)]


def _own_ranks(rows: Floats, columns: Floats) -> Floats:
    """(n,) rank of row i's product with column i among its products with all columns; both (V, D), n <= V."""
    rows = rows[:RANKED]
    own = np.einsum("vd,vd->v", rows, columns[:RANKED])
    return np.asarray((rows @ columns.T > own[:, None] + 1e-5 * np.abs(own[:, None])).sum(axis=1) + 1)


class TwoVectorsCourse:
    """An SGNS of `steps` steps, its learning rate falling to 0, that can be read during training.

    Parameters
    ----------
    corpus : Corpus
    settings : SGNSSettings
    steps : int
    """

    def __init__(self, corpus: Corpus, settings: SGNSSettings, steps: int) -> None:
        self.trainer = SGNSTrainer(corpus, settings)
        self.steps = steps

    @cached_property
    def _counts(self) -> Cooccurrence:
        settings = self.trainer.settings
        weighting: Weighting = "linear" if settings.dynamic_window else "flat"
        return cooccurrence(self.trainer.corpus, window=settings.window, weighting=weighting)

    def agreement(self, noise_exponent: float) -> Agreement:
        """The scores now, and what they would aim at with noise of that exponent."""
        trainer, often = self.trainer, most_often(self._counts)
        aims = aim(self._counts, trainer.settings, noise_exponent=noise_exponent)[often]
        counts = chosen(self._counts, often)
        score = np.einsum("nd,nd->n", trainer.v_in[counts.row], trainer.v_out[counts.column])
        return Agreement(counts, score, aims)

    @property
    def now(self) -> TwoVectors:
        """Both matrices as they are now, copied."""
        v = self.trainer.vectors()
        u = self.trainer.v_out.astype(np.float32)
        return TwoVectors(v, replace(v, matrix=u), replace(v, matrix=(v.matrix + u) / 2))

    def run(self, report: Report = to_nobody) -> None:
        """Train to the last step; `report` is told the steps done, of how many.

        Raises
        ------
        DivergedError
            If the learning rate is too high.
        """
        anneal(self.trainer, self.steps, report)
