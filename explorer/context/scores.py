"""A context model's own scores, written into its file: gaps, word order, pseudowords, all on held-out text."""

import numpy as np
from numpy.typing import NDArray

from explorer.context.gaps import gap_ranks
from explorer.context.model import ContextModel, places_in
from explorer.context.network import ContextNetwork
from explorer.context.order_pairs import pairs, preferences, share_right
from explorer.context.place_vectors import common_of
from explorer.context.pseudowords import JUDGED, PAIRS, pseudoword, told_by_groups
from explorer.errors import SelectionError, UnknownWordError
from explorer.vectors.word_vectors import Floats

RANDOM = 1000  # places that say what all places share


def common(network: ContextNetwork, text: NDArray[np.int32]) -> Floats:
    """(1 + a, D) what context vectors of random places of a text (T,) share."""
    where = np.random.default_rng(0).integers(0, len(text), RANDOM)
    return common_of(ContextModel(network, sample=0).contexts(places_in(text, where, reach=32)))


def own(model: ContextModel, text: NDArray[np.int32]) -> dict[str, object]:
    """The scores on a text (T,); a pair of words that the text has too rarely is left out."""
    ranks = gap_ranks(model, text)
    found: dict[str, object] = {f"gap, first five: {name}": round(rank.hit(5), 4) for name, rank in ranks.items()}
    preferred = preferences(model, pairs())
    found |= {f"order: {kind}": round(share_right(preferred, kind), 4) for kind in ("slot", "role", "number")}
    for words in PAIRS:
        try:
            told = pseudoword(model, text, words)
        except (SelectionError, UnknownWordError):
            continue
        for system in JUDGED:
            by_groups = told_by_groups(told.vectors.of(system), told.sense)
            right = told.scores[system].accuracy.value
            found[f"{'/'.join(words)}: {system}"] = {"k-means": round(by_groups, 4), "centroids": round(right, 4)}
    return found
