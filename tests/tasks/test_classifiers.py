"""Classifiers of sentences: against arithmetic by hand, scikit-learn, numeric slopes, and published accuracies."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from explorer.errors import DivergedError, SelectionError, SettingError
from explorer.tasks.averaging import Network, NetworkSettings, NetworkTraining
from explorer.tasks.classifier import USES, Use, accuracy, probabilities
from explorer.tasks.contenders import Contender, trained, training
from explorer.tasks.embedding import Embedding
from explorer.tasks.features import averages, unknown_share
from explorer.tasks.labelled import Labelled
from explorer.tasks.linear import AverageSettings, CountSettings
from explorer.tasks.reading import read_labelled
from explorer.vectors.word_vectors import WordVectors

SETTINGS = (
    CountSettings(),
    CountSettings("logistic regression"),
    AverageSettings(),
    NetworkSettings("frozen", epochs=40),
    NetworkSettings("learning on", epochs=40),
    NetworkSettings("from scratch", epochs=40),
    NetworkSettings("learning on", layers=0, rate=0.1, epochs=40),
)


def test_naive_bayes_by_hand(films: Labelled) -> None:
    """P(good | +) = (2 + 1) / (7 + 7), P(good | -) = 1 / (9 + 7): 7 different words, alpha 1, equal priors."""
    made = trained(Contender("NB", CountSettings()), films)
    found = probabilities(made, [("good",), ("good", "never", "seen"), ()])
    odds = (3 / 14) / (1 / 16)
    assert found[0].tolist() == pytest.approx([1 / (1 + odds), odds / (1 + odds)])
    assert found[1].tolist() == pytest.approx(found[0].tolist())
    assert found[2].tolist() == pytest.approx([0.5, 0.5])
    fewer = films.chosen(np.arange(1, len(films)))  # one sentence of a class is missing: priors are no longer equal
    shares = np.bincount(fewer.labels) / len(fewer)
    assert shares[0] != shares[1]
    assert probabilities(trained(Contender("NB", CountSettings()), fewer), [()])[0] == pytest.approx(shares)


def test_averages_by_hand(judgements: WordVectors) -> None:
    sentences = [("good", "bad", "unseen"), ("film", "berlin"), ("unseen",), (), ("good", "good", "film")]
    unit = averages(sentences, judgements)
    assert unit[0].tolist() == pytest.approx([0, 0])
    assert unit[1].tolist() == pytest.approx([0.1 / np.hypot(0.1, 3) / 2, (1 + 3 / np.hypot(0.1, 3)) / 2])
    assert unit[2:4].tolist() == [[0, 0], [0, 0]]
    assert unit[4].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert averages([("good", "film", "unseen")], judgements, unit=False, over="all")[0].tolist() == pytest.approx([
        2 / 3,
        1 / 3,
    ])
    assert unknown_share(("good", "unseen"), judgements) == 0.5


def test_logistic_regression_is_that_of_scikit_learn() -> None:
    """On three classes and on two, whose weights it keeps in another form."""
    rng = np.random.default_rng(0)
    words = [f"w{i}" for i in range(30)]
    for C in (2, 3):
        labels = rng.integers(C, size=120)
        texts = [tuple(words[i] for i in (rng.integers(30, size=6) + 3 * k) % 30) for k in labels]
        learned = Labelled("drawn", tuple(texts), labels.astype(np.intp), tuple("abc"[:C]))
        made = trained(Contender("LR", CountSettings("logistic regression", 2.0)), learned)
        count = CountVectorizer(analyzer=lambda sentence: sentence)
        theirs = LogisticRegression(C=2.0, max_iter=20_000, tol=1e-10).fit(count.fit_transform(texts), labels)
        expected = theirs.predict_proba(count.transform(texts))
        assert np.abs(probabilities(made, texts) - expected).max() < 2e-4


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_every_classifier_learns_and_is_the_same_again(
    settings: CountSettings | AverageSettings | NetworkSettings, films: Labelled, judgements: WordVectors
) -> None:
    contender = Contender("one", settings, judgements)
    made, again = trained(contender, films), trained(contender, films)
    assert made.classes == ("negative", "positive")
    assert accuracy(made, films) == 1
    assert made.scores(films.sentences).tolist() == again.scores(films.sentences).tolist()
    assert probabilities(made, films.sentences).sum(axis=1).tolist() == pytest.approx([1] * 6)
    assert probabilities(made, []).shape == (0, 2)


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_a_class_without_sentences_is_never_chosen(
    settings: CountSettings | AverageSettings | NetworkSettings, films: Labelled, judgements: WordVectors
) -> None:
    """A small draw can lack a class, or all but one."""
    for rows in (np.array([0, 1, 3, 4]), np.array([0, 1])):
        few = Labelled("few", films.chosen(rows).sentences, films.labels[rows], (*films.classes, "mixed"))
        made = trained(Contender("one", settings, judgements), few)
        chances = probabilities(made, few.sentences)
        assert np.isfinite(chances).all()
        assert (chances[:, 2] < 0.3).all()


def test_a_training_goes_step_by_step_tells_and_can_be_ended(films: Labelled, judgements: WordVectors) -> None:
    walked = training(Contender("walked", NetworkSettings(epochs=3, dropout=0), judgements), films)
    losses = [walked.step() for _ in range(walked.steps)]
    assert walked.done == 3 * walked.of_a_pass
    assert sum(losses[-walked.of_a_pass :]) < sum(losses[: walked.of_a_pass])
    told: list[tuple[int, int]] = []
    ran = trained(
        Contender("ran", NetworkSettings(epochs=3, dropout=0), judgements), films, lambda *at: told.append(at)
    )
    assert told == [(done, len(losses)) for done in range(len(losses))]
    assert ran.scores(films.sentences).tolist() == walked.classifier().scores(films.sentences).tolist()

    def end(_done: int, _total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        trained(Contender("ended", CountSettings()), films, end)


def test_one_step_of_the_network_is_ada_grad_on_the_numeric_slope(films: Labelled, judgements: WordVectors) -> None:
    """From zero sums of squares AdaGrad's first step is rate times the sign of the slope, in every number."""
    settings = NetworkSettings("learning on", hidden=3, dropout=0, batch=32, epochs=1)
    two = films.chosen(np.array([0, 3]))
    begun = NetworkTraining(settings, two, judgements)
    begun._batch = 2  # of so few sentences one a step would be taken

    def loss() -> float:
        rows, *flat = begun._values()
        layers = tuple(zip(flat[::2], flat[1::2], strict=True))
        network = Network(two.classes, Embedding(begun._columns, rows, rows, judgements), layers)
        chances = probabilities(network, two.sentences)
        return float(-np.log(chances[[0, 1], two.labels]).mean())

    before = [value.copy() for value in begun._values()]
    slopes = []
    for value in begun._values():
        slope = np.zeros(value.shape)
        for at in np.ndindex(value.shape):
            kept = value[at]
            sides = []
            for moved in (kept + 1e-2, kept - 1e-2):
                value[at] = moved
                sides.append(loss())
            value[at] = kept
            slope[at] = (sides[0] - sides[1]) / 2e-2
        slopes.append(slope)
    begun.step()
    rates = [settings.vector_rate] + [settings.rate] * (len(before) - 1)
    for value, old, slope, rate in zip(begun._values(), before, slopes, rates, strict=True):
        steep = np.abs(slope) > 1e-3
        assert steep.any()
        assert (value - old)[steep] == pytest.approx(-rate * np.sign(slope)[steep], rel=1e-2)


@pytest.mark.parametrize("layers", [0, 1, 2])
def test_slopes_by_the_words_are_those_of_differences(layers: int, films: Labelled, judgements: WordVectors) -> None:
    settings = NetworkSettings("frozen", hidden=4, layers=layers, epochs=2)
    made = NetworkTraining(settings, films, judgements)
    made.step()
    network = made.classifier()
    sentence = ("good", "unseen", "film")
    found = network.slopes(sentence)
    assert found.shape == (2, 3, 2)
    for i, word in enumerate(sentence):
        for d in range(2):
            scores = []
            for step in (1e-2, -1e-2):
                rows = network.embedding.learned.copy()
                columns = network.embedding.columns
                if word in columns:
                    rows[columns[word], d] += step
                moved = Network(network.classes, Embedding(columns, rows, rows, judgements), network.layers)
                scores.append(moved.scores([sentence])[0])
            assert found[:, i, d] == pytest.approx((scores[0] - scores[1]) / 2e-2, abs=1e-4)


@pytest.mark.parametrize("use", USES)
def test_only_vectors_that_learn_on_move_and_only_those_of_the_labels(
    use: Use, films: Labelled, judgements: WordVectors
) -> None:
    settings = NetworkSettings(use)
    made = trained(Contender(use, settings, judgements), films)
    assert isinstance(made, Network)
    apart = np.abs(made.embedding.learned - made.embedding.before).sum(axis=1)
    assert (apart > 0).all() if use != "frozen" else (apart == 0).all()
    unseen = made.inputs(("fine",))[0].tolist()
    assert unseen == ([0] * 50 if use == "from scratch" else (judgements.unit[2]).tolist())


def test_words_are_left_out_only_while_learning(films: Labelled, judgements: WordVectors) -> None:
    made = trained(Contender("left out", NetworkSettings(dropout=0.9), judgements), films)
    assert made.scores(films.sentences).tolist() == made.scores(films.sentences).tolist()


def test_what_cannot_be_is_said(films: Labelled) -> None:
    for settings in (AverageSettings(), NetworkSettings("frozen")):
        with pytest.raises(SelectionError, match="a model of word vectors"):
            training(Contender("none", settings), films)
    with pytest.raises(SettingError, match="strength must lie above 0 and be 10,000 at most, not 0"):
        CountSettings(strength=0)
    with pytest.raises(SettingError, match="words left out lies between 0 and 1, not at 1"):
        NetworkSettings(dropout=1)
    with pytest.raises(SettingError, match="frozen, learning on or from scratch, not “thawed”"):
        NetworkSettings("thawed")  # type: ignore[arg-type]  # what a hand-edited link can ask for


def test_a_network_that_leaves_the_numbers_says_so(films: Labelled, judgements: WordVectors) -> None:
    begun = NetworkTraining(NetworkSettings(), films, judgements)
    begun._rows[:] = np.nan
    with pytest.raises(DivergedError, match="the rates are too high"):
        begun.step()


def test_published_naive_bayes_on_sst2(shared: Path) -> None:
    """Socher et al. 2013 print .818; logistic regression on the same counts .807 (measured with scikit-learn)."""
    learned, tested = (
        read_labelled((shared / "downstream" / f"stsa.binary.{part}").read_bytes(), name=part)[0]
        for part in ("train", "test")
    )
    assert (len(learned), len(tested)) == (6920, 1821)
    bayes = trained(Contender("NB", CountSettings()), learned)
    assert round(accuracy(bayes, tested), 3) == 0.818
    logistic = trained(Contender("LR", CountSettings("logistic regression")), learned)
    assert accuracy(logistic, tested) == pytest.approx(0.807, abs=0.001)
