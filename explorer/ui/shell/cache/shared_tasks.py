"""Labelled and tagged sentences, classifiers and taggers trained on them, and sentences ready to be searched."""

from typing import TYPE_CHECKING

from explorer.progress import Report, parts, to_nobody
from explorer.tasks.labelled import Labelled
from explorer.tasks.names.conll import Tagged
from explorer.tasks.search.by_meaning import MeaningSettings
from explorer.tasks.search.by_words import WordSettings
from explorer.tasks.search.lines import Lines
from explorer.training.live.one_thread import one_thread
from explorer.ui.shell.cache.shared_content import OWN_FILE, shared
from explorer.ui.shell.shared import kept
from explorer.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from explorer.tasks.classifier import Classifier
    from explorer.tasks.contenders import Settings
    from explorer.tasks.curve import Right
    from explorer.tasks.names.conll import TaggedReport
    from explorer.tasks.names.scores import NameVerdict, Tagger
    from explorer.tasks.names.scores import Settings as TaggerSettings
    from explorer.tasks.search.by_meaning import MeaningIndex
    from explorer.tasks.search.by_words import WordIndex

TAGGER_COSTS = (30, 1)  # of a tagger's training, and of its answers on the sentences left out, about


@kept(shared, "Reading the file …")
def own_tagged(content: bytes) -> "tuple[Tagged, TaggedReport]":
    """The tagged sentences of a visitor's file; its name is known only to that visitor's page."""
    from explorer.tasks.names import conll

    return conll.read_tagged(content, name=OWN_FILE)


@kept(shared)
def tagger(
    tagged: Tagged,
    number: int,
    settings: "TaggerSettings",
    vectors: WordVectors | None,
    _report: Report = to_nobody,
) -> "Tagger":
    """A tagger trained on the larger part of split `number` of tagged sentences."""
    from explorer.tasks.names import conll
    from explorer.tasks.names.scores import TaggerContender, trained

    learned, _ = conll.split(tagged, seed=number)
    with one_thread():
        return trained(TaggerContender("", settings, vectors), learned, _report)


@kept(shared)
def tagger_judged(
    tagged: Tagged,
    number: int,
    settings: "TaggerSettings",
    vectors: WordVectors | None,
    _report: Report = to_nobody,
) -> "NameVerdict":
    """How that tagger does on the smaller part."""
    from explorer.tasks.names import conll
    from explorer.tasks.names.scores import judged

    learned, tested = conll.split(tagged, seed=number)
    learning, judging = parts(_report, TAGGER_COSTS)
    return judged(tagger(tagged, number, settings, vectors, learning), tested, learned.seen, judging)


@kept(shared)
def judged_rightly(
    settings: "Settings",
    vectors: WordVectors | None,
    learned: Labelled,
    tested: Labelled,
    _report: Report = to_nobody,
) -> "Right":
    """(N,) which of the test sentences a trained classifier judges rightly: a point of a curve."""
    from explorer.tasks.contenders import Contender
    from explorer.tasks.curve import judged_rightly as judged

    right = judged(Contender("", settings, vectors), learned, tested, _report)
    right.setflags(write=False)
    return right


@kept(shared)
def classifier(
    settings: "Settings", vectors: WordVectors | None, learned: Labelled, _report: Report = to_nobody
) -> "Classifier":
    """A classifier of sentences, trained."""
    from explorer.tasks.contenders import Contender, trained

    return trained(Contender("", settings, vectors), learned, _report)


@kept(shared, "Reading the text …")
def own_lines(content: str, cut: str) -> Lines:
    """A visitor's own text as the sentences that are searched."""
    from explorer.tasks.search.lines import CUTS, lines_of

    return lines_of(content, next(known for known in CUTS if known == cut))


@kept(shared)
def meaning_index(
    lines: Lines, vectors: WordVectors, settings: MeaningSettings, _report: Report = to_nobody
) -> "MeaningIndex":
    """Sentences, made ready to be searched by meaning."""
    from explorer.tasks.search.by_meaning import meaning_index as index

    return index(lines.sentences, vectors, settings, _report)


@kept(shared)
def word_index(lines: Lines, settings: WordSettings) -> "WordIndex":
    """Sentences, made ready to be searched by their words."""
    from explorer.tasks.search.by_words import word_index as index

    return index(lines.sentences, settings)
