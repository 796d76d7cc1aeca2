"""The training of a language model: perplexity beside a count and a window model, and what it writes on the way."""

import math
from functools import partial

import streamlit as st

from explorer.figures import language as figures
from explorer.sequence.language.course import ORDER, Seen
from explorer.tasks.language_models import WINDOW, LanguageModels
from explorer.text.numbers import three_digits
from explorer.ui.screens.sequences.language import choices
from explorer.ui.screens.sequences.language.choices import Wanted
from explorer.ui.shell import panels


def view(wanted: Wanted) -> None:
    """The training, its perplexity and its samples."""
    choices.course(wanted, partial(_seen, wanted=wanted))


def _seen(found: LanguageModels, moment: int, *, wanted: Wanted) -> None:
    seen = found.seen
    steps = found.step[: len(seen)]
    held, learned = [one.perplexity for one in seen], found.learned_perplexity[: len(seen)]
    window, peer = found.window_perplexity[: len(seen)], found.peer_perplexity
    left, right = st.columns([3, 2], gap="large")
    with left:
        panels.show(
            figures.perplexity(
                steps,
                held,
                learned,
                moment,
                peer=peer,
                order=ORDER[wanted.unit],
                whole=found.step[-1],
                window=window,
                width=WINDOW[wanted.unit],
            ),
            key="perplexity",
            name="perplexity",
            title="Perplexity as it learns",
            alt=f"Perplexity {three_digits(held[moment])} after {steps[moment]} steps, Kneser-Ney {three_digits(peer)}",
            columns={
                "step": steps,
                "held out": held,
                "learned from, with dropout": learned,
                "Kneser-Ney, held out": [peer] * len(steps),
                "window model, held out": [*window, *[""] * (len(steps) - len(window))],
            },
            code=wanted.python()
            + "print(course.peer_perplexity)\n"
            + "for step, seen, window in zip(course.step, course.seen, course.window_perplexity):\n"
            + "    print(step, round(seen.perplexity, 2), round(window, 2), seen.sample)\n",
        )
        loss = math.log(held[moment])
        st.latex(
            r"\small \text{perplexity} = \exp\Big({-\tfrac{1}{N}} \sum_{t} \log \hat y^{\langle t \rangle}"
            rf"[y^{{\langle t \rangle}}]\Big) \\ = \exp({loss:.3f}) = \mathbf{{{held[moment]:.2f}}}"
        )
    with right:
        st.info(_said(found, moment), icon=":material/visibility:")
        tokens, n = found.learned.tokens, ORDER[wanted.unit]
        st.caption(
            f"{len(found.learned):,} training sentences; {len(found.held):,} held out, N = {found.held.predicted:,} "
            f"{tokens.unit} with `<EOS>`; a vocabulary of {len(tokens):,}. Kneser-Ney counts the same sentences, {n} "
            f"{tokens.unit} at a time; Bengio's model has a window of {WINDOW[tokens.unit]} {tokens.unit} and, at each "
            "step, has learned from as many sentences as the network. All three are asked the same question."
        )
    st.header("What it writes", anchor=False)
    with st.container(border=True):
        st.markdown(
            "\n".join(
                f"- **{step:,} steps**, perplexity {three_digits(one.perplexity)}: "
                f"{panels.plain(one.sample) or '(nothing)'}"
                for step, one in _rungs(list(zip(steps, seen, strict=True)))
            )
        )
        st.caption("One sample at each moment, drawn with the same random numbers at temperature 1.")


def _rungs(moments: list[tuple[int, Seen]]) -> list[tuple[int, Seen]]:
    """Every other moment, and the last."""
    return [*moments[:-1:2], moments[-1]]


def _said(found: LanguageModels, moment: int) -> str:
    now, peer = found.seen[moment].perplexity, found.peer_perplexity
    unit = found.learned.tokens.unit
    text = (
        f"After {found.step[moment]:,} steps perplexity is **{three_digits(now)}**: the network is as unsure as if it "
        f"had to choose each time among {three_digits(now)} equally likely {unit}. Before training it was "
        f"{three_digits(found.seen[0].perplexity)}. Kneser-Ney, which only counts, has **{three_digits(peer)}**. "
    )
    if moment < len(found.window_perplexity):
        text += f"Bengio's window model has **{three_digits(found.window_perplexity[moment])}** at this step. "
    if now < 0.99 * peer:
        text += f"The network is ahead of counting, by {1 - now / peer:.0%}."
    elif now > 1.01 * peer:
        text += "Counting is still ahead: " + (
            "train for more steps." if moment == found.reached else "choose a later step."
        )
    else:
        text += "Network and counting are level."
    best = min(range(moment + 1), key=lambda i: found.seen[i].perplexity)
    if now > 1.05 * found.seen[best].perplexity:
        text += (
            f" It was best after {found.step[best]:,} steps; since then it has been learning the sentences by heart."
        )
    return text
