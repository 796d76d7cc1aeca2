"""The map in a browser: a click asks about a word, the canvas keeps its zoom, a layout forms before one's eyes."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

POINT = """word => {
    const plot = document.querySelector('.js-plotly-plot');
    const layout = plot._fullLayout, box = plot.getBoundingClientRect();
    const trace = plot._fullData.find(t => t.customdata && t.text && t.text.includes(word));
    const i = trace.text.indexOf(word);
    return [box.x + layout.xaxis._offset + layout.xaxis.d2p(trace.x[i]),
            box.y + layout.yaxis._offset + layout.yaxis.d2p(trace.y[i])];
}"""
PLACE = """word => {
    const map = document.querySelector('.atlas'), box = map.querySelector('canvas').getBoundingClientRect();
    const [x, y] = map.placeOf(word);
    return [box.x + x, box.y + y];
}"""

ON_THE_MAP = "word => document.querySelector('.atlas').placeOf(word)"


def open_map(page: Page, server: str, query: str) -> None:
    page.goto(f"{server}/map?{query}")
    expect(page.get_by_text("How far can it be believed?").first).to_be_visible(timeout=90_000)


def still(page: Page) -> None:
    page.wait_for_selector('.atlas[data-state="still"]')


def test_a_click_on_the_figure_asks_about_the_word(
    server: str, page: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]
) -> None:
    open_map(page, server, "n=100&drawn_by=Plotly&method=PCA")
    page.wait_for_selector(".js-plotly-plot .main-svg")
    settled(page)
    labels = page.locator(".stHorizontalBlock [data-testid=stWidgetLabel]:visible")
    assert len(set(labels.evaluate_all("all => all.map(label => label.offsetHeight)"))) == 1, "help lifts no label"
    box = page.locator(".js-plotly-plot .xtitle").bounding_box()
    legend = page.locator(".js-plotly-plot .legend").bounding_box()
    assert box is not None
    assert legend is not None
    assert box["y"] + box["height"] <= legend["y"] + 2
    x, y = page.evaluate(POINT, "time")
    page.mouse.move(x, y)
    page.mouse.click(x, y)
    expect(page.get_by_label("Word", exact=True)).to_have_value("time")
    expect(page.get_by_text("Nearest to time among all 30,000 words")).to_be_visible()
    assert "word=time" in page.url
    no_exception(page)


def test_the_canvas_keeps_its_zoom_and_selects(
    server: str, page: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]
) -> None:
    open_map(page, server, "n=100")
    still(page)
    settled(page)
    before = page.evaluate(PLACE, "first"), page.evaluate(PLACE, "time")
    page.get_by_title("Zoom in").click()
    still(page)
    zoomed = page.evaluate(ON_THE_MAP, "time")
    x, y = page.evaluate(PLACE, "time")
    other = page.evaluate(PLACE, "first")
    wide = abs(before[0][0] - before[1][0]) + abs(before[0][1] - before[1][1])
    assert abs(other[0] - x) + abs(other[1] - y) > 1.3 * wide
    page.mouse.move(x, y)
    page.mouse.click(x, y)
    expect(page.get_by_label("Word", exact=True)).to_have_value("time")
    settled(page)
    still(page)
    again = page.evaluate(ON_THE_MAP, "time")
    assert abs(again[0] - zoomed[0]) + abs(again[1] - zoomed[1]) < 2

    page.get_by_title("Show all").click()
    still(page)
    page.get_by_title("Select by drawing").click()
    box = page.locator(".atlas canvas").bounding_box()
    assert box is not None
    left, top, right, bottom = box["x"] + 6, box["y"] + 60, box["x"] + box["width"] - 6, box["y"] + box["height"] - 6
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom), (left, top)):
        page.mouse.move(x, y, steps=4)
    page.mouse.up()
    expect(page.get_by_text(" selected")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_title("Save what is in view as SVG").click()
    assert saved.value.suggested_filename.endswith(".svg")
    assert "first</text>" in saved.value.path().read_text(encoding="utf-8")
    no_exception(page)


def test_a_layout_forms_and_can_be_paused(server: str, page: Page, no_exception: Callable[[Page], None]) -> None:
    open_map(page, server, "n=100")
    page.get_by_role("button", name="Watch it form").click()
    forming = page.locator(".atlas-caption").filter(has_text="of 750")  # the map of before stands beside it for a while
    expect(forming.first).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_text("How far can it be believed?").first).to_be_visible(timeout=60_000)
    no_exception(page)


def test_words_without_a_number_are_grey_on_the_canvas(server: str, page: Page) -> None:
    open_map(page, server, "n=100&method=PCA&colour=A+table+of+yours")
    table = b"word\tcount\nthe\t7\nof\t-800\n"
    page.locator('input[type="file"]').set_input_files({"name": "t.tsv", "mimeType": "text/plain", "buffer": table})
    expect(page.get_by_text("98 of 100 words have no number in it and are grey")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_title("Save what is in view as SVG").click()
    assert saved.value.path().read_text(encoding="utf-8").count("#8c8c8c") >= 98


def test_the_way_back_through_words_that_joined(server: str, page: Page, no_exception: Callable[[Page], None]) -> None:
    open_map(page, server, "most=100&method=PCA&word=music")
    page.get_by_role("button", name="Add the ").click()
    expect(page.get_by_text("joined (ringed)")).to_be_visible()
    page.wait_for_url(lambda url: "added=" in url)
    page.go_back()
    expect(page.get_by_text("joined (ringed)")).to_have_count(0)
    expect(page.get_by_role("button", name="Add the ")).to_be_visible()
    page.go_forward()
    expect(page.get_by_text("joined (ringed)")).to_be_visible()
    no_exception(page)
