"""The pages Bias, Association tests and Debias in a browser."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

SLOW = 60_000


def test_words_along_a_direction(
    server: str, page: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]
) -> None:
    page.goto(f"{server}/bias?words=Words+of+your+own&own_words=nurse,+mother,+king,+qwertzu&direction=one+pair")
    expect(page.get_by_text("3 of 4 words found. Not in this model: qwertzu.").first).to_be_visible(timeout=SLOW)
    figures = page.locator(".js-plotly-plot")
    expect(figures).to_have_count(3, timeout=SLOW)
    for text in ("nurse", "mother", "king", "towards she", "towards he"):
        expect(figures.nth(2)).to_contain_text(text)
    settled(page)
    no_exception(page)


def test_a_list_too_long_for_its_field_is_not_left_out_without_a_word(
    server: str, page: Page, settled: Callable[[Page], None]
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server)
    page.goto(f"{server}/bias?words=Words+of+your+own&own_words=nurse,+mother")
    field = page.locator(".st-key-own_words textarea")
    expect(field).to_have_value("nurse, mother", timeout=SLOW)
    settled(page)
    for text, held, told in (
        ("word, " * 5000, "nurse, mother", "The text has 30,000 characters, and this field takes 20,000 in all"),
        ("king", "king", ""),
    ):
        page.evaluate("text => navigator.clipboard.writeText(text)", text)
        field.press("Control+a")
        field.press("Control+v")
        expect(field).to_have_value(held)
        page.wait_for_timeout(300)
        assert field.evaluate("field => field.validationMessage").startswith(told)
        assert bool(told) == field.evaluate("field => !field.validity.valid")


def test_a_brush_keeps_the_words_that_cross_it(
    server: str, page: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]
) -> None:
    """Drawn along the upper part of the first axis, where only words of the side of she are."""
    page.goto(f"{server}/bias?further=Many+directions&words=Words+of+your+own&own_words=mother,+queen,+king,+engineer")
    figure = page.locator(".parallel-svg")
    expect(figure.locator("polyline.line")).to_have_count(4, timeout=SLOW)
    settled(page)
    figure.scroll_into_view_if_needed()
    box = figure.bounding_box()
    assert box is not None
    place = "([axis, value]) => document.querySelector('.parallel').placeOf(axis, value)"
    (x, start), (_, middle), (_, end) = (page.evaluate(place, [0, value]) for value in (0.05, 0.2, 0.6))
    page.mouse.move(box["x"] + x, box["y"] + start)
    page.mouse.down()
    page.mouse.move(box["x"] + x, box["y"] + middle)
    page.mouse.move(box["x"] + x, box["y"] + end)
    page.mouse.up()
    expect(page.get_by_text("2 of 4 words").first).to_be_visible(timeout=SLOW)
    expect(figure).to_contain_text("mother")
    expect(figure).not_to_contain_text("engineer")
    no_exception(page)


def test_own_pairs_that_do_not_read_are_a_sentence(server: str, page: Page) -> None:
    page.goto(f"{server}/bias?pairs=Pairs+of+your+own&own_pairs=she")
    expect(page.get_by_test_id("stAlert").first).to_contain_text("Line 1, “she”, is not a pair", timeout=SLOW)


def test_an_association_test_with_its_doubt(
    server: str, page: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]
) -> None:
    page.goto(f"{server}/association?test=WEAT+7:+Mathematics+and+arts")
    expect(page.get_by_text("Effect size d").first).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("d = 0.97").first).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(2, timeout=SLOW)
    settled(page)
    no_exception(page)


def test_a_model_is_debiased_and_kept(
    server: str, page: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]
) -> None:
    page.goto(f"{server}/debias")
    expect(page.get_by_text("2. Equalize.").first).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("Chance is 0.5").first).to_be_visible(timeout=SLOW)
    settled(page)
    page.get_by_role("button", name="Keep this model").click()
    expect(page.get_by_text("is now one of your models").first).to_be_visible(timeout=SLOW)
    no_exception(page)
