"""The race: who still knows the subject, by the length of the gap; and the reader's own sentence."""

import math

import streamlit as st

from explorer.figures import memory as figures
from explorer.sequence.tasks.memory_race import MemoryRace
from explorer.ui.screens.sequences.memory import choices
from explorer.ui.shell import observed, panels, reader_errors
from explorer.ui.shell.watching import Scene

ASKED = 20  # words between subject and verb, of which the page speaks first
KNOWS = 0.95  # share of right verbs from which a network is said to know


def view() -> None:
    """The race, while it runs and after."""
    choices.race(_seen)


def _seen(found: MemoryRace, scene: Scene) -> None:
    now = choices.moment(found, scene)
    s = found.settings
    right_now = dict(zip(s.cells, found.accuracy[:, :, now, s.gaps.index(ASKED)].mean(axis=1).tolist(), strict=True))
    observed.tell("sequences/memory", step=int(found.step[now]), **{cell.lower(): right_now[cell] for cell in s.cells})
    left, right = st.columns(2, gap="large")
    with left:
        panels.show(
            figures.by_gap(s.cells, s.gaps, found.accuracy[:, :, now]),
            key="by_gap",
            name="right by gap",
            title="Right verbs by gap: mean and range of three seeds",
            alt=said(found, now),
            columns={"gap": list(s.gaps)}
            | {
                f"{cell}, seed {seed}": found.accuracy[c, k, now].tolist()
                for c, cell in enumerate(s.cells)
                for k, seed in enumerate(s.seeds)
            },
            code=choices.python(found, f"print(race.accuracy[:, :, {now}].round(3))  # cell, seed, gap\n"),
        )
    with right:
        reached = slice(found.reached + 1)
        panels.show(
            figures.losses(s.cells, found.step.tolist(), found.loss, now=now),
            key="race_loss",
            name="race loss",
            title="Loss on unseen sentences",
            alt="The loss of each cell over the training steps",
            columns={"step": found.step[reached].tolist()}
            | {
                f"{cell}, seed {seed}": found.loss[c, k, reached].tolist()
                for c, cell in enumerate(s.cells)
                for k, seed in enumerate(s.seeds)
            },
            code=choices.python(found, "print(race.step, race.loss.round(4))  # loss: cell, seed, moment\n"),
        )
    st.info(said(found, now), icon=":material/visibility:")
    with reader_errors.shown(stop=False):
        _asked(found, now)


def said(found: MemoryRace, now: int) -> str:
    """What the race shows at a moment, in words: which cells know the verb, with which seeds."""
    s = found.settings
    told = [_knowing(found, now, gap) for gap in s.gaps if gap == ASKED or gap == s.gaps[-1]]
    text = (
        f"After {found.step[now]:,} steps, with {told[0][0]} words between subject and verb, at least {KNOWS:.0%} of "
        f"the verbs are right: {told[0][1]}. "
    )
    text += "".join(f"With {gap} words: {share}. " for gap, share in told[1:]) + "Guessing gives 0.50."
    plain = found.accuracy[s.cells.index("RNN"), :, now, s.gaps.index(ASKED)]
    gated = found.accuracy[[s.cells.index(cell) for cell in ("GRU", "LSTM")], :, now, s.gaps.index(ASKED)]
    if gated.min() < KNOWS:
        return text
    if (plain >= KNOWS).all():
        return f"{text} From these weights the plain RNN gets there, too."
    if (plain < KNOWS).all():
        return f"{text} With the same sentences and as many steps, the plain RNN does not get there."
    return f"{text} With the same sentences and as many steps, the plain RNN gets there only with some seeds."


def _knowing(found: MemoryRace, now: int, gap: int) -> tuple[int, str]:
    """A gap, and with how many seeds each cell knows the verb over it."""
    s, told = found.settings, []
    for cell, right in zip(s.cells, found.accuracy[:, :, now, s.gaps.index(gap)], strict=True):
        share = ", ".join(f"{one:.2f}" for one in right)
        told.append(f"{cell} with {int((right >= KNOWS).sum())} of {len(s.seeds)} seeds ({share})")
    return gap, "; ".join(told)


def _asked(found: MemoryRace, now: int) -> None:
    """The reader's sentence, as all networks of this moment finish it."""
    asked = choices.question()
    s = found.settings
    were = found.were(now, asked.ids)
    mean = were.mean(axis=1)
    answers = "; ".join(
        f"{cell} {'were' if p > 0.5 else 'was'} ({p:.2f})" for cell, p in zip(s.cells, mean, strict=True)
    )
    beginning = " ".join(asked.words)
    left, right = st.columns([3, 2], gap="large", vertical_alignment="center")
    with left:
        panels.show(
            figures.verbs(s.cells, were),
            key="verbs",
            name="was or were",
            title=f"{panels.plain(beginning)} … **was** or **were**?",
            alt=f"The probability of were after {beginning}: {answers}",
            columns={"cell": list(s.cells)} | {f"seed {seed}": were[:, k].tolist() for k, seed in enumerate(s.seeds)},
            code=choices.python(
                found, f"asked = question({beginning!r})\nprint(race.were({now}, asked.ids).round(4))  # cell, seed\n"
            ),
        )
    with right:
        st.latex(r"P(\textsf{were}) = \hat y = \sigma\big(W_{ya}\,a^{\langle T \rangle} + b_y\big)")
        T = len(asked.words)
        for cell, p in zip(s.cells, were[:, 0].tolist(), strict=True):
            z = math.log(p / (1 - p)) if 0 < p < 1 else math.copysign(math.inf, p - 0.5)
            number = f"{z:.2f}" if math.isfinite(z) else r"\infty" if z > 0 else r"-\infty"
            st.latex(rf"\hat y_{{\textsf{{{cell}}}}} = \sigma({number}) = \mathbf{{{p:.3f}}} \quad (T = {T})")
        truth = f" You wrote **{asked.verb}**." if asked.verb else ""
        st.caption(f"The mean of three seeds says: {answers}.{truth} The formula has the numbers of seed {s.seeds[0]}.")
