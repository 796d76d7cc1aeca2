"""The views of the page Count and GloVe: each asks, computes by one call, shows, and says what to notice."""

from functools import partial

import streamlit as st

from explorer.figures import matrices
from explorer.text.corpus import Corpus
from explorer.training.lecture.cooccurrence import Cooccurrence, Weighting
from explorer.training.lecture.counts import CountSettings
from explorer.training.lecture.glove import GloVeSettings
from explorer.training.lecture.sgns import SGNSSettings
from explorer.training.lessons import count_table
from explorer.training.lessons.glove_course import GloVeCourse
from explorer.training.lessons.shifted_pmi import Approach
from explorer.ui.shell import controls, lecture_formulas, long_work, panels, watching
from explorer.ui.shell.cache import shared_texts
from explorer.ui.shell.linked import linked
from explorer.ui.shell.streamlit_private import DeltaGenerator
from explorer.ui.shell.watching import Scene

EPOCHS = 40
STEPS = 5000  # of SGNS
AT_ONCE = 5_000_000  # words and their neighbours that are counted while the visitor waits
PLACES = """vectors = trainer.vectors()
for word, at in zip(vectors.words[:12], vectors.matrix[:, :2]):
    print(word, at.round(4))
"""


def table(corpus: Corpus, counts: Cooccurrence, *, window: int, weighting: Weighting, as_pmi: bool) -> None:
    """The corner of X that belongs to the most frequent words, as counts or as PMI, one cell taken apart."""
    left, right = st.columns([1, 3], gap="large")
    smoothing, shift, positive = 1.0, 1.0, False
    with left:
        n = linked().slider("Words shown", 2, 60, 24, key="count_words")
        skip = linked().slider("Leave out the most frequent", 0, 100, 0, key="count_skip")
        if as_pmi:
            positive = linked().toggle("PPMI: above 0 only", value=True, key="ppmi")
            shift = linked().slider("k of the shift log k", 1.0, 20.0, 1.0, 0.5, key="shift")
            smoothing = linked().slider("Power of the contexts", 0.0, 1.0, 1.0, 0.05, key="smoothing")
        ids = count_table.corner(counts, words=n, skipping=skip)
        shown = [corpus.vocabulary.words[i] for i in ids]
        first, second = count_table.likely_pair(counts, ids)
        i = linked().selectbox("Word i", shown, first, key="count_i")
        j = linked().selectbox("Word j", shown, second, key="count_j")
    index = corpus.vocabulary.index
    cell = count_table.cell(counts, index[i], index[j], smoothing=smoothing)
    chosen = (shown.index(i), shown.index(j))
    if as_pmi:
        cells = count_table.pmi_table(counts, ids, smoothing=smoothing, shift=shift, positive=positive)
        call = f"count_table.pmi_table(counts, ids, smoothing={smoothing}, shift={shift}, positive={positive})"
        figure = matrices.heat_map(shown, cells, unit="nats", signed=True, chosen=chosen)
        formula = lecture_formulas.pmi(i, j, cell, smoothing=smoothing, shift=shift)
        notice = (
            "Frequent words are near everything, so their large counts say little, and PMI brings them down to about "
            "0. Pairs that meet more often than by chance rise. Values below 0 teach little: PPMI drops them."
        )
    else:
        cells = count_table.table(counts, ids)
        call = "count_table.table(counts, ids)"
        figure = matrices.heat_map(shown, cells, unit="count", logarithmic=True, chosen=chosen)
        formula = lecture_formulas.count(i, j, cell)
        notice = (
            "The table is symmetric, its rows of frequent words are full and strong in colour, and nearly everything "
            f"else is empty: {count_table.fullness(counts):.1%} of all {len(corpus.vocabulary):,} × "
            f"{len(corpus.vocabulary):,} cells hold a count. A row is already a word vector, only a very long one. "
            "Colour goes by the logarithm of the count."
        )
    with right:
        st.latex(formula)
        panels.show(
            figure,
            key="pmi_table" if as_pmi else "count_table",
            name=f"{'pmi' if as_pmi else 'counts'} {corpus.name}",
            alt=f"{len(shown)} words by {len(shown)} words",
            code=_counting(corpus, window, weighting)
            + f"ids = count_table.corner(counts, words={n}, skipping={skip})\n"
            "print([text.vocabulary.words[i] for i in ids])\n" + f"print({call}.round(2))\n",
            columns={"word": shown, **{word: cells[:, column].tolist() for column, word in enumerate(shown)}},
        )
    st.info(notice, icon=":material/visibility:")


def counted(corpus: Corpus, window: int, weighting: Weighting) -> Cooccurrence:
    """How often words occur near each other; while a long text is counted, the page ends here with a bar.

    Raises
    ------
    BusyError
        If the server has too much to do already.
    """
    if len(corpus.tokens) * window < AT_ONCE:
        return shared_texts.cooccurrence(corpus, window, weighting)
    return long_work.result(
        "counts",
        (corpus.fingerprint, window, weighting),
        "Counting neighbours",
        lambda report: shared_texts.cooccurrence(corpus, window, weighting, report),
        unit="words",
    )


def svd(corpus: Corpus, *, window: int, weighting: Weighting, example: bool) -> None:
    """The spectrum of the matrix, and the words at their first two components."""
    left, right = st.columns([2, 3], gap="large")
    of = "example_" if example else ""  # where it has other settings to begin with, they are its own
    with left:
        matrix = linked().segmented_control(
            "Matrix",
            ["counts", "ppmi"],
            default="counts" if example else "ppmi",
            required=True,
            format_func={"counts": "counts", "ppmi": "PPMI"}.__getitem__,
            key=f"{of}matrix",
        )
        most = min(100, len(corpus.vocabulary))
        dim = linked().slider("Dimensions D", 2, max(most, 3), 2 if example else min(20, most), key=f"{of}svd_dim")
        power = linked().slider("Power p of U Σᵖ", 0.0, 1.0, 1.0, 0.05, key="power")
    settings = CountSettings(
        dim=dim,
        window=window,
        weighting=weighting,
        matrix="counts" if matrix == "counts" else "ppmi",
        smoothing=1,
        weight_exponent=power,
    )
    work = partial(shared_texts.counted, corpus, settings)
    step, vectors = long_work.result("svd", (corpus.fingerprint, settings), "Factorising", work, unit="steps")
    python = _factorising(corpus, settings)
    with left:
        panels.show(
            matrices.spectrum(step.spectrum),
            key="spectrum",
            name=f"spectrum {corpus.name}",
            title="Singular values",
            alt="Bars of the singular values, falling",
            columns={"component": list(range(1, dim + 1)), "singular value": step.spectrum.tolist()},
            code=python + "print(step.spectrum.round(3), step.loss)\n",
        )
    few = vectors.most_frequent(60)
    xy = few.matrix[:, :2]
    with right:
        panels.show(
            matrices.components(list(few.words), xy),
            key="components",
            name=f"svd {corpus.name}",
            title="Words at the first two components",
            alt="Words at their first two components",
            columns={"word": list(few.words), "component 1": xy[:, 0].tolist(), "component 2": xy[:, 1].tolist()},
            code=python + PLACES,
        )
    st.latex(lecture_formulas.svd(step.loss, dim, power))
    st.info(
        "Words that keep the same company get similar rows, and so lie close together. The two blue components hold "
        f"{step.share(2):.0%} of the matrix's sum of squares, all {dim} hold {1 - step.loss:.0%}: the map cannot show "
        "the difference. With counts the first component is little more than frequency. The sign of a component means "
        "nothing.",
        icon=":material/visibility:",
    )


def glove(corpus: Corpus, counts: Cooccurrence, place: DeltaGenerator, *, window: int, weighting: Weighting) -> None:
    """GloVe's weight of a count, J while it learns, and the scatter that straightens; its settings go to `place`."""
    with place.container(horizontal=True, gap="large"):
        x_max = linked().slider("x_max", 1, 200, 100, key="x_max")
        power = linked().slider("Exponent of f", 0.0, 1.0, 0.75, 0.05, key="f_exponent")
    settings = GloVeSettings(window=window, weighting=weighting, x_max=x_max, exponent=power)
    watching.course(
        "glove",
        (corpus.fingerprint, settings),
        "GloVe",
        partial(GloVeCourse, corpus, settings, EPOCHS, counts),
        partial(_fit, counts=counts, settings=settings),
        unit="epochs",
    )


def _fit(seen: GloVeCourse, scene: Scene, *, counts: Cooccurrence, settings: GloVeSettings) -> None:
    epoch = _epoch(seen.reached, scene)
    python = (
        _text(seen.trainer.corpus)
        + "\nfrom explorer.training.lecture.glove import GloVeSettings\n"
        + "from explorer.training.lessons.glove_course import GloVeCourse\n\n"
        + f"course = GloVeCourse(text, {settings}, {seen.epochs})\n"
    )
    left, right = st.columns([2, 3], gap="large")
    pairs, model = seen.pairs, seen.model[epoch]
    with left:
        panels.show(
            matrices.weighting(counts.weight, settings.x_max, settings.exponent),
            key="f",
            name="GloVe f",
            title="What a count weighs",
            columns={"pair": pairs, "log X": seen.log_count.tolist(), "f": seen.f.tolist()},
            code=python + "for pair, log_count, f in list(zip(course.pairs, course.log_count, course.f))[:12]:\n"
            "    print(pair, round(float(log_count), 3), round(float(f), 3))\n",
        )
        panels.show(
            matrices.course(seen.objective[: seen.reached + 1], epoch, title="J per nonzero count", whole=EPOCHS),
            key="J",
            name="GloVe J",
            title="The objective J, epoch by epoch",
            columns={"epoch": list(range(len(seen.objective))), "J": seen.objective},
            code=python + "course.run()\nfor epoch, J in enumerate(course.objective):\n    print(epoch, round(J, 5))\n",
        )
    with right:
        panels.show(
            matrices.agreement(
                seen.log_count,
                model,
                pairs,
                aim_title="log X, what was counted",
                reached_title="w·w̃ + b + b̃, what the model says",
                shade=seen.f,
                shade_title="f(X)",
            ),
            key="fit",
            name=f"GloVe fit after {epoch} epochs",
            title="What the model says of each count",
            alt="What the model says against the logarithm of the count",
            columns={"pair": pairs, "log X": seen.log_count.tolist(), "model": model.tolist(), "f": seen.f.tolist()},
            code=python + f"course.run()\nfor row in range(10):\n"
            f"    print(course.pairs[row], course.log_count[row], course.model[{epoch}][row])\n"
            f"print(course.correlation({epoch}))\n",
        )
    st.latex(lecture_formulas.glove(pairs[0], float(seen.f[0]), float(model[0]), float(seen.log_count[0])))
    st.info(
        "The cloud turns onto the diagonal, frequent pairs (blue) first, because f gives them weight: after "
        f"{epoch} {'epoch' if epoch == 1 else 'epochs'} the correlation is **{seen.correlation(epoch):.3f}**. Rare "
        "pairs (ochre) are fitted last and least. A smaller x_max treats more pairs as equally important.",
        icon=":material/visibility:",
    )


def _epoch(reached: int, scene: Scene) -> int:
    """The epoch to show: the one reached while it learns, then the chosen one, which a link has."""
    if scene.under_way:  # a key keeps its value, and this slider follows
        label, key = "Go back to epoch", f"glove_moment_{reached}"
        return scene.controls.slider(label, 0, EPOCHS, reached, key=key, disabled=True)
    return min(reached, linked(scene.controls).slider("Go back to epoch", 0, EPOCHS, EPOCHS, key="glove_epoch"))


def sgns(corpus: Corpus) -> None:
    """SGNS trained on the same text, its scores against the shifted PMI of the counts."""
    with st.container(horizontal=True, gap="large"):
        k = linked().slider("Negatives k", 1, 20, 5, key="pmi_k")
        exponent = linked().slider("Noise exponent", 0.0, 1.0, 1.0, 0.05, key="pmi_exponent")
        dim = linked().slider("Dimensions D", 2, 100, 64, key="pmi_dim")
    settings = SGNSSettings(dim=dim, negatives=k, noise_exponent=exponent, learning_rate=0.1)
    watching.course(
        "shifted",
        (corpus.fingerprint, settings),
        "SGNS",
        partial(Approach, corpus, settings, STEPS),
        partial(_approach, k=k, name=corpus.name),
        unit="steps",
    )


def _approach(found: Approach, scene: Scene, *, k: int, name: str) -> None:
    least = linked(scene.controls).slider("Pairs seen at least this often", 1, 100, 20, key="pmi_least")
    now = found.now
    score, aim, pairs = now.seen(least)
    if len(pairs) < 3:
        st.info("Fewer than three pairs were seen that often: move the last slider to the left.")
        return
    st.latex(lecture_formulas.shifted(k, now.correlation(least)))
    panels.show(
        matrices.agreement(
            aim, score, pairs, aim_title=f"PMI − log {k}, from counting", reached_title="u·v, learned by SGNS"
        ),
        key="shifted",
        name=f"SGNS and PMI {name}",
        alt="Learned scores against shifted PMI",
        columns={"pair": pairs, "PMI - log k": aim.tolist(), "u.v": score.tolist()},
        code=_text(found.trainer.corpus)
        + "\nfrom explorer.training.lecture.sgns import SGNSSettings\n"
        + "from explorer.training.lessons.shifted_pmi import Approach\n\n"
        + f"course = Approach(text, {found.trainer.settings}, {STEPS})\ncourse.run()\n"
        + f"score, aim, pairs = course.now.seen({least})\nfor row in range(min(10, len(pairs))):\n"
        + f"    print(pairs[row], aim[row], score[row])\nprint(course.now.correlation({least}))\n",
    )
    st.info(
        f"{len(pairs):,} pairs. SGNS has never seen a table, it read the text pair by pair; yet its scores arrive at "
        "what counting gives (Levy and Goldberg 2014). With few dimensions it cannot say everything, and the points "
        f"leave the line; rare pairs still have far to go after {STEPS:,} steps.",
        icon=":material/visibility:",
    )
    if found.pairs > len(now.counts):
        st.caption(
            f"Of {found.pairs:,} pairs that occurred together, the {len(now.counts):,} seen most often are shown."
        )


def _text(corpus: Corpus) -> str:
    """The lines that read the text."""
    if corpus.fingerprint == count_table.cs224n().fingerprint:
        return "from explorer.training.lessons import count_table\n\ntext = count_table.cs224n()\n"
    return controls.python_of_text(corpus)


def _counting(corpus: Corpus, window: int, weighting: Weighting) -> str:
    """The lines that count which of its words stand near each other."""
    return (
        _text(corpus)
        + "\nfrom explorer.training.lecture.cooccurrence import cooccurrence\n"
        + "from explorer.training.lessons import count_table\n\n"
        + f"counts = cooccurrence(text, window={window}, weighting={weighting!r})\n"
    )


def _factorising(corpus: Corpus, settings: CountSettings) -> str:
    """The lines that count, weigh and factorise."""
    return (
        _text(corpus)
        + "\nfrom explorer.training.lecture.counts import CountSettings, CountTrainer\n\n"
        + f"trainer = CountTrainer(text, {settings})\nstep = trainer.step()\n"
    )
