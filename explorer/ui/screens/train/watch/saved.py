"""An experiment saved as a file, opened from one, and proved by its checksum."""

import streamlit as st

from explorer.errors import SettingError
from explorer.text.corpus import packaged
from explorer.training.lecture.sgns import SGNSSettings
from explorer.training.live import experiment as files
from explorer.training.live.course import read, step_of, written
from explorer.training.live.experiment import Experiment, Reached
from explorer.training.live.live_run import LiveRun
from explorer.ui.canvas.live.panel import LOOKED, WATCHED
from explorer.ui.canvas.live.registry import RUNS, Entry
from explorer.ui.canvas.live.runs import BESIDE
from explorer.ui.screens.train.watch import sharing
from explorer.ui.shell import reader_errors
from explorer.ui.shell.controls import OWN_TEXT
from explorer.ui.shell.state import fill, held_by, in_session, session

FIELDS = {  # of the settings of a run, and what each is called in `SGNSSettings`
    "dim": "dim",
    "window": "window",
    "negatives": "negatives",
    "rate": "learning_rate",
    "sample": "sample",
    "exponent": "noise_exponent",
    "batch": "batch",
    "seed": "seed",
}
BATCHES = (1, 4, 16, 64, 256, 1024)
SAMPLES = (0.0, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001, 0.00001)
WAIT = 0.5  # seconds between two checks whether a run has reached its step


def save(first: Entry, second: Entry | None) -> None:
    """The button that saves what is on the page."""
    st.download_button(
        "Save experiment",
        in_session(lambda: files.written(experiment_of(first.run, second.run if second else None))),
        file_name=f"experiment-step-{first.run.moment.steps_done}.json.gz",
        mime="application/gzip",
        key="save_experiment",
        on_click="ignore",
        icon=":material/save:",
        help="Text, settings and changes on the way in one small file, with a checksum of the vectors reached. Open "
        "it under “Experiments”, here or on another server.",
    )


def experiment_of(first: LiveRun, second: LiveRun | None) -> Experiment:
    """What is on the page now, as an experiment to save."""
    key = sharing.key_of(first) or OWN_TEXT
    names = [*FIELDS, *(f"beside_{name}" for name in FIELDS), "experiment", f"min_count_{key}"]
    held = {name: value for name in names if isinstance(value := held_by(name), str | int | float)}
    own = session().own_text if key == OWN_TEXT else None
    link = sharing.query_of(first, second)
    told = (*WATCHED, *LOOKED, *BESIDE)
    runs = [first] if second is None else [first, second]
    return Experiment(
        {**held, "text": key, "step": first.moment.steps_done, "course": written(sharing.closed(first))},
        {name: value for name, value in link.items() if name in told and value},
        *(own or ("", "")),
        tuple(files.reached(run.now()) for run in runs),
        files.versions(),
    )


def choose_file() -> None:
    """The field that opens a saved experiment, and what was wrong with the file given last."""
    st.file_uploader("Open a saved experiment", type=["gz"], key="experiment_file", on_change=_open, max_upload_size=8)
    if session().not_opened:
        with reader_errors.shown(stop=False):
            raise SettingError(session().not_opened)


def _open() -> None:
    """Fill all fields from the file that was just given, before the page is drawn again."""
    state = session()
    upload = held_by("experiment_file")
    state.not_opened, state.proof = "", ()
    if upload is None:
        return
    try:
        opened = files.read(upload.getvalue())  # type: ignore[attr-defined]  # the uploader holds a file
        values = _checked(opened)
    except SettingError as error:
        state.not_opened = str(error)
        return
    RUNS.close(state.beside_token)
    RUNS.close(state.run_token)
    state.run_token = state.beside_token = state.branch = state.beside_text = state.left_out = None
    state.own_text = (opened.text_name, opened.text) if opened.text else None
    state.proof = opened.reached
    fill(own_text="", **values)
    st.query_params.from_dict(dict(opened.link))


def _checked(opened: Experiment) -> dict[str, files.Value]:
    """The values of the page's fields, checked for kind and range.

    Raises
    ------
    SettingError
        If one is out of range, or of another kind.
    """
    given = dict(opened.settings)
    known = {text.key for text in packaged()} | {OWN_TEXT}
    kinds = {"step": int, "course": str, "text": str, "experiment": str}
    for prefix in ("", "beside_"):
        names = {f"{prefix}{name}": name for name in FIELDS if f"{prefix}{name}" in given}
        kinds |= {full: float if name in {"rate", "sample", "exponent"} else int for full, name in names.items()}
    values = {name: float(value) if kinds.get(name) is float and isinstance(value, int) else value
              for name, value in given.items() if name in kinds or name.startswith("min_count_")}  # fmt: skip
    wrong = [name for name, kind in kinds.items() if name in values and type(values[name]) is not kind]
    if wrong or given.get("text") not in known or step_of(str(given.get("step", 0))) is None:
        raise SettingError("This experiment asks for a text or a setting that this server does not have.")
    read(str(given.get("course", "")))
    for prefix in ("", "beside_"):
        told = {field: values[f"{prefix}{name}"] for name, field in FIELDS.items() if f"{prefix}{name}" in values}
        settings = SGNSSettings(**told)  # type: ignore[arg-type]  # of the kinds checked above
        if settings.batch not in BATCHES or settings.sample not in SAMPLES:
            raise SettingError("This experiment asks for a batch or a threshold that cannot be chosen here.")
    return values


def prove(first: Entry, second: Entry | None) -> None:
    """Shows whether the runs reach exactly the digits stored in the opened file."""
    if session().proof:
        done = _known(first, second)
        st.fragment(_proof, run_every=None if done else WAIT)(first, second)


def _known(first: Entry, second: Entry | None) -> bool:
    runs = [entry.run for entry in (first, second) if entry is not None]
    return all(run.moment.steps_done >= told.step for run, told in zip(runs, session().proof, strict=False))


def _proof(first: Entry, second: Entry | None) -> None:
    if not _known(first, second):
        st.caption("The saved experiment is run once more; then its checksum is compared …")
        return
    runs = [entry.run for entry in (first, second) if entry is not None]
    if all(_is_same(run, told) for run, told in zip(runs, session().proof, strict=False)):
        sums = ", ".join(told.checksum[:8] for told in session().proof)
        st.caption(f"The same digits as in the saved experiment, to the last bit (checksum {sums} …).")
    else:
        st.warning(
            "Not the same digits as in the saved experiment: another processor or another version of NumPy rounds "
            "differently, or the file was changed.",
            icon=":material/difference:",
        )


def _is_same(run: LiveRun, told: Reached) -> bool:
    return files.reached(run.at(told.step)) == told
