"""A direction that stands for one difference, and words measured along it."""

import streamlit as st

from explorer.figures import directions as figures
from explorer.judging.bias import direction, word_sets
from explorer.ui.screens.judge.bias import views
from explorer.ui.shell import controls, folding, observed, onward, panels, reader_errors, selection, word_lists

panels.opening(
    "Bias",
    "Make a direction from pairs such as *she* and *he*, and see which words lean to which side of it in the text the "
    "model has read.",
)
top = st.columns(3)
with top[0]:
    model = controls.choose_model()
vectors = model.vectors
with top[1], reader_errors.shown():
    chosen = word_lists.choose_pairs(vectors)
with top[2]:
    method = word_lists.choose_method()

with reader_errors.shown():
    pairs, missing = word_sets.pairs_in_model(vectors, chosen.pairs, any_case=folding.on())
    along = direction.direction(vectors, pairs, method)
    by_chance = direction.explained_by_chance(vectors, len(along.pairs))
panels.sets_note(pairs, missing, chosen.pairs)
panels.source_note(chosen.about, chosen.source)

st.header("Do the pairs agree on one direction?", anchor=False)
code = (
    panels.python_of(model) + "\nfrom explorer.judging.bias import direction\n\n"
    f"pairs = {list(along.pairs)}\n"
    f"along = direction.direction(vectors, pairs, {method!r})\n"
)
left, right = st.columns(2, gap="large")
with left:
    panels.show(
        figures.explained_variance(along, by_chance),
        key="explained",
        name="explained variance",
        title="What each component of the pairs explains",
        alt=f"The first of {len(along.explained)} components explains {along.explained[0]:.0%} of the variance.",
        columns={"component": range(1, len(along.explained) + 1), "share of variance": along.explained.tolist()},
        code=code + "print(along.explained.round(4))",
    )
with right:
    panels.show(
        figures.agreement(along),
        key="agreement",
        name="agreement of pairs",
        title="How far each pair follows the direction",
        columns={"pair": [f"{a} - {b}" for a, b in along.pairs], "cosine": along.agreement.tolist()},
        code=code + "print(along.agreement.round(3))",
    )
st.markdown(views.direction_sentences(vectors, along, by_chance))

st.header("Words along it", anchor=False)
left, right = st.columns(2, gap="large")
with reader_errors.shown():
    with left:
        selection.offer("bias", "own_words", words=word_lists.OWN)
        words = word_lists.choose_words(vectors)
    found, unknown = word_sets.in_model(vectors, words.words, any_case=folding.on())
    ranked = direction.project(vectors, along, found)
    with right:
        ends, strictness = word_lists.choose_ends(len(ranked)), views.choose_strictness()
    average = views.direct_bias_sentences(vectors, along, found, strictness)
    observed.tell("judge/bias", score=ranked[0].score)
panels.found_note(found, unknown, typed=", ".join(words.words))
panels.source_note(words.about, words.source)
panels.show(
    figures.projected(ranked, chosen.poles, ends=ends),
    key="projected",
    name=f"{words.key} on {chosen.key}",
    alt=f"Nearest to {chosen.poles[0]}: {ranked[0].word}; nearest to {chosen.poles[1]}: {ranked[-1].word}.",
    columns={"word": [near.word for near in ranked], "cosine with the direction": [near.score for near in ranked]},
    code=code + f"for word in direction.project(vectors, along, {found}):\n    print(word.word, round(word.score, 4))",
)
st.markdown(average)
views.further(vectors, along, words, chosen, method, code)
panels.note("bias")
onward.offer("pages/judge/association.py", "tests of association")
