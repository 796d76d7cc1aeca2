"""What an operator is told: figures in the text format of Prometheus, a line for each job, and nothing of a visitor."""

import asyncio
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.requests import Request

from explorer.errors import TextError
from explorer.files.store import contents, kept_texts
from explorer.progress import Report
from explorer.ui import routes
from explorer.ui.shell import job_log, metrics, streamlit_private, tally
from explorer.ui.shell.jobs import BusyError, StoppedError, Workers
from explorer.ui.shell.shared import Shared
from explorer.ui.shell.tally import Tally


@pytest.fixture(autouse=True)
def counts(monkeypatch: pytest.MonkeyPatch) -> Tally:
    """A tally of this test's own."""
    own = Tally()
    for module in (tally, job_log, metrics):
        monkeypatch.setattr(module, "TALLY", own)
    monkeypatch.setattr("explorer.ui.shell.jobs.TALLY", own)
    return own


@pytest.fixture(autouse=True)
def _of_no_other_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each answer weighs all that is cached: here that is what hundreds of visits before have left."""
    monkeypatch.setattr(streamlit_private, "cached", dict)
    monkeypatch.setattr(metrics.shared_content, "shared", lambda: Shared(1_000, {}))


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What the operator's log says."""
    told: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(record.getMessage())

    handler, before = Kept(), job_log.LOG.level
    job_log.LOG.addHandler(handler)
    job_log.LOG.setLevel(logging.INFO)
    yield told
    job_log.LOG.removeHandler(handler)
    job_log.LOG.setLevel(before)


def read() -> dict[tuple[str, ...], float]:
    """Name and labels, the bound of a bucket last -> value."""
    families = text_string_to_metric_families(metrics.text().decode())
    order = ("page", "outcome", "what", "part", "cache", "le")
    return {
        (one.name, *(one.labels[label] for label in order if label in one.labels)): one.value
        for family in families
        for one in family.samples
    }


def refuse(_report: Report) -> None:
    raise TextError("no words")


def stop(_report: Report) -> None:
    raise StoppedError


def test_there_is_no_such_address_unless_the_operator_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMBEDDING_EXPLORER_METRICS", raising=False)
    paths = {route.path for route in routes.routes()}  # type: ignore[attr-defined]  # all are routes or sockets
    monkeypatch.setenv("EMBEDDING_EXPLORER_METRICS", "1")
    with_figures = {route.path for route in routes.routes()}  # type: ignore[attr-defined]
    assert with_figures - paths == {"/metrics"}
    answered = asyncio.run(metrics.answer(Request({"type": "http"})))
    assert answered.media_type is not None
    assert answered.media_type.startswith("text/plain; version=0.0.4")
    assert b"\nexplorer_visits " in answered.body


def test_jobs_are_counted_by_page_outcome_and_time(monkeypatch: pytest.MonkeyPatch, lines: list[str]) -> None:
    monkeypatch.setattr(job_log, "page_open", lambda: "explore/map")
    workers = Workers(threads=1, queue=1)
    assert workers.start("Reading secret.txt", lambda _: 3).outcome() == 3
    with pytest.raises(TextError):
        workers.start("Reading secret.txt", refuse).outcome()
    assert workers.start("x", stop).outcome() is None
    told = read()
    for outcome in ("done", "refused", "stopped"):
        assert told["explorer_job_seconds_count", "explore/map", outcome] == 1
        assert told["explorer_job_seconds_bucket", "explore/map", outcome, "0.25"] == 1
        assert told["explorer_job_seconds_bucket", "explore/map", outcome, "+Inf"] == 1
    assert [json.loads(line)["outcome"] for line in lines] == ["done", "refused", "stopped"]
    first = json.loads(lines[0])
    assert set(first) == {"time", "job", "outcome", "waited_s", "took_s", "process"}
    assert first["job"] == "explore/map"
    assert "secret" not in "".join(lines) + metrics.text().decode()


def test_buckets_add_up(counts: Tally) -> None:
    for seconds in (0.1, 0.25, 3, 1000):
        counts.job("train/race", "done", seconds)
    told = read()
    buckets = [
        told["explorer_job_seconds_bucket", "train/race", "done", le] for le in ("0.25", "1", "5", "600", "+Inf")
    ]
    assert buckets == [2, 2, 3, 3, 4]
    assert told["explorer_job_seconds_sum", "train/race", "done"] == pytest.approx(1003.35)


def test_a_visitor_who_is_refused_is_counted() -> None:
    with pytest.raises(BusyError):
        Workers(threads=1, queue=-1).start("x", refuse)
    assert read()["explorer_refusals_total", "job"] == 1


def test_the_store_is_told_by_its_parts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path))
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE_GB", "2")
    kept_texts.write("somebody", "kept", "x" * 500)
    (contents.folder() / "fetched").mkdir()
    (contents.folder() / "fetched" / "part").write_bytes(bytes(70))
    told = read()
    assert told["explorer_store_bytes", "models"] == 0
    assert told["explorer_store_bytes", "on the way"] == 70
    assert told["explorer_store_bytes", "visitors"] == 500
    assert told["explorer_store_most_bytes",] == 2 * 2**30
    assert told["explorer_store_free_bytes",] > 0
    assert "somebody" not in metrics.text().decode()


def test_caches_are_told_in_bytes_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlit_private, "cached", lambda: {"one": [bytearray(9000)], "other": []})
    told = read()
    assert 9000 <= told["explorer_cache_bytes", "one"] < 9200
    assert told["explorer_cache_bytes", "other"] < 100  # an empty list
