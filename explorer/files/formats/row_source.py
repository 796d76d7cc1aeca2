"""A source whose bytes are rows of text, made of what another source reads."""

from collections.abc import Iterator

from explorer.files.formats.source import Source


class RowSource(Source):
    """Rows made of what `inner` reads; a subclass gives them in `_rows`.

    Parameters
    ----------
    inner : Source
    """

    _rows: Iterator[bytes]

    def __init__(self, inner: Source) -> None:
        self.name, self.size, self.packing = inner.name, inner.size, inner.packing
        self._inner = inner
        self._unread = b""
        self._decoder = None
        self._archive = None

    @property
    def consumed(self) -> int:
        """Bytes of the file that have been read."""
        return self._inner.consumed

    @property
    def ends_early(self) -> bool:  # type: ignore[override]  # only the source that reads the file can note it
        """Whether the file was cut off."""
        return self._inner.ends_early

    def next_piece(self, size: int) -> bytes:
        """Some whole rows, `size` bytes of them or a little more."""
        rows, have = [], 0
        for row in self._rows:
            rows.append(row)
            have += len(row)
            if have >= size:
                break
        return b"".join(rows)

    def close(self) -> None:
        """Close the file."""
        self._inner.close()
