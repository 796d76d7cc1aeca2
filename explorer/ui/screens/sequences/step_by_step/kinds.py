"""The kinds of recurrent networks, each a small picture that opens a working example below it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import streamlit as st

from explorer.figures import kinds as figures
from explorer.figures.style import Figure
from explorer.ui.screens.sequences.step_by_step import choices, dates, names, sentiment, unrolled
from explorer.ui.shell import panels
from explorer.ui.shell.linked import linked


def _tags() -> None:
    settings, both_ways = choices.network(directed=True)
    unrolled.course(settings, choices.sentence(), both_ways=both_ways)


@dataclass(frozen=True)
class Kind:
    """A kind: at which steps it reads and answers, what it is for, and its working example."""

    title: str
    steps: int
    reads: tuple[int, ...]
    answers: tuple[int, ...]
    purpose: str
    example: Callable[[], None]
    decoder: int | None = None
    feeds: bool = False


KINDS = {
    kind.title: kind
    for kind in (
        Kind(
            "One to one",
            1,
            (0,),
            (0,),
            "No sequence at all: one vector in, one answer out. A softmax on the average of a review's words:",
            sentiment.average,
        ),
        Kind(
            "One to many",
            4,
            (0,),
            (0, 1, 2, 3),
            "One thing in, a sequence out; it reads each of its answers next. A name from its first letter:",
            names.view,
            feeds=True,
        ),
        Kind(
            "Many to one",
            4,
            (0, 1, 2, 3),
            (3,),
            "A sequence in, one answer at its end. Does this review like the film?",
            sentiment.in_order,
        ),
        Kind(
            "Many to many",
            4,
            (0, 1, 2, 3),
            (0, 1, 2, 3),
            "An answer at every word. Is this word part of a name?",
            _tags,
        ),
        Kind(
            "Encoder and decoder",
            6,
            (0, 1, 2),
            (3, 4, 5),
            "Two networks, for an answer that differs in length from the question. Dates of all forms into ISO dates:",
            dates.view,
            3,
            feeds=True,
        ),
    )
}


def view() -> None:
    """The five pictures, and the example of the one that is chosen."""
    panels.sketches(
        {title: _picture(kind) for title, kind in KINDS.items()},
        key="kind",
        name="kinds of networks",
        alts=[f"{kind.steps} steps, {len(kind.reads)} read, {len(kind.answers)} answer" for kind in KINDS.values()],
        width=160,
    )
    chosen = linked().segmented_control(
        "Open a working example", list(KINDS), default="One to one", required=True, key="kind", width="stretch"
    )
    st.markdown(KINDS[chosen].purpose)
    KINDS[chosen].example()


@cache
def _picture(kind: Kind) -> Figure:
    """The picture of a kind, drawn once for all visitors: it is always the same, and nothing changes it."""
    return figures.picture(kind.title, kind.steps, kind.reads, kind.answers, decoder=kind.decoder, feeds=kind.feeds)
