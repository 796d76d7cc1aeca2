"""The columns of a model as tables of its file in the store: their names as JSON, all numbers, all texts once each."""

import json
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from explorer.files.store.layout import offsets_of
from explorer.vectors.columns import Column, Columns, Texts

TABLES: Final = ("columns", "column_numbers", "column_codes", "column_texts", "column_offsets")


def tables_of(columns: Columns) -> dict[str, NDArray[Any]]:
    """The tables, under the names of `TABLES` and in their order: (n,) arrays of whatever type."""
    told = [{"name": column.name, "texts": None if column.is_number else len(column.texts)} for column in columns]
    texts = [text.encode() for column in columns for text in column.texts]
    numbers = [column.numbers for column in columns if column.numbers is not None]
    codes = [column.codes for column in columns if column.codes is not None]
    found = (
        np.frombuffer(json.dumps(told, ensure_ascii=False).encode(), np.uint8),
        np.concatenate(numbers) if numbers else np.empty(0, np.float64),
        np.concatenate(codes) if codes else np.empty(0, np.uint32),
        np.frombuffer(b"".join(texts), np.uint8),
        offsets_of(np.array([len(text) for text in texts], dtype=np.int64)),
    )
    return dict(zip(TABLES, found, strict=True))


def columns_of(tables: Mapping[str, Any]) -> Columns | None:
    """The columns that `tables_of` wrote, as views of the (n,) tables; None if they are not among them."""
    if "columns" not in tables:
        return None
    V = len(tables["norms"])
    found: list[Column] = []
    numbers = codes = texts = 0  # how many of the columns before held numbers, held texts; and all their texts
    for told in json.loads(tables["columns"].tobytes()):
        if told["texts"] is None:
            found.append(Column(told["name"], numbers=tables["column_numbers"][numbers * V : (numbers + 1) * V]))
            numbers += 1
            continue
        own = Texts(tables["column_texts"], tables["column_offsets"][texts : texts + told["texts"] + 1])
        found.append(Column(told["name"], codes=tables["column_codes"][codes * V : (codes + 1) * V], texts=own))
        codes, texts = codes + 1, texts + told["texts"]
    return Columns(tuple(found))
