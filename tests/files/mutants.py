"""Vector files of every container with lies put into them by chance: in their headers, counts and places."""

import bz2
import gzip
import io
import json
import lzma
import re
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator

import numpy as np

from explorer.files.formats import export
from explorer.vectors.word_vectors import WordVectors
from tests.files.made import fasttext_of, gguf_of

V, D = 300, 8
Way = Callable[[bytes, np.random.Generator], bytes]
EVIL = (0, 1, -1, 7, 255, 65_535, 2**31 - 1, 2**31, 2**32 - 1, 2**53, 2**63 - 1, 2**64 - 1, 10**30)
EVIL_TEXTS = (b"Infinity", b"NaN", b"null", b"true", b"1e999", b"-0", b'"x"', b"[]", b"{}", b"0.5", b"9" * 400)


def models() -> WordVectors:
    """300 words of 8 numbers."""
    matrix = np.random.default_rng(0).standard_normal((V, D)).astype(np.float32)
    return WordVectors(tuple(f"wörd{i}" for i in range(V)), matrix)


def safetensors(vectors: WordVectors) -> bytes:
    encoded = [word.encode() for word in vectors.words]
    arrays = {
        "words": np.frombuffer(b"".join(encoded), np.uint8),
        "vectors": vectors.matrix,
        "word_offsets": np.cumsum([0, *map(len, encoded)]),
    }
    layout, content = {}, b""
    for name, one in arrays.items():
        kind = {"uint8": "U8", "float32": "F32", "int64": "I64"}[one.dtype.name]
        places = [len(content), len(content) + one.nbytes]
        layout[name] = {"dtype": kind, "shape": list(one.shape), "data_offsets": places}
        content += one.tobytes()
    header = json.dumps(layout).encode()
    return struct.pack("<Q", len(header)) + header + content


def tarred(raw: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        info = tarfile.TarInfo("vectors.txt")
        info.size = len(raw)
        archive.addfile(info, io.BytesIO(raw))
    return packed.getvalue()


def zipped(raw: bytes, name: str = "vectors.txt") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, raw)
    return packed.getvalue()


def containers() -> dict[str, bytes]:
    """A sound file of each container."""
    vectors = models()
    text = export.word2vec_text(vectors)
    rows = {word: [float(x) for x in row] for word, row in zip(vectors.words, vectors.matrix, strict=True)}
    npy = io.BytesIO()
    np.save(npy, vectors.matrix)
    named = io.BytesIO()
    np.savez(named, words=np.array(vectors.words), vectors=vectors.matrix)
    safe = safetensors(vectors)
    pieces = np.vstack([vectors.matrix, vectors.matrix[:50]])
    fasttext = fasttext_of([word.encode() for word in vectors.words], pieces, 50)
    return {
        "txt": text,
        "csv": b"word,x\n" + text.partition(b"\n")[2].replace(b" ", b", "),
        "bin": export.word2vec_binary(vectors),
        "utf16": text.decode().encode("utf-16"),
        "json": json.dumps(rows).encode(),
        "lists.json": json.dumps({"words": list(rows), "vectors": list(rows.values())}).encode(),
        "npy": npy.getvalue(),
        "npz": named.getvalue(),
        "own.npz": export.npz(vectors),
        "safetensors": safe,
        "safetensors.gz": gzip.compress(safe),
        "safetensors.zip": zipped(safe, "model.safetensors"),
        "gz": gzip.compress(text),
        "bz2": bz2.compress(text),
        "xz": lzma.compress(text),
        "zip": zipped(text),
        "pair.zip": export.projector_pair(vectors),
        "tar": tarred(text),
        "fasttext": fasttext,
        "fasttext.gz": gzip.compress(fasttext),
        "gguf": gguf_of([word.encode() for word in vectors.words], vectors.matrix.astype("<f2").tobytes(), D, 1),
    }


def mutants(seed: int, each: int) -> Iterator[tuple[str, bytes]]:
    """Name and content of `each` files of every container."""
    rng = np.random.default_rng(seed)
    ways: tuple[Way, ...] = (_number, _field, _bits, _cut, _doubled, _inserted)
    for kind, raw in containers().items():
        for k in range(each):
            changed = raw
            for _ in range(1 + k % 3):
                changed = ways[rng.integers(len(ways))](changed, rng)
            yield f"{k}.{kind}", changed


def _number(raw: bytes, rng: np.random.Generator) -> bytes:
    """A number written in digits becomes another, near the start, where headers are."""
    found = list(re.finditer(rb"\d+", raw[:600]))
    if not found:
        return _bits(raw, rng)
    one = found[rng.integers(len(found))]
    texts = [b"%d" % number for number in EVIL] + list(EVIL_TEXTS)
    return raw[: one.start()] + texts[rng.integers(len(texts))] + raw[one.end() :]


def _field(raw: bytes, rng: np.random.Generator) -> bytes:
    """A binary count or place at either end becomes another."""
    size = int(rng.choice([2, 4, 8]))
    span = min(400, len(raw) - size)
    place = int(rng.integers(max(span, 1)))
    place = place if rng.random() < 0.5 else max(0, len(raw) - size - place)
    number = EVIL[rng.integers(len(EVIL))] % 2 ** (8 * size)
    return raw[:place] + number.to_bytes(size, "little") + raw[place + size :]


def _bits(raw: bytes, rng: np.random.Generator) -> bytes:
    changed = bytearray(raw)
    for place in rng.integers(0, max(1, min(len(raw), 2000)), 5).tolist():
        if place < len(changed):
            changed[place] ^= int(rng.integers(1, 256))
    return bytes(changed)


def _cut(raw: bytes, rng: np.random.Generator) -> bytes:
    return raw[: int(rng.integers(1, len(raw) + 1))] if raw else raw


def _doubled(raw: bytes, rng: np.random.Generator) -> bytes:
    return raw + raw[int(rng.integers(0, len(raw) + 1)) :]


def _inserted(raw: bytes, rng: np.random.Generator) -> bytes:
    place = int(rng.integers(0, len(raw) + 1))
    return raw[:place] + rng.bytes(int(rng.integers(1, 200))) + raw[place:]
