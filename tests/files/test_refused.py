"""What is no file of vectors, or a damaged one: read as far as it goes, or refused in a sentence."""

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.errors import VectorFileError
from tests.files.made import GLOVE, binary, imported

REFUSED = {
    b"": "is empty",
    b"\x80\x04\x95\x10\x00\x00": "is a Python pickle",
    b"(dp0\nS'a'\n": "is a Python pickle",
    b"cos\nsystem\n(S'echo'\ntR.": "is a Python pickle",
    struct.pack("<2i", 793712314, 12) + bytes(100): "header of .* is damaged: it promises 0 words",
    b"\x89PNG\r\n\x1a\n" + bytes(50): "is a PNG image",
    b"\n<!DOCTYPE html><html>": "is a web page",
    b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n": "is a Git LFS pointer",
    b"%PDF-1.7\n": "is a PDF document",
    b"RDX3\nX\n": "is an R data file",
    gzip.compress(gzip.compress(GLOVE, mtime=0), mtime=0): "is packed twice",
    b"Call me Ishmael.\nSome years ago\n": "is text, but not vectors: .* it says “Call me Ishmael.”",
    b"the 0,418 0,24968\nking 0,5 0,6\n": "has numbers with a decimal comma, such as “0,418”; they need a point",
    bytes(range(256)) * 20: "is in no format that can be read here: its first bytes are 00 01 02",
    b"2 3\n": "but nothing follows it",
    b"word " + b"0.1 " * 300_000: "first line of .* is longer than 1,048,576 bytes; rows are shorter",
    GLOVE[:0] + b"\xff" * 5000: "is",
}


@pytest.mark.parametrize("raw", REFUSED, ids=lambda raw: repr(raw[:16]))
def test_what_is_no_vector_file_is_named(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(VectorFileError, match=REFUSED[raw]) as refused:
        imported(tmp_path, raw, "strange.txt")
    assert "strange.txt" in str(refused.value)


def test_a_file_cut_off_in_its_packing_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    lines = b"".join(b"w%d %.5f %.5f\n" % (i, i * 0.37 % 1, i * 0.73 % 1) for i in range(20_000))
    vectors, report = imported(tmp_path, gzip.compress(lines)[:-5000])
    assert 1000 < len(vectors) < 20_000
    assert any("was cut off on its way here" in warning for warning in report.warnings)


def test_a_damaged_packing_is_refused(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(b"".join(b"w%d %.5f\n" % (i, i * 0.37 % 1) for i in range(20_000))))
    packed[len(packed) // 2] ^= 255
    with pytest.raises(VectorFileError, match=r"gz data is damaged after [\d,]+ unpacked bytes; fetch the file again"):
        imported(tmp_path, bytes(packed))


def test_a_bomb_is_stopped(tmp_path: Path) -> None:
    bomb = gzip.compress(b"the 1 2 3\n" * 8_000_000, 1)
    with pytest.raises(VectorFileError, match="unpacks to more than 60 times its size"):
        imported(tmp_path, bomb)


def test_a_file_that_turns_into_something_else_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(
        VectorFileError, match=r"lines of “file” are not rows of 3 numbers; the first is line 3: it has 0"
    ):
        imported(tmp_path, GLOVE + b"noise noise\n" * 100_000)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.integers(0, 400), st.integers(0, 50), st.sampled_from(["text", "binary", "gz"]))
def test_mutated_files_are_read_or_refused(tmp_path: Path, junk: bytes, at: int, cut: int, kind: str) -> None:
    matrix = np.arange(60, dtype=np.float32).reshape(12, 5) / 7
    words = [b"w%d" % i for i in range(12)]
    lines = b"12 5\n" + b"".join(
        w + b" " + b" ".join(b"%f" % x for x in row) + b"\n" for w, row in zip(words, matrix, strict=True)
    )
    raw = {"text": lines, "binary": binary(words, matrix), "gz": gzip.compress(lines)}[kind]
    at = min(at, len(raw))
    try:
        vectors, report = imported(tmp_path, raw[:at] + junk + raw[at + cut :])
    except VectorFileError:
        return
    assert len(vectors) == report.rows > 0
    assert np.isfinite(vectors.matrix).all()
