"""
Whether every pinned requirement can be installed without a compiler on students' usual computers.

    python benchmarks/wheels.py            asks the package index pip is set to, for each system and Python; minutes
    python benchmarks/wheels.py --json     the same, and last a JSON list of system, Python, and what has no wheel

Nothing is installed: pip resolves each pin of constraints.txt for a system as if it ran there, from wheels only.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHONS = ("3.11", "3.12", "3.13")
SYSTEMS = {
    "Linux, x86": ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
    "Linux, ARM": ("manylinux_2_28_aarch64", "manylinux_2_27_aarch64", "manylinux_2_17_aarch64",
                   "manylinux2014_aarch64"),
    "macOS, ARM": tuple(f"macosx_{version}_{kind}" for version in ("14_0", "13_0", "12_0", "11_0")
                        for kind in ("arm64", "universal2")),
    "Windows": ("win_amd64",),
}  # fmt: skip


def pins() -> list[str]:
    """The pinned requirements."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if re.match(r"[\w.-]+==", line.strip())]


def can_be_had(wanted: list[str], system: str, python: str) -> bool:
    """Whether pip finds a wheel of each of the `wanted` for a system and a Python."""
    platforms = [part for name in SYSTEMS[system] for part in ("--platform", name)]
    with tempfile.TemporaryDirectory() as nowhere:
        command = [
            sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--no-deps", "--only-binary", ":all:",
            "--python-version", python, "--target", nowhere, *platforms, *wanted,
        ]  # fmt: skip
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


def missing(wanted: list[str], system: str, python: str) -> list[str]:
    """Those of the `wanted` that have no wheel, found by halving."""
    if not wanted or can_be_had(wanted, system, python):
        return []
    if len(wanted) == 1:
        return wanted
    half = len(wanted) // 2
    return missing(wanted[:half], system, python) + missing(wanted[half:], system, python)


def main() -> None:
    """Print what is missing, by system and Python."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = []
    for system in SYSTEMS:
        for python in PYTHONS:
            lacking = missing(pins(), system, python)
            found.append({"system": system, "python": python, "missing": lacking})
            print(f"{system:12} Python {python}: {', '.join(lacking) or f'all {len(pins())} have wheels'}", flush=True)
    if asked.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
