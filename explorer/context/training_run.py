"""A text file in, a file of context weights out: what `python -m explorer.training TEXT --context` does."""

import hashlib
import re
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.context import weights_file
from explorer.context.network import ContextNetwork
from explorer.context.trainer import ContextSettings, ContextTrainer, Stretches
from explorer.context.type_vectors import UNKNOWN, TypeVectors
from explorer.context.words import plain_words
from explorer.errors import SettingError, TextError
from explorer.text.corpus import read_blocks
from explorer.training.live.one_thread import OneThread

HELD_OUT = 17  # the last 1/17 of the text is never learned from: a million words of the seventeen that come built in
_TAIL = re.compile(r"\S*\Z")


@dataclass(frozen=True)
class Progress:
    """How far a run is: words read so far and in all, the mean loss of the last steps, words a second."""

    words: int
    of: int
    loss: float
    speed: float


@dataclass(frozen=True, eq=False)
class Run:
    """A trained network, with its description; `finished` is False if it was interrupted."""

    network: ContextNetwork
    about: dict[str, object]
    finished: bool


def read_ids(path: Path, types: TypeVectors, progress: Callable[[float], None] | None = None) -> NDArray[np.int32]:
    """(N,) ids of all words of a text file, -1 for words that the vectors do not know.

    Raises
    ------
    TextError
        If it cannot be read, or is too short to learn from.
    """
    parts = [types.ids(plain_words(text)) for text in _whole_words(path, progress)]
    ids = np.concatenate([*parts, np.empty(0, np.int32)])
    if (ids != UNKNOWN).sum() < 1000:
        raise TextError(
            f"{path.name} has fewer than 1,000 words that the vectors know: too few to learn contexts from."
        )
    return ids


def _whole_words(path: Path, progress: Callable[[float], None] | None) -> Iterator[str]:
    """The text in blocks that end between words."""
    rest = ""
    for block in read_blocks(path, progress):
        text = rest + block
        cut = _TAIL.search(text)
        rest = text[cut.start() :] if cut and cut.start() else ""
        yield text[: len(text) - len(rest)]
    yield rest


def learned_and_held(ids: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Ids (N,) as the part that is learned from and the last 1/17, which is not."""
    held = len(ids) // HELD_OUT
    return ids[: len(ids) - held], ids[len(ids) - held :]


def run(
    ids: NDArray[np.int32],
    types: TypeVectors,
    settings: ContextSettings,
    words: int,
    progress: Callable[[Progress], None],
    stopped: Callable[[], bool],
) -> Run:
    """Train on ids (N,) until `words` words are read; the weights are those that the file will hold, in 8 bits.

    Raises
    ------
    SettingError
        If fewer words are to be read than a step takes.
    """
    trainer = ContextTrainer(types, settings)
    batches = Stretches(ids, settings, trainer.rng)
    size = settings.steps * settings.rows
    steps = words // size
    if steps < 1:
        raise SettingError(f"A step reads {size:,} words; {words:,} are too few.")
    recent: deque[float] = deque(maxlen=200)
    trail, done, began = [], 0, time.perf_counter()
    with OneThread():
        while done < steps and not stopped():
            recent.append(trainer.step(batches.next(), done / steps))
            done += 1
            loss = float(np.mean(recent))
            if done % max(1, steps // 20) == 0:
                trail.append((done * size, round(loss, 4)))
            progress(Progress(done * size, steps * size, loss, done * size / (time.perf_counter() - began)))
    kept = weights_file.unpacked(weights_file.packed(trainer.network.parameters))
    about: dict[str, object] = {
        "settings": {name: value for name, value in asdict(settings).items() if name != "network"},
        "words_read": done * size,
        "loss": trail[-1][1] if trail else None,
        "losses": trail,
    }
    return Run(ContextNetwork(types, settings.network, kept), about, done == steps)


def text_about(path: Path, name: str, ids: NDArray[np.int32], licence: str) -> dict[str, object]:
    """Name, checksum, number of words and licence of the text that ids (N,) were read from."""
    with path.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    return {"name": name, "file": path.name, "sha256": checksum, "words": len(ids), "licence": licence}
