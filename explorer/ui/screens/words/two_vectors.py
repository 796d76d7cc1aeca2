"""What the page Why two vectors shows of a training: what stands beside a word, and what could stand instead."""

from functools import partial

import streamlit as st

from explorer.figures import matrices
from explorer.figures import race as figures
from explorer.text.corpus import Corpus
from explorer.training.lecture.sgns import SGNSSettings
from explorer.training.lessons.two_vectors import TwoVectors, TwoVectorsCourse
from explorer.ui.shell import controls, panels, watching
from explorer.ui.shell.watching import Scene

STEPS = 8000
SEEN = 10.0  # times a pair must have occurred together to be a point of the figure


def course(corpus: Corpus, settings: SGNSSettings, word: str) -> None:
    """The two matrices while they are learned, and what each pair of them says of a word."""
    watching.course(
        "two vectors",
        (corpus.fingerprint, settings),
        "SGNS",
        partial(TwoVectorsCourse, corpus, settings, STEPS),
        partial(_seen, word=word),
        unit="steps",
    )


def _seen(learned: TwoVectorsCourse, scene: Scene, *, word: str) -> None:
    found = learned.now
    python = _python(learned)
    shown = (
        ("What stands beside it", "u_j · v_i", found.beside(word, 10), "beside"),
        ("What could stand instead", "cosine of v_j and v_i", found.instead(word, 10), "instead"),
        ("By the mean (u + v) / 2", "cosine of the means", found.by_mean(word, 10), "by_mean"),
    )
    for column, (title, measure, ranked, name) in zip(st.columns(3, gap="large"), shown, strict=True):
        with column:
            st.header(title, anchor=False)
            panels.show(
                figures.ranked(ranked, measure=measure, itself=word),
                key=measure,
                name=f"{title} {word}",
                alt=f"The first is {ranked[0].word}",
                columns={"word": [near.word for near in ranked], measure: [near.score for near in ranked]},
                code=python
                + f"for near in course.now.{name}({word!r}, 10):\n    print(near.word, round(near.score, 4))\n",
            )
    st.caption(
        f"Of all {len(found.v):,} words, the ten with the greatest value of each; “{panels.plain(word)}” is hatched."
    )
    by_two, by_one = (sorted(ranks.tolist()) for ranks in found.itself)
    st.latex(
        rf"\text{{median rank of a word beside itself, of }} {len(found.v):,} \\ "
        rf"\mathbf{{{by_two[len(by_two) // 2]}}} \text{{ by }} u^\top v, \quad "
        rf"\mathbf{{{by_one[len(by_one) // 2]}}} \text{{ by }} v^\top v"
    )
    st.info(
        "A word hardly ever stands beside itself, so u·v of a word with itself has no reason to be high. With only "
        "one vector this product would be a sum of squares, and nearly every word its own best neighbour. In the end "
        "most people keep v and forget u; GloVe adds the two, which mixes both meanings, as the third column shows.",
        icon=":material/visibility:",
    )
    _aims(learned, python, under_way=scene.under_way)
    _maps(found, python)


def _maps(found: TwoVectors, python: str) -> None:
    """The most frequent words by v, by u and by their mean."""
    st.header("Three maps of the same words", anchor=False)
    n = min(40, len(found.v))
    words, planes, shares = found.v.words[:n], found.planes(n), found.shares(n)
    titles = ("v, as centre", "u, as context", "(u + v) / 2")
    for i, (column, title) in enumerate(zip(st.columns(3, gap="small"), titles, strict=True)):
        with column:
            panels.show(
                figures.map_of_words(words, planes[i], shares[i], place=i),
                key=f"two_map_{i}",
                name=f"map of {title.replace('/', 'over')}",
                title=title,
                alt=f"The {n} most frequent words by PCA of {title}",
                columns={"word": words, "axis 1": planes[i][:, 0].tolist(), "axis 2": planes[i][:, 1].tolist()},
                code=python + f"plane, shares = course.now.planes({n})[{i}], course.now.shares({n})[{i}]\n"
                "print(plane[:5].round(3), shares.round(3))\n",
            )
    st.caption(
        f"The {n} most frequent words by PCA of unit vectors, each map turned as a whole to lie near the first. Two "
        "components cannot show all distances."
    )


def _python(learned: TwoVectorsCourse) -> str:
    """The lines that train the same, as `course`."""
    trainer = learned.trainer
    return (
        controls.python_of_text(trainer.corpus)
        + "\nfrom explorer.training.lecture.sgns import SGNSSettings\n"
        + "from explorer.training.lessons.two_vectors import TwoVectorsCourse\n\n"
        + f"course = TwoVectorsCourse(text, {trainer.settings}, {learned.steps})\ncourse.run()\n"
    )


def _aims(learned: TwoVectorsCourse, python: str, *, under_way: bool) -> None:
    """What u·v of a pair aims at: by the noise that negatives are drawn from, and by plain counts."""
    settings = learned.trainer.settings
    st.header("What u·v aims at", anchor=False)
    st.latex(
        r"u_j^\top v_i \approx \log\frac{P(i,j)}{P(i)\,P_n(j)} - \log k \\ "
        rf"P_n(j) \propto \text{{count}}(j)^{{{settings.noise_exponent:g}}}, \quad k = {settings.negatives}"
    )
    if under_way:
        st.caption("Score and aim are compared when the training is over.")
        return
    shown = (
        (settings.noise_exponent, "aim, by the noise that is drawn from", "log P(i,j) / (P(i) P_n(j)) − log k, nats"),
        (1.0, "aim, by plain counts", "PMI − log k, nats"),
    )
    for column, (exponent, title, axis) in zip(st.columns(2, gap="large"), shown, strict=True):
        found = learned.agreement(exponent)
        score, aim, pairs = found.seen(SEEN)
        if len(score) < 2:
            column.caption("Too few pairs of words occur together often enough in this text to be compared.")
            return
        with column:
            panels.show(
                matrices.agreement(aim, score, pairs, aim_title=axis, reached_title="u·v reached"),
                key=f"two_aim_{axis}",
                name=title,
                alt=f"Scores against their {title}: correlation {found.correlation(SEEN):.2f}",
                columns={"pair": pairs, "aim": aim.tolist(), "score": score.tolist()},
                code=python + f"found = course.agreement({exponent})\nscore, aim, pairs = found.seen({SEEN})\n"
                "for row in range(min(10, len(pairs))):\n    print(pairs[row], aim[row], score[row])\n"
                f"print(found.correlation({SEEN}))\n",
            )
            st.caption(
                f"Exponent {exponent:g}: correlation **{found.correlation(SEEN):.2f}** over the {len(score):,} pairs "
                f"that occurred together at least {SEEN:g} times (near words count more). On the dashed line both are "
                "the same."
            )
    st.info(
        "Levy and Goldberg (2014) write the aim as PMI − log k. That is the right-hand figure, and it holds for "
        "negatives drawn by plain counts, an exponent of 1. With counts to the power of "
        f"{settings.noise_exponent:g}, as in word2vec, rare contexts are drawn more often and so aim lower, frequent "
        "ones higher: the left-hand figure.",
        icon=":material/visibility:",
    )
