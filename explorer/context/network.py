"""
The context network: it reads what is left of a place and what is right of it, without the word at the place itself.

    →a<t-1>   state of a GRU that has read the words before the place from the left
    ←a<t+1>   state of another that has read the words behind it from the right
    s<t>      mean of the words up to `reach` on each side, at root mean square 1
    h<t> = max(0, W_h [→a<t-1>; ←a<t+1>; s<t>] + b_h)
    c<t> = W_c h<t> + b_c                                    the context vector, D numbers

The score of a word w at the place is c<t> · (e_w M + o_w N) + b_w, with its type vector e_w and a D x D matrix M: the
answers lie in the space of the type vectors ("tied").  A word may also have a few numbers o_w of its own, which
N (R x D) maps into that space.  Two readers with a merging layer are context2vec (Melamud, Goldberger and Dagan 2016),
which has LSTMs and a free vector for every answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.context.type_vectors import Ids, TypeVectors
from explorer.errors import SettingError
from explorer.sequence.cell import Mask, Trace
from explorer.sequence.gru import GRU
from explorer.sequence.initialisation import cell_parameters, matrix
from explorer.sequence.layers import of
from explorer.vectors.word_vectors import Floats

OWN_LENGTH = 0.5  # of the rows of N as training begins: Adam's steps for rare words are large ones


@dataclass(frozen=True)
class NetworkSettings:
    """Sizes: `units` of each GRU and `merge` of the merging layer; `reach` words on each side are averaged.

    A word's answer has `own` numbers of its own (R); with 0, answers are wholly tied.
    """

    units: int = 256
    merge: int = 256
    reach: int = 10
    own: int = 0

    def __post_init__(self) -> None:
        if not (1 <= self.units <= 1024 and 1 <= self.merge <= 1024):
            raise SettingError(f"A layer has 1 to 1,024 units, not {self.units:,} and {self.merge:,}.")
        if not 1 <= self.reach <= 100:
            raise SettingError(f"The average takes 1 to 100 words on each side, not {self.reach}.")
        if not 0 <= self.own <= 100:
            raise SettingError(f"A word has 0 to 100 numbers of its own, not {self.own}.")


@dataclass(frozen=True, eq=False)
class ContextPass:
    """What both readers did with a batch of T words in B rows, and the averages (T, B, D)."""

    left: Trace
    right: Trace
    average: Floats


@dataclass(frozen=True, eq=False)
class Merged:
    """Of N places: what comes in (N, 2n + D), the merging layer (N, m) and the context vectors (N, D)."""

    features: Floats
    hidden: Floats
    context: Floats


class ContextNetwork:
    """The forward pass, and the backward pass; the parameters are arrays by name.

    Parameters
    ----------
    types : TypeVectors
    settings : NetworkSettings
    parameters : mapping
        left.W, left.b, right.W, right.b of the GRUs; merge.W, merge.b; out.W, out.b; tie (D, D); bias (V,);
        and, where words have numbers of their own, own (R, V) and own.map (R, D).
    """

    def __init__(self, types: TypeVectors, settings: NetworkSettings, parameters: Mapping[str, Floats]) -> None:
        self.types = types
        self.settings = settings
        self.parameters = dict(parameters)
        self.cell = GRU(types.dim, settings.units)

    @classmethod
    def begin(cls, types: TypeVectors, settings: NetworkSettings, *, seed: int) -> "ContextNetwork":
        """An untrained network: orthogonal GRUs, M the identity, o_w zero, b_w the logarithm of the word's share."""
        rng = np.random.default_rng(seed)
        D, n, m = types.dim, settings.units, settings.merge
        found: dict[str, Floats] = {}
        for side in ("left", "right"):
            own = cell_parameters(GRU(D, n), "orthogonal", rng)
            found |= {f"{side}.{name}": value for name, value in own.items()}
        found |= {"merge.W": matrix(m, 2 * n + D, "He", rng), "merge.b": np.zeros(m)}
        found |= {"out.W": matrix(D, m, "scaled", rng), "out.b": np.zeros(D)}
        found |= {"tie": np.eye(D), "bias": np.log(np.maximum(types.share, 1e-12))}
        if settings.own:
            spread = OWN_LENGTH / np.sqrt(D)
            found |= {"own": np.zeros((settings.own, len(types))), "own.map": rng.normal(0, spread, (settings.own, D))}
        return cls(types, settings, {name: value.astype(types.unit.dtype) for name, value in found.items()})

    @property
    def size(self) -> int:
        """Number of parameters."""
        return sum(value.size for value in self.parameters.values())

    def run(self, ids: Ids, mask: Mask | None = None) -> ContextPass:
        """Both readers over ids (T, B); a mask (T, B) is False behind the end of a shorter row."""
        x = self.types.inputs[ids]
        turned = None if mask is None else mask[::-1]
        left = self.cell.forward(of(self.parameters, "left"), x, mask=mask)
        right = self.cell.forward(of(self.parameters, "right"), np.ascontiguousarray(x[::-1]), mask=turned)
        return ContextPass(left, right, self.averages(ids))

    def averages(self, ids: Ids) -> Floats:
        """(T, B, D) of every place of ids (T, B): the mean of its neighbours, at root mean square 1."""
        y = self.types.weighted[ids]
        T, reach = len(y), self.settings.reach
        total = np.concatenate([np.zeros_like(y[:1]), np.cumsum(y, axis=0)])
        at = np.arange(T)
        around = total[np.minimum(at + reach + 1, T)] - total[np.maximum(at - reach, 0)] - y
        return levelled(around)

    def states(self, passed: ContextPass, places: Ids) -> Floats:
        """(N, F), F = 2n + D: what is known at places (N,) of a batch, counted row by row of (T, B)."""
        n = self.settings.units
        left = passed.left.a[:-1].reshape(-1, n)[places]  # a<t-1>: without the word at the place
        right = passed.right.a[:-1][::-1].reshape(-1, n)[places]
        return np.concatenate([left, right, passed.average.reshape(-1, self.types.dim)[places]], axis=1)

    def merged(self, features: Floats) -> Merged:
        """The merging layer and the context vectors of features (N, F), F = 2n + D."""
        p = self.parameters
        hidden = np.maximum(features @ p["merge.W"].T + p["merge.b"], 0)
        return Merged(features, hidden, hidden @ p["out.W"].T + p["out.b"])

    def answers(self, ids: Ids) -> Floats:
        """(N, D) answers of the words of ids (N,): a context vector times an answer is a score."""
        p = self.parameters
        rows: Floats = self.types.unit[ids] @ p["tie"]
        return rows + p["own"][:, ids].T @ p["own.map"] if "own" in p else rows

    def answers_back(self, ids: Ids, by_answer: Floats) -> dict[str, Floats]:
        """Gradients by the parameters of the answers of ids (N,), from the gradients by the answers (N, D)."""
        p = self.parameters
        found: dict[str, Floats] = {"tie": self.types.unit[ids].T @ by_answer}
        if "own" in p:
            by_word = np.zeros((p["own"].shape[1], p["own"].shape[0]), by_answer.dtype)
            np.add.at(by_word, ids, by_answer @ p["own.map"].T)  # (V, R)
            found |= {"own": np.ascontiguousarray(by_word.T), "own.map": p["own"][:, ids] @ by_answer}
        return found

    def back(self, passed: ContextPass, places: Ids, merged: Merged, dc: Floats) -> dict[str, Floats]:
        """Gradients of all parameters below the context vectors, from dL/dc (N, D) of places (N,), none twice."""
        p, n = self.parameters, self.settings.units
        dh = dc @ p["out.W"]
        dh *= merged.hidden > 0
        found: dict[str, Floats] = {"out.W": dc.T @ merged.hidden, "out.b": dc.sum(axis=0)}
        found |= {"merge.W": dh.T @ merged.features, "merge.b": dh.sum(axis=0)}
        by_state = dh @ p["merge.W"][:, : 2 * n]
        for side, trace, columns in (("left", passed.left, by_state[:, :n]), ("right", passed.right, by_state[:, n:])):
            T, B = trace.gates.shape[:2]
            at_place = np.zeros((T * B, n), dc.dtype)
            at_place[places] = columns
            steps = at_place.reshape(T, B, n)[:: 1 if side == "left" else -1]
            da = np.zeros_like(steps)
            da[:-1] = steps[1:]  # what a place knows is the state of the step before it
            own = self.cell.backward(of(p, side), trace, da, need_x=False)
            found |= {f"{side}.{name}": value for name, value in own.parameters.items()}
        return found


def levelled(around: Floats) -> Floats:
    """Averages (N, D) at a root mean square of about 1; zeros stay zeros."""
    return np.asarray(around / (np.sqrt((around * around).mean(axis=-1, keepdims=True)) + 1e-3))
