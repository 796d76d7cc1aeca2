"""A gradient that explodes into NaN, and the same training saved by clipping."""

import math
from functools import partial

import streamlit as st

from explorer.figures import explosion as figures
from explorer.sequence.tasks.explosion import Explosion, ExplosionSettings
from explorer.text.numbers import chance, in_formula, three_digits
from explorer.ui.shell import panels, watching
from explorer.ui.shell.linked import linked
from explorer.ui.shell.watching import Scene

CLIPS = {"By norm": "norm", "By value": "value"}
TOLD = 5  # steps before the last in the table


def view() -> None:
    """Two trainings of one network, one without clipping, while they run and after."""
    left, middle, right = st.columns([5, 4, 3], gap="medium", vertical_alignment="bottom")
    radius = linked(left).select_slider(
        "Spectral radius before training",
        [1.0, 1.5, 2.0, 2.5, 3.0],
        3.0,
        key="explosion_radius",
        help="The recurrent matrix begins as a rotation times this number.",
    )
    how = linked(middle).segmented_control(
        "The other network is clipped",
        list(CLIPS),
        default="By norm",
        required=True,
        key="explosion_clip",
        help="By norm: the whole gradient is shortened to the length θ and keeps its direction. By value: each number "
        "of it is cut to between −θ and θ, which changes the direction.",
    )
    limit = linked(right).select_slider("Clip at θ", [0.1, 0.5, 1.0, 5.0], 1.0, key="explosion_limit")
    settings = ExplosionSettings(radius=radius, clip="value" if how == "By value" else "norm", limit=limit)
    watching.course("explosion", settings, "Not clipped and clipped", partial(Explosion, settings), _seen, unit="steps")
    panels.note("memory_explosion")


def _seen(found: Explosion, scene: Scene) -> None:
    del scene  # there is no moment to choose: all steps are in the figure
    s, free, saved = found.settings, found.unclipped, found.clipped
    code = (
        "from explorer.sequence.tasks.explosion import Explosion, ExplosionSettings\n\n"
        f"explosion = Explosion({s!r})\nexplosion.run()\n"
        'for name, runner in (("not clipped", explosion.unclipped), ("clipped", explosion.clipped)):\n'
        "    print(name, runner.broken, runner.norms[-1], runner.losses[-1])\n"
    )
    rows = max(len(free.losses), len(saved.losses))

    def column(values: list[float]) -> list[float | str]:
        return [*values, *[""] * (rows - len(values))]

    columns = {
        "step": [*range(1, rows + 1)],
        "gradient, not clipped": column(free.norms[:rows]),
        "loss, not clipped": column(free.losses[:rows]),
        "gradient before clipping": column(saved.norms[:rows]),
        "loss, clipped": column(saved.losses[:rows]),
    }
    left, right = st.columns(2, gap="large")
    with left:
        panels.show(
            figures.norms(free.norms, saved.norms, limit=s.limit if s.clip == "norm" else None, broken=free.broken),
            key="explosion_norms",
            name="exploding gradient",
            title="The gradient of each step, before clipping",
            alt=_said(found),
            columns=columns,
            code=code,
        )
    with right:
        panels.show(
            figures.losses(free.losses, saved.losses, broken=free.broken),
            key="explosion_losses",
            name="exploding loss",
            title="Loss of each step's sentences",
            alt=_said(found),
            columns=columns,
            code=code,
        )
    st.info(_said(found), icon=":material/visibility:")
    left, right = st.columns(2, gap="large", vertical_alignment="center")
    with left:
        _last_steps(found)
    with right:
        _formula(found)


def _last_steps(found: Explosion) -> None:
    """The last steps of the network that is not clipped, in numbers; the other beside it."""
    free, saved = found.unclipped, found.clipped
    last = min(len(free.losses), len(saved.losses))
    steps = range(max(1, last - TOLD), last + 1)
    st.table(
        {
            "step": [str(step) for step in steps],
            "‖g‖, not clipped": [_number(free.norms[step - 1]) for step in steps],
            "its loss": [_number(free.losses[step - 1]) for step in steps],
            "‖g‖ before clipping": [_number(saved.norms[step - 1]) for step in steps],
            "its loss, clipped": [_number(saved.losses[step - 1]) for step in steps],
        },
        border="horizontal",
    )


def _formula(found: Explosion) -> None:
    s, saved = found.settings, found.clipped
    if s.clip == "value":
        st.latex(rf"g_i \leftarrow \max(-\theta, \min(\theta, g_i)) \qquad \theta = {s.limit:g}")
        return
    at = max(range(len(saved.norms)), key=lambda i: saved.norms[i] if math.isfinite(saved.norms[i]) else 0.0)
    longest = saved.norms[at]
    st.latex(r"g \leftarrow g \cdot \min\Big(1, \frac{\theta}{\lVert g \rVert}\Big)")
    st.latex(
        rf"\textsf{{step {at + 1}:}} \quad \min\Big(1, \frac{{{s.limit:g}}}{{{in_formula(three_digits(longest))}}}"
        rf"\Big) = \mathbf{{{in_formula(chance(min(1.0, s.limit / longest)))}}}"
    )
    st.caption("The longest gradient that the clipped network has met, and what it was multiplied by.")


def _said(found: Explosion) -> str:
    s, free, saved = found.settings, found.unclipped, found.clipped
    if free.broken is None:
        text = (
            f"In {len(free.losses):,} steps the network without clipping has had no loss of NaN; its longest gradient "
            f"is {_number(max(free.norms))}."
        )
        if s.radius < 3:
            text += " A larger radius makes gradients grow faster on their way back."
    else:
        before = free.losses[free.broken - 2] if free.broken > 1 else math.nan
        text = (
            f"Not clipped, the loss is {_number(before)} at step {free.broken - 1} and NaN at step "
            f"{free.broken}: every weight is NaN from here on, and no further step can repair it."
        )
    if saved.broken is not None:
        return f"{text} The clipped one broke, too, at step {saved.broken}."
    recent = saved.losses[-20:]
    return (
        f"{text} Clipped {'by norm to' if s.clip == 'norm' else 'by value to ±'}{' ' if s.clip == 'norm' else ''}"
        f"{s.limit:g}, with the same weights and the same sentences, the loss after {len(saved.losses):,} steps is "
        f"{three_digits(sum(recent) / len(recent))}, the mean of the last {len(recent)}. "
        f"Guessing gives {math.log(2):.2f}."
    )


def _number(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞"
    return three_digits(value)
