"""Every page opens through app.py, with the built-in model and nothing else."""

import ast
from pathlib import Path

import pytest

from tests.background import visit

ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("pages/*/*.py"))


def test_every_page_is_in_the_navigation() -> None:
    listed = (ROOT / "app.py").read_text(encoding="utf-8")
    assert PAGES
    assert [page for page in PAGES if page not in listed] == []


@pytest.mark.parametrize("page", PAGES)
def test_page_opens(page: str) -> None:
    app = visit(page).run()
    assert not app.exception
    assert not app.error
    assert len(app.title) == 1, "a page has one title"


@pytest.mark.parametrize("page", PAGES)
def test_page_says_what_it_is_for(page: str) -> None:
    """A docstring for the one who reads the code; `opening` for the one who reads the page."""
    tree = ast.parse((ROOT / page).read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    assert "panels.opening(" in ast.unparse(tree)
