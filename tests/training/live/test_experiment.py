"""An experiment as a file: it comes out as it went in, and what is no such file is one sentence."""

import gzip
import json

import numpy as np
import pytest

from explorer.errors import SettingError
from explorer.training.live.checkpoints import Checkpoint
from explorer.training.live.experiment import FORMAT, Experiment, reached, read, versions, written

V = np.arange(6, dtype=np.float32).reshape(2, 3)
SAVED = Experiment(
    {"dim": 8, "rate": 0.05, "text": "own", "course": "0.1@20"},
    {"probes": "king,queen", "lens": "xray"},
    "A tale",
    "The king rules. Die Königin auch: 王.",
    (reached(Checkpoint(30, V, V + 1, 1.0)),),
    versions(),
)


def test_what_is_written_is_read_again_and_is_small() -> None:
    content = written(SAVED)
    assert read(content) == SAVED
    assert len(content) < 600
    assert written(read(content)) == content


def test_the_checksum_is_of_every_bit_of_both_matrices() -> None:
    one = reached(Checkpoint(30, V, V + 1, 1.0))
    assert one == reached(Checkpoint(30, V.copy(), V + 1, 2.0))
    more = np.float32(9)
    for v, u in ((np.nextafter(V, more), V + 1), (V, np.nextafter(V + 1, more)), (V + 1, V)):
        assert reached(Checkpoint(30, v, u, 1.0)).checksum != one.checksum


def changed(**other: object) -> bytes:
    told = json.loads(gzip.decompress(written(SAVED)))
    return gzip.compress(json.dumps({**told, **other}).encode(), mtime=0)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x1f\x8b",
        b"not a file of ours",
        written(SAVED)[:-9],
        gzip.compress(b"[" * 5000, mtime=0),
        gzip.compress(b"{}", mtime=0),
        gzip.compress(b"null", mtime=0),
        gzip.compress(b" " * 50_000_000, 1, mtime=0),
        changed(format="another"),
        changed(reached=[]),
        changed(reached=[{"step": "30", "checksum": "a"}]),
        changed(reached=[{"step": 30}]),
        changed(settings={"dim": [8]}),
        changed(settings={"dim": True}),
        changed(settings=3),
        changed(link={"probes": 3}),
        changed(text=None),
        changed(more=1),
    ],
)
def test_what_is_no_experiment_is_one_sentence(content: bytes) -> None:
    with pytest.raises(SettingError, match=r"^This file is not a saved experiment, or it was cut off or changed"):
        read(content)


def test_its_format_is_named() -> None:
    assert json.loads(gzip.decompress(written(SAVED)))["format"] == FORMAT
