"""Which words are mapped, and how that is said."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.errors import UnknownWordError
from explorer.projection import sample
from explorer.projection.settings import SpaceSettings
from explorer.projection.space import space_of
from explorer.vectors.formula import evaluate
from explorer.vectors.similarity import cosines
from explorer.vectors.word_vectors import WordVectors
from tests.projection.made import cloud


def test_samples_by_likeness_and_by_search(royals: WordVectors) -> None:
    near = sample.by_likeness(royals, "king - man + woman", 2)
    scores = cosines(royals, evaluate("king - man + woman", royals))
    assert list(near.rows) == np.argsort(-scores, kind="stable")[:2].tolist()
    assert near.statement == f"the 2 words nearest to king - man + woman, of {len(royals)}"
    found = sample.by_search(royals, "/^[kq]/", 1)
    assert tuple(found.vectors.words) == ("king",)
    assert found.statement == f"the first 1 of the 2 words that match “/^[kq]/”, of {len(royals)}"
    again = eval(f"sample.{near.call}", {"sample": sample, "vectors": royals})
    assert again.vectors.words == near.vectors.words
    with pytest.raises(UnknownWordError):
        sample.by_likeness(royals, "kinng", 2)


def test_a_vector_too_small_to_have_a_length_is_left_out_like_a_zero() -> None:
    matrix = cloud(10).matrix.copy()
    matrix[1] *= np.float32(1e-40)  # denormal: its squares are zero
    matrix[2] *= np.float32(1e-12)  # small, and as good a direction as any
    vectors = WordVectors(tuple("abcdefghij"), matrix)
    drawn = sample.by_rank(vectors, 10)
    assert drawn.zero == ("b",)
    for settings in (SpaceSettings(), SpaceSettings(unit=False), SpaceSettings(metric="euclidean")):
        assert len(space_of(drawn.vectors, settings)) == 9
    small = space_of(drawn.vectors, SpaceSettings(unit=False)).rows[1]
    np.testing.assert_allclose(small, vectors.unit[2], rtol=1e-5)


def test_a_sample_says_what_it_is() -> None:
    matrix = cloud(10).matrix.copy()
    matrix[1] = 0
    vectors = WordVectors(tuple("abcdefghij"), matrix, counts=np.arange(10, 0, -1))
    ranked = sample.by_rank(vectors, 4)
    assert tuple(ranked.vectors.words) == ("a", "c", "d")
    assert ranked.zero == ("b",)
    assert ranked.rows.tolist() == [0, 2, 3]
    assert ranked.vectors.counts is not None
    assert ranked.vectors.counts.tolist() == [10, 8, 7]
    assert ranked.statement == "the 4 most frequent words, of 10"
    unordered = replace(vectors, by_frequency=False)
    assert sample.by_rank(unordered, 4, skip=2).statement == "the 4 first words of the file after the first 2, of 10"
    listed = sample.by_list(vectors, ["j", "x", "b", "a", "j"])
    assert tuple(listed.vectors.words) == ("j", "a")
    assert (listed.missing, listed.zero) == (("x",), ("b",))
    assert len(sample.by_list(vectors, ["x"])) == 0
