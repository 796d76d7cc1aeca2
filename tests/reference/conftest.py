"""The real vectors, read here in the plainest way, so that these tests depend on no reader of ours."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from explorer.vectors.word_vectors import WordVectors


def read_text(path: Path) -> WordVectors:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    rows = [line.split(" ") for line in content.decode().rstrip("\n").split("\n")]
    dim = len(rows[-1]) - 1
    rows = [row for row in rows if len(row) == dim + 1]  # without the header, where there is one
    matrix = np.array([[float(x) for x in row[1:]] for row in rows], dtype=np.float32)
    return WordVectors(tuple(row[0] for row in rows), matrix)


def read_binary(path: Path) -> WordVectors:
    content = gzip.decompress(path.read_bytes())
    header, _, content = content.partition(b"\n")
    size, dim = map(int, header.split())
    words, rows, at = [], np.empty((size, dim), dtype=np.float32), 0
    for row in range(size):
        space = content.index(b" ", at)
        words.append(content[at:space].lstrip(b"\n").decode())
        rows[row] = np.frombuffer(content, np.float32, dim, space + 1)
        at = space + 1 + 4 * dim
    return WordVectors(tuple(words), rows)


@pytest.fixture(scope="session")
def glove(shared: Path) -> WordVectors:
    return read_text(shared / "vectors" / "glove.6B.50d.union19k.txt.gz")


@pytest.fixture(scope="session")
def lists(shared: Path) -> WordVectors:
    """The words of GloVe 6B that the lists of the app and of Ng's exercise ask for."""
    return read_text(shared / "vectors" / "glove.6B.50d.lists44k.txt.gz")


@pytest.fixture(scope="session")
def twitter(shared: Path) -> WordVectors:
    return read_text(shared / "vectors" / "glove.twitter.27B.25d.subset14k.txt.gz")


@pytest.fixture(scope="session")
def news(shared: Path) -> WordVectors:
    return read_binary(shared / "vectors" / "GoogleNews-300d.union14k.bin.gz")


@pytest.fixture(scope="session")
def glove840(shared: Path) -> WordVectors:
    return read_text(shared / "vectors" / "glove.840B.300d.weat+wefat-words.txt")
