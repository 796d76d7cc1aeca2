"""
How good a way to search is, on sets whose answers are known.

    ratings     pairs of sentences rated by people ("STS"): correlation of the cosines with the ratings, as SentEval
                reports it (Conneau and Kiela 2018), with an interval over pairs
    relevance   questions with their right sentences: the mean of 1 / place of the first right one (MRR), and the
                share of questions that have it among the first ten
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from explorer.errors import SelectionError, SettingError, TextError
from explorer.progress import Report, parts, to_nobody
from explorer.tasks.intervals import student
from explorer.tasks.labelled import FOLDER, Sentence
from explorer.tasks.search.by_meaning import SIF, MeaningSettings, meaning_index
from explorer.tasks.search.hits import Index
from explorer.tasks.tokens import words_of
from explorer.text import corpus
from explorer.vectors.word_vectors import Floats, WordVectors

PACKAGED = ("Asked in other words", "Asked by a name")  # written for this project
MOST = 100_000  # lines of a file
FEWEST = 5  # pairs that a correlation needs
DRAWS = 1000  # of pairs, for an interval


@dataclass(frozen=True)
class RatedSentences:
    """Pairs of sentences with people's ratings of how alike they are, and how many lines held no pair."""

    name: str
    pairs: tuple[tuple[Sentence, Sentence], ...]
    ratings: tuple[float, ...]
    left_out: int


@dataclass(frozen=True, eq=False)
class RatedScore:
    """How a way of making sentence vectors agrees with people.

    Parameters
    ----------
    cosines : (N,) float64
    pearson, spearman : float
    low, high : float
        The 95% interval of Spearman's, over pairs drawn again.
    """

    cosines: Floats
    pearson: float
    spearman: float
    low: float
    high: float


@dataclass(frozen=True)
class Questions:
    """Questions, each with the rows of its right sentences among `sentences`."""

    name: str
    sentences: tuple[Sentence, ...]
    asked: tuple[tuple[Sentence, tuple[int, ...]], ...]


@dataclass(frozen=True)
class FoundScore:
    """How soon right sentences are found: mean of 1 / place with its 95% interval, share among the first ten."""

    mrr: float
    low: float
    high: float
    in_ten: float
    places: tuple[int, ...]


def read_rated(content: bytes, *, name: str) -> RatedSentences:
    """The rated pairs of a file, separated by tabs: the rating and the two sentences, in any columns.

    The two sentences are the two longest columns, the rating is the last column of numbers that differ and are not
    row numbers: STS-B has "genre, file, year, number, rating, sentence, sentence", SICK "number, sentence, sentence,
    rating".

    Raises
    ------
    TextError
        If it is empty, no text, or too large.
    SelectionError
        If fewer than `FEWEST` lines hold a rated pair.
    """
    lines = [line.split("\t") for line in _lines(content, name)]
    width = max(map(len, lines), default=0)
    columns = [[row[at].strip() for row in lines if at < len(row)] for at in range(width)]
    sizes = [sum(map(len, column)) / max(1, len(column)) for column in columns]
    texts = sorted(sorted(range(width), key=lambda at: -sizes[at])[:2])
    numbers = [at for at in range(width) if at not in texts and _numeric(columns[at])]
    if len(texts) < 2 or not numbers:
        raise SelectionError(f"{name} has no lines of a rating and two sentences, separated by tabs.")
    rated = max(numbers, key=lambda at: (_can_be_ratings(columns[at]), at))
    pairs, ratings = [], []
    for row in lines:
        try:
            rating = float(row[rated])
            first, second = (words_of(row[at]) for at in texts)
        except (ValueError, IndexError):
            continue
        if first and second and np.isfinite(rating):
            pairs.append((first, second))
            ratings.append(rating)
    if len(pairs) < FEWEST or len(set(ratings)) < 2:
        raise SelectionError(
            f"{name} has {len(pairs)} rated pairs of sentences; {FEWEST} of different ratings are needed."
        )
    return RatedSentences(name, tuple(pairs), tuple(ratings), len(lines) - len(pairs))


def rated_score(
    rated: RatedSentences,
    vectors: WordVectors,
    settings: MeaningSettings = SIF,
    *,
    report: Report = to_nobody,
) -> RatedScore:
    """How the cosines of the sentences agree with their ratings; weights are learned from the set's own sentences.

    `report` hears how much of all is done, and may end the work by raising.

    Raises
    ------
    SelectionError
        If the model knows none of the words.
    """
    from scipy import stats

    meant, again = parts(report, (1, 1))
    index = meaning_index([sentence for pair in rated.pairs for sentence in pair], vectors, settings, meant)
    cosines = np.einsum("nd,nd->n", index.rows[::2], index.rows[1::2]).astype(np.float64)
    ratings = np.array(rated.ratings)
    rng = np.random.default_rng(0)
    drawn = []
    for draw in range(DRAWS):
        again(draw, DRAWS)
        rows = rng.integers(len(ratings), size=len(ratings))
        if np.ptp(ratings[rows]) and np.ptp(cosines[rows]):
            drawn.append(float(stats.spearmanr(cosines[rows], ratings[rows]).statistic))
    low, high = np.quantile(drawn, [0.025, 0.975]) if drawn else (np.nan, np.nan)
    return RatedScore(
        cosines,
        float(stats.pearsonr(cosines, ratings).statistic),
        float(stats.spearmanr(cosines, ratings).statistic),
        float(low),
        float(high),
    )


@cache
def packaged(name: str) -> Questions:
    """One of two small sets of questions, by its name in `PACKAGED`; the sentences of both are searched.

    Raises
    ------
    SettingError
        If there is no such set.
    """
    if name not in PACKAGED:
        raise SettingError(f"The sets of questions are {' and '.join(PACKAGED)}; there is no “{name}”.")
    content = json.loads((FOLDER / "questions.json").read_text(encoding="utf-8"))
    sentences = [words_of(answer) for kind in PACKAGED for _, answer in content[kind]]
    asked = [(words_of(question), (sentences.index(words_of(answer)),)) for question, answer in content[name]]
    return Questions(name, tuple(sentences), tuple(asked))


def read_questions(content: bytes, *, name: str) -> Questions:
    """The questions of a file with a question, a tab and a right sentence a line; all right sentences are searched.

    Raises
    ------
    TextError
        If it is empty, no text, or too large.
    SelectionError
        If fewer than two lines hold a question and a sentence.
    """
    rows = [line.split("\t") for line in _lines(content, name)]
    pairs = [(words_of(row[0]), words_of(row[1])) for row in rows if len(row) == 2]
    pairs = [(question, answer) for question, answer in pairs if question and answer]
    if len(pairs) < 2:
        raise SelectionError(f"{name} has {len(pairs)} lines of a question, a tab and a sentence; 2 are needed.")
    at = {answer: i for i, answer in enumerate(dict.fromkeys(answer for _, answer in pairs))}
    right: dict[Sentence, list[int]] = {}
    for question, answer in pairs:
        right.setdefault(question, []).append(at[answer])
    return Questions(name, tuple(at), tuple((question, tuple(rows)) for question, rows in right.items()))


def found_score(index: Index, questions: Questions, report: Report = to_nobody) -> FoundScore:
    """How soon an index over the questions' sentences finds the right ones; for an unreadable question, last.

    `report` counts questions, and may end the work by raising.
    """
    places: list[int] = []
    for question, right in questions.asked:
        report(len(places), len(questions.asked))
        try:
            scores = index.scores(question)
        except SelectionError:
            places.append(len(index.sentences))
            continue
        highest = max(float(scores[row]) for row in right)
        above, level = int((scores > highest).sum()), int((scores == highest).sum())
        places.append(above + (level + 1) // 2)  # the middle of equal scores
    inverse = [1 / place for place in places]
    mean, low, high = student(inverse)
    return FoundScore(mean, low, high, float(np.mean([place <= 10 for place in places])), tuple(places))


def _lines(content: bytes, name: str) -> list[str]:
    found = [line for line in re.split(r"\r\n|\r|\n", corpus.decode(content, name=name)) if line.strip()]
    if len(found) > MOST:
        raise TextError(f"{name} has more than {MOST:,} lines; at most {MOST:,} are taken.")
    return found


def _numeric(column: Sequence[str]) -> bool:
    """Whether most of a column are numbers."""
    return 2 * sum(bool(re.fullmatch(r"-?\d+(\.\d+)?", cell)) for cell in column) > len(column)


def _can_be_ratings(column: Sequence[str]) -> bool:
    """Whether the numbers of a column differ and are not just row numbers."""
    numbers = [float(cell) for cell in column if re.fullmatch(r"-?\d+(\.\d+)?", cell)]
    return len(set(numbers)) > 1 and not all(b > a for a, b in pairwise(numbers))
