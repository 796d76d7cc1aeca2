"""What the reader chooses on the page Sentiment: the labelled sentences, the classifiers, and their names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import streamlit as st

from explorer.files import library
from explorer.progress import Report
from explorer.sequence.network import CellName
from explorer.tasks.averaging import NetworkSettings
from explorer.tasks.classifier import USES, Classifier, Use
from explorer.tasks.contenders import Contender
from explorer.tasks.curve import Right
from explorer.tasks.labelled import Labelled
from explorer.tasks.linear import AverageSettings, CountSettings
from explorer.tasks.recurrent import RecurrentSettings
from explorer.tasks.trainings import Trainings
from explorer.ui.screens.use.sentiment.material import Material
from explorer.ui.shell import controls, panels, watching
from explorer.ui.shell.cache import shared_tasks
from explorer.ui.shell.linked import linked
from explorer.ui.shell.watching import Scene
from explorer.vectors.model import Model

BAYES, LOGISTIC, AVERAGE = "Naive Bayes, one-hot", "Logistic regression, one-hot", "Average + logistic regression"
NETWORK, RECURRENT = "Average that learns on", "Recurrent network"
KINDS: Final = (BAYES, LOGISTIC, AVERAGE, NETWORK, RECURRENT)
CELLS: Final[tuple[CellName, ...]] = ("RNN", "GRU", "LSTM")
ONE_WAY, BOTH_WAYS = "one way", "both ways"
BUILT_IN: Final = " (built in)"
MOST_MODELS: Final = 2


@dataclass(frozen=True, eq=False)
class Asked:
    """The classifiers that are asked for, and the models that their vectors come from."""

    contenders: tuple[Contender, ...]
    models: tuple[Model, ...]

    @property
    def names(self) -> list[str]:
        """What the classifiers are called."""
        return [one.name for one in self.contenders]

    @property
    def key(self) -> tuple[object, ...]:
        """What distinguishes these classifiers from others."""
        return tuple((one.name, one.settings, one.vectors and one.vectors.fingerprint) for one in self.contenders)

    def python(self) -> str:
        """The lines that make these `contenders`."""
        opened = "".join(f"{panels.python_of(model)}models.append(vectors)\n" for model in self.models)
        rows = []
        for one in self.contenders:
            at = next((i for i, model in enumerate(self.models) if model.vectors is one.vectors), None)
            rows.append(f"    Contender({one.name!r}, {one.settings!r}{'' if at is None else f', models[{at}]'}),\n")
        made = sorted({
            f"{type(one.settings).__module__} import {type(one.settings).__name__}" for one in self.contenders
        })
        return (
            "from explorer.tasks.contenders import Contender\n"
            + "".join(f"from {name}\n" for name in made)
            + f"\nmodels = []\n{opened}contenders = [\n{''.join(rows)}]\n"
        )


def classifiers(view: str, kinds: Sequence[str], *, models: Sequence[str]) -> Asked:
    """The classifiers chosen, beginning with these kinds and vectors; `view` tells the widgets from other views'."""
    known = controls.offered()
    with st.popover("Classifiers", icon=":material/tune:", width="stretch"):
        asked = linked().multiselect(
            "Classifiers", KINDS, default=list(kinds), key=f"{view}_kinds",
            help="One-hot: words are columns of counts. Average: a sentence is the mean of its words' vectors."
        ) or list(kinds)  # fmt: skip
        start = [name for name in models if name in known]
        chosen = linked().multiselect(
            "Word vectors", list(known), default=start, key=f"{view}_vectors", max_selections=MOST_MODELS,
            help="Models of your own and debiased ones appear here once you have kept them."
        ) or start  # fmt: skip
        use: Use = "learning on"
        if {NETWORK, RECURRENT} & set(asked):
            use = linked().selectbox(
                "Their vectors are", USES, index=USES.index(use), key=f"{view}_use",
                help="For the average that learns on and the recurrent network: kept as they are, trained further with "
                "the labels, or drawn at random and learned from the labels alone."
            )  # fmt: skip
        recurrent = _recurrent(view, use) if RECURRENT in asked else RecurrentSettings()
        opened = tuple(known[name]() for name in chosen)
    return Asked(tuple(_contenders(asked, opened, use, recurrent)), opened)


def _recurrent(view: str, use: Use) -> RecurrentSettings:
    left, right = st.columns(2)
    cell: CellName = linked(left).selectbox("Cell", CELLS, index=1, key=f"{view}_cell")
    ways = linked(right).selectbox("Direction", (ONE_WAY, BOTH_WAYS), index=1, key=f"{view}_ways")
    units = linked(left).select_slider("Units", (8, 16, 32, 64, 128), 64, key=f"{view}_units")
    passes = linked(right).slider("Passes", 1, 10, 3, key=f"{view}_passes")
    return RecurrentSettings(cell=cell, both_ways=ways == BOTH_WAYS, use=use, units=units, epochs=passes)


def _contenders(
    asked: Sequence[str], models: Sequence[Model], use: Use, recurrent: RecurrentSettings
) -> list[Contender]:
    """The quickest first; a single model is not named each time."""
    found = []
    named = {model: f", {short(model.name)}" if len(models) > 1 else "" for model in models}
    if BAYES in asked:
        found.append(Contender("naive Bayes", CountSettings()))
    if LOGISTIC in asked:
        found.append(Contender("logistic regression", CountSettings("logistic regression")))
    if AVERAGE in asked:
        found += [Contender(f"average{of}", AverageSettings(), model.vectors) for model, of in named.items()]
    way = f"{recurrent.cell}{' both ways' if recurrent.both_ways else ''}"
    ending = ", frozen" if use == "frozen" else ""
    for kind, name, settings in (
        (NETWORK, "learning average", NetworkSettings(use=use)),
        (RECURRENT, way, recurrent),
    ):
        if kind in asked and use == "from scratch":
            found.append(Contender(f"{name}, from scratch", settings))
        elif kind in asked:
            found += [Contender(f"{name}{of}{ending}", settings, model.vectors) for model, of in named.items()]
    return found


def short(name: str) -> str:
    """The name of a model, without the words “(built in)”."""
    return name.removesuffix(BUILT_IN) if name in (library.BUILT_IN_NAME, library.FAMOUS_NAME) else name


def train(contender: Contender, learned: Labelled, report: Report) -> Classifier:
    """The classifier, trained now, or earlier with the same settings, vectors and sentences."""
    return shared_tasks.classifier(contender.settings, contender.vectors, learned, report)


def judged_rightly(contender: Contender, learned: Labelled, tested: Labelled, report: Report) -> Right:
    """(N,) which of the tested sentences the classifier judges correctly; worked out once for all visitors."""
    return shared_tasks.judged_rightly(contender.settings, contender.vectors, learned, tested, report)


def course(given: Material, asked: Asked, draw: Callable[[Trainings, Scene], None]) -> None:
    """The classifiers as they are trained, drawn by `draw(course, scene)`; views that ask for the same share them."""
    watching.course(
        "sentiment classifiers",
        (given.key, asked.key),
        "Training",
        partial(Trainings, [(one, given.learned) for one in asked.contenders], train),
        draw,
        unit="%",
        paced=False,
    )
