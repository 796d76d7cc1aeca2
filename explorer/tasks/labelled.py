"""Sentences with a class each: their record, its split for training and test, and the set that comes with the app."""

import hashlib
import lzma
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SelectionError, SettingError
from explorer.tasks.tokens import words_of

FOLDER = Path(__file__).parents[1] / "data" / "labelled"
POLARITY = "Film reviews (Pang and Lee)"
Sentence = tuple[str, ...]
Sentences = Sequence[Sentence]


@dataclass(frozen=True, eq=False)
class Labelled:
    """Sentences of known classes.

    Parameters
    ----------
    name : str
    sentences : tuple of N sentences, each a tuple of words
    labels : (N,) intp
        Number of each sentence's class; read-only.
    classes : tuple of C str
    source, licence : str
    """

    name: str
    sentences: tuple[Sentence, ...]
    labels: NDArray[np.intp]
    classes: tuple[str, ...]
    source: str = ""
    licence: str = ""

    def __post_init__(self) -> None:
        if len(self.sentences) != len(self.labels):
            raise ValueError(f"{len(self.sentences)} sentences, but {len(self.labels)} labels")
        self.labels.setflags(write=False)

    def __len__(self) -> int:
        return len(self.sentences)

    @cached_property
    def fingerprint(self) -> str:
        """Identifies the content (not the name): the key for what is computed from it."""
        digest = hashlib.blake2b(self.labels.data, digest_size=12)
        digest.update("\n".join(" ".join(words) for words in self.sentences).encode("utf-8", "surrogatepass"))
        digest.update("\n".join(self.classes).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    @cached_property
    def word_counts(self) -> Counter[str]:
        """How often each word occurs."""
        return Counter(word for words in self.sentences for word in words)

    @property
    def sizes(self) -> dict[str, int]:
        """Class -> number of its sentences."""
        counted = np.bincount(self.labels, minlength=len(self.classes))
        return {name: int(n) for name, n in zip(self.classes, counted, strict=True)}

    def chosen(self, rows: NDArray[np.integer]) -> "Labelled":
        """The sentences of `rows` (n,), in that order; all classes stay."""
        return replace(self, sentences=tuple(self.sentences[int(row)] for row in rows), labels=self.labels[rows])

    def with_word(self, word: str) -> NDArray[np.intp]:
        """(n,) rows of the sentences that have `word` in them."""
        return np.flatnonzero([word in words for words in self.sentences])


def split(labelled: Labelled, *, test_share: float = 0.2, seed: int = 0) -> tuple[Labelled, Labelled]:
    """A part to learn from and a part to be tested on, with the same mixture of classes, drawn by the seed.

    Raises
    ------
    SettingError
        If the share is not between 0 and 1.
    SelectionError
        If a class has fewer than two sentences, so that it cannot be in both parts.
    """
    if not 0 < test_share < 1:
        raise SettingError(f"The share of sentences kept for the test must lie between 0 and 1, not at {test_share:g}.")
    order = np.random.default_rng(seed).permutation(len(labelled))
    tested = np.zeros(len(labelled), dtype=bool)
    for number, name in enumerate(labelled.classes):
        of_class = order[labelled.labels[order] == number]
        if len(of_class) < 2:
            raise SelectionError(
                f"The class “{name[:40]}” has {len(of_class)} sentences; it needs two: one to learn from, one to test."
            )
        tested[of_class[: min(max(1, round(test_share * len(of_class))), len(of_class) - 1)]] = True
    return labelled.chosen(order[~tested[order]]), labelled.chosen(order[tested[order]])


@cache
def polarity() -> Labelled:
    """10,662 sentences of film reviews, half of them negative: Pang and Lee 2005, CC BY 4.0."""
    content = lzma.decompress((FOLDER / "sentence_polarity.tsv.xz").read_bytes()).decode("utf-8")
    rows = [line.split("\t") for line in content.splitlines()]
    classes = ("negative", "positive")
    return Labelled(
        POLARITY,
        tuple(words_of(text) for _, text in rows),
        np.array([classes.index(label) for label, _ in rows], dtype=np.intp),
        classes,
        "Sentence polarity dataset 1.0, Pang and Lee 2005, “Seeing stars”.",
        "CC BY 4.0",
    )
