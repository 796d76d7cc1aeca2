"""
One picture of a run in training, as bytes for the browser.

A frame is what changed: the map's coordinates, the step's words and numbers, new points of
the loss curve, rows of the matrices, neighbours of the probe words.
"""

import math
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from explorer.figures.live_bytes import as_int16, pack, rounded
from explorer.figures.live_step import step_arrays, update_arrays
from explorer.projection.align import TrackedPCA
from explorer.training.live.checkpoints import Checkpoint, is_reasonable
from explorer.training.live.history import LossHistory
from explorer.training.live.live_run import LiveRun
from explorer.training.live.moment import Moment
from explorer.vectors.word_vectors import Floats

Matrix = Literal["v", "u", "mean"]
Seen = Moment | Checkpoint
READABLE: Final = 0.6  # seconds a step stays in view while training runs on


@dataclass(frozen=True)
class View:
    """What the viewer has chosen to look at; words by id.

    `pairs` are words whose likeness is wanted, `rows` those whose vectors are wanted themselves, `at` a step to
    look back at.
    """

    matrix: Matrix = "v"
    shown: int = 300
    probes: tuple[int, ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()
    analogy: tuple[int, int, int] | None = None
    neighbours: int = 5
    rows: tuple[int, ...] = ()
    at: int | None = None


@dataclass
class Cursor:
    """What one viewer has already received."""

    moment: int = 0
    view: View | None = None
    likenesses: tuple[object, ...] = ()  # for which pairs, vectors and history
    likenesses_until: int = -1  # the step of the last checkpoint told
    history: LossHistory | None = None
    width: int = 0
    points: int = 0
    step_at: float = 0.0
    checkpoints: int = -1
    rates: int = -1
    frames: int = 0


@dataclass
class LivePicture:
    """The pictures of one run: keeps the axes of its map from turning between frames."""

    run: LiveRun
    _last_map: dict[tuple[Matrix, int], Floats] = field(default_factory=dict)
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

    def answer(self, answer: dict[str, object]) -> bytes:
        """That an order was carried out (or why not) and how the run stands: short, for nobody waits for a picture."""
        return pack({**self._standing(), "answer": answer}, {})

    def _standing(self) -> dict[str, Any]:
        run, moment = self.run, self.run.moment
        return {
            "step": moment.steps_done,
            "playing": run.playing,
            "pending": run.pending,
            "still": not (run.playing or run.pending) and moment.steps_done == run.trainer.steps_done,
            "speed": None if math.isinf(run.speed) else run.speed,
            "rate": run.rate,
            "trouble": moment.trouble,
        }

    def frame(self, cursor: Cursor, view: View) -> bytes:
        """What changed since `cursor`, which is moved on."""
        run, moment = self.run, self.run.moment
        cursor.frames += 1
        header = {"n": cursor.frames, **self._standing()}
        arrays: dict[str, NDArray[Any]] = {}
        if moment.number != cursor.moment or view != cursor.view:
            header["epoch"] = round(moment.epoch, 4)
            header["loss"] = rounded(run.history.latest)
            header["held"] = rounded(run.history.latest_held_out)
            self._add_likenesses(header, arrays, cursor, moment, view)
            self._add_curve(header, arrays, cursor)
            seen = moment if view.at is None else run.checkpoints.at(view.at)
            with self._lock:
                self._add_map(header, arrays, seen, view)
            self._add_probes(header, seen, view)
            self._add_rows(header, arrays, seen, view)
            self._add_past(header, cursor)
            settled = not (run.playing or run.pending) or view != cursor.view
            if moment.last is not None and (settled or time.monotonic() - cursor.step_at >= READABLE):
                arrays |= step_arrays(run.corpus, moment.last)
                if moment.update is not None:
                    header["rate_used"] = moment.update.rate
                    arrays |= update_arrays(moment.update)
                cursor.step_at = time.monotonic()
            cursor.moment, cursor.view = moment.number, view
        return pack(header, arrays)

    def coordinates(self, view: View) -> Floats | None:
        """(N, 2) coordinates of the last map made for that view."""
        return self._last_map.get((view.matrix, view.shown))

    def _add_curve(self, header: dict[str, Any], arrays: dict[str, NDArray[Any]], cursor: Cursor) -> None:
        history = self.run.history
        if cursor.history is not history:  # begun again
            cursor.history, cursor.points, cursor.width = history, 0, 0
        while 0 < cursor.width < history.width:  # the browser merges its points in the same way
            cursor.width *= 2
            cursor.points //= 2
        cursor.width = history.width
        first, last = max(cursor.points - 1, 0), len(history)  # the last point's held-out loss may have come later
        header["curve"] = [history.width, first, self.run.first_point]
        arrays["curve"] = np.concatenate([
            np.frombuffer(column[first:last], dtype=np.float32)
            for column in (history.means, history.smoothed, history.held_out)
        ])
        cursor.points = last

    def _add_likenesses(
        self, header: dict[str, Any], arrays: dict[str, NDArray[Any]], cursor: Cursor, moment: Moment, view: View
    ) -> None:
        if not view.pairs:
            return
        wanted = (view.pairs, view.matrix, self.run.history)
        if cursor.likenesses != wanted:  # asked for anew, or begun again: with all that was
            header["similar_anew"] = True
            cursor.likenesses, cursor.likenesses_until = wanted, -1
        kept = [c for c in self.run.checkpoints.kept if cursor.likenesses_until < c.step <= moment.steps_done]
        arrays["similar_steps"] = np.array([checkpoint.step for checkpoint in kept], np.int32)
        cosines = [pair_cosines(checkpoint, view.matrix, view.pairs) for checkpoint in kept]
        arrays["similar_past"] = np.concatenate([np.empty(0, np.float32), *cosines])
        cursor.likenesses_until = kept[-1].step if kept else cursor.likenesses_until
        header["similar"] = [rounded(float(cosine)) for cosine in pair_cosines(moment, view.matrix, view.pairs)]

    def _add_map(self, header: dict[str, Any], arrays: dict[str, NDArray[Any]], seen: Seen, view: View) -> None:
        chosen = chosen_rows(seen, view.matrix)[: view.shown]
        if not is_reasonable(chosen):
            return  # diverged: the last map stays
        axes = self._axes.setdefault((view.matrix, view.shown), TrackedPCA())
        xy = self._last_map[view.matrix, view.shown] = axes.update(chosen)
        centred = chosen - chosen.mean(axis=0)
        total = float((centred**2).sum())
        arrays["xy"], scale = as_int16(xy)
        header["map"] = {
            "scale": scale,
            "held": [rounded(float((xy[:, axis] ** 2).sum()) / total if total else 0) for axis in (0, 1)],
        }

    def _add_probes(self, header: dict[str, Any], seen: Seen, view: View) -> None:
        if not view.probes and view.analogy is None:
            return
        rows = chosen_rows(seen, view.matrix)
        lengths = np.sqrt(np.einsum("vd,vd->v", rows, rows))
        unit = rows / np.where(lengths == 0, 1, lengths)[:, None]
        header["probes"] = [
            [word, *nearest(unit, unit[word], leave_out=(word,), count=view.neighbours)] for word in view.probes
        ]
        if view.analogy is not None:
            a, b, c = view.analogy
            header["analogy"] = nearest(unit, unit[a] - unit[b] + unit[c], leave_out=(a, b, c), count=view.neighbours)

    def _add_rows(self, header: dict[str, Any], arrays: dict[str, NDArray[Any]], seen: Seen, view: View) -> None:
        if view.rows:
            arrays["heat_v"], header["heat_v"] = as_int16(seen.v_in[list(view.rows)])
            arrays["heat_u"], header["heat_u"] = as_int16(seen.v_out[list(view.rows)])
            header["heat"] = view.rows

    def _add_past(self, header: dict[str, Any], cursor: Cursor) -> None:
        steps, rates = self.run.checkpoints.steps, self.run.rates
        if cursor.checkpoints != steps[-1]:
            header["checkpoints"], cursor.checkpoints = steps, steps[-1]
        if cursor.rates != len(rates):
            header["rates"], cursor.rates = rates, len(rates)


def chosen_rows(seen: Seen, matrix: Matrix) -> Floats:
    """(V, D) input vectors v, output vectors u, or their mean."""
    if matrix == "v":
        return seen.v_in
    return seen.v_out if matrix == "u" else (seen.v_in + seen.v_out) / 2


def pair_cosines(seen: Seen, matrix: Matrix, pairs: tuple[tuple[int, int], ...]) -> Floats:
    """(P,) cosines in [-1, 1] of the vectors of P pairs of words; NaN where a vector is zero."""
    words = np.array(pairs).ravel()
    if matrix == "mean":
        rows = (seen.v_in[words] + seen.v_out[words]) / 2
    else:
        rows = (seen.v_in if matrix == "v" else seen.v_out)[words]  # (2 P, D)
    with np.errstate(invalid="ignore", over="ignore"):  # a diverged run is shown as it is
        first, second = rows[::2], rows[1::2]
        dot = np.einsum("pd,pd->p", first, second)
        lengths = np.sqrt(np.einsum("pd,pd->p", first, first) * np.einsum("pd,pd->p", second, second))
        return np.asarray(np.where(lengths > 0, dot / np.where(lengths > 0, lengths, 1), np.nan), np.float32)


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
