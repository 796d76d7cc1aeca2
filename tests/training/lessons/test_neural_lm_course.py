"""The course of the neural language model: its moments, what it sees, what it would say."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from explorer.errors import UnknownWordError
from explorer.text.corpus import Corpus, from_text, read_packaged
from explorer.training.lecture.neural_lm import NeuralLMSettings, NeuralLMTrainer
from explorer.training.lessons.neural_lm_course import END, NeuralLMCourse


@pytest.fixture(scope="module")
def royal_corpus() -> Corpus:
    return from_text(read_packaged("royals"), name="royals")


def follow(corpus: Corpus, settings: NeuralLMSettings, steps: int) -> NeuralLMCourse:
    """A training, run to its end."""
    course = NeuralLMCourse(corpus, settings, steps)
    course.run()
    return course


@pytest.fixture(scope="module")
def found(royal_corpus: Corpus) -> NeuralLMCourse:
    return follow(royal_corpus, NeuralLMSettings(), 2000)


def test_it_begins_knowing_nothing_and_ends_knowing_much(found: NeuralLMCourse) -> None:
    assert found.step[0] == 0
    assert found.step[-1] == 2000
    assert found.perplexity[0] == pytest.approx(132, rel=1e-3)
    assert found.perplexity[-1] < 3
    _, before = found.next_words(0, ["the", "prince"], [], 132)
    assert_allclose(before, 1 / 132, rtol=1e-4)
    words, after = found.next_words(len(found.step) - 1, ["rides", "a", "pony", "near"], [], 3)
    assert words[0] == "the"
    assert after[0] > 0.9


def test_a_moment_is_what_the_trainer_was_then(royal_corpus: Corpus) -> None:
    settings = NeuralLMSettings(seed=4)
    found = follow(royal_corpus, settings, 200)
    moment = 5
    trainer = NeuralLMTrainer(royal_corpus, settings)
    for _ in range(int(found.step[moment])):
        trainer.step()
    assert (trainer.parameters.C == found.parameters[moment].C).all()
    assert (found.vectors(moment).matrix == trainer.vectors().matrix).all()
    assert (found.trainer.parameters.C != trainer.parameters.C).any()  # asking the past leaves the present alone


@pytest.mark.parametrize(
    ("context", "order", "seen"),
    [
        ("last", 4, ([END, "a", "b", "c"], [])),
        ("last", 1, (["c"], [])),
        ("around", 2, (["b", "c"], ["d", END])),
        ("nearby", 4, (["c"], [])),
    ],
)
def test_what_the_model_sees(context: str, order: int, seen: tuple[list[str], list[str]]) -> None:
    corpus = from_text("a b c d. d c b a", name="t")
    found = follow(corpus, NeuralLMSettings(context=context, order=order, held_out=0), 20)
    assert found.window(["a", "b", "c"], ["d"]) == seen
    words, probability = found.next_words(0, ["a", "b", "c"], ["d"], 5)
    assert set(words) == {"a", "b", "c", "d", END}
    assert probability.sum() == pytest.approx(1, abs=1e-5)


def test_it_writes_what_it_was_asked_to(found: NeuralLMCourse) -> None:
    last = len(found.step) - 1
    sentences = found.sentences(last, ["the"], temperature=0.8, seed=1)
    assert len(sentences) == 5
    assert all(sentence.startswith("the ") for sentence in sentences)
    assert sentences == found.sentences(last, ["the"], temperature=0.8, seed=1)
    assert sentences != found.sentences(last, ["the"], temperature=0.8, seed=2)
    assert len(set(found.sentences(last, ["the"], temperature=0, seed=1))) == 1


def test_an_unknown_word_is_said(found: NeuralLMCourse) -> None:
    with pytest.raises(UnknownWordError, match="“kong” is not in the vocabulary"):
        found.next_words(3, ["the", "kong"], [], 3)
    assert found.next_words(3, ["kong", "the", "king", "rules", "the"], [], 1)[0]  # out of sight


def test_progress_is_told(royal_corpus: Corpus) -> None:
    told: list[tuple[int, int]] = []
    NeuralLMCourse(royal_corpus, NeuralLMSettings(), 100).run(lambda done, total: told.append((done, total)))
    assert told[-1] == (100, 100)
    assert np.all(np.diff([done for done, _ in told]) > 0)


def test_a_training_that_is_stopped_can_be_asked_and_goes_on(royal_corpus: Corpus) -> None:
    class Stop(Exception):  # noqa: N818 - not an error, a way out
        """What a report raises when the visitor stops it."""

    def _at_50(done: int, _total: int) -> None:
        if done == 50:
            raise Stop

    stopped = NeuralLMCourse(royal_corpus, NeuralLMSettings(), 100)
    assert stopped.reached == 0
    with pytest.raises(Stop):
        stopped.run(_at_50)
    assert 0 < stopped.reached < len(stopped.step) - 1
    assert stopped.next_words(stopped.reached, ["the", "prince"], [], 3)[0]
    stopped.run()
    through = follow(royal_corpus, NeuralLMSettings(), 100)
    assert (stopped.parameters[-1].C == through.parameters[-1].C).all()
    assert stopped.perplexity == through.perplexity


def test_a_big_model_is_looked_at_less_often(royal_corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    from explorer.training.lessons import neural_lm_course

    monkeypatch.setattr(neural_lm_course, "MOST_BYTES", 1)
    few = follow(royal_corpus, NeuralLMSettings(), 100)
    assert len(few.step) == 4
    assert few.step[-1] == 100
