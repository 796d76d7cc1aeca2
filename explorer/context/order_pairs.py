"""
Pairs of gaps with the same words around them in another order: the first wants one word, the second the other.

An average of the words around is the same for both, so it is right in exactly one of the two.  "slot" asks for a noun
or a verb, "role" who did it to what, "number" for was or were with another noun between subject and verb (agreement
attraction: Linzen, Dupoux and Goldberg 2016).
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from explorer.context.model import ContextModel, Places
from explorer.context.place_vectors import averages, type_rows
from explorer.context.words import GAP
from explorer.vectors.word_vectors import Floats

System = Literal["type", "average", "model"]
SYSTEMS: tuple[System, ...] = get_args(System)
SUBJECTS = (
    *(("kings", "city"), ("streets", "town"), ("books", "writer"), ("children", "queen"), ("soldiers", "king")),
    *(("walls", "castle"), ("members", "party"), ("players", "team"), ("songs", "band"), ("ships", "company")),
    *(("leaders", "church"), ("rivers", "province"), ("houses", "village"), ("results", "study")),
)
SLOTS = (
    ("they used the {} to {} the city", "army", "destroy", "attack"),
    ("they used the {} to {} the king", "army", "kill", "attack"),
    ("he used the {} to {} them", "money", "give", "help"),
    ("they needed the {} to {} the house", "money", "build", "work"),
    ("she wanted the {} to {} the story", "book", "write", "film"),
    ("he wanted the {} to {} the game", "team", "win", "play"),
    ("they used the {} to {} the border", "army", "cross", "guard"),
    ("they sent the {} to {} the enemy", "army", "defeat", "fight"),
    ("he used the {} to {} the country", "army", "leave", "rule"),
    ("they wanted the {} to {} a letter", "king", "send", "answer"),
    ("she used the {} to {} the water", "ship", "drink", "control"),
    ("he asked the {} to {} the band", "company", "join", "record"),
    ("they used the {} to {} the island", "ship", "reach", "land"),
)
ROLES = (
    *(
        ("author", "book", "wrote"),
        ("writer", "novel", "wrote"),
        ("poet", "poem", "wrote"),
        ("author", "story", "wrote"),
    ),
    *(("composer", "opera", "wrote"), ("director", "film", "directed"), ("artist", "painting", "painted")),
    *(("architect", "church", "designed"), ("engineer", "bridge", "designed"), ("king", "castle", "built")),
    *(("band", "album", "recorded"), ("singer", "song", "recorded"), ("company", "game", "published")),
)


@dataclass(frozen=True)
class OrderPair:
    """Two sentences with a gap, and the word that each of them wants."""

    kind: str
    sentences: tuple[str, str]
    wanted: tuple[str, str]


@dataclass(frozen=True)
class Preference:
    """By how much each gap prefers the first wanted word to the second.

    In nats by the model and by frequency, which is all that a type vector knows of a gap; by cosine for the average.
    """

    pair: OrderPair
    model: tuple[float, float]
    average: tuple[float, float]
    type: tuple[float, float]

    def right(self, system: System) -> tuple[bool, bool]:
        """Whether a system prefers the word that is wanted, at each gap."""
        first, second = {"model": self.model, "average": self.average, "type": self.type}[system]
        return first > 0, second < 0


def pairs() -> list[OrderPair]:
    """All forty pairs."""
    found = []
    for frame, noun, verb, both in SLOTS:
        found.append(OrderPair("slot", (frame.format(GAP, both), frame.format(both, GAP)), (noun, verb)))
    for who, what, did in ROLES:
        frame = "the {} ___ the {} in one nine two zero"
        found.append(OrderPair("role", (frame.format(who, what), frame.format(what, who)), (did, "by")))
    for many, one in SUBJECTS:
        frame = "the {} of the {} ___ very old"
        found.append(OrderPair("number", (frame.format(many, one), frame.format(one, many)), ("were", "was")))
    return found


def preferences(model: ContextModel, asked: list[OrderPair]) -> list[Preference]:
    """What model and average prefer at both gaps of each pair."""
    found = []
    for pair in asked:
        words = [sentence.split() for sentence in pair.sentences]
        places = Places([model.types.ids(one) for one in words], np.array([one.index(GAP) for one in words]))
        first, second = model.types.ids(pair.wanted)
        log = model.log_probabilities(model.contexts(places))
        near = averages(model.types, places) @ type_rows(model.types, np.array([first, second])).T
        by_model, by_average = log[:, first] - log[:, second], near[:, 0] - near[:, 1]
        rarer = float(np.log(model.types.share[first] / model.types.share[second]))
        found.append(Preference(pair, _both(by_model), _both(by_average), (rarer, rarer)))
    return found


def _both(preferred: Floats) -> tuple[float, float]:
    """Two numbers of an array (2,)."""
    return float(preferred[0]), float(preferred[1])


def share_right(found: list[Preference], kind: str, system: System = "model") -> float:
    """Share of the gaps of one kind that a system gets right."""
    return float(np.mean([right for one in found if one.pair.kind == kind for right in one.right(system)]))
