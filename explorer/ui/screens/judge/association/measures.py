"""Parts of the page about association tests that compare: all measures of one test, several models by many tests."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from explorer.figures import association as figures
from explorer.judging.bias import association, ranking, scores, word_sets
from explorer.judging.bias.doubt import Score
from explorer.judging.bias.ranking import Ranking
from explorer.judging.bias.scores import NEUTRALS, Neutral, ScoreSettings
from explorer.ui.screens.judge.association import views
from explorer.ui.shell import controls, folding, intervals, long_work, panels, word_lists
from explorer.ui.shell.cache import shared_verdicts
from explorer.ui.shell.linked import linked
from explorer.vectors.model import Model
from explorer.vectors.typed_words import Pair
from explorer.vectors.word_vectors import WordVectors

LENGTHS = ("length 1", "their own length")


def all_measures(model: Model) -> None:
    """The measures of one test's sets, each with its uncertainty and its convention."""
    vectors = model.vectors
    test, spread = views.choose_test(vectors)
    sides = views.found_sides(vectors, test)
    association.check_sets(*sides)
    neutral, unit, pairs = _conventions(vectors)
    lists = tuple(map(tuple, sides))
    asked: list[tuple[Score, ScoreSettings]] = [
        (score, ScoreSettings(score.name, lists, spread, neutral=neutral, unit=unit))
        for score in scores.of_four_lists(spread, neutral=neutral, unit=unit)
    ]
    for name, words in zip("AB", lists[2:], strict=True) if pairs else ():
        settings = ScoreSettings("RIPA", (*zip(*pairs, strict=True), words))
        asked.append((replace(settings.score, name=f"RIPA of {name}"), settings))
    measures = [score for score, _ in asked]
    doubts = [shared_verdicts.doubt(vectors, settings) for _, settings in asked]
    rows = intervals.table(measures, doubts)
    panels.show(
        figures.measures(measures, doubts),
        key="measures",
        name=f"measures {test.key}",
        alt="; ".join(f"{score.name} {doubt.value:.3f}" for score, doubt in zip(measures, doubts, strict=True)),
        columns=rows,
        code=panels.python_of(model)
        + "\nfrom explorer.judging.bias import doubt\nfrom explorer.judging.bias.scores import ScoreSettings\n\n"
        + "settings = [\n"
        + "".join(f"    {settings},\n" for _, settings in asked)
        + "]\nfor one in settings:\n    found = doubt.doubt(one.score, vectors, one.lists)\n"
        + "    print(one.name, round(found.value, 3), found.usual)\n",
    )
    _table(rows)
    names = [panels.plain(side.title) for side in (test.x, test.y, test.a, test.b)]
    st.markdown(
        f"X is {names[0]}, Y {names[1]}, A {names[2]}, B {names[3]}. Published measures of related questions, each "
        "with its own convention; they need not agree, and often do not.\n\n"
        + "\n".join(f"- **{score.name}**: {score.asks} *{panels.plain(score.convention)}.*" for score in measures)
    )


def _conventions(vectors: WordVectors) -> tuple[Neutral, bool, list[Pair]]:
    """The neutral words of RND, whether it takes vectors at length 1, and the pairs of RIPA that the model has."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        neutral = linked().segmented_control(
            "Neutral words of RND",
            NEUTRALS,
            default=NEUTRALS[0],
            required=True,
            key="neutral",
            help="RND asks whether words that should be neutral lie nearer to the mean of X or of Y.",
        )
        length = linked().segmented_control(
            "RND takes vectors at",
            LENGTHS,
            default=LENGTHS[0],
            required=True,
            key="length",
            help="Both are in use. At their own length, words with long vectors weigh more.",
        )
        chosen = word_lists.choose_pairs(vectors, "Pairs of RIPA", key="ripa_pairs", own="own_ripa_pairs")
    pairs, missing = word_sets.pairs_in_model(vectors, chosen.pairs, any_case=folding.on())
    if missing or not pairs:
        panels.sets_note(pairs, missing, chosen.pairs, what="pairs of RIPA")
    return neutral, length == LENGTHS[0], pairs


def _table(rows: dict[str, list[object]]) -> None:
    st.dataframe(
        {name: cells for name, cells in rows.items() if name not in ("what it asks", "convention")},
        key="others",
        hide_index=True,
        column_config={
            "value": st.column_config.NumberColumn(format="%.3f"),
            "as far out by chance": st.column_config.NumberColumn(
                format="percent", help="Share of draws of random words that are at least as far from what is usual."
            ),
            "interval over words": st.column_config.TextColumn(
                help="95% confidence interval; the words are resampled with replacement."
            ),
            "interval over pairs": st.column_config.TextColumn(
                help="95% confidence interval; the pairs are resampled. Only RIPA has pairs."
            ),
            "random words": st.column_config.TextColumn(
                help="The middle 95% with random words of similar frequency as targets; for RIPA, as A or B."
            ),
        },
    )


def side_by_side() -> None:
    """Any number of models by all tests on the words they share, ranked, with the uncertainty of the order."""
    left, middle, right = st.columns([6, 2, 3], vertical_alignment="bottom")
    with left:
        models = controls.choose_models(first=3)
    with right:
        spread = views.choose_spread()
    measures = {score.name: score for score in scores.of_four_lists(spread)}
    score = measures[linked(middle).selectbox("Measure", list(measures), key="measure")]
    tests = {test.title: test for test in word_sets.association_tests()}
    with st.expander("Which tests", icon=":material/checklist:"):
        titles = st.multiselect("Tests", list(tests), default=list(tests), key="tests") or list(tests)
    found = long_work.result(
        "ranking",
        (tuple(model.vectors.fingerprint for model in models), score.name, spread, tuple(titles)),
        f"{len(titles)} tests of {len(models)} models",
        lambda report: ranking.ranking(
            [model.vectors for model in models], [tests[title] for title in titles], score, report=report
        ),
        unit="%",
    )
    names = [model.name for model in models]
    _order(names, found)
    values: dict[str, list[object]] = {"test": list(found.tests)}
    for name, row in zip(names, found.values, strict=True):
        values[name] = row.tolist()
    values["words all have (X Y A B)"] = [" ".join(f"{n}/{of}" for n, of in sides) for sides in found.found]
    if score.name.startswith("WEAT"):
        for place, (model, _, _) in enumerate(word_sets.association_tests()[0].published):
            values[f"paper, {model}"] = [tests[title].published[place][1] for title in found.tests]
    opened = "".join(f"{panels.python_of(model)}models.append(vectors)\n\n" for model in models)
    panels.show(
        figures.models_by_test(found, score, names),
        key="models_by_test",
        name="models by test",
        columns=values,
        code="from explorer.judging.bias import ranking, word_sets\n"
        f"from explorer.judging.bias.scores import ScoreSettings\n\nmodels = []\n{opened}titles = {titles}\n"
        "known = {test.title: test for test in word_sets.association_tests()}\n"
        f"score = ScoreSettings({score.name!r}, (), {spread!r}).score\n"
        "found = ranking.ranking(models, [known[title] for title in titles], score)\n"
        "print(found.tests, found.values.round(2), found.ranks)\n",
    )
    numbers = [name for name in values if name not in ("test", "words all have (X Y A B)")]
    st.dataframe(
        values,
        key="every",
        hide_index=True,
        column_config={name: st.column_config.NumberColumn(format="%.2f") for name in numbers},
    )
    left_out = f" Left out, lacking words: {panels.plain(', '.join(found.left_out))}." if found.left_out else ""
    st.caption(
        f"Bars: the middle 95% with the words drawn again. {score.name}: {score.convention}. Only words that all "
        "these models have are used, so that the models are "
        f"compared alike; add or remove a model and the words change.{left_out}"
    )


def _order(names: Sequence[str], found: Ranking) -> None:
    order = sorted(range(len(names)), key=lambda m: found.ranks[m])
    table: dict[str, list[object]] = {
        "rank": [found.ranks[m] for m in order],
        "model": [names[m] for m in order],
        "mean distance from no bias": [float(found.strength[m]) for m in order],
        "first in": [float(found.chances[m, 0]) for m in order],
        "this rank in": [float(found.chances[m, found.ranks[m] - 1]) for m in order],
    }
    share = "of the draws of other words, the same for all models"
    st.dataframe(
        table,
        key="order",
        hide_index=True,
        column_config={
            "rank": st.column_config.NumberColumn(help="1 leans most.", width="small"),
            "mean distance from no bias": st.column_config.NumberColumn(
                format="%.3f", help=f"Mean over the {len(found.tests)} tests of how far the score lies from no bias."
            ),
            "first in": st.column_config.NumberColumn(format="percent", help=f"Share {share} in which it leans most."),
            "this rank in": st.column_config.NumberColumn(
                format="percent", help=f"Share {share} with exactly this rank."
            ),
        },
    )
    if len(order) == 1:
        st.caption("Choose a second model to get an order; train or import one on the Train and Models pages.")
        return
    first = order[0]
    sure = found.chances[first, 0]
    verdict = "The order is sure enough to report." if sure >= 0.95 else "Do not read much into the order."
    st.markdown(
        f"**{panels.plain(names[first])}** leans most by {len(found.tests)} tests; with other words of the same "
        f"kinds it would do so in **{sure:.0%}** of the draws. {verdict}"
    )
