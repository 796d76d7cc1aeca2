"""
The measures of bias as scores of lists of vectors: what each asks, by which convention, and where no bias would be.

Four lists X, Y (targets) and A, B (attributes) have seven scores, which need not agree; pairs and words have
direct bias; occupations and their statistics have a correlation.  The papers stand in `association`,
`other_measures` and `direction`, which hold the formulas; `doubt` says how sure a score is.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np

from explorer.errors import SettingError
from explorer.judging.bias import other_measures
from explorer.judging.bias.association import Spread, effect_size, pearson, wefat
from explorer.judging.bias.direction import Method, line, principal_components
from explorer.judging.bias.doubt import Score
from explorer.vectors.word_vectors import Floats


@dataclass(frozen=True)
class ScoreSettings:
    """A score by its name, the lists it is of, and how it is computed."""

    name: str
    lists: tuple[tuple[str, ...] | tuple[float, ...], ...]
    spread: Spread = "sample"
    method: Method = "PCA of pairs"

    @property
    def score(self) -> Score:
        """The score of that name.

        Raises
        ------
        SettingError
            If there is none.
        """
        known = (*of_four_lists(self.spread), direct_bias(self.method), explained_share(), with_statistics(self.spread))
        for score in known:
            if score.name == self.name:
                return score
        raise SettingError(f"There is no measure of bias called “{self.name}”.")


APART = ((0,), (1,), (2,), (3,))  # four lists, each drawn for itself


def of_four_lists(spread: Spread = "sample") -> tuple[Score, ...]:
    """WEAT, RND, RNSB, MAC, RIPA and ECT, for lists in the order X, Y, A, B."""
    return (
        Score(
            "WEAT d",
            partial(_effect, spread=spread),
            APART,
            furthest=partial(_largest_effect, spread=spread),
            asks="Are words of X nearer to A than to B, compared with words of Y?",
            convention=f"difference of the means of s, in standard deviations of a {spread} of all words of X and Y",
        ),
        Score(
            "RND",
            _norm_distance,
            APART,
            asks="Is A nearer to the mean of X than B is? Negative: nearer.",
            convention="vectors at length 1; mean over A of ‖a − mean X‖ − ‖a − mean Y‖, less that over B",
        ),
        Score(
            "RNSB",
            _sentiment,
            ((0,), (1,)),
            least=0.0,
            asks="Does a classifier of A and B spread its verdict unevenly over the targets?",
            convention="logistic regression (C = 1) on vectors of length 1; divergence from even shares, in nats; "
            "A and B are not drawn again, the classifier is taken as given",
        ),
        Score(
            "MAC",
            _average_cosine,
            APART,
            even=1.0,
            least=0.0,
            most=2.0,
            asks="How far are the targets from the attributes on average, as cosine distance?",
            convention="mean of 1 − cos over both targets and both attribute sets",
        ),
        Score(
            "RIPA",
            _inner_product,
            ((2,),),
            ((0, 1),),
            unit=False,
            asks="How far does A lie along the pairs of X and Y?",
            convention="words of X and Y paired in their order; vectors at their own length, pairs at length 1",
        ),
        Score(
            "ECT",
            _coherence,
            APART,
            even=1.0,
            least=-1.0,
            most=1.0,
            asks="Do both targets rank the attributes in the same order?",
            convention="Spearman correlation over A and B of the cosines with mean X and mean Y",
        ),
    )


def direct_bias(method: Method = "PCA of pairs") -> Score:
    """Direct bias, for the lists first words, second words, words."""
    return Score(
        "direct bias",
        partial(_direct_bias, method=method),
        ((2,),),
        () if method == "one pair" else ((0, 1),),
        strangers=(2,),
        least=0.0,
        most=1.0,
        asks="How far do the words lie to one side or the other?",
        convention=f"mean of |cos| with the direction (c = 1), the direction from {method}",
    )


def explained_share() -> Score:
    """Share of what pairs differ in that lies along one direction, for the lists first words, second words."""
    return Score(
        "explained share",
        _explained,
        (),
        ((0, 1),),
        least=0.0,
        most=1.0,
        asks="Do the pairs agree on one direction?",
        convention="variance along the first principal component of the centred pairs, vectors at length 1",
    )


def with_statistics(spread: Spread = "sample") -> Score:
    """Correlation of WEFAT with statistics, for the lists words, attributes A, attributes B, numbers (n, 1)."""
    return Score(
        "WEFAT correlation",
        partial(_correlation, spread=spread),
        ((0, 3), (1,), (2,)),
        strangers=(0,),
        least=-1.0,
        most=1.0,
        asks="Do words lean to A where the statistics do?",
        convention=f"Pearson; association over the standard deviation of a {spread}",
    )


def _effect(x: Floats, y: Floats, a: Floats, b: Floats, *, spread: Spread) -> float:
    towards = a.mean(axis=0) - b.mean(axis=0)
    return effect_size(x @ towards, y @ towards, spread=spread)


def _largest_effect(x: Floats, y: Floats, *_: Floats, spread: Spread) -> float:
    """The |d| of two sets of which each is all alike, (n + m) / √(n m), less a little for the sd of a sample."""
    n, m = len(x), len(y)
    return float((n + m) / np.sqrt(n * m) * (np.sqrt((n + m - 1) / (n + m)) if spread == "sample" else 1))


def _norm_distance(x: Floats, y: Floats, a: Floats, b: Floats) -> float:
    of_a, of_b = (other_measures.norm_distances(rows, x, y).mean() for rows in (a, b))
    return float(of_a - of_b)


def _sentiment(x: Floats, y: Floats, a: Floats, b: Floats) -> float:
    return other_measures.negative_sentiment(np.concatenate([x, y]), a, b).divergence


def _average_cosine(x: Floats, y: Floats, a: Floats, b: Floats) -> float:
    return other_measures.average_cosine(np.concatenate([x, y]), a, b)


def _inner_product(x: Floats, y: Floats, a: Floats, _: Floats) -> float:
    n = min(len(x), len(y))
    return float(other_measures.inner_products(a, x[:n], y[:n]).mean())


def _coherence(x: Floats, y: Floats, a: Floats, b: Floats) -> float:
    return other_measures.coherence(np.concatenate([a, b]), x, y)


def _direct_bias(first: Floats, second: Floats, words: Floats, *, method: Method) -> float:
    return float(np.abs(words @ line(first, second, method)).mean())


def _explained(first: Floats, second: Floats) -> float:
    return float(principal_components(first - second)[1][0])


def _correlation(words: Floats, a: Floats, b: Floats, numbers: Floats, *, spread: Spread) -> float:
    return pearson(wefat(words, a, b, spread=spread), numbers[:, 0])
