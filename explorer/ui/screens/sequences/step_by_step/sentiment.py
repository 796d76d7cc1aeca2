"""One to one and many to one on the same reviews: a softmax on the average of the words, and their order read."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from explorer.figures import reviews as figures
from explorer.sequence.network import CellName
from explorer.tasks.average_and_order import OrderCourse, OrderSettings, so_far
from explorer.tasks.explanation import Explanation, explained
from explorer.tasks.tokens import words_of
from explorer.ui.shell import panels, watching
from explorer.ui.shell.cache import shared_models
from explorer.ui.shell.linked import linked
from explorer.ui.shell.watching import Scene

CELLS: tuple[CellName, ...] = ("RNN", "GRU", "LSTM")
PAIR = ("a good film, not bad at all", "a bad film, not good at all")
MOST_WORDS = 16
Words = tuple[str, ...]


def average() -> None:
    """One to one: the average of the words' vectors, and what each word adds."""
    _course(_averaged, reads_order=False)


def in_order() -> None:
    """Many to one: what it would answer after each word, and what the average would."""
    _course(_read, reads_order=True)


def _course(draw: Callable[[OrderCourse, int, list[Words]], None], *, reads_order: bool) -> None:
    choice = st.columns([5, 5, 4, 3] if reads_order else [5, 5, 3], gap="small", vertical_alignment="bottom")
    written = [
        linked(choice[0]).text_input("A sentence", PAIR[0], key="review", max_chars=120),
        linked(choice[1]).text_input("Another", PAIR[1], key="review_2", max_chars=120),
    ]
    cell: CellName = "GRU"
    if reads_order:
        cell = linked(choice[2]).segmented_control(
            "Cell", CELLS, default="GRU", required=True, key="review_cell", width="stretch"
        )
    with choice[-1].popover("Training", icon=":material/tune:", width="stretch"):
        passes = linked().slider("Passes over the sentences", 1, 10, 6, key="review_passes")
        seed = linked().number_input("Seed", 0, 2**31 - 2, 0, key="review_seed")
    settings = OrderSettings(cell=cell, passes=passes, seed=seed)
    watching.course(
        "reviews",
        settings,
        "Learning to judge films",
        partial(OrderCourse, settings, shared_models.famous()),
        partial(_seen, draw=draw, sentences=[words for one in written if (words := words_of(one or ""))]),
        unit="batches",
    )


def _seen(
    found: OrderCourse,
    scene: Scene,
    *,
    draw: Callable[[OrderCourse, int, list[Words]], None],
    sentences: list[Words],
) -> None:
    now = watching.moment(found.step, found.reached, scene, key="review_moment", unit="pass")
    vectors = shared_models.famous()
    said = []
    if missing := dict.fromkeys(word for words in sentences for word in words if word not in vectors):
        named = ", ".join(f"“{word}”" for word in missing)
        said.append(f"{named}: GloVe has no vector, so the average leaves it out and the network reads zeros.")
    if dropped := [word for words in sentences for word in words[MOST_WORDS:]]:
        said.append(f"The figure has room for {MOST_WORDS} words; left out: {', '.join(dropped)}.")
    if said:
        st.caption(panels.plain(" ".join(said)))
    if not sentences:
        st.info("Write a sentence with a word in it.", icon=":material/edit:")
        return
    draw(found, now, [words[:MOST_WORDS] for words in sentences])
    seen = found.seen[now]
    st.caption(
        f"On {len(found.others):,} unseen sentences of film reviews, after {now} {'pass' if now == 1 else 'passes'} "
        f"over {len(found.learned):,}: the average is right about {seen.average_right:.1%}, the {found.settings.cell} "
        f"that reads in order about {seen.in_order_right:.1%}. Both read the vectors of GloVe, 50 numbers a word, "
        "which do not change. Sentences: Pang and Lee 2005."
    )


def _averaged(found: OrderCourse, now: int, sentences: list[Words]) -> None:
    pair = found.seen[now]
    told = [explained(pair.average, words, 1, "gradient x input") for words in sentences]
    chances = [float(so_far(pair, words)[0][-1]) for words in sentences]
    for i, (side, one, chance) in enumerate(zip(st.columns(len(told), gap="large"), told, chances, strict=True)):
        with side:
            st.header(f"positive: {chance:.3f}", anchor=False)
            panels.show(
                figures.shares(one),
                key=f"shares_{i}",
                name=f"softmax on an average {i + 1}",
                title=panels.plain(" ".join(one.sentence)),
                alt=f"What each word of “{' '.join(one.sentence)}” adds to the log-odds of positive",
                columns={"word": list(one.sentence), "adds": one.shares.tolist()},
                code=_python(found, now, one.sentence)
                + "from explorer.tasks.explanation import explained\n\n"
                + "told = explained(pair.average, words, 1, 'gradient x input')\n"
                + "print([round(float(share), 3) for share in told.shares], round(told.rest, 3))\n",
            )
            _formula(one, chance)
    same = len(told) == 2 and sorted(told[0].sentence) == sorted(told[1].sentence)
    st.info(
        "One vector goes in, the average of the words' vectors, and one answer comes out; there is no state and no "
        "order. Each word adds its vector times W, divided by n, and the bias b is added once. "
        + ("The two sentences have the same words, so they get **the same answer**. " if same else "")
        + "*Many to one* reads the same sentences in order.",
        icon=":material/visibility:",
    )


def _formula(told: Explanation, chance: float) -> None:
    n = len(told.sentence)
    st.latex(
        r"\small \hat y = \mathrm{softmax}\Big(W\,\tfrac{1}{n}\textstyle\sum_w e_w + b\Big)"
        rf"\qquad n = {n}"
    )
    st.latex(
        rf"\small P(\textsf{{positive}}) = \sigma({told.shares.sum():.3f} {told.rest:+.3f}) = \mathbf{{{chance:.3f}}}"
    )


def _read(found: OrderCourse, now: int, sentences: list[Words]) -> None:
    pair, cell = found.seen[now], found.settings.cell
    ends = []
    for i, (side, words) in enumerate(zip(st.columns(len(sentences), gap="large"), sentences, strict=True)):
        mean, read = so_far(pair, words)
        ends.append((float(mean[-1]), float(read[-1])))
        with side:
            st.header(f"positive: {read[-1]:.3f}", anchor=False)
            panels.show(
                figures.so_far(words, {f"{cell}, in order": read, "average": mean}),
                key=f"so_far_{i}",
                name=f"many to one {i + 1}",
                title=panels.plain(" ".join(words)),
                alt=f"Probability of positive after each word of “{' '.join(words)}”: {read[-1]:.2f} at its end",
                columns={"word": list(words), "in order": read.tolist(), "average": mean.tolist()},
                code=_python(found, now, words) + "print([round(float(chance), 3) for chance in in_order])\n",
            )
    T = len(sentences[0])
    st.latex(rf"\hat y = \mathrm{{softmax}}(W_{{ya}}\,a^{{\langle {T} \rangle}} + b_y)")
    st.latex(rf"P(\textsf{{positive}}) = \mathbf{{{ends[0][1]:.3f}}}")
    text = (
        "The network answers once, from its state after the last word. The line shows what it would answer if the "
        "sentence ended at each word. "
    )
    if len(ends) == 2 and sorted(sentences[0]) == sorted(sentences[1]):
        text += (
            f"Both sentences have the same words: the average says {ends[0][0]:.3f} to both, the {cell} "
            f"**{ends[0][1]:.3f}** and **{ends[1][1]:.3f}**."
        )
    st.info(text, icon=":material/visibility:")


def _python(found: OrderCourse, now: int, words: Words) -> str:
    return (
        "from explorer.files import library\n"
        "from explorer.tasks.average_and_order import OrderCourse, OrderSettings, so_far\n\n"
        f"course = OrderCourse({found.settings!r}, library.famous())\ncourse.run()\n"
        f"words, pair = {words!r}, course.seen[{now}]\n"
        "average, in_order = so_far(pair, words)  # P(positive) if the sentence ended at each word\n"
    )
