"""
fastText's own .bin model (Bojanowski et al. 2017; `Args`, `Dictionary` and `DenseMatrix` of the released tool).

All numbers are little-endian: a magic number and version; thirteen settings of the training; the dictionary (for
each word its bytes up to a zero, an int64 count, a byte that tells words from labels); then the input matrix, a row
for each word and one for each of `buckets` hashes of pieces of words.  The vector of a word is the mean of its own
row and of its pieces' rows, as in `fasttext print-word-vectors`.  A quantised model (.ftz) is refused.
"""

import struct
import tempfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from explorer.errors import VectorFileError
from explorer.files.formats.recognise import Form
from explorer.files.formats.report import Tally
from explorer.files.formats.source import Source
from explorer.files.formats.usable import LONGEST, usable
from explorer.vectors.block import Block
from explorer.vectors.subwords import LONGEST_PIECE, Subwords, hashed

MAGIC: Final = b"\xba\x16\x4f\x2f"
HEADER: Final = struct.Struct("<14id3i2q")  # magic, version, 12 settings, t; sizes of the dictionary
KNOWN_VERSIONS: Final = (11, 12)
SUPERVISED: Final = 3
MOST_DIM: Final = 100_000
BLOCK: Final = 8 << 20  # bytes of vectors at a time
GATHERED: Final = 4 << 20  # numbers of pieces' rows summed at a time
QUANTISED: Final = (
    "is a quantised fastText model (.ftz), which keeps codes in the place of vectors; "
    "use the .bin that it was made from."
)
END_OF_SENTENCE: Final = b"</s>"  # which has no pieces


@dataclass(eq=False)
class FastTextModel:
    """A file whose header has been read.

    Parameters
    ----------
    source : Source
        At the first word of the dictionary.
    dim, buckets, shortest, longest : int
        D, B, and the letters of a piece.
    words, entries : int
        V, and the lines of the dictionary: words and labels.
    copied_to : Path, optional
        A folder for a copy of the numbers: where others may write the file, it must not be mapped.
    """

    source: Source
    dim: int
    buckets: int
    shortest: int
    longest: int
    words: int
    entries: int
    counts: "array[int]" = field(default_factory=lambda: array("q"))
    subwords: Subwords | None = None
    copied_to: Path | None = None
    unpacked: BinaryIO | None = None

    @property
    def form(self) -> Form:
        """The format, in the form that `reading` takes."""
        return Form("fasttext", "fastText .bin", self.dim, (self.words, self.dim))

    def close(self) -> None:
        """Close the pieces, which are a map of the file, and what was unpacked or copied to be read."""
        self.subwords = None
        if self.unpacked is not None:
            self.unpacked.close()


def opened(source: Source) -> FastTextModel:
    """The model whose bytes come next in `source`.

    Raises
    ------
    VectorFileError
        If its header cannot be true.
    """
    raw = source.read(HEADER.size)
    if len(raw) < HEADER.size:
        raise VectorFileError(f"“{source.name}” is a fastText .bin model that was cut off; fetch it again.")
    _, version, *settings = HEADER.unpack(raw)
    dim, *_, kind, buckets, shortest, longest, _, _, entries, words, labels, _, pruned = settings
    shown = f"“{source.name}”"
    if version not in KNOWN_VERSIONS:
        raise VectorFileError(
            f"{shown} is a fastText .bin model of version {version}; versions 11 and 12 are read. Save it again."
        )
    if version == 11 and kind == SUPERVISED:
        longest = 0  # that version wrote a length, but used no pieces
    if pruned > 0:
        raise VectorFileError(f"{shown} {QUANTISED}")
    agree = 0 < dim <= MOST_DIM and buckets >= 0 and words >= 0 and labels >= 0 and words + labels == entries
    if not agree or not (longest <= LONGEST_PIECE and max(shortest, longest) >= 0):
        raise VectorFileError(
            f"The header of {shown} is damaged: it promises {words:,} words and {labels:,} labels in {entries:,} "
            f"lines, {dim:,} numbers a word, {buckets:,} rows for pieces of {shortest:,} to {longest:,} letters."
        )
    needed = HEADER.size + 10 * entries + 17 + 4 * dim * (words + buckets)
    if needed > source.most_unpacked:
        raise VectorFileError(
            f"The header of {shown} promises {words:,} words and {buckets:,} pieces of {dim:,} numbers, "
            f"but the file has only {source.size:,} bytes; it was cut off, or is damaged."
        )
    if not words:
        raise VectorFileError(f"{shown} is a fastText .bin model without a word in it.")
    return FastTextModel(source, dim, buckets, max(shortest, 1), longest, words, entries)


def blocks(model: FastTextModel, tally: Tally) -> Iterator[Block]:
    """The words with their composed vectors, block by block; the counts and the pieces' own rows stay with `model`.

    Raises
    ------
    VectorFileError
        If the file is quantised, or its parts do not agree with its header.
    """
    words, ends = _dictionary(model)
    quantised = model.source.read(1)
    if quantised != b"\0":
        raise VectorFileError(f"“{model.source.name}” {QUANTISED}")
    matrix = _input_matrix(model)
    if model.longest and model.buckets:
        model.subwords = Subwords(matrix[model.words :], model.shortest, model.longest)
    step = max(1, BLOCK // (4 * model.dim))
    for start in range(0, model.words, step):
        many = min(step, model.words - start, step if tally.most is None else tally.asked_for)
        places = pairwise(ends[start : start + many + 1])
        names = [bytes(words[begin:end]) for begin, end in places]
        rows = np.array(matrix[start : start + len(names)], dtype=np.float32)
        _add_pieces(rows, names, model)
        lengths = np.array([len(name) for name in names], dtype=np.int64)
        fit = usable(rows, b"".join(names), lengths)
        tally.add(fit, start + 1)
        tally.lines = start + len(names)
        if len(fit.block.lengths):
            yield replace(fit.block, places=start + np.flatnonzero(fit.stays))


def _dictionary(model: FastTextModel) -> "tuple[bytearray, array[int]]":
    """The words of the dictionary that comes next, joined, and 0 and then the end of each; counts go into `model`.

    Raises
    ------
    VectorFileError
        If it ends early, or a word in it is damaged.
    """
    source, held, place = model.source, b"", 0
    words, ends = bytearray(), array("q", [0])
    model.counts = array("q")
    for _ in range(model.entries):
        end = held.find(b"\0", place)
        while end < 0 or end + 10 > len(held):
            piece = source.some(1 << 20)
            if not piece or (end < 0 and len(held) - place > LONGEST + 10):
                raise VectorFileError(
                    f"The dictionary of “{source.name}” is damaged: "
                    f"it ends, or has no word, after {len(ends) - 1:,} words."
                )
            held, place = held[place:] + piece, 0
            end = held.find(b"\0")
        if held[end + 9] == 0:  # a word, and no label
            words += held[place:end]
            ends.append(len(words))
            model.counts.append(int.from_bytes(held[end + 1 : end + 9], "little", signed=True))
        place = end + 10
    if len(ends) - 1 != model.words:
        raise VectorFileError(
            f"The header of “{source.name}” promises {model.words:,} words; its dictionary holds {len(ends) - 1:,}."
        )
    source.unread(held[place:])
    return words, ends


def _input_matrix(model: FastTextModel) -> NDArray[np.float32]:
    """(V + B, D) the rows of words and pieces: a map of the file, or of the part of it that had to be unpacked.

    Reading a map of a file that was cut short meanwhile ends the whole process, for all its visitors.

    Raises
    ------
    VectorFileError
        If its shape is not that of the header, or the file ends within it.
    """
    source, shape = model.source, (model.words + model.buckets, model.dim)
    raw = source.read(16)
    if len(raw) < 16 or struct.unpack("<2q", raw) != shape:
        raise VectorFileError(
            f"“{source.name}” is damaged: where {shape[0]:,} rows of {shape[1]:,} numbers should begin, "
            "it has other sizes."
        )
    size = 4 * shape[0] * shape[1]
    early = f"The numbers of “{source.name}” end before its {shape[0]:,} rows; fetch it again."
    if not source.packing and source.place + size > source.size:
        raise VectorFileError(early)
    try:
        if not source.packing and model.copied_to is None:
            return np.memmap(source.path, dtype="<f4", mode="r", offset=source.place, shape=shape)
        model.unpacked = tempfile.TemporaryFile(dir=model.copied_to)  # noqa: SIM115 - closed with the model
        while size and (piece := source.some(min(size, 1 << 20))):
            model.unpacked.write(piece)
            size -= len(piece)
        model.unpacked.flush()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        what = "unpacked" if source.packing else "copied to be read"
        raise VectorFileError(f"“{source.name}” cannot be {what}: {reason}.") from None
    if size:
        raise VectorFileError(early)
    return np.memmap(model.unpacked, dtype="<f4", mode="r", shape=shape)


def _add_pieces(rows: NDArray[np.float32], names: list[bytes], model: FastTextModel) -> None:
    """Make rows (n, D) of words the means of themselves and of the rows of their pieces."""
    if model.subwords is None:
        return
    pieces, lengths = model.subwords.matrix, model.longest - model.shortest + 1
    start = 0
    while start < len(names):
        end, letters = start, 0
        while end < len(names) and (end == start or letters * lengths * model.dim < GATHERED):
            letters += len(names[end]) + 2
            end += 1
        fit = [name if len(name) <= LONGEST else b"" for name in names[start:end]]
        of, hashes = hashed(fit, model.shortest, model.longest)
        counted = np.array([name != END_OF_SENTENCE for name in fit])[of]
        of, hashes = of[counted], hashes[counted]
        if len(of):
            own, firsts, many = np.unique(of, return_index=True, return_counts=True)
            with np.errstate(over="ignore", invalid="ignore"):
                sums = np.add.reduceat(pieces[hashes % np.uint32(model.buckets)], firsts, axis=0)
                rows[start + own] = (rows[start + own] + sums) / (1 + many[:, None]).astype(np.float32)
        start = end
