"""Fixtures small enough to check by eye, and the measured data where it is there."""

import gc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from explorer.vectors.word_vectors import WordVectors

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
PAGES = ROOT / "tests" / "ui"


MADE = 20_000  # objects that are made between two collections of garbage; Python's own number is 700


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The pages first, whose files take longest: the last file is one process's, for which the other waits."""
    items.sort(key=lambda item: PAGES not in item.path.parents)


def pytest_collection_finish() -> None:
    """Set aside what is imported by then, which each collection of garbage would look at again; let them be rarer."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(MADE)


def pytest_sessionfinish() -> None:
    """Set aside what is left, which pytest, before it ends, would look through for garbage five times more."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    """Our matrices are small: threads that wait for each other on a busy machine cost ten times what they save.

    The servers and commands that tests start are told the same.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1), pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMP_NUM_THREADS", "1")
        yield


@pytest.fixture
def royals() -> WordVectors:
    """Axis 0 is royalty, axis 1 is gender: king - man + woman is queen exactly."""
    words = ("man", "woman", "king", "queen", "apple")
    return WordVectors(words, np.array([[0, 1], [0, -1], [2, 1], [2, -1], [-3, 0]], dtype=np.float32))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real vectors and texts; tests that need it skip where it is not."""
    if not SHARED.is_dir():
        pytest.skip(f"the measured data is not there: {SHARED.name} of the folder beside the project")
    return SHARED
