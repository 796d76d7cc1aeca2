"""REFERENCE.md sections 2 and 6 and KNOWN_ANSWERS D4 and D5: neighbours and analogies of the real vectors."""

import json
from pathlib import Path

import pytest
from gensim.models import KeyedVectors

from explorer.judging import analogy, analogy_search, analogy_sets
from explorer.judging.analogy import AnalogySettings
from explorer.vectors import similarity
from explorer.vectors.word_vectors import WordVectors


def test_shapes(glove: WordVectors, news: WordVectors, twitter: WordVectors) -> None:
    assert [model.matrix.shape for model in (glove, news)] == [(19_141, 50), (13_784, 300)]
    assert twitter.dim == 25


def test_neighbours(glove: WordVectors, news: WordVectors, twitter: WordVectors) -> None:
    expected = [
        (glove, "king", [("prince", 0.824), ("queen", 0.784), ("ii", 0.775)]),
        (glove, "paris", [("france", 0.803), ("brussels", 0.780), ("french", 0.774)]),
        (glove, "good", [("better", 0.928), ("really", 0.922), ("always", 0.917)]),
        (news, "king", [("queen", 0.651), ("royal", 0.524), ("King", 0.516)]),
        (news, "Paris", [("France", 0.633), ("French", 0.584), ("Brussels", 0.576)]),
        (news, "good", [("great", 0.729), ("bad", 0.719), ("terrific", 0.689)]),
        (twitter, "king", [("prince", 0.934), ("queen", 0.920)]),
        (twitter, "good", [("too", 0.965), ("day", 0.953)]),
    ]
    for vectors, word, neighbours in expected:
        found = similarity.nearest(vectors, word, k=len(neighbours))
        assert [(near.word, round(near.score, 3)) for near in found] == neighbours


def test_cosine_of_woman_and_man(news: WordVectors) -> None:
    """gensim's documentation prints this number."""
    assert similarity.cosine(news, "woman", "man") == pytest.approx(0.76640123, abs=1e-7)


def test_king_minus_man_plus_woman(glove: WordVectors, news: WordVectors, twitter: WordVectors) -> None:
    """The first two find the queen; 25 dimensions of Twitter find “meets”, the lectures' failure."""
    for vectors in (glove, news):
        assert analogy.solve(vectors, "man", "woman", "king")[0].word == "queen"
    found = analogy.solve(twitter, "man", "woman", "king", k=3)
    assert [near.word for near in found] == ["meets", "prince", "queen"]
    assert round(found[0].score, 4) == 0.8842


def test_the_queen_of_google_news(news: WordVectors) -> None:
    """Stated by several repositories, as far as the words are in this part of the vocabulary."""
    found = {near.word: round(near.score, 4) for near in analogy.solve(news, "man", "woman", "king", k=30)}
    stated = {
        "queen": 0.7118,
        "monarch": 0.6190,
        "princess": 0.5902,
        "prince": 0.5377,
        "kings": 0.5237,
        "queens": 0.5181,
    }
    assert {word: score for word, score in found.items() if word in stated} == {
        word: score for word, score in stated.items() if word in news
    }


def test_the_lectures_graded_exercise(glove: WordVectors) -> None:
    """Ng's complete_analogy: PairDirection on the vectors as they are.  Delhi is not in this part of GloVe."""
    settings = AnalogySettings("PairDirection", unit=False)
    for a, b, c, d in [
        ("italy", "italian", "spain", "spanish"),
        ("man", "woman", "boy", "girl"),
        ("small", "smaller", "large", "larger"),
    ]:
        assert analogy.solve(glove, a, b, c, settings, k=1)[0].word == d


@pytest.mark.parametrize("model", ["glove", "news", "twitter"])
def test_google_and_msr_sets_section_by_section(request: pytest.FixtureRequest, shared: Path, model: str) -> None:
    """Every count of REFERENCE.md section 2, measured with gensim 4.4 over the whole vocabulary, case ignored."""
    vectors = request.getfixturevalue(model)
    key = {"glove": "glove.6B.50d.union19k", "news": "GoogleNews-300d.union14k", "twitter": "glove.twitter.25d.14k"}
    measured = json.loads((shared / "reference" / "measured.json").read_text(encoding="utf-8"))["vectors"][key[model]]
    found = analogy_sets.score(vectors, analogy_sets.google_set())
    counts = [[section.name, section.correct, len(section.asked)] for section in found]
    total = ["Total accuracy", sum(c for _, c, _ in counts), sum(n for _, _, n in counts)]
    assert [*counts, total] == measured["google_analogies 3CosAdd"][1]
    if model != "twitter":
        text = (shared / "analogy" / "MSR-syntax.txt").read_text(encoding="utf-8")
        msr = analogy_sets.score(vectors, analogy_sets.read_questions(text, name="MSR"))[0]
        assert [msr.correct, len(msr.asked)] == measured["msr"][1][0][1:]


def test_the_packaged_set_is_the_published_one(shared: Path) -> None:
    text = (shared / "analogy" / "questions-words.txt").read_text(encoding="utf-8")
    published = analogy_sets.read_questions(text, name="published")
    assert published.sections == analogy_sets.google_set().sections


@pytest.mark.filterwarnings("ignore:Call to deprecated `init_sims`")  # gensim's own, inside most_similar_cosmul
@pytest.mark.parametrize("rule", ["3CosAdd", "3CosMul"])  # gensim has no PairDirection
def test_every_answer_is_gensims(glove: WordVectors, rule: analogy_search.SetRule) -> None:
    """All 4,813 questions of which the words are there, gensim's similarities computed for many at once."""
    keyed = gensim_vectors(glove)
    for section in analogy_sets.score(glove, analogy_sets.google_set(), rule=rule, ignore_case=False):
        for (a, b, c, _), answer in zip(section.asked[::9].tolist(), section.answers[::9], strict=True):
            ask = keyed.most_similar if rule == "3CosAdd" else keyed.most_similar_cosmul
            assert ask(positive=[b, c], negative=[a], topn=1)[0][0] == answer


@pytest.mark.filterwarnings("ignore:Call to deprecated `init_sims`")
@pytest.mark.parametrize("rule", ["3CosAdd", "3CosMul"])
def test_answers_and_scores_are_gensims(news: WordVectors, rule: analogy.Rule) -> None:
    keyed = gensim_vectors(news)
    ask = keyed.most_similar if rule == "3CosAdd" else keyed.most_similar_cosmul
    for a, b, c in [("man", "woman", "king"), ("France", "Paris", "Italy"), ("good", "better", "bad")]:
        theirs = ask(positive=[b, c], negative=[a], topn=10)
        ours = analogy.solve(news, a, b, c, AnalogySettings(rule))
        assert [near.word for near in ours] == [word for word, _ in theirs]
        assert [near.score for near in ours] == pytest.approx([score for _, score in theirs], abs=2e-6)


def gensim_vectors(vectors: WordVectors) -> KeyedVectors:
    keyed = KeyedVectors(vectors.dim)
    keyed.add_vectors(list(vectors.words), vectors.matrix)
    return keyed
