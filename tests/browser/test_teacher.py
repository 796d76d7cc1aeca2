"""A teacher writes a lesson, mends it by its line, gives out its link, and sees the class on the wall."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Page, expect

from tests.streamlit_visit import Visit

Check = Callable[[Page], None]
NAMES = ("Ana", "Bo <b>", "Cy")


def joined(server: str, code: str, name: str, query: dict[str, str]) -> Visit:
    """A student who joins by a socket, and opens the link with a seed forced into it and into its widget."""
    visit = Visit(server)
    visit.open("course", **{"class": code})
    visit.run(filled={"class_code": code, "class_nickname": name}, pressed="class_in")
    visit.open("watch", **{**query, "seed": "99", "step": "20"})
    visit.run(filled={"lesson seed 5": 99.0})
    return visit


def test_own_lesson_link_and_wall(server: str, page: Page, settled: Check, no_exception: Check) -> None:
    page.goto(f"{server}/teacher?room=Write+a+lesson")
    field = page.get_by_label("The lesson", exact=True)
    expect(field).not_to_be_empty()
    template = field.input_value()
    lines = template.splitlines()
    wrong = lines.index("minutes = 10") + 1
    field.fill(template.replace("minutes = 10", "minutes = -10"))
    field.press("Control+Enter")
    expect(page.get_by_text(f"Line {wrong}.")).to_be_visible()
    ruled = template.replace("# fixed = { seed = 1 }", "fixed = { seed = 5 }").replace(", seed = 1", "")
    field.fill(ruled.replace('# hidden = ["sample", "exponent"]', 'hidden = ["rate"]'))
    field.press("Control+Enter")
    expect(page.get_by_text(f"Line {wrong}.")).to_have_count(0)
    settled(page)
    page.get_by_role("button", name="Keep it and make its link").click()
    link = page.locator('[data-testid="stCode"]', has_text="lesson=").inner_text().strip()

    page.get_by_role("radio", name="Class wall").click()
    settled(page)
    page.get_by_role("button", name="Open a class").click()
    code = page.locator(".wall-code")
    page.wait_for_function("document.querySelector('.wall-code')?.innerText.length === 5")
    query = dict(parse_qsl(urlsplit(link).query))
    visits = [joined(server, code.inner_text(), name, query) for name in NAMES]
    expect(page.locator(".wall-name")).to_have_text(list(NAMES))
    for card in page.locator(".wall-member").all():
        expect(card.locator(".wall-run")).to_contain_text("seed 5 ")
        expect(card.locator(".wall-state")).to_contain_text("step 1")
    expect(page.locator(".wall-band-note")).to_contain_text("3 runs of “The royal family”")
    visits[0].close()
    expect(page.locator(".wall-count")).to_contain_text("2 here · 1 away")
    no_exception(page)
    page.get_by_role("button", name="End the class").click()
    expect(page.get_by_role("button", name="Open a class")).to_be_visible()

    page.goto(f"{link}&seed=99")
    expect(page.get_by_text("The lesson sets seed = “5” here; the link asks for “99”.")).to_be_visible()
    page.get_by_role("button", name="Settings").click()
    expect(page.get_by_role("spinbutton", name="Seed")).to_be_disabled()
    expect(page.get_by_role("spinbutton", name="Seed")).to_have_value("5")
    expect(page.get_by_role("slider", name="Window, words to each side")).to_be_visible()
    expect(page.get_by_role("spinbutton", name="Learning rate")).to_have_count(0)
    no_exception(page)
    for visit in visits[1:]:
        visit.close()
