"""The same sentences as words and as characters, in numbers: length, time, unknown words, nats a sentence."""

from functools import partial

import streamlit as st

from explorer.figures import language as figures
from explorer.sequence.language.words_or_characters import Side, WordsOrCharacters
from explorer.ui.screens.sequences.language.choices import Wanted
from explorer.ui.shell import panels, watching
from explorer.ui.shell.watching import Scene


def view(wanted: Wanted) -> None:
    """Two trainings with the settings of the page, while they run and after."""
    watching.course(
        "words or characters",
        (wanted.text, wanted.settings, wanted.steps),
        "Words and characters",
        partial(WordsOrCharacters, wanted.text, wanted.settings, wanted.steps),
        partial(_seen, wanted=wanted),
        unit="steps",
        tells=True,
    )


def _seen(found: WordsOrCharacters, scene: Scene, *, wanted: Wanted) -> None:
    del scene  # the clocks of the two are beside each other in the figure
    words, characters = found.sides
    nats = [one.tolist() for one in found.nats]
    steps = found.step
    most = max(map(len, nats))
    left, right = st.columns([3, 2], gap="large")
    with left:
        panels.show(
            figures.both(steps, *nats),
            key="both",
            name="words and characters",
            title="What a held-out sentence costs",
            alt=_said(found),
            columns={
                "step": steps[:most],
                "words, nats": [*nats[0], *[""] * (most - len(nats[0]))],
                "characters, nats": [*nats[1], *[""] * (most - len(nats[1]))],
            },
            code=_python(wanted),
        )
    with right:
        st.table(
            {
                "": [
                    "different tokens, V",
                    "predictions a sentence",
                    "numbers that are learned",
                    "held-out tokens unknown",
                    "seconds for 1,000 sentences",
                    "nats a held-out sentence",
                ],
                "words": _column(words),
                "characters": _column(characters),
            },
            border="horizontal",
        )
        st.caption("Seconds of processor time, for forward, backward and update.")
    st.info(_said(found), icon=":material/visibility:")
    st.latex(
        rf"-\log P(\textsf{{sentence}}) = \sum_{{t=1}}^{{T}} -\log \hat y^{{\langle t \rangle}} \\ "
        rf"\bar T_{{\textsf{{words}}}} = {words.length:.1f} \qquad \bar T_{{\textsf{{characters}}}} = "
        rf"\mathbf{{{characters.length:.1f}}}"
    )


def _column(side: Side) -> list[str]:
    seconds = side.seconds_by_thousand
    return [
        f"{len(side.learned.tokens):,}",
        f"{side.length:.1f}",
        f"{side.moments.trainer.network.size:,}",
        f"{side.unknown:.1%}",
        f"{seconds:.2f}" if seconds == seconds else "–",  # NaN before the first step
        f"{side.moments.seen[-1]:.1f}",
    ]


def _said(found: WordsOrCharacters) -> str:
    words, characters = found.sides
    longer = characters.length / words.length
    text = f"In characters a sentence is {longer:.1f} times as long, and the state must reach back as much further"
    slower = characters.seconds_by_thousand / words.seconds_by_thousand
    if slower == slower:
        text += f"; learning from it takes {slower:.1f} times as long"
    text += ". "
    if words.unknown:
        text += (
            f"{words.unknown:.1%} of the held-out words are `<UNK>` to the model of words, which pays for that and "
            "never spells them; the model of characters spells every word. "
        )
    else:
        text += "No held-out word is unknown here; on a text with rare words, such as the news, many are. "
    w, c = words.moments.seen[-1], characters.moments.seen[-1]
    ahead = "words" if w < c else "characters"
    return (
        f"{text}After the same number of sentences the model of {ahead} finds held-out ones likelier: {w:.1f} nats in "
        f"words, {c:.1f} in characters."
    )


def _python(wanted: Wanted) -> str:
    opening, text = wanted.source
    return (
        "from explorer.sequence.language.language_model import LanguageModelSettings\n"
        "from explorer.sequence.language.words_or_characters import WordsOrCharacters\n"
        f"{opening}\n\n"
        f"settings = {wanted.settings!r}\n"
        f"both = WordsOrCharacters({text}, settings, {wanted.steps})\nboth.run()\n"
        "for side, nats in zip(both.sides, both.nats):\n"
        "    print(side.unit, len(side.learned.tokens), round(side.length, 1), round(side.unknown, 3), nats.round(1))\n"
    )
