"""
Words in sight of a finished map: some join it afterwards, some are hidden, and no other word moves.

On a map by PCA or by formulas, a word that joins lies exactly where that method puts it. A layout by t-SNE or UMAP has
no such rule: the word is put between the drawn words that are nearest to it in the space, with the weights that t-SNE
gives them, exp(-d² / 2 sigma²) with a sigma that fits the perplexity (van der Maaten and Hinton 2008, "Visualizing
data using t-SNE", equation 1), which is small here. openTSNE (Poličar, Stražar and Zupan 2019) starts from the same
place. A word with the vector of a drawn word lies at the same place.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from explorer.projection import axes
from explorer.projection.conditions import Met
from explorer.projection.honesty import nearest_on_map
from explorer.projection.layout import Projection
from explorer.projection.sample import Sample, by_list
from explorer.projection.settings import AS_GIVEN
from explorer.projection.shake import Shaken
from explorer.projection.space import Space, rows_beside
from explorer.vectors.word_vectors import Floats, Rows, WordVectors

BETWEEN = 10  # nearest drawn words that a word is put between
PERPLEXITY = 2.0  # of their weights; a larger one would draw words to the middle of the map
SAME = 1e-6  # squared distance of rows of about length 1 that are the same word


@dataclass(frozen=True, eq=False)
class InSight:
    """The visible part of a map: first words that it was made from, then words that joined it.

    Parameters
    ----------
    projection : Projection
        The n words in sight, with the measures of the whole map; a joined word has no measures.
    space : Space
        Their rows in the space of the map.
    sample : Sample
        Their vectors and their rows in the whole model.
    drawn : (m,) rows of the whole map
        Those of the first m words; the other n - m joined.
    """

    projection: Projection
    space: Space
    sample: Sample
    drawn: Rows

    def __len__(self) -> int:
        return len(self.projection)

    @property
    def joined(self) -> tuple[int, ...]:
        """Rows of the words that joined the map."""
        return tuple(range(len(self.drawn), len(self)))

    @property
    def everyone(self) -> Met:
        """(n,) bool, all true: no word is hidden."""
        return np.ones(len(self), dtype=bool)

    def shaken(self, found: Shaken | None) -> Shaken | None:
        """How far the words in sight wander; joined words were not shaken, so theirs is 0."""
        if found is None:
            return None
        return replace(found, wander=np.concatenate([found.wander[self.drawn], np.zeros(len(self) - len(self.drawn))]))


def whole(projection: Projection, space: Space, sample: Sample) -> InSight:
    """All words of a map (N,), and no others."""
    return InSight(projection, space, sample, np.arange(len(projection)))


def joined(seen: InSight, words: tuple[str, ...]) -> InSight:
    """The map with those of `words` that are in the model but not on the map, each placed among the others."""
    have = set(seen.projection.words)
    more = by_list(seen.sample.model, [word for word in words if word not in have])
    if not len(more):
        return seen
    settings = seen.projection.settings
    rows = rows_beside(seen.sample.vectors, more.vectors, settings.space)
    at = np.concatenate([seen.projection.coordinates, places(seen, more.vectors, rows)]).astype(np.float32)
    honesty = seen.projection.honesty
    shown = nearest_on_map(at, honesty.k)
    kept_of = np.concatenate([honesty.kept_of, np.full(len(more), np.nan)])
    spelled = (*seen.projection.words, *more.vectors.words)
    return InSight(
        replace(seen.projection, words=spelled, coordinates=at, honesty=replace(honesty, kept_of=kept_of, shown=shown)),
        Space(spelled, np.concatenate([seen.space.rows, rows]), seen.space.metric),
        replace(
            seen.sample,
            vectors=_of_both(seen.sample.vectors, more.vectors),
            rows=np.concatenate([seen.sample.rows, more.rows]),
        ),
        seen.drawn,
    )


def visible(seen: InSight, met: Met | None, hidden: Iterable[str] = ()) -> Met:
    """(n,) which words stay: those that meet conditions (V,) and all that joined, without the hidden ones."""
    stay = seen.everyone if met is None else met[seen.sample.rows]
    stay[list(seen.joined)] = True  # they were asked for by name
    gone = set(hidden)
    return stay & np.array([word not in gone for word in seen.projection.words]) if gone else stay


def only(seen: InSight, visible: Met) -> InSight:
    """The words for which `visible` (n,) holds, at their places; the map keeps the frame of all words."""
    if visible.all():
        return seen
    rows = np.flatnonzero(visible)
    at, honesty = seen.projection.coordinates, seen.projection.honesty
    place = np.full(len(seen) + 1, -1, dtype=np.int32)  # a row's new place; -1 if it is hidden
    place[rows] = np.arange(len(rows))
    words = tuple(seen.projection.words[row] for row in rows.tolist())
    vectors = seen.sample.vectors
    return InSight(
        replace(
            seen.projection,
            words=words,
            coordinates=at[rows],
            honesty=replace(honesty, kept_of=honesty.kept_of[rows], shown=place[honesty.shown[rows]]),
            frame=np.stack([at.min(axis=0), at.max(axis=0)]) if len(at) else None,
        ),
        Space(words, seen.space.rows[rows], seen.space.metric),
        replace(
            seen.sample,
            vectors=replace(
                vectors,
                words=words,
                matrix=vectors.matrix[rows],
                counts=None if vectors.counts is None else vectors.counts[rows],
            ),
            rows=seen.sample.rows[rows],
        ),
        seen.drawn[visible[: len(seen.drawn)]],
    )


def places(seen: InSight, words: WordVectors, rows: Floats) -> Floats:
    """(M, dims) places on the map of `words`, whose rows (M, D) lie in its space."""
    at, settings = seen.projection.coordinates, seen.projection.settings
    if settings.method == "Formulas":
        return np.stack([axes.along(seen.sample.model, words, one, settings.measure) for one in settings.axes], axis=1)
    if settings.method == AS_GIVEN:
        return rows
    if settings.method == "PCA":
        middle = seen.space.rows.mean(axis=0)
        along = (seen.space.rows - middle).T @ at  # (D, dims): each axis times its sum of squares
        return np.asarray((rows - middle) @ (along / (at * at).sum(axis=0)))
    apart = (rows * rows).sum(axis=1)[:, None] + (seen.space.rows**2).sum(axis=1) - 2 * rows @ seen.space.rows.T
    near = np.argsort(apart, axis=1, kind="stable")[:, :BETWEEN]  # (M, k)
    squares = np.take_along_axis(apart, near, axis=1)
    weights = _weights(np.maximum(squares, 0).astype(np.float64))
    weights[squares[:, 0] <= SAME] = np.eye(1, near.shape[1])
    return np.asarray(np.einsum("mk,mkd->md", weights, at[near]))


def _weights(squares: Floats) -> Floats:
    """(M, k) shares of the k nearest, whose squared distances are `squares` (M, k), each row of the same perplexity."""
    wanted = np.log(min(PERPLEXITY, squares.shape[1]))
    apart = squares - squares[:, :1]
    low, high = np.zeros(len(apart)), np.full(len(apart), 1e6)  # of 1 / 2 sigma²
    for _ in range(60):
        beta = np.where(high >= 1e6, 2 * low + 1, (low + high) / 2)
        shares = np.exp(-beta[:, None] * apart)
        total = shares.sum(axis=1)
        entropy = np.log(total) + beta * (shares * apart).sum(axis=1) / total
        wide = entropy > wanted
        low, high = np.where(wide, beta, low), np.where(wide, high, beta)
    return np.asarray(shares / total[:, None])


def _of_both(first: WordVectors, then: WordVectors) -> WordVectors:
    counts = None if first.counts is None or then.counts is None else np.concatenate([first.counts, then.counts])
    words = (*first.words, *then.words)
    return replace(first, words=words, matrix=np.concatenate([first.matrix, then.matrix]), counts=counts)
