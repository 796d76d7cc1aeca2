"""Every format written and read back by properties, and the ways in which files of each kind lie."""

import io
import json
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from explorer.errors import VectorFileError
from explorer.files.formats import export
from explorer.files.formats.reading import ImportSettings, read
from explorer.files.formats.report import ImportReport
from explorer.files.imports import import_file
from explorer.vectors.word_vectors import WordVectors

FOLDER = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
letters = st.characters(exclude_categories=["Cs", "Cc"])
tokens = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=12)


def is_number(token: str) -> bool:
    try:
        float(token)
    except ValueError:
        return False
    return True


@st.composite
def models(draw: st.DrawFn, words: st.SearchStrategy[str], most: float = 2.0**60) -> WordVectors:
    listed = draw(st.lists(words, min_size=1, max_size=12, unique=True))
    shape = (len(listed), draw(st.integers(1, 6)))
    return WordVectors(tuple(listed), draw(hnp.arrays(np.float32, shape, elements=st.floats(-most, most, width=32))))


def spaced(text: str) -> bool:
    """Words with spaces can be told from their numbers unless they end in numbers themselves."""
    tail = text.split()[1:]
    return text.strip(" \t\r\x0b\x0c") == text != "" and not (tail and all(is_number(token) for token in tail))


def back(folder: Path, raw: bytes, name: str = "again", **options: object) -> tuple[WordVectors, ImportReport]:
    (folder / name).write_bytes(raw)
    return read(folder / name, ImportSettings(**options))  # type: ignore[arg-type]


def same(vectors: WordVectors, again: WordVectors) -> None:
    assert list(again.words) == list(vectors.words)
    np.testing.assert_array_equal(again.matrix.view(np.uint32), vectors.matrix.view(np.uint32))


@FOLDER
@given(models(st.text(letters, min_size=1, max_size=15).filter(spaced)))
def test_word2vec_text_reads_back(tmp_path: Path, vectors: WordVectors) -> None:
    again, report = back(tmp_path, export.word2vec_text(vectors))
    same(vectors, again)
    assert (report.skipped, report.warnings) == (0, ())


@FOLDER
@given(models(tokens, 2.0**40))
def test_word2vec_binary_reads_back(tmp_path: Path, vectors: WordVectors) -> None:
    assume(vectors.matrix.size > 1)  # the four bytes of a single number may be letters and a digit: text as much as it
    same(vectors, back(tmp_path, export.word2vec_binary(vectors))[0])


@FOLDER
@given(models(st.text(letters, min_size=1, max_size=15)))
def test_npz_reads_back(tmp_path: Path, vectors: WordVectors) -> None:
    again, report = back(tmp_path, export.npz(vectors))
    same(vectors, again)
    assert report.form == "NumPy .npz"


@FOLDER
@given(models(st.text(letters, min_size=1, max_size=15).filter(lambda word: word.strip(" \t\r\x0b\x0c") == word)))
def test_the_projectors_pair_reads_back(tmp_path: Path, vectors: WordVectors) -> None:
    packed = export.projector_pair(vectors)
    again, report = back(tmp_path, packed)
    same(vectors, again)
    assert report.form == "numbers and words in two files, zip"
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(tmp_path)  # ours, and safe
    again, report = read(tmp_path / "vectors.tsv")  # its metadata.tsv is found beside it
    same(vectors, again)


@FOLDER
@given(models(st.text(letters, min_size=1, max_size=15).filter(lambda word: word.strip(" \t\r\x0b\x0c") == word)))
def test_json_reads_back(tmp_path: Path, vectors: WordVectors) -> None:
    rows = [[float(str(x)) for x in row] for row in vectors.matrix]
    pairs = dict(zip(vectors.words, rows, strict=True))
    for value in (pairs, {"vectors": pairs, "about": "x"}):
        for escaped in (True, False):
            again, report = back(tmp_path, json.dumps(value, ensure_ascii=escaped, indent=1).encode())
            same(vectors, again)
            assert report.form == "JSON"
    assume(len(rows) > 1)
    objects = [{"word": word, "vector": row} for word, row in pairs.items()]
    for other in (objects, {"words": list(pairs), "vectors": rows}):
        same(vectors, back(tmp_path, json.dumps(other).encode())[0])


@FOLDER
@given(models(tokens), st.sampled_from(["F32", "F64", "F16", "BF16"]))
def test_safetensors_read_back(tmp_path: Path, vectors: WordVectors, kind: str) -> None:
    matrix = vectors.matrix.clip(-60000, 60000)
    raw = {
        "F32": matrix,
        "F64": matrix.astype(np.float64),
        "F16": matrix.astype(np.float16),
        "BF16": (matrix.view(np.uint32) >> 16).astype(np.uint16),
    }[kind]
    kept = raw.astype(np.float32) if kind != "BF16" else (raw.astype(np.uint32) << 16).view(np.float32)
    words = "\n".join(vectors.words).encode()
    layout = {
        "words": {"dtype": "U8", "shape": [len(words)], "data_offsets": [0, len(words)]},
        "vectors": {"dtype": kind, "shape": list(raw.shape), "data_offsets": [len(words), len(words) + raw.nbytes]},
    }
    header = json.dumps(layout).encode()
    again, report = back(tmp_path, struct.pack("<Q", len(header)) + header + words + raw.tobytes())
    same(WordVectors(vectors.words, kept), again)
    assert report.form == "safetensors"


def test_a_file_of_our_own_store_is_safetensors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path / "store"))
    (tmp_path / "small.txt").write_bytes(b"the 1 2\n. . . 3 4\n")
    vectors = import_file(tmp_path / "small.txt").vectors
    again, report = read(next((tmp_path / "store").glob("*.safetensors")))
    same(vectors, again)
    assert report.form == "safetensors"


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("kind", ["<f4", "<f8", "<f2", ">f4", "<i2"])
def test_an_npy_with_its_words_beside_it(tmp_path: Path, kind: str, order: str) -> None:
    matrix = np.arange(20).reshape(5, 4)
    np.save(tmp_path / "glove.npy", np.asarray(matrix, dtype=kind, order=order))  # type: ignore[call-overload]
    with pytest.raises(VectorFileError, match="holds numbers without words; give the list of its words"):
        read(tmp_path / "glove.npy")
    (tmp_path / "glove.vocab").write_text("a\nb c\n\nd\nz\nmore\n", encoding="utf-8")
    vectors, report = read(tmp_path / "glove.npy")
    assert list(vectors.words) == ["a", "b c", "d", "z"]
    assert vectors.matrix.tolist() == [[0, 1, 2, 3], [4, 5, 6, 7], [12, 13, 14, 15], [16, 17, 18, 19]]
    assert report.examples[0].reason == "there is no word before its numbers"
    assert report.warnings == ("There are 6 words and 5 rows of numbers; the surplus is left out.",)


def test_numbers_with_blanks_between_them_and_their_words_beside_them(tmp_path: Path) -> None:
    (tmp_path / "vectors.txt").write_text(" 1.5  2\n-3  4\n", encoding="utf-8")
    (tmp_path / "words.txt").write_text("top 10\nking\n", encoding="utf-8")
    vectors, report = read(tmp_path / "vectors.txt")
    assert (list(vectors.words), vectors.matrix.tolist(), report.skipped) == (
        ["top 10", "king"],
        [[1.5, 2], [-3, 4]],
        0,
    )


def test_metadata_with_columns(tmp_path: Path) -> None:
    (tmp_path / "vectors.tsv").write_text("1\t2\n3\t4\n", encoding="utf-8")
    (tmp_path / "metadata.tsv").write_text("count\tword\n9\tthe\n7\tking\n5\tqueen\n", encoding="utf-8")
    vectors, report = read(tmp_path / "vectors.tsv")
    assert list(vectors.words) == ["the", "king"]
    assert report.warnings == ("There are 1 more words than the other file has; they were left out.",)


def zipped(members: dict[str, bytes]) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return raw.getvalue()


def test_a_zip_of_several_files_asks_which(tmp_path: Path) -> None:
    raw = zipped({"glove.50d.txt": b"the 1 2\n", "glove.100d.txt": b"the 1 2 3\n", "__MACOSX/x": b""})
    with pytest.raises(VectorFileError, match=r"is a zip of 2 files, one of .*: glove\.50d\.txt, glove\.100d\.txt"):
        back(tmp_path, raw)
    vectors, _ = back(tmp_path, raw, member="glove.100d.txt")
    assert vectors.dim == 3


def test_a_name_that_climbs_out_of_the_zip_climbs_nowhere(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    vectors, _ = back(inside, zipped({"../../evil.txt": b"the 1 2\n"}))
    assert list(vectors.words) == ["the"]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["again", "inside"]


def npy(array: np.ndarray) -> bytes:
    raw = io.BytesIO()
    np.save(raw, array, allow_pickle=True)
    return raw.getvalue()


def lying_npy(shape: str) -> bytes:
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}".encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + bytes(48)


def safe(header: bytes) -> bytes:
    return struct.pack("<Q", len(header)) + header + bytes(64)


LIES = {
    "objects.npy": (npy(np.array(["a", None], dtype=object)), "holds Python objects, and reading them would run code"),
    "objects.npz": (zipped({"words.npy": npy(np.array(["a", {}], dtype=object))}), "holds Python objects"),
    "huge.npy": (
        lying_npy("(3000000000, 300)"),
        "promises 3,000,000,000 × 300 numbers, but the file has only 176 bytes",
    ),
    "negative.npy": (lying_npy("(-3, 4)"), "is a NumPy array of shape|damaged|promises"),
    "flat.npy": (npy(np.arange(5.0)), r"is a NumPy array of shape \(5,\), not a row for each word"),
    "words.npy": (npy(np.array(["a", "b"])), "is a NumPy array of shape"),
    "header.npy": (b"\x93NUMPY\x01\x00\xff\xff" + b"(" * 200, "array header .* is damaged"),
    "only_words.npz": (zipped({"words.npy": npy(np.array(["a"]))}), "holds no matrix with a row for each word"),
    "huge.npz": (zipped({"m.npy": lying_npy("(3000000000, 300)")}), "promises 3,000,000,000 × 300 numbers"),
    "bad.safetensors": (safe(b'{"x": [1,2]}'), "begins like a safetensors file, but its header is damaged"),
    "lies.safetensors": (
        safe(b'{"m": {"dtype": "F32", "shape": [99999999, 300], "data_offsets": [0, 119999998800]}}'),
        "promises 99,999,999 × 300 numbers",
    ),
    "deep.json": (b"[" * 100_000, "is JSON nested too deep|begins like JSON, but is not"),
    "cut.json": (b'{"words": ["a", "b"], "vectors": [[1, 2', "begins like JSON, but is not: it is damaged or cut off"),
    "other.json": (b'{"name": "x", "items": [{"a": 1}]}', "is JSON, but holds no words with numbers"),
    "empty.zip": (zipped({}), "is a zip without a file of vectors in it|no format"),
    "cut.zip": (zipped({"a.txt": b"the 1 2\n" * 5000})[:-30], "no format|damaged zip|not vectors"),
    "notes.zip": (zipped({"metadata.tsv": b"a\nb\n"}), "is a zip without a file of vectors"),
    "many.zip": (
        lambda: zipped({f"{i}.txt": b"a 1\n" for i in range(1100)}),
        "is a zip of 1,100 files; vectors come in a few",
    ),
    "bomb.zip": (lambda: zipped({"a.txt": b"the 1 2 3\n" * 8_000_000}), "unpacks to more than 60 times its size"),
    "pickle.npy": (b"\x80\x04\x95\x00\x00\x00\x00", "is a Python pickle"),
}


@pytest.mark.parametrize("name", LIES)
def test_files_that_lie_get_one_sentence(tmp_path: Path, name: str) -> None:
    raw, sentence = LIES[name]
    with pytest.raises(VectorFileError, match=sentence) as refused:
        back(tmp_path, raw() if callable(raw) else raw, name)
    assert len(str(refused.value)) < 300


SEEDS = {
    "npz": export.npz(WordVectors(("a", "b", "c"), np.eye(3, dtype=np.float32))),
    "pair": export.projector_pair(WordVectors(("a", "b", "c"), np.eye(3, dtype=np.float32))),
    "json": json.dumps({"a": [1, 2], "b": [3, 4.5]}).encode(),
    "lists": json.dumps({"words": ["a", "b"], "vectors": [[1, 2], [3, 4]]}).encode(),
    "npy": npy(np.eye(3)),
    "safetensors": safe(b'{"m": {"dtype": "F32", "shape": [4, 4], "data_offsets": [0, 64]}}'),
    "zip": zipped({"a.txt": b"the 1 2\nking 3 4\n"}),
}


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(SEEDS)), st.binary(max_size=40), st.integers(0, 600), st.integers(0, 60))
def test_mutated_files_are_read_or_refused(tmp_path: Path, kind: str, junk: bytes, at: int, cut: int) -> None:
    seed = SEEDS[kind]
    at = min(at, len(seed))
    (tmp_path / "words.txt").write_text("a\nb\nc\nd\n", encoding="utf-8")
    try:
        vectors, report = back(tmp_path, seed[:at] + junk + seed[at + cut :])
    except VectorFileError:
        return
    assert len(vectors) == report.rows > 0
    assert np.isfinite(vectors.matrix).all()
