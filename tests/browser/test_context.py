"""The page In context in a browser: one cloud becomes two while it is watched, and the way back is there."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from explorer.context.transformer.settings import settings_of
from tests.context.transformer.made import SMALL, arrays_of, model_folder

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


OWN = """
The mouse ate the cheese in the barn. A hungry mouse ran from the cat across the field. The cat caught a mouse near the
old barn. She moved the mouse and clicked on the screen. The computer has a keyboard and a mouse. A mouse and a screen
came with the computer.
"""


def test_java_and_may_fall_into_two_named_clouds(
    server: str, page: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]
) -> None:
    page.goto(server + "/context?context_view=Places+of+a+word&context_word=java")
    clouds = page.get_by_test_id("stMarkdown").filter(has_text="of the places, the most central")
    expect(clouds.filter(has_text=re.compile("programming|languages"))).to_have_count(1, timeout=WAIT)
    expect(clouds.filter(has_text=re.compile("islands?|indonesia"))).to_have_count(1)
    settled(page)
    page.get_by_label("Word", exact=True).fill("may")
    page.get_by_label("Word", exact=True).press("Enter")
    expect(clouds.filter(has_text=re.compile("can|would"))).to_have_count(1, timeout=WAIT)
    expect(clouds.filter(has_text=re.compile("april|march|june|july|october"))).to_have_count(1)
    expect(clouds).to_have_count(2)
    no_exception(page)


def test_the_bank_of_a_river_is_an_edge_and_that_for_money_is_not(
    server: str, page: Page, no_exception: Callable[[Page], None]
) -> None:
    page.goto(server + "/context?context_view=Two+sentences")
    fits = page.get_by_test_id("stMarkdown").filter(has_text="words that fit at this place")
    expect(fits.first).to_have_text(re.compile("(?=.*side)(?=.*edge)"), timeout=WAIT)
    expect(fits.last).to_contain_text("money")
    no_exception(page)


def test_a_text_of_the_reader_has_places_of_its_own_word(
    server: str, page: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]
) -> None:
    page.goto(server + "/context?context_view=Places+of+a+word&context_word=mouse&context_text=A+text+of+your+own")
    expect(page.get_by_text("Give a text of your own")).to_be_visible(timeout=WAIT)
    settled(page)
    page.get_by_role("button", name="Text").click()
    field = page.get_by_label("Paste it here")
    field.fill(OWN)
    field.press("Control+Enter")
    expect(page.get_by_text("6 of 6 places")).to_be_visible(timeout=WAIT)
    clouds = page.get_by_test_id("stMarkdown").filter(has_text="of the places, the most central")
    expect(clouds).to_have_count(2)
    no_exception(page)


def test_a_transformer_is_brought_and_its_heads_are_drawn(
    server: str,
    page: Page,
    tmp_path: Path,
    settled: Callable[[Page], None],
    no_exception: Callable[[Page], None],
) -> None:
    settings = settings_of(json.dumps(SMALL["distilbert"]).encode())
    folder = model_folder(tmp_path / "own", SMALL["distilbert"], arrays_of(settings))
    page.goto(server + "/context?context_view=Attention")
    chosen = page.get_by_role("combobox", name="Transformer")
    expect(chosen).to_be_visible(timeout=WAIT)
    settled(page)
    page.get_by_role("button", name="Bring a transformer").click()
    page.locator("input[type=file]").set_input_files(sorted(folder.iterdir()))
    expect(page.get_by_text("Read, and chosen under “Transformer”.")).to_be_visible(timeout=WAIT)
    page.keyboard.press("Escape")
    expect(page.get_by_text("All heads of layer 1")).to_be_visible(timeout=WAIT)
    expect(page.locator(".js-plotly-plot .heatmaplayer")).to_have_count(3, timeout=WAIT)  # two heads, and one large
    page.get_by_role("textbox", name="A sentence").fill("the <b>bank</b>")
    page.get_by_role("textbox", name="A sentence").press("Enter")
    expect(page.get_by_test_id("stAlert").last).to_contain_text("takes", timeout=WAIT)
    settled(page)
    no_exception(page)
