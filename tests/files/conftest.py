"""The machine as it is, or as Windows is: without Linux' own calls, open files neither replaced nor deleted."""

import builtins
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?|.*[<>:\"|?*\x00-\x1f].*|.*[. ]")
MISSING = ("preadv", "pwritev", "pread", "pwrite", "posix_fadvise", "O_DIRECT", "RWF_NOWAIT", "fork", "getuid")


@pytest.fixture(params=["here", "windows"])
def machine(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of the machine that a test runs on; for Windows, what it forbids raises, and bad names are found."""
    if request.param == "windows":
        if not Path("/proc/self/maps").exists():
            pytest.skip("which files are open is told by Linux")
        for later in [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]:
            later.cancel()  # a check of an earlier test's files, from whose hands a call would be taken
            later.join()
        for call in MISSING:
            monkeypatch.delattr(os, call, raising=False)
        monkeypatch.setattr(shutil, "_use_fd_functions", False)
        for call in ("unlink", "remove", "rename", "replace"):
            monkeypatch.setattr(os, call, _refusing(getattr(os, call)))
        monkeypatch.setattr(builtins, "__import__", _without_fcntl(builtins.__import__))
    yield request.param
    strange = [path.name for path in tmp_path.rglob("*") if RESERVED.fullmatch(path.name)]
    assert not strange


def _refusing(call: Callable[..., None]) -> Callable[..., None]:
    def _call(*paths: Any, **more: Any) -> None:
        for path in paths:
            if not isinstance(path, int) and is_open(Path(os.fsdecode(path))):
                raise PermissionError(13, "The process cannot access the file because it is being used", str(path))
        call(*paths, **more)

    return _call


def is_open(path: Path) -> bool:
    """Whether this process has the file open or mapped."""
    if not path.exists():
        return False
    there = path.stat()
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            status = descriptor.stat()
        except OSError:  # that of the listing itself
            continue
        if (status.st_dev, status.st_ino) == (there.st_dev, there.st_ino):
            return True
    maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace")
    return any(line.split()[4] == str(there.st_ino) for line in maps.splitlines() if str(path) in line)


def _without_fcntl(real: Callable[..., Any]) -> Callable[..., Any]:
    def _import(name: str, *more: Any, **named: Any) -> Any:
        if name == "fcntl":
            raise ImportError("No module named 'fcntl'")
        return real(name, *more, **named)

    return _import
