"""The part of the page about evaluation that has models choose among pairs, as in the questions of the SAT."""

from collections.abc import Sequence

import streamlit as st

from explorer.judging import multiple_choice
from explorer.judging.multiple_choice import ChoiceScore
from explorer.ui.screens.judge.evaluation.scores import left_out, own_file
from explorer.ui.shell import panels, reader_errors
from explorer.vectors.model import Model
from explorer.vectors.typed_words import Pair

SAT = "Multiple choice (SAT), a file of your own"
HINT = (
    "The form of the SAT's 374 questions: the source, a pair, its choices, each a pair on a line of its own, the "
    "letter of the right one, and an empty line."
)


def choices(models: Sequence[Model]) -> None:
    """How many questions each model answers correctly, and what it chose."""
    with reader_errors.shown():
        given = own_file(["choices"], HINT)
        if given is None:
            return
        asked = multiple_choice.read_choices(given[1], name=given[0])
    st.caption(f"{len(asked.questions):,} questions.")
    left_out(asked.malformed)
    scores = [(model.name, multiple_choice.score(model.vectors, asked.questions)) for model in models]
    for name, score in scores:
        if not score.asked:
            st.info(panels.plain(f"{name} does not have all the words of any question."), icon=":material/block:")
    answered = [(name, score) for name, score in scores if score.asked]
    if not answered:
        return
    rows: dict[str, list[object]] = {
        "model": [name for name, _ in answered],
        "right (%)": [100 * score.correct / len(score.asked) for _, score in answered],
        "95% from": [100 * score.interval[0] for _, score in answered],
        "to": [100 * score.interval[1] for _, score in answered],
        "by guessing": [100 * score.guessing for _, score in answered],
        "right of asked": [f"{score.correct:,} of {len(score.asked):,}" for _, score in answered],
        "left out": [f"{score.skipped:,}" for _, score in answered],
    }
    numbers = {
        key: st.column_config.NumberColumn(format="%.1f") for key in ("right (%)", "95% from", "to", "by guessing")
    }
    st.dataframe(rows, key="choices", hide_index=True, column_config=numbers)
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "CSV",
            panels.as_csv(rows),
            "choices.csv",
            "text/csv",
            key="choices_csv",
            on_click="ignore",
            type="tertiary",
            icon=":material/table:",
        )
        with st.popover("Python", icon=":material/code:", type="tertiary", help="Show the Python"):
            panels.python(_code(models[0], given[0]), key="choices", name="multiple choice")
    st.caption(
        "The model chooses the pair whose offset has the highest cosine with that of the given pair, at length 1. A "
        "question with an unknown word is left out. Applicants to colleges answer 57% of the SAT's own questions "
        "(Turney and Littman 2005)."
    )
    _each(answered)


def _each(answered: Sequence[tuple[str, ChoiceScore]]) -> None:
    """Each question with the pair that a model chose."""
    st.header("Question by question", anchor=False)
    by_name = dict(answered)
    name = next(iter(by_name))
    if len(by_name) > 1:
        name = st.segmented_control(
            "Look at", list(by_name), default=name, required=True, format_func=panels.plain, key="choices_of"
        )
    score = by_name[name]
    st.dataframe(
        {
            "pair": [_written(question.given) for question in score.asked],
            "chosen": [
                _written(question.choices[place])
                for question, place in zip(score.asked, score.chosen.tolist(), strict=True)
            ],
            "right answer": [_written(question.choices[question.answer]) for question in score.asked],
            "right": score.right.tolist(),
        },
        key="each_choice",
        hide_index=True,
    )


def _written(pair: Pair) -> str:
    return f"{pair[0]} : {pair[1]}"


def _code(model: Model, name: str) -> str:
    return (
        panels.python_of(model)
        + "\nfrom pathlib import Path\n\nfrom explorer.judging import multiple_choice\n\n"
        + f"asked = multiple_choice.read_choices(Path({name!r}).read_text(encoding='utf-8'), name={name!r})\n"
        + "score = multiple_choice.score(vectors, asked.questions)\n"
        + "print(score.correct, len(score.asked), score.skipped)"
    )
