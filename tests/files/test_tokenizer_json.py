"""Static embedding models as model2vec and sentence-transformers write them: safetensors and a tokenizer.json."""

import io
import json
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import VectorFileError
from explorer.files import imports
from explorer.files.formats.reading import read

TOKENS = ["[PAD]", "king", "##s", "日本"]
MATRIX = np.array([[0, 1, 2], [-1, 0.5, 0.25], [3, -4, 8], [1, 1, 1]], dtype=np.float32)
KINDS = {
    "F32": MATRIX.astype("<f4").tobytes(),
    "F16": MATRIX.astype("<f2").tobytes(),
    "BF16": (MATRIX.view(np.uint32) >> 16).astype("<u2").tobytes(),  # its upper halves, exact for these numbers
    "I8": (MATRIX * 4).astype("i1").tobytes(),  # model2vec's quantised: one scale for all, which it does not keep
}
PIECES = {"model": {"type": "WordPiece", "vocab": {token: row for row, token in enumerate(TOKENS)}}}
UNIGRAM = {"version": "1.0", "model": {"type": "Unigram", "vocab": [[token, -1.5] for token in TOKENS]}}


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path / "store"))


def safetensors(kind: str) -> bytes:
    raw = KINDS[kind]
    layout = {"embeddings": {"dtype": kind, "shape": [4, 3], "data_offsets": [0, len(raw)]}}
    header = json.dumps(layout).encode()
    return struct.pack("<Q", len(header)) + header + raw


@pytest.mark.parametrize("kind", KINDS)
def test_rows_have_the_tokens_of_the_file_beside_them(tmp_path: Path, kind: str) -> None:
    (tmp_path / "model.safetensors").write_bytes(safetensors(kind))
    (tmp_path / "tokenizer.json").write_text(json.dumps(PIECES), encoding="utf-8")
    vectors, report = read(tmp_path / "model.safetensors")
    assert (list(vectors.words), report.warnings) == (TOKENS, ())
    np.testing.assert_array_equal(vectors.matrix, MATRIX * (4 if kind == "I8" else 1))


@pytest.mark.parametrize("told", [PIECES, UNIGRAM, PIECES["model"]["vocab"]], ids=["pieces", "unigram", "vocab.json"])
def test_an_upload_brings_its_tokens_in_a_second_file(told: object) -> None:
    words = io.BytesIO(json.dumps(told, indent=1).encode())
    imported = imports.import_upload(io.BytesIO(safetensors("F16")), "model.safetensors", words=words)
    assert list(imported.vectors.words) == TOKENS
    np.testing.assert_array_equal(imported.vectors.matrix, MATRIX)


def test_a_zip_of_both(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        archive.writestr("model.safetensors", safetensors("BF16"))
        archive.writestr("tokenizer.json", json.dumps(UNIGRAM))
    assert list(imports.import_file(tmp_path / "both.zip").vectors.words) == TOKENS


def test_a_row_without_a_token_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(safetensors("F32"))
    (tmp_path / "tokenizer.json").write_text('{"model": {"vocab": {"a": 0, "b": 3}}}', encoding="utf-8")
    vectors, report = read(tmp_path / "model.safetensors")
    assert list(vectors.words) == ["a", "b"]
    np.testing.assert_array_equal(vectors.matrix, MATRIX[[0, 3]])
    assert [(one.line, one.reason) for one in report.examples] == [
        (2, "there is no word before its numbers"),
        (3, "there is no word before its numbers"),
    ]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b'{"model": {"vocab": ' + b"[" * 200_000, "begins like JSON, but is damaged"),
        (b'{"model": {"vocab": {"a": 99999999999}}}', "is JSON without a vocabulary"),
        (b'{"model": {"vocab": {"a": -1}}}', "is JSON without a vocabulary"),
        (b'{"model": {"vocab": {"a": true}}}', "is JSON without a vocabulary"),
        (b'{"model": {"vocab": [[7, 1], []]}}', "is JSON without a vocabulary"),
        (b'{"model": "x"}', "is JSON without a vocabulary"),
        (b'{"a": "' + b"x" * (33 << 20), "has more than 32 MB, or 1,500,000 lists"),
        (b'{"a": ' + b"[]," * 1_600_000, "has more than 32 MB, or 1,500,000 lists"),
    ],
    ids=["deep", "far", "below", "true", "no texts", "no model", "large", "many lists"],
)
def test_what_is_no_vocabulary_ends_in_a_sentence(tmp_path: Path, raw: bytes, said: str) -> None:
    (tmp_path / "model.safetensors").write_bytes(safetensors("F32"))
    (tmp_path / "tokenizer.json").write_bytes(raw)
    with pytest.raises(VectorFileError, match=said):
        read(tmp_path / "model.safetensors")
