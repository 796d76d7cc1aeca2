"""Language models: Kneser-Ney by hand, the chain rule, drawing, and a network that learns a small language."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from explorer.errors import SettingError, TextError, UnknownWordError
from explorer.sequence.language.draws import draws, hit, tempered, written
from explorer.sequence.language.language_model import (
    LanguageModel,
    LanguageModelSettings,
    LanguageModelTrainer,
)
from explorer.sequence.language.ngram import KneserNey
from explorer.sequence.language.tokens import EOS, UNK, Sentences, Tokens, sentences_of, split
from explorer.text.corpus import read_packaged
from explorer.text.vocabulary import count_words

SMALL = LanguageModelSettings(units=32, dim=16, dropout=0, word_dropout=0, learning_rate=0.01)


def counted(*sentences: str) -> Sentences:
    """Sentences whose words all are the vocabulary, without <UNK>."""
    tokens = Tokens(count_words(" ".join(sentences).split()), "words")
    return Sentences(tokens, tuple(tokens.ids(sentence.split()) for sentence in sentences))


@pytest.fixture(scope="module")
def royal() -> tuple[Sentences, Sentences]:
    return split(sentences_of(read_packaged("royals"), "words"), "words")


@pytest.fixture(scope="module")
def trained(royal: tuple[Sentences, Sentences]) -> LanguageModelTrainer:
    trainer = LanguageModelTrainer(royal[0], SMALL)
    trainer.run(300)
    return trainer


def test_kneser_ney_by_hand() -> None:
    """ "a b" and "a c", order 2.

    Pairs: <s> a twice; a b, a c, b <EOS>, c <EOS> once: D2 = 4 / (4 + 2) = 2/3.  a, b and c each stand behind one
    word, <EOS> behind two: D1 = 3 / (3 + 2) = 3/5; so P(a) = .4/5 + (.6 * 4/5)/4 = .2 and P(<EOS>) = 1.4/5 + .12 = .4.
    P(b | a) = (1/3)/2 + (2/3 * 2/2) * .2 = .3; P(a | <s>) = (4/3)/2 + (2/3 * 1/2) * .2 = .7333.
    """
    sentences = counted("a b", "a c")
    a, b, c, eos = (*sentences.tokens.ids(["a", "b", "c"]), sentences.tokens.eos)
    model = KneserNey(sentences, 2)
    assert model.discounts == pytest.approx([3 / 5, 2 / 3])
    after_a = model.probabilities(np.array([a]))
    assert after_a[[a, b, c, eos]] == pytest.approx([2 / 15, 0.3, 0.3, 4 / 15])
    assert model.probabilities(np.array([], int))[a] == pytest.approx(11 / 15)
    assert model.losses(np.array([a, b])) == pytest.approx(
        -np.log([11 / 15, 0.3, model.probabilities(np.array([a, b]))[eos]])
    )
    assert model.perplexity(sentences) == pytest.approx(
        np.exp(np.concatenate([model.losses(ids) for ids in sentences.ids]).mean())
    )


def by_definition(sentences: Sentences, word: int, history: tuple[int, ...], order: int) -> float:
    """The recursion as it is printed, all counts made again."""
    padded = [(-1, *ids.tolist(), sentences.tokens.eos) for ids in sentences.ids]

    def grams(n: int) -> Counter[tuple[int, ...]]:
        return Counter(said[i : i + n] for said in padded for i in range(len(said) - n + 1) if said[i : i + n] != (-1,))

    def count(gram: tuple[int, ...]) -> int:
        if len(gram) == order or gram[0] == -1:
            return grams(len(gram))[gram]
        return sum(longer[1:] == gram for longer in grams(len(gram) + 1))

    V, n = len(sentences.tokens), len(history) + 1
    shorter = 1 / V if n == 1 else by_definition(sentences, word, history[1:], order)
    counts = {w: count((*history, w)) for w in range(V)}
    total = sum(counts.values())
    if not total:
        return shorter
    times = Counter(count(gram) for gram in grams(n))
    discount = times[1] / (times[1] + 2 * times[2]) if times[1] else 0
    kinds = sum(value > 0 for value in counts.values())
    return max(counts[word] - discount, 0) / total + discount * kinds / total * shorter


def test_kneser_ney_by_its_definition_and_sums_to_1() -> None:
    sentences = counted("a b a c", "b a c", "c a a b c", "b b")
    for order in (1, 2, 3):
        model = KneserNey(sentences, order)
        for before in ([], [0], [0, 1], [1, 0, 2], [2, 2], [1, 1, 1]):
            probability = model.probabilities(np.array(before, int))
            assert probability.sum() == pytest.approx(1)
            assert (probability > 0).all()
            history = tuple([-1, *before][max(0, len(before) + 2 - order) :]) if order > 1 else ()
            for word in range(len(sentences.tokens)):
                assert probability[word] == pytest.approx(by_definition(sentences, word, history, order))


def test_a_word_counts_after_how_many_words_it_stood() -> None:
    """ "francisco" is the most frequent word, but only after "san": after an unknown history it is unlikely."""
    sentences = counted(*["san francisco"] * 8, "the bay", "a bay", "old town", "the town")
    model, francisco = KneserNey(sentences, 2), sentences.tokens.vocabulary.index["francisco"]
    bay = sentences.tokens.vocabulary.index["bay"]
    nowhere = model.probabilities(sentences.tokens.ids(["francisco"]))  # always followed by the end
    assert nowhere[francisco] < nowhere[bay]


def test_the_best_order_of_n_grams_is_the_longest(royal: tuple[Sentences, Sentences]) -> None:
    found = [KneserNey(royal[0], order).perplexity(royal[1]) for order in (1, 2, 3)]
    assert found[0] > 2 * found[1] > 2 * found[2]
    with pytest.raises(SettingError, match="1 to 5 words, not 0"):
        KneserNey(royal[0], 0)


def test_a_network_beats_pairs_of_words(trained: LanguageModelTrainer, royal: tuple[Sentences, Sentences]) -> None:
    assert trained.model.perplexity(royal[1]) < KneserNey(royal[0], 2).perplexity(royal[1])


def test_before_learning_a_word_is_as_likely_as_it_is_frequent(royal: tuple[Sentences, Sentences]) -> None:
    trainer = LanguageModelTrainer(royal[0], SMALL)
    probability = trainer.model.sentence(["the", "king"]).probabilities
    said = np.concatenate(royal[0].examples.targets)
    times = np.bincount(said, minlength=len(royal[0].tokens)) + 1
    ids = [*royal[0].tokens.ids(["the", "king"]), royal[0].tokens.eos]
    assert_allclose(probability, (times / times.sum())[ids], rtol=1e-5)


def test_the_probability_of_a_sentence_is_a_product(trained: LanguageModelTrainer) -> None:
    """Word by word, by reading each beginning alone; and exp of less the sum of the losses."""
    model = trained.model
    words = ["the", "king", "wears", "qwertz"]
    found = model.sentence(words)
    assert found.words == ("the", "king", "wears", UNK, EOS)
    ids = [*model.tokens.ids(words), model.tokens.eos]
    alone = []
    for t in range(len(ids)):
        score = model.after(np.array(ids[:t], int))[0].astype(np.float64)
        alone.append(np.exp(score[ids[t]]) / np.exp(score).sum())
    assert_allclose(found.probabilities, alone, rtol=1e-4)
    assert np.exp(found.log_probability) == pytest.approx(np.prod(alone), rel=1e-3)
    assert found.perplexity == pytest.approx(np.prod(alone) ** (-1 / 5), rel=1e-3)
    assert found.dearest == int(np.argmin(alone))


def test_perplexity_is_of_all_words_and_ends(trained: LanguageModelTrainer, royal: tuple[Sentences, Sentences]) -> None:
    losses = [trained.model.sentence([royal[1].tokens.words[i] for i in ids]).losses for ids in royal[1].ids]
    assert sum(map(len, losses)) == royal[1].predicted
    assert trained.model.perplexity(royal[1]) == pytest.approx(np.exp(np.concatenate(losses).mean()), rel=1e-4)


def test_reading_on_is_reading_at_once(trained: LanguageModelTrainer) -> None:
    model = trained.model
    ids = model.tokens.ids(["the", "king", "wears"])
    score, state = model.next(-1)
    for i in ids:
        score, state = model.next(int(i), state)
    assert_allclose(score, model.after(ids)[0], atol=1e-4)


def test_each_draw_says_what_it_hit(trained: LanguageModelTrainer) -> None:
    model = trained.model
    found = list(draws(model, np.random.default_rng(0), beginning=model.tokens.ids(["the"])))
    rng = np.random.default_rng(0)
    before = model.tokens.ids(["the"])
    for draw in found:
        assert draw.random == rng.random()
        assert draw.low <= draw.random < draw.high
        assert draw.high - draw.low == pytest.approx(draw.probability[draw.id], abs=1e-9)
        assert_allclose(draw.believed, np.exp(model.after(before)[0]) / np.exp(model.after(before)[0]).sum(), rtol=1e-3)
        assert draw.place == len(before)
        if not draw.rejected:
            before = np.append(before, draw.id)
    assert found[-1].token == EOS


def test_unk_is_rejected_and_drawn_again(trained: LanguageModelTrainer) -> None:
    network = trained.network.at(trained.network.copied())
    unknown = trained.model.tokens.unknown
    score = trained.model.next(-1)[0]
    network.parameters["head.b_y"][unknown] += score.max() - score[unknown] + 1
    model = LanguageModel(trained.model.tokens, network)
    found = list(draws(model, np.random.default_rng(1), longest=6))
    assert any(draw.rejected for draw in found)
    assert not found[-1].rejected
    always = list(draws(model, np.random.default_rng(1), temperature=0, longest=6))
    assert UNK not in {draw.token for draw in always}
    for draw, after in pairwise(found):
        assert draw.rejected == (draw.id == unknown)
        assert after.place == draw.place + (not draw.rejected)


def test_temperature_and_top_k() -> None:
    score = np.log(np.array([1.0, 2.0, 4.0, 1.0]))
    assert_allclose(tempered(score, 1, None), [0.125, 0.25, 0.5, 0.125])
    assert_allclose(tempered(score, 0.5, None), np.array([1, 4, 16, 1]) / 22)
    assert_allclose(tempered(score, 1, 2), [0, 1 / 3, 2 / 3, 0])
    assert_allclose(tempered(score, 1e-2, None), tempered(score, 0, None), atol=1e-20)
    assert [hit(np.array([0.25, 0.75]), r)[0] for r in (0, 0.249, 0.25, 0.999)] == [0, 0, 1, 1]


def test_what_cannot_be_drawn_is_said(trained: LanguageModelTrainer) -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(SettingError, match="between 0 and 100, not at -1"):
        draws(trained.model, rng, temperature=-1)
    with pytest.raises(SettingError, match="1 likeliest token is kept, not 0"):
        draws(trained.model, rng, top_k=0)


def test_writes_sentences_of_the_text(trained: LanguageModelTrainer) -> None:
    rng = np.random.default_rng(0)
    found = [written(trained.model, rng, beginning="The king", temperature=0.7) for _ in range(10)]
    assert all(sentence.startswith("the king ") for sentence in found)
    assert len(set(found)) > 3
    assert np.mean([" and " in sentence for sentence in found]) > 0.8  # the frame of every sentence


def test_letters() -> None:
    """A model of letters spells the words of a small text, has no <UNK> and says which letter it never saw."""
    names = ["anna", "hanna", "johanna", "ann", "nan", "hannah"] * 20
    train, held = split([list(name) for name in names], "characters")
    assert train.tokens.unknown is None
    trainer = LanguageModelTrainer(
        train, LanguageModelSettings(units=24, dropout=0, word_dropout=0, learning_rate=0.005)
    )
    trainer.run(200)
    assert trainer.model.perplexity(held) < 2
    drawn = {written(trainer.model, np.random.default_rng(s), beginning="h") for s in range(20)}
    assert drawn <= {"hanna", "hannah", "hann", "han"}
    with pytest.raises(UnknownWordError, match="“z” is not in the vocabulary"):
        trainer.model.sentence(list("anz"))


def test_what_is_read() -> None:
    assert sentences_of("One two. Three!", "words") == [["one", "two"], ["three"]]
    assert sentences_of("One  two. Three!", "characters") == [list("One two."), list("Three!")]
    train, held = split([["a", "a", "b"], ["a", "c"], ["a", "a"]], "words", min_count=2, held_out=0.4)
    assert (len(train), len(held)) == (2, 1)
    tokens = train.tokens
    assert set(tokens.words) == {"a", UNK, EOS}
    assert tokens.words[-1] == EOS
    assert tokens.ids(["zebra"]).tolist() == [tokens.unknown]
    assert_array_equal(train.examples.targets[0][:-1], train.examples.ids[0][1:])
    assert train.examples.ids[0][0] == -1
    assert train.corpus("t").sentences == 2
    assert train.corpus("t").tokens.tolist() == np.concatenate(train.ids).tolist()
    assert train.predicted == sum(map(len, train.ids)) + 2


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda: split([["a"]], "words"), TextError, "two sentences or lines; this text has 1"),
        (lambda: split([["a"], ["b"]], "words", held_out=0.9), SettingError, "up to a half of the sentences"),
        (lambda: split([["a"], ["b"]], "words", min_count=0), SettingError, "1 or more, not 0"),
        (lambda: split([["a"], ["b"]], "characters"), TextError, "has a character that the others do not"),
        (lambda: LanguageModelSettings(dim=1), SettingError, "between 2 and 1,000 dimensions"),
        (lambda: LanguageModelSettings(units=0), SettingError, "1 to 1,000 units"),
        (lambda: LanguageModelSettings(word_dropout=1), SettingError, "not 1"),
        (lambda: LanguageModelSettings(learning_rate=20), SettingError, "learning rate"),
    ],
)
def test_what_is_wrong_is_said(make: object, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        make()
