"""
Lists of words, pairs and sets as a visitor types them, read as the model writes them.

A sentence says which words were read in another spelling. For a word that the model lacks, buttons offer its nearest
spellings, and nothing is replaced until one is pressed.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from explorer.ui.shell import folding, spelling
from explorer.vectors import typed_words
from explorer.vectors.similarity import spelled
from explorer.vectors.typed_words import Pair
from explorer.vectors.word_vectors import WordVectors

MENDED: Final = 2  # unknown words of a list for which spellings are offered


def words(vectors: WordVectors, text: str) -> tuple[str, ...]:
    """The words of a list.

    Raises
    ------
    SelectionError
        If it has no word, or too many.
    """
    read_as = typed_words.read_words(text, vectors, fold=folding.on())
    _tell(vectors, read_as)
    return tuple(dict.fromkeys(read_as.values()))


def pairs(vectors: WordVectors, typed: Sequence[Pair]) -> tuple[Pair, ...]:
    """The words of pairs that were read from a list."""
    fold = folding.on()
    read_as = {word: spelled(vectors, word) if fold else word for pair in typed for word in pair}
    _tell(vectors, read_as)
    return tuple(dict.fromkeys((read_as[a], read_as[b]) for a, b in typed))


def sets(vectors: WordVectors, text: str) -> tuple[tuple[str, ...], ...]:
    """The sets of a list, one per line.

    Raises
    ------
    SelectionError
        If a line is not a set, or there are too many words.
    """
    found = typed_words.parse_sets(text, vectors, fold=folding.on())
    _tell(vectors, typed_words.read_words(text, vectors, fold=folding.on()))
    return found


def _tell(vectors: WordVectors, read_as: Mapping[str, str]) -> None:
    folding.say({typed: word for typed, word in read_as.items() if word != typed.replace(" ", "_")})
    mend(vectors, (word for word in read_as.values() if word not in vectors))


def mend(vectors: WordVectors, unknown: Iterable[str]) -> None:
    """Show buttons that replace the first unknown words by their nearest spellings."""
    for word, _ in zip(dict.fromkeys(unknown), range(MENDED), strict=False):
        spelling.offer(word, vectors.nearest_spellings(word), among=True)
