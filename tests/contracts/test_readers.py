"""What every reader of a format keeps to: one run over all of them."""

import bz2
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import SettingError, VectorFileError
from explorer.files.formats import export
from explorer.files.formats.reading import ImportSettings, Reading, read
from explorer.vectors.word_vectors import WordVectors
from tests.files.made import gguf_of

WORDS = ("the", "König", "of", "New_York", "日本", "it's", "x2", "end")
MATRIX = np.random.default_rng(0).normal(size=(len(WORDS), 6)).astype(np.float32)
MODEL = WordVectors(WORDS, MATRIX)


def glove(separator: str = " ") -> bytes:
    return export.word2vec_text(MODEL).split(b"\n", 1)[1].replace(b" ", separator.encode())


def json_words() -> bytes:
    rows = [[float(str(x)) for x in row] for row in MATRIX]
    return json.dumps(dict(zip(WORDS, rows, strict=True))).encode()


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.txt", glove())
    return packed.getvalue()


FORMATS: dict[str, Callable[[], bytes]] = {
    "GloVe text": glove,
    "text with tabs": lambda: glove("\t"),
    "word2vec text": lambda: export.word2vec_text(MODEL),
    "word2vec binary": lambda: export.word2vec_binary(MODEL),
    "NumPy npz": lambda: export.npz(MODEL),
    "the projector's pair": lambda: export.projector_pair(MODEL),
    "JSON": json_words,
    "GGUF": lambda: gguf_of([word.encode() for word in WORDS], MATRIX.astype("<f4").tobytes(), 6),
    "zip": zipped,
    "gzip": lambda: gzip.compress(glove()),
    "bzip2": lambda: bz2.compress(glove()),
    "xz": lambda: lzma.compress(glove()),
}
every_format = pytest.mark.parametrize("name", FORMATS)


@pytest.fixture
def path(name: str, tmp_path: Path) -> Path:
    written = tmp_path / "upload"
    written.write_bytes(FORMATS[name]())
    return written


def outcome(path: Path) -> WordVectors | str:
    """What a broken file gives: vectors, all of numbers, or one sentence on one line."""
    try:
        vectors, _ = read(path)
    except VectorFileError as error:
        said = str(error)
    else:
        assert np.isfinite(vectors.matrix).all()
        return vectors
    assert said
    assert "\n" not in said
    return said


@every_format
def test_every_word_and_every_bit_of_every_number_comes_back_each_time(path: Path) -> None:
    for _ in range(2):
        vectors, report = read(path)
        assert tuple(vectors.words) == WORDS
        assert vectors.matrix.dtype == np.float32
        np.testing.assert_array_equal(vectors.matrix.view(np.uint32), MATRIX.view(np.uint32))
        assert report.skipped == 0
        assert report.form


@every_format
def test_only_the_first_words_are_taken_if_so_wished(path: Path) -> None:
    for most in (1, 3, len(WORDS), 1000):
        vectors, _ = read(path, ImportSettings(most_frequent=most))
        assert tuple(vectors.words) == WORDS[:most]
        np.testing.assert_array_equal(vectors.matrix, MATRIX[:most])


@every_format
def test_half_precision_keeps_three_digits(path: Path) -> None:
    vectors, _ = read(path, ImportSettings(half=True))
    np.testing.assert_array_equal(vectors.matrix, MATRIX.astype(np.float16).astype(np.float32))


@every_format
def test_progress_is_told_and_may_end_the_reading(path: Path) -> None:
    told: list[tuple[int, int]] = []
    read(path, progress=lambda *at: told.append(at))
    assert told[-1][0] == len(WORDS)
    assert all(total in (0, len(WORDS)) or total >= done for done, total in told)

    def stopped(*_: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        read(path, progress=stopped)
    path.unlink()  # nothing holds it open


@every_format
def test_a_file_cut_anywhere_gives_fewer_rows_or_one_sentence(path: Path) -> None:
    raw = path.read_bytes()
    for kept in sorted({0, 1, 3, *range(5, len(raw), max(1, len(raw) // 25)), len(raw) - 1}):
        path.write_bytes(raw[:kept])
        found = outcome(path)
        assert isinstance(found, str) or len(found) <= len(WORDS)


@every_format
def test_a_byte_changed_anywhere_never_ends_in_another_error(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    rng = np.random.default_rng(0)
    for place in rng.integers(0, len(raw), 40):
        broken = raw.copy()
        broken[place] ^= int(rng.integers(1, 256))
        path.write_bytes(broken)
        outcome(path)


@every_format
def test_the_reading_can_be_closed_before_it_is_done(path: Path) -> None:
    with Reading(path) as reading:
        next(iter(reading.blocks()))
    path.unlink()


def test_a_setting_out_of_range_is_a_sentence() -> None:
    for most in (0, -5):
        with pytest.raises(SettingError, match=f"at least 1, not {most}"):
            ImportSettings(most_frequent=most)
