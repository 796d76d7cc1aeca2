"""The models a visitor can choose: the built-in one, those trained in this visit, those imported."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from explorer.errors import SettingError
from explorer.files import modelfile
from explorer.files.formats.report import ImportReport
from explorer.files.imports import LONGEST_NAME
from explorer.files.store import contents, visitors
from explorer.files.store.visitors import Kept
from explorer.files.store.writer import Beside, Writer
from explorer.text.names import safe_name
from explorer.vectors.block import Block
from explorer.vectors.model import Model, Provenance
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
MOST_WRITTEN = 40_000_000  # numbers of a model made here that are written while the visitor waits


@dataclass
class Library:
    """The models of one visitor, newest last; names are unique.

    If the `visitor` has a key, they are also on a shelf of the store, where a later visit finds them.
    """

    models: list[Model] = field(default_factory=list)
    visitor: str = ""

    @classmethod
    def of(cls, visitor: str) -> "Library":
        """The models on the shelf of that visitor; empty and not stored without a key."""
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
        vectors = contents.open_entry(kept.key)
        if vectors is None:
            return None
        contents.check_later(kept.key)
        self.models.append(Model(kept.name, vectors, kept.provenance))
        return self.models[-1]

    def add(self, model: Model) -> Model:
        """Keep a model, with a number after its name if that is taken; the same content is kept once.

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
        """Remove a model; on a shared server it stays on the shelf, which belongs to the operator."""
        for model in self.models:
            if model.name == name and self.visitor and not visitors.is_shared():
                visitors.let_go(self.visitor, _key(model))
        self.models = [model for model in self.models if model.name != name]

    def _write(self, model: Model) -> None:
        """Put a model on the shelf and its content into the store, unless the visitor would have to wait."""
        if not self.visitor or model.vectors.engine is not None:
            return
        key = _key(model)
        if contents.entry(key) is None:
            if model.vectors.matrix.size > MOST_WRITTEN:
                return
            _store(key, model.vectors)
        visitors.keep(self.visitor, Kept(model.name, key, model.provenance))


def _key(model: Model) -> str:
    """The key of a model's content in the store."""
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
        writer.finish(report.as_dict(), beside=Beside(vectors.counts, vectors.columns, vectors.subwords))


def built_in() -> WordVectors:
    """The model that comes with the app: 30,000 words of English Wikipedia, trained by our own engine."""
    return modelfile.load(BUILT_IN).vectors


def famous() -> WordVectors:
    """The famous model that comes with the app: the most frequent words of GloVe 6B, 50 numbers each."""
    return modelfile.load(FAMOUS).vectors
