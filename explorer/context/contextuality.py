"""
How much context is in the vectors of a text: its words by frequency, measured as in `self_similarity`.

The words are drawn evenly over the logarithm of how often they occur in the text, each with the same number of places.
A text without punctuation has no sentences: stretches of a dozen words are used instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from explorer.context.model import ContextModel, Places, places_in
from explorer.context.place_vectors import averages, type_rows, without_common
from explorer.context.self_similarity import Measured, measured
from explorer.context.text_sample import TextSample
from explorer.context.type_vectors import UNKNOWN, Ids
from explorer.errors import SelectionError, TextError
from explorer.vectors.word_vectors import Floats

Seen = Literal["type", "average", "model", "model, centred"]
SEEN: tuple[Seen, ...] = get_args(Seen)
PLACES = 20  # of each word
STRETCH = 12  # words
STRETCHES = 60
RANDOM = 400  # places of different words
REACH = 32  # words on each side of a place
BANDS = 6  # of frequency


@dataclass(frozen=True, eq=False)
class Contextuality:
    """W words of a text by how often they occur there, the rarest first, and the measures of each system.

    Parameters
    ----------
    words : tuple of str
    times : (W,)
        How often each occurs in the text.
    systems : mapping
    """

    words: tuple[str, ...]
    times: NDArray[np.intp]
    systems: dict[Seen, Measured]

    def bands(self, system: Seen) -> list[tuple[int, int, float]]:
        """The least and most places of each band of frequency, and the mean corrected self-similarity of its words."""
        found = []
        for rows in np.array_split(np.arange(len(self.words)), min(BANDS, len(self.words))):
            times = self.times[rows]
            found.append((int(times[0]), int(times[-1]), float(self.systems[system].corrected[rows].mean())))
        return found


def contextuality(
    model: ContextModel, sample: TextSample, *, words: int = 60, asked: str = "", seed: int = 0
) -> Contextuality:
    """About `words` words of a text, and the word `asked` for among them.

    Raises
    ------
    TextError
        If the text has too few words that occur twenty times.
    SelectionError
        If the word asked for does not occur twenty times.
    UnknownWordError
        If the vectors do not know it.
    """
    rng = np.random.default_rng(seed)
    times = np.bincount(sample.ids[sample.ids != UNKNOWN], minlength=len(model.types))
    rows = _by_frequency(times, words)
    if asked:
        rows = np.union1d(rows, [row_of_asked(model, sample, asked)])
    rows = rows[np.argsort(times[rows], kind="stable")]
    own = [np.sort(rng.choice(np.flatnonzero(sample.ids == row), PLACES, replace=False)) for row in rows]
    begins = rng.choice(len(sample) - STRETCH, min(STRETCHES, len(sample) - STRETCH), replace=False)
    stretches = [at[sample.ids[at] != UNKNOWN] for at in begins[:, None] + np.arange(STRETCH)]
    parts = [*own, *(at for at in stretches if len(at) > 1), _different_words(sample.ids, rng)]
    ends = np.cumsum([len(part) for part in parts])[:-1]
    where = np.concatenate(parts)
    systems: dict[Seen, Measured] = {}
    for system, vectors in _vectors(model, places_in(sample.ids, where, reach=REACH)).items():
        *of_parts, at_random = np.split(vectors, ends)
        systems[system] = measured(of_parts[: len(own)], of_parts[len(own) :], at_random, seed=seed)
    return Contextuality(tuple(model.types.words[row] for row in rows), times[rows], systems)


def _vectors(model: ContextModel, places: Places) -> dict[Seen, Floats]:
    """(N, D) vectors of each system; the model's both as they are and without what all places share."""
    contexts = model.contexts(places)
    words = np.array([row[k] for row, k in zip(places.rows, places.at.tolist(), strict=True)])
    return {
        "type": type_rows(model.types, words),
        "average": averages(model.types, places),
        "model": contexts,
        "model, centred": without_common(contexts, model.common),
    }


def _by_frequency(times: NDArray[np.intp], words: int) -> NDArray[np.intp]:
    """Rows of up to `words` words that occur often enough, evenly over the logarithm of how often.

    Raises
    ------
    TextError
        If fewer than two do.
    """
    order = np.argsort(-times, kind="stable")
    order = order[times[order] >= PLACES]
    if len(order) < 2:
        raise TextError(
            f"{len(order)} words that the vectors know occur at least {PLACES} times in this text; 2 are needed. "
            "Give a longer text."
        )
    logs = np.log(times[order])
    wanted = np.linspace(logs[0], logs[-1], words)
    return np.unique(order[np.abs(logs[:, None] - wanted).argmin(axis=0)])


def row_of_asked(model: ContextModel, sample: TextSample, word: str) -> int:
    """The row of a word that occurs often enough in a text.

    Raises
    ------
    SelectionError
        If it does not occur twenty times.
    UnknownWordError
        If the vectors do not know it.
    """
    row = int(model.types.vectors.rows([word])[0])
    times = int((sample.ids == row).sum())
    if times < PLACES:
        raise SelectionError(f"“{word}” occurs {times} times in this text; {PLACES} places are compared.")
    return row


def _different_words(ids: Ids, rng: np.random.Generator) -> NDArray[np.intp]:
    """Places (N,) drawn at random from ids (T,), the first of each word that was drawn.

    Raises
    ------
    TextError
        If the text has fewer than twenty different words.
    """
    drawn = rng.permutation(len(ids))[: 20 * RANDOM]
    drawn = drawn[ids[drawn] != UNKNOWN]
    first = np.unique(ids[drawn], return_index=True)[1]
    if len(first) < PLACES:
        raise TextError(f"The text has {len(first)} different words that the vectors know; {PLACES} are needed.")
    return np.asarray(drawn[np.sort(first)[:RANDOM]])


def said(found: Contextuality, system: Seen) -> Sequence[tuple[str, float]]:
    """Words with their corrected self-similarity by one system, the highest first."""
    corrected = found.systems[system].corrected
    return [(found.words[i], float(corrected[i])) for i in np.argsort(-corrected)]
