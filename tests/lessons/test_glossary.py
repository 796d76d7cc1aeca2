"""The glossary: each term once, each explained on a page from there, each leading to a view that is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from explorer.errors import SelectionError
from explorer.lessons import glossary
from explorer.ui.shell import terms

ROOT = Path(__file__).resolve().parents[2]
PANELS = sorted((ROOT / "explorer/ui/canvas").glob("*/*.html"))


@cache
def literals(page: str) -> set[str]:
    """Every text that stands in the code of a page, of its views and of the widgets that pages share."""
    views = ROOT / "explorer/ui/screens" / page
    files = [ROOT / "pages" / f"{page}.py", views.with_suffix(".py"), *views.glob("*.py")]
    files += [ROOT / "explorer/ui/shell/word_lists.py", ROOT / "explorer/ui/canvas/live/panel.py"]
    files += [ROOT / "explorer/projection/settings.py", ROOT / "explorer/judging/analogy.py"]
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files if file.exists()]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    found = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return found | {"xray", "matrices"}  # of a pattern of the live panel


def test_no_term_and_no_other_name_stands_twice() -> None:
    names = [name.casefold() for one in glossary.terms() for name in {one.name, *one.also}]
    assert len(names) == len(set(names)), sorted({name for name in names if names.count(name) > 1})
    sentences = [one.about for one in glossary.terms()]
    assert len(sentences) == len(set(sentences))


@pytest.mark.parametrize("one", glossary.terms(), ids=lambda one: one.key)
def test_a_term_is_one_sentence_and_leads_to_a_view(one: glossary.Term) -> None:
    assert re.fullmatch(r"[a-z0-9-]+", one.key)
    assert one.about.endswith(".")
    assert len(one.about) <= 240
    assert not re.search(r"[a-z]\. [A-Z]", one.about), "one sentence"
    assert (ROOT / "pages" / f"{one.page}.py").exists()
    known = literals(one.page)
    assert {text for pair in one.view for text in pair} <= known


def test_what_pages_explain_stands_in_the_glossary_and_nowhere_else() -> None:
    asked = {key for panel in PANELS for key, _ in terms.MARKED.findall(panel.read_text(encoding="utf-8"))}
    assert len(asked) > 10
    code = {path: path.read_text(encoding="utf-8") for path in ROOT.glob("explorer/ui/**/*.*") if path.suffix != ".pyc"}
    for text in code.values():
        asked |= set(re.findall(r'(?:terms\.meaning|glossary\.term)\(\s*"([^"]+)"', text))
    assert asked <= {one.key for one in glossary.terms()}
    assert not [panel.name for panel in PANELS if "data-explain=" in panel.read_text(encoding="utf-8")]
    for one in glossary.terms():
        assert not [path.name for path, text in code.items() if one.about in text], one.key


def test_a_sentence_stands_where_its_term_is_marked() -> None:
    page = terms.explained('<b data-term="nat" data-also="Less is better.">nats</b> <i data-term="min-count">n</i>')
    assert f'data-explain="{glossary.term("nat").about} Less is better."' in page
    assert page.endswith(f'data-explain="{glossary.term("min-count").about}">n</i>')
    with pytest.raises(SelectionError, match="no term “fog”"):
        terms.explained('<b data-term="fog">')


def test_a_search_asks_names_first_and_finds_symbols() -> None:
    found = [one.key for one in glossary.matching("softmax")]
    assert found[:2] == ["hierarchical-softmax", "softmax"]
    assert "temperature" in found[2:]
    assert {one.letter for one in glossary.matching("", "S")} == {"S"}
    assert glossary.matching("softmax zebra") == ()
