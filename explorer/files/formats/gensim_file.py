"""
What gensim saves of its models: KeyedVectors (.kv) or Word2Vec (.model), with the .npy files beside them.

They are Python pickles, and opening a pickle runs the code in it.  So this module only reads files that the operator of
the server has put into the folder of models; `recognise` refuses such a file from a visitor.

Large arrays are mapped, so that only what is needed is read.  The numbers of the vectors are then read from the file,
not through the map: reading a map of a file that was cut short meanwhile ends the whole process.
"""

import glob
import re
from contextlib import closing
from pathlib import Path
from pickle import UnpicklingError  # noqa: TID251 - only the name of the fault of a damaged file
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from explorer.errors import VectorFileError
from explorer.files.formats.arrays import Layout
from explorer.files.formats.opening import Opened
from explorer.files.formats.recognise import Form
from explorer.files.formats.source import Source

OPENING: Final = re.compile(rb"(?s)\x80[\x02-\x05].{0,40}gensim\.models\.")  # a pickle names the class it begins with
DAMAGE: Final = (
    UnpicklingError, EOFError, OSError, ImportError, AttributeError, LookupError, TypeError, ValueError
)  # fmt: skip


class MatrixSource(Source):
    """The numbers of a matrix (V, D) as the bytes of the file they came from.

    Parameters
    ----------
    path : Path
    name : str
        What messages call the file.
    matrix : (V, D)
        Taken over; the numbers of one that is mapped are read from its file.
    """

    def __init__(self, path: Path, name: str, matrix: NDArray[np.generic]) -> None:
        super().__init__(path, name)
        self.size += sum(file.stat().st_size for file in side_files(path))
        self._matrix = matrix
        self._rows_given = 0
        self._numbers: BinaryIO | None = None
        if isinstance(matrix, np.memmap) and matrix.filename is not None:
            self._numbers = Path(matrix.filename).open("rb")  # noqa: SIM115 - closed with the source
            self._numbers.seek(matrix.offset)

    def next_piece(self, size: int) -> bytes:
        """Some whole rows, `size` bytes of them or a little more."""
        V, D = self._matrix.shape
        each = D * self._matrix.itemsize
        first, many = self._rows_given, min(1 + size // max(each, 1), V - self._rows_given)
        self._rows_given += many
        if self._numbers is not None:
            return self._numbers.read(many * each)
        return self._matrix[first : first + many].tobytes()

    def close(self) -> None:
        """Close the file, and that of the numbers."""
        super().close()
        if self._numbers is not None:
            self._numbers.close()


def is_gensims(path: Path) -> bool:
    """Whether a file is a pickle of gensim's; its first bytes are looked at, and nothing in it runs."""
    with closing(Source(path, path.name)) as source:
        return OPENING.match(source.peek(100)) is not None


def side_files(path: Path) -> list[Path]:
    """The files that gensim wrote beside `path` for its large arrays: vectors.kv.vectors.npy and kin."""
    return sorted(path.parent.glob(f"{glob.escape(path.name)}.*.np[yz]"))


def opened(path: Path, name: str) -> Opened:
    """The words and vectors of a file of gensim's, which is unpickled: code in it runs.

    Raises
    ------
    VectorFileError
        If it is damaged, lacks a file beside it, or holds no vectors of words.
    """
    from gensim.models import KeyedVectors
    from gensim.utils import SaveLoad

    try:
        saved = SaveLoad.load(str(path), mmap="r" if _may_be_mapped(path) else None)
    except FileNotFoundError as error:
        lacking = Path(str(error.filename)).name
        raise VectorFileError(f"“{name}” lacks the file “{lacking}”, which gensim wrote beside it.") from None
    except DAMAGE:
        raise VectorFileError(
            f"“{name}” is a file of gensim that gensim cannot open: it is damaged, or of another version."
        ) from None
    vectors = getattr(saved, "wv", saved)
    if not isinstance(vectors, KeyedVectors) or not len(vectors.index_to_key):
        raise VectorFileError(f"“{name}” is a file of gensim, but holds no vectors of words.")
    matrix = vectors.vectors[: len(vectors.index_to_key)]
    if isinstance(matrix, np.memmap) and not matrix.flags.c_contiguous:
        matrix = np.load(str(matrix.filename))
    form = Form("arrays", f"gensim {type(saved).__name__}", matrix.shape[1], matrix.shape)
    words = (str(word).encode("utf-8", "replace") for word in vectors.index_to_key)
    return Opened(MatrixSource(path, name, matrix), form, Layout(matrix.shape, matrix.dtype, 0), words)


def _may_be_mapped(path: Path) -> bool:
    """Whether a file may be mapped: not a packed one, nor fastText's, whose vectors gensim makes as it opens it."""
    with path.open("rb") as file:
        return path.suffix not in (".gz", ".bz2") and b"gensim.models.fasttext" not in file.read(100)
