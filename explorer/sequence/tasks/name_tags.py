"""
Is this word part of a name?  One answer at each word (Ng's notes, week 1).

Sentences drawn from templates around those of the notes: "Harry Potter and Hermione Granger invented a new spell", "He
said, Teddy Roosevelt was a great president", "He said, Teddy bears are on sale".  Some first names are also common
words, and then only the following words decide: a network that reads one way cannot know, one that reads both ways
can.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from explorer.errors import SelectionError
from explorer.sequence.batches import Examples
from explorer.sequence.inputs import Ids
from explorer.text.tokenise import tokenise

FIRST_NAMES: Final = (
    *("harry", "hermione", "sally", "robert", "mahmoud", "anna", "peter", "maria", "james", "laura"),
    *("david", "sofia", "thomas", "julia", "daniel", "emma"),
)
LAST_NAMES: Final = (
    *("potter", "granger", "roosevelt", "johnson", "lin", "badry", "miller", "smith", "garcia", "novak"),
    *("brown", "meyer", "rossi", "kim"),
)
AMBIGUOUS: Final = {  # a first name, and what follows if it is not a name
    "teddy": ("bears", "boys"),
    "rose": ("bushes", "gardens"),
    "bill": ("boards", "payments"),
    "iris": ("flowers", "bulbs"),
    "robin": ("eggs", "nests"),
    "jasmine": ("teas", "plants"),
}
DID: Final = (
    *("invented a new spell", "was a great president", "is an apple farmer", "wrote a long letter"),
    *("bought a small house", "was late again", "won the first prize", "is a durian cultivator", "is an orange farmer"),
)
ARE: Final = (
    "are on sale",
    "are in the garden",
    "were sold yesterday",
    "are very expensive",
    "look old",
    "were late again",
)
THINGS: Final = ("the farmers", "the letters", "new houses", "old spells", "the apples", "many flowers", "the boxes")
OPENINGS: Final = ("", "", "he said", "she said", "today", "they think")
NOTES: Final = (
    "Harry Potter and Hermione Granger invented a new spell.",
    "He said, Teddy Roosevelt was a great president.",
    "He said, Teddy bears are on sale.",
    "Sally Johnson is an orange farmer.",
    "Robert Lin is an apple farmer.",
    "Mahmoud Badry is a durian cultivator.",
)


@dataclass(frozen=True, eq=False)
class Tagged:
    """Sentences, and for each word whether it is part of a name.

    Parameters
    ----------
    examples : Examples
        Targets (T,): 1 for a word of a name.
    words : tuple of tuple of str
    """

    examples: Examples
    words: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return len(self.words)


@cache
def vocabulary() -> tuple[str, ...]:
    """All words of the templates."""
    phrases = (*DID, *ARE, *THINGS, *OPENINGS, "and met", *(word for after in AMBIGUOUS.values() for word in after))
    return tuple(
        dict.fromkeys([*FIRST_NAMES, *LAST_NAMES, *AMBIGUOUS, *(word for phrase in phrases for word in phrase.split())])
    )


def ids_of(sentence: str) -> tuple[tuple[str, ...], Ids, list[str]]:
    """The words of a reader's sentence; their ids (T,), -1 for words not in the templates; and the list of these.

    Raises
    ------
    SelectionError
        If there is no word in it.
    """
    words = tuple(word for part in tokenise(sentence) for word in part)
    if not words:
        raise SelectionError("There is no word in this sentence.")
    index = {word: i for i, word in enumerate(vocabulary())}
    missing = list(dict.fromkeys(word for word in words if word not in index))
    return words, np.array([index.get(word, -1) for word in words], np.intp), missing


def written_as_names(sentence: str, words: Sequence[str]) -> list[int]:
    """Places of the words that a reader seems to have written as a name: two or more in a row with a capital.

    >>> written_as_names("He said, Teddy Roosevelt was", ["he", "said", "teddy", "roosevelt", "was"])
    [2, 3]
    """
    capital, start, lower = [], 0, sentence.lower()
    for word in words:
        at = lower.find(word, start)
        start = max(at, start) + len(word)
        capital.append(0 <= at < len(sentence) and sentence[at].isupper())
    return [
        t
        for t, begins_so in enumerate(capital)
        if begins_so and True in (*capital[max(t - 1, 0) : t], *capital[t + 1 : t + 2])
    ]


def targets(T: int, names: Sequence[int]) -> Ids:
    """(T,) 1 at the places `names`, else 0."""
    found = np.zeros(T, np.intp)
    found[list(names)] = 1
    return found


def tagged(n: int, *, seed: int, without: Tagged | None = None) -> Tagged:
    """n sentences of the templates, none of them among `without`."""
    rng = np.random.default_rng(seed)
    taken = set(() if without is None else without.words)
    index = {word: i for i, word in enumerate(vocabulary())}
    words: list[tuple[str, ...]] = []
    targets = []
    while len(words) < n:
        drawn = _sentence(rng)
        sentence = tuple(word for word, _ in drawn)
        if sentence not in taken:
            words.append(sentence)
            targets.append(np.array([int(is_name) for _, is_name in drawn]))
    ids = tuple(np.array([index[word] for word in sentence]) for sentence in words)
    return Tagged(Examples(ids, tuple(targets)), tuple(words))


def _sentence(rng: np.random.Generator) -> list[tuple[str, bool]]:
    """Words, and whether each is part of a name."""
    begun = _plain(_one(OPENINGS, rng))
    kind = rng.random()
    if kind < 0.3:
        return begun + _name(rng) + _plain(_one(DID, rng))
    if kind < 0.5:
        return begun + _name(rng) + _plain("and") + _name(rng) + _plain(_one(DID, rng))
    if kind < 0.65:
        return begun + _name(rng) + _plain("and met") + _name(rng)
    word = _one(tuple(AMBIGUOUS), rng)
    if kind < 0.85:
        return begun + _plain(word) + _plain(_one(AMBIGUOUS[word], rng)) + _plain(_one(ARE, rng))
    return begun + _plain(_one(THINGS, rng)) + _plain(_one(ARE, rng))


def _plain(words: str) -> list[tuple[str, bool]]:
    return [(word, False) for word in words.split()]


def _name(rng: np.random.Generator) -> list[tuple[str, bool]]:
    first = _one(tuple(AMBIGUOUS) if rng.random() < 0.4 else FIRST_NAMES, rng)
    return [(first, True), (_one(LAST_NAMES, rng), True)]


def _one(some: Sequence[str], rng: np.random.Generator) -> str:
    return some[int(rng.integers(len(some)))]
