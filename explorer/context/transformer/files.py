"""
A transformer as three files: in a folder of the operator's, or uploaded, one by one or in one zip or tar.

Uploads are copied into a folder of our own, under our own names and up to a limit, and are deleted as soon as they are
read.
"""

import hashlib
import shutil
import tarfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

import numpy as np

from explorer.context.transformer import settings, weights, wordpiece
from explorer.context.transformer.model import Transformer
from explorer.errors import VectorFileError
from explorer.files import offered
from explorer.files.formats import archive
from explorer.files.formats.source import Source
from explorer.files.store import contents
from explorer.files.store.work_folder import WorkFolder, not_written

CONFIG: Final = "config.json"
VOCABULARY: Final = "vocab.txt"
WEIGHTS: Final = "model.safetensors"
MOST: Final = {CONFIG: 1 << 20, VOCABULARY: 16 << 20, WEIGHTS: 512 << 20}  # bytes of each
MOST_PACKED: Final = 1 << 30  # bytes that a tar may unpack to
PIECE: Final = 1 << 20
BLOCK: Final = 512  # bytes of a tar's header


@dataclass(frozen=True, eq=False)
class Upload:
    """Uploaded files, each with its name: the three, or one zip or tar that holds them."""

    files: Sequence[tuple[str, BinaryIO]]

    @cached_property
    def fingerprint(self) -> str:
        """Identifies the content, whatever an archive is called."""
        found = hashlib.blake2b(digest_size=16)
        for name, file in sorted(self.files, key=lambda one: one[0]):
            file.seek(0)
            found.update(name.encode() if name in MOST else b"archive")
            while piece := file.read(PIECE):
                found.update(piece)
        return found.hexdigest()


def offered_models() -> list[str]:
    """The folders of the operator's folder (EMBEDDING_EXPLORER_MODELS) and below that hold the three files."""
    held: dict[str, set[str]] = {}
    for name, _ in offered.files():
        held.setdefault(str(Path(name).parent), set()).add(Path(name).name)
    return [folder for folder, names in held.items() if names >= MOST.keys()]


def open_offered(name: str) -> Transformer:
    """A model of the operator's folder.

    Raises
    ------
    VectorFileError
        If there is no such model, or as `in_folder`.
    """
    place = offered.folder()
    if place is None or name not in offered_models():
        raise VectorFileError(f"“{name}” is not among the transformers this server offers.")
    return in_folder(place / name)


def in_folder(folder: Path) -> Transformer:
    """The model of the three files in a folder.

    Raises
    ------
    VectorFileError
        If one is missing, too large, damaged, or contradicts the others.
    """
    _check([path.name for path in folder.iterdir()] if folder.is_dir() else [])
    for name, most in MOST.items():
        if (folder / name).stat().st_size > most:
            raise VectorFileError(f"{name} has more than {most >> 20:,} MB, which is more than is read.")
    told, listed = ((folder / name).read_bytes() for name in (CONFIG, VOCABULARY))
    shape, pieces = settings.settings_of(told), wordpiece.vocabulary(listed)
    if (largest := max(pieces.index.values()) + 1) > shape.V:
        raise VectorFileError(f"vocab.txt lists {largest:,} pieces; config.json has vectors for {shape.V:,}.")
    digest = hashlib.blake2b(told + listed, digest_size=12)
    held = weights.read(folder / WEIGHTS, shape)
    for part in held.arrays():
        digest.update(np.ascontiguousarray(part).data)
    return Transformer(shape, pieces, held, digest.hexdigest())


def uploaded(upload: Upload) -> Transformer:
    """The model of uploaded files.

    Raises
    ------
    VectorFileError
        As `in_folder`, and if an archive is damaged.
    """
    files, place = upload.files, contents.folder()
    contents.sweep(place)
    with WorkFolder(place) as folder:
        if len(files) == 1 and files[0][0] not in MOST:
            name, file = files[0]
            packed = folder / "packed"
            _copied(file, packed)
            found = archive.members(packed, name)
            inside = folder / "model"
            inside.mkdir()
            if found:
                _from_zip(packed, name, [one.name for one in found], inside)
            else:
                _from_tar(packed, name, inside)
            packed.unlink()
            return in_folder(inside)
        _check([name for name, _ in files])
        for name, file in files:
            if name in MOST:
                _copied(file, folder / name)
        return in_folder(folder)


def _check(names: list[str]) -> None:
    missing = [name for name in MOST if name not in names]
    if missing:
        raise VectorFileError(
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing: a transformer is the three files "
            f"{CONFIG}, {VOCABULARY} and {WEIGHTS}, given together or in one zip or tar."
        )


def _copied(file: BinaryIO, path: Path) -> None:
    file.seek(0)
    try:
        with path.open("wb") as copy:
            shutil.copyfileobj(file, copy, PIECE)
    except OSError as error:
        raise VectorFileError(not_written(error)) from None


def _from_zip(packed: Path, name: str, members: list[str], inside: Path) -> None:
    for member in members:
        ours = PurePosixPath(member).name
        if ours in MOST and not (inside / ours).exists():
            with closing(Source(packed, name, member)) as source:
                _drawn(source, inside / ours, MOST[ours] + 1, whole=False)


def _from_tar(packed: Path, name: str, inside: Path) -> None:
    """The three files of a tar, which may be packed as gz, bz2 or xz; links and folders in it are passed over."""
    with closing(Source(packed, name)) as source:
        left = MOST_PACKED
        while any(header := source.read(BLOCK)):
            try:
                member = tarfile.TarInfo.frombuf(header, "utf-8", "surrogateescape")
            except tarfile.HeaderError:
                raise VectorFileError(
                    f"“{name}” is not a zip or tar; give {CONFIG}, {VOCABULARY} and {WEIGHTS} together."
                ) from None
            left -= member.size + BLOCK
            if member.size < 0 or left < 0:
                raise VectorFileError(f"“{name}” unpacks to more than {MOST_PACKED >> 20:,} MB; give the three files.")
            ours = PurePosixPath(member.name).name
            taken = 0
            if member.type in tarfile.REGULAR_TYPES and ours in MOST and not (inside / ours).exists():
                taken = min(member.size, MOST[ours] + 1)
                _drawn(source, inside / ours, taken, whole=True)
            source.skip(-(-member.size // BLOCK) * BLOCK - taken)


def _drawn(source: Source, path: Path, size: int, *, whole: bool) -> None:
    """Copy up to `size` bytes; with `whole` none may be missing."""
    try:
        with path.open("wb") as copy:
            while size and (piece := source.some(min(size, PIECE))):
                copy.write(piece)
                size -= len(piece)
    except OSError as error:
        raise VectorFileError(not_written(error)) from None
    if size and whole:
        raise VectorFileError(f"“{source.name}” ends in the middle of {path.name}; fetch it again.")
