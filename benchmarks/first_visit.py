"""
The first visitor of a new server: a new process, an empty store, headless Chromium.

    python benchmarks/first_visit.py [--quick] [--json]

welcome_title_s   until the title of Welcome is shown: Streamlit's own start, with which the rest is compared
welcome_drawn_s   until its picture is drawn
first_map_s       on the page Map of another new server: until its first picture is drawn
map_finished_s    and until the layout is finished
first_map_uncompiled_s, map_finished_uncompiled_s
                  the same on a machine where nothing is compiled yet: the server begins to compile when it starts
limit_share_welcome
                  the first over the second: nearer to 1 is nearer to Streamlit itself
install_mb        disk space of the app's locked requirements, as installed here

Seconds after the address is entered; median over several servers, each with a new browser.
"""

import argparse
import os
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Mapping
from importlib.metadata import distributions
from pathlib import Path

from figures import as_json
from machine import measured
from playwright.sync_api import sync_playwright
from server import ROOT, start_server

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PAGES: Mapping[str, Mapping[str, str]] = {  # page -> figure -> what is waited for
    "": {"welcome_title_s": "h1", "welcome_drawn_s": '.atlas[data-state="still"]'},
    "map": {"first_map_s": ".atlas canvas", "map_finished_s": '.plotly-map[data-state="still"]'},
}


def first_visit(page: str, awaited: Mapping[str, str], *, compiled: bool = True) -> dict[str, float]:
    """Seconds until each of the selectors `awaited` is there, for the first visitor of a new server."""
    with tempfile.TemporaryDirectory() as store, sync_playwright() as playwright:
        settings = {"EMBEDDING_EXPLORER_STORE": store}
        if not compiled:
            settings["NUMBA_CACHE_DIR"] = f"{store}/nothing compiled"
        path = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        tab = browser.new_page(viewport={"width": 1280, "height": 720})
        server, address = start_server(**settings)
        try:
            begun, found = time.perf_counter(), {}
            tab.goto(f"{address}/{page}")
            for name, selector in awaited.items():
                tab.wait_for_selector(selector, timeout=120_000)
                found[name] = time.perf_counter() - begun
        finally:
            browser.close()
            server.terminate()
            server.wait()
    return found


def install_mb() -> tuple[float, list[tuple[float, str]]]:
    """MB of the files of the app's locked requirements, and of each, the largest first."""
    pinned = (line.split("==")[0] for line in (ROOT / "locks/app.txt").read_text(encoding="utf-8").splitlines())
    present = {re.sub(r"[-_.]+", "-", found.name).lower(): found for found in distributions()}
    sizes = []
    for name in pinned:
        if name in present:
            files = [Path(file.locate()) for file in present[name].files or ()]
            sizes.append((sum(file.stat().st_size for file in files if file.is_file()) / 1e6, name))
    return sum(size for size, _ in sizes), sorted(sizes, reverse=True)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    machine = measured()
    print(machine, end="\n\n")
    rows: list[dict[str, object]] = [
        {"name": name, "value": value, "unit": unit} for name, value, unit, _ in machine.figures()
    ]
    medians = {}
    for page, awaited, compiled in [*((*one, True) for one in PAGES.items()), ("map", PAGES["map"], False)]:
        if compiled:
            first_visit(page, awaited)  # which reads what the system has not read before
        visits = [first_visit(page, awaited, compiled=compiled) for _ in range(1 if chosen.quick else 5)]
        for selected in awaited:
            name = selected if compiled else selected.removesuffix("_s") + "_uncompiled_s"
            seconds = sorted(visit[selected] for visit in visits)
            medians[name] = statistics.median(seconds)
            rows.append({"name": name, "value": round(medians[name], 2), "unit": "s"})
            print(f"{name:<26}{medians[name]:>7.2f} s   from {seconds[0]:.2f} to {seconds[-1]:.2f}", flush=True)
    share = medians["welcome_title_s"] / medians["welcome_drawn_s"]
    rows.append({"name": "limit_share_welcome", "value": round(share, 3), "unit": "of Streamlit's own speed"})
    print(f"limit_share_welcome       {share:>7.2f}     of Streamlit's own speed")
    whole, sizes = install_mb()
    print(
        f"install_mb                {whole:>7.0f} MB  {', '.join(f'{name} {size:.0f}' for size, name in sizes[:8])} …"
    )
    rows.append({"name": "install_mb", "value": round(whole), "unit": "MB"})
    if chosen.json:
        print(as_json("first_visit", (tuple(row.values()) for row in rows), quick=chosen.quick))


if __name__ == "__main__":
    main()
