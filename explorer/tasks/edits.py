"""
What if: every sentence that is one change away, and how the classifier's answer changes.

A change drops a word, swaps two neighbours, adds or removes a negation, or replaces a word by the model's nearest
word.  The negation is that of plain English sentences: "not" after the first auxiliary.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from explorer.tasks.classifier import Classifier, probabilities
from explorer.tasks.features import as_the_model_writes
from explorer.tasks.labelled import Sentence
from explorer.vectors import similarity
from explorer.vectors.word_vectors import WordVectors

Kind = Literal["drop", "swap", "negate", "replace"]
KINDS: tuple[Kind, ...] = ("drop", "swap", "negate", "replace")
NEGATIONS = ("not", "n't", "never", "no", "without")
AUXILIARIES = (
    *("is", "was", "are", "were", "am", "be", "been", "has", "have", "had", "does", "do", "did"),
    *("can", "could", "will", "would", "should", "may", "might", "must"),
)


@dataclass(frozen=True)
class Edit:
    """A sentence one change away: what was done, where, and in words."""

    kind: Kind
    at: int
    sentence: Sentence
    about: str


@dataclass(frozen=True)
class Effect:
    """An edit, the probability of the class asked about after it, and by how much that differs from before."""

    edit: Edit
    chance: float
    change: float


def edits(sentence: Sentence, vectors: WordVectors | None = None, kinds: Sequence[Kind] = KINDS) -> list[Edit]:
    """All sentences one change away; words are replaced only where `vectors` has them.

    >>> [one.about for one in edits(("is", "good"))]
    ['without “is”', 'without “good”', '“good” before “is”', '“not” after “is”']
    """
    found: list[Edit] = []
    if "drop" in kinds and len(sentence) > 1:
        for i, word in enumerate(sentence):
            found.append(Edit("drop", i, (*sentence[:i], *sentence[i + 1 :]), f"without “{word}”"))
    if "swap" in kinds:
        for i, (a, b) in enumerate(pairwise(sentence)):
            if a != b:
                found.append(Edit("swap", i, (*sentence[:i], b, a, *sentence[i + 2 :]), f"“{b}” before “{a}”"))
    if "negate" in kinds and sentence:
        found.append(negated(sentence))
    if "replace" in kinds and vectors is not None:
        for i, word in enumerate(sentence):
            if (written := as_the_model_writes(word, vectors)) in vectors:
                other = _as_in_a_sentence(similarity.nearest(vectors, written, 1)[0].word, vectors)
                found.append(Edit("replace", i, (*sentence[:i], other, *sentence[i + 1 :]), f"“{other}” for “{word}”"))
    return found


def _as_in_a_sentence(word: str, vectors: WordVectors) -> str:
    """A word of the model in lower case, as classifiers read sentences, unless the model then takes it for another."""
    lower = word.lower()
    return lower if as_the_model_writes(lower, vectors) == word else word


def negated(sentence: Sentence) -> Edit:
    """The sentence without its first negation, or with one.

    >>> negated(("it", "is", "good")).sentence, negated(("not", "good")).sentence, negated(("good",)).sentence
    (('it', 'is', 'not', 'good'), ('good',), ('not', 'good'))
    """
    for i, word in enumerate(sentence):
        if word in NEGATIONS and len(sentence) > 1:
            return Edit("negate", i, (*sentence[:i], *sentence[i + 1 :]), f"without “{word}”")
    for i, word in enumerate(sentence):
        if word in AUXILIARIES:
            return Edit("negate", i + 1, (*sentence[: i + 1], "not", *sentence[i + 1 :]), f"“not” after “{word}”")
    return Edit("negate", 0, ("not", *sentence), "“not” in front")


def effects(
    classifier: Classifier,
    sentence: Sentence,
    number: int,
    vectors: WordVectors | None = None,
    kinds: Sequence[Kind] = KINDS,
) -> list[Effect]:
    """What each edit does to the probability of class `number`, the largest changes first."""
    made = edits(sentence, vectors, kinds)
    before, *after = probabilities(classifier, [sentence, *(edit.sentence for edit in made)])[:, number].tolist()
    found = [Effect(edit, chance, chance - before) for edit, chance in zip(made, after, strict=True)]
    return sorted(found, key=lambda effect: -abs(effect.change))
