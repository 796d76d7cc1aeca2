"""Bringing vectors in: the ways to a file, what to take of it, and the report afterwards."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

import streamlit as st

from explorer.files import imports, library, offered, web_file
from explorer.files.catalogue import CatalogueModel
from explorer.files.formats.reading import ImportSettings
from explorer.files.imports import Imported
from explorer.progress import Report
from explorer.ui.shell import log, reader_errors, visitor
from explorer.ui.shell.cache import shared_models
from explorer.ui.shell.panels import plain
from explorer.ui.shell.state import session
from explorer.vectors.columns import Column
from explorer.vectors.model import Model
from explorer.vectors.word_vectors import WordVectors

Work = Callable[[Report], Imported]


@dataclass(frozen=True)
class Wanted:
    """What is to be brought in: a label, the work to do, and what it counts."""

    label: str
    work: Work
    unit: str = "rows"


FORMATS = (
    "GloVe text, word2vec text and binary, fastText .vec and .bin, tables as CSV, tab-separated text or Parquet, JSON, "
    ".npy, .npz, safetensors, GGUF (its token embeddings), also packed as zip, gz, bz2 or xz; and models saved by this "
    "app. The format is recognised by the content, not by the name."
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


def described(model: Model) -> None:
    """Where a model comes from, and what its file says of the words besides their vectors."""
    st.caption(plain(model.provenance.sentence))
    if (subwords := model.vectors.subwords) is not None:
        st.caption(
            f"Holds {len(subwords.matrix):,} vectors of pieces of words, {subwords.shortest} to {subwords.longest} "
            "letters each. On the page Words a vector can be composed of them for a word that the model lacks."
        )
    if model.vectors.columns is not None:
        listed = ", ".join(f"{column.name} ({_kind(column)})" for column in model.vectors.columns)
        st.caption(f"Columns beside the vectors, to colour and label the map by: {plain(listed)}")


def _kind(column: Column) -> str:
    """What a column holds, in a word or two."""
    return "numbers" if column.is_number else f"{len(column.texts):,} texts"


def choose_import(*, busy: bool) -> Wanted | None:
    """What the visitor wants brought in; None until they press the button."""
    way = st.segmented_control(
        "From where",
        list(WAYS),
        format_func=lambda key: WAYS[key].title,
        default="upload",
        key="way",
        required=True,
    )
    wanted: Wanted | None = None
    with reader_errors.shown(stop=False):
        wanted = WAYS[way].ask()
    pressed = st.button(
        "Open" if way == "database" else "Import",
        key="import",
        type="primary",
        icon=":material/download:",
        disabled=busy or wanted is None,
    )
    return wanted if pressed else None


def _upload() -> Wanted | None:
    upload = st.file_uploader("A file of word vectors", key="vector_file")
    st.caption(FORMATS)
    st.caption(visitor.whose())
    with st.expander("The words are in a second file"):
        words = st.file_uploader(
            "The words, one a line: metadata.tsv, vocab.txt; or a tokenizer.json", key="words_file"
        )
    settings = _choose_part(upload)
    if upload is None:
        return None
    return Wanted(upload.name, lambda report: imports.import_upload(upload, upload.name, settings, report, words=words))


def _folder() -> Wanted | None:
    files = dict(offered.files())
    if not files:
        st.info(
            "This server offers no files. The person who runs it can name a folder: set the environment variable "
            "EMBEDDING_EXPLORER_MODELS to its path before starting the app. Files of any size are read from there.",
            icon=":material/folder_off:",
        )
        return None
    file = st.selectbox(
        "File", list(files), format_func=lambda name: f"{name} · {size(files[name])}", key="offered_file"
    )
    st.caption(
        "Files saved by gensim (.kv, .model, with their .npy files beside them) are opened only from this folder: "
        "they are Python pickles, and opening one runs the code in it."
    )
    if file is None:
        return None
    settings = _choose_part(offered.path_of(file))
    return Wanted(file, partial(imports.import_offered, file, settings))


def _catalogue() -> Wanted | None:
    st.caption("Pretrained models that the gensim project offers for download; each has its own licence.")
    models = {model.name: model for model in shared_models.catalogue()}
    name = st.selectbox("Model", list(models), format_func=lambda name: _described(models[name]), key="catalogued")
    if name is None:
        return None
    st.caption(f"{plain(models[name].about)} Licence: {plain(models[name].licence)}.")
    return Wanted(name, partial(imports.import_catalogue, models[name], _choose_part(None)), "MB")


def _url() -> Wanted | None:
    if not web_file.allowed():
        st.info(
            "This server fetches no files from the web. The person who runs it can allow it: set the environment "
            "variable EMBEDDING_EXPLORER_URLS to 1 before starting the app. Files are then fetched from public "
            "addresses only. Until then, fetch the file yourself and upload it.",
            icon=":material/public_off:",
        )
        return None
    url = st.text_input(
        "Address of a file of word vectors", key="url", placeholder="https://", max_chars=web_file.LONGEST
    ).strip()
    st.caption(
        f"Public addresses only, up to {web_file.most_bytes() / 1e9:.0f} GB. If the connection breaks, or you cancel, "
        "the part that has arrived is kept for a day: try again, and the rest is fetched if that server allows it."
    )
    settings = _choose_part(None)
    return Wanted(web_file.file_name(url), partial(imports.import_url, url, settings), "MB") if url else None


def _database() -> Wanted | None:
    names = offered.tables()
    if not names:
        st.info(
            "This server offers no database. The person who runs it can name one for vectors that do not fit into its "
            "memory: write tables with python -m explorer.vectors.engines, and set the environment variable "
            "EMBEDDING_EXPLORER_DATABASE to the database before starting the app.",
            icon=":material/database_off:",
        )
        return None
    table = st.selectbox("Table", names, key="table")
    st.caption("The rows stay in the database, which finds the neighbours; the words are held here.")
    return Wanted(table, lambda _: imports.open_database_table(table)) if table else None


@dataclass(frozen=True)
class Way:
    """One way to bring vectors in: its title, and what asks the visitor for the rest."""

    title: str
    ask: Callable[[], Wanted | None]


WAYS = {
    "upload": Way("Upload a file", _upload),
    "folder": Way("A file on this server", _folder),
    "catalogue": Way("gensim's catalogue", _catalogue),
    "url": Way("From the web", _url),
    "database": Way("A database", _database),
}


def _described(model: CatalogueModel) -> str:
    shape = f"{model.words:,} × {model.dim}" if model.words else f"{model.dim} dimensions"
    return f"{model.name} · {shape}" + (f" · {size(model.size)}" if model.size else "")


def _choose_part(file: Path | BinaryIO | None) -> ImportSettings:
    members = imports.choices(file) if file is not None else []
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


def keep(imported: Imported) -> None:
    """Put what was imported among the visitor's models, under a name that is still free."""
    visit = session()
    visit.imported = replace(imported, model=log.added(imported.model))


def _leave_out() -> None:
    session().imported = None


def _doubts(imported: Imported) -> None:
    """Why the file may have been misread, its first rows as understood, and the choice to use them all the same."""
    st.warning("  \n".join(plain(sentence) for sentence in imported.report.doubts), icon=":material/help:")
    st.caption("The first rows, and up to eight of their numbers, as they were understood:")
    st.dataframe(
        [{"word": word, **{str(k): x for k, x in enumerate(row, 1)}} for word, row in imported.report.first_rows],
        hide_index=True,
        key="first_rows",
    )
    if not _is_kept(imported):
        with st.container(horizontal=True):
            st.button("Use these vectors", key="use_doubted", on_click=keep, args=(imported,), icon=":material/check:")
            st.button("Leave them out", key="leave_doubted", on_click=_leave_out, icon=":material/close:")


def _is_kept(imported: Imported) -> bool:
    return any(model.vectors.fingerprint == imported.vectors.fingerprint for model in session().library.models)


def _ways_on(name: str) -> None:
    """Where to look at the model of that name."""
    compared = {"compared_models": [library.BUILT_IN_NAME, name]}
    with st.container(horizontal=True):
        for page, label, icon, link in (
            ("map", "See it on the map", ":material/scatter_plot:", {"model": name}),
            ("words", "Look at its words", ":material/abc:", {"model": name}),
            ("compare", "Compare it with the built-in model", ":material/compare_arrows:", compared),
        ):
            st.page_link(f"pages/explore/{page}.py", label=label, icon=icon, query_params=link)


def report(imported: Imported) -> None:
    """What the import found: counts, warnings, and each row left out with its reason."""
    found, name = imported.report, plain(imported.model.name)
    opened = imported.vectors.engine is not None
    took = f"were {'opened' if opened else 'read'} in {found.seconds:.1f} s"
    if imported.again:
        took = "were here already and opened at once"
    form = plain(found.form) + (f", {size(found.size)}" if found.size else "")
    st.success(
        f"**{name}**: {found.rows:,} words of {found.dim} numbers {took} ({form}).",
        icon=":material/check_circle:",
    )
    if _is_kept(imported):
        _ways_on(imported.model.name)
    if opened:
        return
    if found.doubts:
        _doubts(imported)
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
        st.caption(f"Only the first row of a word counts. Repeated words: {plain(', '.join(found.repeated))}{more}")
    if found.examples:
        some = f"The first {len(found.examples):,} of {found.skipped:,} rows left out"
        with st.expander(some if found.skipped > len(found.examples) else "The rows left out"):
            table = [{"line": one.line, "reason": one.reason} for one in found.examples]
            st.dataframe(table, hide_index=True, key="rows_left_out")
