"""
JSON as rows of text: {"king": [0.5, 0.7], …}, at whatever depth, or words and vectors as two lists.

In a file of word: [numbers] pairs, a pattern finds the pairs in the stream one by one, so that a
large file needs no memory and a deep one no stack.  Only the other shapes are parsed whole, and
only when they are small.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from typing import Any, Final

from explorer.errors import VectorFileError
from explorer.files.formats.row_source import RowSource
from explorer.files.formats.source import Source

# A string, and the list of numbers it names if it does; one without an end reaches to the end of the text.  Strings
# are taken whole and nothing is tried twice (the possessive `*+`), so that no file can make the search long or deep.
PAIR: Final = re.compile(rb'(?s)"([^"\\]*+(?:\\.[^"\\]*+)*+)(?:\\?\Z|"(?:\s*+:\s*+\[([^\[\]{}"]*+)\])?)')
LONGEST_PAIR: Final = 4 << 20
WHOLE: Final = 32 << 20  # bytes of a file that may be parsed as one value
MOST_PARTS: Final = 1_500_000  # lists, objects and pairs in it, which take up to a hundred times their bytes
WORDS: Final = ("words", "vocab", "vocabulary", "tokens", "labels", "word", "token", "label", "key", "text")
VECTORS: Final = ("vectors", "embeddings", "matrix", "vector", "embedding", "values")


class JSONSource(RowSource):
    """A JSON file as rows of a word, a tab, and numbers between tabs.

    Parameters
    ----------
    inner : Source

    Raises
    ------
    VectorFileError
        If there are no words with numbers in it.
    """

    def __init__(self, inner: Source) -> None:
        super().__init__(inner)
        opening = inner.peek(1 << 20)
        pairs = (match for match in PAIR.finditer(opening) if match[2] is not None)
        keys = [match[1] for match, _ in zip(pairs, range(2), strict=False)]
        self._rows = self._pairs() if keys and len(set(keys)) == len(keys) else iter(self._lists())

    def _pairs(self) -> Iterator[bytes]:
        rest, begin = b"", 0
        while piece := self._inner.some(1 << 20):
            text, used, last = rest + piece, 0, begin
            for match in PAIR.finditer(text, begin):
                last = match.start()
                if match[2] is None:
                    continue
                used = match.end()
                yield _row(_word(match[1]), match[2].translate(None, b" \r\n\t").replace(b",", b"\t"))
            rest, begin = text[used:], max(0, last - used)  # only the last string may go on, or name what comes
            if len(rest) > LONGEST_PAIR:
                raise VectorFileError(
                    f"“{self.name}” is JSON, but after its first words come {len(rest) >> 20} million bytes "
                    "without a word and its list of numbers."
                )

    def _lists(self) -> list[bytes]:
        """The rows of a small file of another shape."""
        none = VectorFileError(
            f"“{self.name}” is JSON, but holds no words with numbers: "
            'write {"word": [0.1, 0.2], …} or {"words": […], "vectors": [[…], …]}.'
        )
        raw = self._inner.read(WHOLE + 1)
        if len(raw) > WHOLE:
            raise none
        if sum(map(raw.count, (b"[", b"{", b":"))) > MOST_PARTS:
            raise VectorFileError(
                f"“{self.name}” is JSON of too many lists and objects, or nested too deep, to hold words with numbers."
            )
        try:
            value = json.loads(raw)
        except RecursionError:
            raise VectorFileError(f"“{self.name}” is JSON nested too deep to hold words with numbers.") from None
        except ValueError:
            raise VectorFileError(f"“{self.name}” begins like JSON, but is not: it is damaged or cut off.") from None
        found = _columns(value)
        if found is None:
            raise none
        words, vectors = found
        return [
            _row(_spelled(word), "\t".join(map(str, numbers)).encode())
            for word, numbers in zip(words, vectors, strict=False)
            if isinstance(numbers, list)
        ]


def _columns(value: Any) -> tuple[list[Any], list[Any]] | None:  # noqa: ANN401 - whatever JSON holds
    """Words and vectors, from two lists of an object or from a list of objects."""
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        columns = [
            ([one.get(word) for one in value], [one.get(vector) for one in value])
            for word in WORDS
            for vector in VECTORS
            if word in value[0] and isinstance(value[0].get(vector), list)
        ]
        return columns[0] if columns else None
    if not isinstance(value, dict):
        return None
    words = next((value[key] for key in WORDS if isinstance(value.get(key), list)), None)
    vectors = next((value[key] for key in VECTORS if value.get(key)), None)
    if words and isinstance(vectors, str):
        vectors = _bytes_as_numbers(vectors, len(words), value.get("scale", 127))
    return (words, vectors) if words and isinstance(vectors, list) else None


def _bytes_as_numbers(text: str, many: int, scale: Any) -> list[list[float]] | None:  # noqa: ANN401
    """Rows packed as signed bytes in base64, each number times `scale`."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    dim = len(raw) // many
    if not dim or len(raw) % many or not isinstance(scale, (int, float)) or not scale:
        return None
    numbers = [(byte - 256 if byte > 127 else byte) / scale for byte in raw]
    return [numbers[start : start + dim] for start in range(0, len(raw), dim)]


def _spelled(word: object) -> bytes:
    """A word of a list, or nothing where null, a list or an object stands in its place."""
    is_word = isinstance(word, (str, int, float)) and not isinstance(word, bool)
    return str(word).encode("utf-8", "replace") if is_word else b""


def _word(quoted: bytes) -> bytes:
    if b"\\" not in quoted:
        return quoted
    try:
        return str(json.loads(b'"' + quoted + b'"')).encode("utf-8", "replace")
    except ValueError:
        return quoted


def _row(word: bytes, numbers: bytes) -> bytes:
    return re.sub(rb"[\t\n\r]", b" ", word) + b"\t" + numbers + b"\n"
