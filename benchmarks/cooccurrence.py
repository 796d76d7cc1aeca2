"""
Counting neighbours and fitting GloVe: our engine compared with scipy.sparse and with our own stepper.

    python benchmarks/cooccurrence.py [--quick] [--json]

Peers alternate in one process on one text; compiled loops are called once before the clock runs.
CPU seconds, the least of the repetitions.  The text is the beginning of wiki17m if that data is there,
else a synthetic one with Zipf's frequencies.
"""

import argparse
import json
import lzma
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from explorer.text.corpus import Corpus, build
from explorer.training.fast.cooccurrence_kernels import count_rows
from explorer.training.lecture.cooccurrence import Cooccurrence, count_sparse, distance_weights
from explorer.training.lecture.glove import GloVeSettings, GloVeTrainer

TEXT = Path(__file__).resolve().parents[2] / "shared" / "data" / "corpora" / "wiki17m.txt.xz"


def corpus(words: int) -> Corpus:
    if TEXT.is_file():
        with lzma.open(TEXT, "rt", encoding="utf-8") as lines:
            return build(first(lines, words), name="Wikipedia", min_count=5)
    rng = np.random.default_rng(0)
    ids = (rng.zipf(1.2, words) % 30_000).astype(str).tolist()
    return build((ids[i : i + 1000] for i in range(0, words, 1000)), name="Zipf", min_count=5)


def first(lines: Iterable[str], words: int) -> Iterator[list[str]]:
    """The first sentences of about so many words."""
    read = 0
    for line in lines:
        sentence = line.split()
        yield sentence
        read += len(sentence)
        if read >= words:
            return


def least_seconds(*ways: Callable[[], object], times: int) -> list[float]:
    """CPU seconds of each way, alternating."""
    least = [float("inf")] * len(ways)
    for _ in range(times):
        for i, way in enumerate(ways):
            start = time.process_time()
            way()
            least[i] = min(least[i], time.process_time() - start)
    return least


def dictionary(c: Corpus, weights: np.ndarray) -> dict[tuple[int, int], float]:
    """Pair by pair into a dict, as one would first write it."""
    counts: dict[tuple[int, int], float] = {}
    for s in range(c.sentences):
        sentence = c.sentence(s).tolist()
        for i, word in enumerate(sentence):
            for d, other in enumerate(sentence[i + 1 : i + 1 + len(weights)]):
                counts[word, other] = counts.get((word, other), 0.0) + weights[d]
                counts[other, word] = counts.get((other, word), 0.0) + weights[d]
    return counts


def beginning(c: Corpus, words: int) -> Corpus:
    last = int(np.searchsorted(c.offsets, words))
    return Corpus(c.name, c.vocabulary, c.tokens[: c.offsets[last]], c.offsets[: last + 1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    times = 2 if options.quick else 5
    c = corpus(1_000_000 if options.quick else 5_000_000)
    window = 10
    weights = distance_weights(window, "harmonic")

    def ours() -> Cooccurrence:
        return Cooccurrence(c.vocabulary, *count_rows(c.tokens, c.offsets, len(c.vocabulary), weights))

    X = ours()
    again = count_sparse(c, weights)
    assert (X.row == again.row).all()
    assert np.allclose(X.weight, again.weight)
    del again
    compiled, sparse = least_seconds(ours, lambda: count_sparse(c, weights), times=times)
    part = beginning(c, 100_000)
    by_pair, compiled_part = least_seconds(
        lambda: dictionary(part, weights),
        lambda: count_rows(part.tokens, part.offsets, len(c.vocabulary), weights),
        times=times,
    )
    print(f"{c.name}: {len(c.tokens):,} words, vocabulary {len(c.vocabulary):,}, window {window}, {len(X):,} nonzeros")
    print(f"counting: compiled {compiled:.2f} s, scipy.sparse {sparse:.2f} s, ratio {sparse / compiled:.1f}")
    print(f"counting 100,000 words: compiled {compiled_part:.3f} s, dict {by_pair:.2f} s")

    few = beginning(c, 300_000)
    settings = GloVeSettings(dim=100, window=window, batch=64)
    GloVeTrainer(few, settings).train_epoch()
    fast, stepper = GloVeTrainer(few, settings), GloVeTrainer(few, settings)
    steps = 500
    epoch, some = least_seconds(fast.train_epoch, lambda: [stepper.step() for _ in range(steps)], times=times)
    per_epoch, per_step = len(fast.counts) / epoch, steps * 64 / some
    print(f"GloVe, D 100: compiled {per_epoch / 1e6:.2f} M nonzeros/s, stepper {per_step / 1e6:.3f} M")
    if options.json:
        print(
            json.dumps([
                {"name": "cooccurrence_ratio", "value": sparse / compiled, "unit": "times", "peer": "scipy.sparse"},
                {"name": "cooccurrence_words", "value": len(c.tokens) / compiled, "unit": "words/s", "peer": ""},
                {"name": "glove_nonzeros", "value": per_epoch, "unit": "nonzeros/s", "peer": ""},
                {"name": "glove_ratio", "value": per_epoch / per_step, "unit": "times", "peer": "our stepper"},
            ])
        )


if __name__ == "__main__":
    main()
