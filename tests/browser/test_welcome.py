"""The first picture leads on: a word on it to its neighbours, words drawn round to a map of their own."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

PLACE = """word => {
    const map = document.querySelector(".atlas");
    const box = map.querySelector("canvas").getBoundingClientRect();
    const [x, y] = map.placeOf(word);
    return [box.x + x, box.y + y];
}"""


def test_a_word_leads_to_its_neighbours_and_words_drawn_round_to_their_map(
    server: str, page: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]
) -> None:
    page.goto(server)
    page.wait_for_selector('.atlas[data-state="still"]')
    page.mouse.click(*page.evaluate(PLACE, "dog"))
    expect(page.get_by_label("Word", exact=True)).to_have_value("dog")
    settled(page)
    page.go_back()
    page.wait_for_selector('.atlas[data-state="still"]')
    page.get_by_role("button", name="Lasso").click()
    across, down = zip(page.evaluate(PLACE, "rome"), page.evaluate(PLACE, "london"), strict=True)
    left, right, top, bottom = min(across) - 9, max(across) + 9, min(down) - 9, max(down) + 9
    page.mouse.move(left, top)
    page.mouse.down()
    for corner in [(right, top), (right, bottom), (left, bottom)]:
        page.mouse.move(*corner, steps=3)
    page.mouse.up()
    page.wait_for_url("**/map?**")
    listed = parse_qs(urlsplit(page.url).query)["map_words"][0].split(", ")
    assert {"rome", "london"} <= set(listed)
    assert "dog" not in listed
    page.wait_for_selector('.plotly-map[data-state="still"]')
    expect(page.get_by_text("The link asks for")).to_have_count(0)
    no_exception(page)
