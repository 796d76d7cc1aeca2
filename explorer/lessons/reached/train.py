"""What the training pages report, computed with the library alone."""

import math
from collections.abc import Callable
from typing import Final

from explorer.errors import LessonError
from explorer.judging.analogy import solve
from explorer.lessons.answers.numbers import packaged_text
from explorer.lessons.observed import Observed
from explorer.text import corpus
from explorer.training.lecture.sgns import SGNSSettings
from explorer.training.live.fair_share import Turns
from explorer.training.live.live_run import LiveRun

MOST_STEPS: Final = 5000
MOST_NUMBERS: Final = 200_000_000  # of all steps: their pairs, times the words of each, times their dimensions


class _Alone:
    """A scheduler that does nothing: the caller steps the run."""

    crowd = 1

    def wake(self, run: Turns) -> None:
        """Does nothing."""

    def forget(self, run: Turns) -> None:
        """Does nothing."""


def shown_by(run: LiveRun, *, text: str, analogy: tuple[str, ...] = ()) -> Observed:
    """What the page Watch it learn reports of a run.

    Parameters
    ----------
    run : LiveRun
    text : str
        Key of its text.
    analogy : tuple of three str, or empty
        a, b, c of a − b + c, whose first answer is reported.
    """
    moment, settings = run.moment, run.settings
    known = run.corpus.vocabulary.index
    answer = None
    if len(analogy) == 3 and all(word in known for word in analogy) and moment.steps_done:
        a, b, c = analogy
        answer = solve(run.vectors(run.now()), b, a, c, k=1)[0].word
    losses = {"loss": moment.curve.latest, "held": moment.curve.latest_held_out}
    return {
        "step": moment.steps_done,
        **{name: value if math.isfinite(value) else None for name, value in losses.items()},
        "negatives": settings.negatives,
        "dim": settings.dim,
        "window": settings.window,
        "rate": run.rate,
        "seed": settings.seed,
        "text": text,
        "answer": answer,
    }


def watch(
    text: str = "royals",
    steps: int = 0,
    dim: int = 32,
    window: int = 5,
    negatives: int = 5,
    rate: float = 0.05,
    sample: float = 0.0,
    exponent: float = 0.75,
    batch: int = 64,
    seed: int = 1,
) -> Observed:
    """What Watch it learn reports after that many steps on a text of the app; by default with its usual settings.

    Raises
    ------
    LessonError
        If that is more work than a lesson may ask for.
    """
    settings = SGNSSettings(
        dim=dim,
        window=window,
        negatives=negatives,
        learning_rate=rate,
        sample=sample,
        noise_exponent=exponent,
        batch=batch,
        seed=seed,
    )
    if not 0 <= steps <= MOST_STEPS or steps * batch * (negatives + 2) * dim > MOST_NUMBERS:
        raise LessonError(
            f"A lesson trains for at most {MOST_STEPS:,} steps; {steps:,} steps with {batch:,} pairs, {negatives} "
            f"negatives and {dim} dimensions are too much work."
        )
    run = LiveRun(packaged_text(text, seed), settings, _Alone())
    if steps:
        run.step(steps)
        while run.pending:
            run.advance(1.0)
    usual = next(one.analogy for one in corpus.packaged() if one.key == text)
    return shown_by(run, text=text, analogy=usual)


REACHED: Final[tuple[Callable[..., Observed], ...]] = (watch,)
