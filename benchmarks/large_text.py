"""
Training on a text larger than memory from the command line, within 1.5 GB: its ids are in files beside the model.

    python benchmarks/large_text.py            a text of 1 GB, and a quarter of it
    python benchmarks/large_text.py --quick    100 MB, and a quarter of it
    python benchmarks/large_text.py --gb 10

The text repeats one of the app's texts.  Each size is trained on in a process that may use at most 1.5 GB of its
own memory (RLIMIT_DATA); mapped files do not count, since the system takes their pages back when it needs them.
These measurements need Linux.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
MOST = 1_500_000_000  # bytes of memory


def write(path: Path, size: int) -> None:
    """A text of about `size` bytes."""
    from explorer.text import corpus

    some = (corpus.read_packaged(corpus.packaged()[0].key) * 20 + "\n").encode()
    with path.open("wb") as file:
        for _ in range(max(1, size // len(some))):
            file.write(some)


def work(path: Path) -> dict[str, float]:
    """Learn from that text in this process."""
    resource.setrlimit(resource.RLIMIT_DATA, (MOST, MOST))
    from explorer.training.__main__ import main

    peaks, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            told = Path("/proc/self/status").read_text(encoding="ascii").split()
            peaks[0] = max(peaks[0], int(told[told.index("RssAnon:") + 1]) / 1024)

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.perf_counter()
    output = path.with_suffix(".npz")
    code = main([str(path), "--epochs", "1", "--dim", "50", "--min-count", "5", "--output", str(output), "--quiet"])
    over.set()
    watcher.join()
    if code:
        raise SystemExit(code)
    return {"mb": path.stat().st_size / 1e6, "seconds": time.perf_counter() - began, "peak_mb": peaks[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="100 MB")
    parser.add_argument("--gb", type=float, default=1.0, help="size of the text (default: 1)")
    parser.add_argument("--json", action="store_true", help="a JSON list of the figures on the last line")
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        print(json.dumps(work(options.work)))
        return
    whole = int((0.1 if options.quick else options.gb) * 1e9)
    print(f"{'text MB':>10}{'seconds':>10}{'peak MB':>10}")
    figures = []
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        for size, name in ((whole // 4, "quarter"), (whole, "whole")):
            path = Path(folder) / "text.txt"
            write(path, size)
            command = [sys.executable, __file__, "--work", str(path)]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit(done.stderr[-2000:])
            one = json.loads(done.stdout.splitlines()[-1])
            print(f"{one['mb']:10.0f}{one['seconds']:10.0f}{one['peak_mb']:10.0f}", flush=True)
            figures += [
                {"name": f"large_text_{name}_{what}", "value": one[what], "unit": unit, "peer": "none"}
                for what, unit in (("mb", "MB"), ("seconds", "s"), ("peak_mb", "MB"))
            ]
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
