"""How high the true word of a place ranks among all words: by the model, by the average, by frequency alone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.context.model import ContextModel, places_in
from explorer.context.place_vectors import averages
from explorer.context.type_vectors import UNKNOWN
from explorer.vectors.word_vectors import Floats

PRIOR_WEIGHT = 12  # of a cosine against a logarithm of frequency, where the two are added
REACH = 32


@dataclass(frozen=True, eq=False)
class GapRanks:
    """(N,) rank of the true word at each place by one system, 1 the first."""

    ranks: NDArray[np.intp]

    def hit(self, n: int) -> float:
        """Share of the places where the true word is among the first n."""
        return float((self.ranks <= n).mean())


def gap_ranks(model: ContextModel, text: NDArray[np.int32], *, n: int = 3000, seed: int = 1) -> dict[str, GapRanks]:
    """Ranks at `n` places of a text (T,) by unigram, average, both together, and model."""
    rng = np.random.default_rng(seed)
    where = rng.permutation(np.arange(REACH, len(text) - REACH))
    where = where[text[where] != UNKNOWN][:n]
    truth, places = text[where], places_in(text, where, reach=REACH)
    prior = np.log(model.types.share).astype(np.float32)
    mean, contexts = averages(model.types, places), model.contexts(places)
    found: dict[str, list[Floats]] = {name: [] for name in ("unigram", "average", "average and unigram", "model")}
    for begin in range(0, len(where), 256):
        part = slice(begin, begin + 256)
        near = mean[part] @ model.types.centred.T
        tries: list[Floats] = [np.broadcast_to(prior, near.shape), near, PRIOR_WEIGHT * near + prior]
        tries.append(model.log_probabilities(contexts[part]))
        for name, scores in zip(found, tries, strict=True):
            own = scores[np.arange(len(scores)), truth[part]]
            found[name].append((scores > own[:, None]).sum(axis=1) + 1)
    return {name: GapRanks(np.concatenate(ranks)) for name, ranks in found.items()}
