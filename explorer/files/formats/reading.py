"""
From a file to vectors: recognise, read block by block, count what is wrong.

The store draws its blocks from a `Reading`; `read` puts all of them into memory.
"""

import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError, VectorFileError
from explorer.files.formats import arrays, binary, fasttext_bin, gensim_file, gguf, parquet, text
from explorer.files.formats.opening import opened
from explorer.files.formats.report import ImportReport, Tally
from explorer.files.formats.word_file import PairSource
from explorer.vectors.block import Block, together
from explorer.vectors.columns import Columns
from explorer.vectors.subwords import Subwords
from explorer.vectors.word_list import told_apart
from explorer.vectors.word_vectors import Precomputed, WordVectors

Progress = Callable[[int, int], None]  # rows read, and of how many (0: not known); may raise to stop


@dataclass(frozen=True)
class ImportSettings:
    """What to take from a file.

    Parameters
    ----------
    most_frequent : int, optional
        Read only so many words from the start of the file, where the most frequent ones are.
    half : bool
        Keep float16 instead of float32: half the disk, three digits.
    member : str, optional
        Which file of a zip to read, where it holds several.
    """

    most_frequent: int | None = None
    half: bool = False
    member: str | None = None

    def __post_init__(self) -> None:
        if self.most_frequent is not None and self.most_frequent < 1:
            raise SettingError(f"The number of words to read must be at least 1, not {self.most_frequent}.")


EVERYTHING: Final = ImportSettings()


class Reading:
    """A recognised file, open at its first row; a context manager.

    Parameters
    ----------
    path : Path
    settings : ImportSettings
    name : str, optional
        What messages call the file, if not by the name of `path`.
    words : Path, optional
        A file that lists the words, for formats that hold numbers only; if not given, one beside `path` is looked for.
    trusted : bool
        The operator of the server has put the file there: one of gensim's is opened, which runs the code in it.
    copied_to : Path, optional
        A folder for a copy of numbers that would be mapped from the file; give it if others may write the file
        meanwhile.

    Raises
    ------
    VectorFileError
        If the file is in no format that can be read.
    """

    def __init__(
        self,
        path: Path,
        settings: ImportSettings = EVERYTHING,
        name: str | None = None,
        words: Path | None = None,
        *,
        trusted: bool = False,
        copied_to: Path | None = None,
    ) -> None:
        self.settings = settings
        self.tally = Tally(settings.most_frequent)
        self.limited = False
        self._began = time.perf_counter()
        if trusted and gensim_file.is_gensims(path):
            self._opened = gensim_file.opened(path, name or path.name)
        else:
            self._opened = opened(path, name or path.name, settings.member, words, self.tally)
        if self._opened.fasttext is not None:
            self._opened.fasttext.copied_to = copied_to
        self.source, self.form = self._opened.source, self._opened.form

    def __enter__(self) -> "Reading":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.close()

    @property
    def title(self) -> str:
        """The format, with how it is packed."""
        packed = self.source.packing and not self.form.title.endswith(".npz")
        return f"{self.form.title}, {self.source.packing}" if packed else self.form.title

    def blocks(self, progress: Progress | None = None) -> Iterator[Block]:
        """The rows in the order of the file, as far as they are asked for.

        Raises
        ------
        VectorFileError
            If the file turns out not to be what it began as, or holds no row at all.
        """
        most = self.settings.most_frequent
        drawn = self._drawn()
        for block in drawn:
            self.limited = most is not None and self.tally.rows + len(block.lengths) >= most
            if not self.tally.rows:
                self.tally.begin(block)
            self.tally.rows += len(block.lengths)
            if progress:
                promised = self.form.promised[0] if self.form.promised else None
                total = text.most_rows(self.source, self.tally.rows, promised)
                progress(self.tally.rows, min(total, most) if most else total)
            yield within_half_precision(block) if self.settings.half else block
            if self.limited:
                drawn.close()
                break
        self._judge()

    def columns(self, places: NDArray[np.int64] | None) -> Columns | None:
        """What the file says of rows (V,) besides their vectors, once all blocks are drawn; None if nothing."""
        gathered = self._opened.gathered
        return gathered.columns(places) if gathered is not None and places is not None else None

    def counts(self, places: NDArray[np.int64] | None) -> NDArray[np.int64] | None:
        """(V,) how often the words of rows (V,) were counted, where the file says it, once all blocks are drawn."""
        model = self._opened.fasttext
        return None if model is None or places is None else np.array(model.counts, dtype=np.int64)[places]

    @property
    def subwords(self) -> Subwords | None:
        """The pieces of words that the file has, once a block is drawn; they are a map of it, until it is closed."""
        return None if self._opened.fasttext is None else self._opened.fasttext.subwords

    def _drawn(self) -> Generator[Block, None, None]:
        found = self._opened
        if found.layout is not None and found.words is not None:
            yield from arrays.rows(self.source, found.layout, found.words, self.tally)
        elif found.fasttext is not None:
            yield from fasttext_bin.blocks(found.fasttext, self.tally)
        elif found.gguf is not None:
            yield from gguf.blocks(found.gguf, self.tally)
        elif found.table is not None:
            yield from parquet.blocks(found.table, self.tally)
        elif self.form.kind == "binary":
            yield from binary.blocks(self.source, self.form, self.tally)
        else:
            yield from text.blocks(self.source, self.form, self.tally)

    def _judge(self) -> None:
        """Compare what was read with what was promised.

        Raises
        ------
        VectorFileError
            If no row could be read.
        """
        tally, form, name = self.tally, self.form, self.source.name
        if self.source.ends_early:
            tally.warnings.append(
                f"The {self.source.packing} file ends before its end mark: it was cut off on its way here."
            )
        if self._opened.gathered is not None:
            tally.warnings += self._opened.gathered.warnings
        if isinstance(self.source, PairSource) and self.source.left_over[1]:
            what, more = self.source.left_over
            tally.warnings.append(f"There are {more:,} more {what} than the other file has; they were left out.")
        if not tally.rows:
            reason = f" The first line is left out because {tally.examples[0].reason}." if tally.examples else ""
            raise VectorFileError(f"“{name}” holds no row that can be read.{reason}")
        if form.kind == "text" and form.header:
            if form.promised is None:
                tally.warnings.append(
                    f"The header says “{form.header[:60]}”, where two whole numbers should be; it was ignored."
                )
            elif form.promised[1] != form.dim:
                tally.warnings.append(
                    f"The header promises {form.promised[1]:,} numbers a word; the rows have {form.dim:,}."
                )
            if form.promised and form.promised[0] != tally.lines and not self.limited:
                tally.warnings.append(
                    f"The header promises {form.promised[0]:,} words; the file has {tally.lines:,} rows."
                )

    def report(self, repeated: tuple[str, ...], duplicates: int, zeros: int) -> ImportReport:
        """The report, once all blocks are drawn and the sink knows what came twice."""
        tally = self.tally
        return ImportReport(
            form=self.title,
            size=self.source.size,
            seconds=time.perf_counter() - self._began,
            rows=tally.rows - duplicates,
            dim=self.form.dim,
            promised=self.form.promised[:2] if self.form.promised else None,  # type: ignore[arg-type]
            found=(tally.lines, self.form.dim),
            limited=self.limited,
            skipped=tally.skipped,
            examples=tuple(tally.examples),
            duplicates=duplicates,
            repeated=repeated,
            zeros=zeros,
            not_finite=tally.not_finite,
            warnings=tally.sentences(),
            doubts=tally.doubts(self.form.dim),
            first_rows=tuple(tally.first_rows),
        )


def within_half_precision(block: Block) -> Block:
    """The block with numbers beyond the range of float16 clipped to its largest; else they would become infinite."""
    return replace(block, matrix=np.clip(block.matrix, -65504, 65504))


def read(
    path: Path, settings: ImportSettings = EVERYTHING, progress: Progress | None = None, *, words: Path | None = None
) -> tuple[WordVectors, ImportReport]:
    """The vectors of a file, in memory, and the report on it.

    Raises
    ------
    VectorFileError
        If the file is in no format that can be read, or damaged beyond use.
    """
    with Reading(path, settings, words=words) as reading:
        drawn = list(reading.blocks(progress))
        lengths = np.concatenate([block.lengths for block in drawn])
        blob = np.frombuffer(b"".join(block.words for block in drawn), dtype=np.uint8)
        places = together([block.places for block in drawn])
        matrix = np.empty((len(lengths), reading.form.dim), dtype=np.float32)
        end = len(matrix)
        while drawn:  # each block is given back as soon as it is copied
            rows = drawn.pop().matrix
            matrix[end - len(rows) : end] = rows
            end -= len(rows)
        if settings.half:
            matrix = matrix.astype(np.float16).astype(np.float32)
        offsets = np.zeros(len(lengths) + 1, dtype=np.int64)
        np.cumsum(lengths, out=offsets[1:])
        listed, repeats, repeated = told_apart(blob, offsets)
        if repeats.any():
            listed, matrix = listed.only(~repeats), matrix[~repeats]
            places = None if places is None else places[~repeats]
        kept = tuple(listed)
        zeros = int(np.count_nonzero(np.linalg.norm(matrix, axis=1) == 0))
        report = reading.report(repeated, int(repeats.sum()), zeros)
        columns, counts, subwords = reading.columns(places), reading.counts(places), reading.subwords
        if subwords is not None:
            subwords = replace(subwords, matrix=np.array(subwords.matrix))
    return WordVectors(kept, matrix, counts, precomputed=Precomputed(columns=columns, subwords=subwords)), report
