"""Known answers of bias: its measures by hand, and the effects of debiasing (Bolukbasi et al. 2016)."""

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from explorer.judging.bias import association, direction, other_measures, scores
from explorer.judging.bias.debiasing import hard, projection
from explorer.known_answers.answers import Check
from explorer.known_answers.space import cloud, royals
from explorer.vectors.word_vectors import Floats, WordVectors

PAIRS = [("w0", "w1"), ("w2", "w3"), ("w4", "w5")]
SETS = [("w10", "w11"), ("w12", "w13")]
NEUTRAL = [f"w{i}" for i in range(20, 120)]


def checks() -> Iterator[Check]:
    """All of them."""
    yield from _tests()
    yield from _splits()
    yield from _measures()
    yield from _directions()
    yield from _debiased()


def _cross() -> WordVectors:
    """Targets x along a, targets y along b: s is 1 for every x and −1 for every y."""
    matrix = np.array([[1, 0], [1, 0], [0, 1], [0, 1], [1, 0], [0, 1]], dtype=np.float32)
    return WordVectors(("x1", "x2", "y1", "y2", "a", "b"), matrix)


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


def _splits() -> Iterator[Check]:
    topic, source = "WEAT's p by hand", "Caliskan, Bryson and Narayanan 2017; all splits written out"
    four = "Splits, of six of s = 4, 3, 2, 1, that sum to the observed one or more; it counts itself"
    for x, y, p in (((4, 3), (2, 1), 1 / 6), ((4, 2), (3, 1), 2 / 6), ((4, 1), (3, 2), 4 / 6), ((2, 1), (4, 3), 1.0)):
        yield Check(topic, f"s = {x[0]}, {x[1]} against {y[0]}, {y[1]}", p, partial(_p, x, y), 1e-12, four)
    yield Check(
        topic, "eight words wholly above eight others: 1 of 12,870 splits", 1 / 12_870, _p_of_eight, 1e-12, source
    )
    drawn = "100,000 random splits, none of which comes near, and the observed one: (0 + 1) / (100,000 + 1)"
    yield Check(topic, "twelve words wholly above twelve others, estimated", 1 / 100_001, _p_of_twelve, 1e-12, drawn)
    d = "Means 3.5 and 1.5; the sd of 1, 2, 3, 4 is √(5/3) of a sample and √(5/4) of a population"
    for spread, effect in zip(association.SPREADS, (2 / (5 / 3) ** 0.5, 2 / (5 / 4) ** 0.5), strict=True):
        yield Check(topic, f"d of s = 4, 3 against 2, 1, {spread}", effect, partial(_d, spread), 1e-12, d)


def _p(x: tuple[int, ...], y: tuple[int, ...]) -> float:
    return association.p_value(np.array(x, dtype=float), np.array(y, dtype=float))[0]


def _p_of_eight() -> float:
    return _p(tuple(range(100, 108)), tuple(range(8)))


def _p_of_twelve() -> float:
    return _p(tuple(range(100, 112)), tuple(range(12)))


def _d(spread: association.Spread) -> float:
    return association.effect_size(np.array([4.0, 3.0]), np.array([2.0, 1.0]), spread=spread)


def _measures() -> Iterator[Check]:
    topic = "Other measures by hand"
    garg = "Garg et al. 2018; means of the groups at (0, 0) and (3, 0), neutral words at (3, ±4): 5 − 4 each"
    yield Check(topic, "RND, each neutral word: how much further from the first group", (1.0, 1.0), _norms, 1e-12, garg)
    yield Check(topic, "RND, summed over the neutral words", 2.0, partial(_score, "RND", *_groups()), 1e-12, garg)
    x, a, b = np.array([[1.0, 0.0]]), np.array([[1.0, 0.0]]), np.array([[0.6, 0.8]])
    manzini = "Manzini et al. 2019; cosines 1 and 0.6: the mean of 0 and 0.4"
    yield Check(topic, "MAC", 0.2, partial(_score, "MAC", x, x, a, b), 1e-12, manzini)
    dev = "Dev and Phillips 2019; Spearman's 1 − 6 Σd² / (n (n² − 1)) of ranks 1 2 3 against 1 2 3, 3 2 1 and 2 1 3"
    for angles, value in (((10, 20, 30), 1.0), ((80, 70, 60), -1.0), ((15, 10, 90), 0.5)):
        yield Check(
            topic,
            f"ECT, angles 10, 20, 30 and {', '.join(map(str, angles))}",
            value,
            partial(_ranked, angles),
            1e-9,
            dev,
        )
    wefat = "Caliskan et al. 2017; cosines 1, 0.6 with A and 0, 0 with B: 0.8 over the sd, √0.24 or √0.18"
    for spread, variance in zip(association.SPREADS, (0.24, 0.18), strict=True):
        yield Check(topic, f"WEFAT, {spread}", 0.8 / variance**0.5, partial(_wefat, spread), 1e-9, wefat)
    source = "sklearn.linear_model.LogisticRegression, C = 1; Kullback–Leibler divergence from even shares"
    yield Check(topic, "RNSB minus that of scikit-learn's classifier", 0.0, _sentiment, 1e-5, source)
    beta = "Bolukbasi et al. 2016, section 5.3: β = (w·v − cos(w⊥, v⊥)) / w·v"
    yield Check(
        topic, "indirect bias where only the direction is shared", 1.0, partial(_indirect, (0.6, 0, 0.8)), 1e-6, beta
    )
    yield Check(topic, "indirect bias where only the rest is shared", -0.25, partial(_indirect, (0, 1, 0)), 1e-6, beta)


def _groups() -> tuple[Floats, Floats, Floats, Floats]:
    """Two groups, the neutral words, and one more attribute."""
    return np.array([[-1.0, 0], [1, 0]]), np.array([[3.0, 0]]), np.array([[3.0, 4], [3, -4]]), np.array([[9.0, 9]])


def _norms() -> tuple[float, ...]:
    x, y, neutral, _ = _groups()
    return tuple(float(value) for value in other_measures.norm_distances(neutral, x, y))


def _score(name: str, *lists: Floats) -> float:
    return next(score for score in scores.of_four_lists() if score.name == name).of(*lists)


def _ranked(angles: Sequence[float]) -> float:
    """ECT of three attributes in space: their angles to one axis are 10, 20 and 30 degrees, to another as given."""
    near, other = np.cos(np.radians([10, 20, 30])), 0.1 * np.cos(np.radians(angles))
    rows = np.stack([near, other], axis=1)
    return other_measures.coherence(rows, np.array([[1.0, 0]]), np.array([[0.0, 1]]))


def _wefat(spread: association.Spread) -> float:
    a, b = np.array([[1.0, 0, 0], [0.6, 0.8, 0]]), np.array([[0.0, 1, 0], [0, 0, 1]])
    return float(association.wefat(np.array([[1.0, 0, 0]]), a, b, spread=spread)[0])


def _sentiment() -> float:
    from sklearn.linear_model import LogisticRegression

    rows = cloud().unit[:30].astype(np.float64)
    good, bad, words = rows[:10], rows[10:20], rows[20:]
    judge = LogisticRegression(tol=1e-10, max_iter=1000).fit(np.concatenate([bad, good]), [1] * 10 + [0] * 10)
    negativity = judge.predict_proba(words)[:, 1]
    shares = negativity / negativity.sum()
    return other_measures.negative_sentiment(words, good, bad).divergence - float(shares @ np.log(10 * shares))


def _indirect(other: Sequence[float]) -> float:
    """Indirect bias of w = (0.6, 0.8, 0) and another word, through the first axis."""
    matrix = np.array([[1, 0, 0], [-1, 0, 0], [0.6, 0.8, 0], other], dtype=np.float32)
    vectors = WordVectors(("she", "he", "w", "v"), matrix)
    along = direction.direction(vectors, [("she", "he")], "one pair")
    return float(other_measures.indirect_bias(vectors, along, "w", ["v"])[0])


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
    ripa = "Ethayarajh, Duvenaud and Hirst 2019; by hand"
    yield Check(topic, "RIPA of queen and king with woman and man", (1.0, -1.0), _inner, 1e-6, ripa)


def _inner() -> tuple[float, ...]:
    woman, man, queen, king = royals().matrix[royals().rows(["woman", "man", "queen", "king"])]
    found = other_measures.inner_products(np.stack([queen, king]), woman[None], man[None])
    return tuple(float(value) for value in found[:, 0])


def _debiased() -> Iterator[Check]:
    topic, source = "Debiasing", "Bolukbasi et al. 2016, section 6"
    vectors = cloud()
    along = direction.direction(vectors, PAIRS)

    def neutral() -> WordVectors:
        return hard.neutralize(vectors, along)

    def equal() -> WordVectors:
        return hard.equalize(neutral(), along, SETS)

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
        lambda: tuple(float(n) for n in hard.equalize(vectors, along, SETS).norms[10:14]),
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
    gone = lambda: _largest(projection.linear_projection(vectors, along).matrix @ along.vector)  # noqa: E731
    yield Check(topic, "linear projection leaves nothing on the direction", 0.0, gone, 1e-6, "Dev and Phillips 2019")
    again = lambda: _largest(hard.neutralize(neutral(), along).matrix - neutral().matrix)  # noqa: E731
    yield Check(topic, "neutralizing twice changes nothing more", 0.0, again, 1e-6, "A projection is idempotent")


def _uneven(vectors: WordVectors, along: direction.Direction) -> float:
    done = list(hard.hard_debias(vectors, along, SETS))[-1].vectors
    neutral = done.matrix[done.rows(NEUTRAL)]
    return max(_largest(neutral @ (done.matrix[a] - done.matrix[b])) for a, b in (done.rows(pair) for pair in SETS))


def _associations() -> tuple[float, ...]:
    found = _weat()
    return tuple(float(value) for value in (*found.of_x, *found.of_y))


def _largest(values: Floats) -> float:
    return float(np.abs(values).max())
