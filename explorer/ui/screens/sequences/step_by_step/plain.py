"""Why not a plain network: the same words some places further to the right, given to both kinds."""

from functools import partial

import streamlit as st

from explorer.figures import word_by_word as figures
from explorer.sequence.tasks import moved_names
from explorer.sequence.tasks.moved_names import MovedNames
from explorer.sequence.tasks.name_course import TagSettings, probabilities
from explorer.ui.screens.sequences.step_by_step.choices import Sentence
from explorer.ui.shell import panels, watching
from explorer.ui.shell.linked import linked
from explorer.ui.shell.watching import Scene


def course(settings: TagSettings, sentence: Sentence) -> None:
    """Both networks while they learn and after, and what they say of the sentence, moved to the right."""
    watching.course(
        "moved names",
        settings,
        "Learning, plain and in order",
        partial(MovedNames, settings),
        partial(_seen, sentence=sentence),
        unit="steps",
    )


def _seen(found: MovedNames, scene: Scene, *, sentence: Sentence) -> None:
    now = found.now
    places = linked(scene.controls).slider(
        "Places the sentence is moved to the right", 0, moved_names.MOST, 1, key="places"
    )
    room = now.plain.places - places
    words = (moved_names.FILLER,) * places + sentence.words[:room]
    ids = moved_names.moved(sentence.ids[:room], places)
    if dropped := sentence.words[room:]:
        st.caption(panels.plain(f"The plain network has {now.plain.places} places; left out: {', '.join(dropped)}."))
    rows = {"plain network": now.plain.answers((ids,))[0], "reads in order": probabilities(now.recurrent, ids)}
    panels.show(
        figures.compared(words, rows, None),
        key="moved",
        name=f"moved by {places}",
        alt=f"What both networks say of each word, moved by {places}",
        columns={"word": list(words), **{name: p.tolist() for name, p in rows.items()}},
        code=_python(found, sentence, places),
    )
    left, right = st.columns([3, 2], gap="large")
    shares = {"plain network": now.plain_right, "reads in order": now.recurrent_right}
    with left:
        panels.show(
            figures.by_places(shares, found.says_no, places),
            key="places_right",
            name="words told right by places moved",
            alt="The share of words told right falls with the places moved for the plain network",
            columns={"places": [*range(moved_names.MOST + 1)], **{name: p.tolist() for name, p in shares.items()}},
            code=_course(found) + "print(course.now.plain_right.round(3), course.now.recurrent_right.round(3))\n",
        )
    n, D = now.plain.places, now.plain.dim
    with right:
        st.latex(rf"h = \tanh\big(W_h\,[x^{{\langle 1 \rangle}}; \dots; x^{{\langle {n} \rangle}}] + b_h\big)")
        st.latex(rf"W_h \in \mathbb{{R}}^{{{now.plain.parameters['b_h'].size} \times {n}\cdot {D}}}")
        st.info(
            f"After {now.step:,} steps, of the words of {len(found.others)} unseen sentences, the plain network gets "
            f"**{now.plain_right[0]:.1%}** right where they stand and **{now.plain_right[places]:.1%}** moved by "
            f"{places}; the network that reads in order {now.recurrent_right[0]:.1%} and "
            f"**{now.recurrent_right[places]:.1%}**. The plain one has separate weights for every place: what it "
            f"learned about a word at place 2 says nothing about place 5. It also needs a greatest length, here {n} "
            f"words, and its {now.plain.size:,} numbers grow with that; the other has {now.recurrent.size:,} for any "
            "length.",
            icon=":material/visibility:",
        )


def _course(found: MovedNames) -> str:
    """The lines that train both, as `course`."""
    return (
        "from explorer.sequence.tasks.moved_names import MovedNames, moved\n"
        "from explorer.sequence.tasks.name_course import TagSettings, probabilities\n"
        "from explorer.sequence.tasks.name_tags import ids_of\n\n"
        f"course = MovedNames({found.settings!r})\ncourse.run()\n"
    )


def _python(found: MovedNames, sentence: Sentence, places: int) -> str:
    return (
        _course(found) + f"words, ids, missing = ids_of({' '.join(sentence.words)!r})\n"
        f"ids = moved(ids, {places})[: course.now.plain.places]\n"
        "print(course.now.plain.answers((ids,))[0].round(2))\n"
        "print(probabilities(course.now.recurrent, ids).round(2))\n"
        "print(course.now.plain_right.round(3), course.now.recurrent_right.round(3))\n"
    )
