"""
Sentences with a marked word, read from files in the two formats of published sense tests.

    CoarseWSD  data "place TAB sentence", places counted from 0 and words separated by spaces; gold: a sense a line
               (Loureiro, Rezaee, Pilehvar and Camacho-Collados 2021)
    WiC        data "word TAB N or V TAB i-j TAB sentence TAB sentence", the word at i of one and j of the other;
               gold: T where it has the same sense, F where not (Pilehvar and Camacho-Collados 2019)

The name of a file says which it is: data or gold; train or test, where there are both; classes_map, where senses have
names.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from explorer.context.model import LONGEST
from explorer.context.words import words_of
from explorer.errors import TextError

MOST, FEWEST = 10_000, 4  # lines of a file
FORMS = "“5 TAB words of a sentence” (CoarseWSD) or “word TAB N TAB 1-4 TAB sentence TAB sentence” (WiC)"


@dataclass(frozen=True)
class Marked:
    """A sentence as words that vectors can know, and the place of the marked one."""

    words: tuple[str, ...]
    at: int

    @property
    def around(self) -> tuple[str, str, str]:
        """The text before the word, the word, and the text after it."""
        return " ".join(self.words[: self.at]), self.words[self.at], " ".join(self.words[self.at + 1 :])


@dataclass(frozen=True)
class Part:
    """One data file with its gold file: of each line a sentence (CoarseWSD) or two (WiC), and what gold says of it."""

    lines: tuple[tuple[Marked, ...], ...]
    gold: tuple[str, ...]

    @property
    def paired(self) -> bool:
        """Whether it is in WiC's form."""
        return len(self.lines[0]) == 2


@dataclass(frozen=True)
class SenseFiles:
    """The examples, if they have files of their own, and the part that is judged."""

    train: Part | None
    test: Part

    @cached_property
    def fingerprint(self) -> str:
        """Identifies the sentences and senses; the names of the files do not matter."""
        return blake2b(repr((self.train, self.test)).encode(), digest_size=16).hexdigest()


def read(files: Mapping[str, str]) -> SenseFiles:
    """The content of `files`, which maps names to texts.

    Raises
    ------
    TextError
        If a file is missing, a line is in neither form, or data and gold differ in length or form.
    """
    told = {name.lower(): text for name, text in files.items()}
    names = _names(next((text for name, text in told.items() if "classes_map" in name), ""))
    told = {name: text for name, text in told.items() if "classes_map" not in name}
    train = {name: text for name, text in told.items() if "train" in name}
    test = {name: text for name, text in told.items() if "train" not in name}
    if train and test:
        found = SenseFiles(_part(train, names), _part(test, names))
        if found.train is not None and found.train.paired != found.test.paired:
            raise TextError("The train files and the test files are in two different forms; give one form.")
        return found
    return SenseFiles(None, _part(train or test, names))


def _names(text: str) -> dict[str, str]:
    """Names of senses from a classes_map.txt, which is JSON."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise TextError("The file classes_map is not JSON of the form {“0”: “name of the sense”}.")
    return {str(sense): str(name) for sense, name in found.items()}


def _part(files: Mapping[str, str], names: Mapping[str, str]) -> Part:
    """One data file and its gold file."""
    data, gold = ([name for name in files if kind in name] for kind in ("data", "gold"))
    if len(data) != 1 or len(gold) != 1:
        raise TextError(
            "Give one file with “data” in its name and one with “gold”, or two of each with “train” and “test”. "
            f"There are {len(data)} and {len(gold)}."
        )
    lines, golds = files[data[0]].splitlines(), files[gold[0]].split()
    if len(lines) != len(golds):
        raise TextError(
            f"{data[0]} has {len(lines):,} lines and {gold[0]} {len(golds):,}: each sentence needs a sense."
        )
    if not FEWEST <= len(lines) <= MOST:
        raise TextError(f"{data[0]} has {len(lines):,} sentences; {FEWEST} to {MOST:,} can be judged.")
    read_line = _pair if lines[0].count("\t") == 4 else _sentence
    found = tuple(read_line(line, f"Line {i} of {data[0]}") for i, line in enumerate(lines, 1))
    if read_line is _pair and not {*golds} <= {"T", "F"}:
        raise TextError(f"{gold[0]} must say T or F for each pair, nothing else.")
    part = Part(found, tuple(names.get(sense, sense) for sense in golds))
    if len({*part.gold}) < 2:
        raise TextError(f"{gold[0]} says “{part.gold[0]}” everywhere: there is nothing to tell apart.")
    return part


def _sentence(line: str, which: str) -> tuple[Marked, ...]:
    """A line of CoarseWSD's form."""
    place, parted, text = line.partition("\t")
    if not parted or not place.strip().isdecimal():
        raise TextError(f"{which} is neither {FORMS}.")
    return (_marked(text.split(" "), int(place), which),)


def _pair(line: str, which: str) -> tuple[Marked, ...]:
    """A line of WiC's form."""
    parts = line.split("\t")
    places = parts[2].split("-") if len(parts) == 5 else []
    if len(places) != 2 or not all(place.isdecimal() for place in places):
        raise TextError(f"{which} is neither {FORMS}.")
    return tuple(_marked(text.split(), int(place), which) for place, text in zip(places, parts[3:], strict=True))


def _marked(tokens: Sequence[str], place: int, which: str) -> Marked:
    """The sentence of tokens with the place among its words; the marked token stays one word."""
    if place >= len(tokens):
        raise TextError(f"{which} marks word {place} of a sentence of {len(tokens)}; they are counted from 0.")
    before = [word.text for token in tokens[:place] for word in words_of(token)][-LONGEST:]
    behind = [word.text for token in tokens[place + 1 :] for word in words_of(token)][:LONGEST]
    return Marked((*before, tokens[place].lower(), *behind), len(before))
