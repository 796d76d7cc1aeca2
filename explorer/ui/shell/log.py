"""The log: runs and models of this visit, with all that is needed to repeat them."""

import hashlib
import math
import time
from collections.abc import Hashable, Mapping
from dataclasses import is_dataclass, replace
from typing import Any, Final

import streamlit as st

from explorer.kept.bookmark import Bookmark, Query
from explorer.kept.record import LONGEST, MOST_ROWS, Kind, Pairs, Record
from explorer.kept.shelf import Shelf
from explorer.text.corpus import Text, packaged
from explorer.text.names import visible
from explorer.training.live.course import written
from explorer.training.live.experiment import reached
from explorer.training.live.live_run import LiveRun
from explorer.ui.canvas.live.registry import RUNS, Entry
from explorer.ui.shell import kept
from explorer.ui.shell.cache import shared_texts
from explorer.ui.shell.controls import MOST_WORDS
from explorer.ui.shell.jobs import Job
from explorer.ui.shell.state import session
from explorer.vectors.model import Model

WATCH: Final = "train/watch"
CALLED: Final = {  # the log's names for settings, the same everywhere
    "dim": "D",
    "negatives": "k",
    "learning_rate": "rate",
    "sample": "subsampling",
}


def note() -> None:
    """Note the live runs of this visit in their present state, and the models that it has made or imported."""
    visit = session()
    kept.mine()  # so that it lives as long as the visitor returns
    models = {f"model-{checksum_of(model)}"[:64]: model for model in visit.library.models}
    if "models" not in visit.noted:  # those already on its shelf were noted when they were added
        visit.noted |= dict.fromkeys(models, 0) | {"models": 0}
    records = [_of_model(key, model) for key, model in models.items() if key not in visit.noted]
    visit.noted |= dict.fromkeys(models, 0)
    for entry in filter(None, (RUNS.get(visit.run_token), RUNS.get(visit.beside_token))):
        key = _key_of(entry)
        steps = entry.run.moment.steps_done
        if steps and visit.noted.get(key) != steps:
            visit.noted[key] = steps
            records.append(_of_run(key, entry.run))
    _add(records)


def added(model: Model) -> Model:
    """The model after it is kept among the visitor's models and noted in the log.

    Raises
    ------
    VectorFileError
        If the disk is full.
    """
    model = session().library.add(model)
    note()
    return model


def note_training(name: str, wanted: Hashable, job: Job[Any]) -> None:
    """Note a lecture's training that has ended or was stopped, with the page that shows it."""
    key = f"{name}-{hashlib.sha256(repr(wanted).encode()).hexdigest()[:16]}"
    visit = session()
    if not job.done or visit.noted.get(key) == job.done:
        return
    visit.noted[key] = job.done
    parts = wanted if isinstance(wanted, tuple) else (wanted,)
    told = {CALLED.get(name, name.replace("_", " ")): value for part in parts if is_dataclass(part)
            for name, value in vars(part).items()}  # fmt: skip
    seed = told.pop("seed", None)
    page, title = kept.page_open()
    query = tuple((name, value) for name in st.query_params for value in st.query_params.get_all(name))
    figures = ((job.unit or "done", f"{job.done:,} of {job.total:,}"),)
    _add([
        Record(
            key,
            "run",
            f"{title}: {job.label}",
            _pairs(told),
            figures,
            time.time(),
            seed if isinstance(seed, int) else None,
            page=page,
            query=query,
        )
    ])


def picture(view: Bookmark) -> None:
    """Give the run that the view shows its picture in the log."""
    if not view.picture:
        return
    entry = RUNS.get(session().run_token)
    if view.page == WATCH and entry is not None and entry.run.moment.steps_done:
        seen = [_of_run(_key_of(entry), entry.run)]
    else:
        seen = [one for one in kept.mine().log if (one.page, one.query) == (view.page, view.query)]
    _add([replace(one, picture=view.picture) for one in seen])


def checksum_of(model: Model) -> str:
    """The checksum of a model's content, whether it was made in this visit or opened from the store."""
    return model.vectors.fingerprint.removeprefix("store-")[:64]


def _add(records: list[Record]) -> None:
    """Write the records into the log; a picture that is already there stays."""

    def with_all(shelf: Shelf) -> Shelf:
        for record in records:
            shelf = shelf.with_record(record)
        return shelf

    if records:
        kept.change(with_all)


def _key_of(entry: Entry) -> str:
    return f"run-{hashlib.sha256(entry.token.encode()).hexdigest()[:16]}"


def _of_run(key: str, run: LiveRun) -> Record:
    """The record of a live run in its present state, with losses in nats per pair."""
    moment, curve = run.moment, run.moment.curve
    told = run.provenance(moment.steps_done, moment.course)
    held = "held-out loss" if run.is_held_out else "loss on the text"
    losses = {"training loss": curve.latest, held: curve.latest_held_out}
    figures = {
        "steps": f"{moment.steps_done:,}",
        "text read": f"{moment.epoch:.2f} ×",
        **{name: f"{loss:.4f}" for name, loss in losses.items() if math.isfinite(loss)},
    }
    page, query = _link_of(run)
    name, checksum = f"{told.method} on {told.source}", reached(run.now()).checksum
    settings = _pairs(dict(told.settings))
    return Record(key, "run", name, settings, _pairs(figures), time.time(), told.seed, checksum, page, query)


def _link_of(run: LiveRun) -> tuple[str, Query]:
    """The page and settings that open a run at its present step; both empty if not every server has its text."""
    text = next((text for text in packaged() if text.title == run.whole.name), None)
    s = run.settings
    if text is None or not _is_usual(run, text):
        return "", ()
    fields = {
        "text": text.title,
        "dim": s.dim,
        "window": s.window,
        "negatives": s.negatives,
        "rate": s.learning_rate,
        "sample": s.sample,
        "exponent": s.noise_exponent,
        "batch": s.batch,
        "seed": s.seed,
        "step": run.moment.steps_done,
        "course": written(run.moment.course),
    }
    return WATCH, tuple((name, str(value)) for name, value in fields.items() if value != "")


def _is_usual(run: LiveRun, text: Text) -> bool:
    """Whether a run reads a text of the app with the usual minimum count."""
    usual = shared_texts.packaged_corpus(text.key, run.settings.seed, text.min_count, MOST_WORDS)
    return usual.fingerprint == run.whole.fingerprint


def _of_model(key: str, model: Model) -> Record:
    told = model.provenance
    kind: Kind = "import" if told.origin == "imported" else "model"
    figures = {"words": f"{len(model.vectors):,}", "dimensions": str(model.vectors.dim)}
    figures |= {} if told.steps is None else {"steps": f"{told.steps:,}"}
    source = {"source": told.source, "method": told.method} if told.source else {"source": told.stated}
    settings = _pairs({name: value for name, value in source.items() if value} | dict(told.settings))
    query = (("model", model.name),)
    checksum = checksum_of(model)
    return Record(
        key, kind, model.name, settings, _pairs(figures), time.time(), told.seed, checksum, "explore/map", query
    )


def _pairs(told: Mapping[str, object]) -> Pairs:
    """Names and values as the reader sees them."""
    rows = [(name, f"{value:g}" if isinstance(value, float) else str(value)) for name, value in told.items()]
    return tuple((visible(name)[:LONGEST], visible(value)[:LONGEST]) for name, value in rows[:MOST_ROWS])
