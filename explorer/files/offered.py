"""What the operator of the server offers: the files of a folder, and the tables of a database."""

import os
from pathlib import Path

from explorer.errors import VectorFileError
from explorer.vectors.engines import lance

MOST_OFFERED = 500  # files of the operator's folder


def files() -> list[tuple[str, int]]:
    """The files in the operator's folder (EMBEDDING_EXPLORER_MODELS) and below, with their bytes."""
    place = folder()
    if place is None:
        return []
    whole = place.resolve()  # a link that leads out of the folder is not offered
    found = (
        path
        for path in sorted(place.rglob("*"))
        if not path.name.startswith(".") and path.is_file() and path.resolve().is_relative_to(whole)
        if not _belongs_to_another(path)
    )
    return [
        (str(path.relative_to(place)), path.stat().st_size) for path, _ in zip(found, range(MOST_OFFERED), strict=False)
    ]


def _belongs_to_another(path: Path) -> bool:
    """Whether gensim wrote it next to a model, for a large array of it: x.kv.vectors.npy, x.model.wv.vectors.npy."""
    parts = path.name.split(".")
    ends_so = parts[-1] in ("npy", "npz")
    return ends_so and any(path.with_name(".".join(parts[:n])).is_file() for n in range(2, len(parts) - 1))


def folder() -> Path | None:
    """The folder whose files visitors may import, if the operator has named one that exists."""
    named = os.environ.get("EMBEDDING_EXPLORER_MODELS")
    return Path(named) if named and Path(named).is_dir() else None


def path_of(name: str) -> Path:
    """The path of a file of the operator's folder.

    Raises
    ------
    VectorFileError
        If the folder offers no such file.
    """
    place = folder()
    if place is None or name not in {file for file, _ in files()}:
        raise VectorFileError(f"“{name}” is not among the files this server offers.")
    return place / name


def tables() -> list[str]:
    """The tables of the operator's database (EMBEDDING_EXPLORER_DATABASE), each a model; none without one.

    Raises
    ------
    VectorFileError
        If it cannot be opened.
    """
    named = database()
    return lance.tables(named) if named else []


def database() -> str | None:
    """The path of the operator's database, if one is named."""
    return os.environ.get("EMBEDDING_EXPLORER_DATABASE")
