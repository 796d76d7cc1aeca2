"""
Planted bugs: which of them do the tests notice?

    python benchmarks/mutants.py                       every bug of mutants.toml
    python benchmarks/mutants.py bias sequence         those whose file or description holds one of the words

Each bug is planted in a copy of the code, and the tests that a developer of that part would run are run on
it, one process each, with a time limit (a test that hangs counts as noticed).  First they are run without any
bug, and must pass.  Prints a line for each bug and the share that was noticed; exits with 1 if that is below
90 per cent.  Nothing else should be running: 111 bugs take about a quarter of an hour on two quiet cores.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "benchmarks" / "mutants.toml"
WANTED = 0.9
SECONDS = 300  # for the tests of one bug
NOTHING_RAN = (4, 5)  # exit codes of pytest if its arguments name no test


@dataclass(frozen=True)
class Planted:
    """One bug: in `file`, `new` replaces `old`, which occurs once; `tests` should fail."""

    bug: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


def planted() -> list[Planted]:
    listed = tomllib.loads(LIST.read_text(encoding="utf-8"))["planted"]
    return [Planted(**{**one, "tests": tuple(one["tests"])}) for one in listed]


def is_there(bug: Planted) -> bool:
    """Whether the code still has the line that the bug changes."""
    file = ROOT / bug.file
    return file.is_file() and file.read_text(encoding="utf-8").count(bug.old) == 1


def copy_of_the_code(folder: Path) -> None:
    """What git tracks, without the vectors and pictures that no test of the list needs."""
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, files.decode().split("\0")):
        source, target = ROOT / name, folder / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)


def fail(tests: Sequence[str], folder: Path, seconds: int = SECONDS) -> bool:
    """Whether one of the tests fails on the code in `folder`, or all together take longer than `seconds`."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "-p", "no:cacheprovider", *tests]
    known = {**os.environ, "NUMBA_CACHE_DIR": str(folder / ".numba"), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        code = subprocess.run(
            command, cwd=folder, env=known, capture_output=True, timeout=seconds, check=False
        ).returncode
    except subprocess.TimeoutExpired:
        return True
    if code in NOTHING_RAN:
        raise SystemExit(f"No test ran: {' '.join(tests)}")
    return code != 0


def noticed(bug: Planted, folder: Path) -> bool:
    """Whether a test fails or hangs with the bug in the copy."""
    path = folder / bug.file
    right = path.read_text(encoding="utf-8")
    path.write_text(right.replace(bug.old, bug.new), encoding="utf-8")
    try:
        return fail(bug.tests, folder)
    finally:
        path.write_text(right, encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*", help="only bugs whose file or description holds one of these")
    wanted = parser.parse_args().words
    chosen = [bug for bug in planted() if not wanted or any(word in bug.file + bug.bug for word in wanted)]
    stale = [bug for bug in chosen if not is_there(bug)]
    for bug in stale:
        print(f"OUT OF DATE: {bug.file} does not hold once {bug.old!r}")
    chosen = [bug for bug in chosen if bug not in stale]
    alive = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        copy_of_the_code(folder)
        named = sorted({test for bug in chosen for test in bug.tests})
        if fail(named, folder, 10 * SECONDS):  # they would “notice” whatever is planted
            raise SystemExit(f"These tests fail without any planted bug: {' '.join(named)}")
        for bug in chosen:
            started = time.monotonic()
            dead = noticed(bug, folder)
            seconds = time.monotonic() - started
            print(f"{'noticed ' if dead else 'SURVIVED'} {seconds:5.0f} s  {bug.file}: {bug.bug}", flush=True)
            if not dead:
                alive.append(bug)
    share = 1 - len(alive) / len(chosen) if chosen else 0.0
    print(f"{len(chosen) - len(alive)} of {len(chosen)} noticed ({share:.0%})")
    return 0 if share >= WANTED and not stale else 1


if __name__ == "__main__":
    sys.exit(main())
