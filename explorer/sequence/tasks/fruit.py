"""
A small text in which pears are eaten and pairs are worn: what a language model needs to tell the two apart by sound.

Ng's notes ask which is likelier, "the apple and pair salad" or "the apple and pear salad".  The sentences are drawn
from templates; none of them has an apple next to a pear, so a model must transfer what it learned of other fruit.
"""

from functools import cache
from typing import Final

import numpy as np

FRUIT: Final = ("apple", "pear", "plum", "peach", "cherry", "banana", "orange", "grape", "mango", "lemon")
DISHES: Final = ("salad", "cake", "pie", "juice", "jam", "soup")
WORN: Final = ("shoes", "gloves", "socks", "trousers", "boots", "glasses")
PEOPLE: Final = ("she", "he", "anna", "peter", "the cook", "my aunt", "the farmer")
MADE: Final = ("made", "ate", "liked", "tried", "sold", "ordered")
AFTER: Final = ("", "", "today", "for lunch", "at the market", "in the evening")
IS: Final = ("is fresh", "was sweet", "is on the table", "was very good", "is cold", "")
LIES: Final = ("lies under the table", "is on sale", "was too small", "looks new")
SENTENCES: Final = 1500
NOTES: Final = ("the apple and pair salad", "the apple and pear salad")


def sentences() -> list[str]:
    """1,500 sentences, the same at every call; the notes' two are not among them."""
    rng = np.random.default_rng(0)

    def one(of: tuple[str, ...]) -> str:
        return of[int(rng.integers(len(of)))]

    drawn: list[str] = []
    while len(drawn) < SENTENCES:
        first, second = one(FRUIT), one(FRUIT)
        if first == second or {first, second} == {"apple", "pear"}:
            continue
        kind = int(rng.integers(6))
        words = (
            f"the {first} and {second} {one(DISHES)} {one(IS)}",
            f"{one(PEOPLE)} {one(MADE)} the {first} and {second} {one(DISHES)} {one(AFTER)}",
            f"{one(PEOPLE)} {one(MADE)} a {first} {one(AFTER)}",
            f"{one(PEOPLE)} bought a pair of {one(WORN)} {one(AFTER)}",
            f"the pair of {one(WORN)} {one(LIES)}",
            f"the {first} {one(DISHES)} {one(IS)}",
        )[kind]
        drawn.append(" ".join(words.split()))
    return drawn


@cache  # the page of language models asks for it at each drawing, and a drawing of lots is .05 s
def text() -> str:
    """The sentences as a text to learn from."""
    return "\n".join(f"{sentence.capitalize()}." for sentence in sentences())
