"""What is sent of a map of very many words, read back."""

import json
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.figures import crowd
from explorer.figures.colouring import Colouring
from explorer.projection.layout import graph_of, project
from explorer.projection.settings import ProjectionSettings
from tests.projection.made import cloud

KINDS = {"i2": np.int16, "u1": np.uint8}
FARTHEST = 200  # times a visitor can zoom in


def read(frame: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Header and arrays of a frame, by its description."""
    (length,) = struct.unpack_from("<I", frame)
    header = json.loads(frame[4 : 4 + length])
    at, arrays = 4 + length, {}
    for name, kind, size in header["arrays"]:
        arrays[name] = np.frombuffer(frame, KINDS[kind], size, at)
        at += -(-arrays[name].nbytes // 4) * 4
    return header, arrays


def test_places_come_back_to_less_than_half_a_pixel_however_far_one_zooms_in() -> None:
    vectors = cloud(300)
    settings = ProjectionSettings(method="PCA")
    made = project(*graph_of(vectors, settings), settings)
    parcel = crowd.places(made)
    header, arrays = read(parcel.frame)
    whole = 256 * (arrays["coarse"].astype(np.int64) + 32768) + arrays["fine"]
    at = np.array(header["low"]) + whole.reshape(-1, 2) * header["step"]
    unit = 4 * 3840 / np.ptp(made.coordinates, axis=0).max()  # pixels, on a screen with four for one of the page
    assert np.abs(at - made.coordinates).max() * unit * FARTHEST < 0.5
    np.testing.assert_array_equal(arrays["near"], np.rint(made.honesty.kept_of * made.honesty.k))
    assert header["name"] == parcel.name
    assert crowd.places(made) == parcel


def test_words_come_back_whatever_they_hold() -> None:
    spelled = ("king", "", "Königin", "a\nb\0c", "日本", "\udcff", "king ")
    header, arrays = read(crowd.words(spelled).frame)
    blob = arrays["words"].tobytes()
    assert header["count"] == len(spelled)
    assert tuple(part.decode("utf-8", "surrogatepass") for part in blob.split(b"\xff")[:-1]) == spelled


def test_hues_are_groups_or_shades_and_name_their_content() -> None:
    groups = Colouring("cluster", group=np.array([2, 0, 1]), names=("a", "b", "c"))
    assert read(crowd.hues(groups, 3).frame)[1]["hues"].tolist() == [2, 0, 1]
    values = Colouring("rank", value=np.array([1.0, np.nan, 3.0, 2.0]), scale=[(0, "#000000"), (1, "#ffffff")])
    shades = crowd.hues(values, 4)
    assert read(shades.frame)[1]["hues"].tolist() == [0, crowd.UNKNOWN, crowd.SHADES, crowd.SHADES // 2]
    assert read(crowd.hues(Colouring("words"), 2).frame)[1]["hues"].tolist() == [0, 0]
    assert crowd.hues(values, 4).name == shades.name != crowd.hues(groups, 3).name
