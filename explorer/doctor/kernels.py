"""
The compiled parts of the app: whether they are kept on disk, so that no visitor waits while they are compiled.

When a server starts, it has them compiled by a separate process (`beside`), because compiling in the server itself
would hold up all its visitors.
"""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any, Final

from explorer.doctor.finding import Finding

ENDING: Final = "nbi"  # of the index of a kept kernel
COMPILE: Final = "Run “python -m explorer.doctor --compile” once, as the user who runs the app."


def modules() -> dict[str, ModuleType]:
    """The modules with compiled code, by what visitors use them for.

    Raises
    ------
    RuntimeError
        If a kernel cannot be kept on disk at all.
    """
    from explorer.files.formats import kernels as reading
    from explorer.files.formats import word_kernels as words
    from explorer.judging import analogy_kernels as analogies
    from explorer.projection import kernels as maps
    from explorer.training.fast import cooccurrence_kernels as counting
    from explorer.training.fast import kernels as training
    from explorer.vectors.codes import kernels as searching

    return {
        "reading vector files": reading,
        "reading words": words,
        "searching neighbours": searching,
        "drawing maps": maps,
        "scoring analogies": analogies,
        "training": training,
        "counting": counting,
    }


def checked() -> Iterator[Finding]:
    """Whether each part is compiled and kept."""
    try:
        parts = modules()
    except RuntimeError:
        yield _nowhere()
        return
    yield from told({name: kept_in(module) for name, module in parts.items()})


def told(places: dict[str, tuple[Path | None, bool]]) -> Iterator[Finding]:
    """The finding about the parts, given the folder of each and whether it holds kernels."""
    if any(place is None for place, _ in places.values()):
        yield _nowhere()
        return
    missing = [name for name, (_, is_there) in places.items() if not is_there]
    if missing:
        says = f"What is compiled for {', '.join(missing)} is not on this machine yet: the first who uses it waits."
        yield Finding("kernels", "note", says, COMPILE)
    else:
        yield Finding("kernels", "well", f"All {len(places)} compiled parts are kept on this machine.")


def _nowhere() -> Finding:
    return Finding(
        "kernels",
        "wrong",
        "What is compiled cannot be kept: neither the app's folder nor the user's cache can be written.",
        "Set NUMBA_CACHE_DIR to a folder that can be written.",
    )


def kept_in(module: ModuleType) -> tuple[Path | None, bool]:
    """The folder where a module's kernels are kept (None without one), and whether it holds any."""
    compiled: list[Any] = [one for one in vars(module).values() if hasattr(one, "stats") and hasattr(one, "py_func")]
    folders = {one.stats.cache_path for one in compiled} - {None}
    if not folders:
        return None, False
    place = Path(sorted(folders)[0])
    stem = module.__name__.rpartition(".")[2]
    return place, any(place.glob(f"{stem}.*.{ENDING}"))


def compile_all() -> float:
    """Seconds taken to compile and keep all parts for this processor; those that visitors need first come first."""
    began = time.monotonic()
    _compile_maps()
    _compile_searching()
    _compile_training()
    return time.monotonic() - began


def beside() -> None:
    """Compile all parts for a server, at the lowest priority; ends with the server, which closes stdin."""

    def end_with_server() -> None:
        os.read(sys.stdin.fileno(), 1)
        os._exit(0)

    if hasattr(os, "nice"):
        os.nice(19)
    Thread(target=end_with_server, daemon=True).start()
    compile_all()
    keep_quickest()


def keep_quickest() -> None:
    """Find the instructions with which this processor searches fastest, and store them; once per machine."""
    from explorer.files.store import contents, processor
    from explorer.vectors.codes import quickest

    place = contents.folder()
    if not processor.instructions(place):
        processor.keep(place, quickest.quickest())


def _compile_maps() -> None:
    from explorer.files import library
    from explorer.projection import layout, sample
    from explorer.projection.settings import ProjectionSettings

    vectors = library.built_in()
    few, many = (sample.by_rank(vectors, n).vectors for n in (200, 1000))
    for settings in (ProjectionSettings(), ProjectionSettings("UMAP"), ProjectionSettings(dims=3)):
        layout.project(*layout.graph_of(few, settings), settings)
    settings = ProjectionSettings()
    layout.begin(*layout.graph_of(many, settings), settings).step()  # on a grid, unlike a small map


def _compile_searching() -> None:
    from explorer.files import imports, library
    from explorer.judging import analogy_sets

    imports.warm()
    analogy_sets.score(library.built_in(), analogy_sets.read_questions("man woman king queen", name="one"))


def _compile_training() -> None:
    from explorer.text import corpus
    from explorer.training.fast import cooccurrence_kernels, engine
    from explorer.training.lecture.cooccurrence import distance_weights
    from explorer.training.lecture.glove import GloVeSettings, GloVeTrainer
    from explorer.training.lecture.sgns import SGNSSettings

    first = corpus.packaged()[0]
    text = corpus.from_text(corpus.read_packaged(first.key), name=first.title)
    engine.train(text, SGNSSettings(dim=8), epochs=1)
    GloVeTrainer(text, GloVeSettings(dim=8)).train_epoch()
    weights = distance_weights(2, "harmonic")
    cooccurrence_kernels.count_rows(text.tokens, text.offsets, len(text.vocabulary), weights)
