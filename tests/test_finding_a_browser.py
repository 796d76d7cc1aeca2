"""The browser of the browser tests: found, fetched, or asked for in one sentence."""

import subprocess
from pathlib import Path

import pytest

from tests.browser import finding


def test_the_one_that_is_chosen_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / "my-browser"
    own.write_text("#!/bin/sh\n", encoding="utf-8")
    own.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(own))
    assert finding.installed() == str(own)
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "elsewhere"))
    assert finding.installed() is None  # a wrong choice is not silently replaced by another browser


@pytest.mark.parametrize("name", ["chromium", "google-chrome", "msedge"])
def test_chromium_chrome_and_edge_are_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(finding, "PLACES", ())
    assert finding.installed() is None
    (tmp_path / name).write_text("#!/bin/sh\n", encoding="utf-8")
    (tmp_path / name).chmod(0o755)
    assert finding.installed() == str(tmp_path / name)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(finding, "PLACES", (str(tmp_path / "none"), str(tmp_path / name)))
    assert finding.installed() == str(tmp_path / name)


def test_without_one_the_installers_are_asked_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def refuse(command: list[str], **_: object) -> "subprocess.CompletedProcess[bytes]":
        asked.append(command)
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(subprocess, "run", refuse)
    assert finding.fetched() is None
    assert asked[0][1:] == ["-m", "playwright", "install", "chromium"]
    monkeypatch.setattr(subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 0))
    assert finding.fetched() == ""
