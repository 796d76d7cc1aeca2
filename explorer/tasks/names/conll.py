"""
Sentences with a tag for each word: files in the form of CoNLL-2003, and the two sets that come with the app.

    a word and its tag a line, other columns between them; an empty line after each sentence; -DOCSTART- is skipped
    O is not a name; I-PER, B-PER, E-PER, S-PER, L-PER and U-PER are parts of a name of the kind PER
"""

import hashlib
import lzma
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from sys import intern

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SelectionError, SettingError, TextError
from explorer.tasks.labelled import FOLDER, Sentence
from explorer.tasks.names.spans import Span, spans
from explorer.text import corpus

MOST = 1_000_000  # words of a file
MOST_KINDS = 30
TESTED = 0.2  # share of the sentences
TAG = re.compile(r"O|[BIESLU]-\S+")
PACKAGED = {
    "WikiGold": ("wikigold.conll.xz", "Wikipedia articles: Balasuriya et al. 2009.", "CC BY 4.0"),
    "WNUT 2017": ("wnut17train.conll.xz", "Messages and comments: Derczynski et al. 2017, training part.", "CC BY 4.0"),
}


@dataclass(frozen=True, eq=False)
class Tagged:
    """Sentences whose names are marked.

    Parameters
    ----------
    name : str
    sentences : tuple of N sentences, each a tuple of words as they are written
    tags : tuple of N tuples, a tag for each word
    source, licence : str
    """

    name: str
    sentences: tuple[Sentence, ...]
    tags: tuple[Sentence, ...]
    source: str = ""
    licence: str = ""

    def __post_init__(self) -> None:
        if [len(words) for words in self.sentences] != [len(tags) for tags in self.tags]:
            raise ValueError("each word needs a tag")

    def __len__(self) -> int:
        return len(self.sentences)

    @cached_property
    def fingerprint(self) -> str:
        """Identifies the content (not the name): the key for what is computed from it."""
        digest = hashlib.blake2b(digest_size=12)
        for part in (self.sentences, self.tags):
            digest.update("\n".join(" ".join(words) for words in part).encode("utf-8", "surrogatepass"))
            digest.update(b"\n\n")
        return digest.hexdigest()

    @cached_property
    def spans(self) -> tuple[tuple[Span, ...], ...]:
        """The names of each sentence."""
        return tuple(tuple(spans(tags)) for tags in self.tags)

    @cached_property
    def kinds(self) -> dict[str, int]:
        """Kind of name -> how many there are, the commonest first."""
        return dict(Counter(span.kind for found in self.spans for span in found).most_common())

    @cached_property
    def seen(self) -> frozenset[str]:
        """All words, in lower case."""
        return frozenset(word.lower() for words in self.sentences for word in words)

    def chosen(self, rows: NDArray[np.integer]) -> "Tagged":
        """The sentences of `rows` (n,), in that order."""
        return Tagged(
            self.name,
            tuple(self.sentences[int(row)] for row in rows),
            tuple(self.tags[int(row)] for row in rows),
            self.source,
            self.licence,
        )


@dataclass(frozen=True)
class TaggedReport:
    """What was read from a file: sentences, words, the first lines left out in a sentence each, and their number."""

    sentences: int
    words: int
    left_out: int
    examples: tuple[str, ...]


def read_tagged(content: bytes, *, name: str) -> tuple[Tagged, TaggedReport]:
    """The tagged sentences of a file, and a report of how its lines were read.

    >>> found, _ = read_tagged(b"Ng I-PER\\nteaches O\\n\\n", name="f")
    >>> found.sentences, found.tags
    ((('Ng', 'teaches'),), (('I-PER', 'O'),))

    Raises
    ------
    TextError
        If the file is empty, no text, or too large.
    SelectionError
        If it has no names, or more than `MOST_KINDS` kinds of them.
    """
    lines = re.split(r"\r\n|\r|\n", corpus.decode(content, name=name))
    sentences: list[Sentence] = []
    tags: list[Sentence] = []
    pairs: list[tuple[str, str]] = []
    left_out: list[str] = []
    total = 0
    for number, line in enumerate([*lines, ""], start=1):
        fields = line.split()
        if not fields:
            if pairs:
                words, marks = zip(*pairs, strict=True)
                sentences.append(words)
                tags.append(marks)
                pairs = []
        elif fields[0] == "-DOCSTART-":
            continue
        elif len(fields) < 2 or not TAG.fullmatch(fields[-1]):
            left_out.append(f"Line {number} is “{line.strip()[:60]}”; each line must end with a tag like O or B-PER.")
        else:
            pairs.append((intern(fields[0]), intern(fields[-1])))
            total += 1
    if total > MOST:
        raise TextError(f"{name} has {total:,} words; at most {MOST:,} are taken.")
    found = Tagged(name, tuple(sentences), tuple(tags), f"The file {name}.")
    if not 1 <= len(found.kinds) <= MOST_KINDS:
        raise SelectionError(
            f"{name} has {len(found.kinds)} kinds of names in {total:,} tagged words; 1 to {MOST_KINDS} are needed. "
            "A line holds a word and its tag: “Sally B-PER”."
        )
    return found, TaggedReport(len(sentences), total, len(left_out), tuple(left_out[:10]))


@cache
def packaged(name: str) -> Tagged:
    """One of the sets that come with the app, by its name in `PACKAGED`.

    Raises
    ------
    SettingError
        If there is no such set.
    """
    if name not in PACKAGED:
        raise SettingError(f"The sets of tagged sentences are {' and '.join(PACKAGED)}; there is no “{name}”.")
    file, source, licence = PACKAGED[name]
    found, _ = read_tagged(lzma.decompress((FOLDER / file).read_bytes()), name=name)
    return Tagged(name, found.sentences, found.tags, source, licence)


def split(tagged: Tagged, *, seed: int = 0) -> tuple[Tagged, Tagged]:
    """A part to learn from and a part to be tested on, drawn by sentence.

    Raises
    ------
    SelectionError
        If there are too few sentences for both.
    """
    order = np.random.default_rng(seed).permutation(len(tagged))
    cut = int((1 - TESTED) * len(tagged))
    if not 0 < cut < len(tagged):
        raise SelectionError(f"{tagged.name} has {len(tagged)} sentences; that is too few to learn from and to test.")
    return tagged.chosen(order[:cut]), tagged.chosen(order[cut:])


def told_apart(learned: Tagged) -> tuple[str, ...]:
    """The tags that a tagger of these sentences learns to tell apart, in alphabetical order.

    Raises
    ------
    SelectionError
        If there is only one.
    """
    tags = tuple(sorted({tag for sentence in learned.tags for tag in sentence}))
    if len(tags) < 2:
        raise SelectionError(f"{learned.name} has one tag only, {' '.join(tags)}: nothing to tell apart.")
    return tags
