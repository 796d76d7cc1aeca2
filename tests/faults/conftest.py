"""A store of its own for each fault, and a visitor's model in it."""

import io
from pathlib import Path

import pytest

from explorer.files import imports
from explorer.files.library import Library
from explorer.files.store import contents

ROWS = b"the 1 0\nking 2 1\nqueen 2 -1\n"
MORE = ROWS + b"more 1 1\n"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the store."""
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path / "store"))
    return contents.folder()


@pytest.fixture
def ann(place: Path) -> Library:  # noqa: ARG001 - it is made first
    """A visitor who has imported and kept a model."""
    library = Library.of("Ann")
    library.add(imports.import_upload(io.BytesIO(ROWS), "glove.txt").model)
    return library
