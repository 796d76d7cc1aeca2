"""
The command line: `python -m explorer.training CORPUS --objective sgns --dim 100 --output model.npz`.

A text of any length in, a model out: our own .npz (with the settings and what they led to), or
word2vec's .txt and .bin.  SGNS runs in the compiled engine, every other objective in its stepper.
Progress goes to the error output, so that a log holds only the last line.
"""

import argparse
import hashlib
import math
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from explorer.context import scores, training_run, weights_file
from explorer.context.model import ContextModel
from explorer.context.network import NetworkSettings
from explorer.context.trainer import ContextSettings
from explorer.context.type_vectors import TypeVectors
from explorer.errors import ExplorerError, SettingError
from explorer.files import library, modelfile
from explorer.files.formats import export
from explorer.judging.usual_figures import figures
from explorer.text import corpus as texts
from explorer.text.corpus import Corpus
from explorer.training.lecture.objectives import OBJECTIVES
from explorer.vectors.model import Model, Provenance
from explorer.vectors.word_vectors import Floats, WordVectors

BUILT_IN = Path(__file__).parents[1] / "data" / "built_in.npz"
BUILT_IN_SETTINGS = [  # of the model that comes with the app: `python -m explorer.training wiki17m.txt.xz --built-in`
    *("--objective", "sgns", "--dim", "100", "--window", "5", "--negatives", "10", "--sample", "1e-4"),
    *("--learning-rate", "0.025", "--epochs", "15", "--min-count", "5", "--seed", "1", "--threads", "1"),
    *("--most-frequent", "30000", "--compact", "--evaluate", "--name", "Wikipedia 100d (built in)"),
    *(
        "--text-name",
        "17 million words of English Wikipedia",
        "--licence",
        "Text: English Wikipedia, CC BY-SA 3.0.",
        "--output",
        str(BUILT_IN),
    ),
]
OWN = 16  # numbers of its own that each word of a context model has
FALL = 0.4  # last share of its training over which the learning rate falls
CONTEXT = BUILT_IN.with_name("context.npz")
CONTEXT_SETTINGS = [  # of the context model that comes with the app: `… wiki17m.txt.xz --context --built-in`
    *("--words", "16000000", "--seed", "0", "--text-name", "17 million words of English Wikipedia"),
    *("--licence", "Text: English Wikipedia, CC BY-SA 3.0.", "--evaluate"),
    *("--output", str(CONTEXT)),
]


@dataclass(frozen=True)
class Trained:
    """The result of a training with any objective.

    Parameters
    ----------
    vectors : WordVectors
    provenance : Provenance
    context : (V, D), optional
    notes : dict
        Settings and losses.
    finished : bool
        False if it was interrupted; what was learned so far is kept.
    """

    vectors: WordVectors
    provenance: Provenance
    context: Floats | None
    notes: dict[str, object]
    finished: bool


def parser() -> argparse.ArgumentParser:
    """The options, their meanings and their defaults."""
    p = argparse.ArgumentParser(prog="python -m explorer.training", description="Learn word vectors from a text.")
    p.add_argument("corpus", type=Path, help="a text file, UTF-8; .gz, .bz2 and .xz are unpacked while reading")
    p.add_argument("--objective", choices=tuple(OBJECTIVES), default="sgns", help="what is learned (default: sgns)")
    p.add_argument("--output", type=Path, help="model.npz (ours), model.txt or model.bin (word2vec's)")
    p.add_argument("--dim", type=int, help="D, components of a vector (default: 100)")
    p.add_argument("--window", type=int, help="words to each side, at most (default: 5)")
    p.add_argument("--negatives", type=int, help="k, noise words for each pair (default: 5)")
    p.add_argument("--sample", type=float, help="subsampling threshold, 0 for none (default: 1e-4)")
    p.add_argument("--noise-exponent", type=float, help="power of the counts that negatives follow (default: 0.75)")
    p.add_argument("--learning-rate", type=float, help="at the start (default: the objective's own, sgns: 0.025)")
    p.add_argument("--batch", type=int, help="pairs of a step, where the objective takes steps (default: its own)")
    p.add_argument("--epochs", type=int, default=5, help="how often the text is read (default: 5)")
    p.add_argument("--min-count", type=int, default=5, help="leave out words that occur less often (default: 5)")
    p.add_argument("--max-vocabulary", type=int, help="keep only so many words, the most frequent (default: all)")
    p.add_argument("--seed", type=int, help="of all random draws (default: 1); one thread repeats exactly")
    p.add_argument("--threads", type=int, default=1, help="for sgns (default: 1)")
    p.add_argument("--start", type=Path, help="a model.npz to start from; its words are matched by spelling")
    p.add_argument("--freeze", action="store_true", help="keep the vectors that come from --start as they are")
    p.add_argument("--name", help="of the model (default: that of the text)")
    p.add_argument("--text-name", help="what the text is called in the model (default: its file name)")
    p.add_argument("--licence", default="", help="of the text, to be stated in the model")
    p.add_argument("--most-frequent", type=int, help="write only so many words (default: all)")
    p.add_argument("--compact", action="store_true", help="one byte a component, no context vectors (.npz only)")
    p.add_argument("--evaluate", action="store_true", help="score them: word similarity, analogies")
    p.add_argument(
        "--context",
        dest="context_model",
        action="store_true",
        help="learn a context model over the built-in vectors instead",
    )
    p.add_argument("--words", type=int, help="with --context: words to read in all (default: epochs times the text)")
    p.add_argument("--built-in", action="store_true", help="the settings of the model that comes with the app")
    p.add_argument("--quiet", action="store_true", help="no progress bar")
    return p


class Bar:
    """A progress bar on the error output; if that is not a terminal, one line an update."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet, self.terminal = quiet, sys.stderr.isatty()
        self.shown = 0.0

    def show(self, done: float, text: str, *, now: bool = False) -> None:
        """Draw `done` (0 to 1) and `text`, at most ten times a second; in a log every ten seconds."""
        pause = 0.1 if self.terminal else 10
        if self.quiet or (not now and time.monotonic() - self.shown < pause):
            return
        self.shown = time.monotonic()
        full = round(30 * min(done, 1))
        line = f"[{'█' * full}{'·' * (30 - full)}] {done:4.0%}  {text}"
        sys.stderr.write(f"\r{line:<110}" if self.terminal else line + "\n")
        sys.stderr.flush()

    def say(self, text: str) -> None:
        """Write `text` on a line of its own."""
        if not self.quiet:
            sys.stderr.write(("\r" if self.terminal else "") + f"{text:<110}".rstrip() + "\n")
            sys.stderr.flush()


def duration(seconds: float) -> str:
    """Seconds as text: 12 s, 3 min, 2 h; an ellipsis if unknown (infinite).

    >>> duration(12), duration(200), duration(7000), duration(math.inf)
    ('12 s', '3 min', '1.9 h', '…')
    """
    if not math.isfinite(seconds):
        return "…"
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def chosen(options: argparse.Namespace, kind: type) -> dict[str, object]:
    """The options that are settings of `kind` and were given."""
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in vars(options).items() if name in names and value is not None}


def train_sgns(corpus: Corpus, options: argparse.Namespace, bar: Bar, stopped: Callable[[], bool]) -> Trained:
    """SGNS by the engine."""
    from explorer.training.fast import engine
    from explorer.training.fast.fine_tuning import start_from

    settings = replace(engine.DEFAULTS, **chosen(options, type(engine.DEFAULTS)))  # type: ignore[arg-type]
    start: tuple[Floats, Floats] | None = None
    frozen: engine.Frozen | None = None
    if options.start is not None:
        model = modelfile.load(options.start)
        contexts = None if model.context is None else replace(model.vectors, matrix=model.context)
        begun = start_from(model.vectors, corpus, dim=settings.dim, seed=settings.seed, contexts=contexts)
        start = begun.v_in, begun.v_out
        if options.freeze:  # context vectors that were not kept must be found again
            frozen = begun.known, begun.known if contexts is not None else np.zeros_like(begun.known)
        bar.say(f"{int(begun.known.sum()):,} of {len(begun.known):,} words start from {model.model.name}.")

    def show(now: engine.Progress) -> None:
        bar.show(
            now.words / now.words_total,
            f"epoch {min(now.epoch + 1, now.epochs)}/{now.epochs}  {now.words_per_second / 1e6:.2f} M words/s  "
            f"{duration(now.seconds_left)} left  held-out loss {now.losses[-1]:.4f}",
            now=now.words == now.words_total,
        )

    training = engine.train(
        corpus,
        settings,
        epochs=options.epochs,
        threads=options.threads,
        start=start,
        frozen=frozen,
        progress=show,
        cancelled=stopped,
    )
    notes = {
        "settings": {k: v for k, v in asdict(settings).items() if k != "batch"},
        "epochs": options.epochs,
        "threads": options.threads,
        "held_out_losses": [round(loss, 5) for loss in training.losses],
        "words_per_second": round(training.words_per_second),
    }
    return Trained(training.vectors, training.provenance, training.v_out, notes, training.finished)


def train_stepwise(corpus: Corpus, options: argparse.Namespace, bar: Bar, stopped: Callable[[], bool]) -> Trained:
    """Any other objective by its stepper; the learning rate falls to a ten-thousandth, as in word2vec.

    Raises
    ------
    SettingError
        If the options ask to start from a model.
    """
    objective = OBJECTIVES[options.objective]
    if options.start is not None:
        raise SettingError(f"Only sgns can continue from a model, not {objective.name}.")
    settings = objective.settings(**{"dim": 100, **chosen(options, objective.settings)})
    trainer: Any = objective.trainer(corpus, settings)  # some have attributes that others lack
    rate = getattr(settings, "learning_rate", 0.0)
    losses: deque[float] = deque(maxlen=1000)
    epoch, steps, started = 0.0, 0, time.perf_counter()
    while not stopped():
        if objective.whole_epochs:
            losses.append(trainer.train_epoch())
            epoch += 1
        else:
            losses.append(trainer.step().loss)
            epoch = options.epochs if objective.at_once else float(trainer.epoch)
        steps += 1
        done = min(epoch / options.epochs, 1.0)
        left = (time.perf_counter() - started) * (1 / done - 1) if done else math.inf
        bar.show(done, f"step {steps:,}  loss {sum(losses) / len(losses):.4f}  {duration(left)} left", now=done >= 1)
        if done >= 1:
            break
        if not (objective.whole_epochs or objective.at_once):
            trainer.learning_rate = rate * max(1 - done, 1e-4)
    loss = sum(losses) / len(losses) if losses else None  # of the last steps
    notes = {"settings": asdict(settings), "epochs": options.epochs, "loss": loss}
    return Trained(trainer.vectors(), trainer.provenance, None, notes, not stopped())


def write(model: Model, context: Floats | None, options: argparse.Namespace, about: dict[str, object]) -> None:
    """The model, with its context vectors (V, D), in the format that the name of the output asks for."""
    if options.output.suffix == ".npz":
        modelfile.save(model, options.output, context=context, about=about, compact=options.compact)
    else:
        written = export.word2vec_binary if options.output.suffix == ".bin" else export.word2vec_text
        options.output.write_bytes(written(model.vectors))


def run(options: argparse.Namespace) -> int:
    """0 when the model is written, 130 when training was interrupted and its vectors so far are written.

    Raises
    ------
    SettingError
        If an option makes no sense.
    """
    if options.output is None or options.output.suffix not in {".npz", ".txt", ".bin"}:
        raise SettingError("Say where the model goes: --output with a name that ends in .npz, .txt or .bin.")
    if not options.output.parent.is_dir():
        raise SettingError(f"There is no folder {options.output.parent} to write the model to.")
    if options.compact and options.output.suffix != ".npz":
        raise SettingError("Only .npz models can be compact.")
    if options.epochs < 1:
        raise SettingError(f"The text must be read at least once: --epochs is 1 or more, not {options.epochs}.")
    bar = Bar(quiet=options.quiet)
    corpus = texts.from_file(
        options.corpus,
        min_count=options.min_count,
        max_size=options.max_vocabulary,
        name=options.text_name,
        progress=lambda done: bar.show(done, f"reading {options.corpus.name}"),
        place=options.output.parent,
    )
    bar.say(
        f"{corpus.name}: {len(corpus.tokens):,} words in {corpus.sentences:,} sentences, "
        f"{len(corpus.vocabulary):,} different ({corpus.vocabulary.dropped:,} rare ones left out)."
    )
    interrupted: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: interrupted.append(number))
    try:
        learn = train_sgns if options.objective == "sgns" else train_stepwise
        trained = learn(corpus, options, bar, lambda: bool(interrupted))
    finally:
        signal.signal(signal.SIGINT, before)
    vectors = trained.vectors
    if options.most_frequent:
        vectors = vectors.most_frequent(options.most_frequent)
    if options.compact:  # so that the figures are those of the vectors written
        vectors = replace(vectors, matrix=modelfile.restored(*modelfile.quantised(vectors.matrix)))
    source = replace(trained.provenance, licence=options.licence)
    model = Model(options.name or f"{corpus.name}, {options.objective}", vectors, source)
    context = None if trained.context is None else trained.context[: len(vectors)]
    about = {
        "objective": options.objective,
        **trained.notes,
        "text": {"file": options.corpus.name, "sha256": sha256(options.corpus), "words": len(corpus.tokens)},
        "min_count": options.min_count,
    }
    if options.evaluate:
        about["figures"] = figures(vectors)
        bar.say(str(about["figures"]))
    write(model, context, options, about)
    state = "" if trained.finished else " (interrupted: what was learned until then)"
    bar.say(f"{len(vectors):,} vectors of {vectors.dim} components written to {options.output}{state}.")
    return 0 if trained.finished else 130


def run_context(options: argparse.Namespace) -> int:
    """0 when the context model is written, 130 when training was interrupted and its weights so far are written.

    Raises
    ------
    SettingError
        If an option makes no sense.
    """
    if options.output is None or options.output.suffix != ".npz":
        raise SettingError("Say where the context model goes: --output with a name that ends in .npz.")
    if not options.output.parent.is_dir():
        raise SettingError(f"There is no folder {options.output.parent} to write the model to.")
    bar = Bar(quiet=options.quiet)
    types = TypeVectors(library.built_in())
    ids = training_run.read_ids(options.corpus, types, lambda done: bar.show(done, f"reading {options.corpus.name}"))
    name = options.text_name or options.corpus.name
    learned, held = training_run.learned_and_held(ids)
    words = options.words or options.epochs * len(learned)
    bar.say(f"{name}: {len(ids):,} words, of which {words:,} are read and the last {len(held):,} held out.")

    def show(now: training_run.Progress) -> None:
        left = duration((now.of - now.words) / now.speed)
        line = f"{now.words / 1e6:.2f} M words  loss {now.loss:.4f}  {now.speed:,.0f} words/s  {left} left"
        bar.show(now.words / now.of, line, now=now.words == now.of)

    interrupted: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: interrupted.append(number))
    try:
        settings = ContextSettings(
            NetworkSettings(own=OWN), fall=FALL, seed=1 if options.seed is None else options.seed
        )
        trained = training_run.run(learned, types, settings, words, show, lambda: bool(interrupted))
    finally:
        signal.signal(signal.SIGINT, before)
    about = {**trained.about, "text": training_run.text_about(options.corpus, name, ids, options.licence)}
    network = trained.network
    common = scores.common(network, held)
    weights_file.save(options.output, network, common, about)
    if options.evaluate:
        bar.say("Testing gaps, word order and pseudowords on the held-out text …")
        about["scores"] = scores.own(ContextModel(network, sample=settings.sample, common=common), held)
        weights_file.save(options.output, network, common, about)
    state = "" if trained.finished else " (interrupted: what was learned until then)"
    bar.say(f"{network.size:,} weights written to {options.output}{state}.")
    return 0 if trained.finished else 130


def sha256(path: Path) -> str:
    """The checksum of a file, so that a model can name the text it comes from."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0, 130 when interrupted, 2 with one sentence on the error output when something is wrong."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if "--built-in" in given:
        settings = CONTEXT_SETTINGS if "--context" in given else BUILT_IN_SETTINGS
        given = [*settings, *given]  # an option that is given, too, comes later and wins
    options = parser().parse_args(given)
    try:
        return run_context(options) if options.context_model else run(options)
    except ExplorerError as error:
        sys.stderr.write(f"\n{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
