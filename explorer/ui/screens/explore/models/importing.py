"""Bringing vectors in: the three ways to a file, what to take of it, and the report afterwards."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO

import streamlit as st

from explorer.files import library, web_file
from explorer.files.catalogue import CatalogueModel
from explorer.files.formats.reading import ImportSettings
from explorer.files.library import Imported
from explorer.ui.shell import cache, reader_errors
from explorer.ui.shell.jobs import Report
from explorer.ui.shell.panels import plain
from explorer.vectors.word_vectors import WordVectors

Work = Callable[[Report], Imported]
WAYS = {
    "upload": "Upload a file",
    "folder": "A file on this server",
    "catalogue": "gensim's catalogue",
    "url": "From the web",
    "database": "A database",
    "store": "Imported before",
}
FORMATS = (
    "GloVe text, word2vec text and binary, fastText .vec, CSV, tab-separated text, JSON, .npy, .npz, safetensors, "
    "also packed as zip, gz, bz2 or xz; and models saved by this app. "
    "The format is told from the content, not from the name."
)


def size(count: float) -> str:
    """Bytes as a person reads them.

    >>> size(3_230_429), size(1.2e9), size(800)
    ('3.2 MB', '1.2 GB', '1 KB')
    """
    if count >= 1e9:
        return f"{count / 1e9:.1f} GB"
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(count / 1e3, 1):.0f} KB"


def held(vectors: WordVectors) -> str:
    """What a model takes in memory, its rows alone."""
    return "in a database" if vectors.engine is not None else size(vectors.matrix.nbytes)


def choose_import(*, busy: bool) -> tuple[str, Work, str] | None:
    """What the visitor wants read: a label, the work to do and what it counts; None until they press the button."""
    way = st.segmented_control(
        "From where", list(WAYS), format_func=WAYS.__getitem__, default="upload", key="way", required=True
    )
    work: Work | None = None
    label = ""
    if way == "upload":
        upload = st.file_uploader("A file of word vectors", key="vector_file")
        st.caption(FORMATS)
        with st.expander("The words are in a second file"):
            words = st.file_uploader("The words, one a line: metadata.tsv, vocab.txt", key="words_file")
        settings = _choose_part(upload)
        if upload is not None:
            label = upload.name
            work = _keeping(partial(library.import_upload, words=words), upload, upload.name, settings)
    elif way == "folder":
        files = dict(library.offered())
        if not files:
            st.info(
                "This server offers no files. Whoever runs it can name a folder: set the environment variable "
                "EMBEDDING_EXPLORER_MODELS to its path before starting the app. Files of any size are read from there.",
                icon=":material/folder_off:",
            )
            return None
        file = st.selectbox(
            "File", list(files), format_func=lambda name: f"{name} · {size(files[name])}", key="offered_file"
        )
        with reader_errors.shown():
            settings = _choose_part(library.offered_path(file)) if file else ImportSettings()
        if file is not None:
            label, work = file, _keeping(library.import_offered, file, settings)
    elif way == "catalogue":
        st.caption("Pretrained models that the gensim project offers for download; each has terms of its own.")
        with reader_errors.shown(stop=False):
            models = {model.name: model for model in cache.catalogue()}
            name = st.selectbox(
                "Model", list(models), format_func=lambda name: _described(models[name]), key="catalogued"
            )
            st.caption(f"{plain(models[name].about)} Licence: {plain(models[name].licence)}.")
            label, work = name, _keeping(library.import_catalogue, models[name], _choose_part(None))
    elif way == "database":
        names: list[str] = []
        with reader_errors.shown(stop=False):
            names = library.database_tables()
        if not names:
            st.info(
                "This server offers no database. Whoever runs it can name one for vectors that are too many for its "
                "memory: write tables with python -m explorer.vectors.engines, and set the environment variable "
                "EMBEDDING_EXPLORER_DATABASE to the database before starting the app.",
                icon=":material/database_off:",
            )
            return None
        table = st.selectbox("Table", names, key="table")
        st.caption("The rows stay in the database, which finds the neighbours; the words are held here.")
        label, work = table, lambda _: library.open_database_table(table)
    elif way == "url":
        if not web_file.allowed():
            st.info(
                "This server fetches no files from the web. Whoever runs it can allow it: set the environment variable "
                "EMBEDDING_EXPLORER_URLS to 1 before starting the app. Files are then fetched from public addresses "
                "only. Until then, fetch the file yourself and upload it.",
                icon=":material/public_off:",
            )
            return None
        url = st.text_input(
            "Address of a file of word vectors", key="url", placeholder="https://", max_chars=web_file.LONGEST
        ).strip()
        st.caption(
            f"Public addresses only, up to {web_file.most_bytes() / 1e9:.0f} GB. What breaks off or is cancelled is "
            "gone on with when you try again within a day, if that server can."
        )
        settings = _choose_part(None)
        if url:
            label, work = web_file.file_name(url), _keeping(library.import_url, url, settings)
    else:
        held = {entry.key: entry for entry in library.stored()}
        if not held:
            st.info("Nothing has been imported on this server yet.", icon=":material/inventory_2:")
            return None
        key = st.selectbox(
            "Model",
            list(held),
            format_func=lambda key: f"{held[key].name} · {held[key].rows:,} × {held[key].dim} · {size(held[key].size)}",
            key="stored_model",
            help="What anyone has imported here opens again in an instant.",
        )
        taken = sum(entry.size for entry in held.values())
        st.caption(
            f"{len(held)} {'models take' if len(held) > 1 else 'model takes'} {size(taken)} of "
            f"{size(library.store_room())}. When that is full, what was opened longest ago gives way."
        )
        if key is not None:
            label, work = held[key].name, lambda _: library.open_stored(key)
            with st.popover("Delete from the store", icon=":material/delete:"):
                st.markdown(f"**{plain(label)}** is removed for everybody; who has it open keeps it until they leave.")
                st.button("Delete", key="delete_stored", on_click=library.delete_stored, args=(key,))
    pressed = st.button(
        "Open" if way in ("store", "database") else "Import",
        key="import",
        type="primary",
        icon=":material/download:",
        disabled=busy or work is None,
    )
    return (label, work, "MB" if way in ("catalogue", "url") else "rows") if pressed and work else None


def _described(model: CatalogueModel) -> str:
    shape = f"{model.words:,} × {model.dim}" if model.words else f"{model.dim} dimensions"
    return f"{model.name} · {shape}" + (f" · {size(model.size)}" if model.size else "")


def _choose_part(file: Path | BinaryIO | None) -> ImportSettings:
    members: list[str] = []
    if file is not None:
        with reader_errors.shown(stop=False):
            members = library.choices(file)
    member = st.selectbox("Which file of the zip", members, key="zip_member") if members else None
    left, right = st.columns(2, vertical_alignment="bottom")
    most = left.number_input(
        "Only the first words (the most frequent)",
        min_value=1,
        value=None,
        step=10_000,
        placeholder="all of them",
        key="most_frequent",
        help="Files list words from the most frequent down; the first 50,000 are enough for most questions.",
    )
    half = right.toggle("Half precision", key="half", help="Keep 16 bits a number: half the disk, three digits.")
    return ImportSettings(most_frequent=int(most) if most else None, half=half, member=member)


def _keeping(function: Callable[..., Imported], *arguments: object) -> Work:
    return partial(function, *arguments)


def report(imported: Imported) -> None:
    """What the import found: counts, warnings, and each row left out with its reason."""
    found, name = imported.report, plain(imported.model.name)
    opened = imported.vectors.engine is not None
    took = f"were {'opened' if opened else 'read'} in {found.seconds:.1f} s"
    if imported.again:
        took = "were here already and opened at once"
    form = plain(found.form) + (f", {size(found.size)}" if found.size else "")
    st.success(
        f"**{name}**: {found.rows:,} words of {found.dim} numbers {took}. {form}.",
        icon=":material/check_circle:",
    )
    if opened:
        return
    rows = f"**{found.found[0]:,}** rows read" + (
        " (as many as you asked for)" if found.limited else " (all of the file)"
    )
    counts = {"left out": found.skipped, "same word again": found.duplicates, "only zeros": found.zeros}
    counts["infinite or undefined"] = found.not_finite
    st.markdown(" · ".join([rows, *(f"**{count:,}** {what}" for what, count in counts.items())]))
    if found.warnings:
        st.warning("  \n".join(plain(sentence) for sentence in found.warnings), icon=":material/warning:")
    if found.repeated:
        more = " …" if found.duplicates > len(found.repeated) else ""
        st.caption(f"The first row of a word counts. Came again: {plain(', '.join(found.repeated))}{more}")
    if found.examples:
        some = f"The first {len(found.examples):,} of {found.skipped:,} rows left out"
        with st.expander(some if found.skipped > len(found.examples) else "The rows left out"):
            table = [{"line": one.line, "reason": one.reason} for one in found.examples]
            st.dataframe(table, hide_index=True, key="rows_left_out")
