"""The page Names in a browser: the lecture's three sentences are tagged."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

SLOW = 180_000  # the tagger learns first


def test_the_three_persons_of_the_lecture(
    server: str, page: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]
) -> None:
    page.goto(f"{server}/names?reach=0&window_passes=3")
    lines = page.get_by_test_id("stMarkdown").filter(has_text="durian cultivator").filter(has_text="orange farmer")
    expect(lines).to_be_visible(timeout=SLOW)
    for name in ("Sally Johnson", "Robert Lin", "Mahmoud Badry"):
        expect(lines).to_contain_text(f"{name} PER", timeout=SLOW)
    expect(page.locator(".js-plotly-plot")).to_have_count(2, timeout=SLOW)
    settled(page)
    no_exception(page)
