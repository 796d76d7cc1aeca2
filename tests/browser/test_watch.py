"""Watch it learn, driven as a visitor does."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live_panel import saved

# Nodes that were there and are no more: a table that grows by a row adds nodes and replaces none.
COUNT_REMOVED = """() => {
    window.removed = 0;
    new MutationObserver(list => list.forEach(m => window.removed += m.removedNodes.length))
        .observe(document.querySelector('.live'), {childList: true, subtree: true});
}"""


def steps(page: Page) -> int:
    return int(page.locator(".live-step").inner_text().replace(",", ""))


def plays_on(page: Page, more: int) -> None:
    """Waits until the run is `more` steps further."""
    beyond = "step => +document.querySelector('.live-step').textContent.replaceAll(',', '') > step"
    page.wait_for_function(beyond, arg=steps(page) + more)


def assert_stands(page: Page) -> None:
    """The run says that it stands, and no step follows."""
    expect(page.locator(".live")).to_have_attribute("data-still", "true")
    before = steps(page)
    page.wait_for_timeout(400)
    assert steps(page) == before


def test_it_learns_until_king_minus_man_plus_woman_is_queen(
    watch: Page, settled: Callable[[Page], None], no_exception: Callable[[Page], None]
) -> None:
    page = watch
    page.select_option(".live-speed", "500")
    page.click(".live-play")
    answer = page.locator(".live-analogy .live-near").first
    page.wait_for_function("+document.querySelector('.live-step').textContent.replace(',', '') > 1500", timeout=60_000)
    expect(answer).to_contain_text("queen")
    expect(answer.locator("small")).to_have_text(re.compile(r"^−?[01]\.\d\d$"))
    page.click(".live-play")
    assert float(page.locator(".live-loss").inner_text()) < 2.3
    assert float(page.locator(".live-held").inner_text()) < 2.3
    expect(page.locator(".live-centre")).not_to_be_empty()
    assert page.locator(".live-positive").count() >= 1
    assert page.locator(".live-negative").count() >= 4
    page.get_by_role("button", name="Keep as model").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("is now one of your models")
    name = dialog.locator("strong").inner_text()
    assert re.fullmatch(r"The royal family, [\d,]+ steps", name)
    dialog.get_by_text("Ask it an analogy").click()
    expect(page.locator("h1")).to_have_text("Analogies")
    settled(page)
    no_exception(page)
    page.get_by_test_id("stSelectbox").first.click()
    expect(page.get_by_role("option", name=name)).to_be_visible()


def test_a_cold_server_opens_the_link_without_a_word(
    new_server: Callable[..., AbstractContextManager[str]], page: Page
) -> None:
    """Not behind a dialog “Page not found”, which the first visit to a cold server would otherwise get."""
    with new_server() as address:
        page.goto(f"{address}/watch?seed=3")
        page.click('[data-steps="1"]')
        expect(page.locator(".live-step")).to_have_text("1")
        assert page.get_by_role("dialog").count() == 0
        page.goto("about:blank")


def test_pause_is_answered_and_nothing_is_replaced(watch: Page) -> None:
    page = watch
    page.select_option(".live-speed", "")
    page.click(".live-play")
    page.wait_for_function("+document.querySelector('.live-step').textContent.replace(',', '') > 200")
    page.evaluate("document.querySelector('[data-zoom=\"1.4\"]').click()")
    plays_on(page, 100)
    page.evaluate(COUNT_REMOVED)
    plays_on(page, 200)
    assert page.evaluate("window.removed") == 0
    page.evaluate("""() => new Promise(done => {
        document.querySelector('.live').addEventListener('live-answer', done);
        document.querySelector('.live-play').click();
    })""")
    expect(page.locator(".live-play")).to_contain_text("Play")
    assert_stands(page)


def test_steps_reset_and_keys(watch: Page) -> None:
    page = watch
    for clicks, sum_of_steps in ((1, 1), (20, 21), (100, 121)):
        page.click(f'[data-steps="{clicks}"]')
        expect(page.locator(".live-step")).to_have_text(str(sum_of_steps))
    first = page.locator(".live-formula").inner_text()
    page.click(".live-reset")
    expect(page.locator(".live-step")).to_have_text("0")
    page.locator(".live").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".live-step")).to_have_text("1")
    page.click('[data-steps="20"]')
    page.click('[data-steps="100"]')
    expect(page.locator(".live-step")).to_have_text("121")
    same = "digits => document.querySelector('.live-formula').innerText === digits"
    page.wait_for_function(same, arg=first)  # the same seed gives the same digits
    page.locator(".live").focus()
    page.keyboard.press("Space")
    expect(page.locator(".live-play")).to_contain_text("Pause")
    page.keyboard.press("Space")
    expect(page.locator(".live-play")).to_contain_text("Play")
    expect(page.locator(".live-say")).to_contain_text(re.compile(r"Step \d+, loss [\d.]+ nats per pair, paused"))


def test_a_probe_word_that_is_not_there_is_named(watch: Page) -> None:
    page = watch
    probe = page.get_by_label("Probe word 1")
    probe.fill("qeen")
    probe.press("Enter")
    expect(page.locator(".live-probe").first).to_contain_text("“qeen” is not in this text; nearest spellings: queen")
    probe.fill("Queen")
    probe.press("Enter")
    expect(page.locator(".live-probe").first.locator(".live-near").first).to_be_visible()


def test_leaving_pauses_and_coming_back_finds_the_run(watch: Page) -> None:
    page = watch
    page.click(".live-play")
    page.wait_for_function("+document.querySelector('.live-step').textContent > 20")
    page.get_by_test_id("stSidebarNav").get_by_text("Analogies", exact=True).click()
    expect(page.locator("h1")).to_have_text("Analogies")
    expect(page.locator(".live")).to_have_count(0)
    page.get_by_test_id("stSidebarNav").get_by_text("Watch it learn", exact=True).click()
    expect(page.locator(".live-play")).to_contain_text("Play")
    page.wait_for_function("+document.querySelector('.live-step').textContent > 20")
    assert_stands(page)


def test_a_reload_restores_the_run(watch: Page) -> None:
    page = watch
    page.click('[data-steps="100"]')
    expect(page.locator(".live-step")).to_have_text("100")
    page.reload()
    expect(page.locator(".live-step")).to_have_text("100")
    page.click('[data-steps="1"]')
    expect(page.locator(".live-step")).to_have_text("101")


def test_settings_are_in_the_link_and_two_tabs_are_two_runs(server: str, watch: Page) -> None:
    page = watch
    page.click('[data-steps="20"]')
    expect(page.locator(".live-step")).to_have_text("20")
    other = page.context.new_page()
    other.goto(f"{server}/watch?negatives=2&dim=16&seed=7")
    expect(other.locator(".live-step")).to_have_text("0")
    other.click('[data-steps="20"]')
    expect(other.locator(".live-step")).to_have_text("20")
    # One true pair and two negatives each: the third row after it is the next true pair.
    kinds = other.locator(".live-pairs tbody tr:visible").evaluate_all("rows => rows.map(r => r.className)")
    assert kinds[0] == "live-positive"
    assert "live-positive" not in kinds[1:3]
    assert len(kinds) % 3 == 0
    assert all(kind == "live-positive" for kind in kinds[::3])
    expect(page.locator(".live-step")).to_have_text("20")
    other.close()


def test_a_text_of_ones_own(server: str, page: Page) -> None:
    page.goto(f"{server}/watch?text=A+text+of+your+own")
    expect(page.get_by_text("Give a text of your own")).to_be_visible()
    page.get_by_role("button", name="Text").click()
    page.get_by_label("Paste it here").fill("the cat sat on the mat. the dog sat on the rug. " * 20)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".live-step")).to_have_text("0")
    page.keyboard.press("Escape")
    page.click('[data-steps="20"]')
    expect(page.locator(".live-step")).to_have_text("20")
    expect(page.locator(".live-centre")).to_have_text(re.compile("the|cat|sat|on|mat|dog|rug"))


def test_without_the_socket_it_is_only_slower(server: str, page: Page) -> None:
    """Some hosts let nothing through but Streamlit's own socket."""
    page.route_web_socket(re.compile(r".*/live/.*"), lambda socket: socket.close(code=1011))
    page.goto(f"{server}/watch")
    expect(page.locator(".live-note").filter(has_text="Slower updates").first).to_be_visible(timeout=30_000)
    expect(page.locator(".live")).to_have_count(1)  # the panel that had a socket is gone
    page.click('[data-steps="20"]')
    expect(page.locator(".live-step")).to_have_text("20")
    page.click(".live-play")
    page.wait_for_function("+document.querySelector('.live-step').textContent.replaceAll(',', '') > 40")
    page.click(".live-play")
    expect(page.locator(".live-play")).to_contain_text("Play")
    assert_stands(page)  # the button says so at once, the run when it has heard of it
    page.click('[data-lens="xray"]')
    expect(page.locator(".live-story")).to_contain_text(re.compile(r"This pair cost [\d.]+ nats"))
    page.click('[data-lens="overview"]')
    page.click('[data-chart="similarity"]')
    assert saved(page, "similarity.csv")[-1].split(",")[0] == str(steps(page))


def test_the_x_ray_and_the_matrices(watch: Page) -> None:
    page = watch
    page.click('[data-steps="100"]')
    expect(page.locator(".live-step")).to_have_text("100")
    page.click('[data-lens="xray"]')
    page.click(".live-take-pair")
    expect(page.locator(".live-step")).to_have_text("101")
    expect(page.locator(".live-story")).to_contain_text(re.compile(r"This pair cost [\d.]+ nats"))
    rows = page.locator(".live-xray tbody tr:visible")
    expect(rows).to_have_count(7)  # v, one context, five negatives
    losses = rows.locator("td:nth-child(8)").all_inner_texts()
    assert sum(float(loss) for loss in losses if loss) == pytest.approx(
        float(re.search(r"cost ([\d.]+) nats", page.locator(".live-story").inner_text()).group(1)), abs=0.005
    )
    painted = "c => new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data).size"
    assert rows.first.locator("canvas").evaluate("c => c.width") == 32
    assert rows.first.locator("canvas").evaluate(painted) > 10
    page.click('[data-lens="matrices"]')
    expect(page.locator(".live-names span:visible").first).to_have_text("king")
    assert page.locator(".live-heat-v canvas").evaluate(painted) > 20
    page.click('[data-lens="overview"]')
    page.click('[data-steps="1"]')
    expect(page.locator(".live-step")).to_have_text("102")


def test_back_in_time_and_on_from_there(watch: Page) -> None:
    page = watch
    page.click('[data-steps="100"]')
    expect(page.locator(".live-step")).to_have_text("100")
    slider = page.get_by_label("Go back to a checkpoint")
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    expect(page.locator(".live-when")).not_to_have_text("now")
    back = int(page.locator(".live-when").inner_text().removeprefix("step "))
    assert 0 < back < 100
    page.click(".live-rewind")
    expect(page.locator(".live-step")).to_have_text(str(back))
    expect(page.locator(".live-when")).to_have_text("now")
    page.click('[data-steps="1"]')
    expect(page.locator(".live-step")).to_have_text(str(back + 1))
    page.click(".live-replay")
    expect(page.locator(".live-when")).not_to_have_text("now")
    expect(page.locator(".live-when")).to_have_text("now", timeout=30_000)
