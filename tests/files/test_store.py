"""The store: what goes in comes out, shared and read-only; damage is noticed; the oldest gives way."""

import gc
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import VectorFileError
from explorer.files.store import checksum, contents
from explorer.files.store.layout import HEADER
from explorer.files.store.writer import Writer
from explorer.vectors.block import Block
from explorer.vectors.codes.scan import coded
from explorer.vectors.word_vectors import WordVectors

REPORT = {"form": "a test", "examples": [], "warnings": [], "repeated": []}


@pytest.fixture(autouse=True)
def place(machine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: ARG001 - it is made first
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path / "store"))
    return contents.folder()


def block(words: list[str], matrix: np.ndarray) -> Block:
    encoded = [word.encode() for word in words]
    rows = matrix.astype(np.float32)
    lengths = np.array([len(word) for word in encoded], dtype=np.int64)
    return Block(rows, np.linalg.norm(rows, axis=1).astype(np.float32), b"".join(encoded), lengths)


def put(key: str, words: list[str], matrix: np.ndarray, *, half: bool = False) -> WordVectors:
    with Writer(key, matrix.shape[1], half=half) as writer:
        for start in range(0, len(words), 3):  # in pieces, as a file is read
            writer.append(block(words[start : start + 3], matrix[start : start + 3]))
        writer.settle()
        writer.finish(REPORT)
    opened = contents.open_entry(key)
    assert opened is not None
    return opened


WORDS = ["the", "König", ". . .", "queen", "日本", "apple", "king", "zero"]
MATRIX = np.vstack([np.random.default_rng(1).standard_normal((7, 5)), np.zeros(5)]).astype(np.float32)


def test_what_goes_in_comes_out() -> None:
    vectors = put("one", WORDS, MATRIX)
    assert list(vectors.words) == WORDS
    np.testing.assert_array_equal(vectors.matrix, MATRIX)
    np.testing.assert_array_equal(vectors.norms, np.linalg.norm(MATRIX, axis=1).astype(np.float32))
    assert vectors.rows(["king", "the", "日本"]).tolist() == [6, 0, 4]
    assert contents.entries()[0].rows == 8


def test_the_vectors_are_a_map_of_the_file_and_read_only() -> None:
    vectors = put("one", WORDS, MATRIX)
    with pytest.raises(ValueError, match="read-only"):
        vectors.matrix[0, 0] = 1
    base = vectors.matrix
    while isinstance(base, np.ndarray):
        base = base.base  # type: ignore[assignment]
    assert type(base).__name__ in ("memoryview", "mmap")
    assert vectors.fingerprint == "store-one"  # known, not computed from all numbers


def test_half_precision_halves_the_file_and_keeps_three_digits(place: Path) -> None:
    wide = np.random.default_rng(2).standard_normal((3000, 50)).astype(np.float32)
    words = [f"w{i}" for i in range(3000)]
    full, half = put("full", words, wide), put("half", words, wide, half=True)
    np.testing.assert_array_equal(half.matrix, wide.astype(np.float16).astype(np.float32))
    np.testing.assert_allclose(half.matrix, full.matrix, rtol=1e-3, atol=1e-6)
    assert half.norms.tolist() == pytest.approx(np.linalg.norm(half.matrix, axis=1).tolist(), rel=1e-6)
    again = contents.open_entry("half")
    assert again is not None
    assert again.matrix is half.matrix  # one for all visitors
    sizes = {path.stem: path.stat().st_size - HEADER for path in place.glob("*.safetensors")}
    assert sizes["full"] - sizes["half"] == pytest.approx(wide.nbytes / 2, abs=64)


def test_a_word_that_came_before_is_left_out() -> None:
    words = [f"w{i % 7}" for i in range(20)]
    matrix = np.arange(60, dtype=np.float32).reshape(20, 3)
    with Writer("twice", 3) as writer:
        for row in range(20):
            writer.append(block(words[row : row + 1], matrix[row : row + 1]))
        assert writer.settle() == (13, tuple(words[7:]), 0)
        writer.finish(REPORT)
    vectors = contents.open_entry("twice")
    assert vectors is not None
    assert list(vectors.words) == words[:7]
    np.testing.assert_array_equal(vectors.matrix, matrix[:7])
    assert contents.sound("twice")


def test_nothing_is_left_of_an_import_that_failed(place: Path) -> None:
    with Writer("gone", 5) as writer:
        writer.append(block(WORDS, MATRIX))
        assert len(list(place.iterdir())) == 2  # vectors and codes
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("where", ["header", "words", "cut"])
def test_a_damaged_entry_is_removed_not_trusted(place: Path, where: str) -> None:
    put("one", WORDS, MATRIX)
    path = place / "one.safetensors"
    raw = bytearray(path.read_bytes())
    match where:
        case "header":
            raw[20] ^= 255
        case "words":
            raw[-3] ^= 1
        case "cut":
            del raw[-10:]
        case "version":
            raw = raw.replace(b'"version": "1"', b'"version": "0"')
    path.unlink()
    path.write_bytes(raw)
    assert contents.open_entry("one") is None
    assert not path.exists()


def test_a_changed_number_is_found_by_reading_all(place: Path) -> None:
    put("one", WORDS, MATRIX)
    assert contents.sound("one")
    path = place / "one.safetensors"
    raw = bytearray(path.read_bytes())
    raw[HEADER + 13] ^= 1
    path.unlink()
    path.write_bytes(raw)
    assert not contents.sound("one")
    assert not path.exists()


def test_a_changed_number_is_found_in_the_background_once_a_day(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put("one", WORDS, MATRIX)
    monkeypatch.setattr(contents, "CHECKED_AFTER", 0)
    first = contents.check_later("one")
    assert first is not None
    first.join()
    assert contents.entry("one") is not None
    assert contents.check_later("one") is None  # it was today
    raw = bytearray((place / "one.safetensors").read_bytes())
    raw[HEADER + 13] ^= 1
    (place / "one.safetensors").unlink()
    (place / "one.safetensors").write_bytes(raw)
    monkeypatch.setattr(contents, "CHECKED_FOR", 0)
    for cold in (False, True):
        monkeypatch.setattr(checksum, "is_cold", lambda *_, cold=cold: cold)
        assert not checksum.rows_hold(place / "one.safetensors")
    again = contents.check_later("one")
    assert again is not None
    again.join()
    assert list(place.iterdir()) == []


def test_the_entry_opened_longest_ago_gives_way(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for age, key in enumerate(["old", "older", "new"]):
        put(key, WORDS, MATRIX)
        os.utime(place / f"{key}.safetensors", (0, 1000 - 100 * age))
    os.utime(place / "new.safetensors", (0, 2000))
    size = contents.entries()[0].size
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE_GB", str(3.5 * size / 2**30))
    contents.make_room(size)
    assert {entry.key for entry in contents.entries()} == {"old", "new"}
    with pytest.raises(VectorFileError, match="read fewer words or keep half precision"):
        contents.make_room(4 * size)


def test_two_imports_at_once_leave_one_sound_entry(place: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: put("same", WORDS, MATRIX), range(8)))
    assert all(list(vectors.words) == WORDS for vectors in opened)
    assert [path.name for path in place.iterdir()] == ["same.safetensors"]
    assert contents.sound("same")


def test_a_large_model_comes_with_its_codes(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explorer.files.store.writer.WORTHWHILE", 1)
    matrix = np.vstack([np.random.default_rng(3).standard_normal((900, 6)).astype(np.float32)] * 2)
    vectors = put("large", [f"w{row % 900}" for row in range(1800)], matrix)
    assert len(vectors) == 900
    assert vectors.codes is not None
    fresh = coded(matrix[:900], vectors.norms)
    for name in ("codes", "scales", "errors"):
        np.testing.assert_array_equal(getattr(vectors.codes, name), getattr(fresh, name))
    assert contents.sound("large")
    entry = contents.entries()[0]
    assert entry.size == sum(path.stat().st_size for path in place.iterdir())
    raw = bytearray((place / "large.codes").read_bytes())
    raw[HEADER + 5] ^= 1
    (place / "large.codes").write_bytes(raw)
    assert not contents.sound("large")
    assert contents.entries() == []
    del vectors, fresh  # where an open file cannot be removed, it goes once it is closed
    gc.collect()
    contents.sweep()
    assert list(place.iterdir()) == []


def test_vectors_stay_usable_after_their_entry_is_deleted() -> None:
    vectors = put("one", WORDS, MATRIX)
    contents.delete("one")
    np.testing.assert_array_equal(vectors.matrix, MATRIX)
    assert contents.open_entry("one") is None
    assert contents.entry("one") is None
    assert list(put("one", WORDS, MATRIX).words) == WORDS  # though the old file may still be open
    assert [held.key for held in contents.entries()] == ["one"]


def test_what_is_damaged_and_open_is_not_taken_for_whole(place: Path, machine: str) -> None:
    vectors = put("one", WORDS, MATRIX)
    with (place / "one.safetensors").open("r+b") as file:
        file.seek(HEADER + 13)
        file.write(b"\xff")
    assert not contents.sound("one")
    assert contents.entry("one") is None
    if machine == "windows":
        with pytest.raises(VectorFileError, match="damaged, and they are open elsewhere; try again when nobody works"):
            put("one", WORDS, MATRIX)
    del vectors
    gc.collect()
    np.testing.assert_array_equal(put("one", WORDS, MATRIX).matrix, MATRIX)


def test_the_key_is_the_content_not_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, same, other = (tmp_path / name for name in ("one", "same", "other"))
    one.write_bytes(b"a 1\n" * 1000)
    same.write_bytes(b"a 1\n" * 1000)
    other.write_bytes(b"a 1\n" * 999 + b"a 2\n")
    assert contents.key_of(one, "") == contents.key_of(same, "")
    assert len({contents.key_of(one, ""), contents.key_of(other, ""), contents.key_of(one, "10")}) == 3
    monkeypatch.setattr(contents, "WHOLE", 1)  # as if they were large: time of change counts
    monkeypatch.setattr(contents, "SAMPLES", 3)
    key = contents.key_of(one, "")
    os.utime(one, (5, 5))
    assert contents.key_of(one, "") != key
