"""A clock that jumps: nothing is taken for old that is not, and nothing waits for a time that has jumped away."""

import ast
import os
import time
from pathlib import Path

import pytest

from explorer.files.library import Library
from explorer.files.store import visitors
from explorer.ui.canvas.live import channel, registry
from explorer.ui.shell import jobs, turns

YEAR = 365.0 * 24 * 3600
ROOT = Path(__file__).resolve().parents[2]


def jump(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Set the clock forward; the time that passes is the same as before."""
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + seconds)


@pytest.mark.parametrize("seconds", [YEAR, -YEAR])
def test_nothing_that_is_kept_looks_old(ann: Library, seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ann.models
    jump(monkeypatch, seconds)
    assert [model.name for model in Library.of("Ann").models] == ["glove"]


def test_nothing_that_is_kept_under_a_wrong_clock_looks_old_once_it_is_right(
    ann: Library, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that starts in 1970, as small machines do, and is then told the time: what was opened before stays."""
    monkeypatch.setattr(visitors, "STARTED", -time.monotonic())
    for path in place.rglob("*.*"):
        os.utime(path, (60.0, 60.0))
    assert [model.name for model in Library.of("Ann").models] == [model.name for model in ann.models]


def test_what_is_old_goes_all_the_same(ann: Library, place: Path) -> None:
    assert ann.models
    for path in place.rglob("*.*"):
        os.utime(path, (time.time() - 25 * 3600,) * 2)
    assert Library.of("Ann").models == []


@pytest.mark.parametrize("module", [jobs, turns, registry, channel])
def test_waiting_goes_by_the_time_that_passes_and_not_by_the_clock(module: object) -> None:
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert "time.time" not in calls
    assert "time.monotonic" in calls
