"""A store that turns read-only, or vanishes: what is open stays usable, and who wants to keep something is told."""

import errno
import io
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer.errors import VectorFileError
from explorer.files import imports
from explorer.files.library import Library
from explorer.files.store import contents, kept_texts
from tests.faults.conftest import MORE

CHANGES = ("mkdir", "unlink", "replace", "rename", "utime", "rmdir", "truncate")


def refused(*_: object, **__: object) -> None:
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def for_reading_only(opens: Callable[..., Any]) -> Callable[..., Any]:
    """os.open, or open, of a file system that is mounted read-only."""

    def opened(path: Any, how: Any = "r", *args: Any, **more: Any) -> Any:
        writes = how & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) if isinstance(how, int) else set(how) & set("wax+")
        return refused() if writes else opens(path, how, *args, **more)

    return opened


@pytest.fixture
def read_only(ann: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """Ann's library, after its disk was mounted read-only; root may write everywhere, so that the calls refuse."""
    with monkeypatch.context() as patched:
        for name in CHANGES:
            patched.setattr(os, name, refused)
        patched.setattr(os, "open", for_reading_only(os.open))
        patched.setattr(io, "open", for_reading_only(io.open))
        yield ann


def test_a_read_only_store_is_read_and_says_that_it_cannot_be_written(read_only: Library) -> None:
    assert read_only.models[0].vectors.words[1] == "king"
    (again,) = Library.of("Ann").models
    assert again.vectors.matrix.tolist() == read_only.models[0].vectors.matrix.tolist()
    with pytest.raises(VectorFileError, match="The store could not be written: read-only file system"):
        imports.import_upload(io.BytesIO(MORE), "more.txt")
    with pytest.raises(VectorFileError, match="The store could not be written: read-only file system"):
        kept_texts.write("Ann", "sheet", "answers")


def test_vectors_that_are_open_outlive_their_store(ann: Library, place: Path) -> None:
    before = ann.models[0].vectors.matrix.tolist()
    shutil.rmtree(place)
    assert ann.models[0].vectors.matrix.tolist() == before
    assert ann.models[0].vectors.words[2] == "queen"
    assert Library.of("Ann").models == [], "there is nothing to be found again, and no fault"
    assert kept_texts.read("Ann", "sheet") is None


def test_a_store_that_comes_back_empty_is_filled_again(ann: Library, place: Path) -> None:
    shutil.rmtree(place)
    kept_texts.write("Ann", "sheet", "answers")
    ann.add(imports.import_upload(io.BytesIO(MORE), "more.txt").model)
    assert kept_texts.read("Ann", "sheet") == "answers"
    assert [model.name for model in Library.of("Ann").models] == ["more"]


def test_where_a_store_cannot_be_is_said(place: Path) -> None:
    place.rmdir()
    place.write_bytes(b"")  # a file stands in its place
    with pytest.raises(VectorFileError, match="The store could not be written: file exists"):
        contents.folder()
