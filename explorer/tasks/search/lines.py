"""A text as sentences to be searched: each as it is written, and as words."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final, Literal

from explorer.errors import SettingError, TextError
from explorer.tasks.labelled import POLARITY, Sentence, polarity
from explorer.tasks.tokens import words_of
from explorer.text import corpus

Cut = Literal["sentence", "line"]
CUTS: tuple[Cut, ...] = ("sentence", "line")
NEWS = "Lee news"
PACKAGED: Final = (NEWS, POLARITY)
MOST = 100_000  # sentences
LONGEST = 2000  # characters of one that are searched
END: Final = re.compile(r"""(?<=[.!?…])["'”’)\]]*\s+(?=["'“‘(\[]*[^\sa-z])|(?<=[。！？])""")
ABBREVIATED: Final = re.compile(r"(?:^|[\s(])(?:[^\W\d_]|Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|vs|No)\.$")


@dataclass(frozen=True, eq=False)
class Lines:
    """Sentences that can be searched.

    Parameters
    ----------
    texts : tuple of N str
        As they are written.
    sentences : tuple of N sentences, each a tuple of words in lower case
    """

    texts: tuple[str, ...]
    sentences: tuple[Sentence, ...]

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def fingerprint(self) -> str:
        """Identifies the content: the key for what is computed from it."""
        return hashlib.blake2b("\n".join(self.texts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


@cache
def packaged(name: str) -> Lines:
    """The sentences of a text that comes with the app, by its name in `PACKAGED`.

    Raises
    ------
    SettingError
        If there is no such text.
    """
    if name not in PACKAGED:
        raise SettingError(f"The texts are {' and '.join(PACKAGED)}; there is no “{name}”.")
    if name == NEWS:
        return lines_of(corpus.read_packaged("lee"))
    sentences = polarity().sentences
    return Lines(tuple(" ".join(words) for words in sentences), sentences)


def lines_of(text: str, cut: Cut = "sentence") -> Lines:
    """The sentences of a text, or its lines as they are; those without a word are left out.

    >>> lines_of('Mr. Lin grows apples. "Do you?" he asked. Yes!\\n\\nA second line').texts
    ('Mr. Lin grows apples.', '"Do you?" he asked.', 'Yes!', 'A second line')

    Raises
    ------
    SettingError
        If `cut` is neither way.
    TextError
        If it has no words, or too many sentences.
    """
    if cut not in CUTS:
        raise SettingError(f"A text is cut by sentence or by line, not by “{cut}”.")
    written = [line.strip() for line in text.splitlines()]
    if cut == "sentence":
        written = [sentence for line in written for sentence in _sentences(line)]
    written = [one[:LONGEST] for one in written]
    cut_up = [(one, words_of(one)) for one in written if any(letter.isalnum() for letter in one)]
    if not cut_up:
        raise TextError("There are no sentences to search in: the text has no words.")
    if len(cut_up) > MOST:
        raise TextError(f"The text has {len(cut_up):,} sentences; at most {MOST:,} are searched.")
    texts, sentences = zip(*cut_up, strict=True)
    return Lines(texts, sentences)


def _sentences(line: str) -> list[str]:
    """The sentences of a line; a full stop after an initial or a title does not end one."""
    found, start = [], 0
    for gap in END.finditer(line):
        if ABBREVIATED.search(line[start : gap.start()]) is None:
            found.append(line[start : gap.end()].strip())
            start = gap.end()
    return [one for one in (*found, line[start:].strip()) if one]
