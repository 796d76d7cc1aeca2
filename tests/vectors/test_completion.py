"""Completing a word: against a search through all words one by one, and by hand what a field says is typed."""

import random
import unicodedata

import pytest

from explorer.vectors.completion import Completions, completions, offer
from explorer.vectors.folding import folded
from explorer.vectors.word_list import word_list

LETTERS = "aAbBcCäÄéß-"
BY_HAND = ["king", "Queen", "queue", "quick", "Québec", "man", "mango", "ice-cream", "new york"]


def made(n: int, seed: int) -> list[str]:
    """So many words, in an order that is not that of their letters, of which many begin alike."""
    draw = random.Random(seed)
    words = ("".join(draw.choices(LETTERS, k=draw.randint(1, 5))) for _ in range(4 * n))
    return list(dict.fromkeys(words))[:n]


def one_by_one(words: list[str], typed: str, k: int) -> list[str]:
    """The rule itself: as typed, then folded; each in the order of the words."""

    def plain(word: str) -> str:
        marks = unicodedata.normalize("NFD", word.lower())
        return unicodedata.normalize("NFC", "".join(one for one in marks if not "\u0300" <= one <= "\u036f"))

    exact = [word for word in words if word.startswith(typed)]
    others = [word for word in words if plain(word).startswith(plain(typed)) and word not in exact]
    return [*exact, *others][:k]


@pytest.mark.parametrize("as_list", [True, False], ids=["words of a file", "words in memory"])
def test_it_finds_what_a_search_through_all_words_finds(as_list: bool) -> None:
    words = made(400, seed=0)
    known = completions(word_list(words) if as_list else words)
    for typed in [*made(40, seed=1), "zz", "ä", "A"]:
        for k in (1, 8):
            assert known.beginning_with(typed, k) == one_by_one(words, typed, k), typed


def test_every_word_is_folded_as_it_is_alone() -> None:
    words = made(500, seed=2)
    assert list(completions(words).folded) == [folded(word) for word in words]


def test_nothing_is_offered_for_nothing_nor_for_what_is_far_too_long() -> None:
    known = completions(BY_HAND)
    assert known.beginning_with("") == known.beginning_with("q" * 101) == []
    assert completions([]).beginning_with("a") == []


@pytest.fixture(scope="module")
def known() -> Completions:
    return completions(BY_HAND)


@pytest.mark.parametrize(
    ("typed", "kind", "replaced", "words"),
    [
        ("que", "word", 3, ("queue", "Queen", "Québec")),
        ("  QUEB", "word", 4, ("Québec",)),
        ("new y", "word", 5, ("new york",)),
        ("king, man, qui", "list", 3, ("quick",)),
        ("king;qui", "list", 3, ("quick",)),
        ("king ", "list", 0, ()),
        ("king − 0.5*(ma", "formula", 2, ("man", "mango")),
        ("king-ma", "formula", 2, ("man", "mango")),
        ("ice-cr", "formula", 6, ('"ice-cream"',)),
        ("king + ne", "formula", 2, ('"new york"',)),
        ("king + ", "formula", 0, ()),
    ],
)
def test_the_word_being_typed(known: Completions, typed: str, kind: str, replaced: int, words: tuple[str, ...]) -> None:
    found = offer(known, typed, kind)  # type: ignore[arg-type]  # from the table above
    assert (found.replaced, found.words) == (replaced, words)
