"""The two sentences that only both directions can tell apart, with what both networks say of every word."""

from functools import partial

import streamlit as st

from explorer.figures import word_by_word as figures
from explorer.sequence.tasks import name_course, name_tags
from explorer.sequence.tasks.name_course import TagCourse, TagSettings
from explorer.ui.screens.sequences.step_by_step.unrolled import moment
from explorer.ui.shell import panels, watching
from explorer.ui.shell.watching import Scene

TEDDIES = name_tags.NOTES[1:3]
PLACE = 2  # of Teddy in both, from 0


def course(settings: TagSettings) -> None:
    """Teddy Roosevelt beside Teddy bears, while the two networks learn and after."""
    watching.course("name tags", settings, "Learning what a name is", partial(TagCourse, settings), _seen, unit="steps")


def _seen(found: TagCourse, scene: Scene) -> None:
    now = moment(found, scene)
    asked = [name_tags.ids_of(sentence) for sentence in TEDDIES]
    said = name_course.of_sentences(found, now, [ids for _, ids, _ in asked])
    sentences = [(words, *pair) for (words, _, _), pair in zip(asked, said, strict=True)]
    for side, sentence, (words, one, both) in zip(st.columns(2, gap="large"), TEDDIES, sentences, strict=True):
        with side:
            st.header(panels.plain(sentence), anchor=False)
            panels.show(
                figures.compared(words, {"reads one way": one, "reads both ways": both}, PLACE),
                key=f"both_{words[PLACE + 1]}",
                name=f"teddy {words[PLACE + 1]}",
                alt=f"Teddy: {one[PLACE]:.2f} by the network that reads one way, {both[PLACE]:.2f} by both ways",
                columns={"word": list(words), "one way": one.tolist(), "both ways": both.tolist()},
                code=_python(found, now, sentence),
            )
    (one_r, both_r), (one_b, both_b) = said
    st.latex(
        r"\hat y^{\langle 3 \rangle}_{\text{one way}} = \sigma(W_{ya}\,a^{\langle 3 \rangle} + b_y) \\ = "
        rf"{one_r[PLACE]:.3f} \text{{ and }} {one_b[PLACE]:.3f}"
    )
    st.latex(
        r"\hat y^{\langle 3 \rangle}_{\text{both ways}} = "
        r"\sigma(W_{ya}\,[\overrightarrow{a}^{\langle 3 \rangle}; \overleftarrow{a}^{\langle 3 \rangle}] + b_y) \\ = "
        rf"{both_r[PLACE]:.3f} \text{{ and }} {both_b[PLACE]:.3f}"
    )
    st.info(
        "Up to *Teddy* both sentences are the same, so a network that reads one way has the same a⟨3⟩ and must give "
        "the same answer to both. The network that also reads from the end has seen *Roosevelt* or *bears* before it "
        "answers. The price: it cannot answer before the sentence is over.",
        icon=":material/visibility:",
    )
    one_way, both_ways = found.one_way.seen[now], found.both_ways.seen[now]
    st.caption(
        f"On {len(found.others)} unseen sentences, after {found.step[now]:,} steps: one way {one_way.right:.1%} of "
        f"{one_way.counted:,} words right, both ways {both_ways.right:.1%}."
    )


def _python(found: TagCourse, now: int, sentence: str) -> str:
    return (
        "from explorer.sequence.tasks.name_course import TagCourse, TagSettings, of_sentences\n"
        "from explorer.sequence.tasks.name_tags import ids_of\n\n"
        f"course = TagCourse({found.settings!r})\ncourse.run()\n"
        f"words, ids, missing = ids_of({sentence!r})\n"
        f"[(one_way, both_ways)] = of_sentences(course, {now}, [ids])\n"
        "print(words, one_way.round(2), both_ways.round(2))\n"
    )
