"""Plotly.js as this server gives it to a browser."""

import asyncio
import gzip
import importlib.resources

import pytest
from starlette.requests import Request
from starlette.responses import Response

from explorer.ui.canvas.plotly_map import library


def answered(*accepted: str) -> Response:
    headers = [(b"accept-encoding", coding.encode()) for coding in accepted]
    return asyncio.run(library.serve(Request({"type": "http", "method": "GET", "headers": headers})))


def test_the_library_is_that_of_the_installed_package_and_is_kept_for_a_year() -> None:
    installed = (importlib.resources.files("plotly") / "package_data/plotly.min.js").read_bytes()
    plain, packed = answered(), answered("gzip, br")
    assert plain.body == installed
    assert gzip.decompress(packed.body) == installed
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.body) < len(installed) / 3
    for one in (plain, packed):
        assert "max-age=31536000, immutable" in one.headers["cache-control"]
        assert one.headers["content-type"].startswith("text/javascript")


def test_another_version_has_another_address_below_that_of_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    first = installed_version()
    assert library.path() == f"/plotly-{first}.min.js"
    monkeypatch.setattr("streamlit.get_option", lambda name: "class/nlp" if name == "server.baseUrlPath" else None)
    assert library.path() == f"/class/nlp/plotly-{first}.min.js"
    assert [route.path for route in library.routes()] == [library.path()]


def installed_version() -> str:
    """As the first lines of the file itself say."""
    text = (importlib.resources.files("plotly") / "package_data/plotly.min.js").read_text(encoding="utf-8")
    return text.split("plotly.js v", 1)[1].split()[0]
