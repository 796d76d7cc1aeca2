"""Parts of speech: against the tags that the tagger's own lexicon has, and against sentences by hand."""

import pytest

from explorer.errors import SelectionError
from explorer.text.parts_of_speech import PARTS, _lexicon, parts_of, share_unknown

# The lines of the lexicon, for example "queen NN", with the tag as Marcus, Santorini and Marcinkiewicz 1993 explain it
TAGGED = {
    "noun": ("queen", "kings", "government", "house"),
    "proper noun": ("paris", "london", "tuesday", "obama"),
    "verb": ("is", "said", "called", "including", "would"),
    "adjective": ("new", "old", "military", "early"),
    "adverb": ("slowly", "also", "very", "here"),
    "other": ("the", "of", "she", "two", "and"),
}


@pytest.mark.parametrize("part", PARTS)
def test_words_have_the_part_of_their_tag(part: str) -> None:
    assert parts_of(TAGGED[part]) == [part] * len(TAGGED[part])


def test_case_does_not_matter_and_the_lower_case_of_a_word_comes_first() -> None:
    assert parts_of(["QUEEN", "queen"]) == ["noun", "noun"]
    assert parts_of(["May"]) == ["verb"]  # "may MD" and "May NNP" are both in the lexicon


def test_nothing_is_guessed() -> None:
    assert parts_of(["xyzzy", "", "1984", "queen"]) == [None, None, None, "noun"]
    assert share_unknown(["xyzzy", "1984", "queen", "king"]) == 0.5
    with pytest.raises(SelectionError, match=r"no word whose part of speech"):
        share_unknown([])


def test_each_word_is_there_once_under_a_part_that_is_named() -> None:
    lexicon = _lexicon()
    assert len(lexicon) == 79_687
    assert set(lexicon.values()) == set(PARTS)
    assert all(word == word.lower() and word for word in lexicon)
