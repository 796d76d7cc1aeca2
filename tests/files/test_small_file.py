"""Small files of visitors, written by several servers and swept by others at the same time."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer.errors import VectorFileError
from explorer.files.store import kept_texts, small_file, visitors


def at_once(*works: Callable[[], object]) -> list[BaseException]:
    """What was raised while all of them ran."""
    raised: list[BaseException] = []
    begin = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        begin.wait()
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test tells of it
            raised.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_two_that_write_at_once_both_succeed_and_one_of_both_is_there_whole(tmp_path: Path) -> None:
    texts = ["a" * 40_000, "b" * 40_000]

    def write(text: str) -> None:
        for _ in range(60):
            kept_texts.write("visitor", "kept", text, tmp_path)

    assert not at_once(*(lambda text=text: write(text) for text in texts))  # type: ignore[misc]  # bound in each
    assert kept_texts.read("visitor", "kept", tmp_path) in texts
    assert not list(tmp_path.rglob("*.part"))


def test_a_folder_that_another_server_sweeps_away_meanwhile_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swept = []
    write = Path.write_bytes

    def swept_before(path: Path, content: bytes) -> int:
        if not swept:  # what `visitors.shelf_of` of another server does with a folder that is empty
            swept.append(path.parent)
            visitors.shelf_of("somebody else", tmp_path)
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", swept_before)
    kept_texts.write("visitor", "kept", "text", tmp_path)
    assert swept
    assert kept_texts.read("visitor", "kept", tmp_path) == "text"


def test_a_disk_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(VectorFileError, match=r"^The store could not be written: (not a directory|file exists)\.$"):
        small_file.replace(tmp_path / "file" / "kept.json", b"{}")


def test_what_a_server_left_half_written_goes_with_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = visitors.folder_of("visitor", tmp_path) / "kept.0123.part"
    left.parent.mkdir(parents=True)
    left.write_text("{", encoding="utf-8")
    visitors.shelf_of("somebody else", tmp_path)
    assert left.exists()
    monkeypatch.setenv("EMBEDDING_EXPLORER_KEEP_HOURS", "-1")
    visitors.shelf_of("somebody else", tmp_path)
    assert not left.parent.exists()
