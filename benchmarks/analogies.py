"""
Analogies at the size of GloVe 6B: the whole Google set, and one question, compared with gensim.

    python benchmarks/analogies.py            400,000 words x 300
    python benchmarks/analogies.py --quick    50,000 words x 300

Vectors are random, with the words of the set, so that every question is asked.  Their values change only the
pruning of our sweep, for which random ones are a hard case. CPU seconds of this process; our runs and those
of gensim alternate.  gensim's evaluate_word_analogies asks question by question, so it is timed on a sample
and scaled up.  The limit is how fast a core multiplies: the products of the question words with all words,
over the products that the core could have made in that time.
One question to 50,000 words is too small to compare with a peer: with --quick its ratio has no value.
Names that begin with real_ are of GloVe 6B's own 400,000 words x 50, if they are installed (real.py).
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from figures import as_json
from gensim.models import KeyedVectors
from machine import measured
from real import MISSING, glove

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from explorer.judging import analogy, analogy_sets
from explorer.vectors.word_vectors import WordVectors


def model(size: int, dim: int) -> WordVectors:
    sets = analogy_sets.google_set()
    asked = sorted({word.lower() for s in sets.sections for q in s.questions for word in q})
    words = (*asked, *(f"word{i}" for i in range(size - len(asked))))
    return WordVectors(words, np.random.default_rng(0).standard_normal((size, dim), dtype=np.float32))


def real(rounds: int) -> list[tuple[str, float | None, str]]:
    """The whole set asked of GloVe's own words: how long it takes, and how much of it is solved."""
    names = ("real_analogies_seconds", "real_analogies_ratio", "real_analogies_solved")
    known = glove()
    if known is None:
        return [(name, None, MISSING) for name in names]
    vectors, questions = WordVectors(tuple(known[0]), known[1]), analogy_sets.google_set()
    keyed = gensim_of(vectors)
    everything = [q for s in questions.sections for q in s.questions]
    some = [everything[i] for i in np.linspace(0, len(everything) - 1, 60).astype(int)]
    some = [q for q in some if all(word.lower() in vectors for word in q)]

    def theirs() -> None:
        for a, b, c, _ in some:
            keyed.most_similar(positive=[b.lower(), c.lower()], negative=[a.lower()], topn=5)

    sections = analogy_sets.score(vectors, questions)
    asked, right = sum(len(s.asked) for s in sections), sum(int(s.right.sum()) for s in sections)
    both = [(cpu(lambda: analogy_sets.score(vectors, questions)), cpu(theirs)) for _ in range(rounds)]
    seconds, peer = (statistics.median(each) for each in zip(*both, strict=True))
    return [
        (names[0], seconds, "CPU s"),
        (names[1], seconds / (peer / len(some) * asked), "ours / gensim"),
        (names[2], right / asked, f"of the {asked:,} questions whose words it has"),
    ]


def gensim_of(vectors: WordVectors) -> KeyedVectors:
    """The same vectors in gensim's KeyedVectors."""
    keyed = KeyedVectors(vectors.dim)
    keyed.key_to_index, keyed.index_to_key, keyed.vectors = dict(vectors.index), list(vectors.words), vectors.matrix
    keyed.fill_norms()
    return keyed


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="50,000 words, under a minute")
    parser.add_argument("--json", action="store_true", help="a JSON list of the figures on the last line")
    options = parser.parse_args()
    size, dim, rounds, sample = (50_000, 300, 3, 60) if options.quick else (400_000, 300, 3, 100)
    machine = measured()
    print(machine, end="\n\n")
    vectors = model(size, dim)
    keyed = gensim_of(vectors)
    questions = analogy_sets.google_set()
    everything = [q for s in questions.sections for q in s.questions]
    some = [everything[i] for i in np.linspace(0, len(everything) - 1, sample).astype(int)]

    def gensim() -> list[str]:
        lower = [[word.lower() for word in q] for q in some]
        return [keyed.most_similar(positive=[b, c], negative=[a], topn=5)[0][0] for a, b, c, _ in lower]

    def ours() -> list[analogy_sets.SectionScore]:
        return analogy_sets.score(vectors, questions)

    answers = {tuple(q): a for s in ours() for q, a in zip(s.asked.tolist(), s.answers, strict=True)}
    same = sum(answers[tuple(w.lower() for w in q)] == theirs for q, theirs in zip(some, gensim(), strict=True))
    whole, theirs, typed, one = [], [], [], []
    for _ in range(rounds):
        whole.append(cpu(ours))
        theirs.append(cpu(gensim) / sample * len(everything))
    for _ in range(20):
        typed.append(cpu(lambda: analogy.solve(vectors, "man", "woman", "king")))
        one.append(cpu(lambda: keyed.most_similar(positive=["woman", "king"], negative=["man"])))
    seconds, asked = statistics.median(whole), len({word.lower() for q in everything for word in q})
    figures: list[tuple[str, float | None, str]] = [
        ("analogies_seconds", statistics.median(whole), "CPU s"),
        ("analogies_seconds_gensim", statistics.median(theirs), "CPU s, from a sample"),
        ("analogies_ratio", statistics.median(whole) / statistics.median(theirs), "ours / gensim"),
        ("analogies_same", same / sample, "share of sampled answers equal"),
        ("analogy_typed_seconds", statistics.median(typed), "CPU s"),
        (
            "analogy_typed_ratio",
            None if options.quick else statistics.median(typed) / statistics.median(one),
            "ours / gensim",
        ),
        (
            "limit_share_analogies",
            2 * asked * size * dim / seconds / machine.gflops / 1e9,
            "of what a core can multiply",
        ),
        *real(rounds),
        *((name, value, unit) for name, value, unit, _ in machine.figures()),
    ]
    print(f"{len(everything):,} questions over {size:,} x {dim}, median of {rounds} runs\n")
    for name, value, unit in figures:
        print(f"{name:28} {'none' if value is None else f'{value:.4f}':>12}  {unit}")
    if options.json:
        print(as_json("analogies", ((*figure, "gensim") for figure in figures), quick=options.quick))


if __name__ == "__main__":
    main()
