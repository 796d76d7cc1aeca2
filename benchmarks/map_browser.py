"""
The map in headless Chromium (software rendering), over a made-up model of 400,000 words x 100.

    python benchmarks/map_browser.py            some five minutes
    python benchmarks/map_browser.py --quick    100,000 words in the model, some two minutes

Drawn: from a new visitor's request to a warm server until the map of so many words is at rest and usable (PCA, whose
layout is already computed).  Pan and hover: pictures a second while the mouse drags the map or moves over it.  A
million: points of two coordinates, drawn as they are.  Click: from the press on a point until its true neighbours, over
the whole vocabulary, are on screen.
Zoom kept: after 20 clicks on a map that was zoomed in, Plotly shows the very range it showed before.
Up to 10,000 words the map is a Plotly figure, with more words our canvas; both are measured.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright
from server import start_server

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
POINTS = 1_000_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
DRAWN = {"Canvas": '.atlas[data-state="still"]', "Plotly": '.plotly-map[data-state="still"]'}
FRAMES = """milliseconds => new Promise(done => {
    let n = 0;
    const begun = performance.now();
    const count = now => {
        n++;
        if (now - begun < milliseconds) requestAnimationFrame(count);
        else done(1000 * n / (now - begun));
    };
    requestAnimationFrame(count);
})"""
PLACE = """row => {
    const map = document.querySelector('.atlas'), box = map.querySelector('canvas').getBoundingClientRect();
    const [x, y] = map.placeOf('w' + row);
    return [box.x + x, box.y + y];
}"""
RANGE = """() => {
    const { xaxis, yaxis } = document.querySelector('.js-plotly-plot')._fullLayout;
    return [...xaxis.range, ...yaxis.range];
}"""
LISTED = """word => [...document.querySelectorAll('[data-testid=stCaptionContainer]')]
    .some(said => said.innerText.includes('Nearest to ' + word + ' among'))
    && !!document.querySelector('[data-testid=stDataFrame] canvas')"""


def make_model(folder: Path, words: int, dim: int = 100, name: str = "made") -> str:
    """A model of words about 300 topics in the store of `folder`, on the shelf of all visitors; its name."""
    os.environ |= {"EMBEDDING_EXPLORER_STORE": str(folder / "store"), "EMBEDDING_EXPLORER_SHARED": "1"}
    from explorer.files import imports
    from explorer.files.library import Library

    rng = np.random.default_rng(0)
    topics = rng.normal(size=(300, dim)).astype("<f4")
    rows = topics[rng.integers(0, 300, words)] + rng.standard_normal((words, dim), dtype=np.float32)
    path = folder / f"{name}.bin"  # the format of word2vec
    with path.open("wb") as file:
        file.write(f"{words} {dim}\n".encode())
        file.writelines(f"w{i} ".encode() + row.tobytes() + b"\n" for i, row in enumerate(rows))
    return Library(visitor="benchmark").add(imports.import_file(path).model).name


def visit(browser: Browser, url: str, by: str) -> tuple[Page, float]:
    """The map of somebody new, and the seconds until it was drawn."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    begun = time.perf_counter()
    page.goto(url)
    page.wait_for_selector(DRAWN[by], timeout=300_000)
    seconds = time.perf_counter() - begun
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=120_000)
    return page, seconds


def frames(page: Page, *, drag: bool, seconds: float = 2.0) -> float:
    """Pictures a second while the mouse goes round over the map, with its button held or not."""
    box = page.locator(".atlas-canvas").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    if drag:
        page.mouse.down()
    page.evaluate(f"window.rate = null; ({FRAMES})({1000 * seconds}).then(rate => {{ window.rate = rate; }}); null")
    turn = 0.0
    while page.evaluate("window.rate") is None:
        turn += 0.25
        page.mouse.move(x + 120 * np.sin(turn), y + 90 * np.cos(turn))
    if drag:
        page.mouse.up()
    return float(page.evaluate("window.rate"))


def clicks(page: Page, n: int, times: int) -> list[float]:
    """Seconds from a click on a point to its neighbours on screen."""
    found = []
    rng = np.random.default_rng(1)
    box = page.locator(".atlas-canvas").bounding_box()
    assert box is not None
    while len(found) < times:
        row = int(rng.integers(n))
        x, y = page.evaluate(PLACE, row)
        page.mouse.move(x, y)
        word = page.locator(".canvas-tip b").inner_text()  # in a crowd the nearest may be another word
        if not word or y < box["y"] + 60 or not box["x"] < x < box["x"] + box["width"]:
            continue
        begun = time.perf_counter()
        page.mouse.click(x, y)
        page.wait_for_function(LISTED, arg=word)
        found.append(time.perf_counter() - begun)
        page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    return found


def zoom_kept(page: Page, n: int, times: int) -> tuple[list[float], float]:
    """Seconds of clicks on a map that was zoomed in, and 1.0 if Plotly's axes then reach as far as before, else 0.0."""
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_selector(DRAWN["Plotly"])
    before = page.evaluate(RANGE)
    found = clicks(page, n, times)
    page.wait_for_selector(DRAWN["Plotly"])
    return found, float(np.allclose(page.evaluate(RANGE), before, rtol=1e-6))


def million(browser: Browser, address: str, name: str) -> list[tuple[str, float, str, str]]:
    """How long a million points take to be drawn, whose coordinates are there, and pictures a second when dragged."""
    link = f"{address}/map?model={name}"
    visit(browser, link, "Canvas")[0].context.close()  # judges the map and finds its clusters, for all visitors
    seconds, rates = [], []
    for _ in range(3):
        page, taken = visit(browser, link, "Canvas")
        seconds.append(taken)
        rates.append(frames(page, drag=True))
        page.context.close()
    drawn, rate = statistics.median(seconds), statistics.median(rates)
    print(f"{POINTS:>8,}  {'Canvas':<8}{drawn:>10.2f}{rate:>10.0f}   points as they are", flush=True)
    return [("million_drawn_s", drawn, "s", ""), ("million_frames_per_s", rate, "frames/s", "")]


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="a smaller model and fewer clicks, under a minute")
    options.add_argument("--json", action="store_true", help="a JSON list of the figures on the last line")
    chosen = options.parse_args()
    words, times, visits = (100_000, 12, 1) if chosen.quick else (400_000, 60, 3)
    figures: list[tuple[str, float, str, str]] = []
    waits: dict[str, list[float]] = {}
    kept = 0.0
    with tempfile.TemporaryDirectory() as folder:
        name = make_model(Path(folder), words)
        points = make_model(Path(folder), POINTS, 2, "points")
        server, address = start_server()
        try:
            with sync_playwright() as playwright:
                path = os.environ.get("CHROMIUM") or shutil.which("chromium")
                browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
                print(f"{'words':>8}  {'by':<8}{'drawn, s':>10}{'pan, /s':>10}{'hover, /s':>11}   over {words:,} x 100")
                for n, by in ((10_000, "Plotly"), (10_000, "Canvas"), (100_000, "Canvas")):
                    link = f"{address}/map?model={name}&method=PCA&n={n:,}&drawn_by={by}"
                    visit(browser, link, by)[0].context.close()  # warms the caches
                    seconds = []
                    for _ in range(visits):
                        page, taken = visit(browser, link, by)
                        seconds.append(taken)
                        pan, hover = frames(page, drag=True), frames(page, drag=False)
                        if len(seconds) == visits and n == 10_000:
                            if by == "Plotly":
                                waits[by], kept = zoom_kept(page, n, max(20, times))
                            else:
                                waits[by] = clicks(page, n, times)
                        page.context.close()
                    drawn = statistics.median(seconds)
                    print(f"{n:>8,}  {by:<8}{drawn:>10.2f}{pan:>10.0f}{hover:>11.0f}", flush=True)
                    figures += [
                        (f"drawn_{by.lower()}_{n}_s", drawn, "s", ""),
                        (f"pan_{by.lower()}_{n}", pan, "frames/s", ""),
                        (f"hover_{by.lower()}_{n}", hover, "frames/s", ""),
                    ]
                    if by == "Plotly":
                        figures.append(("plotly_pan_per_s", pan, "frames/s", ""))
                figures += million(browser, address, points)
                browser.close()
        finally:
            server.terminate()
            server.wait()
    for by, key in (("Plotly", "plotly_click_p95_s"), ("Canvas", "click_to_neighbours_p95_s")):
        p95 = float(np.quantile(waits[by], 0.95))
        median = statistics.median(waits[by])
        print(f"click to neighbours on screen, 10,000 points by {by}: median {median:.3f} s, p95 {p95:.3f} s")
        figures.append((key, p95, "s", ""))
    print(f"zoom kept after {len(waits['Plotly'])} clicks: {'yes' if kept else 'no'}")
    figures.append(("plotly_zoom_kept", kept, "1 = yes", ""))
    if chosen.json:
        keys = ("name", "value", "unit", "peer")
        print(json.dumps([dict(zip(keys, figure, strict=True)) for figure in figures]))


if __name__ == "__main__":
    main()
