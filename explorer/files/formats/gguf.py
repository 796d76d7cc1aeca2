"""
The token embeddings of a GGUF file, in which llama.cpp and its kin keep language models and embedding models.

All numbers are little-endian: “GGUF”, a version, how many arrays and how many fields there are; the fields, each a
name, a type and a value, the tokens among them; for each array its name, shape (numbers of a row first), kind of
number, and place behind the header (`docs/gguf.md` of ggml).  The rows of `token_embd.weight` are read, each with its
token, and nothing else of the model.  Every count is compared with the size of the file, or with the most that such a
file has, before memory of that size is taken.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NoReturn

import numpy as np
from numpy.typing import NDArray

from explorer.errors import VectorFileError
from explorer.files.formats import arrays
from explorer.files.formats.ggml_blocks import KINDS, Kind
from explorer.files.formats.recognise import Form
from explorer.files.formats.report import Tally
from explorer.files.formats.source import Source
from explorer.files.formats.usable import LONGEST
from explorer.vectors.block import Block

MAGIC: Final = b"GGUF"
VERSIONS: Final = (2, 3)
ROWS: Final = "token_embd.weight"
TOKENS: Final = "tokenizer.ggml.tokens"
ALIGNED_TO: Final = "general.alignment"
NUMBERS: Final = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
TEXT: Final = 8
LIST: Final = 9
MOST_HEADER: Final = 128 << 20  # bytes; that of 256,000 tokens with their merges has 10 MB
MOST_TEXTS: Final = 2_000_000  # in all lists together
MOST_NAMED: Final = 100_000  # fields, or arrays
MOST_DIM: Final = 100_000
BLOCK: Final = 8 << 20  # bytes of float32 numbers at a time
BLANKS: Final = "Tokens are written as in the model: “▁” or “Ġ” at the start of one means that a blank is before it."


@dataclass(frozen=True, eq=False)
class GGUF:
    """A file whose header has been read: its source at the first row, the kind of its numbers, V, D and the tokens."""

    source: Source
    kind: Kind
    many: int
    dim: int
    tokens: tuple[bytes, ...]

    @property
    def form(self) -> Form:
        """The format, in the form that `reading` takes."""
        return Form("arrays", f"GGUF, {self.kind.name}", self.dim, (self.many, self.dim))


def opened(source: Source) -> GGUF:
    """The token embeddings of the file whose bytes come next in `source`.

    Raises
    ------
    VectorFileError
        If its header cannot be true, or it has no token embeddings that can be read.
    """
    header, shown = _Header(source), f"“{source.name}”"
    header.take(len(MAGIC))
    version = header.number("<I")
    if version not in VERSIONS:
        raise VectorFileError(f"{shown} is a GGUF file of version {version:,}; versions 2 and 3 are read.")
    held, fields = header.number("<Q"), header.number("<Q")
    if max(held, fields) > MOST_NAMED:
        header.refuse(f"it would have {held:,} arrays and {fields:,} fields")
    told: dict[str, Any] = {}
    for _ in range(fields):
        name = header.text().decode("utf-8", "replace")
        value = header.value(header.number("<I"), wanted=name in (TOKENS, ALIGNED_TO))
        if value is not None:
            told[name] = value
    places = [header.array() for _ in range(held)]
    wanted = next((one for one in places if one[0] == ROWS.encode()), None)
    if wanted is None:
        raise VectorFileError(f"{shown} is a GGUF file without {ROWS}, its token embeddings: there is nothing to read.")
    tokens = told.get(TOKENS)
    if not isinstance(tokens, list) or not tokens:
        raise VectorFileError(f"{shown} is a GGUF file without a list of its tokens ({TOKENS}).")
    _, shape, number, offset = wanted
    if number not in KINDS:
        names = ", ".join(kind.name for kind in KINDS.values())
        raise VectorFileError(f"{shown} has embeddings of kind {number} of ggml, which is not read; {names} are.")
    kind, aligned = KINDS[number], told.get(ALIGNED_TO, 32)
    if len(shape) != 2 or not (0 < shape[0] <= MOST_DIM and 0 < shape[1] <= MOST_TEXTS) or shape[0] % kind.many:
        header.refuse(f"its embeddings would have the shape {' × '.join(f'{n:,}' for n in shape)}")
    if not isinstance(aligned, int) or not 0 < aligned <= 1 << 20:
        header.refuse(f"its arrays would begin at multiples of {aligned}")
    dim, many = shape
    begin = -(-header.passed // aligned) * aligned + offset
    if begin + many * (dim // kind.many) * kind.size > source.most_unpacked:
        raise VectorFileError(
            f"The header of {shown} promises {many:,} rows of {dim:,} numbers, but the file has only "
            f"{source.size:,} bytes; it was cut off, or is damaged."
        )
    header.leave()
    source.skip(begin - header.passed)
    return GGUF(source, kind, many, dim, tuple(tokens))


def blocks(model: GGUF, tally: Tally) -> Iterator[Block]:
    """The rows with their tokens, block by block.

    Raises
    ------
    VectorFileError
        If the numbers end before the rows do.
    """
    if any(token.startswith(("▁".encode(), "Ġ".encode())) for token in model.tokens):
        tally.warnings.append(BLANKS)
    return arrays.named(_rows(model), iter(model.tokens), model.many, tally)


def _rows(model: GGUF) -> Iterator[NDArray[np.float32]]:
    """The matrix (V, D), some rows at a time.

    Raises
    ------
    VectorFileError
        If the file ends before them.
    """
    size = model.dim // model.kind.many * model.kind.size
    step = max(1, BLOCK // (4 * model.dim))
    for start in range(0, model.many, step):
        asked = min(step, model.many - start)
        raw = model.source.read(asked * size)
        whole = len(raw) // size
        held = np.frombuffer(raw, dtype=np.uint8, count=whole * size).reshape(-1, model.kind.size)
        with np.errstate(over="ignore", invalid="ignore"):  # a row of such numbers is left out, and said so
            yield model.kind.numbers(held).reshape(whole, model.dim)
        if whole < asked:
            raise VectorFileError(
                f"The numbers of “{model.source.name}” end after {start + whole:,} of {model.many:,} rows."
            )


class _Header:
    """The header of a file, read from its start; `passed` bytes of it so far."""

    def __init__(self, source: Source) -> None:
        self.passed = 0
        self._texts = 0
        self._source, self._held, self._place = source, b"", 0

    def take(self, size: int) -> bytes:
        """The next `size` bytes.

        Raises
        ------
        VectorFileError
            If there are fewer, or the header would be longer than is possible.
        """
        if size > MOST_HEADER - self.passed:
            self.refuse(f"it would be longer than {MOST_HEADER >> 20} MB")
        if self._place + size > len(self._held):
            held = self._held[self._place :]
            self._held, self._place = held + self._source.read(max(size, 1 << 16) - len(held)), 0
            if len(self._held) < size:
                self.refuse("the file ends within it")
        found = self._held[self._place : self._place + size]
        self._place += size
        self.passed += size
        return found

    def number(self, form: str) -> int:
        """The next number, of that form."""
        (found,) = struct.unpack(form, self.take(struct.calcsize(form)))
        return int(found)

    def text(self) -> bytes:
        """The next text."""
        return self.take(self.number("<Q"))

    def value(self, type_of: int, *, wanted: bool) -> object:
        """The next value, a whole number or a list of texts, if it is `wanted`; otherwise it is skipped.

        Raises
        ------
        VectorFileError
            If its type is not one of the format's.
        """
        if type_of in NUMBERS:
            raw = self.take(struct.calcsize(NUMBERS[type_of]))
            return int.from_bytes(raw, "little") if wanted and type_of in (4, 10) else None
        if type_of == TEXT:
            self.text()
            return None
        if type_of != LIST:
            self.refuse(f"a field would be of type {type_of}")
        inner, many = self.number("<I"), self.number("<Q")
        if inner in NUMBERS:
            self.take(many * struct.calcsize(NUMBERS[inner]))
            return None
        self._texts += many
        if inner != TEXT or self._texts > MOST_TEXTS:
            self.refuse(f"a list would have {many:,} values of type {inner}")
        texts = (self.text() for _ in range(many))
        if wanted:
            return [one[: LONGEST + 1] for one in texts]
        for _ in texts:
            pass
        return None

    def array(self) -> tuple[bytes, tuple[int, ...], int, int]:
        """The name of the next array, its shape, the number of its kind, and its place.

        Raises
        ------
        VectorFileError
            If it has more dimensions than ggml has.
        """
        name, dims = self.text(), self.number("<I")
        if dims > 4:
            self.refuse(f"an array would have {dims:,} dimensions")
        return name, tuple(self.number("<Q") for _ in range(dims)), self.number("<I"), self.number("<Q")

    def leave(self) -> None:
        """Put back what was read beyond the header."""
        self._source.unread(self._held[self._place :])

    def refuse(self, why: str) -> NoReturn:
        """Say that the header cannot be true.

        Raises
        ------
        VectorFileError
            Always.
        """
        raise VectorFileError(f"The GGUF header of “{self._source.name}” is damaged: {why}.")
