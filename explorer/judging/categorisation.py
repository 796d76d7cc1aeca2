"""
Do words of one kind lie together?  Categorisation and the odd one out.

Categorisation (Almuhareb 2006; Baroni, Dinu and Kruszewski 2014): the words of a set are grouped by k-means
on unit vectors, as many groups as the set has categories, and each group is assigned to the
category of most of its words.  Purity is the share of words whose group has their own category.

Odd one out (Camacho-Collados and Navigli 2016, "Find the word that does not belong"): of the words
of a category and one stranger, the odd one is the word whose mean cosine with the others is
smallest; without it the rest is most compact.
"""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from explorer.errors import SelectionError
from explorer.progress import Report, parts, to_nobody
from explorer.vectors.unit import unit_rows
from explorer.vectors.word_vectors import Floats, Rows, WordVectors

MOST = 10_000  # words of a file
STARTS = 10  # of k-means
ROUNDS = 100  # of each, at most


@dataclass(frozen=True)
class Categories:
    """A named set of words by category, with a sentence for each line of its file that was left out."""

    name: str
    words: Mapping[str, tuple[str, ...]]
    malformed: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Grouping:
    """Words grouped by the model.

    Parameters
    ----------
    words, categories : tuples of length N
        The words the model has, and the category of each.
    group : (N,)
        Number of the group that k-means put each word in.
    purity : float
        In (0, 1].
    chance : float
        Mean purity of the same groups with the words shuffled: what a model without knowledge gets.
    missing : tuple of str
    """

    words: tuple[str, ...]
    categories: tuple[str, ...]
    group: Rows
    purity: float
    chance: float
    missing: tuple[str, ...]


@dataclass(frozen=True)
class OddOneOut:
    """How often a stranger among the words of a category was found.

    Parameters
    ----------
    asked : int
        Questions: a category and one stranger each.
    found : int
        Those in which the stranger was the odd one.
    position : float
        Mean place of the stranger in the order of compactness, from 0 (the most typical word) to 1 (the odd one).
    mistakes : tuple of (category, stranger, answer)
    """

    asked: int
    found: int
    position: float
    mistakes: tuple[tuple[str, str, str], ...]


def everyday() -> Categories:
    """The everyday words of the welcome page, by their groups."""
    content = json.loads((Path(__file__).parents[1] / "data/words/welcome.json").read_text(encoding="utf-8"))
    return Categories("Everyday words", {group["title"]: tuple(group["words"]) for group in content["groups"]})


def read_categories(text: str, *, name: str) -> Categories:
    """The words of a file with a category and a word a line, separated by a tab or a comma.

    >>> read_categories("fruit,apple\\nfruit,pear\\ntool,saw", name="f").words
    {'fruit': ('apple', 'pear'), 'tool': ('saw',)}

    A first column of row numbers under a header is skipped, as published collections have it.

    Raises
    ------
    SelectionError
        If there are not two categories, or more than `MOST` words.
    """
    words: dict[str, list[str]] = {}
    malformed = []
    rows = list(csv.reader(io.StringIO(text.replace("\t", ","))))
    if rows and len(rows[0]) == 3 and not rows[0][0].strip():
        rows = [[], *(row[1:] for row in rows[1:])]
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or cells[0].startswith("#") or (number == 1 and cells == ["category", "word"]):
            continue
        if len(cells) == 2 and all(cells):
            words.setdefault(cells[0], []).append(cells[1])
        else:
            malformed.append(
                f"Line {number} of {name} is “{','.join(row)[:60]}”; each line must hold a category and a word."
            )
    if len(words) < 2:
        raise SelectionError(f"{name} has {len(words)} categories; two are needed, in lines like “fruit,apple”.")
    if sum(map(len, words.values())) > MOST:
        raise SelectionError(f"{name} has more than {MOST:,} words; at most {MOST:,} are taken.")
    return Categories(name, {key: tuple(dict.fromkeys(value)) for key, value in words.items()}, tuple(malformed))


def grouping(vectors: WordVectors, categories: Categories, *, seed: int = 0, report: Report = to_nobody) -> Grouping:
    """The words of all categories in as many groups as there are categories, the best of several starts of k-means.

    `report` hears how much is done, and may end the work by raising.

    Raises
    ------
    SelectionError
        If the model has words of fewer than two categories.
    """
    known = _known(vectors, categories)
    words = [word for found in known.values() for word in found]
    named = [category for category, found in known.items() for _ in found]
    missing = [w for of in categories.words.values() for w in of if _spelled(vectors, w) is None]
    if len(known) < 2:
        raise SelectionError(
            f"The model has words of {len(known)} of the {len(categories.words)} categories; 2 are needed."
        )
    rng = np.random.default_rng(seed)
    rows = unit_rows(vectors, words)
    starts = parts(report, [1.0] * STARTS)
    group, _ = min((_kmeans(rows, len(known), rng, told) for told in starts), key=lambda found: found[1])
    labels = np.unique(named, return_inverse=True)[1]
    chance = float(np.mean([purity(group, rng.permutation(labels)) for _ in range(100)]))
    return Grouping(tuple(words), tuple(named), group, purity(group, labels), chance, tuple(missing))


def purity(group: Rows, labels: Rows) -> float:
    """Share of words (N,) whose label (N,) is the commonest of their group.

    >>> purity(np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 1, 1]))
    0.8
    """
    table = np.zeros((group.max() + 1, labels.max() + 1), dtype=np.intp)
    np.add.at(table, (group, labels), 1)
    return float(table.max(axis=1).sum() / len(group))


def odd_one_out(
    vectors: WordVectors,
    categories: Categories,
    *,
    size: int = 8,
    asked: int = 200,
    seed: int = 0,
    report: Report = to_nobody,
) -> OddOneOut:
    """`asked` questions drawn by the seed: up to `size` words of one category and a word of another.

    `report` counts them, and may end the work by raising.

    Raises
    ------
    SelectionError
        If there are too few words: three in one category and one in another are needed.
    """
    known = {category: words for category, words in _known(vectors, categories).items() if words}
    long = [category for category, words in known.items() if len(words) >= 3]
    if not long or len(known) < 2:
        raise SelectionError(
            "The model has too few words of these categories: three of one and one of another are needed."
        )
    rng = np.random.default_rng(seed)
    found, places, mistakes = 0, 0.0, []
    for done in range(asked):
        report(done, asked)
        category = long[rng.integers(len(long))]
        others = [other for other in known if other != category]
        stranger = str(rng.choice(known[others[rng.integers(len(others))]]))
        words = [str(word) for word in rng.permutation([w for w in known[category] if w != stranger])[:size]]
        words.append(stranger)
        order = np.argsort(-compactness(unit_rows(vectors, words)), kind="stable")  # the most typical word first
        places += float(np.flatnonzero(order == len(words) - 1)[0]) / (len(words) - 1)
        if order[-1] == len(words) - 1:
            found += 1
        else:
            mistakes.append((category, stranger, words[order[-1]]))
    return OddOneOut(asked, found, places / asked, tuple(dict.fromkeys(mistakes)))


def compactness(rows: Floats) -> Floats:
    """(N,) mean cosine of each of the unit rows (N, D) with the others."""
    cosines = rows @ rows.T
    np.fill_diagonal(cosines, 0)
    return np.asarray(cosines.sum(axis=1) / (len(rows) - 1))


def _spelled(vectors: WordVectors, word: str) -> str | None:
    return next((form for form in (word, word.lower()) if form in vectors), None)


def _known(vectors: WordVectors, categories: Categories) -> dict[str, list[str]]:
    found = {key: [_spelled(vectors, word) for word in words] for key, words in categories.words.items()}
    kept = {key: list(dict.fromkeys(w for w in words if w is not None)) for key, words in found.items()}
    return {key: words for key, words in kept.items() if words}


def _kmeans(rows: Floats, k: int, rng: np.random.Generator, report: Report = to_nobody) -> tuple[Rows, float]:
    """(N,) group of each row (N, D), and the sum of squared distances; started as in Arthur and Vassilvitskii 2007.

    `report` hears how much is done if all rounds are needed.
    """
    starting, going = parts(report, (1, 3))
    centres = rows[[rng.integers(len(rows))]]
    while len(centres) < k:
        starting(len(centres), k)
        apart = _squared(rows, centres).min(axis=1)
        total = apart.sum()
        chosen = rng.choice(len(rows), p=apart / total) if total > 0 else rng.integers(len(rows))
        centres = np.vstack([centres, rows[chosen]])
    group = np.full(len(rows), -1)
    for done in range(ROUNDS):
        going(done, ROUNDS)
        nearest = _squared(rows, centres).argmin(axis=1)
        if (nearest == group).all():
            break
        group = nearest
        for i in np.unique(group):  # a group without words keeps its centre
            centres[i] = rows[group == i].mean(axis=0)
    return group, float(_squared(rows, centres).min(axis=1).sum())


def _squared(rows: Floats, centres: Floats) -> Floats:
    """(N, k) squared distances of rows (N, D) from centres (k, D)."""
    square = np.einsum("nd,nd->n", rows, rows)[:, None] + np.einsum("kd,kd->k", centres, centres)
    return np.asarray(np.maximum(square - 2 * rows @ centres.T, 0))
