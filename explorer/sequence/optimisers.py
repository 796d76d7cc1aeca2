"""
How a gradient becomes a step: plain descent, with momentum, or Adam; and clipping before it.

    SGD        θ ← θ - η g
    momentum   v ← β v + g                      θ ← θ - η v                        (Polyak 1964)
    Adam       m, v: running means of g, g²     θ ← θ - η m̂ / (sqrt v̂ + ε)         (Kingma and Ba 2015, algorithm 1)

Clipping by norm shortens the whole gradient to a length and keeps its direction (Pascanu, Mikolov and Bengio 2013);
clipping by value cuts every component to ±limit (the course's exercise), which changes the direction.  Of vectors
that learn, only the rows of the batch's words are moved and have their means updated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from explorer.errors import SettingError
from explorer.sequence.inputs import RowGradient
from explorer.vectors.word_vectors import Floats

Rule = Literal["SGD", "momentum", "Adam"]
RULES: tuple[Rule, ...] = get_args(Rule)
Clip = Literal["none", "norm", "value"]
CLIPS: tuple[Clip, ...] = get_args(Clip)
Gradient = Floats | RowGradient


@dataclass(frozen=True)
class OptimiserSettings:
    """`beta` is the momentum, or Adam's β1; `limit` is the largest length or component that clipping leaves."""

    rule: Rule = "Adam"
    learning_rate: float = 0.003
    beta: float = 0.9
    beta2: float = 0.999
    clip: Clip = "norm"
    limit: float = 5.0

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise SettingError(f"The optimiser is {', '.join(RULES)}, not “{self.rule}”.")
        if not 0 < self.learning_rate <= 10:
            raise SettingError(f"The learning rate must lie above 0 and not above 10, not at {self.learning_rate:g}.")
        if not (0 <= self.beta < 1 and 0 <= self.beta2 < 1):
            raise SettingError(f"Momentum lies between 0 and below 1, not at {self.beta:g} and {self.beta2:g}.")
        if self.clip not in CLIPS:
            raise SettingError(f"Gradients are clipped by norm, by value or not at all (none), not by “{self.clip}”.")
        if not self.limit > 0:
            raise SettingError(f"Clipping leaves a length above 0, not {self.limit:g}.")


def values_of(gradient: Gradient) -> Floats:
    """The numbers of a gradient: all (R, C), or those of the touched rows (R, D)."""
    return gradient.values if isinstance(gradient, RowGradient) else gradient


def norm(gradients: Mapping[str, Gradient]) -> float:
    """Length of all gradients together as one vector."""
    squares = (np.vdot(values_of(g), values_of(g)) for g in gradients.values())
    return float(np.sqrt(sum(float(square) for square in squares)))


def clip_by_norm(gradients: Mapping[str, Gradient], limit: float) -> float:
    """The length of the gradients before they are shortened, in place, to at most `limit`.

    A gradient that is not finite stays as it is: it has no direction to keep.
    """
    before = norm(gradients)
    if np.isfinite(before) and before > limit:
        for gradient in gradients.values():
            values = values_of(gradient)
            values *= limit / before
    return before


def clip_by_value(gradients: Mapping[str, Gradient], limit: float) -> float:
    """The length of the gradients before every component is cut, in place, to ±`limit`."""
    before = norm(gradients)
    for gradient in gradients.values():
        values = values_of(gradient)
        np.clip(values, -limit, limit, out=values)
    return before


class Optimiser:
    """Moves parameters against their gradients; keeps the running means of momentum and Adam."""

    def __init__(self, settings: OptimiserSettings) -> None:
        self.settings = settings
        self.learning_rate = settings.learning_rate
        self.steps_done = 0
        self._m: dict[str, Floats] = {}
        self._v: dict[str, Floats] = {}

    def clip(self, gradients: Mapping[str, Gradient]) -> float:
        """The length of the gradients before they are clipped, in place, as the settings say."""
        s = self.settings
        if s.clip == "norm":
            return clip_by_norm(gradients, s.limit)
        return clip_by_value(gradients, s.limit) if s.clip == "value" else norm(gradients)

    def move(self, parameters: Mapping[str, Floats], gradients: Mapping[str, Gradient]) -> None:
        """One step, in place, against gradients of the parameters' shapes (R, C); without a gradient one stays."""
        self.steps_done += 1
        for name, gradient in gradients.items():
            whole = parameters[name]
            if isinstance(gradient, RowGradient):
                moved = self._by(name, whole.shape, gradient.values, gradient.rows)
                whole[gradient.rows] -= moved
            else:
                whole -= self._by(name, whole.shape, gradient, slice(None))

    def _by(self, name: str, shape: tuple[int, ...], g: Floats, at: slice | np.ndarray) -> Floats:
        """What to subtract from the rows `at` of the parameter `name`."""
        s, rate = self.settings, g.dtype.type(self.learning_rate)
        if s.rule == "SGD":
            return np.asarray(rate * g)
        m = _kept(self._m, name, shape, g.dtype)
        if s.rule == "momentum":
            m[at] = s.beta * m[at] + g
            return np.asarray(rate * m[at])
        v = _kept(self._v, name, shape, g.dtype)
        m[at] += (1 - s.beta) * (g - m[at])
        v[at] += (1 - s.beta2) * (g * g - v[at])
        rate = g.dtype.type(self.learning_rate / (1 - s.beta**self.steps_done))
        root = np.sqrt(v[at] / g.dtype.type(1 - s.beta2**self.steps_done))
        root += 1e-8
        return np.asarray(rate * m[at] / root)


def _kept(store: dict[str, Floats], name: str, shape: tuple[int, ...], dtype: np.dtype[np.floating]) -> Floats:
    """The running mean of a parameter, of its shape (R, C) or (n,); zeros before its first step."""
    if name not in store:
        store[name] = np.zeros(shape, dtype)
    return store[name]
