"""One sentence as training reads it."""

from itertools import pairwise

import numpy as np
import pytest

from explorer.text.corpus import Corpus, from_text, read_packaged
from explorer.training.lessons import reading


@pytest.fixture(scope="module")
def royal_corpus() -> Corpus:
    return from_text(read_packaged("royals"), name="royals")


def test_a_fixed_window_by_hand() -> None:
    corpus = from_text("a b c d", name="t")
    seen = reading.read(corpus, 0, window=1, dynamic=False, sample=0, seed=1)
    assert list(zip(seen.centre.tolist(), seen.context.tolist(), strict=True)) == [
        (0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 2),
    ]  # fmt: skip
    assert seen.contexts_of(1) == [0, 2]
    assert [seen.until(at) for at in range(4)] == [1, 3, 5, 6]
    assert seen.kept.all()


def test_windows_reach_over_what_was_dropped(royal_corpus: Corpus) -> None:
    for sentence in range(30):
        seen = reading.read(royal_corpus, sentence, window=1, dynamic=False, sample=1e-3, seed=2)
        places = np.flatnonzero(seen.kept).tolist()
        assert sorted(set(seen.centre.tolist())) == (places if len(places) > 1 else [])
        for at, after in pairwise(places):
            assert after in seen.contexts_of(at)


def test_the_kept_share_is_the_expected_one(royal_corpus: Corpus) -> None:
    readings = [
        reading.read(royal_corpus, s, window=1, dynamic=False, sample=0.01, seed=3)
        for s in range(royal_corpus.sentences)
    ]
    kept = sum(seen.kept.sum() for seen in readings) / len(royal_corpus.tokens)
    assert kept == pytest.approx(reading.expected_share(royal_corpus, 0.01), abs=0.01)
    assert reading.expected_share(royal_corpus, 0) == 1


def test_a_dynamic_window_reaches_each_distance_equally_often(royal_corpus: Corpus) -> None:
    reach = np.concatenate([
        reading.read(royal_corpus, s, window=4, dynamic=True, sample=0, seed=1).reach for s in range(1000)
    ])
    assert np.allclose(np.bincount(reach, minlength=5)[1:] / len(reach), 0.25, atol=0.02)


def test_one_true_row_and_k_drawn_ones(royal_corpus: Corpus) -> None:
    rows = reading.labelled(royal_corpus, 7, k=5, exponent=0.75, seed=1)
    assert rows[0] == (7, 1)
    assert [label for _, label in rows[1:]] == [0] * 5
    assert rows == reading.labelled(royal_corpus, 7, k=5, exponent=0.75, seed=1)
    many = [word for word, _ in reading.labelled(royal_corpus, 7, k=20_000, exponent=0, seed=1)[1:]]
    assert np.allclose(np.bincount(many) / 20_000, 1 / 131, atol=0.004)


def test_ranks_from_the_first_to_the_last() -> None:
    assert reading.spread(2, 14) == [0, 1]
    ranks = reading.spread(5000, 14)
    assert ranks[0] == 0
    assert ranks[-1] == 4999
    assert ranks == sorted(set(ranks))
