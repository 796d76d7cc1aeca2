"""
A bias taken out of word vectors by any of the methods, one step at a time; every step has its own vectors.

Each method is in a file of `debiasing`, with its paper and its equations.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np

from explorer.errors import SettingError
from explorer.judging.bias import word_sets
from explorer.judging.bias.debiasing import double_hard, half_sibling, hard, inlp, multiclass, oscar, repulsion
from explorer.judging.bias.debiasing.hard import EQUALIZERS, Equalize
from explorer.judging.bias.debiasing.projection import linear_projection
from explorer.judging.bias.debiasing.steps import Step
from explorer.judging.bias.direction import Direction, Method, direction
from explorer.judging.bias.residual import most_biased
from explorer.progress import Report, to_nobody
from explorer.vectors.typed_words import Pair
from explorer.vectors.word_vectors import WordVectors

Way = Literal[
    "hard debias",
    "neutralize",
    "equalize",
    "linear projection",
    "INLP",
    "multiclass hard debias",
    "double hard debias",
    "OSCaR",
    "half-sibling regression",
    "RAN-Debias",
]
WAYS: tuple[Way, ...] = get_args(Way)
DONE: dict[Way, str] = {  # what a model is called to which it was done
    "hard debias": "hard debiased",
    "neutralize": "neutralized",
    "equalize": "equalized",
    "linear projection": "projected",
    "INLP": "after INLP",
    "multiclass hard debias": "multiclass hard debiased",
    "double hard debias": "double hard debiased",
    "OSCaR": "after OSCaR",
    "half-sibling regression": "after half-sibling regression",
    "RAN-Debias": "after RAN",
}
KEEPING: tuple[Way, ...] = (  # ways that leave words alone which are about the difference by definition
    "hard debias",
    "neutralize",
    "multiclass hard debias",
    "double hard debias",
    "half-sibling regression",
    "RAN-Debias",
)
EQUALIZING: tuple[Way, ...] = ("hard debias", "equalize", "double hard debias")  # and the pairs can be chosen
TRAINED_ON = 500  # words a side that INLP and double hard debiasing learn from


@dataclass(frozen=True)
class DebiasSettings:
    """What is taken out, and how.

    Parameters
    ----------
    way : str
        One of `WAYS`.
    pairs : tuple of pairs
        What the direction is made of, by `method`.
    sets : tuple of pairs
        To equalize; the ways of `EQUALIZING` only.
    keep : tuple of str
        Words specific to the direction, which keep it; the ways of `KEEPING` only.
    formula : str
        How sets are equalized: one of `EQUALIZERS`; hard debias and equalize only.
    groups : tuple of tuples of str
        Sets of one word for each group; multiclass hard debias only, which else takes the pairs.
    concept : tuple of str
        Words of what should have nothing to do with the direction; OSCaR only.
    penalty : float
        α of half-sibling regression.
    """

    pairs: tuple[Pair, ...]
    way: Way = "hard debias"
    method: Method = "PCA of pairs"
    sets: tuple[Pair, ...] = ()
    keep: tuple[str, ...] = ()
    formula: Equalize = "paper"
    groups: tuple[tuple[str, ...], ...] = ()
    concept: tuple[str, ...] = ()
    penalty: float = half_sibling.PENALTY

    def __post_init__(self) -> None:
        if self.way not in WAYS:
            raise SettingError(
                f"A direction is taken out by {', '.join(WAYS[:-1])} or {WAYS[-1]}, not by “{self.way}”."
            )
        if self.way == "equalize" and not self.sets:
            raise SettingError("Equalizing needs pairs of words that the model has.")
        if self.formula not in EQUALIZERS:
            raise SettingError(
                f"Pairs are equalized by the formula called {' or '.join(EQUALIZERS)}, not “{self.formula}”."
            )
        if not 0 < self.penalty < np.inf:
            raise SettingError(f"The penalty α must be above 0, not {self.penalty:g}.")


def with_usual_words(vectors: WordVectors, settings: DebiasSettings, *, gender: bool) -> DebiasSettings:
    """The settings with the words that their way needs, those of the papers if the pairs are about `gender`.

    Otherwise the pairs themselves are equalized, and only their words keep the direction.  Sets of groups
    and the numbers of the settings stay.
    """
    keep: tuple[str, ...] = ()
    sets: tuple[Pair, ...] = ()
    concept: tuple[str, ...] = ()
    if settings.way in KEEPING and gender:
        keep = tuple(word_sets.in_model(vectors, word_sets.specific_words().words)[0])
    if settings.way in EQUALIZING:
        usual = word_sets.equalize_pairs().pairs if gender else settings.pairs
        sets = tuple(word_sets.pairs_in_model(vectors, usual, any_case=not gender)[0])
    if settings.way == "OSCaR":
        concept = tuple(word_sets.in_model(vectors, word_sets.word_lists()[0].words, any_case=True)[0])
    return replace(settings, sets=sets, keep=keep, concept=concept)


def steps(
    vectors: WordVectors, settings: DebiasSettings, report: Report = to_nobody
) -> tuple[Direction, tuple[Step, ...]]:
    """The direction, and the vectors before and after each step of taking it out.

    `report` hears how much is done, and may end the work by raising.

    Raises
    ------
    UnknownWordError, SelectionError
        As the steps themselves do.
    """
    along = direction(vectors, settings.pairs, settings.method)
    before = Step("Before", "The vectors as they are.", vectors)
    return along, (before, *_steps(vectors, along, settings, report))


def _steps(vectors: WordVectors, along: Direction, settings: DebiasSettings, report: Report) -> Iterator[Step]:
    sets, keep = settings.sets, settings.keep
    match settings.way:
        case "hard debias":
            yield from hard.hard_debias(vectors, along, sets, keep=keep, formula=settings.formula, report=report)
        case "neutralize":
            done = hard.neutralize(vectors, along, keep=keep, report=report)
            yield Step("Neutralize", hard.neutralized(vectors, keep), done)
        case "equalize":
            done = hard.equalize(vectors, along, sets, formula=settings.formula, report=report)
            yield Step("Equalize", hard.equalized(sets, settings.formula), done)
        case "linear projection":
            sentence = f"The part along the direction is taken from all {len(vectors):,} words, whatever they mean."
            yield Step("Project", sentence, linear_projection(vectors, along, report=report))
        case "INLP":
            n = min(TRAINED_ON, len(vectors) // 8)
            yield from inlp.rounds(vectors, inlp.inlp(vectors, *most_biased(vectors, along, n), report=report), n)
        case "multiclass hard debias":
            groups = settings.groups or settings.pairs
            yield from multiclass.multiclass_hard_debias(vectors, groups, keep=keep, report=report)
        case "double hard debias":
            n = min(TRAINED_ON, len(vectors) // 8)
            sides = most_biased(vectors, along, n, leave_out=keep)
            yield from double_hard.double_hard_debias(vectors, along, *sides, sets, keep=keep, report=report)
        case "OSCaR":
            yield _corrected(vectors, along, settings, report)
        case "half-sibling regression":
            yield _regressed(vectors, along, settings, report)
        case "RAN-Debias":
            yield _repelled(vectors, along, settings, report)


def _corrected(vectors: WordVectors, along: Direction, settings: DebiasSettings, report: Report) -> Step:
    beside = oscar.concept_line(vectors, settings.concept)
    cosine = abs(float(beside @ along.vector))
    turned = 90 - np.degrees(np.arccos(min(cosine, 1.0)))
    sentence = (
        f"Nothing is taken out. The {len(settings.concept):,} words of the second list differ most along a line with "
        f"a cosine of {cosine:.2f} with the direction. That line is turned by {turned:.1f}° to a right angle, and "
        "every word by an angle between 0 and that, within the plane of line and direction."
    )
    return Step("Correct", sentence, oscar.oscar(vectors, along, beside, report=report))


def _regressed(vectors: WordVectors, along: Direction, settings: DebiasSettings, report: Report) -> Step:
    says = tuple(dict.fromkeys([*settings.keep, *(word for pair in along.pairs for word in pair)]))
    sentence = (
        f"A ridge regression with α = {settings.penalty:g} predicts every other word from the {len(says):,} that are "
        "about the difference by definition. The prediction is subtracted; those words stay as they are."
    )
    done = half_sibling.half_sibling_regression(vectors, says, penalty=settings.penalty, report=report)
    return Step("Regress", sentence, done)


def _repelled(vectors: WordVectors, along: Direction, settings: DebiasSettings, report: Report) -> Step:
    keep = tuple(dict.fromkeys([*settings.keep, *(word for pair in along.pairs for word in pair)]))
    done = repulsion.repulsion_attraction_neutralization(vectors, along, keep=keep, report=report)
    sentence = (
        f"Of the {min(repulsion.AMONG, len(vectors)):,} most frequent words {done.repelled:,} are pushed away from "
        f"neighbours that the direction ties to them, on average from {done.from_each:.1f} of "
        f"{repulsion.NEIGHBOURS} neighbours. Every word is drawn towards 0 on the direction and towards its old place. "
        f"{len(keep):,} words that are about the difference by definition stay."
    )
    return Step("Repel, attract, neutralize", sentence, done.vectors)
