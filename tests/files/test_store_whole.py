"""The store when something goes wrong around it: killed processes, a full disk, two servers at once."""

import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.errors import VectorFileError
from explorer.files import direct_io, imports
from explorer.files.store import contents, writer
from explorer.files.store.checksum import rows_hold
from explorer.files.store.layout import SIDES
from explorer.files.store.work_folder import WorkFolder, bytes_on_the_way, remove_abandoned
from tests.conftest import ROOT

TWO_SERVERS = """
import io, os, random, signal, sys, time
from explorer.files import imports
from explorer.files.formats.reading import ImportSettings
from explorer.files.store import contents
raw = open(sys.argv[1], "rb").read()
imports.warm()
random.seed(5)

def serve(turn):
    for turn in range(turn, 10_000, 2):
        settings = ImportSettings(most_frequent=5_000 + turn % 30)
        imports.import_upload(io.BytesIO(raw), "large.txt", settings)

in_the_middle = 0
for kill in range(10):
    children = []
    for one in range(2):
        child = os.fork()
        if not child:
            try:
                serve(3 * kill + one)
            finally:
                os._exit(1)  # only by an error
        children.append(child)
    time.sleep(random.uniform(0.05, 0.3))
    for child in children:
        os.kill(child, signal.SIGKILL)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    in_the_middle += len([path for path in contents.folder().glob("work.*") if path.is_dir()])
    assert all(contents.sound(held.key) for held in contents.entries())
print(in_the_middle)
"""
ROWS = b"the 1 0\nking 2 1\nqueen 2 -1\n"


@pytest.fixture(autouse=True)
def place(machine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: ARG001 - it is made first
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path / "store"))
    return contents.folder()


def test_a_work_folder_goes_with_its_holder(place: Path) -> None:
    with WorkFolder(place) as mine:
        (mine / "copy").write_bytes(bytes(1000))
        remove_abandoned(place)
        assert (mine / "copy").exists()
        assert bytes_on_the_way(place) == 1000
    assert list(place.iterdir()) == []


def test_the_work_folder_of_a_dead_process_is_removed(place: Path) -> None:
    (place / "work.dead").mkdir()
    (place / "work.dead" / "copy").write_bytes(bytes(1000))
    (place / "work.dead.lock").touch()
    (place / "upload.old").mkdir()  # of an earlier version
    (place / "upload.old" / "vectors").touch()
    (place / "x.safetensors.abc.part").touch()
    for path in ("upload.old", "x.safetensors.abc.part"):
        os.utime(place / path, (0, 0))
    contents.sweep(place)
    assert list(place.iterdir()) == []


def test_a_work_folder_taken_for_abandoned_before_it_is_locked_begins_anew(
    place: Path, machine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if machine == "windows":
        pytest.skip("an open file cannot be removed there")
    import fcntl

    real, removed = fcntl.flock, []

    def lock(descriptor: int, how: int) -> None:
        if not how & fcntl.LOCK_NB and not removed:  # the folder's own: another process is quicker
            removed.append(next(place.glob("*.lock")))
            remove_abandoned(place)
        real(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", lock)
    with WorkFolder(place) as mine:
        (mine / "copy").write_bytes(bytes(1000))
        remove_abandoned(place)
        assert (mine / "copy").exists()
        assert removed != list(place.glob("*.lock")) != []
    assert list(place.iterdir()) == []


def test_what_is_on_its_way_counts_in_the_quota(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    imports.import_upload(io.BytesIO(ROWS), "one.txt")
    size = contents.entries()[0].size
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE_GB", str(3.5 * size / 2**30))
    contents.make_room(size)
    assert len(contents.entries()) == 1
    with WorkFolder(place) as mine:
        (mine / "copy").write_bytes(bytes(2 * size))
        contents.make_room(size)
    assert contents.entries() == []


@pytest.mark.parametrize("where", ["folder", "copy", "rows"])
def test_a_full_disk_is_one_sentence_and_the_store_stays_whole(
    place: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    imports.import_upload(io.BytesIO(ROWS), "one.txt")

    def full(*_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        match where:
            case "folder":
                patched.setattr(Path, "mkdir", full)
            case "copy":
                patched.setattr(imports.shutil, "copyfileobj", full)
            case "rows":
                patched.setattr(direct_io, "_write_at", full)
        sentence = "The store could not be written: no space left on device"
        with pytest.raises(VectorFileError, match=sentence):
            imports.import_upload(io.BytesIO(ROWS + b"more 1 1\n"), "two.txt")
    assert len(contents.entries()) == 1
    assert {path.suffix for path in place.iterdir()} <= {".safetensors", ".codes"}
    assert not imports.import_upload(io.BytesIO(ROWS + b"more 1 1\n"), "two.txt").again


def test_at_no_moment_of_an_import_is_a_file_in_its_place_and_not_whole(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill may come at each call. Settling takes a millisecond, which kills at random times seldom hit."""
    monkeypatch.setattr(writer, "WORTHWHILE", 1)  # so that small vectors have byte codes beside them
    seen: set[tuple[str, int, int]] = set()
    broken: list[str] = []

    def look(*_: object) -> None:
        for file in os.scandir(place):
            if file.name.endswith((".safetensors", *SIDES)):
                status = file.stat()
                if (now := (file.name, status.st_size, status.st_mtime_ns)) not in seen:
                    seen.add(now)
                    broken.extend([] if rows_hold(Path(file)) else [file.name])

    imports.warm()
    sys.setprofile(look)
    try:
        imports.import_upload(io.BytesIO(ROWS), "one.txt")
    finally:
        sys.setprofile(None)
    assert {Path(name).suffix for name, *_ in seen} == {".safetensors", ".codes"}
    assert not broken


def test_two_servers_and_twenty_kills_leave_sound_entries_and_nothing_else(
    place: Path, tmp_path: Path, machine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if machine == "windows" or not hasattr(os, "fork"):
        pytest.skip("it needs fork")
    raw = "".join(f"w{i} " + " ".join(f"{i * k % 977}" for k in range(1, 31)) + "\n" for i in range(6_000))
    (tmp_path / "large.txt").write_text(raw, encoding="utf-8")
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE_GB", str(10e6 / 2**30))  # room for about ten
    command = [sys.executable, "-c", TWO_SERVERS, str(tmp_path / "large.txt")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) >= 5  # of the twenty were in the middle of an import
    held = contents.entries()
    assert held
    assert sum(one.size for one in held) <= contents.quota()
    contents.sweep(place)
    assert {path.suffix for path in place.iterdir()} <= {".safetensors", ".codes"}
    for one in held:
        vectors = contents.open_entry(one.key)
        assert len(vectors) == one.rows >= 5_000
        assert vectors.index["w4999"] == 4_999
