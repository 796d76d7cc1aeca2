"""The part of the page about association tests for three groups or more: MAC and RNSB, which take any number."""

from collections.abc import Sequence

import streamlit as st

from explorer.figures import association as figures
from explorer.judging.bias import doubt as doubts
from explorer.judging.bias import other_measures, word_sets
from explorer.judging.bias.scores import ScoreSettings
from explorer.judging.bias.word_sets import GroupList, WordList
from explorer.ui.shell import completion, folding, intervals, panels, terms, typed_lists, word_lists
from explorer.ui.shell.cache import shared_verdicts
from explorer.ui.shell.linked import linked
from explorer.vectors.model import Model
from explorer.vectors.word_vectors import WordVectors

STEREOTYPES = "The source's stereotypes of each group"
OWN = "Sets of your own"
Words = tuple[tuple[str, ...], ...]


def several_groups(model: Model) -> None:
    """How far groups are from attributes, and how much negative sentiment each has, with the uncertainty of both.

    Raises
    ------
    SelectionError
        If a list of the visitor cannot be read, or a group or a set of attributes has no word in
        the model.
    """
    vectors = model.vectors
    left, right = st.columns(2)
    with left:
        listed = word_lists.choose_groups(vectors)
    with right:
        chosen = _attributes(vectors, listed)
    groups = _found(vectors, [WordList("", *both) for both in zip(listed.names, listed.groups, strict=True)])
    attributes = _found(vectors, chosen)
    panels.source_note(listed.about, listed.source)
    _distances(model, listed.names, groups, [one.title for one in chosen], attributes)
    _sentiment(model, listed.names, groups)


def _attributes(vectors: WordVectors, listed: GroupList) -> list[WordList]:
    """The sets of attributes of MAC."""
    tests = {f"{test.a.title} and {test.b.title} ({test.key.upper()})": test for test in word_sets.association_tests()}
    usual = {title: test for title, test in tests.items() if test.key in ("weat1", "weat6", "weat9")}
    said = [STEREOTYPES] if listed.stereotypes else []
    name = linked().selectbox("Attributes of MAC", [*said, *usual, OWN], key="attributes")
    if name in usual:
        return [usual[name].a, usual[name].b]
    if name == STEREOTYPES:
        titles = [f"said of: {group}" for group in listed.names]
        return [WordList("", *both) for both in zip(titles, listed.stereotypes, strict=True)]
    text = linked().text_area(
        "One set on each line, any number of words", "doctor, engineer, teacher\npoor, homeless, hungry",
        key="own_attributes", max_chars=5000,
    )  # fmt: skip
    completion.offer(vectors, "own_attributes", kind="list")
    lines = [line for line in text.splitlines() if line.strip()] or [""]
    sets = [typed_lists.words(vectors, line) for line in lines]
    return [WordList("", ", ".join(words[:3]) + (" …" if len(words) > 3 else ""), words) for words in sets]


def _found(vectors: WordVectors, lists: Sequence[WordList]) -> Words:
    """The words of each list that the model has, the others named on the page."""
    found = []
    for listed in lists:
        here, missing = word_sets.in_model(vectors, listed.words, any_case=folding.on())
        if missing:
            panels.found_note(here, missing, what=f"words of “{listed.title}”", typed=", ".join(listed.words))
        found.append(tuple(here))
    return tuple(found)


def _distances(model: Model, names: Sequence[str], groups: Words, titles: Sequence[str], attributes: Words) -> None:
    vectors = model.vectors
    st.header("How far is each group from the attributes?", anchor=False, help=terms.meaning("mac"))
    settings = ScoreSettings("MAC of groups", (*groups, *attributes), targets=len(groups))
    doubt = shared_verdicts.doubt(vectors, settings)
    by_group, by_set = ([doubts.rows_of(vectors, words) for words in lists] for lists in (groups, attributes))
    distances = other_measures.average_distances(by_group, by_set)
    panels.show(
        figures.group_distances(names, titles, distances, doubt.value),
        key="group_distances",
        name="groups and attributes",
        alt=f"MAC {doubt.value:.3f}. "
        + "; ".join(f"{name} {row.mean():.3f}" for name, row in zip(names, distances, strict=True)),
        columns={"group": list(names), **dict(zip(titles, distances.T.tolist(), strict=True))},
        code=_code(model, groups, attributes, 0),
    )
    st.latex(
        r"\mathrm{MAC} = \operatorname{mean}_{t \in T,\; A} \; \tfrac{1}{|A|} \sum_{a \in A} "
        rf"{{\big(1 - \cos(t, a)\big)}} = {doubt.value:.3f}"
    )
    st.markdown(
        "A value of 1 means no tie between groups and attributes. Look along a row first: a mark far to the left is a "
        "set of words that keeps company with that group."
    )
    st.markdown(intervals.sentences(settings.score, doubt, tested="the groups"))


def _sentiment(model: Model, names: Sequence[str], groups: Words) -> None:
    vectors = model.vectors
    st.header("Which groups' words sound negative?", anchor=False, help=terms.meaning("rnsb"))
    test = word_sets.association_tests()[0]
    pleasant, unpleasant = _found(vectors, (test.a, test.b))
    settings = ScoreSettings("RNSB of groups", (*groups, pleasant, unpleasant), targets=len(groups))
    doubt = shared_verdicts.doubt(vectors, settings)
    words = [word for group in groups for word in group]
    rows, good, bad = (doubts.rows_of(vectors, listed) for listed in (words, pleasant, unpleasant))
    shares = other_measures.negative_sentiment(rows, good, bad).shares
    panels.show(
        figures.negative_shares(names, groups, shares),
        key="negative_shares",
        name="negative sentiment of groups",
        alt=f"RNSB {doubt.value:.3f} over {len(words)} words.",
        columns={
            "group": [name for name, group in zip(names, groups, strict=True) for _ in group],
            "word": words,
            "share": shares.tolist(),
        },
        code=_code(model, groups, (pleasant, unpleasant), 1),
    )
    st.latex(
        rf"\mathrm{{RNSB}} = \sum_{{w}} P_w \ln \frac{{P_w}}{{1 / {len(words)}}} = {doubt.value:.3f}\ \text{{nats}}"
    )
    st.markdown(
        f"A classifier learns from {len(pleasant)} pleasant and {len(unpleasant)} unpleasant words of WEAT 1 and is "
        "asked about the groups' words. If it found them all alike, each would have an equal share of the negative "
        "sentiment and RNSB would be 0."
    )
    st.markdown(intervals.sentences(settings.score, doubt, tested="the groups"))


def _code(model: Model, groups: Words, attributes: Words, which: int) -> str:
    return (
        panels.python_of(model)
        + "\nfrom explorer.judging.bias import doubt, scores\n\n"
        + f"groups = {groups!r}\nattributes = {attributes!r}\n"
        + f"score = scores.of_groups(len(groups), len(groups) + len(attributes))[{which}]\n"
        + "rows = [doubt.rows_of(vectors, words) for words in (*groups, *attributes)]\n"
        + "print(score.name, round(score.of(*rows), 3))"
    )
