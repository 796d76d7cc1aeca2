"""
What one more visitor of a page costs in memory, and one more live run, on a real server.

    python benchmarks/memory.py [--quick] [--only watch map] [--json]

A visitor is a socket that asks for a page as Streamlit's client does and stays until the work that the page starts is
done.  A page is first opened by one visitor, so that everything shared is loaded, then by ten more, and by ten more
again (--quick: by four and four).  The measure is the server's own memory without mapped files, after garbage
collection and the return of free memory: `memory_visitor_mb` is the slope over all visitors but the first, for the page
where it is steepest. `memory_run_mb` is that of a visitor of Watch it learn whose run has taken 3,000 steps, with the
page's first text; `memory_run_lee_mb` with a longer one.
"""

import argparse
import json
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from server import start_server  # noqa: E402 - beside this file
from soak import Live, is_at_work  # noqa: E402

from tests.streamlit_visit import Visit  # noqa: E402

STEPS = 3000
PATIENCE = 900.0  # seconds until the work of a page counts as endless
RUNS: dict[str, dict[str, str]] = {"memory_run_mb": {}, "memory_run_lee_mb": {"text": "Lee news"}}
PAGES = [path.stem for path in sorted((ROOT / "pages").glob("*/*.py"))]


def own_megabytes(address: str) -> float:
    """Memory of the server that is of no file."""
    with urllib.request.urlopen(f"{address}/held", timeout=60) as answer:
        return float(json.load(answer)["own_megabytes"])


def rest(tabs: list[Visit]) -> None:
    """Return once nothing that began on the pages is under way."""
    ends = time.monotonic() + PATIENCE
    busy = tabs
    while busy := [tab for tab in busy if is_at_work(tab)]:
        if time.monotonic() > ends:
            raise SystemExit("The work of a page does not end.")
        time.sleep(0.5)
        for tab in busy:
            tab.run()


def opened(address: str, page: str, many: int, open_tabs: ExitStack) -> None:
    """So many more visitors of a page, whose work is done."""
    tabs = []
    for _ in range(many):
        tab = Visit(address)
        open_tabs.callback(tab.close)
        tab.open("" if page == "welcome" else page)
        tabs.append(tab)
    rest(tabs)


def trained(address: str, query: dict[str, str], many: int, open_tabs: ExitStack) -> None:
    """So many more visitors of Watch it learn, each with a run that has taken some steps."""
    for _ in range(many):
        tab = Visit(address)
        open_tabs.callback(tab.close)
        tab.open("watch", **query)
        live = open_tabs.enter_context(Live(address, tab))
        live.order({"op": "step", "n": STEPS})
        live.until_step(STEPS)


def slopes(address: str, more: int, come: Callable[[int, ExitStack], None]) -> tuple[float, float]:
    """Megabytes of each of so many visitors after the first, and of each of as many after these."""
    with ExitStack() as tabs:
        sizes = []
        for many in (1, more, more):
            come(many, tabs)
            sizes.append(own_megabytes(address))
    return (sizes[1] - sizes[0]) / more, (sizes[2] - sizes[1]) / more


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="nine visitors of each page in place of 21")
    options.add_argument("--only", nargs="+", choices=PAGES, default=PAGES, help="pages")
    options.add_argument("--json", action="store_true", help="a JSON list of the figures on the last line")
    chosen = options.parse_args()
    more = 4 if chosen.quick else 10
    found: dict[str, float] = {}
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as store:
        server, address = start_server(
            "benchmarks/live_server.py",
            EMBEDDING_EXPLORER_STORE=store,
            STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL="1",  # so that those of the page before are gone
        )
        try:
            print(f"{'page':<16}{'MB each of the first ' + str(more):>28}{'of the next':>14}")
            for page in chosen.only:
                first, next_ones = slopes(address, more, partial(opened, address, page))
                found[page] = (first + next_ones) / 2
                print(f"{page:<16}{first:>28.2f}{next_ones:>14.2f}", flush=True)
                time.sleep(2)
            for name, query in RUNS.items():
                first, next_ones = slopes(address, more, partial(trained, address, query))
                figures[name] = (first + next_ones) / 2
                print(f"{name:<16}{first:>28.2f}{next_ones:>14.2f}", flush=True)
                time.sleep(2)
        finally:
            server.terminate()
            server.wait()
    worst = max(found, key=lambda page: found[page])
    figures = {"memory_visitor_mb": found[worst], **figures}
    print(f"memory_visitor_mb {found[worst]:.2f} ({worst}; 8 wanted), memory_run_mb {figures['memory_run_mb']:.2f} (4)")
    if chosen.json:
        print(json.dumps([{"name": n, "value": round(v, 3), "unit": "MB", "peer": ""} for n, v in figures.items()]))


if __name__ == "__main__":
    main()
