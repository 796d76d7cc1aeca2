"""
The same question put to several models: one word's neighbours, one analogy, one measure of bias.

Each model answers from its own whole vocabulary, not only from the words all share.  A model that lacks a word
of the question says so instead of answering; a measure of bias says how many of its words were found.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from explorer.errors import ExplorerError
from explorer.judging import analogy
from explorer.judging.bias import association, direction, word_sets
from explorer.judging.bias.word_sets import AssociationTest
from explorer.vectors import similarity
from explorer.vectors.similarity import Ranked
from explorer.vectors.typed_words import Pair
from explorer.vectors.word_vectors import WordVectors


@dataclass(frozen=True)
class Reply:
    """What one model answers: the best first; or, in `refusal`, why it cannot."""

    answers: tuple[Ranked, ...] = ()
    refusal: str = ""


@dataclass(frozen=True)
class BiasReply:
    """One measure of bias in one model.

    Parameters
    ----------
    effect, p : float
        Of the association test (WEAT, d with the sd of a sample).
    direct : float
        Mean |cosine| of occupations with the gender direction, in [0, 1].
    found, asked : int
        Words of the test: those the model has, and all.
    """

    effect: float | None
    p: float | None
    direct: float | None
    found: int
    asked: int
    refusal: str = ""


def word(models: Sequence[WordVectors], asked: str, *, k: int = 10, fold: bool = False) -> list[Reply]:
    """The k nearest words of `asked` in each model, by cosine; with `fold`, case and accents are ignored."""
    return [_reply(partial(similarity.nearest, model, _written(model, asked, fold), k)) for model in models]


def an_analogy(models: Sequence[WordVectors], a: str, b: str, c: str, *, k: int = 5, fold: bool = False) -> list[Reply]:
    """The k best answers to a : b :: c : ? in each model, by 3CosAdd."""
    replies = []
    for model in models:
        a_, b_, c_ = (_written(model, asked, fold) for asked in (a, b, c))
        replies.append(_reply(partial(analogy.solve, model, a_, b_, c_, k=k)))
    return replies


def common(replies: Sequence[Reply]) -> set[str]:
    """The words in the answers of every model that answered; empty if fewer than two did."""
    lists = [{ranked.word for ranked in reply.answers} for reply in replies if not reply.refusal]
    return set.intersection(*lists) if len(lists) > 1 else set()


def bias(models: Sequence[WordVectors], test: AssociationTest) -> list[BiasReply]:
    """The association test and the direct bias of occupations in each model."""
    return [_bias(model, test) for model in models]


def _written(model: WordVectors, word: str, fold: bool) -> str:
    return similarity.spelled(model, word) if fold else word


def _reply(ask: Callable[[], list[Ranked]]) -> Reply:
    try:
        return Reply(tuple(ask()))
    except ExplorerError as error:
        return Reply(refusal=str(error))


def _bias(model: WordVectors, test: AssociationTest) -> BiasReply:
    sides = [word_sets.in_model(model, side.words, any_case=True)[0] for side in (test.x, test.y, test.a, test.b)]
    found = sum(map(len, sides))
    asked = sum(len(side.words) for side in (test.x, test.y, test.a, test.b))
    effect = p = None
    refusal = ""
    try:
        outcome = association.weat(model, *sides)
        effect, p = outcome.effect, outcome.p
    except ExplorerError as error:
        refusal = str(error)
    return BiasReply(effect, p, _direct(model), found, asked, refusal)


def _direct(model: WordVectors) -> float | None:
    """Direct bias of the occupations the model has; None if it has no gender pair or no occupation."""
    pairs: tuple[Pair, ...] = next(one.pairs for one in word_sets.pair_lists() if one.key == "gender")
    known = word_sets.pairs_in_model(model, pairs, any_case=True)[0]
    listed = next(one for one in word_sets.word_lists() if one.key == "occupations")
    words = word_sets.in_model(model, listed.words, any_case=True)[0]
    if not known or not words:
        return None
    return direction.direct_bias(model, direction.direction(model, known), words)
