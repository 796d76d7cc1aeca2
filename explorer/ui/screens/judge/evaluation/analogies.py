"""The part of the page about evaluation that scores whole sets of analogies, section by section, for all models."""

from collections.abc import Sequence

import streamlit as st

from explorer.figures import evaluation as figures
from explorer.judging import analogy_sets
from explorer.judging.analogy_search import SET_RULES
from explorer.judging.analogy_sets import QuestionSet, SectionScore
from explorer.progress import Report
from explorer.ui.screens.judge.evaluation import multiple_choice
from explorer.ui.screens.judge.evaluation.scores import OWN, sources
from explorer.ui.shell import analogy_upload, long_work, panels, reader_errors
from explorer.ui.shell.linked import linked
from explorer.vectors.model import Model

DRAWN = 60  # sections in the figure
Answered = list[tuple[str, list[SectionScore]]]


def analogies(models: Sequence[Model]) -> None:
    """A whole set of analogies, section by section, for all models."""
    left, right = st.columns(2, vertical_alignment="bottom")
    name = linked(left).selectbox("Set", ["Google analogies", OWN, multiple_choice.SAT], key="questions")
    if name == multiple_choice.SAT:
        multiple_choice.choices(models)
        return
    rule = linked(right).segmented_control("Rule", SET_RULES, default="3CosAdd", required=True, key="set_rule")
    with reader_errors.shown():
        if name == OWN:
            given = analogy_upload.own_set()
            if given is None:
                return
            asked, lines = given
        else:
            asked, lines = analogy_sets.google_set(), "questions = analogy_sets.google_set()\n"

        def work(report: Report) -> Answered:
            return [(m.name, analogy_sets.score(m.vectors, asked, rule=rule, report=report)) for m in models]

        wanted = (tuple(model.vectors.fingerprint for model in models), asked, rule)
        label = f"Asking {len(asked):,} questions of {len(models)} model{'s' * (len(models) > 1)}"
        scores = long_work.result("analogy sets", wanted, label, work, unit="words compared")
    answered = [(model, found) for model, found in scores if any(len(section.asked) for section in found)]
    for model, _ in [pair for pair in scores if pair not in answered]:
        st.info(panels.plain(f"{model} does not have all the words of any question."), icon=":material/block:")
    if not answered:
        return
    panels.show(
        figures.sections([(model, found[:DRAWN]) for model, found in answered]),
        key="sections",
        name=f"{name} by section",
        columns={
            "section": [section.name for section in answered[0][1]],
            **{model: [section.accuracy for section in found] for model, found in answered},
        },
        code=(
            panels.python_of(models[0])
            + f"\nfrom explorer.judging import analogy_sets\n\n{lines}"
            + f"for section in analogy_sets.score(vectors, questions, rule={rule!r}):\n"
            + "    print(section.name, section.correct, len(section.asked), section.skipped)"
        ),
    )
    if len(asked.sections) > DRAWN:
        st.caption(f"The figure has the first {DRAWN} of {len(asked.sections):,} sections; the CSV has all.")
    _totals(asked, answered)
    st.caption(
        "Every word of the model may be the answer, except the three of the question. A small vocabulary makes the "
        "task easier: fewer words can be wrong, and questions with an unknown word are left out."
    )
    sources(name, share=True)


def _totals(asked: QuestionSet, answered: Answered) -> None:
    """The whole set and each kind of its sections, a row for each model."""
    kinds = dict.fromkeys(section.kind for section in asked.sections if section.kind)
    rows: dict[str, list[object]] = {key: [] for key in ("model", "part", "right (%)", "right of asked", "left out")}
    for model, found in answered:
        for part in ["all", *kinds]:
            some = [
                score for score, section in zip(found, asked.sections, strict=True) if part in ("all", section.kind)
            ]
            right, n = sum(score.correct for score in some), sum(len(score.asked) for score in some)
            rows["model"].append(model)
            rows["part"].append(part)
            rows["right (%)"].append(100 * right / n if n else None)
            rows["right of asked"].append(f"{right:,} of {n:,}")
            rows["left out"].append(f"{sum(score.skipped for score in some):,}")
    if not kinds:
        del rows["part"]
    percent = {"right (%)": st.column_config.NumberColumn(format="%.2f")}
    st.dataframe(rows, key="totals", hide_index=True, column_config=percent)
