"""The parts of the page that takes a direction out: the steps, what remains, what it cost."""

import streamlit as st

from explorer import analogy_sets, evaluation
from explorer.bias import residual, word_sets
from explorer.bias.debias import WAYS, DebiasSettings, Step
from explorer.bias.direction import Direction
from explorer.bias.word_sets import PairList
from explorer.figures import debias as figures
from explorer.ui import cache, panels, word_controls
from explorer.ui.state import session
from explorer.vectors import WordVectors

SHOWN = 14  # words of the list, drawn from both ends


def settings(vectors: WordVectors) -> tuple[DebiasSettings, PairList]:
    """What is taken out of this model, and the pairs it was made of.

    Raises
    ------
    SelectionError
        If the visitor's own pairs do not read.
    """
    left, middle, right = st.columns(3)
    with left:
        chosen = word_controls.choose_pairs()
    with middle:
        method = word_controls.choose_method()
    with right:
        way = st.selectbox("Taken out by", WAYS, key="way", bind="query-params")
    pairs, missing = word_sets.pairs_in_model(vectors, chosen.pairs, any_case=True)
    panels.found_note([f"{a}–{b}" for a, b in pairs], [f"{a}–{b}" for a, b in missing], what="pairs")
    gender = set(chosen.poles) & {"she", "he", "woman", "man", "female", "male"}
    sets = word_sets.equalize_pairs().pairs if gender else chosen.pairs
    keep = word_sets.specific_words().words if gender else ()
    return DebiasSettings(
        tuple(pairs),
        way,
        method,
        tuple(word_sets.pairs_in_model(vectors, sets)[0]) if way == WAYS[0] else (),
        tuple(word_sets.in_model(vectors, keep)[0]) if way == WAYS[0] else (),
    ), chosen


def the_steps(done: tuple[Step, ...], along: Direction, chosen: PairList, taken: DebiasSettings) -> None:
    """The animated plane, one sentence for each step, and the button that keeps the model."""
    vectors = done[0].vectors
    left, right = st.columns([3, 2], gap="large")
    with right:
        words = word_controls.choose_words()
        for number, step in enumerate(done):
            st.markdown(f"**{number}. {step.title}.** {step.sentence}")
    found, missing = word_sets.in_model(vectors, words.words, any_case=True)
    specific = [word for pair in (taken.sets or along.pairs)[:4] for word in pair]
    neutral = word_controls.ends_of(vectors, along, [w for w in found if w not in {*specific, *taken.keep}], SHOWN)
    with left:
        panels.show(
            figures.steps(done, along, neutral, specific, chosen.poles),
            key="steps",
            name="debiasing",
            code=_python(vectors, along, taken),
        )
    panels.found_note(found, missing)


def _python(vectors: WordVectors, along: Direction, taken: DebiasSettings) -> str:
    """The lines that do the same; the long lists are named, not written out."""
    lists = f"sets, keep = {taken.sets}, ()\n"
    if taken.keep:
        lists = (
            "sets, _ = word_sets.pairs_in_model(vectors, word_sets.equalize_pairs().pairs)\n"
            "keep, _ = word_sets.in_model(vectors, word_sets.specific_words().words)\n"
        )
    return (
        panels.python_of(vectors)
        + f"\nfrom explorer.bias import debias, word_sets\n\n{lists}pairs = {along.pairs}\n"
        + f"settings = debias.DebiasSettings(pairs, {taken.way!r}, {taken.method!r}, tuple(sets), tuple(keep))\n"
        + "along, steps = debias.steps(vectors, settings)\nprint(steps[-1].sentence)\n"
    )


def keep_button(after: WordVectors) -> None:
    """Put the debiased model into the library."""
    if st.button("Keep this model", key="keep_debiased", icon=":material/bookmark_add:", type="primary"):
        kept = session().library.add(after)
        st.success(f"“{panels.plain(kept.name)}” is now one of your models, on every page.", icon=":material/check:")


def what_remains(before: WordVectors, taken: DebiasSettings, done: tuple[Step, ...], along: Direction) -> None:
    """Gonen and Goldberg's three measures before and after, and the benchmarks before and after."""
    left, right = st.columns([3, 2], gap="large")
    after = done[-1].vectors
    with left:
        n = st.slider("Formerly most biased words, each side", 20, 500, 200, step=20, key="side", bind="query-params")
        first, second = residual.most_biased(before, along, n, leave_out=taken.keep)
        then = residual.residual(before, before, along, first, second)
        now = residual.residual(before, after, along, first, second)
        panels.show(
            figures.remains(then, now),
            key="remains",
            name="what remains",
            columns={
                "measure": ["clustering", "classifier", "neighbours"],
                "before": [then.clustering, then.classifier, then.neighbours],
                "after": [now.clustering, now.classifier, now.neighbours],
            },
        )
        listed = ", ".join(map(panels.plain, [*first[:6], "…", *second[:6]]))
        st.caption(f"The words were chosen by the model before, for example {listed}.")
    with right:
        st.markdown("**What it cost**")
        rows: dict[str, list[object]] = {"benchmark": [], "before": [], "after": []}
        for name in evaluation.PACKAGED:
            rows["benchmark"].append(f"{name}, Spearman")
            rows["before"].append(cache.similarity_score(before, name))
            rows["after"].append(cache.similarity_score(after, name))
        rows["benchmark"].append("Google analogies, share right")
        rows["before"].append(cache.google_accuracy(before))
        rows["after"].append(cache.google_accuracy(after))
        number = st.column_config.NumberColumn(format="%.3f")
        st.dataframe(rows, key="cost", hide_index=True, column_config={"before": number, "after": number})
        st.caption(f"All {len(analogy_sets.google_set()):,} analogies whose words the model has; rated pairs likewise.")
