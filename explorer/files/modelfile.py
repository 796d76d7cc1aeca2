"""
Our own file of a model: an .npz of plain arrays, with everything that is known about how it was made.

Exact, it holds both matrices as trained, so that training can continue.  In half precision, it
holds V_in alone with three digits a component.  Compact, it holds V_in alone as one signed byte per
component and one float32 scale per row, which turns a vector by about half a degree: a quarter of
the size.

    words    UTF-8, one word a line          counts   (V,) int64
    vectors  (V, D) float32 or float16       context  (V, D) float32, may be missing
      or codes (V, D) int8 and scales (V,) float32
    about    UTF-8, JSON: name, provenance, and whatever the trainer had to say
"""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from explorer.errors import VectorFileError
from explorer.vectors.model import Model, Provenance
from explorer.vectors.word_vectors import Floats, WordVectors

LARGEST = 1 << 33  # bytes of all arrays together


@dataclass(frozen=True, eq=False)
class ModelFile:
    """What a model file holds.

    Parameters
    ----------
    model : Model
    context : (V, D) float32, optional
        V_out, to go on training from.
    about : mapping
        Settings, seed, corpus, figures: as it was saved.
    """

    model: Model
    context: Floats | None
    about: Mapping[str, object]

    @property
    def vectors(self) -> WordVectors:
        """The vectors of the model."""
        return self.model.vectors


def save(
    model: Model,
    path: str | Path | BinaryIO,
    *,
    context: Floats | None = None,
    about: Mapping[str, object] | None = None,
    compact: bool = False,
    half: bool = False,
) -> None:
    """Write a model file, under its final name only when it is whole.

    Parameters
    ----------
    context : (V, D), optional
        Left out of a compact file, and of one in half precision.
    about : mapping, optional
        Of what JSON can hold.
    compact, half : bool
        One byte, or two bytes, a component.
    """
    vectors = model.vectors
    provenance = {**model.provenance.as_dict(), "by_frequency": vectors.by_frequency}
    notes = {"name": model.name, "provenance": provenance, **(about or {})}
    arrays: dict[str, NDArray[np.generic]] = {
        "words": _bytes("\n".join(vectors.words)),
        "about": _bytes(json.dumps(notes, ensure_ascii=False, indent=1)),
    }
    if vectors.counts is not None:
        arrays["counts"] = vectors.counts
    if compact:
        arrays["codes"], arrays["scales"] = quantised(vectors.matrix)
    elif half:
        arrays["vectors"] = vectors.matrix.astype(np.float16)
    else:
        arrays["vectors"] = vectors.matrix.astype(np.float32, copy=False)
        if context is not None:
            arrays["context"] = context.astype(np.float32, copy=False)
    write = np.savez_compressed if compact or half else np.savez
    if not isinstance(path, (str, Path)):
        write(path, allow_pickle=False, **arrays)
        return
    whole = Path(path)
    part = whole.with_name(whole.name + ".part")
    with part.open("wb") as file:
        write(file, allow_pickle=False, **arrays)
    part.replace(whole)


def quantised(matrix: Floats) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """(V, D) codes in -127..127 and (V,) scales of the rows (V, D): a row is about its codes times its scale."""
    scales = (np.abs(matrix).max(axis=1, initial=0) / 127).astype(np.float32)
    codes = np.rint(matrix / np.where(scales == 0, 1, scales)[:, None])
    return codes.clip(-127, 127).astype(np.int8), scales


def restored(codes: NDArray[np.int8], scales: NDArray[np.float32]) -> NDArray[np.float32]:
    """(V, D) rows from their codes (V, D) and scales (V,)."""
    return codes.astype(np.float32) * scales[:, None]


def load(path: str | Path | BinaryIO) -> ModelFile:
    """The model of a file that `save` wrote.

    Raises
    ------
    VectorFileError
        If it is not such a file, or damaged.
    """
    name = Path(path).name if isinstance(path, (str, Path)) else "The file"
    try:
        _check_size(path, name)
        with np.load(path, allow_pickle=False) as arrays:
            if "codes" in arrays.files and "scales" not in arrays.files:
                raise VectorFileError(f"{name} holds byte codes of vectors, but not their scales. Save it again.")
            missing = {"words", "about"} - set(arrays.files)
            if missing or not ({"vectors"} <= set(arrays.files) or {"codes", "scales"} <= set(arrays.files)):
                raise VectorFileError(f"{name} is an .npz file, but not of a model: it holds no words and vectors.")
            words = tuple(arrays["words"].tobytes().decode("utf-8").split("\n"))
            about = json.loads(arrays["about"].tobytes().decode("utf-8"))
            exact = "vectors" in arrays.files
            matrix = arrays["vectors"] if exact else restored(arrays["codes"], arrays["scales"])
            counts = arrays["counts"] if "counts" in arrays.files else None
            if matrix.dtype == np.float16:
                matrix = matrix.astype(np.float32)
            context = arrays["context"] if "context" in arrays.files else None
        provenance = Provenance.from_dict(about["provenance"])
        by_frequency = bool(about["provenance"].get("by_frequency", True))
        title = str(about["name"])
    except FileNotFoundError:
        raise VectorFileError(f"There is no file {path}.") from None
    except VectorFileError:
        raise
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, LookupError, TypeError, AttributeError):
        raise VectorFileError(f"{name} is not a model file, or it is damaged. Save the model again.") from None
    _check_arrays(name, words, matrix, counts, context)
    vectors = WordVectors(words, matrix, counts, by_frequency=by_frequency)
    return ModelFile(Model(title, vectors, provenance), context, about)


def _check_size(path: str | Path | BinaryIO, name: str) -> None:
    with zipfile.ZipFile(path) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if not isinstance(path, (str, Path)):
        path.seek(0)
    if size > LARGEST:
        raise VectorFileError(f"{name} unpacks to {size >> 30} GiB; the largest model is {LARGEST >> 30} GiB.")


def _check_arrays(
    name: str, words: tuple[str, ...], matrix: Floats, counts: NDArray[np.int64] | None, context: Floats | None
) -> None:
    V = len(words)
    agree = matrix.ndim == 2 and len(matrix) == V and matrix.dtype == np.float32 and matrix.shape[1] > 0
    agree &= counts is None or (counts.shape == (V,) and counts.dtype == np.int64)
    agree &= context is None or (context.shape == matrix.shape and context.dtype == np.float32)
    if not agree:
        raise VectorFileError(f"{name} is damaged: it names {V:,} words, but its vectors have shape {matrix.shape}.")
    if len(set(words)) < V:
        raise VectorFileError(f"{name} is damaged: a word occurs twice.")
    if not np.isfinite(matrix).all():
        raise VectorFileError(f"{name} is damaged: some vectors are not numbers.")


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("utf-8"), dtype=np.uint8)
