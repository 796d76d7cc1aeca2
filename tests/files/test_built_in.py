"""The model that comes with the app is as good as it says, from the text it says."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from explorer.files import library, modelfile
from explorer.judging import analogy_sets, evaluation
from explorer.vectors.word_vectors import WordVectors


@pytest.fixture(scope="module")
def model() -> WordVectors:
    return library.built_in()


def test_it_is_small() -> None:
    assert library.BUILT_IN.stat().st_size < 6_000_000


def test_it_says_what_it_is(model: WordVectors) -> None:
    assert library.BUILT_IN_NAME == "Wikipedia 100d (built in)"
    told, held = library.BUILT_IN_SOURCE, modelfile.load(library.BUILT_IN)
    assert held.model.name == library.BUILT_IN_NAME
    stated = held.model.provenance
    assert (told.origin, told.licence) == ("built-in", stated.licence)
    assert stated.sentence.startswith(f"{told.method} on {told.source}: ")
    for name, value in (*told.settings, ("seed", told.seed)):
        assert (
            f"{value} of {value} epochs" in stated.sentence
            if name == "epochs"
            else f"{name} {value}, " in stated.sentence
        )
    assert model.matrix.shape == (30_000, 100)
    assert not model.matrix.flags.writeable
    assert model.counts is not None
    assert (np.diff(model.counts) <= 0).all()  # by_frequency
    assert model.words[0] == "the"


def test_king_minus_man_plus_woman_is_queen(model: WordVectors) -> None:
    man, king, woman = model.unit[model.rows(["man", "king", "woman"])]
    cosines = model.unit @ (king - man + woman)
    cosines[model.rows(["man", "king", "woman"])] = -1
    assert model.words[int(cosines.argmax())] == "queen"


def test_its_figures_are_good_and_are_those_in_the_file(model: WordVectors) -> None:
    stated = modelfile.load(library.BUILT_IN).about["figures"]
    assert isinstance(stated, dict)
    for name, least in (("WordSim-353", 0.60), ("SimLex-999", 0.28)):
        found = evaluation.word_similarity(model, evaluation.packaged(name))
        assert found.spearman > least
        assert found.spearman == pytest.approx(stated[name]["spearman"], abs=1e-3)
    sections = analogy_sets.score(model, analogy_sets.google_set())
    asked = sum(len(section.asked) for section in sections)
    accuracy = sum(int(section.right.sum()) for section in sections) / asked
    assert asked > 10_000
    assert accuracy > 0.30
    assert accuracy == pytest.approx(stated["Google analogies"]["accuracy"], abs=1e-3)


def test_it_names_the_text_by_its_checksum(shared: Path) -> None:
    text = modelfile.load(library.BUILT_IN).about["text"]
    assert isinstance(text, dict)
    with (shared / "corpora" / text["file"]).open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == text["sha256"]
