"""A transformer of three files in use: its states for a sentence, piece by piece and word by word."""

from dataclasses import dataclass

import numpy as np

from explorer.context.transformer.encoder import Pass, forward
from explorer.context.transformer.settings import TransformerSettings
from explorer.context.transformer.weights import Weights
from explorer.context.transformer.wordpiece import Pieces, WordPiece
from explorer.errors import SelectionError, VectorFileError
from explorer.vectors.word_vectors import Floats

MOST_PIECES = 64


@dataclass(frozen=True, eq=False)
class Transformer:
    """Settings, pieces and weights; `fingerprint` tells one content from another."""

    settings: TransformerSettings
    pieces: WordPiece
    weights: Weights
    fingerprint: str

    @property
    def most(self) -> int:
        """Pieces of the longest sentence that is read."""
        return min(MOST_PIECES, self.settings.positions)

    def read(self, sentence: str) -> tuple[Pieces, Pass]:
        """A sentence in pieces, and all that the model computes from them.

        Raises
        ------
        SelectionError
            If the sentence has no word, or more pieces than can be shown.
        VectorFileError
            If the weights lead to numbers that are infinite or undefined.
        """
        pieces = self.pieces.pieces(sentence)
        if not pieces.words:
            raise SelectionError("Give a sentence of at least one word.")
        if len(pieces.names) > self.most:
            told = f"This sentence has {len(pieces.names)} pieces"
            raise SelectionError(f"{told}; {self.most} are the most that are shown.")
        with np.errstate(over="ignore", invalid="ignore"):
            found = forward(self.weights, self.settings, pieces.ids)
        if not (np.isfinite(found.states).all() and np.isfinite(found.attentions).all()):
            raise VectorFileError("With these weights the numbers leave the range of float32; the file is damaged.")
        return pieces, found


def words_of_pieces(pieces: Pieces, states: Floats) -> Floats:
    """(S, W, D) one vector a word and layer from the states (S, T, D) of its pieces: their mean."""
    member = (pieces.of == np.arange(len(pieces.words))[:, None]).astype(states.dtype)  # (W, T)
    return np.asarray(member / member.sum(axis=1, keepdims=True) @ states)
