"""A running server and a headless Chromium; a missing browser fails, it does not skip."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import finding

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong
FAULTS = (  # in a server's log
    "(most recent call last)",  # a traceback, or the stack of a warning
    "was created with a default value but also",
    "WebSocketDisconnect",
    "missing ScriptRunContext",
)


@contextmanager
def serving(folder: Path, **environment: str) -> Iterator[str]:
    """The address of a server of its own, with its store in `folder`; at its end its log must be clean."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    log = (folder / "server.log").open("w+", encoding="utf-8")
    own = {"EMBEDDING_EXPLORER_STORE": str(folder / "store"), "EMBEDDING_EXPLORER_READY": "0"}
    surroundings = {**os.environ, **own, **environment}
    server = subprocess.Popen(
        [*command, "--server.address", "127.0.0.1"], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, env=surroundings
    )
    address = f"http://127.0.0.1:{port}/{environment.get('STREAMLIT_SERVER_BASE_URL_PATH', '')}".rstrip("/")
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                    break
            except (urllib.error.URLError, OSError):
                if server.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    pytest.fail(f"the server did not start: {log.read()[-2000:]}")
                time.sleep(0.05)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.seek(0)
        written = log.read()
        log.close()
    at = min((place for fault in FAULTS if (place := written.find(fault)) >= 0), default=-1)
    assert at < 0, f"the server's log holds a fault: … {written[max(0, at - 500) : at + 3000]}"


@pytest.fixture(scope="session")
def new_server(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., AbstractContextManager[str]]:
    """Starts a cold server: `with new_server(VARIABLE="value") as address`."""
    return lambda **environment: serving(tmp_path_factory.mktemp("server"), **environment)


@pytest.fixture(scope="session")
def server(new_server: Callable[..., AbstractContextManager[str]]) -> Iterator[str]:
    """The address of one server that all browser tests share; it offers the measured vectors as its folder."""
    vectors = ROOT.parent / "shared" / "data" / "vectors"
    folder = {"EMBEDDING_EXPLORER_MODELS": str(vectors)} if vectors.is_dir() else {}
    with new_server(**folder) as address:
        yield address


@pytest.fixture(scope="package")  # not the session: while it lives, no other test can run an event loop of its own
def chromium() -> Iterator[Browser]:
    """Headless Chromium, Chrome or Edge: one that is installed, else one that is fetched; without one tests fail."""
    path = finding.installed()
    if path is None and (path := finding.fetched()) is None:
        pytest.fail(finding.NONE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path or None, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A new visitor at 1280 x 720; the test fails if the page logs an uncaught JavaScript error."""
    context = chromium.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.set_default_navigation_timeout(90_000)  # a busy machine is slow, not wrong
    crashes: list[str] = []
    page.on("pageerror", lambda error: crashes.append(str(error)))
    yield page
    context.close()
    assert not crashes, crashes


@pytest.fixture
def settled() -> Callable[[Page], None]:
    """Waits until the script of a page has run to its end."""

    def wait(page: Page) -> None:
        page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
        page.wait_for_function("() => !document.querySelector('[data-stale=\"true\"]')")

    return wait


@pytest.fixture
def no_exception() -> Callable[[Page], None]:
    """Asserts that no traceback is on the page."""

    def check(page: Page) -> None:
        shown = page.locator('[data-testid="stException"]')
        assert shown.count() == 0, re.sub(r"\s+", " ", shown.first.inner_text())

    return check


@pytest.fixture
def watch(server: str, page: Page) -> Page:
    page.goto(f"{server}/watch")
    expect(page.locator(".live-step")).to_have_text("0")
    page.wait_for_function("document.querySelector('.live-probe input').value")
    return page
