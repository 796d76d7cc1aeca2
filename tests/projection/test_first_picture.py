"""The picture that the app opens with is the one that the built-in model gives."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from explorer.files import library
from explorer.projection import first_picture


def near(at: np.ndarray) -> list[set[int]]:
    rows = NearestNeighbors(n_neighbors=11).fit(at).kneighbors(at, return_distance=False)
    return [set(row.tolist()[1:]) for row in rows]


def test_what_is_shipped_is_what_the_built_in_model_gives() -> None:
    """Rounding differs between processors, so neighbours are compared, and not digits."""
    fresh, shipped = first_picture.made(library.built_in()), first_picture.shipped()
    assert tuple(shipped.words) == tuple(fresh.words)
    assert abs(shipped.kept - fresh.kept) < 0.03
    common = [
        len(one & other) / 10 for one, other in zip(near(fresh.coordinates), near(shipped.coordinates), strict=True)
    ]
    assert np.mean(common) > 0.75


def test_a_written_picture_reads_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = first_picture.FirstPicture(("a", "“b”"), np.array([[1.23456, -2], [0, 3]], dtype=np.float32), 0.7)
    first_picture.write(made, tmp_path / "map.json")
    monkeypatch.setattr(first_picture, "FILE", tmp_path / "map.json")
    again = first_picture.shipped.__wrapped__()
    assert (again.words, again.kept) == (made.words, made.kept)
    np.testing.assert_allclose(again.coordinates, made.coordinates, atol=5e-4)
