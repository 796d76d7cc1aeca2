"""The map in a browser: a click asks about a word, the canvas keeps its zoom, a layout forms before one's eyes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

DRAWN = '.plotly-map[data-state="still"][data-drawn="plotly"]'
POINT = """word => {
    const plot = document.querySelector('.js-plotly-plot'), box = plot.getBoundingClientRect();
    const { xaxis, yaxis } = plot._fullLayout, row = plot.closest('.atlas').rowOf(word);
    const trace = plot._fullData.find(t => t.customdata.includes(row)), i = trace.customdata.indexOf(row);
    return [box.x + xaxis._offset + xaxis.d2p(trace.x[i]), box.y + yaxis._offset + yaxis.d2p(trace.y[i])];
}"""
SEEN = """word => { // where the matrices of Plotly's own camera put a word
    const plot = document.querySelector('.js-plotly-plot'), row = plot.closest('.atlas').rowOf(word);
    const box = plot.getBoundingClientRect(), { glplot, dataScale } = plot._fullLayout.scene._scene;
    const trace = plot._fullData.find(t => t.customdata.includes(row)), i = trace.customdata.indexOf(row);
    const by = (m, v) => [0, 1, 2, 3].map(r => m[r] * v[0] + m[4 + r] * v[1] + m[8 + r] * v[2] + m[12 + r] * v[3]);
    const { model, view, projection } = glplot.cameraParams;
    const at = [trace.x[i], trace.y[i], trace.z[i]].map((value, axis) => value * dataScale[axis]);
    const [x, y, , w] = by(projection, by(view, by(model, [...at, 1])));
    return [box.x + (1 + x / w) * plot.clientWidth / 2, box.y + (1 - y / w) * plot.clientHeight / 2];
}"""
PLACE = """word => {
    const map = document.querySelector('.atlas'), box = map.querySelector('canvas').getBoundingClientRect();
    const [x, y] = map.placeOf(word);
    return [box.x + x, box.y + y];
}"""

RANGE = "() => document.querySelector('.js-plotly-plot')._fullLayout.xaxis.range"
ON_THE_MAP = "word => document.querySelector('.atlas').placeOf(word)"


def open_map(page: Page, server: str, query: str) -> None:
    page.goto(f"{server}/map?{query}")
    expect(page.get_by_text("How far can it be believed?").first).to_be_visible(timeout=90_000)


def still(page: Page) -> None:
    page.wait_for_selector('.atlas[data-state="still"]')


def test_a_click_on_the_figure_asks_about_the_word_and_keeps_the_zoom(
    server: str, page: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]
) -> None:
    open_map(page, server, "n=100&method=PCA")
    page.wait_for_selector(DRAWN)
    settled(page)
    labels = page.locator(".stHorizontalBlock [data-testid=stWidgetLabel]:not(.stCheckbox *):visible")
    assert len(set(labels.evaluate_all("all => all.map(label => label.offsetHeight)"))) == 1, "help lifts no label"
    wide = page.evaluate(RANGE)
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_selector(DRAWN)
    zoomed = page.evaluate(RANGE)
    assert abs((zoomed[1] - zoomed[0]) * 1.5 / (wide[1] - wide[0]) - 1) < 1e-3
    x, y = page.evaluate(POINT, "time")
    assert [x, y] == pytest.approx(page.evaluate(PLACE, "time"), abs=0.05), "both drawings put a word at one place"
    page.mouse.move(x, y)
    page.mouse.click(x, y)
    expect(page.get_by_label("Word", exact=True)).to_have_value("time")
    expect(page.get_by_text("Nearest to time among all 30,000 words")).to_be_visible()
    assert "word=time" in page.url
    settled(page)
    page.wait_for_selector(DRAWN)
    assert page.evaluate(RANGE) == pytest.approx(zoomed), "the redraw kept the zoom"

    page.get_by_role("button", name="Show all").click()
    page.get_by_role("button", name="Box select").click()
    box = page.locator(".atlas-canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 6, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 6, box["y"] + box["height"] - 6, steps=4)
    page.mouse.up()
    expect(page.get_by_text(" selected")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_title("Save what is in view as SVG").click()
    assert "first</text>" in saved.value.path().read_text(encoding="utf-8")
    no_exception(page)


def test_a_map_in_space_is_turned_clicked_and_read_as_plotly_shows_it(
    server: str, page: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]
) -> None:
    open_map(page, server, "n=100&method=PCA&dims=3-D")
    page.wait_for_selector(DRAWN)
    settled(page)
    before = page.evaluate(SEEN, "time")
    assert before == pytest.approx(page.evaluate(PLACE, "time"), abs=0.05)
    box = page.locator(".atlas-canvas").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] - 12
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 70, y - 20, steps=3)
    page.mouse.up()
    page.wait_for_selector(DRAWN)
    turned = page.evaluate(SEEN, "time")
    assert abs(turned[0] - before[0]) + abs(turned[1] - before[1]) > 3
    assert turned == pytest.approx(page.evaluate(PLACE, "time"), abs=0.05)
    page.mouse.move(*turned)
    word = page.locator(".canvas-tip b").inner_text()  # of two words at one place the nearer
    page.mouse.click(*turned)
    expect(page.get_by_label("Word", exact=True)).to_have_value(word)
    settled(page)
    page.wait_for_selector(DRAWN)
    assert page.evaluate(SEEN, "time") == pytest.approx(turned, abs=0.5), "asking turns nothing back"
    no_exception(page)


def test_the_canvas_keeps_its_zoom_and_selects(
    server: str, page: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]
) -> None:
    open_map(page, server, "n=100&drawn_by=Canvas")
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
    box = page.locator(".atlas-canvas").bounding_box()
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


def test_a_crowd_comes_once_and_its_points_can_be_clicked(
    server: str, page: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]
) -> None:
    """More words than go with every redraw: the same path as a million."""
    open_map(page, server, "n=50,000&method=PCA&colour=Frequency rank")
    still(page)
    settled(page)
    page.wait_for_function("() => document.querySelector('.atlas').rowOf('time') >= 0")
    page.evaluate("() => { window.came = 0; addEventListener('explorer-parcel', () => window.came++); }")
    x, y = page.evaluate(PLACE, "time")
    page.mouse.move(x, y)
    word = page.locator(".canvas-tip b").inner_text()  # of two words at one place the nearer
    assert page.locator(".canvas-tip").inner_text().count("of 30,000 drawn") == 1
    page.mouse.click(x, y)
    expect(page.get_by_label("Word", exact=True)).to_have_value(word)
    expect(page.get_by_text(f"Nearest to {word} among all 30,000 words")).to_be_visible()
    settled(page)
    still(page)
    assert page.evaluate(PLACE, word) == pytest.approx([x, y], abs=17)
    page.get_by_title("Select what is in a box").click()
    box = page.locator(".atlas-canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 40, box["y"] + box["height"] / 2 + 40, steps=3)
    page.mouse.up()
    expect(page.get_by_text(" selected")).to_be_visible()
    settled(page)
    assert page.evaluate("window.came") == 0, "places, colours and words came once"
    with page.expect_download() as saved:
        page.get_by_title("Save what is in view as SVG").click()
    assert "</text>" in saved.value.path().read_text(encoding="utf-8")
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
    open_map(page, server, "n=100&method=PCA&colour=A+table+of+yours&shape=Part+of+speech")
    table = b"word\tcount\nthe\t7\nof\t-800\n"
    page.locator('input[type="file"]').set_input_files({"name": "t.tsv", "mimeType": "text/plain", "buffer": table})
    expect(page.get_by_text("98 of 100 words have no number in it and are grey")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_title("Save what is in view as SVG").click()
    picture = saved.value.path().read_text(encoding="utf-8")
    assert picture.count("#8c8c8c") >= 98
    assert "<polygon" in picture, "a part of speech has its shape on a scale of colours too"
    verb = page.get_by_role("button", name="verb", exact=True)
    verb.click()
    expect(verb).to_have_attribute("aria-pressed", "true")


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
