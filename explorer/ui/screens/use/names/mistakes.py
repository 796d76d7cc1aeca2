"""How a tagger did on the sentences kept for the test: scores by kind, seen and unseen; and each of its mistakes."""

from collections.abc import Sequence

import streamlit as st

from explorer.tasks.names.scores import NameMistake, NameVerdict, Recall, mistakes
from explorer.ui.screens.use.names import choices, marked
from explorer.ui.screens.use.names.choices import Asked
from explorer.ui.shell import panels, terms
from explorer.ui.shell.cache import shared_tasks
from explorer.ui.shell.linked import linked

ALL, MISSED, ADDED, UNSEEN = "All mistakes", "Names missed", "Names that are none", "With an unseen word"
A_PAGE = 8  # sentences


def view(asked: Asked) -> None:
    """The tagger's scores, and the sentences in which it was wrong."""
    tagger = choices.trained(asked)
    vectors = None if asked.model is None else asked.model.vectors
    verdict = shared_tasks.tagger_judged(asked.tagged, asked.split, asked.settings, vectors)
    learned, tested = asked.parts
    _scores(verdict)
    st.caption(
        f"Learned from {len(learned):,} sentences, tested on the other {len(tested):,}. A name is unseen if at least "
        "one of its words is in no training sentence."
    )
    _by_kind(verdict)
    st.header("Where it was wrong", anchor=False)
    _browse(asked, mistakes(tagger, tested))


def _scores(verdict: NameVerdict) -> None:
    score = verdict.score
    columns = st.columns(5)
    columns[0].metric("F1", f"{score.f1:.3f}", help=terms.meaning("f1"))
    marked = f"Here: {score.right:,} of {score.marked:,}."
    columns[1].metric("Precision", f"{score.precision:.3f}", help=terms.meaning("precision", marked))
    there = f"Here: {score.right:,} of {score.there:,} names."
    columns[2].metric("Recall", f"{score.recall:.3f}", help=terms.meaning("recall", there))
    columns[3].metric("Recall, unseen", f"{verdict.unseen.share:.3f}", help=_interval(verdict.unseen))
    columns[4].metric("Recall, seen", f"{verdict.seen.share:.3f}", help=_interval(verdict.seen))


def _interval(recall: Recall) -> str:
    low, high = recall.interval
    return f"{recall.found:,} of {recall.there:,} names; 95% interval over names {low:.3f} to {high:.3f} (Wilson)."


def _by_kind(verdict: NameVerdict) -> None:
    rows: dict[str, list[object]] = {
        "kind": list(verdict.kinds),
        "names there": [one.there for one in verdict.kinds.values()],
        "marked": [one.marked for one in verdict.kinds.values()],
        "right": [one.right for one in verdict.kinds.values()],
        "precision": [one.precision for one in verdict.kinds.values()],
        "recall": [one.recall for one in verdict.kinds.values()],
        "F1": [one.f1 for one in verdict.kinds.values()],
    }
    form = st.column_config.NumberColumn(format="%.3f")
    st.dataframe(rows, key="by_kind", hide_index=True, column_config=dict.fromkeys(("precision", "recall", "F1"), form))


def _browse(asked: Asked, found: Sequence[NameMistake]) -> None:
    learned, tested = asked.parts
    which, page_of = st.columns([3, 2], gap="medium", vertical_alignment="bottom")
    wanted = linked(which).selectbox("Show", [ALL, MISSED, ADDED, UNSEEN], key="mistakes")
    chosen = [one for one in found if _is(one, wanted, learned.seen)]
    pages = max(1, -(-len(chosen) // A_PAGE))
    page = linked(page_of).number_input(f"Page, of {pages}", 1, pages, 1, key=f"mistakes_page_{pages}")
    st.caption(
        f"{len(chosen):,} of the {len(tested):,} test sentences, those with the most differences first. First line: "
        "the true names; second: what the tagger marks."
    )
    colour = marked.colours(list(asked.tagged.kinds))
    for one in chosen[(page - 1) * A_PAGE : page * A_PAGE]:
        with st.container(border=True):
            st.markdown(
                f":material/check: {marked.sentence(one.sentence, one.there, colour)}  \n"
                f":material/smart_toy: {marked.sentence(one.sentence, one.marked, colour)}"
            )
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "CSV",
            lambda: panels.as_csv(_columns(chosen)),
            "mistakes.csv",
            "text/csv",
            key="mistakes_csv",
            on_click="ignore",
            type="tertiary",
            icon=":material/table:",
        )
        with st.popover("Python", icon=":material/code:", type="tertiary", help="Show the Python"):
            panels.python(
                choices.python(asked) + "verdict = judged(tagger, tested, learned.seen)\n"
                "print(round(verdict.score.f1, 3), round(verdict.unseen.share, 3), round(verdict.seen.share, 3))\n"
                "for one in mistakes(tagger, tested)[:8]:\n    print(one)\n",
                key="mistakes",
                name="mistakes",
            )


def _is(one: NameMistake, wanted: str, seen: frozenset[str]) -> bool:
    missed, added = set(one.there) - set(one.marked), set(one.marked) - set(one.there)
    if wanted == MISSED:
        return bool(missed)
    if wanted == ADDED:
        return bool(added)
    if wanted == UNSEEN:
        return any(word.lower() not in seen for span in missed for word in one.sentence[span.start : span.end])
    return True


def _columns(chosen: Sequence[NameMistake]) -> dict[str, list[object]]:
    def named(one: NameMistake, *, there: bool) -> str:
        spans = one.there if there else one.marked
        return "; ".join(f"{' '.join(one.sentence[span.start : span.end])} ({span.kind})" for span in spans)

    return {
        "sentence": [" ".join(one.sentence) for one in chosen],
        "names there": [named(one, there=True) for one in chosen],
        "names marked": [named(one, there=False) for one in chosen],
    }
