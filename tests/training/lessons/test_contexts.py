"""Why two words are near: shared contexts, counted and weighed."""

import numpy as np
import pytest

from explorer.errors import SelectionError, TextError
from explorer.text import corpus
from explorer.training.lessons.contexts import contexts_of, positive_pmi, why

TEXT = "the cat drinks milk. the dog drinks water. the cat chases mice. the dog chases cars. rain falls on the sea."


def test_counts_by_hand() -> None:
    """Window 2: a neighbour counts 1, the word after it 1/2; sentences are not crossed."""
    text = corpus.from_text(TEXT, name="t")
    index = text.vocabulary.index
    near, sentences, words = contexts_of(text, index["cat"], 2)
    expected = {"the": 2.0, "drinks": 1.0, "milk": 0.5, "chases": 1.0, "mice": 0.5}
    assert {text.vocabulary.words[i]: near[i] for i in np.flatnonzero(near)} == expected
    assert sentences.tolist() == [0, 0, 0, 2, 2, 2]
    assert len(words) == 6


def test_weights_are_those_of_dynamic_windows() -> None:
    """Drawing the reach 1..w and counting what it covers gives, on average, the weight used."""
    text = corpus.from_text("a b c d e f.", name="t")
    rng = np.random.default_rng(0)
    reach = rng.integers(1, 6, 20_000)
    near, _, _ = contexts_of(text, text.vocabulary.index["a"], 5)
    for distance, word in enumerate("bcdef", start=1):
        assert near[text.vocabulary.index[word]] == pytest.approx((reach >= distance).mean(), abs=0.02)


def test_positive_pmi_by_hand() -> None:
    near, chance = np.array([3.0, 1.0, 0.0]), np.array([0.25, 0.5, 0.25])
    assert positive_pmi(near, chance) == pytest.approx([np.log(3), 0, 0])


def test_cat_and_dog_share_drinking_and_chasing() -> None:
    text = corpus.from_text(TEXT, name="t")
    index = text.vocabulary.index
    found = why(text, index["cat"], index["dog"], window=2)
    assert {text.vocabulary.words[shared.word] for shared in found.shared} == {"the", "drinks", "chases"}
    assert sum(shared.share for shared in found.shared) == pytest.approx(1)
    assert found.shared[0].share > found.shared[-1].share, "“the” is met by everybody and explains least"
    assert text.vocabulary.words[found.shared[-1].word] == "the"
    assert found.sentences_a.tolist() == [0, 2]
    assert found.sentences_b.tolist() == [1, 3]
    assert found.sentences_both.size == 0
    assert 0 < found.cosine < 1
    stranger = why(text, index["milk"], index["sea"], window=1)
    assert stranger.shared == []
    assert stranger.cosine == 0


def test_it_is_symmetric() -> None:
    text = corpus.from_text(corpus.read_packaged("royals"), name="r")
    index = text.vocabulary.index
    one, other = (why(text, index[a], index[b], window=5) for a, b in (("king", "queen"), ("queen", "king")))
    assert [s.word for s in one.shared] == [s.word for s in other.shared]
    assert one.cosine == pytest.approx(other.cosine)
    assert one.cosine > why(text, index["king"], index["boy"], window=5).cosine


def test_the_same_word_twice_is_refused() -> None:
    text = corpus.from_text(TEXT, name="t")
    with pytest.raises(SelectionError, match=r"Choose two different words, not “the” twice\."):
        why(text, 0, 0, window=2)


def test_without_those_sentences_they_share_nothing_of_it() -> None:
    text = corpus.from_text(corpus.read_packaged("royals"), name="r")
    index = text.vocabulary.index
    found = why(text, index["king"], index["queen"], window=5)
    left = text.without(np.union1d(found.sentences_a, found.sentences_b))
    assert left.sentences < text.sentences
    assert left.vocabulary is text.vocabulary
    with pytest.raises(TextError, match="nothing of r would be left"):
        text.without(np.arange(text.sentences))
    assert len(why(left, index["king"], index["queen"], window=5).shared) < len(found.shared)
