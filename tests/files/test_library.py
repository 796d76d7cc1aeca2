"""The models of a visit, and the way of a file into it."""

import io
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import SettingError, VectorFileError
from explorer.files import imports, library, offered
from explorer.files.formats.reading import ImportSettings
from explorer.files.imports import import_file, model_name
from explorer.files.library import Library
from explorer.files.store import contents
from explorer.vectors.model import Model
from explorer.vectors.word_vectors import WordVectors

RAW = b"the 1 0\nking 2 1\nqueen 2 -1\nthe 9 9\nbroken 1\n"


@pytest.fixture(autouse=True)
def store(machine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: ARG001 - it is made first
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path / "store"))
    return tmp_path / "store"


def test_names_are_unique_and_the_same_content_is_kept_once(royals: WordVectors) -> None:
    kept = Library()
    other = WordVectors(("a", "b"), np.eye(2, dtype=np.float32))
    assert kept.add(Model("royals", royals)) is kept.add(Model("again", royals))
    assert kept.add(Model("royals", other)).name == "royals (2)"
    assert [model.name for model in kept.models] == ["royals", "royals (2)"]
    kept.remove("royals")
    assert [model.name for model in kept.models] == ["royals (2)"]
    homonym = WordVectors(("c", "d"), np.eye(2, dtype=np.float32))
    assert kept.add(Model(library.BUILT_IN_NAME, homonym)).name == f"{library.BUILT_IN_NAME} (2)"


def test_a_model_can_be_renamed_but_not_to_another_ones_name(royals: WordVectors) -> None:
    kept = Library()
    kept.add(Model("royals", royals))
    kept.add(Model("other", WordVectors(("a", "b"), np.eye(2, dtype=np.float32))))
    fingerprint = royals.fingerprint
    assert kept.rename("royals", "  House   of Kings ").name == "House of Kings"
    assert kept.models[0].vectors.fingerprint == fingerprint
    with pytest.raises(SettingError, match="There is a model named “other” already"):
        kept.rename("House of Kings", "other")
    with pytest.raises(SettingError, match="A name has 1 to 60 letters, not 0"):
        kept.rename("other", "  ")


def test_a_file_is_read_once_and_opened_ever_after(tmp_path: Path) -> None:
    path = tmp_path / "small.txt"
    path.write_bytes(RAW)
    first = import_file(path)
    assert (first.again, first.model.name, list(first.vectors.words)) == (False, "small", ["the", "king", "queen"])
    assert (first.report.duplicates, first.report.repeated, first.report.skipped) == (1, ("the",), 1)
    (held,) = contents.entries()
    assert held.name == held.source == "", "the store holds content without a name"
    assert contents.open_entry(held.key).fingerprint == first.vectors.fingerprint
    copy = tmp_path / "another name.vec"
    copy.write_bytes(RAW)
    second = import_file(copy)
    assert (second.again, second.model.name) == (True, "another name")
    assert second.report == first.report
    assert second.vectors.fingerprint == first.vectors.fingerprint
    limited = import_file(path, ImportSettings(most_frequent=2))
    assert (limited.again, limited.model.name, len(limited.vectors)) == (False, "small, first 2", 2)


def test_a_damaged_entry_is_built_again(tmp_path: Path, store: Path) -> None:
    path = tmp_path / "small.txt"
    path.write_bytes(RAW)
    import_file(path)
    held = next(store.glob("*.safetensors"))
    raw = bytearray(held.read_bytes())
    raw[(1 << 16) + 2] ^= 64
    held.unlink()
    held.write_bytes(raw)
    again = import_file(path)
    assert not again.again
    assert again.vectors.matrix.tolist() == [[1, 0], [2, 1], [2, -1]]


def test_an_import_that_is_stopped_leaves_nothing(tmp_path: Path, store: Path) -> None:
    path = tmp_path / "small.txt"
    path.write_bytes(RAW)

    def stop(done: int, _total: int) -> None:
        if done:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        import_file(path, progress=stop)
    assert list(store.iterdir()) == []


def test_a_large_upload_is_known_again_by_its_content(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explorer.files.store.contents.WHOLE", 1)  # as if it were large
    assert not imports.import_upload(io.BytesIO(RAW), "one.txt").again
    again = imports.import_upload(io.BytesIO(RAW), "two.txt")
    assert (again.again, again.model.name) == (True, "two")
    assert not imports.import_upload(io.BytesIO(RAW + b"new 1 1\n"), "one.txt").again


def test_only_files_of_the_folder_are_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert offered.files() == []
    folder = tmp_path / "models"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_bytes(RAW)
    (folder / "deep" / "b.txt").write_bytes(RAW)
    (folder / ".hidden").write_bytes(RAW)
    (tmp_path / "secret.txt").write_bytes(RAW)
    monkeypatch.setenv("EMBEDDING_EXPLORER_MODELS", str(folder))
    assert offered.files() == [("a.txt", len(RAW)), (str(Path("deep/b.txt")), len(RAW))]
    assert offered.path_of("a.txt") == folder / "a.txt"
    for name in ("../secret.txt", "/etc/passwd", "none.txt", ".hidden"):
        with pytest.raises(VectorFileError, match="is not among the files this server offers"):
            offered.path_of(name)


def test_a_link_out_of_the_folder_is_not_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "a.txt").write_bytes(RAW)
    (tmp_path / "secret.txt").write_bytes(RAW)
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "within.txt").symlink_to(folder / "a.txt")
    monkeypatch.setenv("EMBEDDING_EXPLORER_MODELS", str(folder))
    assert [name for name, _ in offered.files()] == ["a.txt", "within.txt"]
    with pytest.raises(VectorFileError, match="is not among the files this server offers"):
        offered.path_of("out.txt")


def test_what_is_no_vector_file_is_not_read_for_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explorer.files.store.contents.key_of", None)  # to call it would be an error
    (tmp_path / "line.txt").write_bytes(b"w" * 2_000_000)
    with pytest.raises(VectorFileError, match="is longer than 1,048,576 bytes"):
        import_file(tmp_path / "line.txt")


def test_models_are_called_after_their_files() -> None:
    names = ["glove.6B.50d.txt.gz", "a/b/GoogleNews-vectors.bin", ".txt", "x" * 100, "no ending"]
    assert [model_name(name) for name in names] == [
        "glove.6B.50d", "GoogleNews-vectors", ".txt", "x" * imports.LONGEST_NAME, "no ending",
    ]  # fmt: skip


def test_published_neighbours_through_the_store(shared: Path) -> None:
    """REFERENCE.md 6: GloVe king -> prince .824, queen .784; GoogleNews king -> queen .651."""
    for name, shape, expected in (
        ("glove.6B.50d.union19k.txt.gz", (19_141, 50), [("prince", 0.824), ("queen", 0.784), ("ii", 0.775)]),
        ("GoogleNews-300d.union14k.bin.gz", (13_784, 300), [("queen", 0.651), ("royal", 0.524), ("King", 0.516)]),
    ):
        vectors = import_file(shared / "vectors" / name).vectors
        assert vectors.matrix.shape == shape
        king = vectors.matrix[vectors.index["king"]]
        scores = vectors.matrix @ king / vectors.norms / np.linalg.norm(king)
        nearest = np.argsort(-scores)[1:4]
        assert [(vectors.words[row], round(float(scores[row]), 3)) for row in nearest] == expected
