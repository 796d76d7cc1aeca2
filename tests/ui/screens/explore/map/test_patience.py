"""How long a page waits for its map: not at all where a visitor would look at nothing meanwhile."""

import time
from types import SimpleNamespace
from typing import Any

import pytest

from explorer.files import library
from explorer.progress import FINE
from explorer.projection import sample
from explorer.projection.settings import ProjectionSettings
from explorer.ui.screens.explore.map import work
from explorer.ui.shell.cache import shared_maps
from explorer.ui.shell.jobs import Job


def waited(visit: SimpleNamespace, method: Any, monkeypatch: pytest.MonkeyPatch) -> float:
    """Seconds until the page of such a visit goes on, while a map is made that takes longer than anybody waits."""
    monkeypatch.setattr(work, "session", lambda: visit)
    words = sample.by_rank(library.built_in(), 20).vectors
    began = time.monotonic()
    work._await(Job("A map"), words, ProjectionSettings(method))
    return time.monotonic() - began


def test_who_sees_no_map_yet_is_shown_where_the_words_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "PATIENCE", 3600)
    waited(SimpleNamespace(on_map=(), forming=object()), "t-SNE", monkeypatch)
    waited(SimpleNamespace(on_map=(), forming=object()), "UMAP", monkeypatch)


def test_a_map_on_screen_stays_until_the_next_is_finished_if_that_is_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """So does what stands above a map that does not form step by step, or of which there is nothing to show yet."""
    monkeypatch.setattr(work, "PATIENCE", 0.1)
    assert waited(SimpleNamespace(on_map=("king",), forming=object()), "t-SNE", monkeypatch) >= 0.1
    assert waited(SimpleNamespace(on_map=(), forming=object()), "PCA", monkeypatch) >= 0.1
    assert waited(SimpleNamespace(on_map=(), forming=None), "t-SNE", monkeypatch) >= 0.1


def test_the_bar_of_a_map_is_one_from_the_first_neighbours_to_the_last_measure() -> None:
    """So the time left is that of the whole map, and not of the part that is under way."""
    words = sample.by_rank(library.built_in(), 1600).vectors
    told: list[tuple[int, int]] = []
    shared_maps.projection(words, ProjectionSettings("UMAP", seed=23), lambda *at: told.append(at))
    assert told == sorted(told)
    assert told[0][0] < FINE / 20
    assert told[-1][0] > 0.99 * FINE


def test_a_map_tells_its_share_where_a_step_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a crowd a step of many words takes many turns: the sentence about it moves with each."""
    visit, said = SimpleNamespace(forming=None), []
    monkeypatch.setattr(work, "session", lambda: visit)
    monkeypatch.setattr(work.st, "progress", lambda _share, text: said.append(text))
    monkeypatch.setattr(work.st, "button", lambda *_, **__: None)
    monkeypatch.setattr(work, "_frame", lambda *given: said.append(given[-1]))
    job: Job[Any] = Job("A map", unit="%")
    job._began = True
    words = sample.by_rank(library.built_in(), 20).vectors
    work._frames(job, words, None)
    job.report(123, FINE)
    work._frames(job, words, None)
    visit.forming = object()
    work._frames(job, words, None)
    begins = "Looking for each word's neighbours, then the layout begins"
    assert said == [begins, f"{begins}: 1.2%", " · 1.2% done"]
