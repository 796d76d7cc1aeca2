"""The parts of the page about association tests: the test, the other measures, occupations, all tests in all models."""

import streamlit as st

from explorer.bias import association, other_measures, word_sets
from explorer.bias.association import SPREADS, Weat
from explorer.bias.word_sets import AssociationTest, WordList
from explorer.errors import SelectionError
from explorer.figures import association as figures
from explorer.ui import cache, panels, reader_errors
from explorer.ui.state import session
from explorer.vectors import WordVectors

OWN = "Sets of your own"
CORE = ("Target 1", "Target 2", "Attribute 1", "Attribute 2")


def choose_test() -> AssociationTest:
    """WEAT 1 to 10, or four sets of the visitor's.

    Raises
    ------
    SelectionError
        If a set of the visitor's is empty or too long.
    """
    tests = {test.title: test for test in word_sets.association_tests()}
    title = st.selectbox("Test", [*tests, OWN], index=5, key="test", bind="query-params")
    if title in tests:
        return tests[title]
    defaults = ("he, him, his, man", "she, her, hers, woman", "science, physics, logic", "art, poetry, dance")
    sides = []
    for column, name, default in zip(st.columns(4), CORE, defaults, strict=True):
        text = column.text_area(name, default, key=name.lower().replace(" ", "_"), bind="query-params", max_chars=5000)
        sides.append(WordList(name, name, word_sets.parse_words(text)))
    return AssociationTest("own", OWN, x=sides[0], y=sides[1], a=sides[2], b=sides[3])


def found_sides(vectors: WordVectors, test: AssociationTest) -> list[list[str]]:
    """The words of the four sets that the model has, the others named on the page."""
    found = []
    for side in (test.x, test.y, test.a, test.b):
        present, missing = word_sets.in_model(vectors, side.words, any_case=True)
        panels.found_note(present, missing, what=f"words of “{side.title}”")
        found.append(present)
    return found


def the_test(vectors: WordVectors) -> None:
    """One WEAT: the numbers, the published ones beside them, each word's share in it, and its doubt."""
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with right:
        spread = st.segmented_control(
            "Standard deviation of a",
            SPREADS,
            default=SPREADS[0],
            required=True,
            key="spread",
            bind="query-params",
            help="The paper divides by n − 1 (sample); several tools divide by n (population), which gives a larger d.",
        )
    with left:
        test = choose_test()
    with st.expander("Which words were found", expanded=False):
        sides = found_sides(vectors, test)
    outcome = association.weat(vectors, *sides, spread=spread)
    _numbers(outcome, test)
    st.subheader("Word by word", anchor=False)
    panels.show(
        figures.associations(outcome, (test.x.title, sides[0]), (test.y.title, sides[1]), (test.a.title, test.b.title)),
        key="associations",
        name=f"associations {test.key}",
        columns={"word": [*sides[0], *sides[1]], "s": [*outcome.of_x.tolist(), *outcome.of_y.tolist()]},
        code=panels.python_of(vectors)
        + "\nfrom explorer.bias import association\n\n"
        + "".join(f"{name} = {words}\n" for name, words in zip("xyab", sides, strict=True))
        + f"print(association.weat(vectors, x, y, a, b, spread={spread!r}))",
    )
    st.subheader("How sure is it?", anchor=False)
    interval = association.bootstrap_weat(vectors, *sides, spread=spread, draws=1000)
    by_chance = association.effects_of_random_words(vectors, *sides, spread=spread)
    panels.show(figures.effect_among_random(outcome.effect, interval, by_chance), key="doubt", name=f"doubt {test.key}")
    beyond = float((abs(by_chance) >= abs(outcome.effect)).mean())
    st.markdown(
        f"Had other words of these kinds been chosen, d would lie between **{interval.low:.2f}** and "
        f"**{interval.high:.2f}** in {interval.level:.0%} of the draws (bootstrap over all four sets). With "
        f"random words of the same frequency as targets, {beyond:.1%} of the draws reach so large a |d|."
    )
    if test.source:
        panels.source_note("", test.source)


def _numbers(outcome: Weat, test: AssociationTest) -> None:
    published = {model: (d, p) for model, d, p in test.published}
    columns = st.columns(3 + len(published))
    columns[0].metric("Effect size d", f"{outcome.effect:.3f}")
    columns[1].metric("p, exact" if outcome.exact else "p, estimated", f"{outcome.p:.2g}")
    columns[2].metric("Sum statistic", f"{outcome.statistic:.3f}")
    for column, (model, (d, p)) in zip(columns[3:], published.items(), strict=True):
        column.metric(f"Paper, {model}", f"d = {d:.2f}", delta=f"p {p}", delta_color="off", delta_arrow="off")


def other_scores(vectors: WordVectors) -> None:
    """RND, RNSB, MAC, RIPA and ECT of one test's sets, each with what it means."""
    test = choose_test()
    with st.expander("Which words were found", expanded=False):
        x, y, a, b = found_sides(vectors, test)
    association.check_sets(x, y, a, b)
    names = [panels.plain(side.title) for side in (test.x, test.y, test.a, test.b)]
    distance = other_measures.relative_norm_distance(vectors, x, y, [*a, *b])
    sentiment = other_measures.relative_negative_sentiment(vectors, a, b, [*x, *y])
    ripa = other_measures.relational_inner_product(vectors, list(zip(x, y, strict=False)), a)
    rows: dict[str, list[object]] = {
        "measure": ["WEAT d", "RND", "RNSB", "MAC", "RIPA", "ECT"],
        "value": [
            association.weat(vectors, x, y, a, b).effect,
            float(distance[: len(a)].mean() - distance[len(a) :].mean()),
            sentiment.divergence,
            other_measures.mean_average_cosine(vectors, [*x, *y], [a, b]),
            float(ripa.mean()),
            other_measures.embedding_coherence(vectors, x, y, [*a, *b]),
        ],
        "no bias": ["0", "0", "0", "1", "0", "1"],
        "what it asks": [
            f"Are words of {names[0]} nearer to {names[2]} than to {names[3]}, compared with {names[1]}?",
            f"Is {names[2]} nearer to the mean of {names[0]} than {names[3]} is? Negative: nearer.",
            f"Does a classifier of {names[2]} and {names[3]} spread its verdict unevenly over the targets?",
            "How far are the targets from the attributes, on average, as cosine distance?",
            f"How far does {names[2]} lie along the pairs of {names[0]} and {names[1]}, lengths included?",
            "Do both targets rank the attributes in the same order?",
        ],
    }
    st.dataframe(
        rows, key="others", hide_index=True, column_config={"value": st.column_config.NumberColumn(format="%.3f")}
    )
    st.download_button(
        "CSV", panels.as_csv(rows), "measures.csv", "text/csv", key="others_csv", icon=":material/table:"
    )
    st.caption(
        "Six published measures of one question, each with its own convention. They need not agree, and often do not."
    )


def occupations(vectors: WordVectors) -> None:
    """WEFAT against labour statistics, as a scatter."""
    statistics = {entry.title: entry for entry in word_sets.labour_statistics()}
    chosen = statistics[st.selectbox("Occupations", list(statistics), key="labour", bind="query-params")]
    found, missing = word_sets.in_model(vectors, chosen.share_of_women)
    panels.found_note(found, missing)
    panels.source_note(chosen.about, chosen.source)
    terms = next(test for test in word_sets.association_tests() if test.key == "weat7")
    female, male = (word_sets.in_model(vectors, side.words)[0] for side in (terms.b, terms.a))
    scores = association.word_associations(vectors, found, female, male)
    shares = [chosen.share_of_women[word] for word in found]
    correlation = association.pearson(scores, shares)
    panels.show(
        figures.occupations(found, shares, scores, correlation=correlation),
        key="occupations",
        name="occupations",
        columns={"occupation": found, "share of women": shares, "association": scores.tolist()},
    )
    st.markdown(
        f"The correlation is **{correlation:.2f}** over {len(found)} occupations: the text knows who works where, and "
        "the model learned it. That is a fact about work and about text, not about what anybody can do."
    )


def every_test(vectors: WordVectors) -> None:
    """WEAT 1 to 10 in up to three models, side by side."""
    models = {model.name: model for model in (cache.built_in(), *session().library.models)}
    names = st.multiselect("Models", list(models), default=[vectors.name], max_selections=3, key="models") or [
        vectors.name
    ]
    rows: dict[str, list[object]] = {"test": [test.title for test in word_sets.association_tests()]}
    for name in names:
        rows[name], rows[f"words found, {name}"] = [], []
        for test in word_sets.association_tests():
            sides = (test.x, test.y, test.a, test.b)
            found = [word_sets.in_model(models[name], side.words, any_case=True)[0] for side in sides]
            with reader_errors.shown(stop=False):
                try:
                    rows[name].append(association.weat(models[name], *found).effect)
                except SelectionError:
                    rows[name].append(None)
            here = " ".join(f"{len(w)}/{len(side.words)}" for w, side in zip(found, sides, strict=True))
            rows[f"words found, {name}"].append(here)
    for i, (model, _, _) in enumerate(word_sets.association_tests()[0].published):
        rows[f"paper, {model}"] = [test.published[i][1] for test in word_sets.association_tests()]
    formats = {
        name: st.column_config.NumberColumn(format="%.2f") for name in rows if "found" not in name and name != "test"
    }
    st.dataframe(rows, key="every", hide_index=True, column_config=formats, height=400)
    st.download_button("CSV", panels.as_csv(rows), "weat.csv", "text/csv", key="every_csv", icon=":material/table:")
    st.caption("Effect size d, sample standard deviation. A test with too few words in the model is left empty.")
