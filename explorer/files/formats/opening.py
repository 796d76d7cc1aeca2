"""
From a path to one stream of rows: from the file, unpacked if it is packed, and from its words if they are separate.
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from explorer.errors import VectorFileError
from explorer.files.formats import archive, arrays, fasttext_bin, gguf, parquet, tables
from explorer.files.formats.arrays import Layout
from explorer.files.formats.fasttext_bin import FastTextModel
from explorer.files.formats.gathered import Gathered
from explorer.files.formats.gguf import GGUF
from explorer.files.formats.json_words import JSONSource
from explorer.files.formats.parquet import Table
from explorer.files.formats.recognise import NUMBER, OPENING, Form, encoding_of, form_of, rows_dim
from explorer.files.formats.report import Tally
from explorer.files.formats.source import Source
from explorer.files.formats.tables import TableSource
from explorer.files.formats.word_file import PairSource, companion, words_in

MOST_ARRAYS: Final = 100  # of an .npz
POINTS: Final = (2, 3)  # columns of an array that needs no words


@dataclass(frozen=True, eq=False)
class Opened:
    """A source at its first row and how to read its rows; for arrays their layout and words; what stands beside them.

    `beside` is the words' own file, `gathered` the columns that a table has beside its vectors, `fasttext` a model of
    pieces of words, `gguf` one with a tokenizer of its own, and `table` a Parquet file.
    """

    source: Source
    form: Form
    layout: Layout | None = None
    words: Iterator[bytes] | None = None
    beside: Source | None = None
    gathered: Gathered | None = None
    fasttext: FastTextModel | None = None
    gguf: GGUF | None = None
    table: Table | None = None

    def close(self) -> None:
        """Close the files."""
        if self.fasttext is not None:
            self.fasttext.close()
        if self.table is not None:
            self.table.close()
        self.source.close()
        if self.beside is not None:
            self.beside.close()


def opened(path: Path, name: str, member: str | None, words: Path | None, tally: Tally) -> Opened:
    """The file at `path`, recognised and at its first row.

    Parameters
    ----------
    name : str
        What messages call it.
    member : str, optional
        The file to read of a zip.
    words : Path, optional
        A file that lists the words, for formats that hold numbers only.
    tally : Tally
        Where repairs are noted.

    Raises
    ------
    VectorFileError
        If it is in no format that can be read.
    """
    found = archive.members(path, name)
    if archive.is_npz(found):
        return _npz(path, name, [one.name for one in found], words)
    with ExitStack() as files:  # closed again unless all goes well
        apart = None
        if found:
            vectors, apart = archive.chosen(found, member, name)
            source = files.enter_context(closing(Source(path, name, vectors.name)))
        else:
            source = files.enter_context(closing(Source(path, name)))
        beside = words or (companion(path) if not found else None)
        listed = None
        if apart is not None:
            listed = files.enter_context(closing(Source(path, apart.name, apart.name)))
        elif beside is not None:
            listed = files.enter_context(closing(Source(beside, beside.name)))
        done = _recognised(source, listed, tally)
        files.pop_all()
    return replace(done, beside=listed)


def _recognised(source: Source, listed: Source | None, tally: Tally) -> Opened:
    opening = source.peek(OPENING)
    if not opening and source.ends_early:
        raise VectorFileError(f"“{source.name}” is a {source.packing} file that was cut off; fetch it again.")
    if opening.startswith(b"PK\x03\x04"):
        what = "is packed twice; unpack it once." if source.packing else "is a damaged zip; fetch it again."
        raise VectorFileError(f"“{source.name}” {what}")
    if opening.startswith(b"\x93NUMPY"):
        return _npy(source, listed, tally, opening)
    if opening.startswith((parquet.MAGIC, fasttext_bin.MAGIC, gguf.MAGIC)):
        return _of_a_tool(source, opening)
    if len(opening) > 9 and opening[8:9] == b"{" and int.from_bytes(opening[:8], "little") < 1 << 26:
        return _safetensors(source, listed)
    encoding = encoding_of(opening)
    if encoding != "utf-8":
        source.decode(encoding)
        opening = source.peek(OPENING)
        tally.warnings.append(f"The text was in {encoding.upper()} and was read as such.")
    mark = opening.startswith(b"\xef\xbb\xbf")
    if mark:
        tally.warnings.append("The byte order mark at the start of the file was left out.")
    if opening[3 * mark :].lstrip()[:1] in (b"{", b"["):
        source = JSONSource(source)
        opening = source.peek(OPENING)
        dim = rows_dim(opening, b"\t", name=source.name, whole=len(opening) < OPENING)
        return Opened(source, Form("text", "JSON", dim, separator=b"\t"))
    if listed is not None and (between := _numbers_only(opening)):
        source = PairSource(source, listed)
        opening = source.peek(OPENING)
        dim = rows_dim(opening, between, name=source.name, whole=len(opening) < OPENING)
        form = Form("text", "numbers and words in two files", dim, separator=between)
        return Opened(source, form, gathered=source.gathered)
    if b"\r" in opening and b"\n" not in opening:
        source.end_lines_at_carriage_returns()
        opening = source.peek(OPENING)
        tally.warnings.append("The lines end as on an old Mac, with a carriage return alone, and were read as lines.")
    planned = tables.plan_of_text(opening, whole=len(opening) < OPENING)
    if planned is not None and not planned[0].is_plain:
        source = TableSource(source, *planned)
        opening = source.peek(OPENING)
        dim = rows_dim(opening, b"\t", name=source.name, whole=len(opening) < OPENING)
        tally.warnings.append(planned[0].told)
        title = "tab-separated text" if planned[1] == "\t" else "CSV"
        return Opened(source, Form("text", f"a table, {title}", dim, separator=b"\t"), gathered=source.gathered)
    form = form_of(opening, name=source.name, whole=len(opening) < OPENING)
    if planned is not None and not form.skip:  # its names are numbers, which look like a row
        skip = opening.index(b"\n") + 1
        form = replace(form, skip=skip, line=2)
    source.read(form.skip)
    return Opened(source, form)


def _npy(source: Source, listed: Source | None, tally: Tally, opening: bytes) -> Opened:
    """An array of NumPy, with the words of `listed`, or of points without names."""
    layout = arrays.npy_layout(opening[:65_536], source.name)
    if not arrays.is_matrix(layout):
        raise VectorFileError(f"“{source.name}” is a NumPy array of shape {layout.shape}, not a row for each word.")
    arrays.check_size(layout, source)
    source.read(layout.skip)
    if listed is None and layout.shape[1] in POINTS:
        tally.warnings.append("Points without names: they are called 1, 2, 3 and so on.")
        words: Iterator[bytes] = (str(number + 1).encode() for number in range(layout.shape[0]))
        gathered = None
    else:
        words, gathered = _listed(listed, source.name)
    form = Form("arrays", "NumPy .npy", layout.shape[1], layout.shape)
    return Opened(source, form, layout, words, gathered=gathered)


def _of_a_tool(source: Source, opening: bytes) -> Opened:
    """A Parquet file, a model of fastText's, or one of llama.cpp's."""
    if opening.startswith(parquet.MAGIC):
        source.close()
        table = parquet.opened(source)
        return Opened(table.source, table.form, gathered=table.gathered, table=table)
    if opening.startswith(gguf.MAGIC):
        held = gguf.opened(source)
        return Opened(source, held.form, gguf=held)
    model = fasttext_bin.opened(source)
    return Opened(source, model.form, fasttext=model)


def _numbers_only(opening: bytes) -> bytes:
    """The separator of the numbers in the first lines, tabs or blanks; nothing if they hold words."""
    lines = opening.removeprefix(b"\xef\xbb\xbf").split(b"\n")[:20]
    rows = [line.strip(b"\r") for line in lines[: max(1, len(lines) - 1)]]
    for between in (b"\t", b" "):
        fields = [row.split(b"\t") if between == b"\t" else row.split() for row in rows]
        same = between == b"\t" or (len(rows) > 1 and len({len(row) for row in fields}) == 1)  # and no header
        if same and all(row and all(NUMBER.fullmatch(field.strip()) for field in row) for row in fields):
            return between
    return b""


def _listed(listed: Source | None, name: str) -> tuple[Iterator[bytes], Gathered | None]:
    if listed is None:
        raise VectorFileError(f"“{name}” holds numbers without words; give the list of its words, one a line, with it.")
    return words_in(listed)


def _safetensors(source: Source, listed: Source | None) -> Opened:
    layouts, _ = arrays.safe_layouts(source)
    key = arrays.matrix_of(layouts, source.name)
    layout = layouts[key]
    arrays.check_size(layout, source)
    words, gathered = arrays.safe_words(source, layouts, layout.shape[0]), None
    if words is None:
        words, gathered = _listed(listed, source.name)
    source.skip(layout.skip)
    form = Form("arrays", "safetensors", layout.shape[1], layout.shape)
    return Opened(source, form, layout, words, gathered=gathered)


def _npz(path: Path, name: str, members: list[str], words: Path | None) -> Opened:
    layouts = npz_layouts(path, name, members)
    key = arrays.matrix_of(layouts, name)
    layout = layouts[key]
    beside = gathered = None
    if (listed := _word_array(layouts, layout.shape[0], name)) is not None:
        with closing(Source(path, name, listed)) as with_words:
            with_words.skip(layouts[listed].skip)
            given = arrays.words_of(with_words, layouts[listed])
    else:
        beside = Source(words, words.name) if words else None
        given, gathered = _listed(beside, name)
    source = Source(path, name, key)
    form = Form("arrays", "NumPy .npz", layout.shape[1], layout.shape)
    try:
        source.skip(layout.skip)
    except VectorFileError:
        source.close()
        raise
    return Opened(source, form, layout, given, beside, gathered)


def npz_layouts(path: Path, name: str, members: list[str]) -> dict[str, Layout]:
    """The arrays of an .npz by the name of their member, none larger than its bytes allow.

    Raises
    ------
    VectorFileError
        If they are too many, too large, or hold Python objects.
    """
    if len(members) > MOST_ARRAYS:
        raise VectorFileError(f"“{name}” holds {len(members):,} arrays; vectors come in a few.")
    layouts = {}
    for member in members:
        with closing(Source(path, name, member)) as with_header:
            layouts[member] = arrays.npy_layout(with_header.peek(65_536), member)
            arrays.check_size(layouts[member], with_header)
    return layouts


def _word_array(layouts: dict[str, Layout], many: int, name: str) -> str | None:
    """Which array of an .npz lists the words of `many` rows: one as long, or one of UTF-8; None without any.

    Raises
    ------
    VectorFileError
        If the words are more or fewer than the rows.
    """
    lists = [key for key, one in layouts.items() if arrays.is_words(one)]
    for wanted in ((key for key in lists if layouts[key].shape[0] == many),
                   (key for key in lists if layouts[key].dtype.kind == "u")):  # fmt: skip
        if (found := next(wanted, None)) is not None:
            return found
    if lists:
        raise VectorFileError(
            f"“{name}” holds {layouts[lists[0]].shape[0]:,} words and {many:,} rows of numbers; "
            "there must be as many of one as of the other."
        )
    return None
