"""Past the page cache: the same bytes as the usual way, at any place and size, and where there is no such way."""

import os
import zlib
from pathlib import Path

import numpy as np
import pytest

from explorer.files import direct_io
from explorer.files.direct_io import DirectReader, DirectWriter, is_cold

BYTES = np.random.default_rng(0).integers(0, 256, 100_003, dtype=np.uint8).tobytes()


@pytest.mark.parametrize("direct", [True, False], ids=["direct", "usual"])
def test_what_is_written_is_there_with_its_checksum(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, direct: bool
) -> None:
    monkeypatch.setattr(direct_io, "BLOCK", 8192)
    if not direct:
        monkeypatch.delattr(os, "O_DIRECT", raising=False)
    path = tmp_path / "file"
    path.touch()
    writer = DirectWriter(path, 4096)
    for start in range(0, len(BYTES), 777):
        writer.write(memoryview(BYTES)[start : start + 777])
    writer.finish()
    assert path.read_bytes() == bytes(4096) + BYTES
    assert writer.check == zlib.crc32(BYTES)


def test_any_place_and_size_is_read(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(BYTES)
    reader = DirectReader(path, 20_000)
    for place, size in [(0, 1), (0, 20_000), (4095, 2), (4096, 4096), (8000, 19_999), (99_999, 4), (99_999, 500)]:
        assert bytes(reader.at(place, size)) == BYTES[place : place + size]
    assert bytes(reader.at(len(BYTES), 10)) == b""
    reader.close()


@pytest.mark.skipif(not hasattr(os, "posix_fadvise") or not hasattr(os, "O_DIRECT"), reason="for Linux")
def test_a_file_driven_out_of_memory_is_cold(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(BYTES * 20)
    assert not is_cold(path, 0, 20 * len(BYTES))
    assert not is_cold(tmp_path / "none", 0, 1)
