"""The app with two more routes, for benchmarks/live_manners.py: runs for visitors, and what the process holds."""

import ctypes
import gc
import sys
import threading
from collections import Counter
from pathlib import Path

import psutil
import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

import app as product  # noqa: F401 - what it does to Streamlit as the server's entry
from explorer.errors import ExplorerError
from explorer.text import corpus
from explorer.training.lecture.sgns import SGNSSettings
from explorer.training.live.live_run import LiveRun
from explorer.ui.canvas.live import channel
from explorer.ui.canvas.live.registry import RUNS

ROOT = Path(__file__).resolve().parents[1]


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


async def held(_: Request) -> JSONResponse:
    """Runs, threads by name, and memory."""
    gc.collect()
    if sys.platform == "linux":  # what is freed goes back to the system only when it is asked to
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    return JSONResponse({
        "runs": sum(isinstance(thing, LiveRun) for thing in gc.get_objects()),
        "threads": Counter(thread.name.split("-")[0].split("_")[0] for thread in threading.enumerate()),
        "training": sum(thread.name in {"training", "live-runs"} for thread in threading.enumerate()),
        "megabytes": psutil.Process().memory_info().rss / 1e6,
    })


app = st.App(str(ROOT / "app.py"), routes=[*channel.ROUTES, Route("/open/{n:int}", opened), Route("/held", held)])
