"""
The part of a download that two ways of fetching share: an answer's content, appended to what an earlier try left.

How they connect differs on purpose.  The operator trusts the catalogue's address, so it is reached through the proxy of
the system if one is set.  A visitor's address is checked first and connected to by number, without any proxy, so that
its name cannot lead elsewhere in between.
"""

import time
from collections.abc import Callable
from http.client import HTTPException, HTTPResponse
from pathlib import Path

from explorer.errors import VectorFileError

PIECE = 1 << 18
Progress = Callable[[int, int], None]  # bytes fetched, and of how many (0: not told)


class TooMuchError(VectorFileError):
    """More bytes came than are accepted; those that came are of no use."""


def received(
    answer: HTTPResponse,
    path: Path,
    have: int,
    *,
    progress: Progress | None = None,
    most: int | None = None,
    until: float | None = None,
) -> int:
    """Bytes of the file at `path`, after appending the content of `answer` to the first `have` bytes of it.

    Parameters
    ----------
    most : int, optional
        Bytes the file may have.
    until : float, optional
        On the monotonic clock, when fetching stops whether all has come or not.

    Raises
    ------
    TooMuchError
        If more comes than is accepted.
    VectorFileError
        If the connection breaks, time is over, or the disk is full.
    """
    told = answer.headers.get("Content-Length") or ""
    total = have + int(told) if told.isdecimal() else 0
    if most is not None and total > most:
        raise TooMuchError(f"The file has {total / 1e9:,.1f} GB; this server fetches at most {most / 1e9:,.1f} GB.")
    done = have
    try:
        file = path.open("ab" if have else "wb")
    except OSError as error:
        raise VectorFileError(_not_kept(error)) from None
    with file:
        while True:
            try:
                piece = answer.read1(PIECE)
            except (OSError, HTTPException):
                total = max(total, done + 1)
                break
            if not piece:
                break
            try:
                file.write(piece)
            except OSError as error:
                raise VectorFileError(_not_kept(error)) from None
            done += len(piece)
            if most is not None and done > most:
                raise TooMuchError(f"The file has more than {most / 1e9:,.1f} GB, the most this server fetches.")
            if until is not None and time.monotonic() > until:
                raise VectorFileError("The file took longer than this server waits; try again.")
            if progress:
                progress(done, total)
    if done < total:
        raise VectorFileError(
            f"The connection broke after {done / 1e6:,.1f} MB of {total / 1e6:,.1f}; try again to continue."
        )
    return done


def _not_kept(error: OSError) -> str:
    return f"What was fetched could not be kept: {(error.strerror or 'unknown reason').lower()}."
