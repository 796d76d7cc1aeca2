"""
Ng's exercise “Emojify”, first part: the mean of a sentence's vectors, a softmax over five emoji, one sentence a step.

Conventions of the exercise: vectors as they are, words in lower case cut at spaces, the sum over the known words
divided by the number of all words; W drawn by the legacy generator with seed 1 over sqrt(D), b 0, rate .01, sentences
in the order of the file; the cost printed is that of the last sentence.
"""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from explorer.tasks.classifier import softmax
from explorer.tasks.features import averages
from explorer.tasks.labelled import Sentence
from explorer.vectors.word_vectors import Floats, WordVectors

EPOCHS = 400
RATE = 0.01
ASKED = ("i adore you", "i love you", "funny lol", "lets play with a ball", "food is ready", "not feeling happy")


@dataclass(frozen=True, eq=False)
class Emojify:
    """What the exercise prints.

    Parameters
    ----------
    costs, accuracies : tuples of 4 numbers
        After the epochs 0, 100, 200 and 300.
    learned, tested : float
        Accuracies at the end.
    confusion : (5, 5)
        Numbers of test sentences of emoji i that got emoji j.
    answers : tuple of int
        For each of `ASKED`: 0 heart, 1 ball, 2 smile, 3 disappointed, 4 fork and knife.
    """

    costs: tuple[float, ...]
    accuracies: tuple[float, ...]
    learned: float
    tested: float
    confusion: Floats
    answers: tuple[int, ...]


def emojify(learned: Path, tested: Path, vectors: WordVectors) -> Emojify:
    """The results of the exercise with the two files of the course and these vectors."""
    (sentences, labels), (others, truth) = _read(learned), _read(tested)
    rows, test = (averages(part, vectors, unit=False, over="all").astype(np.float64) for part in (sentences, others))
    W = np.random.RandomState(1).randn(5, vectors.dim) / np.sqrt(vectors.dim)
    b = np.zeros(5)
    costs, accuracies = [], []
    for epoch in range(EPOCHS):
        for row, label in zip(rows, labels, strict=True):
            chances = softmax((W @ row + b)[None, :])[0]
            cost = -np.log(chances[label])
            chances[label] -= 1
            W -= RATE * np.outer(chances, row)
            b -= RATE * chances
        if epoch % 100 == 0:
            costs.append(float(cost))
            accuracies.append(float(((rows @ W.T + b).argmax(axis=1) == labels).mean()))
    predicted = (test @ W.T + b).argmax(axis=1)
    confusion = np.zeros((5, 5))
    np.add.at(confusion, (truth, predicted), 1)
    asked = averages([tuple(text.split()) for text in ASKED], vectors, unit=False, over="all")
    return Emojify(
        tuple(costs),
        tuple(accuracies),
        float(((rows @ W.T + b).argmax(axis=1) == labels).mean()),
        float((predicted == truth).mean()),
        confusion,
        tuple(int(i) for i in (asked @ W.T + b).argmax(axis=1)),
    )


def _read(path: Path) -> tuple[list[Sentence], list[int]]:
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    return [tuple(row[0].strip().lower().split()) for row in rows], [int(row[1]) for row in rows]
