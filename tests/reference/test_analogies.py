"""REFERENCE.md sections 2 and 6 and KNOWN_ANSWERS D4 and D5: neighbours and analogies of the real vectors."""

import pytest

from explorer import similarity
from explorer.vectors import WordVectors


def test_shapes(glove: WordVectors, news: WordVectors, twitter: WordVectors) -> None:
    assert [model.matrix.shape for model in (glove, news)] == [(19_141, 50), (13_784, 300)]
    assert twitter.dim == 25


def test_neighbours(glove: WordVectors, news: WordVectors, twitter: WordVectors) -> None:
    expected = [
        (glove, "king", [("prince", 0.824), ("queen", 0.784), ("ii", 0.775)]),
        (glove, "paris", [("france", 0.803), ("brussels", 0.780), ("french", 0.774)]),
        (glove, "good", [("better", 0.928), ("really", 0.922), ("always", 0.917)]),
        (news, "king", [("queen", 0.651), ("royal", 0.524), ("King", 0.516)]),
        (news, "Paris", [("France", 0.633), ("French", 0.584), ("Brussels", 0.576)]),
        (news, "good", [("great", 0.729), ("bad", 0.719), ("terrific", 0.689)]),
        (twitter, "king", [("prince", 0.934), ("queen", 0.920)]),
        (twitter, "good", [("too", 0.965), ("day", 0.953)]),
    ]
    for vectors, word, neighbours in expected:
        found = similarity.nearest(vectors, word, k=len(neighbours))
        assert [(near.word, round(near.score, 3)) for near in found] == neighbours


def test_cosine_of_woman_and_man(news: WordVectors) -> None:
    """gensim's documentation prints this number."""
    assert similarity.cosine(news, "woman", "man") == pytest.approx(0.76640123, abs=1e-7)
