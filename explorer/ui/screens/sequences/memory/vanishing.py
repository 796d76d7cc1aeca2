"""The gradient of the answer on its way back through the sentence, cell by cell."""

from statistics import median

import streamlit as st

from explorer.figures import memory as figures
from explorer.sequence.initialisation import spectral_radius
from explorer.sequence.tasks.memory_race import MemoryRace, as_share
from explorer.text.numbers import chance, in_formula, three_digits
from explorer.ui.screens.sequences.memory import choices
from explorer.ui.screens.sequences.memory.race import KNOWS
from explorer.ui.shell import panels
from explorer.ui.shell.linked import linked
from explorer.ui.shell.watching import Scene
from explorer.vectors.word_vectors import Floats

FAR = 40  # words


def view() -> None:
    """The gradients of the race, while it runs and after."""
    choices.race(_seen)


def _seen(found: MemoryRace, scene: Scene) -> None:
    place, beside = scene.controls.columns([3, 2], gap="medium", vertical_alignment="bottom")
    now = choices.moment(found, Scene(scene.under_way, place))
    relative = linked(beside).toggle(
        "As a share",
        True,
        key="share",
        help="Divided by the gradient at the last word before the answer, so that every line begins at 1. Without it, "
        "the gradient itself: it also becomes small when the loss does.",
    )
    lines: list[tuple[str, str, Floats]] = [(cell, cell, found.flows(now, cell)) for cell in found.settings.cells]
    lines.append(("LSTM, its memory c", "LSTM", found.flows(now, "LSTM", memory=True)))
    shares: list[tuple[str, str, Floats]] = [(name, cell, as_share(norms)) for name, cell, norms in lines]
    shown = shares if relative else lines
    letter = "‖∂L/∂a⟨t⟩‖"
    panels.show(
        figures.arriving(shown, title=f"{letter} / {letter.replace('t', 'T')}" if relative else letter),
        key="arriving",
        name="gradient by distance",
        title=f"The gradient of the answer, by distance, after {found.step[now]:,} steps",
        alt=_said(found, now, shares),
        columns={"words before the answer": [*range(lines[0][2].shape[1])]}
        | {
            f"{name}, seed {seed}": norms[k].tolist()
            for name, _, norms in shown
            for k, seed in enumerate(found.settings.seeds)
        },
        code=choices.python(
            found, f'for cell in ("RNN", "GRU", "LSTM"):\n    print(cell, race.flows({now}, cell))  # seed, distance\n'
        ),
    )
    st.info(_said(found, now, shares), icon=":material/visibility:")
    _formula(found, now, shares[0][2])


def _formula(found: MemoryRace, now: int, share: Floats) -> None:
    """The product of Jacobians, with the radius of W_aa before training and now, and the factor that is seen."""
    seed = found.settings.seeds[0]
    begun, held = (
        spectral_radius(found.network("RNN", seed, moment).blocks()["layer1.forward.W_aa"]) for moment in (0, now)
    )
    st.latex(
        r"\frac{\partial a^{\langle T \rangle}}{\partial a^{\langle t \rangle}} = \prod_{k=t+1}^{T} "
        r"\mathrm{diag}\big(1 - (a^{\langle k \rangle})^2\big)\,W_{aa} \\ "
        r"0.9^{50} = 0.0052 \qquad 1.1^{50} = 117.4"
    )
    there = [t for t, left in enumerate(share[0, : FAR + 1].tolist()) if left > 0]
    if len(there) < 2:  # too small for floats
        return
    last = there[-1]
    factor = float(share[0, last]) ** (1 / last)
    st.latex(
        rf"\textsf{{RNN, seed {seed}:}} \quad \textsf{{mean of }} 1 - a^2 = {found.slope(now, 'RNN'):.2f} \\ "
        rf"\rho(W_{{aa}}) = {begun:.2f} \textsf{{ before training}}, \; {held:.2f} \textsf{{ now}}"
    )
    st.latex(
        rf"\textsf{{the gradient is multiplied by }} \mathbf{{{factor:.3f}}} \textsf{{ a word}} \\ "
        rf"{factor:.3f}^{{{last}}} = {in_formula(three_digits(float(share[0, last])))}"
    )


def _said(found: MemoryRace, now: int, shares: list[tuple[str, str, Floats]]) -> str:
    middle = {name: float(median(share[:, FAR].tolist())) for name, _, share in shares}
    told = ", ".join(f"{name} {chance(value)}" for name, value in middle.items())
    text = f"{FAR} words before the answer this share of the gradient is left, median of the seeds: {told}."
    if now == 0:
        return f"{text} Nothing is learned yet: this much must be enough for learning to find the subject."
    right = median(found.accuracy[found.settings.cells.index("RNN"), :, now, -1].tolist())
    if right >= KNOWS and middle["RNN"] < 1e-3:
        text += (
            f" Yet the RNN has {right:.0%} of the verbs right: where its units are near −1 or 1, the slope 1 − a² is "
            "near 0, so they hold their value and pass no gradient on. Go back to step 0 to see what learning began "
            "with."
        )
    return text
