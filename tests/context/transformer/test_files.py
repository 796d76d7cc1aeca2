"""Three files make a model, in a folder or uploaded; what is not such a model gets one sentence."""

import gzip
import io
import json
import struct
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from explorer.context.transformer import files
from explorer.context.transformer.model import Transformer
from explorer.context.transformer.settings import settings_of
from explorer.errors import SelectionError, VectorFileError
from tests.context.transformer.made import SMALL, arrays_of, model_folder, safetensors

BERT = SMALL["bert"]
SHAPE = settings_of(json.dumps(BERT).encode())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return model_folder(tmp_path / "small", BERT, arrays_of(SHAPE))


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path / "store"))
    return tmp_path / "store"


def same(one: Transformer, other: Transformer) -> bool:
    sentence = "the bank"
    return one.fingerprint == other.fingerprint and np.array_equal(
        one.read(sentence)[1].states, other.read(sentence)[1].states
    )


def test_offered_are_the_folders_with_all_three(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_MODELS", str(folder.parent))
    (folder.parent / "half").mkdir()
    (folder.parent / "half" / "config.json").write_text("{}", encoding="utf-8")
    assert files.offered_models() == ["small"]
    assert same(files.open_offered("small"), files.in_folder(folder))
    with pytest.raises(VectorFileError, match="not among the transformers"):
        files.open_offered("../small")


@pytest.mark.parametrize("packing", ["three", "zip", "tar", "tar.gz", "tar in a folder"])
def test_uploads_give_the_same_model(folder: Path, packing: str, store: Path) -> None:
    packed = io.BytesIO()
    if packing == "zip":
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in files.MOST:
                archive.write(folder / name, f"model/{name}")
    elif packing != "three":
        with tarfile.open(fileobj=packed, mode="w:gz" if packing == "tar.gz" else "w") as tar:
            for path in sorted(folder.iterdir()):
                tar.add(path, f"a/{'long ' * 4}/{path.name}" if "folder" in packing else path.name)
    if packing == "three":
        given = [(path.name, io.BytesIO(path.read_bytes())) for path in folder.iterdir()]
    else:
        given = [(f"x.{packing}", packed)]
    assert same(files.uploaded(files.Upload(given)), files.in_folder(folder))
    assert not [path for path in store.rglob("*") if path.is_file()], "nothing is left on the disk"
    assert files.Upload(given).fingerprint == files.Upload(list(reversed(given))).fingerprint


@pytest.mark.parametrize("kind", ["f2", "f8", "bfloat16"])
def test_other_precisions_are_read(folder: Path, kind: str) -> None:
    whole = files.in_folder(folder)
    arrays: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = {}
    for name, array in arrays_of(SHAPE).items():
        upper = (array.view(np.uint32) >> 16).astype(np.uint16)
        arrays[name] = upper if kind == "bfloat16" else array.astype(np.dtype(kind))
    (folder / "model.safetensors").write_bytes(safetensors(arrays))
    coarse = files.in_folder(folder)
    np.testing.assert_allclose(coarse.weights.pieces, whole.weights.pieces, atol={"f8": 0, "f2": 1e-3}.get(kind, 8e-3))


def test_early_names_and_arrays_of_no_use_are_understood(folder: Path) -> None:
    whole = files.in_folder(folder)
    renamed = {
        f"bert.{name}".replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"): array
        for name, array in arrays_of(SHAPE).items()
    }
    extra = {"bert.embeddings.position_ids": np.arange(70), "cls.predictions.bias": np.zeros(40, np.float32)}
    (folder / "model.safetensors").write_bytes(safetensors(extra | renamed))
    assert same(files.in_folder(folder), whole)


def changed(config: Mapping[str, object]) -> dict[str, object]:
    return {**BERT, **config}


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"model_type": "gpt2"}, "config.json says model_type = gpt2; this page reads bert"),
        ({"hidden_size": 10**9}, "config.json gives hidden_size = 1000000000; a whole number from 1 to 4,096"),
        ({"hidden_size": None}, "config.json gives hidden_size = None"),
        ({"num_attention_heads": 3}, "8 numbers for 3 heads"),
        ({"hidden_act": "relu"}, "only gelu is computed"),
        ({"position_embedding_type": "relative_key"}, "only absolute ones"),
        ({"layer_norm_eps": "x"}, "config.json gives layer_norm_eps = x"),
        ({"vocab_size": 10}, "vocab.txt lists 22 pieces; config.json has vectors for 10."),
        ({"num_hidden_layers": 4}, "lacks the array encoder.layer.3.attention.self.query.weight and 15 more"),
        ({"intermediate_size": 13}, "as 12 × 8 numbers; config.json says 13 × 8."),
    ],
)
def test_a_config_that_says_something_else(folder: Path, config: dict[str, object], said: str) -> None:
    (folder / "config.json").write_text(json.dumps(changed(config)), encoding="utf-8")
    with pytest.raises(VectorFileError) as told:
        files.in_folder(folder)
    assert said in str(told.value)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "not a safetensors file"),
        (b"\x80\x02}q\x00.pickle of torch", "not a safetensors file"),
        (struct.pack("<Q", 1 << 40) + b"{}", "its header is damaged"),
        (struct.pack("<Q", 20) + b"{" * 20, "its header is damaged"),
        (struct.pack("<Q", 2) + b"{}", "lacks the array embeddings.word_embeddings.weight and 52 more"),
    ],
)
def test_weights_that_are_none(folder: Path, raw: bytes, said: str) -> None:
    (folder / "model.safetensors").write_bytes(raw)
    with pytest.raises(VectorFileError, match=said):
        files.in_folder(folder)


def test_a_header_cannot_lead_outside_the_file_or_twice_to_one_place(folder: Path) -> None:
    arrays = arrays_of(SHAPE)
    name, size = "embeddings.word_embeddings.weight", 40 * 8 * 4
    for start, said in ((1 << 40, "promises 40 × 8 numbers, but the file has only"), (100, "share their numbers")):
        claim = {name: {"dtype": "F32", "shape": [40, 8], "data_offsets": [start, start + size]}}
        (folder / "model.safetensors").write_bytes(safetensors(arrays, aside=claim))
        with pytest.raises(VectorFileError, match=said):
            files.in_folder(folder)
    whole = safetensors(arrays)
    (folder / "model.safetensors").write_bytes(whole[:-10])
    with pytest.raises(VectorFileError, match=r"promises|ends in the middle"):
        files.in_folder(folder)
    arrays[name] = np.full_like(arrays[name], np.nan)
    (folder / "model.safetensors").write_bytes(safetensors(arrays))
    with pytest.raises(VectorFileError, match="infinite or undefined"):
        files.in_folder(folder)


def test_weights_beyond_all_range_are_said_when_a_sentence_is_read(folder: Path) -> None:
    arrays = arrays_of(SHAPE)
    arrays["encoder.layer.0.attention.self.query.weight"] *= np.float32(1e30)
    arrays["encoder.layer.0.attention.self.key.weight"] *= np.float32(1e30)
    (folder / "model.safetensors").write_bytes(safetensors(arrays))
    with pytest.raises(VectorFileError, match="leave the range of float32"):
        files.in_folder(folder).read("the bank")


def test_hostile_and_wrong_uploads_get_a_sentence(folder: Path) -> None:
    def said(*given: tuple[str, bytes]) -> str:
        with pytest.raises(VectorFileError) as told:
            files.uploaded(files.Upload([(name, io.BytesIO(raw)) for name, raw in given]))
        return str(told.value)

    assert "not a zip or tar" in said(("x.zip", b"no zip at all"))
    assert "not a zip or tar" in said(("x.tar", b"x" * 2000))
    assert "vocab.txt and model.safetensors are missing" in said(("config.json", b"{}"))
    assert "vocab.txt is missing" in said(("config.json", b"{}"), ("model.safetensors", b""))
    bomb = io.BytesIO()
    with gzip.open(bomb, "wb") as packed:
        header = tarfile.TarInfo("model.safetensors")
        header.size = 1 << 40
        packed.write(header.tobuf(tarfile.GNU_FORMAT))
    assert "unpacks to more than 1,024 MB" in said(("x.tar.gz", bomb.getvalue()))
    cut = io.BytesIO()
    with tarfile.open(fileobj=cut, mode="w") as tar:
        tar.add(folder / "model.safetensors", "model.safetensors")
    assert "ends in the middle of model.safetensors" in said(("x.tar", cut.getvalue()[:3000]))
    escaping = io.BytesIO()
    with tarfile.open(fileobj=escaping, mode="w") as tar:
        link = tarfile.TarInfo("config.json")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    assert "config.json and vocab.txt and model.safetensors are missing" in said(("x.tar", escaping.getvalue()))


def test_a_sentence_of_too_many_pieces_or_none(folder: Path) -> None:
    model = files.in_folder(folder)
    with pytest.raises(SelectionError, match="has 72 pieces; 64 are the most"):
        model.read("a " * 70)
    with pytest.raises(SelectionError, match="at least one word"):
        model.read(" \t ")
