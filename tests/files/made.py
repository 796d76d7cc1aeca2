"""Files of vectors made on the spot, and how they are read."""

from pathlib import Path

import numpy as np

from explorer.files.formats.reading import ImportSettings, read
from explorer.files.formats.report import ImportReport
from explorer.vectors.word_vectors import WordVectors

GLOVE = b"the 0.418 0.24968 -0.41242\nking 0.50451 0.68607 -0.59517\n"


KING = np.array([0.50451, 0.68607, -0.59517], dtype=np.float32)


def imported(folder: Path, raw: bytes, name: str = "file", **options: object) -> tuple[WordVectors, ImportReport]:
    path = folder / name
    path.write_bytes(raw)
    return read(path, ImportSettings(**options))  # type: ignore[arg-type]


def binary(words: list[bytes], matrix: np.ndarray, end: bytes = b"\n", header: bytes | None = None) -> bytes:
    records = (word + b" " + row.astype("<f4").tobytes() + end for word, row in zip(words, matrix, strict=True))
    return (header or b"%d %d\n" % matrix.shape) + b"".join(records)
