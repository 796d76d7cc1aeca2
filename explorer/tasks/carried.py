"""
Bias carried on: how a classifier's score changes between sentences that differ only in a name or a pronoun.

The sentences are templates with a place for a person, as in Kiritchenko and Mohammad 2018, "Examining gender and
race bias in two hundred sentiment analysis systems"; these are written for this project.  A difference is the score
with the first of a pair minus that with the second.  Its interval draws both pairs and templates again, since either
might have been chosen differently.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from explorer.errors import SelectionError
from explorer.tasks.classifier import Classifier, margins
from explorer.tasks.labelled import FOLDER
from explorer.tasks.tokens import words_of
from explorer.vectors.word_vectors import Floats

PERSON = "{person}"
DRAWS = 2000  # of pairs and templates


@dataclass(frozen=True)
class Templates:
    """Sentences with a place for a person, and the pairs of words or names to put there."""

    name: str
    templates: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class Carried:
    """How far a classifier's score depends on the person named.

    Parameters
    ----------
    differences : (P, T) float64
        Score with the first of each pair minus that with the second, for each template.
    mean, low, high : float
        Their mean, and its 95% interval.
    """

    templates: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    differences: Floats
    mean: float
    low: float
    high: float


@cache
def packaged() -> tuple[Templates, ...]:
    """The templates that come with the app, each with its pairs."""
    content = json.loads((FOLDER / "templates.json").read_text(encoding="utf-8"))
    return tuple(
        Templates(one["name"], tuple(one["templates"]), tuple((a, b) for a, b in one["pairs"]))
        for one in content["sets"]
    )


def carried(
    classifier: Classifier,
    templates: Sequence[str],
    pairs: Sequence[tuple[str, str]],
    number: int,
) -> Carried:
    """The differences in the score of class `number` between the two of each pair, with an interval of their mean.

    Raises
    ------
    SelectionError
        If there are fewer than two templates or no pair, or a template has no place for a person.
    """
    without = next((text for text in templates if PERSON not in text), None)
    if without is not None:
        raise SelectionError(f"“{without[:60]}” has no {PERSON}, the place of the name.")
    if len(templates) < 2 or not pairs:
        raise SelectionError(f"Two templates and a pair are needed, not {len(templates)} and {len(pairs)}.")
    asked = [words_of(text.replace(PERSON, who)) for pair in pairs for who in pair for text in templates]
    scores = margins(classifier.scores(asked), number).reshape(len(pairs), 2, len(templates))
    apart = scores[:, 0] - scores[:, 1]
    rng = np.random.default_rng(0)
    means = [
        apart[
            np.ix_(rng.integers(len(pairs), size=len(pairs)), rng.integers(len(templates), size=len(templates)))
        ].mean()
        for _ in range(DRAWS)
    ]
    low, high = np.quantile(means, [0.025, 0.975])
    return Carried(tuple(templates), tuple(pairs), apart, float(apart.mean()), float(low), float(high))
