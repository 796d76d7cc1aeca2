"""The neural language model: every gradient, the text it reads, perplexity, writing."""

from dataclasses import fields

import numpy as np
import pytest
from numpy.testing import assert_allclose

from explorer.errors import DivergedError, SettingError, UnknownWordError
from explorer.text.corpus import Corpus, from_text, read_packaged
from explorer.training.lecture.neural_lm import NeuralLMSettings, NeuralLMTrainer, Parameters
from explorer.training.lecture.softmax import log_softmax
from tests.slopes import slope


@pytest.fixture(scope="module")
def royal_corpus() -> Corpus:
    return from_text(read_packaged("royals"), name="royals")


@pytest.fixture(scope="module")
def trained(royal_corpus: Corpus) -> NeuralLMTrainer:
    trainer = NeuralLMTrainer(royal_corpus, NeuralLMSettings())
    for _ in range(2500):
        trainer.step()
    return trainer


def probability_by_the_book(p: Parameters, context: list[int]) -> np.ndarray:
    """Equation 1 of Bengio et al., for one context."""
    x = np.concatenate([p.C[word] for word in context])
    y = p.b + p.W @ x + p.U @ np.tanh(p.d + p.H @ x)
    return np.exp(y) / np.exp(y).sum()


@pytest.mark.parametrize("direct", [True, False], ids=["direct", "without"])
def test_every_gradient_is_the_slope_of_the_loss(direct: bool) -> None:
    corpus = from_text("a b c d. b a d c. d d a", name="t")
    settings = NeuralLMSettings(dim=2, order=3, hidden=3, direct=direct, learning_rate=1, held_out=0)
    trainer = NeuralLMTrainer(corpus, settings, dtype=np.float64)
    p, rng = trainer.parameters, np.random.default_rng(0)
    for field in fields(Parameters):
        if field.name != "W" or direct:
            getattr(p, field.name)[:] = rng.normal(size=getattr(p, field.name).shape)
    context, target = np.array([[0, 1, 1], [4, 4, 2], [3, 0, 4]]), np.array([2, 4, 0])

    def loss() -> float:
        chosen = [probability_by_the_book(p, list(c))[t] for c, t in zip(context, target, strict=True)]
        return -float(np.mean(np.log(chosen)))

    slopes = {field.name: slope(loss, getattr(p, field.name)) for field in fields(Parameters)}
    before = {field.name: getattr(p, field.name).copy() for field in fields(Parameters)}
    expected_loss = loss()
    step = trainer.learn(context, target)
    assert step.loss == pytest.approx(expected_loss)
    for name, expected in slopes.items():
        moved = before[name] - getattr(p, name)
        assert_allclose(moved, 0 if name == "W" and not direct else expected, atol=1e-8, err_msg=name)


def test_probability_of_the_record_is_the_paper_s_equation() -> None:
    trainer = NeuralLMTrainer(from_text("a b c. c b a", name="t"), NeuralLMSettings(dim=3, direct=True))
    for _ in range(20):
        trainer.step()
    context = np.array([[3, 3, 0, 1]])
    assert_allclose(
        trainer.probabilities(context)[0], probability_by_the_book(trainer.parameters, [3, 3, 0, 1]), atol=1e-6
    )


def examples(text: str, **settings: object) -> list[tuple[str, str]]:
    """Context and target of every place, as letters; | is the edge."""
    corpus = from_text(text, name="t")
    trainer = NeuralLMTrainer(corpus, NeuralLMSettings(dim=2, held_out=0, **settings))
    letters = [*corpus.vocabulary.words, "|"]
    context = trainer.contexts(np.sort(trainer.places), np.random.default_rng(0))
    target = trainer._fenced[np.sort(trainer.places)]
    return [("".join(letters[i] for i in c), letters[t]) for c, t in zip(context, target, strict=True)]


def test_the_last_words_and_the_end() -> None:
    assert examples("a b c. c a", context="last", order=2) == [
        ("||", "a"),
        ("|a", "b"),
        ("ab", "c"),
        ("bc", "|"),
        ("||", "c"),
        ("|c", "a"),
        ("ca", "|"),
    ]


def test_words_on_both_sides() -> None:
    assert examples("a b c. c a", context="around", order=1) == [
        ("|b", "a"),
        ("ac", "b"),
        ("b|", "c"),
        ("|a", "c"),
        ("c|", "a"),
    ]


def test_one_word_nearby() -> None:
    corpus = from_text("a b c d e f g h", name="t")
    trainer = NeuralLMTrainer(corpus, NeuralLMSettings(dim=2, context="nearby", order=3, held_out=0))
    place = np.full(6000, trainer.places[4])
    drawn = trainer.contexts(place, np.random.default_rng(0))
    assert drawn.shape == (6000, 1)
    times = np.bincount(drawn[:, 0], minlength=9)
    seen = {corpus.vocabulary.words[i] for i in np.flatnonzero(times)}
    assert seen == set("bcdfgh")
    assert (np.abs(times[times > 0] - 1000) < 150).all()


def test_a_model_that_knows_nothing_is_undecided_between_all_words(royal_corpus: Corpus) -> None:
    trainer = NeuralLMTrainer(royal_corpus, NeuralLMSettings())
    E = len(royal_corpus.vocabulary) + 1
    assert trainer.perplexity() == pytest.approx(E, rel=1e-4)
    step = trainer.step()
    assert step.loss == pytest.approx(np.log(E), rel=1e-5)
    assert_allclose(step.probability.sum(axis=1), 1, atol=1e-5)
    assert step.probability.dtype == np.float32


def test_perplexity_by_hand() -> None:
    """exp of the mean of -log P, over every place."""
    corpus = from_text("a b. b a", name="t")
    trainer = NeuralLMTrainer(corpus, NeuralLMSettings(dim=2, order=1, held_out=0), dtype=np.float64)
    trainer.parameters.b[:] = [0.3, -1, 2]
    log_p = log_softmax(np.array([[0.3, -1, 2]]))[0]
    assert trainer.perplexity() == pytest.approx(np.exp(-(2 * log_p[0] + 2 * log_p[1] + 2 * log_p[2]) / 6))


def test_held_out_sentences_are_not_learned_from(royal_corpus: Corpus) -> None:
    trainer = NeuralLMTrainer(royal_corpus, NeuralLMSettings(held_out=0.2))
    assert not set(trainer.places) & set(trainer.held_places)
    all_places = len(royal_corpus.tokens) + royal_corpus.sentences
    assert len(trainer.places) + len(trainer.held_places) == all_places
    assert len(trainer.held_places) / all_places == pytest.approx(0.2, abs=0.01)


def test_learns_the_royals(trained: NeuralLMTrainer) -> None:
    """Perplexity on sentences never seen falls from 132 below 2.5: the rest is what the template leaves to chance."""
    assert trained.perplexity() < 2.5
    vectors = trained.vectors()
    assert vectors.matrix.shape == (131, 32)
    man, woman, king, queen = vectors.rows(["man", "woman", "king", "queen"])
    scores = vectors.unit @ (vectors.unit[king] - vectors.unit[man] + vectors.unit[woman])
    scores[[man, woman, king]] = -np.inf
    assert scores.argmax() == queen


def test_the_order_of_the_words_matters(trained: NeuralLMTrainer) -> None:
    index = trained.corpus.vocabulary.index
    said = np.array([[index[word] for word in ("upon", "the", "golden", "throne")]])
    shuffled = said[:, [3, 2, 1, 0]]
    assert trained.probabilities(said)[0, index["and"]] > 0.9
    assert trained.probabilities(shuffled)[0, index["and"]] < 0.8


def test_writes_sentences_of_the_text(trained: NeuralLMTrainer) -> None:
    rng = np.random.default_rng(0)
    sentences = [trained.generate(["the", "king"], temperature=0.7, rng=rng) for _ in range(20)]
    assert all(sentence[:2] == ["the", "king"] for sentence in sentences)
    assert len({" ".join(sentence) for sentence in sentences}) > 3
    assert np.mean([sentence.count("and") == 1 for sentence in sentences]) > 0.8  # the frame of every sentence
    assert np.mean([len(sentence) < 30 for sentence in sentences]) > 0.9  # they end by themselves


def test_temperature(trained: NeuralLMTrainer) -> None:
    """0 says always the same; hotter is more varied; each word is drawn with P^(1/T)."""
    timid = {" ".join(trained.generate(["the"], temperature=0, rng=np.random.default_rng(s))) for s in range(5)}
    assert len(timid) == 1
    edge = trained.edge
    context = np.array([[edge, edge, edge, trained.corpus.vocabulary.index["the"]]])
    P = trained.probabilities(context)[0].astype(np.float64) ** (1 / 2)
    P /= P.sum()
    rng = np.random.default_rng(0)
    drawn = [trained.generate(["the"], temperature=2, rng=rng, longest=2) for _ in range(3000)]
    for word in ("king", "boy"):
        share = np.mean([len(d) > 1 and d[1] == word for d in drawn])
        assert share == pytest.approx(P[trained.corpus.vocabulary.index[word]], abs=0.02)


def test_what_cannot_be_written_is_said(trained: NeuralLMTrainer, royal_corpus: Corpus) -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(UnknownWordError, match=r"“kong” is not in the vocabulary.*king"):
        trained.generate(["kong"], rng=rng)
    with pytest.raises(SettingError, match="temperature must lie between 0 and 100, not at -1"):
        trained.generate(["the"], temperature=-1, rng=rng)
    around = NeuralLMTrainer(royal_corpus, NeuralLMSettings(context="around"))
    with pytest.raises(SettingError, match="Only a model that looks at the last words can write"):
        around.generate(["the"], rng=rng)


def test_frozen_words_and_given_vectors(royal_corpus: Corpus) -> None:
    V = len(royal_corpus.vocabulary)
    given = np.random.default_rng(0).normal(size=(V, 32)).astype(np.float32)
    frozen = np.arange(V) < 10
    trainer = NeuralLMTrainer(royal_corpus, NeuralLMSettings(), start=given, frozen=frozen)
    for _ in range(20):
        trainer.step()
    assert (trainer.vectors().matrix == given)[frozen].all()
    assert (trainer.vectors().matrix != given)[~frozen].any()


@pytest.mark.parametrize("context", ["last", "around", "nearby"])
def test_tiny_texts_and_long_contexts(context: str) -> None:
    corpus = from_text("a b. b a", name="t")
    trainer = NeuralLMTrainer(corpus, NeuralLMSettings(context=context, order=20, direct=True))
    losses = [trainer.step().loss for _ in range(200)]
    assert np.isfinite(losses).all()
    assert trainer.perplexity() < 3


def test_same_seed_same_vectors(royal_corpus: Corpus) -> None:
    first, same, other = (NeuralLMTrainer(royal_corpus, NeuralLMSettings(seed=s)) for s in (3, 3, 4))
    for trainer in (first, same, other):
        for _ in range(3):
            trainer.step()
    assert (first.parameters.C == same.parameters.C).all()
    assert not (first.parameters.C == other.parameters.C).all()


def test_a_rate_that_diverges_is_said_and_the_last_good_state_kept() -> None:
    trainer = NeuralLMTrainer(from_text("a b c. b a", name="t"), NeuralLMSettings(direct=True))
    trainer.parameters.C[:] = 1e25
    trainer.parameters.W[:] = 1e25
    with np.errstate(over="ignore", invalid="ignore"), pytest.raises(DivergedError, match=r"learning rate of 0\.5"):
        trainer.step()
    assert np.isfinite(trainer.vectors().matrix).all()


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"order": 0}, "looks at 1 to 20 words, not at 0"),
        ({"hidden": 0}, "1 to 1,000 units, not 0"),
        ({"context": "left"}, "“last”, “around” or “nearby”, not “left”"),
        ({"held_out": 0.9}, "Between 0 and half of the sentences can be held out, not 0.9"),
        ({"learning_rate": 11}, "not above 10"),
    ],
)
def test_bad_setting_says_what_is_allowed(bad: dict[str, object], says: str) -> None:
    with pytest.raises(SettingError, match=says):
        NeuralLMSettings(**bad)


def test_a_gradient_too_long_is_shortened_not_turned() -> None:
    corpus = from_text("a b c. b a", name="t")
    trainer = NeuralLMTrainer(corpus, NeuralLMSettings(dim=2, order=1, learning_rate=0.1), dtype=np.float64)
    p = trainer.parameters
    p.U[:] = np.random.default_rng(0).normal(size=p.U.shape) * 50
    before = [getattr(p, field.name).copy() for field in fields(Parameters)]
    least = int(trainer.probabilities(np.array([[0]]))[0].argmin())
    step = trainer.learn(np.array([[0]]), np.array([least]))
    moved = [kept - getattr(p, field.name) for kept, field in zip(before, fields(Parameters), strict=True)]
    assert np.sqrt(sum((m**2).sum() for m in moved)) == pytest.approx(0.1 * 5)
    error = step.probability[0] - np.eye(4)[least]
    assert_allclose(moved[4] / np.linalg.norm(moved[4]), error / np.linalg.norm(error))
