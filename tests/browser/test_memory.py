"""The page What it remembers in a browser: the race is told in words and asked while it runs; NaN is on the screen."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

WAIT = 120_000


def test_the_race_says_how_often_each_cell_is_right_and_is_asked_while_it_runs(
    server: str, page: Page, no_exception: Callable[[Page], None]
) -> None:
    page.goto(server + "/memory?race_steps=200&race_units=8")
    said = page.get_by_test_id("stAlert").first
    share = r"with \d of 3 seeds \([01]\.\d\d, [01]\.\d\d, [01]\.\d\d\)"
    expect(said).to_contain_text(
        re.compile(rf"with 20 words between subject and verb.* RNN {share}; GRU {share}; LSTM {share}"), timeout=WAIT
    )
    expect(page.locator(".js-plotly-plot .legendtext").filter(has_text=re.compile("^(RNN|GRU|LSTM)$"))).to_have_count(
        6, timeout=WAIT
    )
    page.get_by_label("Your sentence, asked of these networks").fill("The dogs, which ate the cake, were full")
    page.keyboard.press("Enter")
    expect(page.get_by_text("the dogs which ate the cake … was or were?")).to_be_visible(timeout=WAIT)
    expect(page.get_by_text("You wrote were.")).to_be_visible(timeout=WAIT)
    no_exception(page)


def test_a_gradient_explodes_into_nan_on_the_screen(
    server: str, page: Page, no_exception: Callable[[Page], None]
) -> None:
    page.goto(server + "/memory?memory_view=Explosion")
    expect(page.get_by_test_id("stAlert").first).to_contain_text(re.compile(r"NaN at step \d+"), timeout=WAIT)
    expect(page.get_by_test_id("stTable").get_by_text("NaN").first).to_be_visible(timeout=WAIT)
    no_exception(page)
