"""The window model beside the recurrent one: the same question, counted by hand."""

import numpy as np
import pytest

from explorer.sequence.language.language_model import LanguageModelSettings
from explorer.sequence.tasks import fruit
from explorer.tasks.language_models import LanguageModels


def test_both_models_are_asked_for_the_same_tokens_and_have_read_as_many() -> None:
    course = LanguageModels(fruit.text(), "words", LanguageModelSettings(units=16, dim=8), 30)
    V = len(course.learned.tokens)
    assert course.window_perplexity[0] == pytest.approx(V)  # knows nothing: all are equally likely
    course.run()
    assert len(course.window_perplexity) == len(course.seen) == len(course.step)
    read = sum(len(ids) + 1 for ids in course.learned.ids)
    assert course.window.trainer.seen == pytest.approx(30 * 32 * read / len(course.learned), rel=0.1)
    assert course.window_perplexity[-1] < 0.25 * V

    losses, n = [], 4
    for ids in course.held.ids:
        said = [V - 1] * n + ids.tolist() + [V - 1]
        for i in range(n, len(said)):
            before = np.array([said[i - n : i]])
            losses.append(-np.log(course.window.trainer.probabilities(before)[0, said[i]]))
    assert len(losses) == course.held.predicted
    assert course.window_perplexity[-1] == pytest.approx(np.exp(np.mean(losses)), rel=1e-5)


def test_each_piece_of_the_work_is_told_as_more_than_the_one_before() -> None:
    """A recurrent step, a step of the window model, a part of the sentences held out; a crowd waits between any two."""
    told: list[float] = []
    course = LanguageModels(fruit.text(), "words", LanguageModelSettings(units=4, dim=4), 40)

    def report(done: int, total: int) -> None:
        told.append(done / total)
        if len(told) == 100:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        course.run(report)
    course.run(report)
    assert told == sorted(told)
    assert told[-1] == 1
    steps = course.window.trainer.steps_done + 40
    assert len(set(told)) > steps + 2 * (len(course.step) - 1)


def test_what_is_made_ready_is_told_and_can_be_ended() -> None:
    told: list[float] = []

    def report(done: int, total: int) -> None:
        told.append(done / total)

    def ended(done: int, total: int) -> None:
        if done > total / 2:
            raise InterruptedError

    course = LanguageModels(fruit.text(), "words", LanguageModelSettings(units=4, dim=4), 40, report)
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) > len(course.learned) + len(course.held), "n-grams are counted and judged sentence by sentence"
    with pytest.raises(InterruptedError):
        LanguageModels(fruit.text(), "words", LanguageModelSettings(units=4, dim=4), 40, ended)
