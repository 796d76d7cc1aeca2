"""Engines: the same questions to exact NumPy and to a database, with the same answers to the last rank."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import SelectionError, VectorFileError
from explorer.files import imports, offered
from explorer.vectors import similarity
from explorer.vectors.word_vectors import RowStore, WordVectors

ROWS, DIM = 2500, 12
WORDS = (*(f"w{row}" for row in range(ROWS - 2)), "Ünïcode 日本", "a b")


def matrix() -> np.ndarray:
    rows = np.random.default_rng(0).standard_normal((ROWS, DIM)).astype(np.float32)
    rows[40] = rows[7]  # a tie goes to the earlier row
    rows[50] = 0
    return rows


def in_memory() -> WordVectors:
    return WordVectors(WORDS, matrix())


def in_a_database(folder: Path) -> WordVectors:
    pytest.importorskip("lancedb", reason="LanceDB is not installed: pip install -r requirements-large.txt")
    from explorer.vectors.engines import lance

    lance.write(folder, "model", WORDS, matrix())
    return lance.open_table(folder, "model")


@pytest.fixture
def engine(tmp_path: Path) -> RowStore:
    opened = in_a_database(tmp_path).engine
    assert opened is not None
    return opened


def test_rows_come_in_the_order_asked_for(engine: RowStore) -> None:
    assert engine.shape == (ROWS, DIM)
    rows = np.array([9, 2499, 0, 9, 51])
    np.testing.assert_array_equal(engine.take(rows), matrix()[rows])
    np.testing.assert_array_equal(engine.take(np.arange(ROWS)), matrix())
    assert engine.take(np.array([], dtype=np.intp)).shape == (0, DIM)


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
def test_the_nearest_are_those_of_a_full_comparison(engine: RowStore, metric: str) -> None:
    numbers = matrix().astype(np.float64)
    for seed in range(4):
        query = np.random.default_rng(seed).standard_normal(DIM) if seed else numbers[7]
        norms = np.linalg.norm(numbers, axis=1) * np.linalg.norm(query)
        scores = -np.linalg.norm(numbers - query.astype(np.float32), axis=1)
        if metric == "cosine":
            scores = numbers @ query / np.where(norms == 0, 1, norms)
        left_out = {seed, 13} if seed else {7}
        order = [int(row) for row in np.lexsort((np.arange(ROWS), -scores)) if row not in left_out][:25]
        rows, found = engine.nearest(query.astype(np.float32), 25, metric, left_out)  # type: ignore[arg-type]
        assert rows.tolist() == order
        np.testing.assert_allclose(found, np.abs(scores[order]) if metric == "euclidean" else scores[order], atol=1e-6)


def test_more_than_there_are_is_all_there_are(engine: RowStore) -> None:
    rows, _ = engine.nearest(np.ones(DIM, np.float32), 9999, "cosine", {3})
    assert len(rows) >= ROWS - 2  # a zero row has no direction and may be left out
    assert 3 not in rows


def test_a_model_in_a_database_answers_as_the_same_in_memory(tmp_path: Path) -> None:
    ours, theirs = in_memory(), in_a_database(tmp_path)
    assert list(theirs.words) == list(ours.words)
    np.testing.assert_allclose(theirs.norms, ours.norms, rtol=1e-6)
    for word in ("w7", "a b", "Ünïcode 日本"):
        for metric in ("cosine", "euclidean"):
            one, other = (similarity.nearest(model, word, 8, metric=metric) for model in (ours, theirs))  # type: ignore[arg-type]
            assert [near.word for near in one] == [near.word for near in other]
            assert [near.score for near in one] == pytest.approx([near.score for near in other], abs=1e-6)
    np.testing.assert_array_equal(theirs.matrix[theirs.rows(["a b", "w3"])], ours.matrix[ours.rows(["a b", "w3"])])
    np.testing.assert_array_equal(theirs.matrix[5:9, 2], ours.matrix[5:9, 2])
    np.testing.assert_allclose(theirs.unit, ours.unit, atol=1e-7)
    one, other = (similarity.cosines(model, ours.matrix[0]) for model in (ours, theirs))
    np.testing.assert_allclose(one, other, atol=1e-6)
    few = theirs.most_frequent(100)
    assert few.engine is None
    np.testing.assert_array_equal(few.matrix, ours.matrix[:100])
    assert theirs.fingerprint != ours.fingerprint


def test_a_large_table_is_not_brought_into_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = in_a_database(tmp_path)
    monkeypatch.setattr("explorer.vectors.engines.lance.MOST_HELD", 100 * DIM)
    assert similarity.nearest(vectors, "w7", 1)[0].word == "w40"
    with pytest.raises(SelectionError, match="this needs 2,500 of its rows at once, and 100 is the most"):
        vectors.matrix @ vectors.matrix[0]


def test_an_index_finds_nearly_all(tmp_path: Path) -> None:
    from itertools import pairwise

    in_a_database(tmp_path)
    from explorer.vectors.engines import lance

    lance.make_index(tmp_path, "model")
    rows = lance.LanceRows(tmp_path, "model")
    assert rows.indexed
    exact = matrix()
    found, scores = rows.nearest(exact[7], 10, "cosine", {7})
    assert found[0] == 40
    assert all(one >= other for one, other in pairwise(scores.tolist()))


def test_what_is_no_such_table_is_one_sentence(tmp_path: Path) -> None:
    in_a_database(tmp_path)
    import lancedb
    import pyarrow as pa

    from explorer.vectors.engines import lance

    with pytest.raises(VectorFileError, match="has no table “other”"):
        lance.open_table(tmp_path, "other")
    lancedb.connect(str(tmp_path)).create_table("plain", pa.table({"x": [1, 2]}))
    with pytest.raises(VectorFileError, match="lacks columns: it needs row, word, vector, norm"):
        lance.open_table(tmp_path, "plain")
    assert lance.tables(tmp_path) == ["model", "plain"]


def test_the_operators_database_is_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMBEDDING_EXPLORER_DATABASE", raising=False)
    assert offered.tables() == []
    with pytest.raises(VectorFileError, match="has no database"):
        imports.open_database_table("model")
    monkeypatch.setenv("EMBEDDING_EXPLORER_DATABASE", str(tmp_path))
    in_a_database(tmp_path)
    assert offered.tables() == ["model"]
    opened = imports.open_database_table("model")
    assert (opened.model.name, opened.report.rows, opened.report.dim) == ("model", ROWS, DIM)


def test_the_command_line_writes_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("lancedb", reason="LanceDB is not installed: pip install -r requirements-large.txt")
    from explorer.vectors.engines import __main__ as command
    from explorer.vectors.engines import lance

    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path / "store"))
    (tmp_path / "small.txt").write_bytes(b"the 1 2\nking 3 4\n")
    words: Callable[[], list[str]] = lambda: list(lance.open_table(tmp_path / "db", "small").words)  # noqa: E731
    monkeypatch.setattr("sys.argv", ["engines", str(tmp_path / "small.txt"), str(tmp_path / "db")])
    command.main()
    assert words() == ["the", "king"]
    assert capsys.readouterr().out == "2 words of 2 numbers are in the table small.\n"
