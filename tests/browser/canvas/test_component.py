"""A script that is mounted on a page: one module, and what it draws lives until its place is gone."""

import pytest
from playwright.sync_api import Page

from explorer.ui.canvas import modules
from tests.browser.canvas.conftest import Call


def test_what_is_drawn_lives_until_its_place_has_left_the_page(call: Call) -> None:
    """Streamlit takes back a call that a newer one has overtaken, too."""
    told = call(
        "shared/mounted.js",
        """const told = [], parentElement = document.body.appendChild(document.createElement('div'));
        const draw = m.mounted(() => {
            told.push('begun');
            return { receive: ({ data }) => told.push(data), close: () => told.push('closed') };
        });
        const overtaken = draw({ parentElement, data: 'first' });
        overtaken();
        const last = draw({ parentElement, data: 'second' });
        parentElement.remove();
        last();
        return told;""",
    )
    assert told == ["begun", "first", "second", "closed"]


@pytest.mark.parametrize(
    "entry", ["live/live.js", "atlas/atlas.js", "plotly_map/plotly_map.js", "parallel/parallel.js"]
)
def test_the_script_of_a_component_is_one_module(sheet: Page, entry: str) -> None:
    """As Streamlit loads it: from a Blob, where an import of a file would find nothing."""
    kind = sheet.evaluate(
        """async text => {
            const before = Object.keys(window).length;
            const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
            const found = await import(url);
            return [typeof found.default, Object.keys(found), Object.keys(window).length - before];
        }""",
        modules.script(entry),
    )
    assert kind == ["function", ["default"], 0]
