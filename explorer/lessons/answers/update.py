"""
Answers about one update of skip-gram with negative sampling: the numbers of one step, taken from the trainer itself.

A step of one pair, as the X-ray of the page Watch it learn shows it: the same text, settings, seed and step give the
same digits there.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from explorer.errors import LessonError
from explorer.lessons.answers.numbers import packaged_text
from explorer.training.lecture.held_out import held_out
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer
from explorer.training.lessons.one_update import OneUpdate, one_update
from explorer.vectors.word_vectors import Floats

MOST_STEPS: Final = 5000


@dataclass(frozen=True)
class Run:
    """A run with one pair per step, and the step to look at; with the same settings as on the page."""

    step: int = 1
    text: str = "royals"
    dim: int = 2
    window: int = 2
    negatives: int = 2
    rate: float = 0.5
    seed: int = 1


@lru_cache(maxsize=8)
def the_update(run: Run) -> tuple[OneUpdate, tuple[str, ...]]:
    """What that step did, and the words of the text by their numbers.

    Raises
    ------
    LessonError
        If the step is not between 1 and `MOST_STEPS`.
    """
    if not 1 <= run.step <= MOST_STEPS:
        raise LessonError(f"A lesson looks at a step between 1 and {MOST_STEPS:,}, not {run.step}.")
    settings = SGNSSettings(
        dim=run.dim, window=run.window, negatives=run.negatives, learning_rate=run.rate, batch=1, seed=run.seed
    )
    corpus = packaged_text(run.text, run.seed)
    trainer = SGNSTrainer(corpus.without(held_out(corpus, settings).sentences), settings)
    for _ in range(run.step - 1):
        trainer.step()
    return one_update(trainer), corpus.vocabulary.words


def rows_asked(negatives: int = 5, true: int = 1) -> float:
    """How many output vectors u one pair reads: those of its negatives and, unless it is left out, of its true word.

    >>> rows_asked(negatives=5)
    6.0
    """
    update, _ = the_update(Run(negatives=negatives))
    return float(len(update.u_before) - 1 + true)


def first_chance() -> float:
    """σ of the very first pair, before anything is learned."""
    update, _ = the_update(Run())
    return float(update.step.sigmoid[0])


def first_loss(negatives: int = 2, base: float = math.e) -> float:
    """Loss of the very first pair with that many negatives: in nats, or in the unit of another base.

    >>> round(first_loss(negatives=2, base=2), 6)
    3.0
    """
    update, _ = the_update(Run(negatives=negatives))
    return update.step.loss / math.log(base)


def moved(step: int = 1) -> str:
    """Which vectors that step changed, in the words of a choice."""
    update, _ = the_update(Run(step=step))
    v = not np.array_equal(update.v_before, update.v_after)
    u = not np.array_equal(update.u_before, update.u_after)
    return "both v and the u" if v and u else "only v" if v else "only the u" if u else "none of them"


def centre(step: int) -> str:
    """The centre word of that step."""
    update, words = the_update(Run(step=step))
    return words[int(update.step.pairs.centre[0])]


def outputs(step: int) -> tuple[str, ...]:
    """The true word of that step and its negatives, in their order."""
    update, words = the_update(Run(step=step))
    return tuple(words[int(i)] for i in (update.step.pairs.context[0], *update.step.negative[0]))


def component(step: int, of: str = "", d: int = 1) -> float:
    """Component `d`, from 1, of a vector before that step: v of the centre, or u of the word `of`.

    Raises
    ------
    LessonError
        If the step has no such word, or the vectors no such component.
    """
    update, _ = the_update(Run(step=step))
    vector = update.u_before[_row(step, of)] if of else update.v_before
    return float(vector[_place(d, vector)])


def score(step: int, of: str) -> float:
    """u·v of the centre and the word `of` before that step."""
    update, _ = the_update(Run(step=step))
    return float(update.u_before[_row(step, of)] @ update.v_before)


def chance(step: int, of: str) -> float:
    """σ(u·v) of the centre and the word `of` before that step."""
    return 1 / (1 + math.exp(-score(step, of)))


def error(step: int, of: str) -> float:
    """σ(u·v) minus the target, which is 1 for the true word and 0 for a negative."""
    update, _ = the_update(Run(step=step))
    row = _row(step, of)
    return float(update.step.error[0] if row == 0 else update.step.error_negative[0, row - 1])


def pair_loss(step: int, of: str = "") -> float:
    """Loss of that step's pair in nats, or the part that is due to the word `of`."""
    update, _ = the_update(Run(step=step))
    if not of:
        return update.step.loss
    sign = -1.0 if _row(step, of) == 0 else 1.0
    return float(np.logaddexp(0, sign * score(step, of)))


def slope(step: int, of: str = "", d: int = 1) -> float:
    """Component `d` of the loss's gradient: for u of the word `of` it is e v, for v it is Σ e u."""
    update, _ = the_update(Run(step=step))
    if of:
        return error(step, of) * float(update.v_before[_place(d, update.v_before)])
    errors = np.concatenate([update.step.error, update.step.error_negative[0]])  # (1 + K,)
    gradient = errors @ update.u_before  # (D,)
    return float(gradient[_place(d, gradient)])


def mistaken_slope(step: int, of: str, mistake: str, d: int = 1) -> float:
    """Component `d` of e v with a mistake: the wrong “sign”, no “target” subtracted, or the word's “own” vector for v.

    Raises
    ------
    LessonError
        If the mistake has another name.
    """
    update, _ = the_update(Run(step=step))
    v, u = update.v_before, update.u_before[_row(step, of)]
    match mistake:
        case "sign":
            return -slope(step, of, d)
        case "target":
            return chance(step, of) * float(v[_place(d, v)])
        case "own":
            return error(step, of) * float(u[_place(d, u)])
    raise LessonError(f"The mistakes are sign, target and own, not “{mistake[:40]}”.")


def after(step: int, of: str = "", d: int = 1) -> float:
    """Component `d` of u of the word `of`, or of v, after that step: as the trainer left it."""
    update, _ = the_update(Run(step=step))
    vector = update.u_after[_row(step, of)] if of else update.v_after
    return float(vector[_place(d, vector)])


def moved_to(step: int, of: str = "", d: int = 1, rate: float = 0.5) -> float:
    """Component `d` moved against its gradient at another rate than the run's; along it if the rate is below 0."""
    return component(step, of, d) - rate * slope(step, of, d)


def by_error(step: int, backwards: bool = False) -> tuple[str, ...]:
    """The true word and the negatives of that step by the size of their errors, the largest first."""
    ranked = sorted(outputs(step), key=lambda word: -abs(error(step, word)))
    return tuple(ranked[::-1] if backwards else ranked)


def by_chance(step: int) -> tuple[str, ...]:
    """The true word and the negatives of that step by σ(u·v), the largest first."""
    return tuple(sorted(outputs(step), key=lambda word: -chance(step, word)))


def pushed_farthest(step: int, least: bool = False) -> str:
    """The negative of that step whose u the update moved farthest, or least far."""
    update, _ = the_update(Run(step=step))
    lengths = np.linalg.norm(update.u_after - update.u_before, axis=1)[1:]  # (K,)
    return outputs(step)[1 + int(lengths.argmin() if least else lengths.argmax())]


def _row(step: int, of: str) -> int:
    words = outputs(step)
    if of not in words:
        raise LessonError(f"Step {step} asks about {', '.join(words)}, not about “{of[:40]}”.")
    return words.index(of)


def _place(d: int, vector: Floats) -> int:
    if not 1 <= d <= len(vector):
        raise LessonError(f"These vectors have {len(vector)} components, so there is no component {d}.")
    return d - 1


ANSWERS: Final[tuple[Callable[..., float | str | tuple[str, ...]], ...]] = (
    rows_asked, first_chance, first_loss, moved, centre, outputs, component, score, chance, error, pair_loss, slope,
    mistaken_slope, after, moved_to, by_error, by_chance, pushed_farthest,
)  # fmt: skip
