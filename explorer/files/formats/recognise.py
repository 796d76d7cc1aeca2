"""
Which format a file is in, judged by its first bytes and never by its name.

A message says what a file that cannot be read is, and what to do with it.  No pickle of a visitor is opened: unpickling
a file runs the code that is in it.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final, Literal

from explorer.errors import VectorFileError

OPENING: Final = 1 << 20  # bytes that are looked at
PICKLED: Final = (
    "is a Python pickle, as gensim's .kv and .model files are; opening it would run the code in it. It opens only from "
    "the operator's folder (EMBEDDING_EXPLORER_MODELS); or convert it where you trust it: "
    'KeyedVectors.load(path).save_word2vec_format("v.bin", binary=True).'
)
REFUSED: Final = (
    (rb"\x80[\x00-\x05]|\((?:dp|lp|l|d|i[\w.]+\n)|c[\w.]+\n[\w.]+\n", PICKLED),
    (
        rb"version https://git-lfs",
        "is a Git LFS pointer, a few lines that stand for the file; fetch the file itself with “git lfs pull”.",
    ),
    (rb"\s*(?i:<!doctype|<html|<head|<\?xml)", "is a web page, not vectors: the download has failed or needs a login."),
    (rb"\x89PNG\r\n", "is a PNG image."),
    (rb"\xff\xd8\xff", "is a JPEG image."),
    (rb"GIF8", "is a GIF image."),
    (rb"%PDF", "is a PDF document."),
    (rb"\x7fELF|MZ", "is a program, not vectors."),
    (rb"SQLite format 3", "is an SQLite database."),
    (rb"\x89HDF", "is an HDF5 file; save the words and the matrix as word2vec text or .npz."),
    (rb"RD[AX][23]\n", "is an R data file; in R, write the words and their numbers with write.table."),
    (rb"\x28\xb5\x2f\xfd", "is packed with zstd; unpack it first, or pack it with gz."),
    (rb"7z\xbc\xaf", "is a 7z archive; unpack it first."),
    (rb"Rar!", "is a RAR archive; unpack it first."),
    (rb"\x1f\x8b|BZh[1-9]1AY|\xfd7zXZ", "is packed twice; unpack it once."),
)
NUMBER: Final = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?(?i:nan|inf(?:inity)?)")
SEPARATORS: Final = (b"\t", b" ", b",", b";")  # in the order in which they are tried; b" " is any run of blanks


@dataclass(frozen=True)
class Form:
    """How a file is to be read.

    Parameters
    ----------
    kind : "text", "binary", "arrays", "table" or "fasttext"
    title : str
        As the reader is told.
    dim : int
        D, by the rows in text and by the header in binary.
    promised : tuple of int, optional
        V and D of the header.
    header : str
        The header as written, or "".
    skip : int
        Bytes before the first row.
    line : int
        Number of the line of the first row.
    separator : bytes
        Between the numbers of a text; b" " stands for any run of blanks and tabs.
    encoding : str
    """

    kind: Literal["text", "binary", "arrays", "table", "fasttext"]
    title: str
    dim: int
    promised: tuple[int, ...] | None = None
    header: str = ""
    skip: int = 0
    line: int = 1
    separator: bytes = b" "
    encoding: str = "utf-8"


def encoding_of(opening: bytes) -> str:
    """The encoding of the text that begins with `opening`: its byte order mark, or where the zeros of UTF-16 stand."""
    if opening.startswith(b"\xff\xfe"):
        return "utf-16-le"
    if opening.startswith(b"\xfe\xff"):
        return "utf-16-be"
    head = opening[:2000]
    if len(head) >= 8 and head[1::2].count(0) * 2 > len(head) * 0.8 and not head[::2].count(0):
        return "utf-16-le"
    if len(head) >= 8 and head[::2].count(0) * 2 > len(head) * 0.8 and not head[1::2].count(0):
        return "utf-16-be"
    return "utf-8"


def form_of(opening: bytes, *, name: str, whole: bool = False) -> Form:
    """The format of the file that begins with `opening`, unpacked and in UTF-8; `whole` if that is all of it.

    Raises
    ------
    VectorFileError
        If it cannot be read here; the message says what it is, as far as that can be told.
    """
    shown = f"“{name}”"
    if not opening:
        raise VectorFileError(f"{shown} is empty.")
    if _is_tar(opening):
        raise VectorFileError(f"{shown} is a tar archive, which holds files; unpack it and give the file of vectors.")
    for pattern, sentence in REFUSED:
        if re.match(pattern, opening):
            raise VectorFileError(f"{shown} {sentence}")
    mark = 3 if opening.startswith(b"\xef\xbb\xbf") else 0
    first, line_feed, rest = opening[mark:].partition(b"\n")
    header = re.fullmatch(rb"\s*([+-]?[\d.eE+-]+)[ \t,;]+([+-]?[\d.eE+-]+)\s*", first) if len(first) < 200 else None
    if header and line_feed and not _is_text(rest[:4096], cut=len(rest) > 4096 or not whole):
        return _binary(first, mark + len(first) + 1, rest, shown)
    return _text(opening, mark, header is not None, shown, whole)


def _is_tar(opening: bytes) -> bool:
    """Whether the first 512 bytes have the checksum of a tar's header, itself counted as blanks (POSIX.1-1988)."""
    stored = opening[148:156].strip(b" \0")
    if len(opening) < 512 or not re.fullmatch(rb"[0-7]{1,7}", stored):
        return False
    return sum(opening[:148]) + 8 * 32 + sum(opening[156:512]) == int(stored, 8)


def rows_dim(opening: bytes, separator: bytes, *, name: str, whole: bool) -> int:
    """D of rows that begin with `opening` and are known to have `separator` between word and numbers.

    Raises
    ------
    VectorFileError
        If no line has a number at its end.
    """
    lines = opening.split(b"\n")[:200]
    counts = _rows_of_text(lines, cut=not whole or opening.count(b"\n") >= len(lines), separator=separator)
    if not counts:
        raise VectorFileError(f"“{name}” holds no word with numbers.")
    return Counter(counts).most_common(1)[0][0]


def _is_text(sample: bytes, *, cut: bool) -> bool:
    """Whether rows of text follow a header; a line of binary numbers may look like one, but hardly half of them."""
    lines = sample.split(b"\n")
    rows = max((_rows_of_text(lines, cut=cut, separator=separator) for separator in SEPARATORS), key=len)
    control = re.search(rb"[\x00-\x08\x0e-\x1f]", sample)
    return bool(rows) and (control is None or len(rows) * 2 >= len(lines))


def _binary(first: bytes, skip: int, rest: bytes, shown: str) -> Form:
    if not re.fullmatch(rb"\s*\d{1,15}[ \t]+\d{1,15}\s*", first):
        raise VectorFileError(
            f"{shown} begins with “{_excerpt(first)}”, where two whole numbers, of rows and of columns, should be."
        )
    rows, dim = (int(number) for number in first.split())
    if not rows or not dim:
        raise VectorFileError(
            f"The header of {shown} promises {rows:,} words of {dim:,} numbers: there is nothing to read."
        )
    if not rest.strip():
        raise VectorFileError(f"The header of {shown} promises {rows:,} words, but nothing follows it.")
    return Form("binary", "word2vec binary", dim, (rows, dim), first.decode("latin-1").strip(), skip)


def _text(opening: bytes, mark: int, headed: bool, shown: str, whole: bool) -> Form:
    lines = opening[mark:].split(b"\n")
    if len(lines) == 1 and not whole and not re.search(rb"[\x00-\x08\x0e-\x1f]", opening[:4096]):
        raise VectorFileError(f"The first line of {shown} is longer than {len(opening):,} bytes; rows are shorter.")
    body = lines[1:] if headed else lines
    found = _separator(body[:200], cut=not whole or len(body) > 200)
    if found is None:
        raise _not_vectors(opening, mark, shown)
    separator, dim = found
    decimal = re.search(rb"[ \t;]([+-]?\d+,\d+)[ \t;\r\n]", opening[:4096])
    if separator == b"," and dim == 1 and decimal:
        raise VectorFileError(
            f"{shown} has numbers with a decimal comma, such as “{decimal[1].decode()}”; they need a point."
        )
    if headed and dim == 1 and not re.search(rb"\D1\s*$", lines[0]):
        headed = False  # "7 3" above rows of one number is a row itself
    first = lines[0].decode("utf-8", "replace").strip() if headed else ""
    numbers = re.fullmatch(r"(\d{1,15})\D+(\d{1,15})", first)
    title = "word2vec text" if headed else "GloVe text"
    if separator != b" ":
        title = {b"\t": "tab-separated text", b",": "CSV", b";": "CSV with semicolons"}[separator]
    named = (
        separator != b" "
        and lines[0].count(separator) >= dim
        and not _rows_of_text(lines[:1], cut=False, separator=separator)
    )
    skip = len(lines[0]) + 1 if headed or named else 0
    promised = (int(numbers[1]), int(numbers[2])) if numbers else None
    return Form("text", title, dim, promised, first, mark + skip, 1 + bool(skip), separator)


def _not_vectors(opening: bytes, mark: int, shown: str) -> VectorFileError:
    """What is wrong with a file that holds no rows."""
    sample = opening[:4096]
    if re.search(rb"[\x00-\x08\x0e-\x1f]", sample):
        start = " ".join(f"{byte:02x}" for byte in opening[:8])
        return VectorFileError(f"{shown} is in no format that can be read here: its first bytes are {start}.")
    return VectorFileError(
        f"{shown} is text, but not vectors: "
        f"where a word and its numbers should be, it says “{_excerpt(opening[mark:])}”."
    )


def _separator(lines: list[bytes], *, cut: bool) -> tuple[bytes, int] | None:
    """The separator of the numbers in `lines`, and how many numbers a row then has; None if there are no rows.

    It is the first with which most lines are rows of two numbers or more.  If there is none, it is the one that finds
    the most numbers.
    """
    filled = sum(bool(line.strip()) for line in lines)
    likely: list[tuple[int, bytes, int]] = []
    for separator in SEPARATORS:
        counts = _rows_of_text(lines, cut=cut, separator=separator)
        if not counts:
            continue
        dim, many = Counter(counts).most_common(1)[0]
        if dim > 1 and many * 2 > filled:
            return separator, dim
        likely.append((dim * many, separator, dim))
    return max(likely, key=lambda one: one[0])[1:] if likely else None


def _rows_of_text(lines: list[bytes], *, cut: bool, separator: bytes) -> list[int]:
    """The number of numbers at the end of each line that has any after a word; the last line may be cut off."""
    counts = []
    for line in lines[:-1] if cut and len(lines) > 1 else lines:
        stripped = line.strip(b" \t\r")
        word, tab, behind = stripped.partition(b"\t")
        if separator != b" ":
            fields = line.rstrip(b" \t\r").split(separator)  # one that begins with a separator has no word
        elif tab and all(map(NUMBER.fullmatch, behind.split())):
            fields = [word, *behind.split()]
        else:
            fields = stripped.split()
        numbers = 0
        for field in reversed(fields[1:]):
            if not NUMBER.fullmatch(field.strip(b' \t"')):
                break
            numbers += 1
        if numbers:
            counts.append(numbers)
    return counts


def _excerpt(raw: bytes) -> str:
    line = raw.lstrip().split(b"\n")[0][:60].decode("utf-8", "replace").strip()
    return "".join(letter if letter.isprintable() else "·" for letter in line)
