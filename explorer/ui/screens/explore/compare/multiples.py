"""Small multiples over one setting: the same text trained with several values of it, then side by side."""

import streamlit as st

from explorer.errors import ExplorerError
from explorer.figures import compare as figures
from explorer.judging import analogy
from explorer.judging.compare import peer, trainings
from explorer.judging.compare.learning_curve import FEW
from explorer.judging.compare.models import CompareSettings, Comparison
from explorer.judging.compare.peer import BesideGensim
from explorer.judging.compare.trainings import VARIED, Variation
from explorer.progress import Report
from explorer.text.corpus import Corpus, packaged
from explorer.ui.screens.explore.compare.picture import marked, marked_rows, tell_selected
from explorer.ui.shell import completion, controls, folding, log, panels, reader_errors
from explorer.ui.shell.cache import shared_verdicts, shared_work
from explorer.ui.shell.jobs import Job
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import session
from explorer.ui.shell.streamlit_private import DeltaGenerator
from explorer.vectors.model import Model, Provenance, Settings
from explorer.vectors.word_vectors import WordVectors

JOB = "small multiples"
PROGRAM = "Program"
_TRAINED = {"peer": "trained", "trainings": "varied"}
Wanted = Variation | BesideGensim
Made = tuple[Corpus, Wanted, list[WordVectors]]


def multiples() -> None:
    """What to vary, the button that trains, and the results of the last training."""
    st.markdown(
        "What difference does one setting make? The same text is trained once for each value, and the models are laid "
        "side by side. Vary the *seed* to see what chance alone does. Choose *Program* to train with gensim, too."
    )
    with reader_errors.shown(stop=False):
        _ask()
    job: Job[Made] | None = session().jobs.get(JOB)
    if job is None:
        return
    if not job.over:
        panels.job_progress(job, key="multiples")
    elif job.cancelled:
        st.info("Stopped before the end.", icon=":material/stop_circle:")
    else:
        with reader_errors.shown(stop=False):
            made = job.outcome()
            if made is not None:
                _shown(*made)


def _ask() -> None:
    left, middle, right, far, button = st.columns([2, 2, 2, 2, 2], vertical_alignment="bottom")
    with left.popover("Text", icon=":material/article:", width="stretch"):
        corpus = controls.choose_corpus(seed=1)
    varied = linked(middle).selectbox("Vary", [*VARIED, PROGRAM], key="varied")
    values = "" if varied == PROGRAM else _values(right, varied)
    epochs = linked(far).number_input("Times the text is read", 1, 200, 10, key="varied_epochs")
    with st.expander("All other settings"):
        base = controls.sgns_settings("varied_")
    wanted: Wanted
    if varied == PROGRAM:
        wanted = BesideGensim(base, epochs)
    else:
        wanted = Variation(base, varied, trainings.read_values(values, varied=varied), epochs)
    button.button(
        f"Train {len(wanted.names())}",
        key="train_multiples",
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        disabled=corpus is None,
        on_click=_train,
        args=(corpus, wanted),
    )
    if corpus is not None:
        st.caption(f"{panels.plain(corpus.name)}: {len(corpus.tokens):,} words, {len(corpus.vocabulary):,} different.")


def _values(place: DeltaGenerator, varied: str) -> str:
    """What the visitor writes as the values of a setting."""
    field, values = VARIED[varied]
    usual = ", ".join(map(str, values))
    return linked(place).text_input("Values", usual, key=f"values_{field}", max_chars=60)


def _train(corpus: Corpus, wanted: Wanted) -> None:
    old = session().jobs.pop(JOB, None)
    if old is not None:
        old.cancel()

    def work(report: Report) -> Made:
        if isinstance(wanted, BesideGensim):
            return corpus, wanted, peer.trained(corpus, wanted, report)
        return corpus, wanted, trainings.varied(corpus, wanted, report)

    label = f"Training {corpus.name}, {len(wanted.names())} times"
    session().jobs[JOB] = shared_work.workers().start(label, work, unit="%")


@st.fragment
def _shown(corpus: Corpus, wanted: Wanted, models: list[WordVectors]) -> None:
    names = wanted.names()
    settings = CompareSettings(max(3, min(3000, len(corpus.vocabulary))), 10)
    found = shared_verdicts.compared(tuple(models), settings.words, settings.neighbours)
    st.markdown(f"**{panels.plain(corpus.name)}**, {', '.join(names)}; read {wanted.epochs} times each.")
    if isinstance(wanted, BesideGensim):
        _how_alike(found)
    start = _first_word(found, corpus)
    word = (
        linked()
        .text_input(
            "A word of the text", key="multiple_word", max_chars=100, placeholder=f"such as {found.words[start]}"
        )
        .strip()
    )
    completion.offer_words(found.words, "multiple_word")
    row = None
    with reader_errors.shown(stop=False):
        row = found.row(folding.among(found.words, word)) if word else start
    key = f"multiple_maps {len(found.words)} {' | '.join(names)}"
    picked, where = marked_rows(key, found)
    panels.show(
        figures.side_by_side(found, names, row, picked, narrow=panels.on_a_phone()),
        key=key,
        name=f"{corpus.name} {wanted.varied}",
        alt=f"{len(found.words)} words in {len(models)} trainings.",
        code=_python(corpus, wanted, settings),
        select=("points", "box", "lasso"),
    )
    if picked:
        tell_selected(names, found, picked, where)
    if row is not None:
        lists = found.neighbours(found.words[row])
        common = set.intersection(*map(set, lists))
        st.markdown(f"Nearest to **{panels.plain(found.words[row])}**, those in every training bold with a tick:")
        for column, name, near in zip(st.columns(len(names)), names, lists, strict=True):
            column.markdown(f":small[{name}]  \n{marked(near, common)}")
    _scores(found, models, names, corpus)
    st.button(
        "Keep these as models",
        key="keep_multiples",
        icon=":material/bookmark_add:",
        on_click=_keep,
        args=(corpus, wanted, models),
    )


def _python(corpus: Corpus, wanted: Wanted, settings: CompareSettings) -> str:
    """The lines of Python that train these models again and compare them."""
    made = "peer" if isinstance(wanted, BesideGensim) else "trainings"
    return (
        "from explorer.judging.compare.models import CompareSettings, compare\n"
        f"from explorer.judging.compare.{made} import {type(wanted).__name__}, {_TRAINED[made]}\n"
        "from explorer.training.lecture.sgns import SGNSSettings\n"
        f"{controls.python_of_text(corpus)}\nwanted = {wanted}\nmodels = {_TRAINED[made]}(text, wanted)\n"
        f"found = compare(models, {settings})\n"
        "for name, against in zip(wanted.names()[1:], found.against):\n    print(name, against.jaccard.mean())\n"
    )


def _first_word(found: Comparison, corpus: Corpus) -> int:
    """The first probe word of a text that has some, else its hundredth word, which is seldom a function word."""
    probes = _packaged(corpus, "probes")
    known = [word for word in probes if word in found.words]
    return found.row(known[0]) if known else min(100, len(found.words) - 1)


def _packaged(corpus: Corpus, what: str) -> tuple[str, ...]:
    """The probe words, or the analogy, of a text that comes with the app; empty for any other."""
    return next((tuple(getattr(text, what)) for text in packaged() if text.title == corpus.name), ())


def _scores(found: Comparison, models: list[WordVectors], names: list[str], corpus: Corpus) -> None:
    """Overlap with the first, the text's own analogy, and WordSim-353 where the text has its words."""
    question = _packaged(corpus, "analogy")
    rows: dict[str, list[object]] = {
        "training": list(names),
        "overlap with the first": [1.0, *(float(against.jaccard.mean()) for against in found.against)],
    }
    if question:
        a, b, c = question
        rows[f"{b} : {a} :: {c} : ?"] = [_best(model, question) for model in models]
    judged = [_judged(model) for model in models]
    rows["WordSim-353, Spearman"] = ["too few pairs" if score is None else f"{score:.3f}" for score, _ in judged]
    rows["pairs"] = [n for _, n in judged]
    st.dataframe(
        rows,
        key="multiple_scores",
        hide_index=True,
        column_config={
            "overlap with the first": st.column_config.NumberColumn(format="%.3f"),
        },
    )
    if max(n for _, n in judged) < 30:
        st.caption(
            f"With so few rated pairs in this text the correlation says little, below {FEW} nothing; "
            "the neighbours say more."
        )


def _best(model: WordVectors, question: tuple[str, ...]) -> str:
    try:
        return analogy.solve(model, question[1], question[0], question[2], k=1)[0].word
    except ExplorerError as error:
        return str(error)


def _judged(model: WordVectors) -> tuple[float | None, int]:
    try:
        score, _ = shared_verdicts.likeness_judged(model, "WordSim-353", "", "drop", standardise=False)
    except ExplorerError:
        return None, 0
    few = len(score.pairs) < FEW  # three pairs can be in order by chance
    return None if few else score.spearman, len(score.pairs)


def _how_alike(found: Comparison) -> None:
    """Whether gensim differs from ours by more than another seed of ours does."""
    seed, gensim, other = (float(against.kept.mean()) for against in found.against)
    st.markdown(
        f"Of the {found.k} nearest neighbours of a word, ours and gensim's have **{gensim:.1f}** in common on average; "
        f"ours and our own other seed **{seed:.1f}**, ours and gensim's other seed **{other:.1f}**. Only a difference "
        "greater than that of two seeds comes from the program."
    )


def _keep(corpus: Corpus, wanted: Wanted, models: list[WordVectors]) -> None:
    made = ["SGNS by gensim" if name.startswith("gensim") else "SGNS" for name in wanted.names()]
    for name, objective, settings, vectors in zip(wanted.names(), made, wanted.settings(), models, strict=True):
        told: Settings = (("D", settings.dim), ("window", settings.window), ("k", settings.negatives))
        told += (("rate", settings.learning_rate), ("sample", settings.sample), ("epochs", wanted.epochs))
        source = Provenance("trained", corpus.name, objective, told, settings.seed)
        log.added(Model(f"{corpus.name}, {name}", vectors, source))
