"""Plotly.js from the installed package, which draws figures in the browser."""

from functools import cache

from plotly.offline import get_plotlyjs, get_plotlyjs_version


def version() -> str:
    """Its version, as "4.1.1"."""
    return str(get_plotlyjs_version())


@cache
def script() -> bytes:
    """The whole library, about 5 MB, in UTF-8."""
    return str(get_plotlyjs()).encode("utf-8")
