"""
Maps of 10,000 words x 100: our t-SNE and UMAP compared with scikit-learn's and umap-learn's, and the honesty figures.

    python benchmarks/projection.py            10,000 words of the built-in model, then 400,000 made ones (ten minutes)
    python benchmarks/projection.py --quick    2,000 words, under a minute

Wall-clock seconds with the same unit vectors, everything warm (imported and compiled); ours over three seeds, with
runs of the peer between them.  scikit-learn's t-SNE (Barnes-Hut, default settings, all cores), openTSNE's (its FFT,
all cores; if it is installed) and umap-learn with a seed search neighbours themselves; our times include this
search.  A map is judged by trustworthiness over 10 neighbours, computed by us for both.  With --quick ours and
theirs are compared at 2,000 words.
"""

import argparse
import statistics
import sys
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import projection_large
from figures import as_json
from machine import measured

from explorer.files import library
from explorer.projection import sample
from explorer.projection.forming import Forming
from explorer.projection.honesty import honesty
from explorer.projection.layout import Projection, graph_of, project
from explorer.projection.settings import ProjectionSettings
from explorer.vectors.word_vectors import Floats, WordVectors

T = TypeVar("T")
TSNE = ProjectionSettings(method="t-SNE")
UMAP = ProjectionSettings(method="UMAP")


def timed(work: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    made = work()
    return time.perf_counter() - start, made


def ours(words: WordVectors, settings: ProjectionSettings) -> Projection:
    return project(*graph_of(words, settings), settings)


def open_tsne() -> Callable[[Floats, int], Floats] | None:
    """The map of openTSNE's interpolated t-SNE, from rows and a seed; None where it is not installed."""
    if find_spec("openTSNE") is None:
        return None
    from openTSNE import TSNE as OpenTSNE  # noqa: N811

    def made(rows: Floats, seed: int) -> Floats:
        fast = OpenTSNE(negative_gradient_method="fft", n_jobs=-1, random_state=seed)
        return np.asarray(fast.fit(rows), dtype=np.float32)

    return made


def worst_stall(work: Callable[[], object]) -> float:
    """The longest that another thread, which wants to run every 5 ms, had to wait: milliseconds."""
    waits: list[float] = []
    done = threading.Event()

    def tick() -> None:
        while not done.is_set():
            start = time.perf_counter()
            time.sleep(0.005)
            waits.append(time.perf_counter() - start - 0.005)

    ticker = threading.Thread(target=tick)
    ticker.start()
    work()
    done.set()
    ticker.join()
    return 1000 * max(waits)


def first_frame(words: WordVectors) -> float:
    """Seconds from the words to the first frame that has moved."""

    class Seen(Exception):  # noqa: N818
        pass

    def report(done: int, _: int) -> None:
        if done > 0:
            raise Seen

    start = time.perf_counter()
    forming = Forming(*graph_of(words, TSNE), TSNE)
    with suppress(Seen):
        forming.run(report)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="2,000 words, under a minute")
    parser.add_argument("--json", action="store_true", help="a JSON list of the figures on the last line")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    from sklearn.manifold import TSNE as SklearnTSNE  # noqa: N811
    from umap import UMAP as LearnUMAP  # noqa: N811

    machine = measured()
    print(machine, end="\n\n")
    vectors = library.built_in()
    n = 2000 if options.quick else 10_000
    words = sample.by_rank(vectors, n).vectors
    few = sample.by_rank(vectors, 300).vectors
    for settings in (TSNE, UMAP):
        ours(few, settings)  # warm
    small = sample.by_rank(vectors, 4200 if n > 4096 else 500).vectors
    LearnUMAP(random_state=0, metric="cosine", n_epochs=2).fit_transform(small.unit)
    space, graph = graph_of(words, TSNE)

    rows: list[tuple[str, float, float, float, float, float]] = []
    peers: list[tuple[str, ProjectionSettings, Callable[[int], object]]] = [
        ("t-SNE", TSNE, lambda seed: SklearnTSNE(random_state=seed).fit_transform(words.unit)),
        ("UMAP", UMAP, lambda seed: LearnUMAP(random_state=seed, metric="cosine").fit_transform(words.unit)),
    ]
    if (interpolated := open_tsne()) is not None:
        peers.append(("t-SNE, openTSNE", TSNE, lambda seed: interpolated(words.unit, seed)))
    for name, settings, peer in peers:
        mine, theirs, trust, their_trust = [], [], [], []
        for seed in range(1, 4):
            taken, made = timed(lambda settings=settings, seed=seed: ours(words, replace(settings, seed=seed)))  # type: ignore[misc]
            mine.append(taken)
            trust.append(made.honesty.trustworthiness)
            if seed > 1 and (name.startswith("t-SNE") or not options.quick):
                continue  # scikit-learn's map, begun from the PCA, is the same for every seed
            taken, at = timed(lambda peer=peer, seed=seed: peer(seed))  # type: ignore[misc]
            theirs.append(taken)
            their_trust.append(honesty(space, graph, at).trustworthiness)  # type: ignore[arg-type]
        rows.append((
            name,
            statistics.mean(mine),
            statistics.mean(theirs),
            statistics.mean(trust),
            statistics.mean(their_trust),
            statistics.stdev(trust),
        ))
    print(f"{n:,} words x {vectors.dim}, one map from the vectors to its honesty figures\n")
    print("                   ours      peer   faster    trustworthiness ours / peer, and its sd over seeds")
    for name, own, other, trusted, their, spread in rows:
        print(
            f"{name:15}{own:7.2f} s {other:7.2f} s {other / own:6.1f} x    {trusted:.4f} / {their:.4f}   {spread:.4f}"
        )

    if interpolated is None:
        print("openTSNE is not installed: no figure beside it")
    seconds = statistics.median(timed(lambda: honesty(space, graph, made.coordinates))[0] for _ in range(3))
    stall = worst_stall(lambda: ours(words, UMAP))
    frames = [first_frame(sample.by_rank(vectors, size).vectors) for size in (1000, 10_000)]
    with ThreadPoolExecutor(2) as visitors:
        seeds = [replace(settings, seed=seed) for seed in range(20) for settings in (TSNE, UMAP)]
        maps = list(visitors.map(lambda settings: ours(few, settings), seeds))
    print(f"\nhonesty figures of {n:,} words: {seconds:.2f} s")
    print(f"longest wait of another thread during our UMAP: {stall:.0f} ms")
    print(f"first frame of a forming t-SNE: {frames[0]:.2f} s at 1,000 words, {frames[1]:.2f} s at 10,000")
    print(f"two visitors at once, 20 times: {len(maps)} of 40 maps made")
    large = [] if options.quick else projection_large.figures()
    if options.json:
        (_, _, _, tsne_trust, tsne_theirs, _), (_, _, _, umap_trust, umap_theirs, _) = rows[:2]
        beside = rows[2] if len(rows) > 2 else None
        figures: list[tuple[str, float | None, str, str]] = [
            ("tsne_speedup", rows[0][2] / rows[0][1], "times", "scikit-learn TSNE"),
            ("tsne_trustworthiness_gain", tsne_trust - tsne_theirs, "", "scikit-learn TSNE"),
            ("tsne_speedup_opentsne", beside and beside[2] / beside[1], "times", "openTSNE, FFT"),
            ("tsne_trustworthiness_gain_opentsne", beside and beside[3] - beside[4], "", "openTSNE, FFT"),
            ("umap_speedup", rows[1][2] / rows[1][1], "times", "umap-learn, seeded"),
            ("umap_trustworthiness_gain", umap_trust - umap_theirs, "", "umap-learn, seeded"),
            ("umap_stall_ms", stall, "ms", ""),
            ("honesty_s", seconds, "s", ""),
            ("first_frame_1000_s", frames[0], "s", ""),
            ("first_frame_10000_s", frames[1], "s", ""),
            ("two_at_once_maps", len(maps), "of 40", ""),
            *large,
            *machine.figures(),
        ]
        print(as_json("projection", figures, quick=options.quick))


if __name__ == "__main__":
    main()
