"""Small transformers as files, and a writer of safetensors of its own."""

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.context.transformer.settings import TransformerSettings
from explorer.context.transformer.weights import shapes

KINDS = {"f4": "F32", "f2": "F16", "f8": "F64", "u2": "BF16", "i8": "I64"}
SMALL = {
    "bert": {
        "model_type": "bert", "hidden_size": 8, "num_hidden_layers": 3, "num_attention_heads": 2,
        "intermediate_size": 12, "max_position_embeddings": 70, "vocab_size": 40, "hidden_act": "gelu",
        "type_vocab_size": 2, "layer_norm_eps": 1e-12,
    },
    "distilbert": {
        "model_type": "distilbert", "dim": 8, "n_layers": 3, "n_heads": 2, "hidden_dim": 12,
        "max_position_embeddings": 70, "vocab_size": 40, "activation": "gelu",
    },
}  # fmt: skip
WORDS = (
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "bank", "of", "river", "a", "in", "money", "##s",
    "##ing", "walk", "un", "##aff", "##able", ",", ".", "'", "b", "##e",
)  # fmt: skip


def filled(wanted: Mapping[str, tuple[int, ...]], *, scale: float = 1.0) -> dict[str, NDArray[np.float32]]:
    """Numbers that look random and need no generator: of array i, number k is sin(12.9898 (k + 1 + 1000 i))."""
    found = {}
    for i, (name, shape) in enumerate(sorted(wanted.items())):
        k = np.arange(int(np.prod(shape)))
        numbers = scale * np.sin(12.9898 * (k + 1 + 1000 * i)).reshape(shape)
        found[name] = (numbers + name.lower().endswith("norm.weight")).astype(np.float32)
    return found


def safetensors(arrays: Mapping[str, NDArray[np.generic]], *, aside: Mapping[str, object] | None = None) -> bytes:
    """A file of these arrays; `aside` overrides entries of its header."""
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    body = b""
    for name, array in arrays.items():
        raw = array.tobytes()
        header[name] = {
            "dtype": KINDS[array.dtype.str[1:]],
            "shape": list(array.shape),
            "data_offsets": [len(body), len(body) + len(raw)],
        }
        body += raw
    text = json.dumps(header | dict(aside or {})).encode()
    return struct.pack("<Q", len(text)) + text + body


def model_folder(
    folder: Path,
    config: Mapping[str, object],
    arrays: Mapping[str, NDArray[np.generic]],
    words: Sequence[str] = WORDS,
) -> Path:
    """The three files of a model."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "vocab.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    (folder / "model.safetensors").write_bytes(safetensors(arrays))
    return folder


def arrays_of(settings: TransformerSettings, prefix: str = "") -> dict[str, NDArray[np.float32]]:
    """All arrays of a model of that shape, under names with a prefix."""
    return {prefix + name: array for name, array in filled(shapes(settings), scale=0.7).items()}
