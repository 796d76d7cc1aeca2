"""The views of the page Race the objectives: each asks, computes by one call, shows, and says what to notice."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from explorer.figures import race as figures
from explorer.figures import tree as trees
from explorer.text.corpus import Corpus
from explorer.text.numbers import number
from explorer.training.lecture.objectives import OBJECTIVES
from explorer.training.lessons import cost, two_ways
from explorer.training.lessons.cost import Measuring
from explorer.training.lessons.race import NAMES, Race, RaceSettings
from explorer.training.lessons.two_ways import Examples, TwoWays
from explorer.ui.shell import controls, lecture_formulas, observed, panels, watching
from explorer.ui.shell.linked import linked
from explorer.ui.shell.watching import Scene
from explorer.vectors.similarity import nearest

FORMULAS = {
    "Full softmax": "softmax",
    "Hierarchical softmax": "hierarchical-softmax",
    "Negative sampling": "sgns",
    "Skip-gram": "sgns",
    "CBOW": "cbow",
}
EPOCHS = 3  # of skip-gram and CBOW side by side


def run(corpus: Corpus, settings: RaceSettings, draw: Callable[[Race, Scene], None]) -> None:
    """The race on this text, drawn while it runs."""
    watching.course(
        "race",
        (corpus.fingerprint, settings),
        f"3 trainings, {settings.steps:,} steps each",
        partial(Race, corpus, settings),
        draw,
        unit="%",
        tells=True,
    )


def python_of(corpus: Corpus, settings: RaceSettings) -> str:
    """The lines that run the same race, as `race`."""
    return (
        controls.python_of_text(corpus)
        + "\nfrom explorer.training.lessons.race import Race, RaceSettings\n\n"
        + f"race = Race(text, {settings})\nrace.run()\n"
    )


def losses(found: Race, scene: Scene, *, python: str) -> None:
    """Loss, common measure and maps of the three, at the latest moment or at an earlier one."""
    choice = scene.controls.columns([2, 3], gap="medium", vertical_alignment="bottom")
    over = linked(choice[0]).segmented_control("Over", ["steps", "seconds"], default="steps", required=True, key="over")
    steps = found.step.tolist()
    at = watching.moment(steps, found.reached, Scene(scene.under_way, choice[1]), key="moment")
    across = found.step if over == "steps" else found.seconds
    x_title = "steps" if over == "steps" else "seconds of processor time"
    whole = steps[-1] if over == "steps" else None
    left, right = st.columns(2, gap="large")
    with left:
        st.header("Each by its own loss", anchor=False)
        panels.show(
            figures.curves(across, found.loss, x_title=x_title, y_title="loss, nats", at=at, whole=whole),
            key="own_loss",
            name="losses",
            columns={"step": steps, **dict(zip(NAMES, found.loss.tolist(), strict=True))},
            code=python + f"print(race.step[{at}], race.loss[:, {at}].round(2))\n",
        )
    with right:
        st.header("By a common measure", anchor=False)
        panels.show(
            figures.curves(
                across, found.surprise, x_title=x_title, y_title="−log P(context | centre), nats", at=at, whole=whole
            ),
            key="surprise",
            name="surprise",
            columns={"step": steps, **dict(zip(NAMES, found.surprise.tolist(), strict=True))},
            code=python + f"print(race.step[{at}], race.surprise[:, {at}].round(2))\n",
        )
    now = found.surprise[:, at]
    observed.tell("train/race", step=steps[at], leader=NAMES[int(now.argmin())])
    cells = st.columns(3, gap="small")
    for i, name in enumerate(NAMES):
        cells[i].metric(
            name,
            f"{now[i]:.2f} nats",
            f"{found.seconds[i][at]:.2f} s of training",
            delta_color="off",
            delta_arrow="off",
            border=True,
        )
        cells[i].latex(rf"\scriptsize {OBJECTIVES[FORMULAS[name]].formula} = \mathbf{{{found.loss[i][at]:.2f}}}")
    st.caption("In the cards: the common measure now, and the time of training. Under each: its own loss.")
    st.info(
        f"Their own losses cannot be compared: a loss of {found.loss[2][at]:.1f} over "
        f"{found.trainers[2].settings.negatives + 1} yes-or-no questions is not better than {found.loss[0][at]:.1f} "
        "over a whole vocabulary. By the common measure all three answer the same question, how likely this neighbour "
        f"was, in {'sentences they were not trained on' if found.apart else 'the text itself, which is too short'}. "
        "For negative sampling P(j|c) is its noise times exp(u·v), scaled to sum to 1. Over steps they end close "
        "together; over seconds it depends on the vocabulary: see Cost.",
        icon=":material/visibility:",
    )
    _maps(found, at, steps[at], python)


def _maps(found: Race, at: int, step: int, python: str) -> None:
    """Maps of the same words by each of the three, after that step."""
    st.header("Three maps of the same words", anchor=False)
    for i, column in enumerate(st.columns(3, gap="small")):
        xy = found.planes[at][i]
        with column:
            panels.show(
                figures.map_of_words(found.words, xy, found.shares[at][i], place=i),
                key=f"map_{i}",
                name=f"map by {NAMES[i]}",
                title=NAMES[i],
                alt=f"The {len(found.words)} most frequent words by PCA of their vectors from {NAMES[i]}",
                columns={"word": found.words, "axis 1": xy[:, 0].tolist(), "axis 2": xy[:, 1].tolist()},
                code=python + f"print(race.planes[{at}][{i}][:5].round(3), race.shares[{at}][{i}].round(3))\n",
            )
    st.caption(
        f"The {len(found.words)} most frequent words by PCA of unit vectors after {step:,} steps. Two components "
        "cannot show all distances; each map is turned as a whole to lie as near as possible to the one before."
    )


def price(dim: int, negatives: int) -> None:
    """What one pair costs as the vocabulary grows, measured now on this machine."""
    watching.course(
        "cost",
        (dim, negatives),
        "Measuring steps",
        partial(Measuring, dim, negatives),
        partial(_prices, dim=dim, negatives=negatives),
        unit="%",
    )


def _prices(measuring: Measuring, scene: Scene, *, dim: int, negatives: int) -> None:
    found = measuring.cost
    what = linked(scene.controls).segmented_control(
        "Cost in", ["time", "dot products"], default="time", required=True, key="cost_in"
    )
    names = {f"{name}, s": found.seconds[i].tolist() for i, name in enumerate(NAMES)}
    panels.show(
        figures.cost(found, products=what == "dot products"),
        key="cost",
        name="cost of a pair",
        alt="Cost of one pair over the vocabulary: the full softmax climbs, the other two stay level",
        columns={"words": found.size.tolist(), **names},
        code="from explorer.training.lessons.cost import Measuring\n\n"
        f"measuring = Measuring({dim}, {negatives})\nmeasuring.run()\nfound = measuring.cost\n"
        "print(found.size, found.seconds.round(5), found.products.round(1))  # seconds are of this machine, now\n",
    )
    if scene.under_way or measuring.reached < len(found.size):
        return
    slopes = [number(found.slope(i), ".2f") for i in range(3)]
    factor = found.seconds[0, -1] / found.seconds[2, -1]
    st.info(
        f"Measured just now on this machine, D {dim}, in steps of {cost.PAIRS} pairs. From 10,000 words on the full "
        f"softmax's time grows like V to the power {slopes[0]}: ten times the words, "
        f"{10 ** found.slope(0):.0f} times the time; hierarchical softmax like V to the power {slopes[1]} (its "
        f"paths grow with log V: {found.products[1, 0]:.1f} turns at 1,000 words, {found.products[1, -1]:.1f} at "
        f"100,000), negative sampling like V to the power {slopes[2]}. At 100,000 words a pair costs the full softmax "
        f"{factor:,.0f} times as much.",
        icon=":material/visibility:",
    )


def tree(found: Race, _scene: Scene, *, corpus: Corpus, python: str) -> None:
    """The Huffman tree, a word's path lit, and the product of its turns, at the step the race has reached."""
    trainer = found.trainers[1]
    words = list(corpus.vocabulary.words)
    choice = st.columns([2, 2, 2], gap="large", vertical_alignment="bottom")
    centre = choice[0].selectbox("Beside the word", words, min(5, len(words) - 1), key="tree_centre")
    context = choice[1].selectbox("how likely is", words, min(12, len(words) - 1), key="tree_context")
    shown = linked(choice[2]).slider("Frequent words drawn", 2, 40, 16, key="tree_words")
    index = corpus.vocabulary.index
    chances = trainer.turn_probabilities(index[centre], index[context])
    rows, turns = trainer.tree.path(index[context])
    everything = trainer.all_probabilities(index[centre])
    st.latex(lecture_formulas.path(centre, context, turns.tolist(), chances.tolist(), float(chances.prod())))
    panels.show(
        trees.huffman_tree(trainer.tree, words, shown=shown, lit=index[context], chances=chances),
        key="tree",
        name=f"Huffman tree {corpus.name}",
        alt=f"Huffman tree; the way to {context} has {len(rows)} turns",
        code=python + "trainer, index = race.trainers[1], text.vocabulary.index\n"
        f"chances = trainer.turn_probabilities(index[{centre!r}], index[{context!r}])\n"
        f"print(trainer.tree.code(index[{context!r}]), chances.round(3), chances.prod())\n",
    )
    first, last = trainer.tree.code(0), trainer.tree.code(len(words) - 1)
    st.info(
        f"“{words[0]}”, the most frequent word, takes {len(first)} turns; “{words[-1]}”, one of the rarest, "
        f"{len(last)}; a word of the text {trainer.tree.mean_length:.2f} on average, against {len(words):,} dot "
        "products of the full softmax. At each node both ways sum to 1, so all words together do: "
        f"Σ P = {everything.sum():.6f} here.",
        icon=":material/visibility:",
    )


def gradient(found: Race, _scene: Scene, *, corpus: Corpus, python: str) -> None:
    """The gradient of the full softmax as two arrows: what was observed, and what the model expected so far."""
    trainer = found.trainers[0]
    words = list(corpus.vocabulary.words)
    choice = st.columns(2, gap="large")
    centre = choice[0].selectbox("Centre word c", words, min(5, len(words) - 1), key="gradient_centre")
    context = choice[1].selectbox("Word o that stood beside it", words, min(12, len(words) - 1), key="gradient_context")
    c, o = corpus.vocabulary.index[centre], corpus.vocabulary.index[context]
    observed, expected, probability = trainer.two_parts(c, o)
    st.latex(lecture_formulas.two_parts(centre, context, float(probability[o])))
    python += (
        "trainer, index = race.trainers[0], text.vocabulary.index\n"
        f"observed, expected, P = trainer.two_parts(index[{centre!r}], index[{context!r}])\n"
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        panels.show(
            figures.gradient(trainer.v_in[c], observed, expected, words=(centre, context)),
            key="gradient",
            name="two parts of the gradient",
            alt="Arrows of the observed and the expected context vector, and their difference",
            columns={"observed": observed.tolist(), "expected": expected.tolist()},
            code=python + "print((observed - expected).round(4))\n",
        )
    with right:
        likely = list(dict.fromkeys([*(-probability).argsort()[:9].tolist(), o]))
        panels.show(
            figures.chances([words[i] for i in likely], probability[likely], stood=context),
            key="chances",
            name="P",
            columns={"word": [words[i] for i in likely], "P": probability[likely].tolist()},
            code=python
            + "for row in (-P).argsort()[:9]:\n    print(text.vocabulary.words[row], round(float(P[row]), 4))\n",
        )
    st.info(
        "The centre vector is pulled towards the word that stood there and pushed away from the average of all words, "
        "each weighted by how likely the model thought it. Where the model expects exactly what it sees, the two "
        "arrows are one and nothing moves. The expectation is what costs V dot products; negative sampling replaces "
        "it by k words drawn at random.",
        icon=":material/visibility:",
    )


def side_by_side(corpus: Corpus, *, dim: int, window: int, negatives: int, seed: int) -> None:
    """Skip-gram and CBOW: the examples of one place in the text, and the neighbours each finds."""
    words = list(corpus.vocabulary.words)
    longest = max(range(min(corpus.sentences, 50)), key=lambda s: len(corpus.sentence(s)))
    sentence = [words[i] for i in corpus.sentence(longest)][:14]
    place = st.slider("Place in the sentence", 1, len(sentence), min(3, len(sentence)), key="place") - 1
    st.markdown(
        " ".join(
            f":blue-background[**{panels.plain(w)}**]" if n == place else panels.plain(w)
            for n, w in enumerate(sentence)
        )
    )
    watching.course(
        "two ways",
        (corpus.fingerprint, dim, window, negatives, seed),
        "Skip-gram and CBOW",
        partial(TwoWays, corpus, dim=dim, window=window, negatives=negatives, epochs=EPOCHS, seed=seed),
        partial(_two_ways, asked=two_ways.examples(sentence, place, window)),
        unit="%",
    )


def _two_ways(found: TwoWays, _scene: Scene, *, asked: Examples) -> None:
    pairs, (given, middle) = asked
    made = found.now
    words = list(made[0].vectors.words)
    probe = st.selectbox("Neighbours of", words, min(20, len(words) - 1), key="two_probe")
    for column, way in zip(st.columns(2, gap="large"), made, strict=True):
        with column.container(border=True):
            st.header(way.name, anchor=False)
            if way.name == "CBOW":
                st.markdown(
                    f"**1 example**: the mean of *{panels.plain(', '.join(given))}* asks for **{panels.plain(middle)}**"
                )
            else:
                listed = ", ".join(f"**{panels.plain(b)}**" for _, b in pairs)
                st.markdown(f"**{len(pairs)} examples**: *{panels.plain(middle)}* asks for {listed}, each alone")
            st.latex(r"\scriptsize " + OBJECTIVES[FORMULAS[way.name]].formula)
            st.caption(
                f"{way.examples:,} examples in {way.seconds:.2f} s of processor time; the text is read {EPOCHS} times."
            )
            near = nearest(way.vectors, probe, k=8)
            st.dataframe(
                {"word": [one.word for one in near], "cosine": [one.score for one in near]},
                key=f"near {way.name}",
                hide_index=True,
                column_config={"cosine": st.column_config.ProgressColumn(min_value=0, max_value=1, format="%.3f")},
            )
    skip_gram, cbow = made
    if cbow.seconds:
        st.info(
            f"CBOW averages a window into one question: {skip_gram.examples / cbow.examples:.1f} times fewer "
            f"questions, {skip_gram.seconds / cbow.seconds:.1f} times less time for the same text so far. Rare words "
            "are blurred; skip-gram asks about every neighbour by itself, so a rare word learns from each.",
            icon=":material/visibility:",
        )
