"""A full disk: one sentence, what was kept before is whole, and nothing half written is left."""

import errno
import io
import os
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import VectorFileError
from explorer.files import direct_io, imports
from explorer.files.library import Library
from explorer.files.store import kept_texts
from explorer.vectors.model import Model, Provenance
from explorer.vectors.word_vectors import WordVectors
from tests.faults.conftest import MORE

SENTENCE = "The store could not be written: no space left on device"


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The disk takes half of what is written, and no more; undone by `undo`."""
    write_bytes = Path.write_bytes

    def half(path: Path, content: bytes) -> int:
        write_bytes(path, content[: len(content) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def none(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", half)
        patched.setattr(direct_io, "_write_at", none)
        yield patched


def files(place: Path) -> dict[str, bytes]:
    """All that the store holds."""
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def test_an_import_is_refused_and_the_store_is_as_before(ann: Library, place: Path, full: pytest.MonkeyPatch) -> None:
    before = files(place)
    with pytest.raises(VectorFileError, match=SENTENCE):
        imports.import_upload(io.BytesIO(MORE), "more.txt")
    assert files(place) == before
    full.undo()
    ann.add(imports.import_upload(io.BytesIO(MORE), "more.txt").model)
    assert [model.name for model in Library.of("Ann").models] == ["glove", "more"]


def test_a_trained_model_that_cannot_be_kept_is_still_the_visits(
    ann: Library, place: Path, full: pytest.MonkeyPatch
) -> None:
    before = files(place)
    trained = WordVectors(("a", "b"), np.eye(2, dtype=np.float32))
    with pytest.raises(VectorFileError, match=SENTENCE):
        ann.add(Model("Ann's run", trained, Provenance("trained", "a diary", "SGNS", ())))
    assert files(place) == before
    assert ann.find("Ann's run") is not None, "as long as the visit lasts"
    full.undo()
    assert [model.name for model in Library.of("Ann").models] == ["glove"]


def test_views_and_answers_stay_as_they_were_kept_last(place: Path, full: pytest.MonkeyPatch) -> None:
    full.undo()
    kept_texts.write("Ann", "sheet", "first")
    before = files(place)
    full.setattr(
        Path, "write_bytes", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space left on device"))
    )
    with pytest.raises(VectorFileError, match=SENTENCE):
        kept_texts.write("Ann", "sheet", "second, which is longer")
    assert files(place) == before
    assert kept_texts.read("Ann", "sheet") == "first"
