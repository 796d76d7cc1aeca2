"""
The coordinates that scikit-learn and umap-learn give: computed here, or in a separate process that can be ended.

These libraries report no progress and cannot be told to stop.  A process can be ended as soon as nobody waits for the
map any more; it ends itself once its parent is gone.  Such a process takes some hundred megabytes, so only one works
at a time.  `python -m explorer.projection.libraries PARENT` reads settings and rows from its input and writes
coordinates to its output, each as a line of JSON and the bytes of float32 numbers.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from contextlib import redirect_stdout, suppress
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import IO, Any, BinaryIO, Final

import numpy as np

from explorer.progress import Report
from explorer.projection.settings import ProjectionSettings, SpaceSettings
from explorer.projection.target import Target
from explorer.vectors.word_vectors import Floats

Made = tuple[Floats, tuple[float, ...]]
BEAT: Final = 0.1  # seconds between two checks whether somebody still waits
MODULE: Final = "explorer.projection.libraries"
ROOT: Final = Path(__file__).resolve().parents[2]
NO_MEMORY: Final = 3  # exit code of a process with too little memory
MOST_MEMORY: Final = 6 << 30  # bytes of addresses, more than are ever filled


def made_here(rows: Floats, settings: ProjectionSettings) -> Made:
    """(N, dims) coordinates of `rows` (N, D) by the library that has the method, and the axes' shares of variance."""
    return {"PCA": _pca, "t-SNE": _tsne, "UMAP": _umap}[settings.method](rows, settings)


def made_apart(rows: Floats, settings: ProjectionSettings, report: Report) -> Made:
    """The same (N, dims) by a process, which is ended if `report`, called ten times a second, raises.

    Raises
    ------
    MemoryError
        If the process had too little memory.
    RuntimeError
        If it failed otherwise; with its output.
    """
    place = _place()
    while not place.acquire(timeout=BEAT):
        report(0, 0)
    try:
        answer = _answer(_packed(_told(settings), rows), report)
    finally:
        place.release()
    head, coordinates = _unpacked(answer)
    return coordinates, tuple(head["shares"])


@cache
def _place() -> threading.Lock:
    """The lock that lets one such process work at a time."""
    return threading.Lock()


def _answer(given: bytes, report: Report) -> bytes:
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    with (
        tempfile.TemporaryFile() as asked,  # not a pipe: `communicate` loses what does not fit into one after a timeout
        subprocess.Popen(
            [sys.executable, "-m", MODULE, str(os.getpid())],
            env={**os.environ, "PYTHONPATH": paths},
            stdin=_filled(asked, given),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process,
    ):
        try:
            answer, told = _exchanged(process, report)
        finally:
            process.kill()
    if process.returncode in (NO_MEMORY, -9):  # the system kills a process that takes too much
        raise MemoryError
    if process.returncode:
        raise RuntimeError(told.decode("utf-8", "replace"))
    return answer


def _filled(file: IO[bytes], content: bytes) -> IO[bytes]:
    """The file, to be read from its beginning."""
    file.write(content)
    file.seek(0)
    return file


def _exchanged(process: "subprocess.Popen[bytes]", report: Report) -> tuple[bytes, bytes]:
    """All that the process writes to its two outputs until it ends."""
    while True:
        report(0, 0)
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=BEAT)


def _told(settings: ProjectionSettings) -> dict[str, Any]:
    """The settings in the form of JSON: the labels of a target as numbers, not as bytes."""
    target = settings.target
    labels = None if target is None else {"labels": target.of.tolist(), "strength": target.strength}
    return {"settings": asdict(replace(settings, target=None)) | {"target": labels}}


def _settings(told: dict[str, Any]) -> ProjectionSettings:
    space, axes, labels = SpaceSettings(**told["space"]), tuple(told["axes"]), told["target"]
    target = labels and Target(np.array(labels["labels"], dtype=np.int32).tobytes(), labels["strength"])
    return ProjectionSettings(**{**told, "space": space, "axes": axes, "target": target})


def _packed(head: dict[str, Any], array: Floats) -> bytes:
    """A line of JSON, with the shape (N, D) of the array, and then its numbers as float32."""
    told = json.dumps({**head, "shape": array.shape}).encode()
    return told + b"\n" + np.ascontiguousarray(array, dtype=np.float32).tobytes()


def _unpacked(raw: bytes) -> tuple[dict[str, Any], Floats]:
    """What `_packed` wrote: its head, and the array (N, D)."""
    told, _, numbers = raw.partition(b"\n")
    head = json.loads(told)
    return head, np.frombuffer(numbers, dtype=np.float32).reshape(head["shape"])


def _pca(rows: Floats, settings: ProjectionSettings) -> Made:
    from sklearn.decomposition import PCA

    fitted = PCA(settings.dims, svd_solver="full").fit(rows)
    return fitted.transform(rows), tuple(float(share) for share in fitted.explained_variance_ratio_)


def _tsne(rows: Floats, settings: ProjectionSettings) -> Made:
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    # rows have length 1 where the metric is the cosine: Euclidean distances give the same neighbours and chances
    made = TSNE(settings.dims, perplexity=settings.perplexity, random_state=settings.seed, n_jobs=1)
    # it divides each step among all processors, `n_jobs` or not; threads that wait for each other take 40 times as long
    with threadpool_limits(1, user_api="openmp"):
        return made.fit_transform(rows), ()


def _umap(rows: Floats, settings: ProjectionSettings) -> Made:
    with warnings.catch_warnings():  # about missing TensorFlow, and about a random start for few words
        warnings.simplefilter("ignore")
        from umap import UMAP

        made = UMAP(
            n_neighbors=settings.n_neighbors,
            n_components=settings.dims,
            min_dist=settings.min_dist,
            metric=settings.space.metric,
            random_state=settings.seed,
            n_jobs=1,
            target_weight=0.5 if settings.target is None else settings.target.strength,
        )
        return made.fit_transform(rows, None if settings.target is None else settings.target.of), ()


def main(parent: int, given: BinaryIO, out: BinaryIO) -> None:
    """Write the coordinates that the library gives to the rows on the input."""
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _bound_memory()
    try:
        head, rows = _unpacked(given.read())
        with redirect_stdout(sys.stderr):
            coordinates, shares = made_here(rows, _settings(head["settings"]))
        out.write(_packed({"shares": shares}, coordinates))
    except MemoryError:
        sys.exit(NO_MEMORY)


def _end_with(parent: int) -> None:
    """End this process once its parent is gone."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:  # on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.stdin.buffer, sys.stdout.buffer)
