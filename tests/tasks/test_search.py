"""Search: each way against its formula written out in full, and against scikit-learn."""

import math
import time

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from explorer.errors import SelectionError, SettingError
from explorer.tasks.search.alignment import aligned
from explorer.tasks.search.by_meaning import WEIGHTS, MeaningSettings, Weights, formula_of, meaning_index
from explorer.tasks.search.by_words import WordSettings, word_index
from explorer.tasks.search.hits import best, only_here
from explorer.tasks.search.relevance import found_score, rated_score, read_questions, read_rated
from explorer.vectors import formula
from explorer.vectors.word_vectors import WordVectors

LINES = (
    ("the", "film", "is", "good"),
    ("the", "movie", "is", "great", "great"),
    ("a", "bad", "story"),
    ("the", "the", "the"),
    ("unknown", "words"),
)


@pytest.fixture(scope="module")
def words() -> WordVectors:
    rng = np.random.default_rng(0)
    known = ("the", "film", "movie", "is", "good", "great", "a", "bad", "story", "awful")
    matrix = rng.normal(size=(len(known), 6)).astype(np.float32)
    matrix[2] = matrix[1] + 0.05  # movie is near to film
    matrix[5] = matrix[4] + 0.05  # great is near to good
    return WordVectors(known, matrix)


def by_the_formula(lines: tuple[tuple[str, ...], ...], words: WordVectors, settings: MeaningSettings) -> np.ndarray:
    """(N, D) rows before they are scaled: Arora, Liang and Ma 2017, algorithm 1, word by word; or the plain means."""
    total = sum(map(len, lines))
    rows = []
    for line in lines:
        row, known = np.zeros(words.dim), 0
        for word in line:
            if word in words:
                vector = words.matrix[words.index[word]].astype(np.float64)
                vector = vector / np.linalg.norm(vector) if settings.unit else vector
                p = sum(other.count(word) for other in lines) / total
                idf = math.log((1 + len(lines)) / (1 + sum(word in other for other in lines))) + 1
                row += {"plain": 1.0, "idf": idf, "SIF": settings.a / (settings.a + p)}[settings.weights] * vector
                known += 1
        rows.append(row / max(known, 1))
    found = np.array(rows)
    if settings.weights == "SIF":
        u = np.linalg.svd(found)[2][0]
        found = found - np.outer(found @ u, u)
    return found


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("unit", [True, False])
def test_sentence_vectors_are_those_of_the_formula(weights: Weights, unit: bool, words: WordVectors) -> None:
    settings = MeaningSettings(weights, a=0.01, unit=unit)
    index = meaning_index(LINES, words, settings)
    expected = by_the_formula(LINES, words, settings)
    for row, theirs in zip(index.rows, expected, strict=True):
        length = np.linalg.norm(theirs)
        assert row == pytest.approx(theirs / length if length > 1e-12 else np.zeros(6), abs=1e-5)
    assert index.encoded(LINES) == pytest.approx(expected, abs=1e-6)
    asked = index.scores(("great", "film"))
    encoded = index.encoded([("great", "film")])[0]
    assert asked == pytest.approx(index.rows @ encoded / np.linalg.norm(encoded), abs=1e-5)


def test_a_film_is_found_by_a_movie_where_words_find_nothing(words: WordVectors) -> None:
    index, spelled = meaning_index(LINES, words, MeaningSettings("plain")), word_index(LINES)
    assert best(index, ("movie", "great"), 2)[0].row == 1
    assert {hit.row for hit in best(index, ("movie", "great"), 2)} == {0, 1}
    hits = best(spelled, ("movie", "great"), 5)
    assert [(hit.row, hit.shared) for hit in hits] == [(1, ("movie", "great"))]
    apart = only_here(index, spelled, ("movie", "great"), 2)
    assert [(one.hit.row, one.place, one.elsewhere) for one in apart] == [(0, 2, 0)]  # words do not find it at all


def test_tf_idf_is_that_of_scikit_learn() -> None:
    theirs = TfidfVectorizer(analyzer=lambda line: line)
    rows = theirs.fit_transform(LINES)
    index = word_index(LINES, WordSettings("TF-IDF"))
    for query in (("the", "great", "film"), ("great", "great", "words"), ("story", "never")):
        expected = (rows @ theirs.transform([query]).T).toarray().ravel()
        assert index.scores(query) == pytest.approx(expected, abs=1e-12)


def test_bm25_by_hand() -> None:
    """“great” stands twice in line 1 of 5 words; lines have 17 / 5 words in the mean."""
    index = word_index(LINES, WordSettings("BM25", k=1.5, b=0.5))
    scores = index.scores(("great", "the", "never", "great"))
    idf_great, idf_the = math.log(1 + 4.5 / 1.5), math.log(1 + 2.5 / 3.5)

    def weight(idf: float, f: int, length: int) -> float:
        return idf * f * 2.5 / (f + 1.5 * (0.5 + 0.5 * length / 3.4))

    assert scores[1] == pytest.approx(2 * weight(idf_great, 2, 5) + weight(idf_the, 1, 5))
    assert scores[3] == pytest.approx(weight(idf_the, 3, 3))
    assert scores[2] == scores[4] == 0


@pytest.mark.parametrize("weights", WEIGHTS)
def test_what_each_pair_of_words_adds_is_the_cosine(weights: Weights, words: WordVectors) -> None:
    index = meaning_index(LINES, words, MeaningSettings(weights))
    query = ("a", "great", "unheard", "movie")
    found = aligned(index, query, LINES[0])
    assert found.cosine == pytest.approx(float(index.scores(query)[0]), abs=1e-5)
    assert found.shares[2].tolist() == [0, 0, 0, 0]
    unit = words.unit
    assert found.cosines[1, 3] == pytest.approx(float(unit[words.index["great"]] @ unit[words.index["good"]]), abs=1e-6)
    assert all(found.shares[i, j] == found.shares[i].max() == share for i, j, share in found.links)
    assert aligned(index, ("unheard",), LINES[0]).cosine == 0


def test_the_mean_is_a_formula_that_the_other_pages_read(words: WordVectors) -> None:
    index = meaning_index(LINES, words, MeaningSettings("idf"))
    vector = formula.evaluate(formula_of(("great", "movie", "never", "movie"), index), words)
    mean = index.encoded([("great", "movie", "never", "movie")])[0]
    assert float(vector @ mean / np.linalg.norm(vector) / np.linalg.norm(mean)) == pytest.approx(1, abs=1e-4)


def test_a_word_known_with_a_capital_is_in_the_formula_as_it_is_in_the_mean() -> None:
    cased = WordVectors(("Paris", "film"), np.array([[1, 0], [0.6, 0.8]], dtype=np.float32))
    index = meaning_index([("paris", "film"), ("film",)], cased, MeaningSettings("plain"))
    said = formula_of(("paris", "film"), index)
    assert said == '0.5000*"Paris" + 0.5000*"film"'
    mean = index.encoded([("paris", "film")])[0]
    assert formula.evaluate(said, cased) == pytest.approx(mean, abs=1e-6)


def test_what_cannot_be_is_said(words: WordVectors) -> None:
    index = meaning_index(LINES, words)
    for wrong, sentence in (
        (lambda: index.scores(("never",)), "The model knows no word of “never”"),
        (lambda: word_index(LINES).scores(("never",)), "No sentence has a word of “never”"),
        (lambda: meaning_index([], words), "There are no sentences to search in"),
        (lambda: word_index([()]), "There are no sentences to search in"),
        (lambda: meaning_index([("x", "y")], words), "The model knows no word of these sentences"),
        (lambda: formula_of(("never",), index), "The model knows no word of “never”"),
    ):
        with pytest.raises(SelectionError, match=sentence):
            wrong()
    with pytest.raises(SettingError, match="at least 1, not 0"):
        best(index, ("film",), 0)
    with pytest.raises(SettingError, match="by idf or by SIF, not “tf”"):
        MeaningSettings("tf")  # type: ignore[arg-type]  # what a hand-edited link can ask for
    with pytest.raises(SettingError, match=r"b from 0 to 1, not 1.2 and 3"):
        WordSettings(b=3)


def test_progress_is_told_and_ends_the_work(words: WordVectors) -> None:
    told: list[tuple[int, int]] = []
    meaning_index(LINES * 2001, words, report=lambda *at: told.append(at))
    assert told == [(0, 10_005), (5000, 10_005), (10_000, 10_005)]


STS = (
    "main\tnews\t2012\t{i}\t{rating}\t{a}\t{b}\n",
    "{i}\t{a}\t{b}\t{rating}\n",
    "{rating}\t{a}\t{b}\n",
)


@pytest.mark.parametrize("form", STS)
def test_rated_pairs_are_read_in_the_usual_forms_and_correlated(form: str, words: WordVectors) -> None:
    pairs = [("the film is good", "the movie is great", 4.8), ("a bad story", "the movie is great", 1.0)]
    pairs += [("the film", "the movie", 5.0), ("a bad story", "a good film", 1.5), ("good story", "great story", 4.0)]
    text = "".join(form.format(i=i + 1, a=a, b=b, rating=rating) for i, (a, b, rating) in enumerate(pairs))
    rated = read_rated((text + "broken\n").encode(), name="f")
    assert rated.ratings == (4.8, 1.0, 5.0, 1.5, 4.0)
    assert rated.pairs[0][1] == ("the", "movie", "is", "great")
    assert rated.left_out == 1
    found = rated_score(rated, words, MeaningSettings("plain"))
    means = by_the_formula(tuple(s for pair in rated.pairs for s in pair), words, MeaningSettings("plain"))
    cosines = [
        float(a @ b / np.linalg.norm(a) / np.linalg.norm(b)) for a, b in zip(means[::2], means[1::2], strict=True)
    ]
    assert found.cosines == pytest.approx(cosines, abs=1e-5)
    assert found.pearson == pytest.approx(np.corrcoef(cosines, rated.ratings)[0, 1], abs=1e-5)
    ranks = [np.argsort(np.argsort(x)) for x in (cosines, rated.ratings)]
    assert found.spearman == pytest.approx(np.corrcoef(ranks)[0, 1])
    assert -1 <= found.low <= found.spearman <= found.high <= 1


def test_questions_and_the_places_of_their_answers(words: WordVectors) -> None:
    text = "great movie\tthe film is good\nbad\ta bad story\nbad\tan awful story\nunheard\tthe film is good\n"
    asked = read_questions(text.encode(), name="f")
    assert len(asked.sentences) == 3
    assert asked.asked[1] == (("bad",), (1, 2))
    found = found_score(word_index(asked.sentences), asked)
    assert found.places == (3, 1, 3)  # that no sentence shares a word with: the last
    assert found.mrr == pytest.approx((1 / 3 + 1 + 1 / 3) / 3)
    assert found.in_ten == 1
    by_meaning = found_score(meaning_index(asked.sentences, words, MeaningSettings("plain")), asked)
    assert by_meaning.places[0] == 1


def test_files_that_hold_no_ratings_or_questions() -> None:
    none = "no lines of a rating and two sentences"
    for raw, sentence in ((b"a\tb\n" * 9, none), (b"1\ta b\tc d\n", "has 1 rated pairs")):
        with pytest.raises(SelectionError, match=sentence):
            read_rated(raw, name="f")
    with pytest.raises(SelectionError, match="f has 0 lines of a question, a tab and a sentence"):
        read_questions(b"only text\n", name="f")


def test_a_hundred_thousand_sentences_are_searched_at_once() -> None:
    rng = np.random.default_rng(0)
    known = tuple(f"w{i}" for i in range(5000))
    vectors = WordVectors(known, rng.normal(size=(5000, 50)).astype(np.float32))
    lines = [tuple(known[i] for i in row) for row in (5000 * rng.random((100_000, 8)) ** 3).astype(int)]
    for index in (meaning_index(lines, vectors), word_index(lines)):
        best(index, lines[0])
        start = time.process_time()
        for line in lines[:5]:
            best(index, line)
        assert (time.process_time() - start) / 5 < 0.25  # the benchmark holds it against 0.05 on a quiet machine
