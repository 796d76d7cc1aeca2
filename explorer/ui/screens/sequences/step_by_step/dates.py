"""Encoder and decoder: dates as people write them into ISO dates, with attention as a switch."""

from functools import partial

import streamlit as st

from explorer.figures import attention as figures
from explorer.figures import matrices
from explorer.sequence.network import CellName
from explorer.sequence.tasks.date_course import DateCourse
from explorer.sequence.translator import TranslatorSettings
from explorer.ui.shell import panels, reader_errors, watching
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import fill
from explorer.ui.shell.watching import Scene

CELLS: tuple[CellName, ...] = ("RNN", "GRU", "LSTM")
EXAMPLES = ("3 May 1979", "Thursday, 21 August 2008", "March 4th, 1905", "5/31/1999", "30.11.2049", "1st of june 2024")


def view() -> None:
    """The settings, the reader's date, and the training."""
    choice = st.columns([5, 3, 3, 4], gap="small", vertical_alignment="bottom")
    written = linked(choice[0]).text_input("A date", EXAMPLES[1], key="date", max_chars=60)
    with choice[1].popover("Examples", icon=":material/format_quote:", width="stretch"):
        for i, example in enumerate(EXAMPLES):
            st.button(example, key=f"date_{i}", type="tertiary", on_click=fill, kwargs={"date": example})
    with choice[2].popover("Training", icon=":material/tune:", width="stretch"):
        cell = linked().segmented_control("Cell", CELLS, default="GRU", required=True, key="date_cell")
        steps = linked().select_slider("Steps of 64 dates", [100, 200, 300, 600, 1000], 300, key="date_steps")
        seed = linked().number_input("Seed", 0, 2**31 - 2, 0, key="date_seed")
    looks = linked(choice[3]).toggle("Attention", True, key="attention")
    settings = TranslatorSettings(cell=cell, attention=looks, seed=seed)
    watching.course(
        "dates",
        (settings, steps),
        "Learning dates",
        partial(DateCourse, settings, steps),
        partial(_seen, written=written or ""),
        unit="steps",
    )


def _seen(found: DateCourse, scene: Scene, *, written: str) -> None:
    now = watching.moment(found.step.tolist(), found.reached, scene, key="date_moment")
    with reader_errors.shown(stop=False):
        _answer(found, now, written)
    _score(found, now)


def _answer(found: DateCourse, now: int, written: str) -> None:
    said, how = found.answered(now, written)
    read = " ".join(written.split()).lower()  # as it is read
    st.markdown(f"## {panels.plain(written.strip())} → {panels.plain(said)}")
    place = st.container()
    chosen = linked().slider("Character that is written", 1, len(said), 1, key="date_place") - 1
    probability = how.probability.max(axis=1)
    code = _python(found, now, written)
    t = chosen + 1
    with place:
        if how.weights is None:
            panels.show(
                figures.sure(said, probability, chosen=chosen),
                key="sure",
                name="date without attention",
                alt=f"How sure it is of each character of {said}",
                columns={"written": list(said), "probability": probability.tolist()},
                code=code,
            )
            st.latex(
                rf"\hat y^{{\langle {t} \rangle}} = \mathrm{{softmax}}(W_{{ya}}\,s^{{\langle {t} \rangle}} + b_y) "
                rf"\qquad P(\textsf{{{said[chosen]}}}) = \mathbf{{{probability[chosen]:.3f}}}"
            )
            return
        panels.show(
            figures.weights(read, said, how.weights, chosen=chosen),
            key="attended",
            name="attention",
            alt=f"For each character of {said}, which characters of the date the decoder looked at",
            columns={"read": list(read)}
            | {f"{place + 1} {letter}": how.weights[place].tolist() for place, letter in enumerate(said)},
            code=code,
        )
        most = int(how.weights[chosen].argmax())
        st.latex(
            rf"\alpha^{{\langle {t}, t' \rangle}} = \mathrm{{softmax}}_{{t'}}\big(s^{{\langle {t} \rangle\top}} W_e\, "
            rf"a^{{\langle t' \rangle}}\big)"
        )
        st.latex(
            rf"\max_{{t'}} = \alpha^{{\langle {t}, {most + 1} \rangle}} = \mathbf{{{how.weights[chosen, most]:.3f}}} "
            rf"\quad P(\textsf{{{said[chosen]}}}) = \mathbf{{{probability[chosen]:.3f}}}"
        )


def _score(found: DateCourse, now: int) -> None:
    left, right = st.columns([3, 2], gap="large")
    steps, reached = found.step.tolist(), found.reached + 1
    share = [score.characters for score in found.scores[:reached]]
    with left:
        panels.show(
            matrices.course(
                share,
                now,
                title="characters right, unseen dates",
                across=steps[:reached],
                whole=steps[-1],
                step="steps",
            ),
            key="date_score",
            name="dates score",
            columns={"step": steps[:reached], "characters right": share},
            code=_course(found)
            + "for step, score in zip(course.step, course.scores):\n    print(step, round(score.characters, 3))\n",
        )
    score = found.scores[now]
    looks = found.trainer.translator.settings.attention
    right.info(
        f"After {steps[now]:,} steps **{score.characters:.1%}** of the characters of {len(found.others)} dates are "
        f"right, and {score.whole:.0%} of whole dates; none of these days was trained on. "
        + (
            "With attention the decoder looks back at every character it writes. A weight says where it looked, not "
            "why: each a⟨t'⟩ has already read the whole date both ways."
            if looks
            else "Without attention the whole date must fit into one vector, the encoder's last states; with the same "
            "steps fewer characters are right. Switch attention on to compare."
        ),
        icon=":material/visibility:",
    )


def _course(found: DateCourse) -> str:
    """The lines that train the same, as `course`."""
    return (
        "from explorer.sequence.tasks.date_course import DateCourse\n"
        "from explorer.sequence.translator import TranslatorSettings\n\n"
        f"course = DateCourse({found.trainer.translator.settings!r}, {int(found.step[-1])})\ncourse.run()\n"
    )


def _python(found: DateCourse, now: int, written: str) -> str:
    return (
        _course(found) + f"said, how = course.answered({now}, {written.strip()!r})  # after {found.step[now]} steps\n"
        "print(said, how.probability.max(axis=1).round(2), course.scores[-1])\n"
        + (
            "print(how.weights.round(2))  # attention: characters written by characters read\n"
            if found.trainer.translator.settings.attention
            else ""
        )
    )
