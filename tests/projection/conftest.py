"""umap-learn as the tests compare with it."""

import warnings
from typing import Any

import pytest


@pytest.fixture(scope="session")
def umap_learn() -> None:
    """It is imported and compiled for one thread: its results are the same, and half of its compiling is for several.

    Maps of a hundred words leave nothing to share out. What is compiled is kept on disk, as umap-learn itself does not.
    """
    import numba

    compiled = numba.njit

    def for_one_thread(*given: Any, **options: Any) -> Any:
        return compiled(*given, **{**options, "parallel": False, "cache": True})

    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it can do without, it misses aloud
        patch.setattr(numba, "njit", for_one_thread)
        import umap  # noqa: F401
