"""The flat map as the canvas of the page draws it: plain values and packed numbers, ready for the browser."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from explorer.figures import style
from explorer.figures.colouring import Colouring
from explorer.figures.scatter import Pointed, centres
from explorer.projection.density import Contour
from explorer.projection.layout import Projection
from explorer.projection.shake import Shaken
from explorer.vectors.word_vectors import Floats

ROLES = {"asked": style.CENTRE, "near": style.ANSWER, "found": style.NEGATIVE, "joined": style.CONTEXT}
TILT = 0.35  # radians towards the eye of a map in space
PLAIN = {
    "group": None,
    "groups": [style.CENTRE],
    "names": [],
    "scale": None,
    "title": "",
    "ends": ["", ""],
    "unknown": style.MUTED,  # a word without a value
    "shapes": None,
}


def packed(values: Floats) -> str:
    """Numbers of any shape, e.g. (N, 2), as base64 of float32 in the order of the rows."""
    return _bytes(np.ascontiguousarray(values, dtype="<f4"))


def picture(
    projection: Projection,
    colouring: Colouring,
    pointed: Pointed,
    *,
    name: str,
    alt: str,
    axes: Sequence[str] = (),
    shaken: Shaken | None = None,
    arrows: Sequence[tuple[int, int, str]] = (),
    hover: Sequence[str] = (),
    contours: Sequence[Contour] = (),
    labels: Sequence[str] = (),
    apart: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """A finished map, flat or in space: its places, its colours, and what is pointed out.

    With `shaken`, words that move between seeds are faint and show how far; `axes` names axes that have a meaning;
    `hover` is a further line for each word; `contours` enclose shares of the words; `labels` replace the words next to
    the points; `apart` names the parcels in which places, colours and words are sent separately if there are very many
    (see `crowd`).
    """
    return {
        **(_places(projection.words, projection.coordinates) if apart is None else _sent_apart(apart)),
        "kept": None if apart else packed(projection.honesty.kept_of),
        "k": projection.honesty.k,
        "value": packed(scaled(colouring)) if len(colouring.value) and not apart else None,
        "colour": colours(colouring) if apart is None else {**colours(colouring), "group": None},
        "pointed": {
            "asked": pointed.word,
            "near": list(pointed.near),
            "hidden": list(pointed.hidden),
            "found": list(pointed.found),
            "chosen": list(pointed.chosen),
            "joined": list(pointed.joined),
        },
        "centres": [list(centre) for centre in centres(projection.coordinates, colouring)],
        "contours": [[one.share, [packed(line) for line in one.lines]] for one in contours],
        "halo": None if shaken is None else packed(shaken.wander),
        "radius": 1.0 if shaken is None else shaken.radius,
        "arrows": [list(arrow) for arrow in arrows],
        "frame": _reach(projection) if projection.frame is not None or apart else None,
        "axes": list(axes),
        "hover": list(hover),
        "labels": list(labels),
        "name": name,
        "alt": alt,
    }


def _reach(projection: Projection) -> list[list[float]]:
    """The extent of the whole map on each axis; half a unit to each side if all words have one coordinate."""
    at = projection.coordinates
    ends = np.stack([at.min(axis=0), at.max(axis=0)]) if projection.frame is None else projection.frame
    return [[float(low), float(high)] if high > low else [low - 0.5, low + 0.5] for low, high in ends.T]


def shadow(coordinates: Floats, turn: float) -> Floats:
    """(N, 2) the view of points in space (N, 3), turned by `turn` radians about the vertical axis and tilted.

    The third axis points towards the eye, as in the finished map.
    """
    x, y, z = coordinates.T
    across, deep = x * np.cos(turn) + z * np.sin(turn), z * np.cos(turn) - x * np.sin(turn)
    return np.stack([across, y * np.cos(TILT) - deep * np.sin(TILT)], axis=1)


def forming(
    words: Sequence[str],
    coordinates: Floats,
    colouring: Colouring | None,
    *,
    caption: str,
    turn: float = 0.0,
    last: bool = False,
) -> dict[str, Any]:
    """A layout in progress at `coordinates` (N, 2), or (N, 3) seen turned, always at the same size, with its colours.

    In the `last` steps it has the frame of the finished map, which then replaces it without a jump.
    """
    if coordinates.shape[1] == 3:
        coordinates = shadow(coordinates, turn)
    coordinates = coordinates - coordinates.mean(axis=0)
    coordinates /= max(float(np.quantile(np.abs(coordinates), 0.97)), 1e-12)
    grouped = colouring if colouring is not None and colouring.names else None
    told = f"A map of {len(words):,} words that is being made. {caption}"
    drawn = plain(words, coordinates, grouped, name="forming", alt=told)
    return {**drawn, "centres": [], "forming": True, "last": last, "caption": caption}


def plain(
    words: Sequence[str],
    coordinates: Floats,
    colouring: Colouring | None,
    *,
    name: str,
    alt: str,
    hover: Sequence[str] = (),
) -> dict[str, Any]:
    """Words at `coordinates` (N, 2), in their groups if they have any; without anything pointed out."""
    return {
        **_places(words, coordinates),
        "kept": None,
        "k": 0,
        "value": None,
        "colour": PLAIN if colouring is None else colours(colouring),
        "pointed": {"asked": None, "near": [], "hidden": [], "found": [], "chosen": [], "joined": []},
        "halo": None,
        "centres": [] if colouring is None else [list(centre) for centre in centres(coordinates, colouring)],
        "contours": [],
        "arrows": [],
        "axes": [],
        "hover": list(hover),
        "labels": [],
        "name": name,
        "alt": alt,
    }


def colours(colouring: Colouring) -> dict[str, Any]:
    """Groups with their colours and names, or a scale with the meaning of its ends; and shapes that have a meaning."""
    shapes = colouring.shapes
    own = None if shapes is None else {"of": _bytes(shapes.of.astype(np.uint8)), "names": list(shapes.names)}
    return {**_colours(colouring), "shapes": own}


def _colours(colouring: Colouring) -> dict[str, Any]:
    if colouring.names:
        of = _bytes(colouring.group.astype(np.uint8))
        return {**PLAIN, "group": of, "groups": colouring.colours, "names": list(colouring.names)}
    if not len(colouring.value):
        return PLAIN
    low, high = colouring.span
    return {
        **PLAIN,
        "scale": [list(stop) for stop in colouring.scale],
        "title": colouring.title,
        "ends": [colouring.told.format(10**end if colouring.logarithm else end) for end in (low, high)],
    }


def scaled(colouring: Colouring) -> Floats:
    """(N,) places of the values on their scale, in [0, 1]; nan for a word without a value."""
    low, high = colouring.span
    return np.asarray((colouring.value - low) / ((high - low) or 1)).clip(0, 1)


def _bytes(array: NDArray[np.generic]) -> str:
    return base64.b64encode(array.tobytes()).decode("ascii")


def _sent_apart(parcels: Mapping[str, str]) -> dict[str, Any]:
    return {"words": None, "set": parcels["places"], "at": None, "dims": 2, "parcels": dict(parcels)}


def _places(words: Sequence[str], coordinates: Floats) -> dict[str, Any]:
    return {
        "words": list(words),
        "set": crc32("\n".join(words).encode()),  # which words they are
        "at": packed(coordinates),
        "dims": coordinates.shape[1],
    }
