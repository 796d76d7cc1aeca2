"""The same word, analogy and measure of bias put to all models, one column of answers a model."""

from collections.abc import Sequence

import streamlit as st

from explorer.judging.bias import word_sets
from explorer.judging.compare import questions
from explorer.judging.compare.questions import Reply
from explorer.text.numbers import chance, number
from explorer.ui.shell import completion, folding, panels, spelling
from explorer.ui.shell.linked import linked
from explorer.vectors.model import Model
from explorer.vectors.similarity import spelled
from explorer.vectors.word_vectors import WordVectors


def _say(models: Sequence[WordVectors], *typed: str) -> None:
    """Says which words a model reads in another spelling, and offers near spellings of a word that no model has."""
    if folding.on():
        folding.say({word: written for word in typed for model in models if (written := spelled(model, word)) != word})
    for word in dict.fromkeys(typed):
        if not any((spelled(model, word) if folding.on() else word) in model for model in models):
            spelling.offer(word, models[0].nearest_spellings(word))


def same_question(models: Sequence[Model]) -> None:
    """All three kinds of question, one under the other."""
    names, asked = [model.name for model in models], [model.vectors for model in models]
    st.caption(
        "Each model answers from its own whole vocabulary, not only from the words they share. Answers that all models "
        "have in common are bold, with a tick."
    )
    completion.offer(models[0].vectors, "question_word", "question_a", "question_b", "question_c")
    word = linked().text_input("A word", "king", key="question_word", max_chars=100).strip()
    if word:
        _say(asked, word)
        _answers(names, questions.word(asked, word, fold=folding.on()))
    st.markdown("## An analogy")
    letters, presets = ("a", "b", "c"), ("man", "king", "woman")
    boxes = st.columns([2, 2, 2, 3], vertical_alignment="bottom")
    a, b, c = (
        linked(box).text_input(label, preset, key=f"question_{letter}", max_chars=100).strip()
        for box, label, letter, preset in zip(boxes, ("a is to", "b, as", "c is to …"), letters, presets, strict=False)
    )
    boxes[3].caption("By 3CosAdd, the three words left out of the answers.")
    if a and b and c:
        _say(asked, a, b, c)
        _answers(names, questions.an_analogy(asked, a, b, c, fold=folding.on()))
    st.markdown("## A measure of bias")
    tests = {test.title: test for test in word_sets.association_tests()}
    title = linked().selectbox("Test", list(tests), index=5, key="question_test")
    found = questions.bias(asked, tests[title])
    st.dataframe(
        {
            "": ["effect size d", "p", "words of the test found", "direct bias of occupations (gender)"],
            **{
                _unique(name, place): [
                    _number(reply.effect, "+.2f"),
                    "—" if reply.p is None else chance(reply.p),
                    f"{reply.found} of {reply.asked}",
                    _number(reply.direct, ".3f"),
                ]
                for place, (name, reply) in enumerate(zip(names, found, strict=True))
            },
        },
        key="question_bias",
        hide_index=True,
    )
    for name, reply in zip(names, found, strict=True):
        if reply.refusal:
            st.caption(panels.plain(f"{name}: {reply.refusal}"))
    st.caption(
        "d is WEAT's, by the standard deviation of a sample; a model that lacks words of the test is measured on those "
        "it has. Direct bias is the mean |cosine| of 40 occupations with the gender direction (PCA of ten pairs)."
    )


def _answers(names: Sequence[str], replies: Sequence[Reply]) -> None:
    common = questions.common(replies)
    for column, name, reply in zip(st.columns(len(replies)), names, replies, strict=True):
        with column.container(border=True):
            st.markdown(f":small[{panels.plain(name)}]")
            if reply.refusal:
                st.markdown(f":small[:material/block: {panels.plain(reply.refusal)}]")
            lines = [
                f"**{panels.plain(one.word)}** ✓ {one.score:.2f}"
                if one.word in common
                else f"{panels.plain(one.word)} {one.score:.2f}"
                for one in reply.answers
            ]
            st.markdown("  \n".join(lines))


def _number(value: float | None, form: str) -> str:
    return "—" if value is None else number(value, form)


def _unique(name: str, place: int) -> str:
    """A unique heading, even if two models have the same name."""
    return f"{place + 1}. {name}"
