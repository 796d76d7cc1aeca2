"""The report holds what was chosen, and what a visitor wrote is text in it."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from explorer.kept.report import Shown, report
from tests.kept.test_shelf import RUN, VIEW

HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(1)>"


class Seen(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(page: str) -> Seen:
    parser = Seen()
    parser.feed(page)
    return parser


def test_settings_seed_figures_checksum_and_versions_are_on_the_page() -> None:
    shown = Shown(VIEW, "Map", "http://server/map?method=PCA")
    page = seen(report("My run", "First.\nSecond.", [shown], [RUN], {"numpy": "2.4"}, now=0))
    for told in ("My run", "method", "PCA", "steps", "2,000", "2.51", "seed", RUN.checksum, "numpy 2.4", "Second."):
        assert told in page.text
    assert "01 January 1970, 00:00 UTC" in page.text
    assert [attributes["href"] for tag, attributes in page.tags if tag == "a"] == ["http://server/map?method=PCA"]
    (image,) = [attributes for tag, attributes in page.tags if tag == "img"]
    assert re.fullmatch(r"data:image/png;base64,[A-Za-z0-9+/=]+", image["src"] or "")


def test_what_a_visitor_wrote_is_text() -> None:
    view = replace(VIEW, name=HOSTILE, query=((HOSTILE, HOSTILE),))
    run = replace(RUN, name=HOSTILE, settings=((HOSTILE, HOSTILE),), checksum=HOSTILE)
    shown = Shown(view, HOSTILE, 'http://server/map?a="onmouseover=alert(1)')
    page = seen(report(HOSTILE, HOSTILE, [shown], [run], {"numpy": HOSTILE}, now=0))
    assert not [tag for tag, _ in page.tags if tag == "script"]
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert page.text.count("<script>alert(1)</script>") == 12


def test_the_checksum_is_that_of_what_is_told() -> None:
    first = report("a", "", [], [RUN], {}, now=0)
    same = report("another title", "and words", [], [RUN], {}, now=1e9)
    other = report("a", "", [], [replace(RUN, seed=2)], {}, now=0)
    sums = [re.findall(r"above: ([0-9a-f]{64})", page)[0] for page in (first, same, other)]
    assert sums[0] == sums[1] != sums[2]
