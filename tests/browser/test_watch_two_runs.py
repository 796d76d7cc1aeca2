"""Two runs beside each other on the page Watch it learn."""

import re

from playwright.sync_api import Page, expect


def test_an_experiment_runs_beside_and_plays_together(server: str, page: Page) -> None:
    page.goto(f"{server}/watch?experiment=Learning+rate+too+high")
    first, second = page.locator(".live").nth(0), page.locator(".live").nth(1)
    expect(second.locator(".live-title")).to_have_text("The same, but rate = 1")
    first.locator('[data-steps="100"]').click()
    expect(first.locator(".live-step")).to_have_text("100")
    expect(second.locator(".live-trouble")).to_contain_text("Training diverged at step")
    expect(first.locator(".live-trouble")).to_be_hidden()
    page.get_by_role("button", name="One run again").click()
    expect(page.locator(".live")).to_have_count(1)
    expect(first.locator(".live-step")).to_have_text("100")


def test_two_runs_paused_by_one_click_stand_at_the_same_step(server: str, page: Page) -> None:
    page.goto(f"{server}/watch?experiment=Window+1+against+10&window=1")
    page.locator(".live-speed").first.select_option("2000")
    page.locator(".live-play").first.click()
    page.wait_for_function("+document.querySelector('.live-step').textContent > 60")
    page.locator(".live-play").first.click()
    page.wait_for_function("""() => {
        const [one, other] = [...document.querySelectorAll('.live-step')].map(step => step.textContent);
        return one === other;
    }""")


def test_a_reload_restores_both_runs(watch: Page) -> None:
    page = watch
    page.click('[data-steps="100"]')
    expect(page.locator(".live-step")).to_have_text("100")
    page.click(".live-branch")
    expect(page.locator(".live-title").nth(1)).to_have_text("A branch from step 100")
    page.locator('[data-steps="20"]').first.click()
    for panel in (0, 1):
        expect(page.locator(".live-step").nth(panel)).to_have_text("120")
    page.reload()
    expect(page.locator(".live-title").nth(1)).to_have_text("A branch from step 100")
    for panel in (0, 1):
        expect(page.locator(".live-step").nth(panel)).to_have_text("120")


def test_a_branch_and_leaving_sentences_out(watch: Page) -> None:
    page = watch
    page.click('[data-steps="100"]')
    expect(page.locator(".live-step")).to_have_text("100")
    page.click(".live-branch")
    second = page.locator(".live").nth(1)
    expect(second.locator(".live-title")).to_contain_text("A branch from step 100")
    expect(second.locator(".live-step")).to_have_text("100")
    page.get_by_role("button", name="One run again").click()
    expect(page.locator(".live")).to_have_count(1)
    page.get_by_text("Find out why").click()
    expect(page.get_by_text("share these contexts")).to_be_visible()
    page.get_by_role("button", name=re.compile("Leave these .* sentences out")).click()
    expect(second.locator(".live-title")).to_contain_text("of its sentences")
    expect(second.locator(".live-step")).to_have_text("100")  # it catches up
