"""A model file that changes while it is read, or afterwards: a sentence or the right vectors, never a mixture kept."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import VectorFileError
from explorer.files import imports
from explorer.files.library import Library
from explorer.files.store import contents

WORDS, DIM = 20_000, 20


@pytest.fixture
def model_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A text of vectors in the operator's folder, large enough to be read in many blocks."""
    folder = tmp_path / "models"
    folder.mkdir()
    monkeypatch.setenv("EMBEDDING_EXPLORER_MODELS", str(folder))
    path = folder / "large.txt"
    path.write_text("".join(f"word{k} {' '.join(['0.25'] * DIM)}\n" for k in range(WORDS)), encoding="utf-8")
    return path


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 3)


def overwritten(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xff\x00 nonsense " * 1000)


@pytest.mark.parametrize("change", [cut, overwritten])
def test_a_file_that_changes_while_it_is_read(model_file: Path, change: Callable[[Path], None], place: Path) -> None:
    whole = model_file.read_bytes()
    changed: list[int] = []

    def progress(done: int, _: int) -> None:
        if not changed and done:
            changed.append(done)
            change(model_file)

    with suppress(VectorFileError):  # it may be read to the end as it was
        read = imports.import_offered("large.txt", progress=progress).vectors
        assert np.isfinite(read.matrix).all()
        assert len(read) <= WORDS
    assert changed, "it did change in the middle"
    assert not [path for path in place.iterdir() if path.name.startswith("work.")]
    model_file.write_bytes(whole)
    again = imports.import_offered("large.txt").vectors
    assert len(again) == WORDS
    assert (again.matrix == np.float32(0.25)).all()


def test_a_file_that_changed_afterwards_is_another_model(model_file: Path) -> None:
    ann = Library.of("Ann")
    first = ann.add(imports.import_offered("large.txt").model)
    model_file.write_text("only 1 2 3\nthree 4 5 6\nwords 7 8 9\n", encoding="utf-8")
    second = ann.add(imports.import_offered("large.txt").model)
    assert (len(first.vectors), len(second.vectors)) == (WORDS, 3)
    assert [len(model.vectors) for model in Library.of("Ann").models] == [WORDS, 3], "what was kept is as it was"


def test_a_damaged_entry_of_the_store_is_told_from_a_sound_one(ann: Library, place: Path) -> None:
    """It is on no shelf any more, and the same file can be read again."""
    assert ann.models
    (path,) = place.glob("*.safetensors")
    raw = bytearray(path.read_bytes())
    raw[-3] ^= 1
    path.unlink()  # who has it open keeps what was there
    path.write_bytes(raw)
    assert ann.models[0].vectors.words[1] == "king"
    assert Library.of("Ann").models == []
    assert contents.entries() == []
