r"""
Count, weigh, factorise: word vectors without any learning by steps.

Unlike glove.py: nothing is fitted by descent.  The counts X of cooccurrence.py are turned into
positive pointwise mutual information (Church and Hanks 1990; Bullinaria and Levy 2007),

    PMI(i, j) = log (X_ij X.. / (X_i. X_.j))        PPMI = max(PMI - log k, 0)

and the best approximation of rank D is taken by singular value decomposition,
PPMI = U S V^T, vectors = U S^p (Deerwester et al. 1990 did this to documents).  Levy and Goldberg
2014, "Neural word embedding as implicit matrix factorization": the u_j . v_i that SGNS with k
negatives aims at is PMI - log k.  Raising X_.j to 0.75, as word2vec does to its noise, and
p = 1/2 or 0 instead of 1 help (Levy, Goldberg and Dagan 2015).
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from explorer.errors import SettingError
from explorer.progress import Report, to_nobody
from explorer.text.corpus import Corpus
from explorer.training.lecture.base import check_dim, check_window
from explorer.training.lecture.cooccurrence import WEIGHTINGS, Cooccurrence, Weighting, cooccurrence
from explorer.vectors.model import Provenance
from explorer.vectors.word_vectors import Floats, WordVectors

SMALL = 500  # words; up to here all singular values are found at once


@dataclass(frozen=True)
class CountSettings:
    """What the reader chooses.

    `matrix` is what is factorised: "ppmi" or the plain "counts".  `shift` is the k of PMI - log k
    (1 = none), `smoothing` the power of the context counts (1 = none, 0.75 as in word2vec),
    `weight_exponent` the p of U S^p.
    """

    dim: int = 32
    window: int = 5
    weighting: Weighting = "flat"
    matrix: Literal["ppmi", "counts"] = "ppmi"
    shift: float = 1.0
    smoothing: float = 0.75
    weight_exponent: float = 0.5
    seed: int = 1

    def __post_init__(self) -> None:
        check_dim(self.dim)
        check_window(self.window)
        if self.weighting not in WEIGHTINGS:
            raise SettingError(
                f"Neighbours are weighted {', '.join(WEIGHTINGS[:-1])} or {WEIGHTINGS[-1]}, not “{self.weighting}”."
            )
        if self.matrix not in {"ppmi", "counts"}:
            raise SettingError(f"What is factorised is “ppmi” or “counts”, not “{self.matrix}”.")
        if not 0 < self.shift <= 1000:
            raise SettingError(f"The shift k must lie above 0 and not above 1,000, not at {self.shift:g}.")
        if not 0 <= self.smoothing <= 2:
            raise SettingError(f"The context counts are raised to a power between 0 and 2, not {self.smoothing:g}.")
        if not 0 <= self.weight_exponent <= 2:
            raise SettingError(
                f"The singular values are raised to a power between 0 and 2, not {self.weight_exponent:g}."
            )


@dataclass(frozen=True, eq=False)
class CountStep:
    """The one step there is: count, weigh, factorise.

    Parameters
    ----------
    number : int
        1
    counts : Cooccurrence
    matrix : (V, V) scipy.sparse array
        What was factorised.
    left, right : (V, D)
        Singular vectors of the words and of the contexts; zero columns where D exceeds the rank.
    spectrum : (D,)
        Singular values, the greatest first.
    loss : float
        Share of the matrix's sum of squares that rank D leaves out, in [0, 1].
    """

    number: int
    counts: Cooccurrence
    matrix: Any
    left: Floats
    right: Floats
    spectrum: Floats
    loss: float

    def share(self, n: int) -> float:
        """Share of the matrix's sum of squares that the first n components hold, in [0, 1]."""
        return float((self.spectrum[:n] ** 2).sum() / (self.matrix.data**2).sum())


def pmi(counts: Cooccurrence, *, smoothing: float = 1.0) -> Floats:
    """(N,) pointwise mutual information of the nonzeros of X, in nats; for all other pairs it is minus infinity.

    >>> together = Cooccurrence(None, np.int32([0, 1, 1]), np.int32([1, 0, 1]), np.array([1.0, 1.0, 2.0]))
    >>> np.exp(pmi(together)).round(4).tolist()  # X_01 X.. / (X_0. X_.1) = 1 * 4 / (1 * 3)
    [1.3333, 1.3333, 0.8889]
    """
    words = np.bincount(counts.row, counts.weight)
    contexts = np.bincount(counts.column, counts.weight) ** smoothing
    share = contexts / contexts.sum()  # P(j), smoothed
    return np.asarray(np.log(counts.weight / (words[counts.row] * share[counts.column])))


def ppmi(counts: Cooccurrence, *, shift: float = 1.0, smoothing: float = 1.0) -> Any:  # noqa: ANN401
    """PPMI with shift log k as a (V, V) scipy.sparse array.

    Raises
    ------
    SettingError
        If the shift leaves nothing above 0.
    """
    from scipy.sparse import csr_array

    value = pmi(counts, smoothing=smoothing) - np.log(shift)
    above = value > 0
    if not above.any():
        raise SettingError(
            f"With a shift of log {shift:g} no pair of words is left above 0: choose a smaller k, or a longer text."
        )
    V = len(counts.vocabulary)
    return csr_array((value[above], (counts.row[above], counts.column[above])), shape=(V, V))


def truncated_svd(
    matrix: Any,  # noqa: ANN401
    dim: int,
    *,
    seed: int,
    report: Report = to_nobody,
) -> tuple[Floats, Floats, Floats]:
    """(V, D) left vectors, (D,) singular values, the greatest first, and (V, D) right vectors of a sparse (V, V) array.

    The sign of each pair of vectors is free; it is chosen so that the left one's largest component is positive.
    `report` is told the number of products so far, and 0 as their total is not known; it may end the work by raising.
    """
    V = matrix.shape[0]
    if V <= SMALL or dim >= V // 2:
        left, values, right = np.linalg.svd(matrix.toarray())
    else:
        from scipy.sparse.linalg import svds

        start = np.random.default_rng(seed).standard_normal(V)
        left, values, right = svds(_reporting(matrix.astype(np.float64), report), k=dim, v0=start)
        order = np.argsort(-values)
        left, values, right = left[:, order], values[order], right[order]
    left, values, right = left[:, :dim], values[:dim], right[:dim].T
    sign = np.sign(left[np.abs(left).argmax(axis=0), np.arange(len(values))])
    rank = values > values[0] * 1e-10
    wide = np.zeros((2, V, dim))
    wide[0, :, : len(values)] = left * sign * rank
    wide[1, :, : len(values)] = right * sign * rank
    spectrum = np.zeros(dim)
    spectrum[: len(values)] = values * rank
    return wide[0], spectrum, wide[1]


def _reporting(matrix: Any, report: Report) -> Any:  # noqa: ANN401
    """`matrix` as a linear operator on vectors (V,), which tells `report` of each product."""
    from scipy.sparse.linalg import LinearOperator

    done = 0

    def times(this: Any, vector: Floats) -> Floats:  # noqa: ANN401
        """(V,) the product with `vector`; counts it."""
        nonlocal done
        report(done, 0)
        done += 1
        return np.asarray(this @ vector)

    turned = matrix.T
    return LinearOperator(
        matrix.shape,
        matvec=lambda vector: times(matrix, vector),
        rmatvec=lambda vector: times(turned, vector),
        dtype=matrix.dtype,
    )


class CountTrainer:
    """A trainer whose first step is its last: repeating it gives the same vectors.

    Parameters
    ----------
    corpus : Corpus
    settings : CountSettings
    """

    method = "PPMI and SVD"

    def __init__(self, corpus: Corpus, settings: CountSettings) -> None:
        self.corpus = corpus
        self.settings = settings
        self.steps_done = 0
        self.done: CountStep | None = None

    @property
    def words_seen(self) -> int:
        """Words of the text counted so far: none or all."""
        return len(self.corpus.tokens) * self.steps_done

    @property
    def epoch(self) -> float:
        """0 before the step, 1 after it."""
        return float(self.steps_done)

    def step(self, report: Report = to_nobody) -> CountStep:
        """Count, weigh and factorise; `report` is called between these parts, and may end the work by raising.

        Raises
        ------
        SettingError
            If the shift leaves nothing above 0.
        """
        if self.done is None:
            s = self.settings
            counts = cooccurrence(self.corpus, window=s.window, weighting=s.weighting, report=report)
            plain = s.matrix == "counts"
            matrix = counts.matrix() if plain else ppmi(counts, shift=s.shift, smoothing=s.smoothing)
            left, spectrum, right = truncated_svd(matrix, s.dim, seed=s.seed, report=report)
            left_out = max(0.0, 1 - float((spectrum**2).sum() / (matrix.data**2).sum()))
            self.steps_done = 1
            self.done = CountStep(1, counts, matrix, left, right, spectrum, left_out)
        return self.done

    def vectors(self) -> WordVectors:
        """U S^p; takes the step first if it has not been taken.

        Raises
        ------
        SettingError
            If the shift leaves nothing above 0.
        """
        step, vocabulary = self.step(), self.corpus.vocabulary
        scale = np.where(step.spectrum > 0, step.spectrum, 1) ** self.settings.weight_exponent
        return WordVectors(vocabulary.words, (step.left * scale).astype(np.float32), vocabulary.counts)

    @property
    def provenance(self) -> Provenance:
        """What the vectors were made from, and how."""
        s = self.settings
        what = "SVD of counts" if s.matrix == "counts" else f"SVD of PPMI, k {s.shift:g}, contexts^{s.smoothing:g}"
        settings = (("D", s.dim), ("window", f"{s.window} ({s.weighting})"), ("U S to the power", s.weight_exponent))
        return Provenance("trained", self.corpus.name, what, settings)
