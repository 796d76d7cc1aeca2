"""
The models of gensim's download catalogue: listing them, and fetching one with resume and checksum.

The catalogue (github.com/piskvorky/gensim-data) is a list in JSON and one gz file a model, some in
parts.  Only data is fetched: gensim's own downloader also fetches and runs a script with each
model, which is not done here.
"""

import hashlib
import json
import os
import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any, Final

from explorer.errors import VectorFileError
from explorer.files.transfer import Progress, received

LIST: Final = "https://raw.githubusercontent.com/piskvorky/gensim-data/master/list.json"
FILES: Final = "https://github.com/piskvorky/gensim-data/releases/download"
MOST_LIST: Final = 4 << 20  # bytes of the list
SILENCE: Final = 8  # seconds without an answer
NAME: Final = re.compile(r"[\w.-]{1,100}")


@dataclass(frozen=True)
class CatalogueModel:
    """One model of the catalogue.

    Parameters
    ----------
    name : str
    words, dim, size : int
        V, D, and bytes to fetch; 0 where the catalogue does not say.
    licence, about : str
    checksums : tuple of str
        MD5 of each part, in order.
    """

    name: str
    words: int
    dim: int
    size: int
    licence: str
    about: str
    checksums: tuple[str, ...]


def models(address: str | None = None) -> tuple[CatalogueModel, ...]:
    """The models of word vectors in the catalogue.

    `address` is that of its list; by default EMBEDDING_EXPLORER_CATALOGUE, or gensim's own.

    Raises
    ------
    VectorFileError
        If it cannot be reached, or is not a catalogue.
    """
    with _answer(address or os.environ.get("EMBEDDING_EXPLORER_CATALOGUE") or LIST) as answer:
        raw = answer.read(MOST_LIST)
    try:
        listed = json.loads(raw)["models"]
        found = [_model(name, about) for name, about in listed.items()]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise VectorFileError("What the catalogue's address sent is not a catalogue.") from None
    return tuple(model for model in found if model is not None)


def _model(name: str, about: dict[str, Any]) -> CatalogueModel | None:
    if not NAME.fullmatch(name) or name.startswith("__"):
        return None
    parts = int(about.get("parts", 1))
    checksums = [about.get(f"checksum-{part}") for part in range(parts)] if parts > 1 else [about.get("checksum")]
    if parts > 99 or not all(isinstance(one, str) and re.fullmatch(r"[0-9a-f]{32}", one) for one in checksums):
        return None
    dimension = re.search(r"\d+", json.dumps(about.get("parameters", "")))
    return CatalogueModel(
        name,
        int(about.get("num_records") or 0),
        int(dimension[0]) if dimension else 0,
        int(about.get("file_size") or 0),
        str(about.get("license") or "not stated")[:300],
        str(about.get("description") or "")[:500],
        tuple(str(one) for one in checksums),
    )


def fetch(model: CatalogueModel, folder: Path, progress: Progress | None = None, address: str | None = None) -> Path:
    """The file of `model`, fetched into `folder`; a partial file of an earlier try is completed.

    `address` is where the files lie; by default EMBEDDING_EXPLORER_CATALOGUE_FILES, or gensim's own.

    Raises
    ------
    VectorFileError
        If it cannot be reached, or the file does not have the checksum of the catalogue.
    """
    base = address or os.environ.get("EMBEDDING_EXPLORER_CATALOGUE_FILES") or FILES
    whole = folder / f"catalogue.{model.name}.gz"  # a name of its own: Windows has no file “con.gz”
    many = len(model.checksums)
    before = 0
    parts = []
    for part, checksum in enumerate(model.checksums):
        name = f"{model.name}.gz" if many == 1 else f"{model.name}.gz_0{part}"
        parts.append(folder / f"catalogue.{name}.fetched")
        _fetch_part(f"{base}/{model.name}/{name}", parts[-1], checksum, model, before, progress)
        before += parts[-1].stat().st_size
    with whole.open("wb") as file:
        for path in parts:
            with path.open("rb") as piece:
                while block := piece.read(1 << 20):
                    file.write(block)
            path.unlink()
    return whole


def _fetch_part(
    address: str, path: Path, checksum: str, model: CatalogueModel, before: int, progress: Progress | None
) -> None:
    have = path.stat().st_size if path.exists() else 0
    if have and _md5(path) == checksum:
        return
    with _answer(address, have) as answer:
        resumed = answer.status == 206

        def told(done: int, total: int) -> None:
            if progress:
                progress(before + done, max(model.size, before + total))

        received(answer, path, have if resumed else 0, progress=told)
    if _md5(path) != checksum:
        path.unlink()
        raise VectorFileError(f"The file of “{model.name}” does not have the checksum of the catalogue; try again.")


def _answer(address: str, start: int = 0) -> HTTPResponse:
    """The answer to a request for what lies at `address`, from byte `start` on if that can be had."""
    headers = {"User-Agent": "embedding-explorer", **({"Range": f"bytes={start}-"} if start else {})}
    if not address.startswith(("https://", "http://")):
        raise VectorFileError("The catalogue's address must begin with https:// or http://.")
    try:
        answer: HTTPResponse = urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=SILENCE)
    except urllib.error.HTTPError as error:
        if error.code == 416 and start:  # all of it is here already, or more: begin again
            return _answer(address)
        raise VectorFileError(f"The catalogue answered “{error.code} {error.reason}”; try again later.") from None
    except (OSError, HTTPException):
        raise VectorFileError(
            "The catalogue cannot be reached from this server: it seems to be offline. Upload a file instead."
        ) from None
    return answer


def _md5(path: Path) -> str:
    digest = hashlib.md5(usedforsecurity=False)  # the catalogue gives no other
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
