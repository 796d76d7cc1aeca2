"""The parts of the page about association tests: choosing the four sets, one test with its uncertainty, occupations."""

import streamlit as st

from explorer.errors import SelectionError
from explorer.figures import association as figures
from explorer.judging.bias import association, word_sets
from explorer.judging.bias.association import SPREADS, Spread, Weat
from explorer.judging.bias.doubt import Doubt
from explorer.judging.bias.scores import ScoreSettings
from explorer.judging.bias.word_sets import AssociationTest, LabourStatistics, WordList
from explorer.text.numbers import number
from explorer.ui.shell import completion, folding, intervals, panels, typed_lists
from explorer.ui.shell.cache import shared_verdicts
from explorer.ui.shell.linked import linked
from explorer.vectors.model import Model
from explorer.vectors.word_vectors import WordVectors

OWN = "Sets of your own"
OWN_STATISTICS = "Statistics of your own"
CORE = ("Target 1", "Target 2", "Attribute 1", "Attribute 2")


def choose_test(vectors: WordVectors) -> tuple[AssociationTest, Spread]:
    """WEAT 1 to 10, or four sets of the visitor; and how a standard deviation is meant.

    Raises
    ------
    SelectionError
        If a set of the visitor is empty or too long.
    """
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with right:
        spread = choose_spread()
    tests = {test.title: test for test in word_sets.association_tests()}
    title = linked(left).selectbox("Test", [*tests, OWN], index=5, key="test")
    return tests[title] if title in tests else _own_test(vectors), spread


def _own_test(vectors: WordVectors) -> AssociationTest:
    """Four sets of the visitor; all four fields are there before any is read, so that a fault in one loses no other."""
    defaults = ("he, him, his, man", "she, her, hers, woman", "science, physics, logic", "art, poetry, dance")
    typed = {}
    for column, name, default in zip(st.columns(4), CORE, defaults, strict=True):
        key = name.lower().replace(" ", "_")
        typed[name] = linked(column).text_area(name, default, key=key, max_chars=5000)
        completion.offer(vectors, key, kind="list")
    sides = []
    for name, text in typed.items():
        try:
            sides.append(WordList(name, name, typed_lists.words(vectors, text)))
        except SelectionError as error:
            raise SelectionError(f"{name}: {error}") from error
    return AssociationTest("own", OWN, x=sides[0], y=sides[1], a=sides[2], b=sides[3])


def choose_spread() -> Spread:
    """Whether a standard deviation is that of a sample or of a population."""
    return linked().segmented_control(
        "Standard deviation of a",
        SPREADS,
        default=SPREADS[0],
        required=True,
        key="spread",
        help="The paper divides by n − 1 (sample); several tools divide by n (population), which gives a larger d.",
    )


def found_sides(vectors: WordVectors, test: AssociationTest) -> list[list[str]]:
    """The words of the four sets that the model has, the others named on the page."""
    listed = (test.x, test.y, test.a, test.b)
    found = [word_sets.in_model(vectors, side.words, any_case=folding.on()) for side in listed]
    counts = ", ".join(
        f"{side.title} ({len(here)} of {len(side.words)})" for side, (here, _) in zip(listed, found, strict=True)
    )
    with st.expander("Words found: " + panels.plain(counts), expanded=False):
        for side, (here, missing) in zip(listed, found, strict=True):
            panels.found_note(here, missing, what=f"words of “{side.title}”", typed=", ".join(side.words))
            st.markdown(panels.plain(", ".join(here)))
    return [here for here, _ in found]


def the_test(model: Model) -> None:
    """One WEAT: the numbers, the published ones beside them, each word's share in it, and the uncertainty."""
    vectors = model.vectors
    test, spread = choose_test(vectors)
    sides = found_sides(vectors, test)
    outcome = association.weat(vectors, *sides, spread=spread)
    _numbers(outcome, test)
    st.header("Word by word", anchor=False)
    panels.show(
        figures.associations(outcome, (test.x.title, sides[0]), (test.y.title, sides[1]), (test.a.title, test.b.title)),
        key="associations",
        name=f"associations {test.key}",
        columns={"word": [*sides[0], *sides[1]], "s": [*outcome.of_x.tolist(), *outcome.of_y.tolist()]},
        code=panels.python_of(model)
        + "\nfrom explorer.judging.bias import association\n\n"
        + "".join(f"{name} = {words}\n" for name, words in zip("xyab", sides, strict=True))
        + f"print(association.weat(vectors, x, y, a, b, spread={spread!r}))",
    )
    st.header("How sure is it?", anchor=False)
    settings = ScoreSettings("WEAT d", tuple(map(tuple, sides)), spread)
    doubt = shared_verdicts.doubt(vectors, settings)
    panels.show(
        figures.effect_among_random(doubt),
        key="doubt",
        name=f"doubt {test.key}",
        columns={"d": doubt.by_chance.tolist()},
        code=panels.python_of(model)
        + "\nfrom explorer.judging.bias import doubt\nfrom explorer.judging.bias.scores import ScoreSettings\n\n"
        + f"settings = {settings}\nfound = doubt.doubt(settings.score, vectors, settings.lists)\n"
        + "print(found.value, found.usual, found.over_words, found.beyond)\n",
    )
    st.markdown(intervals.sentences(settings.score, doubt))
    if test.source:
        panels.source_note("", test.source)


def _numbers(outcome: Weat, test: AssociationTest) -> None:
    published = {model: (d, p) for model, d, p in test.published}
    columns = st.columns(3 + len(published))
    columns[0].metric("Effect size d", number(outcome.effect, ".3f"))
    columns[1].metric(
        "p, exact" if outcome.exact else "p, estimated",
        f"{outcome.p:.2g}",
        help="Share of all splits of these words into two sets of these sizes whose statistic is at least (≥) the "
        "observed one; the observed split counts. The paper writes >, which leaves it out and gives a smaller p.",
    )
    columns[2].metric("Sum statistic", number(outcome.statistic, ".3f"))
    for column, (model, (d, p)) in zip(columns[3:], published.items(), strict=True):
        column.metric(
            panels.plain(f"Paper, {model}"), f"d = {d:.2f}", delta=f"p {p}", delta_color="off", delta_arrow="off"
        )


def occupations(model: Model) -> None:
    """WEFAT against labour statistics, as a scatter, with its uncertainty."""
    vectors = model.vectors
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with right:
        spread = choose_spread()
    with left:
        completion.offer(vectors, "own_statistics", kind="list")
        chosen = _choose_statistics()
    found, missing = word_sets.in_model(vectors, chosen.share_of_women, any_case=folding.on())
    panels.found_note(found, missing, typed=", ".join(chosen.share_of_women))
    if chosen.title == OWN_STATISTICS:
        typed_lists.mend(vectors, missing)
    panels.source_note(chosen.about, chosen.source)
    terms = next(test for test in word_sets.association_tests() if test.key == "weat7")
    female, male = (word_sets.in_model(vectors, side.words, any_case=folding.on())[0] for side in (terms.b, terms.a))
    share_of = {
        written: share
        for word, share in chosen.share_of_women.items()
        for written in word_sets.in_model(vectors, [word], any_case=folding.on())[0]
    }
    shares = [share_of[word] for word in found]
    associated = association.word_associations(vectors, found, female, male, spread=spread)
    lists = tuple(found), tuple(female), tuple(male), tuple(shares)
    settings = ScoreSettings("WEFAT correlation", lists, spread)
    doubt = shared_verdicts.doubt(vectors, settings)
    panels.show(
        figures.occupations(found, shares, associated, correlation=doubt.value),
        key="occupations",
        name="occupations",
        columns={"occupation": found, "share of women": shares, "association": associated.tolist()},
        code=panels.python_of(model)
        + "\nfrom explorer.judging.bias import association\n\n"
        + f"words, shares = {found}, {shares}\nfemale, male = {female}, {male}\n"
        + f"scores = association.word_associations(vectors, words, female, male, spread={spread!r})\n"
        + "print(association.pearson(scores, shares))",
    )
    st.markdown(f"The correlation is **{doubt.value:.2f}** over {len(found)} occupations: {_verdict(doubt)}")
    st.markdown(intervals.sentences(settings.score, doubt, tested="these occupations"))


def _verdict(doubt: Doubt) -> str:
    if doubt.over_words is not None and doubt.over_words.low > 0:
        return (
            "the text says who works where, and the model learned it. That is a fact about work and about text, not "
            "about what anybody can do."
        )
    if doubt.beyond < 0.05:
        return (
            "random words seldom reach that, so the text says something about who works where; but with other "
            "occupations, or other words for women and men, it could be much weaker."
        )
    return "with these few words it may be chance alone. Take a model that has more of them, or a longer list."


def _choose_statistics() -> LabourStatistics:
    known = {entry.title: entry for entry in word_sets.labour_statistics()}
    title = linked().selectbox("Occupations", [*known, OWN_STATISTICS], index=1, key="labour")
    if title in known:
        return known[title]
    text = linked().text_area(
        "One occupation on each line, then the share of women in per cent",
        "nurse, 90\nteacher, 74\nlawyer, 38\nengineer, 14\ncarpenter, 2",
        key="own_statistics",
        max_chars=5000,
    )
    return LabourStatistics("own", title, word_sets.parse_shares(text))
