"""A sentence one change away: a word dropped, two swapped, a negation, a neighbour for a word; and what it does."""

from collections.abc import Sequence

import streamlit as st

from explorer.figures import sentiment as figures
from explorer.tasks.classifier import Classifier, probabilities
from explorer.tasks.contenders import Contender
from explorer.tasks.edits import KINDS, Effect, Kind, effects
from explorer.tasks.labelled import Sentence
from explorer.text.numbers import number
from explorer.ui.screens.use.sentiment.choices import Asked
from explorer.ui.screens.use.sentiment.material import Material
from explorer.ui.shell import panels
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import fill

SHOWN = 14
NAMES: dict[Kind, str] = {
    "drop": "drop a word", "swap": "swap two words", "negate": "negate", "replace": "put a neighbour for a word",
}  # fmt: skip


def section(
    made: dict[Contender, Classifier], asked: Asked, words: Sentence, number: int, given: Material, most_letters: int
) -> None:
    """What each change of the sentence does to the probability one classifier gives."""
    st.header("One change away", anchor=False)
    row = st.columns([4, 5, 3], gap="small", vertical_alignment="bottom")
    at = linked(row[0]).selectbox(
        "Asked of", range(len(made)), index=len(made) - 1, key="changes_of",
        format_func=[one.name for one in made].__getitem__,
    )  # fmt: skip
    kinds = linked(row[1]).multiselect(
        "Changes", KINDS, default=list(KINDS), format_func=NAMES.__getitem__, key="changes"
    )
    contender = list(made)[at]
    vectors = contender.vectors or (asked.models[0].vectors if asked.models else None)
    found = effects(made[contender], words, number, vectors, kinds or KINDS)[:SHOWN]
    before = float(probabilities(made[contender], [words])[0, number])
    with row[2].popover("Take one", icon=":material/edit:", width="stretch"):
        for i, effect in enumerate(found):
            st.button(
                panels.plain(f"{effect.edit.about}: {effect.chance:.2f}"), key=f"take_{i}", type="tertiary",
                on_click=fill, kwargs={"sentence": " ".join(effect.edit.sentence)[:most_letters]},
            )  # fmt: skip
    if not found:
        st.caption("This sentence allows no such change.")
        return
    told = given.classes[number]
    panels.show(
        figures.effects(found, before, told),
        key="effects",
        name="changes",
        title=f"{panels.plain(contender.name)}: the {len(found)} changes that do most",
        alt=_said(found),
        columns={
            "change": [effect.edit.about for effect in found],
            "sentence": [" ".join(effect.edit.sentence) for effect in found],
            f"P({told})": [effect.chance for effect in found],
            "difference": [effect.change for effect in found],
        },
        code=_python(given, asked, at, words, number, kinds or KINDS),
    )
    st.caption(panels.plain(_said(found)))


def _python(given: Material, asked: Asked, at: int, words: Sentence, number: int, kinds: Sequence[Kind]) -> str:
    own = asked.contenders[at].vectors is not None
    vectors = f"contenders[{at}].vectors" if own else "models[0]" if asked.models else "None"
    return (
        given.python()
        + asked.python()
        + "\nfrom explorer.tasks.contenders import trained\nfrom explorer.tasks.edits import effects\n\n"
        f"classifier = trained(contenders[{at}], learned)\n"
        f"for effect in effects(classifier, {words!r}, {number}, {vectors}, {tuple(kinds)!r})[:{SHOWN}]:\n"
        '    print(effect.edit.about, f"{effect.chance:.3f}")\n'
    )


def _said(found: list[Effect]) -> str:
    """The change that does most, and what swapping does."""
    most = found[0]
    told = f"The greatest effect: {most.edit.about}, {number(most.change, '+.2f')}."
    swaps = [abs(effect.change) for effect in found if effect.edit.kind == "swap"]
    if swaps:
        told += (
            " Swapping two words does nothing at all: this classifier does not see the order."
            if max(swaps) < 1e-4
            else f" Swapping two words changes the probability by up to {max(swaps):.2f}."
        )
    return told
