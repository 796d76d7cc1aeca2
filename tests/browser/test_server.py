"""What only a browser sees: cold deep links, the navigation, the two themes."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Browser, Page, expect

DEEP_LINKS = {
    "/watch": "Watch it learn",
    "/map": "Map",
    "/analogies": "Analogies",
    "/bias": "Bias",
    "/models": "Models",
}


@pytest.mark.parametrize("link", ["/watch", "/analogies?a=man&b=woman&c=king"])
def test_a_cold_server_answers_a_deep_link(
    new_server: Callable[..., AbstractContextManager[str]], page: Page, link: str
) -> None:
    """The very first request of a server may be a page in the middle; the whole navigation must be there."""
    with new_server() as address:
        page.goto(address + link)
        expect(page.locator("h1")).to_have_text(DEEP_LINKS[link.split("?")[0]], timeout=60_000)
        expect(page.get_by_test_id("stSidebarNav").get_by_text("Watch it learn")).to_be_visible()
        page.goto("about:blank")


def test_every_page_opens_from_the_navigation(
    server: str, page: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]
) -> None:
    page.goto(server)
    expect(page.locator("h1")).to_have_text("Embedding Explorer")
    for title in DEEP_LINKS.values():
        page.get_by_test_id("stSidebarNav").get_by_text(title, exact=True).click()
        expect(page.locator("h1")).to_have_text(title)
        settled(page)
        no_exception(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_visitor(server: str, chromium: Browser, scheme: str) -> None:
    context = chromium.new_context(color_scheme=scheme)
    visitor = context.new_page()
    visitor.goto(server)
    visitor.wait_for_selector("h1")
    background = visitor.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    context.close()
    assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(16, 21, 29)"}[scheme]
