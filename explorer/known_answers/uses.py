"""
Known answers of the uses of vectors: classifying, finding names, searching.

The last need files that may not be passed on: SST-2 and the sentences of Ng's exercise.  They are recognised by their
checksums among the files that the operator offers or the command line names.
"""

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache, partial
from pathlib import Path

import numpy as np

from explorer.files import library, offered
from explorer.known_answers.answers import Check, Value
from explorer.known_answers.emojify import Emojify, emojify
from explorer.tasks.classifier import accuracy, probabilities
from explorer.tasks.contenders import Contender, Settings, trained
from explorer.tasks.explanation import explained
from explorer.tasks.labelled import Labelled, polarity
from explorer.tasks.linear import AverageSettings, CountSettings
from explorer.tasks.names import conll
from explorer.tasks.names.spans import score, spans
from explorer.tasks.reading import read_labelled
from explorer.tasks.search.alignment import aligned
from explorer.tasks.search.by_meaning import MeaningSettings, Weights, meaning_index
from explorer.tasks.search.by_words import WordSettings, word_index
from explorer.vectors import similarity
from explorer.vectors.word_vectors import Floats, WordVectors

FILES = {  # bytes of a file -> its checksum, and what it is
    738_844: ("71c04bcc41291fa47454dd670df701b14ee9249156babeaac404cfe2c8d74338", "SST-2 train"),
    193_562: ("6a80dc9b9a0db2d3b37f2f809304febad31c90ab67a5b4157b7d9f881c53ef5b", "SST-2 test"),
    3_673: ("f7b219377b0f4898068811e83f82a373c4cf592fef618a818c62326b3386abdc", "Emojify train"),
    1_481: ("5e5d63f8bf46fb8456de5f09fbfa2f1785f133553262af73064e7ea0735c1725", "Emojify test"),
}
COUNTED = "conlleval's rules, Tjong Kim Sang and De Meulder 2003, counted by hand"
CHINA = (
    ("chinese beijing chinese", 1),
    ("chinese chinese shanghai", 1),
    ("chinese macao", 1),
    ("tokyo japan chinese", 0),
)
COSINES = {
    ("durian", "mango"): 0.653,
    ("durian", "fruit"): 0.469,
    ("durian", "farmer"): 0.108,
    ("absent", "lacking"): 0.582,
}
NG = "Ng, Sequence Models, exercise “Emojify”"
LINES = ("the film is good", "the movie is great great", "a bad story", "the the the", "a good story is a good film")


def checks(files: Sequence[Path] = ()) -> Iterator[Check]:
    """The checks that need no file, and those of the files recognised in `files` and in the operator's folder."""
    yield from _classifying()
    yield from _names()
    yield from _searching()
    there = (offered.path_of(name) for name, size in offered.files() if size in FILES)
    found = recognised([*there, *files])
    if {"SST-2 train", "SST-2 test"} <= found.keys():
        yield from _sst(found["SST-2 train"], found["SST-2 test"])
    if {"Emojify train", "Emojify test"} <= found.keys():
        yield from _emojify(found["Emojify train"], found["Emojify test"])


def recognised(files: Sequence[Path]) -> dict[str, Path]:
    """Role of a file -> the file, for those with a known checksum."""
    found = {}
    for path in files:
        checksum, what = FILES.get(path.stat().st_size, ("", "")) if path.is_file() else ("", "")
        if checksum and hashlib.sha256(path.read_bytes()).hexdigest() == checksum:
            found[what] = path
    return found


def _classifying() -> Iterator[Check]:
    topic = "Use: sentences judged"
    source = "Manning, Raghavan and Schütze 2008, example 13.1"
    chance = 0.75 * (3 / 7) ** 3 * (1 / 14) ** 2
    other = 0.25 * (2 / 9) ** 5
    name = "naive Bayes: P(China | Chinese Chinese Chinese Tokyo Japan)"
    yield Check(topic, name, chance / (chance + other), _china, 1e-12, source)
    for what, settings in (("naive Bayes", CountSettings()), ("mean of vectors", AverageSettings())):
        name = f"{what}: score minus bias and the words' shares"
        yield Check(topic, name, 0.0, partial(_not_shared, settings), 1e-5, "A linear score is the sum of its parts")
    for (a, b), cosine in COSINES.items():
        name = f"GloVe 6B, 50 dimensions: cosine of {a} and {b}"
        yield Check(topic, name, cosine, partial(_cosine, a, b), 1e-3, "The whole file, in single precision")


def _names() -> Iterator[Check]:
    topic = "Use: names"
    cases = (
        ("all right", "B-P I-P O B-L", "B-P I-P O B-L", 1.0),
        ("half a name is no name", "B-P I-P O B-L", "B-P O O B-L", 0.5),
        ("the right words, the wrong kind", "B-P I-P O", "B-L I-L O", 0.0),
        ("two names taken for one", "B-P B-P O", "B-P I-P O", 0.0),
        ("one of two found, one invented", "B-P O O B-L", "B-P O B-L O", 0.5),
    )
    for name, there, marked, f1 in cases:
        yield Check(topic, f"F1, {name}", f1, partial(_f1, there, marked), 1e-12, COUNTED)
    kinds = (1014.0, 934.0, 898.0, 712.0)
    source = "Balasuriya et al. 2009: 39,007 words, 3,558 names"
    yield Check(topic, "WikiGold: names of places, people, organisations, others", kinds, _kinds, 0, source)


def _searching() -> Iterator[Check]:
    topic = "Use: search"
    sources = {
        "plain": "The mean of unit vectors, word by word",
        "idf": "Salton and Buckley 1988, word by word",
        "SIF": "Arora, Liang and Ma 2017, algorithm 1, word by word",
    }
    weights: Weights
    for weights in ("plain", "idf", "SIF"):
        name = f"{weights}: largest difference from the formula"
        yield Check(topic, name, 0.0, partial(_from_the_formula, weights), 1e-5, sources[weights])
    name = "SIF: what the pairs of words add, minus the cosine"
    yield Check(topic, name, 0.0, _not_aligned, 1e-6, "A cosine of sums is a sum over pairs")
    name = "TF-IDF: largest difference from scikit-learn's"
    yield Check(topic, name, 0.0, _from_scikit_learn, 1e-12, "scikit-learn's TfidfVectorizer")


def _sst(train: Path, test: Path) -> Iterator[Check]:
    topic, socher = "Use: SST-2, from your file", "Socher et al. 2013; 6,920 sentences, not their phrases"
    yield Check(
        topic, "naive Bayes on one-hot words", 0.818, partial(_sst_accuracy, train, test, "naive Bayes"), 5e-4, socher
    )
    ours = "scikit-learn on the same counts"
    logistic = partial(_sst_accuracy, train, test, "logistic regression")
    yield Check(topic, "logistic regression on one-hot words", 0.807, logistic, 1e-3, ours)


def _emojify(train: Path, test: Path) -> Iterator[Check]:
    topic = "Use: Emojify, from your files"

    def told(part: str) -> Value:
        found = _exercise(train, test)
        value = getattr(found, part)
        return tuple(float(x) for x in np.ravel(value)) if np.ndim(value) else float(value)

    expected: tuple[tuple[str, str, Value, float], ...] = (
        ("cost at epochs 0, 100, 200, 300", "costs", (1.952049881, 0.079718187, 0.044563692, 0.034322674), 1e-4),
        ("accuracy on the way", "accuracies", (0.348484848, 0.931818182, 0.954545455, 0.969696970), 1e-6),
        ("accuracy on the sentences learned from", "learned", 0.977272727, 1e-6),
        ("accuracy on the test", "tested", 0.857142857, 1e-6),
        (
            "confusion on the test, by emoji",
            "confusion",
            (6, 0, 0, 1, 0, 0, 8, 0, 0, 0, 2, 0, 16, 0, 0, 1, 1, 2, 12, 0, 0, 0, 1, 0, 6),
            0,
        ),
        ("six sentences: heart, heart, smile, ball, food, and a wrong smile", "answers", (0, 0, 2, 1, 4, 2), 0),
    )
    for name, part, value, tolerance in expected:  # the built-in GloVe has three digits, so costs differ in the fifth
        yield Check(topic, name, value, partial(told, part), tolerance, NG)


@cache
def _exercise(train: Path, test: Path) -> Emojify:
    return emojify(train, test, library.famous())


def _china() -> float:
    sentences = tuple(tuple(text.split()) for text, _ in CHINA)
    learned = Labelled("China", sentences, np.array([label for _, label in CHINA]), ("other", "China"))
    made = trained(Contender("NB", CountSettings()), learned)
    return float(probabilities(made, [("chinese",) * 3 + ("tokyo", "japan")])[0, 1])


def _not_shared(settings: Settings) -> float:
    few = polarity().chosen(np.arange(0, 10_662, 40))
    made = trained(Contender("one", settings, library.built_in()), few)
    sentence = polarity().sentences[7]
    found, nothing = (explained(made, words, 1, "exact") for words in (sentence, ()))
    return found.score - nothing.score - float(found.shares.sum())


def _cosine(a: str, b: str) -> float:
    return similarity.cosine(library.famous(), a, b)


def _f1(there: str, marked: str) -> float:
    return score([spans(marked.split())], [spans(there.split())]).f1


def _kinds() -> tuple[float, ...]:
    return tuple(float(n) for n in conll.packaged("WikiGold").kinds.values())


def _lines() -> list[tuple[str, ...]]:
    return [tuple(line.split()) for line in LINES]


def _from_the_formula(weights: Weights) -> float:
    """The largest difference of the index from the formula, which is computed word by word."""
    model, lines = library.built_in(), _lines()
    words = [word for line in lines for word in line]
    rows = np.array([_weighted(line, words, lines, weights, model) for line in lines])
    if weights == "SIF":
        u = np.linalg.svd(rows)[2][0]
        rows -= np.outer(rows @ u, u)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return float(np.abs(meaning_index(lines, model, MeaningSettings(weights)).rows - rows).max())


def _weighted(
    line: tuple[str, ...], words: list[str], lines: list[tuple[str, ...]], weights: Weights, model: WordVectors
) -> Floats:
    """(D,) the weighted mean of a line's unit vectors."""
    total = np.zeros(model.dim)
    for word in line:
        vector = model.matrix[model.index[word]].astype(np.float64)
        share = words.count(word) / len(words)
        idf = np.log((1 + len(lines)) / (1 + sum(word in other for other in lines))) + 1
        weight = {"plain": 1.0, "idf": idf, "SIF": 1e-3 / (1e-3 + share)}[weights]
        total += weight * vector / np.linalg.norm(vector)
    return total / len(line)


def _not_aligned() -> float:
    lines = _lines()
    index = meaning_index(lines, library.built_in())
    query = ("a", "great", "film")
    return aligned(index, query, lines[1]).cosine - float(index.scores(query)[1])


def _from_scikit_learn() -> float:
    from sklearn.feature_extraction.text import TfidfVectorizer

    theirs = TfidfVectorizer(analyzer=tuple)
    rows = theirs.fit_transform(_lines())
    query = ("good", "film", "the", "good")
    expected = (rows @ theirs.transform([query]).T).toarray().ravel()
    return float(np.abs(word_index(_lines(), WordSettings("TF-IDF")).scores(query) - expected).max())


def _sst_accuracy(train: Path, test: Path, method: str) -> float:
    learned, tested = (read_labelled(path.read_bytes(), name=path.name)[0] for path in (train, test))
    settings = CountSettings("naive Bayes" if method == "naive Bayes" else "logistic regression")
    return accuracy(trained(Contender(method, settings), learned), tested)
