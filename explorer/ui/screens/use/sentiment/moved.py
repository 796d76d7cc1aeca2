"""Fine-tuning: which words moved, which stayed behind, and whether it helps, by number of labels."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from explorer.figures import movement as figures
from explorer.tasks.averaging import Network, NetworkSettings
from explorer.tasks.classifier import USES
from explorer.tasks.contenders import Contender
from explorer.tasks.curve import Curve, CurveSettings, leads
from explorer.tasks.movement import LeftBehind, Moved, before_and_after, left_behind, moved
from explorer.tasks.trainings import Trainings
from explorer.ui.screens.use.sentiment import choices, curve, material
from explorer.ui.screens.use.sentiment.choices import Asked
from explorer.ui.screens.use.sentiment.material import Material
from explorer.ui.shell import completion, controls, panels, watching
from explorer.ui.shell.linked import linked
from explorer.ui.shell.watching import Scene
from explorer.vectors.model import Model

SIZES = (50, 200, 1000)
DRAWS = 5
ARROWS = 14  # words that moved furthest, on the map
NEAR, BEHIND = 60, 6  # neighbours in no label that are looked at, and those of them that are words
WORD = "bad"
TABLE = 317  # pixels of a head and eight whole rows


def view() -> None:
    """What fine-tuning does to the vectors, and to the accuracy.

    Raises
    ------
    ExplorerError
        If the sentences chosen cannot be used.
    """
    left, middle, right = st.columns([4, 4, 3], gap="small", vertical_alignment="bottom")
    with middle.popover("Word vectors", icon=":material/tune:", width="stretch"):
        model = controls.choose_vectors(key="moved_vectors")
    typed = linked(right).text_input("Neighbours left behind by", WORD, key="behind", max_chars=60)
    completion.offer(model.vectors, "behind")
    with left:
        given = material.chosen()
    free = Asked((Contender("learning average", NetworkSettings(), model.vectors),), (model,))
    watching.course(
        "sentiment moved",
        (given.key, free.key),
        "Fine-tuning",
        partial(Trainings, [(free.contenders[0], given.learned)], choices.train),
        partial(_moves, given=given, asked=free, word=(typed or WORD).strip().lower()),
        unit="%",
        paced=False,
    )
    st.header("Frozen, free or from scratch", anchor=False)
    _uses(given, model)


def _moves(course: Trainings, _scene: Scene, *, given: Material, asked: Asked, word: str) -> None:
    if not course.made:
        st.caption("The words are on their way.")
        return
    network = course.made[0]
    assert isinstance(network, Network)  # it is what these settings train
    embedding = network.embedding
    furthest = moved(embedding, given.learned)
    near = [one for one in left_behind(embedding, word, NEAR) if one.word.isalpha()][:BEHIND]
    listed = [one.word for one in furthest[:ARROWS]] + ([word] if near else [])
    before, after = before_and_after(embedding, [*listed, *(one.word for one in near)])
    code = _python(given, asked, word)
    left, right = st.columns([3, 2], gap="large")
    with left:
        panels.show(
            figures.arrows(before, after, {one.word for one in near}),
            key="arrows",
            name="words that moved",
            title=f"The {min(ARROWS, len(furthest))} words that moved furthest, and “{panels.plain(word)}”",
            alt=f"Arrows of {', '.join(listed)}",
            columns={
                field: [getattr(one, field) for one in furthest]
                for field in ("word", "occurrences", "distance", "cosine")
            },
            code=code,
        )
        st.caption(
            "Across: the direction in which these words moved most. Upwards: at a right angle to it, the one in which "
            "they differed most before, stretched to keep the names apart. A picture of two directions; the lengths in "
            "the table count all directions."
        )
    with right:
        _tables(furthest[:100], near, word)
    _lesson(near, word, given.learned.word_counts[word])


def _tables(furthest: Sequence[Moved], near: Sequence[LeftBehind], word: str) -> None:
    st.dataframe(
        {
            "word": [one.word for one in furthest],
            "labels": [one.occurrences for one in furthest],
            "moved by": [one.distance for one in furthest],
            "cosine": [one.cosine for one in furthest],
        },
        key="moved_table",
        hide_index=True,
        height=TABLE,
        column_config={
            "labels": st.column_config.NumberColumn(
                width="small", help="How often it occurs in the labelled sentences."
            ),
            "moved by": st.column_config.NumberColumn(format="%.2f", width="small"),
            "cosine": st.column_config.NumberColumn(
                format="%.2f", width="small", help="With where it was before fine-tuning."
            ),
        },
    )
    if near:
        st.dataframe(
            {
                f"near “{word}”": [one.word for one in near],
                "before": [one.before for one in near],
                "after": [one.after for one in near],
            },
            key="behind_table",
            hide_index=True,
            height="content",
            column_config=dict.fromkeys(
                ("before", "after"), st.column_config.NumberColumn(format="%.2f", width="small")
            ),
        )
        st.caption("Neighbours that are in no label: their cosine with it before fine-tuning and after.")


def _lesson(near: Sequence[LeftBehind], word: str, times: int) -> None:
    """What is learned about `word`, `times` in the labels, and not about its neighbours."""
    if not near:
        st.caption(
            panels.plain(
                f"“{word}” is not among the words that moved, or all its near neighbours are in the labels, too."
            )
        )
        return
    drop = sum(one.before - one.after for one in near) / len(near)
    st.info(
        f"“{panels.plain(word)}” occurs in the labels {times:,} times and moved; its neighbours "
        f"{', '.join(panels.plain(one.word) for one in near)} occur in none and stayed. Their cosine with it fell by "
        f"{drop:.2f} on average: what was learned about one word is not learned about the other."
        if drop > 0
        else f"“{panels.plain(word)}” moved, but not away from its neighbours that are in no label.",
        icon=":material/visibility:",
    )


def _uses(given: Material, model: Model) -> None:
    """Accuracy of the same network with frozen vectors, with free ones, and from scratch."""
    settings = curve.curve_settings(SIZES, given, DRAWS)
    asked = Asked(
        tuple(
            Contender(use, NetworkSettings(use=use), None if use == "from scratch" else model.vectors) for use in USES
        ),
        (model,),
    )
    watching.course(
        "sentiment uses",
        (given.key, asked.key, settings),
        "Three ways to use vectors",
        partial(Curve, asked.contenders, given.learned, given.tested, settings, choices.judged_rightly),
        partial(_compared, given=given, asked=asked, settings=settings),
        unit="labels learned from",
        paced=False,
    )


def _compared(course: Curve, _scene: Scene, *, given: Material, asked: Asked, settings: CurveSettings) -> None:
    title = "An average with a hidden layer: accuracy by number of labels, mean of the draws and its 95% interval"
    curve.drawn(course, said(course), given, asked, settings, key="uses", title=title)


def said(course: Curve) -> str:
    """By how much vectors that learn on lead frozen ones and those from scratch, with few labels and with many."""
    parts = []
    for behind in ("frozen", "from scratch"):
        found = leads(course.found, "learning on", behind)
        if found:
            few, many = found[0], found[-1]
            parts.append(
                f"**Learning on minus {behind}:** with {few.size:,} labels {curve.in_points(few)}"
                + (f", with {many.size:,} {curve.in_points(many)}." if many is not few else ".")
            )
    return " ".join(parts) or "The first points are on their way."


def _python(given: Material, asked: Asked, word: str) -> str:
    return (
        given.python() + asked.python() + "\nfrom explorer.tasks.contenders import trained\n"
        "from explorer.tasks.movement import left_behind, moved\n\n"
        "network = trained(contenders[0], learned)\n"
        "for one in moved(network.embedding, learned)[:20]:\n"
        '    print(one.word, one.occurrences, f"{one.distance:.2f} {one.cosine:.2f}")\n'
        f"near = [one for one in left_behind(network.embedding, {word!r}, {NEAR}) if one.word.isalpha()]\n"
        f"for one in near[:{BEHIND}]:\n"
        '    print(one.word, f"{one.before:.2f} {one.after:.2f}")\n'
    )
