"""
Recurrent networks: the training step compared with plain matrix products and PyTorch, and the pages' claims.

    python benchmarks/sequence.py [--quick] [--json]

lstm_share_of_gemm      forward, backward, clipping and Adam of an LSTM (B 32, T 40, 100 -> 256): the time of its
                        matrix products alone over the time of the step
lstm_tokens_per_second  of that step
lstm_torch_ratio        the time of the same step by PyTorch's LSTM on one thread of the CPU over ours, where torch is
                        installed: below 1 PyTorch is faster
lm_perplexity_ratio     our language model over a Kneser-Ney 3-gram on the Lee news: the same sentences and vocabulary,
                        <EOS> and <UNK> counted by both
race_seconds            RNN, GRU and LSTM with three seeds each, sentences of up to 45 words, to the end of the race
date_characters         of dates never seen, after 120 s at most or when .99 are right
char_lm_first_sample_s  from the settings to the first name that a character model writes, after 20 steps

One thread everywhere.  Seconds are CPU seconds of the process, which do not count other work on the machine.
`--quick` shortens the language model and the race and says so.  The perplexity is that after the last epoch, not the
best of all epochs: no epoch is chosen by the sentences that judge it.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from explorer.sequence.language.draws import written
from explorer.sequence.language.language_model import LanguageModelSettings, LanguageModelTrainer
from explorer.sequence.language.ngram import KneserNey
from explorer.sequence.language.tokens import sentences_of, split
from explorer.sequence.lstm import LSTM
from explorer.sequence.optimisers import Optimiser, OptimiserSettings
from explorer.sequence.tasks.dates import DateTrainer, dates
from explorer.sequence.tasks.memory_race import MemoryRace, MemoryRaceSettings
from explorer.sequence.translator import TranslatorSettings
from explorer.text.corpus import read_packaged

B, T, D, H = 32, 40, 100, 256
Figure = dict[str, object]


def seconds(*ways: Callable[[], object], times: int) -> list[float]:
    """Least CPU seconds of each way, alternating, after one call that is not counted."""
    least = [float("inf")] * len(ways)
    for turn in range(times + 1):
        for i, way in enumerate(ways):
            start = time.process_time()
            way()
            if turn:
                least[i] = min(least[i], time.process_time() - start)
    return least


def lstm_step() -> Callable[[], object]:
    """Forward, backward, clipping and Adam of one layer."""
    rng = np.random.default_rng(0)
    cell, optimiser = LSTM(D, H), Optimiser(OptimiserSettings())
    p = {name: (rng.normal(size=shape) * 0.05).astype(np.float32) for name, shape in cell.shapes.items()}
    x, da = (rng.normal(size=(T, B, n)).astype(np.float32) for n in (D, H))

    def step() -> None:
        gradients = cell.backward(p, cell.forward(p, x), da).parameters
        optimiser.clip(gradients)
        optimiser.move(p, gradients)

    return step


def products() -> Callable[[], object]:
    """The matrix products of such a step and nothing else, each into memory that is already there."""
    rng = np.random.default_rng(0)

    def some(*shape: int) -> np.ndarray:
        return rng.normal(size=shape).astype(np.float32)

    x, states, W_x, W_a, dz = some(T * B, D), some(T * B, H), some(D, 4 * H), some(H, 4 * H), some(T * B, 4 * H)
    W_x_back, W_a_back = np.ascontiguousarray(W_x.T), np.ascontiguousarray(W_a.T)
    z, z_t, a_t, dx = np.empty_like(dz), some(B, 4 * H), some(B, H), np.empty_like(x)
    dW_x, dW_a = np.empty((4 * H, D), np.float32), np.empty((4 * H, H), np.float32)

    def all_of_them() -> None:
        np.matmul(x, W_x, out=z)
        for t in range(T):
            np.matmul(states[t * B : (t + 1) * B], W_a, out=z_t)
        for t in range(T):
            np.matmul(dz[t * B : (t + 1) * B], W_a_back, out=a_t)
        np.matmul(dz.T, x, out=dW_x)
        np.matmul(dz.T, states, out=dW_a)
        np.matmul(dz, W_x_back, out=dx)

    return all_of_them


def torch_step() -> Callable[[], object]:
    """The same step by PyTorch: x asks for its gradient, as vectors that learn do."""
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(0)
    layer = torch.nn.LSTM(D, H)
    adam = torch.optim.Adam(layer.parameters(), lr=0.003)
    x, da = torch.randn(T, B, D, requires_grad=True), torch.randn(T, B, H)

    def step() -> None:
        adam.zero_grad()
        x.grad = None
        layer(x)[0].backward(da)
        torch.nn.utils.clip_grad_norm_(layer.parameters(), 5.0)
        adam.step()

    return step


def speed(times: int) -> Iterator[Figure]:
    ours, bare = seconds(lstm_step(), products(), times=times)
    rate = 3 * 2 * B * T * (D + H) * 4 * H / bare / 1e9
    print(f"LSTM step {ours * 1e3:.1f} ms, its matrix products {bare * 1e3:.1f} ms = {rate:.0f} GFLOP/s")
    yield figure("lstm_share_of_gemm", bare / ours, "", "matrix products of the same shapes")
    yield figure("lstm_tokens_per_second", B * T / ours, "tokens/s", "")
    if find_spec("torch") is None:
        print("PyTorch is not installed: its row is left out.")
        return
    ours, theirs = seconds(lstm_step(), torch_step(), times=times)
    yield figure("lstm_torch_ratio", theirs / ours, "times", "PyTorch, one thread of the CPU")


def language_model(epochs: int) -> Iterator[Figure]:
    learned, held_out = split(sentences_of(read_packaged("lee"), "words"), "words", min_count=3)
    peer = KneserNey(learned, 3).perplexity(held_out)
    settings = LanguageModelSettings()
    trainer = LanguageModelTrainer(learned, settings)
    start = time.process_time()
    for _ in range(epochs):
        trainer.run(-(-len(learned) // settings.batch))
    reached, taken = trainer.model.perplexity(held_out), time.process_time() - start
    print(f"Lee news: {len(learned.tokens):,} different tokens, {held_out.predicted:,} held out")
    print(f"perplexity {reached:.1f} after {epochs} epochs ({taken:.0f} s), Kneser-Ney {peer:.1f}")
    yield figure("lm_perplexity_ratio", reached / peer, "", "Kneser-Ney 3-gram")


def race(steps: int) -> Iterator[Figure]:
    start = time.process_time()
    run = MemoryRace(MemoryRaceSettings(steps=steps))
    run.run()
    taken = time.process_time() - start
    for cell, right in zip(run.settings.cells, run.accuracy[:, :, -1], strict=True):
        gaps = ", ".join(
            f"{gap}: {share:.2f}" for gap, share in zip(run.settings.gaps, right.mean(axis=0), strict=True)
        )
        print(f"race, {steps} steps, {cell}: share right by gap {gaps} (least of the seeds {right.min():.2f})")
    yield figure("race_seconds", taken, "s", "")


def date_model() -> Iterator[Figure]:
    learned, others = dates(10_000, 500, seed=0)
    trainer = DateTrainer(learned, TranslatorSettings())
    start, right = time.process_time(), 0.0
    while time.process_time() - start < 120 and right < 0.99:
        for _ in range(50):
            trainer.step()
        right = trainer.score(others).characters
    print(f"dates: {right:.4f} of the characters of unseen dates after {trainer.steps_done} steps")
    yield figure("date_characters", right, "", "")
    yield figure("date_seconds", time.process_time() - start, "s", "")


def first_sample() -> Iterator[Figure]:
    start = time.process_time()
    text = "\n".join(" ".join(sentence) for sentence in sentences_of(read_packaged("lee"), "words"))
    learned, _ = split(sentences_of(text, "characters"), "characters")
    trainer = LanguageModelTrainer(learned, LanguageModelSettings(cell="GRU", units=64, dropout=0, word_dropout=0))
    trainer.run(20)
    written(trainer.model, np.random.default_rng(0))
    yield figure("char_lm_first_sample_s", time.process_time() - start, "s", "")


def figure(name: str, value: float, unit: str, peer: str) -> Figure:
    print(f"{name} {value:.3g} {unit}".rstrip(), flush=True)
    return {"name": name, "value": value, "unit": unit, "peer": peer}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.quick:
        print("quick: 6 epochs of the language model, 150 steps of the race; neither has learned all it can")
    with threadpool_limits(1):
        found = [
            *speed(10 if options.quick else 50),
            *first_sample(),
            *date_model(),
            *race(150 if options.quick else 600),
            *language_model(6 if options.quick else 9),
        ]
    if options.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
