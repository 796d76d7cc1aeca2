"""Recurrent classifiers: order matters to them, slopes are slopes, nothing depends on how sentences are batched."""

import numpy as np
import pytest

from explorer.errors import SelectionError, SettingError
from explorer.sequence.inputs import FrozenVectors
from explorer.sequence.network import Network
from explorer.tasks.averaging import NetworkSettings
from explorer.tasks.classifier import USES, Use, accuracy, margins
from explorer.tasks.contenders import Contender, trained, training
from explorer.tasks.explanation import explained, methods
from explorer.tasks.labelled import Labelled
from explorer.tasks.recurrent import RecurrentClassifier, RecurrentSettings
from explorer.vectors.word_vectors import WordVectors

SMALL = RecurrentSettings(units=6, epochs=30, rate=0.01, dropout=0, word_dropout=0)


def made_of(settings: RecurrentSettings, learned: Labelled, vectors: WordVectors | None) -> RecurrentClassifier:
    made = trained(Contender("r", settings, vectors), learned)
    assert isinstance(made, RecurrentClassifier)
    return made


@pytest.fixture(scope="module")
def order() -> Labelled:
    """“a b” is one class, “b a” the other: the same words, in another order."""
    rows = [(("a", "b"), 0), (("b", "a"), 1), (("x", "a", "b"), 0), (("x", "b", "a"), 1)] * 5
    return Labelled("o", tuple(w for w, _ in rows), np.array([k for _, k in rows], dtype=np.intp), ("ab", "ba"))


def test_it_reads_order_which_no_average_can(order: Labelled) -> None:
    settings = RecurrentSettings(use="from scratch", units=8, epochs=30, rate=0.02, dropout=0, word_dropout=0)
    assert accuracy(made_of(settings, order, None), order) == 1
    average = trained(Contender("mean", NetworkSettings("from scratch")), order)
    assert accuracy(average, order) == 0.5


@pytest.mark.parametrize("use", USES)
def test_only_vectors_that_learn_on_move(use: Use, films: Labelled, judgements: WordVectors) -> None:
    settings = RecurrentSettings(use=use, units=6, epochs=20, rate=0.02, dropout=0, word_dropout=0)
    made = made_of(settings, films, judgements)
    assert accuracy(made, films) == 1
    apart = np.abs(made.embedding.learned - made.embedding.before).sum(axis=1)
    assert (apart > 0).all() if use != "frozen" else (apart == 0).all()
    unseen = made.inputs(("fine", "never"))
    assert unseen[0].tolist() == ([0] * 50 if use == "from scratch" else judgements.unit[2].tolist())
    assert not unseen[1].any()
    again = made_of(settings, films, judgements)
    assert made.scores(films.sentences).tolist() == again.scores(films.sentences).tolist()


def test_a_sentence_is_judged_alike_alone_and_among_longer_ones(films: Labelled, judgements: WordVectors) -> None:
    made = made_of(SMALL, films, judgements)
    sentences = (("good",), (), ("the", "bad", "film", "story", "the", "dull"), ("awful", "never", "film"))
    together = made.scores(sentences)
    for sentence, scores in zip(sentences, together, strict=True):
        assert made.scores([sentence])[0] == pytest.approx(scores, abs=1e-5)
    assert together[1].tolist() == [0, 0]


@pytest.mark.parametrize("answer", ["last", "mean", "max"])
def test_slopes_of_the_margin_are_those_of_differences(answer: str, films: Labelled, judgements: WordVectors) -> None:
    settings = RecurrentSettings(answer=answer, units=5, epochs=2, cell="LSTM")  # type: ignore[arg-type]  # one of three
    made = made_of(settings, films, judgements)
    sentence = ("good", "never", "film")
    slopes = made.slopes(sentence)
    network = Network(settings.network, FrozenVectors(np.zeros((1, 2))), 2, dtype=np.float64)
    exact = network.at({name: value.astype(np.float64) for name, value in made.network.parameters.items()})
    x = made.inputs(sentence).astype(np.float64)

    def margin(rows: np.ndarray) -> float:
        score = exact.forward_from(rows[:, None, :], np.zeros((3, 1), dtype=np.intp)).answer.score
        return float(margins(score, 1)[0])

    for at in np.ndindex(x.shape):
        sides = []
        for step in (1e-6, -1e-6):
            moved = x.copy()
            moved[at] += step
            sides.append(margin(moved))
        found = slopes[1][at] - slopes[0][at]
        assert found == pytest.approx((sides[0] - sides[1]) / 2e-6, abs=1e-5)
    assert methods(made) == ("leave one out", "gradient x input")
    assert explained(made, sentence, 1, "gradient x input").shares.shape == (3,)


def test_a_step_is_a_batch_and_the_end_is_the_mean_of_passes(films: Labelled, judgements: WordVectors) -> None:
    settings = RecurrentSettings(units=4, epochs=3, dropout=0, word_dropout=0)
    walked = training(Contender("w", settings, judgements), films)
    assert walked.steps == 18  # six sentences, one at a time, three times
    ends = []
    for _ in range(18):
        walked.step()
        if walked.done % 6 == 0:
            ends.append({name: value.copy() for name, value in walked._trainer.network.parameters.items()})  # type: ignore[attr-defined]
    made = walked.classifier()
    assert isinstance(made, RecurrentClassifier)
    for name, value in made.network.parameters.items():
        assert value == pytest.approx((ends[1][name] + ends[2][name]) / 2, abs=1e-6)


def test_what_cannot_be_is_said(films: Labelled) -> None:
    with pytest.raises(SelectionError, match="choose one"):
        training(Contender("none", RecurrentSettings()), films)
    with pytest.raises(SettingError, match="there is no “Transformer”"):
        RecurrentSettings(cell="Transformer")  # type: ignore[arg-type]  # what a hand-edited link can ask for
    with pytest.raises(SettingError, match="1 to 1,000 units, not 0"):
        RecurrentSettings(units=0)
    with pytest.raises(SettingError, match="not from “first”"):
        RecurrentSettings(answer="first")  # type: ignore[arg-type]  # what a hand-edited link can ask for
