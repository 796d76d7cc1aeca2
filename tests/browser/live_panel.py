"""What tests of the live panel do with it."""

from pathlib import Path

from playwright.sync_api import Page


def saved(page: Page, what: str) -> list[str]:
    page.click(".live-save summary")
    with page.expect_download() as download:
        page.click(f'[data-save="{what}"]')
    return Path(download.value.path()).read_text(encoding="utf-8").splitlines()
