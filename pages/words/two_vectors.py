"""Why a word has two vectors, v as a centre and u as a context, and what each pair of them says."""

from functools import partial

import streamlit as st

from explorer.figures import race as figures
from explorer.training import race, two_vectors
from explorer.training.sgns import SGNSSettings
from explorer.ui import controls, long_work, panels, reader_errors

panels.opening(
    "Why two vectors",
    "Beside *king* stands *rules*; instead of *king* could stand *queen*. Two vectors for each word can say both: "
    "u·v what stands beside it, v·v what could take its place.",
)
corpus = None
choice = st.columns([2, 3, 3], gap="large", vertical_alignment="bottom")
with choice[0].popover("Text", icon=":material/article:"), reader_errors.shown(stop=False):
    corpus = controls.choose_corpus(seed=1)
if corpus is None:
    st.info("Give a text of your own, or choose one that is there, under “Text”.", icon=":material/article:")
    st.stop()
words = list(corpus.vocabulary.words)
dim = choice[2].slider("Dimensions D", 2, 100, 32, key="two_dim", bind="query-params")
first = words.index("king") if "king" in words else len(words) // 3
word = choice[1].selectbox("Word", words, first, key=f"two_word {corpus.fingerprint}")
with reader_errors.shown():
    settings = SGNSSettings(dim=dim, window=2, learning_rate=0.2)
    found = long_work.result(
        "two vectors",
        (corpus.fingerprint, settings),
        "Training SGNS",
        partial(two_vectors.train, corpus, settings, 8000),
        unit="steps",
    )
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
    by_two, by_one = found.itself
    st.latex(
        rf"u_{{j}}^\top v_i \approx \log\frac{{P(i,j)}}{{P(i)\,P(j)}} - \log k \qquad "
        rf"\text{{median rank of a word beside itself: }} \mathbf{{{sorted(by_two)[len(words) // 2]}}} "
        rf"\text{{ of }} {len(words):,} \text{{ by }} u^\top v, \quad \mathbf{{{sorted(by_one)[len(words) // 2]}}} "
        r"\text{ by } v^\top v"
    )
    st.info(
        "Hardly a word stands beside itself, so u·v of a word with itself has no reason to be high. Were there one "
        "vector, it would be a sum of squares, and nearly every word its own best neighbour. In the end most people "
        "keep v and forget u; GloVe adds the two, which mixes both meanings, as the third column shows.",
        icon=":material/visibility:",
    )
    st.subheader("Three maps of the same words", anchor=False)
    n = min(40, len(words))
    made = (found.v, found.u, found.mean)
    panels.show(
        figures.maps(words[:n], [race.plane(vectors, n) for vectors in made], titles=[m.name for m in made]),
        key="two_maps",
        name="maps of v, u and their mean",
        alt="The most frequent words by PCA of v, of u and of their mean",
    )
    st.caption(
        f"The {n} most frequent words by PCA of unit vectors. Two components cannot show all distances; turning or "
        "mirroring a map changes nothing."
    )
st.page_link("pages/train/watch.py", label="Next: watch both being learned", icon=":material/arrow_forward:")
