"""Half precision on reading and in the store: three digits are kept, and no number becomes infinite."""

from pathlib import Path

import numpy as np

from explorer.files.formats.reading import ImportSettings, Reading, read


def test_numbers_beyond_half_precision_become_the_largest_it_has(tmp_path: Path) -> None:
    """float16 ends at 65,504; one more step would be infinite."""
    path = tmp_path / "large.txt"
    path.write_text("a 70000 -1e6 1\nb 65504 -65505 0.5\nc 1 2 3\n", encoding="utf-8")
    kept = [[65504, -65504, 1], [65504, -65504, 0.5], [1, 2, 3]]
    assert read(path, ImportSettings(half=True))[0].matrix.tolist() == kept
    with Reading(path, ImportSettings(half=True)) as reading:
        block = next(iter(reading.blocks()))
        assert block.matrix.astype(np.float16).tolist() == kept
    assert read(path, ImportSettings())[0].matrix[0].tolist() == [70000, -1e6, 1]
