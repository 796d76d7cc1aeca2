"""How good each way of searching is, on questions whose answers are known, or on pairs of sentences people rated."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from explorer.figures import search as figures
from explorer.progress import Report, parts
from explorer.tasks.search import relevance
from explorer.tasks.search.by_meaning import WEIGHTS, MeaningSettings, meaning_index
from explorer.tasks.search.by_words import RULES, WordSettings, word_index
from explorer.tasks.search.hits import Index
from explorer.tasks.search.relevance import FoundScore, Questions, RatedScore, RatedSentences
from explorer.text.names import safe_name
from explorer.ui.shell import controls, long_work, panels
from explorer.ui.shell.linked import linked
from explorer.vectors.model import Model

QUESTIONS, RATED = "A file of questions", "A file of rated pairs"
HINTS: Final = {
    QUESTIONS: "On each line a question, a tab and a right sentence; all right sentences are searched.",
    RATED: "On each line a rating and two sentences, separated by tabs, as in STS-B and SICK.",
}
IMPORTS: Final = (
    "from explorer.tasks.search import relevance\n"
    "from explorer.tasks.search.by_meaning import WEIGHTS, MeaningSettings, meaning_index\n"
)


def view() -> None:
    """The set, and the score of each way on it."""
    left, right = st.columns(2, vertical_alignment="bottom")
    name = linked(left).selectbox("Scored on", [*relevance.PACKAGED, QUESTIONS, RATED], key="scored")
    with right:
        model = controls.choose_model("Vectors of", folds=False)
    if name in relevance.PACKAGED:
        _questions(relevance.packaged(name), model, f"relevance.packaged({name!r})")
        return
    upload = st.file_uploader("Your file", type=["txt", "tsv", "csv"], key=f"file {name}", max_upload_size=20)
    st.caption(HINTS[name])
    if upload is None:
        st.info("Give a file, or choose questions from the list.", icon=":material/upload_file:")
        return
    file = safe_name(upload.name)
    reader = "read_questions" if name == QUESTIONS else "read_rated"
    opened = f"relevance.{reader}(Path({file!r}).read_bytes(), name={file!r})"
    if name == QUESTIONS:
        _questions(relevance.read_questions(upload.getvalue(), name=file), model, opened)
    else:
        _rated(relevance.read_rated(upload.getvalue(), name=file), model, opened)


def _questions(questions: Questions, model: Model, opened: str) -> None:
    """How soon each way finds the right sentences."""

    def work(report: Report) -> dict[str, FoundScore]:
        found: dict[str, FoundScore] = {}
        ways: list[str] = [*WEIGHTS, *RULES]
        for way, told in zip(ways, parts(report, [1.0] * len(ways)), strict=True):
            made, asked = parts(told, (1, 2))
            made(0, 1)
            found[way] = relevance.found_score(_index(way, questions, model, made), questions, asked)
        return found

    wanted = (questions.asked, questions.sentences, model.vectors.fingerprint)
    label = f"Asking {len(questions.asked):,} questions"
    found = long_work.result("questions asked", wanted, label, work, unit="%")
    panels.show(
        figures.scores(
            list(found),
            [(one.mrr, one.low, min(1.0, one.high)) for one in found.values()],
            axis="mean of 1 / place of the first right sentence (MRR)",
            top=1.08,
        ),
        key="questions_scored",
        name="questions scored",
        title="How soon the right sentence is found, with its 95% interval over questions",
        alt="; ".join(f"{way} {one.mrr:.3f}" for way, one in found.items()),
        columns={
            "question": [" ".join(question) for question, _ in questions.asked],
            **{f"place by {way}": list(one.places) for way, one in found.items()},
        },
        code=_code(model, opened)
        + "by_words = {rule: word_index(asked.sentences, WordSettings(rule)) for rule in RULES}\n"
        + "by_meaning = {one: meaning_index(asked.sentences, vectors, MeaningSettings(one)) for one in WEIGHTS}\n"
        + "for way, index in (by_meaning | by_words).items():\n"
        + "    print(way, round(relevance.found_score(index, asked).mrr, 3))\n",
    )
    st.info(_said(found), icon=":material/visibility:")
    st.caption(
        f"{len(questions.asked):,} questions, {len(questions.sentences):,} sentences searched. Right among the first "
        "ten: " + ", ".join(f"{way} {one.in_ten:.0%}" for way, one in found.items()) + "."
    )
    _table(questions, found)


def _index(way: str, questions: Questions, model: Model, report: Report) -> Index:
    weights = next((one for one in WEIGHTS if one == way), None)
    if weights is not None:
        return meaning_index(questions.sentences, model.vectors, MeaningSettings(weights), report)
    return word_index(questions.sentences, WordSettings(next(one for one in RULES if one == way)))


def _said(found: dict[str, FoundScore]) -> str:
    """Which of meaning and spelling is ahead on this set."""
    meant = max(WEIGHTS, key=lambda way: found[way].mrr)
    spelled = max(RULES, key=lambda way: found[way].mrr)
    ahead, behind = (meant, spelled) if found[meant].mrr > found[spelled].mrr else (spelled, meant)
    what = "Meaning" if ahead == meant else "Spelling"
    text = (
        f"{what} is ahead: **{ahead}** finds the right sentence at a mean of 1 / place of **{found[ahead].mrr:.3f}**, "
        f"{behind} at {found[behind].mrr:.3f}."
    )
    if found[ahead].low <= found[behind].high:
        text += " Their intervals overlap: with other questions it may be the other way round."
    return text


def _table(questions: Questions, found: dict[str, FoundScore]) -> None:
    """Each question with its right sentence and its place in each way."""
    st.dataframe(
        {
            "question": [" ".join(question) for question, _ in questions.asked],
            "a right sentence": [" ".join(questions.sentences[rows[0]]) for _, rows in questions.asked],
            **{way: list(one.places) for way, one in found.items()},
        },
        key="question_places",
        hide_index=True,
    )


def _rated(rated: RatedSentences, model: Model, opened: str) -> None:
    """How the cosines agree with people's ratings."""

    def work(report: Report) -> list[RatedScore]:
        found = []
        for one, told in zip(WEIGHTS, parts(report, [1.0] * len(WEIGHTS)), strict=True):
            told(0, 1)
            found.append(relevance.rated_score(rated, model.vectors, MeaningSettings(one), report=told))
        return found

    wanted = (rated, model.vectors.fingerprint)
    found = long_work.result("pairs rated", wanted, f"Comparing {len(rated.pairs):,} pairs", work, unit="%")
    if rated.left_out:
        st.caption(f"{len(rated.pairs):,} pairs; {rated.left_out:,} lines held no pair.")
    panels.show(
        figures.scores(
            WEIGHTS,
            [(one.spearman, one.low, one.high) for one in found],
            axis="rank correlation of cosine and rating (Spearman)",
            top=1.08,
        ),
        key="pairs_scored",
        name="rated pairs",
        title="Agreement with people, with its 95% interval over pairs",
        alt="; ".join(f"{way} {one.spearman:.3f}" for way, one in zip(WEIGHTS, found, strict=True)),
        columns=_pairs(rated, found),
        code=_code(model, opened)
        + "for one in WEIGHTS:\n"
        + "    score = relevance.rated_score(asked, vectors, MeaningSettings(one))\n"
        + "    print(one, round(score.spearman, 3), round(score.pearson, 3))\n",
    )
    told = "; ".join(
        f"{way} {one.spearman:.3f} (Pearson {one.pearson:.3f})" for way, one in zip(WEIGHTS, found, strict=True)
    )
    st.info(
        f"Spearman: {told}. SentEval reports both correlations (Conneau and Kiela 2018); weights and the component "
        "taken out are those of this file's own sentences.",
        icon=":material/visibility:",
    )


def _pairs(rated: RatedSentences, found: Sequence[RatedScore]) -> dict[str, Sequence[object]]:
    return {
        "first": [" ".join(first) for first, _ in rated.pairs],
        "second": [" ".join(second) for _, second in rated.pairs],
        "rating": list(rated.ratings),
        **{f"cosine, {way}": one.cosines.tolist() for way, one in zip(WEIGHTS, found, strict=True)},
    }


def _code(model: Model, opened: str) -> str:
    path = "from pathlib import Path\n\n" if "Path(" in opened else ""
    return (
        f"{panels.python_of(model)}\n{path}{IMPORTS}"
        "from explorer.tasks.search.by_words import RULES, WordSettings, word_index\n\n"
        f"asked = {opened}\n"
    )
