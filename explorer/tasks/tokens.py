"""
Sentences as a classifier reads them: words in lower case, signs as separate tokens, contractions in two.

The conventions are those of the Penn Treebank (Marcus, Santorini and Marcinkiewicz 1993), which GloVe's
text and the published sets follow: didn't is "did n't", it's is "it 's", a full stop stands alone.
Signs are recognised by their Unicode category, so that any script is read; an ideograph or kana is a
separate word, and so is an emoji with its modifiers.  A word is one object wherever it stands: memory for
10,000 sentences is that of their different words.
"""

import re
import unicodedata
from collections.abc import Iterable
from sys import intern

CONTRACTION = re.compile(r"(.+)(n't|'(?:s|re|ve|ll|d|m))", re.IGNORECASE)
WHOLE = re.compile(
    r"n't|'(?:s|re|ve|ll|d|m|t|n|em)|-[lr][rsc]b-|(?:[^\W\d_]\.){2,}|(?:mr|mrs|ms|dr|st|jr)\.", re.IGNORECASE
)
IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
RUNS = ".-'`"  # signs that may be repeated as one
ENDS = ".,!?"
JOINER = "\u200d"


def words_of(text: str) -> tuple[str, ...]:
    """The words and signs of a sentence, in lower case.

    >>> words_of("It's good... but I didn't laugh!")
    ('it', "'s", 'good', '...', 'but', 'i', 'did', "n't", 'laugh', '!')
    >>> words_of("schön 👍🏽👍 大好き")
    ('schön', '👍🏽', '👍', '大', '好', 'き')

    A sentence that is already cut stays as it is:

    >>> words_of("it 's not -- n't -lrb- u.s. k-19 ...")
    ('it', "'s", 'not', '--', "n't", '-lrb-', 'u.s.', 'k-19', '...')
    """
    return words_as_written(unicodedata.normalize("NFC", text).lower())


def words_as_written(text: str) -> tuple[str, ...]:
    """The words and signs of a sentence with their capitals.

    >>> words_as_written("Dr. No didn't meet Sally (of the U.S.).")
    ('Dr.', 'No', 'did', "n't", 'meet', 'Sally', '(', 'of', 'the', 'U.S', '.', ')', '.')
    """
    plain = unicodedata.normalize("NFC", text).replace("’", "'")
    return tuple(intern(word) for chunk in plain.split() for word in _parts(chunk))


def words_at_spaces(text: str) -> tuple[str, ...]:
    """The words of a sentence that is already cut, in lower case.

    >>> words_at_spaces("It is n't ( so ) bad .")
    ('it', 'is', "n't", '(', 'so', ')', 'bad', '.')
    """
    return tuple(map(intern, text.lower().split()))


def is_cut(texts: Iterable[str]) -> bool:
    """Whether the signs of these sentences stand alone more often than at the end of a word.

    >>> is_cut(["It is good , really ."]), is_cut(["It is good, really."])
    (True, False)
    """
    alone = attached = 0
    for text in texts:
        for chunk in text.split():
            if chunk[-1] in ENDS:
                alone += len(chunk.strip(ENDS)) == 0
                attached += len(chunk.strip(ENDS)) > 0
    return alone > attached


def _parts(chunk: str) -> list[str]:
    """The words and signs of the text between two spaces."""
    if (chunk.isascii() and chunk.isalpha()) or WHOLE.fullmatch(chunk):  # as most are
        return [chunk]
    start, end = 0, len(chunk)
    while start < end and _is_sign(chunk[start]):
        start += 1
    while end > start and _is_sign(chunk[end - 1]):
        end -= 1
    core = chunk[start:end]
    contracted = CONTRACTION.fullmatch(core)
    inner = list(contracted.groups()) if contracted else [core] if core else []
    inner = [part for word in inner for part in _ideographs(word)]
    return [*_signs(chunk[:start]), *inner, *_signs(chunk[end:])]


def _is_sign(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "PSC" or letter in ("\ufe0f", JOINER)


def _signs(text: str) -> list[str]:
    """Single signs; runs of some signs, and an emoji with its modifiers, stay together."""
    found: list[str] = []
    for letter in text:
        joined = letter in ("\ufe0f", JOINER) or "\U0001f3fb" <= letter <= "\U0001f3ff"
        goes_on = found and (joined or found[-1].endswith(JOINER) or (letter in RUNS and found[-1][-1] == letter))
        if goes_on:
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _ideographs(word: str) -> list[str]:
    if not IDEOGRAPH.search(word):
        return [word]
    return [part for part in re.split(f"({IDEOGRAPH.pattern})", word) if part]
