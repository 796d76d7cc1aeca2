"""The published answers of pretrained models, on the parts of them that are here."""

import pytest

from explorer.known_answers import models
from explorer.known_answers.answers import answers
from explorer.vectors import WordVectors


@pytest.mark.parametrize(("model", "n"), [("glove", 5), ("twitter", 2), ("news", 4)])
def test_pretrained_models_give_what_is_published(request: pytest.FixtureRequest, model: str, n: int) -> None:
    vectors: WordVectors = request.getfixturevalue(model)
    found = [one for one in answers(list(models.checks([vectors]))) if one.topic == vectors.name]
    assert [(one.name, one.obtained) for one in found if not one.passed] == []
    assert len(found) >= n
