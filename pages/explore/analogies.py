"""a is to b as c is to what, answered by vector arithmetic and drawn as the parallelogram it should be."""

import streamlit as st

from explorer import analogy
from explorer.figures import analogy as figures
from explorer.similarity import spelled
from explorer.ui import controls, formulas, panels, reader_errors, word_controls
from explorer.ui.state import fill

panels.opening(
    "Analogies",
    "*man* is to *woman* as *king* is to …? Add the offset of one pair to a third word and see which word lies there, "
    "with what score, and whether the four make a parallelogram at all.",
)
choice = st.columns([2, 2, 2, 3], vertical_alignment="bottom")
with choice[3]:
    vectors = controls.choose_vectors()
with st.container(horizontal=True, gap="small"):
    for preset in analogy.presets():
        words = {letter: spelled(vectors, getattr(preset, letter)) for letter in "abc"}
        st.button(
            preset.title,
            key=f"preset {preset.title}",
            on_click=fill,
            kwargs=words,
            help=f"{preset.a} : {preset.b} :: {preset.c} : ? · {preset.source}",
        )
typed = [
    choice[0].text_input("a", "man", key="a", bind="query-params", max_chars=100),
    choice[1].text_input("is to b", "woman", key="b", bind="query-params", max_chars=100),
    choice[2].text_input("as c is to …", "king", key="c", bind="query-params", max_chars=100),
]
a, b, c = (spelled(vectors, word or "") for word in typed)
settings = word_controls.analogy_settings()
expected = analogy.expected(a, b, c)

with reader_errors.shown(stop=False):
    ranked = analogy.solve(vectors, a, b, c, settings)
    best = ranked[0].word
    left, right = st.columns([5, 6], gap="large")
    with left:
        a_, b_, c_, best_ = (panels.plain(word) for word in (a, b, c, best))
        st.subheader(f"{a_} : {b_} :: {c_} : {best_}", anchor=False)
        panels.show(
            figures.answers(ranked, score=f"{settings.rule} score", expected=spelled(vectors, expected)),
            key="answers",
            name=f"analogy {a} {b} {c}",
            alt=f"Bars of the ten best answers; the first is {best} with {ranked[0].score:.3f}.",
            columns={"word": [r.word for r in ranked], settings.rule: [r.score for r in ranked]},
            code=(
                panels.python_of(vectors) + "\nfrom explorer import analogy\n\n"
                f"settings = analogy.{settings}\n"
                f"for answer in analogy.solve(vectors, {a!r}, {b!r}, {c!r}, settings):\n"
                "    print(answer.word, round(answer.score, 4))"
            ),
        )
    with right, reader_errors.shown(stop=False):
        drawn = analogy.parallelogram(vectors, a, b, c, best, others=[r.word for r in ranked[1:4]], unit=settings.unit)
        st.subheader("Is it a parallelogram?", anchor=False)
        panels.show(figures.parallelogram(drawn), key="parallelogram", name=f"parallelogram {a} {b} {c} {best}")
        st.caption(panels.plain(formulas.parallelogram_sentences(drawn)))
    st.latex(formulas.analogy_score(analogy.split(vectors, a, b, c, [best], settings)[0], a, b, c, settings))
panels.note("analogies")
