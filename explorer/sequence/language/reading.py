"""
A text as a language model reads it: how surprised it is by each token, and what each of its units holds there.

Colouring text by one unit is due to Karpathy, Johnson and Fei-Fei 2015, "Visualizing and understanding recurrent
networks"; surprise is -log P of the token given all tokens before it in its sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.errors import TextError
from explorer.sequence.activations import log_softmax
from explorer.sequence.language.language_model import LanguageModel
from explorer.sequence.language.tokens import sentences_of
from explorer.vectors.word_vectors import Floats


@dataclass(frozen=True, eq=False)
class Reading:
    """A sentence, token by token.

    Parameters
    ----------
    tokens : tuple of str
        As they were written; the model read unknown ones as <UNK>.
    known : tuple of bool
    surprise : (n,)
        Nats that each token costs.
    states : (n, n_a)
        a<t> of the last layer after each token was read.
    """

    tokens: tuple[str, ...]
    known: tuple[bool, ...]
    surprise: Floats
    states: Floats


def read(model: LanguageModel, text: str) -> list[Reading]:
    """The sentences of a text, each read from its beginning.

    Raises
    ------
    UnknownWordError
        If a character was never seen.
    TextError
        If there is no token in it.
    """
    sentences = [sentence for sentence in sentences_of(text, model.tokens.unit) if sentence]
    if not sentences:
        raise TextError("There is nothing to read here: write a word.")
    return [_read(model, sentence) for sentence in sentences]


def varied(readings: Sequence[Reading]) -> int:
    """The unit whose value varies most over the tokens."""
    return int(np.concatenate([one.states for one in readings]).var(axis=0).argmax())


def _read(model: LanguageModel, sentence: list[str]) -> Reading:
    ids = model.tokens.ids(sentence)
    passed = model.network.forward(np.concatenate([[-1], ids])[:, None])
    log_probability = log_softmax(passed.answer.score[:-1].astype(np.float64))
    surprise = -log_probability[np.arange(len(ids)), ids]
    known = tuple(token in model.tokens.vocabulary.index for token in sentence)
    return Reading(tuple(sentence), known, surprise, passed.layers[-1].forward.a[2:, 0])
