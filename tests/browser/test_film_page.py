"""The film of a run, saved as a page and opened from disk with the network off."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect


def test_the_saved_film_plays_from_disk_offline(server: str, page: Page, chromium: Browser, tmp_path: Path) -> None:
    page.goto(f"{server}/watch?step=300")
    expect(page.locator(".live-step")).to_have_text("300")
    page.wait_for_function("document.querySelector('.live-probe input').value")
    page.click(".live-save summary")
    with page.expect_download() as taken:
        page.click('[data-save="film.html"]')
    path = tmp_path / taken.value.suggested_filename
    taken.value.save_as(path)
    assert path.name == "film-step-300.html"
    assert path.stat().st_size < 3_000_000
    context = chromium.new_context(viewport={"width": 1280, "height": 720}, offline=True)
    film, wrong = context.new_page(), []
    film.on("pageerror", lambda error: wrong.append(str(error)))
    film.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    film.goto(path.as_uri())
    expect(film.locator(".live-step")).to_have_text("300")
    assert film.locator(".live-probe").first.inner_text() == page.locator(".live-probe").first.inner_text()
    expect(film.locator(".live-play")).to_be_hidden()
    slider = film.get_by_label("Go back to a checkpoint")
    slider.evaluate("s => { s.value = 12; s.dispatchEvent(new Event('input')); }")
    expect(film.locator(".live-when")).to_contain_text("step")
    step = film.locator(".live-when").inner_text().removeprefix("step ")
    expect(film.locator(".live-step")).to_have_text(step)
    page.get_by_label("Go back to a checkpoint").evaluate("s => { s.value = 12; s.dispatchEvent(new Event('input')); }")
    expect(page.locator(".live-step")).to_have_text(step)
    for part in (".live-text", ".live-terms", ".live-pairs tbody", ".live-loss", ".live-caption"):
        expect(film.locator(part)).to_have_text(page.locator(part).text_content() or "")
    film.select_option(".live-replay-speed", "16")
    film.click(".live-replay")
    expect(film.locator(".live-when")).to_have_text("now")
    expect(film.locator(".live-step")).to_have_text("300")
    painted = "c => new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data).size"
    assert film.locator(".live-map canvas").evaluate(painted) > 20
    film.set_viewport_size({"width": 390, "height": 844})
    assert film.evaluate("document.documentElement.scrollWidth") <= 390  # also on a phone nothing is cut
    film.click(".live-save summary")
    menu = film.locator(".live-menu").bounding_box()
    assert menu is not None
    assert 0 <= menu["x"] < menu["x"] + menu["width"] <= 390
    assert not wrong
    context.close()
