"""
The folder of the store: its place, its keys, opening and deleting, and making room when it is full.

Opening copies nothing, and all visitors and processes share the same pages of memory.  Header, size
and the checksum of the tables are checked each time.  The checksum of the vectors, for which all of
them are read, is checked once a day in the background (`check_later`) and before a file counts as
imported already (`sound`).  A damaged entry is removed, to be built again from its source.
"""

import contextlib
import hashlib
import mmap
import os
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Timer
from typing import Any, Final
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from explorer.errors import VectorFileError
from explorer.files.store import kept_columns, processor
from explorer.files.store.checksum import rows_hold
from explorer.files.store.layout import (
    DTYPES,
    HEADER,
    SIDES,
    VERSION,
    Entry,
    entry_of,
    header_of,
    is_of_another_version,
)
from explorer.files.store.work_folder import bytes_in, bytes_on_the_way, not_written, remove_abandoned
from explorer.vectors.codes.scan import CodedRows
from explorer.vectors.subwords import Subwords
from explorer.vectors.word_list import WordList
from explorer.vectors.word_vectors import Precomputed, WordVectors

WHOLE: Final = 64 << 20  # bytes up to which a source is hashed whole
SAMPLES: Final = 64  # pieces of 64 KB hashed of a larger one, with its size and time of change
QUOTA_GB: Final = 20.0
_WIDENED: WeakValueDictionary[Path, NDArray[np.float32]] = WeakValueDictionary()  # lives as long as a visitor has it
DELETED: Final = ".deleted"  # ending of the mark on an entry that could not be removed, as it was open
CHECKED_AFTER: Final = 20.0  # seconds from when vectors are opened
CHECKED_FOR: Final = 24 * 3600  # seconds for which vectors whose checksum was right are trusted


def folder() -> Path:
    """Where the store is: EMBEDDING_EXPLORER_STORE, or the platform's place for caches.

    Raises
    ------
    VectorFileError
        If it cannot be made.
    """
    named = os.environ.get("EMBEDDING_EXPLORER_STORE")
    if named:
        place = Path(named)
    elif sys.platform == "darwin":
        place = Path.home() / "Library" / "Caches" / "embedding-explorer"
    elif sys.platform == "win32":
        place = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "embedding-explorer"
    else:
        place = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "embedding-explorer"
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise VectorFileError(not_written(error)) from None
    return place


def quota() -> int:
    """Bytes the store may take: EMBEDDING_EXPLORER_STORE_GB, by default 20 GB."""
    return int(float(os.environ.get("EMBEDDING_EXPLORER_STORE_GB", QUOTA_GB)) * 2**30)


def key_of(source: Path, settings: str, *, uploaded: bool = False, told: Callable[[], None] = lambda: None) -> str:
    """What identifies the import of `source` under `settings`: its content, not its name.

    A file up to 64 MB, or one that a visitor uploaded, is hashed whole.  Of a larger file from the
    operator, 64 pieces are hashed with its size and time of change, because hashing all of it would
    take as long as reading it.  `told` is called after each piece, and may end it by raising.

    Raises
    ------
    VectorFileError
        If the file cannot be opened.
    """
    digest = hashlib.sha256()
    for piece in _hashed(source, settings, whole=uploaded):
        digest.update(piece)
        told()
    return digest.hexdigest()[:32]


def _hashed(source: Path, settings: str, *, whole: bool) -> Iterator[bytes]:
    """What the key of a file is made from, piece by piece: the settings and its size first, then its bytes.

    Raises
    ------
    VectorFileError
        If it cannot be opened.
    """
    try:
        status = source.stat()
        yield f"{VERSION} {settings} {status.st_size}".encode()
        with source.open("rb") as file:
            if whole or status.st_size <= WHOLE:
                while piece := file.read(1 << 20):
                    yield piece
                return
            yield str(status.st_mtime_ns).encode()
            for sample in range(SAMPLES):
                file.seek(max(0, status.st_size - 65_536) * sample // (SAMPLES - 1))
                yield file.read(65_536)
    except OSError as error:
        raise VectorFileError(
            f"“{source.name}” cannot be read: {(error.strerror or 'unknown reason').lower()}."
        ) from None


def entries(place: Path | None = None) -> list[Entry]:
    """The models of the store, the one opened last first."""
    paths = sorted((place or folder()).glob("*.safetensors"), key=_last_opened, reverse=True)
    return [held for path in paths if not path.with_suffix(DELETED).exists() and (held := entry_of(path))]


def entry(key: str, place: Path | None = None) -> Entry | None:
    """The entry under `key`, or None."""
    path = _path(key, place)
    return None if path.with_suffix(DELETED).exists() else entry_of(path)


def open_entry(key: str, place: Path | None = None) -> WordVectors | None:
    """The vectors under `key`, mapped from the disk; None if there are none or they are damaged."""
    path = _path(key, place)
    if path.with_suffix(DELETED).exists() or not path.exists():
        return None
    header = header_of(path)
    counted = ("counts",) if header is not None and "counts" in header[1] else ()
    columned = kept_columns.TABLES if header is not None and "columns" in header[1] else ()
    views = _mapped(path, ("norms", "word_offsets", "word_order", "words", *counted, *columned))
    if views is None or header is None:
        if path.exists() and not is_of_another_version(path):  # and was not just removed by another process
            delete(key, place)
        return None
    with contextlib.suppress(OSError):  # a read-only store does not know what was opened last
        os.utime(path)
    words = WordList(views["words"], views["word_offsets"], views["word_order"])
    matrix = views["vectors"]
    numbers_at = (path, HEADER) if matrix.dtype == np.float32 else None
    if numbers_at is None:
        matrix = _widened(path, matrix)
    norms, counts, codes, columns = views["norms"], views.get("counts"), None, kept_columns.columns_of(views)
    bytes_ = path.with_suffix(".codes")
    views = _mapped(bytes_, ("scales", "errors"))
    if views is not None and views["codes"].shape == matrix.shape:
        by = processor.instructions(path.parent)
        codes = CodedRows(views["codes"], views["scales"], views["errors"], (bytes_, HEADER), numbers_at, by)
    known = Precomputed(f"store-{key}", norms, words.rows, codes, columns, _subwords(path.with_suffix(".pieces")))
    return WordVectors(words, matrix, counts, precomputed=known)


def _subwords(path: Path) -> Subwords | None:
    """The pieces of words in a file, mapped from the disk; None if there is none or it is not whole."""
    header, views = header_of(path), _mapped(path, ())
    if header is None or views is None:
        return None
    return Subwords(views["pieces"], *(int(header[0][name]) for name in ("shortest", "longest")))


def _widened(path: Path, matrix: NDArray[np.float16]) -> NDArray[np.float32]:
    """The matrix (V, D) in float32; the same one for all who have it open."""
    held = _WIDENED.get(path)
    if held is None:
        held = _WIDENED[path] = matrix.astype(np.float32)
    return held


def _mapped(path: Path, tables: tuple[str, ...]) -> dict[str, Any] | None:
    """The arrays of a file as maps of it, or None if it is not whole or its tables are damaged."""
    header = header_of(path)
    if header is None:
        return None
    about, arrays = header
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError:  # another process has removed it
        return None
    views = {name: _view(mapped, array) for name, array in arrays.items()}
    check = 0
    for name in tables:
        check = zlib.crc32(views[name].data.cast("B") if views[name].size else b"", check)
    return views if f"{check:08x}" == about["tables_crc32"] else None


def sound(key: str, place: Path | None = None, *, told: Callable[[], None] = lambda: None) -> bool:
    """Whether the vectors under `key` still have their checksum, which reads them all; removes them if not.

    `told` is called for each piece, and may end it by raising.
    """
    path = _path(key, place)
    if is_of_another_version(path):  # only that version knows its form
        return False
    if all(rows_hold(file, told) for file in _files_of(path)):
        return True
    delete(key, place)
    return False


def check_standing(key: str, place: Path | None = None) -> None:
    """Check an entry of the same content that could not be replaced because it is open.

    Raises
    ------
    VectorFileError
        If it is damaged.
    """
    path = _path(key, place)
    if not all(rows_hold(file) for file in _files_of(path)):
        raise VectorFileError(
            "The store holds these vectors already, but damaged, and they are open elsewhere; "
            "try again when nobody works with them."
        )


def _files_of(path: Path) -> list[Path]:
    """The file of an entry, and those beside it."""
    return [path, *(side for ending in SIDES if (side := path.with_suffix(ending)).exists())]


def restore(key: str, place: Path | None = None) -> None:
    """Remove the mark that an entry is deleted."""
    _path(key, place).with_suffix(DELETED).unlink(missing_ok=True)


def check_later(key: str, place: Path | None = None) -> Timer | None:
    """The thread that will check the vectors under `key` against their checksum, unless that was done today.

    It waits until the visitor who opened them has had the first answers.  A damaged entry is
    removed: visitors who have it open may see the damage, the next visitor gets a message instead.
    """
    place = place or folder()
    if _checked_today(key, place):
        return None
    thread = Timer(CHECKED_AFTER, _check, (key, place))
    thread.daemon = True
    thread.start()
    return thread


def _check(key: str, place: Path) -> None:
    if _checked_today(key, place):  # for another visitor who opened them
        return
    with contextlib.suppress(OSError):  # a read-only store is checked every time
        _path(key, place).with_suffix(".checked").touch()
    with contextlib.suppress(OSError):  # deleted meanwhile
        sound(key, place)


def _checked_today(key: str, place: Path) -> bool:
    try:
        return time.time() - _path(key, place).with_suffix(".checked").stat().st_mtime < CHECKED_FOR
    except OSError:
        return False


def delete(key: str, place: Path | None = None) -> None:
    """Remove an entry; vectors of it that are open stay usable until they are closed.

    Where an open file cannot be removed (Windows), a mark says that it is deleted, and it is removed once it is closed.
    """
    path = _path(key, place)
    if not _removed(path):
        with contextlib.suppress(OSError):
            path.with_suffix(DELETED).touch()


def _removed(path: Path) -> bool:
    """Whether the files of an entry could be removed; not if one is open, on a system that then keeps it."""
    try:
        for ending in (path.suffix, *SIDES, ".checked", DELETED):
            path.with_suffix(ending).unlink(missing_ok=True)
    except OSError:
        return False
    return True


def sweep(place: Path | None = None) -> None:
    """Remove what nobody uses any more: work folders of dead processes, and entries deleted while they were open."""
    place = place or folder()
    remove_abandoned(place)
    for mark in place.glob(f"*{DELETED}"):
        _removed(mark.with_suffix(".safetensors"))


def make_room(size: int, place: Path | None = None, *, own: int = 0) -> None:
    """Remove the entries opened longest ago until `size` more bytes fit the quota, with all that is being written.

    `own` bytes of what is being written are part of `size`.

    Raises
    ------
    VectorFileError
        If `size` alone is more than the quota.
    """
    place = place or folder()
    sweep(place)
    if size > quota():
        raise VectorFileError(
            f"These vectors take {size / 2**30:.1f} GB and the store holds {quota() / 2**30:.1f} GB; "
            "read fewer words or keep half precision."
        )
    coming = size + max(0, bytes_on_the_way(place) - own)
    if bytes_in(place) + coming <= quota():  # no need to read what each entry is
        return
    whole = [path for path in place.glob("*.safetensors") if not is_of_another_version(path)]
    paths = sorted(whole, key=_last_opened)
    sizes = {path: held.size for path in paths if (held := entry_of(path))}
    taken = sum(sizes.values())
    for path in paths:
        if taken + coming <= quota():
            break
        if _removed(path):
            taken -= sizes.get(path, 0)


def _path(key: str, place: Path | None) -> Path:
    return (place or folder()) / f"{key}.safetensors"


def _last_opened(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # removed meanwhile
        return 0.0


def _view(mapped: mmap.mmap, array: dict[str, Any]) -> Any:  # noqa: ANN401 - an array of any of DTYPES
    start, end = array["data_offsets"]
    dtype = np.dtype(DTYPES[array["dtype"]])
    flat = np.frombuffer(mapped, dtype, (end - start) // dtype.itemsize, HEADER + start)
    return flat.reshape(array["shape"])
