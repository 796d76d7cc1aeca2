"""
Where order defeats the mean: sentences with the words of one class and the meaning of the other.

`own` is a small set written for this project: two thirds of it have the words of the other class, so that a classifier
that only counts words is below chance there.  `read` takes a visitor's file, the negation set of Iyyer et al. 2015
among them, whose ratings 0 and 1 are negative, 3 and 4 positive.
"""

import json
from dataclasses import replace
from functools import cache

import numpy as np

from explorer.errors import SelectionError
from explorer.tasks.labelled import FOLDER, Labelled
from explorer.tasks.reading import read_labelled
from explorer.tasks.tokens import words_of

CLASSES = ("negative", "positive")


@cache
def own() -> Labelled:
    """Sentences with a negation or a turn, negative or positive."""
    content = json.loads((FOLDER / "negations.json").read_text(encoding="utf-8"))
    rows = [(label, text) for label, name in enumerate(CLASSES) for text in content[name]]
    labels = np.array([label for label, _ in rows], dtype=np.intp)
    return Labelled("Negations", tuple(words_of(text) for _, text in rows), labels, CLASSES, content["source"])


def read(content: bytes, *, name: str) -> Labelled:
    """The sentences of a file of two classes, or of ratings from 0 to 4, without those rated 2.

    Raises
    ------
    SelectionError
        If it has other classes.
    """
    found, _ = read_labelled(content, name=name)
    if len(found.classes) == 2:
        return found
    if not set(found.classes) <= set("01234"):
        raise SelectionError(f"{name} has {len(found.classes)} classes; a set of negations has two, or ratings 0 to 4.")
    ratings = np.array([int(name) for name in found.classes])[found.labels]
    kept = found.chosen(np.flatnonzero(ratings != 2))
    return replace(kept, labels=(ratings[ratings != 2] > 2).astype(np.intp), classes=CLASSES)


def asked_of(negations: Labelled, classes: tuple[str, ...]) -> Labelled:
    """The set with the names of a classifier's two classes, the first being the negative one.

    Raises
    ------
    SelectionError
        If the classifier does not have exactly two classes.
    """
    if len(classes) != 2:
        raise SelectionError(f"Negations are negative or positive; this classifier knows {len(classes)} classes.")
    return replace(negations, classes=classes)
