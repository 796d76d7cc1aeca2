"""
The cat, which already ate …, was full; the cats, which already ate …, were full (Ng's notes, week 1).

Sentences drawn from a template with a gap of a chosen number of words between the subject and its verb.  The gap
has other nouns, singular and plural, that pull the wrong way (Linzen, Dupoux and Goldberg 2016).  After the last
word before the verb the question is: was or were?  At every gap half of the subjects are plural.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeVar

import numpy as np

from explorer.errors import SelectionError, SettingError
from explorer.sequence.batches import Examples
from explorer.sequence.inputs import Ids
from explorer.text.tokenise import tokenise

W = TypeVar("W")
LONGEST_GAP = 40
WAS, WERE = "was", "were"
NOUNS: Final = (  # singular, plural
    *(("cat", "cats"), ("dog", "dogs"), ("bird", "birds"), ("horse", "horses"), ("cow", "cows"), ("fox", "foxes")),
    *(("duck", "ducks"), ("goat", "goats"), ("boy", "boys"), ("girl", "girls"), ("king", "kings"), ("queen", "queens")),
    *(("teacher", "teachers"), ("farmer", "farmers"), ("doctor", "doctors"), ("guest", "guests")),
)
THINGS: Final = (
    *(("fish", "fishes"), ("apple", "apples"), ("cake", "cakes"), ("pear", "pears"), ("loaf", "loaves")),
    *(("egg", "eggs"), ("plum", "plums"), ("sausage", "sausages"), ("pie", "pies"), ("carrot", "carrots")),
)
ADJECTIVES: Final = ("old", "small", "happy", "hungry", "black", "white", "big", "young")
ADVERBS: Final = ("already", "quietly", "yesterday", "again", "slowly", "often", "today", "quickly", "once", "there")
JOINTS: Final = ("near", "and", "with", "beside", "under", "behind")
CLAUSE: Final = ("which", "already", "ate")


@dataclass(frozen=True, eq=False)
class Agreement:
    """Sentences up to the verb, and which verb it is.

    Parameters
    ----------
    examples : Examples
        Targets (S,): 1 for "were".
    gaps : (S,)
        Words between the subject and the verb.
    subjects : (S,)
        The place of the subject, from 0.
    words : tuple of tuple of str
    """

    examples: Examples
    gaps: Ids
    subjects: Ids
    words: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return len(self.words)

    def at(self, gap: int) -> Examples:
        """The examples of one gap.

        Raises
        ------
        SelectionError
            If there are none.
        """
        return self.examples.chosen(self.places(gap))

    def places(self, gap: int) -> Ids:
        """(n,) the numbers of the sentences of one gap.

        Raises
        ------
        SelectionError
            If there are none.
        """
        which = np.flatnonzero(self.gaps == gap)
        if not len(which):
            raise SelectionError(f"There are no sentences with a gap of {gap} words among these.")
        return which


@cache
def vocabulary() -> tuple[str, ...]:
    """All words that may come before the verb."""
    nouns = [form for pair in (*NOUNS, *THINGS) for form in pair]
    return tuple(dict.fromkeys(["the", *CLAUSE, *nouns, *ADJECTIVES, *ADVERBS, *JOINTS]))


def ids_of(words: Sequence[str]) -> tuple[Ids, list[str]]:
    """(T,) ids of the reader's own words, -1 for those that no sentence of the template has; and the list of these.

    Raises
    ------
    SelectionError
        If there is not one known word.
    """
    index = {word: i for i, word in enumerate(vocabulary())}
    ids = np.array([index.get(word, -1) for word in words], np.intp)
    missing = list(dict.fromkeys(word for word in words if word not in index))
    if not (ids >= 0).any():
        raise SelectionError("None of these words was in the sentences the networks learned from.")
    return ids, missing


@dataclass(frozen=True, eq=False)
class Question:
    """A reader's sentence up to its verb: words, ids (T,), unknown words, and "was" or "were" if it has one.

    `subject` is the place of its first noun that can be a subject, None if there is none.
    """

    words: tuple[str, ...]
    ids: Ids
    missing: tuple[str, ...]
    verb: str
    subject: int | None


def question(written: str) -> Question:
    """The words before the first "was" or "were" of a sentence, or all of them.

    >>> question("The cats, which already ate, were full").words
    ('the', 'cats', 'which', 'already', 'ate')

    Raises
    ------
    SelectionError
        If there is no word before the verb, or none that the networks know.
    """
    words = [word for part in tokenise(written) for word in part]
    end = next((place for place, word in enumerate(words) if word in (WAS, WERE)), len(words))
    if not end:
        raise SelectionError("Write a sentence with at least one word before “was” or “were”.")
    before = words[:end]
    ids, missing = ids_of(before)
    nouns = {form for pair in NOUNS for form in pair}
    subject = next((place for place, word in enumerate(before) if word in nouns), None)
    return Question(tuple(before), ids, tuple(missing), words[end] if end < len(words) else "", subject)


def agreement(
    gaps: Sequence[int], n: int, *, seed: int, without: Agreement | None = None, attractors: bool = True
) -> Agreement:
    """n sentences of each gap, none of them among `without`.

    Where `attractors` is False, the gap holds no nouns.

    Raises
    ------
    SettingError
        If a gap lies outside 1..40.
    """
    wrong = [gap for gap in gaps if not 1 <= gap <= LONGEST_GAP]
    if wrong:
        raise SettingError(f"There are 1 to {LONGEST_GAP} words between subject and verb, not {wrong[0]}.")
    rng = np.random.default_rng(seed)
    taken = set(() if without is None else without.words)
    index = {word: i for i, word in enumerate(vocabulary())}
    words, many, apart, subjects = [], [], [], []
    for gap in gaps:
        for number in range(n):
            sentence, subject = _sentence(gap, number % 2, rng, attractors=attractors)
            while sentence in taken:
                sentence, subject = _sentence(gap, number % 2, rng, attractors=attractors)
            words.append(sentence)
            many.append(number % 2)
            apart.append(gap)
            subjects.append(subject)
    ids = tuple(np.array([index[word] for word in sentence]) for sentence in words)
    return Agreement(Examples(ids, np.array(many)), np.array(apart), np.array(subjects), tuple(words))


def _sentence(gap: int, many: int, rng: np.random.Generator, *, attractors: bool) -> tuple[tuple[str, ...], int]:
    """The words up to the verb, and the place of the subject."""
    begun = ["the", *([_one(ADJECTIVES, rng)] if rng.random() < 0.5 else [])]
    between = list(CLAUSE) if gap >= len(CLAUSE) else []
    while len(between) < gap:
        left = gap - len(between)
        if left >= 4 and attractors and rng.random() < 0.8:
            eaten = between == list(CLAUSE)
            noun = _one(THINGS if eaten else NOUNS, rng)[rng.integers(2)]
            adjective = [_one(ADJECTIVES, rng)] if rng.random() < 0.3 else []
            between += [*([] if eaten else [_one(JOINTS, rng)]), "the", *adjective, noun]
        else:
            between.append(_one(ADVERBS, rng))
    return (*begun, _one(NOUNS, rng)[many], *between), len(begun)


def _one(some: Sequence[W], rng: np.random.Generator) -> W:
    return some[int(rng.integers(len(some)))]
