"""The GloVe that comes with the app against the published rows, read in the plainest way."""

from pathlib import Path

import numpy as np

from explorer.files import library
from tests.reference.conftest import read_text


def test_its_rows_are_the_published_ones_in_half_precision(shared: Path) -> None:
    ours = library.famous()
    published = read_text(shared / "vectors" / "glove.6B.50d.lists44k.txt.gz")
    both = [word for word in published.words if word in ours]
    assert len(both) > 42_000
    assert both[:30_000] == list(ours.words[:30_000])
    theirs = published.matrix[[published.index[word] for word in both]]
    assert np.array_equal(ours.matrix[ours.rows(both)], theirs.astype(np.float16).astype(np.float32))
