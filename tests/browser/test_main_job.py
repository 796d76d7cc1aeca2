"""The main job, end to end in one visit: train, keep, import real vectors, map both, ask, measure."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

GLOVE, GOOGLE = "glove.6B.50d.union19k.txt.gz", "GoogleNews-300d.union14k.bin.gz"


def open_page(page: Page, title: str) -> None:
    page.get_by_test_id("stSidebarNav").get_by_text(title, exact=True).click()
    expect(page.locator("h1")).to_have_text(title)


def choose(page: Page, label: str, option: str) -> None:
    """Types into a select box, as one does when its list is long, and takes the first that fits."""
    page.get_by_role("combobox", name=label).click()
    page.keyboard.type(option)
    page.get_by_role("option", name=re.compile(re.escape(option), re.IGNORECASE)).first.click()


def heading(page: Page, text: str) -> Locator:
    return page.get_by_role("heading", name=text).first


def import_from_folder(page: Page, file: str, rows: str) -> None:
    open_page(page, "Models")
    page.get_by_role("radio", name="A file on this server").or_(page.get_by_text("A file on this server")).first.click()
    choose(page, "File", file)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text(f"{rows} words of").first).to_be_visible(timeout=60_000)


@pytest.fixture
def visit(server: str, page: Page, shared: Path, settled: Callable[[Page], None]) -> Page:
    """A visitor who has trained the royal family and imported both pretrained files."""
    assert (shared / "vectors" / GLOVE).is_file()
    page.goto(f"{server}/watch")
    page.select_option(".live-speed", "500")
    page.click(".live-play")
    page.wait_for_function("+document.querySelector('.live-step').textContent.replace(',', '') > 1500", timeout=60_000)
    page.click(".live-play")
    assert float(page.locator(".live-loss").inner_text()) < 2.3, "the loss of a coin is 4.16"
    page.get_by_role("button", name="Keep as model").click()
    expect(page.get_by_role("dialog")).to_contain_text("is now one of your models")
    page.keyboard.press("Escape")
    import_from_folder(page, GLOVE, "19,141")
    import_from_folder(page, GOOGLE, "13,784")
    settled(page)
    return page


def test_the_main_job(visit: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]) -> None:
    page = visit
    models = {"trained": "The royal family, ", "glove": "glove.6B.50d", "google": "GoogleNews"}

    open_page(page, "Analogies")
    for model in models.values():
        choose(page, "Model", model)
        expect(heading(page, "man : woman :: king : queen")).to_be_visible()
        settled(page)
        no_exception(page)

    open_page(page, "Map")
    for model in models.values():
        choose(page, "Model", model)
        for method in ("PCA", "t-SNE", "UMAP"):
            page.get_by_text(method, exact=True).first.click()
            expect(page.get_by_text(re.compile(rf"^{method}, 2-D")).first).to_be_visible(timeout=60_000)
            expect(page.locator(".atlas-canvas canvas").first).to_be_visible()
            expect(page.get_by_text("Trustworthiness").first).to_be_visible()
            settled(page)
            no_exception(page)

    word = page.get_by_placeholder("ask: click or type a word")
    choose(page, "Model", models["glove"])
    word.fill("king")
    word.press("Enter")
    # The grid is drawn on a canvas, which holds its cells as a table for screen readers.
    expect(page.locator("canvas td").first).to_be_attached()
    cells = page.locator("canvas td").all_text_contents()
    cosines = {word: round(float(cells[cells.index(word) + 1]), 3) for word in ("prince", "queen")}
    assert cosines == {"prince": 0.824, "queen": 0.784}

    open_page(page, "Bias")
    choose(page, "Model", models["google"])
    expect(page.get_by_text("Do the pairs agree on one direction?").first).to_be_visible()
    expect(page.get_by_text(re.compile(r"\d+ of \d+ pairs found")).first).to_be_visible()
    settled(page)
    no_exception(page)
