"""One clock on Watch it learn: looking trains nothing, a past step is past everywhere, two runs keep step."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

TOGETHER = """() => {
    const panels = [...document.querySelectorAll('.live')];
    const steps = panels.map(panel => panel.querySelector('.live-step').textContent);
    return steps[0] !== '0' && steps[0] === steps[1] && panels.every(panel => panel.dataset.still === 'true');
}"""


def opened(page: Page, address: str, panels: int = 1) -> Page:
    page.goto(address, timeout=90_000)
    expect(page.locator(".live")).to_have_count(panels)
    page.wait_for_function(
        "[...document.querySelectorAll('.live')].every(panel => panel.querySelector('.live-probe input')?.value)"
    )
    return page


def fresh(context: BrowserContext, address: str, step: int) -> Page:
    """Another visitor's page of the run at that step."""
    page = context.new_page()
    opened(page, address)
    expect(page.locator(".live-step")).to_have_text(f"{step:,}")
    return page


def shown(page: Page) -> dict[str, object]:
    """All that the overview says of a step, but for the loss, whose mean over steps is rounded on the curve."""
    text = lambda name: page.locator(name).inner_text()  # noqa: E731
    return {
        "step": text(".live-step"),
        "read": text(".live-epoch"),
        "text": text(".live-text"),
        "formula": text(".live-terms"),
        "pairs": page.locator(".live-pairs tbody tr:visible").all_inner_texts(),
        "near": page.locator(".live-probe").all_inner_texts(),
    }


def test_looking_never_trains(server: str, page: Page) -> None:
    opened(page, f"{server}/watch")
    page.click('[data-lens="xray"]')
    expect(page.locator(".live-xray-what")).to_have_text(
        "Nothing is trained yet. Step 1 would take 64 pairs; this is one of them."
    )
    expect(page.locator(".live-story")).to_contain_text("has not been moved by it")
    would = page.locator(".live-xray tbody").inner_text()
    expect(page.locator(".live-step")).to_have_text("0")
    page.click('[data-steps="1"]')
    expect(page.locator(".live-xray-what")).to_have_text("Step 1, done. It took 64 pairs; this is one of them.")
    assert page.locator(".live-xray tbody").inner_text() == would, "it was the step that came"
    expect(page.locator(".live-sparse figcaption")).to_contain_text("the sparser the larger the vocabulary")
    page.click('[data-lens="matrices"]')
    page.click('[data-lens="overview"]')
    page.click('[data-lens="xray"]')
    expect(page.locator(".live-step")).to_have_text("1")
    page.click(".live-take-pair")
    expect(page.locator(".live-step")).to_have_text("2")
    expect(page.locator(".live-xray-what")).to_have_text("Step 2, done. It took a single pair.")
    expect(page.locator(".live-sparse figcaption")).to_contain_text(
        re.compile(r"1 of \d+ of v \(above\), [2-6] of \d+ of u .* a very sparse matrix")
    )


def test_a_click_on_the_curve_opens_that_very_step(server: str, page: Page, chromium: Browser) -> None:
    opened(page, f"{server}/watch?step=240")
    expect(page.locator(".live-step")).to_have_text("240")
    page.locator(".live-of-loss canvas").click(position={"x": 190, "y": 50})
    expect(page.locator(".live-when")).not_to_have_text("now")
    step = int(page.locator(".live-when").inner_text().removeprefix("step "))
    assert 20 < step < 230
    expect(page.locator(".live-xray-what")).to_contain_text(f"Step {step}, done")
    context = chromium.new_context(viewport={"width": 1280, "height": 720})
    other = fresh(context, f"{server}/watch?step={step}", step)
    other.click('[data-lens="xray"]')
    expect(other.locator(".live-xray-what")).to_contain_text(f"Step {step}, done")
    assert page.locator(".live-xray tbody").inner_text() == other.locator(".live-xray tbody").inner_text()
    assert page.locator(".live-story").inner_text() == other.locator(".live-story").inner_text()
    components = """() => document.querySelector('.live-xray tbody canvas').toDataURL()"""
    assert page.evaluate(components) == other.evaluate(components)
    page.click(".live-now")
    expect(page.locator(".live-step")).to_have_text("240")
    context.close()


def test_a_past_step_is_past_everywhere(server: str, page: Page, chromium: Browser) -> None:
    """Five checkpoints looked back at, against runs of another browser that stand there."""
    opened(page, f"{server}/watch?step=300")
    expect(page.locator(".live-step")).to_have_text("300")
    slider = page.get_by_label("Go back to a checkpoint")
    page.wait_for_function("+document.querySelector('.live-timeline input[type=range]').max > 20")  # all are told
    last = int(slider.get_attribute("max") or 0)
    context = chromium.new_context(viewport={"width": 1280, "height": 720})
    for share in (0, 0.2, 0.45, 0.7, 0.95):
        slider.evaluate("(s, at) => { s.value = at; s.dispatchEvent(new Event('input')); }", round(share * last))
        step = int(page.locator(".live-when").inner_text().removeprefix("step "))
        expect(page.locator(".live-step")).to_have_text(str(step))
        other = fresh(context, f"{server}/watch?step={step}", step)
        stop_at = time.monotonic() + 20  # the server is asked when the slider has come to rest
        while (then := shown(page)) != (now := shown(other)) and time.monotonic() < stop_at:
            page.wait_for_timeout(50)
        assert then == now
        losses = [one.locator(".live-loss").inner_text().replace("–", "nan") for one in (page, other)]
        assert float(losses[0]) == pytest.approx(float(losses[1]), abs=0.002, nan_ok=step == 0)
        assert f"at step {step}" in page.locator(".live-caption").inner_text()
        other.close()
    context.close()
    page.click('[data-steps="1"]')
    expect(page.locator(".live-step")).to_have_text("301")
    expect(page.locator(".live-when")).to_have_text("now")


def test_the_replay_takes_all_with_it_and_comes_back(server: str, page: Page) -> None:
    opened(page, f"{server}/watch?step=200")
    expect(page.locator(".live-step")).to_have_text("200")
    page.select_option(".live-replay-speed", "16")
    page.evaluate("""() => {
        window.seen = new Set();
        const read = () => window.seen.add(document.querySelector('.live-step').textContent + ' '
            + document.querySelector('.live-pairs tbody').textContent);
        new MutationObserver(read).observe(document.querySelector('.live-pairs'), {subtree: true, characterData: true});
    }""")
    page.click(".live-replay")
    expect(page.locator(".live-when")).not_to_have_text("now")
    expect(page.locator(".live-when")).to_have_text("now", timeout=30_000)
    expect(page.locator(".live-step")).to_have_text("200")
    assert page.evaluate("window.seen.size") > 3


def test_two_runs_keep_step(server: str, page: Page, settled: Callable[[Page], None]) -> None:
    opened(page, f"{server}/watch?experiment=Window+1+against+10&window=1", panels=2)
    page.locator(".live-speed").first.select_option("20")
    page.locator(".live-play").first.click()
    page.wait_for_function("+document.querySelector('.live-step').textContent > 3")
    apart = page.evaluate("""() => new Promise(done => {
        const steps = [0, 0];
        const apart = [];
        document.querySelectorAll('.live').forEach((panel, i) => panel.addEventListener('live-frame', event => {
            steps[i] = event.detail.step;
            if (steps[0] && steps[1]) apart.push(Math.abs(steps[0] - steps[1]));
            if (apart.length === 60) done(apart.sort((a, b) => a - b));
        }));
    })""")
    assert apart[len(apart) // 2] <= 4, "frames of the two come one after the other, at 20 steps a second"
    page.get_by_role("link", name="Welcome").first.click()
    expect(page.locator(".live")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    settled(page)
    page.go_back()
    expect(page.locator(".live")).to_have_count(2)
    page.wait_for_function(TOGETHER)
    one = page.locator(".live-step").first.inner_text()
    page.locator(".live-play").first.click()
    page.wait_for_function("before => +document.querySelector('.live-step').textContent > before + 5", arg=int(one))
    page.locator(".live-play").first.click()
    page.wait_for_function(TOGETHER)


def test_two_runs_fit_on_one_screen(server: str, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    opened(page, f"{server}/watch?experiment=No+negatives:+k+=+0", panels=2)
    expect(page.locator(".live-bar:visible")).to_have_count(1)
    page.wait_for_function("""() => [...document.querySelectorAll('.live-map, .live-curve, .live-probes')]
        .every(part => part.clientHeight > 90 && part.getBoundingClientRect().bottom <= 722)""")
    page.locator(".live-bar").first.get_by_role("button", name="+20").click()
    page.wait_for_function("""() => {
        const seen = (part, table) => part.right <= table.right && part.bottom <= Math.min(table.bottom, 722);
        return [...document.querySelectorAll('.live-pairs')].every(table => {
            const cells = [...table.querySelectorAll('tr:not([hidden]):nth-child(-n+6) > :last-child')];
            const box = table.getBoundingClientRect();
            return cells.length > 6 && cells.every(cell => seen(cell.getBoundingClientRect(), box));
        });
    }""")
    assert page.evaluate("""() => [...document.querySelectorAll('.live-timeline')]
        .every(row => row.getBoundingClientRect().bottom <= 722)""")
    page.set_viewport_size({"width": 390, "height": 844})  # on a phone below each other, each of its own height
    page.wait_for_function("""() => [...document.querySelectorAll('.live-pairs')]
        .every(table => table.clientHeight < 200 && table.scrollWidth <= table.clientWidth)""")
    expect(page.locator(".live-second .live-bar")).to_be_hidden()


def test_a_branch_that_differs_in_nothing_says_so(server: str, page: Page) -> None:
    opened(page, f"{server}/watch?step=100")
    expect(page.locator(".live-step")).to_have_text("100")
    page.click(".live-branch")
    expect(page.locator(".live")).to_have_count(2)
    expect(page.get_by_text("The two are still the same")).to_be_visible()


@pytest.mark.parametrize(("text", "name"), [("royals", "held out"), ("crime", "on the text")])
def test_held_out_is_said_only_where_it_is_so(server: str, page: Page, text: str, name: str) -> None:
    title = {"royals": "The royal family", "crime": "Crime and Punishment"}[text]
    opened(page, f"{server}/watch?text={title.replace(' ', '+')}")
    expect(page.locator(".live-held-name")).to_have_text(name)
    page.locator(".live-key-held").focus()
    said = "never trained on" if text == "royals" else "too few sentences to hold any out"
    expect(page.locator(".live-explained")).to_contain_text(said)
    expect(page.locator(".live-explained a")).to_have_attribute("href", "glossary?term=held-out-loss")
    with page.context.expect_page() as entry:
        page.keyboard.press("Enter")
    expect(entry.value.get_by_role("heading", name="Held-out loss", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".live-explained")).to_be_hidden()
