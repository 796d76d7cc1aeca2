"""A page that imports the JavaScript modules, so that their pure parts can be held against a reference in Python."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from explorer.ui.canvas import modules

ORIGIN = "http://canvas.test"
Call = Callable[..., Any]


@pytest.fixture(scope="package")
def sheet(chromium: Browser) -> Iterator[Page]:
    """An empty page that can import the modules as files."""

    def answer(route: Route) -> None:
        path = modules.CANVAS / route.request.url.removeprefix(ORIGIN + "/")
        if path.suffix == ".js":
            route.fulfill(body=path.read_text(encoding="utf-8"), content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>modules</title>", content_type="text/html")

    page = chromium.new_page()
    page.route(f"{ORIGIN}/**", answer)
    page.goto(ORIGIN)
    yield page
    page.close()


@pytest.fixture
def call(sheet: Page) -> Call:
    """`call(module, body, argument)`: what the body returns, with the module as `m` and the argument as `a`."""

    def run(module: str, body: str, argument: object = None) -> Any:
        return sheet.evaluate(
            f"async a => {{ const m = await import('{ORIGIN}/{module}'); return (() => {{ {body} }})(); }}", argument
        )

    return run
