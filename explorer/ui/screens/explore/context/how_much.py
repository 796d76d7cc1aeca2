"""How much of a vector is the word, and how much the place: self-similarity by frequency, minus what all share."""

import streamlit as st

from explorer.context.contextuality import PLACES, SEEN, STRETCH, Contextuality, Seen, row_of_asked, said
from explorer.context.text_sample import TextSample
from explorer.context.words import plain_words
from explorer.figures import context as figures
from explorer.ui.screens.explore.context import texts
from explorer.ui.shell import completion, panels, reader_errors
from explorer.ui.shell.cache import shared_contexts, shared_models
from explorer.ui.shell.linked import linked

DRAWN: tuple[Seen, ...] = ("type", "average", "model")


def view() -> None:
    """The measures of the text chosen, and those of a word asked for."""
    choice = st.columns([4, 6, 3], gap="medium", vertical_alignment="bottom")
    word = linked(choice[0]).text_input("A word to mark", "java", key="measured_word", max_chars=60)
    completion.offer(shared_models.built_in(), "measured_word")
    correct = linked(choice[1]).toggle(
        "Minus the baseline",
        True,
        key="corrected",
        help="Subtract what places of different words have in common: the vectors of a model may all point one way "
        "(anisotropy), and then any two places are alike.",
    )
    with choice[2]:
        given = texts.sample()
    if given is None:
        st.info("Give a text of your own under “Text”.", icon=":material/article:")
        return
    sample, reading = given
    asked = _marked(sample, word)
    found = shared_contexts.contextuality(sample, asked)
    values: dict[Seen, list[float]] = {
        system: (found.systems[system].corrected if correct else found.systems[system].words).tolist()
        for system in DRAWN
    }
    panels.show(
        figures.self_similarity(found, values, asked, corrected=correct),
        key="self_similarity",
        name="self-similarity by frequency",
        title="Self-similarity: mean cosine of a word's places" + (", minus the baseline" if correct else ""),
        alt=_said(found),
        columns={"word": list(found.words), "times": found.times.tolist()}
        | {str(system): own for system, own in values.items()},
        code=(
            f"{texts.OPENING}{reading}"
            "from explorer.context.contextuality import contextuality\n\n"
            f"found = contextuality(model, sample, asked={asked!r})\n"
            "for system, one in found.systems.items():\n"
            "    measures = one.baseline.cosine, one.corrected.mean(), one.sentences.mean(), one.variance.mean()\n"
            "    print(system, *(round(float(value), 3) for value in measures), sep=', ')\n"
        ),
    )
    st.info(_said(found), icon=":material/visibility:")
    _table(found)
    st.latex(
        r"\frac{1}{n^2 - n} \sum_{i \ne j} \cos(c_i, c_j) - "
        rf"{found.systems['model'].baseline.cosine:.3f}"
    )
    st.caption("Self-similarity by model: of a word's n places, minus the mean cosine of places of different words.")
    panels.note("context_self_similarity")


def _marked(sample: TextSample, word: str) -> str:
    """The word to mark; empty if it cannot be marked, and the page then says why."""
    asked = "".join(plain_words(word)[:1])
    if asked:
        with reader_errors.shown(stop=False):
            row_of_asked(shared_contexts.context_model(), sample, asked)
            return asked
    return ""


def _table(found: Contextuality) -> None:
    rows: list[dict[str, object]] = []
    for system in SEEN:
        one = found.systems[system]
        rows.append({
            "vectors": system,
            "baseline": one.baseline.cosine,
            "self-similarity": float(one.words.mean()),
            "minus the baseline": float(one.corrected.mean()),
            "with their stretch": float(one.sentences.mean()),
            "variance explained": float(one.variance.mean()),
            "by chance": one.baseline.variance,
        })
    helps = {
        "baseline": "Mean cosine of places of different words, drawn at random: how far all vectors point one way.",
        "self-similarity": f"Mean cosine of a word's places: {len(found.words)} words, {PLACES} places each.",
        "minus the baseline": "Self-similarity minus baseline: 1 − baseline if the place makes no difference.",
        "with their stretch": f"Intra-sentence similarity: mean cosine of {STRETCH} words in a row with their mean. "
        f"{STRETCH} vectors that have nothing in common have about {STRETCH**-0.5:.2f}.",
        "variance explained": f"Maximum explainable variance: the share of {PLACES} places' vectors that one direction "
        "keeps: no single vector can keep more.",
        "by chance": f"The same of {PLACES} places of different words.",
    }
    columns = {name: st.column_config.NumberColumn(name, format="%.3f", help=told) for name, told in helps.items()}
    st.dataframe(rows, hide_index=True, column_config=columns)


def _said(found: Contextuality) -> str:
    told = "; ".join(
        f"{float(found.systems[system].corrected.mean()):.2f} by {system} (baseline "
        f"{found.systems[system].baseline.cosine:.2f})"
        for system in DRAWN
    )
    ranked = said(found, "model")
    most, least = (", ".join(word for word, _ in some) for some in (ranked[:4], ranked[-4:][::-1]))
    low, high = (band[2] for band in (found.bands("average")[0], found.bands("average")[-1]))
    how = "falls" if low > high + 0.02 else "rises" if high > low + 0.02 else "stays"
    return (
        f"Self-similarity minus the baseline: {told}. By average it {how} with frequency, from {low:.2f} for the "
        f"rarest of these words to {high:.2f} for the most frequent. By model the places of {most} are the most alike, "
        f"those of {least} the least."
    )
