"""
A network that reads in order, put together from inputs, layers of cells and a head.

    network = Network(NetworkSettings(cell="LSTM", units=64, head="last"), LearnedVectors(E), classes=2)
    passed = network.forward(ids, mask)                    what every cell computed
    gradients = network.backward(passed, target)           all gradients
    network.parameters["layer1.forward.W"]                 what is learned; `blocks` has the notes' names

Ids and mask are (T, B), time first.  Nothing is updated here: that is trainer.py's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np

from explorer.errors import SettingError
from explorer.sequence.cell import Cell, Mask
from explorer.sequence.gru import GRU
from explorer.sequence.heads import WHENS, Answer, Average, Head, Judged, Output, When
from explorer.sequence.initialisation import INITIALISATIONS, Initialisation, cell_parameters, matrix
from explorer.sequence.inputs import Ids, Inputs, LearnedVectors, row_gradient
from explorer.sequence.layers import BACKWARD, FORWARD, Layer, LayerGradients, LayerTrace, State, dropout, of
from explorer.sequence.learned import Learned
from explorer.sequence.lstm import LSTM
from explorer.sequence.optimisers import Gradient
from explorer.sequence.rnn import RNN
from explorer.vectors.word_vectors import Floats

CellName = Literal["RNN", "RNN, ReLU", "GRU", "GRU, simplified", "LSTM", "LSTM, peephole"]
CELLS: tuple[CellName, ...] = get_args(CellName)
EMBEDDING = "input.E"  # the name of the vectors that learn
MOST_LAYERS = 3


def check_cell(cell: str) -> None:
    """Refuse a cell that does not exist.

    Raises
    ------
    SettingError
        If it is not one of `CELLS`.
    """
    if cell not in CELLS:
        raise SettingError(f"The cells are {'; '.join(CELLS)}; there is no “{cell}”.")


@dataclass(frozen=True)
class NetworkSettings:
    """What a network is made of.

    `units` is n_a of every cell; `head` says when the network answers; `radius` is the spectral radius of an
    orthogonal recurrent matrix at the start; `keeping` is the first bias of the gate that keeps the memory.
    """

    cell: CellName = "GRU"
    units: int = 32
    layers: int = 1
    both_ways: bool = False
    dropout: float = 0.0
    head: When = "each"
    output: Output = "softmax"
    initialisation: Initialisation = "orthogonal"
    radius: float = 1.0
    keeping: float = 1.0
    seed: int = 1

    def __post_init__(self) -> None:
        check_cell(self.cell)
        if not 1 <= self.units <= 1000:
            raise SettingError(f"A layer has 1 to 1,000 units, not {self.units}.")
        if not 1 <= self.layers <= MOST_LAYERS:
            raise SettingError(f"A network has 1 to {MOST_LAYERS} layers, not {self.layers}.")
        if not 0 <= self.dropout < 1:
            raise SettingError(f"Dropout leaves out a share from 0 to below 1, not {self.dropout:g}.")
        if self.head not in WHENS:
            raise SettingError(f"A head answers at {', '.join(WHENS)}, not at “{self.head}”.")
        if self.output not in ("softmax", "sigmoid"):
            raise SettingError(f"The output is a softmax or a sigmoid, not “{self.output}”.")
        if self.initialisation not in INITIALISATIONS:
            raise SettingError(f"Weights begin as {', '.join(INITIALISATIONS)}, not as “{self.initialisation}”.")
        if not 0 <= self.radius <= 10:
            raise SettingError(f"The spectral radius lies between 0 and 10, not at {self.radius:g}.")


@dataclass(frozen=True, eq=False)
class Pass:
    """What a network computed for a batch.

    Parameters
    ----------
    ids : (T, B)
    mask : (T, B) bool or None
    x : (T, B, n_x)
    layers : tuple of LayerTrace
    answer : Answer
    head : Head
        The head that gave it.
    """

    ids: Ids
    mask: Mask | None
    x: Floats
    layers: tuple[LayerTrace, ...]
    answer: Answer
    head: Head

    @cached_property
    def probability(self) -> Floats:
        """ŷ (T, B, n_y), or (B, n_y) where one answer is given for a sentence."""
        probability = self.head.probabilities(self.answer.score)
        return probability.reshape(*self.ids.shape, -1) if self.head.when == "each" else probability

    @property
    def end(self) -> tuple[State, ...]:
        """a<T> and c<T> of each layer's cell that reads forward, (B, n_a)."""
        return tuple((layer.forward.a[-1], layer.forward.c[-1]) for layer in self.layers)


@dataclass(frozen=True, eq=False)
class Gradients:
    """The gradients of a network.

    Parameters
    ----------
    judged : Judged
        The loss of each answer, and its mean.
    parameters : mapping
        Name of each parameter -> gradient of the mean loss by it.
    layers : tuple of LayerGradients
        `layers[l].forward.a` is dL/da<t> of layer l + 1.
    x : (T, B, n_x)
        dL/dx<t>; empty if the vectors do not learn and it was not asked for.
    """

    judged: Judged
    parameters: dict[str, Gradient]
    layers: tuple[LayerGradients, ...]
    x: Floats


def new_cell(name: CellName, inputs: int, units: int) -> Cell:
    """The cell of that name."""
    if name.startswith("RNN"):
        return RNN(inputs, units, activation="relu" if "ReLU" in name else "tanh")
    if name.startswith("GRU"):
        return GRU(inputs, units, relevance="simplified" not in name)
    return LSTM(inputs, units, peephole="peephole" in name)


class Network(Learned):
    """Layers of cells between inputs and a head.

    Parameters
    ----------
    settings : NetworkSettings
    inputs : Inputs
    classes : int
        n_y, how many answers there are; a sigmoid has 1.
    dtype : float32 unless told (float64 for checking gradients)

    Raises
    ------
    SettingError
        If a sigmoid is asked for more than one class.
    """

    def __init__(
        self, settings: NetworkSettings, inputs: Inputs, classes: int, *, dtype: type[np.floating] = np.float32
    ) -> None:
        if settings.output == "sigmoid" and classes != 1:
            raise SettingError(f"A sigmoid answers one question with yes or no; {classes} answers need a softmax.")
        self.settings = s = settings
        self.inputs = inputs
        self.classes = classes
        self.dtype = dtype
        rng = np.random.default_rng(s.seed)
        self.layers: list[Layer] = []
        found: dict[str, Floats] = {EMBEDDING: inputs.start} if isinstance(inputs, LearnedVectors) else {}
        size = inputs.size
        for number in range(1, s.layers + 1):
            directions = (FORWARD, BACKWARD) if s.both_ways else (FORWARD,)
            cells = [new_cell(s.cell, size, s.units) for _ in directions]
            for direction, cell in zip(directions, cells, strict=True):
                p = cell_parameters(cell, s.initialisation, rng, radius=s.radius, keeping=s.keeping)
                found |= {f"layer{number}.{direction}.{name}": value for name, value in p.items()}
            self.layers.append(Layer(*cells))
            size = self.layers[-1].outputs
        self.head = Head(size, when=s.head, output=s.output, units=s.units)
        how: Initialisation = "zeros" if s.initialisation == "zeros" else "scaled"
        found |= {"head.W_ya": matrix(classes, size, how, rng), "head.b_y": np.zeros(classes)}
        self.parameters = {name: value.astype(dtype) for name, value in found.items()}

    def forward(
        self,
        ids: Ids,
        mask: Mask | None = None,
        *,
        rng: np.random.Generator | None = None,
        start: tuple[State, ...] | None = None,
    ) -> Pass:
        """The pass of a batch through the network.

        Parameters
        ----------
        ids : (T, B)
            -1 is no word: a vector of zeros.
        mask : (T, B) bool, optional
            False after the end of a sentence.
        rng : Generator, optional
            Draws what dropout leaves out; without it nothing is left out, as when the network is only used.
        start : a and c of each layer, (B, n_a), optional
            The `end` of an earlier pass, to read on; zeros unless given.  Only the cells that read forward start
            from it.
        """
        x = self.inputs.read(ids, self.parameters.get(EMBEDDING))
        return self.forward_from(x, ids, mask, rng=rng, start=start)

    def forward_from(
        self,
        x: Floats,
        ids: Ids,
        mask: Mask | None = None,
        *,
        rng: np.random.Generator | None = None,
        start: tuple[State, ...] | None = None,
    ) -> Pass:
        """The pass of `forward`, with vectors x (T, B, n_x) instead of those of the ids (T, B)."""
        s, top, traces = self.settings, x, []
        for number, layer in enumerate(self.layers, 1):
            kept = None
            if rng is not None and s.dropout:
                kept = dropout((*x.shape[:2], layer.outputs), s.dropout, rng, np.dtype(self.dtype))
            traces.append(
                layer.run(
                    of(self.parameters, f"layer{number}"), top, mask, kept, None if start is None else start[number - 1]
                )
            )
            top = traces[-1].output
        answer = self.head.answer(of(self.parameters, "head"), top, mask)
        return Pass(ids, mask, x, tuple(traces), answer, self.head)

    def judged(self, passed: Pass, target: Ids, average: Average = "word") -> Judged:
        """The loss of a pass against targets (T, B), or (B,) where one answer is given; -1 is not counted."""
        return self.head.judged(passed.answer, target, average)

    def backward(
        self,
        passed: Pass,
        target: Ids,
        *,
        average: Average = "word",
        truncate: int | None = None,
        need_x: bool = False,
    ) -> Gradients:
        """Backpropagation through the head, the layers and time.

        Parameters
        ----------
        passed : Pass
        target : (T, B), or (B,) where one answer is given for a sentence
            -1 is not counted.
        average : "word" or "sentence"
        truncate : int, optional
            Cut the backward pass after every `truncate` steps.
        need_x : bool
            Whether to compute dL/dx even if no vectors learn.
        """
        judged = self.judged(passed, target, average)
        shape = passed.layers[-1].output.shape
        head, d = self.head.back(of(self.parameters, "head"), passed.answer, judged.dscore, shape, passed.mask)
        found: dict[str, Gradient] = {f"head.{name}": value for name, value in head.items()}
        layers: list[LayerGradients] = []
        for number in reversed(range(1, len(self.layers) + 1)):
            below = number > 1 or need_x or self.inputs.learns
            p = of(self.parameters, f"layer{number}")
            gradients, d = self.layers[number - 1].back(
                p, passed.layers[number - 1], d, truncate=truncate, need_x=below
            )
            layers.append(gradients)
            for direction, of_cell in ((FORWARD, gradients.forward), (BACKWARD, gradients.backward)):
                if of_cell is not None:
                    found |= {f"layer{number}.{direction}.{name}": g for name, g in of_cell.parameters.items()}
        if self.inputs.learns:
            found[EMBEDDING] = row_gradient(passed.ids, d)
        return Gradients(judged, found, tuple(reversed(layers)), d)

    def blocks(self, parameters: Mapping[str, Floats] | None = None) -> dict[str, Floats]:
        """Parameters (or gradients of the cells) by the notes' names: "layer1.forward.W_aa" (n_a, n_a) … (views)."""
        given = self.parameters if parameters is None else parameters
        found: dict[str, Floats] = {}
        for number, layer in enumerate(self.layers, 1):
            for direction, cell in layer.cells.items():
                prefix = f"layer{number}.{direction}"
                found |= {f"{prefix}.{name}": block for name, block in cell.blocks(of(given, prefix)).items()}
        return found | {name: value for name, value in given.items() if not name.startswith("layer")}
