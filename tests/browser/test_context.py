"""The page In context in a browser: one cloud becomes two while it is watched, and the way back is there."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

WAIT = 120_000


def test_one_cloud_becomes_two_and_the_way_back_is_there(
    server: str, page: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]
) -> None:
    page.goto(server + "/context?context_view=Watch+a+word+split&split_steps=200")
    expect(page.get_by_test_id("stProgress").first).to_contain_text("all 200 steps", timeout=WAIT)
    said = page.get_by_test_id("stAlert").first
    expect(said).to_contain_text("The one vector lies between the clouds", timeout=WAIT)
    apart = re.search(r"silhouette of (\d\.\d\d) by the model", said.inner_text())
    assert apart is not None
    assert float(apart[1]) > 0.5
    settled(page)
    page.get_by_role("slider", name="Go back to step").press("Home")
    expect(said).to_contain_text("Nothing is learned yet", timeout=WAIT)
    no_exception(page)
