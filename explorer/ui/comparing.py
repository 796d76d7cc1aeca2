"""The parts of the page that compares two models: what is asked, the maps, one word, the words most and least alike."""

import streamlit as st

from explorer.compare import CompareSettings, Comparison, compare, two_seeds
from explorer.figures import compare as figures
from explorer.training.sgns import SGNSSettings
from explorer.ui import cache, long_work, panels, reader_errors
from explorer.ui.jobs import Report
from explorer.ui.state import session
from explorer.vectors import WordVectors

LISTED = 200
NULL_TEXT = "royals"


def choose_two() -> tuple[WordVectors, WordVectors]:
    """Two models of the visit; while there is only one, two trainings of a small text."""
    models = {model.name: model for model in (cache.built_in(), *session().library.models)}
    if len(models) < 2:
        st.info(
            "There is one model so far. Below are two trainings of one small text that differ in nothing but the seed; "
            "to compare models of your own, train or import another on the pages Watch it learn and Models.",
            icon=":material/info:",
        )
        return seeds()
    left, right = st.columns(2)
    first = left.selectbox("First model", list(models), key="first", bind="query-params")
    others = [name for name in models if name != first]
    second = right.selectbox("Second model, turned onto the first", others[::-1], key="second", bind="query-params")
    return models[first], models[second]


def settings() -> CompareSettings:
    """How many words, and how many neighbours of each."""
    left, right = st.columns(2)
    words = left.select_slider("Words", [100, 300, 1000, 3000, 10_000], 3000, key="compared", bind="query-params")
    k = right.slider("Neighbours k", 1, 50, 10, key="k", bind="query-params")
    return CompareSettings(words, k)


def seeds() -> tuple[WordVectors, WordVectors]:
    """Two trainings of a small text with other seeds; the page ends here, with a bar, while they are made."""

    def work(report: Report) -> tuple[WordVectors, WordVectors]:
        report(0, 0)
        text = cache.packaged_corpus(NULL_TEXT, 1, 1, 10_000)
        return two_seeds(text, SGNSSettings(dim=20, batch=256))

    return long_work.result("two seeds", NULL_TEXT, "Training the same text twice", work)


def shown(first: WordVectors, second: WordVectors, chosen: CompareSettings) -> None:
    """Everything about the two, top to bottom."""
    with reader_errors.shown():
        found = cache.compared(first, second, chosen.words, chosen.neighbours)
    st.caption(
        panels.plain(
            f"{found.shared:,} words are in both, of {len(first):,} and {len(second):,}; the {len(found.words):,} most "
            f"frequent of them are compared. The rotation is looked for in {found.dim} dimensions."
        )
    )
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    word = left.text_input(
        "A word", key="asked", bind="query-params", max_chars=100, placeholder="any of the words compared"
    )
    view = right.segmented_control(
        "Map", ["Side by side", "Movement"], default="Side by side", required=True, key="view", bind="query-params"
    )
    asked = word.strip()
    names = (first.name, second.name)
    panels.show(
        figures.side_by_side(found, names, asked) if view == "Side by side" else figures.arrows(found),
        key="two_maps",
        name=f"{first.name} and {second.name}",
        alt=f"{len(found.words)} words in both models; mean overlap of neighbours {found.jaccard.mean():.2f}.",
        columns=_columns(found),
        code="from explorer import compare\n\nfound = compare.compare(first, second)  # two WordVectors\n"
        "print(found.jaccard.mean(), found.moved.mean())",
    )
    st.caption(
        "Both maps have the axes of the first model's PCA; the second is turned and scaled onto it (Procrustes). "
        + (
            "Arrows lead from the first model's place to the second's, for the words that moved furthest beyond their "
            "neighbours."
            if view == "Movement"
            else "Zoom and pan are linked."
        )
    )
    if asked:
        with reader_errors.shown(stop=False):
            _one_word(found, asked, names)
    _alike(found)


def _one_word(found: Comparison, word: str, names: tuple[str, str]) -> None:
    lists = found.neighbours(word)
    row = found.words.index(word)
    both = set(lists[0]) & set(lists[1])
    st.markdown(
        f"**{panels.plain(word)}** keeps {len(both)} of {found.k} neighbours: Jaccard {found.jaccard[row]:.2f}, "
        f"rank-biased {found.rank_biased[row]:.2f}; moved {found.moved[row]:.2f}, {found.beyond[row]:+.2f} beyond its "
        "neighbours. Neighbours of both models are in bold."
    )
    for column, name, near in zip(st.columns(2), names, lists, strict=True):
        marked = ", ".join(f"**{panels.plain(w)}**" if w in both else panels.plain(w) for w in near)
        column.markdown(f"{panels.plain(name)}: {marked}")


def _alike(found: Comparison) -> None:
    st.subheader("How many words kept their neighbours", anchor=False)
    null = None
    if st.toggle(
        "Beside it: two seeds of one text",
        key="null",
        help="Two trainings of the packaged text about royals that differ in the seed only.",
    ):
        null = compare(*seeds(), CompareSettings(len(found.words), found.k))
    left, right = st.columns([1, 1], gap="large")
    with left:
        panels.show(
            figures.overlaps(found, null),
            key="overlaps",
            name="overlap of neighbours",
            alt=f"Mean overlap {found.jaccard.mean():.2f}; by chance {found.chance:.3f}.",
            columns=_columns(found),
        )
        st.caption(f"Mean overlap {found.jaccard.mean():.3f}; by chance it would be {found.chance:.3f}.")
        if null is not None:
            st.caption(
                f"Two seeds of one text: {null.jaccard.mean():.3f} over {len(null.words)} words, by chance "
                f"{null.chance:.3f}. With so few words lists overlap more easily than in a large vocabulary."
            )
    with right:
        low, high = st.slider(
            "Words whose overlap lies in", 0.0, 1.0, (0.0, 1.0), 0.05, key="band", bind="query-params"
        )
        order = st.segmented_control(
            "First", ["Least alike", "Most alike", "Moved most"], default="Least alike", required=True, key="order"
        )
        by = {"Least alike": found.rank_biased, "Most alike": -found.rank_biased, "Moved most": -found.beyond}[order]
        rows = [row for row in by.argsort(kind="stable").tolist() if low <= found.jaccard[row] <= high][:LISTED]
        st.dataframe(
            {
                "word": [found.words[row] for row in rows],
                "Jaccard": [float(found.jaccard[row]) for row in rows],
                "rank-biased": [float(found.rank_biased[row]) for row in rows],
                "beyond": [float(found.beyond[row]) for row in rows],
                "kept": [", ".join(_kept(found, row)) for row in rows],
            },
            key="alike",
            hide_index=True,
            height=300,
            column_config={
                **{n: st.column_config.NumberColumn(format="%.2f") for n in ("Jaccard", "rank-biased")},
                "beyond": st.column_config.NumberColumn(
                    format="%+.2f", help="Moved further than its neighbours, in radii."
                ),
            },
        )


def _kept(found: Comparison, row: int) -> list[str]:
    there = set(found.near_second[row].tolist())
    return [found.words[i] for i in found.near_first[row].tolist() if i in there]


def _columns(found: Comparison) -> dict[str, list[object]]:
    return {
        "word": list(found.words),
        "jaccard": found.jaccard.tolist(),
        "rank biased": found.rank_biased.tolist(),
        "moved": found.moved.tolist(),
        "beyond neighbours": found.beyond.tolist(),
    }
