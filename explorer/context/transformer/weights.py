"""
The weights of a BERT or DistilBERT from its model.safetensors, each array checked against config.json first.

Both kinds of model compute the same; only the names differ.  They may begin with "bert." or "distilbert.", and early
files call the scale and shift of a normalisation gamma and beta.  Half precision is read as float32.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from explorer.context.transformer.settings import TransformerSettings
from explorer.errors import VectorFileError
from explorer.files.formats import arrays
from explorer.files.formats.arrays import Layout
from explorer.files.formats.source import Source
from explorer.vectors.word_vectors import Floats

OLD = {"LayerNorm.weight": "LayerNorm.gamma", "LayerNorm.bias": "LayerNorm.beta"}
NAMES = {  # ours -> theirs, within a layer
    "bert": {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "joined": "attention.output.dense",
        "after_attention": "attention.output.LayerNorm",
        "widened": "intermediate.dense",
        "narrowed": "output.dense",
        "after_network": "output.LayerNorm",
    },
    "distilbert": {
        "query": "attention.q_lin",
        "key": "attention.k_lin",
        "value": "attention.v_lin",
        "joined": "attention.out_lin",
        "after_attention": "sa_layer_norm",
        "widened": "ffn.lin1",
        "narrowed": "ffn.lin2",
        "after_network": "output_layer_norm",
    },
}
LAYER = {"bert": "encoder.layer", "distilbert": "transformer.layer"}


@dataclass(frozen=True, eq=False)
class Affine:
    """A linear map, weight (m, n) and bias (m,); or the scale and shift (D,) of a layer normalisation."""

    weight: Floats
    bias: Floats


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer: attention, and a network of two linear maps; each is followed by a normalisation."""

    query: Affine
    key: Affine
    value: Affine
    joined: Affine
    after_attention: Affine
    widened: Affine
    narrowed: Affine
    after_network: Affine


@dataclass(frozen=True, eq=False)
class Weights:
    """All weights.

    Parameters
    ----------
    pieces : (V, D)
    positions : (P, D)
    segment : (D,)
        Of the first of two sentences; zeros where the model knows none.
    norm : Affine
        Of what goes into the first layer.
    layers : tuple of Layer
    """

    pieces: Floats
    positions: Floats
    segment: Floats
    norm: Affine
    layers: tuple[Layer, ...]

    def arrays(self) -> Iterator[Floats]:
        """All of them, in a fixed order; each (n,) or (m, n)."""
        yield from (self.pieces, self.positions, self.segment, self.norm.weight, self.norm.bias)
        for layer in self.layers:
            for one in vars(layer).values():
                yield from (one.weight, one.bias)


def read(path: Path, settings: TransformerSettings, name: str = "model.safetensors") -> Weights:
    """The weights in a file, which messages call `name`.

    Raises
    ------
    VectorFileError
        If it is not a safetensors file, lacks an array, or has one of another shape than config.json says.
    """
    with closing(Source(path, name)) as source:
        opening = source.peek(9)
        if len(opening) < 9 or opening[8:9] != b"{":
            raise VectorFileError(f"“{name}” is not a safetensors file; .bin and .h5 files are not read.")
        layouts, _ = arrays.safe_layouts(source)
        wanted = shapes(settings)
        found = {ours: _found(layouts, ours, settings) for ours in wanted}
        missing = [ours for ours, layout in found.items() if layout is None]
        if missing:
            more = f" and {len(missing) - 1:,} more" if len(missing) > 1 else ""
            raise VectorFileError(f"“{name}” lacks the array {missing[0]}{more} that config.json promises.")
        fit = {ours: layout for ours, layout in found.items() if layout is not None}
        for ours, layout in fit.items():
            if layout.shape != wanted[ours]:
                is_, due = (" × ".join(map(str, shape)) for shape in (layout.shape, wanted[ours]))
                raise VectorFileError(f"“{name}” has {ours} as {is_} numbers; config.json says {due}.")
            arrays.check_size(layout, source)
        return _assembled(_drawn(source, fit), settings)


def shapes(settings: TransformerSettings) -> dict[str, tuple[int, ...]]:
    """The arrays that a model of these settings has, by name without prefix, with their shapes."""
    D, n = settings.D, settings.inner
    found: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (settings.V, D),
        "embeddings.position_embeddings.weight": (settings.positions, D),
        "embeddings.LayerNorm.weight": (D,),
        "embeddings.LayerNorm.bias": (D,),
    }
    if settings.kind == "bert":
        found["embeddings.token_type_embeddings.weight"] = (settings.segments, D)
    for i in range(settings.layers):
        for ours, theirs in NAMES[settings.kind].items():
            weight = {"widened": (n, D), "narrowed": (D, n), "after_attention": (D,), "after_network": (D,)}
            shape = weight.get(ours, (D, D))
            found[f"{LAYER[settings.kind]}.{i}.{theirs}.weight"] = shape
            found[f"{LAYER[settings.kind]}.{i}.{theirs}.bias"] = shape[:1]
    return found


def _found(layouts: dict[str, Layout], ours: str, settings: TransformerSettings) -> Layout | None:
    old = next((ours.replace(new, before) for new, before in OLD.items() if ours.endswith(new)), ours)
    tries = (prefix + name for prefix in ("", f"{settings.kind}.") for name in (ours, old))
    return next((layouts[name] for name in tries if name in layouts and layouts[name].dtype.kind in "fu"), None)


def _drawn(source: Source, layouts: dict[str, Layout]) -> dict[str, Floats]:
    """The arrays, in the order of the file."""
    found: dict[str, Floats] = {}
    at = 0
    for name, layout in sorted(layouts.items(), key=lambda one: one[1].skip):
        if layout.skip < at:
            raise VectorFileError(f"In “{source.name}” two arrays share their numbers; the file is damaged.")
        source.skip(layout.skip - at)
        at = layout.skip + layout.size
        raw = bytearray(layout.size)
        if source.read_into(memoryview(raw)) < layout.size:
            raise VectorFileError(f"“{source.name}” ends in the middle of {name}; fetch it again.")
        numbers = np.frombuffer(raw, layout.dtype)
        if layout.brain:
            numbers = (numbers.astype(np.uint32) << 16).view(np.float32)
        with np.errstate(over="ignore"):
            found[name] = numbers.astype(np.float32, copy=False).reshape(layout.shape)
        if not np.isfinite(found[name]).all():
            raise VectorFileError(f"“{source.name}” has numbers in {name} that are infinite or undefined.")
        found[name].setflags(write=False)
    return found


def _assembled(held: dict[str, Floats], settings: TransformerSettings) -> Weights:
    def affine(name: str) -> Affine:
        return Affine(held[f"{name}.weight"], held[f"{name}.bias"])

    layers = [
        Layer(**{ours: affine(f"{LAYER[settings.kind]}.{i}.{theirs}") for ours, theirs in NAMES[settings.kind].items()})
        for i in range(settings.layers)
    ]
    segments = held.get("embeddings.token_type_embeddings.weight")
    return Weights(
        held["embeddings.word_embeddings.weight"],
        held["embeddings.position_embeddings.weight"],
        np.zeros(settings.D, np.float32) if segments is None else segments[0],
        affine("embeddings.LayerNorm"),
        tuple(layers),
    )
