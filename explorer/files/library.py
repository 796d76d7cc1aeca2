"""The models a visitor can choose: the built-in one, those trained in this visit, those imported."""

import os
import shutil
import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np

from explorer.errors import SettingError, VectorFileError
from explorer.files import catalogue, modelfile, web_file
from explorer.files.catalogue import CatalogueModel
from explorer.files.formats import archive
from explorer.files.formats.opening import npz_layouts
from explorer.files.formats.reading import EVERYTHING, ImportSettings, Progress, Reading
from explorer.files.formats.report import ImportReport
from explorer.files.formats.word_file import companion
from explorer.files.store import shelf, visitors
from explorer.files.store.layout import Entry
from explorer.files.store.visitors import Kept
from explorer.files.store.work_folder import WorkFolder, not_written
from explorer.files.store.writer import Writer
from explorer.text.names import safe_name
from explorer.vectors.engines import lance
from explorer.vectors.model import Model, Provenance
from explorer.vectors.rows import Block
from explorer.vectors.word_vectors import WordVectors

BUILT_IN = Path(__file__).parents[1] / "data" / "built_in.npz"
BUILT_IN_NAME = "Wikipedia 100d (built in)"
FAMOUS = BUILT_IN.with_name("glove_6b_50d.npz")
FAMOUS_NAME = "GloVe 6B 50d (built in)"
ALWAYS_THERE = (BUILT_IN_NAME, FAMOUS_NAME)
BUILT_IN_SOURCE = Provenance(
    "built-in",
    "17 million words of English Wikipedia",
    "SGNS",
    (("D", 100), ("window", 5), ("k", 10), ("rate", 0.025), ("sample", 0.0001), ("epochs", 15)),
    seed=1,
    licence="Text: English Wikipedia, CC BY-SA 3.0.",
)
LONGEST_NAME = 60  # letters of a model's name
MOST_WRITTEN = 40_000_000  # numbers of a model made here that are written while the visitor waits
MOST_OFFERED = 500  # files of the operator's folder


@dataclass
class Library:
    """The models of one visitor, newest last; names are unique.

    Of a `visitor` who has a key, they are on a shelf of the store as well, where a later visit finds them.
    """

    models: list[Model] = field(default_factory=list)
    visitor: str = ""

    @classmethod
    def of(cls, visitor: str) -> "Library":
        """What the shelf of that visitor holds; nothing and nowhere without a key."""
        found = cls(visitor=visitor)
        for kept in visitors.shelf_of(visitor) if visitor else []:
            found._open(kept)
        return found

    def find(self, name: str) -> Model | None:
        """The model of that name, also one that another tab of the same visitor has put on the shelf meanwhile."""
        held = next((model for model in self.models if model.name == name), None)
        if held is None and self.visitor:
            kept = next((kept for kept in visitors.shelf_of(self.visitor) if kept.name == name), None)
            held = self._open(kept) if kept is not None else None
        return held

    def _open(self, kept: Kept) -> Model | None:
        vectors = shelf.open_entry(kept.key)
        if vectors is None:
            return None
        shelf.check_later(kept.key)
        self.models.append(Model(kept.name, vectors, kept.provenance))
        return self.models[-1]

    def add(self, model: Model) -> Model:
        """Keep a model, under a name with a number behind it if its own is taken; the same content is kept once.

        Raises
        ------
        VectorFileError
            If the disk is full.
        """
        for held in self.models:
            if _key(held) == _key(model):
                return held
        taken = {*ALWAYS_THERE, *(held.name for held in self.models)}
        given, number = safe_name(model.name, 2 * LONGEST_NAME), 2  # a trained one is named by text and settings
        name = given
        while name in taken:
            name, number = f"{given} ({number})", number + 1
        kept = replace(model, name=name)
        self.models.append(kept)
        self._write(kept)
        return kept

    def rename(self, old: str, new: str) -> Model:
        """Give a model another name.

        Raises
        ------
        SettingError
            If the name is empty, too long, or another model's.
        """
        new = safe_name(new, LONGEST_NAME + 1) if new.strip() else ""
        if not 1 <= len(new) <= LONGEST_NAME:
            raise SettingError(f"A name has 1 to {LONGEST_NAME} letters, not {len(new)}.")
        if new != old and new in {*ALWAYS_THERE, *(model.name for model in self.models)}:
            raise SettingError(f"There is a model named “{new}” already.")
        place = next(i for i, model in enumerate(self.models) if model.name == old)
        self.models[place] = replace(self.models[place], name=new)
        if not visitors.is_shared():
            self._write(self.models[place])
        return self.models[place]

    def remove(self, name: str) -> None:
        """Let go of a model; on a shared server it stays on the shelf, which is its operator's."""
        for model in self.models:
            if model.name == name and self.visitor and not visitors.is_shared():
                visitors.let_go(self.visitor, _key(model))
        self.models = [model for model in self.models if model.name != name]

    def _write(self, model: Model) -> None:
        """Put a model on the shelf, its content into the store; not one that would keep the visitor waiting."""
        if not self.visitor or model.vectors.engine is not None:
            return
        key = _key(model)
        if shelf.entry(key) is None:
            if model.vectors.matrix.size > MOST_WRITTEN:
                return
            _store(key, model.vectors)
        visitors.keep(self.visitor, Kept(model.name, key, model.provenance))


def _key(model: Model) -> str:
    """What the content of a model is called in the store."""
    return model.vectors.fingerprint.removeprefix("store-")


def _store(key: str, vectors: WordVectors) -> None:
    """Write vectors that were made here into the store."""
    words = [word.encode() for word in vectors.words]
    lengths = np.array([len(word) for word in words], dtype=np.int64)
    with Writer(key, vectors.dim) as writer:
        writer.append(Block(np.asarray(vectors.matrix), np.asarray(vectors.norms), b"".join(words), lengths))
        _, repeated, zeros = writer.settle()
        found = (len(vectors), vectors.dim)
        report = ImportReport("a model of this app", 0, 0.0, *found, found=found, repeated=repeated, zeros=zeros)
        writer.finish(report.as_dict(), counts=vectors.counts)


@dataclass(frozen=True, eq=False)
class Imported:
    """What came of an import; `again` if the store had it already."""

    model: Model
    report: ImportReport
    again: bool

    @property
    def vectors(self) -> WordVectors:
        """Those of the model."""
        return self.model.vectors


def import_upload(
    upload: BinaryIO,
    name: str,
    settings: ImportSettings = EVERYTHING,
    progress: Progress | None = None,
    *,
    words: BinaryIO | None = None,
) -> Imported:
    """The vectors of an uploaded file, with its words in a second one if they are; both are on the disk only meanwhile.

    Raises
    ------
    VectorFileError
        As `import_file`.
    """
    place = shelf.folder()
    shelf.sweep(place)
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
    """The vectors of a file of the operator's folder.

    Raises
    ------
    VectorFileError
        As `import_file`, and if the folder offers no such file.
    """
    return import_file(offered_path(name), settings, progress)


def import_catalogue(
    model: CatalogueModel, settings: ImportSettings = EVERYTHING, progress: Progress | None = None
) -> Imported:
    """A model of gensim's catalogue, fetched and read; progress counts megabytes fetched.

    Raises
    ------
    VectorFileError
        If it cannot be fetched, or its checksum is wrong.
    """
    folder = shelf.folder() / "fetched"
    folder.mkdir(exist_ok=True)
    megabytes = None if progress is None else lambda done, total: progress(done >> 20, total >> 20)
    path = catalogue.fetch(model, folder, megabytes)
    try:
        return import_file(path, settings, name=model.name, licence=model.licence)
    finally:
        path.unlink(missing_ok=True)


def import_url(
    url: str,
    settings: ImportSettings = EVERYTHING,
    progress: Progress | None = None,
    *,
    web: web_file.Web = web_file.THE_WEB,
) -> Imported:
    """The vectors of a file of the web, fetched and read; progress counts megabytes fetched.

    Raises
    ------
    VectorFileError
        If the operator does not allow it, the address is not public, it cannot be fetched, or as `import_file`.
    """
    if not web_file.allowed():
        raise VectorFileError(
            "This server fetches no addresses; whoever runs it can allow it with EMBEDDING_EXPLORER_URLS=1."
        )
    folder = shelf.folder() / "fetched"
    folder.mkdir(exist_ok=True)
    megabytes = None if progress is None else lambda done, total: progress(done >> 20, total >> 20)
    path = web_file.fetch(url, folder, megabytes, web)
    try:
        name = web_file.file_name(url.strip())
        return import_file(path, settings, name=name, uploaded=True, source=url.strip())
    finally:
        path.unlink(missing_ok=True)


def choices(file: Path | BinaryIO) -> list[str]:
    """The files in a zip that one must choose from before it can be imported; empty if there is nothing to choose."""
    return archive.choices(file)


def stored() -> list[Entry]:
    """What the store holds, the one opened last first: content, whose names are on its visitors' shelves."""
    return shelf.entries()


def open_stored(key: str) -> Imported:
    """A model of the store.

    Raises
    ------
    VectorFileError
        If the store does not hold it any more, or it is damaged.
    """
    held = shelf.entry(key)
    vectors = shelf.open_entry(key) if held else None
    if held is None or vectors is None:
        raise VectorFileError("The store does not hold these vectors any more; import their file again.")
    shelf.check_later(key)
    source = Provenance("imported", stated=held.source, licence=held.licence)
    return Imported(Model(held.name or key, vectors, source), ImportReport.from_dict(held.report), again=True)


def store_room() -> int:
    """Bytes that the store may take; the model opened longest ago gives way."""
    return shelf.quota()


def database_tables() -> list[str]:
    """The tables of the operator's database (EMBEDDING_EXPLORER_DATABASE), each a model; none without one.

    Raises
    ------
    VectorFileError
        If it cannot be opened.
    """
    named = os.environ.get("EMBEDDING_EXPLORER_DATABASE")
    return lance.tables(named) if named else []


def open_database_table(name: str) -> Imported:
    """A model whose rows stay in the operator's database, which finds its neighbours.

    Raises
    ------
    VectorFileError
        If there is no such table.
    """
    named = os.environ.get("EMBEDDING_EXPLORER_DATABASE")
    if not named:
        raise VectorFileError("This server names no database; whoever runs it can, with EMBEDDING_EXPLORER_DATABASE.")
    began = time.perf_counter()
    vectors = lance.open_table(named, name)
    shape = (len(vectors), vectors.dim)
    report = ImportReport("A table of LanceDB", 0, time.perf_counter() - began, *shape, found=shape)
    source = Provenance("imported", f"{name} of this server's database", "table")
    return Imported(Model(name, vectors, source), report, again=False)


def offered() -> list[tuple[str, int]]:
    """The files in the operator's folder (EMBEDDING_EXPLORER_MODELS) and below, with their bytes."""
    place = models_folder()
    if place is None:
        return []
    whole = place.resolve()  # a link that leads out of the folder is not offered
    found = (
        path
        for path in sorted(place.rglob("*"))
        if not path.name.startswith(".") and path.is_file() and path.resolve().is_relative_to(whole)
    )
    return [
        (str(path.relative_to(place)), path.stat().st_size) for path, _ in zip(found, range(MOST_OFFERED), strict=False)
    ]


def models_folder() -> Path | None:
    """The folder whose files visitors may import, if the operator has named one that is there."""
    named = os.environ.get("EMBEDDING_EXPLORER_MODELS")
    return Path(named) if named and Path(named).is_dir() else None


def offered_path(name: str) -> Path:
    """The path of a file of the operator's folder.

    Raises
    ------
    VectorFileError
        If the folder offers no such file.
    """
    place = models_folder()
    if place is None or name not in {file for file, _ in offered()}:
        raise VectorFileError(f"“{name}” is not among the files this server offers.")
    return place / name


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
    source: str = "",
) -> Imported:
    """The vectors of a file, read into the store or, if they were read before, opened from it.

    `name` is the file's name for the visitor, where that is not the name of `path` (an upload);
    `words` a file that lists the words of a format that holds numbers only; `uploaded` says that
    `path` is a passing copy, whose time of change means nothing; `source` says more than the name where it came from.

    Raises
    ------
    VectorFileError
        If the file is in no format that can be read, or damaged beyond use.
    """
    file = name or path.name
    shown = safe_name(f"{settings.member} in {file}" if settings.member else file, 200)
    title = model_name(settings.member or file) + (
        f", first {settings.most_frequent:,}" if settings.most_frequent else ""
    )
    if is_model_file(path, file):
        return _own_model(path, file, settings)
    words = words or companion(path)
    with Reading(path, settings, file, words):
        pass  # what is no file of vectors is told before all of it is read for its key
    beside = shelf.key_of(words, "") if words else ""
    taken = f"{settings.most_frequent} {settings.half} {settings.member} {beside}"
    key = shelf.key_of(path, taken, uploaded=uploaded)
    told = Provenance("imported", source or shown, "file", licence=licence)
    held = shelf.entry(key)
    if held is not None and shelf.sound(key) and (vectors := shelf.open_entry(key)) is not None:
        return Imported(Model(title, vectors, told), ImportReport.from_dict(held.report), again=True)
    with Reading(path, settings, file, words) as reading, Writer(key, reading.form.dim, half=settings.half) as writer:
        for block in reading.blocks(progress):
            writer.append(block)
        duplicates, repeated, zeros = writer.settle()
        report = reading.report(repeated, duplicates, zeros)
        writer.finish(report.as_dict(), licence)
    opened = shelf.open_entry(key)
    if opened is None:
        raise VectorFileError("The store lost these vectors as they were written; is its disk full or shared?")
    return Imported(Model(title, opened, told), report, again=False)


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

    shelf.sweep()
    few = np.eye(4, dtype=np.float32)
    highest_cosines(coded(few, np.ones(4, dtype=np.float32)), few, few[0], 1)
    with tempfile.TemporaryDirectory() as folder:
        for name, raw in (("text", b"a 1 2\nb 3 4\n"), ("binary", b"1 2\na \xcd\xcc\x8c?\xcd\xcc\x8c?")):
            (Path(folder) / name).write_bytes(raw)
            read(Path(folder) / name)


def built_in() -> WordVectors:
    """The model that comes with the app: 30,000 words of English Wikipedia, trained by our own engine."""
    return modelfile.load(BUILT_IN).vectors


def famous() -> WordVectors:
    """The famous model that comes with the app: the most frequent words of GloVe 6B, 50 numbers each."""
    return modelfile.load(FAMOUS).vectors
