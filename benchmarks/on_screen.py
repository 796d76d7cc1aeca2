"""
How soon an answer is on screen when the model has 400,000 words x 300: headless Chromium, one visitor, a warm server.

    python benchmarks/on_screen.py [--quick] [--json]

Random vectors with the words of the lists, put into a separate store and opened by a link like any imported model.
Times run from the key or click to the moment the browser shows the answer.  The peer is the same page with the
built-in model of 30,000 words x 100: the time that remains when the size of the model costs nothing.
"""

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright
from playwright.sync_api import TimeoutError as NotInTime

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bias import model  # noqa: E402 - beside this file

from explorer.files import imports  # noqa: E402
from explorer.vectors.word_vectors import WordVectors  # noqa: E402

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
NAME = "random"
SMALL = "Wikipedia 100d (built in)"
ASKED = "king paris house water music river doctor science film war child church road game army book law sea tree city"
METHODS = ("mean of differences", "linear classifier", "PCA of pairs")


def stored(vectors: WordVectors, folder: Path) -> None:
    """Put the vectors into the store of `folder`, by way of a file, as a visitor would."""
    path = folder / f"{NAME}.bin"
    with path.open("wb") as file:
        file.write(f"{len(vectors)} {vectors.dim}\n".encode())
        for word, row in zip(vectors.words, vectors.matrix, strict=True):
            file.write(word.encode() + b" " + row.tobytes() + b"\n")
    imports.import_file(path)
    path.unlink()


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server of its own, with the store of this process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                    break
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait()


def seconds(page: Page, act: Callable[[], object], shown: str) -> float:
    """From before `act` until the JavaScript `shown` is true in the page."""
    begun = time.perf_counter()
    act()
    page.wait_for_function(shown, timeout=120_000)
    return time.perf_counter() - begun


def settle(page: Page) -> None:
    """Wait until the script of the page has run to its end and nothing on it is stale."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=120_000)
    page.wait_for_function("() => !document.querySelector('[data-stale=\"true\"]')", timeout=120_000)


def analogies(page: Page, address: str, name: str, asked: int) -> list[float]:
    """A third word is typed; until the heading holds it with its answer, and the bars their first bar."""
    page.goto(f"{address}/analogies?model={name}")
    page.wait_for_selector(".js-plotly-plot .main-svg", timeout=120_000)
    found = []
    for word in ASKED.split()[: asked + 1]:
        settle(page)
        box = page.get_by_label("as c is to …")
        box.fill(word)
        shown = f"() => [...document.querySelectorAll('h3')].some((h) => h.innerText.includes(':: {word} :'))"
        found.append(seconds(page, lambda box=box: box.press("Enter"), shown))
    return found[1:]


def bias(page: Page, address: str, name: str, visits: int) -> list[float]:
    """The page with 320 professions and 10 pairs, for a visitor who was never here: until direct bias stands there."""
    shown = "() => document.body.innerText.includes('On average a word of this list')"
    return [seconds(page, lambda: page.goto(f"{address}/bias?model={name}"), shown) for _ in range(visits + 1)][1:]


def weat(page: Page, address: str, name: str, visits: int) -> list[float]:
    """WEAT 6, 7 and 8 in turn, 8 + 8 words with exact p: from the link until p stands there."""
    shown = "() => document.body.innerText.includes('p, exact')"
    tests = ("WEAT+6:+Careers+and+families", "WEAT+7:+Mathematics+and+arts", "WEAT+8:+Science+and+arts")
    links = [f"{address}/association?model={name}&test={tests[i % 3]}" for i in range(visits + 1)]
    return [seconds(page, lambda link=link: page.goto(link), shown) for link in links][1:]


def hard_debias(page: Page, address: str, name: str, visits: int) -> list[float]:
    """From the link until the last step is told; each time another direction, so that nothing is kept from before."""
    shown = "() => document.body.innerText.includes('2. Equalize.')"
    found = []
    for method in METHODS[:visits]:
        link = f"{address}/debias?model={name}&direction={method.replace(' ', '+')}"
        found.append(seconds(page, lambda link=link: page.goto(link), shown))
        with suppress(NotInTime):  # the trial again goes on for a while; its figures are not waited for
            page.get_by_role("button", name="Cancel").first.click(timeout=5_000)
            page.get_by_text("Stopped before the end").first.wait_for(timeout=20_000)
    return found


PARTS = {
    "analogy": (analogies, 20, "a typed analogy is answered"),
    "bias_page": (bias, 8, "page Bias, 320 professions x 10 pairs"),
    "weat": (weat, 6, "page Association tests, exact p, 8 + 8 words"),
    "hard_debias": (hard_debias, 3, "page Debias, hard debias"),
}


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="50,000 words, fewer visits")
    options.add_argument("--json", action="store_true", help="a JSON list of the figures on the last line")
    chosen = options.parse_args()
    size = 50_000 if chosen.quick else 400_000
    figures = []
    with tempfile.TemporaryDirectory(prefix="on_screen") as folder:
        os.environ["EMBEDDING_EXPLORER_STORE"] = folder
        stored(model(size, 300, tuple(ASKED.split())), Path(folder))
        with serving() as address, sync_playwright() as playwright:
            path = os.environ.get("CHROMIUM") or shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            print(f"{size:,} x 300; seconds on screen, the built-in model beside it\n")
            print(f"{'':<48}{'median':>8}{'p95':>8}{'small':>8}")
            for name, (part, most, what) in PARTS.items():
                times = []
                for which in (NAME, SMALL):
                    page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
                    times.append(part(page, address, which, 3 if chosen.quick else most))
                    page.context.close()
                large, small = times
                p95 = float(np.quantile(large, 0.95))
                print(f"{what:<48}{statistics.median(large):>8.2f}{p95:>8.2f}{statistics.median(small):>8.2f}")
                for kind, value, peer in (
                    ("median", statistics.median(large), "built-in model"),
                    ("p95", p95, ""),
                    ("small_median", statistics.median(small), ""),
                ):
                    figures.append({
                        "name": f"on_screen_{name}_{kind}_s",
                        "value": round(value, 3),
                        "unit": "s",
                        "peer": peer,
                    })
            browser.close()
    if chosen.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
