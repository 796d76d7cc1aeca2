"""
A small file of a visitor, replaced whole: a reader sees either the old content or the new.

Several servers may share the store, and processes in containers may have the same number, so the new content is
written under a name that nobody else has.  Another server that finds the folder empty may remove it just before the
file is put there; the folder is then made again.
"""

import contextlib
import secrets
from pathlib import Path
from typing import Final

from explorer.errors import VectorFileError
from explorer.files.store.work_folder import not_written

TRIES: Final = 5


def replace(path: Path, content: bytes) -> None:
    """Replace the file by `content`; its folder is made if it is missing.

    Raises
    ------
    VectorFileError
        If the store cannot be written.
    """
    for left in reversed(range(TRIES)):
        part = path.with_suffix(f".{secrets.token_hex(8)}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(content)
            part.replace(path)
        except FileNotFoundError as error:  # the folder was removed meanwhile
            if not left:
                raise VectorFileError(not_written(error)) from None
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink()
            raise VectorFileError(not_written(error)) from None
        else:
            return
