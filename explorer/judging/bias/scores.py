"""
The measures of bias as scores of lists of vectors: the question, convention and value without bias of each.

Four lists X, Y (targets) and A, B (attributes) have five scores, which need not agree, and MAC and RNSB also take
more targets than two; pairs and words have RIPA and direct bias; occupations and their statistics have a
correlation.  The papers and formulas are in `association`, `other_measures` and `direction`;
`doubt` says how sure a score is.
"""

from dataclasses import dataclass
from functools import partial
from typing import Literal, get_args

import numpy as np

from explorer.errors import SettingError
from explorer.judging.bias import other_measures
from explorer.judging.bias.association import Spread, effect_size, pearson, wefat
from explorer.judging.bias.direction import Method, line, principal_components
from explorer.judging.bias.doubt import Score
from explorer.vectors.word_vectors import Floats

Neutral = Literal["A", "B", "A and B"]
NEUTRALS: tuple[Neutral, ...] = get_args(Neutral)


@dataclass(frozen=True)
class ScoreSettings:
    """A score by its name, its lists, and how it is computed.

    Parameters
    ----------
    name : str
    lists : tuple of tuples
        Words; or numbers that belong to the words of another list.
    spread : str
        Whose standard deviation WEAT and WEFAT divide by.
    method : str
        How the direction of direct bias is made.
    neutral : str
        Which attributes are the neutral words of RND.
    unit : bool
        Whether RND takes vectors at length 1.
    strictness : float
        c of direct bias.
    targets : int
        How many of the lists are groups; MAC and RNSB of groups only.
    """

    name: str
    lists: tuple[tuple[str, ...] | tuple[float, ...], ...]
    spread: Spread = "sample"
    method: Method = "PCA of pairs"
    neutral: Neutral = "A"
    unit: bool = True
    strictness: float = 1.0
    targets: int = 2

    def __post_init__(self) -> None:
        if not 0 <= self.strictness < np.inf:
            raise SettingError(f"The strictness c of direct bias must be 0 or more, not {self.strictness:g}.")
        if self.neutral not in NEUTRALS:
            raise SettingError(f"The neutral words of RND are {', '.join(NEUTRALS)}, not “{self.neutral}”.")

    @property
    def score(self) -> Score:
        """The score of that name.

        Raises
        ------
        SettingError
            If there is none.
        """
        known = (
            *of_four_lists(self.spread, neutral=self.neutral, unit=self.unit),
            inner_product(),
            direct_bias(self.method, self.strictness),
            explained_share(),
            with_statistics(self.spread),
            *of_groups(self.targets, len(self.lists)),
        )
        for score in known:
            if score.name == self.name:
                return score
        raise SettingError(f"There is no measure of bias called “{self.name}”.")


APART = ((0,), (1,), (2,), (3,))  # four lists, each drawn separately


def of_four_lists(spread: Spread = "sample", *, neutral: Neutral = "A", unit: bool = True) -> tuple[Score, ...]:
    """WEAT, RND, RNSB, MAC and ECT, for lists in the order X, Y, A, B."""
    words = {"A": "A", "B": "B", "A and B": "A and of B"}[neutral]
    return (
        Score(
            "WEAT d",
            partial(_effect, spread=spread),
            APART,
            by="percentiles",
            asks="Are words of X nearer to A than to B, compared with words of Y?",
            convention=f"difference of the means of s, in standard deviations of a {spread} of all words of X and Y",
        ),
        Score(
            "RND",
            partial(_norm_distance, neutral=neutral),
            APART,
            unit=unit,
            asks=f"Are the neutral words, here those of {words}, nearer to the mean of X than to that of Y? "
            "Negative: nearer to X.",
            convention=f"sum over the words of {words} of ‖w − mean X‖ − ‖w − mean Y‖ (Garg et al. 2018); vectors at "
            + ("length 1" if unit else "their own length"),
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
            "ECT",
            _coherence,
            APART,
            even=1.0,
            by="percentiles",
            asks="Do both targets rank the attributes in the same order?",
            convention="Spearman correlation over A and B of the cosines with mean X and mean Y",
        ),
    )


def of_groups(targets: int, lists: int) -> tuple[Score, Score]:
    """MAC and RNSB of any number of groups, the first `targets` of the lists; the other lists are attributes.

    RNSB has two of these, pleasant and unpleasant words.
    """
    groups = tuple(range(targets))
    return (
        Score(
            "MAC of groups",
            partial(_average_cosine_of_groups, targets=targets),
            tuple((place,) for place in range(lists)),
            strangers=groups,
            even=1.0,
            least=0.0,
            most=2.0,
            asks="How far are the words of all groups from the attributes on average, as cosine distance?",
            convention="mean of 1 − cos over the words of all groups and the sets of attributes (Manzini et al. 2019)",
        ),
        Score(
            "RNSB of groups",
            partial(_sentiment_of_groups, targets=targets),
            tuple((place,) for place in groups),
            strangers=groups,
            least=0.0,
            asks="Does a classifier of pleasant and unpleasant words find some groups' words more negative?",
            convention="logistic regression (C = 1) on vectors of length 1; divergence of the words' shares of the "
            "negative sentiment from even shares, in nats (Sweeney and Najafian 2019); the classifier is taken as "
            "given",
        ),
    )


def inner_product() -> Score:
    """RIPA, for the lists first words, second words, words; the pairs must be given, since they define the relation."""
    return Score(
        "RIPA",
        _inner_product,
        ((2,),),
        ((0, 1),),
        strangers=(2,),
        unit=False,
        asks="How far do the words lie along the difference of the pairs, to the side of their first words?",
        convention="mean over words and pairs of w · (a − b) / ‖a − b‖ (Ethayarajh et al. 2019); vectors at their own "
        "length",
    )


def direct_bias(method: Method = "PCA of pairs", strictness: float = 1.0) -> Score:
    """Direct bias, for the lists first words, second words, words."""
    return Score(
        "direct bias",
        partial(_direct_bias, method=method, strictness=strictness),
        ((2,),),
        () if method == "one pair" else ((0, 1),),
        strangers=(2,),
        least=0.0,
        most=1.0,
        asks="How far do the words lie to one side or the other?",
        convention=f"mean of |cos|^c with the direction, c = {strictness:g} (at c = 0 the least lean counts in full); "
        f"the direction from {method}",
    )


def explained_share() -> Score:
    """Share of the pairs' differences that lies along one direction, for the lists first words, second words."""
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
        by="percentiles",
        asks="Do words lean to A where the statistics do?",
        convention=f"Pearson; association over the standard deviation of a {spread}",
    )


def _effect(x: Floats, y: Floats, a: Floats, b: Floats, *, spread: Spread) -> float:
    towards = a.mean(axis=0) - b.mean(axis=0)
    return effect_size(x @ towards, y @ towards, spread=spread)


def _norm_distance(x: Floats, y: Floats, a: Floats, b: Floats, *, neutral: Neutral) -> float:
    words = {"A": a, "B": b, "A and B": np.concatenate([a, b])}[neutral]
    return float(other_measures.norm_distances(words, x, y).sum())


def _sentiment(x: Floats, y: Floats, a: Floats, b: Floats) -> float:
    return other_measures.negative_sentiment(np.concatenate([x, y]), a, b).divergence


def _average_cosine(x: Floats, y: Floats, a: Floats, b: Floats) -> float:
    return other_measures.average_cosine(np.concatenate([x, y]), a, b)


def _average_cosine_of_groups(*lists: Floats, targets: int) -> float:
    return other_measures.average_cosine(np.concatenate(lists[:targets]), *lists[targets:])


def _sentiment_of_groups(*lists: Floats, targets: int) -> float:
    pleasant, unpleasant = lists[targets:]
    return other_measures.negative_sentiment(np.concatenate(lists[:targets]), pleasant, unpleasant).divergence


def _inner_product(first: Floats, second: Floats, words: Floats) -> float:
    return float(other_measures.inner_products(words, first, second).mean())


def _coherence(x: Floats, y: Floats, a: Floats, b: Floats) -> float:
    return other_measures.coherence(np.concatenate([a, b]), x, y)


def _direct_bias(first: Floats, second: Floats, words: Floats, *, method: Method, strictness: float) -> float:
    return float((np.abs(words @ line(first, second, method)) ** strictness).mean())


def _explained(first: Floats, second: Floats) -> float:
    return float(principal_components(first - second)[1][0])


def _correlation(words: Floats, a: Floats, b: Floats, numbers: Floats, *, spread: Spread) -> float:
    return pearson(wefat(words, a, b, spread=spread), numbers[:, 0])
