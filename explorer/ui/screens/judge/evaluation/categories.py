"""The part of the page about evaluation that groups words: categories, and the odd one out, for all models."""

from collections.abc import Sequence

import streamlit as st

from explorer.errors import ExplorerError
from explorer.figures import evaluation as figures
from explorer.judging import categorisation
from explorer.judging.categorisation import Grouping, OddOneOut
from explorer.lessons import glossary
from explorer.progress import Report, parts
from explorer.ui.screens.judge.evaluation.scores import OWN, left_out, own_file
from explorer.ui.shell import long_work, panels, reader_errors
from explorer.ui.shell.cache import shared_content, shared_verdicts
from explorer.ui.shell.linked import linked
from explorer.vectors.model import Model


def categories(models: Sequence[Model]) -> None:
    """Categorisation and the odd one out, for all models."""
    name = linked().selectbox("Set", ["Everyday words", OWN], key="categories")
    own = ""
    if name == OWN:
        with reader_errors.shown():
            given = own_file(["categories"], "One category and one word on each line: fruit, apple.")
        if given is None:
            return
        own = given[1]
    with reader_errors.shown():
        sets = (
            categorisation.everyday()
            if name != OWN
            else categorisation.read_categories(own, name=shared_content.OWN_FILE)
        )
    left_out(sets.malformed)
    found = []
    for model, one in zip(models, _grouped(models, own), strict=True):
        with reader_errors.shown(stop=False, of=model.name):
            if isinstance(one, ExplorerError):
                raise one
            found.append((model.name, *one))
    if not found:
        return
    n = sum(map(len, sets.words.values()))
    rows = {
        "model": [model for model, _, _ in found],
        "purity": [grouping.purity for _, grouping, _ in found],
        "by chance": [grouping.chance for _, grouping, _ in found],
        "stranger found (%)": [100 * odd.found / odd.asked for _, _, odd in found],
        "stranger's place": [odd.position for _, _, odd in found],
        "words found": [f"{len(grouping.words)} of {n}" for _, grouping, _ in found],
        "strangers missed": ["; ".join(f"{s} in {c}" for c, s, _ in odd.mistakes[:6]) or "none" for _, _, odd in found],
    }
    st.dataframe(
        rows,
        key="categorised",
        hide_index=True,
        column_config={
            "purity": st.column_config.NumberColumn(format="%.3f", help=glossary.term("purity").about),
            "by chance": st.column_config.NumberColumn(format="%.3f", help="The same groups with the words shuffled."),
            "stranger found (%)": st.column_config.NumberColumn(
                format="%.1f", help="200 times: eight words of one category and one of another. Is that one found?"
            ),
            "stranger's place": st.column_config.NumberColumn(
                format="%.3f", help="1: always the least typical of the nine words; 0.5: anywhere."
            ),
        },
    )
    by_name = {model: grouping for model, grouping, _ in found}
    chosen = next(iter(by_name))
    if len(by_name) > 1:
        chosen = st.segmented_control(
            "Look at", list(by_name), default=chosen, required=True, format_func=panels.plain, key="grouped"
        )
    panels.show(
        figures.groups(by_name[chosen]),
        key="groups",
        name=f"groups of {chosen}",
        alt=f"Words of {len(sets.words)} categories in as many groups; purity {by_name[chosen].purity:.3f}.",
        columns={
            "word": by_name[chosen].words,
            "category": by_name[chosen].categories,
            "group": by_name[chosen].group.tolist(),
        },
        code=_python(next(model for model in models if model.name == chosen), name),
    )
    panels.found_note(by_name[chosen].words, by_name[chosen].missing)


def _grouped(models: Sequence[Model], own: str) -> list[tuple[Grouping, OddOneOut] | ExplorerError]:
    """What each model finds, or why it cannot; the page ends here, with a bar, while it is worked out."""

    def work(report: Report) -> list[tuple[Grouping, OddOneOut] | ExplorerError]:
        found: list[tuple[Grouping, OddOneOut] | ExplorerError] = []
        for model, told in zip(models, parts(report, [1.0] * len(models)), strict=True):
            try:
                found.append(shared_verdicts.categorised(model.vectors, own, told))
            except ExplorerError as why:
                found.append(why)
        return found

    wanted = (tuple(model.vectors.fingerprint for model in models), own)
    return long_work.result("categories", wanted, "Grouping words", work, unit="%")


def _python(model: Model, name: str) -> str:
    """The lines that group the words of the set by this model."""
    own = "categorisation.read_categories(Path('categories.txt').read_text(encoding='utf-8'), name='categories.txt')"
    return (
        panels.python_of(model)
        + ("\nfrom pathlib import Path\n" if name == OWN else "")
        + "\nfrom explorer.judging import categorisation\n\n"
        + f"sets = {own if name == OWN else 'categorisation.everyday()'}\n"
        + "found = categorisation.grouping(vectors, sets)\nprint(round(found.purity, 3))\n"
        + "for word, category, group in zip(found.words, found.categories, found.group):\n"
        + "    print(word, category, group)\n"
    )
