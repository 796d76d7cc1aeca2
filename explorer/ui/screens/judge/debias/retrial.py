"""The tests run again after debiasing: what remains, and what it cost, in one figure and one table."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from explorer.figures import debias as figures
from explorer.judging import analogy_sets, evaluation
from explorer.judging.bias import direction, residual, word_sets
from explorer.judging.bias.debias import DebiasSettings
from explorer.judging.bias.debiasing.steps import Step
from explorer.judging.bias.direction import Direction
from explorer.judging.bias.residual import Residual
from explorer.progress import Report, parts
from explorer.ui.shell import long_work, observed, panels, signed
from explorer.ui.shell.cache import shared_verdicts
from explorer.ui.shell.linked import linked
from explorer.vectors.word_vectors import WordVectors

ALIKE = 30_000  # words of a model that is asked analogies in the time that the biases take, about
COST = (*(f"{name}, Spearman" for name in evaluation.USUAL), "Google analogies, share right")


@dataclass(frozen=True)
class Biased:
    """Words that leaned most to the first and to the second side of a direction, before anything was done.

    `left_out` are words about the difference by definition: their leaning is no bias.
    """

    before: WordVectors
    along: Direction
    first: Sequence[str]
    second: Sequence[str]
    left_out: Sequence[str]


@dataclass(frozen=True)
class Tried:
    """What remains in a model, how far the words still lie to a side, and how good it is at each of `COST`."""

    left: Residual
    direct: float
    quality: tuple[float | None, ...]


def tried(biased: Biased, model: WordVectors, report: Report) -> Tried:
    """What the tests find in the model; `report` hears how much is done, and may end the work by raising."""
    biases, likeness, analogies = parts(report, (1, 0.3, len(model) / ALIKE))
    left = residual.residual(biased.before, model, biased.along, biased.first, biased.second, report=biases)
    scores = []
    for number, name in enumerate(evaluation.USUAL):
        likeness(number, len(evaluation.USUAL))
        scores.append(shared_verdicts.similarity_score(model, name))
    lean = direction.direct_bias(model, biased.along, [*biased.first, *biased.second])
    analogies(0, 1)
    return Tried(left, lean, (*scores, shared_verdicts.google_accuracy(model, analogies)))


def _both(biased: Biased, after: WordVectors, report: Report) -> tuple[Tried, Tried]:
    """The model before and the model after, tried."""
    first, second = parts(report, (1, 1))
    return tried(biased, biased.before, first), tried(biased, after, second)


def _python(vectors: WordVectors, n: int, leave_out: Sequence[str]) -> str:
    """The lines that measure what remains, after those that took the steps."""
    return (
        f"\nfrom explorer.judging.bias import residual\n\nleave_out = {python_of_words(vectors, leave_out)}\n"
        f"first, second = residual.most_biased(vectors, along, {n}, leave_out=leave_out)\n"
        "for model in (vectors, steps[-1].vectors):\n"
        "    left = residual.residual(vectors, model, along, first, second)\n"
        "    print(round(left.clustering, 3), round(left.classifier, 3), round(left.neighbours, 3))\n"
    )


def python_of_words(vectors: WordVectors, words: Sequence[str]) -> str:
    """A list of words as Python; that of words about gender by definition is named, not written out."""
    if words and list(words) == word_sets.in_model(vectors, word_sets.specific_words().words)[0]:
        return "word_sets.in_model(vectors, word_sets.specific_words().words)[0]"
    return repr(list(words))


def what_remains(
    vectors: WordVectors,
    taken: DebiasSettings,
    done: tuple[Step, ...],
    along: Direction,
    leave_out: Sequence[str],
    code: str,
) -> Biased:
    """The words tested; shows Gonen and Goldberg's three measures and the benchmarks, before and after.

    `code` are the lines that take the steps.

    Raises
    ------
    SelectionError
        If the model has too few words to judge by.
    """
    before, after = done[0].vectors, done[-1].vectors
    n = linked().slider("Formerly most biased words, each side", 20, 500, 200, step=20, key="side")
    biased = Biased(before, along, *residual.most_biased(before, along, n, leave_out=leave_out), leave_out)
    then, now = long_work.result(
        "retrial",
        (before.fingerprint, taken, n, len(leave_out)),  # to hash the model after would take long where it is large
        "The trial again",
        partial(_both, biased, after),
        unit="%",
    )
    observed.tell("judge/debias", method=taken.way, remains=now.left.classifier)
    rows = _rows(then, now, 2 * n)
    left, right = st.columns([4, 5], gap="large")
    with left:
        panels.show(
            figures.remains(then.left, now.left),
            key="remains",
            name="what remains",
            columns=rows,
            code=code + _python(vectors, n, leave_out),
        )
    with right:
        st.dataframe(
            signed.table(rows, {"before": ".3f", "after": ".3f", "change": "+.3f"}),
            key="retrial",
            hide_index=True,
            height="content",
        )
    listed = ", ".join(map(panels.plain, [*biased.first[:6], "…", *biased.second[:6]]))
    st.caption(
        f"The words were chosen with the model before debiasing, for example {listed}. Chance is 0.5 for clusters and "
        f"classifier, 0 for neighbours. All {len(analogy_sets.google_set()):,} analogies and rated pairs whose words "
        "the model has."
    )
    return biased


def _rows(then: Tried, now: Tried, words: int) -> dict[str, list[object]]:
    """The table: what was measured of both models, and by how much it changed; the direct bias is of `words` words."""
    rows: dict[str, list[object]] = {
        "what": [
            "two clusters find the sides",
            "a classifier tells the sides apart",
            "neighbours lean as before",
            f"direct bias of the {words:,} words",
            *COST,
        ],
    }
    for name, of in (("before", then), ("after", now)):
        rows[name] = [of.left.clustering, of.left.classifier, of.left.neighbours, of.direct, *of.quality]
    rows["change"] = [
        b - a if isinstance(a, float) and isinstance(b, float) else None
        for a, b in zip(rows["before"], rows["after"], strict=True)
    ]
    return rows
