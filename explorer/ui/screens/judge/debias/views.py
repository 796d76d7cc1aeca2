"""The parts of the page that takes a direction out: the steps, neighbours before and after, keeping the model."""

import streamlit as st

from explorer.figures import debias as figures
from explorer.judging.bias import word_sets
from explorer.judging.bias.debias import DONE, DebiasSettings
from explorer.judging.bias.debiasing.steps import Step
from explorer.judging.bias.direction import Direction
from explorer.judging.bias.word_sets import PairList
from explorer.ui.shell import completion, folding, log, long_work, panels, word_lists
from explorer.ui.shell.cache import shared_verdicts
from explorer.ui.shell.linked import linked
from explorer.vectors import similarity
from explorer.vectors.model import Model, Provenance
from explorer.vectors.word_vectors import WordVectors

SHOWN = 14  # words of the list, drawn from both ends
NEIGHBOURS = 10


def debiased(vectors: WordVectors, taken: DebiasSettings) -> tuple[Direction, tuple[Step, ...]]:
    """The direction and the steps; the page ends here, with a bar and Cancel, while they are made.

    Raises
    ------
    ExplorerError
        If the direction cannot be made or taken out, or the server has too much to do.
    """
    return long_work.result(
        "debias",
        (vectors.fingerprint, taken),
        "Taking the direction out",
        lambda report: shared_verdicts.debiased(vectors, taken, report),
        unit="%",
    )


def the_steps(model: Model, done: tuple[Step, ...], along: Direction, chosen: PairList, taken: DebiasSettings) -> None:
    """The animated plane, one sentence for each step, and the button that keeps the model."""
    vectors = done[0].vectors
    left, right = st.columns([3, 2], gap="large")
    with right:
        words = word_lists.choose_words(vectors)
        with st.container(height=380 if len(done) > 5 else "content", border=False):
            for number, step in enumerate(done):
                st.markdown(f"**{number}. {step.title}.** {panels.plain(step.sentence)}")
    found, missing = word_sets.in_model(vectors, words.words, any_case=folding.on())
    usual = sorted(taken.sets or along.pairs, key=lambda pair: int(vectors.rows(pair).max()))  # frequent pairs first
    specific = list(dict.fromkeys(word for pair in usual[:4] for word in pair))
    neutral = word_lists.ends_of(vectors, along, [w for w in found if w not in {*specific, *taken.keep}], SHOWN)
    with left:
        panels.show(
            figures.steps(done, along, neutral, specific, chosen.poles),
            key="steps",
            name="debiasing",
            code=python_of(model, along, taken),
        )
    panels.found_note(found, missing)
    _neighbours(done, [*neutral, *specific])


def _neighbours(done: tuple[Step, ...], words: list[str]) -> None:
    """The nearest words of one word before and after, the new and the lost ones marked."""
    before, after = done[0].vectors, done[-1].vectors
    st.header("Neighbours before and after", anchor=False)
    start = words[0] if words else before.words[0]
    typed = linked().text_input("Neighbours of", start, key="neighbours_of", max_chars=100)
    completion.offer(before, "neighbours_of")
    (word,) = folding.read(before, typed or start)
    then = similarity.nearest(before, word, NEIGHBOURS)
    now = similarity.nearest(after, word, NEIGHBOURS)
    had, has = {near.word for near in then}, {near.word for near in now}
    st.dataframe(
        {
            "before": [near.word + ("" if near.word in has else " ↘") for near in then],
            "cosine before": [near.score for near in then],
            "after": [near.word + ("" if near.word in had else " ↗") for near in now],
            "cosine after": [near.score for near in now],
        },
        key="neighbours_table",
        hide_index=True,
        height="content",
        column_config={  # as wide as a phone together
            **dict.fromkeys(("before", "after"), st.column_config.TextColumn(width=108)),
            **dict.fromkeys(
                ("cosine before", "cosine after"), st.column_config.NumberColumn("cosine", format="%.3f", width=68)
            ),
        },
    )
    st.caption(
        f"↘ lost, ↗ new. {len(had & has)} of the {NEIGHBOURS} nearest words of “{panels.plain(word)}” are the same "
        "after as before: one direction of many is gone, but the company a word keeps is not."
    )


def python_of(model: Model, along: Direction, taken: DebiasSettings) -> str:
    """The lines that do the same; the long lists are named, not written out."""
    written = {name: repr(getattr(taken, name)) for name in ("sets", "keep", "formula", "groups", "concept", "penalty")}
    usual = DebiasSettings(taken.pairs)
    if len(taken.keep) > 50:
        written["keep"] = "tuple(word_sets.in_model(vectors, word_sets.specific_words().words)[0])"
    more = "".join(f", {name}={text}" for name, text in written.items() if getattr(taken, name) != getattr(usual, name))
    return (
        panels.python_of(model)
        + f"\nfrom explorer.judging.bias import debias, word_sets\n\npairs = {along.pairs}\n"
        + f"settings = debias.DebiasSettings(pairs, {taken.way!r}, {taken.method!r}{more})\n"
        + "along, steps = debias.steps(vectors, settings)\nfor step in steps:\n    print(step.title, step.sentence)\n"
    )


def keep_button(model: Model, after: WordVectors, taken: DebiasSettings) -> None:
    """Put the debiased model into the library."""
    if st.button("Keep this model", key="keep_debiased", icon=":material/bookmark_add:", type="primary"):
        done = DONE[taken.way]
        source = Provenance("derived", model.name, done, licence=model.provenance.licence)
        kept = log.added(Model(f"{model.name}, {done}", after, source))
        st.success(f"“{panels.plain(kept.name)}” is now one of your models, on every page.", icon=":material/check:")
    else:
        st.caption("Once kept, it can be compared, mapped, tested and exported like any other model.")
