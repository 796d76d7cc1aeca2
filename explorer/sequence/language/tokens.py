"""
Sentences as a language model reads them: words or characters, with <UNK> for what is too rare and <EOS> at the end.

Every sentence ends with <EOS>, so that the probabilities of all sentences add up to 1.  The vocabulary is that of the
sentences learned from; a word of other sentences that is not in it is <UNK>.  Characters need no <UNK>: one that was
never seen is left out of the vocabulary, and a sentence with it cannot be read.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from explorer.errors import SettingError, TextError, UnknownWordError
from explorer.sequence.batches import Examples
from explorer.sequence.inputs import Ids
from explorer.text.corpus import Corpus
from explorer.text.tokenise import tokenise
from explorer.text.vocabulary import Vocabulary, vocabulary_of

EOS, UNK = "<EOS>", "<UNK>"
Unit = Literal["words", "characters"]
LONGEST_LINE = 200  # characters of running text in one sequence
_LINE_END = re.compile(r"(?<=[.!?…。！？])\s+|\n+")


@dataclass(frozen=True, eq=False)
class Tokens:
    """The vocabulary of a language model.

    Parameters
    ----------
    vocabulary : Vocabulary
        Words (with <UNK> as one of them) or characters, most frequent first.
    unit : "words" or "characters"
    """

    vocabulary: Vocabulary
    unit: Unit

    def __len__(self) -> int:
        return len(self.vocabulary) + 1

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Every token by its id; <EOS> is the last."""
        return (*self.vocabulary.words, EOS)

    @property
    def eos(self) -> int:
        """The id of <EOS>."""
        return len(self.vocabulary)

    @property
    def unknown(self) -> int | None:
        """The id of <UNK>; None where there is none."""
        return self.vocabulary.index.get(UNK) if self.unit == "words" else None

    def cut(self, sentence: str) -> list[str]:
        """A sentence as typed by a reader, in words or characters."""
        if self.unit == "characters":
            return list(sentence.strip())
        return [word for part in tokenise(sentence) for word in part]

    def ids(self, sentence: Sequence[str]) -> Ids:
        """(n,) ids of a sentence, without <EOS>; what is unknown is <UNK>.

        Raises
        ------
        UnknownWordError
            If something is unknown and the vocabulary has no <UNK>.
        """
        index = self.vocabulary.index
        known = {token: self.eos if token == EOS else index.get(token, self.unknown) for token in sentence}
        missing = [token for token, i in known.items() if i is None]
        if missing:
            raise UnknownWordError(missing[0])
        return np.array([known[token] for token in sentence], dtype=np.intp)

    def joined(self, tokens: Iterable[str]) -> str:
        """The tokens as a written sentence."""
        return ("" if self.unit == "characters" else " ").join(tokens)


@dataclass(frozen=True, eq=False)
class Sentences:
    """What a language model learns from, or is measured on.

    Parameters
    ----------
    tokens : Tokens
    ids : tuple of (n,) ids
        Without <EOS>.
    """

    tokens: Tokens
    ids: tuple[Ids, ...]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def predicted(self) -> int:
        """How many tokens are predicted: all, and an <EOS> for each sentence."""
        return sum(map(len, self.ids)) + len(self.ids)

    @cached_property
    def examples(self) -> Examples:
        """Examples with x<1> = 0 and x<t+1> = y<t>: the input is the target, one step later."""
        start, end = np.array([-1]), np.array([self.tokens.eos])
        return Examples(
            tuple(np.concatenate([start, ids]) for ids in self.ids),
            tuple(np.concatenate([ids, end]) for ids in self.ids),
        )

    def corpus(self, name: str) -> Corpus:
        """The same ids as a corpus, for models of other parts of the app; <UNK> is one of its words."""
        offsets = np.concatenate([[0], np.cumsum([len(ids) for ids in self.ids])]).astype(np.int64)
        return Corpus(name, self.tokens.vocabulary, np.concatenate(self.ids).astype(np.int32), offsets)


def sentences_of(text: str, unit: Unit) -> list[list[str]]:
    """The sentences of a text in words (lower case, without punctuation) or in characters (as they are).

    Lines and sentences of more than 200 characters are cut.
    """
    if unit == "words":
        return list(tokenise(text))
    lines = (" ".join(line.split()) for line in _LINE_END.split(text))
    return [list(line[i : i + LONGEST_LINE]) for line in lines for i in range(0, len(line), LONGEST_LINE)]


def split(
    sentences: Sequence[Sequence[str]],
    unit: Unit,
    *,
    held_out: float = 0.1,
    min_count: int = 2,
    max_size: int = 5000,
    seed: int = 1,
) -> tuple[Sentences, Sentences]:
    """Sentences to learn from and sentences held out, under the vocabulary of the former.

    A word that occurs fewer than `min_count` times, or is not among the `max_size` most frequent, is <UNK>;
    all characters are kept.  Sentences held out that cannot be read (a character never seen) are left out.

    Raises
    ------
    SettingError
        If the share held out is not between 0 and a half, or the other settings are below 1.
    TextError
        If there are not two sentences, or nothing is left.
    """
    if not 0 < held_out <= 0.5:
        raise SettingError(f"A share above 0 and up to a half of the sentences is held out, not {held_out:g}.")
    if min_count < 1 or max_size < 1:
        raise SettingError(f"Minimum count and vocabulary size are 1 or more, not {min_count} and {max_size}.")
    order = np.random.default_rng(seed).permutation(len(sentences))
    held = max(1, int(held_out * len(sentences)))
    if len(sentences) <= held:
        raise TextError(f"A language model needs at least two sentences or lines; this text has {len(sentences)}.")
    learned = [sentences[i] for i in sorted(order[held:])]
    counts = Counter(token for sentence in learned for token in sentence)
    if unit == "words":
        kept = {word: n for word, n in counts.items() if n >= min_count}
        kept = dict(sorted(kept.items(), key=lambda item: (-item[1], item[0]))[:max_size])
        rest = counts.total() - sum(kept.values())
        counts = Counter(kept | {UNK: max(rest, 1)})
    tokens = Tokens(vocabulary_of(counts), unit)
    known = set(tokens.vocabulary.words)
    readable = (sentences[i] for i in sorted(order[:held]))
    others = [s for s in readable if tokens.unknown is not None or known.issuperset(s)]
    if not others:
        raise TextError("Every sentence held out has a character that the others do not have: use a longer text.")
    return (
        Sentences(tokens, tuple(tokens.ids(sentence) for sentence in learned)),
        Sentences(tokens, tuple(tokens.ids(sentence) for sentence in others)),
    )
