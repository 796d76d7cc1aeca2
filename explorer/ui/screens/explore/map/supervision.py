"""Labels that pull the words of a UMAP map apart: which, how strongly, and what must be said of such a map."""

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from explorer.errors import SelectionError
from explorer.projection.settings import VAST, Method, ProjectionSettings, SpaceSettings
from explorer.projection.target import on_their_own, target_of
from explorer.text import corpus
from explorer.text.parts_of_speech import parts_of
from explorer.ui.screens.explore.map import tags, work
from explorer.ui.shell import long_work, panels, reader_errors, state
from explorer.ui.shell.cache import shared_maps
from explorer.ui.shell.linked import linked
from explorer.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from explorer.projection.layout import Projection
    from explorer.projection.metadata import Metadata
    from explorer.projection.sample import Sample
    from explorer.projection.space import Space

WAYS = {
    "nothing": "Nothing",
    "clusters": "Clusters of the vectors",
    "parts": "Part of speech",
    "column": "A column of the model",
    "tags": "Your tags",
    "table": "A table of yours",
}
WARNING = (
    "The labels pulled these groups apart: this picture cannot be used as evidence that the words group by themselves."
)


@dataclass(frozen=True, eq=False)
class Labels:
    """Which labels: a key of `WAYS`, how strongly they pull, if they do, and what else that way needs."""

    by: str
    strength: float = 0.0
    k: int = 8
    column: str = ""
    table: "Metadata | None" = None

    @property
    def told(self) -> str:
        """What the labels are, in words."""
        return {
            "clusters": f"{self.k} clusters of the vectors",
            "parts": "part of speech",
            "column": f"the column “{self.column}” of the model",
            "tags": "your tags",
            "table": f"the column “{self.column}” of your table",
        }[self.by]

    def cells(self, sample: "Sample", space: "Space", laid_out: WordVectors, settings: SpaceSettings) -> list[str]:
        """The label of each of the N words of `sample`, the first of which are those laid out; "" for none."""
        from explorer.projection.clusters import with_joined

        words = sample.vectors.words
        if self.by == "clusters":
            found = with_joined(shared_maps.clusters(laid_out, settings, self.k), space)
            return [found.names[number] for number in found.of.tolist()]
        if self.by == "column" and sample.model.columns is not None:
            return sample.model.columns[self.column].cells(sample.rows)
        if self.by == "tags":
            own = tags.on(sample.model)
            return [own.get(word, "") for word in words]
        if self.table is not None:
            return self.table.cells(words, self.column)
        return [part or "" for part in parts_of(words)]

    def python(self, vectors: WordVectors) -> str:
        """The lines that make the same labels of words of the model as `cells`."""
        if self.by == "clusters":
            made = f"found = clusters.clusters(space, {self.k})\ncells = [found.names[number] for number in found.of]\n"
            return f"from explorer.projection import clusters\n\n{made}"
        if self.by == "column":
            return f"cells = vectors.columns[{self.column!r}].cells(words.rows)\n"
        if self.by == "tags":
            return f'tags = {dict(tags.on(vectors))!r}\ncells = [tags.get(word, "") for word in space.words]\n'
        if self.by == "table":
            file = "/path/of/the/table"  # only the visitor knows the real one
            return (
                "from pathlib import Path\n\nfrom explorer.projection import metadata\n\n"
                f'table = metadata.read(Path({file!r}).read_text(encoding="utf-8"), "table", space.words)\n'
                f"cells = table.cells(space.words, {self.column!r})\n"
            )
        return (
            "from explorer.text.parts_of_speech import parts_of\n\n"
            'cells = [part or "" for part in parts_of(space.words)]\n'
        )


def choose(vectors: WordVectors, method: Method) -> Labels | None:
    """The labels that pull; None for another method, or if there are none yet."""
    if method != "UMAP":
        return None
    missing = {"column"} if vectors.columns is None else set()
    missing |= set() if tags.on(vectors) else {"tags"}
    by = linked(kept=True).selectbox(
        "Supervised by labels",
        [way for way in WAYS if way not in missing],
        format_func=WAYS.__getitem__,
        key="target",
        on_change=_colour_by_labels,
        help="UMAP is told a label of each word, and pulls words of one label together. What such a map shows is "
        "partly what it was told.",
    )
    if by == "nothing":
        return None
    strength = linked(kept=True).slider(
        "Strength of the labels",
        0.0,
        1.0,
        0.5,
        0.05,
        key="strength",
        help="target_weight of umap-learn. An edge between two labels keeps exp(−2.5 / (1 − strength)) of its weight: "
        "8% at 0, 0.7% at 0.5, nothing at 1; one of a word without a label keeps 37%.",
    )
    if by == "clusters":
        return Labels(by, strength, k=linked(kept=True).slider("Clusters that pull", 2, 40, 8, key="target_clusters"))
    if by == "column" and vectors.columns is not None:
        names = vectors.columns.names
        column = linked(kept=True).selectbox("Column of labels", names, format_func=panels.plain, key="target_column")
        return Labels(by, strength, column=column)
    if by == "table":
        return of_table(vectors, "target", "Labels", "Until there is a table, no labels pull.", strength)
    return Labels(by, strength)


def of_table(vectors: WordVectors, key: str, what: str, until: str, strength: float = 0.0) -> Labels | None:
    """Labels of an uploaded table; None until one can be read; the page then shows `until`.

    The widgets' keys begin with `key`; `what` says what the table is for.
    """
    from explorer.projection import metadata

    upload = st.file_uploader(
        f"{what} (TSV or CSV): first column the word, first line the names",
        ["tsv", "csv", "txt"],
        key=f"{key}_table",
    )
    if upload is None:
        st.caption(until)
        return None
    with reader_errors.shown(stop=False):
        table = metadata.read(corpus.decode(upload.getvalue(), name=upload.name), upload.name, vectors.words)
        label = f"Column of {what.lower()}"
        column = st.selectbox(label, table.columns, format_func=panels.plain, key=f"{key}_table_column")
        return Labels("table", strength, column=column, table=table)
    return None


def _colour_by_labels() -> None:
    """Colour by the labels as soon as they pull, and by what is usual when they no longer do."""
    if state.held_by("target") != "nothing":
        state.fill(colour="labels")
    elif state.held_by("colour") == "labels":
        state.fill(colour="clusters")


def applied(settings: ProjectionSettings, labels: Labels | None, sample: "Sample") -> ProjectionSettings:
    """The settings of the map of `sample`, with the labels that pull its words.

    The page ends here, with a bar, while clusters of many words are found.

    Raises
    ------
    SelectionError
        If the labels form no groups, or there are too many words.
    SettingError
        If there are fewer than two of them.
    """
    if labels is None or not len(sample):
        return settings
    if len(sample) > VAST:
        raise SelectionError(f"Labels pull the words of maps of at most {VAST:,} words, not of {len(sample):,}.")
    if labels.by == "clusters" and len(sample) > work.AT_ONCE:
        find = partial(shared_maps.clusters, sample.vectors, settings.space, labels.k)
        wanted = (sample.vectors.fingerprint, settings.space, labels.k)
        long_work.result("clusters that pull", wanted, f"Finding clusters of {len(sample):,} words", find, unit="%")
    cells = labels.cells(sample, shared_maps.space(sample.vectors, settings.space), sample.vectors, settings.space)
    target = target_of(cells, labels.strength)
    if 2 * target.different > len(target) - target.unknown:
        raise SelectionError(
            f"There are {target.different:,} different labels for {len(target) - target.unknown:,} words; to pull "
            "words together, most labels must be shared by several words. Choose another column."
        )
    return replace(settings, target=target)


def warn(settings: ProjectionSettings) -> None:
    """Above a map that labels have pulled apart: what it cannot be used for."""
    if settings.target is not None:
        st.warning(WARNING, icon=":material/warning:")


def note(projection: "Projection", words: WordVectors, labels: Labels | None) -> None:
    """Under a map of `words` that labels have pulled apart: which did, of how many words, and the warning again."""
    used = projection.settings
    target = used.target
    if target is None or labels is None:
        return
    without = f"; {target.unknown:,} of {len(target):,} words have none" if target.unknown else ""
    near = shared_maps.neighbours(words, used.space, used.width)[1].neighbour[:, : used.n_neighbors - 1]
    alone = on_their_own(near, target)
    lost = f" {alone:,} words have no neighbour with their label and stay where the layout began." if alone else ""
    st.caption(
        f"Supervised by {panels.plain(labels.told)}: {target.different:,} labels{without}; strength "
        f"{target.strength:g}.{lost} {WARNING}"
    )
