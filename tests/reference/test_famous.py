"""The GloVe that comes with the app against the published rows, read in the plainest way."""

import numpy as np

from explorer.files import library
from explorer.vectors.word_vectors import WordVectors


def test_its_rows_are_the_published_ones_in_half_precision(lists: WordVectors) -> None:
    ours = library.famous()
    both = [word for word in lists.words if word in ours]
    assert len(both) > 42_000
    assert both[:30_000] == list(ours.words[:30_000])
    theirs = lists.matrix[[lists.index[word] for word in both]]
    assert np.array_equal(ours.matrix[ours.rows(both)], theirs.astype(np.float16).astype(np.float32))
