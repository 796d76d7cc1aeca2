"""gensim's own files: opened from the operator's folder, number by number as gensim has them, and from nowhere else."""

import io
import pickle  # noqa: TID251 - to make what must not be opened
from pathlib import Path

import numpy as np
import pytest
from gensim.models import KeyedVectors, Word2Vec

from explorer.errors import VectorFileError
from explorer.files import imports, offered
from explorer.files.formats import gensim_file
from explorer.files.formats.reading import ImportSettings

WORDS = ["the", "king", "café", "queen"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("EMBEDDING_EXPLORER_MODELS", str(tmp_path / "models"))
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


@pytest.fixture
def saved() -> KeyedVectors:
    vectors = KeyedVectors(5)
    vectors.add_vectors(WORDS, np.random.default_rng(0).standard_normal((4, 5)).astype(np.float32))
    return vectors


@pytest.mark.parametrize("name", ["small.kv", "small.kv.gz"])
@pytest.mark.parametrize("apart", [[], ["vectors"]], ids=["in one file", "numbers apart"])
def test_keyed_vectors_open_number_by_number(folder: Path, saved: KeyedVectors, apart: list[str], name: str) -> None:
    saved.save(str(folder / name), separately=apart)
    assert [file for file, _ in offered.files()] == [name], "what gensim wrote beside it is no model of its own"
    imported = imports.import_offered(name)
    assert list(imported.vectors.words) == WORDS
    np.testing.assert_array_equal(imported.vectors.matrix, saved.vectors)
    assert (imported.model.name, imported.report.rows, imported.report.warnings) == ("small", 4, ())
    assert imported.report.form == ("gensim KeyedVectors, gz" if name.endswith("gz") else "gensim KeyedVectors")
    assert imports.import_offered(name).again
    assert list(imports.import_offered(name, ImportSettings(most_frequent=2)).vectors.words) == WORDS[:2]


def test_a_trained_model_gives_its_word_vectors(folder: Path) -> None:
    trained = Word2Vec([["a", "b", "c"]] * 20, vector_size=4, min_count=1, workers=1, seed=1)
    trained.save(str(folder / "mine.model"), separately=["syn1neg"])
    imported = imports.import_offered("mine.model")
    assert imported.report.form == "gensim Word2Vec"
    for row, word in enumerate(imported.vectors.words):
        np.testing.assert_array_equal(imported.vectors.matrix[row], trained.wv[word])


def test_other_numbers_beside_the_same_file_are_another_model(folder: Path, saved: KeyedVectors) -> None:
    saved.save(str(folder / "small.kv"), separately=["vectors"])
    imports.import_offered("small.kv")
    np.save(folder / "small.kv.vectors.npy", np.full((4, 5), 2, dtype=np.float32))
    again = imports.import_offered("small.kv")
    assert not again.again
    assert again.vectors.matrix.tolist() == [[2] * 5] * 4


def test_a_visitors_file_of_gensim_is_refused(folder: Path, saved: KeyedVectors) -> None:
    path = folder / "small.kv"
    saved.save(str(path))
    for bring in (
        lambda: imports.import_upload(io.BytesIO(path.read_bytes()), "small.kv"),
        lambda: imports.import_file(path, uploaded=True),
    ):
        with pytest.raises(VectorFileError, match=r"Python pickle.*operator's folder .*_EXPLORER_MODELS"):
            bring()


class Harm:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (str(self.path), "w")


def test_a_pickle_that_is_not_gensims_is_not_opened_even_there(folder: Path) -> None:
    (folder / "other.kv").write_bytes(pickle.dumps(Harm(folder / "harm")))
    with pytest.raises(VectorFileError, match="is a Python pickle"):
        imports.import_offered("other.kv")
    assert not (folder / "harm").exists()


def test_a_file_of_gensim_that_cannot_be_opened_says_what_it_lacks(folder: Path, saved: KeyedVectors) -> None:
    path = folder / "small.kv"
    saved.save(str(path), separately=["vectors"])
    (beside,) = gensim_file.side_files(path)
    beside.unlink()
    with pytest.raises(VectorFileError, match=r"“small.kv” lacks the file “small.kv.vectors.npy”, which gensim wrote"):
        imports.import_offered("small.kv")
    saved.save(str(path))
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(VectorFileError, match="is damaged, or of another version"):
        imports.import_offered("small.kv")
    KeyedVectors(5).save(str(path))
    with pytest.raises(VectorFileError, match="holds no vectors of words"):
        imports.import_offered("small.kv")
