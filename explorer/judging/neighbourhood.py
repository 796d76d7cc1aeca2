"""The neighbours of a word: those of one part of speech, and their links to their own neighbours."""

from dataclasses import dataclass

from explorer.errors import SettingError
from explorer.text.parts_of_speech import PARTS, UNKNOWN, parts_of
from explorer.vectors.similarity import Ranked, nearest
from explorer.vectors.word_vectors import Metric, WordVectors


@dataclass(frozen=True)
class Link:
    """Two words and their cosine; `hop` is how many steps the nearer of them is from the centre."""

    first: str
    second: str
    cosine: float
    hop: int


def nearest_of_part(
    vectors: WordVectors, word: str, k: int = 10, part: str | None = None, *, metric: Metric = "cosine"
) -> list[Ranked]:
    """The `k` nearest words that are mostly of one part of speech; of any part if it is None.

    `part` is one of `explorer.text.parts_of_speech.PARTS`, or `UNKNOWN` for words that the list of parts does not have.

    Raises
    ------
    UnknownWordError
        If the word is not in the vocabulary.
    SettingError
        If there is no such part.
    """
    if part is None:
        return nearest(vectors, word, k, metric=metric)
    if part not in (*PARTS, UNKNOWN):
        raise SettingError(f"A part of speech is {', '.join(PARTS)} or {UNKNOWN}, not “{part}”.")
    wanted = None if part == UNKNOWN else part
    asked = 4 * k
    while True:
        near = nearest(vectors, word, asked, metric=metric)
        parts = parts_of(other.word for other in near)
        found = [other for other, its in zip(near, parts, strict=True) if its == wanted]
        if len(found) >= k or len(near) < asked:
            return found[:k]
        asked *= 4


def neighbour_graph(vectors: WordVectors, word: str, *, k: int = 8, second: int = 4, least: float = -1.0) -> list[Link]:
    """Links of a word to its `k` neighbours, and of each of those to its own `second` nearest, if any.

    Only links with a cosine of at least `least` are kept, and the words that such a link leads to.

    Raises
    ------
    UnknownWordError
        If the word is not in the vocabulary.
    """
    near = [other for other in nearest(vectors, word, k) if other.score >= least]
    links = [Link(word, other.word, other.score, 0) for other in near]
    known = {frozenset((word, other.word)) for other in near}
    for other in near:
        for further in nearest(vectors, other.word, second) if second else ():
            pair = frozenset((other.word, further.word))
            if further.score >= least and pair not in known:
                known.add(pair)
                links.append(Link(other.word, further.word, further.score, 1))
    return links
