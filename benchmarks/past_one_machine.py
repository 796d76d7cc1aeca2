"""
Which engine for vectors past one machine: LanceDB and Qdrant's client, both embedded, compared with exact NumPy.

    python benchmarks/past_one_machine.py            400,000 words x 100
    python benchmarks/past_one_machine.py --quick    20,000 words x 100

Each engine gets the same random unit vectors in a separate process, offline, in a folder that is removed
afterwards; then it is asked for the ten nearest words of the same forty.  An engine that is not
installed is left out with a line that says so: pip install -r requirements-large.txt, pip install
qdrant-client.  Qdrant's local mode takes twelve minutes for the 400,000, so it gets a tenth of them
unless --whole is given.

    python benchmarks/past_one_machine.py --s3 http://127.0.0.1:5000

puts the table into the bucket “words” of an object store that speaks S3 instead (moto_server of moto[server], MinIO,
…), and then three processes read it at once, as three servers of the app would with
EMBEDDING_EXPLORER_DATABASE=s3://words/db, AWS_ENDPOINT and AWS_REGION.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

QUERIES, K = 40, 10
STORE, SERVERS = "s3://words/db", 3
ENGINES = {"numpy": "numpy", "lancedb": "lancedb", "lancedb_index": "lancedb", "qdrant": "qdrant_client"}


def unit_rows(count: int, dim: int) -> np.ndarray:
    """Rows of length 1, in clusters as words are."""
    rng = np.random.default_rng(0)
    centres = rng.standard_normal((max(10, count // 200), dim), dtype=np.float32)
    rows = centres[rng.integers(0, len(centres), count)] + rng.standard_normal((count, dim), dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def asked(engine: str, rows: np.ndarray, place: Path) -> tuple[float, Any]:
    """Seconds to take in the rows (V, D), and a function from a row number to its nearest, itself among them."""
    words = [f"w{row}" for row in range(len(rows))]
    began = time.perf_counter()
    if engine == "numpy":
        held = np.array(rows)

        def numpy_nearest(row: int) -> list[int]:
            scores = held @ held[row]
            best = np.argpartition(-scores, K)[: K + 1]
            return [int(i) for i in best[np.argsort(-scores[best])]]

        return time.perf_counter() - began, numpy_nearest
    if engine.startswith("lancedb"):
        from explorer.vectors.engines import lance

        lance.write(place, "bench", words, rows)
        if engine.endswith("index"):
            lance.make_index(place, "bench")
        table = lance.LanceRows(place, "bench")
        return time.perf_counter() - began, lambda row: table.nearest(rows[row], K + 1, "cosine")[0].tolist()
    from qdrant_client import QdrantClient
    from qdrant_client.models import Distance, VectorParams

    client = QdrantClient(path=str(place))
    client.create_collection("bench", vectors_config=VectorParams(size=rows.shape[1], distance=Distance.COSINE))
    client.upload_collection("bench", vectors=rows, payload=[{"word": word} for word in words], ids=range(len(rows)))
    seconds = time.perf_counter() - began
    return seconds, lambda row: [int(hit.id) for hit in client.query_points("bench", rows[row], limit=K + 1).points]


def work(engine: str, count: int, dim: int) -> dict[str, float]:
    """One engine, in this process."""
    rows = unit_rows(count, dim)
    with tempfile.TemporaryDirectory() as folder:
        seconds, nearest = asked(engine, rows, Path(folder))
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        times, shared = [], 0
        for row in np.random.default_rng(1).integers(0, count, QUERIES).tolist():
            began = time.perf_counter()
            found = nearest(row)
            times.append(time.perf_counter() - began)
            exact = np.argsort(-(rows @ rows[row]), kind="stable")[: K + 1]
            shared += len(set(found) & set(exact.tolist()))
    return {
        "ingest": seconds,
        "query": statistics.median(times[5:]),
        "recall": shared / QUERIES / (K + 1),
        "disk": size / 1e6,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def of_store(task: str, count: int, dim: int) -> dict[str, float]:
    """Write the table into the object store, or ask it as one server of several, in this process."""
    from explorer.vectors.engines import lance

    rows = unit_rows(count, dim)
    began = time.perf_counter()
    if task == "write":
        lance.write(STORE, "bench", [f"w{row}" for row in range(count)], rows)
        return {"ingest": time.perf_counter() - began}
    vectors = lance.open_table(STORE, "bench")
    opened = time.perf_counter() - began
    times, shared = [], 0
    for row in np.random.default_rng(1).integers(0, count, QUERIES).tolist():
        began = time.perf_counter()
        found, _ = vectors.engine.nearest(rows[row], K + 1, "cosine")
        times.append(time.perf_counter() - began)
        exact = np.argsort(-(rows @ rows[row]), kind="stable")[: K + 1]
        shared += len({int(one) for one in found} & set(exact.tolist()))
    return {"open": opened, "query": statistics.median(times[5:]), "recall": shared / QUERIES / (K + 1)}


def on_object_store(endpoint: str) -> list[dict[str, object]]:
    """Figures of one table in an object store, read by several processes at once."""
    surroundings = {
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_REGION": "us-east-1",
        **os.environ,
        "AWS_ENDPOINT": endpoint,
        "AWS_ALLOW_HTTP": "true",
    }
    with suppress(urllib.error.HTTPError):  # the bucket is there, or its owner makes it
        urllib.request.urlopen(urllib.request.Request(f"{endpoint}/words", method="PUT")).close()

    def begun(task: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-W", "ignore", __file__, "--work", f"s3 {task}", *sys.argv[1:]]
        return subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, text=True)

    def told(process: subprocess.Popen[str]) -> dict[str, float]:
        written = process.communicate()[0]
        if process.returncode:
            raise SystemExit("the object store could not be used")
        return json.loads(written.splitlines()[-1])

    figures = told(begun("write"))
    print(f"written in {figures['ingest']:.1f} s")
    for server, process in enumerate([begun("read") for _ in range(SERVERS)], 1):
        one = told(process)
        print(
            f"server {server}: open {one['open']:.1f} s, query {one['query'] * 1e3:.0f} ms, recall {one['recall']:.3f}"
        )
        figures |= {f"server_{server}_{what}": value for what, value in one.items()}
    return [
        {"name": f"object_store_{name}", "value": value, "unit": "of the exact ten" if "recall" in name else "s"}
        for name, value in figures.items()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="20,000 words, under a minute")
    parser.add_argument("--whole", action="store_true", help="all rows for Qdrant too: a quarter of an hour")
    parser.add_argument("--json", action="store_true", help="a JSON list of the figures on the last line")
    parser.add_argument("--s3", metavar="URL", help="an object store instead of a folder")
    parser.add_argument("--work", help=argparse.SUPPRESS)
    options = parser.parse_args()
    count, dim = (20_000, 100) if options.quick else (400_000, 100)
    if options.work == "qdrant" and not options.whole:
        count = min(count, 40_000)
    if options.work and options.work.startswith("s3 "):
        print(json.dumps(of_store(options.work.removeprefix("s3 "), count, dim)))
        return
    if options.s3:
        print(f"{count:,} words x {dim} at {options.s3}\n")
        figures = on_object_store(options.s3.rstrip("/"))
        if options.json:
            print(json.dumps(figures))
        return
    if options.work:
        print(json.dumps(work(options.work, count, dim)))
        return
    print(
        f"{count:,} words x {dim}\n\n"
        f"{'engine':16}{'ingest s':>10}{'query ms':>10}{'recall':>8}{'disk MB':>9}{'peak MB':>9}"
    )
    figures = []
    for engine, package in ENGINES.items():
        if find_spec(package) is None:
            print(f"{engine:16}  not installed")
            continue
        command = [sys.executable, "-W", "ignore", __file__, "--work", engine, *sys.argv[1:]]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{engine} failed:\n{done.stderr[-2000:]}")
        one = json.loads(done.stdout.splitlines()[-1])
        less = " (of a tenth of the rows)" if engine == "qdrant" and not options.whole and not options.quick else ""
        print(
            f"{engine:16}{one['ingest']:10.2f}{one['query'] * 1e3:10.2f}{one['recall']:8.3f}"
            f"{one['disk']:9.0f}{one['peak']:9.0f}{less}",
            flush=True,
        )
        units = {"ingest": "s", "query": "s, median of one", "recall": "of the exact ten", "disk": "MB", "peak": "MB"}
        figures += [
            {"name": f"past_one_machine_{engine}_{what}", "value": one[what], "unit": unit, "peer": "exact NumPy"}
            for what, unit in units.items()
        ]
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
