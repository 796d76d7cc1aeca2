"""A text as a language model reads it, and the same sentences as words and as characters."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from explorer.errors import SettingError, TextError, UnknownWordError
from explorer.sequence.language.language_model import LanguageModelSettings, LanguageModelTrainer
from explorer.sequence.language.reading import read, varied
from explorer.sequence.language.tokens import sentences_of, split
from explorer.sequence.language.words_or_characters import WordsOrCharacters
from explorer.sequence.tasks import fruit

SMALL = LanguageModelSettings(units=8, dim=4)


@pytest.mark.parametrize("cell", ["RNN", "LSTM"])
def test_surprise_and_states_are_those_of_one_token_after_the_other(cell: str) -> None:
    learned, _ = split(list(sentences_of(fruit.text(), "words")), "words")
    trainer = LanguageModelTrainer(learned, LanguageModelSettings(cell=cell, units=8, dim=4))
    trainer.run(5)
    model = trainer.model
    readings = read(model, "The apple and xylophone salad. A pear!")
    assert [one.tokens for one in readings] == [("the", "apple", "and", "xylophone", "salad"), ("a", "pear")]
    assert readings[0].known == (True, True, True, False, True)
    for one in readings:
        assert_allclose(one.surprise, model.sentence(list(one.tokens)).losses[:-1])
        _, state = model.next(-1)
        for i, a in zip(model.tokens.ids(one.tokens), one.states, strict=True):
            _, state = model.next(int(i), state)
            assert_allclose(a, state[-1][0][0], atol=1e-6)
    values = np.concatenate([one.states for one in readings])
    assert varied(readings) == max(range(8), key=lambda unit: values[:, unit].std())


def test_what_cannot_be_read_is_said() -> None:
    learned, _ = split(sentences_of(fruit.text(), "characters"), "characters")
    model = LanguageModelTrainer(learned, SMALL).model
    with pytest.raises(UnknownWordError):
        read(model, "§")
    with pytest.raises(TextError, match="nothing to read"):
        read(model, " \n ")


def test_both_ways_predict_the_same_sentences() -> None:
    both = WordsOrCharacters(fruit.text(), SMALL, 4)
    told: list[tuple[int, int]] = []
    both.run(lambda done, of: told.append((done, of)))
    assert told[-1] == (8, 8)
    words, characters = both.sides
    assert len(words.held) == len(characters.held) == 150
    for w, c in zip(words.held.ids, characters.held.ids, strict=True):
        spelled = characters.held.tokens.joined(characters.held.tokens.words[i] for i in c)
        read_as = words.held.tokens.joined(words.held.tokens.words[i] for i in w)
        assert spelled == read_as
    assert characters.unknown == words.unknown == 0
    assert words.length == np.mean([len(ids) + 1 for ids in words.held.ids])
    assert characters.length > 3 * words.length
    for side, nats in zip(both.sides, both.nats, strict=True):
        names = side.held.tokens.words
        each = [-side.model.sentence([names[i] for i in ids]).log_probability for ids in side.held.ids[:150]]
        assert nats[-1] == pytest.approx(np.mean(each), rel=1e-4)
        assert 0 < side.seconds_by_thousand < 1000
    with pytest.raises(SettingError, match="5,000 steps"):
        WordsOrCharacters(fruit.text(), SMALL, 0)


def test_rare_words_are_unknown_to_words_only() -> None:
    text = "one two one two. " * 20 + "one odd two. one rare two. one queer two. one strange two."
    words, characters = WordsOrCharacters(text, SMALL, 1).sides
    assert words.held.tokens.unknown is not None
    unknown = sum(int((ids == words.held.tokens.unknown).sum()) for ids in words.held.ids)
    assert words.unknown == pytest.approx(unknown / sum(map(len, words.held.ids)))
    assert characters.unknown == 0
