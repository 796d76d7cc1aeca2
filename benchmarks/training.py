"""
SGNS on a real corpus: our engine compared with gensim at the same settings, two threads with one, quality of both.

    python benchmarks/training.py            all of wiki17m, 5 epochs, 3 seeds: 20 minutes, most of them gensim's
    python benchmarks/training.py --quick    its first 2 million words, only speed

D 100, window 5 (dynamic), k 5, sample 1e-4, min count 5, learning rate 0.025 falling linearly.  The peers
alternate: gensim, ours with one thread, ours with two, for each seed.  Words a second are words of the text,
before subsampling, over CPU seconds of the process (all its threads) or over wall seconds; the times do not
include reading the text, building the vocabulary, or compilation, which is given separately.  gensim reads the
same lines from a file (its corpus_file, as fast as lists of words).

The readable stepper is compared with a loop that treats one pair at a time, on a vocabulary of 5,000
words. Peak memory is that of a separate process that reads the text and trains one epoch, minus what it
held before.
"""

import argparse
import lzma
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from figures import as_json
from machine import measured

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from explorer.files import library
from explorer.judging import analogy_sets, evaluation
from explorer.text import corpus
from explorer.text.corpus import Corpus
from explorer.training.fast import engine
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer
from explorer.vectors.word_vectors import WordVectors

TEXT = Path(__file__).resolve().parents[2] / "shared" / "data" / "corpora" / "wiki17m.txt.xz"
SETTINGS = SGNSSettings(dim=100, window=5, negatives=5, sample=1e-4, learning_rate=0.025)
QUICK_SENTENCES = 2000
Figure = tuple[str, float | None, str, str]


def first(text: Corpus, sentences: int) -> Corpus:
    """The first sentences, with a vocabulary of their own."""
    words = text.vocabulary.words
    kept = ([words[w] for w in text.sentence(s)] for s in range(min(sentences, text.sentences)))
    return corpus.build(kept, name=text.name, min_count=5)


def timed(work: Callable[[], object]) -> tuple[float, float, object]:
    """CPU seconds of all threads, wall seconds, and what came out."""
    wall, cpu = time.perf_counter(), time.process_time()
    made = work()
    return time.process_time() - cpu, time.perf_counter() - wall, made


def gensim_model(lines: Path, text: Corpus, epochs: int, seed: int) -> tuple[float, float, WordVectors]:
    from gensim.models import Word2Vec

    s = SETTINGS
    model = Word2Vec(
        vector_size=s.dim,
        window=s.window,
        negative=s.negatives,
        sample=s.sample,
        alpha=s.learning_rate,
        min_alpha=0.0001,
        sg=1,
        hs=0,
        min_count=1,
        workers=1,
        seed=seed,
    )
    model.build_vocab(corpus_file=str(lines))
    words = len(text.tokens)
    cpu, wall, _ = timed(lambda: model.train(corpus_file=str(lines), total_words=words, epochs=epochs))
    keys = model.wv.index_to_key
    return cpu, wall, WordVectors(tuple(keys), model.wv.vectors)


def our_model(text: Corpus, epochs: int, seed: int, threads: int) -> tuple[float, float, WordVectors]:
    ours = engine.FastTraining(text, replace(SETTINGS, seed=seed), epochs=epochs, threads=threads)
    cpu, wall, _ = timed(lambda: [ours.run_epoch() for _ in range(epochs)])
    return cpu, wall, ours.vectors()


def quality(vectors: WordVectors) -> tuple[float, float, float]:
    """Spearman on WordSim-353 and SimLex-999, and the share of Google's analogies solved, over the whole vocabulary."""
    pairs = [evaluation.word_similarity(vectors, evaluation.packaged(name)).spearman for name in evaluation.PACKAGED]
    sections = analogy_sets.score(vectors, analogy_sets.google_set())
    solved = sum(int(section.right.sum()) for section in sections) / sum(len(section.asked) for section in sections)
    return pairs[0], pairs[1], solved


def flops_of_a_word(text: Corpus) -> float:
    """Multiplications and additions for a word of the text, at most: pairs lost at the ends of sentences count.

    A word that survives subsampling has window + 1 pairs on average; each of the K + 1 rows of a pair is multiplied
    once for its score, once for what it learns and once for what it teaches.
    """
    counts = text.vocabulary.counts
    survives = float((counts * text.vocabulary.keep_probability(SETTINGS.sample)).sum() / counts.sum())
    return survives * (SETTINGS.window + 1) * (SETTINGS.negatives + 1) * 3 * 2 * SETTINGS.dim


def engines(text: Corpus, gflops: float, *, epochs: int, ours: int, seeds: int, judged: bool) -> Iterator[Figure]:
    """Speed, scaling and quality; `ours` are our epochs, for a speed from runs that are not too short."""
    rows: dict[str, list[tuple[float, float]]] = {"gensim": [], "1 thread": [], "2 threads": []}
    scores: dict[str, list[tuple[float, float, float]]] = {name: [] for name in rows}
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "lines.txt"
        with lines.open("w", encoding="utf-8") as file:
            for s in range(text.sentences):
                file.write(" ".join(text.vocabulary.words[w] for w in text.sentence(s)) + "\n")
        for seed in range(1, seeds + 1):
            for name in rows:
                words = len(text.tokens) * (epochs if name == "gensim" else ours)
                cpu, wall, vectors = (
                    gensim_model(lines, text, epochs, seed)
                    if name == "gensim"
                    else our_model(text, ours, seed, int(name[0]))
                )
                rows[name].append((words / cpu, words / wall))
                if judged:
                    scores[name].append(quality(vectors))
    for name, runs in rows.items():
        by_cpu, by_wall = (statistics.median(run[i] for run in runs) / 1e6 for i in (0, 1))
        yield f"sgns_million_words_per_cpu_second, {name}", by_cpu, "M words/s", ""
        yield f"sgns_million_words_per_second, {name}", by_wall, "M words/s", ""
    one, two, peer = (rows[name] for name in ("1 thread", "2 threads", "gensim"))
    ratios = [own[0] / theirs[0] for own, theirs in zip(one, peer, strict=True)]
    yield "sgns_ratio_1_thread", statistics.median(ratios), "times the words per CPU second", "gensim, 1 worker"
    scaling = [both[1] / alone[1] for both, alone in zip(two, one, strict=True)]
    found = statistics.median(scaling) if judged else None  # a short text's few words are in both caches
    yield "sgns_scaling_2_threads", found, "times the words per second", "our 1 thread"
    share = statistics.median(run[0] for run in one) * flops_of_a_word(text) / gflops / 1e9
    yield "limit_share_sgns", share, "of what a core can multiply", ""
    for name, judged_runs in scores.items():
        for i, measure in enumerate(("WordSim-353", "SimLex-999", "Google analogies")):
            for seed in range(1, seeds + 1):
                score = judged_runs[seed - 1][i] if judged else None
                yield f"{measure}, {name}, seed {seed}", score, "Spearman" if i < 2 else "share solved", ""


def waits(text: Corpus) -> Iterator[Figure]:
    """What a visitor waits for: the built-in model, and the end of the heaviest training after cancelling it."""
    yield "built_in_seconds", min(timed(library.built_in)[0] for _ in range(5)), "CPU s to open", ""
    heavy = replace(SETTINGS, dim=1000, window=100, dynamic_window=False, negatives=100, sample=0)
    asked: list[float] = []

    def cancelled() -> bool:
        asked.append(time.perf_counter())
        return len(asked) > 3

    engine.FastTraining(text, heavy, threads=2).run_epoch(cancelled=cancelled)
    yield "cancel_seconds", time.perf_counter() - asked[-1], "wall s from the question to the answer", ""


def pair_by_pair(trainer: SGNSTrainer, steps: int) -> None:
    """The loop one would first write: one pair, then one row at a time."""
    rate = np.float32(trainer.learning_rate)
    for _ in range(steps):
        pairs = trainer._stream.take(trainer.settings.batch)
        negatives = trainer.draw_negatives(len(pairs))
        for c, o, drawn in zip(pairs.centre, pairs.context, negatives, strict=True):
            v = trainer.v_in[c].copy()
            change = np.zeros_like(v)
            for target, label in [(o, 1), *((k, 0) for k in drawn if k != o)]:
                u = trainer.v_out[target]
                slope = rate * (1 / (1 + np.exp(-(u @ v))) - label)
                change += slope * u
                trainer.v_out[target] = u - slope * v
            trainer.v_in[c] = v - change


def stepper(text: Corpus) -> Iterator[Figure]:
    """The readable engine: against the loop, and what showing it at full pace costs."""
    small = corpus.build(
        ([text.vocabulary.words[w] for w in text.sentence(s)] for s in range(min(1000, text.sentences))),
        name="5,000 words",
        max_size=5000,
    )
    settings = SGNSSettings(dim=100, window=5, negatives=5, batch=64)
    ours, loop = SGNSTrainer(small, settings), SGNSTrainer(small, settings)
    ours.step()
    ratios, shares = [], []
    for _ in range(5):
        fast, _, _ = timed(lambda: [ours.step() for _ in range(200)])
        slow, _, _ = timed(lambda: pair_by_pair(loop, 40))
        ratios.append(slow / 40 / (fast / 200))
        shares.append(fast)  # 200 steps are a second's worth: 10 frames of 20 steps
    yield "stepper_ratio_per_pair_loop", statistics.median(ratios), "times the pairs per CPU second", "per-pair loop"
    yield "stepper_cpu_share", statistics.median(shares), "of a core at 10 x 20 steps of 64 pairs a second", ""


def memory(path: Path) -> Iterator[Figure]:
    """Peak above the packages, over the size of the ids and both matrices."""
    folder = str(Path(__file__).parent)
    code = f"import sys; sys.path.insert(0, {folder!r}); import training; training.measure_memory({str(path)!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    peak, needed = map(float, done.stdout.split())
    yield "peak_memory", peak / 1e6, "MB above the packages", ""
    yield "peak_memory_ratio", peak / needed, "times token ids and both matrices", ""


def highest() -> int:
    """The most bytes this process ever held (Linux; getrusage would count the parent's as well)."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) * 1024


def measure_memory(path: str) -> None:
    """In a process of its own: print peak and need in bytes."""
    engine.train(corpus.from_text("a b c d. " * 50, name="warm"), SETTINGS, epochs=1)
    before = highest()
    text = corpus.from_file(path, min_count=5)
    training = engine.train(text, SETTINGS, epochs=1)
    print(highest() - before, text.tokens.nbytes + training.vectors.matrix.nbytes + training.v_out.nbytes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a slice of the text, under a minute")
    parser.add_argument("--json", action="store_true", help="a JSON list of the figures on the last line")
    options = parser.parse_args()
    if not TEXT.is_file():
        sys.exit(f"The corpus {TEXT.name} is not in the folder beside the project: nothing to measure on.")

    machine = measured()
    print(machine, end="\n\n")
    cpu, _, _ = timed(lambda: engine.train(corpus.from_text("a b c d. " * 50, name="warm"), SETTINGS, epochs=1))
    figures: list[Figure] = [("compile_or_load", cpu, "CPU s, once; from the disk cache after the first time", "")]
    figures += machine.figures()
    if options.quick:
        with tempfile.TemporaryDirectory() as folder:
            slice_ = Path(folder) / "slice.txt"
            with lzma.open(TEXT, "rt", encoding="utf-8") as file, slice_.open("w", encoding="utf-8") as out:
                out.writelines(line for line, _ in zip(file, range(QUICK_SENTENCES), strict=False))
            text = corpus.from_file(slice_, min_count=5)
            figures += engines(text, machine.gflops, epochs=1, ours=4, seeds=3, judged=False)
            figures += stepper(text)
            figures += waits(text)
    else:
        cpu, _, text = timed(lambda: corpus.from_file(TEXT, min_count=5))
        assert isinstance(text, Corpus)
        figures.append(("read_corpus", cpu, "CPU s, unpacking, cutting and counting", ""))
        figures += memory(TEXT)
        figures += engines(text, machine.gflops, epochs=5, ours=5, seeds=3, judged=True)
        figures += stepper(text)
        figures += waits(text)
    print(f"{len(text.tokens):,} words, {len(text.vocabulary):,} different\n")
    for name, value, unit, peer in figures:
        print(f"{name:<52}{'none' if value is None else f'{value:.3f}':>10}  {unit}{f'; peer: {peer}' if peer else ''}")
    if options.json:
        print(as_json("training", figures, quick=options.quick))


if __name__ == "__main__":
    main()
