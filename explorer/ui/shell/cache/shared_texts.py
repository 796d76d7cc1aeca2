"""Texts as ids, and counts of them."""

from typing import TYPE_CHECKING

from explorer.progress import Report, to_nobody
from explorer.text import corpus
from explorer.text.corpus import Corpus, Text
from explorer.training.lecture.counts import CountSettings
from explorer.ui.shell.cache.shared_content import shared
from explorer.ui.shell.shared import kept
from explorer.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from explorer.training.lecture.cooccurrence import Cooccurrence
    from explorer.training.lecture.counts import CountStep
    from explorer.training.lessons.one_hot import LookUp


def packaged_corpus(key: str, seed: int, min_count: int, max_size: int) -> Corpus:
    """A text that comes with the app, as ids; a templated one is drawn with `seed`, the others are kept once."""
    return read_corpus(key, seed if _text(key).is_templated else 0, min_count, max_size)


@kept(shared, "Reading the text …")
def read_corpus(key: str, seed: int, min_count: int, max_size: int) -> Corpus:
    """A text that comes with the app, as ids."""
    content = corpus.read_packaged(key, seed=seed)
    return corpus.from_text(content, name=_text(key).title, min_count=min_count, max_size=max_size)


def _text(key: str) -> Text:
    return next(text for text in corpus.packaged() if text.key == key)


@kept(shared, "Reading the text …")
def own_corpus(content: str, min_count: int, max_size: int) -> Corpus:
    """A visitor's own text as ids; its name is known only to that visitor's page."""
    return corpus.from_text(content, name=corpus.UNNAMED, min_count=min_count, max_size=max_size)


@kept(shared)
def cooccurrence(text: Corpus, window: int, weighting: str, _report: Report = to_nobody) -> "Cooccurrence":
    """How often words of a text stand near each other."""
    from explorer.training.lecture.cooccurrence import WEIGHTINGS
    from explorer.training.lecture.cooccurrence import cooccurrence as count

    known = next(known for known in WEIGHTINGS if known == weighting)
    return count(text, window=window, weighting=known, report=_report)


@kept(shared)
def counted(text: Corpus, settings: CountSettings, _report: Report = to_nobody) -> "tuple[CountStep, WordVectors]":
    """Counts, weighed and factorised, and the word vectors that come out."""
    from explorer.training.lecture.counts import CountTrainer

    trainer = CountTrainer(text, settings)
    return trainer.step(_report), trainer.vectors()


@kept(shared)
def look_up(V: int, D: int) -> "LookUp":
    """What multiplying with a one-hot row costs on this machine, and what taking the row costs."""
    from explorer.training.lessons.one_hot import timed

    return timed(V, D)
