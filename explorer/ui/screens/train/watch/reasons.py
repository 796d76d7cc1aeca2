"""Find out why: the contexts and sentences that pulled two words together, and a run without them."""

import streamlit as st

from explorer.errors import SettingError, UnknownWordError
from explorer.text.corpus import Corpus
from explorer.training.lessons.contexts import Why, why
from explorer.ui.canvas.live.registry import Entry
from explorer.ui.shell import completion, panels, reader_errors
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import session

MOST_SENTENCES = 5


def find_out_why(entry: Entry) -> None:
    """Two words of a run's text, what they share in it, and the button that leaves these sentences out."""
    title = "Find out why: what pulled two words together"
    box = st.expander(title, icon=":material/search:", key="why", on_change="rerun")
    if not box.open:
        return
    text, window = entry.run.whole, entry.run.settings.window
    with box, reader_errors.shown(stop=False):
        left, right, _ = st.columns([1, 1, 2])
        usual = ["king", "queen"] if "king" in text.vocabulary.index else list(text.vocabulary.words[-2:])
        a = linked(left, kept=True).text_input("A word", usual[0], key="why_a")
        b = linked(right, kept=True).text_input("and another", usual[1], key="why_b")
        completion.offer_words(text.vocabulary.words, "why_a", "why_b")
        found = why(text, row_of(a, text, entry), row_of(b, text, entry), window=window)
        st.markdown(sentence_about(found, a, b, window))
        if not found.shared:
            return
        words = text.vocabulary.words
        table, quotes = st.columns(2, gap="medium")
        table.dataframe(
            {
                "context": [words[shared.word] for shared in found.shared],
                f"near {a}": [round(shared.times_a, 1) for shared in found.shared],
                f"near {b}": [round(shared.times_b, 1) for shared in found.shared],
                "share": [shared.share for shared in found.shared],
            },
            column_config={"share": st.column_config.ProgressColumn("of their likeness", format="percent")},
            hide_index=True,
            key="why_table",
        )
        for word, sentences in ((a, found.sentences_a), (b, found.sentences_b)):
            quotes.markdown(f"**{len(sentences):,}** sentences have “{panels.plain(word)}” near one of these contexts")
            quotes.markdown("\n".join(f"- {quoted(text, int(s), word, found)}" for s in sentences[:MOST_SENTENCES]))
        label = f"Leave these {len(found.sentences):,} sentences out and retrain beside it"
        if st.button(label, icon=":material/content_cut:", key="why_retrain"):
            leave_out(entry, a, b)
            st.rerun()


def leave_out(entry: Entry, a: str, b: str) -> None:
    """From now on a second run reads the text without the sentences in which two words share contexts.

    Raises
    ------
    UnknownWordError
        If the text has no such word.
    SelectionError
        If they are the same word.
    TextError
        If nothing would be left.
    """
    text, words = entry.run.whole, entry.run.whole.vocabulary.words
    ids = row_of(a, text, entry), row_of(b, text, entry)
    found = why(text, *ids, window=entry.run.settings.window)
    rest = text.without(found.sentences)
    state = session()
    state.beside_text = (f"without {len(found.sentences):,} of its sentences", rest)
    state.left_out = (words[ids[0]], words[ids[1]])
    st.query_params["left_out"] = " ".join(state.left_out)


def untrained(rest: Corpus) -> str:
    """A note on those of the two words that are in no sentence of the `rest`; empty if both still are."""
    words = session().left_out or ()
    gone = [word for word in words if rest.vocabulary.index[word] in rest.absent]
    if not gone:
        return ""
    named = " and ".join(f"“{panels.plain(word)}”" for word in gone)
    return (
        f"On the right {named} {'are' if len(gone) > 1 else 'is'} in no sentence any more and so not trained: grey on "
        "the map, never an answer. What happens to the other words shows what these sentences did."
    )


def leave_out_of_link(entry: Entry) -> None:
    """Leave out what the link names, as `leave_out` does; do nothing if it names no words.

    Raises
    ------
    SettingError
        If it does not name two words.
    ExplorerError
        As `leave_out`.
    """
    told = st.query_params.get("left_out")
    if told is None or session().beside_text is not None:
        return
    words = told.split()
    st.query_params.pop("left_out")  # `leave_out` sets it again if the words are valid
    if len(words) != 2:
        raise SettingError(f"“left_out={told[:40]}” of the link must name two words of the text.")
    leave_out(entry, *words)


def row_of(word: str, text: Corpus, entry: Entry) -> int:
    """The id of a word.

    Raises
    ------
    UnknownWordError
        If the text has no such word; names the nearest spellings.
    """
    row = text.vocabulary.index.get(word.strip().lower())
    if row is None:
        raise UnknownWordError(word, entry.run.vectors(entry.run.now()).nearest_spellings(word))
    return row


def sentence_about(found: Why, a: str, b: str, window: int) -> str:
    """In one sentence or two, how much the words share."""
    a, b = panels.plain(a), panels.plain(b)
    together = f" {len(found.sentences_both):,} sentences have both in one window." if found.sentences_both.size else ""
    if not found.shared:
        return f"Within {window} words, “{a}” and “{b}” share no context more often than by chance.{together}"
    return (
        f"Words become alike by the company they keep. Within {window} words, “{a}” and “{b}” share these contexts; "
        f"the cosine of their positive PMI rows, which is what training aims at, is {found.cosine:.2f}. (PMI: the log "
        f"of how many times more often two words meet than by chance.){together}"
    )


def quoted(text: Corpus, sentence: int, word: str, found: Why) -> str:
    """A sentence as Markdown, with the word and the shared contexts coloured."""
    shared = {entry.word for entry in found.shared}
    shown = []
    for i in text.sentence(sentence)[:40].tolist():
        spelled = panels.plain(text.vocabulary.words[i])
        mark = f":blue[**{spelled}**]" if spelled == word else f":green[{spelled}]" if i in shared else spelled
        shown.append(mark)
    return " ".join(shown)
