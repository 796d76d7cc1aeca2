"""Bias carried on: scores of sentences that differ in a person alone, with raw vectors and with debiased ones."""

from functools import partial

import streamlit as st

from explorer.errors import SelectionError
from explorer.figures import carried as figures
from explorer.judging.bias import word_sets
from explorer.judging.bias.debias import DebiasSettings, Way
from explorer.progress import Report
from explorer.tasks import carried as carrying
from explorer.tasks.averaging import NetworkSettings
from explorer.tasks.carried import Carried, Templates
from explorer.tasks.contenders import Contender, Settings
from explorer.tasks.labelled import Labelled
from explorer.tasks.linear import AverageSettings
from explorer.tasks.trainings import Trainings
from explorer.text.numbers import number
from explorer.ui.screens.use.sentiment import choices, material
from explorer.ui.screens.use.sentiment.material import Material
from explorer.ui.shell import controls, panels, watching
from explorer.ui.shell.cache import shared_verdicts
from explorer.ui.shell.linked import linked
from explorer.ui.shell.watching import Scene
from explorer.vectors.model import Model
from explorer.vectors.word_vectors import WordVectors

KINDS: tuple[tuple[str, Settings], ...] = (("average", AverageSettings()), ("learning average", NetworkSettings()))
WAYS: dict[Way, str] = {  # what becomes of the direction
    "linear projection": "is taken out of every word (Dev and Phillips 2019)",
    "hard debias": "is taken out of every word that is not about it by definition, and the two words of a pair are "
    "set equally far from these words (Bolukbasi and others 2016)",
    "neutralize": "is taken out of every word that is not about it by definition (Bolukbasi and others 2016)",
    "INLP": "tells which words lean most to a side; directions are taken out of every word until no classifier tells "
    "these words apart (Ravfogel and others 2020)",
}
GENDERED = 3  # sets about gender; for the others, what their own pairs differ in is taken out


def view() -> None:
    """The differences that a person makes, for raw and for debiased vectors.

    Raises
    ------
    ExplorerError
        If a direction cannot be made of the pairs, or the sentences cannot be used.
    """
    left, middle, right, last = st.columns(4, gap="small", vertical_alignment="bottom")
    with middle.popover("Word vectors", icon=":material/tune:", width="stretch"):
        model = controls.choose_vectors(key="carried_vectors")
    sets = carrying.packaged()
    place = linked(right).selectbox(
        "Sentences that differ in", range(len(sets)), format_func=[one.name for one in sets].__getitem__,
        key="templates"
    )  # fmt: skip
    way: Way = linked(last).selectbox("Taken out by", list(WAYS), key="carried_way")
    with left:
        given = material.chosen()
    taken = _taken(model.vectors, sets[place], way, of_its_own=place >= GENDERED)
    watching.course(
        "sentiment bias",
        (given.key, model.vectors.fingerprint, taken),
        "Raw and debiased",
        partial(_begin, model.vectors, taken, given.learned),
        partial(_seen, given=given, model=model, templates=sets[place], taken=taken),
        unit="%",
        paced=False,
        tells=True,
    )


def _taken(vectors: WordVectors, templates: Templates, way: Way, *, of_its_own: bool) -> DebiasSettings:
    """What is taken out of every word: gender, by the pairs of Bolukbasi and others, or what these pairs differ in.

    Raises
    ------
    SelectionError
        If the model has none of the pairs.
    """
    asked = templates.pairs if of_its_own else word_sets.pair_lists()[0].pairs
    found, _ = word_sets.pairs_in_model(vectors, asked, any_case=True)
    if not found:
        raise SelectionError("This model has none of the pairs that the direction is made of; choose another model.")
    keep: tuple[str, ...] = ()
    if way in ("hard debias", "neutralize") and not of_its_own:
        keep = tuple(word_sets.in_model(vectors, word_sets.specific_words().words)[0])
    equal = templates.pairs if of_its_own else word_sets.equalize_pairs().pairs
    sets = tuple(word_sets.pairs_in_model(vectors, equal, any_case=of_its_own)[0]) if way == "hard debias" else ()
    return DebiasSettings(tuple(found), way, sets=sets, keep=keep)


def _begin(vectors: WordVectors, taken: DebiasSettings, learned: Labelled, report: Report) -> Trainings:
    """Each classifier with the vectors as they are, and with the direction taken out."""
    after = shared_verdicts.debiased(vectors, taken, report)[1][-1].vectors
    asked = [
        (Contender(f"{name}, {how}", settings, used), learned)
        for name, settings in KINDS
        for how, used in (("raw", vectors), ("debiased", after))
    ]
    return Trainings(asked, choices.train)


def _seen(
    course: Trainings, _scene: Scene, *, given: Material, model: Model, templates: Templates, taken: DebiasSettings
) -> None:
    told = len(given.classes) - 1
    found = [
        (contender.name, carrying.carried(classifier, templates.templates, templates.pairs, told))
        for (contender, _), classifier in zip(course.asked, course.made, strict=False)
    ]
    if not found:
        st.caption("The vectors are being debiased; the first classifier will be there in a moment.")
        return
    first, second = templates.pairs[0]
    panels.show(
        figures.differences(found),
        key="carried",
        name="bias carried on",
        title=f"Score with {panels.plain(first)} minus score with {panels.plain(second)}, and so on, in log-odds of "
        f"“{panels.plain(given.classes[told])}”",
        alt="; ".join(f"{name} {number(one.mean, '+.2f')}" for name, one in found),
        columns=_columns(found, templates),
        code=_python(given, model, templates, taken),
    )
    st.info(_said(found, given.classes[told]), icon=":material/visibility:")
    st.caption(
        f"{len(templates.templates)} sentences, such as “{panels.plain(templates.templates[0])}”, with each pair; "
        f"pairs: {len(templates.pairs)}. The interval resamples sentences and pairs. Debiased: what {len(taken.pairs)} "
        f"pairs of words differ in {WAYS[taken.way]}; the labels are the same."
    )


def _columns(found: list[tuple[str, Carried]], templates: Templates) -> dict[str, list[object]]:
    """The mean with its interval, and the difference of each pair, a row for each classifier."""
    columns: dict[str, list[object]] = {"classifier": [name for name, _ in found]}
    columns |= {field: [getattr(one, field) for _, one in found] for field in ("mean", "low", "high")}
    for p, (a, b) in enumerate(templates.pairs):
        columns[f"{a} less {b}"] = [float(one.differences[p].mean()) for _, one in found]
    return columns


def _said(found: list[tuple[str, Carried]], told: str) -> str:
    """Whose score depends on the person, and which way."""
    told = panels.plain(told)
    parts = []
    for name, one in found:
        first, second = (panels.plain(word) for word in one.pairs[0])
        alike = "" if len(one.pairs) == 1 else " and the like"
        way = "more" if one.mean > 0 else "less"
        sure = "" if one.low > 0 or one.high < 0 else ", which is no clear difference"
        parts.append(
            f"- **{panels.plain(name)}** finds sentences with *{first}*{alike} {way} {told} than with *{second}*: "
            + f"{number(one.mean, '+.2f')} ({number(one.low, '+.2f')} to {number(one.high, '+.2f')}){sure}."
        )
    return "\n".join(parts)


def _python(given: Material, model: Model, templates: Templates, taken: DebiasSettings) -> str:
    return (
        given.python()
        + "\n"
        + panels.python_of(model)
        + "\nfrom explorer.judging.bias.debias import DebiasSettings, steps\n"
        "from explorer.tasks import carried\nfrom explorer.tasks.contenders import Contender, trained\n"
        "from explorer.tasks.linear import AverageSettings\n\n"
        f"debiased = steps(vectors, {taken!r})[1][-1].vectors\n"
        f"templates = next(one for one in carried.packaged() if one.name == {templates.name!r})\n"
        "for used in (vectors, debiased):\n"
        '    classifier = trained(Contender("average", AverageSettings(), used), learned)\n'
        f"    found = carried.carried(classifier, templates.templates, templates.pairs, {len(given.classes) - 1})\n"
        '    print(f"{found.mean:.3f} {found.low:.3f} {found.high:.3f}")\n'
    )
