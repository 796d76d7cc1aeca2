"""The page Step by step in a browser: both directions know Teddy, one does not; the clock; examples of the kinds."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

WAIT = 120_000


def test_both_directions_know_teddy_and_one_does_not(
    server: str, page: Page, no_exception: Callable[[Page], None]
) -> None:
    page.goto(server + "/step_by_step?step_view=Both+directions")
    expect(page.get_by_test_id("stProgress").first).to_contain_text("all 200 steps", timeout=WAIT)
    formulas = page.locator(".katex-mathml annotation")
    expect(formulas).to_have_count(2, timeout=WAIT)
    one, both = (
        [float(number) for number in re.findall(r"\d\.\d{3}", formulas.nth(i).text_content() or "")] for i in (0, 1)
    )
    assert one[0] == one[1]
    assert both[0] > 0.9
    assert both[1] < 0.1
    no_exception(page)


def test_the_clock_is_moved_by_keys(
    server: str, page: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]
) -> None:
    page.goto(server + "/step_by_step?tag_steps=50")
    expect(page.get_by_test_id("stProgress").first).to_contain_text("all 50 steps", timeout=WAIT)
    settled(page)
    page.get_by_role("slider", name="Clock").press("ArrowRight")
    expect(page.get_by_text("Backward, tick 1 of 8")).to_be_visible(timeout=WAIT)
    expect(page).to_have_url(re.compile("tick=9"))
    no_exception(page)


def test_a_kind_opens_its_example_and_dates_are_learned_in_view(
    server: str, page: Page, no_exception: Callable[[Page], None]
) -> None:
    page.goto(server + "/step_by_step?step_view=Kinds+of+networks&kind=One+to+many&name_steps=100&date_steps=100")
    expect(page.get_by_role("heading", name=re.compile("^m → m"))).to_be_visible(timeout=WAIT)
    page.get_by_role("radio", name="Encoder and decoder").click(timeout=WAIT)
    expect(page.get_by_role("heading", name=re.compile("Thursday, 21 August 2008 →"))).to_be_visible(timeout=WAIT)
    page.wait_for_function(
        """() => [...document.querySelectorAll(".js-plotly-plot")].some(plot => {
            const told = [...(plot.data?.[0]?.y ?? [])];
            return /unseen dates/.test(plot.textContent) && told.length > 2 && told.at(-1) > told[0] + 0.1;
        })""",
        timeout=WAIT,
    )
    expect(page).to_have_url(re.compile("kind=Encoder"))
    no_exception(page)
