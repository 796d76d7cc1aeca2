"""Continuing from a model: known rows copied, frozen rows left alone, and something learned."""

import numpy as np
import pytest

from explorer.errors import SelectionError, SettingError
from explorer.text.corpus import Corpus, from_text, read_packaged
from explorer.training.fast.fine_tuning import start_from
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer
from explorer.vectors.word_vectors import WordVectors

SETTINGS = SGNSSettings(dim=16)


@pytest.fixture(scope="module")
def old() -> Corpus:
    return from_text(read_packaged("royals"), name="royals")


@pytest.fixture(scope="module")
def model(old: Corpus) -> WordVectors:
    trainer = SGNSTrainer(old, SETTINGS)
    for _ in range(2000):
        trainer.step()
    return trainer.vectors()


@pytest.fixture(scope="module")
def new() -> Corpus:
    """Another draw of the same sentences, where the king is called khan."""
    return from_text(read_packaged("royals", seed=1).replace("king ", "khan "), name="new")


def test_known_rows_are_copied_and_others_drawn(model: WordVectors, new: Corpus) -> None:
    start = start_from(model, new, dim=16, seed=1)
    khan, throne = new.vocabulary.index["khan"], new.vocabulary.index["throne"]
    assert not start.known[khan]
    assert start.known.sum() == len(new.vocabulary) - 1  # all but khan
    assert (start.v_in[throne] == model.matrix[model.index["throne"]]).all()
    assert 0 < np.abs(start.v_in[khan]).max() <= 0.5 / 16
    assert (start.v_out == 0).all()
    assert (start_from(model, new, dim=16, seed=1, contexts=model).v_out[throne] == start.v_in[throne]).all()


def test_frozen_words_stay_and_a_new_word_finds_its_place(model: WordVectors, new: Corpus, old: Corpus) -> None:
    """Khan ends up beside king, whose sentences it stands in, and nothing else has moved."""
    trainer = SGNSTrainer(old, SETTINGS)
    for _ in range(2000):
        trainer.step()
    contexts = WordVectors(old.vocabulary.words, trainer.v_out.copy())
    start = start_from(model, new, dim=16, seed=1, contexts=contexts)
    tuned = SGNSTrainer(new, SETTINGS, start=(start.v_in, start.v_out), frozen=start.known)
    for _ in range(1000):
        tuned.step()
    assert (tuned.v_in == start.v_in)[start.known].all()
    assert (tuned.v_out == start.v_out)[start.known].all()
    khan = tuned.v_in[new.vocabulary.index["khan"]]
    people = ["king", "queen", "man", "woman", "boy", "aunt", "grandmother"]
    rows = model.unit[model.rows(people)]
    assert people[int((rows @ khan).argmax())] == "king"


def test_free_words_move(model: WordVectors, new: Corpus) -> None:
    start = start_from(model, new, dim=16, seed=1)
    tuned = SGNSTrainer(new, SETTINGS, start=(start.v_in, start.v_out))
    first = tuned.step().loss
    later = [tuned.step().loss for _ in range(500)][-50:]
    assert (tuned.v_in != start.v_in)[start.known].any()
    assert np.mean(later) < first


def test_what_cannot_be_gone_on_from_is_said(model: WordVectors, new: Corpus) -> None:
    with pytest.raises(
        SettingError, match="The model has vectors of 16 dimensions, so training must continue with 16, not 32"
    ):
        start_from(model, new, dim=32, seed=1)
    other = WordVectors(("zzz",), np.ones((1, 16), np.float32))
    with pytest.raises(SelectionError, match="The model knows no word of new"):
        start_from(other, new, dim=16, seed=1)
