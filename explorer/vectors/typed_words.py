"""
Lists of words and of pairs as a person types them: commas, semicolons, lines, tabs, slashes or plain spaces.

A phrase is one word if the model has it ("New York", "New_York"); else it is read as the words that the model
knows, the longest first.  Anything else keeps its place in the list, so that the page can name what the model does not
have.
"""

import re
from collections.abc import Iterator

from explorer.errors import SelectionError
from explorer.vectors.formula import Formula
from explorer.vectors.similarity import spelled
from explorer.vectors.word_vectors import WordVectors

MOST = 2000  # words or pairs of one list
LONGEST_PHRASE = 6  # words that one entry of a vocabulary can be made of
Pair = tuple[str, str]
BETWEEN = re.compile(r"[,;\n\r\t|，、；]|\s/\s")  # two words of a list
BULLET = re.compile(r"^(?:[-*•–]\s+|\d{1,4}[.)]\s+)")  # a mark or number before a line of a list
QUOTES = "\"“”„‘«»'"
WITHIN = re.compile(r"\s*[,;:\t|]\s*|\s+(?:[-–—/]|->|→|=)\s+")  # the two words of a pair


def parse_words(text: str, vectors: WordVectors | None = None, *, fold: bool = True) -> tuple[str, ...]:
    """The words of a typed list, each once; with a model, phrases it does not know are read as words that it knows.

    Unless told not to `fold`, words in another case or with other accents are read as the model writes them.

    >>> parse_words("nurse, New York\\ndoctor; nurse")
    ('nurse', 'New York', 'doctor')
    >>> import numpy as np
    >>> fruit = WordVectors(("apple", "plum", "New_York"), np.eye(3, dtype=np.float32))
    >>> parse_words("Apple plum New York / xyzzy foo", fruit)
    ('apple', 'plum', 'New_York', 'xyzzy foo')

    Raises
    ------
    SelectionError
        If there is no word in it, or more than `MOST`.
    """
    return tuple(dict.fromkeys(read_words(text, vectors, fold=fold).values()))


def read_words(text: str, vectors: WordVectors | None = None, *, fold: bool = True) -> dict[str, str]:
    """The words of `parse_words` by what was typed: each typed word or phrase -> what it is read as.

    >>> import numpy as np
    >>> fruit = WordVectors(("apple", "plum"), np.eye(2, dtype=np.float32))
    >>> read_words("Apple, apple, plum, xyzzy", fruit)
    {'Apple': 'apple', 'apple': 'apple', 'plum': 'plum', 'xyzzy': 'xyzzy'}

    Raises
    ------
    SelectionError
        As `parse_words`.
    """
    phrases = filter(None, map(_bare, BETWEEN.split(text)))
    read = dict(part for phrase in phrases for part in _known_parts(phrase, vectors, fold))
    words = set(read.values())
    if not words:
        raise SelectionError("The list is empty. Write words with commas, spaces or line ends between them.")
    if len(words) > MOST:
        raise SelectionError(f"The list has {len(words):,} words; at most {MOST:,} are taken.")
    return read


def as_written(formula: Formula, vectors: WordVectors) -> Formula:
    """The formula with each word as the vocabulary writes it, whatever case and accents it was typed with.

    >>> import numpy as np
    >>> from explorer.vectors.formula import parse
    >>> royals = WordVectors(("king", "Paris"), np.eye(2, dtype=np.float32))
    >>> str(as_written(parse("King - 2*paris"), royals))
    'king - 2*Paris'
    """
    return formula.spelled(lambda word: spelled(vectors, word))


def parse_pairs(text: str, vectors: WordVectors | None = None) -> tuple[tuple[Pair, ...], tuple[str, ...]]:
    """The pairs of a typed list, one on each line, each once; and for each line left out a sentence that says why.

    A comma, a dash with spaces, a colon, a tab or just a space separates the two words.  A line may hold several pairs
    of single words: "she he, woman man" or "she-he, woman-man".

    >>> parse_pairs("she, he\\nrich poor\\nwoman - man")[0]
    (('she', 'he'), ('rich', 'poor'), ('woman', 'man'))

    Raises
    ------
    SelectionError
        If no line holds a pair, with the reason of the first; or if there are more than `MOST`.
    """
    pairs: dict[Pair, None] = {}
    dropped = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not (written := _bare(line)):
            continue
        found = _pairs_of(written, vectors)
        for first, second in found:
            if first == second:
                dropped.append(f"Line {number} has “{first[:40]}” twice: a pair needs two different words.")
            else:
                pairs[first, second] = None
        if not found:
            dropped.append(
                f"Line {number}, “{written[:40]}”, is not a pair: write two words with a comma between them."
            )
    if not pairs:
        raise SelectionError(
            dropped[0] if dropped else "There are no pairs. Write one on each line, for example: she, he."
        )
    if len(pairs) > MOST:
        raise SelectionError(f"There are {len(pairs):,} pairs; at most {MOST:,} are taken.")
    return tuple(pairs), tuple(dropped)


def parse_sets(text: str, vectors: WordVectors | None = None, *, fold: bool = True) -> tuple[tuple[str, ...], ...]:
    """The sets of a typed list, one on each line, all with as many words as the first; `fold` as in `parse_words`.

    >>> parse_sets("synagogue, church, mosque\\nrabbi, priest, imam")
    (('synagogue', 'church', 'mosque'), ('rabbi', 'priest', 'imam'))

    Raises
    ------
    SelectionError
        If there is no set, a set has only one word or not as many as the first, or there are more than `MOST`.
    """
    sets: list[tuple[str, ...]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        sets.append(parse_words(line, vectors, fold=fold))
        n, first = len(sets[-1]), len(sets[0])
        if n < 2 or n != first:
            wanted = "two words or more" if n < 2 else f"{first} words, as the first set has"
            raise SelectionError(f"Line {number}, “{line.strip()[:40]}”, is not a set: write {wanted}, with commas.")
    if not sets:
        raise SelectionError("There are no sets. Write one on each line, for example: synagogue, church, mosque.")
    if len(sets) > MOST:
        raise SelectionError(f"There are {len(sets):,} sets; at most {MOST:,} are taken.")
    return tuple(sets)


def _bare(entry: str) -> str:
    """The entry without the mark before it, the quotation marks around it, and blanks; runs of blanks become one."""
    bare = " ".join(BULLET.sub("", entry.strip()).split())
    return bare[1:-1].strip() if len(bare) > 2 and bare[0] in QUOTES and bare[-1] in QUOTES else bare


def _known_parts(phrase: str, vectors: WordVectors | None, fold: bool) -> Iterator[tuple[str, str]]:
    """The phrase if it is known or has no known part; else its parts, as typed and as the model spells them."""
    parts = list(_parts(phrase.split(), vectors, fold)) if vectors is not None else []
    if any(known for *_, known in parts):
        yield from ((typed, read) for typed, read, _ in parts)
    else:
        yield phrase, phrase


def _parts(words: list[str], vectors: WordVectors, fold: bool) -> Iterator[tuple[str, str, bool]]:
    """The words put together as far as the model knows them, as typed and as it spells them, and whether it does."""
    at = 0
    while at < len(words):
        for stop in range(min(len(words), at + LONGEST_PHRASE), at, -1):
            known = _whole(" ".join(words[at:stop]), vectors, fold)
            if known is not None or stop == at + 1:
                yield " ".join(words[at:stop]), known or words[at], known is not None
                at = stop
                break


def _whole(phrase: str, vectors: WordVectors, fold: bool = True) -> str | None:
    """The phrase as the model spells it, with blanks or with underscores; None if it does not have it."""
    forms = [phrase, phrase.replace(" ", "_")]
    if fold and " " in phrase:  # two words the model knows are not one that it writes in yet another case
        forms = [written for form in forms for written in (form, form.lower(), form.capitalize())]
    elif fold:
        forms = [spelled(vectors, phrase)]
    return next((form for form in forms if form in vectors), None)


def _pairs_of(line: str, vectors: WordVectors | None) -> list[Pair]:
    """The pairs of one line; none if it does not read as pairs."""
    parts = [part for part in map(_bare, WITHIN.split(line)) if part]
    if len(parts) == 2 and not (vectors is not None and _two_and_two(parts, vectors)):
        return [(parts[0], parts[1])]
    halves = [_halves(part) for part in parts]
    return [(half[0], half[1]) for half in halves] if all(len(half) == 2 and all(half) for half in halves) else []


def _halves(part: str) -> list[str]:
    """The words of a part that may be a pair itself: “rich poor” or “rich-poor”."""
    return part.split() if " " in part else re.split(r"[-–—/→]", part)


def _two_and_two(parts: list[str], vectors: WordVectors) -> bool:
    """Whether each of the parts is unknown as a phrase, and two words that the model knows."""
    return all(
        _whole(part, vectors) is None
        and len(_halves(part)) == 2
        and all(_whole(word, vectors) is not None for word in _halves(part))
        for part in parts
    )
