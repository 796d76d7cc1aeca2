"""Every page by its own address: the browser asks for nothing that is not there, and the page works."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect

ROOT = Path(__file__).resolve().parents[2]
ADDRESSES = ["", *sorted(path.stem for path in ROOT.glob("pages/*/*.py") if path.stem != "welcome")]
Wait = Callable[[Page], None]


@pytest.fixture
def faults(page: Page) -> list[str]:
    """Errors of the console and answers of 400 and above, as they come."""
    found: list[str] = []

    def hear(answer: Response) -> None:
        if answer.status >= 400:
            found.append(f"{answer.status} {answer.url}")

    page.on("response", hear)
    page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    return found


def open_whole(page: Page, address: str, settled: Wait, no_exception: Wait) -> None:
    page.goto(address)
    expect(page.locator("h1").first).to_be_visible(timeout=60_000)
    settled(page)
    no_exception(page)


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_page_opens_without_a_fault(
    server: str, page: Page, settled: Wait, no_exception: Wait, faults: list[str], name: str
) -> None:
    open_whole(page, f"{server}/{name}", settled, no_exception)
    assert faults == []


def test_so_it_does_below_a_sub_path(
    new_server: Callable[..., AbstractContextManager[str]],
    page: Page,
    settled: Wait,
    no_exception: Wait,
    faults: list[str],
) -> None:
    with new_server(STREAMLIT_SERVER_BASE_URL_PATH="course/week1") as address:
        open_whole(page, f"{address}/words?word=king", settled, no_exception)
        page.get_by_test_id("stSidebarNav").get_by_text("Models", exact=True).click()
        expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()
        assert page.url == f"{address}/models"
        page.reload()
        expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()
        settled(page)
        assert faults == []
        page.goto("about:blank")
