"""
Known answers of whole models: the built-in one, and pretrained ones that a visitor has.

The expected results of the built-in model were computed with gensim 4.4 (`evaluate_word_pairs`,
`evaluate_word_analogies`), a program that shares no line with this one.  Those of pretrained models
are printed in the sources named; a model is recognised by its name and dimensions, and an answer
that needs a missing word is left out.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from explorer.files import library
from explorer.judging import analogy, analogy_sets, evaluation
from explorer.judging.bias import association, direction, word_sets
from explorer.known_answers import courses
from explorer.known_answers.answers import Check
from explorer.progress import Report
from explorer.vectors import similarity
from explorer.vectors.model import Model
from explorer.vectors.word_vectors import WordVectors

GENSIM = "gensim 4.4 on the same vectors"
GOOGLE = (
    318.0,
    774.0,
    20.0,
    361.0,
    165.0,
    110.0,
    62.0,
    709.0,
    231.0,
    328.0,
    1040.0,
    594.0,
    536.0,
    211.0,
)  # as gensim counts them, sections in their order
QUEENS = {  # name of gensim's catalogue: dimensions -> first answer to man : woman :: king : ? and its score
    "wiki": {50: ("queen", 0.8524), 100: ("queen", 0.7699), 200: ("queen", 0.6979), 300: ("queen", 0.6713)},
    "twitter": {25: ("meets", 0.8842), 50: ("prince", 0.7598), 100: ("queen", 0.7052), 200: ("queen", 0.6821)},
}
LEANINGS = {"nurse": 0.28085990, "librarian": 0.26647122, "housekeeper": 0.20833445, "architect": -0.16785534}


def checks(models: Sequence[Model] = ()) -> Iterator[Check]:
    """The checks of the built-in model, and of those of `models` that are recognised."""
    yield from _built_in()
    for model in models:
        yield from _pretrained(model.name, model.vectors)


def _built_in() -> Iterator[Check]:
    topic = "The built-in model"
    for name, spearman, pearson in (
        ("WordSim-353", 0.6937094290579603, 0.6731894702765439),
        ("SimLex-999", 0.3137190357350083, 0.31916507591907817),
    ):
        yield Check(topic, f"{name}: Spearman", spearman, partial(_spearman, name), 1e-6, GENSIM)
        yield Check(topic, f"{name}: Pearson", pearson, partial(_pearson, name), 1e-6, GENSIM)
    yield Check(topic, "Google analogies: right answers in each section", GOOGLE, _right, 0, GENSIM, is_long=True)


def _pretrained(topic: str, model: WordVectors) -> Iterator[Check]:
    name = topic.lower()
    family = next((known for known in QUEENS if known in name), "wiki" if "6b" in name else "")
    if "glove" in name and model.dim in QUEENS.get(family, {}):
        word, score = QUEENS[family][model.dim]
        if all(known in model for known in ("man", "woman", "king", word)):
            source = "Printed by users of gensim's catalogue"
            yield Check(topic, "man : woman :: king : ?", word, partial(_king, model), 0, source)
            yield Check(topic, f"score of {word}", score, partial(_score, model, word), 5e-5, source)
    if "glove" in name and family == "wiki" and model.dim == 50:
        yield from courses.ng(topic, model)
    if "glove" in name and family == "wiki" and model.dim == 200:
        yield from courses.cs224n(topic, model)
    if "googlenews" in name.replace(" ", "").replace("-", "") and model.dim == 300:
        yield from courses.news(topic, model)
        yield from _news(topic, model)
        yield from _tests(topic, model, "GoogleNews")
    if "840b" in name and model.dim == 300:
        yield from _tests(topic, model, "GloVe 840B")


def _news(topic: str, model: WordVectors) -> Iterator[Check]:
    if "woman" in model and "man" in model:
        woman = partial(similarity.cosine, model, "woman", "man")
        yield Check(topic, "cosine of woman and man", 0.76640123, woman, 1e-7, "gensim's documentation")
    if "she" in model and "he" in model:
        for word, expected in LEANINGS.items():
            if word in model:
                source = "Bolukbasi et al. 2016, the authors' notebook"
                yield Check(topic, f"{word} on she − he", expected, partial(_leaning, model, word), 5e-7, source)


def _tests(topic: str, model: WordVectors, printed: str) -> Iterator[Check]:
    """The effect sizes that Caliskan et al. 2017 print, for the tests whose words the model has.

    The tenth is left out: copies of its lists have misprints, and the computed figures differ from those printed.
    """
    for test in word_sets.association_tests():
        if test.title.startswith("WEAT 10"):
            continue
        sides = [word_sets.in_model(model, side.words)[0] for side in (test.x, test.y, test.a, test.b)]
        whole = [list(side.words) for side in (test.x, test.y, test.a, test.b)]
        for known, d, _ in test.published:
            if sides == whole and known == printed:
                source = "Caliskan, Bryson and Narayanan 2017"
                yield Check(topic, f"{test.title}: d", d, partial(_effect, model, sides), 0.006, source)


def _effect(model: WordVectors, sides: Sequence[Sequence[str]]) -> float:
    x, y, a, b = sides
    return association.weat(model, x, y, a, b).effect


def _rated(name: str) -> evaluation.SimilarityScore:
    return evaluation.word_similarity(library.built_in(), evaluation.packaged(name))


def _spearman(name: str) -> float:
    return _rated(name).spearman


def _pearson(name: str) -> float:
    return _rated(name).pearson


def _right(report: Report) -> tuple[float, ...]:
    found = analogy_sets.score(library.built_in(), analogy_sets.google_set(), report=report)
    return tuple(float(section.correct) for section in found)


def _king(model: WordVectors) -> str:
    return analogy.solve(model, "man", "woman", "king", k=1)[0].word


def _score(model: WordVectors, word: str) -> float:
    return float(analogy.scores(model, "man", "woman", "king")[model.index[word]])


def _leaning(model: WordVectors, word: str) -> float:
    along = direction.direction(model, [("she", "he")], "one pair")
    return direction.project(model, along, [word])[0].score
