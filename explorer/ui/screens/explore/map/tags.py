"""The visitor's tags on words of a model: written, kept as views are kept, saved with a table and read back."""

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from explorer.errors import SettingError, VectorFileError
from explorer.files.store import kept_texts
from explorer.kept import tags as kept_tags
from explorer.kept.tags import LONGEST_TAG, Tags
from explorer.projection import metadata
from explorer.text import corpus
from explorer.ui.shell import kept, panels, reader_errors, state, visitor
from explorer.ui.shell.state import session
from explorer.vectors.word_vectors import WordVectors

NAME: Final = "tags"  # of the file in the visitor's folder
COLUMN: Final = "your tag"  # of a table that is saved
COLUMNS: Final = (COLUMN, "tag")  # of one that is read


def on(vectors: WordVectors) -> Mapping[str, str]:
    """The tags on words of this model."""
    visit = session()
    if visit.tags is None:
        visit.tags = _stored() or Tags()
    return visit.tags.on(vectors.fingerprint)


def write(vectors: WordVectors, told: Mapping[str, str]) -> None:
    """Keep these tags on words of the model; an empty one removes a word's tag.

    Raises
    ------
    SettingError
        If they are more than can be kept; nothing is changed then.
    """
    visit = session()
    visit.tags = (_stored() or visit.tags or Tags()).written(vectors.fingerprint, told)
    if keeper := visitor.keeper():
        try:
            kept_texts.write(keeper, NAME, kept_tags.to_json(visit.tags), reader=_read)
        except VectorFileError:  # the visit still has them
            st.toast("The tags could not be kept on this server; they last as long as this visit.")


def field(vectors: WordVectors, words: Sequence[str]) -> None:
    """A field and a button that write a tag on these words."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.text_input("Tag", key="tag", max_chars=LONGEST_TAG, placeholder="a tag", label_visibility="collapsed")
        st.button(
            "Tag",
            key="write_tag",
            on_click=_write,
            args=(vectors, tuple(words)),
            type="tertiary",
            help="Writes it on all selected words; an empty one removes their tags. Tags colour and label the map, "
            "are saved in its CSV, and are read back under “Tags”.",
        )


def popover(vectors: WordVectors) -> None:
    """How many words have which tag, the field that takes them from a table, and the button that removes all."""
    with st.popover("Tags", icon=":material/sell:", type="tertiary", help="Your tags on words of this model"):
        there = on(vectors)
        if there:
            names = list(dict.fromkeys(there.values()))
            listed = ", ".join(panels.plain(name) for name in names[:12]) + (" …" if len(names) > 12 else "")
            st.markdown(f"**{len(there):,} words of this model have a tag**  \n:small[{listed}]")
            st.button("Remove all", key="tags_away", type="tertiary", on_click=_clear, args=(vectors,))
        else:
            st.markdown("No word of this model has a tag. Select words on the map to write one.")
        file = st.file_uploader(
            "Tags from a table (TSV or CSV): first column the word, one named “tag” or “your tag”",
            ["csv", "tsv", "txt"],
            key="tags_table",
            max_upload_size=5,
            help="The CSV of the map is such a table. Words that are not in this model are left out.",
        )
        if file is not None and st.button("Write these tags", key="tags_read", icon=":material/add:"):
            with reader_errors.shown(stop=False):
                write(vectors, read(corpus.decode(file.getvalue(), name=file.name), file.name, vectors))
                st.rerun()
        st.caption(kept.whose())


def read(text: str, name: str, vectors: WordVectors) -> dict[str, str]:
    """The tags of a table, by words of the model; a word without one is left out.

    Raises
    ------
    VectorFileError
        If it is no such table, or has no tag for a word of the model.
    """
    table = metadata.table(text, name)
    column = next((column for column in COLUMNS if column in table.columns), None)
    if column is None:
        raise VectorFileError(f"{name} has no column “tag”, only: {', '.join(table.columns[:12])}.")
    place = table.columns.index(column)
    cells = {_word(word, vectors): panels.of_csv(row[place]) for word, row in table.rows.items()}
    known = {word: tag for word, tag in cells.items() if tag and word in vectors}
    if not known:
        raise VectorFileError(f"{name} has no tag for a word of this model.")
    return known


def _word(written: str, vectors: WordVectors) -> str:
    word = panels.of_csv(written)
    return word if word in vectors else written


def _write(vectors: WordVectors, words: tuple[str, ...]) -> None:
    with reader_errors.shown(stop=False):
        write(vectors, dict.fromkeys(words, str(state.held_by("tag") or "")))


def _clear(vectors: WordVectors) -> None:
    write(vectors, dict.fromkeys(on(vectors), ""))


def _stored() -> Tags | None:
    keeper = visitor.keeper()
    return kept_texts.read_by(_read, keeper, NAME) if keeper else None


def _read(text: str) -> Tags | None:
    try:
        return kept_tags.from_json(text)
    except SettingError:  # of another version, or damaged
        return None
