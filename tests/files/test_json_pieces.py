"""A JSON file is read in pieces: wherever one ends, the same words come out; no string is searched each time anew."""

import io
import json
import re
from collections.abc import Iterator

import pytest

from explorer.files.formats import json_words
from explorer.files.formats.json_words import PAIR, JSONSource
from explorer.files.formats.source import Source

TOLD = {
    "about": "a string: [1, 2]",
    "one": [0.5, 1],
    "note": {"by": 'quote " and \\', "more": ["x", "y"]},
    'say "hi"': [2, -1.5],
    "back\\": [3, 4],
    "empty": "",
    "last": [5, 6e-3],
}
RAW = json.dumps(TOLD, indent=1).encode()


class InPieces(Source):
    """A file in memory that gives at most so many bytes at a time."""

    def __init__(self, raw: bytes, size: int) -> None:
        self.name, self.size, self.packing, self._raw, self._most = "pieces.json", len(raw), "", io.BytesIO(raw), size

    def peek(self, size: int) -> bytes:
        return self._raw.getvalue()[:size]

    def some(self, size: int) -> bytes:
        return self._raw.read(min(size, self._most))


@pytest.mark.parametrize("size", range(1, 40))
def test_a_piece_may_end_anywhere(size: int) -> None:
    expected = [[word, *map(float, row)] for word, row in TOLD.items() if isinstance(row, list)]
    found = [row.decode().rstrip("\n").split("\t") for row in JSONSource(InPieces(RAW, size))._rows]
    assert [[word, *map(float, numbers)] for word, *numbers in found] == expected


def test_strings_without_numbers_are_searched_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each piece but the first, only the last string before it is looked at again."""
    raw, looked_at = b'{"a":[1],"b":[2],' + b'"",' * 2_000 + b'"c":[3]}', 0

    class Counted:
        def finditer(self, text: bytes, begin: int = 0) -> Iterator[re.Match[bytes]]:
            nonlocal looked_at
            for match in PAIR.finditer(text, begin):
                looked_at += 1
                yield match

    monkeypatch.setattr(json_words, "PAIR", Counted())
    source = JSONSource(InPieces(raw, len(raw) // 40))
    looked_at = 0
    assert len(list(source._rows)) == 3
    assert 2_003 <= looked_at <= 2_003 + 45
