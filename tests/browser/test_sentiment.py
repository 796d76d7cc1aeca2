"""The page Sentiment in a browser: what an average and a recurrent network make of “lacking”; three own classes."""

from collections.abc import Callable
from urllib.parse import urlencode

from playwright.sync_api import Page, expect

WAIT = 240_000
ONE = {"sentiment_view": "One sentence", "said_ways": "one way", "said_units": "32", "said_passes": "2"}
THREE = "".join(
    f"__label__{label} {word} tea in cup {n}\n"
    for n in range(12)
    for word, label in (("lovely", "good"), ("awful", "bad"), ("plain", "so-so"))
)


def link(*kinds: str, **others: str) -> str:
    return "/sentiment?" + urlencode([*(ONE | others).items(), *(("said_kinds", kind) for kind in kinds)])


def test_the_recurrent_network_sees_what_is_lacking_and_the_average_does_not(
    server: str, page: Page, no_exception: Callable[[Page], None]
) -> None:
    page.goto(server + link("Average + logistic regression", "Recurrent network"))
    expect(page.get_by_test_id("stProgress").first).to_contain_text("Training: done", timeout=WAIT)
    said = page.get_by_test_id("stAlert").first
    expect(said).to_contain_text("positive: average (0.9")
    expect(said).to_contain_text("negative: GRU (0.")
    expect(said).to_contain_text("the same to average")
    no_exception(page)


def test_three_classes_of_ones_own_are_trained_and_explained(
    server: str, page: Page, no_exception: Callable[[Page], None]
) -> None:
    kinds = ("Naive Bayes, one-hot", "Average that learns on", "Recurrent network")
    page.goto(server + link(*kinds, labelled="A file of your own", sentence="a lovely cup"))
    page.get_by_role("button", name="Labelled sentences").click()
    page.locator("input[type=file]").set_input_files({
        "name": "tea.txt",
        "mimeType": "text/plain",
        "buffer": THREE.encode(),
    })
    expect(page.get_by_text("3 classes: bad (12), good (12), so-so (12)")).to_be_visible()
    expect(page.get_by_test_id("stProgress").first).to_contain_text("Training: done", timeout=WAIT)
    page.keyboard.press("Escape")
    page.get_by_role("combobox", name="Probability of").click()
    page.get_by_role("option", name="good").click()
    said = page.get_by_test_id("stAlert").first
    expect(said).to_contain_text("good: naive Bayes")
    expect(page.get_by_text("Rank correlation of the two")).to_be_visible()
    no_exception(page)
