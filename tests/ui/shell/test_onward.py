"""“Next” leads through every page of the navigation, in its order, and through the views of each."""

import ast
from itertools import pairwise
from pathlib import Path

from tests.background import visit

ROOT = Path(__file__).resolve().parents[3]


def called(file: Path, name: str) -> list[ast.Call]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == name]


def test_each_page_leads_on_to_the_one_below_it_in_the_navigation() -> None:
    order = [
        ast.unparse(call.args[0]).removeprefix("ROOT / ").strip("'") for call in called(ROOT / "app.py", "st.Page")
    ]
    assert len(order) > 20
    leads = {page: [ast.literal_eval(c.args[0]) for c in called(ROOT / page, "onward.offer")] for page in order[1:]}
    following = dict(pairwise(order[1:]))
    assert leads == {page: [following[page]] if page in following else [] for page in order[1:]}


def test_next_leads_through_the_views_of_a_page_first() -> None:
    at = visit("pages/words/one_hot.py").run()
    seen = []
    while at.button:
        seen.append(at.button(key="onward").label)
        at.button(key="onward").click().run()
    assert seen == ["Next: Look-up", "Next: Likeness"]
    assert at.segmented_control(key="hot_view").value == "Likeness"
    assert [link.proto.label for link in at.get("page_link")] == ["Next: pairs and sampling"]
    assert at.query_params["hot_view"] == "Likeness"
