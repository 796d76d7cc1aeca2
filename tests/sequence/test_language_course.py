"""The course of a language model: its perplexities recounted by hand, and pear above pair over seeds."""

import numpy as np
import pytest

from explorer.errors import SettingError
from explorer.sequence.language.course import LanguageCourse
from explorer.sequence.language.language_model import LanguageModelSettings
from explorer.sequence.tasks import fruit

SMALL = LanguageModelSettings(units=16, dim=8)


def test_held_out_perplexity_is_that_of_its_sentences_one_by_one() -> None:
    course = LanguageCourse(fruit.text(), "words", SMALL, 20)
    course.run()
    model = course.at(course.reached)
    names = course.held.tokens.words
    losses = np.concatenate([model.sentence([names[i] for i in ids]).losses for ids in course.held.ids])
    assert course.seen[-1].perplexity == pytest.approx(np.exp(losses.mean()), rel=1e-4)
    counted = np.concatenate([course.peer.losses(ids) for ids in course.held.ids])
    assert course.peer_perplexity == pytest.approx(np.exp(counted.mean()))
    assert len(counted) == len(losses)
    assert course.step[0] == 0
    assert course.step[-1] == 20


def test_rare_words_are_counted() -> None:
    course = LanguageCourse("one two. one two. one two. one two. one odd. one rare. one two.", "words", SMALL, 1)
    assert course.rare == 2


def test_steps_have_bounds() -> None:
    with pytest.raises(SettingError, match="5,000 steps"):
        LanguageCourse(fruit.text(), "words", SMALL, 0)


@pytest.mark.parametrize("seed", [1, 2])
def test_pear_is_likelier_than_pair_though_neither_sentence_was_learned_from(seed: int) -> None:
    assert not any("apple" in sentence and "pear" in sentence for sentence in fruit.sentences())
    course = LanguageCourse(fruit.text(), "words", LanguageModelSettings(seed=seed), 200)
    course.run()
    model = course.at(course.reached)
    pair, pear = (model.sentence(sentence.split()).log_probability for sentence in fruit.NOTES)
    assert pear > pair + 3
