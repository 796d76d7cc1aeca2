"""
Known answers of the courses, for visitors who have their vectors: Ng's exercise (GloVe 6B, 50 dimensions) and CS224N's
first assignment (GloVe Wikipedia, 200 dimensions); and the famous lists of GoogleNews.

Ng's exercise takes vectors as they are: g = e(woman) − e(man), analogies by PairDirection without scaling, and
its older formula of equalization.  Answers that need a missing word are left out.
"""

from collections.abc import Iterator
from functools import partial

import numpy as np

from explorer.judging import analogy
from explorer.judging.analogy import AnalogySettings
from explorer.judging.bias import direction
from explorer.judging.bias.debiasing import hard
from explorer.known_answers.answers import Check
from explorer.vectors import similarity
from explorer.vectors.word_vectors import Floats, WordVectors

NG = "Ng, Sequence Models, exercise on word vectors, glove.6B.50d"
A1 = "CS224N, assignment 1, glove-wiki-gigaword-200"
NEWS = "gensim and word2vec documentation; the same in several public notebooks"
NAMES = {
    "john": -0.231634,
    "marie": 0.315598,
    "sophie": 0.318688,
    "ronaldo": -0.312448,
    "priya": 0.176320,
    "rahul": -0.169155,
    "danielle": 0.243933,
    "reza": -0.079304,
    "katy": 0.283107,
    "yasmin": 0.233139,
}
THINGS = {
    "lipstick": 0.276919,
    "guns": -0.188849,
    "science": -0.060829,
    "arts": 0.008189,
    "literature": 0.064725,
    "warrior": -0.209202,
    "doctor": 0.118953,
    "tree": -0.070894,
    "receptionist": 0.330779,
    "technology": -0.131937,
    "fashion": 0.035639,
    "teacher": 0.179209,
    "engineer": -0.080393,
    "pilot": 0.001076,
    "computer": -0.103304,
    "singer": 0.185005,
}
ANALOGIES = (
    ("italy", "italian", "spain", "spanish"),
    ("india", "delhi", "japan", "tokyo"),
    ("man", "woman", "boy", "girl"),
    ("small", "smaller", "large", "larger"),
)
APART = {("good", "bad"): 0.289, ("good", "cheerful"): 0.655, ("fast", "slow"): 0.252, ("fast", "quick"): 0.333}
KING = {
    "queen": 0.7118,
    "monarch": 0.6190,
    "princess": 0.5902,
    "crown_prince": 0.5499,
    "prince": 0.5377,
    "kings": 0.5237,
    "Queen_Consort": 0.5236,
    "queens": 0.5181,
    "sultan": 0.5099,
    "monarchy": 0.5087,
}


def ng(topic: str, model: WordVectors) -> Iterator[Check]:
    """The checks of glove.6B.50d."""
    for a, b, expected in (("father", "mother", 0.890903844289), ("ball", "crocodile", 0.274392462614)):
        if a in model and b in model:
            yield Check(topic, f"cosine of {a} and {b}", expected, partial(similarity.cosine, model, a, b), 1e-6, NG)
    if _has(model, "france", "paris", "rome", "italy"):
        expected = -0.675147930817
        yield Check(topic, "cosine of france − paris and rome − italy", expected, partial(_offsets, model), 1e-6, NG)
    for a, b, c, answer in ANALOGIES:
        if _has(model, a, b, c, answer):
            name = f"{a} : {b} :: {c} : ?"
            yield Check(topic, name, answer, partial(_answer, model, a, b, c, "PairDirection"), 0, NG)
    if _has(model, "man", "woman"):
        for what, listed in (("names", NAMES), ("other words", THINGS)):
            known = tuple(word for word in listed if word in model)
            if known:  # published copies of these vectors differ in the last digits of a few words
                expected_all = tuple(listed[word] for word in known)
                name = f"{what} on woman − man: {', '.join(known)}"
                yield Check(topic, name, expected_all, partial(_leanings, model, known), 2e-5, NG)
        before, after = (-0.117110957, 0.356666188), (-0.700436428931, 0.700436428931)
        yield Check(topic, "man and woman on their difference", before, partial(_ends, model), 1e-6, NG)
        name = "the same, equalized by the course's older formula"
        yield Check(topic, name, after, partial(_equalized, model), 1e-6, NG)
    if "king" in model:
        opening = (0.50451, 0.68607, -0.59517)
        yield Check(
            topic,
            "first numbers of king",
            opening,
            lambda: tuple(float(x) for x in model.matrix[model.index["king"], :3]),
            1e-6,
            "Alammar, “The Illustrated Word2vec”",
        )


def cs224n(topic: str, model: WordVectors) -> Iterator[Check]:
    """The checks of glove-wiki-gigaword-200."""
    for a, b, c, answer, score in (
        ("man", "grandfather", "woman", "grandmother", 0.7608),
        ("hand", "glove", "foot", "45,000-square", 0.4922),
    ):
        if _has(model, a, b, c, answer):
            name = f"{a} : {b} :: {c} : ?"
            yield Check(topic, name, answer, partial(_answer, model, a, b, c, "3CosAdd"), 0, A1)
            yield Check(topic, f"score of {answer}", score, partial(_score, model, (a, b, c), answer), 5e-5, A1)
    for (a, b), apart in APART.items():
        if _has(model, a, b):
            yield Check(topic, f"1 − cosine of {a} and {b}", apart, partial(_apart, model, a, b), 1e-3, A1)


def news(topic: str, model: WordVectors) -> Iterator[Check]:
    """The checks of GoogleNews: the nearest words to king − man + woman, whose scores do not depend on other words."""
    known = tuple(word for word in KING if word in model)
    if known and _has(model, "man", "woman", "king"):
        expected = tuple(KING[word] for word in known)
        name = f"king − man + woman with {', '.join(known)}"
        yield Check(topic, name, expected, partial(_scores, model, known), 1e-4, NEWS)


def _has(model: WordVectors, *words: str) -> bool:
    return all(word in model for word in words)


def _difference(model: WordVectors) -> Floats:
    """(D,) woman − man of the vectors as they are, at length 1."""
    man, woman = model.matrix[model.rows(["man", "woman"])].astype(np.float64)
    return np.asarray((woman - man) / np.linalg.norm(woman - man))


def _on(rows: Floats, along: Floats) -> tuple[float, ...]:
    """Cosine of each of the rows (N, D) with a direction (D,) of length 1."""
    return tuple(float(x) for x in rows.astype(np.float64) @ along / np.linalg.norm(rows, axis=1))


def _leanings(model: WordVectors, words: tuple[str, ...]) -> tuple[float, ...]:
    return _on(model.matrix[model.rows(words)], _difference(model))


def _ends(model: WordVectors) -> tuple[float, ...]:
    return _leanings(model, ("man", "woman"))


def _equalized(model: WordVectors) -> tuple[float, ...]:
    g = _difference(model)
    along = direction.Direction(g, "one pair", (("woman", "man"),), np.ones(1), np.ones(1))
    done = hard.equalize(model, along, [("man", "woman")], formula="course, first")
    return _on(done.matrix[done.rows(["man", "woman"])], g)


def _answer(model: WordVectors, a: str, b: str, c: str, rule: analogy.Rule) -> str:
    settings = AnalogySettings(rule, unit=rule != "PairDirection")
    return analogy.solve(model, a, b, c, settings, k=1)[0].word


def _score(model: WordVectors, asked: tuple[str, str, str], word: str) -> float:
    return float(analogy.scores(model, *asked)[model.index[word]])


def _scores(model: WordVectors, words: tuple[str, ...]) -> tuple[float, ...]:
    found = analogy.scores(model, "man", "woman", "king")
    return tuple(float(found[row]) for row in model.rows(words))


def _apart(model: WordVectors, a: str, b: str) -> float:
    return 1 - similarity.cosine(model, a, b)


def _offsets(model: WordVectors) -> float:
    france, paris, rome, italy = model.matrix[model.rows(["france", "paris", "rome", "italy"])].astype(np.float64)
    left, right = france - paris, rome - italy
    return float(left @ right / np.linalg.norm(left) / np.linalg.norm(right))
