"""The app with two more routes, for live_manners.py and soak.py: to open runs, and to count what the process holds."""

import re
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from weakref import ref

import psutil
import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit.runtime.app_session import AppSession

import app as product  # noqa: F401 - what it does to Streamlit as the server's entry
from explorer.errors import ExplorerError
from explorer.files.store import contents
from explorer.files.store.work_folder import bytes_on_the_way
from explorer.text import corpus
from explorer.training.lecture.sgns import SGNSSettings
from explorer.training.live.live_run import LiveRun
from explorer.ui import routes
from explorer.ui.canvas.live.registry import RUNS
from explorer.ui.shell import streamlit_private
from explorer.ui.shell.cache import shared_content, shared_work
from explorer.ui.shell.tidying import collect, give_back

ROOT = Path(__file__).resolve().parents[1]


def living(kind: Any) -> Callable[[], int]:
    """A function that counts the objects of that class which begin from now on and are still there.

    To look for them among all objects would hold each in a list for a moment, also a tuple that another thread is just
    making, which Python does not allow.
    """
    begun: list[ref[Any]] = []
    begin = kind.__init__

    def begin_and_note(self: object, *args: object, **settings: object) -> None:
        begin(self, *args, **settings)
        begun.append(ref(self))

    kind.__init__ = begin_and_note
    return lambda: sum(one() is not None for one in begun)


VISITS, RUNS_ALIVE = living(AppSession), living(LiveRun)


async def opened(request: Request) -> JSONResponse:
    """Tokens of `n` new runs, as many as there is room for, and the sentence of the refusal if one came."""
    text = corpus.from_text(corpus.read_packaged("lee"), name="Lee news", min_count=3)
    tokens, refusal = [], ""
    for _ in range(int(request.path_params["n"])):
        try:
            tokens.append(RUNS.open(LiveRun(text, SGNSSettings(), RUNS.turns), "nobody").token)
        except ExplorerError as error:
            refusal = str(error)
            break
    return JSONResponse({"tokens": tokens, "refusal": refusal})


def own_bytes() -> int:
    """Bytes of memory that are of this process alone and of no file; all that it has where the system cannot tell."""
    told = Path("/proc/self/smaps_rollup")
    found = re.search(r"Anonymous: +(\d+) kB", told.read_text(encoding="utf-8")) if told.is_file() else None
    return 1024 * int(found[1]) if found else int(psutil.Process().memory_info().rss)


async def held(_: Request) -> JSONResponse:
    """Visits, runs, jobs, threads by name, memory and of it what is kept for all, files on the way."""
    streamlit_private.let_go_of_visits()
    collect(everything=True)
    give_back()
    return JSONResponse({
        "visits": VISITS(),
        "runs": RUNS_ALIVE(),
        "threads": Counter(thread.name.split("-")[0].split("_")[0] for thread in threading.enumerate()),
        "training": sum(thread.name in {"training", "live-runs"} for thread in threading.enumerate()),
        "jobs": len(shared_work.workers().under_way) + len(shared_work.course_workers().under_way),
        "kept_megabytes": shared_content.shared().size / 1e6,
        "at_work": {
            thread.name: "".join(traceback.format_stack(sys._current_frames().get(thread.ident or 0))[-14:])
            for thread in threading.enumerate()
            if thread.name == "job" or thread.name.startswith("ScriptRunner")
        },
        "files_on_the_way": bytes_on_the_way(contents.folder()),
        "megabytes": psutil.Process().memory_info().rss / 1e6,
        "own_megabytes": own_bytes() / 1e6,
    })


app = st.App(str(ROOT / "app.py"), routes=[*routes.routes(), Route("/open/{n:int}", opened), Route("/held", held)])
