"""The columns of a table beside its vectors: read, kept with the model, found again, and written out."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import SelectionError
from explorer.files import imports
from explorer.files.formats import export, gathered
from explorer.files.formats.reading import read
from explorer.files.library import Library
from explorer.files.store import contents
from explorer.files.store.writer import Beside, Writer
from explorer.vectors.columns import Column, Columns
from explorer.vectors.word_vectors import Precomputed, WordVectors

METADATA = (
    "tag\tword\tcount\tnote\n"
    "DET\tthe\t9\t\n"
    "NOUN\tking\t7.5\t=1+1\n"
    "NOUN\tking\t1\tagain\n"  # the same word again: its cells go with its row
    "NOUN\tcafé\t\t日本 <b>\n"
    "VERB\tqueen\t-3\ta\n"
)
VECTORS = "1\t2\n3\t4\n5\t6\nnan\t1\n7\t8\n"  # café has no finite number, and is left out


@pytest.fixture(autouse=True)
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path / "store"))
    (tmp_path / "vectors.tsv").write_text(VECTORS, encoding="utf-8")
    (tmp_path / "metadata.tsv").write_text(METADATA, encoding="utf-8")
    return tmp_path / "vectors.tsv"


def check(vectors: WordVectors) -> None:
    assert list(vectors.words) == ["the", "king", "queen"]
    columns = vectors.columns
    assert columns is not None
    assert columns.names == ("tag", "count", "note")
    assert columns["tag"].cells() == ["DET", "NOUN", "VERB"]
    assert columns["note"].cells([2, 0, 1]) == ["a", "", "=1+1"]
    assert columns["count"].is_number
    np.testing.assert_array_equal(columns["count"].numbers, [9, 7.5, -3])
    with pytest.raises(SelectionError, match="no column “year”; there are tag, count, note"):
        columns["year"]


def test_cells_stay_with_their_words_in_memory_and_in_the_store(pair: Path) -> None:
    check(read(pair)[0])
    imported = imports.import_file(pair)
    check(imported.vectors)
    check(imports.import_file(pair).vectors)
    again = contents.open_entry(contents.entries()[0].key)
    assert again is not None
    check(again)
    assert imported.vectors.columns is not None
    with pytest.raises(ValueError, match="read-only"):
        imported.vectors.columns["count"].numbers[0] = 1  # type: ignore[index]


def test_a_later_visit_finds_the_columns(pair: Path) -> None:
    Library.of("a visitor").add(imports.import_file(pair).model)
    (model,) = Library.of("a visitor").models
    check(model.vectors)


def test_other_columns_beside_the_same_numbers_are_another_model(pair: Path) -> None:
    first = imports.import_file(pair).vectors
    pair.with_name("metadata.tsv").write_text(METADATA.replace("VERB", "noun"), encoding="utf-8")
    second = imports.import_file(pair).vectors
    assert second.columns is not None
    assert second.columns["tag"].cells() == ["DET", "NOUN", "noun"]
    assert first.fingerprint != second.fingerprint
    assert read(pair)[0].fingerprint != WordVectors(second.words, np.array(second.matrix)).fingerprint


def test_the_projectors_pair_is_written_with_its_columns_and_read_back(pair: Path, tmp_path: Path) -> None:
    packed = export.projector_pair(read(pair)[0])
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.read("metadata.tsv").decode().splitlines()[:2] == ["word\ttag\tcount\tnote", "the\tDET\t9\t"]
    (tmp_path / "both.zip").write_bytes(packed)
    check(read(tmp_path / "both.zip")[0])
    few = imports.import_file(tmp_path / "both.zip").vectors.most_frequent(2)
    assert few.columns is not None
    assert few.columns["tag"].cells() == ["DET", "NOUN"]


def test_a_store_written_before_there_were_columns_is_read_on(tmp_path: Path) -> None:
    """Its file has the five tables alone, in the order in which their checksum was made."""
    words, matrix = ["a", "b"], np.eye(2, dtype=np.float32)
    (tmp_path / "old.txt").write_text("a 1 0\nb 0 1\n", encoding="utf-8")
    vectors = imports.import_file(tmp_path / "old.txt").vectors
    (path,) = contents.folder().glob("*.safetensors")
    raw = path.read_bytes()
    told = json.loads(raw[8 : 8 + int.from_bytes(raw[:8], "little")])
    assert [name for name in told if "gap" not in name] == [
        "__metadata__", "vectors", "norms", "word_offsets", "word_order", "words",
    ]  # fmt: skip
    assert vectors.columns is None
    assert list(vectors.words) == words
    np.testing.assert_array_equal(vectors.matrix, matrix)


def test_columns_of_one_kind_alone_come_back_from_the_store() -> None:
    from tests.files.test_store import block

    for column in (
        Column("n", numbers=np.array([1.0, np.nan])),
        Column("t", codes=np.array([1, 0], np.uint32), texts=("", "é")),
    ):
        with Writer(f"one{column.name}", 2) as writer:
            writer.append(block(["a", "b"], np.eye(2)))
            writer.settle()
            writer.finish({"examples": [], "repeated": []}, beside=Beside(columns=Columns((column,))))
        opened = contents.open_entry(f"one{column.name}")
        assert opened is not None
        assert opened.columns is not None
        assert opened.columns[column.name].cells() == column.cells()


def test_cells_of_any_number_of_tabs_and_of_any_size_cost_a_bounded_memory(
    pair: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair.with_name("metadata.tsv").write_text(
        "word\t" + "\t".join(["x"] * 60) + "\nthe\t" + "y" * 5000 + "\nking\n\t\t\nx" + "\t1" * 90 + "\nqueen\tz\n",
        encoding="utf-8",
    )
    vectors, report = read(pair)
    assert vectors.columns is not None
    assert vectors.columns.names[:3] == ("x", "x (2)", "x (3)")
    assert vectors.columns["x"].cells() == ["y" * 1000, "", "z"]
    assert "Of the 60 columns beside the vectors the first 50 are kept." in report.warnings
    monkeypatch.setattr(gathered, "MOST_HELD", 5000)
    vectors, report = read(pair)
    assert any("and were left out, from row 1 on" in warning for warning in report.warnings)
    assert vectors.columns is not None
    assert vectors.columns["x"].cells()[1:] == ["", ""]


def test_vectors_made_of_others_do_not_carry_columns_of_other_rows() -> None:
    from explorer.projection import sample

    columns = Columns((Column("n", numbers=np.array([1.0, 2.0])),))
    vectors = WordVectors(("a", "b"), np.eye(2, dtype=np.float32), precomputed=Precomputed(columns=columns))
    drawn = sample.by_list(vectors, ["b"])
    assert drawn.vectors.columns is None
    assert drawn.model.columns is not None
    assert drawn.model.columns["n"].cells(drawn.rows) == ["2"]
