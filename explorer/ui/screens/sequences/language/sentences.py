"""The probability of a sentence as a product, word by word, for two sentences side by side."""

import math
from functools import partial
from textwrap import wrap
from typing import Final

import streamlit as st

from explorer.figures import language as figures
from explorer.sequence.language.language_model import SentenceProbability
from explorer.sequence.language.tokens import EOS, UNK
from explorer.sequence.tasks import fruit
from explorer.tasks.language_models import LanguageModels
from explorer.text.numbers import chance, chance_of_log, in_formula, number
from explorer.ui.screens.sequences.language import choices
from explorer.ui.screens.sequences.language.choices import Wanted
from explorer.ui.shell import panels, reader_errors
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import fill

PAIRS: Final = (
    fruit.NOTES,
    ("she bought a pair of shoes", "she bought a pear of shoes"),
    ("the prince rides a horse", "the horse rides a prince"),
    ("the prime minister said today", "the minister prime today said"),
)
MOST_FACTORS = 7  # of a formula
WIDE = 46  # characters of a product that a phone has room for


def view(wanted: Wanted) -> None:
    """The reader's two sentences, and what the model says of them."""
    typed = st.columns([6, 6, 3], gap="small", vertical_alignment="bottom")
    written = [
        linked(typed[i]).text_input(label, fruit.NOTES[i], key=key, max_chars=120) or ""
        for i, (label, key) in enumerate([("One sentence", "sentence_a"), ("Another", "sentence_b")])
    ]
    with typed[2].popover("Examples", icon=":material/format_quote:", width="stretch"):
        for i, (one, other) in enumerate(PAIRS):
            st.button(
                f"{one} / {other}",
                key=f"pair_{i}",
                type="tertiary",
                on_click=fill,
                kwargs={"sentence_a": one, "sentence_b": other},
            )
    choices.course(wanted, partial(_seen, written=written, wanted=wanted))


def _seen(found: LanguageModels, moment: int, *, written: list[str], wanted: Wanted) -> None:
    model = found.at(moment)
    with reader_errors.shown(stop=False):
        said = [model.sentence(model.tokens.cut(sentence)) for sentence in written]
        highest = max(float(one.losses.max()) for one in said)
        for i, (side, sentence, one) in enumerate(zip(st.columns(2, gap="large"), written, said, strict=True)):
            with side:
                st.header(panels.plain(sentence) or "The empty sentence", anchor=False)
                panels.show(
                    figures.cost(one, highest=highest),
                    key=f"cost_{i}",
                    name=f"what each word costs in sentence {i + 1}",
                    alt=f"{one.words[one.dearest]} costs most, {one.losses[one.dearest]:.2f} nats",
                    columns={
                        "word": list(one.words),
                        "probability": one.probabilities.tolist(),
                        "nats": one.losses.tolist(),
                        "likeliest": list(one.likeliest),
                    },
                    code=_python(wanted, found, moment, sentence),
                )
                st.latex(_product(one))
                st.markdown(
                    f"log P = **{number(one.log_probability, '.2f')}** nats · perplexity **{one.perplexity:,.1f}** · "
                    f"costs most: **{panels.plain(one.words[one.dearest])}**"
                )
        st.info(_compared(written, said), icon=":material/visibility:")
        st.caption(_special(found, said))


def _product(one: SentenceProbability) -> str:
    """P(sentence) as its factors and their product, as LaTeX."""
    factors = [chance_of_log(-loss) for loss in one.losses.tolist()]
    if len(factors) > MOST_FACTORS:
        factors = [*factors[: MOST_FACTORS - 2], "…", factors[-1]]
    lines = [in_formula(line).replace("·", r"\cdot ") for line in wrap(" · ".join(factors), WIDE)]
    product = r" \\ ".join(lines).replace("…", r"\ldots")
    return (
        r"\small P = \prod_{t} P(y^{\langle t \rangle} \mid y^{\langle 1 \rangle} \ldots y^{\langle t-1 \rangle})"
        rf"\\ = {product}\\ = \mathbf{{{in_formula(chance_of_log(one.log_probability))}}}"
    )


def _compared(written: list[str], said: list[SentenceProbability]) -> str:
    """Which sentence is likelier, by how much, and by which word."""
    first, second = said
    apart = second.log_probability - first.log_probability
    if first.words == second.words:
        what = "the same words" if UNK not in first.words else "the same words and `<UNK>` at the same places"
        return f"The model reads {what} in both, so both have the same probability."
    better, worse = (1, 0) if apart > 0 else (0, 1)
    times = math.exp(abs(apart)) if abs(apart) < 30 else None
    by = (
        f"**{times:,.{0 if times >= 10 else 1}f} times**"
        if times is not None
        else f"e to the **{abs(apart):.0f}** times"
    )
    text = f"“{panels.plain(written[better])}” is {by} as probable as “{panels.plain(written[worse])}”."
    if len(first.words) == len(second.words):
        gains = said[worse].losses - said[better].losses
        at = int(gains.argmax())
        cheap, dear = (panels.plain(said[which].words[at]) for which in (better, worse))
        text += f" Of the {abs(apart):.2f} nats between them {gains[at]:.2f} come from place {at + 1}: "
        text += (
            f"**{cheap}**, which is the same word in both, but after different words."
            if cheap == dear
            else f"**{cheap}** against **{dear}**."
        )
        if said[better].words[at] == UNK:
            text += " This says nothing about the language: `<UNK>` is likely because it stands for so many words."
    return text


def _special(found: LanguageModels, said: list[SentenceProbability]) -> str:
    """What <EOS> and <UNK> do to the numbers."""
    ends = " and ".join(chance(one.probabilities[-1]) for one in said)
    without = " and ".join(f"{1 / one.probabilities[-1]:,.1f}" for one in said)
    text = (
        f"`{EOS}`, the end of the sentence, is the last factor: {ends}. Without it P would be {without} times as "
        "large: the probability of all sentences that begin this way. "
    )
    if found.learned.tokens.unit == "characters":
        return text + "Characters need no `<UNK>`, and pay with more factors for the same sentence."
    many = sum(word == UNK for word in (*said[0].words, *said[1].words))
    if not many:
        return text + f"No word here is `{UNK}`."
    if not found.rare:
        return text + (
            f"`{UNK}` occurs {many} times, for words that the text does not have; the text itself has no rare word, so "
            "the model never saw one and gives it almost no probability."
        )
    return text + (
        f"`{UNK}` occurs {many} times. One factor is shared by all {found.rare:,} words that are too rare for the "
        f"vocabulary: for one of them alone, divided evenly, it would be {found.rare:,} times smaller, and the "
        f"sentence would cost {math.log(found.rare):.1f} nats more each time."
    )


def _python(wanted: Wanted, found: LanguageModels, moment: int, sentence: str) -> str:
    return wanted.python() + (
        f"model = course.at({moment})  # after {found.step[moment]} steps\n"
        f"said = model.sentence(model.tokens.cut({sentence!r}))\n"
        "for word, probability in zip(said.words, said.probabilities):\n"
        '    print(f"{word}: {probability:.3g}")\n'
        "print(round(said.log_probability, 2))\n"
    )
