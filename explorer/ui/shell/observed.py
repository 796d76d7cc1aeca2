"""What the page that is open tells of itself, for the questions of lessons that ask for a state."""

import math
from collections.abc import Mapping

from explorer.ui.canvas.live.registry import RUNS
from explorer.ui.shell.state import held_by, session

WATCH = "train/watch"


def tell(page: str, **values: object) -> None:
    """Say what `page`, as "explore/map", shows, by the names of `explorer.lessons.observed`; None is not known.

    What takes work is given as a function, which is called once, and only if a lesson asks.
    """
    session().studying.observed.setdefault(page, {}).update(values)


def of(page: str) -> Mapping[str, object]:
    """What that page shows now, as far as it has told; of Watch it learn, what its run has come to."""
    if page == WATCH:
        return _run()
    told = session().studying.observed.get(page, {})
    told.update({name: value() for name, value in told.items() if callable(value)})
    return told


def _run() -> dict[str, object]:
    """What the first run of this visit has come to."""
    entry = RUNS.get(session().run_token)
    if entry is None:
        return {}
    run, settings = entry.run, entry.run.settings
    moment = run.moment
    loss, held = moment.curve.latest, moment.curve.latest_held_out
    return {
        "step": moment.steps_done,
        "loss": None if math.isnan(loss) else loss,
        "held": None if math.isnan(held) else held,
        "negatives": settings.negatives,
        "dim": settings.dim,
        "window": settings.window,
        "rate": run.rate,
        "seed": settings.seed,
        "text": held_by("text"),
    }
