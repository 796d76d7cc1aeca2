"""What is seen, opened in another browser: by “Copy link”, by the link of Share, and by a saved experiment."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

HAS_WORDS = "document.querySelector('.live-probe input')?.value"


def test_the_link_opens_what_is_seen(server: str, page: Page, chromium: Browser) -> None:
    page.goto(f"{server}/watch?step=200&dim=16")
    expect(page.locator(".live-step")).to_have_text("200")
    page.wait_for_function(HAS_WORDS)
    page.select_option(".live-matrix", "both")
    page.click('[data-zoom="1.4"]')
    page.click('[data-chart="similarity"]')
    slider = page.get_by_label("Go back to a checkpoint")
    slider.evaluate("s => { s.value = 20; s.dispatchEvent(new Event('input')); }")
    page.wait_for_url(lambda url: "at=" in url and "zoom=" in url and "map=both" in url)
    sent = places(page)
    page.get_by_role("button", name="Share").click()
    link = page.get_by_role("dialog").locator("code").first.inner_text()
    other = chromium.new_context(viewport={"width": 1280, "height": 720}).new_page()
    other.goto(link)
    other.wait_for_function(HAS_WORDS)
    expect(other.locator(".live-step")).to_have_text(page.locator(".live-step").inner_text())
    expect(other.locator(".live-matrix")).to_have_value("both")
    expect(other.locator('[data-chart="similarity"]')).to_have_attribute("aria-pressed", "true")
    for part in (".live-terms", ".live-pairs tbody", ".live-probe-rows", ".live-when"):
        expect(other.locator(part)).to_have_text(page.locator(part).text_content() or "")
    expect(other.locator(".live-caption")).to_contain_text("at step")
    expect(other.locator(".live-caption")).to_have_text(page.locator(".live-caption").text_content() or "")
    reach = max(abs(x) for place in sent for x in place)
    for one, two in zip(sent, places(other), strict=True):
        assert one == pytest.approx(two, abs=0.001 * reach), "the map is neither turned nor mirrored"
    other.context.close()


def places(page: Page) -> list[tuple[float, float]]:
    """Where the words stand on the map, as it is saved."""
    page.click(".live-save summary")
    with page.expect_download() as taken:
        page.click('[data-save="map.csv"]')
    rows = csv.DictReader(taken.value.path().read_text(encoding="utf-8").splitlines())
    return [(float(row["x"]), float(row["y"])) for row in rows]


def test_copy_link_takes_what_is_seen_by_keys_and_without_a_clipboard(server: str, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 720})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{server}/two_vectors?two_dim=16")
    button = page.locator(".page-copy")
    expect(button).to_have_text("Copy link")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.goto(f"{server}/watch?dim=16")
    page.wait_for_function(HAS_WORDS)
    page.click('[data-steps="20"]')  # the run moves on, the address does not
    expect(page.locator(".live-step")).to_have_text("20")
    button.click()
    expect(button).to_have_text("Copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert "step=20" in link
    assert "dim=16" in link
    hide = "Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })"
    page.evaluate(hide)  # as on a server without https
    page.click('[data-steps="1"]')
    expect(page.locator(".live-step")).to_have_text("21")
    expect(button).to_have_text("Copy link")
    button.click()
    expect(button).to_have_text("Copied")
    page.evaluate("delete navigator.clipboard")
    assert "step=21" in page.evaluate("navigator.clipboard.readText()")
    context.close()


def test_a_saved_experiment_comes_to_the_same_digits(
    server: str, page: Page, chromium: Browser, tmp_path: Path
) -> None:
    page.goto(f"{server}/watch?step=150&dim=12&seed=3")
    expect(page.locator(".live-step")).to_have_text("150")
    page.get_by_role("button", name="Share").click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Save experiment").click()
    path = tmp_path / taken.value.suggested_filename
    taken.value.save_as(path)
    assert path.stat().st_size < 2000
    other = chromium.new_context(viewport={"width": 1280, "height": 720}).new_page()
    other.goto(f"{server}/watch")
    other.wait_for_function(HAS_WORDS)
    other.get_by_role("button", name="Experiments").click()
    other.locator("input[type=file]").last.set_input_files(path)
    expect(other.get_by_text("The same digits as in the saved experiment")).to_be_visible()
    expect(other.locator(".live-step")).to_have_text("150")
    other.context.close()


def test_back_opens_the_page_left_with_what_was_chosen_on_it(server: str, page: Page) -> None:
    page.goto(f"{server}/pairs?pairs_view=Negatives&noise_k=10")
    expect(page.get_by_role("slider", name="Negatives k")).to_be_visible()
    page.get_by_test_id("stSidebarNav").get_by_text("Glossary").click()
    expect(page.get_by_role("heading", name="Glossary", exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Pairs and sampling", exact=True)).to_be_visible()
    assert "noise_k=10" in page.url
    expect(page.get_by_role("radio", name="Negatives", exact=True)).to_be_checked()
