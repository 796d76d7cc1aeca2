"""Two browsers on one server: what one brings is there again after a reload and a restart, and is not the other's."""

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

Wait = Callable[[Page], None]
SMALL = {"name": "diary.txt", "mimeType": "text/plain", "buffer": b"the 1 0\nking 2 1\nqueen 2 -1\napple 3 3\n"}


def look_up(page: Page, address: str, settled: Wait) -> None:
    """The page Words, by a typed address that names the model."""
    page.goto(f"{address}/words?model=diary&word=king")
    settled(page)


def test_what_is_mine_is_found_again_and_is_mine_alone(
    page: Page,
    chromium: Browser,
    new_server: Callable[..., AbstractContextManager[str]],
    settled: Wait,
    tmp_path: Path,
) -> None:
    store = {"EMBEDDING_EXPLORER_STORE": str(tmp_path / "store")}
    mine = page.get_by_text("is word 2 of 4")
    with new_server(**store) as address:
        page.goto(f"{address}/models")
        expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()
        settled(page)
        (cookie,) = [held for held in page.context.cookies() if held["name"] == "explorer_visitor"]
        assert cookie["httpOnly"]
        assert cookie["sameSite"] == "Lax"
        # The first import on a machine compiles the readers, which takes all of its processors meanwhile.
        for _ in range(4):
            page.locator('input[type="file"]').first.set_input_files(SMALL)  # type: ignore[arg-type]  # a dict is taken too
            with suppress(AssertionError):
                expect(page.get_by_role("button", name="Import")).to_be_enabled(timeout=40_000)
                break
        page.get_by_role("button", name="Import").click()
        expect(page.get_by_role("link", name="See it on the map")).to_be_visible(timeout=180_000)
        look_up(page, address, settled)
        expect(mine).to_be_visible()
        page.reload()
        expect(mine).to_be_visible()
        page.goto(f"{address}/models")
        expect(page.get_by_role("heading", name="diary")).to_be_visible()  # the last of the table is the one shown
        other = chromium.new_context().new_page()
        look_up(other, address, settled)
        expect(other.get_by_text("“diary” in the link is not among your models")).to_be_visible()
        expect(other.get_by_text("is word 2 of 4")).to_have_count(0)
        other.goto(f"{address}/models")
        expect(other.get_by_role("heading", name="Bring in more")).to_be_visible()
        settled(other)
        expect(other.get_by_role("heading", name="diary")).to_have_count(0)  # it would be shown as the last one
        other.context.close()
    with new_server(**store) as address:  # another port, but cookies know hosts only
        look_up(page, address, settled)
        expect(mine).to_be_visible()
