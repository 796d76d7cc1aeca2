"""The shape of a BERT or DistilBERT, as its config.json gives it."""

import json
from dataclasses import dataclass
from typing import Literal

from explorer.errors import VectorFileError

Kind = Literal["bert", "distilbert"]
FIELDS = {  # what the two call the same thing
    "bert": ("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "hidden_act"),
    "distilbert": ("dim", "n_layers", "n_heads", "hidden_dim", "activation"),
}
MOST = {"D": 4096, "layers": 64, "heads": 64, "inner": 16_384, "positions": 8192, "V": 1_000_000, "segments": 64}


@dataclass(frozen=True)
class TransformerSettings:
    """The shape of an encoder.

    Parameters
    ----------
    kind : "bert" or "distilbert"
    D : int
        Numbers of a state.
    layers, heads : int
    inner : int
        Units of the network within a layer.
    positions : int
        Pieces of the longest sentence.
    V : int
        Rows of the table of pieces.
    segments : int
        Kinds of sentence, of which the first is read.
    eps : float
        Added to the variance in layer normalisation.

    Raises
    ------
    VectorFileError
        If a number is not possible for such a model.
    """

    kind: Kind
    D: int
    layers: int
    heads: int
    inner: int
    positions: int
    V: int
    segments: int = 2
    eps: float = 1e-12

    def __post_init__(self) -> None:
        for name, most in MOST.items():
            value = getattr(self, name)
            if type(value) is not int or not 1 <= value <= most:
                told = f"{self.told(name)} = {str(value)[:40]}"
                raise VectorFileError(f"config.json gives {told}; a whole number from 1 to {most:,} is right.")
        if self.D % self.heads:
            raise VectorFileError(f"config.json gives {self.D} numbers for {self.heads} heads: they cannot share them.")
        if not (isinstance(self.eps, float) and 0 <= self.eps < 1):
            raise VectorFileError(f"config.json gives layer_norm_eps = {str(self.eps)[:40]}; 1e-12 is usual.")

    def told(self, name: str) -> str:
        """What config.json calls a number of ours."""
        usual = {"positions": "max_position_embeddings", "V": "vocab_size", "segments": "type_vocab_size"}
        return usual.get(name) or dict(zip(("D", "layers", "heads", "inner"), FIELDS[self.kind], strict=False))[name]


def settings_of(raw: bytes) -> TransformerSettings:
    """The shape that a config.json gives.

    Raises
    ------
    VectorFileError
        If it is not JSON, or of another kind of model.
    """
    try:
        told = json.loads(raw)
    except (ValueError, RecursionError):
        raise VectorFileError("config.json is not JSON; fetch it again.") from None
    if not isinstance(told, dict):
        raise VectorFileError("config.json does not describe a model; it should be an object with model_type.")
    kind = told.get("model_type")
    if kind not in ("bert", "distilbert"):
        raise VectorFileError(
            f"config.json says model_type = {str(kind)[:40]}; this page reads bert (also MiniLM) and distilbert."
        )
    if (way := told.get("position_embedding_type", "absolute")) != "absolute":
        raise VectorFileError(f"This model has {str(way)[:40]} positions; only absolute ones are read.")
    *numbers, act = FIELDS[kind]
    if (used := told.get(act, "gelu")) != "gelu":
        raise VectorFileError(f"config.json says {act} = {str(used)[:40]}; only gelu is computed.")
    D, layers, heads, inner, positions, V = (
        told.get(name, 0) for name in (*numbers, "max_position_embeddings", "vocab_size")
    )
    segments = told.get("type_vocab_size", 2)
    eps = told.get("layer_norm_eps", 1e-12) if kind == "bert" else 1e-12
    return TransformerSettings(kind, D, layers, heads, inner, positions, V, segments, eps)
