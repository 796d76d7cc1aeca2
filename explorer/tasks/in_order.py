"""Scores of sentences by a trained network that reads in order; similar lengths go together, to pad little."""

from collections.abc import Callable

import numpy as np

from explorer.sequence.batches import padded
from explorer.sequence.network import Network
from explorer.tasks.features import columns_of, vocabulary_of
from explorer.tasks.labelled import Sentence, Sentences
from explorer.vectors.word_vectors import Floats

TOGETHER = 64  # sentences read at a time


def scores(network: Network, sentences: Sentences, inputs: Callable[[Sentence], Floats]) -> list[Floats]:
    """The scores of each sentence: (n, C) if the network answers at each word, else (C,); zeros without words.

    `inputs` gives the (n, D) vectors of n words; it is called once for all words.
    """
    columns = vocabulary_of(sentences)
    words = inputs(tuple(columns))
    rows = np.vstack([words, np.zeros((1, words.shape[1]))]).astype(np.float32)  # the last row is for no word
    ids = columns_of(sentences, columns)
    each, C = network.settings.head == "each", len(network.parameters["head.b_y"])
    found: list[Floats] = [np.zeros((0, C) if each else C)] * len(ids)
    order = [int(i) for i in np.argsort([len(one) for one in ids], kind="stable") if len(ids[i])]
    for start in range(0, len(order), TOGETHER):
        chosen = order[start : start + TOGETHER]
        places, mask = padded([ids[i] for i in chosen])
        score = network.forward_from(rows[places], places, mask).answer.score
        by_word = score.reshape(*places.shape, C) if each else score
        for b, i in enumerate(chosen):
            found[i] = by_word[: len(ids[i]), b] if each else by_word[b]
    return found
