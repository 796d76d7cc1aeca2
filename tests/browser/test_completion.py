"""Words offered while one is typed: by keys, by a click, in a formula; what a hand does otherwise stays as it was."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

SLOW = 60_000  # a first visit reads the model and imports what it needs


def emptied(field: Locator) -> Locator:
    field.click()
    field.press("Control+a")
    field.press("Delete")
    return field


def test_a_word_is_completed_by_keys_and_by_a_click(
    server: str, page: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]
) -> None:
    page.goto(f"{server}/analogies?ask=Formula")
    formula = page.get_by_label("Formula", exact=True)
    expect(formula).to_be_visible(timeout=SLOW)
    settled(page)
    words = page.locator("#page-words li")
    emptied(formula).press_sequentially("paris - fran")
    expect(words.first).to_have_text("france")
    expect(formula).to_have_attribute("role", "combobox")
    expect(formula).to_have_attribute("aria-expanded", "true")
    formula.press("ArrowDown")
    expect(formula).to_have_attribute("aria-activedescendant", "page-words-0")
    formula.press("Enter")
    expect(formula).to_have_value("paris - france")
    expect(words.first).to_be_hidden()
    formula.press_sequentially(" + ital")
    words.filter(has_text="italy").first.click()
    expect(formula).to_have_value("paris - france + italy")
    expect(formula).to_be_focused()
    formula.press_sequentially(" ")
    formula.press_sequentially("x")
    expect(words.first).to_be_visible()
    formula.press("Escape")
    expect(words.first).to_be_hidden()
    formula.press("Backspace")
    formula.press("Enter")
    expect(page.get_by_text("Read as:")).to_contain_text("france + italy")
    no_exception(page)
