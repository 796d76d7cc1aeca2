"""
A map of very many words as bytes for the canvas: its places, colours and words, each in its own frame.

Each is sent once, separately from what a click changes. A million words take 6 MB of places, 2 MB of facts about each
and about 8 MB of words, where JSON would take 40 MB and the browser a minute.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from explorer.figures.atlas import scaled
from explorer.figures.colouring import Colouring
from explorer.figures.live_bytes import pack
from explorer.projection.layout import Projection
from explorer.vectors.word_vectors import Floats

STEPS: Final = 2**24 - 1  # of a coordinate: half a step is less than half a pixel at any zoom
SHADES: Final = 24  # of a scale of colours, as many as the canvas has
UNKNOWN: Final = 255  # stands for an unknown number
END: Final = b"\xff"  # after each word: a byte that UTF-8 never has


@dataclass(frozen=True)
class Parcel:
    """A frame, and the name in its header by which the drawing asks for it; the same name for the same content."""

    name: str
    frame: bytes


def parcels(projection: Projection, colouring: Colouring) -> dict[str, Parcel]:
    """The separately sent parts of a flat map, by kind, in the order of sending: the words last."""
    return {
        "places": places(projection),
        "hues": hues(colouring, len(projection)),
        "words": words(projection.words),
    }


def places(projection: Projection) -> Parcel:
    """The place of each of N words on a flat map, and how many of its true neighbours are near it there.

    Each coordinate is a whole number of 24 bits in units of `step` above the lowest, `low`: the high 16 bits minus
    32768 (`coarse`, (2N,)) and the low 8 (`fine`, (2N,)).
    """
    at = projection.coordinates.astype(np.float64)
    low, high = at.min(axis=0), at.max(axis=0)
    step = np.where(high > low, (high - low) / STEPS, 1.0)
    whole = np.rint((at - low) / step).astype(np.int32)
    near = np.rint(projection.honesty.kept_of * projection.honesty.k)
    arrays = {
        "coarse": ((whole >> 8) - 32768).astype(np.int16).ravel(),
        "fine": (whole & 255).astype(np.uint8).ravel(),
        "near": np.where(np.isnan(near), UNKNOWN, near).astype(np.uint8),
    }
    return _parcel("places", {"low": low.tolist(), "step": step.tolist()}, arrays)


def hues(colouring: Colouring, n: int) -> Parcel:
    """The colour of each of `n` words: the number of its group, or its shade on the scale."""
    of = np.zeros(n, dtype=np.uint8)
    if colouring.names:
        of = colouring.group.astype(np.uint8)
    elif len(colouring.value):
        of = shades(scaled(colouring))
    return _parcel("hues", {}, {"hues": of})


def shades(shares: Floats) -> NDArray[np.uint8]:
    """(N,) the nearest shade of each place in [0, 1] on a scale; `UNKNOWN` where it is nan."""
    found = np.rint(shares * SHADES)
    return np.where(np.isnan(found), UNKNOWN, found).astype(np.uint8)


def words(spelled: Sequence[str]) -> Parcel:
    """The words in UTF-8, each followed by a byte that none of them has."""
    blob = "\0".join(spelled).encode("utf-8", "surrogatepass")
    if blob.count(b"\0") == len(spelled) - 1:  # no word contains a zero itself
        blob = blob.replace(b"\0", END) + END
    else:
        blob = b"".join(word.encode("utf-8", "surrogatepass") + END for word in spelled)
    return _parcel("words", {"count": len(spelled)}, {"words": np.frombuffer(blob, np.uint8)})


def _parcel(kind: str, header: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Parcel:
    digest = blake2b(digest_size=8)
    for values in arrays.values():
        digest.update(np.ascontiguousarray(values).data)
    name = f"{kind} {digest.hexdigest()}" + (f" {header['low']} {header['step']}" if "low" in header else "")
    return Parcel(name, pack({"name": name, **header}, arrays))
