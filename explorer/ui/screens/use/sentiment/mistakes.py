"""Mistakes: what one classifier takes for what, where it was surest and wrong, and on which sentences it errs more."""

from functools import partial

import streamlit as st

from explorer.figures import accuracy as figures
from explorer.files import library
from explorer.tasks.trainings import Trainings
from explorer.tasks.verdicts import Slice, Verdicts, by_length, by_unknown, judged, mistakes
from explorer.ui.screens.use.sentiment import choices, material
from explorer.ui.screens.use.sentiment.choices import Asked
from explorer.ui.screens.use.sentiment.material import Material
from explorer.ui.screens.use.sentiment.sentence import MOST_LETTERS
from explorer.ui.shell import panels
from explorer.ui.shell.state import fill
from explorer.ui.shell.watching import Scene

KINDS = (choices.BAYES, choices.AVERAGE, choices.NETWORK)
SHOWN = 200  # mistakes in the table
SURE = 0.9
ANY = "any"


def view() -> None:
    """The mistakes of the classifiers chosen, once they are trained.

    Raises
    ------
    ExplorerError
        If the sentences or classifiers chosen cannot be used.
    """
    left, right = st.columns(2, gap="small", vertical_alignment="bottom")
    with right:
        asked = choices.classifiers("errs", KINDS, models=(library.FAMOUS_NAME,))
    with left:
        given = material.chosen()
    choices.course(given, asked, partial(_seen, given=given, asked=asked))


def _seen(course: Trainings, _scene: Scene, *, given: Material, asked: Asked) -> None:
    made = list(course.made)
    if not made:
        st.caption("The first classifier will be there in a moment.")
        return
    left, right = st.columns(2, gap="large")
    with left:
        at = st.selectbox(
            "Mistakes of", range(len(made)), index=0, key=f"errs_of_{len(made)}", format_func=asked.names.__getitem__
        )
        contender, verdicts = asked.contenders[at], judged(made[at], given.tested)
        code = _python(given, asked, at)
        st.info(_said(contender.name, verdicts, given.guessing), icon=":material/visibility:")
        panels.show(
            figures.confusion(verdicts.confusion, given.classes),
            key="confusion",
            name="confusion",
            title="What is taken for what",
            alt=f"Confusion of {len(given.classes)} classes",
            columns={"is": list(given.classes)}
            | {f"taken for {name}": verdicts.confusion[:, j].tolist() for j, name in enumerate(given.classes)},
            code=code,
        )
    with right:
        _slices("by_length", "Accuracy by number of words and signs", by_length(verdicts), code)
        if asked.models:
            model = next((one for one in asked.models if one.vectors is contender.vectors), asked.models[0])
            title = f"Accuracy by share of words without a vector in {panels.plain(choices.short(model.name))}"
            _slices("by_unknown", title, by_unknown(verdicts, model.vectors), code)
    _table(verdicts)


def _slices(key: str, title: str, found: list[Slice], code: str) -> None:
    panels.show(
        figures.slices(found, "accuracy"),
        key=key,
        name=title.lower(),
        title=title,
        alt=", ".join(f"{one.name}: {one.accuracy:.2f}" for one in found),
        columns={
            field: [getattr(one, field) for one in found] for field in ("name", "sentences", "accuracy", "low", "high")
        },
        code=code,
    )


def _said(name: str, verdicts: Verdicts, guessing: float) -> str:
    """How right the classifier is, and how sure it was where it was wrong."""
    low, high = verdicts.interval
    found = mistakes(verdicts)
    sure = sum(one.chance > SURE for one in found)
    return (
        f"{panels.plain(name)} judges **{verdicts.accuracy:.3f}** of {len(verdicts.tested):,} sentences correctly "
        f"(95%: {low:.3f} to {high:.3f}); guessing gives {guessing:.3f}. Of {len(found):,} mistakes {sure:,} were made "
        f"with a probability above {SURE}."
    )


def _table(verdicts: Verdicts) -> None:
    """The surest mistakes, of one kind if the reader chooses so."""
    st.header("Surest mistakes", anchor=False)
    classes = verdicts.tested.classes
    left, right = st.columns(2, gap="small")
    truth = left.selectbox("Sentences that are", [ANY, *classes], key="truth")
    taken = right.selectbox("and were taken for", [ANY, *classes], key="taken")
    found = mistakes(verdicts, truth=None if truth == ANY else truth, predicted=None if taken == ANY else taken)
    shown = found[:SHOWN]
    chosen = st.dataframe(
        {
            "sentence": [" ".join(one.sentence) for one in shown],
            "is": [one.truth for one in shown],
            "taken for": [one.predicted for one in shown],
            "how sure": [one.chance for one in shown],
        },
        key="mistakes",
        on_select="rerun",
        selection_mode="single-row",
        hide_index=True,
        height=360,
        column_config={
            "sentence": st.column_config.TextColumn(width="large"),
            "how sure": st.column_config.NumberColumn(format="%.3f", width="small"),
        },
    )
    st.caption(
        f"{len(shown):,} of {len(found):,}. Select one to see which words caused it. A label can be wrong, too: that "
        "of a film review's sentence is the verdict of the whole review."
    )
    for row in chosen.selection.rows[:1]:
        sentence = " ".join(shown[row].sentence)[:MOST_LETTERS]
        values = {"sentence": sentence, "sentiment_view": "One sentence"}
        if st.button("Explain this sentence", key="explain", icon=":material/search:", on_click=fill, kwargs=values):
            st.rerun()  # this part of the page is drawn alone, and the view is chosen above it


def _python(given: Material, asked: Asked, at: int) -> str:
    return (
        given.python() + asked.python() + "\nfrom explorer.tasks.contenders import trained\n"
        "from explorer.tasks.verdicts import by_length, judged, mistakes\n\n"
        f"verdicts = judged(trained(contenders[{at}], learned), tested)\n"
        'print(f"{verdicts.accuracy:.3f}")\nprint(verdicts.confusion)\n'
        "for one in by_length(verdicts):\n"
        '    print(one.name, f"{one.accuracy:.3f}")\n'
        "for one in mistakes(verdicts)[:5]:\n"
        '    print(" ".join(one.sentence), one.truth, one.predicted, round(one.chance, 3))\n'
    )
