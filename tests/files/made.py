"""Files of vectors made on the spot, and how they are read."""

import struct
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


def fasttext_of(
    words: list[bytes],
    numbers: np.ndarray,
    buckets: int,
    longest: int = 6,
    version: int = 12,
    promised: int | None = None,
    quantised: bytes = b"\0",
    pruned: int = -1,
) -> bytes:
    """A fastText model as the released tool writes it, up to its input matrix (n, D)."""
    many = len(words) if promised is None else promised
    dim = numbers.shape[1]
    head = struct.pack("<14id", 793712314, version, dim, 5, 5, 1, 5, 1, 2, 2, buckets, 3, longest, 100, 1e-4)
    dictionary = b"".join(word + b"\0" + struct.pack("<qb", 9, 0) for word in words)
    sizes = struct.pack("<3i2q", many, many, 0, 9 * many, pruned)
    return head + sizes + dictionary + quantised + struct.pack("<2q", *numbers.shape) + numbers.astype("<f4").tobytes()


def gguf_text(text: bytes) -> bytes:
    return struct.pack("<Q", len(text)) + text


def gguf_of(
    tokens: list[bytes],
    rows: bytes,
    dim: int,
    kind: int = 0,
    *,
    version: int = 3,
    fields: bytes = b"",
    counts: tuple[int, int] | None = None,
    alignment: int = 32,
    many: int | None = None,
) -> bytes:
    """A GGUF file as llama.cpp writes it: `rows` of a kind of ggml's number, after another array that is not wanted."""
    listed = struct.pack("<IIQ", 9, 8, len(tokens)) + b"".join(map(gguf_text, tokens))
    told = gguf_text(b"general.architecture") + struct.pack("<I", 8) + gguf_text(b"bert")
    told += gguf_text(b"general.alignment") + struct.pack("<II", 4, alignment)
    told += gguf_text(b"tokenizer.ggml.tokens") + listed + fields
    head = struct.pack("<4sI", b"GGUF", version) + struct.pack("<QQ", *(counts or (2, 3)))
    other = gguf_text(b"output_norm.weight") + struct.pack("<IQIQ", 1, 8, 0, 0)
    wanted = gguf_text(b"token_embd.weight") + struct.pack(
        "<IQQIQ", 2, dim, len(tokens) if many is None else many, kind, -(-32 // alignment) * alignment
    )
    head += told + other + wanted
    between = bytes(-(-32 // alignment) * alignment - 32)
    return head + bytes(-len(head) % alignment) + np.ones(8, "<f4").tobytes() + between + rows
