"""
Vectors as files that other tools read: word2vec text and binary, the Embedding Projector's pair, npz.

Numbers are written with the fewest digits that read back as the same float32.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.vectors.word_vectors import WordVectors

BLOCK: Final = 4096  # rows written at a time


def word2vec_text(vectors: WordVectors) -> bytes:
    r"""A line with V and D, then a word and its numbers a line (Mikolov et al. 2013).

    A line break in a word becomes "_"; a space stays, and is read back from the right.

    >>> word2vec_text(WordVectors(("a", "b c"), np.array([[0.1, 2], [-1, 0]], dtype=np.float32)))
    b'2 2\na 0.1 2.0\nb c -1.0 0.0\n'
    """
    out = io.BytesIO()
    out.write(f"{len(vectors)} {vectors.dim}\n".encode())
    for words, rows in _blocks(vectors):
        for word, numbers in zip(words, digits(rows), strict=True):
            out.write(one_line(word).encode() + b" " + b" ".join(numbers) + b"\n")
    return out.getvalue()


def word2vec_binary(vectors: WordVectors) -> bytes:
    """word2vec's binary format, a line feed after each vector; white space in a word becomes "_"."""
    out = io.BytesIO()
    out.write(f"{len(vectors)} {vectors.dim}\n".encode())
    for words, rows in _blocks(vectors):
        for word, row in zip(words, rows.astype("<f4"), strict=True):
            out.write(re.sub(r"[ \n\r\t]", "_", word).encode() + b" " + row.tobytes() + b"\n")
    return out.getvalue()


def projector_pair(vectors: WordVectors) -> bytes:
    """A zip of vectors.tsv and metadata.tsv, as projector.tensorflow.org loads them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("vectors.tsv", "w") as file:
            for _, rows in _blocks(vectors):
                file.write(b"".join(b"\t".join(numbers) + b"\n" for numbers in digits(rows)))
        archive.writestr("metadata.tsv", "".join(f"{line}\n" for line in _described(vectors)))
    return out.getvalue()


def _described(vectors: WordVectors) -> Iterator[str]:
    """The lines of metadata.tsv: the words; of vectors with columns, their names, then the words with their cells."""
    columns = list(vectors.columns or ())
    head = [("word", *(column.name for column in columns))] if columns else []
    rows = chain(head, zip(vectors.words, *(column.cells() for column in columns), strict=True))
    return ("\t".join(one_line(cell).replace("\t", " ") for cell in row) for row in rows)


def npz(vectors: WordVectors) -> bytes:
    """NumPy's npz with `words` (V,), plain text that needs no unpickling, and `vectors` (V, D) float32."""
    out = io.BytesIO()
    np.savez(out, words=np.array(list(vectors.words), dtype=np.str_), vectors=np.ascontiguousarray(vectors.matrix))
    return out.getvalue()


WAYS: Final[dict[str, tuple[str, Callable[[WordVectors], bytes]]]] = {
    "word2vec text": (".txt", word2vec_text),
    "word2vec binary": (".bin", word2vec_binary),
    "Embedding Projector (two TSV files in a zip)": (".zip", projector_pair),
    "NumPy .npz": (".npz", npz),
}


def digits(rows: NDArray[np.float32]) -> list[list[bytes]]:
    """The numbers of rows (n, D) as the shortest text that reads back as the same float32."""
    written: list[list[bytes]] = np.asarray(rows, dtype=np.float32).astype("S").tolist()
    return written


def one_line(word: str) -> str:
    """The word with "_" for each line end."""
    return re.sub(r"[\n\r]", "_", word)


def _blocks(vectors: WordVectors) -> Iterator[tuple[list[str], NDArray[np.float32]]]:
    for start in range(0, len(vectors), BLOCK):
        rows = np.asarray(vectors.matrix[start : start + BLOCK], dtype=np.float32)
        yield list(vectors.words[start : start + BLOCK]), rows
