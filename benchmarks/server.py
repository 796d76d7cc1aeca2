"""A server of the app for benchmarks that measure in a browser."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]


def start_server(
    script: str = "app.py", log: IO[bytes] | None = None, **settings: str
) -> tuple[subprocess.Popen[bytes], str]:
    """A server of its own and its address; what it writes goes to `log`, `settings` are added to the environment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    written = subprocess.DEVNULL if log is None else log
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=written, stderr=written)
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return server, address
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise SystemExit("The server did not start.")
