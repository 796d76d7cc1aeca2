"""The published answers of pretrained models, on the parts of them that are here."""

import pytest

from explorer.known_answers import models
from explorer.known_answers.answers import answers
from explorer.vectors.model import Model
from explorer.vectors.word_vectors import WordVectors


@pytest.mark.parametrize(
    ("model", "name", "n"),
    [("glove", "GloVe 6B 50d", 13), ("twitter", "GloVe Twitter 25d", 2), ("news", "GoogleNews 300d", 8)],
)
def test_pretrained_models_give_what_is_published(
    request: pytest.FixtureRequest, model: str, name: str, n: int
) -> None:
    vectors: WordVectors = request.getfixturevalue(model)
    found = answers([check for check in models.checks([Model(name, vectors)]) if check.topic == name])
    assert [(one.name, one.obtained) for one in found if not one.passed] == []
    assert len(found) >= n


def test_published_effect_sizes_of_glove_840b(glove840: WordVectors) -> None:
    """The words of the tests are all there is of this model here."""
    name = "glove.840B.300d"
    found = answers([check for check in models.checks([Model(name, glove840)]) if check.topic == name])
    assert [one.name for one in found if "WEAT" in one.name]
    assert [(one.name, one.obtained) for one in found if not one.passed] == []
