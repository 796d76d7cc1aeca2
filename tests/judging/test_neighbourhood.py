"""The neighbours of a word by part of speech, and their graph."""

import numpy as np
import pytest

from explorer.errors import SettingError
from explorer.judging import neighbourhood
from explorer.text.parts_of_speech import PARTS, UNKNOWN, parts_of
from explorer.vectors import similarity
from explorer.vectors.word_vectors import Metric, WordVectors


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
def test_neighbours_of_one_part_are_all_neighbours_less_the_others(metric: Metric) -> None:
    """Against the whole list of neighbours, from which the words of other parts are struck."""
    names = ("king", "queen", "slowly", "run", "red", "xyzzy", "paris", "happily", "house", "of", "qwertz", "say")
    vectors = WordVectors(names, np.random.default_rng(4).normal(size=(12, 5)).astype(np.float32))
    everything = similarity.nearest(vectors, "king", 11, metric=metric)
    their_parts = parts_of(near.word for near in everything)
    for part in (*PARTS, UNKNOWN):
        wanted = [near for near, its in zip(everything, their_parts, strict=True) if (its or UNKNOWN) == part]
        assert neighbourhood.nearest_of_part(vectors, "king", 2, part, metric=metric) == wanted[:2]
    assert neighbourhood.nearest_of_part(vectors, "king", 3, metric=metric) == everything[:3]
    with pytest.raises(SettingError, match="not “pronoun”"):
        neighbourhood.nearest_of_part(vectors, "king", 2, "pronoun")


def test_a_graph_keeps_to_its_size_and_threshold() -> None:
    vectors = WordVectors(tuple("abcdefghij"), np.random.default_rng(5).normal(size=(10, 3)).astype(np.float32))
    links = neighbourhood.neighbour_graph(vectors, "a", k=4, second=2, least=0.5)
    near = [other for other in similarity.nearest(vectors, "a", 4) if other.score >= 0.5]
    assert [(link.second, link.cosine) for link in links if link.hop == 0] == [(n.word, n.score) for n in near]
    assert all(link.cosine >= 0.5 for link in links)
    assert {link.first for link in links if link.hop} <= {other.word for other in near}
    assert {link.hop for link in neighbourhood.neighbour_graph(vectors, "a", k=4, second=0)} == {0}
    assert neighbourhood.neighbour_graph(vectors, "a", least=1.1) == []
