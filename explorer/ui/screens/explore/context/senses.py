"""Senses told apart, of two words made one or in the visitor's files: three systems with their uncertainty."""

import streamlit as st

from explorer.context.place_vectors import System
from explorer.context.pseudowords import PAIRS, Pseudoword
from explorer.context.sense_scores import Estimate, SenseScore
from explorer.figures import context as figures
from explorer.ui.screens.explore.context import sense_files, texts
from explorer.ui.shell import completion, panels
from explorer.ui.shell.cache import shared_contexts, shared_models
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import fill

COMPARED: tuple[System, ...] = ("average", "model", "mixed")
MEASURES = ("accuracy", "macro F1", "ARI of two groups")
SHOWN = 20


def view() -> None:
    """The scores of what is chosen: two words made one, or files."""
    sources = {"Two words made one": _made_one, "Files of your own": sense_files.view}
    source = linked().segmented_control("Test", list(sources), default="Two words made one", required=True, key="test")
    sources[source]()


def _made_one() -> None:
    choice = st.columns([4, 4, 3], gap="medium", vertical_alignment="bottom")
    one = linked(choice[0]).text_input("One word", "king", key="sense_one", max_chars=60)
    other = linked(choice[1]).text_input("Another", "computer", key="sense_two", max_chars=60)
    completion.offer(shared_models.built_in(), "sense_one", "sense_two")
    with choice[2].popover("Examples", icon=":material/format_quote:", width="stretch"):
        for i, (a, b) in enumerate(PAIRS):
            st.button(
                f"{a} / {b}", key=f"sense_{i}", type="tertiary", on_click=fill, kwargs={"sense_one": a, "sense_two": b}
            )
    words = one.strip().lower(), other.strip().lower()
    found = shared_contexts.pseudoword(*words, 0)
    scores = {"type": found.of_type} | {system: found.scores[system] for system in COMPARED}
    panels.show(
        figures.senses(
            MEASURES, {system: [_triple(one) for one in _measures(score)] for system, score in scores.items()}
        ),
        key="sense_scores",
        name="senses told apart",
        title=f"Which of the two stood here? {len(found.judged):,} places, after as many examples",
        alt=_said(found),
        columns={
            "system": list(scores),
            **{
                name: [round(_measures(score)[i].value, 4) for score in scores.values()]
                for i, name in enumerate(MEASURES)
            },
        },
        code=(
            f"{texts.OPENING}from explorer.context.pseudowords import pseudoword\n\n"
            "text = text_sample.wikipedia(model.types).ids[: text_sample.HELD_OUT]\n"
            f"found = pseudoword(model, text, {words!r})\n"
            "for system, score in found.scores.items():\n"
            "    print(system, *(round(one.value, 4) for one in (score.accuracy, score.macro_f1, score.ari)))\n"
        ),
    )
    st.info(_said(found), icon=":material/visibility:")
    st.caption(
        "The text is a million words of Wikipedia that the context model never learned from. Every place of either "
        "word counts as a place of one new word. Half of them are examples; for the other half a system says which "
        "word stood there, by the nearer mean of the examples. The ARI asks k-means for two groups without examples: 1 "
        "if they are the two words, 0 if they are no better than chance. mixed: model and average side by side."
    )
    _mistakes(found)


def _measures(score: SenseScore) -> tuple[Estimate, Estimate, Estimate]:
    return score.accuracy, score.macro_f1, score.ari


def _triple(one: Estimate) -> tuple[float, float, float]:
    return one.value, one.low, one.high


def _said(found: Pseudoword) -> str:
    right = {system: found.scores[system].accuracy for system in COMPARED}
    told = ", ".join(f"{one.value:.3f} by {system}" for system, one in right.items())
    best, bar = right["mixed"], right["average"]
    verdict = (
        "The average is no worse here: the words around it are enough, in any order."
        if best.value <= bar.value
        else "Model and average together are better than the average."
        if best.low > bar.high
        else "The intervals overlap: the difference may be chance."
    )
    return f"Right: {told}; {found.of_type.accuracy.value:.3f} by type, which always says the same word. {verdict}"


def _mistakes(found: Pseudoword) -> None:
    system: System = linked().segmented_control(
        "Mistakes of", COMPARED, default="mixed", required=True, key="sense_mistakes"
    )
    sample = shared_contexts.wikipedia_sample()
    wrong = found.mistakes(system)
    st.markdown(
        f"**{len(wrong):,} of {len(found.judged):,} places wrong**"
        + (f", the first {SHOWN}" if len(wrong) > SHOWN else "")
    )
    rows = []
    for place, said in wrong[:SHOWN]:
        before, word, behind = sample.around(place, shown=10)
        rows.append({"it was": word, "it said": said, "before": before, "after": behind})
    if rows:
        st.dataframe(rows, hide_index=True)
