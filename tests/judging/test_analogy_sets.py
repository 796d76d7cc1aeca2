"""Scoring whole sets of analogies."""

import numpy as np
import pytest

from explorer.errors import SelectionError, SettingError
from explorer.judging import analogy, analogy_search, analogy_sets
from explorer.judging.analogy import AnalogySettings
from explorer.judging.analogy_search import SET_RULES, SetRule
from explorer.judging.analogy_sets import Question, QuestionSet, Section
from explorer.vectors.word_vectors import WordVectors

TEXT = """// a comment
: royals
man woman king queen
man woman king
King queen MAN woman

: unknown
man woman king nobody
"""


@pytest.fixture
def random() -> WordVectors:
    """300 words of which two are one word in two spellings."""
    matrix = np.random.default_rng(3).normal(size=(300, 12)).astype(np.float32)
    return WordVectors((*(f"w{i}" for i in range(299)), "W7"), matrix)


def brute_force(vectors: WordVectors, question: Question, rule: analogy.Rule) -> str:
    """Every word scored by the rule itself; every spelling of the words given left out."""
    found = analogy.scores(vectors, *question[:3], AnalogySettings(rule))
    given = {word.lower() for word in question[:3]}
    allowed = [row for row, word in enumerate(vectors.words) if word.lower() not in given]
    return vectors.words[max(allowed, key=lambda row: found[row])]


@pytest.mark.parametrize("rule", SET_RULES)
@pytest.mark.parametrize("kind", ["grid", "list"])
def test_answers_equal_brute_force(
    random: WordVectors, rule: SetRule, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways to sweep, over blocks smaller than the vocabulary; grids have cells nobody asks about."""
    monkeypatch.setattr(analogy_search, "WORDS_AT_ONCE", 64)
    generator = np.random.default_rng(1)
    if kind == "grid":  # which PairDirection takes question by question too
        pairs = generator.integers(0, 40, size=(6, 2))
        numbers = [
            (a, b, c) for a, b in pairs for c in range(5, 15) if len({a, b, c}) == 3 and generator.random() < 0.7
        ]
    else:
        numbers = [tuple(generator.choice(299, 3, replace=False)) for _ in range(200)]
    asked = tuple(Question(*(f"w{n}" for n in three), "w0") for three in numbers)
    found = analogy_sets.score(random, QuestionSet("set", (Section(kind, asked),)), rule=rule)[0]
    assert found.asked.tolist() == [list(question) for question in asked]
    assert list(found.answers) == [brute_force(random, question, rule) for question in asked]


def test_every_spelling_of_a_word_given_is_left_out(random: WordVectors) -> None:
    twins = random.matrix.copy()
    twins[299] = twins[7]  # W7 is w7 again: without the rule it would win for ... : w7
    vectors = WordVectors(random.words, twins)
    questions = QuestionSet("set", (Section("s", (Question("w1", "w1", "w7", "w7"),)),))
    assert analogy_sets.score(vectors, questions, ignore_case=False)[0].answers == ("W7",)
    assert analogy_sets.score(vectors, questions)[0].answers != ("W7",)


def test_scores_worked_by_hand(royals: WordVectors) -> None:
    """At length 1, queen - king + man = (0, 1 - 2/√5) points up, away from woman: the apple, at a right angle, wins."""
    found = analogy_sets.score(royals, analogy_sets.read_questions(TEXT, name="toy"))
    assert [(s.name, s.correct, len(s.asked), s.skipped, s.accuracy) for s in found] == [
        ("royals", 1, 2, 0, 0.5),
        ("unknown", 0, 0, 1, 0.0),
    ]
    assert found[0].answers == ("queen", "apple")
    as_written = analogy_sets.score(royals, analogy_sets.read_questions(TEXT, name="toy"), ignore_case=False)
    assert [(s.correct, len(s.asked)) for s in as_written] == [(1, 1), (0, 0)]


def test_malformed_lines_are_named() -> None:
    read = analogy_sets.read_questions(TEXT, name="toy")
    assert [section.name for section in read.sections] == ["royals", "unknown"]
    assert len(read) == 3
    assert read.malformed == ("Line 4 has 3 words, not 4: “man woman king”.",)
    assert analogy_sets.read_questions("a b c d", name="toy").sections[0].name == "questions"
    longer = analogy_sets.read_questions("a b c d\nman woman king queen apple\n", name="toy")
    assert len(longer) == 1
    assert longer.malformed == ("Line 2 has 5 words, not 4: “man woman king queen apple”.",)


def test_progress_ends_at_the_whole_vocabulary(random: WordVectors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analogy_search, "WORDS_AT_ONCE", 128)
    seen: list[tuple[int, int]] = []
    questions = QuestionSet("set", (Section("s", (Question("w1", "w2", "w3", "w4"),)),))
    analogy_sets.score(random, questions, report=lambda done, total: seen.append((done, total)))
    assert list(dict.fromkeys(seen)) == [(0, 300), (3, 300), (128, 300), (256, 300), (300, 300)]  # 3 words are given


@pytest.mark.parametrize("rule", SET_RULES)
def test_very_many_words_are_compared_in_small_blocks_with_the_same_answers(
    random: WordVectors, monkeypatch: pytest.MonkeyPatch, rule: SetRule
) -> None:
    """A list and a grid of one column; between two reports no more than a block is compared."""
    rng = np.random.default_rng(3)
    four = [Question(*(random.words[row] for row in rng.permutation(len(random))[:4])) for _ in range(300)]
    questions = QuestionSet(
        "own", (Section("list", tuple(four)), Section("c", tuple(q._replace(c="w7") for q in four)))
    )
    whole = analogy_sets.score(random, questions, rule=rule)
    monkeypatch.setattr(analogy_search, "CELLS", 20 * len(random))
    seen: list[tuple[int, int]] = []
    parted = analogy_sets.score(random, questions, rule=rule, report=lambda *far: seen.append(far))
    assert [section.answers for section in parted] == [section.answers for section in whole]
    for section in parted:
        for question, answer in list(zip(section.asked, section.answers, strict=True))[::20]:
            assert answer == brute_force(random, question, rule)
    assert len(seen) > 20
    assert seen == sorted(seen)
    assert max(np.diff([done for done, _ in seen])) <= 20
    assert (seen[0][0], seen[-1]) == (0, (len(random), len(random)))


def test_the_google_set_is_packaged() -> None:
    questions = analogy_sets.google_set()
    assert (len(questions), len(questions.sections), questions.malformed) == (19_544, 14, ())
    assert len({word.lower() for s in questions.sections for q in s.questions for word in q}) == 905


def test_questions_drawn_at_random_are_the_same_for_the_same_seed() -> None:
    questions = analogy_sets.google_set()
    some = analogy_sets.drawn(questions, "family", 20, seed=1)
    assert len(some) == 20
    assert len(set(some.sections[0].questions)) == 20
    assert some == analogy_sets.drawn(questions, "family", 20, seed=1)
    assert some != analogy_sets.drawn(questions, "family", 20, seed=2)


def test_errors_are_sentences(royals: WordVectors) -> None:
    with pytest.raises(
        SelectionError, match=r"^bad\.txt has no line of four words, like “Athens Greece Oslo Norway”\."
    ):
        analogy_sets.read_questions("one two three\n", name="bad.txt")
    with pytest.raises(SelectionError, match="more than 200,000 questions"):
        analogy_sets.read_questions("a b c d\n" * 200_001, name="big.txt")
    with pytest.raises(SelectionError, match="has no section “nonsense”"):
        analogy_sets.drawn(analogy_sets.google_set(), "nonsense", 3, seed=0)
    with pytest.raises(SettingError, match="not by “Euclid”"):
        analogy_sets.score(royals, analogy_sets.google_set(), rule="Euclid")  # type: ignore[arg-type]
