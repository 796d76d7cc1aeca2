"""A file of vectors on its way into the store: uploaded, of the operator's folder, fetched; or a database table."""

import shutil
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

import numpy as np

from explorer.errors import VectorFileError
from explorer.files import catalogue, modelfile, offered, web_file
from explorer.files.catalogue import CatalogueModel
from explorer.files.formats import archive, gensim_file
from explorer.files.formats.opening import npz_layouts
from explorer.files.formats.reading import EVERYTHING, ImportSettings, Progress, Reading
from explorer.files.formats.report import ImportReport
from explorer.files.formats.word_file import companion
from explorer.files.store import contents
from explorer.files.store.work_folder import WorkFolder, not_written
from explorer.files.store.writer import Beside, Writer
from explorer.progress import to_nobody
from explorer.text.names import safe_name
from explorer.vectors.engines import lance
from explorer.vectors.model import Model, Provenance
from explorer.vectors.word_vectors import WordVectors

LONGEST_NAME = 60  # letters of a model's name


@dataclass(frozen=True, eq=False)
class Imported:
    """The result of an import; `again` if the store had it already."""

    model: Model
    report: ImportReport
    again: bool

    @property
    def vectors(self) -> WordVectors:
        """The vectors of the model."""
        return self.model.vectors


def import_upload(
    upload: BinaryIO,
    name: str,
    settings: ImportSettings = EVERYTHING,
    progress: Progress | None = None,
    *,
    words: BinaryIO | None = None,
) -> Imported:
    """The vectors of an uploaded file, with words from a second one if given; both are on disk only for the import.

    Raises
    ------
    VectorFileError
        As `import_file`.
    """
    place = contents.folder()
    contents.sweep(place)
    with WorkFolder(place) as folder:
        copies = []
        for file, kept in ((upload, "vectors"), (words, "words")):
            if file is not None:
                file.seek(0)
                copies.append(folder / kept)
                try:
                    with copies[-1].open("wb") as copy:
                        shutil.copyfileobj(file, copy, 1 << 20)
                except OSError as error:
                    raise VectorFileError(not_written(error)) from None
        return import_file(copies[0], settings, progress, name=name, words=copies[1] if words else None, uploaded=True)


def import_offered(name: str, settings: ImportSettings = EVERYTHING, progress: Progress | None = None) -> Imported:
    """The vectors of a file of the operator's folder, the only place whose files of gensim's are opened.

    Raises
    ------
    VectorFileError
        As `import_file`, and if the folder offers no such file.
    """
    return import_file(offered.path_of(name), settings, progress, trusted=True)


def import_catalogue(
    model: CatalogueModel, settings: ImportSettings = EVERYTHING, progress: Progress | None = None
) -> Imported:
    """A model of gensim's catalogue, fetched and read; progress counts megabytes fetched, then those read.

    Raises
    ------
    VectorFileError
        If it cannot be fetched, or its checksum is wrong.
    """
    folder = contents.folder() / "fetched"
    folder.mkdir(exist_ok=True)
    told = progress or to_nobody
    path = catalogue.fetch(model, folder, lambda done, total: told(done >> 20, total >> 20))
    try:
        return import_file(path, settings, _megabytes_of(path, told), name=model.name, licence=model.licence)
    finally:
        path.unlink(missing_ok=True)


def import_url(
    url: str,
    settings: ImportSettings = EVERYTHING,
    progress: Progress | None = None,
    *,
    web: web_file.Web = web_file.THE_WEB,
) -> Imported:
    """The vectors of a file on the web, fetched and read; progress counts megabytes fetched, then those read.

    Raises
    ------
    VectorFileError
        If the operator does not allow it, the address is not public, it cannot be fetched, or as `import_file`.
    """
    if not web_file.allowed():
        raise VectorFileError(
            "This server fetches no addresses; its operator can allow it with EMBEDDING_EXPLORER_URLS=1."
        )
    folder = contents.folder() / "fetched"
    folder.mkdir(exist_ok=True)
    told = progress or to_nobody
    path = web_file.fetch(url, folder, lambda done, total: told(done >> 20, total >> 20), web)
    try:
        name = web_file.file_name(url.strip())
        read = _megabytes_of(path, told)
        return import_file(path, settings, read, name=name, uploaded=True, source=url.strip())
    finally:
        path.unlink(missing_ok=True)


def _megabytes_of(path: Path, told: Progress) -> Progress:
    """A progress of rows that is told as megabytes of the file they are read from."""
    whole = path.stat().st_size >> 20
    return lambda done, total: told(whole * done // total if total else 0, whole)


def choices(file: Path | BinaryIO) -> list[str]:
    """The files in a zip that one must choose from before it can be imported; empty if there is nothing to choose."""
    return archive.choices(file)


def open_database_table(name: str) -> Imported:
    """A model whose rows stay in the operator's database, which finds its neighbours.

    Raises
    ------
    VectorFileError
        If there is no such table.
    """
    named = offered.database()
    if not named:
        raise VectorFileError("This server has no database; its operator can name one by EMBEDDING_EXPLORER_DATABASE.")
    began = time.perf_counter()
    vectors = lance.open_table(named, name)
    shape = (len(vectors), vectors.dim)
    report = ImportReport("A table of LanceDB", 0, time.perf_counter() - began, *shape, found=shape)
    source = Provenance("imported", f"{name} of this server's database", "table")
    return Imported(Model(name, vectors, source), report, again=False)


def model_name(file: str) -> str:
    """What a model is called after its file: without folder and endings.

    >>> model_name("vectors/glove.6B.50d.txt.gz")
    'glove.6B.50d'
    """
    name = Path(file).name
    for ending in (
        ".gz",
        ".bz2",
        ".xz",
        ".zip",
        ".txt",
        ".bin",
        ".vec",
        ".csv",
        ".tsv",
        ".json",
        ".npz",
        ".safetensors",
        ".gguf",
        ".parquet",
        ".kv",
        ".model",
    ):
        if len(name) > len(ending):
            name = name.removesuffix(ending)
    return safe_name(name, LONGEST_NAME)


def import_file(
    path: Path,
    settings: ImportSettings = EVERYTHING,
    progress: Progress | None = None,
    *,
    name: str | None = None,
    words: Path | None = None,
    licence: str = "",
    uploaded: bool = False,
    trusted: bool = False,
    source: str = "",
) -> Imported:
    """The vectors of a file, read into the store or, if they were read before, opened from it.

    `name` is the file's name for the visitor, where that is not the name of `path` (an upload);
    `words` is a file that lists the words, for a format that holds numbers only; `uploaded` says that `path` is a
    temporary copy, whose time of change means nothing; `trusted` says that the operator put it there, so that a file of
    gensim's, which is a pickle, is opened; `source` says in more detail where it came from.

    Raises
    ------
    VectorFileError
        If the file is in no format that can be read, or damaged beyond use.
    """
    file = name or path.name
    shown = safe_name(f"{settings.member} in {file}" if settings.member else file, 200)
    part = f", first {settings.most_frequent:,}" if settings.most_frequent else ""
    title = model_name(settings.member or file) + part
    if is_model_file(path, file):
        return _own_model(path, file, settings)
    words, told = words or companion(path), progress or to_nobody
    begun = partial(told, 0, 0)  # called before it is known how many rows there are
    begun()
    with Reading(path, settings, file, words, trusted=trusted):
        pass  # a file without vectors is refused before all of it is read for its key
    beside = _beside(path, words, trusted=trusted)
    as_it_was = _last_written(path, *beside)
    key = contents.key_of(path, _taken(settings, beside), uploaded=uploaded, told=begun)
    origin = Provenance("imported", source or shown, "file", licence=licence)
    held = contents.entry(key)
    if held is not None and contents.sound(key, told=begun) and (vectors := contents.open_entry(key)) is not None:
        return Imported(Model(title, vectors, origin), ImportReport.from_dict(held.report), again=True)
    copied_to = contents.folder() if trusted else None  # the operator may copy another over it while it is read
    with (
        Reading(path, settings, file, words, trusted=trusted, copied_to=copied_to) as reading,
        Writer(key, reading.form.dim, half=settings.half) as writer,
    ):
        begun()  # a list of words was read
        for block in reading.blocks(told):
            writer.append(block)
        ended = partial(told, reading.tally.rows, reading.tally.rows)
        ended()
        if _last_written(path, *beside) != as_it_was:  # part of what was read may be of the old file, part of the new
            raise VectorFileError(f"“{shown}” changed while it was read; import it again once it is whole.")
        duplicates, repeated, zeros = writer.settle()
        ended()
        report = reading.report(repeated, duplicates, zeros)
        beside_vectors = Beside(reading.counts(writer.places), reading.columns(writer.places), reading.subwords)
        writer.finish(report.as_dict(), licence, beside_vectors)
    return Imported(Model(title, _opened(key), origin), report, again=False)


def _beside(path: Path, words: Path | None, *, trusted: bool) -> list[Path]:
    """The files that are read with this one: those of gensim's, or the list of its words."""
    if trusted and gensim_file.is_gensims(path):
        return gensim_file.side_files(path)
    return [words] if words else []


def _taken(settings: ImportSettings, beside: Sequence[Path]) -> str:
    """What of the file is taken and what is read with it, as far as it changes the vectors."""
    keys = " ".join(contents.key_of(part, "columns") for part in beside)
    return f"{settings.most_frequent} {settings.half} {settings.member} {keys}"


def _opened(key: str) -> WordVectors:
    """The vectors just written."""
    opened = contents.open_entry(key)
    if opened is None:
        raise VectorFileError("The store lost these vectors as they were written; is its disk full or shared?")
    return opened


def _last_written(*paths: Path) -> list[tuple[int, int]]:
    """The sizes of files and when they were last written; nothing for those that are gone."""
    found = []
    for path in paths:
        with suppress(OSError):
            status = path.stat()
            found.append((status.st_size, status.st_mtime_ns))
    return found


def is_model_file(path: Path, name: str) -> bool:
    """Whether a file, which messages call `name`, was saved by this app, with all that is known about its training.

    Raises
    ------
    VectorFileError
        If it is a damaged zip, or its arrays claim more room than its bytes allow.
    """
    members = [member.name for member in archive.members(path, name)]
    if not {"words.npy", "about.npy"} <= set(members):
        return False
    npz_layouts(path, name, members)
    return True


def _own_model(path: Path, file: str, settings: ImportSettings) -> Imported:
    """A model this app trained and saved, held in memory."""
    began = time.perf_counter()
    model = modelfile.load(path).model
    vectors = model.vectors
    if settings.most_frequent:
        vectors = vectors.most_frequent(settings.most_frequent)
    found = (len(vectors), vectors.dim)
    seconds = time.perf_counter() - began
    zeros = int((vectors.norms == 0).sum())
    report = ImportReport("a model of this app", path.stat().st_size, seconds, *found, found=found, zeros=zeros)
    return Imported(Model(model_name(file), vectors, model.provenance), report, again=False)


def warm() -> None:
    """Tidy the store, and load what reads and searches vector files; compiling it takes seconds, once on a machine."""
    from explorer.files.formats.reading import read
    from explorer.vectors.codes.scan import coded, highest_cosines

    contents.sweep()
    few = np.eye(4, dtype=np.float32)
    rows = coded(few, np.ones(4, dtype=np.float32))
    for part in (rows.codes, rows.scales, rows.errors):
        part.setflags(write=False)  # as in the store: for writable arrays, other code would be compiled
    highest_cosines(rows, few, few[0], 1)
    with tempfile.TemporaryDirectory() as folder:
        for name, raw in (("text", b"a 1 2\nb 3 4\n"), ("binary", b"1 2\na \xcd\xcc\x8c?\xcd\xcc\x8c?")):
            (Path(folder) / name).write_bytes(raw)
            read(Path(folder) / name)
