"""Text into sentences of words: what a word is, and where a sentence ends."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain

LONGEST_SENTENCE = 1000  # words; word2vec's MAX_SENTENCE_LENGTH
LONGEST_WORD = 1 << 20  # characters without a space that are kept together when a text comes in blocks

# Ideographs and kana have no spaces between words, so each is taken for a word of its own.
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[^\W_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+(?:['’][^\W_]+)*"
)
_GAP = re.compile(r"\w(?=\s)")
_SENTENCE_END = re.compile(r"[.!?…。！？]+[\s\"'”’)\]]+|[。！？]|\n\s*\n|[\r\n\u2028\u2029]+(?=\s*[-*•\d])")


def tokenise(text: str) -> Iterator[list[str]]:
    """Sentences of lower-case words, at most `LONGEST_SENTENCE` words each.

    A sentence ends at . ! ? or an empty line.  Punctuation is dropped, an apostrophe
    inside a word stays, an ideograph or kana is a word of its own.

    >>> list(tokenise("Don't stop. The café's open!"))
    [["don't", 'stop'], ['the', "café's", 'open']]
    """
    return tokenise_blocks((text,))


def tokenise_blocks(blocks: Iterable[str]) -> Iterator[list[str]]:
    """The sentences `tokenise` finds in all `blocks` joined, with no more than two of them in memory.

    >>> list(tokenise_blocks(["One sentence in th", "ree blocks. And", " another."]))
    [['one', 'sentence', 'in', 'three', 'blocks'], ['and', 'another']]
    """
    words: list[str] = []  # of the sentence that is being read
    left = ""  # end of the block before, which may continue in the next
    for block in chain(blocks, [None]):
        text = left if block is None else left + block
        cut = len(text) if block is None else _last_gap(text)
        left = text[cut:]
        normal = unicodedata.normalize("NFC", text[:cut]).lower()
        start = 0
        for end in _SENTENCE_END.finditer(normal):
            yield from _pieces(words + _words(normal[start : end.end()]))
            words, start = [], end.end()
        words += _words(normal[start:])
        whole = len(words) if block is None else len(words) // LONGEST_SENTENCE * LONGEST_SENTENCE
        yield from _pieces(words[:whole])
        words = words[whole:]


def _last_gap(text: str) -> int:
    """Where a text that goes on can be cut: after the last word followed by a space, never within a sentence's end."""
    for reach in (1000, len(text)):
        gaps = [gap.end() for gap in _GAP.finditer(text, max(len(text) - reach, 0))]
        if gaps:
            return gaps[-1]
    return 0 if len(text) < LONGEST_WORD else len(text)


def as_written(text: str) -> list[tuple[str, str]]:
    """The words of a text as written, each with what follows it; first an empty word with what comes before all.

    >>> as_written("“Don't stop”, she said.")
    [('', '“'), ("Don't", ' '), ('stop', '”, '), ('she', ' '), ('said', '.')]
    """
    normal = unicodedata.normalize("NFC", text)
    parts = [("", 0, 0), *((found.group(), *found.span()) for found in _WORD.finditer(normal))]
    nexts = [start for _, start, _ in parts[1:]] + [len(normal)]
    return [(word, normal[end:following]) for (word, _, end), following in zip(parts, nexts, strict=True)]


def _words(text: str) -> list[str]:
    return [word.replace("’", "'") for word in _WORD.findall(text)]


def _pieces(words: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(words), LONGEST_SENTENCE):
        yield words[start : start + LONGEST_SENTENCE]
