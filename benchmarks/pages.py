"""
How soon each page is drawn: a new visitor on a warm server, headless Chromium, until title and figure are there.

    python benchmarks/pages.py [--quick] [--json]

Then every page of the app separately, until its script is done and every figure on it drawn: for a visitor who is in
the app and clicks on its name (`page_p50_s`, the median over the pages), and for a new browser that must first load
all of Streamlit and Plotly (`page_cold_p50_s`; for comparison `bare_page_s`, a page of Streamlit with a title and one
figure of three points).  And how much the server sends when a page is drawn once more, after the work that the page
starts is done, since a watched training sends pictures meanwhile (`redraw_kb`, the most of any page).

Then how long the server takes to complete a word of 400,000, at each letter of a thousand of them.

The peer is Streamlit's own start: the same server's time to the title alone, on the same page. It is also the limit:
`limit_share_pages` is the median title over the median page.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from figures import as_json
from machine import measured
from playwright.sync_api import Browser, sync_playwright
from server import ROOT, start_server

sys.path.insert(0, str(ROOT))

from explorer.vectors.completion import completions, offer

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PAGES = {
    "welcome": ("", '.atlas[data-state="still"]'),
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


RESTS = """() => {
    const app = document.querySelector("[data-testid=stApp]");
    const figures = [...document.querySelectorAll(".js-plotly-plot")];
    const waiting = document.querySelector("[data-testid=stSkeleton]");
    return document.querySelector("h1") !== null && app?.dataset.testScriptState === "notRunning" &&
        waiting === null && figures.every((one) => one.querySelector(".main-svg"));
}"""


UNDER_WAY = '[class*="st-key-"][class*="_stop"], [class*="st-key-"][class*="_cancel"]'  # the button that ends work


def whole_page(browser: Browser, url: str) -> tuple[float, float]:
    """Seconds until a page is at rest with every figure drawn, and kB that its server sends when it is run again."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    received: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
    begun = time.perf_counter()
    page.goto(url)
    page.wait_for_function(RESTS, timeout=120_000, polling=20)
    seconds = time.perf_counter() - begun
    page.wait_for_selector(UNDER_WAY, state="detached", timeout=240_000)
    for _ in range(2):  # the first may still draw what came of it: the second is only drawn once more
        page.wait_for_timeout(500)
        received.clear()
        page.keyboard.press("r")
        page.wait_for_timeout(200)
        page.wait_for_function(RESTS, timeout=120_000, polling=20)
    redrawn = sum(received) / 1000
    context.close()
    return seconds, redrawn


def within(browser: Browser, address: str, visits: int) -> dict[str, float]:
    """Median seconds from a click on each page's name in the sidebar until it is at rest; the first round is unseen."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.goto(f"{address}/analogies")
    page.wait_for_function(RESTS, timeout=120_000, polling=20)
    links = page.locator("[data-testid=stSidebarNavLink]")
    names = [str(link.get_attribute("href")).rpartition("/")[2] or "welcome" for link in links.all()]
    found: dict[str, list[float]] = {name: [] for name in names}
    for visit in range(visits + 1):
        for place, name in enumerate(names):
            old = page.evaluate("document.querySelector('h1').textContent")
            begun = time.perf_counter()
            links.nth(place).click()
            page.wait_for_function("old => document.querySelector('h1')?.textContent !== old", arg=old, polling=20)
            page.wait_for_function(RESTS, timeout=120_000, polling=20)
            if visit:
                found[name].append(time.perf_counter() - begun)
    context.close()
    return {name: statistics.median(seconds) for name, seconds in found.items()}


BARE = """
import streamlit as st
st.title("Bare")
st.plotly_chart({"data": [{"x": [1, 2, 3], "y": [1, 3, 2]}]})
"""


def bare_page(browser: Browser, visits: int) -> float:
    """Median seconds until a page of Streamlit with a title and one small figure is at rest."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "bare.py")
        script.write_text(BARE, encoding="utf-8")
        server, address = start_server(str(script))
        try:
            return statistics.median(whole_page(browser, address)[0] for _ in range(visits + 1))
        finally:
            server.terminate()


def all_pages(browser: Browser, address: str, visits: int) -> list[dict[str, object]]:
    """Figures of every page in pages/, each visited before, so that what it shows is in the caches."""
    found: list[dict[str, object]] = []
    medians, redraws = [], []
    warm = within(browser, address, visits)
    print(f"\n{'page':<16}{'by a click, s':>14}{'cold, s':>10}{'redraw, kB':>12}   median of {visits} visits")
    for name in sorted(path.stem for path in (ROOT / "pages").glob("*/*.py")):
        url = f"{address}/{'' if name == 'welcome' else name}"
        whole_page(browser, url)
        seconds, redrawn = (
            statistics.median(each) for each in zip(*(whole_page(browser, url) for _ in range(visits)), strict=True)
        )
        print(f"{name:<16}{warm[name]:>14.2f}{seconds:>10.2f}{redrawn:>12.0f}", flush=True)
        found.append({"name": f"page_{name}_s", "value": round(warm[name], 3), "unit": "s", "peer": ""})
        found.append({"name": f"page_cold_{name}_s", "value": round(seconds, 3), "unit": "s", "peer": "bare_page_s"})
        found.append({"name": f"redraw_{name}_kb", "value": round(redrawn, 1), "unit": "kB", "peer": ""})
        medians.append(seconds)
        redraws.append(redrawn)
    p50, cold, most = statistics.median(warm.values()), statistics.median(medians), max(redraws)
    bare = bare_page(browser, visits)
    print(
        f"half of the pages rest within {p50:.2f} s of a click; in a browser that was never here within {cold:.2f} s,"
    )
    print(f"where a bare page of Streamlit takes {bare:.2f} s; a redraw takes {most:.0f} kB at most")
    found.append({"name": "page_p50_s", "value": round(p50, 3), "unit": "s", "peer": ""})
    found.append({"name": "page_cold_p50_s", "value": round(cold, 3), "unit": "s", "peer": "bare_page_s"})
    found.append({"name": "bare_page_s", "value": round(bare, 3), "unit": "s", "peer": ""})
    found.append({"name": "redraw_kb", "value": round(most, 1), "unit": "kB", "peer": ""})
    return found


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
    machine = measured()
    print(machine, end="\n\n")
    server, address = start_server()
    found: list[dict[str, object]] = [
        {"name": name, "value": value, "unit": unit, "peer": peer} for name, value, unit, peer in machine.figures()
    ]
    titles = []
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
                titles.append(title)
                print(f"{name:<12}{title:>10.2f}{whole:>10.2f}{max(time[1] for time in times):>10.2f}")
                found.append({"name": f"first_paint_{name}_s", "value": round(whole, 3), "unit": "s", "peer": "title"})
            found += all_pages(browser, address, 1 if chosen.quick else 5)
            (rest,) = (float(str(one["value"])) for one in found if one["name"] == "page_p50_s")
            share = statistics.median(titles) / rest
            print(f"of that, Streamlit takes {share:.0%} until a title stands")
            found.append({"name": "limit_share_pages", "value": round(share, 3), "unit": "", "peer": "title"})
            browser.close()
    finally:
        server.terminate()
    completed = completion_p95_ms()
    print(f"a letter of a word of 400,000 completed: {completed:.2f} ms (95 of 100)")
    found.append({"name": "completion_p95_ms", "value": round(completed, 3), "unit": "ms", "peer": ""})
    if chosen.json:
        print(as_json("pages", (tuple(figure.values()) for figure in found), quick=chosen.quick))


if __name__ == "__main__":
    main()
