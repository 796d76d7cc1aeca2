"""
How well names with seen and with unseen words are found, over several splits into training and test.

Vectors hardly change F1: they know of unseen words what one-hot words know of seen ones.  So recall is given
separately for names with a word that the training sentences did not have, and for all others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from explorer.progress import Report, to_nobody
from explorer.tasks.classifier import Steps, run
from explorer.tasks.intervals import student, wilson
from explorer.tasks.labelled import Sentence, Sentences
from explorer.tasks.names.conll import Tagged, split
from explorer.tasks.names.recurrent import RecurrentTaggerSettings, RecurrentTaggerTraining
from explorer.tasks.names.spans import Span, SpanScore, score, score_by_kind, spans
from explorer.tasks.names.window import WindowSettings, WindowTraining
from explorer.tasks.names.window_network import WindowNetworkSettings, WindowNetworkTraining
from explorer.vectors.word_vectors import Floats, WordVectors

Settings = WindowSettings | WindowNetworkSettings | RecurrentTaggerSettings
TAGGED_AT_ONCE = 64  # sentences


class Tagger(Protocol):
    """Gives each word of a sentence a tag."""

    @property
    def tags(self) -> tuple[str, ...]:
        """The C tags it knows."""

    def chances(self, sentence: Sentence) -> Floats:
        """(n, C) probability of each tag for each word."""

    def shares(self, sentence: Sentence, at: int, tag: str) -> Floats:
        """(n,) how much each word supports `tag` at the word `at`."""

    def tagged(self, sentences: Sentences) -> list[Sentence]:
        """The likeliest tag of each word of each sentence."""


class TaggerTraining(Steps, Protocol):
    """A training of a tagger."""

    def tagger(self) -> Tagger:
        """The tagger as it is now."""


@dataclass(frozen=True)
class TaggerContender:
    """A tagger that is to be trained."""

    name: str
    settings: Settings
    vectors: WordVectors | None = None


@dataclass(frozen=True)
class Recall:
    """Names found, and names there were."""

    found: int
    there: int

    @property
    def share(self) -> float:
        """Share found; 0 if there were none."""
        return self.found / self.there if self.there else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Its 95% interval over names."""
        return wilson(self.found, self.there)


@dataclass(frozen=True)
class NameVerdict:
    """How a tagger did: by CoNLL's count, by recall of names with an unseen word and of the others, by kind of name."""

    score: SpanScore
    unseen: Recall
    seen: Recall
    kinds: dict[str, SpanScore]


@dataclass(frozen=True)
class SplitVerdict:
    """A contender's verdict on one of the splits."""

    contender: str
    split: int
    verdict: NameVerdict


@dataclass(frozen=True)
class Summary:
    """Mean and 95% interval over splits of F1, recall of unseen and recall of seen names."""

    contender: str
    f1: tuple[float, float, float]
    unseen: tuple[float, float, float]
    seen: tuple[float, float, float]


@dataclass(frozen=True)
class NameMistake:
    """A sentence whose marked names differ from its true names."""

    sentence: Sentence
    there: tuple[Span, ...]
    marked: tuple[Span, ...]


def training(contender: TaggerContender, learned: Tagged) -> TaggerTraining:
    """The training of a contender on these sentences, before its first step.

    Raises
    ------
    SelectionError
        If it needs vectors and has none.
    """
    if isinstance(contender.settings, RecurrentTaggerSettings):
        return RecurrentTaggerTraining(contender.settings, learned, contender.vectors)
    if isinstance(contender.settings, WindowNetworkSettings):
        return WindowNetworkTraining(contender.settings, learned, contender.vectors)
    return WindowTraining(contender.settings, learned, contender.vectors)


def trained(contender: TaggerContender, learned: Tagged, report: Report = to_nobody) -> Tagger:
    """A contender, trained to its end; `report` is called before each step and may raise to end it.

    Raises
    ------
    SelectionError
        If it needs vectors and has none.
    """
    begun = training(contender, learned)
    run(begun, report)
    return begun.tagger()


def judged(tagger: Tagger, tested: Tagged, seen: frozenset[str], report: Report = to_nobody) -> NameVerdict:
    """How a tagger does on sentences whose names are known; `seen` are the words it learned from, in lower case.

    `report` counts sentences, and may end the work by raising.
    """
    marked: list[list[Span]] = []
    for start in range(0, len(tested), TAGGED_AT_ONCE):
        report(start, len(tested))
        marked += map(spans, tagger.tagged(tested.sentences[start : start + TAGGED_AT_ONCE]))
    found = {True: [0, 0], False: [0, 0]}  # of names with an unseen word, and of the others
    for words, right, guessed in zip(tested.sentences, tested.spans, marked, strict=True):
        for span in right:
            unseen = any(word.lower() not in seen for word in words[span.start : span.end])
            found[unseen][0] += span in guessed
            found[unseen][1] += 1
    return NameVerdict(
        score(marked, tested.spans), Recall(*found[True]), Recall(*found[False]), score_by_kind(marked, tested.spans)
    )


def mistakes(tagger: Tagger, tested: Tagged) -> list[NameMistake]:
    """The sentences with wrong or missed names, those with the most differences first."""
    marked = [tuple(spans(tags)) for tags in tagger.tagged(tested.sentences)]
    found = [
        NameMistake(words, right, guessed)
        for words, right, guessed in zip(tested.sentences, tested.spans, marked, strict=True)
        if set(right) != set(guessed)
    ]
    return sorted(found, key=lambda one: -len(set(one.there) ^ set(one.marked)))


def over_splits(
    contenders: Sequence[TaggerContender],
    tagged: Tagged,
    *,
    splits: int = 5,
    seed: int = 0,
) -> Iterator[SplitVerdict]:
    """Every contender on several splits of one set, one verdict at a time; the first split is drawn by `seed`."""
    for number in range(splits):
        learned, tested = split(tagged, seed=seed + number)
        for contender in contenders:
            made = trained(contender, learned)
            yield SplitVerdict(contender.name, number, judged(made, tested, learned.seen))


def summaries(found: Sequence[SplitVerdict]) -> list[Summary]:
    """Each contender's means over the splits, with Student's interval where there are two or more."""
    made = []
    for name in dict.fromkeys(one.contender for one in found):
        verdicts = [one.verdict for one in found if one.contender == name]
        made.append(
            Summary(
                name,
                student([v.score.f1 for v in verdicts]),
                student([v.unseen.share for v in verdicts]),
                student([v.seen.share for v in verdicts]),
            )
        )
    return made


def gain(found: Sequence[SplitVerdict], ahead: str, behind: str) -> tuple[float, float, float]:
    """By how much `ahead` recalls more unseen names than `behind`: mean and 95% interval, within each split."""
    by = {(one.contender, one.split): one.verdict.unseen.share for one in found}
    shared = sorted({split for name, split in by if name == ahead} & {split for name, split in by if name == behind})
    return student([by[ahead, split] - by[behind, split] for split in shared])
