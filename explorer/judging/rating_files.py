"""
Files of word pairs rated by people, in the forms in which the published sets are distributed.

    two words and a number a line          WordSim-353, RG-65, MC-30, MTurk-287, MTurk-771, YP-130, VERB-143
    two words, a part of speech, a number  SimVerb-3500, SimLex-999 as its authors give it
    two words, the mean, then each rating  RW (rare words), WordSim-353 with the ratings of all people
    lemmas with a letter, sun-n sand-n 50  MEN in its lemma form; the letter is removed

Separated by tabs, commas, semicolons or spaces, with or without a header.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from explorer.errors import SelectionError

MOST = 50_000  # pairs of a file
SCALE = (0.0, 100.0)  # the widest scale of a rating we know of is MEN's, from 0 to 50
PLAIN, TAGGED, EACH, LEMMAS = (
    "two words and a rating a line",
    "two words, a part of speech and a rating a line (SimVerb, SimLex)",
    "two words, the mean rating and each person's a line (RW, WordSim-353)",
    "lemmas with their part of speech, which was taken off (MEN)",
)
_LEMMA = re.compile(r".-[a-z]$")
_SPEECH = re.compile(r"[A-Za-z]{1,4}$")


@dataclass(frozen=True)
class RatedPair:
    """Two words and how alike people found them, on the set's own scale."""

    first: str
    second: str
    rating: float


@dataclass(frozen=True)
class RatedSet:
    """Rated pairs of one source, with a sentence for each line of its file that was left out, and the file's form."""

    name: str
    pairs: tuple[RatedPair, ...]
    malformed: tuple[str, ...] = ()
    form: str = PLAIN


def read_set(text: str, *, name: str) -> RatedSet:
    """The pairs of a file in any of the forms above; # starts a comment.

    A first line without a number is taken for a header; other lines that are not a rated pair are named and left out.

    Raises
    ------
    SelectionError
        If no line holds a rated pair, or there are more than `MOST`.
    """
    pairs: list[RatedPair] = []
    malformed = []
    forms: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = [field for field in re.split(r"[\t,; ]+", line.strip()) if field]
        try:
            pair, form = _pair(fields)
        except (IndexError, ValueError):
            if number > 1:
                malformed.append(
                    f"Line {number} of {name} is “{line[:60]}”; each line must hold two words and a number."
                )
            continue
        if SCALE[0] <= pair.rating <= SCALE[1]:
            pairs.append(pair)
            forms.append(form)
        else:
            malformed.append(
                f"Line {number} of {name} rates {pair.first[:30]} and {pair.second[:30]} {pair.rating:g}; "
                f"a rating lies between {SCALE[0]:g} and {SCALE[1]:g}."
            )
        if len(pairs) > MOST:
            raise SelectionError(f"{name} has more than {MOST:,} pairs; at most {MOST:,} are taken.")
    if not pairs:
        raise SelectionError(f"{name} has no line of two words and a rating, like “tiger cat 7.35”.")
    if all(_LEMMA.search(pair.first) and _LEMMA.search(pair.second) for pair in pairs):
        pairs = [replace(pair, first=pair.first[:-2], second=pair.second[:-2]) for pair in pairs]
        forms = [LEMMAS]
    return RatedSet(name, tuple(pairs), tuple(malformed), max(set(forms), key=forms.count))


def read_pairs(text: str, *, name: str) -> tuple[RatedPair, ...]:
    """The pairs of `read_set`, of a file that must have no malformed line.

    >>> read_pairs("tiger\\tcat\\t7.35", name="t")
    (RatedPair(first='tiger', second='cat', rating=7.35),)

    Raises
    ------
    SelectionError
        If a line is not two words and a number; names the line.
    """
    found = read_set(text, name=name)
    if found.malformed:
        raise SelectionError(found.malformed[0])
    return found.pairs


def _pair(fields: Sequence[str]) -> tuple[RatedPair, str]:
    """The pair of one line and the form it has; an IndexError or a ValueError if it has none."""
    if _SPEECH.match(fields[2]) and fields[2].lower() not in {"nan", "inf"}:
        return RatedPair(fields[0], fields[1], float(fields[3])), TAGGED
    return RatedPair(fields[0], fields[1], float(fields[2])), EACH if len(fields) > 8 else PLAIN
