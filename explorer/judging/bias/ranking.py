"""
Which of several models leans most, by the same tests on the same words, and how sure that order is.

Models are compared on the words that all of them have.  Each draw takes the same words for every
model, so that the effect of the choice of words on all models cancels (a paired bootstrap).  Models
are ranked by how far their scores lie from no bias, on average over the tests, as Badilla,
Bravo-Marquez and Pérez 2020 rank them ("WEFE", section 4); the most biased is first.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from explorer.errors import SelectionError
from explorer.judging.bias.association import check_sets
from explorer.judging.bias.doubt import LEVEL, Score, rows_of
from explorer.judging.bias.word_sets import AssociationTest, in_model
from explorer.progress import Report, parts, to_nobody
from explorer.vectors.word_vectors import Floats, WordVectors


@dataclass(frozen=True, eq=False)
class Ranking:
    """Models, M in the order in which they were given, by T tests.

    Parameters
    ----------
    tests : tuple of str
        Titles of the tests for which the models share enough words.
    left_out : tuple of str
        Titles of the others.
    found : (T, 4) tuples of (found, listed)
        How many words of each list all models have.
    values, low, high : (M, T) float64
        Scores, and the limits of the middle `LEVEL` of their draws.
    strength : (M,) float64
        Mean distance from no bias over the tests.
    ranks : (M,) int
        1 is the most biased.
    chances : (M, M) float64
        Share of the draws in which model m has rank r + 1.
    """

    tests: tuple[str, ...]
    left_out: tuple[str, ...]
    found: tuple[tuple[tuple[int, int], ...], ...]
    values: Floats
    low: Floats
    high: Floats
    strength: Floats
    ranks: tuple[int, ...]
    chances: Floats


def ranking(
    models: Sequence[WordVectors],
    tests: Sequence[AssociationTest],
    score: Score,
    *,
    draws: int = 300,
    seed: int = 0,
    report: Report = to_nobody,
) -> Ranking:
    """The models by these tests, each scored by `score` on the words that all models have.

    `report` hears how much is done, and may end the work by raising.

    Raises
    ------
    SelectionError
        If the models share too few words for every one of the tests.
    """
    generator = np.random.default_rng(seed)
    values, drawn, kept, found, left_out = [], [], [], [], []
    for test, told in zip(tests, parts(report, [1.0] * len(tests)), strict=True):
        told(0, draws)
        sides = [shared_words(models, side.words) for side in (test.x, test.y, test.a, test.b)]
        try:
            check_sets(*([words[0] for words in side] for side in sides))
            lists = [
                [rows_of(model, [words[m] for words in side], unit=score.unit) for side in sides]
                for m, model in enumerate(models)
            ]
            values.append([score.of(*rows) for rows in lists])
        except SelectionError:
            left_out.append(test.title)
            continue
        kept.append(test.title)
        listed = (test.x, test.y, test.a, test.b)
        found.append(tuple((len(side), len(all_of.words)) for side, all_of in zip(sides, listed, strict=True)))
        drawn.append(_redrawn(score, lists, generator, draws, told))
    if not kept:
        raise SelectionError("These models have too few words of these tests in common. Choose other models or tests.")
    scores = np.array(values).T  # (M, T)
    again = np.array(drawn)  # (T, draws, M)
    low, high = np.nanquantile(again, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=1)  # (T, M) each
    strength = np.abs(scores - score.even).mean(axis=1)
    order = np.argsort(-np.nanmean(np.abs(again - score.even), axis=0), axis=1)  # (draws, M), the most biased first
    places = np.argsort(order, axis=1)
    chances = np.stack([(places == rank).mean(axis=0) for rank in range(len(models))], axis=1)
    ranks = np.argsort(np.argsort(-strength)) + 1
    return Ranking(
        tuple(kept),
        tuple(left_out),
        tuple(found),
        scores,
        low.T,
        high.T,
        strength,
        tuple(int(rank) for rank in ranks),
        chances,
    )


def shared_words(models: Sequence[WordVectors], words: Sequence[str]) -> list[tuple[str, ...]]:
    """The words that every model has, each as each model spells it."""
    spelled = [{word: in_model(model, [word], any_case=True)[0] for word in words} for model in models]
    return [tuple(here[word][0] for here in spelled) for word in words if all(here[word] for here in spelled)]


def _redrawn(
    score: Score, lists: Sequence[Sequence[Floats]], generator: np.random.Generator, draws: int, report: Report
) -> list[list[float]]:
    """(draws, M) scores with the words drawn again, the same for every model; NaN where a draw has no score."""
    units = [unit for unit in (*score.words, *score.pairs) if len(lists[0][unit[0]]) > 2]
    found = []
    for draw in range(draws):
        report(draw, draws)
        chosen = {}
        for unit in units:
            n = min(len(lists[0][place]) for place in unit)
            chosen.update(dict.fromkeys(unit, generator.integers(0, n, n)))
        row = [float("nan")] * len(lists)
        with suppress(SelectionError):
            row = [score.of(*(p[chosen[i]] if i in chosen else p for i, p in enumerate(rows))) for rows in lists]
        found.append(row)
    return found
