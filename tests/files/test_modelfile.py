"""Our own model file: what is saved comes back, compact or not, and nothing else is believed."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import VectorFileError
from explorer.files import modelfile
from explorer.vectors.model import Model, Provenance
from explorer.vectors.word_vectors import WordVectors


@pytest.fixture
def saved() -> Model:
    matrix = np.random.default_rng(0).normal(0, 1, (5, 8)).astype(np.float32)
    words = ("the", "café", "日本", "😀", "don't")
    told = (("D", 8), ("rate", "0.1, then 0.05 from step 10"))
    source = Provenance("trained", "a text", "SGNS", told, seed=3, steps=20, licence="CC0")
    return Model("mine", WordVectors(words, matrix, np.arange(5, 0, -1), by_frequency=False), source)


def test_everything_comes_back(saved: Model, tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    context = np.ones((5, 8), np.float32)
    modelfile.save(saved, path, context=context, about={"seed": 3})
    model = modelfile.load(path)
    assert model.vectors.fingerprint == saved.vectors.fingerprint
    assert (model.model.name, model.model.provenance) == (saved.name, saved.provenance)
    assert not model.vectors.by_frequency
    assert np.array_equal(model.vectors.counts, saved.vectors.counts)
    assert np.array_equal(model.context, context)
    assert model.about["seed"] == 3
    assert [file.name for file in tmp_path.iterdir()] == ["model.npz"]


def test_a_byte_a_component_turns_vectors_by_less_than_a_degree(tmp_path: Path) -> None:
    matrix = np.random.default_rng(0).normal(0, 1, (200, 100)).astype(np.float32)
    matrix[7] = 0
    vectors = WordVectors(tuple(map(str, range(200))), matrix)
    modelfile.save(Model("many", vectors), tmp_path / "small.npz", compact=True, context=matrix)
    model = modelfile.load(tmp_path / "small.npz")
    assert model.context is None
    cosines = np.einsum("vd,vd->v", model.vectors.unit, vectors.unit)
    assert (np.delete(cosines, 7) > np.cos(np.radians(1))).all()
    assert not model.vectors.matrix[7].any()


def test_half_precision_keeps_three_digits_and_is_float32_again_when_it_is_read(saved: Model, tmp_path: Path) -> None:
    for name in ("half.npz", "again.npz"):
        modelfile.save(saved, tmp_path / name, half=True, context=saved.vectors.matrix)
    model = modelfile.load(tmp_path / "half.npz")
    assert model.context is None
    assert model.vectors.matrix.dtype == np.float32
    assert model.vectors.matrix.tolist() == saved.vectors.matrix.astype(np.float16).astype(np.float32).tolist()
    assert np.abs(model.vectors.matrix / saved.vectors.matrix - 1).max() < 2**-11
    assert (tmp_path / "half.npz").read_bytes() == (tmp_path / "again.npz").read_bytes()


def test_by_hand() -> None:
    codes, scales = modelfile.quantised(np.array([[1.27, -0.5, 0.004]], np.float32))
    assert codes.tolist() == [[127, -50, 0]]
    assert scales[0] == pytest.approx(0.01)


def test_compacting_twice_changes_nothing() -> None:
    matrix = np.random.default_rng(1).normal(0, 1, (50, 20)).astype(np.float32)
    once = modelfile.restored(*modelfile.quantised(matrix))
    assert np.array_equal(modelfile.quantised(once)[0], modelfile.quantised(matrix)[0])


def test_the_same_model_gives_the_same_bytes(saved: Model, tmp_path: Path) -> None:
    for name in ("one.npz", "two.npz"):
        modelfile.save(saved, tmp_path / name, compact=True)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def changed(saved: Model, arrays: dict[str, np.ndarray]) -> io.BytesIO:
    """A model file with some arrays replaced."""
    good, bad = io.BytesIO(), io.BytesIO()
    modelfile.save(saved, good)
    good.seek(0)
    held = dict(np.load(good))
    held.update(arrays)
    np.savez(bad, **{name: array for name, array in held.items() if array is not None})
    bad.seek(0)
    return bad


@pytest.mark.parametrize(
    "arrays",
    [
        {"vectors": np.zeros((4, 8), np.float32)},
        {"vectors": np.zeros((5, 8), np.float64)},
        {"vectors": np.full((5, 8), np.nan, np.float32)},
        {"vectors": np.array([{}], dtype=object)},
        {"vectors": None},
        {"words": None},
        {"words": np.frombuffer(b"a\na\nb\nc\nd", np.uint8)},
        {"words": np.frombuffer(b"\xff\xfe", np.uint8)},
        {"about": np.frombuffer(b"[1", np.uint8)},
        {"about": np.frombuffer(b"[]", np.uint8)},
        {"about": np.frombuffer(b'{"name": "x", "provenance": {"nonsense": 1}}', np.uint8)},
        {"counts": np.zeros(3, np.int64)},
        {"context": np.zeros((5, 7), np.float32)},
    ],
)
def test_a_damaged_file_gets_a_sentence(saved: Model, arrays: dict[str, np.ndarray]) -> None:
    with pytest.raises(VectorFileError) as caught:
        modelfile.load(changed(saved, arrays))
    assert str(caught.value).startswith("The file is")


def test_files_that_are_something_else(tmp_path: Path, saved: Model) -> None:
    for content in (b"", b"king 1 2 3", b"PK\x03\x04" + b"\0" * 50):
        path = tmp_path / "model.npz"
        path.write_bytes(content)
        with pytest.raises(VectorFileError, match=r"model\.npz is not a model file, or it is damaged"):
            modelfile.load(path)
    modelfile.save(saved, path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(VectorFileError):
        modelfile.load(path)
    with pytest.raises(VectorFileError, match="There is no file"):
        modelfile.load(tmp_path / "other.npz")


def test_a_file_that_would_unpack_to_too_much_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modelfile, "LARGEST", 1 << 20)
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("vectors.npy", bytes(2 << 20))
    with pytest.raises(VectorFileError, match=r"unpacks to .* the largest model"):
        modelfile.load(path)
