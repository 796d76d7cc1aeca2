"""The network drawn out over a sentence, played forward and backward, and one of its boxes opened."""

from functools import partial

import streamlit as st

from explorer.figures import unrolled as figures
from explorer.figures import word_by_word
from explorer.sequence import unrolled as library
from explorer.sequence.network import Network
from explorer.sequence.tasks.name_course import TagCourse, TagSettings
from explorer.sequence.unrolled import Unrolled
from explorer.ui.screens.sequences.step_by_step import formulas
from explorer.ui.screens.sequences.step_by_step.choices import Sentence
from explorer.ui.shell import panels, watching
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import fill, held_by
from explorer.ui.shell.watching import Scene

BEAT = 0.9  # seconds the clock rests
CLOCK = "tick"


def course(settings: TagSettings, sentence: Sentence, *, both_ways: bool) -> None:
    """The training of a network with these settings, and what it does with the sentence, while it runs and after."""
    watching.course(
        "name tags",
        settings,
        "Learning what a name is",
        partial(TagCourse, settings),
        partial(_seen, sentence=sentence, both_ways=both_ways),
        unit="steps",
    )


def moment(found: TagCourse, scene: Scene) -> int:
    """Which moment of the training is shown: the last, unless one is chosen."""
    return watching.moment(found.step.tolist(), found.reached, scene, key="tag_moment")


def _seen(found: TagCourse, scene: Scene, *, sentence: Sentence, both_ways: bool) -> None:
    place, beside = scene.controls.columns([3, 2], gap="medium", vertical_alignment="bottom")
    now = moment(found, Scene(scene.under_way, place))
    network = found.network(now, both_ways=both_ways)
    drawn = library.unrolled(network, sentence.words, sentence.ids, sentence.target)
    plays = beside.toggle("Plays by itself", key="plays", disabled=scene.under_way)
    by_itself = plays and not scene.under_way
    st.fragment(_played, run_every=BEAT if by_itself else None)(
        network, drawn, sentence, python(found, now, sentence, both_ways=both_ways), by_itself=by_itself
    )
    score = (found.both_ways if both_ways else found.one_way).seen[now]
    st.caption(
        f"{network.size:,} numbers are learned, the same at every word. After {found.step[now]:,} steps "
        f"{score.right:.1%} of the words of {len(found.others)} unseen sentences are told right; it learns from "
        f"{len(found.learned):,} others of the same patterns (seed {found.settings.seed})."
    )


def _played(network: Network, drawn: Unrolled, sentence: Sentence, code: str, *, by_itself: bool) -> None:
    """The figure at one tick of the clock, and what depends on it; a fragment."""
    held, last = held_by(CLOCK), 2 * drawn.ticks
    if by_itself:
        fill(**{CLOCK: held % last + 1 if isinstance(held, int) else 1})
    elif isinstance(held, int) and held > last:
        fill(**{CLOCK: last})
    clock = linked().slider(
        f"Clock: forward to {drawn.ticks}, then backward to {last}",
        0,
        last,
        drawn.ticks,
        key=CLOCK,
        help="One step at a time with the arrow keys.",
    )
    place = st.container()
    word, box = _box(drawn, sentence)
    with place:
        panels.show(
            figures.network(drawn, clock, word=word, box=box),
            key="unrolled",
            name="network step by step",
            alt=_said(drawn, clock),
            columns=_columns(drawn),
            code=code,
        )
        st.info(_said(drawn, clock), icon=":material/visibility:")
    columns = _opened(network, drawn, sentence, word, box)
    opened, along = st.columns([6, 5], gap="large")
    with opened:
        _table(columns)
    with along:
        _along(drawn, clock, box, code)


def _box(drawn: Unrolled, sentence: Sentence) -> tuple[int, int]:
    """The word and the row of the box that is opened."""
    both = _both(drawn)
    names = ["x", *(figures.name_of(strand, both) for strand in drawn.strands), "ŷ"]
    T = len(drawn.words)
    word = st.segmented_control(
        "Open a box: of which word",
        range(T),
        default=min(2, T - 1),
        required=True,
        format_func=lambda t: f"{t + 1} {drawn.words[t]}",
        key=f"word {sentence.written}",
    )
    box = st.segmented_control(
        "and which box",
        names,
        default=names[1],
        required=True,
        key=f"box {len(names)} {both}",
        label_visibility="collapsed",
    )
    return word, names.index(box)


def _opened(network: Network, drawn: Unrolled, sentence: Sentence, word: int, box: int) -> dict[str, list[float]]:
    """Formula and shapes of one box; its numbers."""
    t = word + 1
    if box == 0:
        row = int(sentence.ids[word])
        st.latex(formulas.word_vector(t=t, row=None if row < 0 else row, n=drawn.x.shape[1]))
        columns: dict[str, list[float]] = {f"x⟨{t}⟩": drawn.x[word].tolist()}
        shapes = f"E has the shape ({network.parameters['input.E'].shape[0]}, {drawn.x.shape[1]}) and is learned, too."
    elif box == len(drawn.strands) + 1:
        bias = float(network.parameters["head.b_y"][0])
        for line in formulas.answer(
            t=t,
            both=network.settings.both_ways,
            score=float(drawn.score[word]),
            bias=bias,
            probability=float(drawn.probability[word]),
            is_name=bool(drawn.target[word]),
            loss=float(drawn.losses[word]),
        ):
            st.latex(line)
        columns = {"W_ya": network.parameters["head.W_ya"][0].tolist(), f"a⟨{t}⟩": drawn.read[word].tolist()}
        shapes = f"W_ya has the shape {network.parameters['head.W_ya'].shape}, b_y (1,); ŷ is one number."
    else:
        strand = drawn.strands[box - 1]
        n = network.settings.units
        unit = st.number_input("Unit, from 1", 1, n, 1, key=f"unit {n}", width=180) - 1
        s = strand.step(word)
        for line in formulas.cell(
            library.gates(network, strand, word, unit),
            t=t,
            unit=unit + 1,
            before=t + 1 if strand.backwards else t - 1,
            memory=(float(strand.trace.c[s, 0, unit]), float(strand.trace.c[s + 1, 0, unit])),
            a=float(strand.a[word, unit]),
        ):
            st.latex(line)
        columns = library.numbers(drawn, strand, word)
        inputs = strand.trace.x.shape[2]
        shapes = (
            f"a⟨{t}⟩ has {n} numbers, its input {inputs}. Every W has the shape ({n}, {n} + {inputs}): {n} columns for "
            f"the state, {inputs} for the input; every b ({n},). The same ones at every word."
        )
    st.caption(shapes)
    return columns


def _table(columns: dict[str, list[float]]) -> None:
    numbered = {"number": [*range(1, 1 + len(next(iter(columns.values()))))]}
    st.dataframe(
        numbered | columns,
        key="box",
        hide_index=True,
        height=560,
        column_config={name: st.column_config.NumberColumn(format="%.4f") for name in columns},
    )


def _along(drawn: Unrolled, clock: int, box: int, code: str) -> None:
    """The loss word by word; on the way back, what arrives and what the shared weights gather."""
    panels.show(
        word_by_word.loss(drawn, clock),
        key="losses",
        name="loss by word",
        alt="The loss of each word answered so far",
        columns={"word": list(drawn.words), "loss": drawn.losses.tolist()},
        code=code,
    )
    place = min(max(box, 1), len(drawn.strands)) - 1
    strand = drawn.strands[place]
    if clock <= drawn.ticks:
        st.caption("Go past the middle of the clock to see the gradient come back.")
        return
    panels.show(
        word_by_word.gradient(drawn, strand, clock),
        key="gradient",
        name="gradient by word",
        alt="The gradient that arrives at each state, and the sum of the shared weights' gradient so far",
        columns={
            "word": list(drawn.words),
            "down": strand.above.tolist(),
            "through time": strand.later.tolist(),
            "arrives": strand.arrived.tolist(),
            "shared weights so far": strand.gathered.tolist(),
        },
        code=f"{code}strand = drawn.strands[{place}]\nprint(strand.above.round(4), strand.later.round(4))\n"
        "print(strand.arrived.round(4), strand.gathered.round(4))\n",
    )


def _said(drawn: Unrolled, clock: int) -> str:
    """What the clock's tick has done, in words."""
    answered = int((drawn.answered <= clock).sum())
    T = len(drawn.words)
    if clock == 0:
        return "Nothing is read yet: a⟨0⟩ is a vector of zeros."
    if clock <= drawn.ticks:
        waits = " An answer waits until both directions have reached its word." if _both(drawn) else ""
        return (
            f"Forward, tick {clock} of {drawn.ticks}: {answered} of {T} words answered, "
            f"{float(drawn.losses[drawn.answered <= clock].sum()):.3f} nats lost so far.{waits}"
        )
    strand = drawn.strands[0]
    reached = int(drawn.reached_back(strand.tick, clock).sum())
    return (
        f"Backward, tick {clock - drawn.ticks} of {drawn.ticks}: the gradient of L = {drawn.losses.sum():.3f} has "
        f"reached {reached} of {T} states of the first layer. A wedge is as thick as the gradient is long (the "
        f"thickest: {drawn.strongest:.2g}). One weight matrix serves all words, so what every word says about it is "
        "added up."
    )


def _both(drawn: Unrolled) -> bool:
    return any(strand.backwards for strand in drawn.strands)


def _columns(drawn: Unrolled) -> dict[str, list[object]]:
    both = _both(drawn)
    found: dict[str, list[object]] = {
        "word": list(drawn.words),
        "part of a name": drawn.target.tolist(),
        "probability": drawn.probability.tolist(),
        "loss": drawn.losses.tolist(),
    }
    for strand in drawn.strands:
        name = figures.name_of(strand, both)
        found |= {f"{name} {k + 1}": column.tolist() for k, column in enumerate(strand.a.T)}
        found[f"gradient at {name}"] = strand.arrived.tolist()
    return found


def python(found: TagCourse, now: int, sentence: Sentence, *, both_ways: bool) -> str:
    """The lines that give the numbers of the figure."""
    return (
        "from explorer.sequence.tasks.name_course import TagCourse, TagSettings\n"
        "from explorer.sequence.tasks.name_tags import ids_of, targets\n"
        "from explorer.sequence.unrolled import unrolled\n\n"
        f"course = TagCourse({found.settings!r})\ncourse.run()\n"
        f"words, ids, missing = ids_of({' '.join(sentence.words)!r})\n"
        f"network = course.network({now}, both_ways={both_ways})  # after {found.step[now]} steps\n"
        f"drawn = unrolled(network, words, ids, targets(len(words), {list(sentence.names)}))\n"
        "for word, probability, loss in zip(words, drawn.probability, drawn.losses):\n"
        '    print(f"{word}: {probability:.2f}, loss {loss:.2f}")\n'
        "print(drawn.strands[0].a.shape, drawn.strands[0].arrived)  # a<t> of each word; ‖∂L/∂a<t>‖\n"
    )
