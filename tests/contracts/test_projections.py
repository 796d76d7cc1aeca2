"""What every way of making a map keeps to: one run over all of them."""

from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest

from explorer.errors import ExplorerError, SettingError
from explorer.projection.layout import Projection, project
from explorer.projection.neighbours import neighbour_graph
from explorer.projection.settings import METHODS, ProjectionSettings, SpaceSettings
from explorer.projection.space import Space, space_of
from explorer.vectors.word_vectors import WordVectors

N = 80
DRAWN = [method for method in METHODS if method != "Formulas"]  # formulas are axes of words, and need a model
every_method = pytest.mark.parametrize("method", DRAWN)
both_metrics = pytest.mark.parametrize("metric", ["cosine", "euclidean"])


def words_of(matrix: np.ndarray) -> WordVectors:
    return WordVectors(tuple(f"w{i}" for i in range(len(matrix))), matrix.astype(np.float32))


def cloud(n: int = N) -> WordVectors:
    return words_of(np.random.default_rng(0).normal(size=(n, 9)))


def settings_of(method: str, n: int = N, **changes: object) -> ProjectionSettings:
    return ProjectionSettings(method=method, perplexity=8, n_neighbors=8, **changes).fitting(n)  # type: ignore[arg-type]


def mapped(model: WordVectors, settings: ProjectionSettings, metric: str = "cosine") -> Projection:
    space: Space = space_of(model, SpaceSettings(metric=metric, unit=metric == "cosine"))  # type: ignore[arg-type]
    return project(space, neighbour_graph(space, settings.width), settings)


@both_metrics
@every_method
def test_the_same_settings_make_the_same_map_and_another_seed_another(method: str, metric: str) -> None:
    settings = settings_of(method)
    first, again = (mapped(cloud(), settings, metric) for _ in range(2))
    np.testing.assert_array_equal(first.coordinates, again.coordinates)
    assert first.honesty.trustworthiness == again.honesty.trustworthiness
    other = mapped(cloud(), replace(settings, seed=2), metric)
    assert np.array_equal(first.coordinates, other.coordinates) == (method == "PCA")


@pytest.mark.parametrize("dims", [2, 3])
@every_method
def test_a_map_is_single_precision_finite_and_as_wide_as_asked(method: str, dims: int) -> None:
    found = mapped(cloud(), settings_of(method, dims=dims))
    assert found.coordinates.shape == (N, dims)
    assert found.coordinates.dtype == np.float32
    assert np.isfinite(found.coordinates).all()
    assert found.honesty.chance < found.honesty.kept <= 1
    assert found.honesty.trustworthiness <= 1


@every_method
def test_the_vectors_stay_as_they_were(method: str) -> None:
    model = cloud()
    before = model.matrix.copy()
    mapped(model, settings_of(method))
    np.testing.assert_array_equal(model.matrix, before)


@pytest.mark.parametrize("n", [5, 6, 9])
@every_method
def test_a_handful_of_words_makes_a_map(method: str, n: int) -> None:
    assert np.isfinite(mapped(cloud(n), settings_of(method, n)).coordinates).all()


@pytest.mark.parametrize("kind", ["every word twice", "all the same", "one far away", "denormal"])
@every_method
def test_hostile_vectors_make_a_map_or_a_sentence(method: str, kind: str) -> None:
    matrix = cloud().matrix.copy()
    if kind == "every word twice":
        matrix[1::2] = matrix[::2]
    elif kind == "all the same":
        matrix[:] = matrix[0]
    elif kind == "one far away":
        matrix[0] *= 1e6
    else:
        matrix *= np.float32(1e-38)
    for metric in ("cosine", "euclidean"):
        with suppress(ExplorerError):  # any other error, and any warning, fails the test
            assert np.isfinite(mapped(words_of(matrix), settings_of(method), metric).coordinates).all()


@pytest.mark.parametrize("method", [method for method in DRAWN if method != "PCA"])
def test_progress_rises_and_can_end_the_work(method: str) -> None:
    space, settings = space_of(cloud(), SpaceSettings()), settings_of(method)
    graph = neighbour_graph(space, settings.width)
    told: list[tuple[int, int]] = []
    project(space, graph, settings, lambda *at: told.append(at))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len({done for done, _ in told}) > 9
    assert told[-1][0] == told[-1][1]

    def stopped(done: int, total: int) -> None:
        if 2 * done > total:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        project(space, graph, settings, stopped)


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": "LSA"},
        {"dims": 1},
        {"dims": 4},
        {"perplexity": 1.9},
        {"perplexity": 101},
        {"perplexity": float("nan")},
        {"n_neighbors": 1},
        {"n_neighbors": 101},
        {"min_dist": -0.1},
        {"min_dist": float("nan")},
        {"seed": -1},
        {"seed": 2**31},
        {"engine": "theirs"},
    ],
    ids=str,
)
def test_a_setting_out_of_range_is_a_sentence(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingError) as caught:
        ProjectionSettings(**wrong)  # type: ignore[arg-type]
    assert str(caught.value).endswith(".")
    assert str(next(iter(wrong.values()))).lstrip("-0")[:2] in str(caught.value).replace(",", "")
