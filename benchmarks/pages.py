"""
How soon each page is there: a new visitor on a warm server, headless Chromium, until title and figure are drawn.

    python benchmarks/pages.py [--quick] [--json]

Then how long the server takes to complete a word of 400,000, at each letter of a thousand of them.

The peer is Streamlit's own start: the same server's time to the title alone, on the same page.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from server import start_server

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from explorer.vectors.completion import completions, offer

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PAGES = {
    "welcome": ("", ".js-plotly-plot .main-svg"),
    "watch": ("watch", ".live-play"),
    "map": ("map", '.plotly-map[data-state="still"]'),
    "analogies": ("analogies", ".js-plotly-plot .main-svg"),
    "bias": ("bias", ".js-plotly-plot .main-svg"),
    "models": ("models", "[data-testid=stDataFrame] canvas"),
}


def visit(browser: Browser, url: str, drawn: str) -> tuple[float, float]:
    """Seconds until the title and until what the page is for, for a visitor who was never here."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    begun = time.perf_counter()
    page.goto(url)
    page.wait_for_selector("h1", timeout=60_000)
    title = time.perf_counter() - begun
    page.wait_for_selector(drawn, timeout=60_000)
    whole = time.perf_counter() - begun
    context.close()
    return title, whole


def completion_p95_ms(n: int = 400_000, asked: int = 1000) -> float:
    """Milliseconds that 95 of 100 letters typed are answered in, of `asked` words of a vocabulary of `n`."""
    draw = random.Random(0)
    letters = "eeeettaaooiinnsshrrdlucmfywgpbvkxqjz" + "eaéö-'"
    made: dict[str, None] = {}
    while len(made) < n:
        word = "".join(draw.choices(letters, k=draw.randint(2, 12)))
        made[word.capitalize() if draw.random() < 0.2 else word] = None
    words = list(made)
    known = completions(words)
    times = []
    for word in draw.sample(words, asked):
        for stop in range(1, len(word) + 1):
            begun = time.perf_counter()
            json.dumps(offer(known, word[:stop], "word").words)
            times.append(time.perf_counter() - begun)
    return 1000 * statistics.quantiles(times, n=100)[94]


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    visits = 3 if chosen.quick else 10
    server, address = start_server()
    found = []
    try:
        with sync_playwright() as playwright:
            path = os.environ.get("CHROMIUM") or shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            for link, drawn in PAGES.values():
                visit(browser, f"{address}/{link}", drawn)  # warms the caches
            print(f"{'page':<12}{'title, s':>10}{'drawn, s':>10}{'worst, s':>10}   median of {visits} visits")
            for name, (link, drawn) in PAGES.items():
                times = [visit(browser, f"{address}/{link}", drawn) for _ in range(visits)]
                title, whole = (statistics.median(column) for column in zip(*times, strict=True))
                print(f"{name:<12}{title:>10.2f}{whole:>10.2f}{max(time[1] for time in times):>10.2f}")
                found.append({"name": f"first_paint_{name}_s", "value": round(whole, 3), "unit": "s", "peer": "title"})
            browser.close()
    finally:
        server.terminate()
    completed = completion_p95_ms()
    print(f"a letter of a word of 400,000 completed: {completed:.2f} ms (95 of 100)")
    found.append({"name": "completion_p95_ms", "value": round(completed, 3), "unit": "ms", "peer": ""})
    if chosen.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
