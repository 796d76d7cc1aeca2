"""The compiled parts of the app: whether they are kept on disk, so that no visitor waits while they are compiled."""

import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from explorer.doctor.finding import Finding

ENDING: Final = "nbi"  # of the index of a kept kernel
COMPILE: Final = "Run “python -m explorer.doctor --compile” once, as the user who runs the app."


def modules() -> dict[str, ModuleType]:
    """What compiled code there is, by what visitors do with it.

    Raises
    ------
    RuntimeError
        If a kernel has no place on disk at all.
    """
    from explorer.files.formats import kernels as reading
    from explorer.projection import kernels as maps
    from explorer.training.fast import cooccurrence_kernels as counting
    from explorer.training.fast import kernels as training
    from explorer.vectors.codes import kernels as searching

    return {
        "reading vector files": reading,
        "searching neighbours": searching,
        "drawing maps": maps,
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
    """What is said of the parts, each with its folder, and whether kernels of it are there."""
    if any(place is None for place, _ in places.values()):
        yield _nowhere()
        return
    missing = [name for name, (_, is_there) in places.items() if not is_there]
    if missing:
        says = f"What is compiled for {', '.join(missing)} is not on this machine yet: who uses it first waits for it."
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
    """The folder where kernels of a module are kept, None without one; and whether one is there."""
    compiled: list[Any] = [one for one in vars(module).values() if hasattr(one, "stats") and hasattr(one, "py_func")]
    folders = {one.stats.cache_path for one in compiled} - {None}
    if not folders:
        return None, False
    place = Path(sorted(folders)[0])
    stem = module.__name__.rpartition(".")[2]
    return place, any(place.glob(f"{stem}.*.{ENDING}"))


def compile_all() -> float:
    """The seconds it took to compile, and keep, what is compiled for this processor."""
    from explorer.files import imports, library
    from explorer.projection import layout, sample
    from explorer.projection.settings import ProjectionSettings
    from explorer.text import corpus
    from explorer.training.fast import engine
    from explorer.training.lecture.glove import GloVeSettings, GloVeTrainer
    from explorer.training.lecture.sgns import SGNSSettings

    began = time.monotonic()
    imports.warm()
    words = sample.by_rank(library.built_in(), 200).vectors
    for settings in (ProjectionSettings(), ProjectionSettings(dims=3), ProjectionSettings("UMAP")):
        layout.project(*layout.graph_of(words, settings), settings)
    first = corpus.packaged()[0]
    text = corpus.from_text(corpus.read_packaged(first.key), name=first.title)
    engine.train(text, SGNSSettings(dim=8), epochs=1)
    GloVeTrainer(text, GloVeSettings(dim=8)).train_epoch()
    return time.monotonic() - began
