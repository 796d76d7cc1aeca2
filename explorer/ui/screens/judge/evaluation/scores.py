"""The part of the page about evaluation that scores word similarity, for any number of models."""

from collections.abc import Mapping, Sequence

import streamlit as st

from explorer.figures import evaluation as figures
from explorer.judging import evaluation
from explorer.judging.evaluation import POLICIES
from explorer.judging.rating_files import RatedSet
from explorer.text import corpus
from explorer.ui.shell import panels, reader_errors, signed
from explorer.ui.shell.cache import shared_verdicts
from explorer.ui.shell.linked import linked
from explorer.vectors.model import Model

OWN = "A file of your own"
SHOWN = 40  # pairs listed, those furthest apart
FURTHEST = 20  # of them marked in the scatter
HINT = (
    "Two words and people's rating on each line: tiger, cat, 7.35. MEN, RG-65, MC-30, RW, MTurk, SimVerb and SimLex "
    "are read in the form their authors publish."
)
POLICY = {"drop": "Leave the pair out", "zero": "Cosine 0", "mean": "Mean cosine"}


def own_file(kinds: Sequence[str], hint: str) -> tuple[str, str] | None:
    """Name and content of an uploaded file; None, and a hint on the page, while there is none."""
    upload = st.file_uploader("Your file", type=["txt", "tsv", "csv"], key=f"file_{kinds[0]}", max_upload_size=10)
    st.caption(hint)
    return None if upload is None else (upload.name, corpus.decode(upload.getvalue(), name=upload.name))


def chosen_set(name: str) -> tuple[str, str, RatedSet] | None:
    """The title of the set `name`, the text of the visitor's own, and the pairs; None while there is no file."""
    title, own = name, ""
    with reader_errors.shown():
        if name == OWN:
            given = own_file(["pairs"], HINT)
            if given is None:
                return None
            title, own = given
        return title, own, shared_verdicts.rated_set(name, own)


def left_out(malformed: Sequence[str]) -> None:
    """Which lines of a file were left out, and why."""
    if malformed:
        more = f" And {len(malformed) - 4:,} more." if len(malformed) > 4 else ""
        st.warning(
            panels.plain(f"{len(malformed):,} lines were left out. {' '.join(malformed[:4])}{more}"),
            icon=":material/rule:",
        )


def _printed_elsewhere(test: str) -> list[evaluation.Published]:
    return sorted((f for f in evaluation.published() if f.test == test), key=lambda f: -f.value)


def sources(test: str, *, share: bool = False) -> None:
    """Figures that others have published, each with how it was computed; nothing if there are none."""
    printed = _printed_elsewhere(test)
    if printed:
        st.header("Published by others", anchor=False)
        st.dataframe(
            {
                "model": [figure.model for figure in printed],
                "correct (%)" if share else "Spearman": [100 * f.value if share else f.value for f in printed],
                "protocol": [figure.protocol for figure in printed],
                "source": [figure.source for figure in printed],
            },
            key="printed",
            hide_index=True,
            column_config={
                "Spearman": st.column_config.NumberColumn(format="%.4f"),
                "correct (%)": st.column_config.NumberColumn(format="%.1f"),
            },
        )
        st.caption("Compare only figures computed alike: the words searched and the treatment of unknown words differ.")


def similarity(models: Sequence[Model]) -> None:
    """Word similarity: a table and a figure of all models, and where one of them and people disagree."""
    top = st.columns([3, 3, 4], vertical_alignment="bottom")
    name = linked(top[0]).selectbox("Set", [*evaluation.PACKAGED, OWN], key="set")
    unknown = linked(top[1]).selectbox(
        "A pair with an unknown word",
        POLICIES,
        format_func=POLICY.__getitem__,
        key="unknown",
        help="Most papers leave such pairs out; some score them 0. The two give different results.",
    )
    standardise = linked(top[2]).toggle(
        "Normalise each component",
        key="standardise",
        help="To mean 0 and standard deviation 1 over the vocabulary. The GloVe paper normalises each feature before "
        "it takes cosines; released vectors are not normalised, one reason why users get other figures.",
    )
    chosen = chosen_set(name)
    if chosen is None:
        return
    title, own, rated = chosen
    if name == OWN:
        st.caption(f"{len(rated.pairs):,} pairs, read as {rated.form}.")
    left_out(rated.malformed)
    scores = []
    for model in models:
        with reader_errors.shown(stop=False, of=model.name):
            scores.append((
                model.name,
                *shared_verdicts.likeness_judged(model.vectors, name, own, unknown, standardise),
            ))
    if not scores:
        return
    panels.show(
        figures.correlations(scores, _printed_elsewhere(name)),
        key="correlations",
        name=f"{name} by model",
        alt="; ".join(f"{model}: Spearman {score.spearman:.3f}" for model, score, _ in scores),
        code=_code(models[0], name, unknown, standardise=standardise),
    )
    rows: dict[str, list[object]] = {
        "model": [model for model, _, _ in scores],
        "Spearman": [score.spearman for _, score, _ in scores],
        "95% from": [low for _, _, (low, _) in scores],
        "to": [high for _, _, (_, high) in scores],
        "Pearson": [score.pearson for _, score, _ in scores],
        "pairs scored": [f"{len(score.pairs)} of {score.asked}" for _, score, _ in scores],
        "words not in the model": [", ".join(score.missing[:40]) or "none" for _, score, _ in scores],
    }
    numbers = {key: st.column_config.NumberColumn(format="%.4f") for key in ("Spearman", "95% from", "to", "Pearson")}
    st.dataframe(rows, key="scores", hide_index=True, column_config=numbers)
    panels.csv_button(rows, key="scores", name="similarity")
    codes = {model.name: _code(model, name, unknown, standardise=standardise) for model in models}
    _disagreement([(model, score) for model, score, _ in scores], title, codes)
    sources(name)
    panels.note("evaluation_similarity")


def _disagreement(
    scores: Sequence[tuple[str, evaluation.SimilarityScore]], title: str, codes: Mapping[str, str]
) -> None:
    """The pairs that a model finds too alike or too far apart; `codes` are the lines that score each, by name."""
    st.header("Where model and people disagree", anchor=False)
    by_name = dict(scores)
    chosen = next(iter(by_name))
    if len(by_name) > 1:
        chosen = st.segmented_control(
            "Look at", list(by_name), default=chosen, required=True, format_func=panels.plain, key="looked_at"
        )
    score = by_name[chosen]
    worst = evaluation.residuals(score)[:SHOWN]
    left, right = st.columns([5, 4], gap="medium")
    with left:
        panels.show(
            figures.people_against_model(score, worst[:FURTHEST]),
            key="scatter",
            name=f"{title} {chosen}",
            alt=f"{len(score.pairs)} pairs, people's rating against cosine; Spearman {score.spearman:.3f}.",
            columns={
                "first": [pair.first for pair in score.pairs],
                "second": [pair.second for pair in score.pairs],
                "rating": [pair.rating for pair in score.pairs],
                "cosine": score.cosines.tolist(),
            },
            code=codes[chosen]
            + "\nfor pair, cosine in zip(score.pairs, score.cosines):\n"
            + "    print(pair.first, pair.second, pair.rating, round(float(cosine), 3))\n",
        )
    right.dataframe(
        signed.table(
            {
                "pair": [f"{r.pair.first} · {r.pair.second}" for r in worst],
                "people": [r.pair.rating for r in worst],
                "cosine": [r.cosine for r in worst],
                "gap": [r.gap for r in worst],
            },
            {"cosine": ".3f", "gap": "+.0%"},
        ),
        key="worst",
        hide_index=True,
        height=430,
        column_config={
            "gap": st.column_config.NumberColumn(
                help="How much too alike (+) or too far apart (−) the model finds them, in percent of the ranking.",
            ),
        },
    )


def _code(model: Model, name: str, unknown: str, *, standardise: bool) -> str:
    pairs = f"evaluation.packaged({name!r})"
    if name == OWN:
        pairs = "rating_files.read_set(Path('pairs.txt').read_text(encoding='utf-8'), name='pairs.txt').pairs"
    return (
        panels.python_of(model)
        + ("\nfrom pathlib import Path\n" if name == OWN else "")
        + f"\nfrom explorer.judging import evaluation{', rating_files' if name == OWN else ''}\n\n"
        f"score = evaluation.word_similarity(vectors, {pairs}, unknown={unknown!r}, standardise={standardise})\n"
        "print(round(score.spearman, 4), evaluation.interval(score))"
    )
