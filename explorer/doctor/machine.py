"""Checks of the machine itself: the store and its disk, the offered folders, fonts."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from explorer.doctor.finding import Finding
from explorer.errors import VectorFileError
from explorer.figures import moving_picture
from explorer.files.store import contents, small_file
from explorer.files.store.work_folder import WorkFolder, bytes_on_the_way

GB = 2**30
LITTLE = 2 * GB  # free bytes below which imports of usual size fail


def store() -> Iterator[Finding]:
    """Whether the store can be written and locked, and whether its disk has enough room for it."""
    try:
        place = contents.folder()
        with WorkFolder(place) as folder:
            small_file.replace(folder / "tried.json", b"{}")
    except VectorFileError as error:
        named = os.environ.get("EMBEDDING_EXPLORER_STORE", "the usual place")
        do = "Set EMBEDDING_EXPLORER_STORE to a folder that the app's user can write, on a disk with locks."
        yield Finding("store", "wrong", f"{error} It is at {named}.", do)
        return
    yield Finding("store", "well", f"The store at {place} can be written.")
    taken = sum(entry.size for entry in contents.entries(place)) + bytes_on_the_way(place)
    yield room(shutil.disk_usage(place).free, taken, contents.quota())


def room(free: int, taken: int, most: int) -> Finding:
    """Whether a disk with `free` bytes is large enough for a store that takes `taken` and may take `most` bytes."""
    told = (
        f"The store takes {taken / GB:.1f} of {most / GB:.1f} GB that it may, and its disk has {free / GB:.1f} GB free"
    )
    if free < LITTLE:
        return Finding("disk", "wrong", f"{told}.", "Free some of it: an import needs about 2 GB.")
    if taken + free < most:
        fits = int((taken + free) / GB)
        do = f"Set EMBEDDING_EXPLORER_STORE_GB to {fits} or less, so that old models give way before the disk is full."
        return Finding("disk", "note", f"{told}: the disk is full before the store is.", do)
    return Finding("disk", "well", f"{told}.")


def folders() -> Iterator[Finding]:
    """Whether the folders that the operator offers can be read."""
    for name, what in (("MODELS", "vector files"), ("LESSONS", "lessons")):
        variable = f"EMBEDDING_EXPLORER_{name}"
        named = os.environ.get(variable)
        if not named:
            continue
        try:
            files = sum(1 for _ in Path(named).iterdir())
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            do = f"Correct {variable}, or let the app's user read the folder."
            yield Finding("folders", "wrong", f"The folder of {what}, {named}, cannot be read: {reason}.", do)
            continue
        if files:
            yield Finding("folders", "well", f"The folder of {what}, {named}, can be read; {files} in it.")
        else:
            yield Finding("folders", "note", f"The folder of {what}, {named}, is empty.", "Put files into it.")


def fonts() -> Iterator[Finding]:
    """Whether words can be written on the moving pictures that visitors save."""
    if moving_picture.has_font():
        yield Finding("fonts", "well", "Words can be written on moving pictures.")
    else:
        says = "Words cannot be written on moving pictures: Pillow was built without FreeType."
        yield Finding("fonts", "wrong", says, "Install Pillow from its wheel: pip install -r locks/app.txt.")
