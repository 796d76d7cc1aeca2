"""Words for one gap in a sentence, by model, by average and by what was between the same two words in a text."""

from dataclasses import dataclass

import numpy as np

from explorer.context.model import ContextModel, Places
from explorer.context.place_vectors import averages
from explorer.context.text_sample import TextSample
from explorer.context.words import GAP, words_of
from explorer.errors import SelectionError
from explorer.vectors.similarity import highest

Fits = list[tuple[str, float]]


@dataclass(frozen=True)
class FilledGap:
    """A sentence as read, the words in it that the vectors do not know, and what fits its gap, the best first.

    Parameters
    ----------
    words, unknown : tuple of str
    model : list of word and probability
    average : list of word and cosine
    frequent : tuple of str
        The most frequent words: all that type vectors can answer, as they are the same everywhere.
    between : list of word and share
        Of the times that one word was between the gap's two neighbours in the text; empty if that never happened.
    times : int
        How often that happened.
    """

    words: tuple[str, ...]
    unknown: tuple[str, ...]
    model: Fits
    average: Fits
    frequent: tuple[str, ...]
    between: Fits
    times: int


def filled(model: ContextModel, sample: TextSample, sentence: str, *, n: int = 10) -> FilledGap:
    """What fits the gap, written ___, of a sentence.

    Raises
    ------
    SelectionError
        If it has no gap or several, or no known word besides it.
    """
    words = tuple(word.text for word in words_of(sentence))
    if words.count(GAP) != 1:
        raise SelectionError(f"Write one gap as three underscores, {GAP}; this sentence has {words.count(GAP)}.")
    ids, at = model.types.ids(words), words.index(GAP)
    unknown = tuple(word for word, row in zip(words, ids, strict=True) if row < 0 and word != GAP)
    if len(words) - 1 == len(unknown):
        raise SelectionError("Give at least one English word besides the gap.")
    place = Places([ids], np.array([at]))
    log = model.log_probabilities(model.contexts(place))[0]
    near = model.types.centred @ averages(model.types, place)[0]
    left, right = (int(ids[i]) if 0 <= i < len(ids) else -1 for i in (at - 1, at + 1))
    seen = sample.between(left, right) if left >= 0 and right >= 0 else {}
    times = sum(seen.values())
    names = model.types.words
    return FilledGap(
        words,
        unknown,
        [(names[i], float(np.exp(log[i]))) for i in highest(log, n)],
        [(names[i], float(near[i])) for i in highest(near, n)],
        tuple(names[i] for i in highest(model.types.share, 6)),
        [(names[row], count / times) for row, count in list(seen.items())[:n]],
        times,
    )
