"""A view is kept by keys on its page, found on the page Kept by its visitor alone, taken along and brought back."""

import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

HOSTILE = "=1+1 ](javascript:alert(1)) <img src=x onerror=alert(1)>"
Wait = Callable[[Page], None]


def test_a_view_is_kept_renamed_taken_along_and_brought_back(
    server: str, page: Page, chromium: Browser, settled: Wait, no_exception: Wait, tmp_path: Path
) -> None:
    page.goto(f"{server}/bias?direction=one+pair")
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    settled(page)
    page.locator(".page-keep").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".page-keep")).to_have_text("Kept")
    page.goto(f"{server}/kept")
    card = page.locator('[data-testid="stColumn"]').filter(has_text="Bias: direction one pair")
    picture = card.locator("img")
    expect(picture).to_be_visible()
    expect(picture).to_have_attribute("alt", "What was seen: Bias: direction one pair")
    page.wait_for_function("document.querySelector('.stColumn img').naturalWidth === 240")

    page.get_by_role("button", name="Change").click()
    page.get_by_label("Name", exact=True).fill(HOSTILE)
    page.get_by_role("button", name="Rename").click()
    name = page.locator(".stColumn p", has_text="=1+1 ](javascript")
    expect(name).to_contain_text("<img src=x onerror=alert(1)>")
    page.keyboard.press("Escape")
    assert page.locator('.stMain a[href^="javascript"], .stMain img[src="x"]').count() == 0
    with page.expect_download() as taken:
        page.get_by_role("button", name="Save as a file").click()
    file = tmp_path / "kept.json"
    taken.value.save_as(file)
    assert [view["name"] for view in json.loads(file.read_text(encoding="utf-8"))["views"]] == [HOSTILE]

    other = chromium.new_context(viewport={"width": 1280, "height": 720}).new_page()
    other.goto(f"{server}/kept")
    expect(other.get_by_text("Nothing is kept yet")).to_be_visible()
    other.locator('input[type="file"]').set_input_files(file)
    other.get_by_role("button", name="Add what it holds").click()
    expect(other.locator(".stColumn p", has_text="=1+1 ](javascript")).to_be_visible()
    other.get_by_role("link", name="Open").click()
    expect(other.get_by_role("heading", name="Bias", exact=True)).to_be_visible()
    other.wait_for_url("**/bias?**direction=one+pair**")
    no_exception(other)
    other.context.close()
