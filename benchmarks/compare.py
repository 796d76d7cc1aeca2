"""
Comparing two models of 50,000 words and 300 dimensions, and its lists of neighbours beside plain NumPy.

    python benchmarks/compare.py [--quick] [--json]

Both alternate in one process; CPU seconds, the least of the repetitions.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from explorer.compare import CompareSettings, compare
from explorer.vectors import Floats, WordVectors

K = 10


def plain(first: Floats, second: Floats) -> Floats:
    """(N,) neighbours kept, by one product and a full sort in each model (N, D)."""
    lists = []
    for rows in (first, second):
        unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        cosines = unit @ unit.T
        np.fill_diagonal(cosines, -2)
        lists.append(np.argsort(-cosines, axis=1)[:, :K])
    return np.array([len(set(a) & set(b)) for a, b in zip(*(near.tolist() for near in lists), strict=True)])


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rng = np.random.default_rng(0)
    words = tuple(f"w{i}" for i in range(50_000))
    matrix = rng.normal(size=(50_000, 300)).astype(np.float32)
    other = matrix + rng.normal(size=matrix.shape).astype(np.float32)
    first, second = WordVectors("first", words, matrix), WordVectors("second", words, other)
    compare(first, second, CompareSettings(100, K))  # loads what is loaded once
    rows = []
    for n in (1000, 3000) if options.quick else (1000, 3000, 10_000):
        ours, theirs = [], []
        for _ in range(1 if options.quick else 3):
            ours.append(seconds(lambda n=n: compare(first, second, CompareSettings(n, K))))
            theirs.append(seconds(lambda n=n: plain(matrix[:n], other[:n])))
        rows.append({"name": f"compare {n} words", "value": min(ours), "unit": "CPU s", "peer": "explorer"})
        rows.append({"name": f"neighbours kept of {n} words", "value": min(theirs), "unit": "CPU s", "peer": "NumPy"})
    for row in rows:
        print(f"{row['name']:34} {row['peer']:10} {row['value']:8.2f} {row['unit']}")
    if options.json:
        print(json.dumps(rows))


if __name__ == "__main__":
    main()
