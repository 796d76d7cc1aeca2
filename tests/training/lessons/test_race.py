"""The race of the objectives, what a step costs, and the tree that is drawn."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from explorer.figures import tree as trees
from explorer.text.corpus import Corpus, from_text, read_packaged
from explorer.training.lecture.huffman import huffman
from explorer.training.lecture.pairs import Pairs
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer
from explorer.training.lessons import cost, race, two_ways
from explorer.training.lessons.race import RaceSettings


@pytest.fixture(scope="module")
def royal_corpus() -> Corpus:
    return from_text(read_packaged("royals"), name="royals")


def run_to_its_end(corpus: Corpus, steps: int) -> race.Race:
    found = race.Race(corpus, RaceSettings(steps=steps))
    found.run()
    return found


@pytest.fixture(scope="module")
def found(royal_corpus: Corpus) -> race.Race:
    return run_to_its_end(royal_corpus, 1200)


def test_all_three_learn_and_end_close_together(found: race.Race) -> None:
    assert found.apart
    assert found.surprise[0, 0] == pytest.approx(np.log(131), rel=1e-4)  # the softmax knows nothing yet
    assert (found.surprise[:, -1] < 3.5).all()
    assert np.ptp(found.surprise[:, -1]) < 0.25
    assert found.step[0] == 0
    assert found.step[-1] == 1200
    assert (np.diff(found.seconds, axis=1) >= 0).all()


class Stop(Exception):  # noqa: N818 - not an error, a way out
    """What a report raises when the visitor stops a course."""


def test_a_race_that_is_stopped_can_be_read_and_goes_on(royal_corpus: Corpus, found: race.Race) -> None:
    stopped = race.Race(royal_corpus, RaceSettings(steps=1200))
    assert stopped.reached == 0
    assert stopped.surprise[0, 0] == pytest.approx(np.log(131), rel=1e-4)

    def _after_600(done: int, total: int) -> None:
        assert total == 3 * 1200
        if done >= 3 * 600:
            raise Stop

    with pytest.raises(Stop):
        stopped.run(_after_600)
    assert stopped.step[stopped.reached] == 600
    assert np.isfinite(stopped.surprise[:, : stopped.reached + 1]).all()
    assert np.isnan(stopped.surprise[:, stopped.reached + 1 :]).all()
    stopped.run()
    assert stopped.reached == len(stopped.step) - 1
    assert_allclose(stopped.surprise, found.surprise)  # as if nothing had happened
    assert_allclose(stopped.planes[-1], found.planes[-1])


def test_a_race_that_is_stopped_while_it_is_looked_at_keeps_its_losses(royal_corpus: Corpus) -> None:
    settings, told = RaceSettings(steps=80), list[int]()
    whole = race.Race(royal_corpus, settings)
    whole.run(lambda done, _: told.append(done))
    last_before = len(told) - 1 - told[::-1].index(29)  # of the look at step 10
    stopped, heard = race.Race(royal_corpus, settings), list[int]()

    def until_the_look(done: int, _: int) -> None:
        heard.append(done)
        if len(heard) == last_before + 1:
            raise Stop

    with pytest.raises(Stop):
        stopped.run(until_the_look)
    assert stopped.step[stopped.reached + 1] == 10
    stopped.run()
    assert_allclose(stopped.loss, whole.loss)


def test_surprise_is_what_each_model_believes(found: race.Race) -> None:
    centre, context = np.array([3, 7, 40]), np.array([5, 0, 9])
    pairs = Pairs(centre, context, centre, context, 1)
    for trainer in found.trainers[:2]:
        p = trainer.probabilities(centre)[np.arange(3), context]
        assert race.surprise(trainer, pairs) == pytest.approx(-np.log(p).mean(), rel=1e-4)
    sgns = found.trainers[2]
    weight = sgns.noise * np.exp(sgns.v_in[centre].astype(np.float64) @ sgns.v_out.T)
    p = (weight / weight.sum(axis=1, keepdims=True))[np.arange(3), context]
    assert race.surprise(sgns, pairs) == pytest.approx(-np.log(p).mean(), rel=1e-4)


def test_at_its_minimum_sgns_believes_the_shares_of_the_text() -> None:
    """u.v = log(P / k q) gives back P: the reason for the common measure."""
    P = np.array([[0.0, 0.75, 0.25], [1.0, 0, 0], [1.0, 0, 0]]) * 0.94 + 0.02
    corpus = from_text("a b. a b. a b. a c", name="t")
    trainer = SGNSTrainer(corpus, SGNSSettings(dim=3, negatives=7), dtype=np.float64)
    trainer.v_in, trainer.v_out = np.eye(3), np.log(P / (7 * trainer.noise)).T
    pairs = Pairs(np.array([0, 0]), np.array([1, 2]), np.arange(2), np.arange(2), 1)
    assert race.surprise(trainer, pairs) == pytest.approx(-np.log([0.725, 0.255]).mean())


def test_a_short_text_is_raced_on_itself() -> None:
    short = run_to_its_end(from_text("a b c. c b a. b a", name="t"), 5)
    assert not short.apart
    assert np.isfinite(short.surprise).all()


def test_the_softmax_climbs_and_the_others_do_not() -> None:
    """In dot products, which do not depend on how busy the machine is."""
    measuring = cost.Measuring(16, 5, sizes=(1000, 10_000, 40_000))
    measuring.run()
    measured = measuring.cost
    assert (measured.seconds > 0).all()
    assert measured.products[0].tolist() == [1000, 10_000, 40_000]
    assert (np.diff(measured.products[1]) < np.log2(10)).all()  # a turn for each doubling, at most
    assert measured.products[2].tolist() == [6, 6, 6]


def test_the_slope_is_the_power_of_the_vocabulary() -> None:
    size = np.array([1_000, 10_000, 30_000, 100_000])
    made = cost.Cost(size, np.array([size * 2e-6, size**0.5, np.ones(4)]), np.ones((3, 4)))
    assert [made.slope(i) for i in range(3)] == pytest.approx([1, 0.5, 0], abs=1e-9)


def test_what_the_two_ways_ask() -> None:
    pairs, (given, asked) = two_ways.examples(["a", "b", "c", "d"], 0, 2)
    assert pairs == [("a", "b"), ("a", "c")]
    assert (given, asked) == (["b", "c"], "a")


def test_cbow_has_fewer_examples(royal_corpus: Corpus) -> None:
    both = two_ways.TwoWays(royal_corpus, dim=16, window=5, negatives=5, epochs=1, seed=1)
    both.run()
    skip_gram, cbow = both.now
    assert cbow.examples < 0.4 * skip_gram.examples
    assert cbow.vectors.dim == 16


def test_the_drawn_tree_holds_the_words_and_the_path() -> None:
    counts = np.array([50, 20, 10, 5, 4, 3, 2, 1])
    tree = huffman(counts)
    words = list("abcdefgh")
    figure = trees.huffman_tree(tree, words, shown=3, lit=7, chances=np.full(int(tree.depth[7]), 0.5))
    drawn = figure.data[-1]
    assert set(drawn.text) == {"a", "b", "c", "h"}
    depth = {word: -y for word, y in zip(drawn.text, drawn.y, strict=True)}
    assert depth["a"] == 1
    assert depth["h"] == tree.depth[7] == max(depth.values())
    lit = figure.data[1]
    assert len([x for x in lit.x if x is not None]) == 2 * tree.depth[7]
    assert_allclose(sorted(drawn.x), sorted(set(drawn.x)))  # no leaf on another


def test_a_tree_of_two_words() -> None:
    figure = trees.huffman_tree(huffman(np.array([2, 1])), ["a", "b"], shown=16, lit=1)
    assert set(figure.data[-1].text) == {"a", "b"}
