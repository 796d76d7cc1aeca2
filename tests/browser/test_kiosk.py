"""A computer in public: who stops touching it leaves nothing to the next."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_it_begins_again_for_a_new_visitor_when_nobody_touches_it(
    server: str, page: Page, settled: Callable[[Page], None]
) -> None:
    page.goto(f"{server}/one_hot?kiosk=0.1")
    settled(page)
    first = page.context.cookies()
    field = page.get_by_role("slider", name="Words in the vocabulary, V")
    usual = field.input_value()
    field.focus()
    field.press("Home")
    expect(field).not_to_have_value(usual)
    expect(page.locator(".page-kiosk")).to_contain_text("Is nobody there?")
    page.wait_for_url("**/one_hot?kiosk=0.1")  # of the slider nothing is in the address any more
    expect(field).to_have_value(usual)
    assert page.context.cookies() != first
