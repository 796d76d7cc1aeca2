"""Files of points: two or three coordinates a row, with names or without."""

from pathlib import Path

import numpy as np
import pytest

from explorer.files.formats.reading import read

AT = np.array([[0, 0], [1.5, -2], [3, 4]], dtype=np.float32)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("named.csv", "x,y,label\n0,0,a\n1.5,-2,b\n3,4,c\n", ["a", "b", "c"]),
        ("named.tsv", "label\tx\ty\na\t0\t0\nb\t1.5\t-2\nc\t3\t4\n", ["a", "b", "c"]),
        ("bare.csv", "x,y\n0,0\n1.5,-2\n3,4\n", ["1", "2", "3"]),
        ("turned.csv", "Y,X\n0,0\n-2,1.5\n4,3\n", ["1", "2", "3"]),
        ("classes.csv", "x,y,class\n0,0,one\n1.5,-2,two\n3,4,one\n", ["1", "2", "3"]),
    ],
)
def test_a_table_of_points(tmp_path: Path, name: str, text: str, words: list[str]) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    vectors, report = read(tmp_path / name)
    assert list(vectors.words) == words
    np.testing.assert_array_equal(vectors.matrix, AT)
    if name == "classes.csv":
        assert vectors.columns is not None
        assert list(vectors.columns["class"].cells(np.arange(3))) == ["one", "two", "one"]
    if words[0] == "1":
        assert "the words are from the numbers of the rows, since none names them" in " ".join(report.warnings)


@pytest.mark.parametrize("columns", [2, 3])
def test_an_array_of_points_needs_no_words(tmp_path: Path, columns: int) -> None:
    matrix = np.arange(5 * columns, dtype=np.float64).reshape(5, columns)
    np.save(tmp_path / "points.npy", matrix)
    vectors, report = read(tmp_path / "points.npy")
    assert list(vectors.words) == ["1", "2", "3", "4", "5"]
    np.testing.assert_array_equal(vectors.matrix, matrix)
    assert report.warnings == ("Points without names: they are called 1, 2, 3 and so on.",)
