"""Token embeddings of GGUF files: every kind of number against ggml's loops, the rest of a header passed over."""

import gzip
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import VectorFileError
from explorer.files import imports
from explorer.files.formats import gguf
from explorer.files.formats.ggml_blocks import KINDS
from tests.files.made import gguf_of, gguf_text, imported

TOKENS = [b"[PAD]", "▁king".encode(), "日本".encode(), b"s"]
MATRIX = np.array([[0, 1, 2], [-1, 0.5, 0.25], [3, -4, 8], [1, 1, 1]], dtype=np.float32)
PLAIN = {
    0: MATRIX.astype("<f4").tobytes(),
    1: MATRIX.astype("<f2").tobytes(),
    30: (MATRIX.view(np.uint32) >> 16).astype("<u2").tobytes(),  # exact for these numbers
}


def half(raw: bytes) -> float:
    return float(struct.unpack("<e", raw)[0])


def q8_0(raw: bytes) -> list[float]:
    return [half(raw[:2]) * (byte - 256 * (byte > 127)) for byte in raw[2:]]


def q4_0(raw: bytes) -> list[float]:
    return [half(raw[:2]) * ((byte & 15) - 8) for byte in raw[2:]] + [
        half(raw[:2]) * ((byte >> 4) - 8) for byte in raw[2:]
    ]


def scale_and_least(j: int, q: bytes) -> tuple[int, int]:
    """`get_scale_min_k4` of ggml-quants.c."""
    if j < 4:
        return q[j] & 63, q[j + 4] & 63
    return (q[j + 4] & 15) | ((q[j - 4] >> 6) << 4), (q[j + 4] >> 4) | ((q[j] >> 6) << 4)


def q45_k(raw: bytes, fifth: bytes, quants: bytes) -> list[float]:
    """`dequantize_row_q4_K` and `dequantize_row_q5_K`, which differ by the fifth bit."""
    out = []
    for part in range(8):
        scale, least = scale_and_least(part, raw[4:16])
        for i in range(32):
            byte = quants[32 * (part // 2) + i]
            whole = (byte >> 4 if part % 2 else byte & 15) + 16 * (fifth[i] >> part & 1)
            out.append(half(raw[:2]) * scale * whole - half(raw[2:4]) * least)
    return out


def q4_k(raw: bytes) -> list[float]:
    return q45_k(raw, bytes(32), raw[16:])


def q5_k(raw: bytes) -> list[float]:
    return q45_k(raw, raw[16:48], raw[48:])


def q6_k(raw: bytes) -> list[float]:
    """`dequantize_row_q6_K`."""
    out = [0.0] * 256
    scales = struct.unpack("16b", raw[192:208])
    for n in (0, 1):
        lower, upper = raw[64 * n : 64 * n + 64], raw[128 + 32 * n : 160 + 32 * n]
        for i in range(32):
            whole = (
                lower[i] & 15 | (upper[i] & 3) << 4,
                lower[i + 32] & 15 | (upper[i] >> 2 & 3) << 4,
                lower[i] >> 4 | (upper[i] >> 4 & 3) << 4,
                lower[i + 32] >> 4 | (upper[i] >> 6 & 3) << 4,
            )
            for k in range(4):
                scale = scales[8 * n + i // 16 + 2 * k]
                out[128 * n + 32 * k + i] = half(raw[208:]) * scale * (whole[k] - 32)
    return out


@pytest.mark.parametrize("kind", PLAIN)
def test_numbers_as_they_are(tmp_path: Path, kind: int) -> None:
    vectors, report = imported(tmp_path, gguf_of(TOKENS, PLAIN[kind], 3, kind))
    assert [word.encode() for word in vectors.words] == TOKENS
    np.testing.assert_array_equal(vectors.matrix, MATRIX)
    assert (report.form, report.promised, report.warnings) == (f"GGUF, {KINDS[kind].name}", (4, 3), (gguf.BLANKS,))


@pytest.mark.parametrize(
    ("kind", "by_hand", "scales"),
    [(2, q4_0, [0]), (8, q8_0, [0]), (12, q4_k, [0, 2]), (13, q5_k, [0, 2]), (14, q6_k, [208])],
    ids=["Q4_0", "Q8_0", "Q4_K", "Q5_K", "Q6_K"],
)
def test_quantised_numbers(
    tmp_path: Path, kind: int, by_hand: Callable[[bytes], list[float]], scales: list[int]
) -> None:
    """Two blocks a row, of any bytes; only the float16 numbers are chosen, so that they are numbers."""
    rng, one = np.random.default_rng(kind), KINDS[kind]
    raw = rng.integers(0, 256, (4, 2, one.size), dtype=np.uint8)
    for place in scales:
        raw[..., place : place + 2] = rng.normal(0, 0.1, (4, 2, 1)).astype("<f2").view(np.uint8)
    wanted = [[x for block in row for x in by_hand(block.tobytes())] for row in raw]
    vectors, _ = imported(tmp_path, gguf_of(TOKENS, raw.tobytes(), 2 * one.many, kind))
    np.testing.assert_allclose(vectors.matrix, wanted, rtol=1e-5, atol=1e-5)


def test_other_fields_and_another_alignment_are_passed_over(tmp_path: Path) -> None:
    field = b"".join(
        gguf_text(b"f%d" % kind) + struct.pack("<I", kind) + bytes(size)
        for kind, size in {0: 1, 1: 1, 2: 2, 3: 2, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}.items()
    )
    lists = gguf_text(b"merges") + struct.pack("<IIQ", 9, 8, 2) + gguf_text(b"a b") + gguf_text(b"c d")
    lists += gguf_text(b"scores") + struct.pack("<IIQ3f", 9, 6, 3, 1, 2, 3)
    raw = gguf_of(TOKENS, PLAIN[0], 3, fields=field + lists, counts=(2, 3 + 12), alignment=128)
    for name, packed in (("plain", raw), ("file.gz", gzip.compress(raw))):
        np.testing.assert_array_equal(imported(tmp_path, packed, name)[0].matrix, MATRIX)
    some, report = imported(tmp_path, raw, most_frequent=2)
    assert (list(some.words), report.limited) == (["[PAD]", "▁king"], True)


def test_rows_without_a_token_are_said(tmp_path: Path) -> None:
    vectors, report = imported(tmp_path, gguf_of(TOKENS[:3], PLAIN[0], 3, many=4))
    assert len(vectors) == 3
    assert "There are 3 words and 4 rows of numbers; the surplus is left out." in report.warnings


def test_the_ending_is_no_part_of_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path / "store"))
    (tmp_path / "small model.gguf").write_bytes(gguf_of(TOKENS, PLAIN[1], 3, 1))
    found = imports.import_file(tmp_path / "small model.gguf")
    assert found.model.name == "small model"
    np.testing.assert_array_equal(found.vectors.matrix, MATRIX)


GOOD = gguf_of(TOKENS, PLAIN[0], 3)
FAR = 2**63
HURT = {
    "version 1": (gguf_of(TOKENS, PLAIN[0], 3, version=1), "of version 1; versions 2 and 3 are read"),
    "another byte order": (gguf_of(TOKENS, PLAIN[0], 3, version=3 << 24), "of version 50,331,648"),
    "fields": (gguf_of(TOKENS, PLAIN[0], 3, counts=(2, FAR)), "damaged: it would have 2 arrays and 9,223"),
    "arrays": (gguf_of(TOKENS, PLAIN[0], 3, counts=(FAR, 3)), "damaged: it would have 9,223"),
    "rows": (gguf_of(TOKENS, PLAIN[0], 3, many=1_000_000), "promises 1,000,000 rows of 3 numbers, but the file has"),
    "too many rows": (gguf_of(TOKENS, PLAIN[0], 3, many=FAR), "damaged: its embeddings would have the shape 3 × 9,223"),
    "wide": (gguf_of(TOKENS, PLAIN[0], FAR), "damaged: its embeddings would have the shape"),
    "half a block": (gguf_of(TOKENS, bytes(1000), 33, 8), "would have the shape 33 × 4"),
    "a kind": (
        gguf_of(TOKENS, PLAIN[0], 3, 16),
        "of kind 16 of ggml, which is not read; F32, F16, Q4_0,",
    ),
    "alignment": (GOOD.replace(struct.pack("<II", 4, 32), struct.pack("<II", 4, 0)), "begin at multiples of 0"),
    "no embeddings": (GOOD.replace(b"token_embd", b"other_embd"), "without token_embd.weight, its token embeddings"),
    "no tokens": (GOOD.replace(b"ggml.tokens", b"ggml.merges"), "without a list of its tokens"),
    "cut in the header": (GOOD[:150], "damaged: the file ends within it"),
    "cut in the numbers": (GOOD[:-5], "promises 4 rows of 3 numbers, but the file has only"),
    "a text": (GOOD.replace(struct.pack("<Q", 4) + b"bert", struct.pack("<Q", FAR) + b"bert"), "longer than 128 MB"),
    "a list": (
        gguf_of(TOKENS, PLAIN[0], 3, fields=gguf_text(b"x") + struct.pack("<IIQ", 9, 8, FAR), counts=(2, 4)),
        "damaged: a list would have 9,223",
    ),
    "a list of lists": (
        gguf_of(TOKENS, PLAIN[0], 3, fields=gguf_text(b"x") + struct.pack("<IIQ", 9, 9, 1), counts=(2, 4)),
        "1 values of type 9",
    ),
    "a type": (
        gguf_of(TOKENS, PLAIN[0], 3, fields=gguf_text(b"x") + struct.pack("<I", 99), counts=(2, 4)),
        "damaged: a field would be of type 99",
    ),
    "dimensions": (
        GOOD.replace(b"output_norm.weight\1\0\0\0", b"output_norm.weight\xff\0\0\0"),
        "damaged: an array would have 255 dimensions",
    ),
}


@pytest.mark.parametrize("name", HURT)
def test_damage_is_one_sentence(tmp_path: Path, name: str) -> None:
    raw, said = HURT[name]
    with pytest.raises(VectorFileError) as told:
        imported(tmp_path, raw)
    assert said in str(told.value)
    assert "“file”" in str(told.value)


def test_a_number_that_is_none_leaves_its_row_out(tmp_path: Path) -> None:
    rows = np.where(MATRIX == 8, np.nan, MATRIX).astype("<f2").tobytes()
    vectors, report = imported(tmp_path, gguf_of(TOKENS, rows, 3, 1))
    assert ([word.encode() for word in vectors.words], report.not_finite) == ([*TOKENS[:2], TOKENS[3]], 1)
