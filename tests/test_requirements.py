"""What is declared, what is pinned and what is locked are one set."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {"app": "requirements.txt", "large": "requirements-large.txt", "dev": "requirements-dev.txt"}
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)")


def pins(path: Path) -> dict[str, str]:
    """Normalised name -> version."""
    found = (PIN.match(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {re.sub(r"[-_.]+", "-", pin[1]).lower(): pin[2] for pin in found if pin}


def declared(path: Path) -> set[str]:
    """Normalised names of a requirements file and of those it takes in."""
    names: set[str] = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            names |= declared(ROOT / line[3:].strip())
        elif line.strip() and not line.startswith("#"):
            names.add(re.sub(r"[-_.]+", "-", re.split(r"[<>=\[ ;]", line)[0]).lower())
    return names


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_what_is_declared_at_the_pinned_version(lock: str) -> None:
    locked, pinned = pins(ROOT / "locks" / f"{lock}.txt"), pins(ROOT / "constraints.txt")
    assert declared(ROOT / LOCKS[lock]) <= set(locked)
    for name, version in locked.items():
        if name in pinned:
            assert version == pinned[name], f"{name}: run .ci/lock"


def test_nothing_is_pinned_that_no_lock_needs() -> None:
    locked = {name for lock in LOCKS for name in pins(ROOT / "locks" / f"{lock}.txt")}
    assert set(pins(ROOT / "constraints.txt")) <= locked


@pytest.mark.parametrize("lock", LOCKS)
def test_every_version_has_checksums(lock: str) -> None:
    text = (ROOT / "locks" / f"{lock}.txt").read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=\S)", text):
        if PIN.match(entry):
            assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry.splitlines()[0]
