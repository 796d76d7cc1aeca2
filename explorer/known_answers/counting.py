"""Known answers of counting: CS224N's first assignment, and PMI by hand (Church and Hanks 1990)."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from explorer.known_answers.answers import Check
from explorer.training.lecture.cooccurrence import Weighting, cooccurrence, distance_weights
from explorer.training.lecture.counts import CountSettings, CountTrainer, ppmi
from explorer.training.lessons import count_table

SVD = {
    "<END>": (0.654802, 0.783221),
    "<START>": (0.520200, 0.0),
    "All": (0.705647, -0.484057),
    "All's": (0.705647, 0.484057),
    "ends": (1.027805, 0.0),
    "glitters": (0.654802, -0.783221),
    "gold": (0.382258, -0.656224),
    "isn't": (0.382258, 0.656224),
    "that": (1.394208, 1.061793),
    "well": (1.394208, -1.061793),
}


def checks() -> Iterator[Check]:
    """All of them."""
    topic, source = "CS224N assignment 1", "CS224N assignment 1, two sentences, window 1"
    that = (0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0)
    yield Check(topic, "co-occurrence counts of “that”", that, lambda: _row("that"), 0, source)
    for word, expected in SVD.items():
        yield Check(topic, f"reduced vector of “{word}”", expected, partial(_reduced, word), 2e-6, source)
    topic, source = "PMI by hand", "Counts of the same two sentences: 24 pairs; ln(24 n_ij / (n_i n_j))"
    for pair, shift, value in (
        (("<START>", "All"), 1, np.log(24 / (2 * 2))),
        (("that", "All"), 1, np.log(24 / (4 * 2))),
        (("that", "well"), 1, np.log(24 / (4 * 4))),
        (("gold", "All"), 1, 0.0),
        (("that", "All"), 2, np.log(24 / (4 * 2)) - np.log(2)),
        (("that", "well"), 5, 0.0),
    ):
        name = f"PPMI of {pair[0]} and {pair[1]}" + (f", shifted by ln {shift}" if shift > 1 else "")
        yield Check(topic, name, float(value), partial(_ppmi, *pair, shift), 1e-12, source)
    topic, source = (
        "Windows",
        "Pennington, Socher and Manning 2014 (1 / distance); Levy, Goldberg and Dagan 2015 (linear)",
    )
    harmonic, linear = (1.0, 1 / 2, 1 / 3, 1 / 4), (1.0, 3 / 4, 1 / 2, 1 / 4)
    yield Check(topic, "harmonic weights, window 4", harmonic, lambda: _weights("harmonic"), 1e-12, source)
    yield Check(topic, "linear weights, window 4", linear, lambda: _weights("linear"), 1e-12, source)


def _row(word: str) -> tuple[float, ...]:
    corpus = count_table.cs224n()
    index = corpus.vocabulary.index
    order = np.array([index[other] for other in sorted(index)])
    counts = cooccurrence(corpus, window=1, weighting="flat").dense(order)
    return tuple(float(count) for count in counts[sorted(index).index(word)])


def _reduced(word: str) -> tuple[float, ...]:
    """The word's row of U S, turned so that <END> has no negative component: the sign of an SVD is arbitrary."""
    settings = CountSettings(dim=2, window=1, matrix="counts", weight_exponent=1)
    vectors = CountTrainer(count_table.cs224n(), settings).vectors()
    row, end = vectors.matrix[vectors.rows([word, "<END>"])].astype(np.float64)
    return tuple(float(number) for number in row * np.sign(end))


def _ppmi(word: str, context: str, shift: int) -> float:
    corpus = count_table.cs224n()
    index = corpus.vocabulary.index
    counts = cooccurrence(corpus, window=1, weighting="flat")
    return float(ppmi(counts, shift=shift).toarray()[index[word], index[context]])


def _weights(weighting: Weighting) -> tuple[float, ...]:
    return tuple(float(weight) for weight in distance_weights(4, weighting))
