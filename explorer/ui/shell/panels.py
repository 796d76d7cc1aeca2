"""Output that several pages share."""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from explorer.figures import style
from explorer.files import library
from explorer.ui.shell.jobs import Job
from explorer.vectors.model import Model

UNSEEN = ("Cc", "Cf", "Cs", "Co")  # categories of characters: control, format, surrogate, private use
JOINING = "\u200c\u200d"  # between letters of Persian or parts of an emoji
NOTES = Path(__file__).parents[1] / "notes"


def opening(title: str, purpose: str) -> None:
    """The head of a page: its title, and in one sentence what it is for."""
    st.title(title)
    st.markdown(purpose)


JOINER = "\u2060"  # of no width, and no letter: it parts what Streamlit looks for after Markdown has been read


def plain(text: object) -> str:
    """`text` as it is, on one line, inside Markdown: names and words of a visitor may hold any character.

    A backslash takes the meaning from what Markdown knows.  Addresses, emoji and icons by name (:material/x:) and
    arrows are looked for later, in the text itself, so their characters are parted by a `JOINER`.  A character
    that would turn the line, or shows nothing, is shown as �.
    """
    line = re.sub(r"[\s\x1c-\x1f\x85\u2028\u2029]+", " ", str(text))
    seen = "".join("�" if unicodedata.category(one) in UNSEEN and one not in JOINING else one for one in line)
    parted = re.sub(r"(?<=:)(?=[\w/+-])|(?<=\S)(?=@)|(?<=[<>~-])(?=[-=>])|(?<=www)(?=\.)", JOINER, seen, flags=re.I)
    return re.sub(r"([\\`*_{}\[\]<>()#+.!|~$:&^=-])", r"\\\1", parted)


def note(name: str) -> None:
    """Prose of `ui/notes/<name>.md`."""
    st.markdown((NOTES / f"{name}.md").read_text(encoding="utf-8"))


def found_note(found: Sequence[str], missing: Sequence[str], *, what: str = "words") -> None:
    """“n of m found”, with the missing ones named."""
    total = len(found) + len(missing)
    text = f"{len(found)} of {total} {what} found."
    if missing:
        text += " Not in this model: " + ", ".join(missing[:30]) + (" …" if len(missing) > 30 else ".")
    st.caption(plain(text))


def source_note(about: str, source: str) -> None:
    """What a list of ours is, and where it comes from, with its address to follow."""
    st.caption(" ".join(filter(None, [about, f"Source: {source}" if source else ""])).replace("$", r"\$"))


def python_of(model: Model) -> str:
    """The lines of Python that open this very model, to stand before those that use it as `vectors`."""
    if model.provenance.origin == "built-in":
        opening_it = "famous" if model.name == library.FAMOUS_NAME else "built_in"
        return f"from explorer.files import library\n\nvectors = library.{opening_it}()\n"
    if model.vectors.engine is not None:
        place = "/path/of/the/database"  # which is the operator's to tell
        return f"from explorer.vectors.engines import lance\n\nvectors = lance.open_table({place!r}, {model.name!r})\n"
    if model.provenance.origin == "imported":
        file = f"{model.name}.txt"  # the visitor knows its path; we know its name
        return (
            "from pathlib import Path\n\nfrom explorer.files import library\n\n"
            f"vectors = library.import_file(Path({file!r})).vectors  # the path of the file of “{model.name}”\n"
        )
    return (
        "from explorer.files import modelfile\n\n"
        f"vectors = modelfile.load({model.name + '.npz'!r}).vectors  # exported on the Models page\n"
    )


PRESENT = "present"  # name in a link


def presenting() -> bool:
    """Whether the page is shown on a projector: `?present=1`."""
    return st.query_params.get(PRESENT) == "1"


def sized(figure: style.Figure) -> style.Figure:
    """The figure, larger where the page is shown on a projector."""
    return style.enlarged(figure) if presenting() else figure


def show(
    figure: style.Figure,
    *,
    key: str,
    name: str,
    alt: str = "",
    columns: Mapping[str, Sequence[object]] | None = None,
    code: str = "",
    select: Sequence[Literal["points", "box", "lasso"]] = (),
) -> None:
    """A Plotly figure, and under it the ways to take it away: as PNG or SVG, its `columns` as CSV, its Python.

    `name` is what saved files are called; `alt` says in words what is to be seen; `select` are the ways in which
    points can be selected, after which the page, or the fragment, is drawn anew (see `state.selected_rows`).
    """
    place = st.container()
    with st.container(horizontal=True, gap="small"):
        with st.popover("Figure", icon=":material/image:", type="tertiary"):
            kinds = ["png", "svg"]
            kind = st.segmented_control("Kind of file", kinds, default="png", key=f"{key}_kind", required=True)
            st.caption("The camera above the figure saves what is in view, in this kind.")
        if columns is not None:
            st.download_button(
                "CSV",
                lambda: as_csv(columns),
                file_name=f"{name}.csv",
                mime="text/csv",
                key=f"{key}_csv",
                on_click="ignore",
                type="tertiary",
                icon=":material/table:",
            )
        if code:
            with st.popover("Python", icon=":material/code:", type="tertiary", help="Show the Python"):
                st.code(code, language="python")
    config = {"displaylogo": False, "toImageButtonOptions": {"format": kind, "filename": name, "scale": 2}}
    if select:
        place.plotly_chart(
            sized(figure), key=key, config=config, alt=alt or None, on_select="rerun", selection_mode=select
        )
    else:
        place.plotly_chart(sized(figure), key=key, config=config, alt=alt or None)


def as_csv(columns: Mapping[str, Sequence[object]]) -> str:
    """Columns of equal length as CSV; a text that a spreadsheet would take for a formula gets a ' before it."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(columns)
    for row in zip(*columns.values(), strict=True):
        rows.writerow([
            "'" + cell if isinstance(cell, str) and cell.startswith(tuple("=+-@\t\r")) else cell for cell in row
        ])
    return written.getvalue()


def job_progress(job: Job[Any], *, key: str) -> None:
    """How far a job is, with its time left and a Cancel button; draws the whole page anew once the job is over.

    Call it for a job that was not over when the page looked, even if it is by now.
    """
    _progress(job, key)


@st.fragment(run_every=0.25)
def _progress(job: Job[Any], key: str) -> None:
    if job.over:
        st.rerun()
    if job.waiting:
        text = f"{job.label}: waiting for other work on this server to end"
    elif not job.total:
        text = job.label
    else:
        text = f"{job.label}: {job.done:,} of {job.total:,} {job.unit}".rstrip()
        if (left := job.seconds_left) is not None:
            text += f" · about {left:.0f} s left" if left < 90 else f" · about {left / 60:.0f} min left"
    st.progress(job.share, plain(text))
    st.button("Cancel", key=f"{key}_cancel", icon=":material/close:", disabled=job.cancelled, on_click=job.cancel)
