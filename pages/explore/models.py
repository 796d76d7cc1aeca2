"""The library: every set of vectors of this visit, and the ways to bring in more."""

from functools import partial

import streamlit as st

from explorer.errors import ExplorerError
from explorer.files.formats import export
from explorer.ui.screens.explore.models import importing
from explorer.ui.shell import controls, onward, panels, reader_errors
from explorer.ui.shell.cache import shared_work
from explorer.ui.shell.state import session

MOST_NUMBERS = 15_000_000  # of a download; more would hold too much of the server's memory

panels.opening(
    "Models",
    "Every set of vectors you can work with: what it is, where it comes from, and how to bring your own.",
)
visit, readers = session(), shared_work.readers()
job = visit.jobs.get("import")
over = job is not None and job.over
shelf, desk, news = st.container(), st.container(), st.container()  # an import tells its outcome where it was started
with news:
    if job is not None and over:
        del visit.jobs["import"]  # first: the outcome of a failed one is told once
        try:
            if (imported := job.outcome()) is None:
                st.toast("The import was cancelled; nothing of it was kept.", icon=":material/cancel:")
            else:
                visit.imported = imported
                if not imported.report.doubts:  # else the visitor looks at the first rows before they are used
                    importing.keep(imported)
        except ExplorerError as error:
            visit.refused = error
    if visit.refused is not None:
        with reader_errors.shown(stop=False):
            raise visit.refused
    if visit.imported is not None:
        importing.report(visit.imported)

models = [opened() for opened in controls.offered().values()]
table = [
    {
        "Model": model.name,
        "Words": len(model.vectors),
        "Dimensions": model.vectors.dim,
        "Origin": model.provenance.origin,
        "Source": model.provenance.sentence,
        "Licence": model.provenance.licence or "not stated",
    }
    for model in models
]
chosen = shelf.dataframe(
    table,
    hide_index=True,
    key="models",
    on_select="rerun",
    selection_mode="single-row",
    column_config={
        "Model": st.column_config.TextColumn(width="medium"),
        "Words": st.column_config.NumberColumn(format="localized"),
        "Origin": st.column_config.TextColumn(width=95),
        "Source": st.column_config.TextColumn(width="medium"),
    },
)
rows = chosen["selection"]["rows"]
model = models[rows[0]] if rows and rows[0] < len(models) else models[-1 if visit.library.models else 0]
own, vectors = model in visit.library.models, model.vectors

with shelf.container(border=True):
    st.header(panels.plain(model.name), anchor=False)
    facts = st.columns([1, 1, 1, 3])
    facts[0].metric("Words", f"{len(vectors):,}")
    facts[1].metric("Dimensions", vectors.dim)
    facts[2].metric("In memory", importing.held(vectors))
    facts[3].caption("Most frequent words" if vectors.by_frequency else "First words")
    facts[3].markdown(" · ".join(panels.plain(word) for word in vectors.words[:24]))
    importing.described(model)
    with st.container(horizontal=True):
        with st.popover("Download", icon=":material/download:"):
            way = st.selectbox("Format", list(export.WAYS), key="export_way")
            most = min(len(vectors), MOST_NUMBERS // vectors.dim)
            ending, write = export.WAYS[way]
            st.caption(f"{most:,} of {len(vectors):,} words." if most < len(vectors) else f"All {most:,} words.")
            st.download_button(
                "Download the file",
                partial(write, vectors.most_frequent(most)),
                file_name=f"{model.name}{ending}",
                key="export",
                on_click="ignore",
            )
        if own:
            with st.popover("Rename", icon=":material/edit:"), st.form("rename", border=False):
                name = st.text_input("New name", model.name, key=f"name of {vectors.fingerprint}", max_chars=60)
                if st.form_submit_button("Rename", key="rename"):
                    with reader_errors.shown():
                        visit.library.rename(model.name, name or "")
                    st.rerun()
            if st.button("Remove", key="remove", icon=":material/delete:", help="Also from this server."):
                visit.library.remove(model.name)
                visit.imported = None
                st.rerun()

busy = job is not None and not over
with desk:
    st.header("Bring in more", anchor=False)
    wanted = importing.choose_import(busy=busy)
    if wanted is not None:
        with reader_errors.shown():
            visit.imported = visit.refused = None
            visit.jobs["import"] = shared_work.workers().start(f"Reading {wanted.label}", wanted.work, unit=wanted.unit)
        st.rerun()
    if job is not None and busy:
        panels.job_progress(job, key="import")
        if readers.is_alive():
            st.caption(
                "This server has just started and is compiling its file reader: a few seconds, a minute the first time."
            )
onward.offer("pages/explore/map.py", "the map of a big model")
