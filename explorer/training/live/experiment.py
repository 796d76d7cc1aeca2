"""
An experiment as one small file that any server opens: text, settings, changes on the way, and the result.

The file holds a checksum of the vectors reached.  A server that opens it trains them again, and the checksum says
whether every bit is the same; if not, another processor or another version of NumPy has rounded differently.
"""

import gzip
import hashlib
import json
import platform
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

import numpy as np

from explorer.errors import SettingError
from explorer.training.live.checkpoints import Checkpoint

FORMAT: Final = "Embedding Explorer, experiment 1"
LARGEST: Final = 8_000_000  # bytes of a file once unpacked

Value = str | int | float


@dataclass(frozen=True)
class Reached:
    """The state that a run had reached: its step, and the checksum of its vectors."""

    step: int
    checksum: str


@dataclass(frozen=True)
class Experiment:
    """All that is needed to reproduce the same digits.

    Parameters
    ----------
    settings : mapping
        What the page's fields hold, by their names in a link.
    link : mapping
        What else the link says: branch, words watched, how they are looked at.
    text_name, text : str
        Of a text of the reader's own; both empty for one that every server has.
    reached : tuple of Reached
        Of the run, and of the second one next to it if there is one.
    versions : mapping
        Of Python, of NumPy, and the kind of machine.
    """

    settings: Mapping[str, Value]
    link: Mapping[str, str]
    text_name: str
    text: str
    reached: tuple[Reached, ...]
    versions: Mapping[str, str]


def versions() -> dict[str, str]:
    """What this server runs on, as far as it can make digits differ."""
    return {"python": platform.python_version(), "numpy": np.__version__, "machine": platform.machine()}


def reached(checkpoint: Checkpoint) -> Reached:
    """The step of a checkpoint, and the checksum of both matrices (V, D)."""
    digest = hashlib.blake2b(digest_size=16)
    for matrix in (checkpoint.v_in, checkpoint.v_out):
        digest.update(np.ascontiguousarray(matrix, dtype="<f4").data)
    return Reached(checkpoint.step, digest.hexdigest())


def written(experiment: Experiment) -> bytes:
    """The file; the same experiment gives the same bytes."""
    text = json.dumps({"format": FORMAT, **asdict(experiment)}, ensure_ascii=False, sort_keys=True)
    return gzip.compress(text.encode("utf-8", "replace"), 9, mtime=0)


def read(content: bytes) -> Experiment:
    """The experiment in a file.

    Raises
    ------
    SettingError
        If it is not such a file, was cut off, or does not hold what it should.
    """
    unpacking = zlib.decompressobj(wbits=31)
    try:
        told = json.loads(unpacking.decompress(content, LARGEST))
        if not unpacking.eof or told.pop("format") != FORMAT:
            raise ValueError
        experiment = Experiment(**{**told, "reached": tuple(Reached(**one) for one in told["reached"])})
        _check(experiment)
    except (zlib.error, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise SettingError(
            "This file is not a saved experiment, or it was cut off or changed on its way. Share saves such files."
        ) from None
    return experiment


def _check(experiment: Experiment) -> None:
    """Raise ValueError if a part has the wrong type."""
    numbers = all(isinstance(one.step, int) and isinstance(one.checksum, str) for one in experiment.reached)
    texts = isinstance(experiment.text, str) and isinstance(experiment.text_name, str)
    names = [*experiment.settings, *experiment.link, *experiment.link.values()]
    fields = all(type(value) in {str, int, float} for value in experiment.settings.values())
    if not (numbers and texts and fields and 1 <= len(experiment.reached) <= 2 and all(type(n) is str for n in names)):
        raise ValueError
