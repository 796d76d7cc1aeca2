"""
Figures for the operator at /metrics, in the text format of Prometheus; off unless EMBEDDING_EXPLORER_METRICS=1.

They are computed on request and contain nothing about a visitor. Do not open the address to strangers: the balancers of
deploy/ allow it only from their own machine.
"""

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from explorer.files.store import contents, visitors
from explorer.files.store.work_folder import bytes_on_the_way
from explorer.ui.canvas import sockets
from explorer.ui.canvas.live.registry import RUNS
from explorer.ui.canvas.wall.classes import CLASSES
from explorer.ui.shell import streamlit_private
from explorer.ui.shell.cache import shared_content
from explorer.ui.shell.sizes import size_of
from explorer.ui.shell.tally import BOUNDS, TALLY

if TYPE_CHECKING:
    from prometheus_client.core import Metric


def is_on() -> bool:
    """Whether the operator has allowed it."""
    return os.environ.get("EMBEDDING_EXPLORER_METRICS") == "1"


def routes() -> list[Route]:
    """The route of the figures, for the server; none if they are off."""
    return [Route(sockets.path("metrics"), answer)] if is_on() else []


async def answer(_request: Request) -> Response:
    """All figures as they are now."""
    return Response(await run_in_threadpool(text), media_type="text/plain; version=0.0.4; charset=utf-8")


def text() -> bytes:
    """All figures, with those of the process: memory, processor time, open files."""
    from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest

    registry = CollectorRegistry(auto_describe=False)
    ProcessCollector(registry=registry)
    registry.register(_Figures())
    told: bytes = generate_latest(registry)
    return told


class _Figures:
    """The collector that prometheus_client asks for figures."""

    def collect(self) -> "Iterator[Metric]":
        """Each figure with its name and what it counts."""
        yield from _now()
        yield from _jobs()
        yield from _bytes()


def _now() -> "Iterator[Metric]":
    from prometheus_client.core import GaugeMetricFamily as Gauge

    yield Gauge("explorer_visits", "Browser tabs that are open", streamlit_private.visits_open())
    yield Gauge("explorer_live_runs", "Live trainings in memory", len(RUNS))
    yield Gauge("explorer_live_runs_playing", "Live trainings that are at work", RUNS.turns.crowd)
    yield Gauge("explorer_classes", "Classes that are open", len(CLASSES))


def _jobs() -> "Iterator[Metric]":
    from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily

    times = HistogramMetricFamily(
        "explorer_job_seconds", "Long work that has ended, by page and outcome", labels=("page", "outcome")
    )
    for page, outcome, held in TALLY.jobs():
        within = [sum(held.counts[: place + 1]) for place in range(len(held.counts))]
        named = [*(f"{bound:g}" for bound in BOUNDS), "+Inf"]
        times.add_metric((page, outcome), [*zip(named, map(float, within), strict=True)], held.seconds)
    yield times
    refusals = CounterMetricFamily("explorer_refusals", "Times a visitor was told there is no room", labels=("what",))
    for what, count in TALLY.refusals():
        refusals.add_metric((what,), count)
    yield refusals


def _bytes() -> "Iterator[Metric]":
    from prometheus_client.core import GaugeMetricFamily as Gauge

    caches = Gauge("explorer_cache_bytes", "Memory of what is held for all visits, by cache", labels=("cache",))
    one_of_each = {name: held for name, held in streamlit_private.cached().items() if name != "shared"}
    for name, records in sorted({**one_of_each, **shared_content.shared().values}.items()):
        caches.add_metric((name,), size_of(records))
    yield caches
    place = contents.folder()
    store = Gauge("explorer_store_bytes", "Disk that the store takes, by part", labels=("part",))
    store.add_metric(("models",), sum(entry.size for entry in contents.entries(place)))
    store.add_metric(("on the way",), bytes_on_the_way(place))
    store.add_metric(("visitors",), visitors.bytes_of_all(place))
    yield store
    yield Gauge("explorer_store_most_bytes", "Disk that the store may take", contents.quota())
    yield Gauge("explorer_store_free_bytes", "Disk that is free where the store is", shutil.disk_usage(place).free)
