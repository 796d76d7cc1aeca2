"""
The vocabulary of a tokenizer.json, which comes with the vectors of static embedding models, or of a vocab.json.

Hugging Face's tokenizers write {"model": {"vocab": {token: row}}}, Unigram models [[token, score], …] in the order of
the rows; a vocab.json is the inner part alone.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from explorer.errors import VectorFileError
from explorer.files.formats.source import Source

OPENS: Final = re.compile(rb"\s*\{\s*\"")
WHOLE: Final = 32 << 20  # bytes of such a file; that of 250,000 tokens has 17 MB
MOST_TOKENS: Final = 4_000_000
MOST_PARTS: Final = 1_500_000  # lists and objects in it, which take up to a hundred times their bytes


def is_tokenizer(source: Source) -> bool:
    """Whether a file that should list words is JSON that begins with a name."""
    return OPENS.match(source.peek(200)) is not None


def tokens_in(source: Source) -> Iterator[bytes]:
    """The tokens in the order of their rows; nothing for a row that has none.

    Raises
    ------
    VectorFileError
        If the file is too large, damaged, or holds no vocabulary.
    """
    raw = source.read(WHOLE + 1)
    if len(raw) > WHOLE or raw.count(b"[") + raw.count(b"{") > MOST_PARTS:
        raise VectorFileError(
            f"“{source.name}” has more than {WHOLE >> 20} MB, or {MOST_PARTS:,} lists, which no vocabulary has."
        )
    try:
        told = json.loads(raw)
    except (ValueError, RecursionError):
        raise VectorFileError(f"“{source.name}” begins like JSON, but is damaged; fetch it again.") from None
    model = told.get("model")
    vocabulary = model.get("vocab") if isinstance(model, dict) else told
    rows = _rows(vocabulary)
    if rows is None:
        raise VectorFileError(
            f"“{source.name}” is JSON without a vocabulary; tokenizer.json has one under model and vocab, "
            "each token with the number of its row."
        )
    return iter(rows)


def _rows(vocabulary: Any) -> list[bytes] | None:  # noqa: ANN401 - whatever JSON holds
    """The tokens by their rows; None if it is not a vocabulary."""
    if isinstance(vocabulary, list) and vocabulary:
        tokens = [one[0] for one in vocabulary if isinstance(one, list) and one and isinstance(one[0], str)]
        return [token.encode("utf-8", "replace") for token in tokens] if len(tokens) == len(vocabulary) else None
    if not isinstance(vocabulary, dict) or not vocabulary:
        return None
    if not all(type(row) is int and 0 <= row < MOST_TOKENS for row in vocabulary.values()):
        return None
    rows = [b""] * (1 + max(vocabulary.values()))
    for token, row in vocabulary.items():
        rows[row] = token.encode("utf-8", "replace")
    return rows
