"""
How well cosines follow what people say: word similarity sets.

A set is a list of word pairs with the mean of human ratings; a model is scored by the rank
correlation of its cosines with them (Finkelstein et al. 2002, WordSim-353; Hill, Reichart and
Korhonen 2015, SimLex-999).  The treatment of pairs with an unknown word changes the number, so it is a
setting here.  Another setting first brings each component to mean 0 and standard deviation 1 over the
vocabulary, as Pennington, Socher and Manning 2014 (GloVe, section 4.3) "normalise each feature".  The
percentile bootstrap over pairs says how sure a correlation is (Efron 1979).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import numpy as np

from explorer.errors import SelectionError, SettingError
from explorer.judging.rating_files import RatedPair, read_pairs
from explorer.vectors.word_vectors import Floats, WordVectors

Unknown = Literal["drop", "zero", "mean"]
POLICIES: tuple[Unknown, ...] = get_args(Unknown)
PACKAGED = {
    "WordSim-353": "wordsim353.tsv",
    "SimLex-999": "simlex999.tsv",
    "RG-65": "rg65.tsv",
    "MC-30": "mc30.tsv",
    "MTurk-287": "mturk287.tsv",
    "MTurk-771": "mturk771.tsv",
    "YP-130": "yp130.tsv",
    "Verb-143": "verb143.tsv",
    "WordSim-353, similar": "wordsim_similarity.tsv",
    "WordSim-353, related": "wordsim_relatedness.tsv",
}
USUAL = ("WordSim-353", "SimLex-999")  # shown first for a model
SETS = Path(__file__).parents[1] / "data" / "sets"
BLOCK = 1 << 20  # numbers held at a time
DRAWN = 5_000_000  # pairs, all draws of an interval together
FEWEST_DRAWS = 100
LEVEL = 0.95  # of an interval


@dataclass(frozen=True, eq=False)
class SimilarityScore:
    """How a model's cosines agree with the ratings of a set.

    Parameters
    ----------
    pairs : tuple of RatedPair
        The N pairs that were scored.
    cosines : (N,)
    spearman, pearson : float
        Rank and linear correlation of cosines and ratings, in [-1, 1].
    missing : tuple of str
        Words of the set that the model does not have.
    asked : int
        Pairs in the whole set.
    """

    pairs: tuple[RatedPair, ...]
    cosines: Floats
    spearman: float
    pearson: float
    missing: tuple[str, ...]
    asked: int


class Residual(NamedTuple):
    """A pair on which model and people disagree.

    `people` and `model` are the places of the pair in the two orders, from 0 (least alike) to 1 (most alike).
    """

    pair: RatedPair
    cosine: float
    people: float
    model: float

    @property
    def gap(self) -> float:
        """How much more alike the model finds the two words than people do, in [-1, 1]."""
        return self.model - self.people


class Published(NamedTuple):
    """A figure printed by somebody else; `value` in [-1, 1] for a correlation, in [0, 1] for a share of answers."""

    model: str
    test: str
    value: float
    protocol: str
    source: str


def packaged(name: str) -> tuple[RatedPair, ...]:
    """One of the sets that come with the app, by its name in `PACKAGED`.

    Raises
    ------
    SelectionError
        If there is no such set.
    """
    if name not in PACKAGED:
        raise SelectionError(f"There is no packaged set “{name}”. The sets are: {', '.join(PACKAGED)}.")
    return read_pairs((SETS / PACKAGED[name]).read_text(encoding="utf-8"), name=name)


def word_similarity(
    vectors: WordVectors,
    pairs: Sequence[RatedPair],
    *,
    unknown: Unknown = "drop",
    standardise: bool = False,
) -> SimilarityScore:
    """The correlation of the model's cosines with the ratings; a word unknown as it is written is tried in lower case.

    Parameters
    ----------
    vectors : WordVectors
    pairs : sequence of RatedPair
    unknown : str
        A pair with a word the model does not have is left out ("drop", as most papers do), gets
        cosine 0 ("zero", as some papers do), or the mean cosine of the others ("mean").
    standardise : bool
        Bring each component to mean 0 and standard deviation 1 over the whole vocabulary first.

    Raises
    ------
    SelectionError
        If fewer than three pairs can be scored, or all of them are rated or scored the same.
    SettingError
        If `unknown` is not one of the three policies.
    """
    from scipy import stats

    if unknown not in POLICIES:
        raise SettingError(f"Pairs with an unknown word are treated by {', '.join(POLICIES)}, not by “{unknown}”.")

    def row(word: str) -> int | None:
        found = vectors.index.get(word)
        return vectors.index.get(word.lower()) if found is None else found

    rows = [(row(pair.first), row(pair.second)) for pair in pairs]
    known = np.array([a is not None and b is not None for a, b in rows], dtype=bool)
    if known.sum() < 3:
        raise SelectionError(f"Only {known.sum()} of {len(pairs)} pairs have both words in the model; 3 are needed.")
    cosines = np.zeros(len(pairs))
    both = np.array([(a, b) for a, b in rows if a is not None and b is not None])
    left, right = vectors.matrix[both[:, 0]].astype(np.float64), vectors.matrix[both[:, 1]].astype(np.float64)
    if standardise:
        mean, spread = _moments(vectors)
        left, right = (left - mean) / spread, (right - mean) / spread
    lengths = np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1)
    cosines[known] = np.einsum("nd,nd->n", left, right) / np.where(lengths == 0, 1, lengths)
    if unknown == "mean":
        cosines[~known] = cosines[known].mean()
    scored = known if unknown == "drop" else np.ones(len(pairs), dtype=bool)
    ratings = np.array([pair.rating for pair in pairs])
    for what, values in (("ratings", ratings[scored]), ("cosines", cosines[scored])):
        if np.ptp(values) == 0:
            raise SelectionError(f"All {what} of the {len(values)} pairs are equal, so there is no order to compare.")
    missing = dict.fromkeys(word for pair in pairs for word in (pair.first, pair.second) if row(word) is None)
    return SimilarityScore(
        tuple(pair for pair, used in zip(pairs, scored, strict=True) if used),
        cosines[scored],
        float(stats.spearmanr(cosines[scored], ratings[scored]).statistic),
        float(stats.pearsonr(cosines[scored], ratings[scored]).statistic),
        tuple(missing),
        len(pairs),
    )


def interval(score: SimilarityScore, *, draws: int = 1000, seed: int = 0) -> tuple[float, float]:
    """Ends of the 95% confidence interval of the rank correlation, from pairs drawn again with replacement.

    A very large set is drawn fewer than `draws` times, about `DRAWN` pairs in all, so that this takes at most a
    second or two; its interval is narrow.
    """
    from scipy import stats

    rng = np.random.default_rng(seed)
    ratings = np.array([pair.rating for pair in score.pairs])
    n = len(ratings)
    draws = min(draws, max(FEWEST_DRAWS, DRAWN // n))
    found: list[Floats] = []
    for start in range(0, draws, step := max(1, BLOCK // n)):
        rows = rng.integers(n, size=(min(step, draws - start), n))  # (B, N)
        ranks = [stats.rankdata(values[rows], axis=1) for values in (score.cosines, ratings)]
        model, people = (r - (n + 1) / 2 for r in ranks)
        spread = np.sqrt((model**2).sum(axis=1) * (people**2).sum(axis=1))
        found.append((model * people).sum(axis=1)[spread > 0] / spread[spread > 0])
    low, high = np.quantile(np.concatenate(found), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def residuals(score: SimilarityScore) -> list[Residual]:
    """All pairs scored, those first whose places in the two orders are furthest apart."""
    from scipy import stats

    ratings = [pair.rating for pair in score.pairs]
    people, model = ((stats.rankdata(values) - 1) / (len(ratings) - 1) for values in (ratings, score.cosines))
    found = [
        Residual(pair, float(cosine), float(by_people), float(by_model))
        for pair, cosine, by_people, by_model in zip(score.pairs, score.cosines, people, model, strict=True)
    ]
    return sorted(found, key=lambda residual: -abs(residual.gap))


@cache
def published() -> tuple[Published, ...]:
    """Figures of well-known models as their sources print them, each with how it was computed."""
    content = json.loads((Path(__file__).parents[1] / "data/words/published.json").read_text(encoding="utf-8"))
    return tuple(Published(**entry) for entry in content["figures"])


def _moments(vectors: WordVectors) -> tuple[Floats, Floats]:
    """(D,) mean and standard deviation of each component; 1 for one that is constant."""
    step = max(1, BLOCK // vectors.dim)
    blocks = [vectors.matrix[start : start + step] for start in range(0, len(vectors), step)]
    mean = sum(block.sum(axis=0, dtype=np.float64) for block in blocks) / len(vectors)
    variance = sum(((block - mean) ** 2).sum(axis=0) for block in blocks) / len(vectors)
    spread = np.sqrt(variance)
    return np.asarray(mean), np.where(spread == 0, 1, spread)
