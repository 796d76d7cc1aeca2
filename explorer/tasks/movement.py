"""
Which words fine-tuning moved, and which stayed behind.

A word moves only if a labelled sentence has it.  So two neighbours part if only one of them is in labelled
sentences (CS224N, lecture on fine-tuning: TV moves, telly and television do not).
"""

from dataclasses import dataclass

import numpy as np

from explorer.tasks.embedding import Embedding
from explorer.tasks.features import as_the_model_writes, rows_of
from explorer.tasks.labelled import Labelled
from explorer.vectors import similarity
from explorer.vectors.word_vectors import WordVectors

SEARCHED = 200  # neighbours that are searched for words outside the labelled sentences


@dataclass(frozen=True)
class Moved:
    """A word of the labelled sentences: how often it occurs, how far it moved, and its cosine with where it was."""

    word: str
    occurrences: int
    distance: float
    cosine: float


@dataclass(frozen=True)
class LeftBehind:
    """A neighbour that no labelled sentence has: its cosine with the word before and after the word moved."""

    word: str
    before: float
    after: float


def moved(embedding: Embedding, learned: Labelled) -> list[Moved]:
    """The words that had a vector, those that moved furthest first; 1 is the length of a vector at the start."""
    words = list(embedding.columns)
    rows = [embedding.columns[word] for word in words]
    before, after = embedding.before[rows].astype(np.float64), embedding.learned[rows].astype(np.float64)
    lengths = np.linalg.norm(before, axis=1)
    apart = np.linalg.norm(after - before, axis=1)
    together = np.linalg.norm(after, axis=1) * lengths
    cosines = np.einsum("vd,vd->v", before, after) / np.where(together == 0, 1, together)
    counted = learned.word_counts
    found = [
        Moved(words[i], counted[words[i]], float(apart[i]), float(cosines[i])) for i in np.flatnonzero(lengths > 0)
    ]
    return sorted(found, key=lambda one: -one.distance)


def left_behind(embedding: Embedding, word: str, k: int = 5) -> list[LeftBehind]:
    """The nearest words of the model that no labelled sentence has, with their cosine before and after `word` moved.

    Raises
    ------
    UnknownWordError
        If the model has no vector of `word`.
    """
    if embedding.vectors is None or word not in embedding.columns:
        return []
    vectors = embedding.vectors
    near = [one.word for one in similarity.nearest(vectors, as_the_model_writes(word, vectors), SEARCHED)]
    labelled = set(rows_of(list(embedding.columns), vectors).tolist())
    outside = [other for other in near if vectors.index[other] not in labelled][:k]
    row = embedding.columns[word]
    found = []
    for other in outside:
        there = embedding.inputs((other,))[0]
        before, after = (_cosine(rows[row], there) for rows in (embedding.before, embedding.learned))
        found.append(LeftBehind(other, before, after))
    return found


def before_and_after(embedding: Embedding, words: list[str]) -> tuple[WordVectors, WordVectors]:
    """The vectors of `words` before and after training, for a map with arrows; only words with a vector."""
    kept = [word for word in dict.fromkeys(words) if np.any(embedding.inputs((word,)))]
    after = np.array([embedding.inputs((word,))[0] for word in kept], dtype=np.float32).reshape(len(kept), -1)
    before = after.copy()
    for i, word in enumerate(kept):
        if word in embedding.columns:
            before[i] = embedding.before[embedding.columns[word]]
    return (
        WordVectors(tuple(kept), before, by_frequency=False),
        WordVectors(tuple(kept), after, by_frequency=False),
    )


def _cosine(a: np.ndarray, b: np.ndarray) -> float:
    length = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / length if length else 0.0
