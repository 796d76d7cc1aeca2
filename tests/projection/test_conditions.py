"""Which words meet conditions, against going through them one by one."""

import numpy as np
import pytest

from explorer.errors import SelectionError, SettingError, UnknownWordError
from explorer.figures.columns import chart
from explorer.projection import conditions, sample
from explorer.projection.conditions import Conditions, meeting
from explorer.text.function_words import function_words, has_content
from explorer.text.parts_of_speech import parts_of
from explorer.vectors.columns import Column, Columns
from explorer.vectors.word_vectors import Precomputed, WordVectors

WORDS = ("the", "king", "The", "walking", "of", "ring", "'s", "x", "1984", "queen", "sing", "they")


@pytest.fixture
def twelve() -> WordVectors:
    rng = np.random.default_rng(4)
    return WordVectors(WORDS, rng.normal(size=(12, 5)).astype(np.float32), counts=np.arange(12, 0, -1))


def test_all_conditions_hold_at_once(twelve: WordVectors) -> None:
    wanted = Conditions(content=True, first=2, last=11, formula="king + ring", above=0.2, pattern="/ing$/")
    king, ring = (twelve.matrix[WORDS.index(word)].astype(float) for word in ("king", "ring"))
    along = king / np.linalg.norm(king) + ring / np.linalg.norm(ring)
    expected = []
    for rank, word in enumerate(WORDS, 1):
        own = twelve.matrix[rank - 1].astype(float)
        cosine = own @ along / np.linalg.norm(own) / np.linalg.norm(along)
        expected.append(2 <= rank <= 11 and cosine >= 0.2 and word.endswith("ing"))
    assert 1 <= sum(expected) < 4  # some of the words in -ing are too far
    assert meeting(twelve, wanted).tolist() == expected


def test_what_means_nothing_alone() -> None:
    assert [word for word in WORDS if has_content(word)] == ["king", "walking", "ring", "queen", "sing"]
    assert {"the", "of", "would", "themselves", "n't"} <= function_words()
    assert not {"king", "two", "time", "north", "man", "will's"} & function_words()


def test_parts_of_speech(twelve: WordVectors) -> None:
    nouns = meeting(twelve, Conditions(parts=("noun",)))
    assert [word for word, met in zip(WORDS, nouns, strict=True) if met] == [
        word for word, part in zip(WORDS, parts_of(WORDS), strict=True) if part == "noun"
    ]
    assert nouns.sum() >= 3
    unknown = meeting(twelve, Conditions(parts=("unknown",)))
    assert [word for word, met in zip(WORDS, unknown, strict=True) if met] == [
        word for word, part in zip(WORDS, parts_of(WORDS), strict=True) if part is None
    ]
    with pytest.raises(SettingError, match=r"^“article” is not a part of speech of the list; there are noun, "):
        Conditions(parts=("article",))


def test_a_filtered_sample_says_what_it_is(twelve: WordVectors) -> None:
    drawn = sample.by_conditions(twelve, 3, Conditions(content=True))
    assert tuple(drawn.vectors.words) == ("king", "walking", "ring")
    assert drawn.statement == "the 3 most frequent of the 5 words that are not function words, of 12"
    again = eval(f"sample.{drawn.call}", {"sample": sample, "vectors": twelve, "Conditions": Conditions})
    assert again.vectors.words == drawn.vectors.words
    everything = sample.by_conditions(twelve, 20, Conditions())
    assert everything.statement == "the 12 words, of 12"
    assert not Conditions()
    assert repr(Conditions(last=3, pattern="a")) == "Conditions(last=3, pattern='a')"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"first": 0}, "Ranks are counted from 1, so the first cannot be 0."),
        ({"first": 9, "last": 3}, "Ranks 9 to 3 hold no word: the last comes before the first."),
        ({"above": 1.5}, "A cosine lies between -1 and 1, so it cannot be above 1.5."),
    ],
)
def test_a_condition_that_no_word_can_meet(asked: dict[str, float], sentence: str) -> None:
    with pytest.raises(SettingError) as raised:
        Conditions(**asked)  # type: ignore[arg-type]  # one of each kind
    assert str(raised.value) == sentence


def test_an_unknown_word_in_a_formula(twelve: WordVectors) -> None:
    with pytest.raises(UnknownWordError):
        conditions.meeting(twelve, Conditions(formula="kinng"))


def test_what_a_column_says() -> None:
    rng = np.random.default_rng(4)
    tag = Column("tag", codes=np.arange(12, dtype=np.uint32) % 3, texts=("noun", "proper noun", ""))
    count = Column("count", numbers=np.array([*range(11), np.nan]))
    known = Precomputed(columns=Columns((tag, count)))
    vectors = WordVectors(WORDS, rng.normal(size=(12, 5)).astype(np.float32), precomputed=known)
    assert meeting(vectors, Conditions(column="tag", cell="noun")).tolist() == [i % 3 < 2 for i in range(12)]
    assert meeting(vectors, Conditions(column="tag", cell="/^noun$/")).tolist() == [i % 3 == 0 for i in range(12)]
    assert meeting(vectors, Conditions(column="count", cell="3 to 5.5")).tolist() == [3 <= i <= 5 for i in range(12)]
    assert meeting(vectors, Conditions(column="count", cell="9 to")).tolist() == [i in (9, 10) for i in range(12)]
    assert Conditions(column="count", cell="9 to").told == "whose count is 9 to"
    with pytest.raises(SettingError, match=r"^“many” is not a range of numbers\."):
        meeting(vectors, Conditions(column="count", cell="many"))
    with pytest.raises(SelectionError, match=r"no column “year”; there are tag, count"):
        meeting(vectors, Conditions(column="year", cell="1"))
    figure = chart(count, np.arange(12), np.array([2]), "selected")
    assert sum(figure.data[0].y) == 11
    assert sum(figure.data[1].y) == 1
    wanted = figure.data[0].customdata[0][0]
    assert meeting(vectors, Conditions(column="count", cell=wanted)).sum() == figure.data[0].y[0]
    assert list(chart(tag, np.arange(12), np.arange(0), "selected").data[0].y) == [4, 4]
