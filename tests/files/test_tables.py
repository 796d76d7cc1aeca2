"""Tables as data frames are written: Parquet and CSV, words and vectors wherever they are, columns kept beside them."""

import io
import struct
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer.errors import VectorFileError
from explorer.files import imports
from explorer.files.formats import parquet
from explorer.files.formats.reading import ImportSettings, read
from explorer.files.formats.tables import planned
from explorer.vectors.word_vectors import WordVectors

WORDS = ["the", "king, the", 'say "queen"', "日本", "five"]
MATRIX = np.random.default_rng(4).standard_normal((5, 6)).astype(np.float32)


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path / "store"))


def frame(names: list[str]) -> pd.DataFrame:
    return pd.DataFrame(MATRIX, columns=names)


def numbered() -> pd.DataFrame:
    """A counting index, the word in the middle, numbers that are no vector, and a label behind."""
    found = frame([f"dim_{k}" for k in range(6)])
    found.insert(0, "year", [1984, 1990, None, 2000, 2001])
    found.insert(1, "word", WORDS)
    found["tag"] = ["DET", "NOUN", None, "NOUN", "NUM"]
    return found


def indexed() -> pd.DataFrame:
    return pd.DataFrame(MATRIX, index=WORDS)


def listed() -> pd.DataFrame:
    return pd.DataFrame({"id": range(10, 15), "embedding": [row.tolist() for row in MATRIX], "text": WORDS})


def check(vectors: WordVectors, tolerance: float = 0) -> None:
    assert list(vectors.words) == WORDS
    np.testing.assert_allclose(vectors.matrix, MATRIX, rtol=tolerance, atol=0)


def as_csv(of: pd.DataFrame, **options: object) -> bytes:
    return of.to_csv(**options).encode()  # type: ignore[call-overload]


def as_parquet(of: pd.DataFrame, **options: object) -> bytes:
    of.columns = of.columns.astype(str)
    raw = io.BytesIO()
    of.to_parquet(raw, **options)
    return raw.getvalue()


FILES = {
    "numbered.csv": lambda: as_csv(numbered()),
    "numbered without index.csv": lambda: as_csv(numbered(), index=False),
    "numbered.tsv": lambda: as_csv(numbered(), sep="\t", index=False, quoting=3, escapechar=None, quotechar="\0"),
    "semicolons.csv": lambda: as_csv(numbered(), sep=";"),
    "indexed.csv": lambda: as_csv(indexed()),
    "listed.csv": lambda: as_csv(listed()),
    "numbered.parquet": lambda: as_parquet(numbered()),
    "indexed.parquet": lambda: as_parquet(indexed()),
    "listed.parquet": lambda: as_parquet(listed()),
    "categories in groups.parquet": lambda: as_parquet(
        numbered().astype({"word": "category", "tag": "category"}), compression="zstd", row_group_size=2
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_data_frame_comes_back(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(FILES[name]())
    imported = imports.import_file(tmp_path / name)
    check(imported.vectors)
    assert imported.report.skipped == imported.report.duplicates == 0
    columns = imported.vectors.columns
    if name.startswith("indexed"):
        assert columns is None
    elif name.startswith("listed"):
        assert columns is not None
        assert columns["id"].cells() == ["10", "11", "12", "13", "14"]
    else:
        assert columns is not None
        assert columns.names == ("year", "tag")
        np.testing.assert_array_equal(columns["year"].numbers, [1984, 1990, np.nan, 2000, 2001])
        assert columns["tag"].cells() == ["DET", "NOUN", "", "NOUN", "NUM"]
    if not name.startswith("indexed.csv"):
        assert any(warning.startswith("A table: the words are from ") for warning in imported.report.warnings)


LISTS = [pa.list_(pa.float16()), pa.large_list(pa.float32()), pa.list_(pa.float32(), 6)]


@pytest.mark.parametrize("type_", LISTS, ids=str)
def test_lists_of_any_kind(tmp_path: Path, type_: pa.DataType) -> None:
    half = type_.value_type == pa.float16()
    rows = [row.astype(np.float16) if half else row.tolist() for row in MATRIX]
    table = pa.table({"word": pa.array(WORDS), "vector": pa.array([list(row) for row in rows], type=type_)})
    pq.write_table(table, tmp_path / "lists.parquet")
    check(read(tmp_path / "lists.parquet")[0], 1e-3 if half else 0)


def test_rows_that_are_no_vectors_are_left_out_and_their_cells_with_them(tmp_path: Path) -> None:
    rows = [[1.0, 2.0], None, [3.0], [4.0, float("nan")], [5.0, 6.0], [7.0, 8.0]]
    table = pa.table({"word": ["a", "b", "c", "d", None, "f"], "vector": rows, "tag": ["A", "B", "C", "D", "E", "F"]})
    pq.write_table(table, tmp_path / "gaps.parquet")
    vectors, report = read(tmp_path / "gaps.parquet")
    assert list(vectors.words) == ["a", "f"]
    assert vectors.columns is not None
    assert vectors.columns["tag"].cells() == ["A", "F"]
    assert [(one.line, one.reason) for one in report.examples] == [
        (2, "it has 0 numbers instead of 2"),
        (3, "it has 1 numbers instead of 2"),
        (4, "a number in it is infinite or undefined"),
        (5, "there is no word before its numbers"),
    ]
    first = read(tmp_path / "gaps.parquet", ImportSettings(most_frequent=1))[0]
    assert list(first.words) == ["a"]


def test_numpy_arrays_as_pandas_prints_them_into_a_csv(tmp_path: Path) -> None:
    found = pd.DataFrame({"token": WORDS, "vec": [np.arange(40) / 8 + k for k in range(5)], "n": [1, 2, 3, 4, 5]})
    (tmp_path / "arrays.csv").write_text(found.to_csv(), encoding="utf-8")  # lines break within the brackets
    vectors, _ = read(tmp_path / "arrays.csv")
    assert list(vectors.words) == WORDS
    np.testing.assert_allclose(vectors.matrix, np.array([np.arange(40) / 8 + k for k in range(5)]), rtol=1e-6)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"the,1,2\nking,3,4\nqueen,5,7\n", ["the", "king", "queen"]),  # a first row that counts is a row
        (b"word,x,y\nthe,1,2\nking,3,4\n", ["the", "king"]),
        (b",0,1\nthe,1,2\nking,3,4\n", ["the", "king"]),
        (b"2,2\nthe,1,2\nking,3,4\n", ["the", "king"]),
    ],
)
def test_plain_rows_stay_plain(tmp_path: Path, raw: bytes, words: list[str]) -> None:
    (tmp_path / "plain.csv").write_bytes(raw)
    vectors, report = read(tmp_path / "plain.csv")
    assert (list(vectors.words), report.skipped) == (words, 0)
    assert not report.form.startswith("a table")


def test_the_longest_run_of_numbered_columns_is_the_vector() -> None:
    numbers = "numbers"
    plan = planned(["x1", "x2", "word", "d0", "d1", "d2", "rank"], [numbers, numbers, "texts", *[numbers] * 4])
    assert plan is not None
    assert (plan.word, plan.vector, plan.beside) == (2, (3, 4, 5), (0, 1, 6))
    assert planned(["x1", "x2"], [numbers, numbers]) is None
    assert planned(["word", "tag"], ["texts", "texts"]) is None


def damaged(raw: bytes) -> dict[str, tuple[bytes, str]]:
    footer = len(raw) - 8 - struct.unpack("<I", raw[-8:-4])[0]
    return {
        "cut off": (raw[:-20], "is damaged"),
        "a mark alone": (b"PAR1", "is damaged"),
        "pages of noise": (b"PAR1" + bytes(7 * k % 251 for k in range(footer - 4)) + raw[footer:], "is damaged"),
    }


@pytest.mark.parametrize("case", ["cut off", "a mark alone", "pages of noise"])
def test_damaged_parquet_ends_in_a_sentence(tmp_path: Path, case: str) -> None:
    raw, said = damaged(as_parquet(numbered()))[case]
    (tmp_path / "strange.parquet").write_bytes(raw)
    with pytest.raises(VectorFileError, match=said):
        imports.import_file(tmp_path / "strange.parquet")


def test_a_file_that_ends_the_process_that_reads_it_ends_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "strange.parquet").write_bytes(as_parquet(numbered()))
    monkeypatch.setattr(parquet, "READER", "explorer.errors")  # which says nothing and is over
    with pytest.raises(VectorFileError, match="begins like a Parquet file, but is damaged"):
        read(tmp_path / "strange.parquet")


def test_parquet_that_is_no_vectors_or_a_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "strange.parquet"
    pq.write_table(pa.table({"a": [1, 2], "b": ["x", "y"]}).select(["b"]), path)
    with pytest.raises(VectorFileError, match=r"2 rows without a column of words and their vectors.* columns are “b”"):
        read(path)
    nothing = {name: pa.nulls(5_000_000, pa.float32()) for name in ("d0", "d1", "d2", "d3")}
    pq.write_table(pa.table({"word": pa.nulls(5_000_000, pa.string()), **nothing}), path)
    assert path.stat().st_size < 100_000
    with pytest.raises(VectorFileError, match="unpacks to more than 60 times its size"):
        read(path)


def test_a_csv_whose_cell_does_not_end_is_given_up(tmp_path: Path) -> None:
    good = b"word,tag,x1,x2\n" + b'"a",T,1,2\n' * 200
    (tmp_path / "open.csv").write_bytes(good + b'"b,T,1,2\n' + b"c,T,1,2\n" * 20_000)
    with pytest.raises(VectorFileError, match="cannot be read to its end as a table: field larger than field limit"):
        read(tmp_path / "open.csv")
