"""What is compared: the models there are to choose from, those chosen, and the null that fits them."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from explorer.files import library
from explorer.judging.bias import word_sets
from explorer.judging.bias.debias import DONE, DebiasSettings
from explorer.judging.compare.models import MOST_MODELS, CompareSettings, Comparison
from explorer.judging.compare.null import FEWEST, SEEDS, twin_names
from explorer.judging.compare.trainings import repeated
from explorer.progress import Report, parts
from explorer.training.live.live_run import LiveRun
from explorer.ui.canvas.live.registry import RUNS
from explorer.ui.shell import controls, folding, long_work, panels, terms
from explorer.ui.shell.cache import shared_models, shared_verdicts, shared_work
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import session
from explorer.vectors.model import Model, Provenance
from explorer.vectors.word_vectors import WordVectors

DEBIASED = "Wikipedia 100d, gender taken out"
MOMENTS = (0, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000)  # steps at which a run is offered
KEY = "compared_models"
AT_ONCE = 3000  # words compared while the visitor waits; more take a bar
CROWD = 3  # pieces of long work on this server from which on a visitor sees a bar, and has turns as all others
JOB = "comparison"
NULL_JOB = "null of a run"


@dataclass(frozen=True, eq=False)
class Repeatable:
    """A model from a run of this visit, which can be trained again with other seeds, and its number of steps."""

    model: Model
    run: LiveRun
    steps: int


def offered() -> dict[str, Callable[[], Model]]:
    """The models to choose from by name, each with the function that makes or opens it."""
    found = controls.offered()
    for run in _runs():
        checkpoints = {run.checkpoints.at(step).step: run.checkpoints.at(step) for step in MOMENTS}
        for checkpoint in [*checkpoints.values(), run.now()]:
            model = run.model(checkpoint)
            if model.name not in found:
                found[model.name] = partial(_itself, model)
    for seed, name, vectors in zip(SEEDS, twin_names(), shared_verdicts.twins(), strict=True):
        found[name] = partial(_itself, Model(name, vectors, replace(library.BUILT_IN_SOURCE, seed=seed)))
    return found | {DEBIASED: _debiased}


def choose() -> list[Model]:
    """The two to four models chosen; the others are rotated onto the first. The page ends here with fewer than two."""
    _open_linked()
    models = offered()
    own = [model.name for model in session().library.models]
    start = own[-2:] if len(own) > 1 else [library.BUILT_IN_NAME, *(own or [library.FAMOUS_NAME])]
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        names = linked(kept=True).multiselect(
            "Models, the others turned onto the first",
            list(models),
            default=start,
            max_selections=MOST_MODELS,
            key=KEY,
            help="The two models that come with the app, trainings of the first one's text with other seeds, your own, "
            "and moments of the run that is open on the page Watch it learn.",
        )
        folding.choose()
    if len(names) < 2:
        st.info(f"Choose two to {MOST_MODELS} models.", icon=":material/compare_arrows:")
        st.stop()
    return [models[name]() for name in names]


def settings() -> CompareSettings:
    """How many words, and how many neighbours of each."""
    words = linked().select_slider(
        "Words compared, the most frequent",
        [100, 300, 1000, 3000, 10_000, 20_000, 50_000],
        3000,
        format_func=lambda n: f"{n:,}",
        key="compared",
    )
    k = linked().slider("Neighbours k", 1, 50, 10, key="k")
    return CompareSettings(words, k)


def compared(models: list[Model], chosen: CompareSettings) -> Comparison:
    """The models over the words they share.

    Raises
    ------
    SelectionError
        If they share too few.
    """
    waits = long_work.is_begun(JOB, _wanted(models, chosen))
    return _quickly(models, chosen) if _is_quick(models, chosen) and not waits else _slowly(models, chosen)


def _wanted(models: list[Model], chosen: CompareSettings) -> Hashable:
    return tuple(model.vectors.fingerprint for model in models), chosen


def _vectors(models: list[Model]) -> tuple[WordVectors, ...]:
    return tuple(model.vectors for model in models)


def _is_quick(models: list[Model], chosen: CompareSettings) -> bool:
    """Whether it is done in about a second: the words are few, and others leave the processors free."""
    busy = len(shared_work.workers().under_way) + shared_work.turns().crowd
    return min(chosen.words, *(len(model.vectors) for model in models)) <= AT_ONCE and busy < CROWD


def _quickly(models: list[Model], chosen: CompareSettings) -> Comparison:
    with st.spinner("Comparing …"):
        found = shared_verdicts.compared(_vectors(models), chosen.words, chosen.neighbours)
        if repeatable(models) is None:
            shared_verdicts.stored_null(_vectors(models), chosen.words, chosen.neighbours)
    return found


def _slowly(models: list[Model], chosen: CompareSettings) -> Comparison:
    """The same in the background; the page ends here, with a bar, until it is done."""
    own_null = repeatable(models) is not None

    def work(report: Report) -> Comparison:
        comparing, beside = parts(report, (1, 1)) if not own_null else (report, report)
        found = shared_verdicts.compared(_vectors(models), chosen.words, chosen.neighbours, comparing)
        if not own_null:
            shared_verdicts.stored_null(_vectors(models), chosen.words, chosen.neighbours, beside)
        return found

    label = f"Comparing {chosen.words:,} words"
    return long_work.result(JOB, _wanted(models, chosen), label, work, unit="%")


def null_of(models: list[Model], chosen: CompareSettings) -> tuple[Comparison | None, str]:
    """The comparison of trainings of one text from two seeds over these words, and which text that is; None if unknown.

    A run trained again on this page has its own; otherwise it is the built-in model's.
    """
    again = repeatable(models)
    if again is not None:
        job = session().jobs.get(_job_of(again))
        if job is not None and job.over and not job.cancelled and (made := job.outcome()) is not None:
            null = shared_verdicts.compared((again.model.vectors, *made), chosen.words, chosen.neighbours)
            return null, f"{again.run.corpus.name}, {again.steps:,} steps"
        return None, ""
    return shared_verdicts.stored_null(_vectors(models), chosen.words, chosen.neighbours), "Wikipedia, 17 million words"


def retrained(models: list[Model]) -> str:
    """The name of the model that the null belongs to; empty if that is the built-in one and it is not among these."""
    again = repeatable(models)
    if again is not None:
        return again.model.name
    built_in = shared_models.built_in().fingerprint
    return next((model.name for model in models if model.vectors.fingerprint == built_in), "")


def null_control(models: list[Model], null: Comparison | None) -> None:
    """How the null was made; for a run of this visit the button that trains it again, and its progress."""
    again = repeatable(models)
    if again is None:
        if null is None:
            st.caption(
                f"No null: fewer than {FEWEST} of these words are in the stored trainings of Wikipedia. Train a text "
                "of your own under “Other settings” with several seeds to get one."
            )
        else:
            st.caption(
                f"The null: the built-in model against two trainings of its text with other seeds, over "
                f"{len(null.words):,} of these words and {null.k} neighbours."
            )
        return
    name = panels.plain(again.run.corpus.name)
    job = session().jobs.get(_job_of(again))
    if job is None or (job.over and job.cancelled):
        st.button(
            "Train this run again with two other seeds",
            key="train_null",
            icon=":material/replay:",
            on_click=_train_again,
            args=(again,),
            help=terms.meaning("null-model"),
        )
    elif not job.over:
        panels.job_progress(job, key="null")
    else:
        st.caption(f"The null: {name} trained again with two other seeds, {again.steps:,} steps each.")


def telling_word(found: Comparison) -> str:
    """A word to begin with: a frequent one, but no function word, that the models see most differently."""
    candidates = [row for row, word in enumerate(found.words[:1500]) if row >= 100 and len(word) > 3] or [0]
    return found.words[min(candidates, key=lambda row: sum(float(one.rank_biased[row]) for one in found.against))]


def repeatable(models: list[Model]) -> Repeatable | None:
    """The run that one of these models comes from; of several, that of the model with the most steps."""
    found = [again for model in models if (again := _repeatable(model)) is not None]
    return max(found, key=lambda again: again.steps, default=None)


def _repeatable(model: Model) -> Repeatable | None:
    told = model.provenance
    for run in _runs():
        if told.steps and replace(told, licence="") == run.provenance(told.steps, run.moment.course):
            return Repeatable(model, run, told.steps)
    return None


def _train_again(again: Repeatable) -> None:
    corpus, chosen = again.run.corpus, again.run.settings

    def work(report: Report) -> list[WordVectors]:
        return repeated(corpus, chosen, steps=again.steps, seeds=(chosen.seed + 1, chosen.seed + 2), report=report)

    label = f"Training {corpus.name} again, twice"
    session().jobs[_job_of(again)] = shared_work.workers().start(label, work, unit="steps")


def _job_of(again: Repeatable) -> tuple[str, str, Hashable, int]:
    return (NULL_JOB, again.run.corpus.fingerprint, again.run.settings, again.steps)


def _runs() -> list[LiveRun]:
    entries = [RUNS.get(session().run_token), RUNS.get(session().beside_token)]
    return [entry.run for entry in entries if entry is not None]


def _open_linked() -> None:
    """Open the models of a link that another tab has kept; say which names are unknown."""
    known = offered()
    for name in st.query_params.get_all(KEY)[:MOST_MODELS]:
        if name in known:
            continue
        if session().library.find(name) is None:
            st.info(
                f"“{panels.plain(name[:80])}” in the link is not among your models. Import it on the Models page.",
                icon=":material/link_off:",
            )


def _itself(model: Model) -> Model:
    return model


def _debiased() -> Model:
    """The built-in model without its gender direction: hard debias as Bolukbasi et al. 2016 do."""
    model = shared_models.built_in()
    pairs = next(known.pairs for known in word_sets.pair_lists() if known.key == "gender")
    taken = DebiasSettings(
        tuple(word_sets.pairs_in_model(model, pairs)[0]),
        sets=tuple(word_sets.pairs_in_model(model, word_sets.equalize_pairs().pairs)[0]),
        keep=tuple(word_sets.in_model(model, word_sets.specific_words().words)[0]),
    )
    source = Provenance("derived", library.BUILT_IN_NAME, DONE[taken.way], licence=library.BUILT_IN_SOURCE.licence)
    return Model(DEBIASED, shared_verdicts.debiased(model, taken)[1][-1].vectors, source)
