"""The pages Analogies and Words in a browser."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

SLOW = 60_000  # a first visit reads the model and imports what it needs


def test_a_link_opens_one_analogy_with_its_figures(
    server: str, page: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]
) -> None:
    page.goto(f"{server}/analogies?a=italy&b=italian&c=spain&rule=3CosMul")
    expect(page.get_by_role("heading", name="italy : italian :: spain : spanish")).to_be_visible(timeout=SLOW)
    settled(page)
    assert "3CosMul" in page.url
    expect(page.get_by_label("as c is to …")).to_have_value("spain")
    figures = page.locator(".js-plotly-plot")
    expect(figures).to_have_count(2, timeout=SLOW)
    assert "1. spanish" in (figures.first.text_content() or "")
    for word in ("italy", "italian", "spain", "spanish"):
        expect(figures.nth(1)).to_contain_text(word)
    expect(page.locator(".katex").first).to_be_visible()
    no_exception(page)


def test_an_unknown_word_is_a_sentence_and_a_preset_mends_it(
    server: str, page: Page, settled: Callable[[Page], None]
) -> None:
    page.goto(f"{server}/analogies")
    expect(page.get_by_role("heading", name="man : woman :: king")).to_be_visible(timeout=SLOW)
    settled(page)
    page.get_by_label("as c is to …").fill("qwertzu")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stAlert").first).to_contain_text("“qwertzu” is not in the vocabulary.")
    settled(page)
    expect(page.get_by_text("What this cannot show.").first).to_be_visible()
    page.get_by_role("button", name="man : woman :: king : ?").click()
    expect(page.get_by_role("heading", name="man : woman :: king : queen")).to_be_visible()
    expect(page.get_by_test_id("stAlert")).to_have_count(0, timeout=SLOW)


def test_the_numbers_are_downloaded(server: str, page: Page, settled: Callable[[Page], None]) -> None:
    page.goto(f"{server}/analogies")
    expect(page.get_by_role("heading", name="man : woman :: king")).to_be_visible(timeout=SLOW)
    settled(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").first.click()
    lines = waiting.value.path().read_text(encoding="utf-8").splitlines()
    assert lines[0] == "word,3CosAdd"
    assert lines[1].startswith("queen,0.")
    assert len(lines) == 11


def test_one_words_page(
    server: str, page: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]
) -> None:
    page.goto(f"{server}/words?word=paris")
    expect(page.get_by_text("is word", exact=False).first).to_be_visible(timeout=SLOW)
    expect(page.locator(".js-plotly-plot")).to_have_count(4, timeout=SLOW)
    expect(page.locator(".js-plotly-plot").first).to_contain_text("france")
    settled(page)
    no_exception(page)
