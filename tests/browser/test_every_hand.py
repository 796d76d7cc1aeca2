"""For every hand and eye: by keys, without motion, for a projector."""

import re
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect


def test_the_live_map_is_read_and_used_by_keys(server: str, page: Page) -> None:
    page.goto(f"{server}/watch")
    page.wait_for_function("document.querySelector('.live-probe input')?.value")
    page.click('[data-steps="100"]')
    expect(page.locator(".live-step")).to_have_text("100")
    page.locator(".live-map select").last.focus()
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "CANVAS":
            break
    canvas, said = page.locator(".live-map canvas"), page.locator(".live-map .canvas-said")
    canvas.focus()
    expect(canvas).to_be_focused()
    assert canvas.get_attribute("aria-label")
    heard = []
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
        heard.append(said.inner_text())
    assert len(set(heard)) > 2, "each key speaks of another word"
    word = heard[-1].split(",")[0]
    expect(page.locator(".live-map .canvas-tip b")).to_have_text(word)
    expect(page.locator(".live-step")).to_have_text("100")  # an arrow is no step while it moves on the map
    page.keyboard.press("Enter")
    expect(page.get_by_label("Probe word 1")).to_have_value(word)
    page.keyboard.press("Escape")
    expect(canvas).not_to_be_focused()
    expect(page.locator(".live-map .canvas-tip")).to_be_hidden()


def test_the_map_is_read_and_used_by_keys(server: str, page: Page, settled: Callable[[Page], None]) -> None:
    page.goto(f"{server}/map?method=PCA&n=100")
    page.wait_for_selector('.plotly-map[data-state="still"]', timeout=90_000)
    settled(page)
    page.locator(".atlas-canvas canvas").focus()
    for key in ("ArrowUp", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    word = page.locator(".atlas .canvas-said").inner_text().split(",")[0]
    page.keyboard.press("Enter")
    expect(page.get_by_label("Word", exact=True)).to_have_value(word)


def test_without_motion_pictures_change_at_rest(server: str, chromium: Browser) -> None:
    """A map that is redrawn each frame while a run plays would show many positions in a second; this one shows few."""
    context = chromium.new_context(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{server}/watch")
    page.wait_for_function("document.querySelector('.live-probe input')?.value")
    page.select_option(".live-speed", "100")
    page.click(".live-play")
    page.wait_for_function("+document.querySelector('.live-step').textContent.replace(',', '') > 30")
    states = page.evaluate("""async () => {
        const canvas = document.querySelector('.live-map canvas'), seen = [];
        const end = performance.now() + 3000;
        while (performance.now() < end) {
            await new Promise(requestAnimationFrame);
            seen.push(canvas.dataset.state);
        }
        return seen.filter(state => state === 'moving').length;
    }""")
    assert states <= 6, "two or three jumps, each in a single picture"
    context.close()


def test_present_hides_what_is_not_for_the_hall_and_p_toggles(server: str, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    page.goto(f"{server}/watch?present=1")
    expect(page.locator(".live-timeline")).to_be_visible()
    for hidden in ('[data-testid="stSidebar"]', ".live-play", ".live-save", ".live-map-tools"):
        expect(page.locator(hidden).first).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".live-pairs td").first).to_be_visible()
    size = "selector => { const e = document.querySelector(selector);"
    size += " return parseFloat(getComputedStyle(e).fontSize) * (e.currentCSSZoom || 1); }"
    assert page.evaluate(size, ".stMarkdown p") >= 20
    assert page.evaluate(size, ".live-text") >= 20
    assert page.evaluate(size, ".live-pairs td") >= 18
    box = page.locator(".live-timeline").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 1080, "all of it is on one screen"
    page.keyboard.press("p")
    expect(page.locator('[data-testid="stSidebar"]')).to_be_visible()
    expect(page.locator(".live-play")).to_be_visible()
    expect(page).not_to_have_url(re.compile("present"))
    page.keyboard.press("P")
    expect(page.locator(".live-play")).to_be_hidden()
    expect(page).to_have_url(re.compile("present=1"))
    page.get_by_label("Go back to a checkpoint").focus()
    context.close()


def test_a_word_is_found_by_the_pointer_where_the_page_is_zoomed(server: str, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    page.goto(f"{server}/map?method=PCA&n=100&present=1")
    page.wait_for_selector('.plotly-map[data-state="still"]', timeout=90_000)
    x, y = page.evaluate("""() => {
        const map = document.querySelector('.atlas'), canvas = map.querySelector('canvas');
        const box = canvas.getBoundingClientRect(), [x, y] = map.placeOf('first');
        const zoom = box.width / canvas.clientWidth;
        return [box.x + x * zoom, box.y + y * zoom];
    }""")
    page.mouse.move(x, y)
    expect(page.locator(".atlas .canvas-tip b")).to_have_text("first")
    context.close()


def test_focus_is_seen_in_the_sidebar(server: str, page: Page, settled: Callable[[Page], None]) -> None:
    page.goto(f"{server}/pairs")
    settled(page)
    page.locator("h1").wait_for()
    for _ in range(6):  # past the logo and the first links
        page.keyboard.press("Tab")
    page.wait_for_function("""() => {
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
        return document.activeElement.dataset.testid === "stSidebarNavLink"
            && outlineStyle === "solid" && parseFloat(outlineWidth) === 2;
    }""")


def test_focus_is_seen_on_links_to_pages_and_next_leads_it_to_the_top(
    server: str, page: Page, settled: Callable[[Page], None]
) -> None:
    """The button itself may be gone, and a reader would begin again with the browser's own controls."""
    page.goto(f"{server}/one_hot")
    settled(page)
    following = page.get_by_role("button", name="Next: ")
    page.keyboard.press("Tab")
    following.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "document.activeElement.matches('.stMain h1') && !document.querySelector('.stMain').scrollTop"
    )
    settled(page)
    page.goto(f"{server}/course")
    settled(page)
    link = page.get_by_test_id("stPageLink-NavLink").first
    link.wait_for()
    page.keyboard.press("Tab")
    link.focus()
    page.wait_for_function("""() => {
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
        return outlineStyle === "solid" && parseFloat(outlineWidth) === 2;
    }""")


def test_under_a_thumb_all_views_are_in_reach_and_no_tools_lie_on_a_figure(server: str, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{server}/words", timeout=90_000)
    page.wait_for_selector(".stPlotlyChart .main-svg", timeout=60_000)
    over = "[...document.querySelectorAll('[role=radiogroup]')].every(group => group.scrollWidth === group.clientWidth)"
    page.wait_for_function(over)  # a row of views that is too long goes on in the next line
    above = """() => {
        const tools = document.querySelector('.modebar')?.getBoundingClientRect();
        return tools?.height && tools.bottom <= document.querySelector('.main-svg').getBoundingClientRect().top + 2;
    }"""
    page.wait_for_function(above)
    page.set_viewport_size({"width": 853, "height": 480})  # a laptop's page at 150%
    page.wait_for_function(over)
    page.set_viewport_size({"width": 1024, "height": 768})  # a tablet
    page.wait_for_function(over)
    page.set_viewport_size({"width": 1280, "height": 800})  # a larger one
    page.wait_for_function(above)
    context.close()
