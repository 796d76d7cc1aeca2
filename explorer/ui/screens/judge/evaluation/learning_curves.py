"""The part of the page about evaluation that follows one training: the score of its checkpoints against words read."""

from collections.abc import Sequence

import streamlit as st

from explorer.errors import SelectionError
from explorer.figures import evaluation as figures
from explorer.judging import evaluation
from explorer.judging.compare import learning_curve
from explorer.judging.compare.learning_curve import Point, Stage
from explorer.judging.rating_files import RatedSet
from explorer.progress import Report
from explorer.training.live.live_run import LiveRun
from explorer.ui.canvas.live.registry import RUNS
from explorer.ui.screens.judge.evaluation.scores import OWN, chosen_set, left_out
from explorer.ui.shell import long_work, panels, reader_errors
from explorer.ui.shell.cache import shared_verdicts
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import session
from explorer.vectors.model import Model

MOMENTS = 20  # checkpoints scored, at most
BUILT_IN = "built-in recipe, seed 2"


def curves(models: Sequence[Model]) -> None:
    """The curve of the built-in model's recipe and of the run that is open; the models chosen as levels."""
    name = linked().selectbox("Set", [*evaluation.PACKAGED, OWN], key="set")
    chosen = chosen_set(name)
    if chosen is None:
        return
    title, own, rated = chosen
    left_out(rated.malformed)
    found: list[tuple[str, tuple[Point, ...]]] = []
    if name in learning_curve.stored():
        found.append((BUILT_IN, learning_curve.stored()[name]))
    run = _open_run()
    if run is not None:
        with reader_errors.shown(stop=False):
            found.append((f"the open run: {run.corpus.name}", _of_run(run, rated)))
    else:
        st.caption(
            "Open a run on the page Watch it learn, on a text that has words of the set, such as Lee news, and its "
            "checkpoints are scored here too."
        )
    if not found:
        return
    panels.show(
        figures.learning_curves(found, _levels(models, name, own)),
        key="learning_curves",
        name=f"learning curve {title}",
        alt="; ".join(f"{title}: {points[0].spearman:.2f} to {points[-1].spearman:.2f}" for title, points in found),
        columns={
            "training": [title for title, points in found for _ in points],
            **{field: [getattr(point, field) for _, points in found for point in points] for field in Point._fields},
        },
        code=_code(name),
    )
    pairs = ", ".join(f"{title}: {points[-1].pairs} of {len(rated.pairs)} pairs" for title, points in found)
    st.caption(
        "Bars: 95% intervals over pairs (bootstrap: the pairs are resampled with replacement). Words read include "
        f"repetitions. Scored: {panels.plain(pairs)}. "
        "Dotted: the models chosen above. Still rising: more of the same text would help; flat: it would not."
    )


def _code(name: str) -> str:
    """The lines that print the points of the built-in recipe; empty for a set without them."""
    if name not in learning_curve.stored():
        return ""
    return (
        "from explorer.judging.compare import learning_curve\n\n"
        f"for point in learning_curve.stored()[{name!r}]:\n"
        "    print(point.words_seen, round(point.spearman, 3), point.pairs)\n"
    )


def _open_run() -> LiveRun | None:
    entry = RUNS.get(session().run_token)
    return None if entry is None or entry.run.now().step == 0 else entry.run


def _of_run(run: LiveRun, rated: RatedSet) -> tuple[Point, ...]:
    """The scores of the run's checkpoints; the page ends here, with a bar, while they are worked out."""
    kept = [checkpoint for checkpoint in run.checkpoints.kept if checkpoint.step > 0 and checkpoint.place is not None]
    chosen = [kept[i * (len(kept) - 1) // max(1, MOMENTS - 1)] for i in range(min(MOMENTS, len(kept)))]
    stages = [Stage(run.vectors(one), one.place.words_seen) for one in dict.fromkeys(chosen) if one.place is not None]
    stages.append(Stage(run.vectors(run.now()), round(run.moment.epoch * len(run.corpus.tokens))))

    def work(report: Report) -> tuple[Point, ...]:
        return learning_curve.learning_curve(stages, rated.pairs, report)

    wanted = (run.corpus.fingerprint, run.settings, tuple(stage.words_seen for stage in stages), rated)
    return long_work.result("learning curve", wanted, "Scoring the checkpoints", work, unit="checkpoints")


def _levels(models: Sequence[Model], name: str, own: str) -> list[tuple[str, float]]:
    levels = []
    for model in models:
        try:
            score, _ = shared_verdicts.likeness_judged(model.vectors, name, own, "drop", standardise=False)
        except SelectionError:
            continue  # a model without the words has no level
        levels.append((model.name, score.spearman))
    return levels
