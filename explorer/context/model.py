"""
A trained context network in use: the context vector of any place of any text, and which words fit there.

A word of share p was guessed in training at min(1, sqrt(sample / p)) of its places only, so the raw scores undervalue
frequent words; `log_probabilities` corrects this.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.context import weights_file
from explorer.context.network import ContextNetwork
from explorer.context.type_vectors import Ids, TypeVectors
from explorer.sequence.activations import log_softmax
from explorer.sequence.layers import of
from explorer.vectors.word_vectors import Floats, WordVectors

BUILT_IN = Path(__file__).parents[1] / "data" / "context.npz"
LONGEST = 64  # words on each side that are read, where many places are
TOGETHER = 128  # places read at a time


@dataclass(frozen=True, eq=False)
class Places:
    """Places of texts: the ids of the words around each place, its own word included, and its position among them.

    Parameters
    ----------
    rows : sequence of (T_i,) ids
    at : (N,) int
    """

    rows: Sequence[Ids]
    at: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.rows)


def places_in(text: Ids, where: Ids, *, reach: int = LONGEST) -> Places:
    """Places `where` (N,) of a text of ids (T,), with up to `reach` words around each."""
    rows = [text[max(0, i - reach) : i + reach + 1] for i in where.tolist()]
    return Places(rows, np.minimum(where, reach).astype(np.intp))


class ContextModel:
    """The network of a weights file, over the vectors that it was trained on.

    Parameters
    ----------
    network : ContextNetwork
    sample : float
        The threshold of its training above which words were guessed less often; 0 for none.
    common : (1 + a, D)
        What context vectors of random places share: their mean, and their a main axes.
    about : mapping
        The description in the file.
    """

    def __init__(
        self, network: ContextNetwork, *, sample: float, common: Floats | None = None, about: object = None
    ) -> None:
        self.network, self.types, self.about = network, network.types, about
        self.common = np.zeros((1, self.types.dim), np.float32) if common is None else common
        self._answers: Floats = network.answers(np.arange(len(self.types)))  # (V, D)
        share = self.types.share
        kept = np.minimum(1, np.sqrt(sample / np.maximum(share, 1e-12))) if sample else np.ones(len(share))
        self._put_back = -np.log(kept).astype(np.float32)

    def contexts(self, places: Places) -> Floats:
        """(N, D) context vectors of places, each blind to the word that stands there."""
        lengths = np.array([len(row) for row in places.rows])
        order = np.argsort(np.maximum(places.at, lengths - places.at))  # alike in length, so that little is padded
        width = 2 * self.network.settings.units + self.types.dim
        features: Floats = np.zeros((len(places), width), self.types.unit.dtype)
        for begin in range(0, len(order), TOGETHER):
            some = order[begin : begin + TOGETHER]
            features[some] = self._features([places.rows[i] for i in some], places.at[some])
        return self.network.merged(features).context

    def _features(self, rows: Sequence[Ids], at: NDArray[np.intp]) -> Floats:
        """(N, 2n + D) of some places."""
        left = self._last_states("left", [row[:k] for row, k in zip(rows, at, strict=True)])
        right = self._last_states("right", [row[:k:-1] for row, k in zip(rows, at, strict=True)])
        reach = self.network.settings.reach
        around = np.full((2 * reach + 1, len(rows)), -1, np.int32)
        for i, (row, k) in enumerate(zip(rows, at.tolist(), strict=True)):
            first = max(0, k - reach)
            near = row[first : k + reach + 1]
            around[reach - (k - first) : reach - (k - first) + len(near), i] = near
        return np.concatenate([left, right, self.network.averages(around)[reach]], axis=1)

    def _last_states(self, side: str, pieces: Sequence[Ids]) -> Floats:
        """(N, n) the state of one reader after each piece of text."""
        lengths = np.array([len(piece) for piece in pieces])
        ids = np.full((max(1, lengths.max()), len(pieces)), -1, np.int32)
        for i, piece in enumerate(pieces):
            ids[: len(piece), i] = piece
        mask = np.arange(len(ids))[:, None] < lengths
        trace = self.network.cell.forward(of(self.network.parameters, side), self.types.inputs[ids], mask=mask)
        last: Floats = trace.a[-1]
        return last

    def read(self, ids: Ids) -> Floats:
        """(T, D) context vectors of all places of one text (T,), in one pass from each side."""
        batch = ids[:, None]
        return self.network.merged(self.network.states(self.network.run(batch), np.arange(len(ids)))).context

    def scores(self, contexts: Floats) -> Floats:
        """(N, V) how well each word fits context vectors (N, D), as in training."""
        return np.asarray(contexts @ self._answers.T + self.network.parameters["bias"])

    def log_probabilities(self, contexts: Floats) -> Floats:
        """(N, V) logarithm of the probability of each word at places with these context vectors (N, D)."""
        return log_softmax(self.scores(contexts) + self._put_back)


def opened(path: Path, vectors: WordVectors) -> ContextModel:
    """The context model of a file, over the vectors that it was trained on.

    Raises
    ------
    VectorFileError
        If it is not such a file, or was trained on other vectors.
    """
    file = weights_file.load(path)
    network = weights_file.network_of(file, TypeVectors(vectors))
    return ContextModel(network, sample=file.sample, common=file.common, about=file.about)


def built_in(vectors: WordVectors) -> ContextModel:
    """The context model that comes with the app; `vectors` are the built-in ones.

    Raises
    ------
    VectorFileError
        If they are not.
    """
    return opened(BUILT_IN, vectors)
