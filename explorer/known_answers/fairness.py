"""Known answers of bias: WEAT by hand (Caliskan et al. 2017), and what debiasing must leave (Bolukbasi et al. 2016)."""

from collections.abc import Iterator

import numpy as np

from explorer.judging.bias import association, debias, direction, other_measures
from explorer.known_answers.answers import Check
from explorer.known_answers.space import cloud, royals
from explorer.vectors.word_vectors import Floats, WordVectors

PAIRS = [("w0", "w1"), ("w2", "w3"), ("w4", "w5")]
SETS = [("w10", "w11"), ("w12", "w13")]
NEUTRAL = [f"w{i}" for i in range(20, 120)]


def checks() -> Iterator[Check]:
    """All of them."""
    yield from _tests()
    yield from _directions()
    yield from _debiased()


def _cross() -> WordVectors:
    """Targets x along a, targets y along b: s is 1 for every x and −1 for every y."""
    matrix = np.array([[1, 0], [1, 0], [0, 1], [0, 1], [1, 0], [0, 1]], dtype=np.float32)
    return WordVectors("cross", ("x1", "x2", "y1", "y2", "a", "b"), matrix)


def _weat(*, spread: association.Spread = "sample", turned: bool = False) -> association.Weat:
    x, y = (["y1", "y2"], ["x1", "x2"]) if turned else (["x1", "x2"], ["y1", "y2"])
    return association.weat(_cross(), x, y, ["a"], ["b"], spread=spread)


def _tests() -> Iterator[Check]:
    topic, source = "WEAT by hand", "Two words a side at right angles: s = 1, 1, −1, −1"
    yield Check(topic, "d, sd of a sample: √3", 3**0.5, lambda: _weat().effect, 1e-6, source)
    yield Check(
        topic,
        "d, sd of a population: 2, the largest there is",
        2.0,
        lambda: _weat(spread="population").effect,
        1e-6,
        source,
    )
    yield Check(topic, "targets exchanged: −√3", -(3**0.5), lambda: _weat(turned=True).effect, 1e-6, source)
    yield Check(topic, "test statistic: 4", 4.0, lambda: _weat().statistic, 1e-6, source)
    fewest = "Six ways to split four words; none is more extreme, and p counts the split itself or not"
    yield Check(topic, "associations of the targets", (1.0, 1.0, -1.0, -1.0), _associations, 1e-6, source)
    yield Check(topic, "p of the opposite split is 1", 1.0, lambda: _weat(turned=True).p, 1e-9, fewest)


def _directions() -> Iterator[Check]:
    topic, source = "Directions by hand", "Five words in the plane"

    def one() -> direction.Direction:
        return direction.direction(royals(), [("woman", "man")], "one pair")

    def mean() -> float:
        return direction.direct_bias(royals(), one(), ["king", "queen", "apple"])

    def ends() -> tuple[float, ...]:
        return tuple(near.score for near in direction.project(royals(), one(), ["king", "queen"]))

    yield Check(topic, "direct bias of king, queen and apple", 2 / 5**0.5 / 3, mean, 1e-6, source)
    yield Check(topic, "queen and king on woman − man", (5**-0.5, -(5**-0.5)), ends, 1e-6, source)
    explained = lambda: float(direction.direction(cloud(), PAIRS).explained.sum())  # noqa: E731
    yield Check(topic, "all components explain the whole variance", 1.0, explained, 1e-6, "By definition")
    inner = lambda: float(other_measures.relational_inner_product(royals(), [("woman", "man")], ["queen"])[0, 0])  # noqa: E731
    yield Check(
        topic, "RIPA of queen with woman and man", 1.0, inner, 1e-6, "Ethayarajh, Duvenaud and Hirst 2019; by hand"
    )


def _debiased() -> Iterator[Check]:
    topic, source = "Debiasing", "Bolukbasi et al. 2016, section 6"
    vectors = cloud()
    along = direction.direction(vectors, PAIRS)

    def neutral() -> WordVectors:
        return debias.neutralize(vectors, along)

    def equal() -> WordVectors:
        return debias.equalize(neutral(), along, SETS)

    yield Check(
        topic,
        "neutralized words on the direction: largest",
        0.0,
        lambda: _largest(neutral().matrix @ along.vector),
        1e-6,
        source,
    )
    yield Check(
        topic,
        "neutralized words have length 1: largest error",
        0.0,
        lambda: _largest(neutral().norms - 1),
        1e-6,
        source,
    )
    yield Check(
        topic,
        "equalized pairs have length 1",
        (1.0, 1.0, 1.0, 1.0),
        lambda: tuple(float(n) for n in debias.equalize(vectors, along, SETS).norms[10:14]),
        1e-6,
        source,
    )
    yield Check(
        topic,
        "neutral words as near to one as to the other: largest difference",
        0.0,
        lambda: _uneven(vectors, along),
        1e-6,
        source,
    )
    gone = lambda: _largest(debias.linear_projection(vectors, along).matrix @ along.vector)  # noqa: E731
    yield Check(topic, "linear projection leaves nothing on the direction", 0.0, gone, 1e-6, "Dev and Phillips 2019")
    again = lambda: _largest(debias.neutralize(neutral(), along).matrix - neutral().matrix)  # noqa: E731
    yield Check(topic, "neutralizing twice changes nothing more", 0.0, again, 1e-6, "A projection is idempotent")


def _uneven(vectors: WordVectors, along: direction.Direction) -> float:
    done = list(debias.hard_debias(vectors, along, SETS))[-1].vectors
    neutral = done.matrix[done.rows(NEUTRAL)]
    return max(_largest(neutral @ (done.matrix[a] - done.matrix[b])) for a, b in (done.rows(pair) for pair in SETS))


def _associations() -> tuple[float, ...]:
    found = _weat()
    return tuple(float(value) for value in (*found.of_x, *found.of_y))


def _largest(values: Floats) -> float:
    return float(np.abs(values).max())
