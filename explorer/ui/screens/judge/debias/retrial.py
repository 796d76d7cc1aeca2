"""The trial again after debiasing: what remains, and what it cost, in one figure and one table."""

from collections.abc import Sequence

import streamlit as st

from explorer.figures import debias as figures
from explorer.judging import analogy_sets, evaluation
from explorer.judging.bias import direction, residual
from explorer.judging.bias.debias import DebiasSettings, Step
from explorer.judging.bias.direction import Direction
from explorer.judging.bias.residual import Residual
from explorer.ui.shell import cache, long_work, observed, panels
from explorer.ui.shell.jobs import Report
from explorer.ui.shell.linked import linked
from explorer.vectors.word_vectors import WordVectors

Measured = tuple[Residual, list[float | None]]


def what_remains(taken: DebiasSettings, done: tuple[Step, ...], along: Direction) -> None:
    """Gonen and Goldberg's three measures and the benchmarks, before and after.

    Raises
    ------
    SelectionError
        If the model has too few words to judge by.
    """
    before, after = done[0].vectors, done[-1].vectors
    n = linked().slider("Formerly most biased words, each side", 20, 500, 200, step=20, key="side")
    first, second = residual.most_biased(before, along, n, leave_out=taken.keep)

    def work(report: Report) -> tuple[Measured, Measured]:
        measured = []
        for model in (before, after):
            report(0, len(model))  # here and below, work that nobody waits for ends
            left = residual.residual(before, model, along, first, second)
            report(0, len(model))
            likeness = [cache.similarity_score(model, name) for name in evaluation.PACKAGED]
            measured.append((left, [*likeness, cache.google_accuracy(model, report)]))
        return measured[0], measured[1]

    (then, judged_then), (now, judged_now) = long_work.result(
        "retrial",
        (before.fingerprint, after.fingerprint, along.vector.tobytes(), n),
        "The trial again",
        work,
        unit="words compared",
    )
    observed.tell("judge/debias", method=taken.way, remains=now.classifier)
    rows = _rows(before, after, along, [*first, *second], (then, judged_then), (now, judged_now))
    left, right = st.columns([4, 5], gap="large")
    with left:
        panels.show(figures.remains(then, now), key="remains", name="what remains", columns=rows)
    with right:
        st.dataframe(
            rows,
            key="retrial",
            hide_index=True,
            height="content",
            column_config={
                "before": st.column_config.NumberColumn(format="%.3f"),
                "after": st.column_config.NumberColumn(format="%.3f"),
                "change": st.column_config.NumberColumn(format="%+.3f"),
            },
        )
    listed = ", ".join(map(panels.plain, [*first[:6], "…", *second[:6]]))
    st.caption(
        f"The words were chosen by the model before, for example {listed}. Chance is 0.5 for clusters and classifier, "
        f"0 for neighbours. All {len(analogy_sets.google_set()):,} analogies and rated pairs whose words the model has."
    )


def _rows(
    before: WordVectors, after: WordVectors, along: Direction, words: Sequence[str], then: Measured, now: Measured
) -> dict[str, list[object]]:
    """The table: what was measured of both models, and by how much it changed; the direct bias is of `words`."""
    rows: dict[str, list[object]] = {
        "what": [
            "two clusters find the sides",
            "a classifier tells the sides",
            "neighbours lean as before",
            f"direct bias of the {len(words):,} words",
            *(f"{name}, Spearman" for name in evaluation.PACKAGED),
            "Google analogies, share right",
        ],
    }
    for name, (found, judged), model in (("before", then, before), ("after", now, after)):
        lean = direction.direct_bias(model, along, words)
        rows[name] = [found.clustering, found.classifier, found.neighbours, lean, *judged]
    rows["change"] = [
        b - a if isinstance(a, float) and isinstance(b, float) else None
        for a, b in zip(rows["before"], rows["after"], strict=True)
    ]
    return rows
