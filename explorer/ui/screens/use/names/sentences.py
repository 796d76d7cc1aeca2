"""The lecture's three sentences and the reader's own, tagged; word by word, and which word decided."""

import math
from typing import TYPE_CHECKING, Final, cast

import streamlit as st

from explorer.figures import names as figures
from explorer.tasks.labelled import Sentence
from explorer.tasks.names.scores import Tagger
from explorer.tasks.names.spans import spans
from explorer.tasks.tokens import words_as_written
from explorer.text.numbers import number
from explorer.ui.screens.use.names import choices, marked
from explorer.ui.screens.use.names.choices import Asked
from explorer.ui.shell import formulas, panels
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import fill
from explorer.ui.shell.streamlit_private import DeltaGenerator
from explorer.vectors.word_vectors import Floats

if TYPE_CHECKING:
    from explorer.tasks.names.window import WindowTagger

LECTURE: Final = (
    "Sally Johnson is an orange farmer",
    "Robert Lin is an apple farmer",
    "Mahmoud Badry is a durian cultivator",
)
EXAMPLES: Final = (*LECTURE, "She moved from Jakarta to Oslo to work for Siemens", "lin is an apple farmer in may")
MOST_WORDS = 40


def view(asked: Asked) -> None:
    """The sentences, tagged; and the reader's, word by word."""
    lines = st.container(border=True)
    own, beside = _own()
    shown = [words_as_written(text) for text in LECTURE]
    shown += [own] if own and own not in shown else []
    with lines:
        place = st.empty()
        with place.container():
            st.markdown("  \n".join(" ".join(panels.plain(word) for word in words) for words in shown))
    tagger = choices.trained(asked)
    with lines, place.container():
        _tagged(asked, tagger, shown)
    if not own:
        st.info("Write a sentence to see its words tagged.", icon=":material/edit:")
        return
    _word_by_word(asked, tagger, own, beside)


def _own() -> tuple[Sentence, DeltaGenerator]:
    """The reader's sentence, and the place beside it."""
    typed, beside, presets = st.columns([6, 4, 2], gap="small", vertical_alignment="bottom")
    text = linked(typed, kept=True).text_input(
        "Your sentence, word by word",
        LECTURE[-1],
        key="named",
        max_chars=400,
    )
    with presets.popover("Examples", icon=":material/format_quote:", width="stretch"):
        for i, example in enumerate(EXAMPLES):
            st.button(example, key=f"named_{i}", type="tertiary", on_click=fill, kwargs={"named": example})
    words = words_as_written(text or "")
    if len(words) > MOST_WORDS:
        st.caption(f"The first {MOST_WORDS} of {len(words)} words are tagged.")
    return words[:MOST_WORDS], beside


def _tagged(asked: Asked, tagger: Tagger, shown: list[Sentence]) -> None:
    colour = marked.colours(list(asked.tagged.kinds))
    found = [spans(tags) for tags in tagger.tagged(shown)]
    st.markdown("  \n".join(marked.sentence(words, names, colour) for words, names in zip(shown, found, strict=True)))
    words = list(dict.fromkeys(word for sentence in shown for word in sentence))
    learned, _ = asked.parts
    unseen = [word for word in words if word.lower() not in learned.seen]
    told = f"In no training sentence: {', '.join(unseen) or 'none of these words is unseen'}."
    if asked.model is not None:
        missing = [word for word in words if word.lower() not in asked.model.vectors]
        told += f" Not in {asked.model.name}, a vector of zeros: {', '.join(missing) or 'none'}."
    st.caption(panels.plain(told))


def _word_by_word(asked: Asked, tagger: Tagger, words: Sentence, beside: DeltaGenerator) -> None:
    chances, tags = tagger.chances(words), tagger.tags
    names = spans([tags[i] for i in chances.argmax(axis=1)])
    first = names[0].start if names else 0
    at = linked(beside).selectbox(
        "Which word decided the tag of",
        range(len(words)),
        index=first,
        format_func=lambda i: f"{i + 1}. {words[i]}",
        key=f"word_{len(words)}",
    )
    best = int(chances[at].argmax())
    tag = tags[best]
    shares = tagger.shares(words, at, tag)
    code = choices.python(asked) + f"words = {words!r}\nprint(tagger.tagged([words])[0])\n"
    left, right = st.columns(2, gap="large")
    with left:
        panels.show(
            figures.chances(words, tags, chances, at=at),
            key="tag_chances",
            name="probability of each tag",
            title="Probability of each tag, word by word",
            alt="; ".join(f"{word} {tags[i]}" for word, i in zip(words, chances.argmax(axis=1), strict=True)),
            columns={"word": list(words)} | {tag: chances[:, i].tolist() for i, tag in enumerate(tags)},
            code=code + "print(tagger.tags)\nprint(tagger.chances(words).round(3))\n",
        )
    with right:
        exact = asked.kind == choices.WINDOW
        panels.show(
            figures.shares(words, shares, about=f"share in the score of {tag}"),
            key="tag_shares",
            name="which word decided",
            title=f"What each word adds for {panels.plain(tag)} at {panels.plain(words[at])}"
            + ("" if exact else " (gradient × input)"),
            alt=", ".join(f"{word} {number(share, '+.2f')}" for word, share in zip(words, shares, strict=True)),
            columns={"word": list(words), f"share in {tag}": shares.tolist()},
            code=code + f"print(tagger.shares(words, {at}, {tag!r}).round(3))\n",
        )
    st.latex(_formula(asked, tagger, words, at, shares))
    st.info(_said(words, at, tag, float(chances[at, best]), shares), icon=":material/visibility:")


def _said(words: Sentence, at: int, tag: str, chance: float, shares: Floats) -> str:
    """What the tagger says of a word, and which words speak for it and against it."""
    most, least = int(shares.argmax()), int(shares.argmin())
    told = f"At **{panels.plain(words[at])}** the tagger says **{panels.plain(tag)}**, P = {chance:.2f}."
    if shares[most] > 0:
        told += f" Most in favour is **{panels.plain(words[most])}** ({number(shares[most], '+.2f')})"
        told += "." if shares[least] >= 0 else ","
    if shares[least] < 0:
        told += f" most against is **{panels.plain(words[least])}** ({number(shares[least], '+.2f')})."
    return told


def _formula(asked: Asked, tagger: Tagger, words: Sentence, at: int, shares: Floats) -> str:
    """The probability of a word's tag with its numbers, as LaTeX; a recurrent score is not a sum over words."""
    chances = tagger.chances(words)[at]
    number = int(chances.argmax())
    tag, word = formulas.word(tagger.tags[number]), formulas.word(words[at])
    chance = float(chances[number])
    if asked.kind == choices.HIDDEN:
        return (
            rf"P({tag} \mid {word}) = \mathrm{{softmax}}(W_2\,\mathrm{{ReLU}}(W_1 x + b_1) + b_2)_{{{tag}}} \\ "
            rf"= \mathbf{{{chance:.3f}}}"
        )
    if asked.kind != choices.WINDOW:
        state = r"[\overrightarrow{a}, \overleftarrow{a}]" if "both" in asked.kind else r"\overrightarrow{a}"
        return rf"P({tag} \mid {word}) = \mathrm{{softmax}}(W {state} + b)_{{{tag}}} = \mathbf{{{chance:.3f}}}"
    bias = float(cast("WindowTagger", tagger).bias[number])
    score = bias + float(shares.sum())
    sigmoid = 1 / (1 + math.exp(-max(-500.0, score)))
    return (
        rf"s = b + {{\textstyle\sum_j}}\, w_j \cdot x_j \\ = {bias:.2f} {shares.sum():+.2f} = {score:.2f} \\ "
        rf"P({tag} \mid {word}) = \frac{{\sigma(s)}}{{\sum_k \sigma(s_k)}} \\ = "
        rf"\frac{{{sigmoid:.3f}}}{{{sigmoid / chance:.3f}}} = \mathbf{{{chance:.3f}}}"
    )
