"""The published answers of pretrained models, on the parts of them that are here."""

from pathlib import Path

import pytest

from explorer.known_answers import models
from explorer.known_answers.answers import answers
from explorer.vectors.model import Model
from explorer.vectors.word_vectors import WordVectors
from tests.reference.conftest import read_text


@pytest.mark.parametrize(
    ("model", "name", "n"),
    [("glove", "GloVe 6B 50d", 13), ("twitter", "GloVe Twitter 25d", 2), ("news", "GoogleNews 300d", 8)],
)
def test_pretrained_models_give_what_is_published(
    request: pytest.FixtureRequest, model: str, name: str, n: int
) -> None:
    vectors: WordVectors = request.getfixturevalue(model)
    asked = list(models.checks([Model(name, vectors)]))
    found = [one for one in answers(asked) if one.topic == name]
    assert [(one.name, one.obtained) for one in found if not one.passed] == []
    assert len(found) >= n


def test_published_effect_sizes_of_glove_840b(shared: Path) -> None:
    """The words of the tests are all there is of this model here."""
    vectors = read_text(shared / "vectors" / "glove.840B.300d.weat+wefat-words.txt")
    found = [
        one
        for one in answers(list(models.checks([Model("glove.840B.300d", vectors)])))
        if one.topic == "glove.840B.300d"
    ]
    assert [one.name for one in found if "WEAT" in one.name]
    assert [(one.name, one.obtained) for one in found if not one.passed] == []
