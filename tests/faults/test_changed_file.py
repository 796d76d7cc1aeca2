"""A model file that changes while it is read, or afterwards: a sentence or the right vectors, never a mixture kept."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from gensim.models import KeyedVectors

from explorer.errors import VectorFileError
from explorer.files import imports
from explorer.files.library import Library
from explorer.files.store import contents
from tests.conftest import ROOT
from tests.files.made import fasttext_of

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

    with pytest.raises(VectorFileError, match=r"^“large\.txt” changed while it was read"):
        imports.import_offered("large.txt", progress=progress)
    assert changed, "it did change in the middle"
    assert not [path for path in place.iterdir() if path.name.startswith("work.")]
    model_file.write_bytes(whole)
    again = imports.import_offered("large.txt").vectors
    assert len(again) == WORDS
    assert (again.matrix == np.float32(0.25)).all()


CUT_SHORT = """
import os, sys
from explorer.errors import VectorFileError
from explorer.files import imports
for name, cut in zip(sys.argv[1::2], sys.argv[2::2]):
    try:
        imports.import_offered(name, progress=lambda done, total: done and os.truncate(cut, 1000))
    except VectorFileError as error:
        print(error)
"""


def test_a_file_cut_short_while_it_is_read_does_not_end_the_server(model_file: Path, place: Path) -> None:
    """A look at a map of what is cut off ends a process by SIGBUS: both kinds that are too large to be read at once."""
    folder = model_file.parent
    numbers = np.random.default_rng(0).standard_normal((3000, 1000)).astype(np.float32)
    words = [f"word{k}" for k in range(2990)]
    (folder / "pieces.bin").write_bytes(fasttext_of([word.encode() for word in words], numbers, buckets=10))
    vectors = KeyedVectors(1000)
    vectors.add_vectors(words, numbers[:2990])
    vectors.save(str(folder / "apart.kv"), separately=["vectors"])
    named = ["pieces.bin", folder / "pieces.bin", "apart.kv", folder / "apart.kv.vectors.npy"]
    command = [sys.executable, "-c", CUT_SHORT, *map(str, named)]
    read = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert read.returncode == 0, read.stderr[-2000:]
    assert read.stdout.splitlines() == [
        "“pieces.bin” changed while it was read; import it again once it is whole.",
        "The numbers of “apart.kv” end after 2,098 of 2,990 rows.",
    ]
    assert contents.entries() == []
    assert not [path for path in place.iterdir() if path.name.startswith("work.")]


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
