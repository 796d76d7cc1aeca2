"""The page Search in a browser: a question finds its line by meaning."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

SLOW = 60_000


def test_a_question_finds_its_line_by_meaning(
    server: str, page: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]
) -> None:
    page.goto(f"{server}/search?searched=A+text+of+your+own&question=physicians+cure+an+injury")
    first = page.get_by_test_id("stMarkdown").filter(has_text="1.").filter(has_text="only here")
    expect(first).to_contain_text("A doctor should look at that wound.", timeout=SLOW)
    lines = page.locator(".js-plotly-plot")
    for word in ("physicians", "injury", "doctor", "wound"):
        expect(lines).to_contain_text(word, timeout=SLOW)
    settled(page)
    no_exception(page)
