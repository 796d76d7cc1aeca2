"""A question in words: the nearest sentences by meaning beside those that share its words, and which word met which."""

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from explorer.errors import SelectionError
from explorer.tasks.labelled import Sentence
from explorer.tasks.search.by_meaning import MeaningIndex
from explorer.tasks.search.by_words import WordIndex
from explorer.tasks.search.hits import Hit, Index, best, only_here
from explorer.tasks.tokens import words_of
from explorer.ui.screens.use.search import choices, met
from explorer.ui.screens.use.search.choices import Asked
from explorer.ui.shell import observed, panels, reader_errors
from explorer.ui.shell.cache import shared_tasks
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import fill

EXAMPLES: Final = (
    "planes dropped bombs on the capital",
    "heavy rain and storms",
    "workers lost their jobs",
    "a disease in animals",
    "what happened to traveland",
)
MANY: Final = (6, 10, 20, 30)  # sentences of each way


def view(asked: Asked) -> None:
    """The question, its answers in two columns, and one of them word by word."""
    typed, weighed, shared, many, more = st.columns([10, 4, 4, 3, 4], gap="small", vertical_alignment="bottom")
    text = linked(typed, kept=True).text_input("Question", EXAMPLES[0], key="question", max_chars=300)
    with weighed:
        settings = choices.weights()
    with shared:
        rule = choices.rule()
    k = linked(many, kept=True).selectbox("Shown", MANY, key="shown")
    with more.popover("Examples", icon=":material/format_quote:", width="stretch"):
        for i, example in enumerate(EXAMPLES):
            st.button(example, key=f"question_{i}", type="tertiary", on_click=fill, kwargs={"question": example})
    words = words_of(text or "")
    if not words:
        st.info("Ask something to see the sentences found.", icon=":material/search:")
        return
    (meaning,) = choices.meaning(asked, settings)
    spelled = shared_tasks.word_index(asked.lines, rule)
    if panels.presenting():  # the field it is typed in is not shown there
        st.markdown(f"“{panels.plain(text)}”")
    left, right = st.columns(2, gap="large")
    with left:
        st.header(f"By meaning ({settings.weights})", anchor=False)
        near = _column(asked, meaning, spelled, words, k, elsewhere=rule.rule)
    with right:
        st.header(f"By shared words ({rule.rule})", anchor=False)
        alike = _column(asked, spelled, meaning, words, k, elsewhere="meaning")
    observed.tell("use/search", question=text, shared=len(near[0].shared) if near else None)
    _ways_to_take(asked, meaning, spelled, words, near, alike)
    hits = list({hit.row: hit for hit in (*near, *alike)})
    if not hits:
        return
    st.header("Which word met which", anchor=False)
    row = st.selectbox(
        "The question and this sentence",
        hits,
        format_func=lambda row: asked.lines.texts[row][:120],
        key="aligned_with",
        help="The sentences found, first those by meaning.",
    )
    met.pair(asked, meaning, words, asked.lines.sentences[row], ("question", "sentence"), key="met")


def _column(asked: Asked, here: Index, there: Index, words: Sentence, k: int, *, elsewhere: str) -> list[Hit]:
    """The best hits of one way, with those marked that the other way lacks; none after an error, which is shown."""
    hits: list[Hit] = []
    with reader_errors.shown(stop=False):
        hits = best(here, words, k)
        places = _places(here, there, words, k)
        for number, hit in enumerate(hits, start=1):
            st.markdown(_line(asked, number, hit, places, elsewhere))
        if not hits:
            st.info("No sentence has a score above 0.", icon=":material/block:")
        else:
            only = sum(hit.row in places for hit in hits)
            st.caption(f"{only} of {len(hits)} are only here. Words of the question are bold.")
    return hits


def _places(here: Index, there: Index, words: Sentence, k: int) -> Mapping[int, int]:
    """Row of a sentence that only this way has -> its place by the other; 0 for all if the other cannot search."""
    try:
        return {only.hit.row: only.elsewhere for only in only_here(here, there, words, k)}
    except SelectionError:
        return {hit.row: 0 for hit in best(here, words, k)}


def _line(asked: Asked, number: int, hit: Hit, places: Mapping[int, int], elsewhere: str) -> str:
    """A sentence that was found, as Markdown."""
    badge = ""
    if hit.row in places:
        place = places[hit.row]
        badge = f" :blue-badge[only here · {f'place {place:,}' if place else 'not found'} by {elsewhere}]"
    return f"{number}\\. `{hit.score:.3f}` {_marked(asked.lines.texts[hit.row], hit.shared)}{badge}"


def _marked(text: str, shared: Sequence[str]) -> str:
    """The text with the words it shares set bold."""
    return " ".join(
        f"**{panels.plain(chunk)}**" if set(words_of(chunk)) & set(shared) else panels.plain(chunk)
        for chunk in text.split()
    )


def _ways_to_take(
    asked: Asked,
    meaning: MeaningIndex,
    spelled: WordIndex,
    words: Sentence,
    near: Sequence[Hit],
    alike: Sequence[Hit],
) -> None:
    """The answers as CSV, and the Python that gives them."""
    ways = {meaning.weighing.settings.weights: near, spelled.settings.rule: alike}
    rows: dict[str, list[object]] = {
        "way": [way for way, hits in ways.items() for _ in hits],
        "place": [place for hits in ways.values() for place, _ in enumerate(hits, start=1)],
        "score": [hit.score for hits in ways.values() for hit in hits],
        "sentence": [asked.lines.texts[hit.row] for hits in ways.values() for hit in hits],
        "shared": [" ".join(hit.shared) for hits in ways.values() for hit in hits],
    }
    code = (
        f"{choices.python(asked)}"
        "from explorer.tasks.search.by_meaning import MeaningSettings, meaning_index\n"
        "from explorer.tasks.search.by_words import WordSettings, word_index\n"
        "from explorer.tasks.search.hits import best\n\n"
        f"by_meaning = meaning_index(found.sentences, vectors, {meaning.weighing.settings!r})\n"
        f"by_words = word_index(found.sentences, {spelled.settings!r})\n"
        f"for index in (by_meaning, by_words):\n"
        f"    for hit in best(index, {words!r}, {max(len(near), len(alike), 1)}):\n"
        "        print(round(hit.score, 3), found.texts[hit.row])\n"
    )
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "CSV",
            lambda: panels.as_csv(rows),
            "found.csv",
            "text/csv",
            key="found_csv",
            on_click="ignore",
            type="tertiary",
            icon=":material/table:",
        )
        with st.popover("Python", icon=":material/code:", type="tertiary", help="Show the Python"):
            panels.python(code, key="found", name="found")
