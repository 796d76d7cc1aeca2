"""Encoder and decoder, attention, and dates: gradients, padding, what is held out, what is learned."""

import datetime

import numpy as np
import pytest
from numpy.testing import assert_allclose

from explorer.errors import SettingError
from explorer.sequence.attention import attended
from explorer.sequence.batches import padded
from explorer.sequence.network import CELLS
from explorer.sequence.tasks import dates
from explorer.sequence.tasks.dates import DateTrainer
from explorer.sequence.translator import Translator, TranslatorSettings, TranslatorTrainer
from tests.sequence.cells import apart

READ, WRITE, LENGTH = 5, 4, 3
SENTENCES = (np.array([0, 3, 2, 4]), np.array([1, 1]), np.array([4, 2, 0]))
TARGET = np.array([[0, 3, 1], [2, 2, 0], [3, 0, 0]])  # (U, B)


def small(**settings: object) -> Translator:
    translator = Translator(TranslatorSettings(units=2, **settings), READ, WRITE, LENGTH, dtype=np.float64)
    rng = np.random.default_rng(0)
    for value in translator.parameters.values():
        value[...] += 0.3 * rng.normal(size=value.shape)
    return translator


def said() -> np.ndarray:
    return np.concatenate([np.full((1, 3), -1), TARGET[:-1]])


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("attention", [True, False], ids=["attention", "without"])
def test_every_gradient_is_the_slope_of_the_loss(cell: str, attention: bool) -> None:
    translator = small(cell=cell, attention=attention)
    ids, mask = padded(SENTENCES)

    def loss() -> float:
        return translator.judged(translator.forward(ids, mask, said()), TARGET).loss

    found = translator.backward(translator.forward(ids, mask, said()), TARGET)
    assert set(found.parameters) == set(translator.parameters)
    for name, gradient in found.parameters.items():
        assert apart(gradient, loss, translator.parameters[name]) < 1e-7, name


@pytest.mark.parametrize("attention", [True, False])
def test_a_batch_is_its_sentences_one_by_one(attention: bool) -> None:
    translator = small(attention=attention)
    for sentence, together in zip(SENTENCES, translator.answers(SENTENCES), strict=True):
        alone = translator.answers((sentence,))[0]
        assert_allclose(together.probability, alone.probability, atol=1e-13)
        assert (together.ids == alone.ids).all()
        if attention:
            assert together.weights.shape == (LENGTH, len(sentence))
            assert_allclose(together.weights.sum(axis=1), 1)


def test_an_answer_is_what_the_decoder_says_when_it_reads_itself() -> None:
    translator = small()
    sentence = SENTENCES[0]
    answer = translator.answers((sentence,))[0]
    read = np.concatenate([[-1], answer.ids[:-1]])[:, None]
    passed = translator.forward(sentence[:, None], None, read)
    assert (passed.score.argmax(axis=1) == answer.ids).all()
    assert_allclose(passed.attended.weights[0], answer.weights, atol=1e-13)


def test_attention_by_hand() -> None:
    """One state 1, a memory of 0, log 2 and (behind the end) 9: weights 1/3 and 2/3, context 2/3 log 2."""
    memory = np.array([0, np.log(2), 9]).reshape(3, 1, 1)
    mask = np.array([[True], [True], [False]])
    done = attended(np.ones((1, 1)), np.ones((1, 1, 1)), memory, mask)
    assert_allclose(done.weights.ravel(), [1 / 3, 2 / 3, 0], atol=1e-15)
    assert done.context.item() == pytest.approx(2 / 3 * np.log(2))


def test_dates_are_written_as_people_do_and_held_out_by_day() -> None:
    day = datetime.date(1979, 5, 3)
    assert [form(day).lower() for form in dates.FORMS[:5]] == [
        "3 may 1979",
        "may 3, 1979",
        "thursday, 3 may 1979",
        "thursday may 3rd, 1979",
        "3rd of may 1979",
    ]
    assert [dates._ordinal(n) for n in (1, 2, 3, 11, 12, 13, 21, 30)] == [
        *("1st", "2nd", "3rd", "11th", "12th", "13th", "21st", "30th")
    ]
    learned, others = dates.dates(3000, 500, seed=0)
    assert not set(learned.iso) & set(others.iso)
    assert (len(learned), len(others)) == (3000, 500)
    for written, iso in zip(learned.written, learned.iso, strict=True):
        assert written in {form(datetime.date.fromisoformat(iso)).lower() for form in dates.FORMS}
        dates.letters_of(written)  # every character is known
    june = datetime.date(1979, 6, 3)  # the one month that is its own abbreviation is not this one
    assert len({form(june) for form in dates.FORMS}) == len(dates.FORMS)


def test_learns_dates_it_never_saw_without_attention() -> None:
    """It takes longer than with attention, which `test_date_course` tests."""
    learned, others = dates.dates(10_000, 300, seed=0)
    trainer = DateTrainer(learned, TranslatorSettings(attention=False, learning_rate=0.01, batch=32))
    for _ in range(150):
        step = trainer.step()
    score = trainer.score(others)
    assert score.characters > 0.6
    assert score.whole <= score.characters
    assert step.right > 0.6


def test_same_seed_same_weights() -> None:
    read, write = SENTENCES, TARGET.T
    first, same, other = (TranslatorTrainer(small(seed=seed), read, write) for seed in (1, 1, 2))
    for trainer in (first, same, other):
        for _ in range(3):
            trainer.step()
    W = "head.W_ya"
    assert (first.translator.parameters[W] == same.translator.parameters[W]).all()
    assert not (first.translator.parameters[W] == other.translator.parameters[W]).all()


def test_what_cannot_be_read_is_said() -> None:
    with pytest.raises(SettingError, match=r"letters, digits and .* “é” is none of these"):
        dates.letters_of("3 février 1979")
    with pytest.raises(SettingError, match="1 to 40 characters here, not 0"):
        dates.letters_of("  ")
    with pytest.raises(SettingError, match="1 to 500 units, not 0"):
        TranslatorSettings(units=0)
    with pytest.raises(SettingError, match="no “CNN”"):
        TranslatorSettings(cell="CNN")
    with pytest.raises(SettingError, match="learning rate"):
        TranslatorSettings(learning_rate=0)
