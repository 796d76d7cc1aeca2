"""The built-in word vectors of a sentence, looking at each other by attention with nothing learned."""

import streamlit as st

from explorer.context.transformer.nothing_learned import Looked, looked
from explorer.figures import heads as figures
from explorer.ui.shell import formulas, panels
from explorer.ui.shell.cache import shared_models
from explorer.ui.shell.linked import linked
from explorer.vectors.similarity import nearest

FIRST = "the bank of the river"


def view() -> None:
    """The shares of all words, and one word's sum with its numbers."""
    left, right = st.columns([7, 3], gap="medium", vertical_alignment="bottom")
    sentence = linked(left).text_input("A sentence", FIRST, key="plain_sentence", max_chars=200)
    found = looked(shared_models.built_in(), sentence)
    if found.unknown:
        st.caption(panels.plain(f"Unknown to the vectors, left out: {', '.join(found.unknown)}."))
    rarest = max(range(len(found.words)), key=lambda i: float(found.scores[i, i]))
    named = [f"{i + 1} {word}" for i, word in enumerate(found.words)]
    chosen = linked(right).selectbox("From the word", named, rarest, key=f"plain_from_{len(named)}")
    place = named.index(chosen)
    code = (
        "from explorer.context.transformer.nothing_learned import looked\nfrom explorer.files import library\n\n"
        f"found = looked(library.built_in(), {' '.join(found.words)!r})\n"
        "print(found.words)\nprint(found.attention.round(2))\n"
    )
    panels.show(
        figures.shares(found.words, found.attention),
        key="plain_attention",
        name="attention with nothing learned",
        title="What each word (row) takes from each, in percent: q = k = v = the word vectors",
        alt=_said(found, place),
        columns={"word": list(found.words)}
        | {f"{i + 1} {word}": found.attention[:, i].tolist() for i, word in enumerate(found.words)},
        code=code,
    )
    st.latex(_formula(found, place))
    st.info(_said(found, place), icon=":material/visibility:")
    st.caption(
        "With no weights to learn, a word looks at itself and at words that are like it, and takes a little of each: "
        "already a different vector at every place. Order makes no difference, because nothing says where a word "
        "stands. A transformer learns what to look for (q), what to be found by (k), what to hand over (v), and adds a "
        "vector for each position."
    )


def _formula(found: Looked, place: int) -> str:
    """One share, from its scores down to the number, of the word that is looked at most, apart from itself."""
    scores = found.scores[place]
    other = max((j for j in range(len(scores)) if j != place), key=lambda j: float(scores[j]))
    one, two = (formulas.word(found.words[k]) for k in (place, other))
    first = ", ".join(f"{score:.2f}" for score in scores[:5].tolist()) + (r", \ldots" if len(scores) > 5 else "")
    return (
        rf"\alpha_{{{one},\,{two}}} = \frac{{\exp(x_{{{one}}} \cdot x_{{{two}}} / \sqrt{{{found.vectors.shape[1]}}})}}"
        rf"{{\sum_j \exp(x_{{{one}}} \cdot x_j / \sqrt{{{found.vectors.shape[1]}}})}}"
        rf" \\ = \mathrm{{softmax}}{{\small({first})}}_{{{other + 1}}} \\ = {found.attention[place, other]:.2f}"
    )


def _said(found: Looked, place: int) -> str:
    shares = found.attention[place]
    order = sorted(range(len(shares)), key=lambda j: -float(shares[j]))[:3]
    parts = ", ".join(f"{shares[j]:.2f} from {found.words[j]}" for j in order)
    word = found.words[place]
    near = nearest(shared_models.built_in(), found.mixed[place], 5, exclude=found.words)
    like = ", ".join(one.word for one in near)
    return panels.plain(
        f"{word} takes {parts}. Its new vector has a cosine of {found.kept(place):.2f} with its old one; the words "
        f"nearest to it outside the sentence: {like}."
    )
