"""Which rows of GloVe 6B come with the app: its most frequent words, and those of the app's own lists."""

import hashlib
from collections.abc import Collection

import numpy as np

from explorer.errors import VectorFileError
from explorer.vectors.model import Provenance
from explorer.vectors.word_vectors import WordVectors

MOST_FREQUENT = 100_000
SHA256 = "2d8f854bb078949c98db4af235d14e5834efa7e3c3058af5855016d2ba060c3c"  # of the rows as float32, little-endian


def kept(whole: WordVectors, listed: Collection[str]) -> WordVectors:
    """The rows of the most frequent words and of those `listed`, in half precision.

    Raises
    ------
    VectorFileError
        If these are not the 400,000 rows of GloVe 6B in 50 dimensions.
    """
    if checksum(whole) != SHA256:
        raise VectorFileError(
            f"The file holds {len(whole):,} x {whole.dim} numbers that are not the 400,000 x 50 of GloVe 6B."
        )
    rows = [row for row, word in enumerate(whole.words) if row < MOST_FREQUENT or word in listed]
    matrix = np.asarray(whole.matrix[rows]).astype(np.float16).astype(np.float32)
    return WordVectors(tuple(whole.words[row] for row in rows), matrix)


def source(V: int) -> Provenance:
    """Where the V rows come from, as a sentence for the reader."""
    told = (
        "GloVe 6B, 50 dimensions (Pennington, Socher and Manning 2014), trained on 6 billion words of Wikipedia 2014 "
        f"and Gigaword 5: the {MOST_FREQUENT:,} most frequent of its 400,000 words and {V - MOST_FREQUENT:,} "
        "of the app's lists, in half precision."
    )
    return Provenance("built-in", stated=told, licence="Public Domain Dedication and License (PDDL) 1.0.")


def about(whole: WordVectors, V: int, file: str) -> dict[str, object]:
    """What the file says about the source of its V rows: the rows of `file`."""
    return {
        "whole": {"words": len(whole), "dim": whole.dim, "file": file, "sha256 of its numbers": checksum(whole)},
        "kept": {"most frequent": MOST_FREQUENT, "listed": V - MOST_FREQUENT},
    }


def checksum(vectors: WordVectors) -> str:
    """SHA-256 of the numbers, row after row."""
    return hashlib.sha256(np.ascontiguousarray(vectors.matrix, dtype="<f4").data).hexdigest()
