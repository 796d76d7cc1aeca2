"""The pages of the lectures in a browser: each deep link draws its figures, and a control moves one."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

LINKS = {
    "/one_hot?hot_view=Look-up": ("One-hot and look-up", 1),
    "/pairs?pairs_view=Subsampling&t=0.01": ("Pairs and sampling", 2),
    "/two_vectors": ("Why two vectors", 8),
    "/race?race_steps=200": ("Race the objectives", 5),
    "/race?race_view=Huffman+tree&race_steps=200": ("Race the objectives", 1),
    "/count?cs224n=true": ("Count and GloVe", 1),
    "/count?view=GloVe": ("Count and GloVe", 3),
    "/neural_lm?lm_steps=300": ("Neural language model", 4),
}
WAIT = 120_000


@pytest.mark.parametrize("link", LINKS)
def test_a_link_opens_the_page_with_its_figures_drawn(
    server: str, page: Page, no_exception: Callable[[Page], None], link: str
) -> None:
    title, figures = LINKS[link]
    page.goto(server + link)
    expect(page.locator("h1")).to_have_text(title, timeout=WAIT)
    expect(page.locator(".js-plotly-plot .main-svg").locator("nth=0")).to_be_visible(timeout=WAIT)
    expect(page.locator(".js-plotly-plot")).to_have_count(figures, timeout=WAIT)
    no_exception(page)


def test_sliding_the_window_fills_the_table(server: str, page: Page, no_exception: Callable[[Page], None]) -> None:
    page.goto(server + "/pairs")
    pairs = page.get_by_test_id("stMetricValue")
    expect(pairs).to_have_text("2", timeout=WAIT)
    slider = page.get_by_role("slider", name="Slide the window")
    slider.focus()
    slider.press("ArrowRight")
    expect(pairs).to_have_text("5", timeout=WAIT)  # two to the right of the first word, then three around the second
    no_exception(page)


def test_a_training_is_drawn_stopped_and_gone_on_with(
    server: str, page: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]
) -> None:
    page.goto(server + "/neural_lm?lm_steps=10000&lm_dim=100&lm_hidden=200&lm_direct=true")  # the longest there is
    page.get_by_role("button", name="Stop").click(timeout=WAIT)  # at once: a quick machine takes eight seconds
    expect(page.get_by_role("button", name="Go on").first).to_be_visible(timeout=WAIT)
    expect(page.get_by_test_id("stProgress").first).to_contain_text("of 10,000 steps, stopped")
    expect(page.locator(".js-plotly-plot")).to_have_count(4, timeout=WAIT)  # what was seen stays
    settled(page)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_test_id("stProgress").first).not_to_contain_text("stopped", timeout=WAIT)
    no_exception(page)


def test_white_text_on_a_colour_has_no_rim_and_other_text_has_one(server: str, page: Page) -> None:
    page.goto(f"{server}/race?race_view=Huffman+tree&race_steps=200")
    turn = page.locator(".annotation-text").filter(has_text="0.").first
    expect(turn).to_have_css("fill", "rgb(255, 255, 255)", timeout=WAIT)
    expect(turn).to_have_css("stroke", "none")
    expect(page.locator(".annotation-text").filter(has_text="the").first).not_to_have_css("stroke", "none")
