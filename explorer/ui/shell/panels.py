"""Output that several pages share."""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from explorer.figures import style
from explorer.figures.standalone import standalone
from explorer.files import library
from explorer.kept.notebook import notebook
from explorer.text.names import visible
from explorer.training.live.experiment import versions
from explorer.ui.shell import job_words
from explorer.ui.shell.jobs import Job
from explorer.vectors.model import Model

FORMULA = re.compile(r"'*(?:[\s\x00-\x20]*[=+\-@＝＋－＠]|[\t\r\n])")  # a spreadsheet would read this as a formula
NOTES = Path(__file__).parents[1] / "notes"


def opening(title: str, purpose: str) -> None:
    """Show the head of a page: its title, and its purpose in one sentence."""
    st.title(title)
    st.markdown(purpose)


MARK = re.compile(r"[\\`*_\[\]<>~$&|]|:(?=\S|$)")
LINE = re.compile(r"^ ?(?=[-+#=])|^ ?\d{1,9}(?=[.)])")  # where Markdown begins a heading or list
JOINER = "\u2060"  # without width, and not a letter: it splits what Streamlit looks for after reading the Markdown
SOUGHT_LATER = re.compile(r"(?<=:)(?=[\w/+-])|(?<=\S)(?=@[-\w]+\.)|(?<=[<>~-])(?=[-=>])|(?<=www)(?=\.)", re.IGNORECASE)


def plain(text: object) -> str:
    """`text` escaped for one line of Markdown: a visitor's names and words may contain any character.

    A backslash removes the meaning of Markdown's own characters. Streamlit looks for addresses, emoji and icons by name
    (:material/x:) and arrows later, in the text itself, so a `JOINER` splits their characters.
    """
    parted = SOUGHT_LATER.sub(JOINER, visible(str(text)))
    return LINE.sub(r"\g<0>\\", MARK.sub(r"\\\g<0>", parted))


def note(name: str) -> None:
    """Show the prose of `ui/notes/<name>.md`."""
    st.markdown((NOTES / f"{name}.md").read_text(encoding="utf-8"))


def found_note(found: Sequence[str], missing: Sequence[str], *, what: str = "words", typed: str = "") -> None:
    """Show “n of m found”, the missing ones, and those whose spelling differs from `typed`."""
    total = len(found) + len(missing)
    text = f"{len(found)} of {total} {what} found."
    if missing:
        text += " Not in this model: " + ", ".join(missing[:30]) + (" …" if len(missing) > 30 else ".")
    otherwise = [word for word in found if typed and not _stands_in(word, typed)]
    if otherwise:
        text += " Read in the model's writing: " + ", ".join(otherwise[:12]) + (" …" if len(otherwise) > 12 else ".")
    st.caption(plain(text))


def sets_note(
    found: Sequence[Sequence[str]],
    missing: Sequence[Sequence[str]],
    asked: Sequence[Sequence[str]],
    *,
    what: str = "pairs",
) -> None:
    """As `found_note`, for pairs or sets of words, which are found if the model has every word of them."""
    listed = [["–".join(words) for words in some] for some in (found, missing, asked)]
    found_note(listed[0], listed[1], what=what, typed=", ".join(listed[2]))


def _stands_in(word: str, typed: str) -> bool:
    """Whether the text contains the word as a whole, with spaces for its underscores."""
    forms = {word, word.replace("_", " ")}
    return any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", typed) for form in forms)


def source_note(about: str, source: str) -> None:
    """Show what a packaged list is and where it comes from, with a link."""
    st.caption(" ".join(filter(None, [about, f"Source: {source}" if source else ""])).replace("$", r"\$"))


def python_of(model: Model) -> str:
    """The lines of Python that open this model as `vectors`, to put before lines that use it."""
    if model.provenance.origin == "built-in":
        opening_it = "famous" if model.name == library.FAMOUS_NAME else "built_in"
        return f"from explorer.files import library\n\nvectors = library.{opening_it}()\n"
    if model.vectors.engine is not None:
        place = "/path/of/the/database"  # known to the operator
        return f"from explorer.vectors.engines import lance\n\nvectors = lance.open_table({place!r}, {model.name!r})\n"
    if model.provenance.origin == "imported":
        file = "/path/of/the/file"  # known to the visitor
        return (
            "from pathlib import Path\n\nfrom explorer.files import imports\n\n"
            f"vectors = imports.import_file(Path({file!r})).vectors\n"
        )
    return (
        "from explorer.files import modelfile\n\n"
        f"vectors = modelfile.load({model.name + '.npz'!r}).vectors  # exported on the Models page\n"
    )


PRESENT = "present"  # name in a link


def presenting() -> bool:
    """Whether the page is shown on a projector: `?present=1`."""
    return st.query_params.get(PRESENT) == "1"


def on_a_phone() -> bool:
    """Whether the browser says that it runs on a phone."""
    return "Mobi" in st.context.headers.get("User-Agent", "")


def sized(figure: style.Figure) -> style.Figure:
    """The figure, larger if the page is shown on a projector."""
    return style.enlarged(figure) if presenting() else figure


def show(
    figure: style.Figure,
    *,
    key: str,
    name: str,
    title: str = "",
    alt: str = "",
    columns: Mapping[str, Sequence[object]] | None = None,
    code: str = "",
    select: Sequence[Literal["points", "box", "lasso"]] = (),
    on_select: Callable[[], None] | None = None,
) -> None:
    """Show a Plotly figure, and below it how to save it: as PNG, SVG or HTML, its `columns` as CSV, its Python.

    `name` is the name of saved files; `title` is shown above; `alt` describes the figure in words; `select` are the
    ways to select points, after which the page or the fragment is drawn again (see `state.selected_rows`); `on_select`
    is called first.
    """
    style.as_text(figure)
    place = st.container()
    if title:
        place.markdown(f"**{title}**")
    with st.container(horizontal=True, gap="small"):
        with st.popover("Figure", icon=":material/image:", type="tertiary"):
            kinds = ["png", "svg"]
            kind = st.segmented_control("Kind of file", kinds, default="png", key=f"{key}_kind", required=True)
            st.caption("The camera above the figure saves what is in view, in this kind.")
            _as_page(_again([figure]), key, name, alt)
        _numbers(columns, code, key=key, name=name)
    saved = {"format": kind, "filename": name, "scale": 2}
    config = {"displaylogo": False, "toImageButtonOptions": saved}
    if select:
        told: Literal["rerun"] | Callable[[], None] = on_select or "rerun"
        place.plotly_chart(
            sized(figure), key=key, config=config, alt=alt or None, on_select=told, selection_mode=select
        )
    else:
        place.plotly_chart(sized(figure), key=key, config=config, alt=alt or None)


def take_away(
    make: Callable[[], style.Figure],
    *,
    key: str,
    name: str,
    alt: str,
    columns: Mapping[str, Sequence[object]],
    code: str,
) -> None:
    """Show how to save what a canvas draws: the same figure by Plotly, from `make`; CSV and Python."""
    with st.container(horizontal=True, gap="small"):
        _as_page(lambda: [style.as_text(make())], key, name, alt)
        _numbers(columns, code, key=key, name=name)


def _numbers(columns: Mapping[str, Sequence[object]] | None, code: str, *, key: str, name: str) -> None:
    """Buttons for a figure's numbers as CSV and its Python, where given."""
    if columns is not None:
        csv_button(columns, key=key, name=name)
    if code:
        with st.popover("Python", icon=":material/code:", type="tertiary", help="Show the Python"):
            python(code, key=key, name=name)


def csv_button(columns: Mapping[str, Sequence[object]], *, key: str, name: str) -> None:
    """The button that saves columns as a CSV file of this name."""
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


def sketches(figures: Mapping[str, style.Figure], *, key: str, name: str, alts: Sequence[str], width: int) -> None:
    """Show small pictures in a row, `width` pixels wide, without interaction; below them a button to save all.

    `alts` describe each in words.
    """
    with st.container(horizontal=True, horizontal_alignment="distribute", gap="small"):
        for (title, figure), alt in zip(figures.items(), alts, strict=True):
            st.plotly_chart(
                sized(figure), key=f"{key}_{title}", width=width, config={"staticPlot": True}, alt=f"{title}: {alt}"
            )
    _as_page(_again([*figures.values()]), key, name, "")


def _again(figures: Sequence[style.Figure]) -> Callable[[], list[style.Figure]]:
    """A function that makes the figures again, which holds none of them.

    A figure and its parts refer to each other, and so only a collection of garbage frees them. What a button holds
    until its page is drawn again is old by then, and a full collection, for which everybody waits, would have to.
    """
    parts = ("data", "frames")  # `to_dict` would also pack each array, in twice the time
    held = [{name: [part.to_plotly_json() for part in figure[name]] for name in parts} for figure in figures]
    layouts = [figure.layout.to_plotly_json() for figure in figures]
    for layout in layouts:
        layout.pop("template", None)  # every new figure has the same
    return lambda: [style.Figure(layout=layout, **one) for one, layout in zip(held, layouts, strict=True)]


def _as_page(make: Callable[[], Sequence[style.Figure]], key: str, name: str, about: str) -> None:
    """The button that saves figures as one HTML page."""
    st.download_button(
        "HTML",
        lambda: standalone([sized(figure) for figure in make()], name, about),
        file_name=f"{name}.html",
        mime="text/html",
        key=f"{key}_html",
        on_click="ignore",
        type="tertiary",
        icon=":material/public:",
        help="A page of its own that works offline.",
    )


def python(code: str, *, key: str, name: str, height: int | None = None) -> None:
    """Lines of Python, and the button that saves them as a notebook."""
    st.code(code, language="python", height=height or "content")
    st.download_button(
        "Notebook",
        lambda: notebook(code, plain(name), versions()),
        file_name=f"{name}.ipynb",
        mime="application/x-ipynb+json",
        key=f"{key}_notebook",
        on_click="ignore",
        type="tertiary",
        icon=":material/menu_book:",
        help="The same lines as a Jupyter notebook, which prints the same digits.",
    )


def as_csv(columns: Mapping[str, Sequence[object]]) -> str:
    """Columns of equal length as CSV; a text that a spreadsheet would read as a formula gets a ' before it."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    for row in (columns, *zip(*columns.values(), strict=True)):
        rows.writerow([f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell for cell in row])
    return written.getvalue()


def of_csv(cell: str) -> str:
    """The text of a cell that `as_csv` wrote."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell[1:]) else cell


def job_progress(job: Job[Any], *, key: str) -> None:
    """Show a job's progress, its time left and a Cancel button; draws the whole page again once the job is over.

    Call it for a job that was not over when the page looked, even if it is over now.
    """
    st.fragment(_progress, run_every=job.turns.glance)(job, key)


def _progress(job: Job[Any], key: str) -> None:
    if job.over:
        st.rerun()
    job.seen()
    st.progress(job.share, plain(job_words.said(job)))
    st.button("Cancel", key=f"{key}_cancel", icon=":material/close:", disabled=job.cancelled, on_click=job.cancel)
