"""
Comparing two models of 50,000 words and 300 dimensions: the page in a browser, and the work compared with plain NumPy.

    python benchmarks/compare.py [--quick] [--json]

The first part opens the page Compare by a link to both models, which are in the store.  It measures clock time
from the link to the maps with the first word's neighbours, and from the end of a drag across the histogram to the
brushed words; without a browser it says that this part is left out.  The second part compares the lists of
neighbours with one product and a full sort by NumPy, both alternating in one process; CPU seconds, the least of
the repetitions.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from explorer.files import library
from explorer.files.formats import export
from explorer.judging.compare.models import CompareSettings, compare
from explorer.vectors.word_vectors import Floats, WordVectors

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
K = 10
V, D = 50_000, 300
DONE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def plain(first: Floats, second: Floats) -> Floats:
    """(N,) neighbours kept, by one product and a full sort in each model (N, D)."""
    lists = []
    for rows in (first, second):
        unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        cosines = unit @ unit.T
        np.fill_diagonal(cosines, -2)
        lists.append(np.argsort(-cosines, axis=1)[:, :K])
    return np.array([len(set(a) & set(b)) for a, b in zip(*(near.tolist() for near in lists), strict=True)])


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def two_models() -> tuple[WordVectors, WordVectors]:
    """Vectors at random; the words begin with those of the built-in model, so that the page finds its null as well."""
    rng = np.random.default_rng(0)
    known = library.built_in().words
    words = (*known, *(f"w{i}" for i in range(V - len(known))))
    matrix = rng.normal(size=(V, D)).astype(np.float32)
    other = matrix + rng.normal(size=matrix.shape).astype(np.float32)
    return WordVectors(words, matrix), WordVectors(words, other)


def in_a_browser(models: tuple[WordVectors, WordVectors], times: int) -> list[dict[str, object]]:
    """First screen and brush on the page, the least and the most of so many visits of one server, by the clock."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        print("no Chromium on this machine: the page is not timed")
        return []
    found: dict[str, list[float]] = {"first screen": [], "brush": []}
    with tempfile.TemporaryDirectory() as folder:
        surroundings = {**os.environ, "EMBEDDING_EXPLORER_STORE": folder}
        _store(models, folder)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        for _ in range(times):  # a server each: what one visit computed, the next would find in the cache
            server = subprocess.Popen(command, cwd=ROOT, env=surroundings, **quiet)
            try:
                _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
                with sync_playwright() as playwright:
                    browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
                    page = browser.new_page(viewport={"width": 1280, "height": 720})
                    page.set_default_timeout(120_000)
                    _visit(page, f"http://127.0.0.1:{port}", found)
                    browser.close()
            finally:
                server.terminate()
                server.wait(10)
    return [
        {"name": f"{name}, two models of {V:,} x {D}, {kind}", "value": value, "unit": "s", "peer": "explorer"}
        for name, values in found.items()
        for kind, value in (("least", min(values)), ("most", max(values)))
    ]


def _visit(page: "Page", address: str, found: dict[str, list[float]]) -> None:
    """One visitor: opens the app, follows the link that compares both models, brushes."""
    page.goto(address)
    page.locator("h1").first.wait_for()
    page.wait_for_selector(DONE)  # the first map is drawn: the server has been used before
    link = f"{address}/compare?compared_models=first&compared_models=second"
    start = time.perf_counter()
    page.goto(link)
    page.get_by_text("neighbours are in every model").first.wait_for()  # under the maps, which are drawn by then
    page.locator(".js-plotly-plot .gl-canvas").first.wait_for(state="attached")
    found["first screen"].append(time.perf_counter() - start)
    page.get_by_text("How alike", exact=True).click()
    page.get_by_text("Drag across the bars").first.wait_for()
    page.wait_for_selector(DONE)
    box = page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.02 * box["width"], middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], middle, steps=4)
    start = time.perf_counter()
    page.mouse.up()
    page.get_by_text(f"of {K} neighbours.").first.wait_for()
    found["brush"].append(time.perf_counter() - start)


def _store(models: tuple[WordVectors, WordVectors], folder: str) -> None:
    """Both models in the store of the server, as if somebody had imported them."""
    for name, model in zip(("first", "second"), models, strict=True):
        file = Path(folder) / f"{name}.bin"
        file.write_bytes(export.word2vec_binary(model))
        code = (
            "import sys; from pathlib import Path; from explorer.files import imports; "
            "imports.import_file(Path(sys.argv[1]))"
        )
        surroundings = {**os.environ, "EMBEDDING_EXPLORER_STORE": folder}
        subprocess.run([sys.executable, "-c", code, str(file)], cwd=ROOT, env=surroundings, check=True)
        file.unlink()


def _wait_for(url: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise SystemExit("The server did not start.")


def beside_numpy(models: tuple[WordVectors, WordVectors], *, quick: bool) -> list[dict[str, object]]:
    """The whole comparison, and what one product and a full sort need for the lists of neighbours alone."""
    first, second = (model.matrix for model in models)
    compare(models, CompareSettings(100, K))  # loads what is loaded once
    rows: list[dict[str, object]] = []
    for n in (1000, 3000) if quick else (1000, 3000, 10_000):
        ours, theirs = [], []
        for _ in range(1 if quick else 3):
            ours.append(seconds(lambda n=n: compare(models, CompareSettings(n, K))))
            theirs.append(seconds(lambda n=n: plain(first[:n], second[:n])))
        rows.append({"name": f"compare {n} words", "value": min(ours), "unit": "CPU s", "peer": "explorer"})
        rows.append({"name": f"neighbours kept of {n} words", "value": min(theirs), "unit": "CPU s", "peer": "NumPy"})
    return rows


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    models = two_models()
    rows = [*in_a_browser(models, 1 if options.quick else 5), *beside_numpy(models, quick=options.quick)]
    for row in rows:
        print(f"{row['name']:50} {row['peer']:10} {row['value']:8.2f} {row['unit']}")
    if options.json:
        print(json.dumps(rows))


if __name__ == "__main__":
    main()
