"""The page Language model in a browser: pear above pair, and a text on grounds as strong as its surprise."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

WAIT = 120_000


def test_pear_is_likelier_than_pair(server: str, page: Page, no_exception: Callable[[Page], None]) -> None:
    page.goto(server + "/language")
    expect(page.get_by_test_id("stProgress").first).to_contain_text("Learning what comes next: done", timeout=WAIT)
    expect(page.get_by_test_id("stAlert").first).to_contain_text(
        re.compile(r"“the apple and pear salad” is [\d,.]+ times as probable as “the apple and pair salad”"),
        timeout=WAIT,
    )
    no_exception(page)


def test_a_text_is_coloured_word_by_word(server: str, page: Page, no_exception: Callable[[Page], None]) -> None:
    page.goto(server + "/language?language_view=Text+in+colour&language_steps=100&coloured=the+pear+of+shoes")
    words = page.locator('[data-testid="stMarkdown"] span[style*="background"]')
    expect(words).to_have_text(["the", "pear", "of", "shoes"], timeout=WAIT)
    expect(page.get_by_test_id("stAlert").first).to_contain_text("Most surprising is", timeout=WAIT)
    no_exception(page)
