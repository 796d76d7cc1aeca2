"""Windows, subsampling and the stream of pairs."""

from collections import Counter

import numpy as np
import pytest

from explorer.errors import TextError
from explorer.text.corpus import from_text
from explorer.training.lecture.pairs import PairStream, window_pairs


def by_hand(sentences: list[list[int]], reach: int) -> list[tuple[int, int]]:
    """Positions of all pairs at most `reach` apart, by the definition."""
    pairs, start = [], 0
    for sentence in sentences:
        for i in range(len(sentence)):
            pairs += [
                (start + i, start + j) for j in range(max(0, i - reach), min(len(sentence), i + reach + 1)) if j != i
            ]
        start += len(sentence)
    return pairs


@pytest.mark.parametrize("reach", [1, 2, 7])
def test_windows_reach_both_ways_and_stop_at_the_sentence(reach: int) -> None:
    sentences = [[0] * 4, [0], [0] * 6]
    sentence = np.repeat([0, 1, 2], [4, 1, 6])
    centre, context = window_pairs(sentence, np.full(11, reach))
    assert list(zip(centre.tolist(), context.tolist(), strict=True)) == by_hand(sentences, reach)


def test_a_stream_gives_each_pair_once_an_epoch_in_the_order_of_the_text() -> None:
    c = from_text("a b c d e f. g h i.", name="t")
    stream = PairStream(c, window=2, dynamic=False, sample=0, rng=np.random.default_rng(0))
    expected = by_hand([[0] * 6, [0] * 3], 2)
    taken = [stream.take(7) for _ in range(2 * len(expected))]  # 14 epochs, in sevens that cut across them
    found = [(int(a), int(b)) for p in taken for a, b in zip(p.centre_at, p.context_at, strict=True)]
    assert found == expected * 14
    assert taken[-1].words_seen == 14 * 9
    assert all((p.centre == c.tokens[p.centre_at]).all() and (p.context == c.tokens[p.context_at]).all() for p in taken)


def test_dynamic_windows_favour_near_words() -> None:
    """With reach uniform in 1..4, a word d away is inside with probability (5 - d) / 4."""
    c = from_text(" ".join("abcdefghij" * 20), name="t")
    stream = PairStream(c, window=4, dynamic=True, sample=0, rng=np.random.default_rng(0))
    p = stream.take(50_000)
    far = Counter(np.abs(p.centre_at - p.context_at).tolist())
    np.testing.assert_allclose([far[d] / far[1] for d in (2, 3, 4)], [0.75, 0.5, 0.25], atol=0.04)


def test_subsampling_keeps_words_as_often_as_it_says() -> None:
    c = from_text("the cat the dog the fox the hen " * 200, name="t")
    keep = c.vocabulary.keep_probability(0.05)
    assert keep[0] < 0.5
    stream = PairStream(c, window=1, dynamic=False, sample=0.05, rng=np.random.default_rng(0))
    seen = np.unique(np.concatenate([stream.take(500).centre_at for _ in range(1)]))
    words = c.tokens[seen]
    read = c.tokens[: seen.max()]
    share = [(words == w).sum() / (read == w).sum() for w in range(len(keep))]
    assert np.allclose(share, keep, atol=0.12)


def test_windows_close_over_dropped_words() -> None:
    """Subsampling comes before the window (word2vec.c), so the window reaches over what was dropped."""
    c = from_text("the cat the dog the fox the hen " * 200, name="t")
    stream = PairStream(c, window=1, dynamic=False, sample=0.01, rng=np.random.default_rng(0))
    p = stream.take(2000)
    assert np.abs(p.centre_at - p.context_at).max() > 1


def test_nothing_left_is_said() -> None:
    c = from_text("the cat the cat", name="t")
    stream = PairStream(c, window=1, dynamic=False, sample=1e-12, rng=np.random.default_rng(0))
    with pytest.raises(TextError, match="Subsampling with threshold 1e-12 drops nearly every word"):
        stream.take(10)
