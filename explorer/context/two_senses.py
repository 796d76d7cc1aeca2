"""Sentences in which a word has two senses: each sense has slots, and a word is drawn for each slot."""

from dataclasses import dataclass

import numpy as np

Slots = tuple[tuple[str, ...], ...]
LINES = 60  # of a file


@dataclass(frozen=True)
class TwoSenses:
    """What a word can mean; for each sense, other words that can replace it; and the slots of its sentences."""

    senses: tuple[str, str]
    fillers: tuple[tuple[str, str], tuple[str, str]]
    topics: tuple[Slots, Slots]


WORDS = {
    "bank": TwoSenses(
        ("beside water", "for money"),
        (("shore", "edge"), ("lender", "office")),
        (
            (
                ("the",),
                ("boat", "swimmer", "fisherman", "heron"),
                ("reached", "left", "followed", "saw"),
                ("the",),
                ("muddy", "grassy", "steep", "green"),
                ("bank", "bank", "shore", "edge"),
                ("of", "by"),
                ("the",),
                ("river", "lake", "stream"),
            ),
            (
                ("the",),
                ("customer", "lawyer", "company", "family"),
                ("paid", "asked", "trusted", "robbed"),
                ("the",),
                ("local", "private", "national", "rich"),
                ("bank", "bank", "lender", "office"),
                ("of", "by"),
                ("the",),
                ("loan", "money", "account"),
            ),
        ),
    ),
    "spring": TwoSenses(
        ("a season", "a coil"),
        (("summer", "autumn"), ("wheel", "screw")),
        (
            (
                ("the",),
                ("flowers", "birds", "farmers", "children"),
                ("wait", "sing", "dance", "return"),
                ("in", "for"),
                ("the",),
                ("warm", "early", "late", "rainy"),
                ("spring", "spring", "summer", "autumn"),
                ("of", "with"),
                ("sunshine", "blossom", "holidays"),
            ),
            (
                ("the",),
                ("watchmaker", "mechanic", "engineer", "locksmith"),
                ("bends", "oils", "mends", "looks"),
                ("in", "for"),
                ("the",),
                ("rusty", "steel", "broken", "tight"),
                ("spring", "spring", "wheel", "screw"),
                ("of", "with"),
                ("clocks", "locks", "engines"),
            ),
        ),
    ),
    "bat": TwoSenses(
        ("an animal", "a stick"),
        (("owl", "moth"), ("glove", "helmet")),
        (
            (
                ("the",),
                ("hungry", "sleepy", "black", "tiny"),
                ("bat", "bat", "owl", "moth"),
                ("was", "stayed"),
                ("in", "near"),
                ("the",),
                ("dark", "damp", "deep"),
                ("cave", "forest", "barn", "night"),
            ),
            (
                ("the",),
                ("wooden", "borrowed", "heavy", "new"),
                ("bat", "bat", "glove", "helmet"),
                ("was", "stayed"),
                ("in", "near"),
                ("the",),
                ("locked", "crowded", "sunny"),
                ("stadium", "clubhouse", "field", "locker"),
            ),
        ),
    ),
}


def as_files(word: str, *, seed: int = 0) -> dict[str, str]:
    """Sentences of a word in turn of its two senses, in CoarseWSD's form: a data file and a gold file, by name."""
    rng = np.random.default_rng(seed)
    found = WORDS[word]
    data, gold = [], []
    for i in range(LINES):
        slots = found.topics[i % 2]
        sentence = [word if word in slot else str(rng.choice(slot)) for slot in slots]
        data.append(f"{sentence.index(word)}\t{' '.join(sentence)}")
        gold.append(found.senses[i % 2].replace(" ", "_"))
    return {"data.txt": "\n".join(data) + "\n", "gold.txt": "\n".join(gold) + "\n"}
