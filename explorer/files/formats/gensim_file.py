"""
What gensim saves of its models: KeyedVectors (.kv) or Word2Vec (.model), with the .npy files beside them.

They are Python pickles, and opening a pickle runs the code in it.  So this module is asked only about files
that the operator of the server has put into the folder of models; `recognise` refuses the same file of a visitor.
"""

import glob
import re
from contextlib import closing
from pathlib import Path
from pickle import UnpicklingError  # noqa: TID251 - only the name of the fault of a damaged file
from typing import Final

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
        Taken over.
    """

    def __init__(self, path: Path, name: str, matrix: NDArray[np.generic]) -> None:
        super().__init__(path, name)
        self.size += sum(file.stat().st_size for file in side_files(path))
        self._matrix = matrix
        self._rows_given = 0

    def next_piece(self, size: int) -> bytes:
        """Some whole rows, `size` bytes of them or a little more."""
        many = 1 + size // max(self._matrix[0].nbytes, 1)
        rows = self._matrix[self._rows_given : self._rows_given + many]
        self._rows_given += len(rows)
        return rows.tobytes()


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

    packed = path.suffix in (".gz", ".bz2")
    try:
        saved = SaveLoad.load(str(path), mmap=None if packed else "r")
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
    form = Form("arrays", f"gensim {type(saved).__name__}", matrix.shape[1], matrix.shape)
    words = (str(word).encode("utf-8", "replace") for word in vectors.index_to_key)
    return Opened(MatrixSource(path, name, matrix), form, Layout(matrix.shape, matrix.dtype, 0), words)
