"""A server that is ready for its first visitor, which the other tests' servers are not made."""

from explorer.files import library
from explorer.projection import kernels, layout, sample
from explorer.projection.settings import ProjectionSettings
from explorer.ui.shell import ready


def compiled() -> int:
    """For how many kinds of arguments the loops of maps are compiled in this process."""
    return sum(len(one.signatures) for one in vars(kernels).values() if hasattr(one, "py_func"))


def test_the_first_map_finds_all_its_loops() -> None:
    """The map that the page opens with has 800 words."""
    ready.load()
    before = compiled()
    assert before >= 5
    settings = ProjectionSettings()
    layout.project(*layout.graph_of(sample.by_rank(library.built_in(), 800).vectors, settings), settings)
    assert compiled() == before
