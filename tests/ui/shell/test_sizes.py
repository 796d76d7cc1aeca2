"""How many bytes a value holds: held against what Python's own count of allocations says."""

import json
import mmap
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from explorer.ui.shell.sizes import content_of, size_beside, size_of
from explorer.vectors.word_vectors import WordVectors
from tests.conftest import ROOT


@dataclass(frozen=True)
class Record:
    __module__ = "explorer.made_here"
    rows: np.ndarray
    words: tuple[str, ...]


class Slotted:
    __module__ = "explorer.made_here"  # one of our own
    __slots__ = ("rows",)

    def __init__(self) -> None:
        self.rows = np.zeros(30_000)


def words() -> tuple[str, ...]:
    return tuple(f"word number {k}" for k in range(5_000))


MAKERS: dict[str, Callable[[], object]] = {
    "an array": lambda: np.zeros((1000, 50), dtype=np.float32),
    "a record of arrays and words": lambda: Record(np.zeros(20_000), words()),
    "words alone": words,
    "a dict of texts": lambda: {f"a text {k}": k + 1000 for k in range(5_000)},
    "slots": Slotted,
    "an array of objects": lambda: np.array([f"text {k}" * 20 for k in range(2_000)], dtype=object),
    "what is bound to a function": lambda: partial(print, np.zeros(50_000)),
}


FROM_HERE = tracemalloc.Filter(True, __file__, all_frames=True)


def taken_and_told() -> dict[str, tuple[int, int]]:
    """Of each kind: the bytes that its making took, and its size as it is told."""
    found = {}
    for kind, make in MAKERS.items():
        make()
        tracemalloc.start(10)
        made = make()
        snapshot = tracemalloc.take_snapshot().filter_traces((FROM_HERE,))
        tracemalloc.stop()
        found[kind] = sum(trace.size for trace in snapshot.traces), size_of(made)
    return found


@pytest.fixture(scope="module")
def sizes() -> dict[str, tuple[int, int]]:
    """Measured in a process of its own: threads of earlier tests may be at work here, and tracing would end them."""
    code = f"import json; from {__name__} import taken_and_told; print(json.dumps(taken_and_told()))"
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=surroundings, capture_output=True, text=True, check=True)
    told: dict[str, tuple[int, int]] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("kind", MAKERS)
def test_a_size_is_what_its_making_took(kind: str, sizes: dict[str, tuple[int, int]]) -> None:
    taken, told = sizes[kind]
    assert told == pytest.approx(taken, rel=0.06)


@dataclass(frozen=True)
class Foreign:
    rows: np.ndarray


def test_only_records_of_our_own_are_followed() -> None:
    assert size_of(Foreign(np.zeros(10_000))) < 200
    assert size_of(lambda: Foreign) < 500


def test_nothing_is_counted_twice() -> None:
    rows = np.zeros(100_000)
    assert size_of([rows, rows[::2], rows.reshape(10, -1)]) < rows.nbytes + 500
    assert size_of([rows[:1]]) > rows.nbytes, "a part keeps the whole in memory"


def test_what_was_given_is_not_counted_with_what_came_of_it() -> None:
    vectors = WordVectors(words(), np.ones((5_000, 20), dtype=np.float32))
    other = WordVectors(("a",), np.ones((1, 20), dtype=np.float32))
    made = (vectors, vectors.matrix[5:], np.zeros(1_000))
    beside, held = size_beside(made, [content_of(vectors), content_of(other)])
    assert beside < 8_000 + 500
    assert held == [True, False]
    assert size_beside([vectors.matrix[5:]], [content_of(other), content_of(vectors)])[1] == [False, True], (
        "a part keeps it in memory"
    )
    assert size_beside([len(vectors), None, "word number 1"], [content_of(vectors)])[1] == [False]
    assert size_of(made) > vectors.matrix.nbytes


def test_what_vectors_work_out_of_themselves_counts() -> None:
    vectors = WordVectors(words(), np.ones((5_000, 20), dtype=np.float32))
    before = size_of(vectors)
    assert vectors.unit.nbytes
    assert size_of(vectors) >= before + vectors.unit.nbytes


def test_a_file_in_memory_costs_nothing(tmp_path: Path) -> None:
    """Its pages belong to the system, which shares them and takes them back."""
    path = tmp_path / "rows"
    np.zeros(100_000).tofile(path)
    assert size_of(np.memmap(path, dtype=np.float64, mode="r")[10:]) < 500
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as shown:
        array = np.frombuffer(shown, dtype=np.float64)
        assert size_of(array) < 500
        del array


def test_content_is_looked_through_once_however_many_results_it_has() -> None:
    class Looked(list[object]):
        times = 0

        def __iter__(self) -> Iterator[object]:
            Looked.times += 1
            return super().__iter__()

    held = Looked([np.zeros(10), np.zeros(10)])
    content = content_of(held)
    before = Looked.times
    for k in range(5):
        assert size_beside((held, np.zeros(k)), [content])[1] == [True]
    assert Looked.times == before


def test_dicts_that_share_their_keys_hold_them_once_and_what_their_lists_hold_counts() -> None:
    keys = [f"key number {k}" for k in range(50)]
    first, second = ({key: [float(k), []] for k, key in enumerate(keys)} for _ in range(2))
    held = sum(map(sys.getsizeof, keys))
    values = 50 * (sys.getsizeof([0.0, []]) + sys.getsizeof(0.0) + sys.getsizeof([]))
    assert size_of(first) == sys.getsizeof(first) + held + values
    assert size_of([first, second]) == sys.getsizeof([first, second]) + 2 * size_of(first) - held
