"""
The same map by the libraries everybody knows: scikit-learn's PCA and t-SNE, umap-learn's UMAP.

They are given the same words, settings and seed, and judged by the same measures, so that anybody can
check ours against them on their own vectors. They tell nothing of how far they are and cannot be
watched; beyond 10,000 words they take minutes, so more are refused.
"""

import warnings

import numpy as np

from explorer.errors import SelectionError
from explorer.projection.honesty import honesty
from explorer.projection.layout import Projection
from explorer.projection.neighbours import NeighbourGraph
from explorer.projection.settings import Method, ProjectionSettings
from explorer.projection.space import Space
from explorer.vectors.word_vectors import Floats

MOST = 10_000  # words
LIBRARY: dict[Method, str] = {"PCA": "scikit-learn", "t-SNE": "scikit-learn", "UMAP": "umap-learn"}


def project(space: Space, graph: NeighbourGraph | None, settings: ProjectionSettings) -> Projection:
    """The map of `space` by scikit-learn or umap-learn with their own defaults for all that `settings` leaves open.

    Raises
    ------
    SelectionError
        If there are more words than these libraries lay out in a minute or two, or they have no such method.
    """
    if settings.method not in LIBRARY:
        raise SelectionError(f"No library is asked for a map of {settings.method.lower()}; choose another method.")
    if len(space) > MOST:
        raise SelectionError(
            f"{LIBRARY[settings.method]} is asked about at most {MOST:,} words here, not {len(space):,}: "
            "it would take many minutes."
        )
    settings = settings.fitting(len(space))
    coordinates, shares = {"PCA": _pca, "t-SNE": _tsne, "UMAP": _umap}[settings.method](space, settings)
    drawn = np.ascontiguousarray(coordinates, dtype=np.float32)
    return Projection(space.words, drawn, settings, honesty(space, graph, drawn), shares)


def _pca(space: Space, settings: ProjectionSettings) -> tuple[Floats, tuple[float, ...]]:
    from sklearn.decomposition import PCA

    fitted = PCA(settings.dims, svd_solver="full").fit(space.rows)
    return fitted.transform(space.rows), tuple(float(share) for share in fitted.explained_variance_ratio_)


def _tsne(space: Space, settings: ProjectionSettings) -> tuple[Floats, tuple[float, ...]]:
    from sklearn.manifold import TSNE

    # rows have length 1 where the metric is the cosine: Euclidean distances give the same neighbours and chances
    made = TSNE(settings.dims, perplexity=settings.perplexity, random_state=settings.seed, n_jobs=1)
    return made.fit_transform(space.rows), ()


def _umap(space: Space, settings: ProjectionSettings) -> tuple[Floats, tuple[float, ...]]:
    with warnings.catch_warnings():  # that TensorFlow is not there, that few words get a random start
        warnings.simplefilter("ignore")
        from umap import UMAP

        made = UMAP(
            n_neighbors=settings.n_neighbors,
            n_components=settings.dims,
            min_dist=settings.min_dist,
            metric=settings.space.metric,
            random_state=settings.seed,
            n_jobs=1,
        )
        return made.fit_transform(space.rows), ()
