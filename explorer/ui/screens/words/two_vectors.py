"""What the page Why two vectors shows of a training: what stands beside a word, and what could stand instead."""

from functools import partial

import streamlit as st

from explorer.figures import race as figures
from explorer.text.corpus import Corpus
from explorer.training.lecture.sgns import SGNSSettings
from explorer.training.lessons.two_vectors import TwoVectorsCourse
from explorer.ui.shell import panels, watching
from explorer.ui.shell.watching import Scene

STEPS = 8000


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


def _seen(learned: TwoVectorsCourse, _scene: Scene, *, word: str) -> None:
    found = learned.now
    shown = (
        ("What stands beside it", "u_j · v_i", found.beside(word, 10)),
        ("What could stand instead", "cosine of v_j and v_i", found.instead(word, 10)),
        ("By the mean (u + v) / 2", "cosine of the means", found.by_mean(word, 10)),
    )
    for column, (title, measure, ranked) in zip(st.columns(3, gap="large"), shown, strict=True):
        with column:
            st.subheader(title, anchor=False)
            panels.show(
                figures.ranked(ranked, measure=measure, itself=word),
                key=measure,
                name=f"{title} {word}",
                alt=f"The first is {ranked[0].word}",
                columns={"word": [near.word for near in ranked], measure: [near.score for near in ranked]},
            )
    by_two, by_one = (sorted(ranks.tolist()) for ranks in found.itself)
    st.latex(
        rf"u_{{j}}^\top v_i \approx \log\frac{{P(i,j)}}{{P(i)\,P(j)}} - \log k \qquad "
        rf"\text{{median rank of a word beside itself: }} \mathbf{{{by_two[len(by_two) // 2]}}} "
        rf"\text{{ of }} {len(found.v):,} \text{{ by }} u^\top v, \quad \mathbf{{{by_one[len(by_one) // 2]}}} "
        r"\text{ by } v^\top v"
    )
    st.info(
        "Hardly a word stands beside itself, so u·v of a word with itself has no reason to be high. Were there one "
        "vector, it would be a sum of squares, and nearly every word its own best neighbour. In the end most people "
        "keep v and forget u; GloVe adds the two, which mixes both meanings, as the third column shows.",
        icon=":material/visibility:",
    )
    st.subheader("Three maps of the same words", anchor=False)
    n = min(40, len(found.v))
    panels.show(
        figures.maps(found.v.words[:n], found.planes(n), titles=[found.v.name, found.u.name, found.mean.name]),
        key="two_maps",
        name="maps of v, u and their mean",
        alt="The most frequent words by PCA of v, of u and of their mean",
    )
    st.caption(
        f"The {n} most frequent words by PCA of unit vectors, each map turned as a whole to lie near the first. Two "
        "components cannot show all distances."
    )
