"""A classifier that is to be trained: its name, its settings and its vectors; and the training that makes it."""

from dataclasses import dataclass

from explorer.progress import Report, to_nobody
from explorer.tasks.averaging import NetworkSettings, NetworkTraining
from explorer.tasks.classifier import Classifier, Training, run
from explorer.tasks.labelled import Labelled
from explorer.tasks.linear import AverageSettings, CountSettings, OneStep
from explorer.tasks.recurrent import RecurrentSettings, RecurrentTraining
from explorer.vectors.word_vectors import WordVectors

Settings = CountSettings | AverageSettings | NetworkSettings | RecurrentSettings


@dataclass(frozen=True)
class Contender:
    """What is to be trained; `vectors` is None for one-hot words and vectors from scratch."""

    name: str
    settings: Settings
    vectors: WordVectors | None = None


def training(contender: Contender, learned: Labelled) -> Training:
    """The training of a contender on these sentences, before its first step.

    Raises
    ------
    SelectionError
        If it needs vectors and has none.
    """
    if isinstance(contender.settings, NetworkSettings):
        return NetworkTraining(contender.settings, learned, contender.vectors)
    if isinstance(contender.settings, RecurrentSettings):
        return RecurrentTraining(contender.settings, learned, contender.vectors)
    return OneStep(contender.settings, learned, contender.vectors)


def trained(contender: Contender, learned: Labelled, report: Report = to_nobody) -> Classifier:
    """A contender, trained to its end; `report` is called before each step and may raise to end it.

    Raises
    ------
    SelectionError
        If it needs vectors and has none.
    """
    begun = training(contender, learned)
    run(begun, report)
    return begun.classifier()
