"""Sixty hostile words, on every page and in every text of a link: nothing runs, is fetched, or is rendered."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote_plus

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from explorer.files import library
from explorer.ui.canvas.live.panel import WATCHED
from explorer.ui.canvas.live.runs import BESIDE
from tests.browser.conftest import serving

ROOT = Path(__file__).resolve().parents[2]
MARKS = (
    "![zq](http://evil.invalid/a)", "[zq](http://evil.invalid/b)", "[zq](javascript:window.zq=1)",
    "<img/src=http://evil.invalid/zq/onerror=window.zq=1>", "<script>window.zq=1</script>", "<svg/onload=window.zq=1>",
    "<b>zq</b>", "<a/href=http://evil.invalid/zq>zq</a>", "**zq**", "__zq__", "*zq*", "~~zq~~", "`zq`", "$zq$",
    "$$zq$$", ":red[zq]", ":small[zq]", "&lt;b&gt;zq", "http://evil.invalid/zq", "<http://evil.invalid/zq>",
)  # fmt: skip
WORDS = (*MARKS, *(f"a{mark}" for mark in MARKS), *(f"{mark}:smile:" for mark in MARKS))
NAME = "![zq](http:||evil.invalid) <img src=x onerror=window.zq=1> **zq** $zq$ :red[zq] :material|bolt:".replace(
    "|", "∕"
)
NEAR = ("king", "queen", "woman", "he", "doctor", "paris")
PAGES = sorted(path.stem for path in ROOT.glob("pages/*/*.py") if path.stem != "welcome")
COMPUTED = {  # keys of text fields that are put together, as they are written
    "key": "a b c", "own": "own_pairs second_pairs", "f'axis{i + 1}'": "axis1 axis2 axis3", "f'w{i}'": "w1 w2 w3",
    "f'question_{letter}'": "question_a question_b question_c",
    "f'values_{field}'": "values_window values_dim values_negatives",
    "f'{key}_like'": "only_like show_like", "f'{key}_pattern'": "only_pattern show_pattern",
    "f'{key}_cell'": "only_cell show_cell",
    "name.lower().replace(' ', '_')": "target_1 target_2 attribute_1 attribute_2",
}  # fmt: skip
RENDERED = """() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    // a sentence is cut into words: a figure may have been given the bare word, and says so
    while (walker.nextNode()) if (walker.currentNode.data.trim() === "zq"
        && !walker.currentNode.parentElement.closest('[data-unformatted="zq"]'))
        found.push(walker.currentNode.parentElement.outerHTML.slice(0, 200));
    for (const node of document.querySelectorAll("[href*='evil'], [src*='evil']")) {
        const { hostname } = new URL(node.href || node.src, location);  // a link of ours may name the model
        if (hostname !== location.hostname) found.push(node.outerHTML.slice(0, 200));
    }
    for (const node of document.querySelectorAll("img[alt='zq'], [href^='javascript']"))
        found.push(node.outerHTML.slice(0, 200));
    for (const node of document.querySelectorAll("[role=img][aria-label='bolt icon']")) found.push("icon");
    if (document.body.innerText.includes("\\u{1F604}")) found.push("emoji");
    if (window.zq) found.push("a script has run");
    return found;
}"""


def texts_of_links() -> list[str]:
    """The name of every text that a link can carry, from the widgets' own words."""
    names = {*WATCHED, *BESIDE}
    for path in [*ROOT.glob("explorer/ui/**/*.py"), *ROOT.glob("pages/*/*.py")]:
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                given = {keyword.arg: keyword.value for keyword in call.keywords}
                is_linked = "linked(" in ast.unparse(call.func.value)
                if call.func.attr in {"text_input", "text_area"} and is_linked:
                    key = given["key"]
                    names |= {key.value} if isinstance(key, ast.Constant) else set(COMPUTED[ast.unparse(key)].split())
    return sorted(map(str, names))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that offers a file whose name and words are hostile."""
    folder = tmp_path_factory.mktemp("hostile") / "models"
    folder.mkdir()
    usual = library.built_in()
    known = [*range(3000), *(usual.index[word] for word in NEAR if usual.index[word] >= 3000)]
    rng = np.random.default_rng(0)
    near = [usual.matrix[usual.index[NEAR[place % len(NEAR)]]] for place in range(len(WORDS))]
    lines = [(usual.words[row], usual.matrix[row]) for row in known]
    lines[200:200] = [(word, row + rng.normal(0, 0.05, row.shape)) for word, row in zip(WORDS, near, strict=True)]
    text = "".join(f"{word} {' '.join(f'{value:.4f}' for value in row)}\n" for word, row in lines)
    (folder / f"{NAME}.txt").write_text(text, encoding="utf-8")
    with serving(folder.parent, EMBEDDING_EXPLORER_MODELS=str(folder)) as address:
        yield address


@pytest.fixture(scope="module")
def visitor(hostile: str, chromium: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A visitor who has imported that file, and what the browser was asked to fetch from elsewhere."""
    context = chromium.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.set_default_timeout(60_000)
    foreign: list[str] = []

    def watch(route: Route) -> None:
        if route.request.url.startswith((hostile, "data:", "blob:")):
            route.continue_()
        else:
            foreign.append(route.request.url)
            route.abort()

    page.route("**/*", watch)
    page.goto(f"{hostile}/models")
    page.get_by_role("radio", name="A file on this server").or_(page.get_by_text("A file on this server")).first.click()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("words of 100 numbers").first).to_be_visible(timeout=240_000)
    assert page.evaluate(RENDERED) == []
    yield page, foreign
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_of_a_word_is_more_than_text(
    visitor: tuple[Page, list[str]], hostile: str, settled: Callable[[Page], None], path: str
) -> None:
    page, foreign = visitor
    given = [WORDS[n % len(WORDS)] + "x" * (n % 2) for n in range(len(texts_of_links()))]  # every other one is unknown
    texts = "".join(f"&{name}={quote_plus(word)}" for name, word in zip(texts_of_links(), given, strict=True))
    texts += "&pairs=own&words=own&experiment=%3Cimg%20src=http://evil.invalid/zq%3E&text=**zq**"
    page.goto(f"{hostile}/{path}?model={quote_plus(NAME[:60])}{texts}")
    expect(page.locator("h1")).to_be_visible(timeout=60_000)
    settled(page)
    assert page.evaluate(RENDERED) == []
    assert foreign == []
    if path in {"map", "words", "analogies", "bias", "debias"}:
        assert "zq" in page.get_by_role("combobox", name="Model").first.input_value(), "it is that model's page"
