"""Memory that records take: counted once, and not where a file is mapped."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from explorer.ui.shell.held_bytes import bytes_held
from explorer.vectors.word_vectors import WordVectors


@dataclass(frozen=True)
class Foreign:
    matrix: np.ndarray


def test_arrays_are_counted_once_however_many_views_hold_them() -> None:
    matrix = np.zeros((1000, 100), np.float32)
    held = bytes_held([[matrix, matrix[:10], matrix.T], {"again": matrix}])
    assert 400_000 <= held < 401_000


def test_a_long_list_of_words_is_judged_by_its_first() -> None:
    words = [f"word{number:08d}" for number in range(50_000)]
    assert bytes_held([words]) == pytest.approx(50_000 * (8 + 61), rel=0.02)  # a pointer and 49 + 12 bytes each


def test_what_is_mapped_from_a_file_takes_no_memory(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.zeros((1000, 100)))
    assert bytes_held([np.load(tmp_path / "a.npy", mmap_mode="r")]) < 1000


def test_only_records_of_our_own_are_followed() -> None:
    assert bytes_held([Foreign(np.zeros(10_000))]) == 0


def test_a_model_takes_at_least_its_matrix() -> None:
    model = WordVectors(("a", "b"), np.zeros((2, 5000), np.float32))
    assert 40_000 <= bytes_held([model]) < 130_000
