"""umap-learn as the tests compare with it."""

import warnings
from typing import Any

import pytest


@pytest.fixture(scope="session")
def umap_learn() -> None:
    """It is imported and compiled for one thread: its results are the same, and half of its compiling is for several.

    It is compiled anew in each process, and maps of a hundred words leave nothing to share out.
    """
    import numba

    compiled = numba.njit

    def for_one_thread(*given: Any, **options: Any) -> Any:
        return compiled(*given, **{**options, "parallel": False})

    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it can do without, it misses aloud
        patch.setattr(numba, "njit", for_one_thread)
        import umap  # noqa: F401
