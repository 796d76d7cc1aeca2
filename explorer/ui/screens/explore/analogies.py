"""The parts of the page Analogies: one analogy, a formula, a relation, a direction, a whole set."""

from dataclasses import replace

import streamlit as st

from explorer.errors import UnknownWordError
from explorer.figures import analogy as figures
from explorer.judging import analogy, analogy_sets, relations
from explorer.judging.analogy import PLANES, AnalogySettings, Question
from explorer.judging.analogy_search import SET_RULES
from explorer.judging.analogy_sets import QuestionSet, SectionScore
from explorer.judging.bias import word_sets
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
from explorer.vectors import formula as formulas_of_words
from explorer.vectors.model import Model
from explorer.vectors.similarity import nearest, spelled

OWN_FILE = "A file of your own"
OWN_PAIRS = "Pairs of your own"


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
        st.header("Is it a parallelogram?", anchor=False)
        plane = linked().segmented_control("In the plane of", PLANES, default=PLANES[0], required=True, key="plane")
        others = [r.word for r in ranked[1:4]]
        drawn = analogy.parallelogram(vectors, a, b, c, best, others=others, unit=settings.unit, plane=plane)
        panels.show(figures.parallelogram(drawn), key="parallelogram", name=f"parallelogram {a} {b} {c} {best}")
        st.caption(panels.plain(formulas.parallelogram_sentences(drawn)))
    st.latex(formulas.analogy_score(question.split([best])[0], a, b, c, settings))
    _why_it_lost(question, best)
    _other_models(model, a, b, c, settings)


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


def free_formula(model: Model) -> None:
    """Any sum of words with weights, and the words nearest to it."""
    vectors = model.vectors
    text = linked().text_input(
        "Formula",
        "king - man + woman",
        key="formula",
        max_chars=1000,
        help="Words with + and −, weights (0.5*king), brackets, mean(a, b), double quotes round a word with a space.",
    )
    completion.offer(vectors, "formula", kind="formula")
    keep = linked().toggle("Allow the words of the formula as answers", key="keep")
    read = formulas_of_words.parse(folding.formula(vectors, text or ""), vectors)
    vector = formulas_of_words.evaluate(read, vectors)
    ranked = nearest(vectors, vector, 10, exclude=() if keep else read.words)
    st.markdown(f"Read as: `{str(read).replace('`', ' ')}`")
    panels.show(
        figures.answers(ranked, score="cosine"),
        key="formula_answers",
        name="formula",
        columns={"word": [r.word for r in ranked], "cosine": [r.score for r in ranked]},
        code=panels.python_of(model)
        + "\nfrom explorer.vectors import formula, similarity\n\n"
        + f"vector = formula.evaluate({str(read)!r}, vectors)\n"
        + f"for near in similarity.nearest(vectors, vector, exclude={() if keep else read.words}):\n    print(near)",
    )


def whole_relation(model: Model) -> None:
    """The pairs of one relation as arrows, and how parallel they are in truth.

    Raises
    ------
    SelectionError
        If the visitor's own pairs do not read, or too few are in the model.
    """
    vectors = model.vectors
    sections = {s.name: s for s in analogy_sets.google_set().sections}
    name = linked().selectbox("Relation", [*sections, OWN_PAIRS], index=4, key="relation")
    completion.offer(vectors, "relation_pairs", kind="list")
    if name == OWN_PAIRS:
        asked = list(
            word_lists.own_pairs(
                linked().text_area(
                    "One pair on each line",
                    "dog, puppy\ncat, kitten\nhorse, foal\ncow, calf",
                    key="relation_pairs",
                    max_chars=5000,
                ),
                vectors,
            )
        )
    else:
        asked = list(dict.fromkeys((q.a, q.b) for q in sections[name].questions))
    pairs, missing = word_sets.pairs_in_model(vectors, asked, any_case=folding.on())
    panels.found_note([f"{a}–{b}" for a, b in pairs], [f"{a}–{b}" for a, b in missing], what="pairs")
    some = pairs[: linked().slider("Pairs drawn", 3, 40, 15, key="drawn")]
    found = relations.relation(vectors, some)
    left, right = st.columns([3, 2], gap="large")
    with left:
        panels.show(
            figures.relation(found),
            key="relation_figure",
            name=f"relation {name}",
            columns={"pair": [f"{a} - {b}" for a, b in found.pairs], "cosine": found.agreement.tolist()},
        )
        st.caption(
            f"PCA of these words: the two axes hold {found.variance[0]:.0%} and {found.variance[1]:.0%} of their "
            "variance. Arrows that look parallel here may not be parallel in the space."
        )
    with right:
        mean = sum(found.agreement) / len(found.agreement)
        st.metric("Mean cosine of an offset with all others", f"{mean:.2f}")
        st.metric("The same with the second words shuffled", f"{found.shuffled:.2f}")
        st.markdown(
            "Only what exceeds the second number comes from the relation: words of one kind lie together, so even "
            "wrong pairs agree a little."
        )


def along_a_direction(model: Model) -> None:
    """Pairs x : y that are to each other as a to b."""
    vectors = model.vectors
    completion.offer(vectors, "from", "to")
    left, right = st.columns(2)
    a, b = folding.read(
        vectors,
        linked(left).text_input("from", "she", key="from", max_chars=100),
        linked(right).text_input("to", "he", key="to", max_chars=100),
    )
    found = relations.along(vectors, a, b)
    table: dict[str, list[object]] = {
        "x": [f.x for f in found],
        "y": [f.y for f in found],
        "cosine": [f.cosine for f in found],
    }
    number = st.column_config.NumberColumn(f"cosine of x − y with {a} − {b}", format="%.3f")
    st.dataframe(table, key="generated", hide_index=True, column_config={"cosine": number}, height=520)
    st.download_button(
        "CSV", panels.as_csv(table), "pairs.csv", "text/csv", key="generated_csv", icon=":material/table:"
    )
    st.markdown(
        "Of the 5,000 most frequent words, pairs whose difference runs most like this one and that lie close together. "
        "The generator must answer with two different words: it **cannot say x : x**, so *doctor* to *doctor*, the "
        "neutral answer, is never on the list (Nissim and others 2019). Some of these pairs belong together, others "
        "repeat how people write."
    )


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
    columns[0].metric("Answered rightly", f"{correct / asked:.1%}" if asked else "–")
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
    rows = [
        (s.name, q, answer, bool(r)) for s in found for q, answer, r in zip(s.asked, s.answers, s.right, strict=True)
    ]
    table = {
        "section": [name for name, _, _, _ in rows],
        "question": [f"{q.a} : {q.b} :: {q.c} : ?" for _, q, _, _ in rows],
        "expected": [q.d for _, q, _, _ in rows],
        "answer": [answer for _, _, answer, _ in rows],
        "right": [right for _, _, _, right in rows],
    }
    st.dataframe(table, key="questions_table", hide_index=True, height=380)
