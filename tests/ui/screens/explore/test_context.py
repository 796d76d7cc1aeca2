"""The page In context, through the app: what it says is what its figures and its Python say."""

import re

import pytest

from explorer.ui.shell import watching
from tests.ui.test_shown_python import figure, opened, printed


@pytest.fixture(autouse=True)
def unpaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Courses run as fast as they can: nobody watches."""
    monkeypatch.setattr(watching, "LEAST", 0)


def test_a_word_splits_and_its_one_vector_lies_between() -> None:
    at = opened("explore/context", context_view="Watch a word split", split_steps="200", split_word="spring")
    said = at.info[0].value
    told = re.findall(r"\d\.\d\d", said)
    assert printed(at, "split.moments").split()[1:] == [told[0], told[1], told[2]]
    assert "After 200 steps" in said
    assert float(told[0]) > 0.8 > 0.5 > float(told[1])
    assert "lies between the clouds" in said
    lines = {trace["name"]: trace for trace in figure(at, "split_silhouette") if trace.get("name")}
    assert set(lines) == {"model", "average", "type"}
    sentence = figure(at, "split_map")[0]["customdata"][0]
    assert sentence[1] == "spring"
