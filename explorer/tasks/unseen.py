"""
Words outside the labelled sentences: take a word out of these, and see which classifier still knows it.

One-hot words lose what they knew; a mean of vectors keeps it, carried by the neighbours that were in the labels.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.errors import SelectionError
from explorer.tasks.classifier import probabilities
from explorer.tasks.contenders import Contender, trained
from explorer.tasks.features import as_the_model_writes, rows_of
from explorer.tasks.labelled import Labelled, Sentence
from explorer.vectors import similarity
from explorer.vectors.similarity import Ranked
from explorer.vectors.word_vectors import WordVectors

SEARCHED = 500  # neighbours that are searched for words of the labelled sentences


@dataclass(frozen=True)
class Survival:
    """Probability of a class if training has the sentences with a word, and if it has not."""

    contender: str
    with_word: float
    without_word: float


def without_word(learned: Labelled, word: str) -> Labelled:
    """The labelled sentences that do not have `word` in them.

    Raises
    ------
    SelectionError
        If no sentence has it, or a class has none left.
    """
    rows = learned.with_word(word)
    if not len(rows):
        raise SelectionError(f"No labelled sentence has “{word[:40]}” in it: it is unseen already.")
    left = learned.chosen(np.delete(np.arange(len(learned)), rows))
    gone = next((name for name, n in left.sizes.items() if n == 0 and learned.sizes[name]), None)
    if gone is not None:
        raise SelectionError(f"Without “{word[:40]}” no sentence of the class “{gone[:40]}” would be left.")
    return left


def survival(
    contenders: Sequence[Contender],
    learned: Labelled,
    word: str,
    sentence: Sentence,
    number: int,
) -> list[Survival]:
    """How probable each contender finds class `number` for `sentence`, trained with and without `word`.

    Raises
    ------
    SelectionError
        As `without_word`.
    """
    left = without_word(learned, word)
    found: list[Survival] = []
    for contender in contenders:
        made = [trained(contender, part) for part in (learned, left)]
        seen, unseen = (probabilities(one, [sentence])[0, number] for one in made)
        found.append(Survival(contender.name, float(seen), float(unseen)))
    return found


def carriers(vectors: WordVectors, word: str, learned: Labelled, k: int = 5) -> list[Ranked]:
    """The words nearest to `word` that occur in the labelled sentences, the nearest first.

    Raises
    ------
    UnknownWordError
        If the model has no vector of the word.
    """
    seen = set(rows_of(list(learned.word_counts), vectors).tolist())
    near = similarity.nearest(vectors, as_the_model_writes(word, vectors), SEARCHED)
    return [one for one in near if vectors.index[one.word] in seen][:k]
