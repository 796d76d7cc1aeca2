"""
Bias at the size of GloVe 6B: what the page computes, a WEAT with exact p, and a hard debias.

    python benchmarks/bias.py            400,000 words x 300
    python benchmarks/bias.py --quick    50,000 words x 300

Random vectors with the words of the lists; CPU seconds of this process.  No other tool does the
same work, so there is no peer: the figures are compared with what a page may take.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from explorer.judging.bias import association, direction, doubt, scores, word_sets
from explorer.judging.bias.debiasing import hard
from explorer.vectors.word_vectors import WordVectors


def model(size: int, dim: int, more: tuple[str, ...] = ()) -> WordVectors:
    listed = set(more)
    listed |= {word for words in word_sets.word_lists() for word in words.words}
    listed |= {
        word for pairs in (*word_sets.pair_lists(), word_sets.equalize_pairs()) for pair in pairs.pairs for word in pair
    }
    listed |= {
        word
        for test in word_sets.association_tests()
        for side in (test.x, test.y, test.a, test.b)
        for word in side.words
    }
    listed |= set(word_sets.specific_words().words)
    words = (*sorted(listed), *(f"word{i}" for i in range(size - len(listed))))
    return WordVectors(words, np.random.default_rng(0).standard_normal((size, dim), dtype=np.float32))


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="50,000 words, under a minute")
    parser.add_argument("--json", action="store_true", help="a JSON list of the figures on the last line")
    options = parser.parse_args()
    vectors = model(50_000 if options.quick else 400_000, 300)
    assert vectors.index
    assert vectors.norms.all()
    gender = word_sets.pair_lists()[0]
    professions = word_sets.word_lists()[0]
    test = word_sets.association_tests()[5]
    sides = [side.words for side in (test.x, test.y, test.a, test.b)]
    along = direction.direction(vectors, gender.pairs)
    sets, keep = word_sets.equalize_pairs().pairs, word_sets.specific_words().words

    def page() -> None:
        pairs, _ = word_sets.pairs_in_model(vectors, gender.pairs, any_case=True)
        found, _ = word_sets.in_model(vectors, professions.words, any_case=True)
        made = direction.direction(vectors, pairs)
        direction.explained_by_chance(vectors, len(pairs))
        direction.project(vectors, made, found)
        direction.direct_bias(vectors, made, found)
        doubt.doubt(scores.direct_bias(), vectors, [[a for a, _ in pairs], [b for _, b in pairs], found])

    timed: dict[str, list[float]] = {name: [] for name in ("page", "weat", "doubt", "debias")}
    for _ in range(3):
        timed["page"].append(cpu(page))
        timed["weat"].append(cpu(lambda: association.weat(vectors, *sides)))
        timed["doubt"].append(cpu(lambda: [doubt.doubt(score, vectors, sides) for score in scores.of_four_lists()]))
        timed["debias"].append(cpu(lambda: list(hard.hard_debias(vectors, along, sets, keep=keep))))
    middle = {name: statistics.median(seconds) for name, seconds in timed.items()}
    figures = [
        ("bias_page_seconds", middle["page"], "CPU s, 320 professions x 10 pairs", ""),
        ("weat_exact_seconds", middle["weat"], "CPU s, 8 + 8 words", ""),
        ("six_doubts_seconds", middle["doubt"], "CPU s, six measures with intervals and random words", ""),
        ("hard_debias_seconds", middle["debias"], "CPU s", ""),
    ]
    print(f"{len(vectors):,} x {vectors.dim}, median of 3 runs\n")
    for name, value, unit, _ in figures:
        print(f"{name:22} {value:10.4f}  {unit}")
    if options.json:
        print(json.dumps([{"name": n, "value": v, "unit": u, "peer": p} for n, v, u, p in figures]))


if __name__ == "__main__":
    main()
