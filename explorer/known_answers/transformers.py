"""
Known answers of transformers: attention and one layer by hand, and a word cut into pieces.

By hand: two pieces with the vectors x and -x, x = (a, -a, 0), a = √1.5, which normalisation does not change.  Query
and key are c x with c² = ln 3 · √3 / 6, so that the score of a piece with itself is ln 3 larger than with the other:
the shares are 3/4 and 1/4.  Value and the joining map are the identity, so the first piece takes x/2, and
normalisation turns 3/2 x into x again.  The network adds gelu(x) = x Φ(x).
"""

import math
from collections.abc import Iterator

import numpy as np

from explorer.context.transformer.encoder import forward
from explorer.context.transformer.settings import TransformerSettings
from explorer.context.transformer.weights import Affine, Layer, Weights
from explorer.context.transformer.wordpiece import WordPiece
from explorer.known_answers.answers import Check, Value

TOPIC = "Transformer"


def checks() -> Iterator[Check]:
    """All of them."""
    name = "two pieces x and −x, scores that differ by ln 3: what the first takes from itself and from the other"
    yield Check(TOPIC, name, (0.75, 0.25), _shares, 1e-6, "By hand: softmax(ln 3, 0)")
    name = "the first piece after that layer, its network x + gelu(x)"
    yield Check(TOPIC, name, _by_hand(), _state, 1e-5, "By hand: a + a Φ(a), normalised")
    name = "“unaffable” in pieces, the longest first"
    yield Check(TOPIC, name, "un ##aff ##able", _pieces, 0, "Devlin et al. 2019, the tokeniser's own example")


def _by_hand() -> tuple[float, ...]:
    a = math.sqrt(1.5)
    below = 0.5 * (1 + math.erf(a / math.sqrt(2)))  # Φ(a); Φ(-a) is 1 minus this
    y = (a + a * below, -a - a * (1 - below), 0.0)
    mean = sum(y) / 3
    deviation = math.sqrt(sum((one - mean) ** 2 for one in y) / 3)
    return tuple((one - mean) / deviation for one in y)


def _model() -> tuple[Weights, TransformerSettings]:
    one, none = np.eye(3), np.zeros(3)
    a = math.sqrt(1.5)
    same, kept = Affine(one, none), Affine(np.ones(3), none)
    looking = Affine(one * math.sqrt(math.log(3) * math.sqrt(3) / 6), none)
    layer = Layer(looking, looking, same, same, kept, same, same, kept)
    pieces = np.array([[a, -a, 0], [-a, a, 0]])
    settings = TransformerSettings("distilbert", D=3, layers=1, heads=1, inner=3, positions=2, V=2)
    return Weights(pieces, np.zeros((2, 3)), none, kept, (layer,)), settings


def _shares() -> Value:
    own, other = forward(*_model(), np.array([0, 1])).attentions[0, 0, 0].tolist()
    return own, other


def _state() -> Value:
    return tuple(forward(*_model(), np.array([0, 1])).states[1, 0].tolist())


def _pieces() -> Value:
    known = ("[CLS]", "[SEP]", "[UNK]", "un", "##a", "##aff", "##able", "##ble")
    return " ".join(WordPiece({name: row for row, name in enumerate(known)}).cut("unaffable"))
