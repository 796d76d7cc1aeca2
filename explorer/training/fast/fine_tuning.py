"""
Continuing from a model: the matrices to start with, for a new text and its vocabulary.

Words that the model knows begin with its vectors, all others at random as always.  The known
vectors may be frozen, so that only the new words find their place among them; otherwise they drift
towards the new text, and the longer the training, the further (Dingwall and Potts 2018, "Mittens").
A model holds one matrix; if its context vectors were not kept, they begin at zero and first adapt
to the word vectors, before they move them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SelectionError, SettingError
from explorer.text.corpus import Corpus
from explorer.vectors.word_vectors import Floats, WordVectors


@dataclass(frozen=True, eq=False)
class Start:
    """The arguments for a trainer: `trainer(corpus, settings, start=(s.v_in, s.v_out), frozen=s.known)`.

    Parameters
    ----------
    v_in, v_out : (V, D) float32
    known : (V,) bool
        Which words of the text's vocabulary the model knows: the mask to freeze them.
    """

    v_in: Floats
    v_out: Floats
    known: NDArray[np.bool_]


def start_from(
    vectors: WordVectors, corpus: Corpus, *, dim: int, seed: int, contexts: WordVectors | None = None
) -> Start:
    """Start matrices (V, D) for training on `corpus`, with the rows of `vectors` where it has them.

    Parameters
    ----------
    vectors : WordVectors
    corpus : Corpus
    dim : int
        D of the settings; must be that of the model.
    seed : int
        Draws the vectors of unknown words, uniform in +-0.5/D, as in a new model.
    contexts : WordVectors, optional
        The model's context vectors, if they were kept.

    Raises
    ------
    SettingError
        If the model has vectors of another length than the settings ask for.
    SelectionError
        If the model knows no word of the text.
    """
    for model in (vectors, *([contexts] if contexts is not None else [])):
        if model.dim != dim:
            raise SettingError(
                f"The model has vectors of {model.dim} dimensions, so training must continue with {model.dim}, "
                f"not {dim}."
            )
    words = corpus.vocabulary.words
    shape = (len(words), dim)
    v_in = (np.random.default_rng(seed).uniform(-0.5, 0.5, shape) / dim).astype(np.float32)
    v_out = np.zeros(shape, dtype=np.float32)
    known = _copy_rows(vectors, words, v_in)
    if not known.any():
        raise SelectionError(f"The model knows no word of {corpus.name}, so there is nothing to start from.")
    if contexts is not None:
        _copy_rows(contexts, words, v_out)
    return Start(v_in, v_out, known)


def _copy_rows(vectors: WordVectors, words: tuple[str, ...], into: Floats) -> NDArray[np.bool_]:
    """Copy the rows of known words into (V, D); which words were known, (V,)."""
    rows = np.array([vectors.index.get(word, -1) for word in words])
    known = rows >= 0
    into[known] = vectors.matrix[rows[known]]
    return known
