"""
One picture of a run in training, as bytes for the browser.

A frame is what changed: the map's coordinates, the step's words and numbers, new points of
the loss curve, neighbours of the probe words.  It is laid out as a length, a JSON header and
the arrays that the header lists, each little-endian and starting at a multiple of four bytes.
"""

import json
import math
import struct
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from explorer.projection.align import TrackedPCA
from explorer.training.history import LossHistory
from explorer.training.live_run import LiveRun, Moment
from explorer.training.pairs import Ids
from explorer.training.sgns import SGNSStep
from explorer.vectors import Floats

Matrix = Literal["v", "u", "mean"]
CENTRE, CONTEXT, ENDS = 1, 2, 4  # marks of a word in the running text; ENDS: last of its sentence
MOST_ROWS: Final = 36  # of the pair table
AROUND: Final = 16  # words of the text to each side of the centre
READABLE: Final = 0.6  # seconds a step stays in view while training runs on


@dataclass(frozen=True)
class View:
    """What the viewer has chosen to look at; words by id."""

    matrix: Matrix = "v"
    shown: int = 300
    probes: tuple[int, ...] = ()
    analogy: tuple[int, int, int] | None = None
    neighbours: int = 5


@dataclass
class Cursor:
    """What one viewer has already received."""

    moment: int = 0
    view: View | None = None
    history: LossHistory | None = None
    width: int = 0
    points: int = 0
    step_at: float = 0.0
    frames: int = 0


@dataclass
class LivePicture:
    """The pictures of one run: keeps the axes of its map from turning between frames."""

    run: LiveRun
    _axes: dict[tuple[Matrix, int], TrackedPCA] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def hello(self) -> bytes:
        """What does not change during a run: words, counts, settings."""
        corpus, settings = self.run.corpus, self.run.settings
        vocabulary = corpus.vocabulary
        header = {
            "hello": True,
            "words": vocabulary.words,
            "counts": vocabulary.counts.tolist(),
            "noise": [float(f"{p:.4g}") for p in self.run.trainer.noise],
            "tokens": len(corpus.tokens),
            "negatives": settings.negatives,
            "dim": settings.dim,
            "batch": settings.batch,
            "window": settings.window,
            "untrained": self.run.untrained_loss,
        }
        return pack(header, {})

    def frame(self, cursor: Cursor, view: View, answer: dict[str, object] | None = None) -> bytes:
        """What changed since `cursor`, which is moved on; `answer` tells which order was carried out."""
        run, moment = self.run, self.run.moment
        cursor.frames += 1
        header: dict[str, Any] = {
            "n": cursor.frames,
            "step": moment.steps_done,
            "playing": run.playing,
            "pending": run.pending,
            "speed": None if math.isinf(run.speed) else run.speed,
            "rate": run.trainer.learning_rate,
            "trouble": moment.trouble,
        }
        if answer is not None:
            header["answer"] = answer
        arrays: dict[str, NDArray[Any]] = {}
        if moment.number != cursor.moment or view != cursor.view:
            header["epoch"] = round(moment.epoch, 4)
            header["loss"] = rounded(run.history.latest)
            header["held"] = rounded(run.history.latest_held_out)
            self._add_curve(header, arrays, cursor)
            with self._lock:
                self._add_map(header, arrays, moment, view)
            self._add_probes(header, moment, view)
            settled = not (run.playing or run.pending) or view != cursor.view
            if moment.last is not None and (settled or time.monotonic() - cursor.step_at >= READABLE):
                self._add_step(arrays, moment.last)
                cursor.step_at = time.monotonic()
            cursor.moment, cursor.view = moment.number, view
        return pack(header, arrays)

    def _add_curve(self, header: dict[str, Any], arrays: dict[str, NDArray[Any]], cursor: Cursor) -> None:
        history = self.run.history
        if cursor.history is not history:  # begun again
            cursor.history, cursor.points, cursor.width = history, 0, 0
        while 0 < cursor.width < history.width:  # the browser merges its points in the same way
            cursor.width *= 2
            cursor.points //= 2
        cursor.width = history.width
        first, last = max(cursor.points - 1, 0), len(history)  # the last point's held-out loss may have come later
        header["curve"] = [history.width, first]
        arrays["curve"] = np.concatenate([
            np.frombuffer(column[first:last], dtype=np.float32)
            for column in (history.means, history.smoothed, history.held_out)
        ])
        cursor.points = last

    def _add_map(self, header: dict[str, Any], arrays: dict[str, NDArray[Any]], moment: Moment, view: View) -> None:
        chosen = chosen_rows(moment, view.matrix)[: view.shown]
        axes = self._axes.setdefault((view.matrix, view.shown), TrackedPCA())
        xy = axes.update(chosen)
        centred = chosen - chosen.mean(axis=0)
        total = float((centred**2).sum())
        reach = float(np.abs(xy).max(initial=0)) or 1.0
        header["map"] = {
            "scale": reach / 32767,
            "held": [rounded(float((xy[:, axis] ** 2).sum()) / total if total else 0) for axis in (0, 1)],
        }
        arrays["xy"] = np.round(xy / reach * 32767).astype(np.int16).ravel()

    def _add_probes(self, header: dict[str, Any], moment: Moment, view: View) -> None:
        if not view.probes and view.analogy is None:
            return
        rows = chosen_rows(moment, view.matrix)
        lengths = np.sqrt(np.einsum("vd,vd->v", rows, rows))
        unit = rows / np.where(lengths == 0, 1, lengths)[:, None]
        header["probes"] = [
            [word, *nearest(unit, unit[word], leave_out=(word,), count=view.neighbours)] for word in view.probes
        ]
        if view.analogy is not None:
            a, b, c = view.analogy
            header["analogy"] = nearest(unit, unit[a] - unit[b] + unit[c], leave_out=(a, b, c), count=view.neighbours)

    def _add_step(self, arrays: dict[str, NDArray[Any]], step: SGNSStep) -> None:
        corpus = self.run.corpus
        centres, first_pair, times = np.unique(step.pairs.centre_at, return_index=True, return_counts=True)
        at = int(centres[np.lexsort((first_pair, -times))[0]])  # the first of those with the most pairs in this step
        same = np.flatnonzero(step.pairs.centre_at == at)
        first, last = max(at - AROUND, 0), min(at + AROUND + 1, len(corpus.tokens))
        marks = np.zeros(last - first, np.uint8)
        marks[at - first] = CENTRE
        contexts = step.pairs.context_at[same] - first
        marks[contexts[(contexts >= 0) & (contexts < len(marks))]] |= CONTEXT
        ends = corpus.offsets[1:] - 1
        inside = ends[np.searchsorted(ends, first) : np.searchsorted(ends, last)]
        marks[inside - first] |= ENDS
        arrays["strip"] = corpus.tokens[first:last]
        arrays["marks"] = marks
        arrays["strip_at"] = np.array([at - first], np.int32)
        rows, values = table(step, same)
        arrays["rows"], arrays["values"] = rows.ravel(), values.ravel()


def chosen_rows(moment: Moment, matrix: Matrix) -> Floats:
    """(V, D) input vectors v, output vectors u, or their mean."""
    if matrix == "v":
        return moment.v_in
    return moment.v_out if matrix == "u" else (moment.v_in + moment.v_out) / 2


def nearest(unit: Floats, query: Floats, *, leave_out: tuple[int, ...], count: int) -> list[tuple[int, float | None]]:
    """Id and cosine of the rows of `unit` (V, D) most like `query` (D,), the best first."""
    length = float(np.sqrt(query @ query)) or 1.0
    cosine = unit @ (query / length)
    cosine[list(leave_out)] = -np.inf
    count = min(count, len(cosine) - len(set(leave_out)))
    if count <= 0:
        return []
    best = np.argpartition(-cosine, count - 1)[:count]
    return [(int(i), rounded(float(cosine[i]))) for i in best[np.argsort(-cosine[best], kind="stable")]]


def table(step: SGNSStep, same: Ids) -> tuple[NDArray[np.int32], Floats]:
    """Rows of the pair table for the pairs (N,): each true pair and under it its negatives.

    (R, 3) int32 of input word, output word, and target + 2 where the row counts; and
    (R, 3) float32 of score, sigmoid, error.
    """
    rows: list[tuple[int, int, int]] = []
    values: list[tuple[float, float, float]] = []
    for pair in same[: max(1, MOST_ROWS // (1 + step.negative.shape[1]))]:
        centre = int(step.pairs.centre[pair])
        rows.append((centre, int(step.pairs.context[pair]), 1 + 2))
        values.append((float(step.score[pair]), float(step.sigmoid[pair]), float(step.error[pair])))
        for k, word in enumerate(step.negative[pair]):
            rows.append((centre, int(word), 2 * int(step.counted[pair, k])))
            values.append((
                float(step.score_negative[pair, k]),
                float(step.sigmoid_negative[pair, k]),
                float(step.error_negative[pair, k]),
            ))
    return np.array(rows, np.int32), np.array(values, np.float32)


def rounded(value: float) -> float | None:
    """Four decimals; None for what JSON has no word for."""
    return round(value, 4) if math.isfinite(value) else None


def pack(header: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> bytes:
    """A frame: u32 length, JSON padded to a multiple of four, then each array, flat (N,), padded likewise."""
    kinds = {"f": "f4", "i": "i4", "u": "u1"}
    parts = []
    listed = []
    for name, values in arrays.items():
        kind = "i2" if values.dtype == np.int16 else kinds[values.dtype.kind]
        listed.append([name, kind, values.size])
        content = np.ascontiguousarray(values, dtype=f"<{kind}").tobytes()
        parts.append(content + b"\0" * (-len(content) % 4))
    text = json.dumps({**header, "arrays": listed}, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    return b"".join([struct.pack("<I", len(text)), text, *parts])
