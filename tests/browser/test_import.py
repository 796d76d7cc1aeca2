"""Importing in the browser: by upload and from the folder, cancelled, refused; nothing is lost."""

import bz2
import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as NothingThere

Wait = Callable[[Page], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files as an operator might offer them; the large one takes some seconds to unpack and read."""
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(1000))
    (tmp_path / "page.bin").write_bytes(b"<!DOCTYPE html><html><body>404</body></html>")
    numbers = random.Random(1)
    rows = (b" ".join(b"%.5f" % numbers.gauss(0, 1) for _ in range(100)) for _ in range(500))
    some = bz2.compress(b"".join(b"word%d %s\n" % (i, row) for i, row in enumerate(rows)))
    (tmp_path / "large.txt.bz2").write_bytes(some * 300)  # bz2 unpacks some ten MB a second, however fast the reader
    return tmp_path


def open_models(page: Page, address: str, settled: Wait) -> None:
    page.goto(f"{address}/models")
    expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()
    settled(page)


def choose_offered(page: Page, name: str, settled: Wait) -> None:
    page.get_by_text("A file on this server").click()
    settled(page)
    option = page.get_by_role("option", name=name).first
    for _ in range(3):  # the page may be drawn again just then, which closes an open list
        page.get_by_role("combobox", name="File").fill(name)
        try:
            option.click(timeout=5_000)
        except NothingThere:
            continue
        break
    settled(page)
    page.get_by_role("button", name="Import").click()


def test_an_upload_becomes_a_model_and_a_picture_does_not(
    page: Page, new_server: Callable[..., AbstractContextManager[str]], settled: Wait, no_exception: Wait, folder: Path
) -> None:
    with new_server(EMBEDDING_EXPLORER_MODELS=str(folder)) as address:
        open_models(page, address, settled)
        upload = page.locator('input[type="file"]').first
        upload.set_input_files({
            "name": "mine.vec",
            "mimeType": "text/plain",
            "buffer": b"a 1 2\n<b>x</b> 3 4\na 5 6\n",
        })
        settled(page)
        page.get_by_role("button", name="Import").click()
        expect(page.get_by_text("2 words of 2 numbers were read")).to_be_visible(timeout=240_000)
        expect(page.get_by_text("1 same word again")).to_be_visible()
        expect(page.get_by_role("heading", name="mine")).to_be_visible()
        expect(page.get_by_text("<b>x</b>")).to_be_visible()  # a word is text, never markup
        choose_offered(page, "picture.txt", settled)
        expect(page.get_by_text("“picture.txt” is a PNG image.")).to_be_visible(timeout=30_000)
        choose_offered(page, "page.bin", settled)
        expect(page.get_by_text("is a web page, not vectors")).to_be_visible(timeout=30_000)
        expect(page.get_by_role("heading", name="mine")).to_be_visible()  # nothing is lost
        no_exception(page)


def test_a_long_import_shows_rows_can_be_cancelled_and_begun_again(
    page: Page, new_server: Callable[..., AbstractContextManager[str]], settled: Wait, no_exception: Wait, folder: Path
) -> None:
    with new_server(EMBEDDING_EXPLORER_MODELS=str(folder)) as address:
        open_models(page, address, settled)
        choose_offered(page, "large.txt.bz2", settled)
        cancel = page.get_by_role("button", name="Cancel")
        expect(cancel).to_be_visible(timeout=30_000)
        cancel.click()
        expect(page.get_by_text("The import was cancelled; nothing of it was kept.")).to_be_visible(timeout=30_000)
        expect(cancel).to_have_count(0)
        page.get_by_role("button", name="Import").click()
        expect(page.get_by_text("500 words of 100 numbers were read")).to_be_visible(timeout=240_000)
        page.get_by_role("button", name="Import").click()
        expect(page.get_by_text("were here already and opened at once")).to_be_visible(timeout=30_000)
        no_exception(page)
        page.goto(f"{address}/map?model=large")  # a new visit by a link: the store still has it
        settled(page)
        expect(page.get_by_role("combobox", name="Model")).to_have_value("large")
        no_exception(page)
        page.goto(f"{address}/analogies?model=nobody+has+this")
        settled(page)
        expect(page.get_by_text("“nobody has this” in the link is not among your models")).to_be_visible()
        no_exception(page)
