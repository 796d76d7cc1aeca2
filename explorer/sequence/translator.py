"""
Encoder and decoder: one network reads the whole sentence, another writes the answer (Sutskever, Vinyals and Le 2014).

The encoder reads both ways; its two last states, side by side, are the decoder's a<0>.  The decoder is a language
model of answers: y<0> = 0, and each step reads the previous letter.  Without attention, all it knows of the
sentence is in a<0>; with attention (attention.py), every step sees the sentence again:

    ŷ<t> = softmax(W_ya [s<t>; context<t>] + b_y)

During training the decoder reads the right previous letter (teacher forcing, Williams and Zipser 1989); afterwards it
reads its own.
"""

from dataclasses import dataclass

import numpy as np

from explorer.errors import DivergedError, SettingError
from explorer.sequence.activations import log_softmax
from explorer.sequence.attention import Attended, attended, attended_back
from explorer.sequence.batches import padded
from explorer.sequence.cell import CellGradients, Mask, Trace
from explorer.sequence.heads import Answer, Head, Judged
from explorer.sequence.initialisation import cell_parameters, matrix
from explorer.sequence.inputs import Ids, OneHot
from explorer.sequence.layers import BACKWARD, FORWARD, Layer, LayerGradients, LayerTrace, of
from explorer.sequence.learned import Learned
from explorer.sequence.network import CellName, check_cell, new_cell
from explorer.sequence.optimisers import Gradient, Optimiser, OptimiserSettings
from explorer.vectors.word_vectors import Floats


@dataclass(frozen=True)
class TranslatorSettings:
    """What the reader chooses; `units` is n_a of each direction of the encoder, the decoder has twice as many."""

    cell: CellName = "GRU"
    units: int = 32
    attention: bool = True
    learning_rate: float = 0.005
    batch: int = 64
    seed: int = 1

    def __post_init__(self) -> None:
        check_cell(self.cell)
        if not 1 <= self.units <= 500:
            raise SettingError(f"Each direction has 1 to 500 units, not {self.units}.")
        if not 1 <= self.batch <= 10_000:
            raise SettingError(f"A step takes between 1 and 10,000 examples, not {self.batch}.")
        OptimiserSettings(learning_rate=self.learning_rate)  # checks its own bounds


@dataclass(frozen=True, eq=False)
class TranslatorPass:
    """What encoder and decoder computed.

    Parameters
    ----------
    encoder : LayerTrace
        `output` (T, B, 2 n_a) is what attention looks at.
    decoder : Trace
    attended : Attended or None
        Its `weights` (B, U, T) are shown as a picture: steps of the answer by letters of the sentence.
    h : (U B, m)
        What the head looks at.
    score : (U B, n_y)
    mask : (T, B) bool or None
    """

    encoder: LayerTrace
    decoder: Trace
    attended: Attended | None
    h: Floats
    score: Floats
    mask: Mask | None


@dataclass(frozen=True, eq=False)
class TranslatorGradients:
    """The gradients by every parameter, and by each state of decoder and encoder."""

    judged: Judged
    parameters: dict[str, Gradient]
    encoder: LayerGradients
    decoder: CellGradients


@dataclass(frozen=True, eq=False)
class TranslatorStep:
    """The record of one step, with all numbers from before the update; `right` is the share of right letters."""

    number: int
    passed: TranslatorPass
    gradients: TranslatorGradients
    norm: float
    loss: float
    right: float


@dataclass(frozen=True, eq=False)
class Answered:
    """One sentence's answer, letter by letter.

    Parameters
    ----------
    ids : (U,)
    probability : (U, n_y)
        Of every letter at each step, given the letters chosen before.
    weights : (U, T) or None
        How much each step looked at each letter of the sentence.
    """

    ids: Ids
    probability: Floats
    weights: Floats | None


class Translator(Learned):
    """Reads ids below `read`, writes answers of `length` ids below `write`.

    Parameters
    ----------
    settings : TranslatorSettings
    read, write : int
        How many letters there are on each side; both are read one-hot.
    length : int
        U, the length of every answer.
    dtype : float32 unless told
    """

    def __init__(
        self,
        settings: TranslatorSettings,
        read: int,
        write: int,
        length: int,
        *,
        dtype: type[np.floating] = np.float32,
    ) -> None:
        self.settings = s = settings
        self.length, self.dtype = length, dtype
        rng, n = np.random.default_rng(s.seed), s.units
        self._read, self._written = OneHot(read, dtype), OneHot(write, dtype)
        cells = {FORWARD: new_cell(s.cell, read, n), BACKWARD: new_cell(s.cell, read, n)}
        self.encoder = Layer(cells[FORWARD], cells[BACKWARD])
        self.decoder = new_cell(s.cell, write, 2 * n)
        found: dict[str, Floats] = {}
        for prefix, cell in (*((f"encoder.{way}", cell) for way, cell in cells.items()), ("decoder", self.decoder)):
            p = cell_parameters(cell, "orthogonal", rng, keeping=1.0)
            found |= {f"{prefix}.{name}": value for name, value in p.items()}
        m = 4 * n if s.attention else 2 * n
        if s.attention:
            found["attention.W_e"] = matrix(2 * n, 2 * n, "scaled", rng)
        self.head = Head(m, when="each", output="softmax", units=m)
        found |= {"head.W_ya": matrix(write, m, "scaled", rng), "head.b_y": np.zeros(write)}
        self.parameters = {name: value.astype(dtype) for name, value in found.items()}

    def forward(self, ids: Ids, mask: Mask | None, said: Ids) -> TranslatorPass:
        """The pass of ids (T, B) under a mask (T, B); scores what follows each letter of said (U, B), -1 first."""
        p = self.parameters
        encoder = self.encoder.run(of(p, "encoder"), self._read.read(ids, None), mask)
        decoder = self.decoder.forward(of(p, "decoder"), self._written.read(said, None), start=_joined(encoder))
        return self._answered(encoder, decoder, mask)

    def _answered(self, encoder: LayerTrace, decoder: Trace, mask: Mask | None) -> TranslatorPass:
        s, done = decoder.a[1:], None
        h = s
        if self.settings.attention:
            done = attended(self.parameters["attention.W_e"], s, encoder.output, mask)
            h = np.concatenate([s, done.context], axis=2)
        flat = h.reshape(-1, self.head.m)
        score = self.head.answer(of(self.parameters, "head"), h, None).score
        return TranslatorPass(encoder, decoder, done, flat, score, mask)

    def judged(self, passed: TranslatorPass, target: Ids) -> Judged:
        """The loss against targets (U, B), by letter."""
        return self.head.judged(Answer(passed.h, passed.score), target, "word")

    def backward(self, passed: TranslatorPass, target: Ids) -> TranslatorGradients:
        """The gradients of the loss against targets (U, B), through head, attention, decoder and encoder."""
        p, n = self.parameters, self.settings.units
        judged = self.judged(passed, target)
        U, B = target.shape
        looked = Answer(passed.h, passed.score)
        head, dh = self.head.back(of(p, "head"), looked, judged.dscore, (U, B, self.head.m), None)
        found: dict[str, Gradient] = {f"head.{name}": value for name, value in head.items()}
        ds, memory = np.ascontiguousarray(dh[:, :, : 2 * n]), passed.encoder.output
        dmemory = np.zeros_like(memory)
        if passed.attended is not None:
            s = passed.decoder.a[1:]
            dW, more, dmemory = attended_back(p["attention.W_e"], passed.attended, s, memory, dh[:, :, 2 * n :])
            found["attention.W_e"] = dW
            ds = ds + more
        decoder = self.decoder.backward(of(p, "decoder"), passed.decoder, ds, need_x=False)
        halves = ((decoder.a0[:, :n], decoder.c0[:, :n]), (decoder.a0[:, n:], decoder.c0[:, n:]))
        encoder, _ = self.encoder.back(of(p, "encoder"), passed.encoder, dmemory, need_x=False, last=halves)
        found |= {f"decoder.{name}": value for name, value in decoder.parameters.items()}
        for way, cell in ((FORWARD, encoder.forward), (BACKWARD, encoder.backward)):
            if cell is not None:
                found |= {f"encoder.{way}.{name}": value for name, value in cell.parameters.items()}
        return TranslatorGradients(judged, found, encoder, decoder)

    def answers(self, sentences: tuple[Ids, ...]) -> list[Answered]:
        """The answers to sentences (T_i,): the likeliest letter at each step, which the decoder reads next."""
        ids, mask = padded(sentences)
        p, B = self.parameters, len(sentences)
        encoder = self.encoder.run(of(p, "encoder"), self._read.read(ids, None), mask)
        state, said = _joined(encoder), np.full((1, B), -1)
        chosen, probabilities, weights = [], [], []
        for _ in range(self.length):
            decoder = self.decoder.forward(of(p, "decoder"), self._written.read(said, None), start=state)
            passed = self._answered(encoder, decoder, mask)
            state, said = (decoder.a[-1], decoder.c[-1]), passed.score.argmax(axis=1)[None]
            chosen.append(said[0])
            probabilities.append(np.exp(log_softmax(passed.score)))
            if passed.attended is not None:
                weights.append(passed.attended.weights[:, 0])
        return [
            Answered(
                np.array([step[b] for step in chosen]),
                np.array([step[b] for step in probabilities]),
                np.array([step[b, : len(sentences[b])] for step in weights]) if weights else None,
            )
            for b in range(B)
        ]


def _joined(encoder: LayerTrace) -> tuple[Floats, Floats]:
    """The last states of both directions, side by side: a<0> and c<0> of the decoder."""
    ways = [encoder.forward] + ([] if encoder.backward is None else [encoder.backward])
    a, c = (np.concatenate([getattr(trace, name)[-1] for trace in ways], axis=1) for name in "ac")
    return a, c


class TranslatorTrainer:
    """Trains a translator a batch at a time, in a new order each time all examples have been read.

    Parameters
    ----------
    translator : Translator
        Changed in place.
    read : tuple of (T_i,) ids
    write : (S, U) ids
    """

    def __init__(self, translator: Translator, read: tuple[Ids, ...], write: Ids) -> None:
        self.translator = translator
        self.read, self.write = read, write
        self.optimiser = Optimiser(OptimiserSettings(learning_rate=translator.settings.learning_rate, limit=1.0))
        self.steps_done = 0
        self.seen = 0
        self._order_rng = np.random.default_rng(translator.settings.seed)
        self._waiting = np.empty(0, np.intp)

    def step(self) -> TranslatorStep:
        """The record of one step: take the next examples, run the translator on them, then update.

        Raises
        ------
        DivergedError
            If the loss is no longer a number; the parameters stay as they were before.
        """
        B = min(self.translator.settings.batch, len(self.read))
        while len(self._waiting) < B:
            self._waiting = np.concatenate([self._waiting, self._order_rng.permutation(len(self.read))])
        which, self._waiting = np.split(self._waiting, [B])
        ids, mask = padded([self.read[i] for i in which])
        target = np.ascontiguousarray(self.write[which].T)
        said = np.concatenate([np.full((1, B), -1), target[:-1]])
        passed = self.translator.forward(ids, mask, said)
        gradients = self.translator.backward(passed, target)
        norm = self.optimiser.clip(gradients.parameters)
        loss = gradients.judged.loss
        if not np.isfinite([loss, norm]).all():
            raise DivergedError(
                f"Training diverged at step {self.steps_done + 1}: use a lower learning rate than "
                f"{self.optimiser.learning_rate:g}."
            )
        self.optimiser.move(self.translator.parameters, gradients.parameters)
        self.steps_done += 1
        self.seen += B
        return TranslatorStep(self.steps_done, passed, gradients, norm, loss, float(gradients.judged.right.mean()))
