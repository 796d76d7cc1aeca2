"""A text larger than memory: the same corpus and the same training from files as from memory, which does not grow."""

from mmap import mmap
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import TextError
from explorer.text import corpus, growing
from explorer.training.fast import engine
from explorer.training.lecture.sgns import SGNSSettings
from tests.text.alone import peaks

TEXT = corpus.read_packaged(corpus.packaged()[0].key)


@pytest.fixture
def spilled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes to a file does so after a thousand numbers."""
    monkeypatch.setattr(growing, "SPILL", 1000)


def lies_in_a_file(array: object) -> bool:
    while isinstance(array, np.ndarray):
        array = array.base
    return isinstance(array, mmap)


def read(path: Path, place: Path | None) -> corpus.Corpus:
    return corpus.from_file(path, min_count=2, max_size=60, name="text", place=place)


@pytest.mark.usefixtures("spilled")
def test_from_files_comes_the_same_corpus_and_the_same_training(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text(TEXT * 3, encoding="utf-8")
    held, on_disk = read(path, None), read(path, tmp_path)
    assert lies_in_a_file(on_disk.tokens)
    assert lies_in_a_file(on_disk.offsets)
    assert not lies_in_a_file(held.tokens)
    assert on_disk.fingerprint == held.fingerprint
    assert on_disk.vocabulary.counts.tolist() == np.bincount(held.tokens).tolist()
    assert [path.name for path in tmp_path.iterdir()] == ["text.txt"], "the files have no name and go with the corpus"
    first, second = (engine.train(one, SGNSSettings(dim=8), epochs=1).vectors for one in (held, on_disk))
    assert np.array_equal(first.matrix, second.matrix)


SETTING_UP = """
from pathlib import Path
from explorer.text import corpus, growing
growing.SPILL, corpus.AT_ONCE = 1000, 1 << 14
def read(path):
    return corpus.from_file(Path(path), min_count=2, max_size=60, name="text", place=Path(path).parent)
"""


def test_memory_does_not_grow_with_the_text(tmp_path: Path) -> None:
    for times in (1, 3):
        (tmp_path / f"{times}.txt").write_text(TEXT * times, encoding="utf-8")
    calls = [f"read({str(tmp_path / name)!r})" for name in ("1.txt", "1.txt", "3.txt")]
    _, short, long = peaks(SETTING_UP, *calls)  # the first also imports
    assert long - short < len(TEXT.split()), "the ids of what was added would take eight times as much"


def test_a_sentence_that_keeps_all_its_words_stays_beside_one_that_loses_them() -> None:
    raw, ends = np.array([0, 1, 2, 2, 0, 1, 0], np.int32), np.array([0, 2, 3, 7], np.int64)
    tokens, offsets = growing.renumbered(raw, ends, np.array([1, 0, -1], np.int32), in_place=True)
    assert (tokens.tolist(), offsets.tolist()) == ([1, 0, 1, 0, 1], [0, 2, 5])


@pytest.mark.usefixtures("spilled")
def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(TextError, match=r"could not be written to .*/none: no such file or directory\.$"):
        read(path, tmp_path / "none")
