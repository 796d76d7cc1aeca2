"""All ways to debias side by side: what each leaves, and what it costs."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from explorer.errors import ExplorerError
from explorer.figures import debias as figures
from explorer.judging.bias import debias
from explorer.judging.bias.debias import WAYS, DebiasSettings, Way
from explorer.judging.bias.debiasing import half_sibling
from explorer.progress import Report, parts
from explorer.ui.screens.judge.debias import retrial
from explorer.ui.screens.judge.debias.retrial import Biased, Tried
from explorer.ui.shell import long_work, panels, signed
from explorer.ui.shell.linked import linked
from explorer.vectors.model import Model

BEFORE = "nothing (before)"
Outcome = dict[str, Tried | str]  # by name of the way: what was found, or why it could not be done


def view(model: Model, taken: DebiasSettings, biased: Biased, *, gender: bool) -> None:
    """One row for each method, worked out only if asked for."""
    if not linked().toggle("All methods side by side", key="all_ways"):
        return
    asked = {way: replace(taken, way=way, sets=taken.pairs, keep=(), concept=(), formula="paper") for way in WAYS}
    n = len(biased.first)
    outcome = long_work.result(
        "all_ways",
        (biased.before.fingerprint, biased.along.vector.tobytes(), tuple(biased.first), tuple(biased.second), taken),
        "All methods",
        partial(_outcome, biased, asked, gender),
        unit="%",
    )
    done = {name: found for name, found in outcome.items() if isinstance(found, Tried)}
    columns = _columns(done)
    panels.show(
        figures.methods({name: found.left for name, found in done.items()}),
        key="methods",
        name="methods to debias",
        title="What each method leaves",
        alt="; ".join(f"{name}: classifier {found.left.classifier:.2f}" for name, found in done.items()),
        columns=columns,
        code=_python(model, taken, n, biased.left_out, gender=gender),
    )
    forms = {name: "+.3f" if name.endswith("change") else ".3f" for name in list(columns)[1:]}
    st.dataframe(signed.table(columns, forms), key="all_ways_table", hide_index=True, height="content")
    st.caption(
        f"The same {2 * n:,} words as above, and every method with the lists its paper uses. In the figure, less "
        "remains further to the left; in the table, a fall in the last columns is a cost. No method is best at both. "
        "OSCaR and “equalize” are not meant to move these words."
    )
    for name, why in outcome.items():
        if isinstance(why, str):
            st.caption(f"Not possible here: {panels.plain(name)}. {panels.plain(why)}")


def _outcome(biased: Biased, asked: dict[Way, DebiasSettings], gender: bool, report: Report) -> Outcome:
    """The outcome of every method, tried in turn; only the numbers are kept."""
    first, *others = parts(report, [1.0] * (1 + len(asked)))
    outcome: Outcome = {BEFORE: retrial.tried(biased, biased.before, first)}
    for told, (way, settings) in zip(others, asked.items(), strict=True):
        taking, trying = parts(told, (1, 1))
        taking(0, 1)
        try:
            usual = debias.with_usual_words(biased.before, settings, gender=gender)
            after = debias.steps(biased.before, usual, taking)[1][-1].vectors
            outcome[way] = retrial.tried(biased, after, trying)
        except ExplorerError as why:
            outcome[way] = str(why)
    return outcome


def _columns(done: dict[str, Tried]) -> dict[str, list[object]]:
    """The table: a row for each way, with the change of quality against the model before."""
    columns: dict[str, list[object]] = {
        "taken out by": list(done),
        "clusters": [found.left.clustering for found in done.values()],
        "classifier": [found.left.classifier for found in done.values()],
        "neighbours": [found.left.neighbours for found in done.values()],
        "direct bias": [found.direct for found in done.values()],
    }
    before = done[BEFORE].quality
    for at, name in enumerate(retrial.COST):
        columns[f"{name.split(',')[0].removesuffix(' analogies')} change"] = [
            None if (was := before[at]) is None or (now := found.quality[at]) is None else now - was
            for found in done.values()
        ]
    return columns


def _python(model: Model, taken: DebiasSettings, n: int, leave_out: Sequence[str], *, gender: bool) -> str:
    more = f", groups={taken.groups}" if taken.groups else ""
    more += f", penalty={taken.penalty}" if taken.penalty != half_sibling.PENALTY else ""
    return (
        panels.python_of(model)
        + "\nfrom explorer.judging.bias import debias, direction, residual, word_sets\n\n"
        + f"pairs = {taken.pairs}\n"
        + f"along = direction.direction(vectors, pairs, {taken.method!r})\n"
        + f"leave_out = {retrial.python_of_words(model.vectors, leave_out)}\n"
        + f"first, second = residual.most_biased(vectors, along, {n}, leave_out=leave_out)\n"
        + "for way in debias.WAYS:\n"
        + f"    settings = debias.DebiasSettings(pairs, way, {taken.method!r}, pairs{more})\n"
        + f"    settings = debias.with_usual_words(vectors, settings, gender={gender})\n"
        + "    after = debias.steps(vectors, settings)[1][-1].vectors\n"
        + "    left = residual.residual(vectors, after, along, first, second)\n"
        + "    print(way, round(left.clustering, 3), round(left.classifier, 3), round(left.neighbours, 3))\n"
    )
