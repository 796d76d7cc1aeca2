"""
How the live page performs: frames from the server, frames drawn, answers to clicks, bytes, nodes; whether two runs
keep step; the size of a film.

Headless Chromium, 300 words on the map, a trainer that keeps about half a core busy.  The peers show
the same picture with st.plotly_chart, in a fragment that reruns by itself and in a loop of the script;
rounds of the three alternate.

    python benchmarks/live.py [--quick] [--json]
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
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
COUNT = """
(() => {
  const counts = (window.counts = { bytes: 0, messages: 0, drawn: 0, gaps: [], nodes: 0 });
  const Real = window.WebSocket;
  window.WebSocket = class extends Real {
    constructor(...all) {
      super(...all);
      this.addEventListener('message', (event) => {
        if (!window.everySocket && !this.url.includes('/live/')) return;
        counts.messages += 1;
        counts.bytes += event.data.byteLength ?? event.data.size ?? event.data.length;
      });
    }
  };
  let last = 0;
  const tick = (now) => {
    if (last) counts.gaps.push(now - last);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
})();
"""


@contextmanager
def serving(script: str) -> Iterator[tuple[str, psutil.Process]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as store:
        command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
        surroundings = {**os.environ, "EMBEDDING_EXPLORER_STORE": store, "PYTHONPATH": str(ROOT)}
        server = subprocess.Popen(
            [*command, "--server.address", "127.0.0.1"],
            cwd=ROOT,
            env=surroundings,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            for _ in range(600):
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                        break
                except OSError:
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}", psutil.Process(server.pid)
        finally:
            server.terminate()
            server.wait(10)


def measure(page: Page, process: psutil.Process, seconds: float, step: str, play: str, box: str) -> dict[str, float]:
    """Figures while it plays, then the answers to clicks."""
    page.evaluate(
        """([box, step]) => {
          const c = window.counts; c.bytes = c.messages = c.drawn = c.nodes = 0; c.gaps = []; c.steps = new Set();
          window.observer?.disconnect();
          window.observer = new MutationObserver((list) => {  // after each frame, also where several come at once
            list.forEach((m) => (c.nodes += m.removedNodes.length));
            c.steps.add(document.querySelector(step)?.textContent);
          });
          window.observer.observe(document.querySelector(box), { childList: true, characterData: true, subtree: true });
        }""",
        [box, step],
    )
    used = sum(process.cpu_times()[:2])
    begun = time.monotonic()
    page.wait_for_timeout(1000 * seconds)
    passed = time.monotonic() - begun
    counts = page.evaluate("() => ({...window.counts, steps: window.counts.steps.size})")
    nodes, used = counts["nodes"], sum(process.cpu_times()[:2]) - used
    answers = [
        page.evaluate(
            """([play, step]) => new Promise((done) => {
              const live = document.querySelector('.live');
              const state = () => document.querySelector(step)?.textContent.split(' ').pop(), said = state();
              const begun = performance.now();
              const answered = () => requestAnimationFrame(() => done(performance.now() - begun));
              if (live) live.addEventListener('live-answer', answered, { once: true });
              setTimeout(() => done(3000), 3000);  // a click that was lost
              const press = () => {  // the peers' button is away while it is redrawn
                const button = document.querySelector(play);
                button ? button.click() : requestAnimationFrame(press);
              };
              press();
              if (!live) {
                const look = () =>
                  (state() ?? said) === said ? requestAnimationFrame(look) : answered();
                look();
              }
            })""",
            [play, step],
        )
        for _ in range(24)
        if page.wait_for_timeout(130) is None
    ]
    return {
        "frames_per_s": counts["steps"] / passed,
        "drawn_per_s": len(counts["gaps"]) / passed,
        "click_p95_ms": statistics.quantiles(answers, n=20)[-1],
        "kb_per_frame": counts["bytes"] / max(1, counts["steps"]) / 1000,
        "nodes_replaced": nodes,
        "server_cpu_share": used / passed,
    }


def ours(browser: Browser, address: str, process: psutil.Process, seconds: float) -> dict[str, float]:
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.add_init_script(COUNT)
    page.goto(f"{address}/watch?text=Lee+news")
    page.wait_for_function("document.querySelector('.live-probe input')?.value")
    page.select_option(".live-speed", "2000")
    page.click('[data-zoom="1.4"]')
    page.click(".live-play")
    page.wait_for_timeout(2500)
    figures = measure(page, process, seconds, ".live-step", ".live-play", ".live")
    page.close()
    return figures


def peer(browser: Browser, address: str, process: psutil.Process, seconds: float, way: str) -> dict[str, float]:
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.add_init_script("window.everySocket = true;" + COUNT)
    page.goto(f"{address}?way={way}")
    page.wait_for_selector(".js-plotly-plot")
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(2500)
    step = '[data-testid="stCaptionContainer"]'
    figures = measure(page, process, seconds, step, '[data-testid="stButton"] button', '[data-testid="stMain"]')
    page.close()
    return figures


def steps_apart(browser: Browser, address: str, seconds: float) -> float:
    """Steps between two runs that were played side by side for so long and then paused by one click."""
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.goto(f"{address}/watch?experiment=Window+1+against+10&window=1")
    page.wait_for_function("document.querySelectorAll('.live .live-probe:first-child input').length >= 4")
    page.locator(".live-speed").first.select_option("500")
    page.locator(".live-play").first.click()
    page.wait_for_timeout(1000 * seconds)
    page.locator(".live-play").first.click()
    page.wait_for_function("[...document.querySelectorAll('.live')].every(panel => panel.dataset.still === 'true')")
    first, second = (int(step.replace(",", "")) for step in page.locator(".live-step").all_inner_texts())
    page.close()
    return abs(first - second)


def film_mb(browser: Browser, address: str) -> float:
    """Megabytes of the film of the royal family, 10,000 steps, saved as a page."""
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.goto(f"{address}/watch?step=10000")
    page.wait_for_function("document.querySelector('.live-step')?.textContent === '10,000'", timeout=120_000)
    page.click(".live-save summary")
    with page.expect_download(timeout=60_000) as taken:
        page.click('[data-save="film.html"]')
    size = taken.value.path().stat().st_size / 1e6
    page.close()
    return size


CONTESTANTS = (
    ("ours", "app.py", ours),
    ("fragment", "benchmarks/live_peer.py", partial(peer, way="fragment")),
    ("loop", "benchmarks/live_peer.py", partial(peer, way="loop")),
)
HIGHER = {"frames_per_s", "drawn_per_s"}  # the higher, the better; the peer's figure is that of its better way
GOALS = {
    "frames_per_s": ">= 11",
    "drawn_per_s": ">= 55",
    "click_p95_ms": "<= 30",
    "kb_per_frame": "<= 3",
    "nodes_replaced": "0",
    "two_runs_steps_apart": "0",
    "film_mb": "<= 3",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one round of 5 s instead of three of 10 s")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rounds, seconds = (1, 5.0) if options.quick else (3, 10.0)
    found: dict[str, dict[str, list[float]]] = {}
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=FLAGS)
        for _ in range(rounds):
            for who, script, take in CONTESTANTS:
                with serving(script) as (address, process):
                    for name, value in take(browser, address, process, seconds).items():
                        found.setdefault(name, {}).setdefault(who, []).append(value)
        with serving("app.py") as (address, _):
            alone = {
                "two_runs_steps_apart": steps_apart(browser, address, 30),
                "film_mb": film_mb(browser, address),
            }
        browser.close()
    units = {
        "frames_per_s": "1/s",
        "drawn_per_s": "1/s",
        "click_p95_ms": "ms",
        "kb_per_frame": "kB",
        "nodes_replaced": "nodes",
        "two_runs_steps_apart": "steps",
        "film_mb": "MB",
    }
    print(f"{'':22}{'ours':>10}{'must reach':>12}{'fragment':>12}{'script loop':>14}")
    table = {name: {who: statistics.median(values) for who, values in by.items()} for name, by in found.items()}
    for name, by in table.items():
        goal, unit = GOALS.get(name, ""), units.get(name, "")
        print(f"{name:22}{by['ours']:10.2f}{goal:>12}{by['fragment']:12.2f}{by['loop']:14.2f}  {unit}")
    for name, value in alone.items():
        print(f"{name:22}{value:10.2f}{GOALS[name]:>12}{'':26}  {units[name]}")
    if options.json:
        rows: list[dict[str, object]] = [
            {
                "name": name,
                "value": round(by["ours"], 3),
                "unit": units.get(name, ""),
                "peer": round((max if name in HIGHER else min)(by["fragment"], by["loop"]), 3),
            }
            for name, by in table.items()
        ]
        rows += [{"name": name, "value": round(value, 3), "unit": units[name]} for name, value in alone.items()]
        print(json.dumps(rows))


if __name__ == "__main__":
    main()
