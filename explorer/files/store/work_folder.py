"""
Folders of the store for unfinished files: copies of uploads, models half written.

Each belongs to one living process, which holds its lock file as long as it works there.  The system releases the locks
of a process that ends, however it ends; so a folder whose lock is free belongs to nobody and is removed.  Without flock
(on Windows), an open file cannot be deleted, and that is the lock.
"""

import contextlib
import os
import secrets
import shutil
import time
from pathlib import Path
from types import TracebackType
from typing import Final

from explorer.errors import VectorFileError

PREFIX: Final = "work."
LOCK: Final = ".lock"
OLD: Final = ("upload.*", "*.part")  # what earlier versions left, without locks
STALE: Final = 24 * 3600  # seconds after which what has no lock belongs to nobody


class WorkFolder:
    """A folder for one import; a context manager that leaves nothing behind.

    Parameters
    ----------
    place : Path
        The folder of the store.

    Raises
    ------
    VectorFileError
        If the store cannot be written.
    """

    def __init__(self, place: Path) -> None:
        self._lock: int | None = None
        try:
            while self._lock is None:
                self.path = place / f"{PREFIX}{secrets.token_hex(8)}"
                self._lock_path = self.path.with_name(self.path.name + LOCK)
                self._lock = _created_and_locked(self._lock_path)
            self.path.mkdir()
        except OSError as error:
            self.close()
            raise VectorFileError(not_written(error)) from None

    def __enter__(self) -> Path:
        return self.path

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove the folder and what is in it, and release the lock."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
        with contextlib.suppress(OSError):
            self._lock_path.unlink()


def _created_and_locked(path: Path) -> int | None:
    """A new lock file, locked; None if another process removed it as abandoned before it was locked.

    On a system without such locks, keeping the file open is enough.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL)
    try:
        import fcntl
    except ImportError:
        return descriptor
    fcntl.flock(descriptor, fcntl.LOCK_EX)  # until another process that found it free has removed it
    if os.fstat(descriptor).st_nlink:
        return descriptor
    os.close(descriptor)
    return None


def remove_abandoned(place: Path) -> None:
    """Remove the work folders of processes that have ended, and what earlier versions left more than a day ago."""
    for lock in place.glob(f"{PREFIX}*{LOCK}"):
        with contextlib.suppress(OSError):  # somebody holds it, or it is removed meanwhile
            _remove_if_free(lock)
    for pattern in OLD:
        for path in place.glob(pattern):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime < STALE:
                    continue
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink()


def _remove_if_free(lock: Path) -> None:
    """Remove a folder whose lock nobody holds, and the lock.

    The lock is held meanwhile, so that a process that has just created it waits and sees that it is gone.

    Raises
    ------
    OSError
        If somebody holds it, or it is gone.
    """
    folder = lock.with_name(lock.name.removesuffix(LOCK))
    try:
        import fcntl
    except ImportError:
        lock.unlink()
        shutil.rmtree(folder, ignore_errors=True)
        return
    descriptor = os.open(lock, os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
        lock.unlink()
    finally:
        os.close(descriptor)


def bytes_in(place: Path) -> int:
    """Bytes of all files in the folder itself, whatever they are."""
    taken = 0
    for file in os.scandir(place):
        with contextlib.suppress(OSError):  # removed meanwhile
            taken += file.stat().st_size
    return taken


def bytes_on_the_way(place: Path) -> int:
    """Bytes of all work folders, and of files being fetched."""
    total = 0
    for folder in [place / "fetched", *place.glob(f"{PREFIX}*"), *place.glob("upload.*")]:
        with contextlib.suppress(OSError):  # it may be a lock, or be removed while it is looked at
            for path in folder.iterdir():
                with contextlib.suppress(OSError):
                    total += path.stat().st_size
    return total


def not_written(error: OSError) -> str:
    """The sentence about a store that cannot be written."""
    return f"The store could not be written: {(error.strerror or 'unknown reason').lower()}."
