"""t-SNE: its affinities, its gradient, against scikit-learn, and on from a finished map."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.errors import SettingError
from explorer.projection import interpolation, kernels, tsne
from explorer.projection.layout import begin, graph_of, steps
from explorer.projection.settings import ProjectionSettings
from tests.projection.made import cloud


@pytest.mark.parametrize("perplexity", [5, 30])
def test_affinities_have_the_perplexity_asked_for(perplexity: float) -> None:
    _, graph = graph_of(cloud(), ProjectionSettings())
    p = tsne.affinities(graph.squared[:, : 3 * perplexity], perplexity).astype(np.float64)
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(np.exp(-(p * np.log(np.maximum(p, 1e-300))).sum(axis=1)), perplexity, rtol=1e-3)
    np.testing.assert_allclose(tsne.affinities(np.zeros((4, 6), np.float32), 2), 1 / 6, rtol=1e-6)


def test_joint_probabilities_are_symmetric_and_sum_to_one() -> None:
    _, graph = graph_of(cloud(), ProjectionSettings())
    p = tsne.joint_probabilities(graph, 10)
    assert p.sum() == pytest.approx(1, abs=1e-5)
    assert abs(p - p.T).max() == 0
    with pytest.raises(SettingError, match=r"^A perplexity of 80 needs more than the 150 neighbours known"):
        tsne.joint_probabilities(graph, 80)


@pytest.mark.parametrize("dims", [2, 3])
def test_each_step_goes_down_the_gradient_of_the_loss(dims: int) -> None:
    """The compiled force against the numeric slope of KL computed here in float64."""
    _, graph = graph_of(cloud(31), ProjectionSettings())  # odd: the flat kernel does rows in twos
    start = np.random.default_rng(1).normal(size=(31, dims)).astype(np.float32)
    layout = tsne.TSNE(graph, start, 5, settled=True)
    layout._at -= layout._at.mean(axis=1, keepdims=True)
    at = layout.coordinates.astype(np.float64)
    p = tsne.joint_probabilities(graph, 5).toarray().astype(np.float64)

    def kl(y: np.ndarray) -> float:
        q = 1 / (1 + ((y[:, None] - y[None]) ** 2).sum(axis=2))
        np.fill_diagonal(q, 0)
        q /= q.sum()
        some = p > 0
        return float((p[some] * np.log(p[some] / q[some])).sum())

    assert layout.loss() == pytest.approx(kl(at), rel=1e-5)
    layout.step()
    slope = -layout._velocity[:dims].T / (31 * layout._gain[:dims].T)  # momentum has nothing to carry yet
    for word, axis in [(0, 0), (7, 1), (30, 0), (12, dims - 1)]:
        nudged = [at.copy(), at.copy()]
        nudged[0][word, axis] -= 1e-5
        nudged[1][word, axis] += 1e-5
        numeric = (kl(nudged[1]) - kl(nudged[0])) / 2e-5
        assert 4 * slope[word, axis] == pytest.approx(numeric, rel=1e-3, abs=1e-6)


@pytest.mark.filterwarnings("ignore")
def test_tsne_is_as_good_as_scikit_learns() -> None:
    from sklearn.manifold import TSNE

    vectors = cloud(250, dim=20, groups=15)
    settings = ProjectionSettings(perplexity=20)
    space, graph = graph_of(vectors, settings)
    layout = begin(space, graph, settings)
    *_, done = steps(layout)
    assert done == layout.steps_total
    reference = TSNE(perplexity=20, init="pca", random_state=0).fit_transform(space.rows)
    theirs = tsne.TSNE(graph, reference.astype(np.float32), 20, settled=True).loss()
    assert layout.loss() < 1.05 * theirs
    assert layout.loss() > 0


def test_a_finished_map_goes_on_to_another_perplexity_and_recovers_from_a_shake() -> None:
    settings = ProjectionSettings(perplexity=10)
    space, graph = graph_of(cloud(), settings)
    layout = begin(space, graph, settings)
    for _ in steps(layout):
        pass
    before = layout.loss()
    layout.perturb(np.random.default_rng(0), 0.5)
    shaken = layout.loss()
    for _ in steps(layout):
        pass
    assert shaken > before + 0.3
    assert layout.loss() < before + 0.1
    warm = begin(space, graph, replace(settings, perplexity=30), start=layout.coordinates)
    scratch = begin(space, graph, replace(settings, perplexity=30))
    for one in (warm, scratch):
        for _ in steps(one):
            pass
    assert warm.loss() < scratch.loss() + 0.1


def test_the_push_interpolated_on_a_grid_is_the_push_of_all_pairs() -> None:
    """On a map that has settled and on one just begun; errors in shares of the typical force."""
    rng = np.random.default_rng(3)
    for size in (1e-4, 1, 40):
        at = np.zeros((3, 4000), dtype=np.float32)
        at[:2] = size * (rng.normal(size=(2, 4000)) + rng.integers(0, 3, 4000))
        exact, near = np.zeros_like(at), np.zeros_like(at)
        whole, close = np.zeros((2, 4000), dtype=np.float32)
        kernels.repulsion_flat(at, exact, whole, 0, 4000)
        interpolation.push(at, near, close)
        typical = np.sqrt((exact**2).sum(axis=0).mean())
        assert np.sqrt(((near - exact) ** 2).sum(axis=0).mean()) < 0.015 * typical
        assert close.sum() == pytest.approx(whole.sum(), rel=4e-3)
