"""A browser for the tests: one that is installed, else one that is fetched."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"
NAMES = (
    SHELL,  # draws pages and no window around them: a new visitor costs a fifth of the processor
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "microsoft-edge-stable", "msedge"),
)
PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
)
NONE = (
    "The browser tests found no Chromium, Chrome or Edge, and none could be fetched. Install one, or set CHROMIUM to "
    "its path."
)
LONGEST = 600  # seconds for a browser to be fetched


def installed() -> str | None:
    """The path of a browser on this machine: `CHROMIUM` of the environment, one on the path, or in its usual place."""
    chosen = os.environ.get("CHROMIUM")
    found = (shutil.which(name) for name in ([chosen] if chosen else NAMES))
    usual = () if chosen else (place for place in PLACES if Path(place).is_file())
    return next((path for path in (*found, *usual) if path), None)


def fetched() -> str | None:
    """The path of a browser that Playwright's installer or the system's package manager has just brought.

    An empty path stands for Playwright's own, which it finds by itself.
    """
    if _done([sys.executable, "-m", "playwright", "install", "chromium"]):
        return ""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", SHELL, "fonts-dejavu-core"]
        if _done(["apt-get", "update", "-qq"]) and _done(install):
            return installed()
    return None


def _done(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=LONGEST, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
