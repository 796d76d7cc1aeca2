"""The views of the page Pairs and sampling: the sliding window, subsampling, and the noise words are drawn from."""

import streamlit as st

from explorer.figures import sampling as figures
from explorer.text.corpus import Corpus
from explorer.training.lessons import reading
from explorer.training.lessons.reading import Reading
from explorer.ui.shell import controls, lecture_formulas, observed, panels, terms
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import fill, held_by

PAGE = "words/pairs"
BEAT = 0.8  # seconds the window rests on a word
THRESHOLDS = [0.0, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001]


def _coloured(corpus: Corpus, seen: Reading, at: int) -> str:
    """The sentence as Markdown: the centre blue, its window green, what was dropped struck out."""
    near = set(seen.contexts_of(at))
    shown = []
    for place, i in enumerate(seen.ids.tolist()):
        word = panels.plain(corpus.vocabulary.words[i])
        if not seen.kept[place]:
            shown.append(f":gray[~~{word}~~]")
        elif place == at:
            shown.append(f":blue-background[**{word}**]")
        else:
            shown.append(f":green-background[{word}]" if place in near else word)
    return " ".join(shown)


def window(corpus: Corpus, *, sample: float, seed: int) -> None:
    """The window sliding over a sentence, the pairs appearing in a table."""
    choice = st.columns([3, 3, 2], gap="large", vertical_alignment="bottom")
    sentence = linked(choice[0]).number_input(
        "Sentence", 1, corpus.sentences, 1, key="sentence", help=f"1 to {corpus.sentences:,}"
    )
    reach = linked(choice[1]).slider("Window, words to each side", 1, 10, 2, key="pair_window")
    dynamic = linked(choice[2]).toggle("Dynamic window", key="dynamic", help=terms.meaning("dynamic-window"))
    seen = reading.read(corpus, sentence - 1, window=reach, dynamic=dynamic, sample=sample, seed=seed)
    places = [place for place in range(len(seen.ids)) if seen.kept[place]]
    observed.tell(PAGE, sentence=sentence, window=reach, pairs=len(seen.centre), kept=len(places))
    if len(places) < 2:
        st.info("Subsampling has left fewer than two words of this sentence. Try another, or a higher threshold.")
        return
    by_itself = choice[2].toggle("Slides by itself", key="sliding")
    slide = f"slide {sentence} {len(places)}"
    st.fragment(_pairs, run_every=BEAT if by_itself else None)(corpus, seen, places, slide, by_itself=by_itself)
    st.latex(lecture_formulas.window_pairs(len(places), reach, dynamic=dynamic))
    st.info(
        "Each pair is one example: given the blue word, learn that the green one stood near it. A dynamic window "
        "gives a neighbour d words away a chance of 1 − (d − 1)/window, so near words count more although no weight "
        "is written down. Dropped words are removed before the window is placed, so it reaches farther.",
        icon=":material/visibility:",
    )


def _pairs(corpus: Corpus, seen: Reading, places: list[int], slide: str, *, by_itself: bool) -> None:
    """The window over one of the `places` of the sentence, and the pairs so far; a fragment."""
    if by_itself:
        stands = held_by(slide)
        fill(**{slide: stands % len(places) + 1 if isinstance(stands, int) else 1})
    at = places[st.slider("Slide the window", 1, len(places), key=slide) - 1]
    st.markdown(f"## {_coloured(corpus, seen, at)}")
    words = [corpus.vocabulary.words[i] for i in seen.ids]
    so_far = seen.until(at)
    left, right = st.columns([3, 2], gap="large")
    with left:
        rows = list(zip(seen.centre[:so_far].tolist(), seen.context[:so_far].tolist(), strict=True))[::-1]
        st.container(key="pairs").dataframe(
            {
                "centre": [words[c] for c, _ in rows],
                "context": [words[o] for _, o in rows],
                "words apart": [abs(c - o) for c, o in rows],
                "of this window": [c == at for c, _ in rows],
            },
            hide_index=True,
            height=300 if len(rows) > 7 else "content",
        )
    with right:
        st.metric(
            "Pairs so far", so_far, f"of {len(seen.centre)} in this sentence", delta_color="off", delta_arrow="off"
        )
        st.markdown(
            f"The window of **{panels.plain(words[at])}** reaches **{int(seen.reach[at])}** "
            f"{'word' if seen.reach[at] == 1 else 'words'} to each side."
        )


def dropping(corpus: Corpus, *, sample: float, seed: int) -> None:
    """Zipf's law, the probability of being kept, and words struck out in the text."""
    keep = corpus.vocabulary.keep_probability(sample)
    st.latex(
        r"P(\text{keep } w) = \min\left(1,\ \sqrt{\frac{t}{f(w)}} + \frac{t}{f(w)}\right)"
        + (
            rf" \\ t = {sample:g},\quad P(\text{{keep the most frequent}}) = \mathbf{{{keep[0]:.3f}}}"
            if sample
            else r" \\ t = 0 \text{: all words are kept}"
        )
    )
    python = (
        controls.python_of_text(corpus)
        + f"\nvocabulary = text.vocabulary\nkeep = vocabulary.keep_probability({sample})\n"
    )
    left, right = st.columns(2, gap="large")
    with left:
        panels.show(
            figures.zipf(corpus.vocabulary, keep),
            key="zipf",
            name=f"Zipf {corpus.name}",
            alt="Occurrences over rank",
            columns={"word": list(corpus.vocabulary.words), "count": corpus.vocabulary.counts.tolist()},
            code=python + "for word, count, chance in zip(vocabulary.words[:12], vocabulary.counts, keep):\n"
            "    print(word, count, round(float(chance), 3))\n",
        )
    with right:
        panels.show(
            figures.keep_curve(corpus.vocabulary, keep, sample),
            key="keep",
            name=f"keep probability {corpus.name}",
            alt="Probability of being kept over frequency",
            columns={"word": list(corpus.vocabulary.words), "keep": keep.tolist()},
            code=python + "for share, chance in zip(vocabulary.counts[:12] / vocabulary.total, keep):\n"
            "    print(round(float(share), 4), round(float(chance), 3))\n",
        )
    shown = []
    for sentence in range(min(corpus.sentences, 6)):
        seen = reading.read(corpus, sentence, window=1, dynamic=False, sample=sample, seed=seed)
        shown.append(_coloured(corpus, seen, -1) + ".")
    with st.container(border=True):
        st.markdown(" ".join(shown))
    left_over = reading.expected_share(corpus, sample)
    observed.tell(PAGE, left=left_over)
    st.info(
        f"On average {left_over:.0%} of the text is left, a different part at each reading. Frequent words are cut "
        "down, rare ones stay: a pair with “the” teaches little, and the text is read faster. "
        f"“{corpus.vocabulary.words[0]}” alone is {corpus.vocabulary.counts[0] / corpus.vocabulary.total:.1%} of the "
        "text.",
        icon=":material/visibility:",
    )


def negatives(corpus: Corpus, *, seed: int) -> None:
    """The noise distribution between uniform and unigram, and a pair with its drawn negatives as a labelled table."""
    words = list(corpus.vocabulary.words)
    choice = st.columns([3, 2, 3, 3], gap="large", vertical_alignment="bottom")
    exponent = linked(choice[0]).slider("Noise exponent", 0.0, 1.0, 0.75, 0.05, key="noise_exponent")
    k = linked(choice[1]).slider("Negatives k", 1, 20, 5, key="noise_k")
    centre = choice[2].selectbox("Centre", words, min(20, len(words) - 1), key="noise_centre")
    context = choice[3].selectbox("Context", words, min(8, len(words) - 1), key="noise_context")
    observed.tell(PAGE, exponent=exponent, k=k)
    noise = corpus.vocabulary.noise(exponent)
    st.latex(
        rf"P(w) \propto \mathrm{{count}}(w)^{{{exponent:g}}} \\ P(\textsf{{most frequent}}) = "
        rf"\mathbf{{{noise[0]:.4f}}} \\ P(\textsf{{rarest}}) = \mathbf{{{noise[-1]:.2g}}}"
    )
    left, right = st.columns([3, 2], gap="large")
    spread = reading.spread(len(words), 14)
    shares = [corpus.vocabulary.noise(power)[spread] for power in (exponent, 1.0, 0.0)]
    with left:
        panels.show(
            figures.noise([words[i] for i in spread], shares, [f"exponent {exponent:g}", "unigram: 1", "uniform: 0"]),
            key="noise",
            name=f"noise {corpus.name}",
            alt="Probability of being drawn as a negative",
            columns={"word": words, "probability": noise.tolist()},
            code=controls.python_of_text(corpus)
            + f"\nfrom explorer.training.lessons import reading\n\nnoise = text.vocabulary.noise({exponent})\n"
            + "for row in reading.spread(len(noise), 14):\n    print(text.vocabulary.words[row], noise[row])\n",
        )
    with right:
        again = linked().number_input("Draw number", 1, 10_000, 1, key="draw")
        rows = reading.labelled(
            corpus, corpus.vocabulary.index[context], k=k, exponent=exponent, seed=seed * 10_000 + again
        )
        st.container(key="labelled").dataframe(
            {
                "centre": [centre] * len(rows),
                "word": [words[i] for i, _ in rows],
                "label": [label for _, label in rows],
                "P(drawn)": ["–" if label else f"{noise[i]:.4f}" for i, label in rows],
            },
            hide_index=True,
        )
    same = any(label == 0 and words[i] == context for i, label in rows)
    st.info(
        "One row has label 1: this word stood there. k rows have label 0: these were drawn. Training learns to tell "
        "them apart. With exponent 1 the negatives are nearly all very frequent words; with 0 nearly all are words too "
        "rare to matter; 0.75 was found to work best (Mikolov et al. 2013)."
        + (f" One negative drawn this time is “{context}” itself: it does not count." if same else ""),
        icon=":material/visibility:",
    )
