"""Every page by its address, visited once: nothing is missing, both themes are read, a phone scrolls downwards."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import pairwise
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, Response, expect
from playwright.sync_api import TimeoutError as Slow

ROOT = Path(__file__).resolve().parents[2]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
ADDRESSES = ["", *sorted(path.stem for path in ROOT.glob("pages/*/*.py") if path.stem != "welcome")]
Wait = Callable[[Page], None]
# In the sidebar Streamlit puts its list items into other elements than lists.
STREAMLIT = {"list": "stSidebarNavItems", "listitem": "<li class"}
LOOK = """async () => {
    const found = await axe.run(document, { resultTypes: ["violations"] });
    // The contrast of a control that is switched off is free; Streamlit does not tell axe whose label a label is.
    const off = target => document.querySelector(target)?.closest('.stElementContainer')
        ?.querySelector(':disabled, [aria-disabled="true"], [data-disabled="true"]');
    return found.violations.flatMap(({ id, impact, nodes }) => nodes
        .filter(({ target }) => id !== "color-contrast" || !off(target[0]))
        .map(({ html, any, all, none }) =>
            ({ id, impact, html: html.slice(0, 300), why: [...any, ...all, ...none][0]?.message ?? "" })));
}"""
# axe does not look into pictures: the grey that Streamlit gives to what is written in a figure is 3.7 to 1.
PALE = """() => [...document.querySelectorAll('.js-plotly-plot text')]
    .filter(text => getComputedStyle(text).fill === 'rgb(128, 132, 149)').map(text => text.textContent).slice(0, 3)"""
CUT_OFF = """() => [...document.querySelectorAll('.katex-display')]
    .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent.slice(0, 60))"""
HEADINGS = "() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(one => Number(one.tagName[1]))"


@pytest.fixture
def asked(page: Page) -> list[str]:
    """Errors of the console and answers of 400 and above, as they come."""
    found: list[str] = []

    def hear(answer: Response) -> None:
        if answer.status >= 400:
            found.append(f"{answer.status} {answer.url}")

    page.on("response", hear)
    page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    return found


def open_whole(page: Page, address: str, settled: Wait, no_exception: Wait) -> None:
    page.goto(address)
    expect(page.locator("h1").first).to_be_visible(timeout=60_000)
    settled(page)
    no_exception(page)


def of_axe(page: Page, theme: str) -> list[str]:
    """What is serious of what axe finds, after colours had time to fade in and a job to draw its picture again."""
    for _ in range(4):
        page.wait_for_timeout(500)
        seen = [
            f"{theme}: {one['id']}: {one['html']} {one['why']}"
            for one in page.evaluate(LOOK)
            if one["impact"] in {"serious", "critical"} and STREAMLIT.get(one["id"], "\0") not in one["html"]
        ]
        if not seen:
            break
    return seen


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_page_opens_without_a_fault_for_every_eye_and_on_a_phone(
    server: str, page: Page, settled: Wait, no_exception: Wait, asked: list[str], name: str
) -> None:
    page.set_default_timeout(60_000)
    open_whole(page, f"{server}/{name}", settled, no_exception)
    faults = list(asked)
    page.evaluate(AXE)
    for theme, background in (("light", "rgb(255, 255, 255)"), ("dark", "rgb(16, 21, 29)")):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.wait_for_function(f"getComputedStyle(document.querySelector('.stApp')).backgroundColor === '{background}'")
        settled(page)
        faults += of_axe(page, theme)
        if pale := page.evaluate(PALE):
            faults.append(f"{theme}: too pale in a figure: {pale}")
    if not page.get_by_role("button", name="Copy link").is_visible():
        faults.append("no “Copy link”")
    levels = page.evaluate(HEADINGS)
    if levels[:1] != [1] or any(level > before + 1 for before, level in pairwise(levels)):
        faults.append(f"headings {levels}")
    page.set_viewport_size({"width": 390, "height": 844})
    settled(page)
    try:
        page.wait_for_function("document.querySelector('.stMain').scrollWidth <= 390", timeout=5_000)
    except Slow:
        wide = page.evaluate("document.querySelector('.stMain').scrollWidth")
        faults.append(f"a phone scrolls sideways, over {wide} px")
    if cut := page.evaluate(CUT_OFF):
        faults.append(f"wider than a phone: {cut}")
    assert not faults, "\n".join(faults)


def test_so_it_does_below_a_sub_path(
    new_server: Callable[..., AbstractContextManager[str]],
    page: Page,
    settled: Wait,
    no_exception: Wait,
    asked: list[str],
) -> None:
    with new_server(STREAMLIT_SERVER_BASE_URL_PATH="course/week1") as address:
        open_whole(page, f"{address}/words?word=king", settled, no_exception)
        page.get_by_test_id("stSidebarNav").get_by_text("Models", exact=True).click()
        expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()
        assert page.url == f"{address}/models"
        page.reload()
        expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()
        settled(page)
        assert asked == []
        page.goto("about:blank")
