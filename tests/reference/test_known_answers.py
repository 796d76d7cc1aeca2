"""The published answers of pretrained models, on the parts of them that are here."""

from pathlib import Path

import pytest

from explorer.known_answers import models
from explorer.known_answers.answers import answers
from explorer.vectors.word_vectors import WordVectors
from tests.reference.conftest import read_text


@pytest.mark.parametrize(("model", "n"), [("glove", 13), ("twitter", 2), ("news", 8)])
def test_pretrained_models_give_what_is_published(request: pytest.FixtureRequest, model: str, n: int) -> None:
    vectors: WordVectors = request.getfixturevalue(model)
    found = [one for one in answers(list(models.checks([vectors]))) if one.topic == vectors.name]
    assert [(one.name, one.obtained) for one in found if not one.passed] == []
    assert len(found) >= n


def test_published_effect_sizes_of_glove_840b(shared: Path) -> None:
    """The words of the tests are all there is of this model here."""
    vectors = read_text(shared / "vectors" / "glove.840B.300d.weat+wefat-words.txt", "glove.840B.300d")
    found = [one for one in answers(list(models.checks([vectors]))) if one.topic == vectors.name]
    assert [one.name for one in found if "WEAT" in one.name]
    assert [(one.name, one.obtained) for one in found if not one.passed] == []
