"""What a visitor takes away from the page Watch it learn: pairs in the link, files, and the link of a moment."""

import csv
import itertools
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live_panel import saved


def test_the_likeness_of_named_pairs_is_drawn_and_in_the_link(watch: Page) -> None:
    page = watch
    page.click('[data-steps="100"]')
    expect(page.locator(".live-step")).to_have_text("100")
    page.click('[data-chart="similarity"]')
    field = page.get_by_label("Pairs of words")
    expect(field).to_have_value("king queen, king prince, king earrings")
    field.fill("man woman, qeen king")
    field.press("Enter")
    expect(page.locator(".live-see")).to_contain_text("“qeen” is not in this text; nearest spellings: queen")
    expect(page).to_have_url(re.compile("pairs=man"))
    expect(page.locator(".live-of-similarity canvas")).to_have_attribute(
        "aria-label", re.compile(r": man woman −?[01]\.\d\d$")
    )
    table = saved(page, "similarity.csv")
    assert table[0] == "step,man woman"
    assert table[1].startswith("0,")
    assert table[-1].startswith("100,")
    page.reload()
    expect(page.locator(".live-step")).to_have_text("100")
    expect(field).to_have_value("man woman, qeen king")


def test_what_is_seen_can_be_taken_away(watch: Page) -> None:
    page = watch
    page.click('[data-steps="20"]')
    expect(page.locator(".live-step")).to_have_text("20")
    expect(page.locator(".live-centre")).not_to_be_empty()
    loss = saved(page, "loss.csv")
    assert loss[0] == "step,loss,running_mean,held_out"
    assert len(loss) == 21
    assert float(loss[1].split(",")[1]) == pytest.approx(4.159, abs=0.2)  # 6 ln 2; less where a negative does not count
    pairs = saved(page, "pairs.csv")
    assert pairs[0] == "input,output,target,score,sigmoid,error"
    assert pairs[1].split(",")[2] == "1"
    page.click('[data-lens="xray"]')
    expect(page.locator(".live-xray-what")).to_contain_text("Step 20, done")
    rows = list(csv.DictReader(saved(page, "xray.csv")))
    v, *others = [list(vector) for _, vector in itertools.groupby(rows, key=lambda row: (row["vector"], row["word"]))]
    assert v[0]["u·v before"] == ""
    for when in ("before", "after"):
        for u in others:
            product = sum(float(one[when]) * float(two[when]) for one, two in zip(u, v, strict=True))
            assert float(u[0][f"u·v {when}"]) == pytest.approx(product, abs=1e-5)
    page.click('[data-lens="overview"]')
    picture = "\n".join(saved(page, "map.svg"))
    assert picture.startswith("<svg xmlns=")
    assert ">king</text>" in picture
    page.click(".live-save summary")
    with page.expect_download() as download:
        page.click('[data-save="map.png"]')
    assert Path(download.value.path()).read_bytes()[:4] == b"\x89PNG"


def test_the_shared_link_opens_branch_and_changed_rate_at_the_same_digits(
    watch: Page, settled: Callable[[Page], None]
) -> None:
    page = watch
    page.click('[data-steps="100"]')
    expect(page.locator(".live-step")).to_have_text("100")
    page.select_option(".live-rate", "0.1")
    page.click('[data-steps="20"]')
    expect(page.locator(".live-step")).to_have_text("120")
    page.click(".live-branch")
    expect(page.locator(".live-title").nth(1)).to_have_text("A branch from step 120")
    page.locator('[data-steps="20"]').first.click()
    for panel in (0, 1):
        expect(page.locator(".live-step").nth(panel)).to_have_text("140")
    settled(page)
    page.get_by_role("button", name="Share").click()
    link = page.get_by_role("dialog").get_by_test_id("stCode").first.inner_text().strip()
    other = page.context.new_page()
    other.goto(link)
    for panel in (0, 1):
        expect(other.locator(".live-step").nth(panel)).to_have_text("140")
        formula = page.locator(".live-terms").nth(panel).text_content()
        expect(other.locator(".live-terms").nth(panel)).to_have_text(formula)
    other.close()
