"""The instructions with which a machine's processor searches fastest, kept in the store under the processor's name."""

import json
import os
import platform
from contextlib import suppress
from pathlib import Path
from typing import Final

from explorer.files.store import small_file

FILE: Final = "processors.json"


def instructions(place: Path) -> str:
    """Their name: that in EMBEDDING_EXPLORER_SCAN, else the one that was kept; empty if none was."""
    return os.environ.get("EMBEDDING_EXPLORER_SCAN") or _kept(place).get(_name(), "")


def keep(place: Path, instructions: str) -> None:
    """Keep what was measured on this machine, in the folder of the store.

    Raises
    ------
    VectorFileError
        If the store cannot be written.
    """
    small_file.replace(place / FILE, json.dumps({**_kept(place), _name(): instructions}).encode())


def _kept(place: Path) -> dict[str, str]:
    try:
        known = json.loads((place / FILE).read_bytes())
    except (OSError, ValueError):
        return {}
    return {str(name): str(by) for name, by in known.items()} if isinstance(known, dict) else {}


def _name() -> str:
    """The processor's, as the system tells it."""
    with suppress(OSError), Path("/proc/cpuinfo").open(encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
