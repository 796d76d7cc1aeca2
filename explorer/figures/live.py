"""
One picture of a run in training, as bytes for the browser.

A frame contains what changed: the map's coordinates, the step's words and numbers, new points of the loss curve, rows
of the matrices, neighbours of the probe words. It is computed from a `Moment` only; a viewer's `Cursor` says what they
have received.
"""

import math
import time
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from explorer.figures.live_bytes import as_int16, pack, rounded, with_header
from explorer.figures.live_step import step_arrays, update_arrays
from explorer.figures.map_axes import MapAxes
from explorer.progress import duration
from explorer.text.corpus import Corpus
from explorer.training.lecture.sgns import SGNSSettings
from explorer.training.live.checkpoints import Checkpoint, is_reasonable
from explorer.training.live.history import Curve
from explorer.training.live.moment import Matrix, Moment, Seen, Standing, chosen_rows
from explorer.vectors.word_vectors import Floats

READABLE: Final = 0.6  # seconds a step stays in view while training runs on
SOON: Final = 5.0  # seconds; of less time left nothing is said


@dataclass(frozen=True)
class View:
    """What the viewer has chosen to look at; words by id.

    `pairs` are words whose cosine is wanted, `rows` words whose vectors are wanted, `at` is a step to look back at,
    `xray` says whether one update is wanted number by number.
    """

    matrix: Matrix = "v"
    shown: int = 300
    probes: tuple[int, ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()
    analogy: tuple[int, int, int] | None = None
    neighbours: int = 5
    rows: tuple[int, ...] = ()
    at: int | None = None
    xray: bool = False


@dataclass
class Cursor:
    """What one viewer has already received, and the axes of the maps they have looked at."""

    moment: int = 0
    view: View | None = None
    at: int | None = None  # the past step that was shown
    likenesses: tuple[object, ...] = ()  # the pairs, vectors and curve they are for
    likenesses_until: int = -1  # the step of the last checkpoint sent
    line: int = 0
    width: int = 0
    points: int = 0
    step_at: float = 0.0
    kept: tuple[Checkpoint, ...] = ()
    rates: list[tuple[int, float]] | None = None
    frames: int = 0
    axes: dict[tuple[Matrix, int], MapAxes] = field(default_factory=dict)


def hello(corpus: Corpus, settings: SGNSSettings, *, is_held_out: bool) -> bytes:
    """What does not change during a run: words, counts, settings, whether sentences are held out, absent words.

    `untrained` is (1 + k) ln 2 nats per pair: the loss of a model that gives every pair an even chance.
    """
    vocabulary = corpus.vocabulary
    header = {
        "hello": True,
        "words": vocabulary.words,
        "counts": vocabulary.counts.tolist(),
        "noise": [float(f"{p:.4g}") for p in vocabulary.noise(settings.noise_exponent)],
        "tokens": len(corpus.tokens),
        "negatives": settings.negatives,
        "dim": settings.dim,
        "batch": min(settings.batch, len(vocabulary)),
        "window": settings.window,
        "untrained": (1 + settings.negatives) * math.log(2),
        "held_out": is_held_out,
        "absent": corpus.absent.tolist(),
    }
    return pack(header, {})


def answer(moment: Moment, standing: Standing, answered: dict[str, object]) -> bytes:
    """The short answer to an order: whether it was carried out (or why not), and the run's state."""
    return pack({**standing_of(moment, standing), "answer": answered}, {})


def standing_of(moment: Moment, standing: Standing) -> dict[str, Any]:
    """The state of a run, for the buttons."""
    return {"step": moment.steps_done, **_orders(standing), "still": standing.still, "trouble": moment.trouble}


def restated(frame: bytes, standing: Standing) -> bytes:
    """The frame with the state of the run as it is now; what it shows stays as it was."""

    def stands(header: dict[str, Any]) -> dict[str, Any]:
        if "playing" not in header:  # a film, or a file
            return header
        now = {**_orders(standing), "still": header["still"] and standing.still}
        return {**header, **now}

    return with_header(frame, stands)


def _orders(standing: Standing) -> dict[str, Any]:
    """What the run was told to do."""
    return {
        "playing": standing.playing,
        "pending": standing.pending,
        "due": _due(standing),
        "speed": None if math.isinf(standing.speed) else standing.speed,
        "rate": standing.rate,
    }


def _due(standing: Standing) -> str:
    """How long the steps take that are ordered and not yet done; empty if they are done in a moment."""
    left = standing.seconds_left
    return f"about {duration(left)}" if left is not None and left > SOON else ""


def frame(
    moment: Moment,
    standing: Standing,
    corpus: Corpus,
    cursor: Cursor,
    view: View,
    *,
    past: Moment | None = None,
) -> bytes:
    """What changed since `cursor`, which is updated.

    Parameters
    ----------
    moment : Moment
        The newest.
    standing : Standing
    corpus : Corpus
        What the run is trained on.
    cursor : Cursor
    view : View
    past : Moment, optional
        The moment to show instead, that of `view.at`; curve and checkpoints are still those of the newest.
    """
    cursor.frames += 1
    header = {"n": cursor.frames, **standing_of(moment, standing)}
    arrays: dict[str, NDArray[Any]] = {}
    if moment.number != cursor.moment or view != cursor.view:
        shown = past or moment
        header["at"] = past.steps_done if past else None
        header["epoch"] = round(shown.epoch, 4)
        losses = moment.curve.at(past.steps_done) if past else (moment.curve.latest, moment.curve.latest_held_out)
        header["loss"], header["held"] = (rounded(loss) for loss in losses)
        _add_likenesses(header, arrays, cursor, moment, shown, view)
        _add_curve(header, arrays, cursor, moment.curve)
        _add_kept(header, cursor, moment)
        at = past.steps_done if past else None
        if past is None or view != cursor.view or at != cursor.at:  # what is past does not change
            _add_map(header, arrays, cursor, shown, view)
            _add_probes(header, corpus, shown, view)
            _add_rows(header, arrays, shown, view)
            settled = past is not None or not (standing.playing or standing.pending) or view != cursor.view
            if settled or time.monotonic() - cursor.step_at >= READABLE:
                _add_step(header, arrays, corpus, shown, view, newest=moment)
                cursor.step_at = time.monotonic()
        cursor.moment, cursor.view, cursor.at = moment.number, view, at
    return pack(header, arrays)


def _add_step(
    header: dict[str, Any],
    arrays: dict[str, NDArray[Any]],
    corpus: Corpus,
    shown: Moment,
    view: View,
    *,
    newest: Moment,
) -> None:
    if shown.last is None:
        return
    arrays |= step_arrays(corpus, shown.last)
    header["pairs"] = len(shown.last.pairs)
    if view.xray and shown.update is not None:
        header["update"] = {
            "step": shown.last.number,
            "rate": shown.update.rate,
            "to_come": shown.last.number > newest.steps_done,
        }
        arrays |= update_arrays(shown.update)


def _add_curve(header: dict[str, Any], arrays: dict[str, NDArray[Any]], cursor: Cursor, curve: Curve) -> None:
    if cursor.line != curve.line:  # begun again
        cursor.line, cursor.points, cursor.width = curve.line, 0, 0
    while 0 < cursor.width < curve.width:  # the browser merges its points in the same way
        cursor.width *= 2
        cursor.points //= 2
    cursor.width = curve.width
    first = max(cursor.points - 1, 0)  # the last point may have got its held-out loss later
    header["curve"] = [curve.width, first, curve.first]
    arrays["curve"] = curve.points[:, first:].ravel()
    cursor.points = curve.points.shape[1]


def _add_likenesses(
    header: dict[str, Any],
    arrays: dict[str, NDArray[Any]],
    cursor: Cursor,
    moment: Moment,
    shown: Moment,
    view: View,
) -> None:
    if not view.pairs:
        return
    wanted = (view.pairs, view.matrix, moment.curve.line)
    if cursor.likenesses != wanted:  # new request or new run: send all again
        header["similar_anew"] = True
        cursor.likenesses, cursor.likenesses_until = wanted, -1
    kept = [c for c in moment.kept if cursor.likenesses_until < c.step <= moment.steps_done]
    arrays["similar_steps"] = np.array([checkpoint.step for checkpoint in kept], np.int32)
    cosines = [pair_cosines(checkpoint, view.matrix, view.pairs) for checkpoint in kept]
    arrays["similar_past"] = np.concatenate([np.empty(0, np.float32), *cosines])
    cursor.likenesses_until = kept[-1].step if kept else cursor.likenesses_until
    header["similar"] = [rounded(float(cosine)) for cosine in pair_cosines(moment, view.matrix, view.pairs)]
    if shown is not moment:
        header["similar_then"] = [rounded(float(cosine)) for cosine in pair_cosines(shown, view.matrix, view.pairs)]


def _add_map(
    header: dict[str, Any], arrays: dict[str, NDArray[Any]], cursor: Cursor, shown: Moment, view: View
) -> None:
    chosen = chosen_rows(shown, view.matrix, slice(view.shown))
    if not is_reasonable(chosen):
        return  # diverged: the last map stays
    axes = cursor.axes.setdefault((view.matrix, view.shown), MapAxes(view.matrix, view.shown))
    xy = axes.coordinates(shown.kept, shown.steps_done, chosen)
    arrays["xy"], scale = as_int16(xy)
    header["map"] = {"scale": scale, "held": shares(xy, chosen)}


def shares(xy: Floats, rows: Floats) -> list[float | None]:
    """Share in [0, 1] of the variance of `rows` (N, D) on each axis of the map `xy` (N, 2): across, then up."""
    total = float(((rows - rows.mean(axis=0)) ** 2).sum())
    return [rounded(float((xy[:, axis] ** 2).sum()) / total if total else 0) for axis in (0, 1)]


def _add_probes(header: dict[str, Any], corpus: Corpus, shown: Seen, view: View) -> None:
    """Nearest words of the probes and of the analogy; words no longer in the text are neither asked nor answers."""
    if not view.probes and view.analogy is None:
        return
    rows = chosen_rows(shown, view.matrix)
    lengths = np.sqrt(np.einsum("vd,vd->v", rows, rows))
    unit = rows / np.where(lengths == 0, 1, lengths)[:, None]
    absent = frozenset(corpus.absent.tolist())

    def near(query: Floats, asked: tuple[int, ...]) -> list[tuple[int, float | None]]:
        """The words nearest to `query` (D,), if the text has all the words in `asked`."""
        if not absent.isdisjoint(asked):
            return []
        return nearest(unit, query, leave_out=(*asked, *absent), count=view.neighbours)

    header["probes"] = [[word, *near(unit[word], (word,))] for word in view.probes]
    if view.analogy is not None:
        a, b, c = view.analogy
        header["analogy"] = near(unit[a] - unit[b] + unit[c], (a, b, c))


def _add_rows(header: dict[str, Any], arrays: dict[str, NDArray[Any]], shown: Seen, view: View) -> None:
    if view.rows:
        arrays["heat_v"], header["heat_v"] = as_int16(shown.v_in[list(view.rows)])
        arrays["heat_u"], header["heat_u"] = as_int16(shown.v_out[list(view.rows)])
        header["heat"] = view.rows


def _add_kept(header: dict[str, Any], cursor: Cursor, moment: Moment) -> None:
    if cursor.kept is not moment.kept:
        header["checkpoints"], cursor.kept = [checkpoint.step for checkpoint in moment.kept], moment.kept
    if cursor.rates != moment.rates:
        header["rates"] = cursor.rates = moment.rates


def pair_cosines(seen: Seen, matrix: Matrix, pairs: tuple[tuple[int, int], ...]) -> Floats:
    """(P,) cosines in [-1, 1] of the vectors of P pairs of words; NaN where a vector is zero."""
    rows = chosen_rows(seen, matrix, np.array(pairs).ravel().tolist())  # (2 P, D)
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
