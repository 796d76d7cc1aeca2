"""
Words in a file of their own: the Embedding Projector's metadata.tsv, a vocabulary beside an .npy, a tokenizer.json.

One word a line.  Of several columns, tab-separated, the first is the word, or the one called "word",
"label" or "token"; their first line names the columns, and the others are gathered beside the words.
"""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from explorer.errors import VectorFileError
from explorer.files.formats.gathered import Gathered
from explorer.files.formats.row_source import RowSource
from explorer.files.formats.source import Source
from explorer.files.formats.tokenizer_json import is_tokenizer, tokens_in

NAMES: Final = ("word", "words", "label", "token", "name", "title")
LONGEST: Final = 1 << 24  # bytes of such a file's line


def words_in(source: Source) -> tuple[Iterator[bytes], Gathered | None]:
    """The words of the file, in its order, and its other columns, gathered as the words are drawn; None without any.

    Raises
    ------
    VectorFileError
        If it is not a list of words.
    """
    if is_tokenizer(source):
        return tokens_in(source), None
    lines = lines_of(source)
    first = next(lines, None)
    if first is None:
        raise VectorFileError(f"“{source.name}”, which should list the words, is empty.")
    first = first.removeprefix(b"\xef\xbb\xbf")
    if b"\0" in first[:1000]:
        raise VectorFileError(f"“{source.name}” is not a list of words, one a line.")
    columns = [column.strip().lower().decode("utf-8", "replace") for column in first.split(b"\t")]
    column = next((columns.index(name) for name in NAMES if name in columns), 0) if len(columns) > 1 else 0
    if len(columns) == 1:
        return chain([first.partition(b"\t")[0]], (line.partition(b"\t")[0] for line in lines)), None
    names = [name.strip() for name in first.decode("utf-8", "replace").split("\t")]
    gathered = Gathered(names[:column] + names[column + 1 :])
    return _words_of(lines, column, gathered), gathered


def _words_of(lines: Iterator[bytes], column: int, gathered: Gathered) -> Iterator[bytes]:
    """The cells of one column; those of the others are gathered."""
    for line in lines:
        fields = line.split(b"\t")
        word = fields.pop(column) if column < len(fields) else b""
        gathered.add(fields)
        yield word


def lines_of(source: Source) -> Iterator[bytes]:
    """The lines of a text, without their ends.

    Raises
    ------
    VectorFileError
        If a line does not end.
    """
    rest = b""
    while piece := source.some(1 << 20):
        lines = (rest + piece).split(b"\n")
        rest = lines.pop()
        if len(rest) > LONGEST:
            raise VectorFileError(f"“{source.name}” has a line of more than {LONGEST >> 20} million bytes.")
        yield from (line.rstrip(b"\r") for line in lines)
    if rest:
        yield rest.rstrip(b"\r")


class PairSource(RowSource):
    """Two files as one: rows of numbers, each with the word of the same line of another file before it.

    Parameters
    ----------
    numbers, words : Source
    """

    def __init__(self, numbers: Source, words: Source) -> None:
        super().__init__(numbers)
        self.left_over = ("", 0)
        self._words = words
        listed, self.gathered = words_in(words)
        self._rows = zip_rows(lines_of(numbers), listed, self)

    @property
    def ends_early(self) -> bool:  # type: ignore[override]  # as of any RowSource
        """Whether either file was cut off."""
        return super().ends_early or self._words.ends_early

    def close(self) -> None:
        """Close both files."""
        super().close()
        self._words.close()


def zip_rows(numbers: Iterator[bytes], words: Iterator[bytes], pair: PairSource) -> Iterator[bytes]:
    """Rows of a word, a tab and its numbers; notes in `pair` which of the two had more lines."""
    for row in numbers:
        word = next(words, None)
        if word is None:
            pair.left_over = ("numbers", 1 + sum(1 for _ in numbers))
            return
        yield word.replace(b"\t", b" ") + b"\t" + row + b"\n"
    more = sum(1 for word in words if word)
    if more:
        pair.left_over = ("words", more)


def companion(path: Path) -> Path | None:
    """The file beside `path` that lists its words: metadata.tsv for vectors.tsv, x.txt for x.npy; None without one."""
    names = [f"{path.stem}.{ending}" for ending in ("txt", "vocab", "words", "tsv")]
    names += [
        path.name.replace("vectors", "metadata"),
        path.name.replace("tensor", "metadata"),
        "words.txt",
        "vocab.txt",
        "tokenizer.json",
    ]
    return next((path.with_name(name) for name in names if name != path.name and path.with_name(name).is_file()), None)
