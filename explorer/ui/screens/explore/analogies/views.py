"""The parts of the page Analogies about single questions and whole sets of them."""

from dataclasses import replace

import streamlit as st

from explorer.errors import UnknownWordError
from explorer.figures import analogy as figures
from explorer.judging import analogy, analogy_sets
from explorer.judging.analogy import PLANES, AnalogySettings, Question
from explorer.judging.analogy_search import SET_RULES
from explorer.judging.analogy_sets import QuestionSet, SectionScore
from explorer.ui.shell import (
    analogy_upload,
    completion,
    controls,
    folding,
    formulas,
    long_work,
    observed,
    panels,
    reader_errors,
    word_lists,
)
from explorer.ui.shell.cache import shared_verdicts
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import fill
from explorer.vectors.model import Model
from explorer.vectors.similarity import spelled

OWN_FILE = "A file of your own"


def one_analogy(model: Model) -> None:
    """a : b :: c : ? with its answers, its parallelogram, and why another word lost."""
    vectors = model.vectors
    with st.container(horizontal=True, gap="small"):
        for preset in analogy.presets():
            st.button(
                f"{preset.a} : {preset.b} :: {preset.c} : ?",
                key=f"preset {preset.title}",
                on_click=fill,
                kwargs={letter: spelled(vectors, getattr(preset, letter)) for letter in "abc"},
                help=f"{preset.title} · {preset.source}",
            )
    labels = {"a": ("a", "man"), "b": ("is to b", "woman"), "c": ("as c is to …", "king")}
    typed = {
        key: linked(column).text_input(label, default, key=key, max_chars=100)
        for column, (key, (label, default)) in zip(st.columns(3), labels.items(), strict=True)
    }
    completion.offer(vectors, *"abc", "expected")
    a, b, c = folding.read(vectors, *(typed[key] for key in "abc"))
    settings = word_lists.analogy_settings()
    question = shared_verdicts.question(vectors, a, b, c, settings)
    ranked = question.best()
    best = ranked[0].word
    _tell(question)
    left, right = st.columns([5, 6], gap="large")
    with left:
        st.header(
            " : ".join(map(panels.plain, (a, b))) + " :: " + " : ".join(map(panels.plain, (c, best))), anchor=False
        )
        panels.show(
            figures.answers(
                ranked, score=f"{settings.rule} score", expected=spelled(vectors, analogy.expected(a, b, c))
            ),
            key="answers",
            name=f"analogy {a} {b} {c}",
            alt=f"Bars of the ten best answers; the first is {best} with {ranked[0].score:.3f}.",
            columns={"word": [r.word for r in ranked], settings.rule: [r.score for r in ranked]},
            code=(
                panels.python_of(model) + f"\nfrom explorer.judging import analogy\n\nsettings = analogy.{settings}\n"
                f"for answer in analogy.solve(vectors, {a!r}, {b!r}, {c!r}, settings):\n"
                "    print(answer.word, round(answer.score, 4))"
            ),
        )
    with right, reader_errors.shown(stop=False):
        _parallelogram(model, (a, b, c), [one.word for one in ranked[:4]], unit=settings.unit)
    st.latex(formulas.analogy_score(question.split([best])[0], a, b, c, settings))
    _why_it_lost(question, best)
    _other_models(model, a, b, c, settings)


def _parallelogram(model: Model, given: tuple[str, str, str], answers: list[str], *, unit: bool) -> None:
    """The three words and their answers in a plane."""
    (a, b, c), (best, *others) = given, answers
    st.header("Is it a parallelogram?", anchor=False)
    plane = linked().segmented_control("In the plane of", PLANES, default=PLANES[0], required=True, key="plane")
    drawn = analogy.parallelogram(model.vectors, a, b, c, best, others=others, unit=unit, plane=plane)
    panels.show(
        figures.parallelogram(drawn),
        key="parallelogram",
        name=f"parallelogram {a} {b} {c} {best}",
        columns={
            "word": [*drawn.words, *drawn.others],
            "x": [*drawn.xy[:, 0].tolist(), *drawn.others_xy[:, 0].tolist()],
            "y": [*drawn.xy[:, 1].tolist(), *drawn.others_xy[:, 1].tolist()],
        },
        code=panels.python_of(model)
        + "\nfrom explorer.judging import analogy\n\ndrawn = analogy.parallelogram(\n"
        + f"    vectors, {a!r}, {b!r}, {c!r}, {best!r}, others={others}, unit={unit}, plane={plane!r}\n)\n"
        + "for word, at in zip(drawn.words, drawn.xy):\n    print(word, at.round(3))\n"
        + "print('cosine of the offsets', drawn.cosine, 'gap', drawn.gap)\n",
    )
    st.caption(panels.plain(formulas.parallelogram_sentences(drawn)))


def _tell(question: Question) -> None:
    """What a lesson may ask of the page: the words, and the first answer without them and with them."""

    def first(*, keep_query: bool) -> str:
        return question_again(keep_query=keep_query).best()[0].word

    def question_again(*, keep_query: bool) -> Question:
        settings = replace(question.settings, keep_query=keep_query)
        return shared_verdicts.question(question.vectors, *question.given, settings)

    a, b, c = question.given
    observed.tell(
        "explore/analogies",
        a=a,
        b=b,
        c=c,
        answer=lambda: first(keep_query=False),
        answer_allowed=lambda: first(keep_query=True),
    )


def _why_it_lost(question: Question, best: str) -> None:
    vectors, (a, b, c) = question.vectors, question.given
    st.header("Why did another word not win?", anchor=False)
    default = analogy.expected(a, b, c) or ""
    typed = linked().text_input("The word you expected", default, key="expected", max_chars=100)
    (wanted,) = folding.read(vectors, typed)
    if not wanted:
        return
    with reader_errors.shown(stop=False):
        rank = question.rank_of(wanted)
        splits = question.split(list(dict.fromkeys([best, wanted])))
        st.markdown(f"**{panels.plain(wanted)}** is answer number **{rank:,}** of {len(vectors):,}.")
        columns: dict[str, list[object]] = {"word": [s.word for s in splits]}
        for name, place in ((f"cos with {b}", 1), (f"cos with {a} (counts against it)", 0), (f"cos with {c}", 2)):
            columns[name] = [s.cosines[place] for s in splits]
        columns["score"] = [s.score for s in splits]
        number = st.column_config.NumberColumn(format="%.3f")
        st.dataframe(columns, key="why", hide_index=True, column_config=dict.fromkeys(list(columns)[1:], number))


def _other_models(shown: Model, a: str, b: str, c: str, settings: AnalogySettings) -> None:
    others = {name: opened for name, opened in controls.offered().items() if name != shown.name}
    if not linked().toggle("The same in the other models", key="elsewhere"):
        return
    models = [opened() for opened in list(others.values())[:4]]
    for column, model in zip(st.columns(len(models)), models, strict=True):
        with column:
            st.markdown(f"**{panels.plain(model.name)}**")
            try:
                a_, b_, c_ = (spelled(model.vectors, word) for word in (a, b, c))
                ranked = shared_verdicts.question(model.vectors, a_, b_, c_, settings).best(5)
            except UnknownWordError as error:
                st.caption(panels.plain(str(error)))
                continue
            table = {"word": [r.word for r in ranked], "score": [round(r.score, 3) for r in ranked]}
            st.dataframe(table, key=f"elsewhere {model.name}", hide_index=True)


def whole_set(model: Model) -> None:
    """A set of thousands of analogies, scored section by section."""
    vectors = model.vectors
    left, middle, right = st.columns([2, 1, 1], vertical_alignment="bottom")
    which = linked(left).selectbox("Set", ["Google analogies", OWN_FILE], key="set")
    rule = linked(middle).selectbox("Rule", SET_RULES, key="set_rule")
    ignore_case = linked(right).toggle("Ignore case", True, key="ignore_case")
    if which == OWN_FILE:
        given = analogy_upload.own_set()
        if given is None:
            return
        questions, lines = given
    else:
        questions, lines = analogy_sets.google_set(), "questions = analogy_sets.google_set()\n"
    draw = linked().toggle("Only 20 of one section, drawn at random", key="sample")
    if draw:
        left, right = st.columns([3, 1], vertical_alignment="bottom")
        section = linked(left).selectbox("Section", [s.name for s in questions.sections], key="section")
        seed = int(linked(right).number_input("Seed", 0, 9999, 0, key="draw_seed"))
        questions = analogy_sets.drawn(questions, section, 20, seed=seed)
        lines += f"questions = analogy_sets.drawn(questions, {section!r}, 20, seed={seed})\n"
    found = long_work.result(
        "analogies",
        (vectors.fingerprint, questions, rule, ignore_case),
        f"{len(questions):,} analogies",
        lambda report: analogy_sets.score(vectors, questions, rule=rule, ignore_case=ignore_case, report=report),
        unit="words compared",
    )
    lines += f"for section in analogy_sets.score(vectors, questions, rule={rule!r}, ignore_case={ignore_case}):\n"
    _scores(model, questions, found, rule, lines)


def _scores(model: Model, questions: QuestionSet, found: list[SectionScore], rule: str, lines: str) -> None:
    vectors = model.vectors
    asked, correct = sum(len(s.asked) for s in found), sum(s.correct for s in found)
    columns = st.columns(3)
    columns[0].metric("Answered correctly", f"{correct / asked:.1%}" if asked else "–")
    columns[1].metric("Right, of those asked", f"{correct:,} of {asked:,}")
    columns[2].metric("Asked, of the set", f"{asked:,} of {len(questions):,}")
    names, totals = [s.name for s in found], [len(s.asked) + s.skipped for s in found]
    rights, counts = [s.correct for s in found], [len(s.asked) for s in found]
    panels.show(
        figures.accuracy_by_section(names, rights, counts, totals),
        key="sections",
        name=f"{questions.name} {rule}",
        columns={"section": names, "correct": rights, "asked": counts, "in the set": totals},
        code=panels.python_of(model)
        + "\nfrom explorer.judging import analogy_sets\n\n"
        + lines
        + "    print(section.name, section.correct, len(section.asked))",
    )
    st.caption(
        f"{rule}; the three words given are left out of the answers; all {len(vectors):,} words are searched; "
        "questions with a word the model does not have are not asked. A small vocabulary makes the task easier."
    )
    table = {
        "section": [s.name for s in found for _ in s.answers],
        "question": [f"{a} : {b} :: {c} : ?" for s in found for a, b, c, _ in s.asked.tolist()],
        "expected": [d for s in found for d in s.asked[:, 3].tolist()],
        "answer": [answer for s in found for answer in s.answers],
        "right": [right for s in found for right in s.right.tolist()],
    }
    st.dataframe(table, key="questions_table", hide_index=True, height=380)
