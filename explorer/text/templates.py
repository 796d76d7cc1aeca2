"""
Small texts drawn from a template, whose right answer is known before anything is trained.

Four kinds of text.  Items x attributes: a word combines one of each, and their phrases are drawn independently.  So the
contributions of item and attribute to the log-odds of a context add up, and the words' vectors form parallelograms
(Arora et al. 2016, "A latent variable model approach to PMI-based word embeddings").  A cycle: runs of neighbouring
words, the last followed by the first.  Topics: sentences of words that never occur in another topic.

A graph, which is not language: walks on it, each step to a neighbour drawn by the seed, so that linked nodes come near
each other (Perozzi, Al-Rfou and Skiena 2014, "DeepWalk").
"""

import random
from collections.abc import Callable
from typing import Any, Final


def templated(template: dict[str, Any], *, seed: int) -> str:
    """The text of a template, one sentence a line; the same for the same seed.

    >>> royals = {"sentences": 1, "frame": "the {word} {item} and {attribute}",
    ...           "items": [{"words": ["king"], "phrases": ["rules"]}], "attributes": [["he smiles"]]}
    >>> templated(royals, seed=0)
    'The king rules and he smiles.'
    >>> templated({"sentences": 1, "cycle": ["a", "b"], "run": 4}, seed=0)
    'B a b a.'
    >>> templated({"sentences": 1, "topics": [{"slots": [["old"], ["boats"]]}]}, seed=0)
    'Old boats.'
    >>> templated({"sentences": 1, "edges": [["a", "b"]], "steps": 3}, seed=1)
    'A b a.'
    """
    rng = random.Random(seed)
    draw = next(draw for key, draw in KINDS.items() if key in template)
    if draw is _of_edges:
        template = {**template, "linked": _linked(template["edges"])}  # once, not for each walk
    sentences = (draw(template, rng) for _ in range(template["sentences"]))
    return "\n".join(sentence[0].upper() + sentence[1:] + "." for sentence in sentences)


def _of_items(template: dict[str, Any], rng: random.Random) -> str:
    item = rng.choice(template["items"])
    column = rng.randrange(len(item["words"]))
    attributes = template["attributes"]
    return str(
        template["frame"].format(
            word=item["words"][column],
            item=rng.choice(item["phrases"]),
            attribute=rng.choice(attributes[column % len(attributes)]),
        )
    )


def _of_cycle(template: dict[str, Any], rng: random.Random) -> str:
    cycle = template["cycle"]
    first = rng.randrange(len(cycle))
    return " ".join(cycle[(first + i) % len(cycle)] for i in range(template["run"]))


def _of_topics(template: dict[str, Any], rng: random.Random) -> str:
    return " ".join(rng.choice(slot) for slot in rng.choice(template["topics"])["slots"])


def _of_edges(template: dict[str, Any], rng: random.Random) -> str:
    linked = template["linked"]
    walk = [rng.choice(list(linked))]
    while len(walk) < template["steps"]:
        walk.append(rng.choice(linked[walk[-1]]))
    return " ".join(walk)


def _linked(edges: list[list[str]]) -> dict[str, list[str]]:
    """The words that each word has an edge to."""
    linked: dict[str, list[str]] = {}
    for a, b in edges:
        linked.setdefault(a, []).append(b)
        linked.setdefault(b, []).append(a)
    return linked


KINDS: Final[dict[str, Callable[[dict[str, Any], random.Random], str]]] = {
    "items": _of_items,
    "cycle": _of_cycle,
    "topics": _of_topics,
    "edges": _of_edges,
}
