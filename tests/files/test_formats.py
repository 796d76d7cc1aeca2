"""Reading vector files: the numbers bit by bit, the words as they stand, and a reason for each row left out."""

import bz2
import gzip
import io
import lzma
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import SettingError, VectorFileError
from explorer.files.formats import text
from explorer.files.formats.reading import ImportSettings, read
from explorer.files.formats.recognise import SEPARATORS
from explorer.files.formats.report import Skipped
from tests.files.made import GLOVE, KING, binary, imported


def test_glove_text(tmp_path: Path) -> None:
    vectors, report = imported(tmp_path, GLOVE)
    assert tuple(vectors.words) == ("the", "king")
    np.testing.assert_array_equal(vectors.matrix[1], KING)
    assert (report.form, report.rows, report.dim, report.skipped, report.warnings) == ("GloVe text", 2, 3, 0, ())


@pytest.mark.parametrize("end", [b"\n", b" \n", b"\r\n", b" \r\n"], ids=repr)
def test_word2vec_text_in_all_its_line_ends(tmp_path: Path, end: bytes) -> None:
    raw = b"2 3" + end + b"the 0.418 0.24968 -0.41242" + end + b"king 0.50451 0.68607 -0.59517" + end
    vectors, report = imported(tmp_path, raw)
    assert (report.form, report.promised, report.warnings) == ("word2vec text", (2, 3), ())
    np.testing.assert_array_equal(vectors.matrix[1], KING)


@pytest.mark.parametrize("end", [b"\n", b""], ids=repr)
def test_word2vec_binary_with_and_without_line_feeds(tmp_path: Path, end: bytes) -> None:
    matrix = np.random.default_rng(0).standard_normal((50, 7)).astype(np.float32)
    words = [b"w\xc3\xb6rd%d" % i for i in range(50)]
    vectors, report = imported(tmp_path, binary(words, matrix, end))
    assert report.form == "word2vec binary"
    assert vectors.words[3] == "wörd3"
    np.testing.assert_array_equal(vectors.matrix, matrix)


@pytest.mark.parametrize(("pack", "name"), [(gzip.compress, "gz"), (bz2.compress, "bz2"), (lzma.compress, "xz")])
def test_packed_files_read_as_what_is_in_them(tmp_path: Path, pack, name: str) -> None:
    vectors, report = imported(tmp_path, pack(GLOVE), "misleading.bin")
    assert report.form == f"GloVe text, {name}"
    np.testing.assert_array_equal(vectors.matrix[1], KING)


def test_a_word_may_hold_spaces_and_look_like_a_number(tmp_path: Path) -> None:
    raw = b'. . . 0.5 -1\nat name@domain.com 1 2\n2008 3 4\n\xc2\xa0x\xe2\x80\xa8y 5 6\n# 7 8\n" 9 10\n'
    vectors, report = imported(tmp_path, raw)
    assert tuple(vectors.words) == (". . .", "at name@domain.com", "2008", "\u00a0x\u2028y", "#", '"')
    assert vectors.matrix.tolist() == [[0.5, -1], [1, 2], [3, 4], [5, 6], [7, 8], [9, 10]]
    assert report.skipped == 0


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.floats(-1e18, 1e18).map(repr),
            st.floats(width=32, min_value=-(2.0**60), max_value=2.0**60).map(repr),
            st.from_regex(r"-?[0-9]{1,25}\.[0-9]{0,25}([eE][+-]?[0-2]?[0-9])?", fullmatch=True),
            st.from_regex(r"-?\.[0-9]{1,20}", fullmatch=True),
            st.integers(0, 2**24).map(lambda i: f"{(2**24 + 2 * i + 1) / 2**25:.30f}"),  # midway between two float32
        ),
        min_size=1,
        max_size=8,
    )
)
def test_numbers_round_as_python_rounds_them(numbers: list[str]) -> None:
    line = ("word " + " ".join(numbers) + "\n").encode()
    buffer = np.frombuffer(bytearray(line), dtype=np.uint8)
    with np.errstate(over="ignore"):
        expected = np.array([float(number) for number in numbers]).astype(np.float32)
    parsed = text.parse(buffer, len(line), len(numbers), b" ")
    with np.errstate(over="ignore"):
        if not np.isfinite((expected * expected).sum()):
            return
    np.testing.assert_array_equal(parsed.rows.block.matrix[0].view(np.uint32), expected.view(np.uint32))


def test_the_compiled_parser_takes_the_usual_numbers_itself() -> None:
    """Otherwise the test above would pass with the slow path alone."""
    from explorer.files.formats import kernels

    line = b"word 0.41800 -1.5e-05 3 .25 -0.10000000149011612 1E+2 0.123456789012345678\n"
    matrix, spans, bad = np.empty((1, 7), np.float32), np.empty((1, 2), np.int64), np.empty((1, 3), np.int64)
    where, unsure = np.empty(1, np.int64), np.empty(1, np.int64)
    buffer = np.frombuffer(bytearray(line), np.uint8)
    assert kernels.parse_rows(buffer, len(line), 7, 32, matrix, spans, where, unsure, bad) == (1, 1, 0, 0)
    assert matrix[0].tolist() == np.array([float(x) for x in line.split()[1:]], dtype=np.float32).tolist()


fields = st.one_of(
    st.sampled_from([
        b"",
        b"a",
        b"a b",
        b'"a"',
        b'"a b"',
        b'"a,b"',
        b'"a""b"',
        b'"',
        b"\xc2\xa0",
        b"\x0b",
        b"\x0c 1",
        b"a\t",
        b"a\tb",
        b"a 1\t",
        b" 5 \t 6",
    ]),
    st.sampled_from([b"1", b"-2.5", b"+3", b".5", b"7.", b"1e5", b"1e400", b"-1E-400", b"nan", b"-Inf", b"INFINITY"]),
    st.sampled_from([b"infinit", b"1_0", b"1,5", b"1e", b".", b"0x1", b'"4"', b"1e-45", b"0" * 30 + b".1", b"1" * 40]),
    st.floats(width=32).map(lambda x: repr(x).encode()),
    st.integers(0, 2**24).map(lambda i: f"{(2**24 + 2 * i + 1) / 2**25:.40f}".encode()),  # midway between two float32
)


@settings(max_examples=400, deadline=None)
@given(st.lists(fields, max_size=5), st.sampled_from(SEPARATORS), st.integers(1, 3), st.binary(max_size=2))
def test_the_second_reading_decides_as_python_does(
    parts: list[bytes], separator: bytes, dim: int, ending: bytes
) -> None:
    from explorer.files.formats import kernels

    line = (separator.join(parts) + ending).replace(b"\n", b"")
    row, span = np.zeros(dim, np.float32), np.zeros(2, np.int64)
    buffer = np.frombuffer(bytearray(line + b"\n"), np.uint8)
    verdict = kernels.read_again(buffer, 0, len(line), dim, separator[0], row, span)
    if verdict == kernels.UNSURE:
        return
    try:
        word, numbers = text.row_of(line, dim, separator)
    except VectorFileError:
        assert verdict == kernels.NO_ROW or span[0] == span[1]  # an empty word is told later
        return
    assert verdict == kernels.A_ROW
    assert line[span[0] : span[1]] == word
    np.testing.assert_array_equal(row, numbers)


@settings(max_examples=500, deadline=None)
@given(
    st.lists(st.one_of(st.binary(max_size=6), st.text(max_size=3).map(lambda t: t.encode("utf-8", "surrogatepass"))))
)
def test_words_that_are_not_utf_8_are_found_one_by_one(words: list[bytes]) -> None:
    from explorer.files.formats import word_kernels

    def is_broken(word: bytes) -> bool:
        try:
            word.decode()
        except UnicodeDecodeError:
            return True
        return False

    ends = np.cumsum([len(word) for word in words], dtype=np.int64)
    broken = np.empty(len(words), np.int64)
    many = word_kernels.broken_words(np.frombuffer(b"".join(words), np.uint8), ends, broken)
    assert broken[:many].tolist() == [place for place, word in enumerate(words) if is_broken(word)]


def test_two_halves_of_a_letter_in_two_words_are_not_one_letter(tmp_path: Path) -> None:
    vectors, report = imported(tmp_path, b"a\xc3 1 2\n\xa9b 3 4\n")
    assert list(vectors.words) == ["aÃ", "©b"]
    assert report.warnings == ("Read as Windows-1252 (Latin-1), not being UTF-8: 2 words.",)


def test_lines_of_nothing_take_no_room() -> None:
    """Four million rows of 300 numbers would be 5 GB, but the block has only room for what its bytes can hold."""
    parsed = text.parse(np.full(text.BLOCK, 10, np.uint8), text.BLOCK, 300, b" ")
    assert (parsed.lines, parsed.rows.skipped, len(parsed.rows.examples)) == (text.BLOCK, text.BLOCK, 100)
    assert parsed.rows.examples[99] == (99, "the line is empty")


def test_each_row_left_out_has_its_line_and_reason(tmp_path: Path) -> None:
    raw = (
        b"good 1 2 3\nshort 1 2\nlong 1 2 3 4\nbad 1 x 3\n\ncomma 1,5 2 3\nnan nan 2 3\nhuge 1e400 2 3\nunder 1_0 2 3\n"
        b" 1 2 3\nbig 1e30 2 3\n" + b"w" * 2000 + b" 1 2 3\nz\0z 1 2 3\nlast 4 5 6\n"
    )
    vectors, report = imported(tmp_path, raw)
    assert tuple(vectors.words) == ("good", "last")
    assert report.examples == (
        Skipped(2, "it has 2 numbers instead of 3"),
        Skipped(3, "it has 4 numbers instead of 3"),
        Skipped(4, "“x” is not a number"),
        Skipped(5, "the line is empty"),
        Skipped(6, "“1,5” is not a number (numbers need a decimal point)"),
        Skipped(7, "a number in it is infinite or undefined"),
        Skipped(8, "a number in it is infinite or undefined"),
        Skipped(9, "“1_0” is not a number"),
        Skipped(10, "there is no word before its numbers"),
        Skipped(11, "its numbers are too large to square"),
        Skipped(12, "its word has 2,000 bytes; at most 1,000 are taken"),
        Skipped(13, "its word holds a zero byte"),
    )
    assert (report.skipped, report.not_finite, report.found) == (12, 3, (14, 3))


def test_lines_are_counted_over_blocks_and_from_the_header(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "BLOCK", 64)
    rows = [b"w%d %d 1\n" % (i, i) for i in range(100)]
    rows[70] = b"broken 1\n"
    vectors, report = imported(tmp_path, b"100 2\n" + b"".join(rows))
    assert len(vectors) == 99
    assert vectors.matrix[70].tolist() == [71, 1]
    assert report.examples == (Skipped(72, "it has 1 number instead of 2"),)


def test_what_a_header_promises_is_held_against_the_file(tmp_path: Path) -> None:
    body = b"the 1 2 3\nof 4 5 6\n"
    cases = {
        b"5 3\n": "The header promises 5 words; the file has 2 rows.",
        b"1 3\n": "The header promises 1 words; the file has 2 rows.",
        b"2 4\n": "The header promises 4 numbers a word; the rows have 3.",
        b"-2 3\n": "The header says “-2 3”, where two whole numbers should be; it was ignored.",
        b"2e0 3.0\n": "The header says “2e0 3.0”, where two whole numbers should be; it was ignored.",
        b"3000000000 300\n": "The header promises 300 numbers a word; the rows have 3.",
    }
    for header, sentence in cases.items():
        vectors, report = imported(tmp_path, header + body)
        assert tuple(vectors.words) == ("the", "of")
        assert sentence in report.warnings, header


def test_a_binary_header_that_lies(tmp_path: Path) -> None:
    matrix = np.random.default_rng(0).standard_normal((40, 8)).astype(np.float32)
    words = [b"word%d" % i for i in range(40)]
    vectors, report = imported(tmp_path, binary(words, matrix, header=b"3000000 8\n"))
    assert (len(vectors), report.warnings) == (40, ("The header promises 3,000,000 words; the file holds 40.",))
    vectors, report = imported(tmp_path, binary(words, matrix, header=b"30 8\n"))
    assert len(vectors) == 30
    assert report.warnings == ("More bytes follow the 30 words that the header promises; they were not read.",)
    cut = binary(words, matrix)[:-20]
    vectors, report = imported(tmp_path, cut)
    assert len(vectors) == 39
    assert report.warnings == (
        "The header promises 40 words; the file holds 39 and ends in the middle of the next (20 bytes).",
    )
    for header, sentence in {
        b"40 5\n": "its records do not fit that",
        b"40 9\n": "its records do not fit that",
        b"3000000000 300000000\n": "promises 300,000,000 numbers a word; the whole file has",
        b"-40 8\n": "begins with “-40 8”, where two whole numbers, of rows and of columns, should be",
        b"40.0 8\n": "where two whole numbers, of rows and of columns, should be",
        b"0 8\n": "promises 0 words of 8 numbers: there is nothing to read",
    }.items():
        with pytest.raises(VectorFileError, match=sentence):
            imported(tmp_path, binary(words, matrix, header=header))


def test_words_that_come_twice_are_kept_once(tmp_path: Path) -> None:
    vectors, report = imported(tmp_path, b"a 1 1\nb 2 2\na 3 3\nc 0 0\nb 4 4\n")
    assert tuple(vectors.words) == ("a", "b", "c")
    assert vectors.matrix.tolist() == [[1, 1], [2, 2], [0, 0]]
    assert (report.rows, report.duplicates, report.repeated, report.zeros) == (3, 2, ("a", "b"), 1)


def test_encodings_are_repaired_and_said(tmp_path: Path) -> None:
    lines = "café 1 2\nnaïve 3 4\n"
    for raw, warning in {
        lines.encode("utf-8-sig"): "The byte order mark at the start of the file was left out.",
        lines.encode("utf-16"): "The text was in UTF-16-LE and was read as such.",
        lines.encode("utf-16-be"): "The text was in UTF-16-BE and was read as such.",
        lines.encode("latin-1"): "Read as Windows-1252 (Latin-1), not being UTF-8: 2 words.",
        "café 1 2\n".encode()
        + b"n" * 99
        + b"\xc3 3 4\n": "Cut off in the middle of a letter, which was dropped: 1 word.",
    }.items():
        vectors, report = imported(tmp_path, raw)
        assert vectors.words[0] == "café"
        assert vectors.matrix.tolist() == [[1, 2], [3, 4]]
        assert warning in report.warnings


def test_a_limit_keeps_the_first_words(tmp_path: Path) -> None:
    raw = b"".join(b"w%d %d 1\n" % (i, i) for i in range(100))
    vectors, report = imported(tmp_path, raw, most_frequent=7)
    assert (len(vectors), vectors.words[-1], report.limited) == (7, "w6", True)
    with pytest.raises(SettingError, match="must be at least 1, not 0"):
        ImportSettings(most_frequent=0)


@pytest.mark.parametrize("kind", ["text", "csv", "binary", "npz", "npy"])
def test_with_a_limit_only_what_was_read_is_counted(tmp_path: Path, kind: str) -> None:
    matrix = np.arange(2000, dtype=np.float32).reshape(1000, 2)
    matrix[[3, 70, 500]] = np.nan
    words = [b"w%d" % i for i in range(1000)]
    words[5] = words[600] = b"caf\xe9"
    lines = [b"%s %g %g\n" % (word, *row) for word, row in zip(words, matrix.tolist(), strict=True)]
    raw = b"".join(lines)
    if kind == "csv":
        raw = raw.replace(b" ", b", ")
    elif kind == "binary":
        raw = binary(words, matrix)
    elif kind == "npz":
        packed = io.BytesIO()
        np.savez(packed, vectors=matrix, words=np.array(words))
        raw = packed.getvalue()
    elif kind == "npy":
        packed = io.BytesIO()
        np.save(packed, matrix)
        raw = packed.getvalue()
        (tmp_path / "words.txt").write_bytes(b"\n".join(words))
    vectors, report = imported(tmp_path, raw, most_frequent=100)
    assert (len(vectors), vectors.words[-1], report.limited) == (100, "w101", True)
    assert (report.rows, report.found, report.skipped, report.not_finite) == (100, (102, 2), 2, 2)
    assert report.warnings == ("Read as Windows-1252 (Latin-1), not being UTF-8: 1 word.",)


def test_progress_counts_rows_and_may_stop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "BLOCK", 1000)
    path = tmp_path / "file"
    path.write_bytes(b"1000 2\n" + b"".join(b"w%d %d 1\n" % (i, i) for i in range(1000)))
    seen: list[tuple[int, int]] = []
    read(path, progress=lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert len(seen) > 5
    assert seen[-1] == (1000, 1000)

    def stop(_done: int, _total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        read(path, progress=stop)


def test_a_large_file_that_is_not_in_memory_is_read_past_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("LARGE", 0), ("BLOCK", 8192), ("is_cold", lambda *_: True)):
        monkeypatch.setattr(f"explorer.files.formats.source.{name}", value)
    matrix = np.random.default_rng(0).standard_normal((3000, 20)).astype(np.float32)
    words = [b"word%d" % i for i in range(3000)]
    vectors, report = imported(tmp_path, binary(words, matrix))
    assert report.warnings == ()
    np.testing.assert_array_equal(vectors.matrix, matrix)
    lines = (w + b" " + b" ".join(b"%.9g" % x for x in row) + b"\n" for w, row in zip(words, matrix, strict=True))
    vectors, report = imported(tmp_path, b"3000 20\n" + b"".join(lines))
    assert (report.skipped, report.warnings, vectors.words[2999]) == (0, (), "word2999")
    np.testing.assert_array_equal(vectors.matrix, matrix)


# gensim leaves files without a header open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore:unclosed file:ResourceWarning")
def test_real_files_equal_gensim_bit_by_bit(shared: Path) -> None:
    from gensim.models import KeyedVectors

    formats = shared / "vectors" / "formats"
    for name, options in {
        "finalfusion.similarity.txt": {},
        "finalfusion.similarity.nodims.txt": {"no_header": True},
        "finalfusion.similarity.bin": {"binary": True},
        "gensim.high_precision.kv.txt": {},
        "gensim.word2vec_pre_kv_c": {},
        "gensim.lee_fasttext.vec": {},
        "gensim.test_glove.txt": {"no_header": True},
        "gensim.euclidean_vectors.bin": {"binary": True},
        "glove.6B.300d.sample.txt.gz": {"no_header": True},
    }.items():
        theirs = KeyedVectors.load_word2vec_format(str(formats / name), **options)
        ours, report = read(formats / name)
        assert list(ours.words) == theirs.index_to_key
        np.testing.assert_array_equal(ours.matrix.view(np.uint32), theirs.vectors.view(np.uint32), err_msg=name)
        assert report.skipped == report.duplicates == 0
    vectors, report = read(formats / "torchtext.wiki.en.vec")
    assert vectors.matrix.shape == (99, 300)
    assert report.warnings == ("The header promises 2,519,370 words; the file has 99 rows.",)
    vectors, report = read(formats / "rmccrear.glove50.top5000.csv")
    assert (vectors.matrix.shape, report.warnings, report.skipped) == ((5000, 50), (), 0)
    with pytest.raises(VectorFileError, match="R data file"):
        read(formats / "sweater.small_reddit.rda")


def test_king_of_glove_as_published(shared: Path) -> None:
    """The first numbers of "king" in glove.6B.50d, as the Illustrated Word2vec prints them."""
    vectors, _ = read(shared / "vectors" / "glove.6B.50d.union19k.txt.gz")
    assert vectors.matrix.shape == (19_141, 50)
    np.testing.assert_array_equal(vectors.matrix[vectors.index["king"], :3], KING)
