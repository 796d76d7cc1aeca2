"""
What open tabs cost a server: memory and processor time of a hundred visits to three pages, each drawn once.

    python benchmarks/visits.py            100 tabs
    python benchmarks/visits.py --quick    15 tabs

The figures are the server's own, from /metrics: an operator sees the same.  A visit is a socket that asks for a page
as Streamlit's client does and stays open; five pages are drawn before, so that everything shared is loaded.
"""

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack, suppress
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

ROOT = Path(__file__).resolve().parents[1]
SHARED = ("", "watch", "map", "words", "bias")
PAGES = ("watch", "map", "words")


def told(address: str) -> dict[str, float]:
    """The server's figures that have no labels."""
    with urllib.request.urlopen(f"{address}/metrics") as answer:
        return {name: float(value) for name, value in re.findall(r"(?m)^(\w+) (\S+)$", answer.read().decode())}


def visit(address: str, page: str, tabs: ExitStack) -> None:
    """Open one more tab, and return once its page is drawn."""
    url = address.replace("http", "ws") + "/_stcore/stream"
    tab = tabs.enter_context(
        connect(url, origin=address, subprotocols=["streamlit"], ping_interval=None, close_timeout=1, max_size=None)
    )
    asked, heard = BackMsg(), ForwardMsg()
    asked.rerun_script.page_name = page
    tab.send(asked.SerializeToString())
    while heard.WhichOneof("type") != "script_finished":
        heard.ParseFromString(tab.recv(timeout=300))


def measured(address: str, many: int) -> dict[str, float]:
    """Megabytes of the process before and with all tabs, and seconds of processor a page."""
    with ExitStack() as tabs:
        for page in SHARED:
            visit(address, page, tabs)
        time.sleep(5)  # what is got ready in the background
        before = told(address)
        for number in range(many):
            visit(address, PAGES[number % len(PAGES)], tabs)
        after = told(address)
    return {
        "server_mb": before["process_resident_memory_bytes"] / 1e6,
        "with_tabs_mb": after["process_resident_memory_bytes"] / 1e6,
        "tabs": after["explorer_visits"],
        "page_cpu_s": (after["process_cpu_seconds_total"] - before["process_cpu_seconds_total"]) / many,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="15 tabs")
    parser.add_argument("--json", action="store_true", help="a JSON list of the figures on the last line")
    options = parser.parse_args()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as store:
        surroundings = {**os.environ, "EMBEDDING_EXPLORER_STORE": store, "EMBEDDING_EXPLORER_METRICS": "1"}
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1"]
        server = subprocess.Popen(
            [*command, "--server.port", str(port)], cwd=ROOT, env=surroundings, stdout=subprocess.DEVNULL
        )
        try:
            while server.poll() is None:
                with suppress(OSError), urllib.request.urlopen(f"{address}/_stcore/health"):
                    break
                time.sleep(0.1)
            figures = measured(address, 15 if options.quick else 100)
        finally:
            server.terminate()
            server.wait()
    for name, value in figures.items():
        print(f"{name:14}{value:10.2f}")
    if options.json:
        units = {"server_mb": "MB", "with_tabs_mb": "MB", "tabs": "tabs", "page_cpu_s": "s of processor"}
        print(json.dumps([{"name": f"visits_{name}", "value": figures[name], "unit": units[name]} for name in figures]))


if __name__ == "__main__":
    main()
