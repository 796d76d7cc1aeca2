"""
A UMAP of 400,000 words x 100, the size of a whole GloVe: its time, its memory, and how good it is.

    python benchmarks/projection_large.py            400,000 words, some minutes
    python benchmarks/projection_large.py --quick    120,000 words

From the vectors to the map with its honesty figures, in a separate process whose peak memory the system reports. The
vectors are made up: words around 2,000 topics of very different sizes, which lie around 40 subjects, with a spread
that puts the neighbours of a word about as far from it as in GloVe.  The recall is that of the layout's neighbours,
found by an inverted file, compared with an exact search.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from explorer.projection.layout import graph_of, project
from explorer.projection.settings import ProjectionSettings
from explorer.vectors.word_vectors import WordVectors

WORDS, QUICK_WORDS, DIM = 400_000, 120_000, 100


def made(words: int) -> WordVectors:
    """Vectors about topics, the topics about subjects."""
    rng = np.random.default_rng(0)
    subjects = rng.standard_normal((40, DIM), dtype=np.float32)
    topics = subjects[rng.integers(0, 40, 2000)] + rng.standard_normal((2000, DIM), dtype=np.float32)
    sizes = rng.pareto(1.2, 2000) + 1
    of = rng.choice(2000, words, p=sizes / sizes.sum())
    rows = topics[of] + rng.standard_normal((words, DIM), dtype=np.float32)
    return WordVectors(tuple(f"w{i}" for i in range(words)), rows)


def measured(words: int) -> dict[str, float]:
    """Seconds, megabytes and quality of the map, and of the PCA that is shown meanwhile."""
    vectors = made(words)
    begun = time.perf_counter()
    pca = ProjectionSettings(method="PCA")
    space, graph = graph_of(vectors, ProjectionSettings(method="UMAP"))
    found = time.perf_counter()
    map_ = project(space, graph, ProjectionSettings(method="UMAP"))
    over = time.perf_counter()
    project(space, None, pca)
    return {
        "s": over - begun,
        "neighbours_s": found - begun,
        "pca_s": time.perf_counter() - over,
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "recall": graph.recall,
        "kept": map_.honesty.kept,
        "trustworthiness": map_.honesty.trustworthiness,
    }


def in_a_process(words: int) -> dict[str, Any]:
    """As `measured`, in a process of its own."""
    asked = [sys.executable, __file__, "--measure", str(words)]
    return dict(json.loads(subprocess.run(asked, check=True, capture_output=True, text=True).stdout))


def figures(words: int = WORDS) -> list[tuple[str, float, str, str]]:
    """Name, value, unit and peer (none) of what was measured; prints them."""
    found = in_a_process(words)
    print(
        f"UMAP of {words:,} words x {DIM}: {found['s']:.0f} s, of which neighbours {found['neighbours_s']:.0f} s, "
        f"{found['mb']:,.0f} MB; recall of the neighbours {found['recall']:.3f}, neighbours kept {found['kept']:.3f}, "
        f"trustworthiness {found['trustworthiness']:.3f}; PCA {found['pca_s']:.1f} s"
    )
    short = f"{words // 1000}k"
    return [
        (f"umap_{short}_s", found["s"], "s", ""),
        (f"umap_{short}_mb", found["mb"], "MB", ""),
        (f"umap_{short}_recall", found["recall"], "of 1", ""),
    ]


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="120,000 words")
    options.add_argument("--json", action="store_true", help="a JSON list of the figures on the last line")
    options.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.measure:
        print(json.dumps(measured(chosen.measure)))
        return
    told = figures(QUICK_WORDS if chosen.quick else WORDS)
    if chosen.json:
        keys = ("name", "value", "unit", "peer")
        print(json.dumps([dict(zip(keys, figure, strict=True)) for figure in told]))


if __name__ == "__main__":
    main()
