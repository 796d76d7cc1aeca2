"""Heads' habits and a word's way through the layers, on attentions and models that can be checked by eye."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from explorer.context.text_sample import TextSample
from explorer.context.transformer import files
from explorer.context.transformer.heads import Habit, habits
from explorer.context.transformer.model import Transformer, words_of_pieces
from explorer.context.transformer.nothing_learned import looked
from explorer.context.transformer.settings import settings_of
from explorer.context.transformer.through_layers import through_layers
from explorer.errors import SelectionError
from explorer.vectors.word_vectors import WordVectors
from tests.context.transformer.made import SMALL, arrays_of, model_folder


@pytest.fixture
def model(tmp_path: Path) -> Transformer:
    settings = settings_of(json.dumps(SMALL["distilbert"]).encode())
    return files.in_folder(model_folder(tmp_path / "small", SMALL["distilbert"], arrays_of(settings)))


def test_habits_are_read_from_the_pieces_between_the_marks() -> None:
    before = np.eye(5, k=-1)
    before[0, 0] = 1
    spread = np.full((5, 5), 0.1)
    spread[:, -1] = 0.6
    assert habits(np.stack([before, np.eye(5), spread])) == [
        Habit("the piece before", pytest.approx(2 / 3)),  # the first of three words looks at [CLS]
        Habit("itself", 1.0),
        Habit("[SEP]", pytest.approx(0.6)),
    ]


def test_layers_are_the_mean_cosines_pair_by_pair(model: Transformer) -> None:
    words = ["the", "bank", "of", "a", "river", "in", "the", "bank", "of", "money"]
    words += ["in", "a", "walk", "a", "bank", "in", "the", "river"]
    known = {word: row for row, word in enumerate(dict.fromkeys(words))}
    sample = TextSample(words, np.array([known[word] for word in words], np.int32))
    found = through_layers(model, sample, known["bank"])
    assert (found.places, found.total) == (3, 3)
    states = []
    for place in (1, 7, 14):
        begin = max(0, place - 10)
        pieces, computed = model.read(" ".join(words[begin : place + 11]))
        states.append(words_of_pieces(pieces, computed.states)[:, place - begin].astype(np.float64))
    for layer in range(4):
        rows = [one[layer] / np.linalg.norm(one[layer]) for one in states]
        pairs = [rows[0] @ rows[1], rows[0] @ rows[2], rows[1] @ rows[2]]
        assert found.same[layer] == pytest.approx(np.mean(pairs), abs=1e-5)
    assert found.corrected == pytest.approx(found.same - found.different)


def test_a_model_with_room_for_few_pieces_reads_fewer_words(model: Transformer) -> None:
    words = ["the", "bank", "of", "a", "river", "in"] * 4
    sample = TextSample(words, np.tile(np.arange(6, dtype=np.int32), 4))
    small = Transformer(replace(model.settings, positions=6), model.pieces, model.weights, "small")
    assert through_layers(small, sample, 1).same.shape == (4,)


def test_attention_with_nothing_learned_is_a_softmax_of_dot_products() -> None:
    """Two words at a right angle, of length 2, in four dimensions: scores 4 / √4 = 2 and 0."""
    vectors = WordVectors(("bank", "river"), np.array([[2, 0, 0, 0], [0, 2, 0, 0]], np.float32))
    found = looked(vectors, "the bank, RIVER")
    own = np.exp(2) / (np.exp(2) + 1)
    assert found.words == ("bank", "river")
    assert found.unknown == ("the",)
    assert found.attention == pytest.approx(np.array([[own, 1 - own], [1 - own, own]]))
    assert found.mixed[0] == pytest.approx([2 * own, 2 * (1 - own), 0, 0])
    assert found.kept(0) == pytest.approx(own / np.hypot(own, 1 - own))
    with pytest.raises(SelectionError, match="this one has 1"):
        looked(vectors, "the bank")
