"""Compare in the browser: what is selected on one map is marked on all, and a brush chooses words."""

from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import Locator, Page, expect

Wait = Callable[[Page], None]


def dragged(page: Page, plot: Locator, *, to: float, height: float) -> None:
    """Drag over a plot from its left edge, to a share of its width, down to a share of its height."""
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    page.mouse.down()
    page.mouse.move(box["x"] + to * box["width"], box["y"] + height * box["height"], steps=4)
    page.mouse.up()


def test_a_selection_is_marked_on_all_maps(page: Page, server: str, settled: Wait, no_exception: Wait) -> None:
    page.goto(f"{server}/compare")
    expect(page.get_by_text("neighbours are in every model").first).to_be_visible(timeout=30_000)
    settled(page)
    expect(page.locator(".js-plotly-plot .subplot")).to_have_count(2, timeout=30_000)
    figure = page.locator(".js-plotly-plot").first
    figure.hover()
    figure.locator('.modebar-btn[data-title="Box Select"]').click()
    dragged(page, figure.locator(".nsewdrag").first, to=0.6, height=0.6)
    expect(page.get_by_text("selected here, mean overlap").first).to_be_visible(timeout=30_000)
    settled(page)
    marked = page.evaluate(
        "() => document.querySelector('.js-plotly-plot').data.filter(t => t.name === 'selected').map(t => t.customdata)"
    )
    assert len(marked) == 2
    said = page.get_by_text("selected here, mean overlap").first.inner_text()
    assert len(marked[0]) == int(said.split(" ")[0].replace(",", "")) > 100
    assert [row[0] for row in marked[0]] == [row[0] for row in marked[1]]
    no_exception(page)


def test_a_brush_chooses_words(page: Page, server: str, settled: Wait, no_exception: Wait) -> None:
    page.goto(f"{server}/compare?view=How+alike")
    expect(page.get_by_text("Drag across the bars").first).to_be_visible(timeout=30_000)
    settled(page)
    kept = page.get_by_text("of 3,000 words kept").first
    for _ in range(4):  # a page that is drawn again under the hand takes no notice of what the hand began before
        dragged(page, page.locator(".js-plotly-plot .nsewdrag").first, to=0.5, height=0.5)
        with suppress(AssertionError):
            expect(kept).to_be_visible(timeout=10_000)
            break
    expect(kept).to_be_visible()
    settled(page)
    no_exception(page)
